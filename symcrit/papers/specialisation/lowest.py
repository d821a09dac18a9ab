"""The first layers of a student and a teacher of any depths, and what stands above; biases as weights of an input.

Where all gates above the first layer are constant, F_k(x) = Σ_j α_kj σ(w*_j·x) − Σ_i β_ki σ(w_i·x), up to a constant,
is the gradient g_k of an active student neuron k: α = J_1ᵀJ*_1, J_1 and J*_1 the derivatives of f and f* by the values
of the first layers.  Biases of first layers are weights of one more input, which is 1; those above are left: they are
the constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from symcrit.errors import InputError
from symcrit.papers.specialisation.boundaries import collinear
from symcrit.papers.specialisation.gradients import BLOCK, IntegerNetwork, difference
from symcrit.papers.specialisation.networks import ReluNetwork
from symcrit.papers.specialisation.rationals import Matrix, Vector
from symcrit.papers.specialisation.samples import Scaled

__all__ = ["Gates", "Lowest", "homogenised", "lifted"]


@dataclass(frozen=True)
class Lowest:
    """A student and a teacher whose first layers have no biases; `biased` if the last input is 1 in place of them.

    Raises InputError for networks of different inputs or outputs, a neuron of the first layer with weights 0, a teacher
    neuron that nothing above reads, and two teacher neurons with one boundary.
    """

    student: ReluNetwork
    teacher: ReluNetwork
    biased: bool = False

    @classmethod
    def of(cls, student: ReluNetwork, teacher: ReluNetwork) -> Lowest:
        """The pair, one input being appended where one of the networks has biases."""
        for net in (student, teacher):
            if not isinstance(net, ReluNetwork):
                raise InputError(f"{type(net).__name__} is no ReluNetwork; write ReluNetwork([W, [v]])")
        biased = student.biases is not None or teacher.biases is not None
        return cls(lifted(student), lifted(teacher), True) if biased else cls(student, teacher)

    def __post_init__(self) -> None:
        student, teacher = self.student, self.teacher
        if student.d != teacher.d:
            own = int(self.biased)
            raise InputError(
                f"the student has d = {student.d - own} and the teacher {teacher.d - own}; they must agree"
            )
        if student.widths[-1] != teacher.widths[-1]:
            raise InputError(f"the student has {student.widths[-1]} outputs and the teacher {teacher.widths[-1]}")
        for name, net in (("student", student), ("teacher", teacher)):
            for i, (w, v) in enumerate(zip(net.layers[0], zip(*net.layers[1], strict=True), strict=True)):
                if not any(w) or (name == "teacher" and not any(v)):
                    raise InputError(f"{name} node {i} has zero weights {'in' if not any(w) else 'out'}; leave it out")
        W = teacher.layers[0]
        for i in range(len(W)):
            for j in range(i):
                if collinear(W[i], W[j]):
                    what = f"teachers {j} and {i} are collinear (w* and its negative count as one boundary)"
                    raise InputError(f"{what}; merge them")

    @property
    def students(self) -> Matrix:
        """The weights of the student's first layer."""
        return self.student.layers[0]

    @property
    def teachers(self) -> Matrix:
        """The weights of the teacher's first layer."""
        return self.teacher.layers[0]

    def inputs(self, samples: Scaled) -> Scaled:
        """The samples as these networks read them."""
        if not self.biased:
            return samples
        X, scale = samples
        ones = np.full((len(X), 1), scale, dtype=X.dtype if scale < 2**62 else object)
        return Scaled(np.hstack([X, ones]), scale)

    def across(self, w: Vector) -> Vector:
        """A step that changes w·x and leaves an appended input as it is."""
        return (*w[:-1], Fraction(0)) if self.biased else w

    @cached_property
    def _integers(self) -> tuple[IntegerNetwork, IntegerNetwork]:
        return IntegerNetwork(self.student), IntegerNetwork(self.teacher)

    @cached_property
    def _known(self) -> dict[bytes, tuple[np.ndarray, int]]:
        return {}

    def gates(self, X: Scaled) -> Gates:
        """The signs of all hidden neurons at samples, and where f ≠ f*."""
        student, teacher = self._integers
        blocks = []
        for start in range(0, len(X.numerators), BLOCK):
            part = Scaled(X.numerators[start : start + BLOCK], X.denominator)
            (own, f), (target, f_star) = student.forward(part), teacher.forward(part)
            none = np.zeros((len(part.numerators), 0), dtype=np.int8)
            above = np.hstack([none, *own[1:]]), np.hstack([none, *target[1:]])
            blocks.append((own[0], target[0], *above, (difference(f_star, f).numerators != 0).any(axis=1)))
        columns = [np.concatenate(parts) for parts in zip(*blocks, strict=True)]
        return Gates(*columns, self.student.widths[1:-1], self.teacher.widths[1:-1])

    def alphas(self, j: int, gates: Gates, i: int) -> list[Fraction]:
        """α_kj for all student neurons k, with the gates at sample i, none of which is 0 above the first layer."""
        own, of_student = self._derivative(0, gates.student_above[i])
        target, of_teacher = self._derivative(1, gates.teacher_above[i])
        scale = of_student * of_teacher
        return [Fraction(int(entry), scale) for entry in own.T @ target[:, j]]

    def _derivative(self, which: int, above: np.ndarray) -> tuple[np.ndarray, int]:
        """J_1 of the student (0) or the teacher (1) as integers over one denominator."""
        key = bytes([which]) + above.tobytes()
        if key not in self._known:
            net = self._integers[which]
            value, scale, end = net.weights[-1], net.scales[-1], len(above)
            for W, s in zip(net.weights[-2:0:-1], net.scales[-2:0:-1], strict=True):
                own, end = above[end - len(W) : end], end - len(W)
                factors = np.array([net.q if sign > 0 else net.p for sign in own], dtype=object)
                value, scale = (value * factors) @ W, scale * net.q * s
            self._known[key] = (value, scale)
        return self._known[key]


