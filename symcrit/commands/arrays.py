"""Arrays of weights in .npy and .npz files: their sizes are read from their headers before anything is loaded."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from symcrit.errors import InputError, shorten
from symcrit.opening import bytes_of

__all__ = ["load", "load_archive"]

_LARGEST = 256 * 2**20  # bytes of a file
_HEADER = 4096  # bytes of a header


def load(what: str, path: Path, most: int) -> np.ndarray:
    """The array in a .npy file, with at most `most` rows and columns; raises InputError."""
    with _said(what, path.name):
        data = bytes_of(path, _LARGEST)
        return _array(what, io.BytesIO(data), len(data), most)


def load_archive(what: str, name: str, folder: Path, keys: tuple[str, ...], most: int) -> dict[str, Any]:
    """The arrays in a .npz file, which may have these names; raises InputError."""
    if not name.endswith(".npz"):
        raise InputError(f"{what} = {shorten(name)!r} is no .npz file and no object with the keys {', '.join(keys)}")
    found = {}
    with _said(what, name), zipfile.ZipFile(io.BytesIO(bytes_of(folder / name, _LARGEST))) as archive:
        for member in archive.infolist()[: len(keys) + 1]:
            key = member.filename.removesuffix(".npy")
            if key not in keys or key in found:
                raise InputError(f"{what}: {shorten(name)} holds {shorten(member.filename)!r}; its members are"
                                 f" {' and '.join(keys)}")  # fmt: skip
            with archive.open(member) as file:
                found[key] = _array(f"{what} {key}", file, member.file_size, most)
    return found


def _array(what: str, file: IO[bytes], size: int, most: int) -> np.ndarray:
    """An array whose header says that it is small enough, and that all of it is there."""
    start = file.read(_HEADER + 12)
    shape, dtype = _header(start)
    if dtype.hasobject or dtype.kind not in "fiu" or dtype.itemsize > 8:
        raise InputError(f"{what} has entries of type {shorten(dtype)}, which are no float64 or integers")
    if len(shape) > 2 or any(not 0 < length <= most for length in shape):
        raise InputError(f"{what} has shape {shorten(shape)}; at most 2 dimensions of 1 to {most} are read")
    needed = math.prod(shape) * dtype.itemsize
    if size > needed + _HEADER or needed > _LARGEST:
        raise ValueError("the file is larger than its array")
    return np.lib.format.read_array(io.BytesIO(start + file.read(needed)), allow_pickle=False)


def _header(start: bytes) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type of an array, from the beginning of its file; raises ValueError."""
    file = io.BytesIO(start)
    version = np.lib.format.read_magic(file)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in readers:
        raise ValueError(f"version {version} of the format is not read")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # headers of Python 2
        shape, _, dtype = readers[version](file, max_header_size=_HEADER)
    return shape, dtype


@contextlib.contextmanager
def _said(what: str, name: str) -> Any:
    """What is wrong with a file, in a line."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # whatever zipfile, zlib, and numpy, which parses headers as Python, raise
        reason = shorten(getattr(error, "strerror", None) or error or type(error).__name__, 200)
        raise InputError(f"{what}: cannot read {shorten(name)}: {reason}") from None
