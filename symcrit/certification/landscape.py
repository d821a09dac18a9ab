r"""The loss of an explicit student in float64 and in balls, by one vector of free parameters.

The parameters are W row by row, then a and the biases where they are free.  Everything starts from one record, `Place`:
kernels, a law of the inputs and a teacher whose numbers are exact, and a student that is a candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import sympy
from flint import arb, fmpq
from sympy import Expr

from symcrit.certificate import write
from symcrit.core import Derived, Explicit, Work, constant, parse, read_configuration, read_kernel
from symcrit.core.algebra import balls
from symcrit.core.networks.curvature import Curvature, Shape, shape_of
from symcrit.core.networks.points import Curvatures, Point, curvatures_of
from symcrit.core.networks.squares import square
from symcrit.errors import InputError
from symcrit.kernels.closed.derivations import derive
from symcrit.kernels.kernel import Kernel
from symcrit.model.inputs import Inputs
from symcrit.model.loss import SignedNeurons
from symcrit.translate import from_json, to_json

__all__ = [
    "Balls", "Parts", "Place", "Regular", "ball_gradient", "curvature_of", "is_rough", "kink", "rational", "vector",
]  # fmt: skip

_EDGE = 1e-8  # heuristic: neurons at a smaller angle count as parallel
_PRECISE = 2048  # bits for the constants of a kernel
_UNDERIVED = (
    "critical points of families are certified for kernels with a derivation; name an activation such as 'erf', or give"
    " a network: certify(problem, network)"
)
NAMES = ("W", "a", "biases")
STANDARD = Inputs()


class Regular(SignedNeurons):
    r"""Signed neurons whose derivatives are accurate where a neuron with a kink meets itself, or a parallel one.

    For σ = c·|z| + α·z without means κ = (2c²/π)(s + q12·asin ρ) + α² q12 with s² = q11·q22 − q12².  The second
    derivatives grow like 1/s, and the Hessian by the weights falls like s: where s is 0 up to rounding they count as 0.
    With means, or for two activations, E[σ(u)²] stands for κ where a neuron meets itself, as in `core.networks`.
    """

    def _kappa(self, *by: str) -> np.ndarray:
        own, mixed, _ = self.kernels
        constants = None if self.mean is not None or mixed is not own else kink(own)
        if len(by) == 2 and constants is not None:
            c = float(balls.evaluate(parse(constants[0]), {}).mid())
            return c * c / np.pi * self._bends[by]
        found = self._raw(*by)
        if constants is None and meets_itself(own):
            found = found.copy()
            found[range(self.n), range(self.n)] = self._itself(by)
        return found

    def _raw(self, *by: str) -> np.ndarray:
        """The same by the kernels alone."""
        return super()._kappa(*by)

    def _itself(self, by: tuple[str, ...]) -> np.ndarray:
        """E[σ(u)²], or half of a derivative of it by q11 and m1, in the place of κ; 0 for what the other neuron has."""
        if not set(by) <= {"q11", "m1"}:
            return np.zeros(self.n)
        variances = np.diagonal(self.G)[: self.n]
        means = np.zeros(self.n) if self.mean is None else self.U[: self.n] @ self.mean
        return (0.5 if by else 1.0) * square_of(self.kernels[0], tuple(sorted(by)))(variances, means)

    @cached_property
    def _bends(self) -> dict[tuple[str, ...], np.ndarray]:
        """π/c² times the second derivatives of κ, n×N."""
        G = self.G
        students = slice(0, self.n)
        q11, q12, q22 = np.broadcast_arrays(np.diagonal(G)[students, None], G[students], np.diagonal(G)[None])
        ratio = (q12 / q11)[:, :, None]
        away = self.U[None] - ratio * self.U[students, None]  # orthogonal to w_i
        images = self.images[None] - ratio * self.images[students, None]
        s = np.sqrt(q11 * np.maximum((away * images).sum(axis=2), 0))
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
def square_of(kernel: Kernel, by: tuple[str, ...]) -> Any:
    """A derivative of E[σ(u)²], u ~ N(m1, q11), as a function of float arrays q11 and m1."""
    sigma = read_kernel(kernel.core).activation
    known = None if sigma is None else square(sigma)
    if known is None:
        return lambda q, m: np.full_like(q, np.nan)
    q, m = sympy.symbols("q11 m1", real=True)
    form = from_json(write(known.value), {"q11": q, "m1": m})
    for name in by:
        form = form.diff({"q11": q, "m1": m}[name])
    return sympy.lambdify([q, m], form + 0 * q, modules=["scipy", "numpy"])


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
def meets_itself(kernel: Kernel) -> bool:
    """Whether E[σ(u)²] stands for κ where a neuron meets itself: σ has a kink, or the forms of κ need |ρ| < 1.

    >>> from symcrit import kernel
    >>> [meets_itself(kernel(name)) for name in ("relu", "hard_tanh", "erf", "tanh")]
    [True, True, False, False]
    """
    return kink(kernel) is not None or is_rough(kernel)


@cache
def is_rough(kernel: Kernel) -> bool:
    """Whether core knows the derivatives of κ for |ρ| < 1 only: kinks away from 0, or kinks and means.

    >>> from symcrit import kernel
    >>> is_rough(kernel("relu")), is_rough(kernel("relu", bias=True)), is_rough(kernel("hard_tanh"))
    (False, True, True)
    """
    return kernel.derivation is not None and _curvatures((kernel,)).students.rough


def curvature_of(kernel: Kernel) -> Curvature:
    """What core evaluates the kernel of a family with; raises InputError for one without a closed form."""
    if kernel.derivation is None:
        raise InputError(_UNDERIVED)
    return _curvatures((kernel,)).students


@cache
def _curvatures(kernels: tuple[Kernel, ...]) -> Curvatures:
    """The same for the kernels of a network."""
    with balls.precision(_PRECISE):
        return curvatures_of([_shape(kernel.core) for kernel in kernels])


def _shape(kernel: dict[str, Any]) -> Shape:
    """What is known of a kernel; raises InputError for one without an activation, or without a derivation."""
    own = read_kernel(kernel)
    if own.activation is not None and own.by_definition:
        return shape_of(own, None, Work())
    found = derive(own)
    if found is None:
        raise InputError(_UNDERIVED)
    return shape_of(own, found.derived, Work())


class Parts(NamedTuple):
    """The numbers of a student: W (n×d), a (n×C) and the biases (n), None where it has none."""

    W: Any
    a: Any
    biases: Any = None


@dataclass(frozen=True)
class Place:
    """A candidate: a teacher (V: k×d, b: k×C, exact) and a student in float64 (W: n×d, a: n×C).

    free: the names of what varies.  modulo: whether the coordinates are u = |a| w (a holds signs and does not vary).
    extra: whether the problem has input dimensions beyond these d.  symmetries: what was quotiented, in words.
    fixed: by the names of what does not vary, its exact numbers, row by row.
    biases: of the students, n; teacher_biases: exact, k; None where there are none.  inputs: their law, exact.
    teacher_kernels: of student and teacher, and of the teacher, where it has another activation.
    """

    kernel: Kernel
    scale: Expr
    V: Sequence[Sequence[Expr]]
    b: Sequence[Sequence[Expr]]
    W: np.ndarray
    a: np.ndarray
    free: tuple[str, ...]
    modulo: bool = False
    extra: bool = False
    symmetries: tuple[str, ...] = field(default=())
    fixed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    biases: np.ndarray | None = None
    teacher_biases: Sequence[Expr] | None = None
    inputs: Inputs = STANDARD
    teacher_kernels: tuple[Kernel, ...] = ()

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
    def outgoing(self) -> bool:
        """Whether a varies."""
        return "a" in self.free

    @property
    def kernels(self) -> tuple[Kernel, Kernel, Kernel]:
        """Student–student, student–teacher, teacher–teacher."""
        own = self.kernel
        return (own, *self.teacher_kernels) if self.teacher_kernels else (own, own, own)

    @property
    def standard(self) -> bool:
        """Whether the inputs are N(0, I)."""
        return self.inputs.d is None

    @property
    def constant(self) -> bool:
        """Whether some neurons have biases, weights of an input that is always 1."""
        return self.biases is not None or self.teacher_biases is not None

    @property
    def x(self) -> np.ndarray:
        """The free parameters of the candidate."""
        return np.concatenate([np.ravel(part) for part in self._varying(Parts(self.W, self.a, self.biases))])

    @cached_property
    def teacher(self) -> tuple[np.ndarray, np.ndarray]:
        """V and b in float64."""
        V, b = (np.array([[float(e) for e in row] for row in rows]) for rows in (self.V, self.b))
        return V, b

    def _varying(self, parts: Parts) -> list[Any]:
        """The parts that are free, in order."""
        return [part for name, part in zip(NAMES, parts, strict=True) if name in self.free]

    def parts(self, x: np.ndarray) -> Parts:
        """W, a and the biases of a vector of free parameters."""
        found, start = [], 0
        for name, part in zip(NAMES, (self.W, self.a, self.biases), strict=True):
            if name in self.free:
                found.append(x[start : start + part.size].reshape(part.shape))
                start += part.size
            else:
                found.append(part)
        return Parts(*found)

    def neurons(self, x: np.ndarray) -> Regular:
        """Students and negated teachers in float64; biases are the weights of one more input."""
        W, a, biases = self.parts(x)
        V, b = self.teacher
        U = np.vstack([W, V])
        if self.constant:
            own = np.zeros(self.n) if biases is None else biases
            others = [float(e) for e in self.teacher_biases or [0] * len(V)]
            U = np.hstack([U, np.concatenate([own, others])[:, None]])
        covariance, mean = self.inputs.arrays(self.d, float, self.constant)
        S = np.concatenate([a, -b])
        return Regular(U, S, self.n, self.kernels, float(self.scale), covariance, mean)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """∇L in float64."""
        by_u, by_a = self.neurons(x).gradient()
        found = Parts(by_u[:, : self.d], by_a, by_u[:, self.d :])
        return np.concatenate([part.ravel() for part in self._varying(found)])

    def hessian(self, x: np.ndarray) -> np.ndarray:
        """∂²L in float64."""
        by_u, mixed, by_a = self.neurons(x).hessian()
        inputs = by_u.shape[1]
        size = self.n * inputs
        full = by_u.reshape(size, size)
        if self.outgoing:
            mixed = mixed.reshape(size, self.a.size)
            full = np.block([[full, mixed], [mixed.T, by_a.reshape(self.a.size, self.a.size)]])
        if inputs > self.d:
            places = np.arange(size).reshape(self.n, inputs)
            order = Parts(places[:, : self.d], np.arange(size, size + self.a.size), places[:, self.d :])
            keep = np.concatenate([part.ravel() for part in self._varying(order)])
            full = full[np.ix_(keep, keep)]
        return (full + full.T) / 2

    @cached_property
    def curvatures(self) -> Curvatures:
        """What core evaluates the kernels with."""
        return _curvatures(self.kernels if self.teacher_kernels else (self.kernel,))

    @property
    def derived(self) -> tuple[Derived | None, ...]:
        """How core derives the kernels."""
        own = (kernel.derivation for kernel in (self.kernel, *self.teacher_kernels))
        return tuple(None if derivation is None else derivation.derived for derivation in own)

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

        left = iter(numbers)
        sizes = {"W": self.W.size, "a": self.a.size, "biases": self.n}
        own = {name: [*islice(left, sizes[name])] if name in self.free else self.fixed.get(name, ()) for name in NAMES}
        network = {
            "W": [[place(value) for value in row] for row in _rows(own["W"], self.n, self.d)],
            "a": [outgoing(row) for row in _rows(own["a"], self.n, self.outputs)],
            "V": [[place(value) for value in row] for row in V],
            "b": [outgoing(row) for row in b],
        }
        law = {"teacher_biases": self.teacher_biases, "mean": self.inputs.mean}
        lists = {"biases": own["biases"]} | {name: [to_json(e) for e in part or ()] for name, part in law.items()}
        network |= {name: [place(value) for value in part] for name, part in lists.items() if part}
        if self.inputs.covariance is not None:
            network["covariance"] = [[place(to_json(e)) for e in row] for row in self.inputs.covariance]
        kernels = dict(zip(("kernel", "mixed", "teacher"), (self.kernel, *self.teacher_kernels), strict=False))
        return {
            **{name: kernel.core for name, kernel in kernels.items()},
            "scale": to_json(self.scale),
            "network": {"pool": pool, **network},
        }

    def point(self, numbers: Sequence[str]) -> Point:
        """Core's view of these parameters; at the precision of the caller."""
        place = read_configuration(self.configuration(numbers))
        assert isinstance(place, Explicit)
        return Point(place, self.curvatures, dict.fromkeys(self.free, arb(0)))


