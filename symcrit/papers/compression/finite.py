"""Targets with N random neurons, their population losses, and the part of them that a student sees.

f*(x) = (1/N) Σ_i a_i σ(b_i·x), σ = ReLU; no input is sampled: every expectation over x is a closed form of weights.
With c the mean and v·x the linear part of f*, exactly (`compression.simplified_objective`)

    E[(f − f*)²] = objective(f) + rest,   rest = E[(f* − c − v·x)²],
    objective(f) = c² + |v|² − (2/N) Σ_ij a_i s_j κ(b_i, w_j) + Σ_jk s_j s_k κ(w_j, w_k).

The objective costs O(NMd); the rest, which no student changes, O(N²d), and is computed once, in blocks of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from symcrit.errors import InputError, shorten
from symcrit.model.network import Network
from symcrit.model.random import generator

__all__ = ["FiniteTarget", "random_target"]

BLOCK = 1 << 21  # kernel values at a time: 16 MB
LAWS = ("gaussian", "rademacher", "uniform")


@dataclass(frozen=True, eq=False)
class FiniteTarget:
    """f* of N ReLU neurons: rows b_i (N×d, float64) and outgoing weights a_i (N), with the factor 1/N.

    Guarantee: losses are the population losses up to float64 rounding, and no N×N matrix is ever stored.
    Raises InputError for shapes that do not fit and for entries that are not finite.

    >>> target = FiniteTarget(np.array([[1.0, 0.0], [-1.0, 0.0]]), np.ones(2))
    >>> round(target.loss(Network(np.array([[0.5, 0.0], [-0.5, 0.0]]), np.ones(2))), 12)
    0.0
    """

    b: np.ndarray
    a: np.ndarray

    def __post_init__(self) -> None:
        b, a = np.asarray(self.b, dtype=float), np.asarray(self.a, dtype=float)
        if b.ndim != 2 or a.shape != b.shape[:1] or not len(b) or not b.shape[1]:
            raise InputError(f"b has shape {b.shape} and a {a.shape}; give N rows of d numbers and N outgoing weights")
        if not (np.isfinite(b).all() and np.isfinite(a).all()):
            raise InputError("b or a holds a number that is not finite")
        object.__setattr__(self, "b", b)
        object.__setattr__(self, "a", a)

    @property
    def N(self) -> int:
        """The number of neurons."""
        return len(self.b)

    @property
    def d(self) -> int:
        """The input dimension."""
        return self.b.shape[1]

    @cached_property
    def c(self) -> float:
        """The mean of f*, (1/N) Σ a_i |b_i| / √(2π)."""
        return float(self.a @ np.linalg.norm(self.b, axis=1) / (self.N * np.sqrt(2 * np.pi)))

    @cached_property
    def v(self) -> np.ndarray:
        """The linear part of f*, (1/N) Σ a_i b_i / 2."""
        return self.a @ self.b / (2 * self.N)

    def objective(self, student: Network) -> float:
        """E[(f − f*)²] less the rest that no student changes: to be compared with the simplified objective."""
        W, s = self._student(student)
        cross = self._sum(W, s) / self.N
        return float(self.c**2 + self.v @ self.v - 2 * cross + s @ relu_kernel(W, W) @ s)

    @cached_property
    def rest(self) -> float:
        """E[(f* − c − v·x)²], in O(N²d) time (seconds for N = 10⁴, minutes for 10⁵)."""
        return float(self._sum(self.b, self.a) / self.N**2 - self.c**2 - self.v @ self.v)

    def loss(self, student: Network) -> float:
        """E[(f − f*)²]."""
        return self.objective(student) + self.rest

    def _sum(self, W: np.ndarray, s: np.ndarray) -> float:
        """Σ_ij a_i s_j κ(b_i, w_j), in blocks of rows."""
        rows = max(1, BLOCK // len(W))
        blocks = (slice(i, i + rows) for i in range(0, self.N, rows))
        return float(sum(self.a[block] @ relu_kernel(self.b[block], W) @ s for block in blocks))

    def _student(self, student: Network) -> tuple[np.ndarray, np.ndarray]:
        if not isinstance(student, Network):
            raise InputError(f"{shorten(repr(student))} is no Network; write Network(W, a)")
        if student.outputs != 1 or student.biases is not None or student.d != self.d:
            raise InputError(f"the student has one output, no biases and d = {self.d}, as the target; d = {student.d}")
        own = student.to_float()
        return np.asarray(own.W), np.asarray(own.a)


def relu_kernel(U: np.ndarray, V: np.ndarray) -> np.ndarray:
    """E[σ(u·x) σ(v·x)] for all rows u, v (float64), κ = |u||v| h(ρ); h has a bounded slope, so ρ may be rounded."""
    lengths = np.linalg.norm(U, axis=1)[:, None] * np.linalg.norm(V, axis=1)[None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.nan_to_num(U @ V.T / lengths).clip(-1, 1)
    return lengths * (np.sqrt(1 - cosine * cosine) + (np.pi - np.arccos(cosine)) * cosine) / (2 * np.pi)


def random_target(N: int, d: int, *, weights: str = "gaussian", rng: np.random.Generator | int) -> FiniteTarget:
    """N neurons with independent centred b_i of covariance I/d and a_i = 1/E|b|, so that c → 1/√(2π) for N → ∞, τ → 0.

    weights: the law of the entries of b_i: "gaussian", "rademacher" or "uniform"; E|b| is 1 for "rademacher", exact for
    "gaussian", and for "uniform" replaced by the mean over the N neurons.
    Raises InputError for N < 1, d < 1 and an unknown law.

    >>> random_target(10, 4, rng=0).b.shape
    (10, 4)
    """
    for name, size in (("N", N), ("d", d)):
        if not isinstance(size, int | np.integer) or isinstance(size, bool) or size < 1:
            raise InputError(f"{name} = {shorten(size)} must be an integer >= 1")
    if weights not in LAWS:
        raise InputError(f"weights = {shorten(weights)!r} is unknown; known: {', '.join(LAWS)}")
    rng = generator(rng)
    draw = {
        "gaussian": lambda: rng.standard_normal((N, d)),
        "rademacher": lambda: rng.choice([-1.0, 1.0], (N, d)),
        "uniform": lambda: rng.uniform(-np.sqrt(3), np.sqrt(3), (N, d)),
    }[weights]
    b = draw() / np.sqrt(d)
    return FiniteTarget(b, np.full(N, 1 / _mean_length(weights, d, b)))


def _mean_length(weights: str, d: int, b: np.ndarray) -> float:
    from scipy.special import gammaln

    if weights == "gaussian":
        return float(np.exp(gammaln((d + 1) / 2) - gammaln(d / 2)) * np.sqrt(2 / d))
    return 1.0 if weights == "rademacher" else float(np.linalg.norm(b, axis=1).mean())
