"""False statements get a counterexample, also where they fail in a narrow place only, and a simple one."""

from fractions import Fraction

import pytest

import symcrit as sc
from symcrit.core import Work
from symcrit.search.engines.places.points import points
from symcrit.search.engines.places.simpler import candidates, difficulty
from symcrit.search.statements import claims_in

SIMPLE = [  # what is told
    ("1 + x + x^2/2 + x^3/6 + x^4/24 <= exp(x)", "", {"x": "-1"}),
    ("x^2 >= x", "", {"x": "1/2"}),
    ("(x - 7)^2 >= 1/1000000", "", {"x": "7"}),
    ("sin(x) < x", "x >= 0", {"x": "0"}),
    ("x + y + z >= 3 + 1/1000000", "x*y*z = 1, x > 0, y > 0, z > 0", {"x": "1", "y": "1", "z": "1"}),
    ("a*b*c <= 999/1000", "a*b + b*c + c*a = 3, a > 0, b > 0, c > 0", {"a": "1", "b": "1", "c": "1"}),
    ("x^2 + y^2 + z^2 >= 1/3 + 1/10^9", "x + y + z = 1", {"x": "1/3", "y": "1/3", "z": "1/3"}),
    ("x*y <= 2499/10000", "x + y <= 1, x > 0, y > 0", {"x": "1/2", "y": "1/2"}),
    ("x*y < 1/4", "x + y <= 1, x > 0, y > 0", {"x": "1/2", "y": "1/2"}),
    ("x < 1000*log(1 + x)", "x > 0", {"x": "10000"}),
    ("x^10 <= exp(x)", "x >= 1", {"x": "2"}),
    ("abs(x - y) + abs(y - z) <= abs(x - z)", "", {"x": "0", "y": "1", "z": "0"}),
    ("100*(y - x^2)^2 + (1 - x)^2 > 0", "", {"x": "1", "y": "1"}),
    ("(x + 2*y - 7)^2 + (2*x + y - 5)^2 > 0", "", {"x": "1", "y": "3"}),
    ("u*v*w < 8", "0 < u <= 2, 0 < v <= 2, 0 < w <= 2", {"u": "2", "v": "2", "w": "2"}),
    ("1/(x^2 - 5*x + 6) < 10^9", "x > 5/2", {"x": "3"}),
    ("sqrt(x^2) = x", "", {"x": "-1"}),
    ("abs(x - 3) + abs(x + 3) = 6", "x >= -3", {"x": "4"}),
    ("x^3 + y^3 = (x + y)^3", "x + y = 1", {"x": "-1", "y": "2"}),
    ("acos(cos(x)) = x", "0 <= x <= 3.15", {"x": "22/7"}),
    ("increasing(x^3 - x/1000, x)", "", {"x": "0", "other": "1/50"}),
    ("concave(-x^4 + x^2/1000, x)", "", {"x": "0", "other": "1/50"}),
    ("decreasing(exp(-x) + x/10^6, x)", "", {"x": "9", "other": "200"}),
]

NARROW = [
    ("(x^2 - 2)^2 >= 1/10^10", ""),
    ("(x^2 - 2)^2*(x^2 - 3)^2 > 1/10^8", ""),
    ("(x - 1)^2*((x - 1)^2 - 1/10^6) >= 0", ""),
    ("(x - 1)*(x - 2)*(x - 3)*(x - 4) >= -1 + 1/10^8", ""),
    ("x^6 - 6*x^4 + 9*x^2 >= 1/10^8", "x >= 1"),
    ("exp(x) >= 1 + x + x^2/2 + x^3/6 + x^4/24", "-1/50 < x"),
    ("exp(-x^2/2)*x <= 606/1000", "x > 0"),
    ("x*log(x) >= -367/1000", "x > 0"),
    ("x*exp(1 - x) <= 999999999/1000000000", "x > 0"),
    ("sin(1/x) >= -99999/100000", "1/100 < x < 1"),
    ("cosh(x) <= exp(x^2/2.001)", ""),
    ("exp(x) + exp(-x) >= 2 + x^2 + x^4/11.9", ""),
    ("log(1 + x) <= x - x^2/2 + x^3/3.01", "0 < x < 1"),
    ("sin(x)/x >= 1 - x^2/6 + x^4/119.9", "0 < x < 1"),
    ("atan(x) <= pi/2 - 1/x + 1/(4*x^3)", "x >= 1"),
    ("erf(x) <= 999999/1000000", ""),
    ("log(x) < 50", "x >= 1"),
    ("x^100 <= 10^20*exp(x)", "x >= 1"),
    ("m <= 1", "m^3 - m < 1/1000, m > 1/2"),
    ("g <= 1", "g^2 <= 1 + g/1000"),
    ("log(x^2 + x - 1) <= x^2 + x - 2", "x > 61/100"),
    ("asin(sin(x)) = x", "abs(x) <= 1.58"),
    ("x*y <= 12/25", "x^2 + y^2 = 1"),
    ("x + y <= 1414213/1000000", "x^2 + y^2 = 1"),
    ("x + y + z <= 173205/100000", "x^2 + y^2 + z^2 = 1"),
    ("a*b + c*d <= 49/100", "a^2 + b^2 + c^2 + d^2 = 1"),
    ("(x + y)^2 < 4", "x^2 + y^2 <= 2"),
    ("x^2 + y^2 <= 199/100", "abs(x) + abs(y) <= 1.4142"),
    ("x^2 + y^2 >= 1/10^6", "x*y >= 0, x + y >= 1/1000"),
    ("x*y*z*(1 - x - y - z) <= 1/257", "x > 0, y > 0, z > 0, x + y + z < 1"),
    ("x^3 + y^3 + z^3 - 3*x*y*z >= 0", "x + y + z >= -1/1000"),
    ("1/(x^2 + 1) + 1/(y^2 + 1) <= 1", "x*y > 999/1000, x > 0, y > 0"),
    ("x^2*v + x <= u*(3*y)^2 + 1", "x > 0, x < 3*y, u < v, v < 0, v^2 > 1, v^2 < x"),
    ("abs(x^2 - y^2) >= 1/1000*abs(x - y)", "x > 0"),
    ("cos(x) + cos(y) + cos(x + y) >= -3/2 + 1/10^6", ""),
    ("x^2*y^2*(x^2 + y^2 - 3) + 999/1000 >= 0", ""),
    ("increasing(x + sin(x)*1.001, x)", ""),
]

