r"""A copy-average point is stable against input directions outside the span of the teachers, for all n, k, partitions.

The block of ∂²L in such a direction is (4/π)(diag D + vvᵀ) with v_i = l_i·√((2l_i−1)/(2l_i)) and
D_i = l_i²·√(2l_i−1)·(1/√(2l_i+1) − √(2l_i−1)/(2l_i)) > 0, because 4l² > 4l² − 1.
References: beyond arXiv:2311.01644.
"""

from sympy import Symbol, pi, sqrt

from symcrit import CopyAverage, mutant, outside_span, theorem

size = Symbol("l", integer=True, positive=True)
DIAGONAL = size**2 * sqrt(2 * size - 1) * (1 / sqrt(2 * size + 1) - sqrt(2 * size - 1) / (2 * size))
VECTOR = size * sqrt((2 * size - 1) / (2 * size))


def block(factor=4 / pi, diagonal=DIAGONAL, vector=VECTOR):
    return outside_span(CopyAverage.symbolic("erf"), factor=factor, diagonal=diagonal, vector=vector)


@theorem("copy_average.outside_span", source="symcrit")
def positive_definite():
    return block()


@mutant(positive_definite)
def half_the_factor():
    return block(factor=2 / pi)


@mutant(positive_definite)
def with_the_diagonal_reversed():
    return block(diagonal=-DIAGONAL)


@mutant(positive_definite)
def with_the_vector_of_copies():
    return block(vector=size / sqrt(2))
