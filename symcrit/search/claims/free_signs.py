"""`free_signs`: with weights of any sign the equiangular student is the minimum up to a slope of the target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flint import fmpq

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import ONE, PI, TWO, ZERO, Domain, Expr, Goals, Refutation, Relation, Witness, num, substitute, sym
from symcrit.core import Goal as CoreGoal
from symcrit.core import Point as CorePoint
from symcrit.core.algebra import balls
from symcrit.core.claims._goals import GoalClaim
from symcrit.core.claims.at_most import AtMost
from symcrit.core.claims.decreasing import Decreasing
from symcrit.core.claims.free_signs import AtCosine, FreeSigns
from symcrit.core.claims.less import Less
from symcrit.core.claims.onto import Onto
from symcrit.core.claims.optimal import Optimal
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.attempts import Attempt
from symcrit.search.claims import onto as of_onto
from symcrit.search.claims._affine import by_search, of_goals, prove_goals, prove_of_cosine, relu
from symcrit.search.engines import inequalities
from symcrit.search.engines.monotone import shapes
from symcrit.search.engines.values import Point
from symcrit.search.search import Goal, Search, as_proof, point_of

__all__ = ["attempts", "free_signs"]

BITS = 60  # of the cosines that bounds of the slope are shown by
Y = sym("y")
M = sym("M")


def free_signs(
    M: object, c: object, *, loss: object, d: object, low: object = None, high: object = None, where: Hypotheses = ()
) -> Claim:
    """With weights s_j of any sign, in R^d: there is a τ_c such that the equiangular student of M neurons is a minimum
    of L over all students iff |v| ≤ τ_c; beyond, the least L is `loss`.

    c: the mean of the target, > 0. low, high: bounds of τ_c, for M and c that are numbers; `low` may depend on symbols
    where it is at most the slope from which on two opposite neurons reach `loss`.
    Raises InputError for what is not exact.

    >>> free_signs(2, 1, loss="1 - 2/pi", d=2, low="5/4", high="13/10").kind
    'free_signs'
    """
    given = {"count": M, "mean": c, "dimension": d, "value": loss}
    given |= {key: bound for key, bound in (("low", low), ("high", high)) if bound is not None}
    exprs, known = named(given.values(), where)
    setting = Setting.of(exprs, known)
    fields = {key: setting.json(value) for key, value in zip(given, exprs, strict=True)}
    return setting.claim("free_signs", kernel=relu(), **fields)


def attempts(claim: FreeSigns) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(_prove, refutations=_refutations)


def _refutations(search: Search, claim: FreeSigns, place: Point) -> Iterator[Refutation]:
    """The point; with cosines on both sides of the transition there, where bounds are claimed."""
    at = point_of(place)
    yield AtCosine(at=at)
    if claim.low is None and claim.high is None:
        return
    for rho in _around(claim, at, search):
        yield AtCosine(at=at, cosine=rho)


def _around(claim: FreeSigns, at: CorePoint, search: Search) -> list[Expr]:
    """Two rational cosines, L − `value` being ≤ 0 at the first and ≥ 0 at the second; none where there are none."""

    def above(rho: fmpq) -> bool | None:
        search.poll()
        gap = balls.ball(substitute(claim.family.loss(num(rho)) - claim.value, at))
        return True if gap > 0 else False if gap < 0 else None

    low, high = fmpq(0), 1 - fmpq(1, 2**BITS)
    if above(low) is not False or above(high) is not True:
        return []
    for _ in range(BITS):
        middle = (low + high) / 2
        found = above(middle)
        if found is None:
            break
        low, high = (low, middle) if found else (middle, high)
    return [num(low), num(high)]


def _prove(search: Search, claim: FreeSigns) -> Goals | None:
    """A proof for every goal: of the parts as for claims of their kinds."""
    given: dict[str, Expr] = {}
    bounds = [(name, end) for name, end in (("low", claim.low), ("high", claim.high)) if end is not None]
    needed = (claim.count, claim.mean, claim.value, *(end for _, end in bounds))
    if not any(part.names for part in needed):
        ends = dict(zip(("low", "high"), _around(claim, {}, search), strict=False))
        given = {name: ends[name] for name, _ in bounds if ends}
    proofs: dict[str, Witness] = {}
    for name, part in claim.parts().items():
        found = _of_loss(search, claim, part) if name == "loss" else _of_part(search, part)
        if found is None:
            search.tried[name] = False
            return None
        proofs |= {f"{name}/{key}": proof for key, proof in found.items()}
    rest = [goal for goal in claim.goals(search.work, given) if goal.key not in proofs]
    own = prove_goals(search, claim, special={"simplex": _simplex}, goals=rest)
    return None if own is None else Goals(proofs={**own.proofs, **proofs}, given=given)


def _of_part(search: Search, part: GoalClaim) -> dict[str, Witness] | None:
    """Witnesses of the goals of a part."""
    if isinstance(part, Optimal):
        found = prove_of_cosine(search, part)
    elif isinstance(part, Onto):
        found = of_onto.prove(search, part)
    else:
        found = shapes.by_sign(search, part) if isinstance(part, Decreasing) else None
    return None if found is None else dict(found.proofs)


def _of_loss(search: Search, claim: FreeSigns, part: GoalClaim) -> dict[str, Witness] | None:
    """Witnesses that the loss increases in φ; where M is a number, from the proof for every M ≥ 2."""
    if claim.count.names or not isinstance(part, Onto):
        return _of_part(search, part)
    numbers = Domain({"M": "integer"}, [Relation("<=", TWO, M)])
    every = replace(claim, domain=numbers, count=M, dimension=M, mean=ONE, value=ONE, low=None, high=None)
    general = every.parts()["loss"]
    found = _of_part(search, general)
    if found is None:
        return None
    (steep,) = (goal for goal in general.goals(search.work) if goal.key == "derivative")
    inner = Less(domain=steep.domain, lhs=ZERO, rhs=steep.relation.rhs)
    values = {"M": claim.count, "phi_": sym("phi_")}
    proof = Substitute(claim=inner, values=values, witness=as_proof(found["derivative"]))
    own = prove_goals(search, part, special={"derivative": lambda *_: proof})
    return None if own is None else dict(own.proofs)


def _simplex(search: Search, claim: FreeSigns, goal: CoreGoal) -> Witness | None:
    """The inequality for every y in (0, 1], at 1/(M − 1)."""
    if not claim.count.names:
        return by_search(search, goal)
    y = ONE / (claim.count - ONE)
    root = Expr("sqrt", ONE - Y * Y)
    lhs = Expr("asin", Y) + root / Y
    rhs = ONE / Y + (PI - TWO) * Y / TWO
    domain = Domain({"y": "real"}, [Relation("<", ZERO, Y), Relation("<=", Y, ONE)])
    found = inequalities.find(search, Goal(domain, rhs - lhs, False))
    if found is None:
        return None
    inner = AtMost(domain=domain, lhs=lhs, rhs=rhs)
    return Substitute(claim=inner, values={"y": y}, witness=as_proof(found))
