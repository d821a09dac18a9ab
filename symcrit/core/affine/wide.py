"""Targets of many neurons with numbers, f*(x) = Σ β_i σ(b_i·x): how they spread, Σ |β_i||b_i| b̂_i b̂_iᵀ.

Everything is rational; lengths, which need not be, are rounded to the safe side.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, fmpq, fmpz, fmpz_mat

from symcrit.core.algebra.balls import precision
from symcrit.core.algebra.pivots import is_positive_definite
from symcrit.core.deep.angles import dot, root_above
from symcrit.core.deep.network import (
    PER_PRODUCT,
    WORD,
    Rows,
    Scaled,
    Vector,
    bits_of,
    of_words,
    price,
    read_rows,
    read_vector,
)
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import Reject, need, require
from symcrit.core.records import Record
from symcrit.core.work import Work

FINE = fmpz(2) ** 64  # weights are rounded up to multiples of 1/FINE
BITS = 256  # of the pivots
PER_PIVOT = 5  # operations on balls that cost one unit of work


@frozen
class Wide(Record):
    """The neurons b_i and their outgoing weights β_i."""

    b: Rows = part(read_rows)
    beta: Vector = part(read_vector)

    def __post_init__(self) -> None:
        """Raises `Malformed` for other numbers of both, and for neurons of weights 0."""
        need(len(self.b) == len(self.beta), "there is one outgoing weight for every neuron")
        need(all(any(x != 0 for x in row) for row in self.b), "a neuron of weights 0 has no direction")

    @property
    def d(self) -> int:
        """The dimension of x."""
        return len(self.b[0])

    def is_unit(self) -> bool:
        """Whether all |b_i| are 1."""
        rows = Scaled.of(self.b)
        entries = rows.numbers.entries()
        one = rows.scale * rows.scale
        return all(sum(x * x for x in entries[i : i + self.d]) == one for i in range(0, len(entries), self.d))

    def spreads_less(self, most: fmpq, work: Work) -> bool:
        """Whether the largest eigenvalue of Σ |β_i||b_i| b̂_i b̂_iᵀ = Σ |β_i|/|b_i| b_i b_iᵀ is certain to be < most.

        |β_i|/|b_i| is rounded up: the matrix grows, and with it its eigenvalues.
        """
        d = self.d
        work.charge(len(self.b) * (1 + d * d // PER_PRODUCT) + d**3 // PER_PIVOT)
        bits = bits_of(self.b)
        work.charge(len(self.b) * d * price(2 * bits + bits_of([self.beta])))
        long = bits // WORD
        work.charge(len(self.b) * d * d * of_words(long, long) // PER_PRODUCT)
        rows = Scaled.of(self.b)
        factors = [_above(abs(beta) * root_above(square) / square) for square, beta in self._squares()]
        weighted = [factors[i // d] * x for i, x in enumerate(rows.numbers.entries())]
        gram = rows.numbers.transpose() * fmpz_mat(len(self.b), d, weighted)
        scale = rows.scale * rows.scale * FINE
        with precision(BITS):
            rest = [[arb(most * (i == j) - fmpq(gram[i, j], scale)) for j in range(d)] for i in range(d)]
            return is_positive_definite(rest)

    def _squares(self) -> list[tuple[fmpq, fmpq]]:
        """|b_i|² and β_i."""
        return [(dot(row, row), beta) for row, beta in zip(self.b, self.beta, strict=True)]

    def spreads_at_most(self, most: fmpq, work: Work) -> bool:
        """Whether that eigenvalue is ≤ most, exactly; raises `Reject` for lengths that are not rational."""
        d = self.d
        own = bits_of(self.b)
        work.charge(len(self.b) * d * price(2 * own))
        weights = [abs(beta) / root(square) for square, beta in self._squares()]
        work.charge(len(weights) * price(bits_of([self.beta]) + own))
        bits = 2 * own + bits_of([weights]) + bits_of([[most]])
        work.charge(len(self.b) * d * d * price(bits) + d**3 * price(d * bits))
        matrix = [[most * (i == j) for j in range(d)] for i in range(d)]
        for weight, b in zip(weights, self.b, strict=True):
            for i in range(d):
                for j in range(d):
                    matrix[i][j] -= weight * b[i] * b[j]
        return semidefinite(matrix)


def _above(value: fmpq) -> fmpz:
    """The least integer ≥ value·FINE."""
    return -((-value.p * FINE) // value.q)


def root(square: fmpq) -> fmpq:
    """√square, where it is rational; raises `Reject`."""
    found = fmpq(square.p.isqrt(), square.q.isqrt())
    require(found * found == square, "a length is not rational")
    return found


def semidefinite(matrix: Sequence[Sequence[fmpq]]) -> bool:
    """Whether a symmetric matrix is positive semidefinite: no pivot < 0, and nothing beside a pivot 0."""
    rows = [list(row) for row in matrix]
    for i, pivot in enumerate(rows):
        if pivot[i] < 0 or (pivot[i] == 0 and any(x != 0 for x in pivot[i + 1 :])):
            return False
        if pivot[i] == 0:
            continue
        for below in rows[i + 1 :]:
            factor = below[i] / pivot[i]
            for j in range(i, len(rows)):
                below[j] -= factor * pivot[j]
    return True


def cosines(student: Rows, target: Wide) -> list[list[fmpq]]:
    """u_j·b̂_i for unit vectors u_j; raises `Reject` for others, and for lengths |b_i| that are not rational."""
    lengths = [root(dot(row, row)) for row in target.b]
    if any(dot(u, u) != 1 for u in student):
        raise Reject("the u_j are unit vectors")
    return [[dot(u, b) / length for b, length in zip(target.b, lengths, strict=True)] for u in student]
