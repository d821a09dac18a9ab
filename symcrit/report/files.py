"""Writing the files that a user asks for; what goes wrong is bad input."""

from __future__ import annotations

from pathlib import Path

from symcrit.arguments import place
from symcrit.errors import InputError, shorten


def need_folder(name: str) -> Path:
    """The path of a file to be written later, if its folder is there: better to know before the work than after."""
    path = place("the output", name)
    if not path.parent.is_dir():
        raise InputError(f"cannot write {shorten(name)}: there is no folder {path.parent}")
    if path.is_dir():
        raise InputError(f"cannot write {shorten(name)}: it is a folder")
    return path


def write_text(path: Path, text: str) -> None:
    """Write a text file, or raise InputError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None
