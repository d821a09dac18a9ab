r"""The loss of an explicit student in float64 and in balls, by one vector of free parameters.

The parameters are W row by row, then a where it is free.  Everything starts from one record, `Place`: a kernel, a
teacher whose numbers are exact, and a student that is a candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
from flint import arb
from sympy import Expr

from symcrit.core import balls
from symcrit.core.landscape.curvature import Curvature
from symcrit.core.expr import parse
from symcrit.core.kernels import read_kernel
from symcrit.core.loss import Explicit, read_configuration
from symcrit.core.landscape.points import Point
from symcrit.gaussian.kernels import Kernel
from symcrit.model.loss import SignedNeurons
from symcrit.translate import to_json

__all__ = ["Place", "Regular", "kink", "vector"]

_EDGE = 1e-13  # heuristic: where 1 − ρ² is less, second derivatives by a kinked kernel count as 0

_PRECISE = 2048  # bits for the constants of a kernel


class Regular(SignedNeurons):
    """Signed neurons whose Hessian is finite at ρ = ±1 too, for kernels with a kink.

    There the second derivatives of κ grow like 1/√(1 − ρ²), while the Hessian by the weights falls like √(1 − ρ²).
    """

    def _kappa(self, *by: str) -> np.ndarray:
        value = super()._kappa(*by)
        if len(by) < 2 or np.isfinite(value).all() and not self._edges.any():
            return value
        self._known[by] = np.where(self._edges | ~np.isfinite(value), 0, value)
        return self._known[by]

    @cached_property
    def _edges(self) -> np.ndarray:
        """Where a pair of neurons is parallel, for a kernel that is singular there."""
        norms, students = np.diagonal(self.G), slice(0, self.n)
        product = np.outer(norms[students], norms)
        near = product - self.G[students] ** 2 <= _EDGE * product
        return near if kink(self.kernels[0]) is not None else np.zeros_like(near)


def kink(kernel: Kernel) -> list[Any] | None:
    """c, α in core's JSON where σ(z) = c·|z| + α·z, else None.

    >>> from symcrit import kernel
    >>> kink(kernel("relu")), kink(kernel("erf"))
    (['1/2', '1/2'], None)
    """
    derivation = kernel.derivation
    found = derivation is not None and derivation.witness["shape"] == "kink"
    return derivation.witness["constants"] if found and derivation else None


@cache
def curvature_of(kernel: Kernel) -> Curvature:
    """What core evaluates the kernel with."""
    constants = kink(kernel)
    with balls.precision(_PRECISE):
        return Curvature(read_kernel(kernel.core), constants and tuple(map(parse, constants)))


@dataclass(frozen=True)
class Place:
    """A candidate: a teacher (V: k×d, b: k, exact) and a student in float64 (W: n×d, a: n).

    outgoing: whether a varies.  modulo: whether the coordinates are u = |a| w (then a holds signs and does not vary).
    extra: whether the problem has input dimensions beyond these d.  symmetries: what was quotiented, in words.
    """

    kernel: Kernel
    scale: Expr
    V: Sequence[Sequence[Expr]]
    b: Sequence[Expr]
    W: np.ndarray
    a: np.ndarray
    outgoing: bool
    modulo: bool = False
    extra: bool = False
    symmetries: tuple[str, ...] = field(default=())
    fixed: tuple[str, ...] = ()  # the outgoing weights as exact numbers, where they do not vary

    @property
    def n(self) -> int:
        """Number of students."""
        return len(self.W)

    @property
    def d(self) -> int:
        """Input dimensions that are kept."""
        return self.W.shape[1]

    @property
    def x(self) -> np.ndarray:
        """The free parameters of the candidate."""
        return np.concatenate([self.W.ravel(), self.a]) if self.outgoing else self.W.ravel().copy()

    @cached_property
    def teacher(self) -> tuple[np.ndarray, np.ndarray]:
        """V and b in float64."""
        return np.array([[float(e) for e in row] for row in self.V]), np.array([float(e) for e in self.b])

    def parts(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """W and a of a vector of free parameters."""
        size = self.n * self.d
        return x[:size].reshape(self.n, self.d), x[size:] if self.outgoing else self.a

    def neurons(self, x: np.ndarray) -> Regular:
        """Students and negated teachers in float64."""
        (W, a), (V, b) = self.parts(x), self.teacher
        S = np.concatenate([a, -b])[:, None]
        return Regular(np.vstack([W, V]), S, self.n, (self.kernel,) * 3, float(self.scale))

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """∇L in float64."""
        by_W, by_a = self.neurons(x).gradient()
        return np.concatenate([by_W.ravel(), by_a.ravel()]) if self.outgoing else by_W.ravel()

    def hessian(self, x: np.ndarray) -> np.ndarray:
        """∂²L in float64."""
        WW, Wa, aa = self.neurons(x).hessian()
        size = self.n * self.d
        WW = WW.reshape(size, size)
        if self.outgoing:
            Wa, aa = Wa.reshape(size, self.n), aa.reshape(self.n, self.n)
            WW = np.block([[WW, Wa], [Wa.T, aa]])
        return (WW + WW.T) / 2

    @cached_property
    def curvature(self) -> Curvature:
        """What core evaluates the kernel with."""
        return curvature_of(self.kernel)

    def configuration(self, numbers: Sequence[str]) -> dict[str, Any]:
        """The configuration JSON with these free parameters, exact decimals."""
        teacher = [[to_json(e) for e in row] for row in self.V], [to_json(e) for e in self.b]
        pool: list[Any] = []
        known: dict[str, int] = {}

        def place(value: Any) -> int:
            key = str(value)
            if key not in known:
                known[key] = len(pool)
                pool.append(value)
            return known[key]

        size = self.n * self.d
        rows = [numbers[i * self.d : (i + 1) * self.d] for i in range(self.n)]
        a = numbers[size:] if self.outgoing else self.fixed
        network = {
            "W": [[place(value) for value in row] for row in rows],
            "a": [place(value) for value in a],
            "V": [[place(value) for value in row] for row in teacher[0]],
            "b": [place(value) for value in teacher[1]],
        }
        return {
            "kernel": self.kernel.core,
            "scale": to_json(self.scale),
            "network": {"pool": pool, **network},
        }

    def point(self, numbers: Sequence[str], radius: tuple[arb, arb] = (arb(0), arb(0))) -> Point:
        """Core's view of the box around these parameters; at the precision of the caller."""
        place = read_configuration(self.configuration(numbers))
        assert isinstance(place, Explicit)
        return Point(place, self.curvature, radius, self.outgoing)


def vector(values: Iterable[arb]) -> np.ndarray:
    """Midpoints in float64; nan where a ball is not finite."""
    return np.array([float(value.mid()) if value.is_finite() else np.nan for value in values])


def ball_gradient(place: Place, numbers: Sequence[str], bits: int) -> list[arb]:
    """∇L at exact parameters, in balls of `bits` bits."""
    with balls.precision(bits):
        return place.point(numbers).gradient()
