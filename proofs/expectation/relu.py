r"""Expectations of kinked functions of two to four Gaussian variables.

References: Sheppard, Phil. Trans. R. Soc. A 192 (1898) 101; Nabeya, Ann. Inst. Statist. Math. 3 (1951) 2; Plackett,
Biometrika 41 (1954) 351; Clark, Operations Research 9 (1961) 145; Saad and Solla, Phys. Rev. E 52 (1995) 4225, whose
integrals I3 and I4 are those of max(z, 0) here.
"""

from sympy import Matrix, Max, Rational, asin, erf, exp, pi, sign, sqrt, symbols

from symcrit import E, equal, gaussian, mutant, relu, step, theorem

C11, C12, C13, C14, C22, C23, C24, C33, C34, C44 = symbols("C11 C12 C13 C14 C22 C23 C24 C33 C34 C44", real=True)
m1, m2, m3 = symbols("m1 m2 m3", real=True)
u, v, w = gaussian("u v w", cov="C")
a, b, c, d = gaussian("a b c d", cov="C")
x, y, z = gaussian("x y z", cov="C", mean="m")


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


@theorem("expectation.relu_I4", source="Saad and Solla 1995, for max(z, 0); Plackett 1954")
def four():
    """E[σ′(a) σ′(b) σ(c) σ(d)] = C34·P(a, b, c, d > 0) + terms with a variable at its kink, where three are left."""
    return equal(E(step(a) * step(b) * relu(c) * relu(d)), four_by_orthant())


def four_by_orthant(kink=1):
    """On a = 0 the others have the law of b − C12/C11·a, …: Stein's formula for c, with 1, 1 and 2·½ for the jumps."""

    def rest(one, at, covariance, variance):
        return one - covariance / variance * at

    on_a = [rest(b, a, C12, C11), rest(c, a, C13, C11), rest(d, a, C14, C11)]
    on_b = [rest(a, b, C12, C22), rest(c, b, C23, C22), rest(d, b, C24, C22)]
    on_c = [rest(a, c, C13, C33), rest(b, c, C23, C33), rest(d, c, C34, C33)]
    total = C34 * E(step(a) * step(b) * step(c) * step(d))
    for factor, variance, (one, two, three) in ((C13, C11, on_a), (C23, C22, on_b), (C33, C33, on_c)):
        density = 1 / sqrt(2 * pi * variance)
        total += kink * factor * density * E(step(one) * step(two) * relu(three))
    return total


@mutant(four)
def four_with_jumps_of_two():
    return equal(E(step(a) * step(b) * relu(c) * relu(d)), four_by_orthant(kink=2))


def orthant_of_four(factor):
    pairs = {(0, 1): C12, (0, 2): C13, (0, 3): C14, (1, 2): C23, (1, 3): C24, (2, 3): C34}
    variances = (C11, C22, C33, C44)
    angles = sum(asin(cov / sqrt(variances[i] * variances[j])) for (i, j), cov in pairs.items())
    return Rational(1, 16) + angles / factor + E(sign(a) * sign(b) * sign(c) * sign(d)) / 16


@theorem("expectation.orthant_of_four", source="Plackett 1954")
def orthant_by_signs():
    """P(a, b, c, d > 0) by the angles of pairs and the mean of the product of all four signs."""
    return equal(E(step(a) * step(b) * step(c) * step(d)), orthant_of_four(8 * pi))


@mutant(orthant_by_signs)
def orthant_with_half_of_the_angles():
    return equal(E(step(a) * step(b) * step(c) * step(d)), orthant_of_four(16 * pi))


def of_absolute_values(way=1):
    """(2/π)^(3/2)·(√det C + Σ (C_ij + C_ik C_jk/C_kk)·√C_kk·asin ρ_ij), ρ_ij the partial correlations."""
    C = Matrix([[C11, C12, C13], [C12, C22, C23], [C13, C23, C33]])
    total = sqrt(C.det())
    for i, j, k in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        variances = (C[i, i] * C[k, k] - C[i, k] ** 2) * (C[j, j] * C[k, k] - C[j, k] ** 2)
        partial = (C[i, j] * C[k, k] - C[i, k] * C[j, k]) / sqrt(variances)
        total += way * (C[i, j] + C[i, k] * C[j, k] / C[k, k]) * sqrt(C[k, k]) * asin(partial)
    return sqrt(2 / pi) ** 3 * total


def of_relus(way=1):
    """⅛(E|uvw| + E[uv|w|] + E[uw|v|] + E[vw|u|]), as max(z, 0) = (z + |z|)/2."""
    total = of_absolute_values(way)
    for pair, one, two, variance in ((C12, C13, C23, C33), (C13, C12, C23, C22), (C23, C12, C13, C11)):
        total += sqrt(2 / pi) * (pair * sqrt(variance) + one * two / sqrt(variance))
    return total / 8


@theorem("expectation.product_of_three", source="Nabeya 1951")
def products():
    yield equal(E(abs(u) * abs(v) * abs(w)), of_absolute_values())
    yield equal(E(relu(u) * relu(v) * relu(w)), of_relus())


@mutant(products)
def with_the_angles_subtracted():
    return equal(E(relu(u) * relu(v) * relu(w)), of_relus(way=-1))


def Phi(t):
    return (1 + erf(t / sqrt(2))) / 2


def phi(t):
    return exp(-(t**2) / 2) / sqrt(2 * pi)


spread = sqrt(C11 + C22 - 2 * C12)  # of x − y
ratio = (m1 - m2) / spread


def first_moment():
    return m1 * Phi(ratio) + m2 * Phi(-ratio) + spread * phi(ratio)


def second_moment(means=m1 + m2):
    return (m1**2 + C11) * Phi(ratio) + (m2**2 + C22) * Phi(-ratio) + means * spread * phi(ratio)


def with_a_third(one=C13, two=C23):
    return m3 * first_moment() + one * Phi(ratio) + two * Phi(-ratio)


@theorem("expectation.greatest_of_two", source="Clark 1961, equations 2 to 4")
def greatest():
    """E max(x, y), E max(x, y)² and E[z·max(x, y)] for every mean and covariance."""
    yield equal(E(Max(x, y)), first_moment())
    yield equal(E(Max(x, y) ** 2), second_moment())
    yield equal(E(z * Max(x, y)), with_a_third())


@mutant(greatest)
def with_the_difference_of_means():
    return equal(E(Max(x, y) ** 2), second_moment(means=m1 - m2))


@mutant(greatest)
def with_covariances_exchanged():
    return equal(E(z * Max(x, y)), with_a_third(one=C23, two=C13))
