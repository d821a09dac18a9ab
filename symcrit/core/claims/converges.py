"""`converges`: a gradient flow tends to the one critical point in a ball."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.expr import Expr, constant, symbols
from symcrit.core.claims.gradient import read_rows
from symcrit.core.claims.isolated import read_free
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.flow.basin import Ball, attracts, reach
from symcrit.core.flow.gronwall import follow
from symcrit.core.flow.moving import Moving
from symcrit.core.flow.pieces import MOST_DEGREES, Curve, Piece
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Failure, Grounds, Refutation, part
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.frames import checked_precision
from symcrit.core.networks.loss import Explicit, Row, read_configuration
from symcrit.core.networks.points import PARAMETERS, curvatures_of
from symcrit.core.reading import Malformed, index, need, require
from symcrit.core.witnesses.tube import Tube

MOST_ORDERS = 100
Rows = Mapping[str, tuple[Row, ...]]


def read_network(value: object) -> Explicit:
    """Explicit vectors; raises `Malformed`."""
    place = read_configuration(value)
    if isinstance(place, Explicit):
        return place
    raise Malformed("converges speaks about a network of explicit vectors, which is where the flow starts")


@frozen
class Elsewhere(Refutation):
    """A proof, of the fields of `tube`, that the flow tends to the one critical point in another ball."""

    precision: int = part(index)
    degree: int = part(index)
    order: int = part(index)
    bound: Expr = part(constant)
    pieces: tuple[Piece, ...] = part(Piece.read, shape="list")
    end: Rows = part(read_rows, shape="names")
    radius: Expr = part(constant)


@frozen
class Converges(Claim):
    """The gradient flow from a network, and from all near it, tends to the one critical point in a ball.

    The loss L is a function of the free parameters x, W or W and a (`free`); what else there is stays as it is in the
    network `configuration`, whose free parameters are x₀.  m = `end` are numbers for the free parameters, R = `radius`,
    r₀ = `within` (0 where it is not given).  The claim: in the ball |x − m| ≤ R, Euclidean, L has exactly one critical
    point x*, a minimum with a positive definite Hessian, and the solution of x′ = −∇L(x) from every x(0) with
    |x(0) − x₀| ≤ r₀ exists for all t ≥ 0 and tends to x* as t → ∞.

    Theorem (rules `gronwall`, `taylor`).  Let p be a polynomial on each of finitely many pieces of time, with jumps
    between them.  If on a piece |p′ + ∇L(p)| ≤ δ, and on each part of it the Hessian has eigenvalues > c at all y with
    |y − p(t)| ≤ ρ, then |x − p| is at most u, u′ = −cu + δ, as long as u < ρ, starting from what it was before plus
    the jump of p, and at first from r₀ + |p(0) − x₀|; and x exists for so long (`core.flow.gronwall`).  If at the end
    |x − m| ≤ q, and on |y − m| ≤ R the Hessian has eigenvalues > c > 0 and |∇L(m)| ≤ γ, γ < cR, q + 2γ/c < R, then x
    exists for ever and tends to the only critical point x* in that ball (`core.flow.basin`).

    Hypotheses, all checked by core: the kernel is derived, smooth and known at power series (`core.flow.moving`); ∇L
    is smooth on boxes around the tube, as every derivative of κ is finite there (`networks.curvature`); δ by Taylor's
    formula over the whole piece (`core.flow.residual`); c by pivots of matrices of balls (`core.flow.tube`).

    Refuted by a flow from x₀ that tends to the one critical point in a ball around m′, by the same theorem, where
    |m − m′| > R + γ′/c′: then what x tends to is not in the ball of the claim.
    """

    kind = "converges"
    proof = Tube
    refutation = Elsewhere
    configuration: Explicit = part(read_network)
    free: tuple[str, ...] = part(read_free)
    end: Rows = part(read_rows, shape="names")
    radius: Expr = part(constant)
    within: Expr | None = part(constant, optional=True)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of the students."""
        return self.configuration.kernel

    @property
    def of_kernels(self) -> tuple[Kernel, ...]:
        """All kernels of the network."""
        return self.configuration.kernels.different

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the free parameters."""
        return self.free or (PARAMETERS if self.configuration.biases else PARAMETERS[:2])

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols, for an end of another shape, and for radii that are none."""
        place = self.configuration
        need(not self.domain.kinds, "converges speaks about numbers: a network, without symbols")
        self.domain.declares(place.scale, *place.exprs)
        need(place.biases or "biases" not in self.free, "the students have no biases that could be free")
        need_shape(place, self.parameters, self.end)
        need(self.radius.value > 0, "the radius of the ball where the flow ends is positive")
        need(self.within is None or self.within.value > 0, "within is positive, or absent")

    def prove(self, checker: Checker, proof: Tube) -> str:
        """That there is one critical point in the ball, and that the flow comes near it."""
        moving = self._moving(checker, proof)
        with precision(checked_precision(proof.precision)):
            radius = arb(0) if self.within is None else arb(self.within.value)
            ball = Ball(numbers(self.parameters, self.end), arb(self.radius.value), arb(proof.bound.value))
            _, words = ends(moving, proof, ball, radius)
        return words

    def refute(self, checker: Checker, refutation: Elsewhere) -> Failure:
        """The flow from the network itself tends to a critical point outside of the ball."""
        need(not refutation.at, "converges is about one point; the field 'at' is not read")
        need_shape(self.configuration, self.parameters, refutation.end)
        moving = self._moving(checker, refutation)
        with precision(checked_precision(refutation.precision)):
            centre = numbers(self.parameters, refutation.end)
            ball = Ball(centre, arb(refutation.radius.value), arb(refutation.bound.value))
            away, words = ends(moving, refutation, ball, arb(0))
            claimed = numbers(self.parameters, self.end)
            distance = sum(((x - y) * (x - y) for x, y in zip(centre, claimed, strict=True)), arb(0)).sqrt()
            apart = distance > arb(self.radius.value) + away
            require(apart, "the critical point that the flow tends to may be in the ball of the claim")
        return Failure("", "", f"{words}, {distance.str(5, radius=False)} away from the centre of the claim")

    def _moving(self, checker: Checker, grounds: Grounds) -> Moving:
        """The network that moves, its kernels derived; raises `Reject`."""
        checker.evidence.add("ball")
        checker.rules.update(("gronwall", "taylor"))
        shapes = []
        for kernel, derived in zip(self.of_kernels, grounds.derivations, strict=False):
            checker.derive(kernel, derived)
            shapes.append(shape_of(kernel, derived, checker.work))
        return Moving(self.configuration, self.parameters, curvatures_of(shapes, checker.work), checker.work)


