r"""The kernel of sin z: (exp(−Var(u − v)/2) − exp(−Var(u + v)/2))/2 = exp(−(q11 + q22)/2)·sinh q12.

sin u·sin v = (cos(u − v) − cos(u + v))/2, and E[cos x] = exp(−Var(x)/2).
References: Rahimi and Recht, Random features for large-scale kernel machines, NIPS 2007.
"""

from sympy import exp, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
SUM, DIFFERENCE = q11 + 2 * q12 + q22, q11 - 2 * q12 + q22  # variances of u + v and u − v


@theorem("kernel.sin")
def closed_form():
    return kernel_of("sin", (exp(-DIFFERENCE / 2) - exp(-SUM / 2)) / 2)


@mutant(closed_form)
def of_cos():
    return kernel_of("sin", (exp(-DIFFERENCE / 2) + exp(-SUM / 2)) / 2)


@mutant(closed_form)
def twice():
    return kernel_of("sin", exp(-DIFFERENCE / 2) - exp(-SUM / 2))


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("sin", (exp(-SUM / 2) - exp(-DIFFERENCE / 2)) / 2)


@mutant(closed_form)
def without_the_half_of_the_variance():
    return kernel_of("sin", (exp(-DIFFERENCE) - exp(-SUM)) / 2)
