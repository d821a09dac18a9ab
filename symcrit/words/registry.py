"""The words of the kinds of claims, found in the folder `claims`: a module has the name of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from symcrit.core import Claim, Folder
from symcrit.words import claims
from symcrit.words.hypotheses import hypotheses, let_functions
from symcrit.words.plain import Prose


class ClaimWords(NamedTuple):
    """The words of a kind of claim; what its module may leave out has a default (see `claims`)."""

    says: Callable[[Any], Prose]
    KEYS: Mapping[str, str]
    setting: Callable[[Any], Prose] = lambda claim: [*hypotheses(claim.domain), *let_functions(claim)]
    ONE_LINE: bool = False
    LETTERS: str = ""
    INDEXED: str = ""
    new_names: Callable[[Any], list[str]] = lambda claim: []
    letters: Callable[[Any], set[str]] = lambda claim: set()
    idea: Callable[[Any], str] = lambda claim: ""
    by: Callable[[Any], str] = lambda goals: ""
    opening: Callable[[Any, Any], list[Prose]] = lambda claim, goals: []
    closing: Callable[[Any, Any], list[Prose]] = lambda claim, goals: []


def _words(kind: str, module: ModuleType) -> ClaimWords:
    """What a module says of its kind."""
    return ClaimWords(**{name: getattr(module, name) for name in ClaimWords._fields if hasattr(module, name)})


CLAIMS: Mapping[str, ClaimWords] = Folder(claims, _words)


def words_of(claim: Claim) -> ClaimWords:
    """The words of the kind of a claim."""
    return CLAIMS[claim.kind]
