"""Triples of inputs x − q, x, x + q round the boundary of a teacher neuron, and what they say of whoever crosses them.

For a network without biases, u(x) = Σ α_j σ(w*_j·x) − Σ β_i σ(w_i·x) is the gradient of an active student neuron where
all gates above the first layer are constant.  σ(z) = ((1 + c)z + (1 − c)|z|)/2, and |z + h| + |z − h| − 2|z| is 0 for
|h| ≤ |z| and 2(|h| − |z|) for |h| ≥ |z|.  So a neuron whose pre-activations at x − q and x + q have not opposite signs
adds nothing to u(x + q) + u(x − q) − 2u(x), and a teacher neuron with |w*·x| < |w*·q| adds α(1 − c)(|w*·q| − |w*·x|).
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from symcrit.core.deep.angles import dot, root_above
from symcrit.core.deep.gradients import need_pair
from symcrit.core.deep.network import Deep, Vector, bits_of, read_vector
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import index, need
from symcrit.core.records import Record


@frozen
class Networks(Record):
    """A student, a teacher, and a neuron of the first layer of the student, from 0."""

    student: Deep = part(Deep.read)
    teacher: Deep = part(Deep.read)
    neuron: int = part(index)

    def __post_init__(self) -> None:
        """Raises `Malformed` for networks of different inputs or outputs."""
        need_pair(self.student, self.teacher)


@frozen
class Triple(Record):
    """The inputs x − q, x and x + q."""

    x: Vector = part(read_vector)
    q: Vector = part(read_vector)

    def __post_init__(self) -> None:
        """Raises `Malformed` for vectors of different lengths."""
        need(len(self.x) == len(self.q), "x and q have different dimensions")

    @property
    def bits(self) -> int:
        """Of its numbers over a common denominator."""
        return bits_of((self.x, self.q))

    @property
    def points(self) -> tuple[Vector, Vector, Vector]:
        """x − q, x, x + q."""
        minus = tuple(a - b for a, b in zip(self.x, self.q, strict=True))
        plus = tuple(a + b for a, b in zip(self.x, self.q, strict=True))
        return minus, self.x, plus

    def kink(self, w: Vector) -> fmpq:
        """|w·q| − |w·x|: > 0 where w·x changes its sign from x − q to x + q."""
        return abs(dot(w, self.q)) - abs(dot(w, self.x))

    def reach(self, w: Vector) -> fmpq:
        """A bound of |x·y|, y the part orthogonal to w of a unit vector u, where u and w change signs on the triple.

        |u·x| < |u·q| ≤ |q| and |w·x| < |w·q|; y = u − (u·ŵ)ŵ, so |x·y| ≤ |q| + |w·x|/|w|.
        """
        own = root_above(dot(self.q, self.q))
        across = abs(dot(w, self.x))
        return own if across == 0 else own + across / (dot(w, w) / root_above(dot(w, w)))


def spread(triples: Sequence[Triple], w: Vector) -> fmpq:
    """A bound of Σ(x·y)² over triples that a unit vector u with this y crosses."""
    return sum((triple.reach(w) ** 2 for triple in triples), fmpq(0))
