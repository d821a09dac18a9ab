r"""The kernel of σ(z) = z is q12.

The covariance itself.
References: by definition.
"""

from sympy import symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)


@theorem("kernel.linear")
def closed_form():
    return kernel_of("linear", q12)


@mutant(closed_form)
def twice():
    return kernel_of("linear", 2 * q12)


@mutant(closed_form)
def with_a_mean():
    return kernel_of("linear", q12 + 1)


@mutant(closed_form)
def of_the_square():
    return kernel_of("linear", q12**2)
