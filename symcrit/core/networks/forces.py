"""The gradient of the loss from the values and slopes of κ, in any kind of numbers.

With neurons u = [W; V], their outgoing weights s = [a; −b], inputs of covariance C and mean m, and κ and its
derivatives κ₁, κ₂, κ₄ by q11, q12, m1 at each student i and neuron v (those of v with itself where v = i),

    ∂L/∂a_i = 2·scale·Σ_v κ(iv) s_v,    ∂L/∂w_i = 2·scale·Σ_v s_i·s_v (2κ₁(iv) Cw_i + κ₂(iv) Cu_v + κ₄(iv) m).

The numbers may be balls, power series over balls, or expressions: all that is asked of them are sums and products of
their own kind, in the order in which they are written here.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import Generic, NamedTuple

from symcrit.core.networks.numbers import N


class Forms(NamedTuple, Generic[N]):
    """κ, κ₁ and κ₂ at a student and a neuron, and κ₄ of a kernel with means."""

    value: N
    k1: N
    k2: N
    k4: N | None = None


class Neurons(NamedTuple, Generic[N]):
    """All neurons, students first: Cu_v, and s_v.

    images: as many rows as `outgoing`, d entries each.  outgoing: one entry per output.  mean: m, d entries; None for
    kernels without means.  A bias is the weight of one more input that is always 1: then there are d + 1 entries.
    """

    images: Sequence[Sequence[N]]
    outgoing: Sequence[Sequence[N]]
    mean: Sequence[N] | None = None


def total(terms: Iterable[N]) -> N:
    """The sum of one term or more."""
    return reduce(add, terms)


def weight(x: Sequence[N], y: Sequence[N]) -> N:
    """s_i·s_v, over the outputs."""
    return total(p * q for p, q in zip(x, y, strict=True))


def by_outgoing(double: N, forms: Sequence[Forms[N]], neurons: Neurons[N]) -> list[N]:
    """∂L/∂a_i, one entry per output.

    double: 2·scale.  forms: of the student i and every neuron.
    """
    columns = zip(*neurons.outgoing, strict=True)
    return [double * total(own.value * s for own, s in zip(forms, column, strict=True)) for column in columns]


def by_weights(double: N, i: int, forms: Sequence[Forms[N]], neurons: Neurons[N]) -> list[N]:
    """∂L/∂w_i, one entry per input.

    double: 2·scale.  i: the student.  forms: of it and every neuron.
    """
    weights = [weight(neurons.outgoing[i], s) for s in neurons.outgoing]
    slopes = total(s * own.k1 for s, own in zip(weights, forms, strict=True))
    pulls = [s * own.k2 for s, own in zip(weights, forms, strict=True)]
    pulls[i] = pulls[i] + (slopes + slopes)
    columns = zip(*neurons.images, strict=True)
    entries = [total(pull * x for pull, x in zip(pulls, column, strict=True)) for column in columns]
    if neurons.mean is not None:
        moved = total(s * own.k4 for s, own in zip(weights, forms, strict=True) if own.k4 is not None)
        entries = [entry + moved * x for entry, x in zip(entries, neurons.mean, strict=True)]
    return [double * entry for entry in entries]
