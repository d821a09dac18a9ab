"""`onto`: a quotient increases strictly over an interval, from its first value to infinity.

N/pᵏ by the sign of p, and its slope by powers of 1/p.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import sympy
from sympy import Symbol

from symcrit.certificate import write
from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import ZERO, Domain, Goals, Lemma, Relation, Witness, nodes, parse
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims.onto import NotOnto, Onto
from symcrit.core.witnesses.positive import Positive
from symcrit.errors import InputError, shorten
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import MANY, of_goals, prove_goals
from symcrit.search.engines import floats, inequalities
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import by_sympy
from symcrit.search.engines.values import Point
from symcrit.search.search import Goal, Search, lemma, number, point_of
from symcrit.translate import from_json, to_json

__all__ = ["attempts", "onto"]


def onto(numerator: object, denominator: object, symbol: Symbol, where: Hypotheses = ()) -> Claim:
    """numerator/denominator increases strictly over the interval [a, b) of `symbol`, from its value at a to infinity.

    Raises InputError for what is not exact.

    >>> x = Symbol("x", real=True)
    >>> onto(x, 1 - x, x, where=[x >= 0, x < 1]).kind
    'onto'
    """
    (top, bottom, variable), known = named([numerator, denominator, symbol], where)
    if not isinstance(variable, Symbol):
        raise InputError(f"{shorten(symbol)} is no symbol; name the variable of numerator and denominator")
    setting = Setting.of([top, bottom, variable], known)
    parts = {"numerator": setting.json(top), "denominator": setting.json(bottom), "symbol": variable.name}
    return setting.claim("onto", **parts)


def attempts(claim: Onto) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove, refutations=_to_the_right)


def prove(search: Search, claim: Onto) -> Goals | None:
    """Every goal; where the signs of sin, cos and p are known."""
    known = _signs(search, claim, claim.domain.real(claim.symbol))
    return prove_goals(search, claim, known, special={"derivative": _derivative})


def _derivative(search: Search, claim: Onto, goal: CoreGoal) -> Witness | None:
    """The sign of the slope by powers of 1/p, or by any search."""
    proof = _slope(search, claim, goal)
    return proof or inequalities.find(search, Goal(goal.domain, goal.relation.gap, True))


def _signs(search: Search, claim: Onto, domain: Domain) -> list[Lemma]:
    """sin, cos ≥ 0, and 0 < p as the distance from the upper end of the interval and an evident rest."""
    prover = inequalities.Prover(search)
    base = _power(claim).base
    symbol = claim.symbol
    found: list[Lemma] = []
    for node in nodes(parse(to_json(base))):
        part = Goal(domain, node, False)
        proof = prover.prove(part, 3) if node.op in ("sin", "cos") else None
        if proof is not None:
            found.append(lemma(part.relation, proof))
    gap = next((r.gap for r in domain.where if r.op == "<" and r.lhs.args == (symbol,)), None)  # b − x
    if gap is not None and found:
        below = Relation("<", ZERO, parse(to_json(base)))
        search.charge(by_sympy("factor", claim.denominator))
        rest = to_json(sympy.expand(base - from_json(write(gap))))
        found.append(lemma(below, Positive(form=parse(["+", write(gap), rest]))))
    return found


class _Power(NamedTuple):
    """p and k."""

    base: Any
    exponent: Any


def _power(claim: Onto) -> _Power:
    """The denominator."""
    return _Power(*from_json(write(claim.denominator)).as_base_exp())


def _slope(search: Search, claim: Onto, goal: CoreGoal) -> Witness | None:
    """The slope of N/pᵏ by powers of 1/p, each with a coefficient of evident sign."""
    symbol = sympy.Symbol(claim.symbol, real=True)
    base, exponent = _power(claim)
    top = from_json(write(claim.numerator))
    p = sympy.Symbol("·p", positive=True)  # a name that no claim can have
    search.charge(by_sympy("factor", claim.numerator, claim.denominator))
    f = top.xreplace({base: p}) / p**exponent
    shifted = _Shifted.of(claim)
    total = sympy.expand((f.diff(symbol) + f.diff(p) * base.diff(symbol)).xreplace(shifted.up))
    powers = sympy.collect(total, p, evaluate=False)
    terms = [
        sympy.factor(factor).xreplace(shifted.down) * power.xreplace({p: base}) for power, factor in powers.items()
    ]
    witness = Positive(form=parse(to_json(sum(terms))), lemmas=tuple(_signs(search, claim, goal.domain)))
    wanted = Goal(goal.domain, goal.relation.gap, True)
    return witness if inequalities.Prover(search).accepted(wanted, witness) else None


class _Shifted(NamedTuple):
    """Symbols with a rational lower bound b as b + t, and back."""

    up: dict[Any, Any]
    down: dict[Any, Any]

    @classmethod
    def of(cls, claim: Onto) -> _Shifted:
        """Those of a claim."""
        up = {}
        down = {}
        for name, bound in claim.domain.lower.items():
            if bound.value.op == "num":
                x = from_json(name)
                t = sympy.Symbol(f"·{name}")
                b = sympy.Rational(*bound.value.args)
                up[x] = t + b
                down[t] = x - b
        return cls(up, down)


def _to_the_right(search: Search, claim: Onto, place: Point) -> Iterator[NotOnto]:
    """The point itself; with points to the right at which the quotient is not larger, as far as floats can tell."""
    at = point_of(place)
    yield NotOnto(at=at)
    symbol = claim.symbol
    value = floats.compiled(claim.quotient, search.work)
    here = {name: float(coordinate) for name, coordinate in place.items()}
    others = {point[symbol] for point in points(claim.domain, search.work, MANY) if point[symbol] > place[symbol]}
    for other in sorted(others):
        if value({**here, symbol: float(other)}) <= value(here):
            yield NotOnto(at=at, other=number(other))
