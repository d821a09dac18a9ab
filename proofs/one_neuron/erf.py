r"""One student neuron and k orthonormal teachers: a critical point and its loss, for all k.

σ(z) = erf(z/√2), a = k and w = Σ_j v_j/√(k(2k−1)), so |w|² = 1/(2k−1); there ∇L = 0 and L = k/3 − (2k²/π)·asin(1/(2k)).
References: arXiv:2311.01644.
"""

from sympy import asin, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

neuron = OneNeuron.symbolic("erf")
k = neuron.symbols["k"]


@theorem("one_neuron.erf", source="arXiv:2311.01644")
def closed_form():
    yield critical(neuron)
    yield loss_is(neuron, k / 3 - 2 * k**2 / pi * asin(1 / (2 * k)))


@mutant(closed_form)
def mean_of_the_teachers():
    return critical(OneNeuron.symbolic("erf", norm=lambda size: 1 / sqrt(size)))


@mutant(closed_form)
def without_the_half():
    return loss_is(neuron, k / 3 - 2 * k**2 / pi * asin(1 / k))


@mutant(closed_form)
def half_the_loss():
    return loss_is(neuron, (k / 3 - 2 * k**2 / pi * asin(1 / (2 * k))) / 2)
