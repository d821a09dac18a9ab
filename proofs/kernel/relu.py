r"""The kernel of max(z, 0): E[σ(u)σ(v)] = (√(q11·q22 − q12²) + q12·(π − acos(q12/√(q11·q22))))/(2π).

Price twice: σ″ = δ, so ∂²κ/∂q12² is the density 1/(2π√(q11·q22 − q12²)) of (u, v) at 0; at q12 = 0,
κ = E[σ(u)] E[σ(v)] = √(q11·q22)/(2π) and ∂κ/∂q12 = 1/4.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009.
"""

from sympy import acos, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
DET, ANGLE = q11 * q22 - q12**2, acos(q12 / sqrt(q11 * q22))


@theorem("kernel.relu", source="Cho and Saul 2009")
def closed_form():
    return kernel_of("relu", (sqrt(DET) + q12 * (pi - ANGLE)) / (2 * pi))


@mutant(closed_form)
def with_the_constant_of_the_arc_cosine_kernel():
    """Cho and Saul's kernel is twice E[σ(u)σ(v)]."""
    return kernel_of("relu", (sqrt(DET) + q12 * (pi - ANGLE)) / pi)


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("relu", (sqrt(DET) + q12 * ANGLE) / (2 * pi))


@mutant(closed_form)
def without_its_slope_at_independence():
    """∂κ/∂q12 = 0 in place of 1/4 at q12 = 0."""
    return kernel_of("relu", (sqrt(DET) + q12 * (pi / 2 - ANGLE)) / (2 * pi))


@mutant(closed_form)
def without_its_value_at_independence():
    return kernel_of("relu", (sqrt(DET) - sqrt(q11 * q22) + q12 * (pi - ANGLE)) / (2 * pi))


@mutant(closed_form)
def with_the_determinant_reversed():
    return kernel_of("relu", (-sqrt(DET) + q12 * (pi - ANGLE)) / (2 * pi))