def need_shape(place: Explicit, free: tuple[str, ...], end: Rows) -> None:
    """Raises `Malformed` unless the end has numbers for the free parameters, in the shapes of the network."""
    biases: list[Row] = [(x,) for x in place.biases]
    shapes = {"W": place.W, "a": place.a, "biases": biases}
    need(tuple(end) == free, f"the end gives {', '.join(free)}, in this order: what is free")
    for name, rows in end.items():
        fits = [len(row) for row in rows] == [len(row) for row in shapes[name]]
        need(fits, f"{name} of the end has other rows than that of the network")
        need(not symbols(*(entry for row in rows for entry in row)), "the end holds symbols")


def numbers(free: tuple[str, ...], rows: Rows) -> list[arb]:
    """The free parameters, in order."""
    return [evaluate(entry, {}) for name in free for row in rows[name] for entry in row]


def ends(moving: Moving, tube: Tube | Elsewhere, ball: Ball, radius: arb) -> tuple[arb, str]:
    """How far the critical point is from the centre of the ball at most, and what is shown; raises `Reject`."""
    need(0 < tube.degree <= MOST_DEGREES, f"the degree is 1 … {MOST_DEGREES}")
    need(tube.degree < tube.order <= MOST_ORDERS, f"the order is larger than the degree, at most {MOST_ORDERS}")
    away = reach(moving, ball)
    size = len(ball.centre)
    curves = [Curve(piece, size, tube.degree) for piece in tube.pieces]
    last, error = follow(moving, curves, tube.order, radius)
    require(attracts(ball, away, last, error), "the flow is not shown to come near enough to the critical point")
    time = sum((curve.length for curve in curves), arb(0))
    return (
        away,
        f"after {time.str(5, radius=False)} of time the flow is within {error.str(2, radius=False)} of the polynomial",
    )
