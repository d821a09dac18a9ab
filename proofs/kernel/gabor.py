r"""The kernel of Gabor's e^{−z²} sin z.

κ = (e^{2q12/D} − 1)·exp(−n/(2D))/(2√D), D = (1 + 2q11)(1 + 2q22) − 4q12², n = q11 + q22 + 4(q11·q22 − q12²) + 2q12.
References: neural-tangents, stax.Gabor.
"""

from sympy import exp, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
D = (1 + 2 * q11) * (1 + 2 * q22) - 4 * q12**2
N = q11 + q22 + 4 * (q11 * q22 - q12**2) + 2 * q12


@theorem("kernel.gabor", source="neural-tangents, stax.Gabor")
def closed_form():
    return kernel_of("gabor", (exp(2 * q12 / D) - 1) * exp(-N / (2 * D)) / (2 * sqrt(D)))


@mutant(closed_form)
def with_a_sign_flipped():
    return kernel_of("gabor", (exp(2 * q12 / D) + 1) * exp(-N / (2 * D)) / (2 * sqrt(D)))


@mutant(closed_form)
def without_the_determinant():
    return kernel_of("gabor", (exp(2 * q12 / D) - 1) * exp(-(N - 2 * q12) / (2 * D)) / (2 * sqrt(D)))
