r"""Copy-average points for every self-similar activation: critical, and copies with one average are the best partition.

σ is self-similar if smoothing by a Gaussian only rescales it: for every integer l ≥ 1 and real z

    E[σ(z/√l + √(1 − 1/l)·ξ)] = λ(l)·σ(μ(l)·z),  ξ ~ N(0, 1),  λ(l) ≠ 0,  μ(l) > 0.

Then the students a = l·λ(l), w = (μ(l)/√l)·Σ_j v_j, one per group of l teachers, are critical for all n, k and every
partition.  With V(t) = κ(1, t, 1) − κ(1, 0, 1) the loss is Σ ℓ(l) over the groups, ℓ(l) = l·V(1) − l²·V(1/l).
If σ is no polynomial of degree ≤ 2, then among all partitions of k teachers into n groups the loss is least,
ℓ(k − n + 1), iff at least n − 1 groups are singletons.  Proof: the mean of a teacher given ŵ·x is λσ(μŵ·x), which
makes every residual orthogonal to what its student can do; and ℓ″ is −Σ_m c_m² (m − 1)(m − 2) l^(−m).

For polynomials of degree ≤ 2 all partitions have the same loss; for activations that are not self-similar these
students are not critical: mutants.  The members of the class one by one: `copy_average.self_similar`,
`copy_average.best_partition.members`.
References: beyond arXiv:2311.01644, where σ is erf.
"""

from sympy import Integer, Rational, Symbol, exp, sqrt

from symcrit import Activation, CopyAverage, Kernel, best_partition, critical, kernel, loss_is, mutant, theorem
from symcrit.sympy_functions import kernel_function

l = Symbol("l", integer=True, positive=True)  # noqa: E741


def students(**known):
    """a = l·λ(l) and |w| = μ(l), for any self-similar σ."""
    return CopyAverage.symbolic(Kernel.uninterpreted("kappa", self_similar=("lambda", "mu"), **known))


def covariance(t):
    """V(t) of any σ."""
    return kernel_function("kappa")(1, t, 1) - kernel_function("M0")(1, 0, 0) ** 2


def group_loss(size, V=covariance):
    return size * V(Integer(1)) - size**2 * V(1 / size)


def least(n, k):
    return group_loss(k - n + 1)


@theorem("copy_average.self_similar.universal", source="symcrit")
def self_similar():
    yield critical(students())
    yield loss_is(students(), group_loss(l))


@theorem("copy_average.best_partition.universal", source="symcrit")
def best():
    return best_partition(students(beyond=2), minimum=least)


def named(name, a, r):
    """Given students and the loss that a self-similar σ would have."""
    V = lambda t: kernel(name)(1, t, 1) - kernel(name)(1, 0, 1)  # noqa: E731
    points = CopyAverage.symbolic(name, a=a, norm=r)
    return points, group_loss(l, V), lambda n, k: group_loss(k - n + 1, V)


@mutant(self_similar)
def gelu_with_the_students_of_a_smoothed_rectifier():
    return critical(named("gelu", lambda size: size * sqrt(2 - 1 / size), lambda size: 1 / sqrt(2 * size - 1))[0])


@mutant(self_similar)
def without_the_number_of_teachers():
    return critical(named("exp", lambda size: exp((1 - 1 / size) / 2), lambda size: 1 / sqrt(size))[0])


@mutant(self_similar)
def twice_the_loss():
    points, value, _ = named("erf", lambda size: size, lambda size: 1 / sqrt(2 * size - 1))
    return loss_is(points, 2 * value)


@mutant(best)
def of_a_quadratic_polynomial():
    shifted, ratio = Activation("shifted_square", "z^2 + 2"), lambda size: Rational(3, 2) - 1 / (2 * size)
    points = CopyAverage.symbolic(
        shifted, a=lambda size: size * ratio(size), norm=lambda size: 1 / sqrt(size * ratio(size))
    )
    return best_partition(points, minimum=lambda n, k: 2 * (k - n))


@mutant(best)
def with_all_groups_alike():
    points, _, _ = named("erf", lambda size: size, lambda size: 1 / sqrt(2 * size - 1))
    return best_partition(points, minimum=lambda n, k: n * group_loss(k / n, lambda t: kernel("erf")(1, t, 1)))
