r"""The kernel of erf(z/√2) with biases: E[σ(u)σ(v)] = 4Φ₂(h, k; ρ) − 1 − erf(h/√2) − erf(k/√2).

With (u, v) ~ N((m1, m2), Q), h = m1/√(1 + q11), k = m2/√(1 + q22), ρ = q12/√((1 + q11)(1 + q22)); Φ₂ is the bivariate
normal distribution function: σ(u) = E[sign(u + ξ)] for an independent ξ ~ N(0, 1).
By Price, E[σ′(u)σ′(v)] is a Gaussian integral, and at q12 = 0, κ = erf(h/√2) erf(k/√2).
References: Owen, Ann. Math. Statist. 27 (1956) 1075.
"""

from sympy import erf, sqrt, symbols

from symcrit import binormal, kernel_of, mutant, theorem

q11, q12, q22, m1, m2 = symbols("q11 q12 q22 m1 m2", real=True)
H, K, RHO = m1 / sqrt(1 + q11), m2 / sqrt(1 + q22), q12 / sqrt((1 + q11) * (1 + q22))
EDGES = 1 + erf(H / sqrt(2)) + erf(K / sqrt(2))


@theorem("kernel.erf_biased", source="Owen 1956")
def closed_form():
    return kernel_of("erf", 4 * binormal(H, K, RHO) - EDGES, bias=True)


@mutant(closed_form)
def without_the_variance_of_the_noise():
    """That is the kernel of sign z."""
    h, k, rho = m1 / sqrt(q11), m2 / sqrt(q22), q12 / sqrt(q11 * q22)
    edges = 1 + erf(h / sqrt(2)) + erf(k / sqrt(2))
    return kernel_of("erf", 4 * binormal(h, k, rho) - edges, bias=True)


@mutant(closed_form)
def with_the_sign_of_a_mean_reversed():
    return kernel_of("erf", 4 * binormal(-H, K, RHO) - EDGES, bias=True)


@mutant(closed_form)
def of_independent_neurons():
    return kernel_of("erf", 4 * binormal(H, K, 0) - EDGES, bias=True)


@mutant(closed_form)
def of_the_distribution_function():
    """That is the kernel of Φ(z)."""
    return kernel_of("erf", binormal(H, K, RHO), bias=True)
