"""Claims about the shape of a function: how they are made, and what is tried on them.

They are refuted at pairs of points, and proved by the sign of a derivative, built exactly as core builds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sympy import Symbol

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import TWO, Domain, Goals, Grounds, Relation, means, substitute, sym, symbols
from symcrit.core.claims._function import AtPair, FunctionClaim
from symcrit.errors import InputError, shorten
from symcrit.search.attempts import Attempt
from symcrit.search.engines import floats
from symcrit.search.engines.monotone import shapes
from symcrit.search.engines.places import counterexamples
from symcrit.search.engines.places.points import points
from symcrit.search.engines.values import Point, admissible, as_floats
from symcrit.search.search import Search, number, point_of

STEPS = [Fraction(1), Fraction(1, 10), Fraction(1, 100), Fraction(1, 10**4), Fraction(1, 10**7), Fraction(10)]
WHOLE_STEPS = [Fraction(1), Fraction(2)]
POINTS = 40  # that are looked at


def of_function(kind: str, expr: object, symbol: object, where: Hypotheses) -> Claim:
    """The claim of this kind about a function of a symbol."""
    (body, variable), known = named([expr, symbol], where)
    if not isinstance(variable, Symbol):
        raise InputError(f"{shorten(symbol)} is no symbol; name the variable in which the function is {kind}")
    setting = Setting.of([body, variable], known)
    return setting.claim(kind, expr=setting.json(body), symbol=variable.name)


def of_shape(claim: FunctionClaim) -> Iterator[Attempt]:
    """What is tried on the shape of a function."""
    if means(claim.expr):  # each point takes long
        yield Attempt("balls", 0.9, _evident)
    yield Attempt("pairs of points", 0.3, _refute)
    yield Attempt("derivative", 0.4, shapes.by_sign)
    yield Attempt("isolated zeros", 0.5, shapes.by_isolated_zeros)
    yield Attempt("cuts", 0.7, shapes.by_cuts)
    yield Attempt("many pairs", 1.0, _refute_deeply)


def _evident(search: Search, claim: FunctionClaim) -> Goals:
    """By balls over the domain."""
    return Goals()


def _refute(search: Search, claim: FunctionClaim) -> Grounds | None:
    """Two points of the interval that contradict the claim: beside each other, or where they contradict it most."""
    hunt = _of_pairs(search, claim)
    return hunt.at(_doubtful(search, claim, hunt)) or counterexamples.quickly(hunt)


def _refute_deeply(search: Search, claim: FunctionClaim) -> Grounds | None:
    """The same among many more pairs."""
    return counterexamples.deeply(_of_pairs(search, claim))


def _of_pairs(search: Search, claim: FunctionClaim) -> counterexamples.Hunt:
    """What the claim says of pairs: a relation on the domain with another symbol, for the point to the right."""
    name = claim.symbol
    other = next(label for label in ("other", "another", f"{name}_") if label not in claim.domain.kinds)
    x, y = sym(name), sym(other)
    places = (x, y, (x + y) / TWO)
    relation = claim.of_pair(*(substitute(claim.expr, {name: place}) for place in places))
    there = [given.at({name: y}) for given in claim.domain.where if name in symbols(given.lhs, given.rhs)]
    kinds = {**claim.domain.kinds, other: claim.domain.kinds[name]}
    domain = Domain(kinds, [*claim.domain.where, *there, Relation("<", x, y)])

    def refuted(pair: Point) -> AtPair | None:
        at = {label: value for label, value in pair.items() if label != other}
        refutation = AtPair(at=point_of(at), other=number(pair[other]))
        return refutation if search.refutes(claim, refutation) else None

    return counterexamples.Hunt(search, domain, relation, refuted)


def _doubtful(search: Search, claim: FunctionClaim, hunt: counterexamples.Hunt) -> Iterator[Point]:
    """Pairs that in machine numbers do not satisfy the relation clearly."""
    gap = floats.compiled(hunt.relation.gap, search.work)
    value = floats.compiled(claim.expr, search.work)
    (other,) = hunt.domain.kinds.keys() - claim.domain.kinds.keys()
    for point, place in _pairs(search, claim):
        search.poll()
        pair = {**point, other: place}
        if not gap(as_floats(pair)) > 1e-15 * max(1.0, abs(value(as_floats(point)))):
            yield pair


def _pairs(search: Search, claim: FunctionClaim) -> Iterator[tuple[Point, Fraction]]:
    """Pairs around the points where what should be positive is least, then any pairs."""
    name = claim.symbol
    domain = claim.domain
    sampled = list(points(domain, search.work, POINTS))
    is_real = domain.kinds[name] == "real"
    for point in _worst(search, claim, sampled):
        for step in STEPS if is_real else WHOLE_STEPS:
            low = point[name] - step / 2 if is_real else point[name]
            ends = (low, low + step)
            if all(admissible(domain, {**point, name: end}, search.work) for end in ends):
                yield {**point, name: ends[0]}, ends[1]
    for point in sampled[:10]:
        for other in sampled[:10]:
            if other[name] > point[name] and admissible(domain, {**point, name: other[name]}, search.work):
                yield point, other[name]


def _worst(search: Search, claim: FunctionClaim, sampled: list[Point]) -> list[Point]:
    """Points where the derivative that should have a sign does not, or comes closest to that."""
    wanted = floats.compiled(claim.inside(claim.domain).relation.gap, search.work)
    values = [wanted(as_floats(point)) for point in sampled]
    order = sorted(range(len(sampled)), key=lambda i: (values[i] == values[i], values[i], i))
    found = [sampled[i] for i in order if not values[i] > 0][:12]
    if order:
        start = sampled[order[0]]
        lowest = floats.descend(wanted, as_floats(start), claim.domain)
        found += list(floats.rationalised(lowest, start, claim.domain))[:6]
    return found
