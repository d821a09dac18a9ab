"""Teacher-student problems and points: expected loss, gradient and Hessian, exact or in float64."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import lazy_loader
import sympy
from sympy import Expr, ImmutableDenseMatrix, Symbol
from sympy.core.relational import Relational

from symcrit.arguments import instance, integer, listed, one_of
from symcrit.errors import InputError, shorten, shown
from symcrit.kernels.activations import Activation, activation, same_function
from symcrit.kernels.kernel import Kernel, as_kernel, kernel
from symcrit.model.inputs import Inputs, inputs_of
from symcrit.model.loss import SignedNeurons
from symcrit.model.network import Network, nearest
from symcrit.translate import JSON, as_expr, by_name, exact_json

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["Gradient", "OrderParameters", "Point", "Pool", "Problem"]

_MOST = 10_000  # neurons or dimensions
_PARAMETERS = ("W", "a", "biases")
_ENTRIES = 10**6  # weights of teachers

Matrix: TypeAlias = "ImmutableDenseMatrix | np.ndarray"


def need_few(k: int, d: int) -> None:
    """Raises InputError for teachers with more weights than are written out."""
    if k * d > _ENTRIES:
        raise InputError(f"k = {k} teachers in d = {d} dimensions have more than {_ENTRIES} weights; take fewer")


@dataclass(frozen=True, eq=False)
class OrderParameters:
    """Overlaps Q = WΣWᵀ (n×n), R = WΣVᵀ (n×k), T = VΣVᵀ (k×k), Σ = I by default.

    means, teacher_means: W·m + biases (n×1) and that of the teacher (k×1), where there are biases or inputs of mean m.
    """

    Q: Matrix
    R: Matrix
    T: Matrix
    means: Matrix | None = None
    teacher_means: Matrix | None = None


@dataclass(frozen=True, eq=False)
class Gradient:
    """∂L/∂W (n×d), ∂L/∂a (n×C) and, for students with biases, ∂L/∂biases (n×1); None for what is not free."""

    W: Matrix | None
    a: Matrix | None
    biases: Matrix | None = None

    @property
    def vector(self) -> Matrix:
        """All free entries in the order of the Hessian: W row by row, then a row by row; then the biases."""
        parts = [part for part in (self.W, self.a, self.biases) if part is not None]
        if isinstance(parts[0], np.ndarray):
            return np.concatenate([part.ravel() for part in parts])
        return ImmutableDenseMatrix([entry for part in parts for entry in part.flat()])

    def _repr_latex_(self) -> str | None:
        """The blocks of an exact gradient, ∂L/∂W first."""
        blocks = {"W": self.W, "a": self.a, r"\beta": self.biases}
        given = {name: block for name, block in blocks.items() if block is not None}
        if not all(isinstance(block, sympy.MatrixBase) and len(block) <= 64 for block in given.values()):
            return None
        shown = r",\quad ".join(
            rf"\partial L / \partial {name} = {sympy.latex(block)}" for name, block in given.items()
        )
        return rf"$\displaystyle {shown}$"


@dataclass(frozen=True, repr=False)
class Problem:
    """min over students of L = scale · E[(f − f*)²], x ~ N(mean, covariance), N(0, I_d) by default.

    teacher: network (V, b) of k neurons, perhaps with biases.
    activation: of the student; a name, an `Activation` or an uninterpreted `Kernel`.
    n: student neurons. d: input dimension, by default and at least the teacher's.
    teacher_activation: by default the student's. scale: positive. free: the parameters that are differentiated by,
    out of "W", "a" and "biases" (where students have some); by default all.
    covariance: d×d, symmetric and positive definite. mean: d entries. Symbols in a covariance stand for all values for
    which it is positive definite: claims at a `Point` have that as a hypothesis.

    Raises InputError for sizes that do not fit, unknown names, and a covariance that is not positive definite.

    >>> problem = Problem.orthonormal("erf", n=1, k=2)
    >>> problem.loss(Network([["1/sqrt(6)", "1/sqrt(6)"]], [2]))
    -8*asin(1/4)/pi + 2/3
    >>> Problem.orthonormal("linear", n=1, k=2, covariance=[[2, 1], [1, 2]]).loss(Network([[1, 0]]))
    2
    >>> Problem.orthonormal("linear", n=1, k=2, covariance=[[1, 2], [2, 1]])
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: covariance = [[1, 2], [2, 1]] is not positive definite; for inputs in a subspace take \
coordinates in it
    """

    teacher: Network
    activation: Activation | Kernel
    n: int
    d: int | None = None
    teacher_activation: Activation | None = None
    scale: Expr = sympy.S.One
    free: tuple[str, ...] = _PARAMETERS
    covariance: Any = None
    mean: Any = None

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        if not isinstance(self.teacher, Network):
            raise InputError(f"teacher = {shorten(self.teacher)} is not a Network; write Network(V, b)")
        for name in ("activation", "teacher_activation"):
            if isinstance(value := getattr(self, name), str):
                set_field(self, name, activation(value))
            elif isinstance(value, list | tuple):
                raise InputError(
                    f"{name} = {shorten(value)}: the neurons of a layer have one activation (the teacher's may be "
                    "another); write the loss of a mixed layer by sc.E, with variables from sc.order_parameters"
                )
            elif not isinstance(value, Activation | Kernel) and (name == "activation" or value is not None):
                raise InputError(f"{name} = {shorten(value)} is not an activation; give a name such as 'erf'")
        set_field(self, "scale", as_expr(self.scale))
        set_field(self, "free", _free(self.free))
        set_field(self, "n", _students(self.n))
        self._read_inputs()
        if self.scale.is_positive is not True:
            raise InputError(f"scale = {shorten(self.scale)} is not known to be positive; give a positive number")
        if self.d < self.teacher.d:
            law = next((name for name in ("covariance", "mean") if getattr(self, name) is not None), None)
            d = shorten(self.d) if law is None else f"{shorten(self.d)}, the length of {law},"
            raise InputError(f"d = {d} does not hold the teacher, which has d = {self.teacher.d}")

    def _read_inputs(self) -> None:
        """The dimension, by default that of the law of the inputs or the teacher's, and this law."""
        given = None if self.d is None else integer("d", self.d, 1, _MOST)
        law = inputs_of(self.covariance, self.mean, given)
        object.__setattr__(self, "covariance", law.covariance)
        object.__setattr__(self, "mean", law.mean)
        object.__setattr__(self, "d", given or law.d or self.teacher.d)

    @property
    def inputs(self) -> Inputs:
        """The law of the inputs."""
        return Inputs(self.covariance, self.mean)

    @property
    def symbols(self) -> set[Symbol]:
        """Those in the factor before the expectation, the law of the inputs and the teacher."""
        entries = [self.scale, *self.inputs.entries]
        return _symbols(self.teacher).union(*(getattr(entry, "free_symbols", ()) for entry in entries))

    @classmethod
    def orthonormal(
        cls,
        activation: str | Activation | Kernel,
        n: int,
        k: int,
        d: int | None = None,
        *,
        scale: object = 1,
        covariance: object = None,
        mean: object = None,
    ) -> Problem:
        """The problem whose teachers are the first k standard basis vectors of R^d (d = k by default), all b = 1.

        >>> Problem.orthonormal("erf", n=2, k=3, d=4).teacher
        Network(W=[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], a=[1, 1, 1])
        """
        try:
            k = integer("k", k, 1, _MOST)
            d = integer("d", k if d is None else d, k, _MOST)
        except InputError:
            if d is None:
                told = f"k = {shorten(k)} is not a number of teacher neurons; give an integer from 1 to {_MOST}"
                raise InputError(told) from None
            what = f"orthonormal teachers do not fit in d = {shorten(d)}"
            raise InputError(f"k = {shorten(k)} {what}; 1 <= k <= d <= {_MOST} is needed") from None
        need_few(k, d)
        teacher = Network([[int(i == j) for j in range(d)] for i in range(k)], [1] * k)
        return cls(teacher=teacher, activation=activation, n=n, d=d, scale=scale, covariance=covariance, mean=mean)

    def need_standard(self, what: str) -> None:
        """Raises InputError where the inputs are not N(0, I), or the teacher has biases."""
        if self.covariance is not None or self.mean is not None or self.teacher.biases is not None:
            raise InputError(f"{what} for inputs x ~ N(0, I) and a teacher without biases; leave the others out")

    @property
    def k(self) -> int:
        """Number of teacher neurons."""
        return self.teacher.n

    @property
    def sigma(self) -> Activation | None:
        """The student's σ; None for an uninterpreted kernel."""
        if isinstance(self.activation, Kernel):
            return None if self.activation.is_uninterpreted else self.activation.pair[0]
        return self.activation

    @property
    def kernels(self) -> tuple[Kernel, Kernel, Kernel]:
        """The kernels student–student, student–teacher, teacher–teacher. Raises InputError where one is not known."""
        sigma, tau = self.activation, self.teacher_activation
        if tau is None or tau == sigma or _one_function(sigma, tau):
            return (as_kernel(sigma),) * 3
        return as_kernel(sigma), as_kernel(sigma, tau), as_kernel(tau)

    @property
    def biased_kernels(self) -> tuple[Kernel, Kernel, Kernel]:
        """The same for neurons σ(w·x + bias), in means m1 and m2. Raises InputError where one is not known."""
        sigma, tau = self.activation, self.teacher_activation
        if isinstance(sigma, Kernel) or isinstance(tau, Kernel):
            raise InputError(f"{sigma} is for neurons without biases and inputs of mean 0; name an activation")
        if tau is None or _one_function(sigma, tau):
            return (kernel(sigma, bias=True),) * 3
        return tuple(kernel(*pair, bias=True) for pair in ((sigma, sigma), (sigma, tau), (tau, tau)))

    def is_biased(self, network: Network) -> bool:
        """Whether the neurons have means: student or teacher have biases, or the inputs are not centred."""
        return any(part is not None for part in (network.biases, self.teacher.biases, self.mean))

    def kernels_at(self, network: Network) -> tuple[Kernel, Kernel, Kernel]:
        """`biased_kernels` where the neurons have means, else `kernels`."""
        return self.biased_kernels if self.is_biased(network) else self.kernels

    def __repr__(self) -> str:
        names = [
            getattr(one, "label", str(one)) for one in (self.activation, self.teacher_activation) if one is not None
        ]
        extra = (f", scale={self.scale}" if self.scale != 1 else "") + (
            f", free={self.free}" if self.free != _PARAMETERS else ""
        )
        return f"Problem({' / '.join(names)}, n={self.n}, k={self.k}, d={self.d}{extra}{self.inputs.told})"

    def order_parameters(self, network: Network) -> OrderParameters:
        """Q, R, T of `network`, and its means if it has some: sympy matrices, or float64 arrays for a float network.

        >>> Problem.orthonormal("erf", n=1, k=2).order_parameters(Network([[3, 4]])).R
        Matrix([[3, 4]])
        """
        self._check_shape(network)
        own, n = self._neurons(network, (None,) * 3), self.n
        G = own.G
        blocks = G[:n, :n], G[:n, n:], G[n:, n:]
        means = () if own.mean is None else np.split((own.U @ own.mean)[:, None], [n])
        parts = [_public(part) for part in (*blocks, *means)]
        for part in parts:
            _check_finite("an order parameter", part)
        return OrderParameters(*parts)

    def loss(self, network: Network) -> Expr | float:
        """L = scale [Σ a_i a_j κ(Q_ii, Q_ij, Q_jj) − 2 Σ a_i b_j κ(Q_ii, R_ij, T_jj) + Σ b_i b_j κ(T_ii, T_ij, T_jj)].

        Products of outgoing weights are dot products when there are several outputs. Exact for exact networks (never
        simplified), float64 for float networks, and where the law of the inputs is of floats.
        With biases, or inputs of mean m, κ has the means w·m + bias. With two activations it is κ_σσ, κ_στ or κ_ττ.
        Raises InputError for shapes that do not fit, balls, kernels that are not known, and where L is not finite.
        """
        signed = self._signed(network)
        with np.errstate(all="ignore"):
            value = signed.loss()
        _check_finite("L", value)
        return value

    def gradient(self, network: Network) -> Gradient:
        """∇L by the free parameters; exact or float64 as `loss`.

        Raises InputError as `loss`, and where ∇L has no value: at a neuron w = 0 if σ has a kink.

        >>> Problem.orthonormal("erf", n=1, k=1).gradient(Network([[1]])).vector.T
        Matrix([[0, 0]])
        """
        try:
            found = self._gradient(network)
        except InputError as why:
            raise InputError(f"∇L: {why}") from None
        _check_finite("∇L", found.vector)
        return found

    def _gradient(self, network: Network) -> Gradient:
        """The same, in float64 with nan where there is no value."""
        own = self._signed(network)
        self._check_free(network)
        with np.errstate(all="ignore"):
            by_u, by_a = own.gradient()
        parts = {"W": by_u[:, : self.d], "a": by_a}
        if network.biases is not None:
            parts["biases"] = by_u[:, self.d :]
        return Gradient(
            *(_public(parts[name]) if name in parts and name in self.free else None for name in _PARAMETERS)
        )

    def hessian(self, network: Network) -> Matrix:
        """∇²L by the free parameters, ordered W row by row, then a (row by row for several outputs), then the biases.

        Raises InputError as `loss`, and where a second derivative of a kernel has no value: if σ has a kink, at a
        neuron w = 0 and at parallel neurons (`certify` knows the Hessian at those, too).
        """
        try:
            found = self._hessian(network)
        except InputError as why:
            raise InputError(f"∇²L: {why}") from None
        _check_finite("∇²L", found)
        return found

    def _hessian(self, network: Network) -> Matrix:
        """The same, in float64 with nan where there is no value."""
        signed = self._signed(network)
        self._check_free(network)
        with np.errstate(all="ignore"):
            WW, Wa, aa = signed.hessian()
        inputs, outputs = signed.U.shape[1], network.outputs
        w, o = self.n * inputs, self.n * outputs
        full = np.block([[WW.reshape(w, w), Wa.reshape(w, o)], [Wa.reshape(w, o).T, aa.reshape(o, o)]])
        places = np.arange(w).reshape(self.n, inputs)
        parts = {"W": places[:, : self.d], "a": np.arange(w, w + o)}
        if network.biases is not None:
            parts["biases"] = places[:, self.d :]
        keep = np.concatenate([parts[name].ravel() for name in self.free if name in parts])
        return _public(full[np.ix_(keep, keep)])

    def _check_shape(self, network: Network) -> None:
        instance("network", network, Network, "write Network(W, a)")
        shape, needed = (network.n, network.d), (self.n, self.d)
        if shape != needed:
            raise InputError(f"W has shape {shape}; this problem has students of shape (n, d) = {needed}")
        if network.outputs != self.teacher.outputs:
            raise InputError(f"a has {network.outputs} outputs; the teacher has {self.teacher.outputs}")
        if "ball" in (network.kind, self.teacher.kind):
            raise InputError("a network of balls has no loss or gradient yet; give exact numbers or a float array")

    def _check_free(self, network: Network) -> None:
        """Raises InputError where nothing is free."""
        if self.free == ("biases",) and network.biases is None:
            raise InputError(f"free = {self.free}, but the student has no biases; give it some, or add 'W' or 'a'")

    def _is_float(self, network: Network) -> bool:
        """Whether L is computed in float64."""
        return "float" in (network.kind, self.teacher.kind, *self.inputs.kinds)

    def _stacked(self, network: Network) -> tuple[np.ndarray, np.ndarray]:
        """U = [W; V] and S = [a; −b], float64 if student or teacher is, or the law of the inputs."""
        student, teacher = network, self.teacher
        dtype = object
        if self._is_float(network):
            student, teacher, dtype = student.to_float(), teacher.to_float(), float
        V = np.full((self.k, self.d), sympy.S.Zero, dtype=dtype)
        V[:, : teacher.d] = np.array(teacher.W, dtype=dtype)
        U = np.vstack([np.array(student.W, dtype=dtype), V])
        return U, np.vstack([np.array(student.outgoing, dtype=dtype), -np.array(teacher.outgoing, dtype=dtype)])

    def _signed(self, network: Network) -> SignedNeurons:
        self._check_shape(network)
        return self._neurons(network, self.kernels_at(network))

    def _neurons(self, network: Network, kernels: tuple[Any, Any, Any]) -> SignedNeurons:
        """Students and negated teachers; with biases these are the weights of one more input, which is always 1."""
        U, S = self._stacked(network)
        scale = self.scale if U.dtype == object else nearest(self.scale)
        with_biases = network.biases is not None or self.teacher.biases is not None
        if with_biases:
            sides = [(network.biases, self.n), (self.teacher.biases, self.k)]
            entries = [entry for given, size in sides for entry in ([0] * size if given is None else given)]
            column = [*map(as_expr, entries)] if U.dtype == object else entries
            U = np.hstack([U, np.array(column, dtype=U.dtype)[:, None]])
        covariance, mean = self.inputs.arrays(self.d, object if U.dtype == object else float, with_biases)
        return SignedNeurons(U, S, self.n, kernels, scale, covariance, mean)


