r"""One student He_m(w·x) and k orthonormal teachers: a critical point and its loss, for all k and m = 1, …, 6.

He_m is the Hermite polynomial with leading coefficient 1.  a = k^(1 − m/2), w = Σ_j v_j/√k, and the loss is
m!·(k − k^(2 − m)).
"""

from sympy import factorial, sqrt

from symcrit import OneNeuron, critical, loss_is, mutant, theorem


def student(m, norm=1):
    return OneNeuron.symbolic(f"hermite:m={m}", a=lambda size: size / sqrt(size) ** m, norm=norm)


k = student(1).symbols["k"]


@theorem("one_neuron.hermite")
def closed_form():
    for m in range(1, 7):
        yield critical(student(m))
        yield loss_is(student(m), factorial(m) * (k - k ** (2 - m)))


@mutant(closed_form)
def with_the_norm_of_erf():
    return critical(student(3, norm=lambda size: 1 / sqrt(2 * size - 1)))


@mutant(closed_form)
def without_the_factorial():
    return loss_is(student(3), k - 1 / k)


@mutant(closed_form)
def the_monomial():
    return critical(OneNeuron.symbolic("monomial", a=lambda size: 1 / sqrt(size), norm=1))
