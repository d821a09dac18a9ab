"""Pairs of floats, and Φ₂ with its bounds, against balls of 120 digits."""

import flint
import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from symcrit.core.expectation.atoms import _at as exact_binormal
from symcrit.kernels import twofold
from symcrit.kernels.bivariate import error_function, quadrants, quadrants_of_pairs
from symcrit.kernels.paired import Pairs
from symcrit.kernels.twofold import UNIT

arguments = st.floats(-20, 20).filter(lambda x: x == 0 or abs(x) > 1e-20)
sides = st.floats(1e-9, 3)


@pytest.fixture(autouse=True)
def with_digits():
    before, flint.ctx.prec = flint.ctx.prec, 400
    yield
    flint.ctx.prec = before


def ball(pair):
    return arb(pair[0]) + arb(pair[1])


def pair(x, rng):
    return float(x), float(x * 2.0**-54 * rng.uniform(-1, 1))


def units(found, exact, unit=UNIT):
    """The relative error, from above."""
    return 0.0 if ball(found) == exact else float(((ball(found) - exact) / exact).abs_upper()) / unit


@pytest.mark.parametrize(
    ("name", "exactly", "claimed"),
    [
        ("add", lambda x, y: x + y, 1),
        ("subtract", lambda x, y: x - y, 1),
        ("multiply", lambda x, y: x * y, 1),
        ("divide", lambda x, y: x / y, 1),
        ("atan2", lambda x, y: arb.atan2(x, y), 2),
        ("sqrt", lambda x: abs(x).sqrt(), 1),
        ("exp", lambda x: x.exp(), 2),
        ("sinh", lambda x: x.sinh(), 2),
        ("cosh", lambda x: x.cosh(), 2),
        ("erf", lambda x: x.erf(), 2),
    ],
)
def test_pairs_are_right_to_their_unit(name, exactly, claimed):
    """The worst of 2000 values: within what is claimed, which for a sum holds under cancellation, too."""
    rng, worst = np.random.default_rng(1), 0.0
    for _ in range(2000):
        x = rng.standard_normal() * 10.0 ** rng.integers(-6, 3)
        near = rng.random() < 0.5
        y = x * (1 + 10.0 ** -rng.uniform(1, 15)) if near else rng.standard_normal() * 10.0 ** rng.integers(-6, 3)
        given = [pair(abs(x) if name == "sqrt" else min(x, 600), rng), pair(y, rng)]
        given = given if name in ("add", "subtract", "multiply", "divide", "atan2") else given[:1]
        worst = max(worst, units(getattr(twofold, name)(*given), exactly(*map(ball, given))))
    assert 0 < worst <= claimed


def test_upper_tails_of_pairs():
    rng = np.random.default_rng(2)
    for x in [0.0, 1e-9, *rng.uniform(0, 1, 300), *rng.uniform(1, 36, 700)]:
        given = pair(x, rng)
        exact = (ball(given) / arb(2).sqrt()).erfc() / 2
        assert units(twofold.upper(given), exact) <= 2 + x * x
    assert twofold.upper((50.0, 0.0)) == (0.0, 0.0)


@pytest.mark.parametrize(("name", "claimed"), [("erf", 2), ("erfc", 10)])
def test_error_functions_of_libm(name, claimed):
    """What `rounding` counts for them, in halves of an ulp."""
    points = np.concatenate([np.random.default_rng(3).uniform(-6, 6, 4000), np.linspace(6, 26, 2000)])
    values = error_function(points, name == "erfc").tolist()
    worst = max(
        units((v, 0.0), getattr(arb(x), name)(), 2.0**-53) for v, x in zip(values, points.tolist(), strict=True)
    )
    assert 0 < worst <= claimed


def quadrant(h, k, side, across):
    """Φ₂ at floats h, k and ρ = across/√(across² + side²): by pairs, by floats, and the right value."""
    first, second, s, c = map(arb, (h, k, side, across))
    norm = (s * s + c * c).sqrt()
    row = []
    for x in (first, second, second * norm - c * first, first * norm - c * second, s, c):
        high = float(x.mid())
        row += [high, float((x - high).mid())]
    errors = np.array([[0.0, 0.0, abs(row[4]), abs(row[6]), 0.0, 0.0]])
    return (
        quadrants_of_pairs(np.array([row]), errors)[0],
        quadrants(np.array([row[::2]]), errors)[0],
        exact_binormal(first, second, c / norm),
    )


@settings(max_examples=100, deadline=None)
@given(arguments, arguments, sides, st.floats(-3, 3))
def test_bounds_of_the_bivariate_normal_distribution(h, k, side, across):
    (high, low, bound), (value, wide), exact = quadrant(h, k, side, across)
    known = exact.rad() + arb("1e-105")  # of the quadrature
    assert abs(ball((high, low)) - exact) <= arb(bound) * UNIT + known
    assert abs(arb(value) - exact) <= arb(wide) * arb(2) ** -53 + known or np.isnan(value)
    assert bound * UNIT < 1e-26


