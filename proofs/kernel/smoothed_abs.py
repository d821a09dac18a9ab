r"""The kernel of E[|z + ξ|], ξ ~ N(0, 1): (2/π)(√((1 + q11)(1 + q22) − q12²) + q12·asin(q12/√((1 + q11)(1 + q22)))).

As for |z|, with 1 + Q in place of Q but for q12.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ROOT = sqrt((1 + q11) * (1 + q22) - q12**2)
ANGLE = asin(q12 / sqrt((1 + q11) * (1 + q22)))


@theorem("kernel.smoothed_abs")
def closed_form():
    return kernel_of("smoothed_abs", 2 / pi * (ROOT + q12 * ANGLE))


@mutant(closed_form)
def with_the_constant_of_the_rectifier():
    return kernel_of("smoothed_abs", (ROOT + q12 * ANGLE) / (2 * pi))


@mutant(closed_form)
def with_the_root_reversed():
    return kernel_of("smoothed_abs", 2 / pi * (-ROOT + q12 * ANGLE))


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("smoothed_abs", 2 / pi * (ROOT + q12 * (pi - ANGLE)))
