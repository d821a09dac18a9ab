r"""The kernel of the step 1[z > 0]: P(u > 0, v > 0) = 1/4 + asin(q12/√(q11·q22))/(2π).

Price: σ′ = δ, so ∂κ/∂q12 is the density of (u, v) at 0; κ = 1/4 at q12 = 0.
References: Sheppard, Phil. Trans. R. Soc. A 192 (1899) 101.
"""

from sympy import Rational, asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ANGLE = asin(q12 / sqrt(q11 * q22))
QUARTER = Rational(1, 4)


@theorem("kernel.step", source="Sheppard 1899")
def closed_form():
    return kernel_of("step", QUARTER + ANGLE / (2 * pi))


@mutant(closed_form)
def without_its_mean():
    return kernel_of("step", ANGLE / (2 * pi))


@mutant(closed_form)
def with_the_constant_of_sign():
    return kernel_of("step", QUARTER + 2 * ANGLE / pi)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("step", QUARTER - ANGLE / (2 * pi))


@mutant(closed_form)
def with_the_wrong_norm():
    return kernel_of("step", QUARTER + asin(q12 / sqrt(q11 * q22 + 1)) / (2 * pi))