class Balls:
    """A place at other parameters, as core sees it: L and its derivatives in balls.

    All parameters are taken to be free, in the order W, a, biases.
    """

    def __init__(self, place: Place) -> None:
        self.free = NAMES[: 2 + (place.biases is not None)]
        whole = replace(place, free=self.free, fixed={})
        found = read_configuration(whole.configuration(["0"] * len(whole.x)))
        assert isinstance(found, Explicit)
        self.place = found
        self.curvatures = whole.curvatures
        self.n = whole.n

    def at(self, parts: Parts) -> Point:
        """The point of these lists of numbers of python-flint (midpoints), at the precision of the caller."""
        W, a, biases = ([constant(str(rational(entry))) for entry in part] for part in parts)
        own = self.place._replace(
            W=[tuple(row) for row in _rows(W, self.n, len(W) // self.n)],
            a=[tuple(row) for row in _rows(a, self.n, len(a) // self.n)],
            biases=tuple(biases),
            exprs=[*self.place.exprs, *W, *a, *biases],
        )
        return Point(own, self.curvatures, dict.fromkeys(self.free, arb(0)))


def rational(value: arb) -> fmpq:
    """The midpoint of a ball."""
    mantissa, exponent = value.mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _rows(numbers: Sequence[Any], n: int, length: int) -> list[Sequence[Any]]:
    return [numbers[i * length : (i + 1) * length] for i in range(n)]


def vector(values: Iterable[arb]) -> np.ndarray:
    """Midpoints in float64; nan where a ball is not finite."""
    return np.array([float(value.mid()) if value.is_finite() else np.nan for value in values])


def ball_gradient(place: Place, numbers: Sequence[str], bits: int) -> list[arb]:
    """∇L at exact parameters, in balls of `bits` bits."""
    with balls.precision(bits):
        return place.point(numbers).gradient()
