"""A difference with a root, a + b·√g, as one positive side minus another: they compare as their squares do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flint import fmpq, fmpq_mpoly

from symcrit.core import ONE, ZERO, Expr, diff, nodes, substitute, sym
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import Form
from symcrit.search.engines.terms import mul, num, power
from symcrit.search.search import Goal, Search

_ROOT = "the_root"  # in place of a root
_HALF = num(fmpq(1, 2))


class Sides(NamedTuple):
    """A gap as (above − below)/under."""

    above: Expr
    below: Expr
    under: Expr

    @property
    def difference_of_squares(self) -> Expr:
        """above² − below²."""
        return self.above * self.above - self.below * self.below


class _Quotient(NamedTuple):
    """A gap n/d with roots in it, and the sign of d at the sample points."""

    field: Field
    n: fmpq_mpoly
    d: fmpq_mpoly
    way: int


def _quotient(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> _Quotient | None:
    """The gap of a goal; None without roots, and where the denominator has no sign."""
    if not any(node.op in ("sqrt", "abs") for node in nodes(goal.gap)):
        return None
    field = Field(search.work, samples, goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    return _Quotient(field, n, d, way) if way else None


def sides(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[Sides]:
    """gap = (A − B)/d, all positive at the sample points, for every root in the numerator."""
    found = _quotient(search, goal, samples)
    if found is None:
        return
    field, n, d, way = found
    for index in _single_roots(field, n):
        with_root = field.polynomials.from_dict({e: c for e, c in field.terms_of(n).items() if e[index]})
        parts = [part * way for part in (with_root, n - with_root)]
        signs = [field.sign(part) for part in parts]
        if sorted(signs) == [-1, 1]:
            above = field.product_expr(parts[signs.index(1)])
            below = field.product_expr(-parts[signs.index(-1)])
            yield Sides(above, below, field.polynomial_expr(d * way))


def plain(goal: Goal, value: Callable[[Expr], int]) -> Iterator[Sides]:
    """gap = a·√u + b as it is written, the terms of different signs, where `value` gives the sign at the samples."""
    for node in dict.fromkeys(nodes(goal.gap)):
        if node.op != "sqrt" or not node.names:
            continue
        linear = substitute(goal.gap, {node: sym(_ROOT)})
        slope = diff(linear, _ROOT)
        if _ROOT in slope.names:
            continue
        parts = [mul(slope, node), substitute(linear, {_ROOT: ZERO})]
        signs = [value(part) for part in parts]
        if sorted(signs) == [-1, 1]:
            yield Sides(parts[signs.index(1)], -parts[signs.index(-1)], ONE)


def _single_roots(field: Field, p: fmpq_mpoly) -> list[int]:
    """The roots and absolute values in which a polynomial is linear, by their places."""
    return [i for i, degree in enumerate(p.degrees()) if degree == 1 and i in field.square]


def rooted(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[Form]:
    """gap = (A + B)/d = ((A + B)² + A² − B²)/(2·A·d), one of A and B with a root; A, d, A² − B² > 0 at the samples."""
    found = _quotient(search, goal, samples)
    if found is None:
        return
    field, n, d, way = found
    for index in _single_roots(field, n):
        with_root = field.times(field.polynomials.gen(index), n.derivative(index) * way)
        for large, small in ((with_root, n * way - with_root), (n * way - with_root, with_root)):
            difference = field.reduce(field.times(large, large) - field.times(small, small))
            if len(difference) and field.sign(large) == field.sign(difference) == 1:
                whole = field.polynomial_expr(n * way)
                rest = field.polynomial_expr(difference)
                below = [field.product_expr(p) for p in (large, d * way)]
                yield Form(mul(_HALF, whole**2 + rest, power(mul(*below), -1)), [rest, *below])
