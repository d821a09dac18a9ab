"""Steps of `using`: one alone, and several that are added up."""

from sympy import Symbol, asin, atan, symbols

import symcrit as sc

x = Symbol("x", positive=True)
n = symbols("n", integer=True, positive=True)
ARCSINE = sc.at_most(asin(x / 2), x / 2 + x**3 / 16, where=[x <= 1])
ARCTANGENT = sc.at_most(x - x**3 / 3, atan(x), where=[x <= 1])


def combined(extra=0):
    """n²·asin(x/2) − n·atan(x) by both bounds."""
    bound = n**2 * (x / 2 + x**3 / 16) - n * (x - x**3 / 3) + extra
    return sc.at_most(n**2 * asin(x / 2) - n * atan(x), bound, where=[x <= 1])


def test_multiples_of_two_steps_are_added_up():
    answer = sc.decide(combined().using(ARCSINE, ARCTANGENT))
    assert answer.verdict is sc.Verdict.PROVED
    assert sc.check(answer.certificate).verdict is sc.Verdict.PROVED


def test_a_rest_that_is_negative_is_not_accepted():
    assert sc.decide(combined(-1).using(ARCSINE, ARCTANGENT), effort=0.3).verdict is not sc.Verdict.PROVED
