r"""The kernel of exp z: exp(Var(u + v)/2).

The moment generating function of u + v at 1.
References: the moment generating function of a Gaussian.
"""

from sympy import exp, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
SUM, DIFFERENCE = q11 + 2 * q12 + q22, q11 - 2 * q12 + q22  # variances of u + v and u − v


@theorem("kernel.exp")
def closed_form():
    return kernel_of("exp", exp(SUM / 2))


@mutant(closed_form)
def of_the_difference():
    return kernel_of("exp", exp(DIFFERENCE / 2))


@mutant(closed_form)
def without_the_half():
    return kernel_of("exp", exp(SUM))


@mutant(closed_form)
def with_decay():
    return kernel_of("exp", exp(-SUM / 2))


@mutant(closed_form)
def twice():
    return kernel_of("exp", 2 * exp(SUM / 2))
