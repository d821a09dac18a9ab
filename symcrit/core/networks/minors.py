"""The inertia of a symmetric matrix of expressions, from its leading minors."""

from collections.abc import Iterator, Sequence
from functools import cache

from symcrit.core.algebra.expr import ONE, Expr, add, num
from symcrit.core.networks.frames import Inertia


def leading_minors(matrix: Sequence[Sequence[Expr]]) -> Iterator[Expr]:
    """The determinants of the first rows and columns, by their last rows."""

    @cache
    def minor(columns: tuple[int, ...]) -> Expr:
        order = len(columns)
        if not order:
            return ONE
        terms = []
        for i, c in enumerate(columns):
            smaller = minor((*columns[:i], *columns[i + 1 :]))
            terms.append(num((-1) ** (order - 1 - i)) * matrix[order - 1][c] * smaller)
        return add(*terms)

    return (minor(tuple(range(order))) for order in range(1, len(matrix) + 1))


def inertia(signs: Sequence[int]) -> Inertia:
    """Jacobi: as many negative directions as changes of sign in 1, Δ_1, Δ_2, …"""
    before = [1, *signs]
    changes = sum(one != other for one, other in zip(before, signs, strict=False))
    return len(signs) - changes, changes
