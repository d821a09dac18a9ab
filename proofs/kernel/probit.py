r"""The kernel of Φ(z) = (1 + erf(z/√2))/2: E[Φ(u)Φ(v)] = 1/4 + asin(q12/√((1 + q11)(1 + q22)))/(2π).

Price and a Gaussian integral as for erf; κ = E[Φ(u)] E[Φ(v)] = 1/4 at q12 = 0.
References: Williams, Neural Computation 10 (1998) 1203.
"""

from sympy import Rational, asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ANGLE = asin(q12 / sqrt((1 + q11) * (1 + q22)))
QUARTER = Rational(1, 4)


@theorem("kernel.probit", source="Williams 1998")
def closed_form():
    return kernel_of("probit", QUARTER + ANGLE / (2 * pi))


@mutant(closed_form)
def without_its_mean():
    return kernel_of("probit", ANGLE / (2 * pi))


@mutant(closed_form)
def with_the_constant_of_erf():
    return kernel_of("probit", QUARTER + 2 * ANGLE / pi)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("probit", QUARTER - ANGLE / (2 * pi))


@mutant(closed_form)
def with_one_norm_only():
    return kernel_of("probit", QUARTER + asin(q12 / (1 + q11)) / (2 * pi))
