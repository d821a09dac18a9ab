r"""Owen's table of normal integrals, as expectations of X ~ N(0, 1): E[G(X)] = ∫ G(x)φ(x) dx.

Φ(z) = (1 + erf(z/√2))/2, φ(z) = exp(−z²/2)/√(2π), t = √(1 + b²); the numbers are those of the table.
References: Owen, A table of normal integrals, Comm. Statist. B 9 (1980) 389.
"""

from sympy import Rational, asin, atan, erf, exp, pi, sqrt, symbols

from symcrit import E, binormal, equal, gaussian, mutant, relu, step, theorem, trinormal

a, b, c, d, h, k = symbols("a b c d h k", real=True)
x = gaussian("x")
t = sqrt(1 + b**2)


def Phi(z):
    return (1 + erf(z / sqrt(2))) / 2


def phi(z):
    return exp(-(z**2) / 2) / sqrt(2 * pi)


@theorem("expectation.owen_one_probability", source="Owen 1980, 10,010.8, 10,011.1, 10,012.2")
def one_probability():
    yield equal(E(Phi(a + b * x)), Phi(a / t))
    yield equal(E(x * Phi(a + b * x)), b / t * phi(a / t))
    yield equal(E(x**2 * Phi(a + b * x)), Phi(a / t) - a * b**2 / t**3 * phi(a / t))


@mutant(one_probability)
def with_another_root():
    return equal(E(x * Phi(a + b * x)), b / t**2 * phi(a / t))


@mutant(one_probability)
def with_a_wrong_sign():
    return equal(E(x**2 * Phi(a + b * x)), Phi(a / t) + a * b**2 / t**3 * phi(a / t))


@theorem("expectation.owen_two_probabilities", source="Owen 1980, 20,010.1, 20,010.3, 20,011.1")
def two_probabilities():
    yield equal(E(Phi(b * x) ** 2), atan(sqrt(1 + 2 * b**2)) / pi)
    yield equal(
        E(Phi(a + b * x) * Phi(c + d * x)),
        binormal(a / t, c / sqrt(1 + d**2), b * d / (t * sqrt(1 + d**2))),
    )
    yield equal(E(x * Phi(b * x) ** 2), b / (sqrt(pi) * sqrt(2) * t))


@mutant(two_probabilities)
def with_the_other_correlation():
    rho = -b * d / (t * sqrt(1 + d**2))
    return equal(E(Phi(a + b * x) * Phi(c + d * x)), binormal(a / t, c / sqrt(1 + d**2), rho))


@mutant(two_probabilities)
def with_one_in_place_of_two():
    return equal(E(Phi(b * x) ** 2), atan(sqrt(1 + b**2)) / pi)


@theorem("expectation.owen_three_probabilities", source="Owen 1980, 30,010; order statistics")
def three_probabilities():
    rho = b**2 / (1 + b**2)
    yield equal(E(Phi(x) ** 3), Rational(1, 4))
    yield equal(E(Phi(x) ** 4), Rational(1, 5))
    yield equal(E(Phi(a + b * x) ** 3), trinormal(a / t, a / t, a / t, rho, rho, rho))


@mutant(three_probabilities)
def cube_of_the_half():
    return equal(E(Phi(x) ** 3), Rational(1, 8))


@theorem("expectation.owen_with_exponentials", source="Owen 1980, 101, 102, 10,010.9")
def with_exponentials():
    yield equal(E(exp(c * x)), exp(c**2 / 2))
    yield equal(E(exp(-((a + b * x) ** 2) / 2)), exp(-(a**2) / (2 * t**2)) / t)
    yield equal(E(Phi(a + b * x) * exp(c * x)), exp(c**2 / 2) * Phi((a + b * c) / t))


@mutant(with_exponentials)
def with_a_tilt_that_is_too_small():
    return equal(E(Phi(a + b * x) * exp(c * x)), exp(c**2 / 2) * Phi(a / t + b * c))


def on_upper_half_lines(way=1):
    """∫_h^∞ x·Φ(a + bx)φ(x) dx."""
    return b / t * phi(a / t) * Phi(-a * b / t - way * h * t) + phi(h) * Phi(a + b * h)


@theorem("expectation.owen_moments_on_half_lines", source="Owen 1980, 10,011; integrals over half-lines")
def moments_on_half_lines():
    yield equal(E(x * Phi(a + b * x) * step(x)), on_upper_half_lines().subs(h, 0))
    yield equal(E(x * Phi(a + b * x) * step(x - h)), on_upper_half_lines())
    yield equal(E(x * Phi(b * x) * step(x)), (1 + b / t) / (2 * sqrt(2 * pi)))
    yield equal(E(x**2 * Phi(b * x) * step(x)), Rational(1, 4) + (b / t**2 + atan(b)) / (2 * pi))
    yield equal(E(Phi(b * x) ** 2 * step(x)), (atan(b) + atan(sqrt(1 + 2 * b**2))) / (2 * pi))
    yield equal(E(phi(a + b * x) * step(x)), phi(a / t) * Phi(-a * b / t) / t)


