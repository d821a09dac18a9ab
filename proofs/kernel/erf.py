r"""The kernel of σ(z) = erf(z/√2): E[σ(u)σ(v)] = (2/π)·asin(q12/√((1 + q11)(1 + q22))).

Price: ∂κ/∂q12 = E[σ′(u)σ′(v)], a Gaussian integral, (2/π)/√((1 + q11)(1 + q22) − q12²); κ = 0 at q12 = 0 as σ is odd.
References: Williams, Neural Computation 10 (1998) 1203.
"""

from sympy import acos, asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
KAPPA = 2 / pi * asin(q12 / sqrt((1 + q11) * (1 + q22)))


@theorem("kernel.erf", source="Williams 1998")
def closed_form():
    return kernel_of("erf", KAPPA)


@mutant(closed_form)
def half_the_constant():
    return kernel_of("erf", KAPPA / 2)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("erf", -KAPPA)


@mutant(closed_form)
def of_erf_without_the_root():
    """The kernel of erf(z)."""
    return kernel_of("erf", 2 / pi * asin(2 * q12 / sqrt((1 + 2 * q11) * (1 + 2 * q22))))


@mutant(closed_form)
def with_another_initial_value():
    return kernel_of("erf", KAPPA + 1)


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("erf", 2 / pi * acos(q12 / sqrt((1 + q11) * (1 + q22))))


@mutant(closed_form)
def with_the_determinant_of_q():
    """Price's integral with det Q in place of det(1 + Q)."""
    integral = 2 / pi / sqrt(q11 * q22 - q12**2)
    return kernel_of("erf", KAPPA, slopes=(KAPPA.diff(q11), integral))


@mutant(closed_form)
def with_a_wrong_slope_in_the_norm():
    return kernel_of("erf", KAPPA, slopes=(2 * KAPPA.diff(q11), KAPPA.diff(q12)))
