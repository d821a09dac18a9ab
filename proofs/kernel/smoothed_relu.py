r"""The kernel of the smoothed rectifier E[max(z + ξ, 0)] = zΦ(z) + φ(z), ξ ~ N(0, 1).

That of max(z, 0) with 1 + Q in place of Q, but for q12:
q12/4 + (q12·asin(q12/√((1 + q11)(1 + q22))) + √((1 + q11)(1 + q22) − q12²))/(2π).
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
ROOT = sqrt((1 + q11) * (1 + q22) - q12**2)
ANGLE = asin(q12 / sqrt((1 + q11) * (1 + q22)))


@theorem("kernel.smoothed_relu")
def closed_form():
    return kernel_of("smoothed_relu", q12 / 4 + (q12 * ANGLE + ROOT) / (2 * pi))


@mutant(closed_form)
def without_its_slope_at_independence():
    return kernel_of("smoothed_relu", (q12 * ANGLE + ROOT) / (2 * pi))


@mutant(closed_form)
def with_the_root_reversed():
    return kernel_of("smoothed_relu", q12 / 4 + (q12 * ANGLE - ROOT) / (2 * pi))


@mutant(closed_form)
def without_smoothing():
    return kernel_of(
        "smoothed_relu", q12 / 4 + (q12 * asin(q12 / sqrt(q11 * q22)) + sqrt(q11 * q22 - q12**2)) / (2 * pi)
    )


@mutant(closed_form)
def twice():
    return kernel_of("smoothed_relu", q12 / 2 + (q12 * ANGLE + ROOT) / pi)
