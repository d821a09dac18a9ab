"""Kernels with Φ₂ in float64, those with means and of elu: right to 16 ulp of balls, and numbers at the edges."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from symcrit.kernels import bivariate, numeric, tails
from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.integrals import m1, m2
from symcrit.kernels.kernel import kernel
from symcrit.kernels.numeric import program_of
from symcrit.kernels.stable import det, quadrant, stable, tail
from symcrit.sympy_functions import binormal
from tests.kernels import names as of

NAMES = [name for name in (*of.NAMES, "elu") if kernel(name, bias=True).kind == "closed"]
CROSS = [("erf", "relu"), ("step", "gelu"), ("sign", "abs"), ("exp", "relu"), ("elu", "relu"), ("smoothed_abs", "erf")]
PAIRS = [*((name, name) for name in NAMES), *CROSS]
WITH_TAILS = [pair for pair in PAIRS if (steps := program_of(kernel(*pair, bias=True).expr, True)) and steps.has_tails]
norms = st.floats(1e-2, 10)
means = st.one_of(st.sampled_from([-2.0, 0.0, 0.4]), st.floats(-5, 5).filter(lambda x: x == 0 or abs(x) > 1e-9))
EDGES = [-1.0, -0.999999, -0.5, 0.0, 1 / 3, 0.999999, 1.0]


def in_ulp(value, exact):
    """The distance of a float from a ball, in units in the last place; below 1e-280 the value counts as 0."""
    distance = abs(arb(float(value)) - exact)
    if distance == 0 or distance < 1e-280 or (value == 0 and 0 in exact and exact.rad() < 1e-50):
        return 0.0
    return float(distance.upper()) / float(np.spacing(abs(float(exact.mid()))))


def inside(a, b, c):
    """b, or the float next to ±√(ac) inside."""
    while Fraction(b) ** 2 > Fraction(a) * Fraction(c):
        b = float(np.nextafter(b, 0))
    return b


def exact_value(own, a, b, c, m, n):
    means = {"m1": Fraction(m), "m2": Fraction(n)} if own.biased else {}
    return own.ball(Fraction(a), Fraction(b), Fraction(c), **means, digits=40)


def test_every_closed_form_has_a_program():
    for name in (*of.NAMES, "elu", "shifted_relu"):
        for bias in (False, True):
            own = kernel(name, bias=bias)
            if own.kind == "closed":
                assert program_of(own.expr, bias), name


@pytest.mark.parametrize("names", WITH_TAILS, ids=" ".join)
@settings(max_examples=10, deadline=None)
@given(norms, norms, st.floats(-0.99, 0.99), means, means)
def test_within_16_ulp(names, s, t, rho, m, n):
    a, c = s * s, t * t
    b = inside(a, rho * s * t, c)
    own = kernel(*names, bias=True)
    exact = exact_value(own, a, b, c, m, n)
    assert in_ulp(own.numeric(a, b, c, m1=m, m2=n), exact) <= 16


@pytest.mark.parametrize("names", WITH_TAILS, ids=" ".join)
def test_derivatives_within_16_ulp(names):
    rng = np.random.default_rng(3)
    a, c = 10 ** rng.uniform(-2, 1, (2, 6))
    b, (m, n) = rng.uniform(-0.99, 0.99, 6) * np.sqrt(a * c), rng.standard_normal((2, 6))
    for by in ("q11", "q12", "q22", "m1", "m2"):
        slope = kernel(*names, bias=True).diff(by)
        values = np.broadcast_to(slope.numeric(a, b, c, m1=m, m2=n), a.shape)
        for value, *point in zip(values.tolist(), *(x.tolist() for x in (a, b, c, m, n)), strict=True):
            assert in_ulp(value, exact_value(slope, *point)) <= 16


def test_derivatives_of_elu_within_16_ulp():
    rng = np.random.default_rng(4)
    for by in ("q11", "q12", "q22"):
        slope = kernel("elu").diff(by)
        for a, c, rho in zip(*10 ** rng.uniform(-2, 1, (2, 8)), rng.uniform(-0.99, 0.99, 8), strict=True):
            b = rho * np.sqrt(a * c)
            assert in_ulp(slope.numeric(a, b, c), slope.ball(*map(Fraction, (a, b, c)), digits=40)) <= 16


def edge_grid(sizes):
    """q11, q12, q22, m1, m2, with |q12| ≤ √(q11·q22) exactly."""
    found = []
    for s, t, rho, m, n in product(sizes, sizes, EDGES, (-2.0, 0.0, 0.4), (-2.0, 0.0, 0.4)):
        found.append((s * s, inside(s * s, rho * s * t, t * t), t * t, m, n))
    return found


def wrong_at_the_edges(names, sizes):
    """Points where κ is further off than the guarantee, 16 ulp or near |ρ| = 1 a part 1e-12 of its scale; or nan."""
    own = kernel(*names, bias=True)
    first, second = (kernel(name, bias=True) for name in names)
    points = edge_grid(sizes)
    q, w, r, m, n = np.array(points).T
    values = own.numeric(q, w, r, m1=m, m2=n)
    scales = np.sqrt(first.numeric(q, q, q, m1=m, m2=m) * second.numeric(r, r, r, m1=n, m2=n))
    for value, scale, point in zip(values.tolist(), scales.tolist(), points, strict=True):
        exact = exact_value(own, *point)
        near = point[1] ** 2 > 0.98 * point[0] * point[2]
        exact = exact if exact.rad() < 1e-25 else arb("nan")
        is_right = near and exact.is_finite() and abs(arb(value) - exact) <= 1e-12 * scale
        if np.isnan(value) or (exact.is_finite() and not is_right and in_ulp(value, exact) > 16):
            yield point, value, exact.str(20)


@pytest.mark.parametrize("names", [("relu", "relu"), ("step", "step"), ("sign", "sign"), ("elu", "elu")], ids=" ".join)
def test_edges(names):
    assert not list(wrong_at_the_edges(names, (0.01, 10)))


@pytest.mark.slow
@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_all_edges(names):
    assert not list(wrong_at_the_edges(names, (0.01, 1, 10)))


@pytest.mark.parametrize("names", [("relu", "relu"), ("step", "step"), ("elu", "elu"), ("gelu", "gelu")], ids=" ".join)
def test_a_number_everywhere_on_the_domain(names):
    sizes = [0.0, 1e-300, 1e-20, 1.0, 50.0]
    a, c, rho, m, n = (x.ravel() for x in np.meshgrid(sizes, sizes, [-1.0, 0.0, 1.0], [-2, 0.0, 0.4], [0.0, 0.4]))
    assert not np.isnan(kernel(*names, bias=True).numeric(a, rho * np.sqrt(a) * np.sqrt(c), c, m1=m, m2=n)).any()


def test_neurons_without_variance():
    """u = m1: κ = σ(m1)·E[τ(v)]."""
    relu = kernel("relu", bias=True)
    exact = relu.ball(0, 0, 1, m1=2, m2="1/2")
    assert in_ulp(relu.numeric(0, 0, 1, m1=2, m2=0.5), exact) <= 16
    assert relu.numeric(0, 0, 1, m1=-1, m2=0.5) == 0
    assert kernel("step", bias=True).numeric(0, 0, 0, m1=2, m2=0.5) == 1


def test_equal_neurons_and_rounding_beyond():
    """ρ = 1 and ρ = −1 by rounding: q12² > q11·q22."""
    q = np.array([0.3, 1.1, 7.7])
    step = kernel("step", bias=True)
    for way in (1, -1):
        beyond = step.numeric(q, way * np.nextafter(q, 9), q, m1=0.5, m2=way * 0.5)
        exact = [step.ball(Fraction(x), Fraction(way * x), Fraction(x), m1="1/2", m2=f"{way}/2") for x in q]
        assert max(map(in_ulp, beyond, exact)) <= 16
    b = np.nextafter(np.sqrt(3 * 7.7), 9)  # no root of 3·7.7 is a float
    assert in_ulp(step.numeric(3, b, 7.7, m1=-0.5, m2=1), step.ball(3, 0, "1/100", m1="-1/2", m2=9)) <= 16


def test_stable_forms_are_the_same_functions():
    """With Φ₂ by its sides put back, to 30 digits; and the sides are consistent."""
    at = {q11: Fraction(2, 3), q12: Fraction(-1, 2), q22: Fraction(5, 4), m1: Fraction(1, 3), m2: Fraction(-2, 5)}
    for names in WITH_TAILS:
        own = kernel(*names, bias=True)
        for form in (own.expr, own.diff("m2").expr):
            moved = stable(form)
            for h, k, up, right, side, across in (part.args for part in moved.atoms(quadrant)):
                rho = across / (side**2 + across**2) ** 0.5
                for own_side, other, top in ((h, k, up), (k, h, right)):
                    wrong = (other - rho * own_side) / (1 - rho**2) ** 0.5 - top / side
                    assert abs(wrong.xreplace({det: q11 * q22 - q12**2}).subs(at).evalf(30)) < 1e-13, names
            moved = moved.replace(quadrant, _plain).replace(tail, lambda x: 1 - sympy.erf(x))
            wrong = (moved.xreplace({det: q11 * q22 - q12**2}) - form).subs(at)
            assert abs(wrong.evalf(30, chop=True)) < 1e-25, names


def _plain(h, k, up, right, side, across):
    return binormal(h, k, across / sympy.sqrt(side**2 + across**2))


@pytest.mark.parametrize("names", [("relu", "relu"), ("step", "step"), ("elu", "elu")], ids=" ".join)
def test_large_arrays_are_their_elements_and_balls_are_rare(names, monkeypatch):
    rng = np.random.default_rng(5)
    w, m, seen = rng.standard_normal((150, 8)) / np.sqrt(8), rng.standard_normal(150), []
    gram, rounded = w @ w.T, numeric._rounded
    q = np.diag(gram)
    monkeypatch.setattr(numeric, "_rounded", lambda *given: seen.append(0) or rounded(*given))
    own = kernel(*names, bias=True)
    table = own.numeric(q[:, None], gram, q[None, :], m1=m[:, None], m2=m[None, :])
    assert len(seen) < 0.002 * table.size
    for i, j in rng.integers(0, 150, (20, 2)):
        assert table[i, j] == own.numeric(q[i], gram[i, j], q[j], m1=m[i], m2=m[j])


def test_a_bound_that_is_too_small_is_noticed(monkeypatch):
    """If T were wrong in its 12th digit and the bounds did not say so, values would not be right to 16 ulp."""
    honest = bivariate.quadrants

    def wrong(values, errors):
        found = honest(values, errors)
        found[:, 0] *= 1 + 1e-12
        found[:, 1] = 0
        return found

    point = {"m1": -0.5, "m2": 0.25}
    exact = exact_value(kernel("step", bias=True), 1.0, 0.5, 2.0, *point.values())
    assert in_ulp(kernel("step", bias=True).numeric(1, 0.5, 2, **point), exact) <= 16
    monkeypatch.setattr(bivariate, "quadrants", wrong)
    assert in_ulp(kernel("step", bias=True).numeric(1, 0.5, 2, **point), exact) > 16
    monkeypatch.setattr(tails, "is_right", lambda found, *_: np.zeros(np.shape(found.value), bool))
    assert in_ulp(kernel("step", bias=True).numeric(1, 0.5, 2, **point), exact) <= 16
