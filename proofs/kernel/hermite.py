r"""The kernel of He₃(z) = z³ − 3z: 6q12³ + 9q12(q11 − 1)(q22 − 1).

On unit vectors only m!·q12ᵐ remains: Hermite polynomials are orthogonal under N(0, 1).
References: Mehler, J. reine angew. Math. 66 (1866) 161.
"""

from sympy import symbols

from symcrit import kernel_of, mutant, theorem

q11, q12, q22 = symbols("q11 q12 q22", real=True)


@theorem("kernel.hermite")
def closed_form():
    return kernel_of("hermite", 6 * q12**3 + 9 * q12 * (q11 - 1) * (q22 - 1))


@mutant(closed_form)
def as_for_unit_vectors():
    return kernel_of("hermite", 6 * q12**3)


@mutant(closed_form)
def without_the_factorial():
    return kernel_of("hermite", q12**3 + 9 * q12 * (q11 - 1) * (q22 - 1))


@mutant(closed_form)
def with_the_sign_of_a_norm():
    return kernel_of("hermite", 6 * q12**3 + 9 * q12 * (q11 + 1) * (q22 - 1))
