"""What a file of proofs declares, as data: what is known of its theorems where the file itself is never imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symcrit.arguments import MOST_EFFORT
from symcrit.core.reading import Malformed, flag, index, items, need, read, text
from symcrit.errors import shorten
from symcrit.theorems.collect import place_of
from symcrit.theorems.registry import NAME, Theorem

__all__ = ["Listed", "clashing", "failing", "listed", "of_json"]

_MOST = 10**5  # instances, or mutants
_NAMED = 4  # places of one name that are written out


@dataclass(frozen=True)
class Listed:
    """A theorem by its name and place: which of its instances are large, and what its mutants are called.

    error: why its file, and so the theorem, could not be loaded; misuse: whether that is an error of input.
    """

    name: str
    path: Path
    line: int
    source: str | None = None
    effort: float = 1
    large: tuple[bool, ...] = (False,)
    mutants: tuple[str, ...] = ()
    error: str | None = None
    misuse: bool = False


def listed(theorem: Theorem) -> dict[str, Any]:
    """JSON of a theorem, without its functions."""
    return {
        "name": theorem.name,
        "line": theorem.line,
        "source": theorem.source,
        "effort": repr(float(theorem.effort)),
        "large": [theorem.is_large(i) for i in range(len(theorem.instances))],
        "mutants": [mutant.name for mutant in theorem.mutants],
    }


def of_json(value: object, path: Path) -> Listed:
    """What a process that has imported a file says of a theorem there; raises `Malformed`."""
    pattern = {"name": text, "line": index, "source": _maybe, "effort": _effort, "large": items, "mutants": items}
    found = read(value, pattern)
    need(NAME.fullmatch(found["name"]) and len(found["name"]) <= 200, "not the name of a theorem: {}", found["name"])
    need(0 < len(found["large"]) <= _MOST and len(found["mutants"]) <= _MOST, "too many instances or mutants")
    found["large"], found["mutants"] = tuple(map(flag, found["large"])), tuple(map(_identifier, found["mutants"]))
    return Listed(path=path, **found)


def failing(name: str, path: Path, error: str, *, misuse: bool) -> Listed:
    """A theorem whose file cannot be loaded."""
    return replace(Listed(name, path, 0), error=error, misuse=misuse)


def clashing(theorems: Sequence[Listed]) -> Listed:
    """What stands for theorems of one name in several places: an error, since nobody knows which of them is meant.

    None of them is verified: else a file could have its own statement proved under the name of somebody else's theorem.
    Of files that cannot be loaded, and have one name, it is what is wrong with each.
    """
    first = theorems[0]
    more = len(theorems) - _NAMED
    said = [theorem.error or place_of(theorem) for theorem in theorems[:_NAMED]] + [f"{more} more"] * (more > 0)
    misuse = all(theorem.misuse for theorem in theorems if theorem.error)
    if all(theorem.error for theorem in theorems):
        return failing(first.name, first.path, "; ".join(said), misuse=misuse)
    error = f"{first.name!r} is declared more than once, so that none is verified: {'; '.join(said)}"
    return failing(first.name, first.path, error, misuse=misuse)


def _identifier(value: object) -> str:
    need(text(value).isidentifier() and len(text(value)) <= 200, "not the name of a function: {}", value)
    return text(value)


def _maybe(value: object) -> str | None:
    return None if value is None else shorten(text(value), 300)


def _effort(value: object) -> float:
    try:
        number = float(text(value))
    except ValueError:
        raise Malformed("an effort that is no number") from None
    need(0 < number <= MOST_EFFORT, "not an effort: {}", value)
    return number
