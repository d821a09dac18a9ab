"""Drawn networks with rational weights, for the tests of student specialisation."""

import random
from fractions import Fraction
from itertools import pairwise

from symcrit import specialisation


def fractions(rng, *shape, size=6, denominator=4):
    """Nested lists of k/denominator, |k| ≤ size; an innermost row is never 0."""
    if len(shape) == 1:
        row = [Fraction(rng.randint(-size, size), denominator) for _ in range(shape[0])]
        return row if any(row) else fractions(rng, *shape, size=size, denominator=denominator)
    return [fractions(rng, *shape[1:], size=size, denominator=denominator) for _ in range(shape[0])]


def network(rng, sizes, slope=0, biases=False):
    """Layers of these sizes, the input dimension first."""
    layers = [fractions(rng, n, m) for m, n in pairwise(sizes)]
    shifts = [fractions(rng, n) for n in sizes[1:]] if biases else None
    return specialisation.ReluNetwork(layers, shifts, slope)


def loss(student, teacher, x):
    """½|f* − f|²."""
    return sum((b - a) ** 2 for a, b in zip(student(x), teacher(x), strict=True)) / 2


def pairs(seed, d, k=2, n=3, outputs=2):
    """A pair without collinear teachers."""
    rng = random.Random(seed)
    V, W = fractions(rng, k, d), fractions(rng, n, d)
    if any(specialisation.collinear(V[i], V[j]) for i in range(k) for j in range(i)):
        return pairs(seed + 1, d, k, n, outputs)
    v, a = fractions(rng, n, outputs), fractions(rng, k, outputs)  # by node, so that no node has zero weights out
    student, teacher = (specialisation.ReluNetwork([rows, [*zip(*out, strict=True)]]) for rows, out in ((W, v), (V, a)))
    return specialisation.Pair(student, teacher), rng
