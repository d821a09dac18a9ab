r"""One student w ∝ Σ_j v_j against k orthonormal teachers: no activation, a or |w| makes the loss smaller than that.

For every σ, every real a and every |w| = r > 0, with V(t) = κ(1, t, 1) − κ(1, 0, 1),

    L ≥ k·V(1) − k²·V(1/k).

Degree by degree of the Hermite series, L minus the bound is Σ_m (a·c_m(r) − k·c_m(1)·k^(−m/2))².  It is attained iff
a·σ(r·) is the mean of the teacher given ŵ·x: `attained` shows that for every self-similar σ, where a = kλ(k) and
r = μ(k), so that this neuron, critical by `copy_average.self_similar.universal`, is the best one along Σ_j v_j.
"""

from sympy import Rational, Symbol, sqrt

from symcrit import Kernel, OneNeuron, kernel, loss_at_least, loss_is, mutant, theorem
from symcrit.sympy_functions import kernel_function

a, r = Symbol("a", real=True), Symbol("r", positive=True)
student = OneNeuron.symbolic(Kernel.uninterpreted("kappa"), a=a, norm=r)
k = student.symbols["k"]


def bound(V):
    return k * V(1) - k**2 * V(1 / k)


def covariance(t):
    """V(t) of any σ."""
    return kernel_function("kappa")(1, t, 1) - kernel_function("M0")(1, 0, 0) ** 2


def of_erf(t):
    return kernel("erf")(1, t, 1)


@theorem("one_neuron.lower_bound", source="symcrit")
def lower_bound():
    return loss_at_least(student, bound(covariance))


@theorem("one_neuron.lower_bound.attained", source="symcrit")
def attained():
    return loss_is(OneNeuron.symbolic(Kernel.uninterpreted("kappa", self_similar=("lambda", "mu"))), bound(covariance))


@mutant(attained)
def by_a_rectifier():
    """At the least loss that its neurons along Σ v_j have."""
    V = lambda t: kernel("relu")(1, t, 1) - kernel("relu")(1, 0, 1)  # noqa: E731
    ray = 2 * k * kernel("relu")(1, 1 / sqrt(k), 1)
    return loss_is(OneNeuron.symbolic("relu", a=1, norm=ray), bound(V))


@mutant(lower_bound)
def with_a_little_more():
    return loss_at_least(OneNeuron.symbolic("erf"), bound(of_erf) + Rational(1, 10**6))


@mutant(lower_bound)
def without_the_other_teachers():
    return loss_at_least(OneNeuron.symbolic("erf"), k * of_erf(1))
