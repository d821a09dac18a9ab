"""What is known of the kernel of any σ: its Hermite series, and what self-similarity says of it.

With c_m(p) the normalised Hermite coefficients of z ↦ σ(√p·z), Σ_m c_m(p)² = E[σ(u)²], u ~ N(0, p),

    κ(p, t, q) = Σ_m c_m(p)·c_m(q)·(t/√(pq))ᵐ       for |t| ≤ √(pq),

and for |t| < √(pq) it may be differentiated by t term by term.  So an inequality that is affine in such values holds if
it holds degree by degree, for all numbers c_m(p): `degrees`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, mul, nodes, num, substitute, sym, symbols
from symcrit.core.expectation.kernels import Kernel, mean_of_any
from symcrit.core.reading import Reject, require

# Symbols of `degrees`: m, sᵐ, and, with a number behind, c_m at a variance and a value of the kernel.
DEGREE = "hermite_m"
POWER = "hermite_power"
COEFFICIENT = "hermite_c"
VALUE = "hermite_value"
OURS = "hermite_"
MOST = 4  # the largest power of the base in a correlation


def self_similar(kernel: Kernel, sizes: Sequence[Expr]) -> list[Relation]:
    """What E[σ(z/√l + √(1 − 1/l)·ξ)] = λ(l)·σ(μ(l)·z), ξ ~ N(0, 1), λ ≠ 0 < μ, says of κ for each of these l.

    Rule `self-similar`: the mean of a unit teacher given ŵ·x, w along the sum of l of them, is λσ(μŵ·x).  Times 1, ŵ·x
    and σ(rŵ·x) it has the means M_0(1), M_1(1)/√l and κ(r², r/√l, 1), here at r = μ and differentiated by r; its square
    has κ(1, 1/l, 1).
    """
    found: list[Relation] = []
    if not kernel.similar:
        return found
    for size in sizes:
        height, norm = (Expr("kernel", name, 0, 0, 0, size, ZERO, ZERO) for name in kernel.similar)
        root = Expr("sqrt", size)
        q = norm * norm
        square = kernel.at(0, ONE, ONE / size, ONE)
        own, own_by_q11, own_by_q12 = (kernel.at(order, q, q, q) for order in (0, 1, 2))
        mixed, mixed_by_q11, mixed_by_q12 = (kernel.at(order, q, norm / root, ONE) for order in (0, 1, 2))
        by_norm = height * own_by_q11 + (height * norm * own_by_q12 - mixed_by_q12 / root) / (TWO * norm)
        equations = {
            mean_of_any(0, q): mean_of_any(0, ONE) / height,
            mean_of_any(1, q): mean_of_any(1, ONE) / (root * height * norm),
            mixed: square / height,
            own: square / (height * height),
            mixed_by_q11: by_norm,
        }
        found.append(Relation("!=", height, ZERO))
        found.append(Relation(">", norm, ZERO))
        found += [Relation("=", lhs, rhs) for lhs, rhs in equations.items()]
    return found


class Variances:
    """The different variances of some values, 1 first: those that are shown to be equal are one."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.found = [ONE]

    def place(self, variance: Expr) -> int:
        """The place of an equal one in the list, to which a new one is added."""
        for i, other in enumerate(self.found):
            if self.context.is_zero(variance - other):
                return i
        self.found.append(variance)
        return len(self.found) - 1


@dataclass(frozen=True)
class Value:
    """∂ʲκ/∂q12ʲ(p, t, q) with t = √(pq)·sᵉ, s the base, or t = 0 (no `power`); p and q by their `places`."""

    order: int
    places: tuple[int, int]
    length: Expr  # √(pq)
    power: int | None  # e

    @classmethod
    def of(cls, node: Expr, variances: Variances, base: Expr) -> Value:
        """Of a node `kernel`; raises `Reject`."""
        context = variances.context
        _, by_q11, order, by_q22, p, t, q = node.args
        require(by_q11 == by_q22 == 0, "the series is differentiated by q12 only")
        require(context.signs(p) == context.signs(q) == {1}, "a variance is not shown to be positive")
        places = (variances.place(p), variances.place(q))
        length = Expr("sqrt", p * q)
        if context.is_zero(t):
            return cls(order, places, length, None)
        power = next((e for e in range(MOST + 1) if context.is_zero(t - base**e * length)), None)
        require(power is not None, "a correlation is no power of the base: {}", t)
        require(power != 0 or not order, "the series is not differentiated at correlation 1")
        return cls(order, places, length, power)

    def term(self, degree: Expr, power: Expr, base: Expr, coefficients: Sequence[Expr]) -> Expr:
        """What degree m adds; `power` is sᵐ, and m > j where it is no number."""
        if self.power is None and degree is not num(self.order):
            return ZERO
        both = [coefficients[i] for i in self.places]
        falling = [degree - num(i) for i in range(self.order)]
        correlation = [power**self.power, base ** (-self.power * self.order)] if self.power else []
        return mul(*both, *falling, *correlation, self.length**-self.order)


