"""The decorator of compiled functions of numbers, and where their machine code is kept between processes.

numba looks for changes in the file of a function only, not in those of the functions it calls.  So the folder is named
after all sources that are compiled here.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import platformdirs

__all__ = ["compiled"]

_SOURCES = ("machine_code.py", "twofold.py", "bivariate.py")


def _folder() -> Path:
    """NUMBA_CACHE_DIR if that is set, else a place in the user's cache."""
    root = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_path("symcrit", appauthor=False) / "numba"
    digest = hashlib.sha256(b"".join(Path(__file__).with_name(name).read_bytes() for name in _SOURCES))
    return Path(root) / digest.hexdigest()[:16]


def compiled(function: Callable[..., Any]) -> Any:
    """The function compiled when it is first called, without any change of the order of its operations."""
    before, folder, kept = numba.config.CACHE_DIR, _folder(), True
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        kept = False  # compiled anew in every process
    numba.config.CACHE_DIR = str(folder)
    try:
        return numba.njit(cache=kept, nogil=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before
