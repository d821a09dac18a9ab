"""Boundaries of two-layer ReLU networks without biases: what lies between samples, who observes whom, the plane.

F_k(x) = Σ_j α_kj σ(w*_j·x) − Σ_i β_ki σ(w_i·x), α = v_k·v*_j, β = v_k·v_i, is the gradient g_k where student k is
active.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from symcrit.arguments import instance, integer
from symcrit.errors import InputError
from symcrit.papers.specialisation.gradients import compatible, gradient
from symcrit.papers.specialisation.networks import ReluNetwork
from symcrit.papers.specialisation.rationals import Vector, dot, rational, vector

__all__ = ["Pair", "Probe", "Sector", "collinear", "near", "observation_point", "projected", "sectors"]


def collinear(u: Vector, w: Vector) -> bool:
    """Whether the vectors are parallel or antiparallel: |cos| = 1, decided by 2 × 2 minors.

    >>> collinear((Fraction(1), Fraction(2)), (Fraction(-2), Fraction(-4)))
    True
    """
    u, w = vector(u, "u"), vector(w, "w")
    if len(u) != len(w):
        raise InputError(f"u has {len(u)} entries and w {len(w)}; give vectors of one dimension")
    pivot = next((i for i, entry in enumerate(w) if entry), 0)
    return all(u[i] * w[pivot] == u[pivot] * w[i] for i in range(len(w)))


@dataclass(frozen=True)
class Pair:
    """A student and a teacher of two layers without biases, no node of weight 0, no two teachers collinear.

    Raises InputError for anything else: what is observed or aligned is not defined there.

    >>> Pair(ReluNetwork([[[1, 0]], [[1]]]), ReluNetwork([[[1, 1], [-1, -1]], [[1, 2]]]))
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: teachers 0 and 1 are collinear (w* and its negative count as one boundary); merge them
    """

    student: ReluNetwork
    teacher: ReluNetwork

    def __post_init__(self) -> None:
        compatible(self.student, self.teacher)
        for name, net in (("student", self.student), ("teacher", self.teacher)):
            if net.depth != 2 or net.biases is not None:
                raise InputError(
                    f"the {name} must have two layers and no biases; append 1 to the input in place of biases"
                )
            for i, (w, v) in enumerate(zip(net.layers[0], zip(*net.layers[1], strict=True), strict=True)):
                if not any(w) or (name == "teacher" and not any(v)):
                    raise InputError(f"{name} node {i} has zero weights {'in' if not any(w) else 'out'}; leave it out")
        W = self.teacher.layers[0]
        for i in range(len(W)):
            for j in range(i):
                if collinear(W[i], W[j]):
                    what = f"teachers {j} and {i} are collinear (w* and its negative count as one boundary)"
                    raise InputError(f"{what}; merge them")

    def alpha(self, k: int, j: int) -> Fraction:
        """α_kj = v_k·v*_j."""
        return dot(self._outgoing(self.student, k), self._outgoing(self.teacher, j))

    @staticmethod
    def _outgoing(net: ReluNetwork, node: int) -> Vector:
        return tuple(row[node] for row in net.layers[1])

    def F(self, k: int, x: Vector) -> Fraction:
        """F_k(x) = v_k·(f*(x) − f(x)); g_k(x) where student k is active."""
        error = (b - a for a, b in zip(self.student(x), self.teacher(x), strict=True))
        return dot(self._outgoing(self.student, k), tuple(error))

    def gradient(self, x: Vector) -> Vector:
        """g_k(x) for all k."""
        return gradient(self.student, self.teacher, x)


@dataclass(frozen=True)
class Probe:
    """Three inputs x_0 = a·x_- + b·x_+ (a, b > 0) across the boundary of a teacher; x_0 ± tq has a = b = ½.

    The second difference a·F(x_-) + b·F(x_+) − F(x_0) does not see what is linear on the cone of x_-, x_+, and where
    only teacher j bends it is ± (1 − slope)·|α_kj|·min(a·|w*_j·x_-|, b·|w*_j·x_+|): at x_0 ± tq half of
    t·|α_kj|·|w*_j·q| (specialisation.window_2d and triple_lemma). If |g_k| ≤ ε at the three, it is at most
    (1 + a + b)·ε.
    """

    minus: Vector
    zero: Vector
    plus: Vector
    a: Fraction = Fraction(1, 2)
    b: Fraction = Fraction(1, 2)

    @classmethod
    def around(cls, x: Sequence[Any], q: Sequence[Any], t: Any) -> Probe:
        """The triple x_0 = x, x_± = x ± t·q.

        >>> Probe.around([1, 0], [0, 1], "1/2").plus
        (Fraction(1, 1), Fraction(1, 2))
        """
        at = vector(x, "x")
        step = tuple(rational(t) * entry for entry in vector(q, "q", len(at)))
        return cls(*(tuple(u + way * s for u, s in zip(at, step, strict=True)) for way in (-1, 0, 1)))

    @property
    def points(self) -> tuple[Vector, Vector, Vector]:
        """x_-, x_0, x_+."""
        return self.minus, self.zero, self.plus

    def crosses(self, w: Vector) -> bool:
        """Whether the boundary of w separates x_- and x_+."""
        return dot(w, self.minus) * dot(w, self.plus) < 0

    def active(self, w: Vector) -> bool:
        """Whether a node of weight w is active at all three."""
        return dot(w, self.minus) >= 0 and dot(w, self.plus) >= 0

    def second_difference(self, pair: Pair, k: int) -> Fraction:
        """a·F_k(x_-) + b·F_k(x_+) − F_k(x_0)."""
        minus, zero, plus = (pair.F(k, x) for x in self.points)
        return self.a * minus + self.b * plus - zero

    def kink(self, pair: Pair, k: int, j: int) -> Fraction:
        """The size of the second difference of F_k if only the boundary of teacher j is crossed."""
        w = pair.teacher.layers[0][j]
        reach = min(self.a * abs(dot(w, self.minus)), self.b * abs(dot(w, self.plus)))
        return (1 - pair.teacher.slope) * abs(pair.alpha(k, j)) * reach

    def sees(self, pair: Pair, j: int) -> list[int]:
        """The students that are active here, if the boundary of teacher j is crossed and that of no other teacher."""
        others = [w for i, w in enumerate(pair.teacher.layers[0]) if i != j]
        if not self.crosses(pair.teacher.layers[0][j]) or any(map(self.crosses, others)):
            return []
        return [k for k, w in enumerate(pair.student.layers[0]) if self.active(w)]


def observation_point(pair: Pair, k: int, j: int) -> Vector | None:
    """A point of ∂E*_j ∩ E_k that lies on no boundary but that of teacher j; None if student k is collinear with it.

    ∂E*_j: w*_j·x = 0; E_k: w_k·x > 0. Student k observes teacher j iff such a point exists.

    >>> pair = Pair(ReluNetwork([[[1, 1]], [[1]]]), ReluNetwork([[[0, 1]], [[1]]]))
    >>> observation_point(pair, 0, 0)
    (Fraction(1, 1), Fraction(0, 1))
    """
    instance("pair", pair, Pair, "write Pair(student, teacher)")
    k = integer("k", k, 0, pair.student.widths[0] - 1)
    j = integer("j", j, 0, pair.teacher.widths[0] - 1)
    w, w_k = pair.teacher.layers[0][j], pair.student.layers[0][k]
    if collinear(w, w_k):
        return None
    nodes = (*pair.teacher.layers[0], *pair.student.layers[0])
    others = [u for u in nodes if not collinear(u, w)]
    return next(x for x in near(projected(w_k, w), w) if dot(w_k, x) > 0 and all(dot(u, x) for u in others))


def projected(x: Vector, w: Vector) -> Vector:
    """x − (x·w/|w|²) w."""
    share = dot(x, w) / dot(w, w)
    return tuple(a - share * b for a, b in zip(x, w, strict=True))


def near(x: Vector, w: Vector) -> Iterator[Vector]:
    """x, then points of w^⊥ that approach x along a moment curve, which meets a hyperplane at most d times."""
    yield x
    h = Fraction(1, 2)
    while True:
        curve = tuple(h ** (i + 1) for i in range(len(x)))
        yield tuple(a + h * b for a, b in zip(x, projected(curve, w), strict=True))
        h /= 2


# ------------------------------------------------------------------------------------------------------- the plane


@dataclass(frozen=True)
class Sector:
    """A region of the plane where no node changes sides: between two rays; `inside` is a point of it.

    gradients: for every student node the vector L with g_k(x) = L·x in the sector, 0 where the node is off.
    """

    rays: tuple[Vector, Vector]
    inside: Vector
    gradients: tuple[Vector, ...]


def sectors(pair: Pair) -> list[Sector]:
    """All activation regions of student and teacher for d = 2, counterclockwise; exact.

    So "g_k = 0 on an open set" is decided: it is L = 0 in some sector. Raises InputError for another dimension.

    >>> net = ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
    >>> [all(not any(L) for L in sector.gradients) for sector in sectors(Pair(net, net))]
    [True, True, True, True]
    """
    if pair.student.d != 2:
        raise InputError(f"the plane is cut into sectors; the input has dimension {pair.student.d}")
    normals = (*pair.teacher.layers[0], *pair.student.layers[0])
    rays: list[Vector] = []
    for ray in sorted((r for x, y in normals for r in ((-y, x), (y, -x))), key=cmp_to_key(_turn)):
        if not rays or _turn(rays[-1], ray):
            rays.append(ray)
    pairs = list(zip(rays, [*rays[1:], rays[0]], strict=True))
    return [_sector(pair, ends) for ends in pairs]


def _sector(pair: Pair, ends: tuple[Vector, Vector]) -> Sector:
    (a, b), (c, d) = ends
    inside = (a + c, b + d) if a * d - b * c > 0 else (-b, a)  # sectors come in opposite pairs: at most a half-plane
    first, second = inside, (inside[0] + a, inside[1] + b)  # both inside
    values = [pair.gradient(x) for x in (first, second)]
    det = first[0] * second[1] - first[1] * second[0]
    solved = [
        ((f * second[1] - g * first[1]) / det, (first[0] * g - second[0] * f) / det)
        for f, g in zip(*values, strict=True)
    ]
    return Sector(ends, inside, tuple(solved))


def _turn(u: Vector, v: Vector) -> int:
    """Order by angle from the positive x axis, exact."""
    half = [(y < 0 or (y == 0 and x < 0)) for x, y in (u, v)]
    if half[0] != half[1]:
        return -1 if half[1] else 1
    det = u[0] * v[1] - u[1] * v[0]
    return -1 if det > 0 else 1 if det < 0 else 0
