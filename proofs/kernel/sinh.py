r"""The kernel of sinh z: (exp(Var(u + v)/2) − exp(Var(u − v)/2))/2.

sinh z = (exp z − exp(−z))/2.
References: the moment generating function of a Gaussian.
"""

from sympy import exp, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
SUM, DIFFERENCE = q11 + 2 * q12 + q22, q11 - 2 * q12 + q22  # variances of u + v and u − v


@theorem("kernel.sinh")
def closed_form():
    return kernel_of("sinh", (exp(SUM / 2) - exp(DIFFERENCE / 2)) / 2)


@mutant(closed_form)
def of_cosh():
    return kernel_of("sinh", (exp(SUM / 2) + exp(DIFFERENCE / 2)) / 2)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("sinh", (exp(DIFFERENCE / 2) - exp(SUM / 2)) / 2)


@mutant(closed_form)
def of_sin():
    return kernel_of("sinh", (exp(-DIFFERENCE / 2) - exp(-SUM / 2)) / 2)
