"""Consequences of hypotheses: what follows is proved, what does not is not."""

import pytest

import symcrit as sc
from symcrit import Verdict
from symcrit.claims import Claim
from tests.rows import one_in

PROVED = {
    "from another strict bound": sc.less("0", "x", where=["x - 1 > 0"]),
    "a chain": sc.at_most("a", "c", where=["a <= b", "b <= c"]),
    "a chain of two kinds": sc.less("a", "d", where=["a <= b", "b < c", "c <= d"]),
    "a quotient": sc.less("x", "y", where=["x/y < 1", "y > 0"]),
    "by the square of the gap": sc.less("x", "1", where=["x^2 < x"]),
    "a product with a sign": sc.less("y*z", "w", where=["x > 0", "x*y*z < 0", "x*w > 0"]),
    "a factor that is positive": sc.at_most("x*w", "0", where=["x*(y+z) <= 0", "y+z > 0", "x >= 0"]),
    "odd powers": sc.at_most("a*b", "a + b", where=["a^21 > 0", "a^3 < 1", "b^55 > 0", "b < 1"]),
    "an odd power that may be 0": sc.at_most("0", "x", where=["x^3 >= 0"]),
    "beside an even power": sc.less("x", "4", where=["(x-2)^2*(4-x) > 0"]),
    "products of two": sc.at_most("2 - u*x*y", "x^2*y", where=["x < 1", "y > 1", "x*y > 1", "u + x >= y + 1"]),
    "products of three": sc.less(
        "u*9*y^2 + 1", "x^2*v + x", where=["0 < x", "x < 3*y", "u < v", "v < 0", "1 < v^2", "v^2 < x"]
    ),
    "equations": sc.at_most("3*q", "s^2", where=["x + y + z = s", "x*y + y*z + z*x = q"]),
    "an odd power grows": sc.less("x^3", "y^3", where=["x < y"]),
    "and back": sc.less("x", "y", where=["x^3 < y^3"]),
    "a completed square": sc.at_most("4*a*c - b^2", "4*a*(a*x^2 + b*x + c)", where=["a > 0"]),
    "two completed squares": sc.at_most(
        "-d^2/(4*a) - e^2/(4*b)", "a*x^2 + b*y^2 + d*x + e*y", where=["a > 0", "b > 0"]
    ),
}

REFUTED = {
    "too far": sc.less("1", "x", where=["x - 1 >= 0"]),
    "a chain that is broken": sc.at_most("a", "c", where=["a <= b", "c <= b"]),
    "a quotient by what is negative": sc.less("x", "y", where=["x/y < 1", "y < 0"]),
    "a product without its sign": sc.less("y*z", "w", where=["x*y*z < 0", "x*w > 0"]),
    "an even power": sc.less("0", "x", where=["x^2 > 0"]),
    "an even power does not grow": sc.less("x^4", "y^4", where=["x < y"]),
    "too little": sc.at_most("2 - u*x*y", "x^2*y", where=["x < 1", "y > 1/2", "x*y > 1/2", "u + x >= y + 1"]),
    "hypotheses that few points satisfy": sc.at_most(
        "x^2*v + x", "u*9*y^2 + 1", where=["0 < x", "x < 3*y", "u < v", "v < 0", "1 < v^2", "v^2 < x"]
    ),
}


@pytest.mark.parametrize("name", one_in(2, PROVED))
def test_what_follows_is_proved(name: str) -> None:
    assert sc.decide(PROVED[name]).verdict is Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED.values(), ids=REFUTED.keys())
def test_what_does_not_follow_is_refuted(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.REFUTED


def test_the_same_certificate_in_every_run() -> None:
    claim = PROVED["products of three"]
    assert sc.decide(claim).certificate == sc.decide(claim).certificate
