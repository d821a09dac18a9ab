"""At the edge of a domain: enclosures contain every value that is defined, and nothing is said about the rest."""

import flint
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from symcrit.core.algebra import balls
from symcrit.errors import InputError
from symcrit.kernels.gram import (
    acos_where_defined,
    as_ball,
    asin_where_defined,
    gram_balls,
    sqrt_where_defined,
    working_precision,
)

CASES = [
    (sqrt_where_defined, arb.sqrt, 0, 9),
    (asin_where_defined, arb.asin, -1, 1),
    (acos_where_defined, arb.acos, -1, 1),
]


@pytest.mark.parametrize(("safe", "plain", "low", "high"), CASES, ids=["sqrt", "asin", "acos"])
@given(st.fractions(-2, 10, max_denominator=64), st.fractions(0, 1, max_denominator=64), st.fractions(-1, 1))
def test_contains_every_defined_value(safe, plain, low, high, middle, radius, where):
    x = middle + radius * where
    if not low <= x <= high:
        return
    wide = arb(number(middle), number(radius))
    assert safe(wide).is_finite()
    with balls.precision(200):
        assert safe(wide).overlaps(plain(arb(number(x))))


def number(q):
    return flint.fmpq(q.numerator, q.denominator)


@pytest.mark.parametrize(("safe", "plain", "low", "high"), CASES, ids=["sqrt", "asin", "acos"])
def test_tight_inside_and_nothing_outside(safe, plain, low, high):
    assert safe(arb("0.5")).overlaps(plain(arb("0.5")))
    assert safe(arb("0.5")).rad() < 1e-15
    for useless in (arb(low) - 1, arb("nan"), arb("inf")):
        assert not safe(useless).is_finite()


def test_the_range_is_not_left():
    """Straddling balls give no value outside of the range by more than rounding."""
    wide = arb(0, 3)
    assert acos_where_defined(wide) > -1e-7
    assert acos_where_defined(wide) < arb.pi() + 1e-7
    assert asin_where_defined(arb(1, "1e-30")).rad() < 1e-7
    assert sqrt_where_defined(arb(0, "1e-30")) < 2e-15


@pytest.mark.parametrize(
    ("q", "determinant"),
    [((1, 1, 1), 0), (("1/3", "1/3", "1/3"), 0), ((2, "sqrt(6)", 3), 0), ((2, 1, 3), 5), ((0, 0, 1), 0)],
)
def test_determinant_of_exact_numbers(q, determinant):
    assert gram_balls(*q)[3] == determinant


def test_working_precision_and_numbers():
    assert working_precision(50) > 50 * 3.3219
    ball = arb(1, 2)
    assert as_ball(ball) is ball
    with pytest.raises(InputError, match="is a float"):
        as_ball(0.5)
    with pytest.raises(InputError, match="-1 digits"):
        working_precision(-1)
