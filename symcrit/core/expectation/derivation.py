"""The derivation of a closed form: equations that make it the kernel E[σ(u)τ(v)].

Price's theorem: ∂ᵖκ/∂q12ᵖ = E[σ⁽ᵖ⁾(u) τ⁽ᵖ⁾(v)], derivatives taken as distributions, where q12² < q11·q22.  Off 0,
σ⁽ᵖ⁾ and τ⁽ᵖ⁾ are sums of factors (`factors`); a jump of σ⁽ⁱ⁾ at 0 gives δ⁽ᵖ⁻¹⁻ⁱ⁾.  So the right side is a Gaussian
integral (h ≥ 0, for the root in it is shown to be defined for all norms).  κ is integrated from q12 = 0, where
∂ʲκ/∂q12ʲ, j < p, is a product of means M_j = E[σ⁽ʲ⁾(u)], and these are integrated from variance 0:
∂M_j/∂q11 = M_{j+2}/2, and without the δ⁽ⁱ⁾ in σ⁽ʲ⁾, M_j tends to the mean of σ⁽ʲ⁾ left and right of 0.  With means
(m1, m2), M_j is integrated further, ∂M_j/∂m1 = M_{j+1}, from m1 = 0.

Rules `price`, `gaussian-integral`, `zero-derivative` and `continuity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, num, parse, substitute, sym, symbols
from symcrit.core.expectation.factors import MAX_ORDER, UNIT, Factor, M, Z, integral, read_factor, slope
from symcrit.core.expectation.kernels import MEANS, Q12, Kernel
from symcrit.core.reading import Pattern, flag, index, need, read, require
from symcrit.core.work import Work

R, S, T = map(sym, "rst")
POLAR = {"q11": S * S, "q12": R * S * T, "q22": T * T}
POINT = Domain({})
AT_0 = {"z": ZERO}


class Side(NamedTuple):
    """σ⁽ᵖ⁾ off 0; σ left and right of 0, if there is a kink; the means of the functions σ⁽ʲ⁾, j < p, of u ~ N(0, s²),
    and, for a kernel with means, of u ~ N(m1, s²)."""

    factors: list[Factor]
    pieces: list[Expr]
    means: list[Expr]
    moved: list[Expr]

    def jumps(self, order: int, work: Work) -> list[Factor]:
        """The δ⁽ⁱ⁾ in the derivative of this order."""
        if not self.pieces:
            return []
        left, right = self.pieces
        heights = [substitute(slope(right - left, Z, i), AT_0) for i in range(order)]
        found = []
        for i, height in enumerate(heights):
            if not Context(POINT, work).is_zero(height):
                found.append(Factor(height, order - 1 - i, h=ONE, w=ZERO))
        return found

    def mean(self, j: int, work: Work, moved: bool = False) -> Expr:
        """M_j, for m1 = 0 if not `moved`."""
        p = len(self.means)
        deltas = self.jumps(min(j, p), work)
        if j < p:
            function = self.moved[j] if moved else self.means[j]
            integrals = [integral(factor, UNIT) for factor in deltas]
        else:
            function = ZERO
            integrals = [integral(factor, UNIT, j - p) for factor in (*self.factors, *deltas)]
        at = {"q11": S * S} if moved else {"q11": S * S, "m1": ZERO}
        return substitute(add(function, *integrals), at)


class Derivation(NamedTuple):
    """The order p; σ and τ, or one for both; whether the forms hold for q11 = 0 or q22 = 0, too."""

    order: int
    sides: list[Side]
    smooth: bool

    def goals(self, kernel: Kernel, work: Work) -> Iterator[Goal]:
        """What makes the closed forms right: see `derivation`."""
        return derivation(kernel, self, work)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules by which the equations make the forms right."""
        return ("price", "gaussian-integral", "zero-derivative", "continuity")

    @property
    def edge(self) -> bool:
        """Whether κ is shown to be defined for |ρ| = 1, where u and v have means 0."""
        return True

    @property
    def bent(self) -> bool:
        """Whether σ or τ has a kink or a jump."""
        return any(side.pieces for side in self.sides)

    def kink(self, work: Work) -> tuple[Expr, Expr] | None:
        """(c, α) where σ(z) = c·|z| + αz; None where σ is not seen to be that."""
        if len(self.sides) != 1 or self.order != 2:
            return None
        (side,) = self.sides
        if not side.pieces or side.factors:
            return None
        values = [substitute(piece, AT_0) for piece in side.pieces]
        left, right = (substitute(slope(piece, Z, 1), AT_0) for piece in side.pieces)
        point = Context(POINT, work)
        linear = all(point.is_zero(value) for value in values)
        return ((right - left) / TWO, (right + left) / TWO) if linear else None


