r"""The loss at a copy-average point is the sum of the one-neuron losses, for all n, k and partitions.

L = Σ_i L*(l_i) with L*(l) = l/3 − (2l²/π)·asin(1/(2l)).
References: arXiv:2311.01644.
"""

from sympy import Symbol, asin, pi

from symcrit import CopyAverage, loss_is, mutant, theorem

size = Symbol("l", integer=True, positive=True)
LOSS = size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))


@theorem("copy_average.loss", source="arXiv:2311.01644")
def sum_over_the_groups():
    return loss_is(CopyAverage.symbolic("erf"), LOSS)


@mutant(sum_over_the_groups)
def without_the_half():
    return loss_is(CopyAverage.symbolic("erf"), size / 3 - 2 * size**2 / pi * asin(1 / size))


@mutant(sum_over_the_groups)
def half_the_loss():
    return loss_is(CopyAverage.symbolic("erf"), LOSS / 2)


@mutant(sum_over_the_groups)
def of_students_in_the_mean():
    return loss_is(CopyAverage.symbolic("erf", a=1), LOSS)
