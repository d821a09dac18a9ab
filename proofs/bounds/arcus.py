r"""Bounds of asin and acos on [0, 1]: Taylor polynomials below asin, and bounds with √(1 − x²) or √(1 ± x).

3x/(2 + s) ≤ asin x ≤ πx/(2 + s), s = √(1 − x²) (Shafer, Fink); 6(p − q)/(4 + p + q) ≤ asin x, p, q = √(1 ± x), and
the same with π(√2 + 1/2) in place of 6 is above it (Zhu);
x ≤ asin x ≤ πx/2 (Jordan); asin x ≤ π/2 − √(2 − 2x), even on [−1, 1]; and acos x = π/2 − asin x.
References: A. M. Fink (1995); L. Zhu (2005).   Tags: bounds, asin, acos.
"""

from sympy import Rational, Symbol, acos, asin, binomial, pi, sqrt

from symcrit import at_most, mutant, theorem

x = Symbol("x", real=True)
UNIT = [x >= 0, x <= 1]
s, p, q = sqrt(1 - x**2), sqrt(1 + x), sqrt(1 - x)


def taylor(terms):
    return sum(Rational(binomial(2 * k, k), 4**k * (2 * k + 1)) * x ** (2 * k + 1) for k in range(terms))


LOWER = [*(taylor(terms) for terms in range(1, 6)), 3 * x / (2 + s), 6 * (p - q) / (4 + p + q)]
K = pi * (sqrt(2) + Rational(1, 2))
UPPER = [pi * x / 2, pi * x / (2 + s), K * (p - q) / (4 + p + q), pi / 2 - sqrt(2 - 2 * x)]


@theorem("bounds.asin")
def of_asin():
    for lower in LOWER:
        yield at_most(lower, asin(x), where=UNIT)
    for upper in UPPER:
        yield at_most(asin(x), upper, where=UNIT)
    yield at_most(asin(x), x / s, where=[x >= 0, x < 1])
    yield at_most(asin(x), pi / 2 - sqrt(2 - 2 * x), where=[x >= -1, x <= 1])


@theorem("bounds.acos")
def of_acos():
    for lower in LOWER:
        yield at_most(acos(x), pi / 2 - lower, where=UNIT)
    for upper in UPPER:
        yield at_most(pi / 2 - upper, acos(x), where=UNIT)


@mutant(of_asin)
def a_smaller_constant():
    return at_most(asin(x), 3 * x / (2 + s), where=UNIT)


@mutant(of_asin)
def for_negative_x():
    return at_most(taylor(2), asin(x), where=[x >= -1, x <= 1])


@mutant(of_asin)
def a_larger_coefficient():
    return at_most(taylor(3) + x**5 / 100, asin(x), where=UNIT)


@mutant(of_acos)
def the_sign_turned():
    return at_most(acos(x), sqrt(2 - 2 * x), where=UNIT)
