r"""The kernel of σ(z) = z³: E[u³v³] = 9q11·q22·q12 + 6q12³.

Isserlis' theorem: 9 pairings join one u to one v, 6 join all.
References: Isserlis, Biometrika 12 (1918) 134.
"""

from sympy import symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)


@theorem("kernel.monomial")
def closed_form():
    return kernel_of("monomial", 9 * q11 * q22 * q12 + 6 * q12**3)


@mutant(closed_form)
def with_fewer_pairings():
    return kernel_of("monomial", 9 * q11 * q22 * q12 + 3 * q12**3)


@mutant(closed_form)
def with_the_sign_reversed():
    return kernel_of("monomial", -9 * q11 * q22 * q12 - 6 * q12**3)


@mutant(closed_form)
def without_the_norms():
    return kernel_of("monomial", 15 * q12**3)


@mutant(closed_form)
def with_another_initial_value():
    return kernel_of("monomial", 9 * q11 * q22 * q12 + 6 * q12**3 + 1)