@mutant(moments_on_half_lines)
def from_the_other_end():
    return equal(E(x * Phi(a + b * x) * step(x - h)), on_upper_half_lines(way=-1))


@mutant(moments_on_half_lines)
def with_the_angle_of_the_square():
    return equal(E(Phi(b * x) ** 2 * step(x)), (atan(b**2) + atan(sqrt(1 + 2 * b**2))) / (2 * pi))


def square_with_means(root):
    """∫ x·Φ(a + bx)²φ(x) dx."""
    return 2 * b / t * phi(a / t) * Phi(a / (t * root))


@theorem("expectation.owen_moments_of_squares", source="Owen 1980, 20,011, 20,012")
def moments_of_squares():
    yield equal(E(x * Phi(a + b * x) ** 2), square_with_means(sqrt(1 + 2 * b**2)))
    yield equal(E(x**2 * Phi(b * x) ** 2), (b**2 / (t**2 * sqrt(1 + 2 * b**2)) + atan(sqrt(1 + 2 * b**2))) / pi)
    yield equal(E(x * phi(x) * Phi(x)), 1 / (4 * pi * sqrt(3)))
    yield equal(E(x * Phi(b * x) ** 3), 3 * b / (sqrt(2 * pi) * t) * (Rational(1, 4) + of_squares() / (2 * pi)))


def of_squares():
    return asin(b**2 / (1 + 2 * b**2))


@mutant(moments_of_squares)
def with_the_root_of_one():
    return equal(E(x * Phi(a + b * x) ** 2), square_with_means(t))


@mutant(moments_of_squares)
def with_half_of_the_first_term():
    below = 2 * t**2 * sqrt(1 + 2 * b**2)
    return equal(E(x**2 * Phi(b * x) ** 2), (b**2 / below + atan(sqrt(1 + 2 * b**2))) / pi)


@theorem("expectation.owen_densities", source="Owen 1980, 110 to 114: products of densities and probabilities")
def densities():
    yield equal(E(phi(a + b * x)), phi(a / t) / t)
    yield equal(E(x * phi(a + b * x)), -a * b / t**3 * phi(a / t))
    yield equal(E(x**2 * phi(a + b * x)), (a**2 * b**2 / t**5 + 1 / t**3) * phi(a / t))
    yield equal(E(phi(b * x) * Phi(a + d * x)), Phi(a * t / sqrt(t**2 + d**2)) / (sqrt(2 * pi) * t))
    yield equal(E(x**3 * Phi(b * x)), (3 * b + 2 * b**3) / (sqrt(2 * pi) * t**3))


@mutant(densities)
def without_a_sign():
    return equal(E(x * phi(a + b * x)), a * b / t**3 * phi(a / t))


@mutant(densities)
def of_a_narrower_law():
    return equal(E(phi(b * x) * Phi(a + d * x)), Phi(a / sqrt(t**2 + d**2)) / (sqrt(2 * pi) * t))


@theorem("expectation.owen_tilted", source="Owen 1980, integrals with exponentials")
def tilted():
    yield equal(E(Phi(a + b * x) * exp(c * x) * step(x - h)), exp(c**2 / 2) * binormal((a + b * c) / t, c - h, b / t))
    yield equal(E(exp(c * x) * step(x - h)), exp(c**2 / 2) * Phi(c - h))
    yield equal(
        E(x * Phi(a + b * x) * exp(c * x)),
        exp(c**2 / 2) * (c * Phi((a + b * c) / t) + b / t * phi((a + b * c) / t)),
    )


@mutant(tilted)
def with_the_breakpoint_on_the_other_side():
    return equal(E(exp(c * x) * step(x - h)), exp(c**2 / 2) * Phi(c + h))


@mutant(tilted)
def with_the_tilt_left_out():
    rho = b / t
    return equal(E(Phi(a + b * x) * exp(c * x) * step(x - h)), exp(c**2 / 2) * binormal(a / t, c - h, rho))


@theorem("expectation.owen_on_half_lines", source="Owen 1980, 10,010.1, 10,010.4; rectified moments")
def on_half_lines():
    yield equal(E(Phi(a + b * x) * step(h - x)), binormal(a / t, h, -b / t))
    yield equal(E(step(x - h)), Phi(-h))
    yield equal(E(relu(x - h)), phi(h) - h * Phi(-h))
    yield equal(E(relu(x - h) ** 2), (1 + h**2) * Phi(-h) - h * phi(h))
    yield equal(E(relu(x - h) * relu(x - k)), (1 + h * k) * Phi(-k) - h * phi(k), where=["h < k"])
    yield equal(E(Phi(b * x) * step(x)), Rational(1, 4) + asin(b / t) / (2 * pi))


@mutant(on_half_lines)
def with_the_other_half_line():
    return equal(E(Phi(a + b * x) * step(h - x)), binormal(a / t, h, b / t))


@mutant(on_half_lines)
def with_the_breakpoints_exchanged():
    return equal(E(relu(x - h) * relu(x - k)), (1 + h * k) * Phi(-k) - h * phi(k), where=["h > k"])
