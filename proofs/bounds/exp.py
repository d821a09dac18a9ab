r"""Bounds of exp: Taylor polynomials T_n of every degree, their reciprocals, and Padé approximants.

T_n(x) ≤ exp x for x ≥ 0, and for all x where n is odd; for x ≤ 0, exp x ≤ T_n(x) where n is even, and
exp x ≤ 1/T_n(−x).  P_n(x)/P_n(−x), P_n = Σ_k (2n − k)!·C(n, k)/n!·xᵏ, is below exp for x ≥ 0 and even n, above it for
odd n as long as P_n(−x) > 0; for x ≤ 0 the other way round.
References: B. Akbarpour and L. Paulson, MetiTarski (2010).   Tags: bounds, exp.
"""

from sympy import Rational, Symbol, binomial, exp, factorial

from symcrit import at_most, less, mutant, theorem

x = Symbol("x", real=True)
UP, DOWN = [x >= 0], [x <= 0]
END = {1: 2, 3: 4, 5: 6}  # P_n(−x) > 0 for x below it


def taylor(n, u=x):
    return sum(u**k / factorial(k) for k in range(n + 1))


def pade(n):
    def half(u):
        return sum(Rational(factorial(2 * n - k) * binomial(n, k), factorial(n)) * u**k for k in range(n + 1))

    return half(x) / half(-x)


@theorem("bounds.exp.taylor")
def taylor_polynomials():
    for n in range(10):
        yield at_most(taylor(n), exp(x), where=UP)
        yield at_most(exp(x), taylor(n), where=DOWN) if n % 2 == 0 else at_most(taylor(n), exp(x))


@theorem("bounds.exp.reciprocal")
def reciprocals_of_taylor_polynomials():
    for n in range(1, 10):
        yield at_most(exp(x), 1 / taylor(n, -x), where=DOWN)


@theorem("bounds.exp.pade")
def pade_approximants():
    for n in range(1, 6):
        where = [*UP, x < END[n]] if n % 2 else UP
        yield at_most(exp(x), pade(n), where=where) if n % 2 else at_most(pade(n), exp(x), where=where)
        yield at_most(pade(n), exp(x), where=DOWN) if n % 2 else at_most(exp(x), pade(n), where=DOWN)


@mutant(taylor_polynomials)
def an_even_degree_everywhere():
    return at_most(taylor(4), exp(x))


@mutant(taylor_polynomials)
def the_last_coefficient_larger():
    return at_most(taylor(5) + x**5 / 1000, exp(x), where=UP)


@mutant(reciprocals_of_taylor_polynomials)
def the_sign_turned():
    return at_most(1 / taylor(3, -x), exp(x), where=DOWN)


@mutant(pade_approximants)
def beyond_the_pole():
    return at_most(exp(x), pade(1), where=UP)


@mutant(pade_approximants)
def strictly_with_the_end():
    return less(pade(2), exp(x), where=UP)
