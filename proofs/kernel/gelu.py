r"""The kernel of the Gaussian error linear unit zΦ(z).

With R = √((1 + q11)(1 + q22) − q12²):
κ = q12/4 + q12·asin(q12/√((1 + q11)(1 + q22)))/(2π) + (q11·q22 + q12²(1/(1 + q11) + 1/(1 + q22) − 1))/(2πR).
Price twice: σ″(z) = (2 − z²)φ(z); at q12 = 0, κ = q11·q22/(2π√((1 + q11)(1 + q22))) and ∂κ/∂q12 = 1/4.
References: Tsuchida, Pearce, van der Heide, Roosta and Gallagher, arXiv:2002.08517.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ROOT = sqrt((1 + q11) * (1 + q22) - q12**2)
ANGLE = asin(q12 / sqrt((1 + q11) * (1 + q22)))
REST = q11 * q22 + q12**2 * (1 / (1 + q11) + 1 / (1 + q22) - 1)


@theorem("kernel.gelu", source="arXiv:2002.08517")
def closed_form():
    return kernel_of("gelu", q12 / 4 + q12 * ANGLE / (2 * pi) + REST / (2 * pi * ROOT))


@mutant(closed_form)
def without_its_slope_at_independence():
    return kernel_of("gelu", q12 * ANGLE / (2 * pi) + REST / (2 * pi * ROOT))


@mutant(closed_form)
def without_the_rest():
    return kernel_of("gelu", q12 / 4 + q12 * ANGLE / (2 * pi))


@mutant(closed_form)
def with_one_term_less_in_the_rest():
    return kernel_of("gelu", q12 / 4 + q12 * ANGLE / (2 * pi) + (REST + q12**2) / (2 * pi * ROOT))


@mutant(closed_form)
def of_the_smoothed_rectifier():
    return kernel_of("gelu", q12 / 4 + q12 * ANGLE / (2 * pi) + ROOT / (2 * pi))
