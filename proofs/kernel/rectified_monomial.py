r"""The kernel of max(z, 0)²: ((q11·q22 + 2q12²)(π − acos ρ) + 3q12·√(q11·q22 − q12²))/(2π), ρ = q12/√(q11·q22).

Price three times: σ‴ = 2δ. At q12 = 0, κ = q11·q22/4, ∂κ/∂q12 = (2/π)√(q11·q22), ∂²κ/∂q12² = 1.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import acos, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
DET, ANGLE = q11 * q22 - q12**2, acos(q12 / sqrt(q11 * q22))


@theorem("kernel.rectified_monomial", source="Cho and Saul 2009")
def closed_form():
    return kernel_of("rectified_monomial", ((q11 * q22 + 2 * q12**2) * (pi - ANGLE) + 3 * q12 * sqrt(DET)) / (2 * pi))


@mutant(closed_form)
def with_the_constant_of_the_arc_cosine_kernel():
    """Cho and Saul's kernel is twice E[σ(u)σ(v)]."""
    return kernel_of("rectified_monomial", ((q11 * q22 + 2 * q12**2) * (pi - ANGLE) + 3 * q12 * sqrt(DET)) / pi)


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("rectified_monomial", ((q11 * q22 + 2 * q12**2) * ANGLE + 3 * q12 * sqrt(DET)) / (2 * pi))


@mutant(closed_form)
def without_the_root():
    return kernel_of("rectified_monomial", (q11 * q22 + 2 * q12**2) * (pi - ANGLE) / (2 * pi))


@mutant(closed_form)
def without_its_curvature_at_independence():
    return kernel_of(
        "rectified_monomial", ((q11 * q22 + 2 * q12**2) * (pi - ANGLE) + 3 * q12 * sqrt(DET)) / (2 * pi) - q12**2 / 2
    )
