r"""The Hessian of grouped students in blocks, in sizes that may be symbols.

Teachers v_j are orthogonal with b_j = 1, in groups G_h of sizes l_h and lengths t_h = |v_j|, k = Σ l_h; student i has
outgoing weight a_i and w_i = c_i Σ_{j∈G_i} v_j. Permutations of the teachers inside a group and rotations of their
orthogonal complement leave the configuration and L alone. R^d is the sum of the unit vectors Σ_{j∈G_h} v_j/(t_h√l_h)
= e_h that they fix and of inequivalent irreducible parts: per group its combinations of the v_j orthogonal to e_h,
and the complement. By Schur's lemma the Hessian in (W, a) is, in the orthonormal coordinates w_i·e_h and those of the
parts,

    fixed ⊕ within_1 ⊗ I_{l_1 − 1} ⊕ … ⊕ within_n ⊗ I_{l_n − 1} ⊕ outside ⊗ I_{d − k}.

Subscripts 1, 2 are derivatives by q11, q12; q runs over students and teachers with signed weights s = (a, −b). Then

    outside_im  = 2·scale · [a_i a_m κ₂(Q_ii, Q_im, Q_mm) + δ_im · 2a_i Σ_q s_q κ₁(Q_ii, w_i·u_q, |u_q|²)],
    within_h,im = outside_im − δ_im · 2·scale · a_i t_h² κ₂₂(Q_ii, R_ij, t_h²) for any j ∈ G_h,

because Σ_{j∈G_h} v_j v_jᵀ is t_h² on the span of the group. `fixed` is the Hessian of `SignedNeurons` in R^n, where the
l_h teachers of a group, alike along every e, are one neuron t_h e_h/√l_h of weight −l_h and norm t_h.

Derived here; the method, splitting a Hessian by isotropy, is that of Arjevani and Field (arXiv:2008.01805).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import lazy_loader
import sympy
from sympy import Expr, ImmutableDenseMatrix

from symcrit.errors import InputError, shorten
from symcrit.kernels.kernel import Kernel
from symcrit.model.groups import Groups
from symcrit.model.loss import SignedNeurons, gram
from symcrit.translate import as_expr

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["GroupHessian", "group_hessian"]

_0, _1 = sympy.S.Zero, sympy.S.One
_READABLE = 4000  # characters of LaTeX


@dataclass(frozen=True, repr=False)
class GroupHessian:
    """The distinct blocks of the Hessian of L at grouped students: symmetric, and never simplified.

    fixed: n(n+1)×n(n+1), by `parameters`: w_i·e_h student by student, then a_i.
    within: per group h, n×n by the students, for each direction of the span of the group orthogonal to e_h.
    multiplicities: per group h the number of these directions, l_h − 1; within[h] does not occur where it is 0.
    outside: n×n by the students, for each of the d − k directions orthogonal to all teachers.

    >>> from symcrit.model.configurations import OneNeuron
    >>> hessian = OneNeuron(k=2).hessian()
    >>> hessian.parameters, hessian.within, hessian.multiplicities
    (('w_1·e_1', 'a_1'), (Matrix([[224*sqrt(15)/(75*pi)]]),), (1,))
    """

    fixed: ImmutableDenseMatrix
    within: tuple[ImmutableDenseMatrix, ...]
    outside: ImmutableDenseMatrix
    multiplicities: tuple[Expr, ...]
    parameters: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of groups and of students."""
        return self.outside.rows

    @property
    def k(self) -> Expr:
        """Number of teachers."""
        return sympy.Add(self.n, *self.multiplicities)

    def blocks(self, d: object) -> list[tuple[ImmutableDenseMatrix, Expr]]:
        """Every block with its multiplicity in R^d: the spectrum of the Hessian is that of the blocks, so often.

        Raises InputError where d does not hold the teachers.

        >>> from symcrit.model.configurations import OneNeuron
        >>> [(block.shape, times) for block, times in OneNeuron().hessian().blocks("d")]
        [((2, 2), 1), ((1, 1), k - 1), ((1, 1), d - k)]
        """
        beyond = as_expr(d) - self.k
        if beyond.is_negative or beyond.is_integer is False:
            raise InputError(
                f"d = {shorten(d)} does not hold k = {self.k} orthonormal teachers; an integer d >= k is needed"
            )
        times = (_1, *self.multiplicities, beyond)
        return list(zip((self.fixed, *self.within, self.outside), times, strict=True))

    def total(self, d: object) -> Expr:
        """Σ size · multiplicity over the blocks, the number n(d + 1) of parameters.

        >>> from symcrit.model.configurations import CopyAverage
        >>> CopyAverage.symbolic().hessian(["l", "m"]).total("d")
        2*d + 2
        """
        return sympy.Add(*(block.rows * times for block, times in self.blocks(d))).expand()

    def __repr__(self) -> str:
        return f"GroupHessian(n={self.n}, k={self.k}, multiplicities={self.multiplicities})"

    def _repr_latex_(self) -> str:
        """F ⊕ A_h ⊗ I ⊕ … ⊕ O ⊗ I, and what the letters are if that is readable."""
        letters = ["F", *(f"A_{{{h}}}" for h in range(1, self.n + 1)), "O"]
        shown = [
            (letter, block, times)
            for letter, (block, times) in zip(letters, self.blocks("d"), strict=True)
            if times != 0
        ]
        text = r" \oplus ".join(rf"{letter} \otimes I_{{{sympy.latex(times)}}}" for letter, _, times in shown[1:])
        values = [rf"{letter} = {sympy.latex(block)}" for letter, block, _ in shown]
        lines = [rf"\nabla^2 L \cong F \oplus {text}", *(values if sum(map(len, values)) < _READABLE else [])]
        joined = r",\quad ".join(lines)
        return rf"$\displaystyle {joined}$"


