"""Gradients of the error ½|f*(x) − f(x)|² at single inputs, by the pre-activations of the first layer.

g_k(x) is minus the derivative by the pre-activation w_k·x (+ bias) of student neuron k: σ′(w_k·x)·(J_1ᵀ(f* − f))_k, J_1
the derivative of f by the values of its first layer.  By a weight (w_k)_j the derivative is −g_k(x)·x_j.  It exists
where all hidden neurons of the student have gates; and where f(x) = f*(x): it is 0 there, as f* − f is Lipschitz
continuous.  Of the teacher only values enter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flint import fmpz, fmpz_mat

from symcrit.core.deep.network import (
    PER_PRODUCT,
    WORD,
    Deep,
    Scaled,
    Signs,
    Vector,
    backward,
    forward,
    gated,
    of_words,
    price,
)
from symcrit.core.reading import need
from symcrit.core.work import Work


class Gradients(NamedTuple):
    """g_k(x): a row for every neuron of the first layer, a column for every input.

    missing: {input: (layer, neuron), from 0} where f ≠ f* and a neuron has no gate; nothing is said of g there.
    """

    g: Scaled
    missing: Mapping[int, tuple[int, int]]


def need_pair(student: Deep, teacher: Deep) -> None:
    """Raises `Malformed` for networks of different inputs or outputs."""
    need(student.inputs == teacher.inputs, "student and teacher read inputs of different dimensions")
    need(student.outputs == teacher.outputs, "student and teacher have different numbers of outputs")


def gradients(student: Deep, teacher: Deep, points: Scaled, work: Work, *, cone: bool = False) -> Gradients:
    """g at every input, inputs being columns; or, extended linearly, at the generators of a cone (see `forward`)."""
    own = forward(student, points, work, cone=cone)
    target = forward(teacher, points, work, cone=cone)
    error = difference(target.outputs, own.outputs, work)
    back = backward(student, own.signs, error, work)
    return Gradients(gated(back, own.signs[0], student.c), without_gate(own.signs, error))


def difference(minuend: Scaled, subtrahend: Scaled, work: Work) -> Scaled:
    """Entry by entry."""
    entries = minuend.numbers.nrows() * minuend.numbers.ncols()
    work.charge(2 * (entries + 1) * of_words(minuend.words, subtrahend.words) // PER_PRODUCT)
    numbers = minuend.numbers * subtrahend.scale - subtrahend.numbers * minuend.scale
    return Scaled(numbers, minuend.scale * subtrahend.scale)


def without_gate(signs: Sequence[Signs], error: Scaled) -> dict[int, tuple[int, int]]:
    """The inputs, of those where the error is not 0, at which a neuron has no gate; and the first such neuron."""
    if not any(0 in own for own in signs):
        return {}
    inputs = error.numbers.ncols()
    wrong = {i % inputs for i, entry in enumerate(error.numbers.entries()) if entry != 0}
    found: dict[int, tuple[int, int]] = {}
    for layer, own in enumerate(signs):
        for i, sign in enumerate(own):
            if sign == 0 and i % inputs in wrong:
                found.setdefault(i % inputs, (layer, i // inputs))
    return found


def jacobian_column(network: Deep, signs: Sequence[Signs], neuron: int, work: Work) -> list[Vector]:
    """∂f/∂(value of a neuron of the first layer) at every input: one vector of derivatives by outputs for each."""
    inputs = len(signs[0]) // len(network.neurons)
    by_output = []
    for output in range(network.outputs):
        unit = [int(row == output) for row in range(network.outputs) for _ in range(inputs)]
        back = backward(network, signs, Scaled(fmpz_mat(network.outputs, inputs, unit), fmpz(1)), work)
        work.charge(inputs * price(WORD * back.words))
        by_output.append([back.at(neuron, i) for i in range(inputs)])
    return [*zip(*by_output, strict=True)]
