r"""Bounds of erf and erfc for x ≥ 0; those of the normal distribution are Φ(x) = (1 + erf(x/√2))/2.

Partial sums of the series of erf are above and below it by turns; erfc x ≤ exp(−x²); and the convergents of
√π·exp(x²)·erfc x = 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))) are above erfc (x > 0) and below it by turns.
References: R. D. Gordon (1941), Mills' ratio; NIST DLMF 7.8, 7.9.   Tags: bounds, erf, erfc.
"""

from sympy import Rational, Symbol, cancel, erf, erfc, exp, factorial, pi, sqrt

from symcrit import at_most, less, mutant, theorem

x = Symbol("x", real=True)
UP, POSITIVE = [x >= 0], [x > 0]


def series(terms):
    powers = ((-1) ** k * x ** (2 * k + 1) / (factorial(k) * (2 * k + 1)) for k in range(terms))
    return 2 / sqrt(pi) * sum(powers)


def mills(k):
    """The k-th convergent, from the innermost term on, times exp(−x²)/√π."""
    tail = 0
    for i in range(k, 1, -1):
        tail = Rational(i - 1, 2) / (x + tail)
    return exp(-(x**2)) / sqrt(pi) * cancel(1 / (x + tail))


@theorem("bounds.erf.series")
def partial_sums():
    for terms in range(1, 9):
        yield at_most(erf(x), series(terms), where=UP) if terms % 2 else at_most(series(terms), erf(x), where=UP)


@theorem("bounds.erfc.bell")
def below_the_bell():
    yield at_most(erfc(x), exp(-(x**2)), where=UP)
    yield less(1 - erf(x), exp(-(x**2)), where=POSITIVE)


@theorem("bounds.erfc.mills")
def convergents_of_mills_ratio():
    for k in range(1, 6):
        yield at_most(erfc(x), mills(k), where=POSITIVE) if k % 2 else at_most(mills(k), erfc(x), where=UP)


@mutant(partial_sums)
def for_negative_x():
    return at_most(erf(x), series(3))


@mutant(below_the_bell)
def a_narrower_bell():
    return at_most(erfc(x), exp(-2 * x**2), where=UP)


@mutant(below_the_bell)
def strictly_with_the_end():
    return less(erfc(x), exp(-(x**2)), where=UP)


@mutant(convergents_of_mills_ratio)
def the_sign_turned():
    return at_most(mills(1), erfc(x), where=POSITIVE)


@mutant(convergents_of_mills_ratio)
def a_wrong_coefficient():
    return at_most(exp(-(x**2)) / sqrt(pi) * x / (x**2 + Rational(1, 3)), erfc(x), where=UP)
