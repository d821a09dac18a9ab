r"""A student 1[u > 0] and a teacher max(v, 0): E[v; u > 0, v > 0] = (√q22 + q12/√q11)/(2√(2π)).

Price twice: σ″ = δ′ and τ″ = δ give ∂²κ/∂q12² = 0; at q12 = 0, κ = √q22/(2√(2π)) and ∂κ/∂q12 = 1/(2√(2π·q11)).
References: symcrit.
"""

from sympy import pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)


@theorem("kernel.step_relu")
def closed_form():
    return kernel_of("step", (sqrt(q22) + q12 / sqrt(q11)) / (2 * sqrt(2 * pi)), teacher="relu")


@mutant(closed_form)
def without_its_value_at_independence():
    return kernel_of("step", q12 / (2 * sqrt(2 * pi * q11)), teacher="relu")


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("step", (sqrt(q22) - q12 / sqrt(q11)) / (2 * sqrt(2 * pi)), teacher="relu")


@mutant(closed_form)
def twice():
    return kernel_of("step", (sqrt(q22) + q12 / sqrt(q11)) / sqrt(2 * pi), teacher="relu")
