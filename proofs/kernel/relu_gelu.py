r"""A student max(u, 0) and a teacher vΦ(v).

Price twice: σ″ = δ and τ″(z) = (2 − z²)φ(z); at q12 = 0, κ = √q11·q22/(2π√(1 + q22)) and ∂κ/∂q12 = 1/4.
References: symcrit.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ROOT = sqrt(q11 * (1 + q22) - q12**2)
ANGLE = asin(q12 / sqrt(q11 * (1 + q22)))


@theorem("kernel.relu_gelu")
def closed_form():
    return kernel_of("relu", q12 / 4 + (q12 * ANGLE + q22 / (1 + q22) * ROOT) / (2 * pi), teacher="gelu")


@mutant(closed_form)
def of_a_smoothed_rectifier():
    return kernel_of("relu", q12 / 4 + (q12 * ANGLE + ROOT) / (2 * pi), teacher="gelu")


@mutant(closed_form)
def without_its_slope_at_independence():
    return kernel_of("relu", (q12 * ANGLE + q22 / (1 + q22) * ROOT) / (2 * pi), teacher="gelu")


@mutant(closed_form)
def with_the_root_reversed():
    return kernel_of("relu", q12 / 4 + (q12 * ANGLE - q22 / (1 + q22) * ROOT) / (2 * pi), teacher="gelu")
