r"""The kernel of the shifted ReLU, max(z − b, 0), b = 1, and of any shift by a bias.

With h = −b/√q11, k = −b/√q22, ρ = q12/√(q11·q22) and D = q11·q22 − q12²,

    ∂κ/∂q12 = P(u > b, v > b) = Φ₂(h, k; ρ),
    κ = (q12 + b²) Φ₂ − b·√q11·φ(h)Φ(y) − b·√q22·φ(k)Φ(x) + √D·exp(−b²(q11 − 2q12 + q22)/(2D))/(2π),

y = (k − ρh)/√(1 − ρ²), x = (h − ρk)/√(1 − ρ²): it is that of max(z, 0) with means −b.
References: Rosenbaum, J. R. Statist. Soc. B 23 (1961) 405.
"""

from sympy import erf, exp, pi, sqrt, symbols

from symcrit import binormal, kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
DET = q11 * q22 - q12**2
BOTH = binormal(-1 / sqrt(q11), -1 / sqrt(q22), q12 / sqrt(q11 * q22))
FIRST = sqrt(q11) * exp(-1 / (2 * q11)) * (1 - erf((q11 - q12) / sqrt(2 * q11 * DET))) / sqrt(8 * pi)
SECOND = sqrt(q22) * exp(-1 / (2 * q22)) * (1 - erf((q22 - q12) / sqrt(2 * q22 * DET))) / sqrt(8 * pi)
DENSITY = sqrt(DET) * exp(-(q11 - 2 * q12 + q22) / (2 * DET)) / (2 * pi)


@theorem("kernel.shifted_relu", source="Rosenbaum 1961")
def closed_form():
    return kernel_of("shifted_relu", (q12 + 1) * BOTH - FIRST - SECOND + DENSITY)


@theorem("kernel.shifted_relu.any_shift", source="Rosenbaum 1961")
def with_biases():
    return kernel_of("shifted_relu:shift=-1/2", bias=True)


@mutant(closed_form)
def without_the_square_of_the_shift():
    return kernel_of("shifted_relu", q12 * BOTH - FIRST - SECOND + DENSITY)


@mutant(closed_form)
def shifted_the_other_way():
    return kernel_of("shifted_relu:shift=-1", (q12 + 1) * BOTH - FIRST - SECOND + DENSITY)


@mutant(closed_form)
def without_the_density():
    return kernel_of("shifted_relu", (q12 + 1) * BOTH - FIRST - SECOND)


@mutant(with_biases)
def with_the_shift_in_the_kernel_of_another():
    return kernel_of("shifted_relu:shift=-1/2", (q12 + 1) * BOTH - FIRST - SECOND + DENSITY, bias=True)
