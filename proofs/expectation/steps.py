r"""Derivations step by step, each step by the rules that are named and by no others.

I3 of Saad and Solla by Stein's formula and a tilt; the kernel of ReLU by Stein's formula, whose jump is conditioned on,
and a quadrant; the slope of the kernel of erf by Price's formula; a fourth moment (Isserlis, Wick).
References: Saad and Solla, Phys. Rev. E 52 (1995) 4225; Cho and Saul, NeurIPS 2009; Isserlis, Biometrika 12 (1918) 134.
"""

from sympy import Rational, asin, erf, pi, sqrt, symbols

from symcrit import E, chain, gaussian, mutant, relu, step, theorem

C11, C12, C13, C22, C23, C33 = symbols("C11 C12 C13 C22 C23 C33", real=True)
u, v, w = gaussian("u v w", cov="C")


def sigma(z):
    return erf(z / sqrt(2))


def first_step(cross=C23):
    return C12 * E(sigma(u).diff(u, 2) * sigma(w)) + cross * E(sigma(u).diff(u) * sigma(w).diff(w))


I3 = E(sigma(u).diff(u) * v * sigma(w))
CLOSED = 2 / pi / sqrt((1 + C11) * (1 + C33) - C13**2) * (C23 * (1 + C11) - C12 * C13) / (1 + C11)


@theorem("steps.erf_I3", source="Saad and Solla 1995")
def three():
    return chain(I3, (first_step(), "stein v"), (CLOSED, "tilt", "stein u"))


@mutant(three)
def three_with_another_covariance():
    return chain(I3, (first_step(cross=C13), "stein v"), CLOSED)


def of_relu(rest):
    product = E(relu(u) * relu(v))
    quadrant = E(step(u) * step(v))
    return chain(
        product,
        (C12 * quadrant + rest, "stein", "condition"),
        (C12 * (Rational(1, 4) + asin(C12 / sqrt(C11 * C22)) / (2 * pi)) + rest, "orthant"),
    )


@theorem("steps.relu_kernel", source="Cho and Saul 2009")
def relu_kernel():
    return of_relu(sqrt(C11 * C22 - C12**2) / (2 * pi))


@mutant(relu_kernel)
def with_half_of_the_jump():
    first, _ = of_relu(sqrt(C11 * C22 - C12**2) / (4 * pi))
    return first


@theorem("steps.erf_slope", source="Saad and Solla 1995")
def slope():
    closed = 2 / pi / sqrt((1 + C11) * (1 + C22) - C12**2)
    return chain(E(sigma(u) * sigma(v)).diff(C12), (E(sigma(u).diff(u) * sigma(v).diff(v)), "price"), (closed, "tilt"))


@mutant(slope)
def slope_with_a_half():
    return chain(E(sigma(u) * sigma(v)).diff(C12), E(sigma(u).diff(u) * sigma(v).diff(v)) / 2)


@theorem("steps.fourth_moment", source="Isserlis 1918")
def isserlis():
    return chain(
        E(u * v * w**2), (C12 * E(w**2) + 2 * C13 * E(v * w), "stein u"), (C12 * C33 + 2 * C13 * C23, "linearity")
    )


@mutant(isserlis)
def with_one_pairing_too_few():
    return chain(E(u * v * w**2), C12 * C33 + C13 * C23)
