"""What is known of the kernel of any σ: its Hermite series, and what self-similarity says of it.

With c_m(p) the normalised Hermite coefficients of z ↦ σ(√p·z), Σ_m c_m(p)² = E[σ(u)²], u ~ N(0, p),

    κ(p, t, q) = Σ_m c_m(p)·c_m(q)·(t/√(pq))ᵐ       for |t| ≤ √(pq),

and for |t| < √(pq) it may be differentiated by t term by term.  So an inequality that is affine in such values holds if
it holds degree by degree, for all numbers c_m(p): `degrees`.
"""

from collections.abc import Iterator, Sequence

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, mul, nodes, num, substitute, sym, symbols
from symcrit.core.expectation.kernels import Kernel, mean_of_any
from symcrit.core.reading import Reject, require

DEGREE, POWER, COEFFICIENT, VALUE = "hermite_m", "hermite_power", "hermite_c", "hermite_value"  # symbols of `degrees`
MOST = 4  # the largest power of the base in a correlation


def self_similar(kernel: Kernel, sizes: Sequence[Expr]) -> list[Relation]:
    """What E[σ(z/√l + √(1 − 1/l)·ξ)] = λ(l)·σ(μ(l)·z), ξ ~ N(0, 1), λ ≠ 0 < μ, says of κ for each of these l.

    The mean of a unit teacher given ŵ·x, w along the sum of l of them, is λσ(μŵ·x).  Times 1, ŵ·x and σ(rŵ·x) it has
    the means M_0(1), M_1(1)/√l and κ(r², r/√l, 1), here at r = μ and differentiated by r; its square has κ(1, 1/l, 1).
    """
    found = []
    for size in sizes if kernel.similar else ():
        height, norm = (Expr("kernel", name, 0, 0, 0, size, ZERO, ZERO) for name in kernel.similar)
        root, q, square = Expr("sqrt", size), norm * norm, kernel.at(0, ONE, ONE / size, ONE)
        own, mixed = ([kernel.at(i, q, t, p) for i in (0, 1, 2)] for t, p in ((q, q), (norm / root, ONE)))
        equations = {
            mean_of_any(0, q): mean_of_any(0, ONE) / height,
            mean_of_any(1, q): mean_of_any(1, ONE) / (root * height * norm),
            mixed[0]: square / height,
            own[0]: square / (height * height),
            mixed[1]: height * own[1] + (height * norm * own[2] - mixed[2] / root) / (TWO * norm),
        }
        found += [Relation("!=", height, ZERO), Relation(">", norm, ZERO)]
        found += [Relation("=", *pair) for pair in equations.items()]
    return found


class Value:
    """∂ʲκ/∂q12ʲ(p, t, q) with t = √(pq)·sᵉ, s the base, or t = 0; p and q by their places in a list of variances."""

    def __init__(self, node: Expr, variances: list[Expr], base: Expr, context: Context) -> None:
        _, i, self.order, k, *variance, q = node.args
        p, t = variance
        require(i == k == 0, "the series is differentiated by q12 only")
        require(context.signs(p) == context.signs(q) == {1}, "a variance is not shown to be positive")
        self.places, self.length = [_place(x, variances, context) for x in (p, q)], Expr("sqrt", p * q)
        fits = (e for e in range(MOST + 1) if context.is_zero(t - base**e * self.length))
        self.power = None if context.is_zero(t) else next(fits, -1)
        require(self.power != -1, "a correlation is no power of the base: {}", t)
        require(self.power != 0 or not self.order, "the series is not differentiated at correlation 1")

    def term(self, degree: Expr, power: Expr, base: Expr, coefficients: Sequence[Expr]) -> Expr:
        """What degree m adds; `power` is sᵐ, and m > j where it is no number."""
        if self.power is None and degree is not num(self.order):
            return ZERO
        e = self.power or 0
        falling = [degree - num(i) for i in range(self.order)]
        place = [power**e, base ** (-e * self.order)] if e else []
        return mul(*(coefficients[i] for i in self.places), *falling, *place, self.length**-self.order)


def _place(variance: Expr, variances: list[Expr], context: Context) -> int:
    """The place of an equal one in the list, to which a new one is added."""
    known = (i for i, other in enumerate(variances) if context.is_zero(variance - other))
    place = next(known, len(variances))
    variances += [variance] if place == len(variances) else []
    return place


def degrees(goal: Goal, context: Context, kernel: Kernel | None, base: Expr, steps: int) -> Iterator[Goal]:
    """What a goal, gap ≥ 0 or > 0, says in the degrees 0 … d − 1 and, for any m ≥ d, in degree m; d + 1 = `steps`.

    Correlations are powers of `base`.  In degree 0, M_0(p) = c_0(p).  The gap is > 0 if it is ≥ 0 in every degree, and
    > 0 in those above `beyond` where c_m(1) ≠ 0: such a degree exists, for σ is no polynomial of a degree ≤ `beyond`.
    """
    op, gap, start = goal.relation.op, goal.relation.gap, steps - 1
    kinds = dict(goal.domain.declares(gap).kinds)
    strict = op in ("<", ">")
    if kernel is None:
        raise Reject("the claim is not about a network of any σ")
    beyond = start if kernel.beyond is None or not strict else kernel.beyond
    require(op not in ("=", "!=") and not any(key.startswith("hermite_") for key in kinds), "not an inequality")
    require(not strict or beyond < start, "σ may be a polynomial")
    own = [node for node in nodes(gap) if node.op == "kernel" and node.args[0] == kernel.forms[0].args[0]]
    variances = [ONE]
    values = [Value(node, variances, base, context) for node in own]
    most, below = max((value.order for value in values), default=0), context.signs(ONE - base * base)
    inside = context.signs(base) == {1} and below <= ({1} if most else {0, 1})  # differentiated for |ρ| < 1
    require(inside and most < start, "the base must lie in (0, 1), or the degree to start from is too small")
    letters = [sym(f"{VALUE}{i}") for i in range(len(own))]
    affine = substitute(gap, dict(zip(own, letters, strict=True)))
    slopes = [diff(affine, letter.args[0]) for letter in letters]
    require(not symbols(*letters) & symbols(*slopes), "the inequality is not affine in the values of the kernel")
    rest = substitute(affine, dict.fromkeys(letters, ZERO))
    c = [sym(f"{COEFFICIENT}{i}") for i in range(len(variances))]
    kinds |= dict.fromkeys(symbols(*c), "real")
    for m in range(steps):
        degree, power, where = num(m), base**m, list(goal.domain.where)
        if m == start:
            degree, power, kinds = sym(DEGREE), sym(POWER), {**kinds, DEGREE: "integer", POWER: "real"}
            where += [Relation(">=", degree, num(m)), Relation(">", power, ZERO), Relation("<=", power, ONE)]
        part = add(*(slope * value.term(degree, power, base, c) for slope, value in zip(slopes, values, strict=True)))
        if m == 0:
            means = [mean_of_any(0, variance) for variance in variances]
            part = substitute(add(part, rest), dict(zip(means, c, strict=True)))
        sharp = strict and m > beyond
        where += [Relation("!=", c[0], ZERO)] if sharp else []
        yield Goal(Domain(kinds, where), Relation("<" if sharp else "<=", ZERO, part), (part,), f"degree/{m}")