INTEGERS = [
    ("(n - 1234)^2 > 0", "", {"n": "1234"}),
    ("n^10 <= 2^n", "n >= 0", {"n": "2"}),
    ("n^2 - 2*m^2 >= 2", "n > m, m > 0", {"m": "2", "n": "3"}),
    ("abs(n^2 - 2*m^2) > 1", "n > 10, m > 10", {"m": "12", "n": "17"}),
]

TRUE = [
    ("n^3 <= 3^n + 1/2", "n >= 0", "n"),
    ("tanh(x) <= erf(x)", "x > 0", ""),
    ("x/sin(x) + x/tan(x) < 2", "0 < x < pi/2, x < 1/1000", ""),
    ("16*x^5 - 20*x^3 + 5*x < 1.0001", "-1 <= x < 1", ""),
    ("a^3 + b^3 + c^3 + 3*a*b*c >= a^2*(b + c) + b^2*(c + a) + c^2*(a + b)", "a > 0, b > 0, c > 0", ""),
    ("x + y <= 1414214/1000000", "x^2 + y^2 = 1", ""),
]


@pytest.mark.parametrize(("text", "where", "at"), SIMPLE, ids=lambda value: str(value)[:40])
def test_a_false_statement_fails_at_a_simple_point(text, where, at):
    answer = sc.decide(text, where=where or ())
    assert (answer.verdict.name, answer.counterexample) == ("REFUTED", at)


@pytest.mark.parametrize(("text", "where"), NARROW, ids=lambda value: value[:40])
def test_a_narrow_place_is_found(text, where):
    answer = sc.decide(text, where=where or ())
    assert answer.verdict is sc.Verdict.REFUTED
    assert sc.check(answer.certificate).verdict is sc.Verdict.REFUTED


@pytest.mark.parametrize(("text", "where", "at"), INTEGERS, ids=lambda value: str(value)[:40])
def test_integers(text, where, at):
    answer = sc.decide(text, where=where or (), integer=list(at))
    assert (answer.verdict.name, answer.counterexample) == ("REFUTED", at)


@pytest.mark.parametrize(("text", "where", "integer"), TRUE, ids=lambda value: value[:40])
def test_what_is_nearly_false_is_not_refuted(text, where, integer):
    answer = sc.decide(text, where=where, integer=integer or (), effort=0.05)
    assert answer.verdict is not sc.Verdict.REFUTED


@pytest.mark.parametrize(
    "where",
    [
        "x^2 + y^2 = 1",
        "x^2 + y^2 + z^2 = 1, x > 0, y > 0",
        "x*y + y*z + z*x = 3, x > 0, y > 0, z > 0",
        "x*y*z = 1, x > 0",
        "abs(x) + abs(y) = 1",
        "x + y + z = 3, x^2 + y^2 + z^2 = 5",
        "x - y = z^2, x > y > 10",
        "(x - 1)^2 + 4*y^2 = 2*y + 6",
    ],
)
def test_equations_have_many_rational_points(where):
    (claim,) = claims_in("0 = 0", where)
    found = list(points(claim.parsed.domain, Work(1_000_000), 12))
    assert len(found) == 12
    for point in found:  # core's own arithmetic: each satisfies the hypotheses
        given = [f"{name} = {value}" for name, value in point.items()]
        assert sc.decide("1 < 0", where=[*given, where]).verdict is sc.Verdict.REFUTED


def test_simpler_numbers_are_easier_to_read():
    order = [Fraction(text) for text in ["0", "2", "-2", "10", "-10", "1/2", "1/10", "12/7"]]
    assert sorted(order, key=difficulty) == order
    value = Fraction(4831, 5130)
    assert Fraction(1, 2) in candidates(value)
    assert all(difficulty(simpler) < difficulty(value) for simpler in candidates(value))
