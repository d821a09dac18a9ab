r"""One student erf(cz) and k orthonormal teachers: a critical point and its loss, for every c > 0 and all k.

With q = 2c²/(1 + 2c²): a = k, |w| = 1/√((1 + 2c²)k − 2c²), and the loss is (2/π)(k·asin q − k²·asin(q/k)).  Here
t = c·√2 is the length of the teachers, and σ(z) = erf(z/√2).
"""

from sympy import Symbol, asin, pi, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem

t = Symbol("t", positive=True)


def student(a=lambda size: size, slope=t):
    """|w| for this slope, with teachers of length t."""
    norm = lambda size: t / sqrt((1 + slope**2) * size - slope**2)  # noqa: E731
    return OneNeuron.symbolic("erf", a=a, norm=norm, length=t)


k = student().symbols["k"]


def loss(slope=t):
    share = slope**2 / (1 + slope**2)
    return 2 / pi * (k * asin(share) - k**2 * asin(share / k))


@theorem("one_neuron.erf.slope")
def closed_form():
    yield critical(student())
    yield loss_is(student(), loss())


@mutant(closed_form)
def the_length_of_another_slope():
    return critical(student(slope=2 * t))


@mutant(closed_form)
def the_loss_of_another_slope():
    return loss_is(student(), loss(2 * t))


@mutant(closed_form)
def outgoing_weight_one():
    return critical(student(a=1))
