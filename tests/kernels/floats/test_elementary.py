"""Compiled exp, 1 − exp, waves and angles against balls, in ulp; and what they are at the ends."""

import math

import numpy as np
import pytest
from flint import arb

from symcrit.core.algebra import balls
from symcrit.kernels.floats.elementary import angle, exp_cosh, exp_sinh, exponential, one_minus_exp

COUNT = 400


def wrong(value, ball):
    """In ulp."""
    return float(abs(arb(value) - ball).upper()) / math.ulp(float(ball.mid()))


def worst(function, ball, *arguments):
    places = zip(*(map(float, values) for values in arguments), strict=True)
    with balls.precision(200):
        return max(wrong(function(*at), ball(*map(arb, at))) for at in places)


def numbers(low, high, count=COUNT):
    """Of both signs, of sizes from 10^low to 10^high."""
    rng = np.random.default_rng(3)
    return rng.choice([-1, 1], count) * 10 ** rng.uniform(low, high, count)


def test_exponential_within_1_ulp():
    assert worst(exponential, arb.exp, np.append(numbers(-20, np.log10(707)), [709.7, -707.9, 0.34657359, -0.5])) <= 1


def test_one_minus_exp_within_2_ulp():
    assert worst(one_minus_exp, lambda x: -x.expm1(), -abs(numbers(-300, 3))) <= 2


@pytest.mark.parametrize("most", [0.1, 3, 300])
def test_angle_within_3_ulp(most):
    assert worst(angle, arb.atan2, numbers(-most, most), abs(numbers(-most, most)[::-1])) <= 3


@pytest.mark.parametrize("edge", [math.tan(math.pi / 8), math.tan(math.pi / 8 * 3)])
def test_angle_at_the_ends_of_its_pieces(edge):
    slopes = edge + np.arange(-50, 51) * math.ulp(edge)
    assert worst(angle, arb.atan2, slopes, np.ones(slopes.size)) <= 3


def test_waves_within_6_ulp():
    """exp(s)·cosh t and exp(s)·sinh t, where |t| + s is a float."""
    t, s = (np.round(2**20 * way) / 2**20 for way in (numbers(-6, 2), numbers(-6, 2)[::-1]))
    assert worst(exp_cosh, lambda s, t: s.exp() * t.cosh(), s, t) <= 6
    assert worst(exp_sinh, lambda s, t: s.exp() * t.sinh(), s[t != 0], t[t != 0]) <= 6


def test_a_slip_is_seen():
    assert worst(lambda x: exponential(x) * (1 + 2e-15), arb.exp, [1.5]) > 1
    assert worst(lambda y, x: angle(y, x) * (1 + 2e-15), arb.atan2, [0.5], [1.5]) > 3


def test_ends():
    assert [exponential(x) for x in (-np.inf, -1e4, 0.0, 711.0, np.inf)] == [0, 0, 1, np.inf, np.inf]
    assert [one_minus_exp(x) for x in (-np.inf, -1e4, 0.0)] == [1, 1, 0]
    assert [angle(y, x) for y, x in ((0.0, 0.0), (1.0, np.inf), (0.0, 1e-300))] == [0, 0, 0]
    assert [angle(way, 0.0) for way in (1.0, -1.0, 1e-300)] == [math.pi / 2, -math.pi / 2, math.pi / 2]
    assert angle(-1e300, 1e-300) == -math.pi / 2
    assert exp_cosh(-2000.0, -2000.0) == exp_sinh(-2000.0, 2000.0) == 0.5


def test_nan_stays():
    nan = math.nan
    values = [
        exponential(nan),
        one_minus_exp(nan),
        angle(nan, 1.0),
        angle(1.0, nan),
        exp_cosh(nan, 0.0),
        exp_sinh(0.0, nan),
    ]
    assert np.isnan(values).all()
