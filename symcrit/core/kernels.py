"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(m, [[q11, q12], [q12, q22]]): closed forms, and their derivation.

Price's theorem: ∂ᵖκ/∂q12ᵖ = E[σ⁽ᵖ⁾(u) τ⁽ᵖ⁾(v)], derivatives taken as distributions, where q12² < q11·q22.  It serves
sums of factors c·zⁿ·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ) and, at 0, c·δ⁽ⁿ⁾: then the right side is a Gaussian integral
(h ≥ 0, for the root in it is shown to be defined for all norms).  κ is integrated from q12 = 0, where ∂ʲκ/∂q12ʲ is a
product of means M_j = E[σ⁽ʲ⁾(u)], j < p, and these are integrated from variance 0: ∂M_j/∂q11 = M_{j+2}/2, and M_j, but
for the part of δ⁽ⁱ⁾ in σ⁽ʲ⁾, tends to the mean of σ⁽ʲ⁾ left and right of m1.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from symcrit.core.context import Context
from symcrit.core.domain import Domain, Goal, Relation
from symcrit.core.expr import ONE, PI, TWO, ZERO, Expr, add, diff, mul, num, parse, substitute, sym, symbols
from symcrit.core.reading import index, items, name, need, read, record, require

ARGUMENTS, MEANS, MAX_ORDER = ("q11", "q12", "q22"), ("m1", "m2"), 40
Q11, Q12, Q22 = map(sym, ARGUMENTS)
R, S, T, Z = map(sym, "rstz")  # q11 = s², q12 = r·s·t, q22 = t²
M, B, F = ((sym(x + "1"), sym(x + "2")) for x in "mbf")  # means; sources of u, v and of the phases