def group_hessian(kernel: Kernel, groups: Groups, scale: Expr = _1) -> GroupHessian:
    """∂²L in the blocks of the module's formula.

    >>> from symcrit.kernels.kernel import kernel
    >>> one = [sympy.Integer(1)]
    >>> group_hessian(kernel("erf"), Groups(one, one, one, one)).fixed
    Matrix([
    [4*sqrt(3)/(9*pi), 2*sqrt(3)/(3*pi)],
    [2*sqrt(3)/(3*pi),              2/3]])
    """
    sizes, a, c, lengths = groups
    n, roots = len(sizes), [sympy.sqrt(size) for size in sizes]
    radii = [factor * t * root for factor, t, root in zip(c, lengths, roots, strict=True)]  # w_i = radius · e_i
    U = np.vstack([_diagonal(radii), _diagonal([t / root for t, root in zip(lengths, roots, strict=True)])])
    S = np.array([*a, *(-size for size in sizes)], dtype=object)[:, None]
    squares = np.array([t**2 for t in lengths], dtype=object)
    neurons = _Folded(U, S, n, (kernel,) * 3, scale, squares=squares)
    WW, Wa, aa = neurons.hessian()
    WW, Wa, aa = WW.reshape(n * n, n * n), Wa.reshape(n * n, n), aa.reshape(n, n)
    outside, shifts = neurons.outside(), neurons.shifts()
    students = range(1, n + 1)
    return GroupHessian(
        fixed=_symmetric(np.block([[WW, Wa], [Wa.T, aa]])),
        within=tuple(_symmetric(outside + _diagonal(column)) for column in shifts.T),
        outside=_symmetric(outside),
        multiplicities=tuple(size - 1 for size in sizes),
        parameters=(*(f"w_{i}·e_{h}" for i in students for h in students), *(f"a_{i}" for i in students)),
    )


@dataclass(frozen=True)
class _Folded(SignedNeurons):
    """Signed neurons in R^n, the teachers of a group as one neuron t_h e_h/√l_h of weight −l_h, but of norm t_h."""

    squares: np.ndarray | None = None

    @cached_property
    def G(self) -> np.ndarray:
        G = gram(self.U)
        np.fill_diagonal(G[self.n :, self.n :], self.squares)
        return G

    def outside(self) -> np.ndarray:
        """The n×n block of a direction orthogonal to all neurons."""
        M, own = self.M[: self.n], (self.M[: self.n] * self._kappa("q11")).sum(axis=1)
        return 2 * self.scale * ((M * self._kappa("q12"))[:, : self.n] + 2 * _diagonal(own))

    def shifts(self) -> np.ndarray:
        """−2·scale · a_i t_h² κ₂₂(Q_ii, R_ij, t_h²), students by groups: what a direction within a group adds."""
        return -2 * self.scale * self.S[: self.n] * self._kappa("q12", "q12")[:, self.n :] * self.squares


def _diagonal(entries: Sequence[Expr] | np.ndarray) -> np.ndarray:
    matrix = np.full((len(entries), len(entries)), _0, dtype=object)
    np.fill_diagonal(matrix, entries)
    return matrix


def _symmetric(matrix: np.ndarray) -> ImmutableDenseMatrix:
    """The matrix by its upper triangle: the lower one is equal, but written otherwise, by κ(x, y, z) = κ(z, y, x)."""
    return ImmutableDenseMatrix(*matrix.shape, lambda i, j: matrix[min(i, j), max(i, j)])
