"""Long floating-point numbers for the flow: of mpmath, the reference, and midpoints of python-flint's balls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Protocol

import flint
import mpmath
import numpy as np
import sympy

__all__ = ["BACKENDS", "FlintNumbers", "MpmathNumbers", "Numbers"]


class Numbers(Protocol):
    """What the flow needs; + − · / and comparisons are those of the numbers themselves."""

    zero: Any

    def exact(self, value: Any) -> Any:
        """A sympy number, rational, or float, rounded to working precision."""

    def near(self, value: float) -> Any:
        """The number that a float is."""

    def middle(self, number: Any) -> Any:
        """The number without an error bound."""

    def sqrt(self, number: Any) -> Any:
        """√ of the number, 0 where rounding made it negative."""

    def atan2(self, y: Any, x: Any) -> Any:
        """The angle of (x, y), x ≥ 0."""

    def inverse(self, H: np.ndarray, shift: Any) -> Callable[[list], list]:
        """b ↦ (H + shift·I)⁻¹ b."""

    def product(self, A: list[list], B: list[list]) -> list[list]:
        """The matrix A·B."""

    def table(self, rows: list[list]) -> Any:
        """Numbers and floats as one thing with + and multiples, entry by entry."""

    def rows(self, table: Any) -> list[list]:
        """The numbers in a table."""

    def rounded(self, table: Any) -> Any:
        """The table without error bounds."""

    def multiplier(self, A: list[list]) -> Callable[[Any], Any]:
        """B ↦ A·B for tables B."""

    def public(self, number: Any) -> mpmath.mpf:
        """The same as an mpmath number."""

    @contextmanager
    def precision(self) -> Iterator[None]:
        """Within it the numbers have their digits."""


class MpmathNumbers:
    """Numbers of a context of mpmath of their own; nothing global is changed."""

    def __init__(self, digits: int) -> None:
        self.context = mpmath.MPContext()
        self.context.dps = digits
        self.digits, self.zero = digits, self.context.mpf(0)

    def exact(self, value: Any) -> Any:
        if isinstance(value, Fraction):
            return self.context.mpf(value.numerator) / value.denominator
        if isinstance(value, sympy.Rational):
            return self.context.mpf(int(value.p)) / int(value.q)
        if hasattr(value, "_mpf_") and not isinstance(value, sympy.Expr):
            return +self.context.make_mpf(value._mpf_)
        return self.context.mpf(value if isinstance(value, float) else sympy.N(value, self.digits + 5)._mpf_)

    def near(self, value: float) -> Any:
        return self.context.mpf(value)

    def middle(self, number: Any) -> Any:
        return number

    def sqrt(self, number: Any) -> Any:
        return self.context.sqrt(number) if number > 0 else self.zero

    def atan2(self, y: Any, x: Any) -> Any:
        return self.context.atan2(y, x)

    def inverse(self, H: np.ndarray, shift: Any) -> Callable[[list], list]:
        matrix = self.context.matrix(H.tolist())
        for i in range(len(H)):
            matrix[i, i] += shift
        rows = (matrix**-1).tolist()
        return lambda b: [self.context.fdot(row, b) for row in rows]

    def product(self, A: list[list], B: list[list]) -> list[list]:
        columns = list(zip(*B, strict=True))
        return [[self.context.fdot(row, column) for column in columns] for row in A]

    def table(self, rows: list[list]) -> Any:
        return np.array([[self.context.convert(entry) for entry in row] for row in rows], dtype=object)

    def rows(self, table: Any) -> list[list]:
        return table.tolist()

    def rounded(self, table: Any) -> Any:
        return table

    def multiplier(self, A: list[list]) -> Callable[[Any], Any]:
        return lambda B: np.array(self.product(A, B.tolist()), dtype=object)

    def public(self, number: Any) -> mpmath.mpf:
        return mpmath.mp.make_mpf(number._mpf_)

    @contextmanager
    def precision(self) -> Iterator[None]:
        yield


class FlintNumbers:
    """Midpoints of Arb balls."""

    near = staticmethod(flint.arb)
    middle = staticmethod(flint.arb.mid)
    atan2 = staticmethod(flint.arb.atan2)
    table = staticmethod(flint.arb_mat)
    rows = staticmethod(flint.arb_mat.tolist)
    rounded = staticmethod(flint.arb_mat.mid)

    def __init__(self, digits: int) -> None:
        self.bits = int(3.3219281 * digits) + 8
        self.digits, self.zero = digits, flint.arb(0)

    def exact(self, value: Any) -> Any:
        if isinstance(value, float):
            return flint.arb(value)
        if isinstance(value, Fraction):
            return flint.arb(flint.fmpq(value.numerator, value.denominator)).mid()
        if isinstance(value, sympy.Rational):
            return flint.arb(flint.fmpq(int(value.p), int(value.q))).mid()
        if hasattr(value, "_mpf_") and not isinstance(value, sympy.Expr):
            return flint.arb(mpmath.libmp.to_str(value._mpf_, self.digits + 10)).mid()
        return flint.arb(str(sympy.N(value, self.digits + 10))).mid()

    def sqrt(self, number: Any) -> Any:
        return number.sqrt() if number > 0 else self.zero

    def inverse(self, H: np.ndarray, shift: Any) -> Callable[[list], list]:
        size = len(H)
        matrix = flint.arb_mat(H.tolist())
        for i in range(size):
            matrix[i, i] += shift
        inverse = matrix.inv().mid()
        return lambda b: (inverse * flint.arb_mat(size, 1, b)).entries()

    def product(self, A: list[list], B: list[list]) -> list[list]:
        return (flint.arb_mat(A) * flint.arb_mat(B)).tolist()

    def multiplier(self, A: list[list]) -> Callable[[Any], Any]:
        return flint.arb_mat(A).__mul__

    def public(self, number: Any) -> mpmath.mpf:
        mantissa, exponent = number.mid().man_exp()
        return mpmath.mp.make_mpf(mpmath.libmp.from_man_exp(int(mantissa), int(exponent)))

    @contextmanager
    def precision(self) -> Iterator[None]:
        before = flint.ctx.prec
        flint.ctx.prec = self.bits
        try:
            yield
        finally:
            flint.ctx.prec = before


BACKENDS = {"flint": FlintNumbers, "mpmath": MpmathNumbers}
