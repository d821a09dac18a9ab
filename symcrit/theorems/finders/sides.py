"""A difference with a root, a + b·√g, as one positive side minus another: they compare as their squares do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq

from symcrit.core.expr import Expr, nodes
from symcrit.theorems.finders.field import Field
from symcrit.theorems.finders.forms import Form
from symcrit.theorems.finders.search import Goal
from symcrit.theorems.finders.terms import mul, num, power


def sides(goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[tuple[Expr, Expr, Expr]]:
    """(A, B, d) with gap = (A − B)/d, all positive at the sample points, for every root in the numerator."""
    if not any(node.op == "sqrt" for node in nodes(goal.gap)):
        return
    field = Field(samples, goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    for index in [i for i, degree in enumerate(n.degrees()) if degree == 1 and i in field.square] if way else []:
        with_root = field.polynomials.from_dict({e: c for e, c in n.to_dict().items() if e[index]})
        parts = [part * way for part in (with_root, n - with_root)]
        signs = [field.sign(part) for part in parts]
        if sorted(signs) == [-1, 1]:
            above, below = parts[signs.index(1)], -parts[signs.index(-1)]
            yield (*map(field.product_expr, (above, below)), field.polynomial_expr(d * way))


def rooted(goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[Form]:
    """gap = (A·r + B)/d = ((A·r + B)² + A²r² − B²)/(2·A·r·d) for a root r > 0, where A, d > 0 at the sample points."""
    if not any(node.op == "sqrt" for node in nodes(goal.gap)):
        return
    field = Field(samples, goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    for index in [i for i, degree in enumerate(n.degrees()) if degree == 1 and i in field.square] if way else []:
        root = field.polynomials.gen(index)
        factor = n.derivative(index) * way
        rest = n * way - factor * root
        difference = field.reduce(factor * factor * field.square[index] - rest * rest)
        if field.sign(factor) != 1 or not len(difference) or field.sign(difference) != 1:
            continue
        whole, open_part = (field.polynomial_expr(p) for p in (n * way, difference))
        below = [field.polynomial_expr(p) for p in (factor, d * way) if not p.is_constant()]
        scale = num(fmpq(1, 2) / fmpq((factor if factor.is_constant() else field.constant(1)).leading_coefficient()))
        under = mul(*below, field.expr[index])
        yield Form(mul(scale, whole**2 + open_part, power(under, -1)), [open_part, *below, field.expr[index]])
