"""Loss and gradient of grouped students, in sizes that may be symbols.

Teachers v_j are orthogonal with b_j = 1, in groups of sizes l_p and lengths t_p = |v_j|; student p has outgoing weight
a_p and w_p = c_p s_p, s_p = Σ_{j∈G_p} v_j. All overlaps follow: Q_pq = δ_pq c_p² l_p t_p², R_pj = c_p t_p² if j ∈ G_p
else 0, T_jj = t_p².
"""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import sympy
from sympy import Expr

from symcrit.arguments import integer, listed
from symcrit.errors import InputError, shorten
from symcrit.kernels.kernel import Kernel

__all__ = ["GroupGradient", "Groups", "checked_partition", "consecutive", "group_gradient", "group_loss"]

_MOST = 10**7  # teachers in a list

_0, _1 = sympy.S.Zero, sympy.S.One


@dataclass(frozen=True)
class GroupGradient:
    """The distinct components of the gradient by one student: ∂L/∂a and ∂L/∂w = Σ_p along[p] s_p."""

    a: Expr
    along: tuple[Expr, ...]

    def times(self, factor: Expr) -> "GroupGradient":
        """All components multiplied by `factor`."""
        return GroupGradient(factor * self.a, tuple(factor * part for part in self.along))


class Groups(NamedTuple):
    """Sizes and, for every group, a and c of its student and the length of its teachers."""

    sizes: Sequence[Expr]
    a: Sequence[Expr]
    c: Sequence[Expr]
    lengths: Sequence[Expr]

    @property
    def norms(self) -> list[Expr]:
        """Q_pp."""
        return [c**2 * size * t**2 for size, c, t in zip(self.sizes, self.c, self.lengths, strict=True)]

    def student(self, of: Kernel, p: int, q: int) -> Expr:
        """A kernel at students p and q."""
        norms = self.norms
        return of(norms[p], norms[p] if p == q else _0, norms[q])

    def teacher(self, of: Kernel, p: int, q: int) -> Expr:
        """A kernel at student p and a teacher of group q."""
        square = self.lengths[q] ** 2
        return of(self.norms[p], self.c[p] * square if p == q else _0, square)


def group_loss(kernel: Kernel, groups: Groups) -> Expr:
    """Σ_pq a_p a_q κ(Q_pp, Q_pq, Q_qq) − 2 Σ_pq a_p l_q κ(Q_pp, R_pq, t_q²) + Σ_ij κ(T_ii, T_ij, T_jj) over teachers.

    >>> from symcrit.kernels.kernel import kernel
    >>> one = [sympy.Integer(1)]
    >>> group_loss(kernel("erf"), Groups(one, one, one, one))
    0
    """
    sizes, a, _, lengths = groups
    pairs = [(p, q) for p in range(len(sizes)) for q in range(len(sizes))]
    students = [a[p] * a[q] * groups.student(kernel, p, q) for p, q in pairs]
    cross = [a[p] * sizes[q] * groups.teacher(kernel, p, q) for p, q in pairs]
    squares = [t**2 for t in lengths]
    others = [sizes[p] * (sizes[q] - int(p == q)) * kernel(squares[p], _0, squares[q]) for p, q in pairs]
    own = [size * kernel(square, square, square) for size, square in zip(sizes, squares, strict=True)]
    return sympy.Add(*students) - 2 * sympy.Add(*cross) + sympy.Add(*own, *others)


def group_gradient(kernel: Kernel, groups: Groups) -> list[GroupGradient]:
    """∂L/∂a_p and the coefficients of ∂L/∂w_p along s_q, for every student p.

    With κ¹ = ∂κ/∂q11, κ² = ∂κ/∂q12:
    ∂a_p = 2 [Σ_q a_q κ(Q_pp, Q_pq, Q_qq) − Σ_q l_q κ(Q_pp, R_pq, t_q²)],
    along s_q: 2 a_p [a_q c_q κ²(Q_pp, Q_pq, Q_qq) − κ²(Q_pp, R_pq, t_q²)], and for q = p also
    2 a_p · 2 c_p [Σ_q a_q κ¹(Q_pp, Q_pq, Q_qq) − Σ_q l_q κ¹(Q_pp, R_pq, t_q²)].
    """
    sizes, a, c, _ = groups
    of_all = range(len(sizes))

    def balance(of: Kernel, p: int) -> Expr:
        return sympy.Add(*(a[q] * groups.student(of, p, q) - sizes[q] * groups.teacher(of, p, q) for q in of_all))

    by_q11, by_q12 = kernel.diff("q11"), kernel.diff("q12")
    parts = []
    for p in of_all:
        along = [a[q] * c[q] * groups.student(by_q12, p, q) - groups.teacher(by_q12, p, q) for q in of_all]
        along[p] += 2 * c[p] * balance(by_q11, p)
        parts.append(GroupGradient(2 * balance(kernel, p), tuple(2 * a[p] * part for part in along)))
    return parts


def checked_partition(groups: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """The groups as tuples; raises InputError, naming the index, where they are no partition of range(k)."""
    try:
        partition = tuple(tuple(operator.index(j) for j in group) for group in groups)
    except TypeError:
        raise InputError(f"groups = {shorten(groups)} is not a list of lists of integers") from None
    rule = "the groups must partition range(k)"
    if not partition or not all(partition):
        raise InputError(
            f"groups = {shorten(groups)} has an empty group; {rule}" if partition else f"no groups; {rule}"
        )
    seen: set[int] = set()
    for j in (j for group in partition for j in group):
        if j in seen:
            raise InputError(f"teacher {j} is in two groups; {rule}")
        seen.add(j)
    wrong = seen - set(range(len(seen)))
    if wrong:
        missing = min(set(range(len(seen))) - seen)
        raise InputError(f"teacher {missing} is in no group, but {max(wrong, key=abs)} is; {rule}")
    return partition


def consecutive(sizes: Sequence[int]) -> list[list[int]]:
    """Groups 0, 1, … of these sizes; raises InputError for what is no list of integers ≥ 1."""
    try:
        whole = [integer("a size", size, 1) for size in listed("sizes", sizes)]
    except InputError:
        raise InputError(f"sizes = {shorten(sizes)} are not all integers >= 1") from None
    if sum(whole) > _MOST:
        raise InputError(f"sizes = {shorten(sizes)} are {shorten(sum(whole))} teachers; at most {_MOST} are listed")
    ends = list(accumulate(whole))
    return [list(range(end - size, end)) for end, size in zip(ends, whole, strict=True)]
