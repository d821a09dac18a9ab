r"""The kernel of erf(z/√2)²: the mean of four signs.

erf y = E[sign(y − Z)], Z ~ N(0, ½) independent; so κ = S₄, the mean of a product of four signs of normal variables with
correlations q11/(1 + q11), q22/(1 + q22) and four times q12/√((1 + q11)(1 + q22)). Plackett:

    ∂κ/∂q12 = 16·asin(q12/√(AB))/(π²√((1 + q11)(1 + q22) − q12²)),

A = (1 + 2q11)(1 + q22) − 2q12², B = (1 + q11)(1 + 2q22) − 2q12².
References: Plackett, Biometrika 41 (1954) 351.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel, kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
OWN = kernel("erf_squared")
NORMS = (1 + q11) * (1 + q22)
ANGLE = asin(q12 / sqrt(((1 + 2 * q11) * (1 + q22) - 2 * q12**2) * ((1 + q11) * (1 + 2 * q22) - 2 * q12**2)))
SLOPE = 16 * ANGLE / (pi**2 * sqrt(NORMS - q12**2))


@theorem("kernel.erf_squared", source="Plackett 1954")
def closed_form():
    return kernel_of("erf_squared", OWN.expr, slopes=(OWN.diff("q11").expr, SLOPE))


@mutant(closed_form)
def with_a_quarter_of_the_slope():
    return kernel_of("erf_squared", OWN.expr, slopes=(OWN.diff("q11").expr, SLOPE / 4))


@mutant(closed_form)
def as_the_square_of_the_kernel_of_erf():
    return kernel_of("erf_squared", kernel("erf").expr ** 2)