@dataclass(frozen=True)
class Expansion:
    """An inequality gap ≥ 0 that is affine in `values` of the kernel: gap = Σ slope·value + rest."""

    slopes: list[Expr]
    values: list[Value]
    rest: Expr
    variances: list[Expr]

    @classmethod
    def of(cls, gap: Expr, kernel: Kernel, context: Context, base: Expr) -> Expansion:
        """Of a gap; raises `Reject`."""
        name = kernel.forms[0].args[0]
        own = [node for node in nodes(gap) if node.op == "kernel" and node.args[0] == name]
        variances = Variances(context)
        values = [Value.of(node, variances, base) for node in own]
        letters = [sym(f"{VALUE}{i}") for i in range(len(own))]
        affine = substitute(gap, dict(zip(own, letters, strict=True)))
        slopes = [diff(affine, letter.args[0]) for letter in letters]
        free = not symbols(*letters) & symbols(*slopes)
        require(free, "the inequality is not affine in the values of the kernel")
        rest = substitute(affine, dict.fromkeys(letters, ZERO))
        return cls(slopes, values, rest, variances.found)

    @property
    def order(self) -> int:
        """The highest order of derivatives."""
        return max((value.order for value in self.values), default=0)

    def part(self, degree: Expr, power: Expr, base: Expr, coefficients: Sequence[Expr]) -> Expr:
        """What the gap has in degree m; the rest is in degree 0, where M_0(p) = c_0(p)."""
        pairs = zip(self.slopes, self.values, strict=True)
        found = add(*(slope * value.term(degree, power, base, coefficients) for slope, value in pairs))
        if degree is not ZERO:
            return found
        means = [mean_of_any(0, variance) for variance in self.variances]
        return substitute(add(found, self.rest), dict(zip(means, coefficients, strict=True)))


def degrees(goal: Goal, context: Context, kernel: Kernel | None, base: Expr, steps: int) -> Iterator[Goal]:
    """What a goal, gap ≥ 0 or > 0, says in the degrees 0 … d − 1 and, for any m ≥ d, in degree m; d + 1 = `steps`.

    Correlations are powers of `base`.  In degree 0, M_0(p) = c_0(p).  The gap is > 0 if it is ≥ 0 in every degree, and
    > 0 in those above `beyond` where c_m(1) ≠ 0: such a degree exists, for σ is no polynomial of a degree ≤ `beyond`.

    Raises `Reject` for what is no inequality of this kind.
    """
    op = goal.relation.op
    gap = goal.relation.gap
    start = steps - 1
    kinds = dict(goal.domain.declares(gap).kinds)
    strict = op in ("<", ">")
    if kernel is None:
        raise Reject("the claim is not about a network of any σ")
    beyond = kernel.beyond if strict and kernel.beyond is not None else start
    require(op not in ("=", "!=") and not any(key.startswith(OURS) for key in kinds), "not an inequality")
    require(not strict or beyond < start, "σ may be a polynomial")
    expansion = Expansion.of(gap, kernel, context, base)
    allowed = {1} if expansion.order else {0, 1}  # differentiated for |ρ| < 1
    inside = context.signs(base) == {1} and context.signs(ONE - base * base) <= allowed
    require(inside and expansion.order < start, "the base must lie in (0, 1), or the degree to start from is too small")
    c = [sym(f"{COEFFICIENT}{i}") for i in range(len(expansion.variances))]
    kinds.update(dict.fromkeys(symbols(*c), "real"))
    for m in range(steps):
        degree = num(m)
        power = base**m
        where = list(goal.domain.where)
        if m == start:
            degree = sym(DEGREE)
            power = sym(POWER)
            kinds = {**kinds, DEGREE: "integer", POWER: "real"}
            where += [Relation(">=", degree, num(m)), Relation(">", power, ZERO), Relation("<=", power, ONE)]
        part = expansion.part(degree, power, base, c)
        sharp = strict and m > beyond
        if sharp:
            where.append(Relation("!=", c[0], ZERO))
        yield Goal(Domain(kinds, where), Relation("<" if sharp else "<=", ZERO, part), (part,), f"degree/{m}")
