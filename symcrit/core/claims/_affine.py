"""Claims about students against an affine target: c + v·x, σ(z) = a|z| + αz; see `core.affine`.

What each says of the target rests on the shape of σ, which the goals "activation" and "kink" show, and on the closed
form of the kernel, which the proof derives.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from symcrit.core.affine.target import Kinked, Target
from symcrit.core.algebra import balls
from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, parse
from symcrit.core.algebra.points import Point
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.expectation.kernels import Kernel, read_plain_kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import Reject, need, require
from symcrit.core.refuting import POINT, at
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.core.work import Work


def read_closed_kernel(value: object) -> Kernel:
    """The closed form of one activation, means 0: E[σ(u)σ(v)] stands in every formula here; raises `Malformed`."""
    kernel = read_plain_kernel(value)
    need(kernel.activation is not None and not kernel.by_definition, "this takes the closed kernel of an activation")
    return kernel


class Contradiction(NamedTuple):
    """A goal without which the claim is false, wherever all those hold that make it `necessary`."""

    necessary: tuple[Goal, ...]
    wrong: Goal


@frozen
class AffineClaim(GoalClaim):
    """A claim that is refuted by what it says, not by what its proof asks for.

    A bounded quotient is refuted where the denominator does not vanish at the end of the interval (`onto`), but not by
    a numerator that is unbounded there; a gradient that is not 0 at s_j = r > 0, but not at s_j = 0, where the least L
    may be at the edge of the s_j ≥ 0; a second derivative that is not positive off the rotations that fix v ≠ 0, but
    not at v = 0, which all rotations fix.
    """

    @abstractmethod
    def contradictions(self, refutation: Any, work: Work) -> Iterator[Contradiction]:
        """Goals that the claim says, each behind what makes it necessary; raises `Reject`.

        refutation: of the class `self.refutation`, which every kind declares for itself.
        """

    def shape(self) -> Iterator[Goal]:
        """What must hold of σ for the goals to say what they are read as."""
        return iter(())

    def refute(self, checker: Checker, refutation: Refutation) -> Failure:
        """A point at which a goal that is necessary there fails."""
        checker.derive(self.of_kernel, refutation.kernel)
        for goal in self.shape():
            checker.prove(goal, Zero() if goal.relation.op == "=" else Positive())
        point = refutation.at or {}
        context = checker.context(POINT)
        for necessary, wrong in self.contradictions(refutation, checker.work):
            if not self._inside(wrong.domain, point, checker.work):
                continue
            own = {name: value for name, value in point.items() if name in wrong.domain.kinds}
            applies = all(context.holds(goal.relation.at(own)) for goal in necessary)
            relation = wrong.relation.at(own)
            if applies and context.holds(relation) is False:
                return Failure(at(own), wrong.key, f"is not as claimed: {_both_sides(relation)} does not hold")
        raise Reject("the claim is not shown to fail at the point")

    def _inside(self, domain: Domain, point: Point, work: Work) -> bool:
        """Whether the point satisfies the hypotheses of the claim and those of a goal, and has no other symbols."""
        if set(point) != {*self.domain.kinds, *domain.kinds}:
            return False
        for each in (self.domain, domain):
            if not satisfied(each, {name: value for name, value in point.items() if name in each.kinds}, work):
                return False
        return True


def _both_sides(relation: Relation) -> str:
    """A relation between numbers, in digits."""
    lhs, rhs = (balls.ball(side).str(10) for side in (relation.lhs, relation.rhs))
    return f"{lhs} {relation.op} {rhs}"


@frozen
class KinkedClaim(AffineClaim):
    """A claim about σ(z) = a|z| + αz, a ≠ 0, whose closed `kernel` is given."""

    kernel: Kernel = part(read_closed_kernel)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    def shape(self) -> Iterator[Goal]:
        """σ(z) = a|z| + αz with a ≠ 0."""
        return Kinked(self.kernel).shape()

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """First the shape of σ, then what the claim says."""
        yield from self.shape()
        yield from self.said(work)

    @abstractmethod
    def said(self, work: Work) -> Iterator[Goal]:
        """What implies the claim, σ being of this shape; raises `Reject`."""

    def by_key(self, work: Work) -> dict[str, Goal]:
        """The goals but those of the shape of σ, by their keys."""
        return {goal.key: goal for goal in self.said(work)}


@frozen
class TargetClaim(KinkedClaim):
    """A claim about M = `count` neurons against a target with c = `mean` and τ = `slope`."""

    count: Expr = part(parse)
    mean: Expr = part(parse)
    slope: Expr = part(parse)

    @property
    def target(self) -> Target:
        """The target, with the kernel and the number of neurons."""
        return Target(self.kernel, self.count, self.mean, self.slope)

    def numbers(self) -> tuple[Expr, ...]:
        """What must be an integer, for every value of the symbols."""
        return (self.count,)

    def said(self, work: Work) -> Iterator[Goal]:
        """`of_target`, where M and d are integers."""
        whole = all(whole_number(number, self.domain) for number in self.numbers())
        require(whole, "M and d must be integers")
        yield from self.of_target(self.target, work)

    @abstractmethod
    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """What implies the claim; raises `Reject`."""

    def goal(self, key: str, op: str, lhs: Expr, rhs: Expr) -> Goal:
        """lhs `op` rhs, both of them defined, wherever the hypotheses hold."""
        return Goal(self.domain, Relation(op, lhs, rhs), (lhs, rhs), key)


@frozen
class FrameClaim(TargetClaim):
    """A claim about M vectors r·u_j in R^d with all cosines ρ, v along their sum: ρ = `cosine`, r = `length`,
    d = `dimension`.

    M ≥ 2 ("count"), r > 0 ("length") and τ ≥ 0 ("slope").  There are such vectors: their Gram matrix (1 − ρ)I + ρ11ᵀ is
    positive semidefinite ("gram", "distinct"), and its rank is at most d, M − 1 where the vectors add up to 0 ("rank")
    and M elsewhere ("dimension").  ∂L/∂w_j is a combination of w_j and v (rule `isometries`) whose parts are 0:
    "along-w", "along-v".  With K > 0 ("K"), α ≠ 0 ("alpha") and h′(ρ) ≥ 0 ("pull") they are so for no other r > 0, and
    for no other τ.
    """

    cosine: Expr = part(parse)
    length: Expr = part(parse)
    dimension: Expr = part(parse)

    def numbers(self) -> tuple[Expr, ...]:
        """M and d."""
        return (self.count, self.dimension)

    def frame(self, target: Target) -> Iterator[Goal]:
        """There are such vectors, and ∂L/∂w_j is 0 along u_j and along v."""
        M = target.M
        rho = self.cosine
        r = self.length
        d = self.dimension
        goal = self.goal
        total = ONE + (M - ONE) * rho  # |Σ u_j|² / M
        line = target.line(rho)
        yield goal("count", "<=", TWO, M)
        yield goal("gram", "<=", ZERO, total)
        yield goal("distinct", "<", rho, ONE)
        yield goal("rank", "<=", M - ONE, d)
        yield goal("dimension", "<=", ZERO, (d - M) * total)
        yield goal("length", "<", ZERO, r)
        yield goal("slope", "<=", ZERO, target.tau)
        yield goal("K", "<", ZERO, line.K)
        yield goal("alpha", "<", ZERO, target.alpha * target.alpha)
        yield goal("pull", "<=", ZERO, line.slope)
        yield goal("along-w", "=", r * line.K, target.c * target.mu)
        yield goal("along-v", "=", r * line.slope * target.along(rho), target.alpha * target.tau)

    def contradictions(self, refutation: Refutation, work: Work) -> Iterator[Contradiction]:
        """Those of `against`."""
        return self.against(self.by_key(work))

    def against(self, found: Mapping[str, Goal]) -> Iterator[Contradiction]:
        """What M ≥ 2 different vectors of length r > 0 need in order to be there, critical, and of that loss.

        found: the goals by their keys.
        """
        different = tuple(found[key] for key in ("count", "distinct", "length"))
        for key in ("rank", "dimension", "gram", "along-w", "along-v", "value"):
            if key in found:
                yield Contradiction(different, found[key])
