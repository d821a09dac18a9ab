"""Claims about ReLU students against an affine target: how they are made, and what is tried on them.

Everywhere L = E[(Σ_{j≤M} s_j max(u_j·x, 0) − c − v·x)²] over x ~ N(0, I_d), |u_j| = 1, τ = |v|.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import PI, Expr, Goals, Lemma, Refutation, Witness, num
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims._affine import AffineClaim, FrameClaim
from symcrit.core.claims.dual_bound import DualBound
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.kernels.kernel import kernel
from symcrit.search.attempts import Attempt
from symcrit.search.engines import inequalities
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.places.points import points
from symcrit.search.engines.values import Point
from symcrit.search.search import Goal, Search, lemma, point_of, relations

QUICK = 5  # points that are looked at before proofs
MANY = 30  # and after them
Places = Callable[[Search, Any], Iterable[Point]]
Refutations = Callable[[Search, Any, Point], Iterable[Refutation]]
Prove = Callable[[Search, Any, CoreGoal], Witness | None]


# ------------------------------------------------------------------------------------------------- how they are made


def of_target(
    kind: str, M: object, c: object, tau: object, parts: dict[str, Any], where: Hypotheses,
    words: dict[str, str] | None = None,
) -> Claim:  # fmt: skip
    """The claim of this kind about M neurons and the target c + v·x, |v| = tau."""
    given = {"count": M, "mean": c, "slope": tau, **parts}
    exprs, known = named(given.values(), where)
    setting = Setting.of(exprs, known)
    fields = {key: setting.json(value) for key, value in zip(given, exprs, strict=True)}
    return setting.claim(kind, kernel=relu(), **fields, **(words or {}))


def relu() -> dict[str, Any]:
    """The kernel of ReLU, as core reads it."""
    return kernel("relu").core


# ----------------------------------------------------------------------------------------------------- what is tried


def some_points(search: Search, claim: AffineClaim) -> Iterator[Point]:
    """Points of the domain."""
    return points(claim.domain, search.work, MANY)


def plain_refutation(search: Search, claim: AffineClaim, place: Point) -> Iterator[Refutation]:
    """The point itself."""
    yield claim.refutation(at=point_of(place))


def of_goals(
    prove: Callable[[Search, Any], Goals | None],
    places: Places = some_points,
    refutations: Refutations = plain_refutation,
) -> Iterator[Attempt]:
    """What is tried: a few points, a proof of every goal, more points."""

    def refute(search: Search, claim: AffineClaim, limit: int) -> Refutation | None:
        for place in islice(places(search, claim), limit):
            search.poll()
            for refutation in refutations(search, claim, place):
                if search.refutes(claim, refutation):
                    return refutation
        return None

    yield Attempt("special points", 0.2, lambda search, claim: refute(search, claim, QUICK))
    yield Attempt("goals", 0.8, prove)
    yield Attempt("many points", 1.0, lambda search, claim: refute(search, claim, MANY))


def prove_goals(
    search: Search, claim: AffineClaim, known: Sequence[Lemma] = (), special: dict[str, Prove] | None = None,
    goals: Iterable[CoreGoal] | None = None,
) -> Goals | None:  # fmt: skip
    """A proof for every goal: at sight, at sight with the `known` lemmas, by what is `special` for it, by a search.

    goals: some of those of the claim; all by default.
    """
    proofs: dict[str, Witness] = {}
    for goal in claim.goals(search.work) if goals is None else goals:
        lemmas = known if goal.domain.kinds else ()
        proof = _at_sight(search, goal, ()) or (_at_sight(search, goal, lemmas) if lemmas else None)
        if proof is None:
            own = (special or {}).get(goal.key)
            proof = by_search(search, goal) if own is None else own(search, claim, goal)
        if proof is None:
            search.tried[f"goal {goal.key}"] = False
            return None
        proofs[goal.key] = proof
    return Goals(proofs=proofs)


def by_search(search: Search, goal: CoreGoal) -> Witness | None:
    """A witness of an equation or inequality."""
    if goal.relation.op == "=":
        return equations.find(search, Equal(domain=goal.domain, lhs=goal.relation.lhs, rhs=goal.relation.rhs))
    return inequalities.find(search, Goal(goal.domain, goal.relation.gap, goal.relation.op == "<"))


def _at_sight(search: Search, goal: CoreGoal, lemmas: Sequence[Lemma]) -> Witness | None:
    """A witness without fields but its lemmas."""
    context = search.context(goal.domain, relations(lemmas))
    if context.undefined(*goal.entries, goal.relation.lhs, goal.relation.rhs) is not None:
        return None
    if goal.relation.op in ("=", "<=") and context.is_zero(goal.relation.gap):
        return Zero(lemmas=tuple(lemmas))
    if goal.relation.op != "=" and context.holds(goal.relation) is True:
        return Positive(lemmas=tuple(lemmas))
    return None


def prove_of_cosine(search: Search, claim: FrameClaim | DualBound) -> Goals | None:
    """Every goal, with 0 < h′(ρ) (or ≤) and 0 < K for ReLU known."""
    return prove_goals(search, claim, _of_cosine(search, claim))


def _of_cosine(search: Search, claim: FrameClaim | DualBound) -> list[Lemma]:
    """h′(ρ) is acos(−ρ)/(2π), and K is (acos ρ + (M − 1)√(1 − ρ²))/(2π)."""
    rho = claim.cosine
    prover = inequalities.Prover(search)
    target = claim.target
    line = target.line(rho)
    others = (target.M - num(1)) * Expr("sqrt", num(1) - rho * rho)
    forms = {line.slope: Expr("acos", -rho), line.K: Expr("acos", rho) + others}
    found: list[Lemma] = []
    for part, form in forms.items():
        whole = form / (num(2) * PI)
        defined = prover.definedness(Goal(claim.domain, whole, False), 3) or []
        proof = Positive(form=whole, lemmas=tuple(defined))
        wanted = (Goal(claim.domain, part, strict) for strict in (True, False))
        shown = next((goal for goal in wanted if prover.accepted(goal, proof)), None)
        if shown is not None:
            found.append(lemma(shown.relation, proof))
    return found