def _symbols(network: Network) -> set[Symbol]:
    """Those in the weights and biases."""
    entries = [entry for part in (network.W, network.outgoing) for row in part for entry in row]
    entries += [] if network.biases is None else network.biases
    return {symbol for entry in entries for symbol in getattr(entry, "free_symbols", ())}


def _students(n: Any) -> int:
    try:
        return integer("n", n, 1, _MOST)
    except InputError:
        what = f"is not a number of student neurons; give an integer from 1 to {_MOST}"
        raise InputError(f"n = {shorten(n)} {what}") from None


def _free(given: Any) -> tuple[str, ...]:
    """The parameters that are differentiated by, in their order."""
    words = [
        one_of("free", word, _PARAMETERS) for word in ([given] if isinstance(given, str) else listed("free", given))
    ]
    if not words:
        raise InputError("free is empty: choose from 'W', 'a' and 'biases'")
    return tuple(word for word in _PARAMETERS if word in words)


def _one_function(sigma: Activation | Kernel, tau: Activation | Kernel) -> bool:
    return isinstance(sigma, Activation) and isinstance(tau, Activation) and same_function(sigma, tau)


class Pool:
    """The distinct numbers of an explicit configuration; entries of its arrays are positions in `json`.

    >>> pool = Pool()
    >>> [pool.index(value) for value in (sympy.S.Zero, sympy.S.Half, sympy.S.Zero)], pool.json
    ([0, 1, 0], ['0', '1/2'])
    """

    def __init__(self) -> None:
        self.json: list[JSON] = []
        self._places: dict[Expr, int] = {}

    def index(self, value: Expr) -> int:
        """The position of `value`, which is added if it is new."""
        if value not in self._places:
            self._places[value] = len(self.json)
            self.json.append(exact_json(value))
        return self._places[value]

    def indices(self, value: Expr | tuple[Expr, ...]) -> int | list[int]:
        """The position of a number, or the positions of a row."""
        return [self.index(entry) for entry in value] if isinstance(value, tuple) else self.index(value)


