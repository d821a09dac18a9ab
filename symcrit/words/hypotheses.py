"""The symbols of a claim and its hypotheses, and the functions that it leaves open."""

from __future__ import annotations

from collections.abc import Iterable

from symcrit.core import Claim, Domain, Relation, sym, symbols
from symcrit.words import means
from symcrit.words.boxes import Box, call, number, row, sign, symbol
from symcrit.words.formulas import matrix, relation, relations
from symcrit.words.plain import Display, Prose, prose

_MEASURABLE = "measurable function of at most exponential growth"  # inside of an expectation
_MEANT = ", of which a derivative inside of $𝔼$ stands for the derivative of $𝔼$ by the mean of its argument"
_KINDS = {"real": ("a real number", "real numbers"), "integer": ("an integer", "integers")}


def joined(boxes: Iterable[Box], between: str = ", ") -> Prose:
    """Formulas with commas between them."""
    pieces: Prose = []
    for item in boxes:
        pieces += [between, item] if pieces else [item]
    return pieces


def quantifier(domain: Domain) -> Prose:
    """``for all real x, integer m with x > 0 and m ≥ 1: ``"""
    if not domain.kinds:
        return []
    names: Prose = []
    for key, kind in domain.kinds.items():
        names += [f", {kind} " if names else f"{kind} ", symbol(key)]
    given = prose(" with @", joined(_stated(domain), " and ")) if domain.where else []
    return prose("for all @@: ", names, given)


def _stated(domain: Domain) -> list[Box]:
    """The hypotheses one by one; that a matrix is positive definite is one."""
    definite = [row(matrix(rows), sign("≻"), number("0")) for rows in domain.definite]
    return [*map(relation, domain.stated), *definite]


def hypotheses(domain: Domain, size: str | None = None) -> Prose:
    """``Let l be a real number with l > 1/2.``  `size`: that of groups in any number, which comes with the groups."""
    where = [item for item in domain.stated if size is None or not speaks_of(item, size)]
    parts: Prose = []
    for kind, (one, several) in _KINDS.items():
        own = [symbol(key) for key, found in domain.kinds.items() if found == kind and key != size]
        if own:
            parts += [" and " if parts else "", *joined(own), f" be {several if len(own) > 1 else one}"]
    small, large = _definite(domain)
    given = prose(" with @", joined([*relations(where), *small])) if where or small else []
    if not parts:
        return []
    start = prose("Let @@", parts, given)
    if not large:
        return [*start, ". "]
    return [*start, " and" if given else "", " with", Display(tuple(large), ".")]


def _definite(domain: Domain) -> tuple[list[Box], list[Box]]:
    """That matrices are positive definite: the small ones, and those that need a line of their own."""
    boxes = [(len(rows), row(matrix(rows), sign("≻"), number("0"))) for rows in domain.definite]
    return [box for size, box in boxes if size < 3], [box for size, box in boxes if size >= 3]


def speaks_of(item: Relation, size: str) -> bool:
    """Whether a hypothesis is about the size of a group."""
    return size in symbols(item.lhs, item.rhs)


def conditions(domain: Domain) -> Prose:
    """The hypotheses, after "for": ``l > 1/2``."""
    bare = [symbol(key) for key in domain.kinds if not any(sym(key) in item[1:] for item in domain.where)]
    return joined([*bare, *relations(domain.where)])


def open_functions(claim: Claim) -> list[Prose]:
    """``f is any differentiable function`` for those that a claim leaves open, in two parts around what is said."""
    told = [prose("@ is any @", symbol(name), _asked(claim, name, single)) for name, single in means.functions(claim)]
    return [*told, *(prose(f"@ is any {words}", symbol(name)) for name, words in _inside(claim))]


def let_functions(claim: Claim) -> Prose:
    """``Let f be any differentiable function.``"""
    told: Prose = []
    for name, single in means.functions(claim):
        told += prose("Let @ be any @. ", symbol(name), _asked(claim, name, single))
    for name, words in _inside(claim):
        told += prose(f"Let @ be any {words}. ", symbol(name))
    return told


def _inside(claim: Claim) -> list[tuple[str, str]]:
    """The functions of which nothing is known inside of expectations, and what is asked of them."""
    return [(name, _MEASURABLE + (_MEANT if order else "")) for name, order in means.inside(claim).items()]


def _asked(claim: Claim, name: str, single: bool) -> Prose:
    """What a function that is left open is asked to be; one of three arguments is symmetric, as kernels are."""
    words = means.any_function(claim, name)
    if single:
        return [words]
    one, other = (call(symbol(name), *map(symbol, order)) for order in ("xyz", "zyx"))
    return prose(f"{words} with @ for all $x, y, z$", row(one, sign("="), other))
