r"""The kernel of max(z, 0) with biases, (u, v) ~ N((m1, m2), Q), s = √q11, t = √q22, h = m1/s, k = m2/t, ρ = q12/(st):

    E[σ(u)σ(v)] = (m1·m2 + q12) Φ₂(h, k; ρ) + m2·s·φ(h) Φ(y) + m1·t·φ(k) Φ(x) + s·t·(1 − ρ²) φ₂(h, k; ρ),

where y = (k − ρh)/√(1 − ρ²), x = (h − ρk)/√(1 − ρ²), Φ₂ and φ₂ are the bivariate normal distribution and density.
Price twice: ∂κ/∂q12 = P(u > 0, v > 0) = Φ₂, and ∂²κ/∂q12² is the density of (u, v) at 0.
References: Rosenbaum, J. R. Statist. Soc. B 23 (1961) 405.
"""

from sympy import acos, erf, exp, pi, sqrt, symbols

from symcrit import binormal, kernel_of, mutant, theorem

q11, q12, q22, m1, m2 = symbols("q11 q12 q22 m1 m2", real=True)
DET = q11 * q22 - q12**2
BOTH = binormal(m1 / sqrt(q11), m2 / sqrt(q22), q12 / sqrt(q11 * q22))
FIRST = sqrt(q11) * exp(-(m1**2) / (2 * q11)) * (1 + erf((m2 * q11 - m1 * q12) / sqrt(2 * q11 * DET))) / sqrt(8 * pi)
SECOND = sqrt(q22) * exp(-(m2**2) / (2 * q22)) * (1 + erf((m1 * q22 - m2 * q12) / sqrt(2 * q22 * DET))) / sqrt(8 * pi)
DENSITY = sqrt(DET) * exp(-(m1**2 * q22 - 2 * m1 * m2 * q12 + m2**2 * q11) / (2 * DET)) / (2 * pi)


@theorem("kernel.relu_biased", source="Rosenbaum 1961")
def closed_form():
    return kernel_of("relu", (m1 * m2 + q12) * BOTH + m2 * FIRST + m1 * SECOND + DENSITY, bias=True)


@mutant(closed_form)
def with_the_means_exchanged():
    return kernel_of("relu", (m1 * m2 + q12) * BOTH + m1 * FIRST + m2 * SECOND + DENSITY, bias=True)


@mutant(closed_form)
def without_the_product_of_the_means():
    return kernel_of("relu", q12 * BOTH + m2 * FIRST + m1 * SECOND + DENSITY, bias=True)


@mutant(closed_form)
def without_the_density():
    return kernel_of("relu", (m1 * m2 + q12) * BOTH + m2 * FIRST + m1 * SECOND, bias=True)


@mutant(closed_form)
def with_the_density_of_means_0():
    still = sqrt(DET) / (2 * pi)
    return kernel_of("relu", (m1 * m2 + q12) * BOTH + m2 * FIRST + m1 * SECOND + still, bias=True)


@mutant(closed_form)
def right_for_means_0_only():
    angle = acos(q12 / sqrt(q11 * q22))
    return kernel_of("relu", (sqrt(DET) + q12 * (pi - angle)) / (2 * pi), bias=True)
