r"""One ReLU student and k orthonormal teachers: critical points of every length, and their loss, for all k.

w = (r/√k)·Σ_j v_j with r > 0 and a·r = 2k·h(1/√k), where h(ρ) = (√(1 − ρ²) + ρ(π − acos ρ))/(2π); the loss is
k/2 + k(k − 1)/(2π) − (a·r)²/2.  At k = 1 the student is the teacher, ρ = 1.
References: arXiv:2311.01644.
"""

from sympy import Symbol, acos, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

r = Symbol("r", positive=True)


def h(rho):
    return (sqrt(1 - rho**2) + rho * (pi - acos(rho))) / (2 * pi)


def length(size):
    """a·r for `size` teachers."""
    return 2 * size * h(1 / sqrt(size))


def student(product=length):
    return OneNeuron.symbolic("relu", a=lambda size: product(size) / r, norm=r)


neuron = student()
k = neuron.symbols["k"]
LOSS = k / 2 + k * (k - 1) / (2 * pi) - length(k) ** 2 / 2


@theorem("one_neuron.relu", source="arXiv:2311.01644")
def closed_form():
    yield critical(neuron)
    yield loss_is(neuron, LOSS)


@mutant(closed_form)
def half_the_length():
    return critical(student(lambda size: length(size) / 2))


@mutant(closed_form)
def with_the_linear_part_only():
    """a·r = √k matches the linear parts, not the gradient."""
    return critical(student(sqrt))


@mutant(closed_form)
def without_the_cross_terms():
    return loss_is(neuron, k / 2 - length(k) ** 2 / 2)
