"""Relations between expectations by what holds for every vector: what stands in them, tangents, a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from symcrit.core import ONE, ZERO, Expr, Reject, RelationClaim, Witness, diff, num, substitute, symbols
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims.equal import Equal
from symcrit.core.gaussian.pointwise import Everywhere, Statement, need_mean
from symcrit.core.witnesses.cauchy_schwarz import CauchySchwarz
from symcrit.core.witnesses.pointwise import Pointwise
from symcrit.search.engines import floats
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.inequalities import Prover
from symcrit.search.search import Goal, Search

DEPTHS = (1, 2, 3)  # of steps inside of steps
PLACES = 9  # at which a strict inequality is looked for
VALUES = (ONE, num(-1), ZERO)


def find(search: Search, claim: RelationClaim) -> Witness | None:
    """A witness that reads the claim with its expectations as they stand; raises `Reject` where it has none to read."""
    statement = Statement(claim.domain, claim.lhs, claim.rhs)
    context = search.context(claim.domain)
    for node in statement.expectations:
        need_mean(node, context)
    schwarz = _cauchy_schwarz(search, claim, statement)
    if schwarz is not None:
        return schwarz
    tangents = _tangents(claim, statement)
    means = [statement.constants[label] for label in tangents]
    return _pointwise(search, statement.everywhere(claim.relation, tangents), tangents, means)


def _pointwise(
    search: Search, found: Everywhere, tangents: Mapping[str, Expr], means: Sequence[Expr]
) -> Pointwise | None:
    """means: those that stand for themselves, as `tangents` has it."""
    op, lhs, rhs = found.relation
    if op == "=":
        equation = equations.find(search, Equal(domain=found.domain, lhs=lhs, rhs=rhs))
        return None if equation is None else Pointwise(inside=equation, tangents=tangents)
    prover = Prover(search)
    everywhere = None if op == "<" and _vanishes(prover, found) else _proof(prover, found.goal)
    if everywhere is not None:
        return Pointwise(inside=everywhere, tangents=tangents)
    if op == "<=" or found.left_open:
        return None
    weakly = _proof(prover, found.weakly)
    if weakly is None:
        return None
    for place in islice(_places(found, means), PLACES):
        above = _proof(prover, found.at(place))
        if above is not None:
            return Pointwise(inside=weakly, tangents=tangents, place=place, above=above)
    return None


def _proof(prover: Prover, goal: CoreGoal) -> Witness | None:
    """A proof of an inequality that no sample contradicts."""
    own = Goal(goal.domain, goal.relation.gap, goal.relation.op == "<")
    if not prover.plausible(own):
        return None
    proofs = (prover.prove(own, depth) for depth in DEPTHS)
    return next((proof for proof in proofs if proof is not None), None)


def _vanishes(prover: Prover, found: Everywhere) -> bool:
    """Whether both sides are equal at a sample."""
    gap = floats.compiled(found.relation.gap, prover.search.work)
    return any(gap(point) == 0 for point in prover.floats(found.domain))


def _places(found: Everywhere, means: Sequence[Expr]) -> Iterator[dict[str, Expr]]:
    """Vectors of small integers; around a mean that stands for itself, where there is one."""
    for values in product(VALUES, repeat=len(found.coordinates)):
        place = dict(zip(found.coordinates, values, strict=True))
        yield place
        if means:
            yield {label: means[0] + value for label, value in place.items()}


def _tangents(claim: RelationClaim, statement: Statement) -> dict[str, Expr]:
    """∂Q/∂c_i, for the means whose factor is another one at other means."""
    constants = statement.constants
    values = dict(zip(statement.expectations, constants.values(), strict=True))
    gap = substitute(claim.relation.gap, values)
    own = {constant.args[0] for constant in constants.values()}
    found = {label: diff(gap, constant.args[0]) for label, constant in constants.items()}
    return {label: slope for label, slope in found.items() if symbols(slope) & own}


def _cauchy_schwarz(search: Search, claim: RelationClaim, statement: Statement) -> CauchySchwarz | None:
    """Three inequalities for every vector, where the claim has that form."""
    functions = dict(zip(statement.expectations, statement.functions, strict=True))
    try:
        product, first, second = CauchySchwarz.parts(claim.relation)
    except Reject:
        return None
    prover = Prover(search)
    relations = CauchySchwarz.relations(functions[product], functions[first], functions[second])
    proofs = [_proof(prover, statement.each(relation).goal) for relation in relations]
    if None in proofs:
        return None
    return CauchySchwarz(first=proofs[0], second=proofs[1], inside=proofs[2])