class Kernel(NamedTuple):
    """κ, ∂κ/∂q11, ∂κ/∂q12, σ(z), τ(z) and whether the means are m1, m2 (not 0); without σ: an arbitrary symmetric κ."""

    forms: list[Expr]
    activation: Expr | None
    teacher: Expr | None = None
    biased: bool = False

    def at(self, order: int, *order_parameters: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1) or ∂κ/∂q12 (2) at q11, q12, q22."""
        return substitute(self.forms[order], dict(zip(ARGUMENTS, order_parameters, strict=True)))


def read_kernel(value: object) -> Kernel:
    """From JSON: {"activation": σ, "teacher"?: τ, "biased"?, "forms": [κ, ∂κ/∂q11, ∂κ/∂q12]} or {"uninterpreted"}."""
    shape = {"uninterpreted?": name, "activation?": parse, "teacher?": parse, "biased?": bool, "forms?": [parse]}
    own, sigma, tau, biased, forms = read(value, shape).values()
    if own and not (sigma or tau or biased or forms):
        orders = ((0, 0, 0), (1, 0, 0), (0, 1, 0))
        return Kernel([parse(["kernel", own, *order, *ARGUMENTS]) for order in orders], None)
    given, free = sigma is not None and not own and len(forms or ()) == 3, {*ARGUMENTS, *(MEANS if biased else ())}
    good = given and symbols(sigma, tau or ZERO) <= {"z"} and symbols(*forms) <= free
    need(good, "a kernel is an activation in z with three forms in q11, q12, q22, or uninterpreted")
    return Kernel(list(forms), sigma, None if tau is sigma else tau, bool(biased))


def read_plain_kernel(value: object) -> Kernel:
    """A kernel of one activation and means 0."""
    kernel = read_kernel(value)
    need(kernel.teacher is None and not kernel.biased, "a configuration takes the kernel of one activation, means 0")
    return kernel


class Factor(NamedTuple):
    """c·zⁿ·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ), k = 0 or 1; or c·δ⁽ⁿ⁾(z), its limit h/w → ∞, if w is 0."""

    c: Expr
    n: int
    h: Expr
    beta: Expr
    gamma: Expr
    omega: Expr
    phi: Expr
    k: int
    w: Expr = ONE

    @property
    def value(self) -> Expr:
        """The factor at z (w is not 0)."""
        inside, growth = self.omega * Z + self.phi, -(self.h * Z**2) / TWO + self.beta * Z + self.gamma
        wave = -Expr("sin", inside) if self.k else ONE if inside is ZERO else Expr("cos", inside)
        return mul(self.c, Z**self.n if self.n else ONE, ONE if growth is ZERO else Expr("exp", growth), wave)


class Side(NamedTuple):
    """Of an activation: its p-th derivative off 0, what it is left and right of 0 (if a kink is there), means M_j(s).

    The means are those of the functions σ⁽ʲ⁾, j < p, without the δ of a jump.
    """

    factors: list[Factor]
    pieces: list[Expr]
    means: list[Expr]

    def averages(self, order: int) -> list[Expr]:
        """M_j: the means of the functions, and of the δ that σ⁽ʲ⁾ has at a kink."""
        bare = self._replace(factors=[])
        return [add(mean, _average(factors(bare, j))) for j, mean in zip(range(order), self.means, strict=True)]


class Derivation(NamedTuple):
    """The order p, σ and τ (or one for both), whether the forms are right for q11 = 0 or q22 = 0, too; the proofs."""

    order: int
    sides: list[Side]
    smooth: bool
    steps: list[dict[str, Any]]


def read_derivation(value: object) -> Derivation:
    """From the JSON of a witness."""
    side = {"factors?": [_factor], "pieces?": [parse], "means?": [parse]}
    parts = read(value, {"order": index, "sides": [side], "smooth": bool, "steps": [record]})
    order, found = parts["order"], [Side(*(part or [] for part in own.values())) for own in parts["sides"]]
    need(order <= MAX_ORDER and len(found) in (1, 2), f"an order up to {MAX_ORDER}, for one or two activations")
    good = all(len(s.pieces) in (0, 2) and len(s.means) == order and symbols(*s.pieces) <= {"z"} for s in found)
    need(
        good and all(symbols(*s.means) <= {"s", "m1"} for s in found), "two pieces in z or none, a mean for each j < p"
    )
    return Derivation(order, found, parts["smooth"], parts["steps"])


def _factor(value: Any) -> Factor:
    need(
        len(items(value)) == 8 and index(value[1]) <= MAX_ORDER and value[7] in (0, 1),
        "a factor is [c, n, h, β, γ, ω, φ, k]",
    )
    c, h, beta, gamma, omega, phi = (parse(value[i]) for i in (0, 2, 3, 4, 5, 6))
    need(not symbols(c, h, beta, gamma, omega, phi), "the constants of a factor are numbers")
    return Factor(c, value[1], h, beta, gamma, omega, phi, value[7])


def repeated(root: Expr, by: Expr, times: int) -> Expr:
    """∂ᵗroot/∂byᵗ."""
    return repeated(diff(root, by.args[0]), by, times - 1) if times else root


def integral(x: Factor, y: Factor, raised: int = 0) -> Expr:
    """E[x⁽ʳ⁾(u) y(v)], the square completed with H = diag(h/w); zⁿ is ∂ⁿ by a source, δ⁽ⁿ⁾ is ∂ⁿ by a mean."""
    det, (h, w), (k, v) = Q11 * Q22 - Q12**2, (x.h, x.w), (y.h, y.w)
    size = w * v + h * v * Q11 + w * k * Q22 + h * k * det  # det(w + Qh)
    tilted = w * (v * Q11 + k * det), w * v * Q12, w * v * Q12, v * (w * Q22 + h * det)  # (Q⁻¹ + H)⁻¹
    rest = h * (v + k * Q22), -(h * k * Q12), -(h * k * Q12), k * (w + h * Q11)  # (Q + H⁻¹)⁻¹
    moved = w * (v + k * Q22), -(w * k * Q12), -(v * h * Q12), v * (w + h * Q11)  # (1 + QH)⁻¹

    def form(matrix: Sequence[Expr], left: Sequence[Expr], right: Sequence[Expr]) -> Expr:
        return add(*(mul(a, p, q) for a, (p, q) in zip(matrix, product(left, right), strict=True))) / size

    total = ZERO
    ways = (ONE, num(-1)) if any(f.omega is not ZERO or f.phi is not ZERO or f.k for f in (x, y)) else (ONE,)
    for way in ways:  # cos·cos = (cos(+) + cos(−))/2
        waves, phase = (x.omega, way * y.omega), F[0] + way * F[1]
        growth = (form(tilted, B, B) - form(tilted, waves, waves) - form(rest, M, M)) / TWO + form(moved, B, M)
        total += Expr("exp", growth + x.gamma + y.gamma) * Expr(
            "cos", phase + form(tilted, B, waves) + form(moved, waves, M)
        )
    for own, source, mean, turn in zip((x, y), B, M, F, strict=True):
        total = repeated(repeated(total, source if own.w is ONE else mean, own.n), turn, own.k)
    total = substitute(repeated(total, M[0], raised), {"b1": x.beta, "b2": y.beta, "f1": x.phi, "f2": y.phi})
    deltas = sum(own.w is ZERO for own in (x, y))
    return mul(x.c, y.c, total) / (num(len(ways)) * Expr("sqrt", (TWO * PI) ** deltas * size if deltas else size))


UNIT = Factor(ONE, 0, *(ZERO,) * 5, 0)


class Step(NamedTuple):
    """An equation in z, in s and m1, or in q11, q12, q22 (`where` says which), with what it is about."""

    about: str
    where: str
    relation: Relation
    entries: tuple[Expr, ...] = ()


def slopes(root: Expr, order: int, by: Expr = Z) -> list[Expr]:
    """The derivatives of orders 0 … order."""
    return [repeated(root, by, j) for j in range(order + 1)]


def factors(side: Side, order: int) -> list[Factor]:
    """σ⁽ᵖ⁾ as a distribution: a jump of σ⁽ⁱ⁾ at 0 gives δ⁽ᵖ⁻¹⁻ⁱ⁾."""
    found, point = list(side.factors), Context(Domain({}))
    for i in range(order if side.pieces else 0):
        left, right = (substitute(repeated(piece, Z, i), {"z": ZERO}) for piece in side.pieces)
        if not point.is_zero(right - left):
            found.append(Factor(right - left, order - 1 - i, ONE, ZERO, ZERO, ZERO, ZERO, 0, ZERO))
    return found


def _average(found: list[Factor], raised: int = 0) -> Expr:
    """E[σ⁽ʳ⁾(u)] of a sum of factors, at q11 = s²."""
    return substitute(add(*(integral(factor, UNIT, raised) for factor in found)), {"q11": S * S})


def kink(how: Derivation) -> tuple[Expr, Expr] | None:
    """(c, α) where σ(z) = c·|z| + αz; None where σ is not seen to be that."""
    (first, *others), point = how.sides, Context(Domain({}))
    linear = how.order == 2 and len(first.pieces) == 2 and not first.factors and not others
    if not linear or not all(point.is_zero(substitute(piece, {"z": ZERO})) for piece in first.pieces):
        return None
    left, right = (substitute(diff(piece, "z"), {"z": ZERO}) for piece in first.pieces)
    return (right - left) / TWO, (right + left) / TWO


def _of_activation(letter: str, sigma: Expr, side: Side, order: int, biased: bool) -> Iterator[Step]:
    """σ⁽ᵖ⁾ off 0, and the means M_j."""
    top = add(*(factor.value for factor in side.factors))
    for where, piece in zip(("z <= 0", "z >= 0"), side.pieces, strict=False):
        yield Step(
            f"{letter} for {where.replace('=', '')}",
            where.replace("=", ""),
            Relation("=", sigma, piece),
            (sigma, piece),
        )
    for where, piece in zip(("z <= 0", "z >= 0") if side.pieces else ("z",), side.pieces or [sigma], strict=True):
        *below, own = slopes(piece, order)
        about = primed(letter, order) + (f" for {where.replace('=', '')}" if side.pieces else "")
        yield Step(about, where, Relation("=", own, top), (*below, own, top))
    ends = [[substitute(end, {"z": M[0]}) for end in slopes(piece, order)] for piece in side.pieces or [sigma]]
    for j, (mean, regular) in enumerate(zip(side.averages(order), side.means, strict=True)):
        above = side.averages(order)[j + 2] if j + 2 < order else _average(factors(side, order), j + 2 - order)
        about, start = f"E[{primed(letter, j)}(u)]", add(*(end[j] for end in ends)) / num(len(ends))
        yield Step(f"d{about}/ds", "s > 0", Relation("=", diff(mean, "s"), S * above), (mean,))
        first = Relation("=", substitute(regular, {"s": ZERO}), start)
        yield Step(f"{about} without δ at s = 0", "s >= 0", first, (regular, start))


def raised(number: int) -> str:
    """² and the like."""
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(number))


def primed(letter: str, order: int) -> str:
    """σ, σ′, σ″, σ‴, σ⁽⁴⁾, …"""
    return letter + (("", "′", "″", "‴")[order] if order < 4 else f"⁽{raised(order)}⁾")


def steps(kernel: Kernel, how: Derivation) -> Iterator[Step]:
    """The equations of the derivation."""
    p, (kappa, by_q11, by_q12), sigma = how.order, kernel.forms, kernel.activation or ZERO
    pair = (sigma, kernel.teacher or sigma) if len(how.sides) == 2 else (sigma,)
    need(len(how.sides) == 2 or kernel.teacher is None, "two activations need two sides")
    require(
        not (kernel.biased or how.smooth) or not any(s.pieces for s in how.sides), "a kink needs means and norms ≠ 0"
    )
    for letter, own, side in zip("στ", pair, how.sides, strict=False):
        yield from _of_activation(letter, own, side, p, kernel.biased)
    first, second = how.sides[0], how.sides[-1]
    tops = [integral(x, y) for x, y in product(factors(first, p), factors(second, p))]
    names = [primed(letter, p) for letter in "στ"[: len(how.sides)] * 2][:2]
    left = slopes(by_q12, p - 1, Q12)[-1] if p else kappa
    yield Step(f"E[{names[0]}(u){names[1]}(v)]", "Q", Relation("=", left, add(*tops)))
    for j, (mine, theirs) in enumerate(zip(first.averages(p), second.averages(p), strict=True)):
        start = mine * substitute(theirs, {"s": T, "m1": M[1]})
        value = substitute(slopes(by_q12, j - 1, Q12)[-1] if j else kappa, {"q12": ZERO})
        power = raised(j) if j > 1 else ""
        about = f"∂{power}κ/∂q12{power}" if j else "κ"
        yield Step(f"{about} at q12 = 0", "Q", Relation("=", value, start))
    yield Step("∂κ/∂q12", "Q", Relation("=", diff(kappa, "q12"), by_q12))
    yield Step("∂κ/∂q11", "Q", Relation("=", diff(kappa, "q11"), by_q11))


def derivation(kernel: Kernel, how: Derivation) -> Iterator[Goal]:
    """What makes κ right where q11, q22 > 0 (`smooth`: ≥ 0) and q12² ≤ q11·q22, its slopes where they are defined."""
    means = dict.fromkeys(MEANS if kernel.biased else (), "real")
    ends = [Relation("<=", num(-1), R), Relation("<=", R, ONE), Relation("<=", ZERO, S), Relation("<=", ZERO, T)]
    closed = Domain(dict.fromkeys("rst", "real") | means, ends)
    nonzero = closed.ends("s", shut=False).ends("t", shut=False)
    inside, polar = nonzero.ends("r", shut=False), {"q11": S * S, "q12": R * S * T, "q22": T * T}
    still = {} if kernel.biased else dict.fromkeys(MEANS, ZERO)
    for about, where, equation, given in steps(kernel, how):
        kind, *bound = where.split()
        relation = equation.at({**polar, **still} if kind == "Q" else still)
        entries = tuple(substitute(entry, still) for entry in given)
        limits = [Relation(bound[0], sym(kind), ZERO)] if bound else []
        own = inside if kind == "Q" else Domain({kind: "real", **means}, limits)
        yield Goal(own, relation, (*entries, *relation[1:]), about)
    forms = tuple(substitute(form, polar) for form in (kernel.forms if how.smooth else kernel.forms[:1]))
    yield Goal(closed if how.smooth else nonzero, Relation("=", ZERO, ZERO), forms, "the edge q12² = q11·q22")
