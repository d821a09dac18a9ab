"""`subgaussian_rate`: the bound of `rate` for targets with sub-Gaussian weights, with a probability."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, num, parse, substitute
from symcrit.core.claims._affine import read_closed_kernel
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.claims.rate import rest_of
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import require
from symcrit.core.refuting import at, with_gap
from symcrit.core.witnesses.zero import Zero
from symcrit.core.work import Work

LEVEL = "level"  # what a proof hands over
SHORT = "short"
GUESS = ONE / TWO
NET = num(9)  # points of a net of 1/4, per dimension


@frozen
class SubgaussianRate(GoalClaim):
    """Let f* = Σ_{i≤N} β_i σ(b_i·x), N = `count`, with |β_i| ≤ A/N, A = `largest`, σ(z) = a|z| + αz ("activation"), and
    b_i = X_i/√d in R^d, d = `dimension`, the coordinates of all X_i independent, each with E[X] = 0, E[X²] = 1,
    E[exp(sX)] ≤ exp(K²s²/2) for all s, K² = `proxy`, and E[X⁴] ≤ `fourth`.  With a probability of at least 1 − `risk`
    this holds: for every M and every student f = Σ_{j≤M} s_j σ(u_j·x) with |u_j| = 1 and Σ_j |s_j| ≤ `total`,
    |E[(f − f*)²] − E[(f − c − v·x)²] − E[h²]| ≤ `value`, c, v, h as in `rate`.

    Theorem (rules `sub-gaussian`, `hermite-series`).  λ, the largest eigenvalue of Σ |β_i||b_i| b̂_i b̂_iᵀ, is at most
    A/min|b_i| times that of (1/N)Σ b_i b_iᵀ.  For t > 0 and 0 < η < 1, the `level` and `short` that a proof hands over
    ("level", "short", "below"): the latter is at most (8K²/d)(½log 2 + (d log 9 + t)/N) but with a probability of at
    most e^(−t), and min|b_i|² is at least 1 − η but with one of at most N·exp(−dη²/(2·`fourth`)).  The sum of both is
    ≤ `risk` ("risk"), and the bound of `rate` for this λ is ≤ `value` ("value").  Further goals: "count", "dimension",
    that N, d ≥ 1; "proxy", "fourth", that both are ≥ 1, without which there are no such laws; "largest", A > 0;
    "total", that it is ≥ 0.
    """

    kind = "subgaussian_rate"
    rules = ("hermite-series", "sub-gaussian")
    given = (LEVEL, SHORT)
    kernel: Kernel = part(read_closed_kernel)
    count: Expr = part(parse)
    dimension: Expr = part(parse)
    largest: Expr = part(parse)
    proxy: Expr = part(parse)
    fourth: Expr = part(parse)
    risk: Expr = part(parse)
    total: Expr = part(parse)
    value: Expr = part(parse)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """For the t and η that a proof hands over, 1 and 1/2 where it hands over none."""
        whole = all(whole_number(number, self.domain) for number in (self.count, self.dimension))
        require(whole, "the number of neurons and the dimension must be integers")
        level = given.get(LEVEL, ONE)
        short = given.get(SHORT, GUESS)
        self.domain.declares(level, short)
        yield next(Kinked(self.kernel).shape())
        yield self._goal("count", "<=", ONE, self.count)
        yield self._goal("dimension", "<=", ONE, self.dimension)
        yield self._goal("proxy", "<=", ONE, self.proxy)
        yield self._goal("fourth", "<=", ONE, self.fourth)
        yield self._goal("largest", "<", ZERO, self.largest)
        yield self._goal("total", "<=", ZERO, self.total)
        yield self._goal("level", "<", ZERO, level)
        yield self._goal("short", "<", ZERO, short)
        yield self._goal("below", "<", short, ONE)
        yield self._goal("risk", "<=", self.wide(level) + self.some_short(short), self.risk)
        spread = self.largest / Expr("sqrt", ONE - short) * self.spread_of_rows(level)
        yield self._goal("value", "<=", TWO * rest_of(self.kernel, ONE) * self.total * spread, self.value)

    def wide(self, level: Expr) -> Expr:
        """The probability that (1/N)Σ b_i b_iᵀ has a larger eigenvalue than `spread_of_rows`."""
        return Expr("exp", -level)

    def some_short(self, short: Expr) -> Expr:
        """The probability that some |b_i|² is below 1 − η."""
        return self.count * Expr("exp", -self.dimension * short * short / (TWO * self.fourth))

    def spread_of_rows(self, level: Expr) -> Expr:
        """(8K²/d)(½log 2 + (d log 9 + t)/N)."""
        net = self.dimension * Expr("log", NET) + level
        return num(8) * self.proxy / self.dimension * (Expr("log", TWO) / TWO + net / self.count)

    def _goal(self, key: str, op: str, lhs: Expr, rhs: Expr) -> Goal:
        """lhs `op` rhs, both of them defined."""
        return Goal(self.domain, Relation(op, lhs, rhs), (lhs, rhs), key)

    def refute(self, checker: Checker, refutation: Refutation) -> Failure:
        """A point where β_i = A/N, coordinates that are ±1 with equal probabilities, and a student along b_1 say more
        than the value: all |b_i| are 1, and the other neurons are seen by R ≥ 0.  With probability 1.
        """
        smooth = checker.derive(self.kernel, refutation.kernel)
        point = dict(refutation.at or {})
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        checker.prove(next(Kinked(self.kernel).shape()), Zero())
        names = ("count", "dimension", "largest", "proxy", "fourth", "risk", "total", "value")
        N, d, largest, proxy, fourth, risk, total, value = (substitute(getattr(self, name), point) for name in names)
        there = Domain({})
        require(whole_number(N, there) and whole_number(d, there), "there N or the dimension is no integer")
        context = Context(there, checker.work)
        possible = (
            Relation("<=", ONE, N),
            Relation("<=", ONE, d),
            Relation("<=", ONE, proxy),
            Relation("<=", ONE, fourth),
            Relation("<", ZERO, largest),
            Relation("<", ZERO, total),
            Relation("<", risk, ONE),
        )
        require(all(context.holds(relation) for relation in possible), "there is no such target, student or risk")
        seen = TWO * rest_of(self.kernel, ONE) * total * largest / N
        goal = Goal(there, Relation("<=", seen, value), (seen, value), "value")
        return with_gap(checker, at(point), [goal], smooth=smooth)
