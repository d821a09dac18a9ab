r"""The integrals of on-line learning for σ(z) = erf(z/√2): I2, I3 and I4 of Saad and Solla.

I2 = E[σ(u)σ(v)], I3 = E[σ′(u) v σ(w)], I4 = E[σ′(u)σ′(v)σ(w)σ(x)] for (u, v, w, x) ~ N(0, C).
References: Saad and Solla, Phys. Rev. Lett. 74 (1995) 4337 and Phys. Rev. E 52 (1995) 4225, equations for I2, I3, I4.
"""

from sympy import asin, erf, pi, sqrt, symbols

from symcrit import E, equal, gaussian, mutant, theorem

C11, C12, C13, C14, C22, C23, C24, C33, C34, C44 = symbols("C11 C12 C13 C14 C22 C23 C24 C33 C34 C44", real=True)
u, v, w, x = gaussian("u v w x", cov="C")


def sigma(z):
    return erf(z / sqrt(2))


@theorem("expectation.erf_I2", source="Saad and Solla 1995")
def two():
    return equal(E(sigma(u) * sigma(v)), 2 / pi * asin(C12 / sqrt((1 + C11) * (1 + C22))))


@mutant(two)
def two_without_the_ones():
    return equal(E(sigma(u) * sigma(v)), 2 / pi * asin(C12 / sqrt(C11 * C22)))


def three_as_published(cross=C23):
    rest = (1 + C11) * (1 + C33) - C13**2
    return 2 / pi / sqrt(rest) * (cross * (1 + C11) - C12 * C13) / (1 + C11)


@theorem("expectation.erf_I3", source="Saad and Solla 1995")
def three():
    return equal(E(sigma(u).diff(u) * v * sigma(w)), three_as_published())


@mutant(three)
def three_with_another_covariance():
    return equal(E(sigma(u).diff(u) * v * sigma(w)), three_as_published(cross=C12))


def four_as_published(sign=-1):
    L4 = (1 + C11) * (1 + C22) - C12**2
    L0 = L4 * C34 + sign * C23 * C24 * (1 + C11) - C13 * C14 * (1 + C22) + C12 * C13 * C24 + C12 * C14 * C23
    L1 = L4 * (1 + C33) - C23**2 * (1 + C11) - C13**2 * (1 + C22) + 2 * C12 * C13 * C23
    L2 = L4 * (1 + C44) - C24**2 * (1 + C11) - C14**2 * (1 + C22) + 2 * C12 * C14 * C24
    return 4 / pi**2 / sqrt(L4) * asin(L0 / sqrt(L1 * L2))


@theorem("expectation.erf_I4", source="Saad and Solla 1995")
def four():
    return equal(E(sigma(u).diff(u) * sigma(v).diff(v) * sigma(w) * sigma(x)), four_as_published())


@mutant(four)
def four_with_a_wrong_sign():
    return equal(E(sigma(u).diff(u) * sigma(v).diff(v) * sigma(w) * sigma(x)), four_as_published(sign=1))
