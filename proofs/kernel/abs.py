r"""The kernel of |z|: E[|u||v|] = (2/π)(√(q11·q22 − q12²) + q12·asin(q12/√(q11·q22))).

Price twice: σ″ = 2δ, so ∂²κ/∂q12² is four times the density of (u, v) at 0; at q12 = 0, κ = (2/π)√(q11·q22).
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
DET, ANGLE = q11 * q22 - q12**2, asin(q12 / sqrt(q11 * q22))


@theorem("kernel.abs", source="Cho and Saul 2009")
def closed_form():
    return kernel_of("abs", 2 / pi * (sqrt(DET) + q12 * ANGLE))


@mutant(closed_form)
def with_the_constant_of_the_rectifier():
    return kernel_of("abs", (sqrt(DET) + q12 * ANGLE) / (2 * pi))


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("abs", 2 / pi * (sqrt(DET) + q12 * (pi - ANGLE)))


@mutant(closed_form)
def with_the_root_reversed():
    return kernel_of("abs", 2 / pi * (-sqrt(DET) + q12 * ANGLE))


@mutant(closed_form)
def without_its_value_at_independence():
    return kernel_of("abs", 2 / pi * (sqrt(DET) - sqrt(q11 * q22) + q12 * ANGLE))
