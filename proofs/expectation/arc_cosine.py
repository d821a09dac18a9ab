r"""Arc-cosine kernels K_n = E[u₊ⁿ v₊ⁿ] of orders 0 to 5, u₊ⁿ = uⁿ·1[u > 0], for Gaussian (u, v) with any means.

Without means K_n = √(C11 C22)ⁿ J_n(θ)/(2π), cos θ = C12/√(C11 C22), with
J_n(θ) = (−1)ⁿ (sin θ)^(2n+1) (1/sin θ · d/dθ)ⁿ ((π − θ)/sin θ).  With means K_0 = Φ₂(m1/√C11, m2/√C22; ρ), and the
others follow from ∂K_n/∂C12 = n² K_{n−1} or from Stein's recursion, for u₊ᵐ⁺¹ = u·u₊ᵐ.
References: Cho and Saul, Kernel methods for deep learning, NIPS 2009, equations 1 to 6; Price, IRE Trans. Inf. Theory 4
(1958) 69; Williams, Neural Computation 10 (1998) 1203.
"""

from sympy import acos, cos, diff, erf, exp, pi, sin, sqrt, symbols

from symcrit import E, binormal, equal, gaussian, mutant, relu, step, theorem

C11, C12, C22, m1, m2 = symbols("C11 C12 C22 m1 m2", real=True)
u, v = gaussian("u v", cov="C")
x, y = gaussian("x y", cov="C", mean="m")
angle = symbols("theta", real=True)


def power(z, order):
    """z₊ⁿ."""
    return relu(z) ** order if order else step(z)


def angular(order):
    """J_n of Cho and Saul, as a function of the angle."""
    found = (pi - angle) / sin(angle)
    for _ in range(order):
        found = diff(found, angle) / sin(angle)
    return (-1) ** order * (sin(angle) ** (2 * order + 1) * found).expand()


def centred(order):
    """√(C11 C22)ⁿ J_n(θ)/(2π)."""
    cosine = C12 / sqrt(C11 * C22)
    sine = sqrt(1 - cosine**2)
    J = angular(order).subs({sin(angle): sine, cos(angle): cosine}).subs(angle, acos(cosine))
    return sqrt(C11 * C22) ** order * J / (2 * pi)


@theorem("expectation.arc_cosine", source="Cho and Saul 2009, equations 3 and 4")
def arc_cosine_kernels():
    """K_0, …, K_5 without means."""
    for order in range(6):
        yield equal(E(power(u, order) * power(v, order)), centred(order))


@mutant(arc_cosine_kernels)
def twice_as_large():
    return equal(E(power(u, 2) * power(v, 2)), 2 * centred(2))


@mutant(arc_cosine_kernels)
def of_the_next_order():
    return equal(E(power(u, 3) * power(v, 3)), centred(4))


def Phi(z):
    return (1 + erf(z / sqrt(2))) / 2


def phi(z):
    return exp(-(z**2) / 2) / sqrt(2 * pi)


def both(sign=1):
    """P(x > 0, y > 0)."""
    return binormal(m1 / sqrt(C11), m2 / sqrt(C22), sign * C12 / sqrt(C11 * C22))


def first(sign=1):
    """E[x₊ y₊] by Φ₂, Φ and φ."""
    rest = sqrt(C11 * C22 - C12**2)
    of_x = sqrt(C11) * phi(m1 / sqrt(C11)) * Phi((C11 * m2 - C12 * m1) / (sqrt(C11) * rest))
    of_y = sqrt(C22) * phi(m2 / sqrt(C22)) * Phi((C22 * m1 - C12 * m2) / (sqrt(C22) * rest))
    exponent = (C22 * m1**2 - 2 * C12 * m1 * m2 + C11 * m2**2) / (2 * rest**2)
    return (m1 * m2 + C12) * both() + m2 * of_x + m1 * of_y + sign * rest / (2 * pi) * exp(-exponent)


@theorem("expectation.arc_cosine_with_means", source="Cho and Saul 2009, orders 0 and 1, with means")
def with_means():
    yield equal(E(step(x) * step(y)), both())
    yield equal(E(relu(x) * relu(y)), first())


@mutant(with_means)
def with_the_other_correlation():
    return equal(E(step(x) * step(y)), both(sign=-1))


@mutant(with_means)
def with_a_wrong_sign():
    return equal(E(relu(x) * relu(y)), first(sign=-1))


def by_the_covariance(order, factor):
    """∂K_n/∂C12 = factor·K_{n−1}."""
    kernel = E(power(x, order) * power(y, order))
    return equal(kernel.diff(C12), factor * E(power(x, order - 1) * power(y, order - 1)))


@theorem(
    "expectation.arc_cosine_by_the_covariance", source="Price 1958, for kernels of Cho and Saul with means", effort=4
)
def slopes():
    """Orders 1 to 5."""
    for order in range(1, 6):
        yield by_the_covariance(order, order**2)


@mutant(slopes)
def with_the_order_for_its_square():
    return by_the_covariance(2, 2)


def recursion(m, n, factor=1):
    """E[x₊ᵐ⁺¹ y₊ⁿ] = m1 E[x₊ᵐ y₊ⁿ] + m C11 E[x₊ᵐ⁻¹ y₊ⁿ] + n C12 E[x₊ᵐ y₊ⁿ⁻¹] for m, n ≥ 1."""
    lower = m * C11 * E(power(x, m - 1) * power(y, n)) + factor * n * C12 * E(power(x, m) * power(y, n - 1))
    return equal(E(power(x, m + 1) * power(y, n)), m1 * E(power(x, m) * power(y, n)) + lower)


@theorem("expectation.arc_cosine_recursion", source="Stein 1981, for kernels of Cho and Saul with means")
def recursions():
    """Up to the power 5 of one variable and 2 of the other."""
    for n in range(1, 3):
        for m in range(1, 5):
            yield recursion(m, n)


@mutant(recursions)
def with_half_of_the_covariance():
    return recursion(1, 1, factor=1 / sqrt(4))