@dataclass(frozen=True)
class Point:
    """A network as a point of the loss landscape of a problem.

    >>> point = Point(Problem.orthonormal("erf", n=1, k=1), Network([[1]]))
    >>> point.loss, point.to_core()["network"]["pool"]
    (0, ['0', '1'])
    """

    problem: Problem
    network: Network

    def __post_init__(self) -> None:
        for name, kind in (("problem", Problem), ("network", Network)):
            if not isinstance(given := getattr(self, name), kind):
                raise InputError(f"{name} = {shown(given)} is no {kind.__name__}; order: problem, network")
        self.problem._check_shape(self.network)

    @property
    def symbols(self) -> dict[str, Symbol]:
        """The symbols in the weights, by name: a claim about the point is for all their values.

        Raises InputError for one name of two symbols.
        """
        free = self.problem.symbols | _symbols(self.network)
        return by_name(sorted(free, key=str))

    @property
    def where(self) -> list[Relational]:
        """No hypotheses beyond the assumptions of the symbols."""
        return []

    @property
    def definite(self) -> tuple[tuple[tuple[Expr, ...], ...], ...]:
        """The matrices with symbols that are positive definite: the covariance of the inputs."""
        return self.problem.inputs.definite

    @property
    def free(self) -> tuple[str, ...]:
        """The parameters that claims about ∇L are about, where these are not all; else ()."""
        known = [name for name in _PARAMETERS if name != "biases" or self.network.biases is not None]
        own = tuple(name for name in known if name in self.problem.free)
        self.problem._check_free(self.network)
        return () if len(own) == len(known) else own

    @cached_property
    def loss(self) -> Expr | float:
        return self.problem.loss(self.network)

    @cached_property
    def gradient(self) -> Gradient:
        return self.problem.gradient(self.network)

    def to_core(self) -> dict[str, Any]:
        """The configuration JSON of the explicit network: numbers in a pool, arrays of positions.

        Raises InputError for float networks and laws of inputs, and for kernels that are not known.
        """
        student, teacher, inputs = self.network, self.problem.teacher, self.problem.inputs
        if student.kind != "exact" or teacher.kind != "exact":
            raise InputError("a float network proves nothing by itself; write exact numbers such as '1/3' or sqrt(2)/2")
        if "float" in inputs.kinds:
            raise InputError("claims take inputs with an exact law; write exact numbers such as '1/3' in it")
        pool = Pool()
        zero = pool.index(sympy.S.Zero)
        padding = [zero] * (self.problem.d - teacher.d)
        network: dict[str, Any] = {
            "W": [pool.indices(row) for row in student.W],
            "a": [pool.indices(out) for out in student.a],
            "V": [pool.indices(row) + padding for row in teacher.W],
            "b": [pool.indices(out) for out in teacher.a],
        }
        lists = {"biases": student.biases, "teacher_biases": teacher.biases, "mean": inputs.mean}
        network |= {name: pool.indices(given) for name, given in lists.items() if given is not None}
        if inputs.covariance is not None:
            network["covariance"] = [pool.indices(row) for row in inputs.covariance]
        scale = exact_json(self.problem.scale)
        return {**self._kernels(), "scale": scale, "network": {"pool": pool.json, **network}}

    def _kernels(self) -> dict[str, JSON]:
        """The kernels as core reads them: one, or those of two activations."""
        own, mixed, teacher = self.problem.kernels_at(self.network)
        if own is mixed:
            return {"kernel": own.core}
        return {"kernel": own.core, "mixed": mixed.core, "teacher": teacher.core}

    def _repr_latex_(self) -> str | None:
        return self.network._repr_latex_()


def _check_finite(what: str, value: Any) -> None:
    """Raises InputError for float64 values that are not finite."""
    if isinstance(value, float | np.ndarray) and not np.isfinite(value).all():
        raise InputError(
            f"{what} is not finite in float64: weights are too large, or neurons are 0 or parallel where σ has a kink"
        )


def _public(array: np.ndarray) -> Matrix:
    """Exact arrays as sympy matrices, which print and combine as users expect."""
    return ImmutableDenseMatrix(*array.shape, list(array.flat)) if array.dtype == object else array
