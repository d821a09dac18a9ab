"""A difference with a root, a + b·√g, as one positive side minus another: they compare as their squares do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcrit.core.expr import Expr, nodes
from symcrit.theorems.finders.field import Field
from symcrit.theorems.finders.search import Goal, Search


def sides(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[tuple[Expr, Expr, Expr]]:
    """(A, B, d) with gap = (A − B)/d, all positive at the sample points, for every root in the numerator."""
    if not any(node.op == "sqrt" for node in nodes(goal.gap)):
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
