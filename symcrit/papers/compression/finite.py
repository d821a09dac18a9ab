"""Targets with N random neurons, their population losses, and the part of them that a student sees.

f*(x) = (1/N) Σ_i a_i σ(b_i·x), σ = ReLU; no input is sampled: every expectation over x is a closed form of weights.
With c the mean and v·x the linear part of f*, exactly (`compression.simplified_objective`)

    E[(f − f*)²] = objective(f) + rest,   rest = E[(f* − c − v·x)²],
    objective(f) = c² + |v|² − (2/N) Σ_ij a_i s_j κ(b_i, w_j) + Σ_jk s_j s_k κ(w_j, w_k).

The objective costs O(NMd). The rest, which no student changes, is a sum over pairs; with A_i = a_i|b_i|, ρ_ij the
cosine of b_i and b_j, and R(ρ) = h(ρ) − 1/(2π) − ρ/4 as in `compression.simplified_objective`,

    rest = (1/N²) Σ_ij A_i A_j R(ρ_ij),   Σ_ij A_i A_j (p + qρ_ij²) = p(Σ_i A_i)² + q‖Σ_i A_i b_i b_iᵀ/|b_i|²‖².

What a parabola p + qρ² has of R is therefore exact in O(Nd²), and so is the diagonal. What is left, R − p − qρ² off the
diagonal, is the sum over all pairs up to N = 4096, O(N²d), and above that over the rows of a random sample, without
bias and with its standard error; no N×N matrix is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from symcrit.arguments import integer
from symcrit.errors import InputError, shorten, shown
from symcrit.model.network import Network
from symcrit.model.random import generator

__all__ = ["FiniteTarget", "random_target"]

BLOCK = 1 << 21  # kernel values at a time: 16 MB
PAIRS = 1 << 24  # kernel values in all, unless the complete sum is asked for
_MOST = 10**9
LAWS = ("gaussian", "rademacher", "uniform")


@dataclass(frozen=True, eq=False)
class FiniteTarget:
    """f* of N ReLU neurons: rows b_i (N×d, float64) and outgoing weights a_i (N), with the factor 1/N.

    Guarantee: `objective` is exact up to float64 rounding for every N; so are `loss` and `rest` for N ≤ 4096, and with
    `complete_rest` for every N.  Above, `loss` and `rest` have the standard error `error`: of a sample of rows, drawn
    by a generator of its own and so the same for the same target, whatever the weights are.
    Raises InputError for shapes that do not fit and for entries that are not finite.

    >>> target = FiniteTarget(np.array([[1.0, 0.0], [-1.0, 0.0]]), np.ones(2))
    >>> target
    FiniteTarget(N = 2, d = 2)
    >>> round(target.loss(Network(np.array([[0.5, 0.0], [-0.5, 0.0]]), np.ones(2))), 12), target.error
    (0.0, 0.0)
    """

    b: np.ndarray
    a: np.ndarray

    def __post_init__(self) -> None:
        try:
            b, a = np.asarray(self.b, dtype=float), np.asarray(self.a, dtype=float)
        except Exception:  # whatever numpy finds in what is no array of numbers
            raise InputError(
                "b or a is no array of real numbers; give N rows of d numbers and N outgoing weights"
            ) from None
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

    @property
    def rest(self) -> float:
        """E[(f* − c − v·x)²], up to `error`; see `complete_rest`."""
        return self._rest[0]

    @property
    def error(self) -> float:
        """The standard error of `rest`, and so of `loss`: 0 where all pairs are summed, N ≤ 4096."""
        return self._rest[1]

    def complete_rest(self) -> float:
        """E[(f* − c − v·x)²] by the sum over all pairs: O(N²d) time, minutes for N = 10⁵.

        >>> target = random_target(500, 3, rng=0)
        >>> abs(target.complete_rest() - target.rest) < 1e-12
        True
        """
        return float(self._sum(self.b, self.a) / self.N**2 - self.c**2 - self.v @ self.v)

    def loss(self, student: Network) -> float:
        """E[(f − f*)²], up to `error`."""
        return self.objective(student) + self.rest

    @cached_property
    def _rest(self) -> tuple[float, float]:
        lengths = np.linalg.norm(self.b, axis=1)
        units, A = self.b / np.where(lengths > 0, lengths, 1)[:, None], self.a * lengths
        p, q = _parabola(self.d)
        exact = p * A.sum() ** 2 + q * np.sum((units.T @ (A[:, None] * units)) ** 2)
        exact += (_beyond(np.ones(1), 0, 0)[0] - p - q) * (A @ A)  # the diagonal, ρ = 1
        size = max(2, PAIRS // self.N)
        every = size >= self.N
        chosen = np.arange(self.N) if every else np.random.default_rng(0).choice(self.N, size, replace=False)
        rows = max(1, BLOCK // self.N)
        sums = []
        for start in range(0, len(chosen), rows):
            own = chosen[start : start + rows]
            values = _beyond(units[own] @ units.T, p, q)
            values[np.arange(len(own)), own] = 0
            sums.append(A[own] * (values @ A))
        sample = np.concatenate(sums)
        left, error = self.N * sample.mean(), 0.0
        if not every:
            error = float(self.N * np.sqrt((1 - size / self.N) / size) * sample.std(ddof=1)) / self.N**2
        return float((exact + left) / self.N**2), error

    def __repr__(self) -> str:
        return f"FiniteTarget(N = {self.N}, d = {self.d})"

    def _sum(self, W: np.ndarray, s: np.ndarray) -> float:
        """Σ_ij a_i s_j κ(b_i, w_j), in blocks of rows."""
        rows = max(1, BLOCK // len(W))
        blocks = (slice(i, i + rows) for i in range(0, self.N, rows))
        return float(sum(self.a[block] @ relu_kernel(self.b[block], W) @ s for block in blocks))

    def _student(self, student: Network) -> tuple[np.ndarray, np.ndarray]:
        if not isinstance(student, Network):
            raise InputError(f"{shown(student)} is no Network; write Network(W, a)")
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


def _beyond(rho: np.ndarray, p: float, q: float) -> np.ndarray:
    """R(ρ) − p − qρ², R(ρ) = (ρ asin ρ + √(1 − ρ²) − 1)/(2π)."""
    rho = rho.clip(-1, 1)
    square = rho * rho
    return (rho * np.arcsin(rho) + np.sqrt(1 - square) - 1) / (2 * np.pi) - p - q * square


def _parabola(d: int) -> tuple[float, float]:
    """The p and q for which R − p − qρ² is least in mean square over the sphere; any others are right as well."""
    if d == 1:
        return 0.0, float(_beyond(np.ones(1), 0, 0)[0])  # ρ² = 1
    angles = (np.arange(400) + 0.5) * np.pi / 400  # ρ = cos φ has the weight sin^{d−2} φ dφ
    weights, rho = np.sin(angles) ** (d / 2 - 1), np.cos(angles)
    basis = np.stack([weights, weights * rho * rho], axis=1)
    p, q = np.linalg.lstsq(basis, weights * _beyond(rho, 0, 0), rcond=None)[0]
    return float(p), float(q)


def random_target(N: int, d: int, *, weights: str = "gaussian", rng: np.random.Generator | int) -> FiniteTarget:
    """N neurons with independent centred b_i of covariance I/d and a_i = 1/E|b|, so that c → 1/√(2π) for N → ∞, τ → 0.

    weights: the law of the entries of b_i: "gaussian", "rademacher" or "uniform"; E|b| is 1 for "rademacher", exact for
    "gaussian", and for "uniform" replaced by the mean over the N neurons.
    Raises InputError for N < 1, d < 1 and an unknown law.

    >>> random_target(10, 4, rng=0).b.shape
    (10, 4)
    """
    N, d = integer("N", N, 1), integer("d", d, 1)
    if N * d > _MOST:
        raise InputError(f"N = {shorten(N)}, d = {shorten(d)}: at most {_MOST} weights fit into memory")
    check_law(weights)
    rng = generator(rng)
    draw = {
        "gaussian": lambda: rng.standard_normal((N, d)),
        "rademacher": lambda: rng.choice([-1.0, 1.0], (N, d)),
        "uniform": lambda: rng.uniform(-np.sqrt(3), np.sqrt(3), (N, d)),
    }[weights]
    b = draw() / np.sqrt(d)
    return FiniteTarget(b, np.full(N, 1 / _mean_length(weights, d, b)))


def check_law(weights: str) -> None:
    """Raises InputError for a law of weights that is not known."""
    if not isinstance(weights, str) or weights not in LAWS:
        raise InputError(f"weights = {shorten(weights)!r} is unknown; known: {', '.join(LAWS)}")


def _mean_length(weights: str, d: int, b: np.ndarray) -> float:
    from scipy.special import gammaln

    if weights == "gaussian":
        return float(np.exp(gammaln((d + 1) / 2) - gammaln(d / 2)) * np.sqrt(2 / d))
    return 1.0 if weights == "rademacher" else float(np.linalg.norm(b, axis=1).mean())
