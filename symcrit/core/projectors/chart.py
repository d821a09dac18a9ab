r"""F(P) = Σ_ij c_ij V(P_ij) on orthogonal projectors P of rank n in R^k, in balls over a box of a chart.

The chart: X in R^(r×n), r = k − n, stands for the projector onto the columns of A = [I; X].  With K = [−Xᵀ; I],
H = (I + XXᵀ)⁻¹, G = (I + XᵀX)⁻¹ = I − XᵀHX,

    N = I − P = K H Kᵀ,  B = A G = [G; HX],  ∂P_ab/∂X_ij = N_ai B_bj + B_aj N_bi  (row i of X is coordinate n + i),

and, with M_ab = c_ab V′(P_ab) and U_ab = c_ab V″(P_ab), ∂F/∂X_ij = 2 (NMB)_ij and

    ½ ∂²F/∂X_ij∂X_pq = Σ_ab U_ab (N_ai N_ap B_bj B_bq + N_ai B_aq B_bj N_bp)
        − N_ip (BᵀMB)_qj − B_iq (NMB)_pj + (NMN)_ip G_qj − (NMB)_iq B_pj.

0 ≤ P_aa ≤ 1, and |P_ab| ≤ ½ for a ≠ b, since P_ab² ≤ P_aa(1 − P_aa): balls are cut to that.  A value that comes back
finite shows that V, V′, V″ are continuous there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import product

from flint import arb, arb_mat, fmpq

from symcrit.core.algebra.balls import price
from symcrit.core.algebra.expr import integrals, sym
from symcrit.core.algebra.programs import Program
from symcrit.core.projectors.target import ARGUMENT, Target
from symcrit.core.reading import require
from symcrit.core.work import Work

HALF = arb(0, "0.5")  # where the entries off the diagonal lie
UNIT = HALF + HALF.rad()  # and those on it


class Objective:
    """c_ij V(P_ij) and its derivatives by the entry, for c_ij = b_i b_j; charged to `work`."""

    def __init__(self, target: Target, work: Work) -> None:
        t = sym(ARGUMENT)
        forms = (target.V(t), target.slope(t), target.bend(t))
        require(not any(map(integrals, forms)), "boxes are for closed forms")
        self.programs = [Program([form], [ARGUMENT]) for form in forms]
        self.work = work

    def at(self, order: int, P: arb_mat, b: Sequence[fmpq]) -> arb_mat:
        """b_i b_j V⁽ᵒʳᵈᵉʳ⁾(P_ij) for the values that an entry of a projector may have."""
        program = self.programs[order]
        size = P.nrows()
        self.work.charge((program.size + 5) * size * (size + 1) // 2 * price())
        found = arb_mat(size, size)
        for i in range(size):
            for j in range(i + 1):
                entry = P[i, j].intersection(UNIT if i == j else HALF)
                (value,) = program(entry)
                found[i, j] = value * (b[i] * b[j])
                found[j, i] = found[i, j]
        return found


class Chart:
    """The projectors of the matrices X in a ball; b: the weights, those of the first n coordinates first."""

    def __init__(self, objective: Objective, X: arb_mat, b: Sequence[fmpq]) -> None:
        self.r = X.nrows()
        self.n = X.ncols()
        self.k = self.n + self.r
        self.b = b
        self.objective = objective
        objective.work.charge((20 + 2 * self.k**2) * price())
        across = X.transpose()
        H = _inverse(_one_plus_gram(X))
        HX = H * X
        self.G = identity(self.n) - across * HX
        self.B = arb_mat([*self.G.tolist(), *HX.tolist()])
        self.N = _joined(across * HX, HX, H)
        self.P = identity(self.k) - self.N

    def value(self) -> arb:
        """F."""
        return sum(self.objective.at(0, self.P, self.b).entries(), arb(0))

    @cached_property
    def M(self) -> arb_mat:
        """c_ab V′(P_ab)."""
        return self.objective.at(1, self.P, self.b)

    @cached_property
    def NMB(self) -> arb_mat:
        """Half the gradient, and rows that stand for the first n coordinates."""
        return self.N * self.M * self.B

    @cached_property
    def gradient(self) -> list[arb]:
        """∂F/∂X_ij, row by row."""
        return [2 * self.NMB[self.n + i, j] for i in range(self.r) for j in range(self.n)]

    @cached_property
    def hessian(self) -> arb_mat:
        """∂²F/∂X_ij∂X_pq, row by row."""
        self.objective.work.charge((20 + 2 * (self.r * self.n) ** 2 + self.k**2) * price())
        n = self.n
        of_rows = [[self.N[a, n + i] for a in range(self.k)] for i in range(self.r)]
        of_columns = [[self.B[a, j] for a in range(self.k)] for j in range(n)]
        U = self.objective.at(2, self.P, self.b)
        straight = _products(of_rows, of_rows) * U * _products(of_columns, of_columns).transpose()
        mixed = _products(of_rows, of_columns)
        crossed = mixed * U * mixed.transpose()
        BMB = self.B.transpose() * self.M * self.B
        NMN = self.N * self.M * self.N
        found = arb_mat(self.r * n, self.r * n)
        for i, j, p, q in product(range(self.r), range(n), range(self.r), range(n)):
            bent = straight[i * self.r + p, j * n + q] + crossed[i * n + q, p * n + j]
            turned = NMN[n + i, n + p] * self.G[q, j] - self.N[n + i, n + p] * BMB[q, j]
            turned -= self.B[n + i, q] * self.NMB[n + p, j] + self.NMB[n + i, q] * self.B[n + p, j]
            found[i * n + j, p * n + q] = 2 * (bent + turned)
        return found


def identity(size: int) -> arb_mat:
    """I."""
    return arb_mat([[int(i == j) for j in range(size)] for i in range(size)])


def _one_plus_gram(X: arb_mat) -> arb_mat:
    """I + XXᵀ, with squares that are not negative."""
    found = identity(X.nrows()) + X * X.transpose()
    for i in range(X.nrows()):
        sizes = [abs(X[i, j]) for j in range(X.ncols())]
        found[i, i] = sum((size * size for size in sizes), arb(1))
    return found


def _inverse(S: arb_mat) -> arb_mat:
    """S⁻¹, by the determinant where that is easy, and tighter; not finite where S is not shown to be invertible."""
    if S.nrows() == 1:
        return arb_mat([[1 / S[0, 0]]])
    if S.nrows() == 2:
        det = S[0, 0] * S[1, 1] - S[0, 1] * S[1, 0]
        return arb_mat([[S[1, 1] / det, -S[0, 1] / det], [-S[1, 0] / det, S[0, 0] / det]])
    try:
        return S.inv()
    except ZeroDivisionError:
        return arb_mat(S.nrows(), S.nrows(), [arb("nan")] * S.nrows() ** 2)


def _joined(first: arb_mat, below: arb_mat, last: arb_mat) -> arb_mat:
    """[[XᵀHX, −XᵀH], [−HX, H]], which is KHKᵀ."""
    minus = -1 * below
    top = [[*left, *right] for left, right in zip(first.tolist(), minus.transpose().tolist(), strict=True)]
    bottom = [[*left, *right] for left, right in zip(minus.tolist(), last.tolist(), strict=True)]
    return arb_mat([*top, *bottom])


def _products(rows: Sequence[Sequence[arb]], others: Sequence[Sequence[arb]]) -> arb_mat:
    """The entrywise products of every row with every other one."""
    return arb_mat([[x * y for x, y in zip(row, other, strict=True)] for row in rows for other in others])
