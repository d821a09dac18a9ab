"""The derivation of a closed form: equations that make it the kernel E[σ(u)τ(v)].

Price's theorem: ∂ᵖκ/∂q12ᵖ = E[σ⁽ᵖ⁾(u) τ⁽ᵖ⁾(v)], derivatives taken as distributions, where q12² < q11·q22.  Off 0,
σ⁽ᵖ⁾ and τ⁽ᵖ⁾ are sums of factors (`factors`); a jump of σ⁽ⁱ⁾ at 0 gives δ⁽ᵖ⁻¹⁻ⁱ⁾.  So the right side is a Gaussian
integral (h ≥ 0, for the root in it is shown to be defined for all norms).  κ is integrated from q12 = 0, where
∂ʲκ/∂q12ʲ, j < p, is a product of means M_j = E[σ⁽ʲ⁾(u)], and these are integrated from variance 0:
∂M_j/∂q11 = M_{j+2}/2, and without the δ⁽ⁱ⁾ in σ⁽ʲ⁾, M_j tends to the mean of σ⁽ʲ⁾ left and right of 0.  With means
(m1, m2), M_j is integrated further, ∂M_j/∂m1 = M_{j+1}, from m1 = 0.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, num, parse, substitute, sym, symbols
from symcrit.core.expectation.factors import MAX_ORDER, UNIT, Factor, M, Z, integral, read_factor, slope
from symcrit.core.expectation.kernels import MEANS, Q12, Kernel
from symcrit.core.reading import flag, index, need, read, require
from symcrit.core.work import Work

R, S, T = map(sym, "rst")  # q11 = s², q12 = r·s·t, q22 = t²
POLAR, POINT = {"q11": S * S, "q12": R * S * T, "q22": T * T}, Domain({})


class Side(NamedTuple):
    """σ⁽ᵖ⁾ off 0; σ left and right of 0, if there is a kink; the means of the functions σ⁽ʲ⁾, j < p, of u ~ N(0, s²),
    and, for a kernel with means, of u ~ N(m1, s²)."""

    factors: list[Factor]
    pieces: list[Expr]
    means: list[Expr]
    moved: list[Expr]

    def jumps(self, order: int, work: Work) -> list[Factor]:
        """The δ⁽ⁱ⁾ in the derivative of this order."""
        left, right = self.pieces or (ZERO, ZERO)
        heights = [substitute(slope(right - left, Z, i), {"z": ZERO}) for i in range(order if self.pieces else 0)]
        found = (Factor(height, order - 1 - i, h=ONE, w=ZERO) for i, height in enumerate(heights))
        return [factor for factor in found if not Context(POINT, work).is_zero(factor.c)]

    def mean(self, j: int, work: Work, moved: bool = False) -> Expr:
        """M_j, for m1 = 0 if not `moved`."""
        p, own = len(self.means), self.moved if moved else self.means
        function, order = ([], 0) if j < p else (self.factors, j - p)
        found = [integral(factor, UNIT, order) for factor in (*function, *self.jumps(min(j, p), work))]
        return substitute(add(own[j] if j < p else ZERO, *found), {"q11": S * S} | ({} if moved else {"m1": ZERO}))


class Derivation(NamedTuple):
    """The order p; σ and τ, or one for both; whether the forms hold for q11 = 0 or q22 = 0, too."""

    order: int
    sides: list[Side]
    smooth: bool

    @property
    def bent(self) -> bool:
        """Whether σ or τ has a kink or a jump."""
        return any(side.pieces for side in self.sides)

    def kink(self, work: Work) -> tuple[Expr, Expr] | None:
        """(c, α) where σ(z) = c·|z| + αz; None where σ is not seen to be that."""
        (first, *others), point = self.sides, Context(POINT, work)
        if others or self.order != 2 or not first.pieces or first.factors:
            return None
        ends = [[substitute(slope(piece, Z, i), {"z": ZERO}) for i in (0, 1)] for piece in first.pieces]
        (zero, left), (nought, right) = ends
        linear = point.is_zero(zero) and point.is_zero(nought)
        return ((right - left) / TWO, (right + left) / TWO) if linear else None


def read_derivation(value: object) -> Derivation:
    """From JSON {"order", "sides", "smooth"}."""
    side = {"factors?": [read_factor], "pieces?": [parse], "means?": [parse], "moved?": [parse]}
    parts = read(value, {"order": index, "sides": [side], "smooth": flag})
    p, sides = parts["order"], [Side(*(part or [] for part in own.values())) for own in parts["sides"]]
    good = p <= MAX_ORDER and len(sides) <= 2 and all(len(s.pieces) in (0, 2) and len(s.means) == p for s in sides)
    allowed = [({"z"}, s.pieces) for s in sides] + [({"s"}, s.means) for s in sides]
    allowed += [({"s", "m1"}, s.moved) for s in sides]
    good = good and all(symbols(*forms) <= names for names, forms in allowed)
    need(good, f"an order up to {MAX_ORDER}, for one or two activations two pieces in z or none, a mean for each j < p")
    return Derivation(p, sides, parts["smooth"])


class Step(NamedTuple):
    """An equation in z, in s and m1, or in q11, q12, q22 (`where` says which and where), with what it is about."""

    about: str
    where: str
    relation: Relation
    entries: tuple[Expr, ...] = ()


def primed(letter: str, order: int) -> str:
    """σ, σ′, σ″, σ‴, σ^{(4)}, …"""
    return letter + ("′″‴"[order - 1 : order] if order < 4 else f"^{{({order})}}")


def _of_activation(letter: str, sigma: Expr, side: Side, p: int, work: Work) -> Iterator[Step]:
    """σ⁽ᵖ⁾ off 0, and the means M_j."""
    halves, top = ("z < 0", "z > 0") if side.pieces else (), add(*(factor.value for factor in side.factors))
    for where, piece in zip(halves, side.pieces, strict=True):
        yield Step(f"{letter} for {where}", where, Relation("=", sigma, piece))
    chains = [[slope(piece, Z, j) for j in range(p + 1)] for piece in side.pieces or [sigma]]
    for where, chain in zip(halves or ("z",), chains, strict=True):
        about = primed(letter, p) + (f" for {where}" if halves else "")
        yield Step(about, where.replace(" 0", "= 0"), Relation("=", chain[-1], top), tuple(chain))
    for j, regular in enumerate(side.means):
        mean, about = side.mean(j, work), f"E[{primed(letter, j)}(u)]"
        yield Step(f"d{about}/ds", "s > 0", Relation("=", diff(mean, "s"), S * side.mean(j + 2, work)), (mean,))
        start = add(*(substitute(chain[j], {"z": ZERO}) for chain in chains)) / num(len(chains))
        first = Relation("=", substitute(regular, {"s": ZERO}), start)
        yield Step(f"{about} without δ at s = 0", "s >= 0", first, (regular,))
    for j in range(len(side.moved)):
        mean, about = side.mean(j, work, True), f"E[{primed(letter, j)}(u)]"
        still = Relation("=", substitute(mean, {"m1": ZERO}), side.mean(j, work))
        yield Step(f"{about} at m1 = 0", "s > 0", still)
        yield Step(f"∂{about}/∂m1", "s > 0", Relation("=", diff(mean, "m1"), side.mean(j + 1, work, True)), (mean,))


def steps(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Step]:
    """The equations of the derivation."""
    p, sides, (kappa, by_q11, by_q12), sigma = how.order, how.sides, kernel.forms, kernel.activation or ZERO
    need(len(sides) == 2 or kernel.teacher is None, "two activations need two sides")
    require(not how.bent or not how.smooth, "a kink needs norms that are not 0")
    need(all(len(side.moved) == (p if kernel.biased else 0) for side in sides), "moved means, for means m1, m2 only")
    for letter, own, side in zip("στ", (sigma, kernel.teacher or sigma), sides, strict=False):
        yield from _of_activation(letter, own, side, p, work)
    (first, *_), second = sides, sides[-1]
    slopes = [kappa, *(slope(by_q12, Q12, j) for j in range(p))]
    tops = [integral(x, y) for x, y in product(*(side.factors + side.jumps(p, work) for side in (first, second)))]
    other = "σ" if len(sides) == 1 else "τ"
    yield Step(f"E[{primed('σ', p)}(u){primed(other, p)}(v)]", "q", Relation("=", slopes[p], add(*tops)))
    for j in range(p):
        one, other_mean = (side.mean(j, work, kernel.biased) for side in (first, second))
        start = one * substitute(other_mean, {"s": T, "m1": M[1]})
        about = f"∂{'²' if j == 2 else f'^{j}'}κ/∂q12{'²' if j == 2 else f'^{j}'}" if j > 1 else ("κ", "∂κ/∂q12")[j]
        yield Step(f"{about} at q12 = 0", "q", Relation("=", substitute(slopes[j], {"q12": ZERO}), start))
    yield Step("∂κ/∂q12", "q", Relation("=", diff(kappa, "q12"), by_q12))
    yield Step("∂κ/∂q11", "q", Relation("=", diff(kappa, "q11"), by_q11))


def derivation(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Goal]:
    """What makes κ right where q11, q22 > 0 (`smooth`: ≥ 0) and q12² ≤ q11·q22, its slopes where they are defined.

    With a kink and means also κ where it is defined: it need not be for q12² = q11·q22.
    """
    means, still = (dict.fromkeys(MEANS, "real"), {}) if kernel.biased else ({}, dict.fromkeys(MEANS, ZERO))
    ends = [Relation("<=", num(-1), R), Relation("<=", R, ONE), Relation("<=", ZERO, S), Relation("<=", ZERO, T)]
    closed = Domain(dict.fromkeys("rst", "real") | means, ends)
    nonzero = closed.ends("s", shut=False).ends("t", shut=False)
    inside = nonzero.ends("r", shut=False)
    for _, where, equation, given in steps(kernel, how, work):
        symbol, *bound = where.split()
        limits = [Relation(bound[0], sym(symbol), ZERO)] if bound else []
        own = inside if symbol == "q" else Domain({symbol: "real", **means}, limits)
        relation = equation.at(still | POLAR if symbol == "q" else still)
        yield Goal(own, relation, tuple(substitute(entry, still) for entry in given)).with_sides()
    forms = tuple(substitute(form, POLAR) for form in (kernel.forms if how.smooth else kernel.forms[:1]))
    if not (kernel.biased and how.bent):
        yield Goal(closed if how.smooth else nonzero, Relation("=", ZERO, ZERO), forms)
