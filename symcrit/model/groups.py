"""Loss and gradient of grouped students, in sizes that may be symbols.

Teachers v_j are orthonormal with b_j = 1, in groups of sizes l_p; student p has outgoing weight a_p and
w_p = c_p s_p, s_p = Σ_{j∈G_p} v_j. All overlaps follow: Q_pq = δ_pq c_p² l_p, R_pj = c_p if j ∈ G_p else 0, T = I.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr

from symcrit.gaussian.kernels import Kernel

__all__ = ["GroupGradient", "group_gradient", "group_loss"]

_0, _1 = sympy.S.Zero, sympy.S.One


@dataclass(frozen=True)
class GroupGradient:
    """The distinct components of the gradient by one student: ∂L/∂a and ∂L/∂w = Σ_p along[p] s_p."""

    a: Expr
    along: tuple[Expr, ...]

    def times(self, factor: Expr) -> "GroupGradient":
        """All components multiplied by `factor`."""
        return GroupGradient(factor * self.a, tuple(factor * part for part in self.along))


def group_loss(kernel: Kernel, sizes: Sequence[Expr], a: Sequence[Expr], c: Sequence[Expr]) -> Expr:
    """Σ_pq a_p a_q κ(Q_pp, Q_pq, Q_qq) − 2 Σ_pq a_p l_q κ(Q_pp, R_pq, 1) + k κ(1, 1, 1) + k(k−1) κ(1, 0, 1), k = Σ l_p.

    >>> from symcrit.gaussian.kernels import kernel
    >>> group_loss(kernel("erf"), [sympy.Integer(1)], [sympy.Integer(1)], [sympy.Integer(1)])
    0
    """
    groups, norms, total = range(len(sizes)), _norms(sizes, c), sympy.Add(*sizes)
    students = [a[p] * a[q] * kernel(norms[p], norms[p] if p == q else _0, norms[q]) for p in groups for q in groups]
    cross = [a[p] * sizes[q] * kernel(norms[p], c[p] if p == q else _0, _1) for p in groups for q in groups]
    teachers = total * kernel(_1, _1, _1) + total * (total - 1) * kernel(_1, _0, _1)
    return sympy.Add(*students) - 2 * sympy.Add(*cross) + teachers


def group_gradient(kernel: Kernel, sizes: Sequence[Expr], a: Sequence[Expr], c: Sequence[Expr]) -> list[GroupGradient]:
    """∂L/∂a_p and the coefficients of ∂L/∂w_p along s_q, for every student p.

    With κ¹ = ∂κ/∂q11, κ² = ∂κ/∂q12:
    ∂a_p = 2 [Σ_q a_q κ(Q_pp, Q_pq, Q_qq) − Σ_q l_q κ(Q_pp, R_pq, 1)],
    along s_q: 2 a_p [a_q c_q κ²(Q_pp, Q_pq, Q_qq) − κ²(Q_pp, R_pq, 1)], and for q = p also
    2 a_p · 2 c_p [Σ_q a_q κ¹(Q_pp, Q_pq, Q_qq) − Σ_q l_q κ¹(Q_pp, R_pq, 1)].
    """
    groups, norms = range(len(sizes)), _norms(sizes, c)

    def student(of: Kernel, p: int, q: int) -> Expr:
        return of(norms[p], norms[p] if p == q else _0, norms[q])

    def teacher(of: Kernel, p: int, q: int) -> Expr:
        return of(norms[p], c[p] if p == q else _0, _1)

    def balance(of: Kernel, p: int) -> Expr:
        return sympy.Add(*(a[q] * student(of, p, q) - sizes[q] * teacher(of, p, q) for q in groups))

    by_q11, by_q12 = kernel.diff("q11"), kernel.diff("q12")
    parts = []
    for p in groups:
        along = [a[q] * c[q] * student(by_q12, p, q) - teacher(by_q12, p, q) for q in groups]
        along[p] += 2 * c[p] * balance(by_q11, p)
        parts.append(GroupGradient(2 * balance(kernel, p), tuple(2 * a[p] * part for part in along)))
    return parts


def _norms(sizes: Sequence[Expr], c: Sequence[Expr]) -> list[Expr]:
    """Q_pp = c_p² l_p."""
    return [factor**2 * size for size, factor in zip(sizes, c, strict=True)]
