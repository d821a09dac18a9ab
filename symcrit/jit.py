"""The decorators of compiled functions, and where their machine code is kept between processes.

numba looks for changes in the file of a function only, not in those of the functions it calls.  So the folder is named
after all sources that are compiled here.
"""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numba
import platformdirs

__all__ = ["cache_folder", "compiled", "exact", "inlined", "is_kept", "ordered"]

_SOURCES = (
    "flow/compiled.py", "flow/dense.py", "flow/matrix_free.py", "flow/preconditioner.py",
    "flow/stepper.py", "kernels/floats/arctangent.py", "kernels/floats/elementary.py", "kernels/floats/fused.py",
    "learning/compiled.py", "learning/descent.py",
)  # fmt: skip


def cache_folder() -> Path:
    """Where compiled code is kept: NUMBA_CACHE_DIR if that is set, else the user's cache."""
    root = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_path("symcrit", appauthor=False) / "numba"
    digest = hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in _SOURCES))
    return Path(root) / digest.hexdigest()[:16]


def is_kept(function: str = "stepper.advance") -> bool:
    """Whether an integrator has been compiled before, for the sources as they are."""
    return any(cache_folder().rglob(f"{function}-*.nbc"))


_FAST = frozenset({"reassoc", "contract", "arcp", "nsz"})  # nan and infinities keep their meaning
_FUSED = frozenset({"contract"})


def _compile(function: Callable[..., Any], *, fast: frozenset[str] = _FAST, **options: Any) -> Any:
    before, folder = numba.config.CACHE_DIR, cache_folder()
    kept = True
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        kept = False  # compiled anew in every process
    numba.config.CACHE_DIR = str(folder)
    try:
        options |= {"cache": kept, "fastmath": set(fast) or False, "nogil": True, "error_model": "numpy"}
        return numba.njit(**options)(function)
    finally:
        numba.config.CACHE_DIR = before


compiled = _compile
inlined = partial(_compile, inline="always")
ordered = partial(_compile, fast=_FUSED)  # in the order as written; a·b + c may be rounded once
exact = partial(_compile, fast=frozenset())  # every operation rounded once, in the order as written
