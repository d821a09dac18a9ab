r"""One student neuron and k orthonormal teachers, σ = Φ: a critical point and its loss, for all k.

a = k and w = Σ_j v_j/√(k(2k−1)) as for erf; the loss is a quarter of that of erf.
References: arXiv:2311.01644.
"""

from sympy import asin, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

neuron = OneNeuron.symbolic("probit")
k = neuron.symbols["k"]
LOSS = (k / 3 - 2 * k**2 / pi * asin(1 / (2 * k))) / 4


@theorem("one_neuron.probit", source="arXiv:2311.01644")
def closed_form():
    yield critical(neuron)
    yield loss_is(neuron, LOSS)


@mutant(closed_form)
def mean_of_the_teachers():
    return critical(OneNeuron.symbolic("probit", norm=lambda size: 1 / sqrt(size)))


@mutant(closed_form)
def outgoing_weight_one():
    return critical(OneNeuron.symbolic("probit", a=1))


@mutant(closed_form)
def with_the_loss_of_erf():
    return loss_is(neuron, 4 * LOSS)
