"""Opening files that come from others: a regular file of limited size, or nothing.

A pipe would be waited for, a device has no end, and 20 GB of zeros fit into no memory.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

__all__ = ["NotRegular", "bytes_of", "is_database", "need_regular"]


class NotRegular(OSError):
    """What is no file, or larger than what is asked for can be."""


def need_regular(path: Path | str, most: int | None = None) -> int:
    """The size of a regular file of at most `most` bytes; raises OSError, which says what else it is.

    >>> need_regular("/dev/null")
    Traceback (most recent call last):
        ...
    symcrit.opening.NotRegular: it is a device
    """
    status = os.stat(path)
    _need(status, most)
    return status.st_size


def bytes_of(path: Path | str, most: int) -> bytes:
    """What a regular file of at most `most` bytes holds; raises OSError, and never waits."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(number, "rb") as file:
        _need(os.fstat(number), most)
        data = file.read(most + 1)
    if len(data) > most:  # it has grown meanwhile
        raise NotRegular(f"it is larger than {_size(most)}")
    return data


def _need(status: os.stat_result, most: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotRegular(f"it is {_kind(status.st_mode)}")
    if most is not None and status.st_size > most:
        raise NotRegular(f"it is larger than {_size(most)}")


def _size(number: int) -> str:
    return f"{number >> 20} MB" if number >= 2**20 else f"{number} bytes"


def _kind(mode: int) -> str:
    """What a file that is not regular is."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


_DATABASE = b"SQLite format 3\0"


def is_database(path: str) -> bool:
    """Whether there is a database of that name; other files, and what cannot be read, are none."""
    try:
        need_regular(path)
        with open(path, "rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except (OSError, ValueError):  # ValueError: of names that no file can have
        return False
