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

from symcrit.certificate import write
from symcrit.core import Explicit, Work, parse, read_configuration, read_kernel
from symcrit.core.algebra import balls
from symcrit.core.networks.curvature import Curvature
from symcrit.core.networks.points import Point
from symcrit.errors import InputError
from symcrit.kernels.derivations import derive
from symcrit.kernels.kernel import Kernel
from symcrit.model.loss import SignedNeurons
from symcrit.translate import from_json, to_json

__all__ = ["Place", "Regular", "ball_gradient", "curvature_of", "curvature_of_json", "kink", "vector"]

_EDGE = 1e-8  # heuristic: neurons at a smaller angle count as parallel
_PRECISE = 2048  # bits for the constants of a kernel


class Regular(SignedNeurons):
    r"""Signed neurons whose Hessian is accurate near ρ = ±1 too, for a kernel σ = c·|z| + α·z.

    There κ = (2c²/π)(s + q12·asin ρ) + α² q12 with s² = q11·q22 − q12². The second derivatives grow like 1/s, while the
    Hessian by the weights falls like s: where s is 0 up to rounding they count as 0.
    """

    def _kappa(self, *by: str) -> np.ndarray:
        constants = kink(self.kernels[0])
        if len(by) < 2 or constants is None:
            return super()._kappa(*by)
        c = float(balls.evaluate(parse(constants[0]), {}).mid())
        return c * c / np.pi * self._bends[by]

    @cached_property
    def _bends(self) -> dict[tuple[str, ...], np.ndarray]:
        """π/c² times the second derivatives of κ, n×N."""
        G, students = self.G, slice(0, self.n)
        q11, q12, q22 = np.broadcast_arrays(np.diagonal(G)[students, None], G[students], np.diagonal(G)[None])
        away = self.U[None] - (q12 / q11)[:, :, None] * self.U[students, None]  # orthogonal to w_i
        s = np.sqrt(q11 * (away * away).sum(axis=2))
        apart = s > _EDGE * np.sqrt(q11 * q22)
        inverse = np.where(apart, 1 / np.where(apart, s, 1), 0)
        return {
            ("q11", "q11"): np.where(inverse > 0, (q22 / 2 * inverse - s / q11) / q11, 0),
            ("q11", "q12"): -q12 / q11 * inverse,
            ("q11", "q22"): inverse / 2,
            ("q12", "q12"): 2 * inverse,
            ("q12", "q22"): -q12 / q22 * inverse,
        }


@cache
def kink(kernel: Kernel) -> list[Any] | None:
    """c, α in core's JSON where σ(z) = c·|z| + α·z, else None.

    >>> from symcrit import kernel
    >>> kink(kernel("relu")), kink(kernel("erf"))
    (['1/2', '1/2'], None)
    """
    derivation = kernel.derivation
    found = derivation.derived.derivation.kink(Work()) if derivation is not None else None
    return [to_json(from_json(write(constant))) for constant in found] if found else None


@cache
def curvature_of(kernel: Kernel) -> Curvature:
    """What core evaluates the kernel with."""
    return curvature_of_json(kernel.core)


def curvature_of_json(kernel: dict[str, Any]) -> Curvature:
    """The same for a kernel in core's JSON; raises InputError for one without an activation."""
    own = read_kernel(kernel)
    found = derive(own)
    if found is None:
        raise InputError(
            "critical points are certified for kernels with a derivation; name an activation such as 'erf'"
        )
    with balls.precision(_PRECISE):
        return Curvature(own, found.derived.derivation.kink(Work()))


@dataclass(frozen=True)
class Place:
    """A candidate: a teacher (V: k×d, b: k×C, exact) and a student in float64 (W: n×d, a: n×C).

    outgoing: whether a varies.  modulo: whether the coordinates are u = |a| w (then a holds signs and does not vary).
    extra: whether the problem has input dimensions beyond these d.  symmetries: what was quotiented, in words.
    """

    kernel: Kernel
    scale: Expr
    V: Sequence[Sequence[Expr]]
    b: Sequence[Sequence[Expr]]
    W: np.ndarray
    a: np.ndarray
    outgoing: bool
    modulo: bool = False
    extra: bool = False
    symmetries: tuple[str, ...] = field(default=())
    fixed: tuple[str, ...] = ()  # the outgoing weights, row by row, as exact numbers, where they do not vary

    @property
    def n(self) -> int:
        """Number of students."""
        return len(self.W)

    @property
    def d(self) -> int:
        """Input dimensions that are kept."""
        return self.W.shape[1]

    @property
    def outputs(self) -> int:
        """Number C of outputs."""
        return self.a.shape[1]

    @property
    def x(self) -> np.ndarray:
        """The free parameters of the candidate."""
        return np.concatenate([self.W.ravel(), self.a.ravel()]) if self.outgoing else self.W.ravel().copy()

    @cached_property
    def teacher(self) -> tuple[np.ndarray, np.ndarray]:
        """V and b in float64."""
        V, b = (np.array([[float(e) for e in row] for row in rows]) for rows in (self.V, self.b))
        return V, b

    def parts(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """W and a of a vector of free parameters."""
        size = self.n * self.d
        return x[:size].reshape(self.n, self.d), x[size:].reshape(self.a.shape) if self.outgoing else self.a

    def neurons(self, x: np.ndarray) -> Regular:
        """Students and negated teachers in float64."""
        (W, a), (V, b) = self.parts(x), self.teacher
        S = np.concatenate([a, -b])
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
            Wa, aa = Wa.reshape(size, self.a.size), aa.reshape(self.a.size, self.a.size)
            WW = np.block([[WW, Wa], [Wa.T, aa]])
        return (WW + WW.T) / 2

    @cached_property
    def curvature(self) -> Curvature:
        """What core evaluates the kernel with."""
        return curvature_of(self.kernel)

    def configuration(self, numbers: Sequence[str]) -> dict[str, Any]:
        """The configuration JSON with these free parameters, exact decimals."""
        V, b = ([[to_json(e) for e in row] for row in rows] for rows in (self.V, self.b))
        pool: list[Any] = []
        known: dict[str, int] = {}

        def place(value: Any) -> int:
            key = str(value)
            if key not in known:
                known[key] = len(pool)
                pool.append(value)
            return known[key]

        def outgoing(row: Sequence[Any]) -> Any:
            places = [place(value) for value in row]
            return places if len(places) > 1 else places[0]

        a = numbers[self.n * self.d :] if self.outgoing else self.fixed
        network = {
            "W": [[place(value) for value in row] for row in _rows(numbers, self.n, self.d)],
            "a": [outgoing(row) for row in _rows(a, self.n, self.outputs)],
            "V": [[place(value) for value in row] for row in V],
            "b": [outgoing(row) for row in b],
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


def _rows(numbers: Sequence[str], n: int, length: int) -> list[Sequence[str]]:
    return [numbers[i * length : (i + 1) * length] for i in range(n)]


def vector(values: Iterable[arb]) -> np.ndarray:
    """Midpoints in float64; nan where a ball is not finite."""
    return np.array([float(value.mid()) if value.is_finite() else np.nan for value in values])


def ball_gradient(place: Place, numbers: Sequence[str], bits: int) -> list[arb]:
    """∇L at exact parameters, in balls of `bits` bits."""
    with balls.precision(bits):
        return place.point(numbers).gradient()
