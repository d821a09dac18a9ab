"""`bound_for_all`: a lower bound of the loss for all students of a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

import sympy
from flint import fmpq

from symcrit.arguments import listed, one_of
from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import ONE, Expr, Witness, num, substitute
from symcrit.core import Goal as CoreGoal
from symcrit.core.algebra import balls
from symcrit.core.claims.bound_for_all import AMONG, BoundForAll, Competitor
from symcrit.core.projectors.target import Target
from symcrit.core.witnesses._maximum import Maximum
from symcrit.core.witnesses.homogeneous_neuron import HomogeneousNeuron
from symcrit.core.witnesses.parabola import Parabola
from symcrit.core.witnesses.supporting_line import SupportingLine
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError, shorten, shown
from symcrit.kernels.kernel import as_kernel
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import by_search
from symcrit.search.claims._network import renamed_in
from symcrit.search.engines import floats
from symcrit.search.engines.analysis import grassmann
from symcrit.search.engines.places import projectors
from symcrit.search.engines.places.points import points
from symcrit.search.search import Search, point_of
from symcrit.translate import exact_json

if TYPE_CHECKING:
    from symcrit.kernels.activations import Activation
    from symcrit.kernels.kernel import Kernel
    from symcrit.model.configurations import Configuration
    from symcrit.model.problem import Problem

__all__ = ["attempts", "bound_for_all"]

MISSING = "no line, parabola or cover was found that shows the bound, and no competitor of smaller loss"
PLACES = 6  # points at which competitors are looked for
FEW, MANY = 12, 40  # teachers of such a point, for an ascent and for simple competitors
SHARES = [Fraction(4, 5), Fraction(1), Fraction(6, 5)]  # of 1/n: how much of the other teachers a projection sees
LENGTHS = [Fraction(1, m) for m in (1, 2, 3, 5)]  # of the vectors of a group that are added up, as students


def bound_for_all(
    problem: Problem | str | Activation | Kernel,
    value: object,
    among: str = "projections",
    *,
    attained: Configuration | None = None,
    n: object = None,
    k: object = None,
    where: Hypotheses = (),
) -> Claim:
    """L ≥ value for all competitors, in every dimension that holds the orthonormal teachers: a claim for `decide`.

    problem: a `Problem` with orthonormal teachers, or an activation together with `n` and `k`, numbers or symbols
    (then all b_j = 1 and L has no factor).  among: "projections", all functions of n projections, f(x) = g(Ux), so
    networks of any depth and activations whose first layer has n neurons; "skip", the same with a linear function
    added, g(Ux) + p·x + c; "ridge", the same as "projections" for n = 1; "neurons", Σ_{i≤n} a_i σ(w_i·x).  attained: a
    student of n neurons of which L is `value`, too.  where: hypotheses.
    Raises InputError for other teachers and other inputs than N(0, I), and for values that are not exact.

    >>> from symcrit import Problem, decide
    >>> decide(bound_for_all(Problem.orthonormal("erf", n=2, k=3), "1/3 - 1/pi")).verdict.name
    'PROVED'
    """
    one_of("among", among, AMONG)
    kernel, sizes, b, scale = _problem(problem, n, k)
    own = {} if attained is None else _symbols(attained)
    exprs, hypotheses = named([*sizes, value, scale], where, own)
    exprs = [renamed_in(expr, own) for expr in exprs]
    known = [renamed_in(hypothesis, own) for hypothesis in hypotheses]
    place = [] if attained is None else list(attained.where)
    setting = Setting.of([*own.values(), *exprs], [*place, *known])
    n_json, k_json, value_json, scale_json = map(setting.json, exprs)
    fields: dict[str, Any] = {"n": n_json, "k": k_json, "scale": scale_json, "among": among, "value": value_json}
    if b is not None:
        fields["b"] = b
    if attained is not None:
        fields["attained"] = attained.to_core()
    return setting.claim("bound_for_all", kernel=kernel, **fields)


def _symbols(attained: Configuration) -> dict[str, sympy.Symbol]:
    if not hasattr(attained, "to_core"):
        raise InputError(f"attained = {shown(attained)} is no configuration; write CopyAverage(…) or OneNeuron(…)")
    return dict(attained.symbols)


def _problem(problem: Any, n: object, k: object) -> tuple[dict[str, Any], list[Any], list[Any] | None, object]:
    """The kernel, n and k, the weights where they are not all 1, and the factor before the expectation."""
    if not hasattr(problem, "teacher"):
        if n is None or k is None:
            raise InputError(
                f"n = {shown(n)}, k = {shown(k)}: an activation needs both; or write Problem.orthonormal(…)"
            )
        return as_kernel(problem).core, [n, k], None, 1
    if n is not None or k is not None:
        raise InputError("n and k are those of the problem; leave them out")
    problem.need_standard("bounds for all students are")
    if problem.teacher_activation not in (None, problem.activation):
        raise InputError(
            f"teachers with another activation, {shown(problem.teacher_activation)}, are not looked at here"
        )
    weights = _weights(problem)
    return as_kernel(problem.activation).core, [problem.n, problem.k], weights, problem.scale


def _weights(problem: Problem) -> list[Any] | None:
    """The outgoing weights of orthonormal teachers; None where all are 1."""
    import numpy as np

    from symcrit.model.loss import gram

    teacher = problem.teacher
    good = teacher.kind == "exact" and teacher.outputs == 1
    if not good or (gram(np.array(teacher.W, dtype=object)) != np.eye(teacher.n, dtype=int)).any():
        raise InputError("the teachers are not orthonormal with one output; use Problem.orthonormal(…)")
    b = listed("b", teacher.a, "numbers")
    if not all(sympy.sympify(weight).is_Rational for weight in b):
        raise InputError(f"b = {shorten(b)}: outgoing weights of teachers are rational numbers here")
    return None if all(weight == 1 for weight in b) else [exact_json(weight) for weight in b]


# ----------------------------------------------------------------------------------------------------- what is tried


def attempts(claim: BoundForAll) -> Iterator[Attempt]:
    """Simple competitors; bounds by formulas; better competitors; a cover."""
    yield Attempt("simple competitors", 0.2, _by_simple)
    if claim.n is ONE and claim.among != "skip":
        yield Attempt("a tangent", 0.6, _line)
    if claim.n is ONE and claim.among == "neurons":
        yield Attempt("the best factor", 0.6, _one_neuron)
    yield Attempt("a parabola", 0.6, _parabola)
    yield Attempt("better competitors", 0.3, _by_ascent)
    if not claim.domain.kinds and claim.among != "skip":
        yield Attempt("a cover by boxes", 1.0, _cover)


def _line(search: Search, claim: BoundForAll) -> Maximum | None:
    """The tangent at 1/k, or at the largest 1/k that there is."""
    least = _least(claim)
    return None if least is None else _proved(search, claim, SupportingLine(last=ONE / least))


def _one_neuron(search: Search, claim: BoundForAll) -> Maximum | None:
    """The tangent at 1/√k, or at the largest 1/√k that there is."""
    least = _least(claim)
    return None if least is None else _proved(search, claim, HomogeneousNeuron(last=ONE / Expr("sqrt", least)))


def _least(claim: BoundForAll) -> Expr | None:
    """The least number of teachers."""
    if claim.k.op == "num":
        return claim.k
    bound = claim.domain.lower.get(claim.k.args[0]) if claim.k.op == "sym" else None
    return None if bound is None else bound.value


def _parabola(search: Search, claim: BoundForAll) -> Maximum | None:
    """The parabola through V(1) with the slope of V at 0."""
    return _proved(search, claim, Parabola())


def _proved(search: Search, claim: BoundForAll, bare: Maximum) -> Maximum | None:
    """The proof with a witness for every goal; None where one is not found."""
    proofs: dict[str, Witness] = {}
    goals = list(claim.goals(bare, search.work))
    for goal in sorted(goals, key=lambda goal: goal.key != "value"):  # which is the first to fail
        if goal.key in proofs:
            continue
        witness = _witness(search, goal)
        if witness is None:
            search.tried[f"goal {goal.key}"] = False
            return None
        proofs[goal.key] = witness
    return replace(bare, proofs=proofs)


def _witness(search: Search, goal: CoreGoal) -> Witness | None:
    """Of a goal, at sight or by a search."""
    context = search.context(goal.domain)
    defined = context.undefined(goal.relation.lhs, goal.relation.rhs) is None
    if defined and goal.relation.op != "<" and context.is_zero(goal.relation.gap):
        return Zero()
    return by_search(search, goal)


def _cover(search: Search, claim: BoundForAll) -> Maximum | None:
    """A cover for the maximum that the value says."""
    target = claim.target
    maximum = target.V(ONE) * target.squares - claim.value / claim.scale
    found = grassmann.find(search, target, maximum)
    return None if found is None else _proved(search, claim, found)


# -------------------------------------------------------------------------------------------------------- competitors


def _places(search: Search, claim: BoundForAll, most: int) -> Iterator[tuple[dict[str, Expr], Target]]:
    """Points of the domain with few teachers, and the target there."""
    for place in islice(points(claim.domain, search.work, PLACES * 4), PLACES * 4):
        point = dict(point_of(place))
        n, k = (_integer(substitute(value, point)) for value in (claim.n, claim.k))
        if n is not None and k is not None and 1 <= n < k <= most:
            yield point, Target(claim.kernel, num(n), num(k), claim.b)


def _integer(value: Expr) -> int | None:
    """A constant that is an integer."""
    with balls.precision(64):
        exact = balls.evaluate(value, {}).unique_fmpz()
    return None if exact is None else int(exact)


def _by_simple(search: Search, claim: BoundForAll) -> Competitor | None:
    """Another loss of the network that is said to attain the value; projections onto sums of groups."""
    if claim.kernel.activation is None:
        return None
    for point, target in islice(_places(search, claim, MANY), PLACES):
        own = [Competitor()] if claim.attained is not None else []
        groups = list(_groups(target))
        simple = _students(search, target, groups) if claim.among == "neurons" else map(_onto, groups)
        found = _first(search, claim, point, [*own, *simple])
        if found is not None:
            return found
    return None


def _by_ascent(search: Search, claim: BoundForAll) -> Competitor | None:
    """The projectors that an ascent finds."""
    if claim.among == "neurons" or not projectors.is_closed(claim.target):
        return None
    for point, target in islice(_places(search, claim, FEW), PLACES):
        _, basis = projectors.Ascent(target, search.work).largest()
        found = _first(search, claim, point, map(_onto, projectors.rational_bases(basis)))
        if found is not None:
            return found
    return None


def _first(
    search: Search, claim: BoundForAll, point: dict[str, Expr], competitors: Iterable[Competitor]
) -> Competitor | None:
    """The first competitor at a point that refutes the claim."""
    for competitor in competitors:
        search.poll()
        found = replace(competitor, at=point or None)
        if search.refutes(claim, found):
            return found
    return None


def _onto(vectors: projectors.Basis) -> Competitor:
    """The projection onto the span of vectors."""
    return Competitor(vectors=tuple(tuple(fmpq(x.numerator, x.denominator) for x in vector) for vector in vectors))


def _groups(target: Target) -> Iterator[projectors.Basis]:
    """n coordinates; n − 1 and the sum of the others; n coordinates, each with a part of the sum of the others."""
    n = projectors.number_of(target.n)
    k = projectors.number_of(target.k)
    units = [tuple(Fraction(int(i == j)) for j in range(k)) for i in range(n)]
    yield tuple(units)
    yield (*units[:-1], tuple(Fraction(int(j >= n - 1)) for j in range(k)))
    for share in SHARES:
        yield tuple(tuple(share / n if j >= n else x for j, x in enumerate(unit)) for unit in units)


def _students(search: Search, target: Target, groups: Iterable[projectors.Basis]) -> Iterator[Competitor]:
    """Students along vectors, of several lengths, with the outgoing weights that are best for them."""
    import numpy as np

    kappa = floats.compiled(target.kernel.forms[0], search.work)
    b = [float(int(x.p) / int(x.q)) for x in target.weights()]

    def mean(x: np.ndarray, y: np.ndarray) -> float:
        return kappa({"q11": float(x @ x), "q12": float(x @ y), "q22": float(y @ y)})

    for basis in groups:
        for factor in LENGTHS:
            W = [[x if sum(map(abs, row)) == 1 else x * factor for x in row] for row in basis]
            rows = np.array([[float(x) for x in row] for row in W])
            own = np.array([[mean(x, y) for y in rows] for x in rows])
            pull = np.array([[mean(x, e) for e in np.eye(len(b))] for x in rows]) @ b
            if not (np.isfinite(own).all() and np.isfinite(pull).all()):
                continue
            a = np.linalg.lstsq(own, pull, rcond=None)[0]
            near = [Fraction(float(x)).limit_denominator(10**4) for x in a]
            yield Competitor(
                W=_onto(tuple(map(tuple, W))).vectors, a=tuple(fmpq(x.numerator, x.denominator) for x in near)
            )
