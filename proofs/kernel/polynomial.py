r"""The kernel of σ(z) = 1 + z/2 + z²: q12/4 + 2q12² + (1 + q11)(1 + q22).

κ = Σ_j q12ʲ/j!·E[σ⁽ʲ⁾(u)]·E[σ⁽ʲ⁾(v)], a finite sum.
References: Isserlis, Biometrika 12 (1918) 134.
"""

from sympy import symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
SIGMA = "polynomial:c0=1,c1=1/2,c2=1"


@theorem("kernel.polynomial")
def closed_form():
    return kernel_of(SIGMA, (1 + q11) * (1 + q22) + q12 / 4 + 2 * q12**2)


@mutant(closed_form)
def without_the_mean_of_the_square():
    return kernel_of(SIGMA, 1 + q12 / 4 + 2 * q12**2)


@mutant(closed_form)
def with_half_the_curvature():
    return kernel_of(SIGMA, (1 + q11) * (1 + q22) + q12 / 4 + q12**2)


@mutant(closed_form)
def with_the_slope_not_squared():
    return kernel_of(SIGMA, (1 + q11) * (1 + q22) + q12 / 2 + 2 * q12**2)