SIDE: dict[str, Pattern] = {"factors?": [read_factor], "pieces?": [parse], "means?": [parse], "moved?": [parse]}


def read_derivation(value: object) -> Derivation:
    """From JSON {"order", "sides", "smooth"}; raises `Malformed`."""
    parts = read(value, {"order": index, "sides": [SIDE], "smooth": flag})
    order = parts["order"]
    sides = [Side(*(own[key.rstrip("?")] or [] for key in SIDE)) for own in parts["sides"]]
    good = order <= MAX_ORDER and len(sides) <= 2 and all(_fits(side, order) for side in sides)
    need(good, f"an order up to {MAX_ORDER}, for one or two activations two pieces in z or none, a mean for each j < p")
    return Derivation(order, sides, parts["smooth"])


def _fits(side: Side, order: int) -> bool:
    """Whether a side has two pieces or none, a mean for each j < p, and only the symbols that it may have."""
    counts = len(side.pieces) in (0, 2) and len(side.means) == order
    allowed = ((side.pieces, {"z"}), (side.means, {"s"}), (side.moved, {"s", "m1"}))
    return counts and all(symbols(*forms) <= names for forms, names in allowed)


class Step(NamedTuple):
    """An equation in z, in s and m1, or in q11, q12, q22, and what must be defined beside it.

    `key` says which equation it is: "sigma/half/left" (σ for z < 0), "sigma/derivative/2" (σ″), "sigma/mean/1/slope"
    (dM_1/ds), "sigma/mean/1/start" (M_1 without δ at s = 0), "sigma/moved/1/start" and "/slope" (M_1 at m1 = 0, and
    ∂M_1/∂m1), "integral/2" (E[σ″(u)τ″(v)]), "start/1" (∂κ/∂q12 at q12 = 0), "by-q12", "by-q11" (the slopes).
    `symbol` is "z", "s" or "q", for all three order parameters; `op` says how z or s compares with 0, "" for any way.
    """

    key: str
    symbol: str
    op: str
    relation: Relation
    entries: tuple[Expr, ...] = ()


def _of_activation(name: str, sigma: Expr, side: Side, p: int, work: Work) -> Iterator[Step]:
    """σ⁽ᵖ⁾ off 0, and the means M_j."""
    top = add(*(factor.value for factor in side.factors))
    if side.pieces:
        halves = list(zip(("left", "right"), ("<", ">"), side.pieces, strict=True))
        for half, op, piece in halves:
            yield Step(f"{name}/half/{half}", "z", op, Relation("=", sigma, piece))
        chains = [_chain(piece, p) for piece in side.pieces]
        for (half, op, _), chain in zip(halves, chains, strict=True):
            closed = f"{op}="  # continuous up to 0
            yield Step(f"{name}/derivative/{p}/{half}", "z", closed, Relation("=", chain[-1], top), tuple(chain))
    else:
        chains = [_chain(sigma, p)]
        yield Step(f"{name}/derivative/{p}", "z", "", Relation("=", chains[0][-1], top), tuple(chains[0]))
    for j, regular in enumerate(side.means):
        mean = side.mean(j, work)
        slopes = Relation("=", diff(mean, "s"), S * side.mean(j + 2, work))
        yield Step(f"{name}/mean/{j}/slope", "s", ">", slopes, (mean,))
        start = add(*(substitute(chain[j], AT_0) for chain in chains)) / num(len(chains))
        first = Relation("=", substitute(regular, {"s": ZERO}), start)
        yield Step(f"{name}/mean/{j}/start", "s", ">=", first, (regular,))
    for j in range(len(side.moved)):
        mean = side.mean(j, work, moved=True)
        still = Relation("=", substitute(mean, {"m1": ZERO}), side.mean(j, work))
        moves = Relation("=", diff(mean, "m1"), side.mean(j + 1, work, moved=True))
        yield Step(f"{name}/moved/{j}/start", "s", ">", still)
        yield Step(f"{name}/moved/{j}/slope", "s", ">", moves, (mean,))


