r"""Expected loss of signed neurons, with its gradient and Hessian.

Students and negated teachers are one list of N = n + k neurons u_p with outgoing weights s_p: U = [W; V], S = [a; −b].
With the Gram matrix G = UUᵀ, M = SSᵀ and κ_pq = κ(G_pp, G_pq, G_qq),

    L = scale · Σ_pq M_pq κ_pq.

Subscripts 1, 2, 3 are derivatives by q11, q12, q22. By κ_pq = κ_qp, for a student i,

    ∂L/∂a_i = 2·scale · Σ_q s_q κ_iq,        ∂L/∂w_i = 2·scale · Σ_q M_iq P_iq,        P_iq = 2κ₁ w_i + κ₂ u_q.

The same lines serve float64 arrays and arrays of sympy expressions; only the evaluation of κ differs.
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


def gram(U: np.ndarray) -> np.ndarray:
    """UUᵀ for a float array or an object array of sympy expressions (whose zeros cost nothing).

    >>> gram(np.array([[sympy.Integer(1), sympy.Integer(2)]], dtype=object))
    array([[5]], dtype=object)
    """
    if U.dtype != object:
        return U @ U.T
    terms: dict[tuple[int, int], list[sympy.Expr]] = {}
    for column in U.T:
        (filled,) = np.nonzero(column != 0)
        for p, q in product(filled, repeat=2):
            if p <= q:
                terms.setdefault((p, q), []).append(column[p] * column[q])
    G = np.full((len(U), len(U)), sympy.S.Zero, dtype=object)
    for (p, q), summands in terms.items():
        G[p, q] = G[q, p] = sympy.Add(*summands)
    return G


@dataclass(frozen=True)
class SignedNeurons:
    """U: N×d and S: N×C arrays, the n students first; kernels student–student, student–teacher, teacher–teacher.

    means: the N biases, for kernels with means; None without biases.

    The derivatives are those by the students only.
    """

    U: np.ndarray
    S: np.ndarray
    n: int
    kernels: tuple[Kernel, Kernel, Kernel]
    scale: Any
    means: np.ndarray | None = None

    @cached_property
    def G(self) -> np.ndarray:
        return gram(self.U)

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
        W, M = self.U[: self.n], self.M[: self.n]
        own = (M * self._kappa("q11")).sum(axis=1)[:, None]
        by_w = 2 * own * W + (M * self._kappa("q12")) @ self.U
        return 2 * self.scale * by_w, 2 * self.scale * (self._kappa() @ self.S)

    def by_means(self) -> np.ndarray:
        """∂L/∂m_i = 2·scale · Σ_q M_iq ∂κ_iq/∂m1, for students with biases m_i."""
        return 2 * self.scale * (self.M[: self.n] * self._kappa("m1")).sum(axis=1)

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
        """P_iq = 2κ₁ w_i + κ₂ u_q, n×N×d."""
        W = self.U[: self.n]
        return 2 * self._kappa("q11")[:, :, None] * W[:, None, :] + self._kappa("q12")[:, :, None] * self.U[None]

    def _own_block(self, i: int) -> np.ndarray:
        """Σ_q M_iq ∂P_iq/∂w_i, w_i as the first argument: 2κ₁ I + 4κ₁₁ w wᵀ + 2κ₁₂ (u wᵀ + w uᵀ) + κ₂₂ u uᵀ."""
        w, M, identity = self.U[i], self.M[i], np.eye(self.U.shape[1], dtype=int)
        own, bent = (M * self._kappa("q11")[i]).sum(), (M * self._kappa("q11", "q11")[i]).sum()
        mixed = np.outer((M * self._kappa("q11", "q12")[i]) @ self.U, w)
        pairs = (self.U.T * (M * self._kappa("q12", "q12")[i])) @ self.U
        return 2 * own * identity + 4 * bent * np.outer(w, w) + 2 * (mixed + mixed.T) + pairs

    def _cross_block(self, i: int, m: int) -> np.ndarray:
        """M_im ∂P_im/∂w_m, with v = w_i and w = w_m: κ₂ I + (2κ₁₂ v + κ₂₂ w) vᵀ + 2(2κ₁₃ v + κ₂₃ w) wᵀ."""
        v, w = self.U[i], self.U[m]
        k2, k12, k22, k13, k23 = (
            self._kappa(*by)[i, m] for by in (("q12",), ("q11", "q12"), ("q12", "q12"), ("q11", "q22"), ("q12", "q22"))
        )
        identity = np.eye(len(v), dtype=int)
        return self.M[i, m] * (
            k2 * identity + np.outer(2 * k12 * v + k22 * w, v) + 2 * np.outer(2 * k13 * v + k23 * w, w)
        )

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
        m = np.full(len(self.U), 0 if self.U.dtype == object else 0.0) if self.means is None else self.means
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
