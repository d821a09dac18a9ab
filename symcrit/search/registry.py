"""What is tried for each kind of claim: the modules of `symcrit.search.claims`, by the names of the kinds.

A kind of core that has no module here can be checked, but nothing is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from symcrit.core import Claim
from symcrit.search import claims
from symcrit.search.attempts import Attempt

KINDS = tuple(sorted(found.name for found in iter_modules(claims.__path__) if not found.name.startswith("_")))
_MISSING = "the goals that it comes down to were not shown, nor the contrary"


def attempts(claim: Claim) -> Iterator[Attempt]:
    """What is tried on a claim, in order."""
    module = _module(claim.kind)
    yield from () if module is None else module.attempts(claim)


def missing(kind: str) -> str:
    """What is missing where no attempt decides a claim of this kind."""
    words: str = getattr(_module(kind), "MISSING", _MISSING)
    return words


def _module(kind: str) -> ModuleType | None:
    return import_module(f"{claims.__name__}.{kind}") if kind in KINDS else None