@dataclass(frozen=True)
class Gates:
    """The signs −1, 0, 1 of hidden neurons, samples × neurons: of the first layers, and of all layers above.

    differ: the samples at which f ≠ f*. widths: of the layers above the first one, student and teacher.
    """

    student: np.ndarray
    teacher: np.ndarray
    student_above: np.ndarray
    teacher_above: np.ndarray
    differ: np.ndarray
    student_widths: tuple[int, ...]
    teacher_widths: tuple[int, ...]

    @cached_property
    def undefined(self) -> np.ndarray:
        """The samples at which a neuron above the first layer, of either network, has pre-activation 0: no gate."""
        return (self.student_above == 0).any(axis=1) | (self.teacher_above == 0).any(axis=1)

    @property
    def without_gate_above(self) -> np.ndarray:
        """The samples at which g is not defined: f ≠ f*, and a student neuron above the first layer has no gate."""
        found: np.ndarray = self.differ & (self.student_above == 0).any(axis=1)
        return found

    @property
    def without_derivative(self) -> np.ndarray:
        """The samples with f ≠ f* at which a student neuron of any layer has pre-activation 0."""
        found: np.ndarray = self.without_gate_above | (self.differ & (self.student == 0).any(axis=1))
        return found

    def named_undefined(self, i: int) -> str:
        """A neuron above the first layer that has pre-activation 0 at sample i; "" if there is none."""
        both = ((self.student_above, self.student_widths), (self.teacher_above, self.teacher_widths))
        for name, (above, widths) in zip(("student", "teacher"), both, strict=True):
            start = 0
            for layer, width in enumerate(widths, 2):
                for neuron in np.flatnonzero(above[i, start : start + width] == 0):
                    return f"neuron {neuron} of layer {layer} of the {name}"
                start += width
        return ""

    def constant(self, *samples: np.ndarray) -> np.ndarray:
        """For every triple of samples whether all gates above the first layers are there, and constant."""
        minus, zero, plus = samples
        good = ~(self.undefined[minus] | self.undefined[zero] | self.undefined[plus])
        for above in (self.student_above, self.teacher_above):
            good &= (above[minus] == above[zero]).all(axis=1) & (above[zero] == above[plus]).all(axis=1)
        return good


def lifted(net: ReluNetwork) -> ReluNetwork:
    """The same function of (x, 1), without biases in the first layer."""
    biases = net.biases or [(Fraction(0),) * width for width in net.widths]
    first = [(*w, b) for w, b in zip(net.layers[0], biases[0], strict=True)]
    above = [(Fraction(0),) * len(first), *biases[1:]] if any(map(any, biases[1:])) else None
    return ReluNetwork([first, *net.layers[1:]], above, net.slope)


def homogenised(net: ReluNetwork) -> ReluNetwork:
    """The same function of (x, 1), for a network without biases in its first layer: those above become weights.

    One more neuron in every hidden layer passes on the last input, which is 1.

    >>> homogenised(ReluNetwork([[[1, 2]], [[3]]], [[0], [5]])).layers[0]
    ((Fraction(1, 1), Fraction(2, 1)), (Fraction(0, 1), Fraction(1, 1)))
    """
    if net.biases is None:
        return net
    unit = (*(0 for _ in range(net.d - 1)), 1)
    layers = [[*net.layers[0], unit]]
    for number, (W, b) in enumerate(zip(net.layers[1:], net.biases[1:], strict=True), 2):
        rows = [(*row, entry) for row, entry in zip(W, b, strict=True)]
        if number < net.depth:
            rows.append((*(0 for _ in W[0]), 1))
        layers.append(rows)
    return ReluNetwork(layers, None, net.slope)
