r"""The kernel of the smoothed leaky rectifier E[max(z + ξ, (z + ξ)/10)], ξ ~ N(0, 1).

As for max(z, z/10), with 1 + Q in place of Q but for q12.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ROOT = sqrt((1 + q11) * (1 + q22) - q12**2)
ANGLE = asin(q12 / sqrt((1 + q11) * (1 + q22)))


@theorem("kernel.smoothed_leaky_relu")
def closed_form():
    return kernel_of("smoothed_leaky_relu", (121 * q12 + 162 / pi * (ROOT + q12 * ANGLE)) / 400)


@mutant(closed_form)
def with_the_slopes_of_the_rectifier():
    return kernel_of("smoothed_leaky_relu", (100 * q12 + 200 / pi * (ROOT + q12 * ANGLE)) / 400)


@mutant(closed_form)
def without_its_odd_part():
    return kernel_of("smoothed_leaky_relu", 162 / pi * (ROOT + q12 * ANGLE) / 400)


@mutant(closed_form)
def with_the_root_reversed():
    return kernel_of("smoothed_leaky_relu", (121 * q12 + 162 / pi * (-ROOT + q12 * ANGLE)) / 400)
