r"""Expected loss of signed neurons, with its gradient and Hessian.

Students and negated teachers are one list of N = n + k neurons u_p with outgoing weights s_p: U = [W; V], S = [a; −b].
With the Gram matrix G = UUᵀ, M = SSᵀ and κ_pq = κ(G_pp, G_pq, G_qq),

    L = scale · Σ_pq M_pq κ_pq.

Subscripts 1, 2, 3 are derivatives by q11, q12, q22. By κ_pq = κ_qp, for a student i,

    ∂L/∂a_i = 2·scale · Σ_q s_q κ_iq,        ∂L/∂w_i = 2·scale · Σ_q M_iq P_iq,        P_iq = 2κ₁ w_i + κ₂ u_q.

For inputs x ~ N(m, C), G = UCUᵀ, κ has the means Um, and P_iq = 2κ₁ Cw_i + κ₂ Cu_q + κ_m m with κ_m = ∂κ/∂m1.  A bias
is the weight of one more input that is always 1: of mean 1, and of covariance 0 with all.

The same lines serve float64 arrays and arrays of sympy expressions; only the evaluation of κ differs.  In float64 every
κ_pq is right to 8 ulp of √(κ_pp·κ_qq) (`Kernel.numeric`), so that L is right to 1e-15·scale·(Σ_p |s_p|√κ_pp)².
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import lazy_loader
import sympy

from symcrit.kernels.kernel import Kernel

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["SignedNeurons", "gram"]


def gram(U: np.ndarray, images: np.ndarray | None = None) -> np.ndarray:
    """UUᵀ for a float array or an object array of sympy expressions (whose zeros cost nothing).

    images: UC for a symmetric C, where UCUᵀ is meant.

    >>> gram(np.array([[sympy.Integer(1), sympy.Integer(2)]], dtype=object))
    array([[5]], dtype=object)
    """
    images = U if images is None else images
    if U.dtype != object:
        return U @ images.T
    terms: dict[tuple[int, int], list[sympy.Expr]] = {}
    for column, image in zip(U.T, images.T, strict=True):
        (filled,), (imaged,) = np.nonzero(column != 0), np.nonzero(image != 0)
        for p, q in product(filled, imaged):
            if p <= q:
                terms.setdefault((p, q), []).append(column[p] * image[q])
    G = np.full((len(U), len(U)), sympy.S.Zero, dtype=object)
    for (p, q), summands in terms.items():
        G[p, q] = G[q, p] = sympy.Add(*summands)
    return G


@dataclass(frozen=True)
class SignedNeurons:
    """U: N×d and S: N×C arrays, the n students first; kernels student–student, student–teacher, teacher–teacher.

    covariance: C, d×d; None for the identity. mean: m, for kernels with means; None for kernels without.

    The derivatives are those by the students only.
    """

    U: np.ndarray
    S: np.ndarray
    n: int
    kernels: tuple[Kernel, Kernel, Kernel]
    scale: Any
    covariance: np.ndarray | None = None
    mean: np.ndarray | None = None

    @cached_property
    def G(self) -> np.ndarray:
        return gram(self.U) if self.covariance is None else gram(self.U, self.images)

    @cached_property
    def images(self) -> np.ndarray:
        """UC."""
        return self.U if self.covariance is None else self.U @ self.covariance

    @cached_property
    def M(self) -> np.ndarray:
        return self.S @ self.S.T

    def loss(self) -> Any:
        """L, as a float or a sympy expression."""
        students, teachers = slice(0, self.n), slice(self.n, None)
        blocks = ((1, students, students), (2, students, teachers), (1, teachers, teachers))
        return self.scale * sum(
            weight * _inner(self.M[rows, cols], self._evaluate(kernel, rows, cols))
            for kernel, (weight, rows, cols) in zip(self.kernels, blocks, strict=True)
        )

    def gradient(self) -> tuple[np.ndarray, np.ndarray]:
        """(∂L/∂W, ∂L/∂a), n×d and n×C."""
        M = self.M[: self.n]
        own = (M * self._kappa("q11")).sum(axis=1)[:, None]
        by_w = 2 * own * self.images[: self.n] + (M * self._kappa("q12")) @ self.images
        if self.mean is not None:
            by_w = by_w + np.outer((M * self._kappa("m1")).sum(axis=1), self.mean)
        return 2 * self.scale * by_w, 2 * self.scale * (self._kappa() @ self.S)

    def hessian(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(∂²L/∂W∂W, ∂²L/∂W∂a, ∂²L/∂a∂a) with axes (i, α, m, β), (i, α, m, o), (i, o, m, o')."""
        n, d, C = self.n, self.U.shape[1], self.S.shape[1]
        WW, Wa = np.empty((n, d, n, d), self.U.dtype), np.empty((n, d, n, C), self.U.dtype)
        P = self._slopes()
        for i, m in product(range(n), repeat=2):
            WW[i, :, m, :] = self._cross_block(i, m) + (self._own_block(i) if i == m else 0)
            Wa[i, :, m, :] = np.outer(P[i, m], self.S[i]) + (P[i].T @ self.S if i == m else 0)
        aa = self._kappa()[:, None, :n, None] * np.eye(C, dtype=int)[None, :, None, :]
        return 2 * self.scale * WW, 2 * self.scale * Wa, 2 * self.scale * aa

    def _slopes(self) -> np.ndarray:
        """P_iq = 2κ₁ Cw_i + κ₂ Cu_q + κ_m m, n×N×d."""
        W, U = self.images[: self.n], self.images
        slopes = 2 * self._kappa("q11")[:, :, None] * W[:, None, :] + self._kappa("q12")[:, :, None] * U[None]
        return slopes if self.mean is None else slopes + self._kappa("m1")[:, :, None] * self.mean

    @property
    def _identity(self) -> np.ndarray:
        """C."""
        return np.eye(self.U.shape[1], dtype=int) if self.covariance is None else self.covariance

    def _own_block(self, i: int) -> np.ndarray:
        """Σ_q M_iq ∂P_iq/∂w_i, w_i as the first argument; with w for Cw_i and u for Cu_q

        2κ₁ C + 4κ₁₁ w wᵀ + 2κ₁₂ (u wᵀ + w uᵀ) + κ₂₂ u uᵀ + 2κ₁ₘ (m wᵀ + w mᵀ) + κ₂ₘ (m uᵀ + u mᵀ) + κₘₘ m mᵀ.
        """
        w, M, U = self.images[i], self.M[i], self.images
        own, bent = (M * self._kappa("q11")[i]).sum(), (M * self._kappa("q11", "q11")[i]).sum()
        mixed = np.outer((M * self._kappa("q11", "q12")[i]) @ U, w)
        pairs = (U.T * (M * self._kappa("q12", "q12")[i])) @ U
        block = 2 * own * self._identity + 4 * bent * np.outer(w, w) + 2 * (mixed + mixed.T) + pairs
        if self.mean is None:
            return block
        along = 2 * (M * self._kappa("q11", "m1")[i]).sum() * w + (M * self._kappa("q12", "m1")[i]) @ U
        turned = np.outer(self.mean, along)
        return block + turned + turned.T + (M * self._kappa("m1", "m1")[i]).sum() * np.outer(self.mean, self.mean)

    def _cross_block(self, i: int, m: int) -> np.ndarray:
        """M_im ∂P_im/∂w_m, with v = Cw_i, w = Cw_m and the mean e of the inputs

        κ₂ C + (2κ₁₂ v + κ₂₂ w + κₘ₂ e) vᵀ + 2(2κ₁₃ v + κ₂₃ w + κₘ₃ e) wᵀ + (2κ₁ₙ v + κ₂ₙ w + κₘₙ e) eᵀ,  n for m2.
        """
        v, w = self.images[i], self.images[m]

        def slope(by: str) -> np.ndarray:
            """2κ₁ v + κ₂ w + κₘ e, differentiated by an argument of κ."""
            found = 2 * self._kappa("q11", by)[i, m] * v + self._kappa("q12", by)[i, m] * w
            return found if self.mean is None else found + self._kappa(by, "m1")[i, m] * self.mean

        block = self._kappa("q12")[i, m] * self._identity + np.outer(slope("q12"), v) + 2 * np.outer(slope("q22"), w)
        return self.M[i, m] * (block if self.mean is None else block + np.outer(slope("m2"), self.mean))

    @cached_property
    def _known(self) -> dict[tuple[str, ...], np.ndarray]:
        return {}

    def _kappa(self, *by: str) -> np.ndarray:
        """The n×N matrix of κ, differentiated by the arguments in `by`."""
        if by not in self._known:
            students, blocks = slice(0, self.n), []
            for kernel, cols in zip(self.kernels, (students, slice(self.n, None)), strict=False):
                for name in by:
                    kernel = kernel.diff(name)
                blocks.append(self._evaluate(kernel, students, cols))
            self._known[by] = np.hstack(blocks)
        return self._known[by]

    def _evaluate(self, kernel: Kernel, rows: slice, cols: slice) -> np.ndarray:
        norms = np.diagonal(self.G)
        q11, q12, q22 = np.broadcast_arrays(norms[rows, None], self.G[rows, cols], norms[None, cols])
        m = np.full(len(self.U), 0 if self.U.dtype == object else 0.0) if self.mean is None else self.U @ self.mean
        m1, m2 = np.broadcast_arrays(m[rows, None], m[None, cols])
        if self.U.dtype != object:
            return kernel.numeric(q11, q12, q22, m1=m1, m2=m2)
        places = list(zip(q11.flat, q12.flat, q22.flat, m1.flat, m2.flat, strict=True))
        values = {(*q, a, b): kernel(*q, m1=a, m2=b) for *q, a, b in set(places)}
        result = np.empty(q12.shape, dtype=object)
        result.flat = [values[place] for place in places]
        return result


def _inner(weights: np.ndarray, values: np.ndarray) -> Any:
    """Σ weights·values; equal terms of an exact sum are counted, not added one by one."""
    if weights.dtype != object:
        return float((weights * values).sum())
    counts = Counter(zip(weights.flat, values.flat, strict=True))
    return sympy.Add(*(count * weight * value for (weight, value), count in counts.items()))
