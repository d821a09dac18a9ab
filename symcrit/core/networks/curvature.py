"""κ and its derivatives in balls, up to second order, for what the Hessian of a loss needs.

Subscripts 1, 2, 3 stand for ∂/∂q11, ∂/∂q12, ∂/∂q22.  κ, κ₁, κ₂ are the forms of the kernel, the rest is differentiated
from them; a value that comes back finite shows that the derivative exists on the whole ball and is continuous there.
Of a kernel with means (m1, m2) subscripts 4, 5 stand for ∂/∂m1, ∂/∂m2.

At |ρ| = 1 the forms of a kernel σ = c·|z| + α·z are defined and their derivatives are not.  There, with

    κ(w, v) = c²·E|w·x||v·x| + α² w·v,    ∇²_w κ = 2κ₁ (1 − ŵ ŵᵀ + n nᵀ),    2κ₁ = (2c²/π) √det / |w|²,

ŵ and n orthogonal unit vectors, det = |w|²|v|² − (w·v)²: the Hessian by w is continuous and 0 at det = 0, and each
entry of n nᵀ − ŵ ŵᵀ is at most 1.  By both neurons it is not continuous: students that may be parallel are refused.

Other kernels of a σ with a kink or a jump are used for q11, q22 > 0 and |ρ| < 1.  A neuron meets itself at ρ = 1: there
the loss has E[σ(u)²], u ~ N(m1, q11), a form in q11 > 0 and m1 (`networks.squares`).  Forms of other σ are continuous
with κ wherever they are finite, at ρ = ±1 and at norms 0, too.
"""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Generic, NamedTuple

from flint import arb

from symcrit.core.algebra.balls import evaluate, evaluate_all, price
from symcrit.core.algebra.expr import Expr, diff, nodes
from symcrit.core.algebra.programs import Program
from symcrit.core.expectation.kernels import ARGUMENTS, MEANS, Kernel
from symcrit.core.kinds import Derived
from symcrit.core.networks.definition import BY_GRAM, BY_MEANS, Definition
from symcrit.core.networks.numbers import N
from symcrit.core.networks.squares import square
from symcrit.core.reading import Reject, require
from symcrit.core.work import Work

NOTHING = arb(0)
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


class Tilt(NamedTuple):
    """κ₄, κ₁₄, κ₂₄, κ₃₄, κ₄₄, κ₄₅, κ₁₅, κ₂₅ at one (q11, q12, q22, m1, m2)."""

    k4: arb
    k14: arb
    k24: arb
    k34: arb
    k44: arb
    k45: arb
    k15: arb
    k25: arb


class Tilted(NamedTuple):
    """A jet, and what a kernel with means has beside it."""

    jet: Jet[arb]
    tilt: Tilt | None


NO_JET = Jet(*[NOTHING] * len(Jet._fields))
NO_TILT = Tilt(*[NOTHING] * len(Tilt._fields))


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


@cache
def by_means(*forms: Expr) -> tuple[Expr, ...]:
    """The entries of a `Tilt` as expressions in q11, q12, q22, m1, m2, from κ, κ₁, κ₂."""
    kappa, by_q11, by_q12 = forms
    first = diff(kappa, "m1")
    bent = (diff(first, name) for name in (*ARGUMENTS, *MEANS))
    return first, *bent, diff(by_q11, "m2"), diff(by_q12, "m2")


class Shape(NamedTuple):
    """A kernel whose forms are right; at every Gram matrix where they are finite, if `smooth`.

    kink: (c, α) where σ = c·|z| + α·z.
    """

    kernel: Kernel
    smooth: bool = True
    kink: tuple[Expr, Expr] | None = None


def shape_of(kernel: Kernel, derived: Derived | None, work: Work) -> Shape:
    """What a derivation that is right says of a kernel; None for one that is given by its definition."""
    if derived is None:
        return Shape(kernel)
    how = derived.derivation
    return Shape(kernel, how.smooth or (kernel.biased and not how.bent), how.kink(work))


