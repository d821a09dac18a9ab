r"""Expectations of kinked functions of two to four Gaussian variables.

References: Sheppard, Phil. Trans. R. Soc. A 192 (1898) 101; Cho and Saul, NIPS 2009; Yoshida et al., Phys. Rev. Lett.
(2017), integrals I3 of ReLU networks.
"""

from sympy import Rational, acos, asin, pi, sqrt, symbols

from symcrit import E, equal, gaussian, mutant, relu, step, theorem

C11, C12, C13, C22, C23, C33 = symbols("C11 C12 C13 C22 C23 C33", real=True)
u, v, w = gaussian("u v w", cov="C")


@theorem("expectation.orthant_of_three", source="Sheppard 1898")
def orthant():
    angles = asin(C12 / sqrt(C11 * C22)) + asin(C13 / sqrt(C11 * C33)) + asin(C23 / sqrt(C22 * C33))
    return equal(E(step(u) * step(v) * step(w)), Rational(1, 8) + angles / (4 * pi))


@mutant(orthant)
def with_twice_the_angles():
    angles = asin(C12 / sqrt(C11 * C22)) + asin(C13 / sqrt(C11 * C33)) + asin(C23 / sqrt(C22 * C33))
    return equal(E(step(u) * step(v) * step(w)), Rational(1, 8) + angles / (2 * pi))


def third(sign=1):
    angle = asin(C13 / sqrt(C11 * C33))
    root = sqrt(C11 * C33 - C13**2)
    return C23 * (angle / (2 * pi) + Rational(1, 4)) + sign * C12 * root / (2 * pi * C11)


@theorem("expectation.relu_I3", source="Saad and Solla 1995, for max(z, 0)")
def three():
    """E[σ′(u) v σ(w)] for σ(z) = max(z, 0)."""
    return equal(E(step(u) * v * relu(w)), third())


@mutant(three)
def three_with_a_wrong_sign():
    return equal(E(step(u) * v * relu(w)), third(sign=-1))


def arc_cosine(order):
    """J_n/π of Cho and Saul, for n = 0, 1, 2 with norms."""
    cosine = C12 / sqrt(C11 * C22)
    angle, sine = acos(cosine), sqrt(1 - cosine**2)
    J = (pi - angle, sine + (pi - angle) * cosine, 3 * sine * cosine + (pi - angle) * (1 + 2 * cosine**2))[order]
    return sqrt(C11 * C22) ** order * J / (2 * pi)


@theorem("expectation.arc_cosine", source="Cho and Saul 2009")
def arc_cosine_kernels():
    yield equal(E(step(u) * step(v)), arc_cosine(0))
    yield equal(E(relu(u) * relu(v)), arc_cosine(1))
    yield equal(E(relu(u) ** 2 * relu(v) ** 2), arc_cosine(2))


@mutant(arc_cosine_kernels)
def twice_as_large():
    return equal(E(relu(u) ** 2 * relu(v) ** 2), 2 * arc_cosine(2))