@pytest.mark.parametrize(("h", "k", "across"), [(-3.5, -4, 0.1), (-9, -7, -0.5), (-12, -5, 0.3), (-15, -15, 0.9)])
def test_deep_tails_of_pairs(h, k, across):
    """Far from 0 on both sides the bound is relative."""
    flint.ctx.prec = 1500
    (high, low, bound), _, exact = quadrant(h, k, 1.0, across)
    assert abs(ball((high, low)) - exact) <= arb(bound) * UNIT
    assert bound * UNIT < 1e-25 * high


def test_bounds_are_sharp_enough_to_be_seen():
    """A tenth of the bounds of floats would be too little, and a change in the 27th digit exceeds that of pairs."""
    rng, worst = np.random.default_rng(4), 0.0
    for h, k, side, across in rng.standard_normal((300, 4)):
        (high, low, bound), (value, wide), exact = quadrant(h, k, abs(side), across)
        worst = max(worst, float(abs(arb(value) - exact).mid()) * 2.0**53 / wide)
        assert abs(ball((high, low + 1e-27 * high)) - exact) > arb(bound) * UNIT or bound > 1e3 * high
    assert worst > 0.1


def at(h, k, rho):
    """Φ₂ in floats and the bound of its error, for ρ exact enough."""
    side = np.sqrt((1 - rho) * (1 + rho))
    row = [h, k, k - rho * h, h - rho * k, side, rho]
    errors = [0.0, 0, 2 * abs(h) + abs(k), 2 * abs(k) + abs(h), side, 0]
    value, error = quadrants(np.array([row]), np.array([errors]))[0]
    return value, (error + 4) * 2.0**-53


@pytest.mark.parametrize("h", [-3.0, -0.4, 0.0, 1.5])
@pytest.mark.parametrize("k", [-2.0, 0.0, 0.7])
@pytest.mark.parametrize("rho", [-0.9, -0.25, 0.0, 0.5, 0.875])
def test_identities(h, k, rho):
    """Symmetry, reflection, and independence."""
    value, error = at(h, k, rho)
    swapped, wide = at(k, h, rho)
    assert abs(value - swapped) <= error + wide
    mirrored, wide = at(h, -k, -rho)
    phi = [(1 + float(arb(x / np.sqrt(2)).erf())) / 2 for x in (h, k)]
    assert abs(value + mirrored - phi[0]) <= error + wide + 1e-16
    if rho == 0:
        assert abs(value - phi[0] * phi[1]) <= error + 1e-16
    assert error < 1e-13


@pytest.mark.parametrize("rho", [-1.0, 1.0])
@pytest.mark.parametrize(("h", "k"), [(-1.0, 0.5), (0.5, 0.25), (-1.0, -1.5), (2.0, 2.0), (1.0, -1.0), (0.0, 0.0)])
def test_at_a_correlation_of_1(h, k, rho):
    """P(X ≤ h, ±X ≤ k), for certain signs of k − ρh, and equal points."""
    row = [h, k, k - rho * h, h - rho * k, 0.0, rho]
    value, error = quadrants(np.array([row]), np.zeros((1, 6)))[0]
    phi = [(1 + float(arb(x / np.sqrt(2)).erf())) / 2 for x in (h, k)]
    exact = min(phi) if rho > 0 else max(sum(phi) - 1, 0)
    assert abs(value - exact) <= error * 2.0**-53 + 1e-16
    assert error < 200


def test_what_is_not_certain_is_infinite():
    """At ρ = 1 the sign of k − ρh decides between Φ(h) and less."""
    row, errors = np.array([[-1.0, -1.0, 1e-17, 1e-17, 0.0, 1.0]]), np.array([[0.0, 0, 1, 1, 0, 0]])
    assert quadrants(row, errors)[0, 1] == np.inf
    assert quadrants(row, 0 * errors)[0, 1] < 200


def test_pairs_behave_like_numbers():
    third = Pairs(1) / Pairs(3)
    assert (third * 3 - 1).astype(float) == 0
    assert Pairs("0.1").parts[0].tolist() == [0.1, -5.551115123125783e-18]
    assert (np.array([1.0, 4.0]) * Pairs([0.25, -1.0])).astype(float).tolist() == [0.25, -4.0]
    assert np.sqrt(Pairs([2.0, 0.0])).astype(float).tolist() == [np.sqrt(2), 0.0]
    assert abs(-third).tolist() == [1 / 3]
    with pytest.raises(TypeError):
        np.tan(third)
