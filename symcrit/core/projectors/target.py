"""The target Σ b_j σ(v_j·x) for functions of n projections: V, the weights, and projectors given by numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flint import fmpq, fmpq_mat

from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, diff, num, substitute, sym
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.reading import require

ARGUMENT = "t"  # of V, in goals and programs
BY_Q12 = 2


class Target(NamedTuple):
    """k orthonormal neurons with outgoing weights b (none given: all 1), n projections."""

    kernel: Kernel
    n: Expr
    k: Expr
    b: tuple[Expr, ...] = ()

    def V(self, t: Expr) -> Expr:
        """κ(1, t, 1) − κ(1, 0, 1)."""
        return self.kernel.at(0, ONE, t, ONE) - self.kernel.at(0, ONE, ZERO, ONE)

    def slope(self, t: Expr) -> Expr:
        """V′(t)."""
        return substitute(self.kernel.forms[BY_Q12], {"q11": ONE, "q12": t, "q22": ONE})

    def bend(self, t: Expr) -> Expr:
        """V″(t)."""
        return substitute(diff(self.slope(sym(ARGUMENT)), ARGUMENT), {ARGUMENT: t})

    @property
    def squares(self) -> Expr:
        """Σ b_j²."""
        return num(sum((b.value * b.value for b in self.b), fmpq(0))) if self.b else self.k

    @property
    def largest_squares(self) -> Expr:
        """The sum of the n largest b_j²."""
        if not self.b:
            return self.n
        count = number_of(self.n)
        ordered = sorted((b.value * b.value for b in self.b), reverse=True)
        return num(sum(ordered[:count], fmpq(0)))

    def weights(self) -> list[fmpq]:
        """b, for a number k; raises `Reject`."""
        return [b.value for b in self.b] or [fmpq(1)] * number_of(self.k)

    def loss(self, projector: fmpq_mat, skip: bool = False) -> Expr:
        """E(f − f*)² at f = E[f* | Px]: V(1)·Σb_j² − Σ b_i b_j V(P_ij).

        skip: with the linear part of f* − f added to f, which leaves V(t) − V′(0)·t in the place of V.
        """
        loss = self.V(ONE) * self.squares - self.total(projector)
        if not skip:
            return loss
        b = self.weights()
        size = range(len(b))
        along = sum((b[i] * b[j] * projector[i, j] for i in size for j in size), fmpq(0))
        return loss - self.slope(ZERO) * (self.squares - num(along))

    def total(self, projector: fmpq_mat) -> Expr:
        """Σ b_i b_j V(P_ij)."""
        often = self._by_entry(projector)
        return add(*(num(weight) * self.V(num(entry)) for entry, weight in sorted(often.items())))

    def _by_entry(self, projector: fmpq_mat) -> Mapping[fmpq, fmpq]:
        """{value of an entry: sum of the weights b_i b_j where it stands}."""
        b = self.weights()
        found: dict[fmpq, fmpq] = defaultdict(fmpq)
        for i, one in enumerate(b):
            for j, other in enumerate(b):
                found[projector[i, j]] += one * other
        return found


def number_of(value: Expr) -> int:
    """A number that is an integer; raises `Reject` for symbols."""
    require(value.op == "num" and value.args[1] == 1, "this is for numbers n and k")
    return int(value.value.p)


def projector_onto(vectors: Sequence[Sequence[fmpq]]) -> fmpq_mat:
    """The orthogonal projector onto the span of rational vectors; raises `Reject` where they are dependent."""
    rows = fmpq_mat([list(vector) for vector in vectors])
    gram = rows * rows.transpose()
    require(gram.det() != 0, "the vectors are not independent")
    return rows.transpose() * gram.inv() * rows
