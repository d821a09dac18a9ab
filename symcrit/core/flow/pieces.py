"""Polynomials along a flow: the free parameters as functions of s in [−1, 1], which stands for a time of some length.

    p(t) = Σ_j c_j s^j,    t = t₀ + (1 + s)·length/2,    c_j vectors with an entry for every free parameter.

Only the lengths of the pieces matter, as the flow does not depend on time; so there are no gaps between them.
"""

from __future__ import annotations

from array import array
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache
from math import isfinite
from sys import byteorder

from flint import arb, arb_mat, fmpq, fmpq_mat, fmpz

from symcrit.core.algebra.expr import Expr, constant
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import need, require, text
from symcrit.core.records import Record

MOST_PARTS = 4096  # of a piece
MOST_DEGREES = 30


def numbers_of(value: str) -> list[float]:
    """Float64 numbers, little-endian, in base64; all finite; raises `Malformed`."""
    try:
        numbers = array("d", b64decode(value, validate=True))
    except ValueError as error:
        need(False, f"not float64 numbers in base64: {error}")
    if byteorder == "big":
        numbers.byteswap()
    need(all(map(isfinite, numbers)), "a number is not finite")
    return numbers.tolist()


@frozen
class Piece(Record):
    """A polynomial, and what is shown around it.

    length: of the time, > 0.  radius: of the tube around it, > 0.  coefficients: those of every free parameter, one
    after another, by rising powers of s.  bounds: below the eigenvalues of the Hessian in the tube, for as many parts
    of the time, of equal lengths.  Both are float64 numbers, little-endian, in base64.
    """

    length: Expr = part(constant)
    radius: Expr = part(constant)
    coefficients: str = part(text)
    bounds: str = part(text)


class Curve:
    """A piece as numbers: `length`, `radius`, `bounds`, and the matrix of coefficients, a row for every parameter.

    Raises `Reject` for lengths and radii that are not positive, and for another number of coefficients.
    """

    def __init__(self, piece: Piece, size: int, degree: int) -> None:
        coefficients = numbers_of(piece.coefficients)
        bounds = numbers_of(piece.bounds)
        count = len(coefficients)
        require(count == size * (degree + 1), f"a piece has {count} numbers; {size} polynomials of degree {degree} have"
                f" {size * (degree + 1)}")  # fmt: skip
        require(piece.length.value > 0 and piece.radius.value > 0, "lengths and radii are positive")
        require(0 < len(bounds) <= MOST_PARTS, f"a piece has 1 to {MOST_PARTS} bounds of the Hessian")
        self.degree = degree
        self.cost = (degree + 1) * (degree + 1 + size)  # the work of the boxes of a part
        self.length = arb(piece.length.value)
        self.radius = arb(piece.radius.value)
        self.bounds = [arb(bound) for bound in bounds]
        self.coefficients = arb_mat(size, degree + 1, coefficients)

    def first(self) -> list[arb]:
        """The value at s = −1."""
        signs = [arb(-1 if power % 2 else 1) for power in range(self.degree + 1)]
        return (self.coefficients * _column(signs)).entries()

    def last(self) -> list[arb]:
        """The value at s = 1."""
        return (self.coefficients * _column([arb(1)] * (self.degree + 1))).entries()

    def boxes(self, index: int) -> list[arb]:
        """Balls for every parameter that hold its values in this part of the time, of as many as there are bounds."""
        parts = len(self.bounds)
        shifted = self.coefficients * _shift(self.degree, fmpq(2 * index + 1, parts) - 1)
        widths = _column([arb(fmpq(1, parts**power)) for power in range(1, self.degree + 1)])
        return _with_radii(shifted, widths)

    def rows(self) -> list[list[arb]]:
        """The coefficients of every parameter."""
        return self.coefficients.tolist()

    def rows_over(self) -> list[list[arb]]:
        """Balls for the coefficients of every parameter by powers of s − s₀, for all s₀ in [−1, 1]."""
        sizes = arb_mat(self.coefficients.nrows(), self.degree + 1, [abs(x) for x in self.coefficients.entries()])
        radii = (sizes * (_shift(self.degree, fmpq(1)) - _shift(self.degree, fmpq(0)))).tolist()
        rows = self.coefficients.tolist()
        return [[c + arb(0, r.upper()) for c, r in zip(*both, strict=True)] for both in zip(rows, radii, strict=True)]


def _column(entries: Sequence[arb]) -> arb_mat:
    return arb_mat(len(entries), 1, list(entries))


def _with_radii(coefficients: arb_mat, widths: arb_mat) -> list[arb]:
    """Balls for Σ_j c_j u^j, |u|^j ≤ widths[j − 1]."""
    found = []
    for row in coefficients.tolist():
        spread = sum((abs(c) * width for c, width in zip(row[1:], widths.entries(), strict=True)), arb(0))
        found.append(row[0] + arb(0, spread.upper()))
    return found


def _shift(degree: int, by: fmpq) -> arb_mat:
    """The matrix that takes the coefficients of a polynomial in s to those in u, s = by + u."""
    return arb_mat(_exact_shift(degree, by))


@lru_cache(maxsize=1024)
def _exact_shift(degree: int, by: fmpq) -> fmpq_mat:
    """The same exactly: what is remembered must not depend on the precision of who asked first."""
    found = fmpq_mat(degree + 1, degree + 1)
    for power in range(degree + 1):
        for kept in range(power + 1):
            found[power, kept] = fmpz.bin_uiui(power, kept) * by ** (power - kept)
    return found
