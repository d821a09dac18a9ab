"""κ and its derivatives in balls, up to second order, for what the Hessian of a loss needs.

Subscripts 1, 2, 3 stand for ∂/∂q11, ∂/∂q12, ∂/∂q22.  κ, κ₁, κ₂ are the forms of the kernel, the rest is differentiated
from them; a value that comes back finite shows that the derivative exists on the whole ball and is continuous there.

At |ρ| = 1 the forms of a kernel σ = c·|z| + α·z are defined and their derivatives are not.  There, with

    κ(w, v) = c²·E|w·x||v·x| + α² w·v,    ∇²_w κ = 2κ₁ (1 − ŵ ŵᵀ + n nᵀ),    2κ₁ = (2c²/π) √det / |w|²,

ŵ and n orthogonal unit vectors, det = |w|²|v|² − (w·v)²: the Hessian by w is continuous and 0 at det = 0, and each
entry of n nᵀ − ŵ ŵᵀ is at most 1.  By both neurons it is not continuous: students that may be parallel are refused.
"""

from collections.abc import Callable
from functools import cache
from typing import Generic, NamedTuple

from flint import arb

from symcrit.core.algebra.balls import evaluate, evaluate_all, price
from symcrit.core.algebra.expr import Expr, diff, nodes
from symcrit.core.algebra.programs import Program
from symcrit.core.expectation.kernels import ARGUMENTS, Kernel
from symcrit.core.networks.numbers import N
from symcrit.core.reading import require
from symcrit.core.work import Work

EDGES = {"sqrt": (arb(0), arb("inf")), "asin": (arb(-1), arb(1)), "acos": (arb(-1), arb(1))}  # monotone in between


class Jet(NamedTuple, Generic[N]):
    """κ, κ₁, κ₂, κ₁₁, κ₁₂, κ₁₃, κ₂₂, κ₂₃ at one (q11, q12, q22)."""

    value: N
    k1: N
    k2: N
    k11: N
    k12: N
    k13: N
    k22: N
    k23: N


def clipped(op: str, x: arb) -> arb:
    """√, asin or acos of the numbers in the ball x that lie in its domain."""
    if not x.is_finite():
        return arb("nan")
    function: Callable[[arb], arb] = getattr(arb, op)
    first = function(_into(x.lower(), op))
    last = function(_into(x.upper(), op))
    return first.union(last)


def _into(x: arb, op: str) -> arb:
    """The number of the domain of a function that is next to x."""
    low, high = EDGES[op]
    if x < low:
        return low
    if x > high:
        return high
    return x


@cache
def derivatives(*forms: Expr) -> tuple[Expr, ...]:
    """The entries of a `Jet` as expressions in q11, q12, q22, from κ, κ₁, κ₂."""
    _, by_q11, by_q12 = forms
    return *forms, *(diff(by_q11, name) for name in ARGUMENTS), *(diff(by_q12, name) for name in ARGUMENTS[1:])


class Curvature:
    """The jets of a kernel; `kink` is (c, α) where σ = c·|z| + α·z, None for a kernel that is smooth everywhere.

    Every evaluation is charged to `work`.
    """

    def __init__(self, kernel: Kernel, kink: tuple[Expr, Expr] | None, work: Work | None = None) -> None:
        self.work = work
        self.forms = kernel.forms
        self.roots = derivatives(*kernel.forms)
        self.first = tuple(nodes(*self.forms))
        self.program = Program(self.roots, ARGUMENTS)
        self.first_program = Program(self.forms, ARGUMENTS)
        self.kink: tuple[arb, arb] | None = None
        if kink is not None:
            self.kink = (evaluate(kink[0], {}), evaluate(kink[1], {}))

    def charge(self, program: Program) -> None:
        """Charges an evaluation."""
        if self.work is not None:
            self.work.charge(program.size * price())

    def jet(self, q11: arb, q12: arb, q22: arb) -> Jet[arb]:
        """All derivatives, each finite; raises `Reject` where one is not shown to exist."""
        self.charge(self.program)
        found = Jet(*self.program(q11, q12, q22))
        require(all(x.is_finite() for x in found), "a derivative of the kernel is not finite on the box")
        return found

    def first_order(self, q11: arb, q12: arb, q22: arb) -> list[arb]:
        """κ, κ₁, κ₂ where |ρ| ≤ 1: what lies outside the domain of √, asin and acos is no Gram matrix.

        Raises `Reject` where one of them is not finite.
        """
        self.charge(self.first_program)
        found = self._at_edge(q11, q12, q22) if self.edge(q11, q12, q22) else self.first_program(q11, q12, q22)
        require(all(x.is_finite() for x in found), "the kernel is not finite on the box")
        return found

    def _at_edge(self, q11: arb, q12: arb, q22: arb) -> list[arb]:
        """κ, κ₁, κ₂ at the Gram matrices among these numbers."""
        values = dict(zip(ARGUMENTS, (q11, q12, q22), strict=True))
        memo: dict[Expr, arb] = {}
        for node in self.first:
            if node.op in EDGES:
                memo[node] = clipped(node.op, evaluate(node.args[0], values, memo, self.work))
        evaluate_all(self.first, values, memo, self.work)
        return [memo[form] for form in self.forms]

    def edge(self, q11: arb, q12: arb, q22: arb) -> bool:
        """Whether |ρ| = 1 cannot be excluded, for a kernel with a kink (whose neurons must not vanish).

        Raises `Reject` where a neuron may vanish.
        """
        if not self.kink:
            return False
        require(q11 > 0 and q22 > 0, "a neuron may be 0, where the kernel is not differentiable")
        return not q11 * q22 - q12 * q12 > 0

    def self_weight(self) -> arb:
        """c² + α²: κ = (c² + α²) q where both neurons are the same."""
        c, alpha = self.kink or (arb(0), arb(0))
        return c * c + alpha * alpha

    def edge_entry(self, q11: arb, q12: arb, q22: arb) -> arb:
        """A ball around every entry of ∇²_w κ − 2κ₁ near |ρ| = 1."""
        c, _ = self.kink or (arb(0), arb(0))
        det = q11 * q22 - q12 * q12
        return 2 * c * c / arb.pi() * det.nonnegative_part().sqrt() / q11 * arb(0, 1)
