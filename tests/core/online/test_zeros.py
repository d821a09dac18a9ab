"""Exactly one zero of a field near a point, by a contraction."""

import pytest
from flint import arb, arb_mat

from symcrit.core import Reject
from symcrit.core.online.zeros import only_zero

SLOPES = arb_mat([[1]])
OVER = arb_mat([[arb(1, 0.1)]])  # the slopes of x + x²/20 for |x| ≤ 1
FLAT = arb_mat([[arb(0.5, 0.5)]])


def test_the_zero_is_within_reach_of_the_centre():
    found = only_zero([arb("1/4")], SLOPES, OVER, arb(1))
    assert arb("0.27") < found.reach < arb("0.28")  # 1/4 / (1 − 1/10)
    assert found.offsets[0].contains(arb("-0.2532"))  # −10 + √95, where x + x²/20 + 1/4 is 0


@pytest.mark.parametrize(
    ("start", "over", "why"),
    [
        (arb(1), OVER, "no zero is shown"),
        (arb("1/4"), FLAT, "vary too much"),
        (arb("nan"), OVER, "no zero is shown"),
        (arb("1/4"), arb_mat([[arb("nan")]]), "vary too much"),
    ],
)
def test_what_shows_no_zero_is_refused(start, over, why):
    with pytest.raises(Reject, match=why):
        only_zero([start], SLOPES, over, arb(1))


def test_slopes_that_have_no_inverse_are_refused():
    with pytest.raises(Reject, match="nonsingular"):
        only_zero([arb(0)], arb_mat([[0]]), OVER, arb(1))
