r"""Hermite coefficients c_m = E[σ(z)He_m(z)], z ~ N(0, 1), and information exponents of activations.

He_m has leading coefficient 1, so c_m = E[σ⁽ᵐ⁾(z)], derivatives as distributions.  For σ(z) = erf(bz) with m = 2k + 1:
c_m = (−1)ᵏ(2k − 1)!!·2b/√(π(1 + 2b²))·(2b²/(1 + 2b²))ᵏ; for ReLU with even m ≥ 2: (−1)^(m/2 − 1)(m − 3)!!/√(2π).
The information exponent is the first m ≥ 1 with c_m ≠ 0.
References: Ben Arous, Gheissari and Jagannath, J. Mach. Learn. Res. 22 (2021) 106; Daniely, Frostig and Singer, NeurIPS
2016; Damian, Lee and Soltanolkotabi, COLT 2022.
"""

from sympy import Abs, Integer, Max, Rational, Symbol, erf, exp, factorial2, pi, sqrt, symbols

from symcrit import hermite_coefficient, information_exponent, mutant, theorem

z = Symbol("z", real=True)
b, t = symbols("b t", real=True)


def of_erf(m, power=0):
    if m % 2 == 0:
        return Integer(0)
    k = (m - 1) // 2
    sign_and_odd = (-1) ** k * factorial2(2 * k - 1)
    return sign_and_odd * 2 * b / sqrt(pi * (1 + 2 * b**2)) * (2 * b**2 / (1 + 2 * b**2)) ** (k + power)


def of_relu(m):
    if m < 2:
        return (1 / sqrt(2 * pi), Rational(1, 2))[m]
    return (-1) ** (m // 2 - 1) * factorial2(m - 3) / sqrt(2 * pi) if m % 2 == 0 else Integer(0)


@theorem("hermite.erf", source="Daniely, Frostig and Singer 2016", instances=range(9))
def erf_of_every_slope(m):
    return hermite_coefficient(erf(b * z), m, of_erf(m))


@mutant(erf_of_every_slope)
def with_a_power_more():
    return hermite_coefficient(erf(b * z), 3, of_erf(3, power=1))


@theorem("hermite.relu", source="Daniely, Frostig and Singer 2016", instances=range(9))
def relu(m):
    return hermite_coefficient("relu", m, of_relu(m))


@mutant(relu)
def with_the_other_sign():
    return hermite_coefficient("relu", 4, -of_relu(4))


@mutant(relu)
def normalised():
    return hermite_coefficient("relu", 2, of_relu(2) / sqrt(2))


@theorem("hermite.relu_with_a_threshold")
def shifted_relu():
    return [
        hermite_coefficient(Max(0, z - t), 1, (1 - erf(t / sqrt(2))) / 2),
        hermite_coefficient(Max(0, z - t), 2, exp(-(t**2) / 2) / sqrt(2 * pi)),
        hermite_coefficient(Max(0, z - t), 3, t * exp(-(t**2) / 2) / sqrt(2 * pi)),
    ]


@mutant(shifted_relu)
def with_the_threshold_on_the_other_side():
    return hermite_coefficient(Max(0, z - t), 1, (1 + erf(t / sqrt(2))) / 2)


EXPONENTS = [  # activation, information exponent
    ("erf", 1),
    ("relu", 1),
    ("tanh", 1),
    (z**2, 2),
    (Abs(z), 2),
    ("z*tanh(z)", 2),
    (z**3 - 3 * z, 3),
    (z**4 - 6 * z**2, 4),
    (z**5 - 10 * z**3 + 15 * z, 5),
    (Abs(z) - z**2 / sqrt(2 * pi), 4),
]


@theorem("hermite.information_exponents", source="Ben Arous, Gheissari and Jagannath 2021", instances=EXPONENTS)
def information_exponents(sigma, p):
    return information_exponent(sigma, p)


@mutant(information_exponents)
def relu_is_not_even():
    return information_exponent("relu", 2)


@mutant(information_exponents)
def a_cube_is_no_hermite_polynomial():
    return information_exponent(z**3, 3)


@mutant(information_exponents)
def the_linear_part_of_tanh():
    return information_exponent("tanh", 3)


@theorem("hermite.exponent_of_erf_of_every_slope")
def slopes():
    return information_exponent(erf(b * z), 1, where=[b > 0])


@mutant(slopes)
def slope_zero():
    return information_exponent(erf(b * z), 1, where=[b >= 0])
