"""Arrays of numbers in `.npy` files, known by their SHA-256: read here, without rounding, and without pickle.

Where a file lies is no part of a claim and is not trusted: a file is what its SHA-256 says, or is not read.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from math import isfinite
from typing import BinaryIO, NamedTuple

from flint import fmpq

from symcrit.core.deep.network import MOST_NUMBERS, Rows, need_common_denominator
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import Malformed, Reject, flag, index, items, need, read, require, text
from symcrit.core.records import Record

MOST_OVER = 2**64  # of a common denominator
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.npy", re.ASCII)  # no folder, no way out of one
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_START = re.compile(rb"\x93NUMPY([\x01-\x03])\x00", re.DOTALL)
_HEADER = re.compile(
    r"\{'descr': '([<>|])([iuf])([1248])', 'fortran_order': (True|False), "
    r"'shape': \((0|[1-9]\d{0,8}), (0|[1-9]\d{0,8})\),? *\} *\n",
    re.ASCII,
)
_CODES = {"i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I", "u8": "Q"}
_CODES |= {"f2": "e", "f4": "f", "f8": "d"}
_LONGEST_HEADER = 4096  # bytes
_FIRST = 12 + _LONGEST_HEADER  # bytes that hold every header, with what stands before it
_CHUNK = 1 << 20


class Header(NamedTuple):
    """What the header of a `.npy` file says, and where the numbers begin."""

    order: str  # of bytes: "<" or ">"
    kind: str
    fortran: bool
    rows: int
    columns: int
    start: int

    @property
    def size(self) -> int:
        """The bytes of the whole file."""
        return self.start + self.rows * self.columns * int(self.kind[1])


def header_of(data: bytes) -> Header:
    """The header of a `.npy` file from its first bytes; raises `Reject` for what is no table of numbers."""
    found = _START.match(data)
    if found is None:
        raise Reject("this is no .npy file")
    width = 2 if found[1] == b"\x01" else 4
    begin = 8 + width
    length = int.from_bytes(data[8:begin], "little")
    require(length <= _LONGEST_HEADER, "the header of the .npy file is too long")
    written = data[begin : begin + length].decode("latin-1")
    good = _HEADER.fullmatch(written)
    if good is None or f"{good[2]}{good[3]}" not in _CODES or (good[1] == "|") != (good[3] == "1"):
        raise Reject("the .npy file has no table of integers or of floats of 16, 32 or 64 bits")
    rows, columns = int(good[5]), int(good[6])
    require(rows * columns > 0, "the array of the .npy file is empty")
    require(rows * columns <= MOST_NUMBERS, f"the array of the .npy file has more than {MOST_NUMBERS} numbers")
    return Header(good[1].replace("|", "<"), good[2] + good[3], good[4] == "True", rows, columns, begin + length)


# ------------------------------------------------------------------------------------------------- where files are

_FOLDER: ContextVar[str] = ContextVar("folder", default="")
_PLACES: dict[str, str] = {}  # of this process: {SHA-256: path}


@contextmanager
def beside(folder: str) -> Iterator[None]:
    """Files are looked for in this folder."""
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


def lies_at(digest: str, path: str) -> None:
    """Says where a file of this SHA-256 may be found, by this process."""
    _PLACES[digest] = path


# ------------------------------------------------------------------------------------------------------ the array


def read_digest(value: object) -> str:
    """A SHA-256 in hexadecimal digits; raises `Malformed`."""
    need(_HASH.fullmatch(text(value)), "no SHA-256: {}", value)
    return text(value)


def read_file_name(value: object) -> str:
    """The name of a `.npy` file, without a folder; raises `Malformed`."""
    need(_NAME.fullmatch(text(value)), "no name of a .npy file, without a folder: {}", value)
    return text(value)


def read_shape(value: object) -> tuple[int, int]:
    """[rows, columns], both at least 1; raises `Malformed`."""
    need(len(items(value)) == 2, "the shape of a table is two numbers")
    rows, columns = read(value, [index])
    need(rows > 0 and columns > 0, "an empty table")
    need(rows * columns <= MOST_NUMBERS, f"more than {MOST_NUMBERS} numbers")
    return rows, columns


def read_over(value: object) -> int:
    """A denominator; raises `Malformed`."""
    need(0 < index(value) <= MOST_OVER, "a denominator is > 0, and at most 2⁶⁴")
    return index(value)


@frozen
class File(Record):
    """The rows of the array in the `.npy` file with this `sha256`, of this `shape`; its `name` says where to look.

    over: all numbers are divided by it.  one: a last entry 1 is appended to every row.
    Floats are the dyadic fractions that they are; there are none that are not finite.
    """

    name: str = part(read_file_name)
    sha256: str = part(read_digest)
    shape: tuple[int, int] = part(read_shape)
    over: int | None = part(read_over, optional=True)
    one: bool | None = part(flag, optional=True)

    @property
    def dimension(self) -> int:
        """That of a row."""
        return self.shape[1] + bool(self.one)

    @property
    def numbers(self) -> int:
        """How many there are."""
        return self.shape[0] * self.dimension

    def rows(self) -> Rows:
        """The numbers, read from the file; raises `Reject` where it is missing, or is another one."""
        if self not in _READ:
            found = self._rows(self._bytes())
            _READ.clear()
            _READ[self] = found
        return _READ[self]

    def _bytes(self) -> bytes:
        """What the file holds, if it is that of the claim."""
        path = _PLACES.get(self.sha256) or os.path.join(_FOLDER.get(), self.name)
        try:
            with open(path, "rb", opener=_opened) as file:
                data = self._read(file)
        except OSError as error:
            linked = "it is a link" if error.errno == errno.ELOOP else str(error.strerror)
            what = f"the data are missing: put {self.name}, SHA-256 {self.sha256}, beside the certificate"
            raise Reject(f"{what} ({linked})") from None
        good = sha256(data).hexdigest() == self.sha256
        require(good, f"{self.name} has another SHA-256 than the claim says: these are other data")
        return data

    def _read(self, file: BinaryIO) -> bytes:
        """All of a regular file of the right shape and size, read once."""
        status = os.fstat(file.fileno())
        require(stat.S_ISREG(status.st_mode), f"{self.name} is no regular file")
        data = file.read(_FIRST)
        header = header_of(data)
        require((header.rows, header.columns) == self.shape, f"the array of {self.name} has another shape")
        require(header.size == status.st_size, f"{self.name} has not the size that its header says")
        while len(data) <= header.size and (more := file.read(_CHUNK)):
            data += more
        require(len(data) == header.size, f"{self.name} has changed while it was read")
        return data

    def _rows(self, data: bytes) -> Rows:
        """The rows of the array."""
        header = header_of(data)
        rows, columns = self.shape
        given = struct.unpack(f"{header.order}{rows * columns}{_CODES[header.kind]}", data[header.start :])
        if header.kind[0] == "f":
            require(all(map(isfinite, given)), f"{self.name} has numbers that are not finite")
            given = tuple(fmpq(*entry.as_integer_ratio()) for entry in given)
        else:
            given = tuple(map(fmpq, given))
        if self.over is not None:
            given = tuple(entry / self.over for entry in given)
        ends = (fmpq(1),) if self.one else ()
        if header.fortran:
            table = tuple((*given[i::rows], *ends) for i in range(rows))
        else:
            table = tuple((*given[i * columns : (i + 1) * columns], *ends) for i in range(rows))
        try:
            need_common_denominator(table)
        except Malformed as error:
            raise Reject(f"{self.name}: {error}") from None
        return table


def _opened(path: str, flags: int) -> int:
    """Opens a file that is no link, and waits for nothing; raises OSError."""
    return os.open(path, flags | sum(getattr(os, own, 0) for own in ("O_NONBLOCK", "O_NOFOLLOW")))


_READ: dict[File, Rows] = {}  # the file that this process has read last


def described(path: str, name: str) -> Mapping[str, object]:
    """The JSON of a file as it is now: `name`, SHA-256 and shape; raises OSError, and `Reject` as `header_of` does."""
    with open(path, "rb") as file:
        data = file.read(_FIRST)
        header = header_of(data)
        while len(data) <= header.size and (more := file.read(_CHUNK)):
            data += more
    require(len(data) == header.size, "the .npy file has not the size that its header says")
    return {"name": name, "sha256": sha256(data).hexdigest(), "shape": [header.rows, header.columns]}
