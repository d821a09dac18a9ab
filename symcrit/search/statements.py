"""Statements in text as claims: "2*x/pi <= sin(x)", "a <= b <= c", "increasing(x^3, x)".

One reader for `decide` in Python and for the command `symcrit decide`.  Hypotheses are read as everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sympy import Expr, Symbol

from symcrit.claims import Claim, Hypotheses, named, pieces, sides_of
from symcrit.errors import InputError, shorten, unknown
from symcrit.parse import NAME
from symcrit.search.claims.at_most import at_most
from symcrit.search.claims.concave import concave
from symcrit.search.claims.convex import convex
from symcrit.search.claims.decreasing import decreasing
from symcrit.search.claims.equal import equal
from symcrit.search.claims.increasing import increasing
from symcrit.search.claims.less import less

__all__ = ["claims_in", "need_used"]

Maker = Callable[[Expr, Expr, Hypotheses], Claim]


_NAMED: dict[str, Maker] = {
    "equal": equal,
    "less": less,
    "at_most": at_most,
    "increasing": increasing,
    "decreasing": decreasing,
    "concave": concave,
    "convex": convex,
}
_OF_RELATION: dict[str, Maker] = {
    "=": equal,
    "==": equal,
    "<": less,
    "<=": at_most,
    "≤": at_most,
    ">": lambda left, right, where: less(right, left, where),
    ">=": lambda left, right, where: at_most(right, left, where),
    "≥": lambda left, right, where: at_most(right, left, where),
}
_CALL = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9]*)\s*\((.*)\)\s*", re.DOTALL)
_EXAMPLES = "a relation such as '2*x/pi <= sin(x)', or 'increasing(x^3, x)', 'decreasing(…)', 'concave(…)', 'convex(…)'"


def claims_in(text: str, where: Hypotheses = (), integer: Iterable[str] = ()) -> list[Claim]:
    """The claims that a text makes, whose conjunction it is: one for each sign of a chain such as "a <= b <= c".

    where: hypotheses, as text or as sympy relations.  integer: the names of the symbols that are integers; every other
    one is a real number.
    Raises InputError for what is no statement.

    >>> [claim.statement for claim in claims_in("0 <= x^2 < 1", where="-1 < x < 1")]
    ['for all real x with -1 < x and x < 1: 0 ≤ x^2', 'for all real x with -1 < x and x < 1: x^2 < 1']
    >>> claims_in("increasing(x^3, x)")
    [Claim(for all real x: x^3 is strictly increasing in x)]
    >>> claims_in("increase(x^3, x)")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: unknown statement 'increase'; did you mean 'increasing'? known: ...
    """
    own = {name: Symbol(name, integer=True) for name in _names(integer)}
    found = [made for part in pieces("statement", text) for made in _made(part)]
    sides = [side for _, *both in found for side in both]
    exprs, hypotheses = named(sides, where, own)
    pairs = zip(exprs[::2], exprs[1::2], strict=True)
    return [make(left, right, hypotheses) for (make, *_), (left, right) in zip(found, pairs, strict=True)]


def _made(text: str) -> list[tuple[Maker, str, str]]:
    """What a statement without "and" says: how each claim is made, and of which two texts."""
    signs, sides = sides_of("statement", text)
    if not signs:
        return [_called(text)]
    if "!=" in signs or "≠" in signs:
        raise InputError(f"{shorten(text)!r} says ≠, which is not decided; state < or >, or an example as a hypothesis")
    chain = zip(signs, sides, sides[1:], strict=False)
    return [(_OF_RELATION[sign], left, right) for sign, left, right in chain]


def _called(text: str) -> tuple[Maker, str, str]:
    """What "increasing(x^3, x)" says."""
    match = _CALL.fullmatch(text)
    arguments = pieces("statement", match[2]) if match else []
    if match is None or len(arguments) < 2:
        raise InputError(f"{shorten(text)!r} is no statement; write {_EXAMPLES}")
    if match[1] not in _NAMED:
        raise unknown("statement", match[1], _NAMED)
    if len(arguments) != 2:
        raise InputError(f"{shorten(text)!r}: {match[1]} takes two arguments, such as {match[1]}(x^3, x)")
    return _NAMED[match[1]], arguments[0], arguments[1]


def need_used(integer: Iterable[str], claims: Iterable[Claim]) -> None:
    """Raises InputError for the name of an integer that occurs in none of the claims."""
    used = {name for claim in claims for name in claim.parsed.domain.kinds}
    for name in _names(integer):
        if name not in used:
            raise InputError(f"integer {name!r} occurs in no statement and no hypothesis; leave it out")


def _names(integer: Iterable[str]) -> list[str]:
    """The names of integers, one by one; several may stand in one text with commas between."""
    listed = [integer] if isinstance(integer, str) else list(integer)
    names = [name.strip() for entry in listed for name in str(entry).split(",")]
    for name in names:
        if not NAME.fullmatch(name) or name in ("pi", "E"):
            raise InputError(f"integer {shorten(name)!r} is no name of a symbol; write for example 'n' or 'n, k'")
    return names