class Curvature:
    """The jets of a kernel; every evaluation is charged to `work`.

    kink: (c, α) in balls of σ = c·|z| + α·z without means, None for other kernels.
    rough: whether the kernel is not smooth, and no such kink.  homogeneous: whether σ = c·|z| + α·z.
    """

    def __init__(self, shape: Shape, work: Work | None = None) -> None:
        self.work = work
        self.kernel = shape.kernel
        self.biased = shape.kernel.biased
        self.homogeneous = shape.kink is not None
        self.kink: tuple[arb, arb] | None = None
        if shape.kink is not None and not (self.biased or shape.smooth):
            self.kink = (evaluate(shape.kink[0], {}), evaluate(shape.kink[1], {}))
        self.rough = not shape.smooth and self.kink is None

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Those of the forms."""
        return (*ARGUMENTS, *MEANS) if self.biased else ARGUMENTS

    @cached_property
    def roots(self) -> tuple[Expr, ...]:
        """The entries of a jet, and of a tilt if there are means."""
        forms = self.kernel.forms
        return (*derivatives(*forms), *(by_means(*forms) if self.biased else ()))

    @cached_property
    def forms(self) -> list[Expr]:
        """κ, κ₁, κ₂ (and κ₄)."""
        return [*self.kernel.forms, *self.roots[len(Jet._fields) :][:1]]

    @cached_property
    def first(self) -> tuple[Expr, ...]:
        """All parts of the forms."""
        return tuple(nodes(*self.forms))

    @cached_property
    def program(self) -> Program:
        """Of all derivatives."""
        return Program(self.roots, self.arguments)

    @cached_property
    def first_program(self) -> Program:
        """Of the forms."""
        return Program(self.forms, self.arguments)

    @cached_property
    def definition(self) -> Definition | None:
        """What a kernel without closed form is evaluated by."""
        return Definition(self.kernel, self.work) if self.kernel.by_definition else None

    def charge(self, program: Program) -> None:
        """Charges an evaluation."""
        if self.work is not None:
            self.work.charge(program.size * price())

    def jet(self, q11: arb, q12: arb, q22: arb) -> Jet[arb]:
        """All derivatives, each finite; raises `Reject` where one is not shown to exist."""
        return self.tilted(q11, q12, q22).jet

    def tilted(self, *place: arb, same: bool = False) -> Tilted:
        """All derivatives at q11, q12, q22 (and m1, m2), each finite; `same`: of a neuron with itself.

        Raises `Reject` where one is not shown to exist.
        """
        self._known(*place[:3])
        if self.definition is not None:
            found = self.definition(place, BY_GRAM + (BY_MEANS if self.biased else ()), same)
        else:
            self.charge(self.program)
            found = self.program(*place)
        require(all(x.is_finite() for x in found), "a derivative of the kernel is not finite on the box")
        count = len(Jet._fields)
        return Tilted(Jet(*found[:count]), Tilt(*found[count:]) if self.biased else None)

    def first_order(self, *place: arb, same: bool = False) -> list[arb]:
        """κ, κ₁, κ₂ (and κ₄) where |ρ| ≤ 1: what lies outside the domain of √, asin and acos is no Gram matrix.

        Raises `Reject` where one of them is not finite.
        """
        self._known(*place[:3])
        if self.definition is not None:
            found = self.definition(place, BY_GRAM[:3] + (BY_MEANS[:1] if self.biased else ()), same)
        else:
            self.charge(self.first_program)
            found = self._at_edge(*place) if self.edge(*place[:3]) else self.first_program(*place)
        require(all(x.is_finite() for x in found), "the kernel is not finite on the box")
        return found

    def _known(self, q11: arb, q12: arb, q22: arb) -> None:
        """Raises `Reject` where a kernel that is rough may not be what its forms are."""
        if self.rough:
            apart = q11 > 0 and q22 > 0 and q11 * q22 - q12 * q12 > 0
            require(apart, "a neuron may be 0, or two may be parallel, where the kernel is not smooth")

    def itself(self, q: arb, *mean: arb) -> Tilted:
        """What stands for the jet of a neuron of variance q (and this mean) with itself, where ρ = 1.

        The loss holds S = E[σ(u)²] once, where other pairs are there twice: κ = S, κ₁, κ₄, … are half of the
        derivatives of S, and those by the other neuron are 0.
        """
        if self.kink:
            weight = self.self_weight()
            return Tilted(NO_JET._replace(value=weight * q, k2=weight), None)
        require(q > 0, "a neuron may be 0, where the kernel is not smooth")
        self.charge(self.own_program)
        found = self.own_program(q, *(mean or (NOTHING,)))
        require(all(x.is_finite() for x in found), "E[σ(u)²] is not finite on the box")
        value, k1, k4, k11, k14, k44 = found
        jet = NO_JET._replace(value=value, k1=k1 / 2, k11=k11 / 2)
        tilt = NO_TILT._replace(k4=k4 / 2, k14=k14 / 2, k44=k44 / 2)
        return Tilted(jet, tilt if mean else None)

    @cached_property
    def own_program(self) -> Program:
        """S, S₁, S₄, S₁₁, S₁₄, S₄₄ in q11 and m1; raises `Reject` where S is not known."""
        sigma = self.kernel.activation
        known = None if sigma is None or self.kernel.teacher is not None else square(sigma)
        if known is None:
            raise Reject("a kernel that is not smooth at 0, of which E[σ(u)²] is not known")
        S = known.value
        by_q, by_m = (diff(S, name) for name in ("q11", "m1"))
        bent = diff(by_q, "q11"), diff(by_q, "m1"), diff(by_m, "m1")
        return Program((S, by_q, by_m, *bent), ("q11", "m1"))

    def _at_edge(self, *place: arb) -> list[arb]:
        """κ, κ₁, κ₂ at the Gram matrices among these numbers."""
        values = dict(zip(self.arguments, place, strict=True))
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
