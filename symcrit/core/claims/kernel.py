"""`kernel`: the closed form of E[σ(u)τ(v)] and its derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import Expr
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.expectation.kernels import ARGUMENTS, MEANS, Kernel, read_kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import flag, need, require
from symcrit.core.refuting import POINT, at, failing
from symcrit.core.witnesses.goals import Goals
from symcrit.core.work import Work

POSITIVE_DEFINITE = [["<", 0, "q11"], ["<", 0, "q22"], ["<", ["^", "q12", 2], ["*", "q11", "q22"]]]
FORMS = ("value", "by-q11", "by-q12")


@frozen
class OtherKernel(Refutation):
    """A positive definite Gram matrix `at` which the claim differs from `truth`, the kernel that is derived."""

    truth: Kernel = part(read_kernel)


@frozen
class KernelClaim(GoalClaim):
    """κ, ∂κ/∂q11 and ∂κ/∂q12 are these forms, κ = E[σ(u)τ(v)], (u, v) ~ N(m, [[q11, q12], [q12, q22]]).

    For q11, q22 > 0 and q12² ≤ q11·q22; the derivatives, and κ with means, where the forms are defined, and with
    `inside` also κ with means 0: for q12² < q11·q22 all are.  Theorem: see `gaussian.kernels`; the derivation is the
    field `kernel` of the proof, and there are no goals.
    """

    kind = "kernel"
    refutation = OtherKernel
    kernel: Kernel = part(read_kernel)
    inside: bool | None = part(flag, optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols, hypotheses, and kernels of no activation."""
        bare = self.kernel.activation is not None and not self.domain.kinds and not self.domain.where
        need(bare, "a kernel is claimed of an activation, without symbols and hypotheses")

    @property
    def of_kernel(self) -> Kernel:
        """The kernel itself."""
        return self.kernel

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """None: its derivation shows all."""
        require(not self.kernel.by_definition, "the forms of this kernel are its definition, nothing is claimed")
        return iter(())

    @property
    def where_defined(self) -> bool:
        """Whether κ, too, is claimed for q12² = q11·q22 only where its form is defined."""
        return self.kernel.biased or bool(self.inside)

    def prove(self, checker: Checker, proof: Goals) -> str:
        """By the derivation of the kernel, which must show where κ is defined."""
        said = super().prove(checker, proof)
        edge = proof.kernel is not None and (proof.kernel.derivation.edge or proof.kernel.derivation.smooth)
        require(self.where_defined or edge, "κ is not shown to be defined for q12² = q11·q22")
        return said

    def refute(self, checker: Checker, refutation: OtherKernel) -> Failure:
        """A Gram matrix at which a form differs from the true one, by a certified gap."""
        own = self.kernel
        true = refutation.truth
        point = refutation.at or {}
        smooth = checker.derive(true, refutation.kernel)
        require(not true.by_definition, "the true kernel is its definition")
        require(own[1:] == true[1:], "the true kernel is of another activation")
        names = (*ARGUMENTS, *(MEANS if own.biased else ()))
        given = Domain.read(dict.fromkeys(names, "real"), POSITIVE_DEFINITE)
        require(satisfied(given, point, checker.work), "not a positive definite Gram matrix")
        pairs = zip(FORMS, own.forms, true.forms, strict=True)
        equations = [(key, Relation("=", form, truth).at(point)) for key, form, truth in pairs]
        goals = [Goal(POINT, equation, (), key).with_sides() for key, equation in equations]
        return failing(checker, at(point), goals, smooth=smooth)
