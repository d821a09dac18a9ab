"""Numbers that depend on parameters: normal forms on the domain of a claim, and their signs there."""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.expr import ONE, Expr, num
from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import NEGATIVE, POSITIVE, Signs, products
from symcrit.core.reading import require

Vector = tuple[Ratio, ...]


class Numbers:
    """Arithmetic with normal forms on a domain."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.normal = context.normal
        self.zero = self.normal.whole(0)
        self.one = self.normal.whole(1)

    def of(self, expr: Expr) -> Ratio:
        """The normal form of an expression; raises `Reject` unless it is defined on the whole domain."""
        require(self.context.undefined(expr) is None, "not shown to be defined on the whole domain: {}", expr)
        return self.context.nf(expr)

    def expr(self, x: Ratio) -> Expr:
        """An expression with this normal form."""
        return self.normal.expr_of(x)

    def plus(self, *parts: Ratio) -> Ratio:
        """The sum."""
        total: Ratio | None = None
        for part in parts:
            if len(part.n):
                total = part if total is None else self.normal.plus(total, part)
        return self.zero if total is None else total

    def times(self, *parts: Ratio) -> Ratio:
        """The product."""
        product: Ratio | None = None
        for part in parts:
            if not len(part.n):
                return self.zero
            product = part if product is None else self.normal.product(product, part)
        return self.one if product is None else product

    def scaled(self, x: Ratio, factor: fmpq | int) -> Ratio:
        """A rational multiple."""
        return self.normal.scaled(x, factor)

    def minus(self, x: Ratio, y: Ratio) -> Ratio:
        """x − y."""
        return self.plus(x, self.scaled(y, -1))

    def over(self, x: Ratio, y: Ratio) -> Ratio:
        """x/y; y must have been shown to vanish nowhere."""
        return self.times(x, self.normal.raised(y, -1))

    def is_zero(self, x: Ratio) -> bool:
        """Whether x is shown to be 0 on the whole domain."""
        return not len(x.n)

    def signs(self, x: Ratio) -> Signs:
        """The signs that x can have on the domain."""
        return products(self.normal.polynomial_signs(x.n), self.normal.polynomial_signs(x.d))

    def sign_of(self, x: Ratio) -> Expr:
        """The sign of a number that is not 0; where that is not shown, as x/|x|, which is undefined at 0.

        Raises `Reject` for 0.
        """
        signs = self.signs(x)
        if signs == POSITIVE:
            return ONE
        if signs == NEGATIVE:
            return num(-1)
        require(not self.is_zero(x), "a sign is taken at its jump")
        written = self.expr(x)
        return written / Expr("abs", written)

    def dot(self, x: Sequence[Ratio], y: Sequence[Ratio]) -> Ratio:
        """Σ x_i·y_i."""
        return self.plus(*[self.times(a, b) for a, b in zip(x, y, strict=True) if len(a.n) and len(b.n)])
