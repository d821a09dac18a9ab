r"""The kernel of σ(z) = z²: E[u²v²] = q11·q22 + 2q12².

Isserlis' theorem; by Price, ∂²κ/∂q12² = E[2·2] = 4, and κ = q11·q22, ∂κ/∂q12 = 0 at q12 = 0.
References: Isserlis, Biometrika 12 (1918) 134.
"""

from sympy import symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)


@theorem("kernel.square")
def closed_form():
    return kernel_of("square", q11 * q22 + 2 * q12**2)


@mutant(closed_form)
def without_the_two_other_pairings():
    return kernel_of("square", q11 * q22)


@mutant(closed_form)
def with_one_pairing_too_few():
    return kernel_of("square", q11 * q22 + q12**2)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("square", q11 * q22 - 2 * q12**2)


@mutant(closed_form)
def with_a_pairing_of_one_neuron():
    return kernel_of("square", q11**2 + 2 * q12**2)
