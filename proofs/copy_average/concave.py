r"""The one-neuron loss L*(l) = l/3 − (2l²/π)·asin(1/(2l)) is strictly concave for all real l > ½.

With s = 1/(2l): −L*″ = (2/π)·F(s), F(s) = 2 asin s − 2s/√(1−s²) + s³/(1−s²)^{3/2}, F(0) = 0 and F′ > 0 on (0, 1).
References: arXiv:2311.01644; concavity with real l is what the optimality of copy-average partitions needs.
"""

from sympy import Rational, Symbol, asin, pi

from symcrit import concave, mutant, theorem

l = Symbol("l", real=True)  # noqa: E741


def one_neuron_loss(size):
    return size / 3 - 2 * size**2 / pi * asin(1 / (2 * size))


@theorem("copy_average.concave", source="arXiv:2311.01644")
def one_neuron_loss_is_concave():
    return concave(one_neuron_loss(l), l, where=[l > Rational(1, 2)])


@mutant(one_neuron_loss_is_concave)
def convex_instead():
    return concave(-one_neuron_loss(l), l, where=[l > Rational(1, 2)])


@mutant(one_neuron_loss_is_concave)
def without_the_half():
    return concave(l / 3 - 2 * l**2 / pi * asin(1 / l), l, where=[l > Rational(1, 2)])


@mutant(one_neuron_loss_is_concave)
def teacher_term_squared():
    return concave(l**2 / 3 - 2 * l**2 / pi * asin(1 / (2 * l)), l, where=[l > Rational(1, 2)])


@mutant(one_neuron_loss_is_concave)
def from_zero_on():
    return concave(one_neuron_loss(l), l, where=[l > 0])
