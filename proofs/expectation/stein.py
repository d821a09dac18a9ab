r"""Identities of Gaussian integration by parts, for every measurable f and g of at most exponential growth.

E[u·f(v)] = E[u]·E[f(v)] + C12·E[f′(v)] (Stein, Bussgang); ∂E[f(u)g(v)]/∂C12 = E[f′(u)g′(v)] and
∂E[f(v)]/∂C22 = ½E[f″(v)] (Price, heat equation); E[exp(u)f(v)] = exp(m1 + C11/2)·E[f(v + C12)] (tilt).
Derivatives of f stand for those of the mean by the mean of its argument, so that f may have kinks and jumps.
References: Stein, Ann. Statist. 9 (1981) 1135; Price, IRE Trans. Inf. Theory 4 (1958) 69; Bussgang, MIT RLE report 216
(1952).
"""

from sympy import exp, sqrt, symbols, tanh

from symcrit import E, equal, functions, gaussian, mutant, theorem

C11, C12, C13, C22, C23, m1 = symbols("C11 C12 C13 C22 C23 m1", real=True)
u, v = gaussian("u v", cov="C", mean="m")
x, y, w = gaussian("x y w", cov="C")
f, g = functions("f g")


@theorem("expectation.stein", source="Stein 1981; Bussgang 1952")
def integration_by_parts():
    return equal(E(u * f(v)), m1 * E(f(v)) + C12 * E(f(v).diff(v)))


@mutant(integration_by_parts)
def with_the_variance_of_the_other():
    return equal(E(u * f(v)), m1 * E(f(v)) + C22 * E(f(v).diff(v)))


@mutant(integration_by_parts)
def without_the_mean():
    return equal(E(u * f(v)), C12 * E(f(v).diff(v)))


@theorem("expectation.stein_for_tanh", source="Bussgang 1952")
def by_the_square():
    return equal(E(x * tanh(y)), C12 * (1 - E(tanh(y) ** 2)))


@mutant(by_the_square)
def by_the_square_of_the_mean():
    return equal(E(x * tanh(y)), C12 * (1 - E(tanh(y)) ** 2))


@theorem("expectation.stein_of_three", source="Saad and Solla 1995")
def in_between():
    slope = f(x).diff(x)
    return equal(E(slope * y * g(w)), C12 * E(slope.diff(x) * g(w)) + C23 * E(slope * g(w).diff(w)))


@mutant(in_between)
def with_another_covariance():
    slope = f(x).diff(x)
    return equal(E(slope * y * g(w)), C12 * E(slope.diff(x) * g(w)) + C13 * E(slope * g(w).diff(w)))


@theorem("expectation.price", source="Price 1958")
def by_the_covariance():
    return equal(E(f(u) * g(v)).diff(C12), E(f(u).diff(u) * g(v).diff(v)))


@mutant(by_the_covariance)
def with_a_half():
    return equal(E(f(u) * g(v)).diff(C12), E(f(u).diff(u) * g(v).diff(v)) / 2)


@theorem("expectation.heat", source="Price 1958")
def by_the_variance():
    return equal(E(f(v)).diff(C22), E(f(v).diff(v, 2)) / 2)


@mutant(by_the_variance)
def without_the_half():
    return equal(E(f(v)).diff(C22), E(f(v).diff(v, 2)))


@theorem("expectation.tilt", source="Girsanov")
def by_an_exponential():
    return equal(E(exp(u) * f(v)), exp(m1 + C11 / 2) * E(f(v + C12)))


@mutant(by_an_exponential)
def moved_too_far():
    return equal(E(exp(u) * f(v)), exp(m1 + C11 / 2) * E(f(v + 2 * C12)))


@theorem("expectation.hermite_of_third_degree", source="Stein 1981")
def third_hermite_polynomial():
    z = gaussian("z")
    return equal(E((z**3 - 3 * z) * f(z)), E(f(z).diff(z, 3)))


@mutant(third_hermite_polynomial)
def with_another_polynomial():
    z = gaussian("z")
    return equal(E((z**3 - z) * f(z)), E(f(z).diff(z, 3)))


@theorem("expectation.bussgang", source="Bussgang 1952")
def cross_correlations_are_proportional():
    """Cov(x, f(y)) = C12/C22·Cov(y, f(y)) for every f, without means."""
    return equal(E(x * f(y)), C12 / C22 * E(y * f(y)))


@mutant(cross_correlations_are_proportional)
def over_the_other_variance():
    return equal(E(x * f(y)), C12 / C11 * E(y * f(y)))


@theorem("expectation.price_of_second_order", source="Price 1958")
def twice_by_the_covariance():
    return equal(E(f(u) * g(v)).diff(C12, 2), E(f(u).diff(u, 2) * g(v).diff(v, 2)))


@mutant(twice_by_the_covariance)
def with_a_slope_too_few():
    return equal(E(f(u) * g(v)).diff(C12, 2), E(f(u).diff(u) * g(v).diff(v, 2)))


@theorem("expectation.heat_of_two", source="Price 1958; Plackett 1954")
def by_a_variance_of_two():
    """∂/∂C11 of E[f(u)g(v)] is ½E[f″(u)g(v)], and ∂/∂m1 is E[f′(u)g(v)]."""
    yield equal(E(f(u) * g(v)).diff(C11), E(f(u).diff(u, 2) * g(v)) / 2)
    yield equal(E(f(u) * g(v)).diff(m1), E(f(u).diff(u) * g(v)))


@mutant(by_a_variance_of_two)
def of_the_other_function():
    return equal(E(f(u) * g(v)).diff(C11), E(f(u) * g(v).diff(v, 2)) / 2)


@theorem("expectation.bilinear_stein", source="Stein 1981; Isserlis 1918")
def two_factors():
    """E[x·y·f(w)] = C12·E[f(w)] + C13·C23·E[f″(w)], without means."""
    return equal(E(x * y * f(w)), C12 * E(f(w)) + C13 * C23 * E(f(w).diff(w, 2)))


@mutant(two_factors)
def with_half_of_the_second_derivative():
    return equal(E(x * y * f(w)), C12 * E(f(w)) + C13 * C23 * E(f(w).diff(w, 2)) / 2)


@theorem("expectation.bell", source="Girsanov, for a quadratic exponent")
def by_a_bell():
    """E[exp(−z²/2) f(z)] = E[f(z/√2)]/√2 for z ~ N(0, 1)."""
    z = gaussian("z")
    return equal(E(exp(-(z**2) / 2) * f(z)), E(f(z / sqrt(2))) / sqrt(2))


@mutant(by_a_bell)
def without_the_root():
    z = gaussian("z")
    return equal(E(exp(-(z**2) / 2) * f(z)), E(f(z / sqrt(2))))
