r"""The kernel of sign z: (2/π)·asin(q12/√(q11·q22)).

Price: σ′ = 2δ, four times the density of (u, v) at 0; κ = 0 at q12 = 0.
References: Sheppard, Phil. Trans. R. Soc. A 192 (1899) 101.
"""

from sympy import acos, asin, pi, sqrt, symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)
COSINE = q12 / sqrt(q11 * q22)


@theorem("kernel.sign", source="Sheppard 1899")
def closed_form():
    return kernel_of("sign", 2 / pi * asin(COSINE))


@mutant(closed_form)
def half_the_constant():
    return kernel_of("sign", asin(COSINE) / pi)


@mutant(closed_form)
def on_the_other_branch():
    return kernel_of("sign", 2 / pi * acos(COSINE))


@mutant(closed_form)
def with_another_initial_value():
    return kernel_of("sign", 2 / pi * asin(COSINE) + 1)


@mutant(closed_form)
def as_a_cosine():
    return kernel_of("sign", COSINE)
