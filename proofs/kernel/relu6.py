r"""The kernel of ReLU6, min(max(z, 0), 6): kinks at 0 and at 6.

Price: ∂κ/∂q12 = P(0 < u < 6, 0 < v < 6) = ¼ + asin(ρ)/(2π) − Φ₂(0, −6/√q22; ρ) − Φ₂(−6/√q11, 0; ρ)
+ Φ₂(−6/√q11, −6/√q22; ρ).
References: Krizhevsky, Convolutional deep belief networks on CIFAR-10 (2010).
"""

from sympy import asin, pi, sqrt, symbols

from symcrit import binormal, kernel, kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
RHO = q12 / sqrt(q11 * q22)
FAR = binormal(-6 / sqrt(q11), -6 / sqrt(q22), RHO)
INSIDE = asin(RHO) / (2 * pi) - binormal(0, -6 / sqrt(q22), RHO) - binormal(-6 / sqrt(q11), 0, RHO) + FAR
OWN = kernel("relu6")


@theorem("kernel.relu6", source="Krizhevsky 2010")
def closed_form():
    return kernel_of("relu6", OWN.expr, slopes=(OWN.diff("q11").expr, INSIDE + pi / (4 * pi)))


@mutant(closed_form)
def without_the_upper_end():
    return kernel_of("relu6", kernel("relu").expr)


@mutant(closed_form)
def with_a_slope_that_forgets_a_quarter():
    return kernel_of("relu6", OWN.expr, slopes=(OWN.diff("q11").expr, INSIDE))
