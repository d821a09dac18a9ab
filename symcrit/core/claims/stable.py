"""`stable`: the second derivative at equal vectors with equal cosines is positive, off the rotations that fix v."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.affine.stable import COPIES, Student, minors
from symcrit.core.affine.target import Target
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import ONE, ZERO, Expr, num, parse
from symcrit.core.claims._affine import Contradiction, FrameClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import need, require, text
from symcrit.core.work import Work

THREE, FOUR = num(3), num(4)


@frozen
class Stable(FrameClaim):
    """The student of `equiangular` is critical, M ≥ 3, and all eigenvalues of ∂²L by w_j = s_j u_j are > `above`, but
    for the rotations that fix v ≠ 0; one of the perturbations of the kind `sector` is < `below`, where this is given.

    Theorem (rule `isotypic`): see `core.affine.stable`.  The student is there, and critical: the goals of `FrameClaim`.
    M ≥ 3: "count-3".  L is twice differentiable, no two w_j being opposite ("no-kink"; not equal, by "distinct").
    Either Σu_j = 0 for all values of the symbols: then v = 0, which all rotations fix, and "total" and "target" ask for
    nothing.  Or Σu_j ≠ 0 ("total") and v ≠ 0 ("target"), along it: rotations that move Σu_j move v.  The matrix of
    every kind that there is, less `above` times the Gram matrix of its copies, is positive definite, by its leading
    minors: "trivial/1", "trivial/2", "standard/1", …, "pairs/1" unless M = 3, "outside/1" unless d is the dimension of
    the span.  That of `sector`, with `below`, has a negative eigenvalue, as its determinant is negative ("below"), and
    there are perturbations of this kind ("room").
    """

    kind = "stable"
    rules = ("isotypic",)
    above: Expr = part(parse)
    below: Expr | None = part(parse, optional=True)
    sector: str | None = part(text, optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` where only one of `below` and `sector` is given, or there is no such kind."""
        super().well_formed()
        both = (self.sector is None) == (self.below is None)
        need(both, "stable takes below and sector, the kind of perturbation, or neither")
        known = self.sector is None or self.sector in COPIES
        need(known, "unknown sector {}; known: " + ", ".join(COPIES), self.sector)

    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """The student is there and critical; its second derivative."""
        yield from self.frame(target)
        M, d, rho, goal = target.M, self.dimension, self.cosine, self.goal
        zero = Context(self.domain, work).is_zero
        total = ONE + (M - ONE) * rho
        flat = zero(total)  # the u_j add up to 0
        span = M - ONE if flat else M
        yield goal("count-3", "<=", THREE, M)
        yield goal("no-kink", "<", num(-1), rho)
        if flat:
            yield goal("total", "<=", ZERO, ZERO)
            yield goal("target", "<=", ZERO, ZERO)
        else:
            yield goal("total", "<", ZERO, total)
            yield goal("target", "<", ZERO, target.tau)
        student = Student(target.kernel.forms[0], M, target.c * target.mu, rho, self.length)
        absent = {"pairs": zero(M - THREE), "outside": zero(d - span)}
        there = [name for name in COPIES if not absent.get(name)]
        for name in there:
            for size, minor in enumerate(minors(student, name, flat, self.above), start=1):
                yield goal(f"{name}/{size}", "<", ZERO, minor)
        if self.below is None or self.sector is None:
            return
        require(self.sector in there, "the sector of the upper bound is one that there is")
        if self.sector == "pairs":  # M and d may be symbols: there are such perturbations for all of their values
            yield goal("room", "<=", FOUR, M)
        if self.sector == "outside":
            yield goal("room", "<=", M if flat else M + ONE, d)
        *_, last = minors(student, self.sector, flat, self.below)
        yield goal("below", "<", last, ZERO)

    def against(self, found: Mapping[str, Goal]) -> Iterator[Contradiction]:
        """Those of `FrameClaim`; a minor that is not positive, where there are perturbations of its kind.

        Inside the span there always are, but for pairs, which begin at M = 4.
        """
        yield from super().against(found)
        needed = ("count", "distinct", "length", "count-3", "no-kink", "total", "target")
        known = tuple(found[key] for key in needed)
        four = self.goal("room", "<=", FOUR, self.count)
        for key, minor in found.items():
            name = key.partition("/")[0]
            if name in ("trivial", "standard"):
                yield Contradiction(known, minor)
            if name == "pairs":
                yield Contradiction((*known, four), minor)
