r"""The kernel of max(z, z/10): ((11/20)²·q12 + (9/20)²·(2/π)(√(q11·q22 − q12²) + q12·asin(q12/√(q11·q22)))).

σ(z) = (11z + 9|z|)/20; the odd and the even part are uncorrelated.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
DET, ANGLE = q11 * q22 - q12**2, asin(q12 / sqrt(q11 * q22))


@theorem("kernel.leaky_relu", source="Cho and Saul 2009")
def closed_form():
    return kernel_of("leaky_relu", (121 * q12 + 162 / pi * (sqrt(DET) + q12 * ANGLE)) / 400)


@mutant(closed_form)
def with_the_slopes_of_the_rectifier():
    return kernel_of("leaky_relu", (100 * q12 + 200 / pi * (sqrt(DET) + q12 * ANGLE)) / 400)


@mutant(closed_form)
def without_its_slope_at_independence():
    return kernel_of("leaky_relu", 162 / pi * (sqrt(DET) + q12 * ANGLE) / 400)


@mutant(closed_form)
def with_the_root_reversed():
    return kernel_of("leaky_relu", (121 * q12 + 162 / pi * (-sqrt(DET) + q12 * ANGLE)) / 400)
