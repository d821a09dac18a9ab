r"""The kernel of σ(z) = −z/2 for z < 0, z for z > 0: q12/16 + (9/8π)(√(q11·q22 − q12²) + q12·asin(q12/√(q11·q22))).

σ(z) = (z + 3|z|)/4.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
DET, ANGLE = q11 * q22 - q12**2, asin(q12 / sqrt(q11 * q22))


@theorem("kernel.abrelu", source="Cho and Saul 2009")
def closed_form():
    return kernel_of("abrelu", q12 / 16 + 9 / (8 * pi) * (sqrt(DET) + q12 * ANGLE))


@mutant(closed_form)
def with_the_other_sign_of_the_left_slope():
    return kernel_of("abrelu", (81 * q12 + 2 / pi * (sqrt(DET) + q12 * ANGLE)) / 144)


@mutant(closed_form)
def without_its_odd_part():
    return kernel_of("abrelu", 9 / (8 * pi) * (sqrt(DET) + q12 * ANGLE))


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("abrelu", q12 / 16 + 9 / (8 * pi) * (sqrt(DET) + q12 * (pi - ANGLE)))
