r"""The kernel of σ(z) = (1 + erf(z/c))/2 with c = 2.4020563531719796, which resembles the logistic function.

With p = 2/c²: E[σ(u)σ(v)] = 1/4 + asin(p·q12/√((1 + p·q11)(1 + p·q22)))/(2π).
References: Williams, Neural Computation 10 (1998) 1203; neural-tangents, stax.Sigmoid_like.
"""

from sympy import Rational, asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
SCALE = Rational("2.4020563531719796")


def kappa(p):
    return Rational(1, 4) + asin(p * q12 / sqrt((1 + p * q11) * (1 + p * q22))) / (2 * pi)


@theorem("kernel.sigmoid_like", source="Williams 1998")
def closed_form():
    return kernel_of("sigmoid_like", kappa(2 / SCALE**2))


@mutant(closed_form)
def with_half_the_slope():
    return kernel_of("sigmoid_like", kappa(1 / SCALE**2))


@mutant(closed_form)
def of_the_probit_function():
    return kernel_of("sigmoid_like", kappa(1))


@mutant(closed_form)
def with_a_rounded_constant():
    """c = 2.402 in place of 2.4020563531719796."""
    return kernel_of("sigmoid_like", kappa(2 / Rational("2.402") ** 2))


@mutant(closed_form)
def without_its_mean():
    return kernel_of("sigmoid_like", kappa(2 / SCALE**2) - Rational(1, 4))
