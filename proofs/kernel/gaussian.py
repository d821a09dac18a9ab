r"""The kernel of exp(−z²): 1/√D with D = det(1 + 2Q).

A Gaussian integral.
References: Williams, Computation with infinite neural networks, Neural Computation 10 (1998) 1203.
"""

from sympy import sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
D = 1 + 2 * q11 + 2 * q22 + 4 * (q11 * q22 - q12**2)  # det(1 + 2Q)


@theorem("kernel.gaussian", source="Williams 1998")
def closed_form():
    return kernel_of("gaussian", 1 / sqrt(D))


@mutant(closed_form)
def with_the_determinant_of_one_plus_q():
    return kernel_of("gaussian", 1 / sqrt((1 + q11) * (1 + q22) - q12**2))


@mutant(closed_form)
def without_the_root():
    return kernel_of("gaussian", 1 / D)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("gaussian", -1 / sqrt(D))


@mutant(closed_form)
def with_another_initial_value():
    return kernel_of("gaussian", 1 / sqrt(D) - 1 / sqrt((1 + 2 * q11) * (1 + 2 * q22)))
