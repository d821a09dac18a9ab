r"""A student erf(u/√2) and a teacher max(v, 0): E[σ(u)τ(v)] = q12/√(2π(1 + q11)).

Only the odd part v/2 of the teacher counts; Price: ∂κ/∂q12 = E[σ′(u)]/2.
References: symcrit.
"""

from sympy import pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)


@theorem("kernel.erf_relu")
def closed_form():
    return kernel_of("erf", q12 / sqrt(2 * pi * (1 + q11)), teacher="relu")


@mutant(closed_form)
def with_the_norm_of_the_teacher():
    return kernel_of("erf", q12 / sqrt(2 * pi * (1 + q22)), teacher="relu")


@mutant(closed_form)
def of_a_linear_teacher():
    return kernel_of("erf", 2 * q12 / sqrt(2 * pi * (1 + q11)), teacher="relu")


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("erf", -q12 / sqrt(2 * pi * (1 + q11)), teacher="relu")


@mutant(closed_form)
def with_another_initial_value():
    return kernel_of("erf", q12 / sqrt(2 * pi * (1 + q11)) + 1, teacher="relu")