def _chain(sigma: Expr, p: int) -> list[Expr]:
    """σ, σ′, …, σ⁽ᵖ⁾."""
    return [slope(sigma, Z, j) for j in range(p + 1)]


def steps(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Step]:
    """The equations of the derivation; raises `Malformed` and `Reject`."""
    p = how.order
    sides = how.sides
    need(len(sides) == 2 or kernel.teacher is None, "two activations need two sides")
    require(not how.bent or not how.smooth, "a kink needs norms that are not 0")
    moved = p if kernel.biased else 0
    need(all(len(side.moved) == moved for side in sides), "moved means, for means m1, m2 only")
    sigma = ZERO if kernel.activation is None else kernel.activation
    tau = kernel.teacher or sigma
    for name, own, side in zip(("sigma", "tau"), (sigma, tau), sides, strict=False):
        yield from _of_activation(name, own, side, p, work)
    yield from _of_kernel(kernel, how, work)


def _of_kernel(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Step]:
    """∂ᵖκ/∂q12ᵖ, what it is integrated from, and both slopes."""
    p = how.order
    first = how.sides[0]
    second = how.sides[-1]
    kappa, by_q11, by_q12 = kernel.forms
    slopes = [kappa, *(slope(by_q12, Q12, j) for j in range(p))]
    left = first.factors + first.jumps(p, work)
    right = second.factors + second.jumps(p, work)
    tops = [integral(x, y) for x in left for y in right]
    yield Step(f"integral/{p}", "q", "", Relation("=", slopes[p], add(*tops)))
    for j in range(p):
        one, other_mean = (side.mean(j, work, kernel.biased) for side in (first, second))
        start = one * substitute(other_mean, {"s": T, "m1": M[1]})
        yield Step(f"start/{j}", "q", "", Relation("=", substitute(slopes[j], {"q12": ZERO}), start))
    yield Step("by-q12", "q", "", Relation("=", diff(kappa, "q12"), by_q12))
    yield Step("by-q11", "q", "", Relation("=", diff(kappa, "q11"), by_q11))


def derivation(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Goal]:
    """What makes κ right where q11, q22 > 0 (`smooth`: ≥ 0) and q12² ≤ q11·q22, its slopes where they are defined.

    With a kink and means also κ where it is defined: it need not be for q12² = q11·q22.
    """
    means = dict.fromkeys(MEANS, "real") if kernel.biased else {}
    still = {} if kernel.biased else dict.fromkeys(MEANS, ZERO)
    ends = [Relation("<=", num(-1), R), Relation("<=", R, ONE), Relation("<=", ZERO, S), Relation("<=", ZERO, T)]
    closed = Domain({**dict.fromkeys("rst", "real"), **means}, ends)
    nonzero = closed.ends("s", shut=False).ends("t", shut=False)
    inside = nonzero.ends("r", shut=False)
    for step in steps(kernel, how, work):
        of_matrix = step.symbol == "q"
        domain = inside if of_matrix else _domain(step, means)
        relation = step.relation.at({**still, **POLAR} if of_matrix else still)
        entries = tuple(substitute(entry, still) for entry in step.entries)
        yield Goal(domain, relation, entries, step.key).with_sides()
    forms = kernel.forms if how.smooth else kernel.forms[:1]
    if not (kernel.biased and how.bent):
        entries = tuple(substitute(form, POLAR) for form in forms)
        yield Goal(closed if how.smooth else nonzero, Relation("=", ZERO, ZERO), entries, "edge")


def _domain(step: Step, means: Mapping[str, str]) -> Domain:
    """z or s, compared with 0 as the step says, and all means."""
    limits = [Relation(step.op, sym(step.symbol), ZERO)] if step.op else []
    return Domain({step.symbol: "real", **means}, limits)
