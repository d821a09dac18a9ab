r"""One student |w·x| and k orthonormal teachers: critical points of every length, and their loss, for all k.

w = (r/√k)·Σ_j v_j with r > 0 and a·r = k·g(1/√k), where g(ρ) = (2/π)(√(1 − ρ²) + ρ·asin ρ); the loss is
k + 2k(k − 1)/π − (a·r)².
"""

from sympy import Symbol, asin, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

r = Symbol("r", positive=True)


def g(rho):
    return 2 / pi * (sqrt(1 - rho**2) + rho * asin(rho))


def length(size):
    """a·r for `size` teachers."""
    return size * g(1 / sqrt(size))


def student(product=length):
    return OneNeuron.symbolic("abs", a=lambda size: product(size) / r, norm=r)


neuron = student()
k = neuron.symbols["k"]
LOSS = k + 2 * k * (k - 1) / pi - length(k) ** 2


@theorem("one_neuron.abs")
def closed_form():
    yield critical(neuron)
    yield loss_is(neuron, LOSS)


@mutant(closed_form)
def twice_the_length():
    return critical(student(lambda size: 2 * length(size)))


@mutant(closed_form)
def with_the_length_of_a_line():
    return critical(student(sqrt))


@mutant(closed_form)
def without_the_cross_terms():
    return loss_is(neuron, k - length(k) ** 2)
