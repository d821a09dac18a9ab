"""Per-sample gradients of a student against a teacher, without rounding: g_l(x) = D_l J_lᵀ (f*(x) − f(x)).

g is the *negative* gradient of ½|f* − f|² by the pre-activations of layer l; by the weights it is g_l(x) ⊗ f_{l−1}(x).
Why integer arrays are exact: every number is an integer over one common denominator per array, and before each product
the largest value that a partial sum could reach, max|x|·max_i Σ_j|w_ij|, is computed with Python's integers; int64 is
used only where that is below 2⁶³, Python's own integers everywhere else.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from symcrit.errors import InputError
from symcrit.papers.specialisation.networks import ReluNetwork
from symcrit.papers.specialisation.rationals import Matrix, Vector, common_denominator, dot
from symcrit.papers.specialisation.samples import LIMIT, Scaled, integers

__all__ = [
    "BLOCK",
    "IntegerNetwork",
    "difference",
    "gradient",
    "product",
    "products",
    "sample_gradients",
    "scaled_gradients",
]

BLOCK = 8192  # samples at a time: bounds the memory, not the result


def gradient(student: ReluNetwork, teacher: ReluNetwork, x: Any, *, layer: int = 1) -> Vector:
    """g_l(x) = D_l J_lᵀ (f*(x) − f(x)), one entry per student neuron of hidden layer `layer`; exact.

    Raises InputError for networks or inputs that do not fit.

    >>> student, teacher = ReluNetwork([[[1, 0]], [[1]]]), ReluNetwork([[[1, 1]], [[1]]])
    >>> gradient(student, teacher, [1, 2])
    (Fraction(2, 1),)
    """
    compatible(student, teacher)
    J = student.jacobian(x, layer)
    error = tuple(b - a for a, b in zip(student(x), teacher(x), strict=True))
    z = student.trace(x).preactivations[layer - 1]
    back = [dot(column, error) for column in zip(*J, strict=True)]
    return tuple(g if entry >= 0 else student.slope * g for g, entry in zip(back, z, strict=True))


def products(student: ReluNetwork, teacher: ReluNetwork, x: Any, *, layer: int = 1) -> tuple[Matrix, Matrix]:
    """A_l = J_lᵀJ*_l and B_l = J_lᵀJ_l, so that g_l = D_l (A_l f*_l − B_l f_l) for networks without biases (Lemma 1).

    Raises InputError for networks with biases; append 1 to the input instead.

    >>> net = ReluNetwork([[[1, 0], [0, 1]], [[1, 3]]])
    >>> products(net, net, [1, 1])[0] == products(net, net, [1, 1])[1]
    True
    """
    compatible(student, teacher)
    if student.biases is not None or teacher.biases is not None:
        raise InputError("A and B belong to networks without biases; append 1 to the input in place of biases")
    columns = list(zip(*student.jacobian(x, layer), strict=True))
    others = list(zip(*teacher.jacobian(x, layer), strict=True))
    A = tuple(tuple(dot(u, v) for v in others) for u in columns)
    return A, tuple(tuple(dot(u, v) for v in columns) for u in columns)


def sample_gradients(
    student: ReluNetwork, teacher: ReluNetwork, data: Any, *, layer: int = 1, denominator: int = 1, exact: bool = False
) -> Scaled:
    """g_l at every sample: an N × n_l array of rationals, exact.

    data: N × d, rational; a numpy array of integers is taken over `denominator` (samples rounded to binary or decimal
    places are integers over 2^p or 10^p); or the path of a `.npy` file. exact: floats are welcome, as the binary
    fractions that they are. Raises InputError for floats without it, and for shapes that do not fit.

    >>> student, teacher = ReluNetwork([[[1, 0]], [[1]]]), ReluNetwork([[[1, 1]], [["1/3"]]])
    >>> sample_gradients(student, teacher, [[1, 2], [-1, 0]]).at(0, 0)
    Fraction(0, 1)
    """
    compatible(student, teacher)
    student._hidden(layer)
    return scaled_gradients(student, teacher, integers(data, student.d, denominator, exact=exact), layer=layer)


def scaled_gradients(student: ReluNetwork, teacher: ReluNetwork, X: Scaled, *, layer: int = 1) -> Scaled:
    """g_l at every sample, for networks of any depths with the same inputs and outputs."""
    nets = (IntegerNetwork(student), IntegerNetwork(teacher))
    parts = [
        _block(*nets, Scaled(X.numerators[i : i + BLOCK], X.denominator), layer)
        for i in range(0, len(X.numerators), BLOCK)
    ]
    wide = any(part.numerators.dtype == object for part in parts)
    arrays = [part.numerators.astype(object) if wide else part.numerators for part in parts]
    return Scaled(np.concatenate(arrays), parts[0].denominator)


def compatible(student: ReluNetwork, teacher: ReluNetwork) -> None:
    """Raises InputError unless both have the same inputs, outputs and depth."""
    for net in (student, teacher):
        if not isinstance(net, ReluNetwork):
            raise InputError(f"{type(net).__name__} is no ReluNetwork; write ReluNetwork([W, [v]])")
    for name in ("d", "depth"):
        mine, other = getattr(student, name), getattr(teacher, name)
        if mine != other:
            raise InputError(f"the student has {name} = {mine} and the teacher {other}; they must agree")
    if student.widths[-1] != teacher.widths[-1]:
        raise InputError(f"the student has {student.widths[-1]} outputs and the teacher {teacher.widths[-1]}")


class IntegerNetwork:
    """A network with every layer multiplied by its common denominator, and so the leaky slope p/q."""

    def __init__(self, net: ReluNetwork) -> None:
        self.p, self.q = net.slope.as_integer_ratio()
        self.scales = [common_denominator(rows) for rows in net.layers]
        if net.biases is not None:
            self.scales = [common_denominator([*W, b]) for W, b in zip(net.layers, net.biases, strict=True)]
        pairs = list(zip(net.layers, self.scales, strict=True))
        self.weights = [np.array([[int(x * s) for x in row] for row in W], dtype=object) for W, s in pairs]
        biases = net.biases or [(Fraction(0),) * len(W) for W in net.layers]
        shifts = zip(biases, self.scales, strict=True)
        self.biases = [np.array([int(x * s) for x in b], dtype=object) for b, s in shifts]

    def forward(self, X: Scaled) -> tuple[list[np.ndarray], Scaled]:
        """The signs −1, 0, 1 of every hidden layer, and the outputs."""
        signs, value, scale = [], X.numerators, X.denominator
        for number, (W, b, s) in enumerate(zip(self.weights, self.biases, self.scales, strict=True)):
            value, scale = _plus(product(value, W.T), b * scale), scale * s
            if number < len(self.weights) - 1:
                signs.append((value > 0).astype(np.int8) - (value < 0).astype(np.int8))
                value, scale = _gated(value, signs[-1] >= 0, self.p, self.q), scale * self.q
        return signs, Scaled(value, scale)


def _block(student: IntegerNetwork, teacher: IntegerNetwork, X: Scaled, layer: int) -> Scaled:
    signs, f = student.forward(X)
    _, target = teacher.forward(X)
    value, scale = difference(target, f)
    for number in range(len(student.weights) - 1, layer - 1, -1):
        value, scale = product(value, student.weights[number]), scale * student.scales[number]
        value, scale = _gated(value, signs[number - 1] >= 0, student.p, student.q), scale * student.q
    return Scaled(value, scale)


# ---------------------------------------------------------------------------- integer arrays that cannot overflow


def difference(x: Scaled, y: Scaled) -> Scaled:
    """x − y, entry by entry."""
    value = _plus(_times(x.numerators, y.denominator), _times(y.numerators, -x.denominator))
    return Scaled(value, x.denominator * y.denominator)


def _size(x: np.ndarray) -> int:
    """max|x|, a Python integer."""
    return max(abs(int(x.max())), abs(int(x.min())))


def _as(x: np.ndarray, bound: int) -> np.ndarray:
    """int64 if no number up to `bound` overflows, else Python's integers."""
    return x.astype(np.int64 if bound < LIMIT else object, copy=False)


def product(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """x @ w for integer arrays; every partial sum is at most max|x|·max_j Σ_i|w_ij|."""
    columns = max(1, max(int(total) for total in np.abs(w.astype(object)).sum(axis=0)))
    bound = max(_size(x), 1) * columns
    return _as(x, bound) @ _as(w, bound)


def _times(x: np.ndarray, factor: int) -> np.ndarray:
    bound = max(_size(x), 1) * max(abs(factor), 1)
    return _as(x, bound) * (factor if bound >= LIMIT else np.int64(factor))


def _plus(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    bound = _size(x) + _size(y)
    return _as(x, bound) + _as(y, bound)


def _gated(x: np.ndarray, active: np.ndarray, p: int, q: int) -> np.ndarray:
    """q·x where active, p·x elsewhere (p < q): q times the leaky slope."""
    return np.where(active, _times(x, q), _times(x, p))
