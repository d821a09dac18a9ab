r"""Among the copy-average points of k teachers with n groups, n − 1 copies and one average is the best, and only that.

The loss is Σ L*(l_i) over the groups; L* is strictly concave, so moving a teacher from a smaller to a larger group
lowers it.
The minimum is L*(k − n + 1), attained iff at least n − 1 groups are singletons.
This is optimality among copy-average points only: for (n, k) = (6, 7) the best of them is a saddle.
References: arXiv:2311.01644.
"""

from sympy import asin, pi

from symcrit import CopyAverage, best_partition, mutant, theorem


def one_neuron_loss(size):
    return size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))


@theorem("copy_average.best_partition", source="arXiv:2311.01644")
def one_average_is_best():
    return best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: one_neuron_loss(k - n + 1))


@mutant(one_average_is_best)
def one_group_too_few():
    return best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: one_neuron_loss(k - n + 2))


@mutant(one_average_is_best)
def equal_groups():
    return best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: n * one_neuron_loss(k / n))


@mutant(one_average_is_best)
def one_teacher_too_many():
    return best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: one_neuron_loss(k - n))
