r"""The kernel of z·exp(−z²): q12/√D³ with D = det(1 + 2Q).

A Gaussian integral; −2z·exp(−z²) is the slope of exp(−z²).
References: Williams, Computation with infinite neural networks, Neural Computation 10 (1998) 1203.
"""

from sympy import sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
D = 1 + 2 * q11 + 2 * q22 + 4 * (q11 * q22 - q12**2)  # det(1 + 2Q)


@theorem("kernel.gaussian_slope")
def closed_form():
    return kernel_of("gaussian_slope", q12 / sqrt(D) ** 3)


@mutant(closed_form)
def with_the_root():
    return kernel_of("gaussian_slope", q12 / sqrt(D))


@mutant(closed_form)
def of_the_slope():
    return kernel_of("gaussian_slope", 4 * q12 / sqrt(D) ** 3)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("gaussian_slope", -q12 / sqrt(D) ** 3)
