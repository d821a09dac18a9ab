r"""Whatever the activation, students on the rays of a partition have at least the loss of self-similar averages.

For every σ, every partition of k orthonormal teachers into groups, any a(l) and any |w| = exp(ρ(l)) > 0 of the student
w ∝ Σ_j v_j of a group of size l:

    L ≥ Σ ℓ(l) over the groups,  ℓ(l) = l·V(1) − l²·V(1/l),  V(t) = κ(1, t, 1) − κ(1, 0, 1).

The parts of f − f* that belong to the groups are independent, and the variance of each is, degree by degree of the
Hermite series, at least its term: the difference is Σ_{m≥1} (a·c_m(r) − l·c_m(1)·l^(−m/2))².  For self-similar σ the
bound is the loss of the copy-average point (`copy_average.self_similar.universal`), and least for n − 1 singletons
(`copy_average.best_partition.universal`).
"""

from sympy import Rational, Symbol, exp, sqrt

from symcrit import CopyAverage, Kernel, kernel, loss_at_least, mutant, theorem
from symcrit.sympy_functions import kernel_function

l = Symbol("l", integer=True, positive=True)  # noqa: E741
a, rho = (kernel_function(name)(l, 0, 0) for name in ("a", "rho"))
students = CopyAverage.symbolic(Kernel.uninterpreted("kappa"), a=a, norm=exp(rho))


def covariance(t):
    """V(t) of any σ."""
    return kernel_function("kappa")(1, t, 1) - kernel_function("M0")(1, 0, 0) ** 2


def group_loss(V):
    return l * V(1) - l**2 * V(1 / l)


def of_erf(t):
    return kernel("erf")(1, t, 1)


@theorem("copy_average.lower_bound", source="symcrit")
def lower_bound():
    return loss_at_least(students, group_loss(covariance))


@mutant(lower_bound)
def with_a_little_more():
    return loss_at_least(CopyAverage.symbolic("erf"), group_loss(of_erf) + Rational(1, 10**6))


@mutant(lower_bound)
def without_the_average():
    return loss_at_least(CopyAverage.symbolic("erf"), l * of_erf(1) - of_erf(1))


@mutant(lower_bound)
def the_bound_of_another_activation():
    return loss_at_least(CopyAverage.symbolic("probit", norm=lambda size: 1 / sqrt(2 * size - 1)), group_loss(of_erf))
