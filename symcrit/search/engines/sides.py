"""A difference with a root, a + b·√g, as one positive side minus another: they compare as their squares do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq

from symcrit.core.algebra.expr import Expr, nodes
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import Form
from symcrit.search.engines.terms import mul, num, power
from symcrit.search.search import Goal, Search

_HALF = num(fmpq(1, 2))


def sides(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[tuple[Expr, Expr, Expr]]:
    """(A, B, d) with gap = (A − B)/d, all positive at the sample points, for every root in the numerator."""
    if not any(node.op in ("sqrt", "abs") for node in nodes(goal.gap)):
        return
    field = Field(search.work, samples, goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    for index in [i for i, degree in enumerate(n.degrees()) if degree == 1 and i in field.square] if way else []:
        with_root = field.polynomials.from_dict({e: c for e, c in field.terms_of(n).items() if e[index]})
        parts = [part * way for part in (with_root, n - with_root)]
        signs = [field.sign(part) for part in parts]
        if sorted(signs) == [-1, 1]:
            above, below = parts[signs.index(1)], -parts[signs.index(-1)]
            yield (*map(field.product_expr, (above, below)), field.polynomial_expr(d * way))


def rooted(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[Form]:
    """gap = (A + B)/d = ((A + B)² + A² − B²)/(2·A·d), one of A and B with a root; A, d, A² − B² > 0 at the samples."""
    if not any(node.op in ("sqrt", "abs") for node in nodes(goal.gap)):
        return
    field = Field(search.work, samples, goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    for index in [i for i, degree in enumerate(n.degrees()) if degree == 1 and i in field.square] if way else []:
        with_root = field.times(field.polynomials.gen(index), n.derivative(index) * way)
        for large, small in ((with_root, n * way - with_root), (n * way - with_root, with_root)):
            difference = field.reduce(field.times(large, large) - field.times(small, small))
            if len(difference) and field.sign(large) == field.sign(difference) == 1:
                whole, rest = field.polynomial_expr(n * way), field.polynomial_expr(difference)
                below = [field.product_expr(p) for p in (large, d * way)]
                yield Form(mul(_HALF, whole**2 + rest, power(mul(*below), -1)), [rest, *below])
