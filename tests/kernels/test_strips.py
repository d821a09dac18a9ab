"""Kernels without closed form: balls in a strip, a Hermite series as the second road, floats, and claims of core."""

import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, pi, sqrt

from symcrit import CopyAverage, Network, OneNeuron, Point, Problem, decide, less, not_critical
from symcrit.core.algebra import balls
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.gram import as_ball
from symcrit.kernels.hermite import hermite_expectation
from symcrit.kernels.kernel import kernel
from symcrit.kernels.quadrature.certified import certified_kernel
from symcrit.kernels.quadrature.expectation import expectation
from symcrit.kernels.quadrature.strips import expectation_in_strip, function_in_strip, gaussian_mean
from symcrit.translate import as_expr
from tests.speed import at_most

NAMES = ["tanh", "logistic", "softplus", "silu", "arctan"]
PLACES = [(1, "1/2", 1), (2, "-7/5", 1), ("1/10", "1/20", 3), (1, 1, 1), (2, "-sqrt(6)", 3), ("1/100", 0, 1), (0, 0, 2)]


@pytest.mark.parametrize(
    ("place", "name"),
    [pytest.param(place, name, marks=pytest.mark.slow if (i + j) % 4 else ())
     for i, place in enumerate(PLACES) for j, name in enumerate(NAMES)],
)  # fmt: skip
def test_two_roads(name, place):
    """The double trapezoid sum and the Hermite series, with the rest of the series enclosed."""
    ball = expectation(name, "tanh", *place, digits=12)
    assert ball.rad() < 1e-11
    series = hermite_expectation(name, "tanh", *place, terms=40)
    assert series.overlaps(ball)
    assert series.rad() < 0.2


@pytest.mark.parametrize("name", NAMES)
def test_the_rest_of_the_series_shrinks(name):
    radii = [float(hermite_expectation(name, None, 1, "1/2", 1, terms=n).rad()) for n in (6, 12, 24)]
    assert radii[0] > 5 * radii[1] > 50 * radii[2] > 0


def test_thirty_digits_are_quick():
    with at_most(40):
        ball = certified_kernel("tanh").ball(1, "1/3", 1, digits=30)
    assert ball.rad() < 1e-30
    assert ball.overlaps(expectation("tanh", None, 1, "1/3", 1, digits=20))


@pytest.mark.parametrize("name", ["erf", "gelu"])
@pytest.mark.parametrize("place", PLACES[:6])
def test_against_closed_forms(name, place):
    """Activations that have both: the closed form of erf, and that of z·Φ(z)."""
    if name == "erf":
        closed = kernel("erf").ball(*place, digits=25)
    else:
        a, b, c = map(as_expr, place)
        root = sqrt((1 + a) * (1 + c) - b**2)
        form = b / 4 + b / (2 * pi) * sympy.asin(b / sqrt((1 + a) * (1 + c)))
        form += (a * c + b**2 * (1 / (1 + a) + 1 / (1 + c) - 1)) / (2 * pi * root)
        closed = as_ball(form)
    sigma = activation("erf") if name == "erf" else Activation("own", "z*(1 + erf(z/sqrt(2)))/2")
    ball = certified_kernel(sigma).ball(*place, digits=20)
    assert ball.overlaps(closed)
    assert ball.rad() < 1e-19


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(NAMES), st.fractions("1/50", 4), st.fractions("1/50", 4), st.fractions(-1, 1))
def test_symmetries(name, a, c, cosine):
    b = cosine * min(a, c)
    first, second = certified_kernel(name, "silu"), certified_kernel("silu", name)
    assert first.ball(a, b, c, digits=8).overlaps(second.ball(c, b, a, digits=8))
    if activation(name).parity == "odd":
        assert certified_kernel(name).ball(a, -b, c, digits=8).overlaps(-certified_kernel(name).ball(a, b, c, digits=8))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", ["q11", "q12", "q22"])
def test_derivatives(name, by):
    """Price: a difference quotient of the kernel, in 40 digits, is near the derivative at the middle."""
    place, h = {"q11": Rational(3, 2), "q12": Rational(1, 3), "q22": Rational(1, 2)}, Rational(1, 10**5)
    ends = [certified_kernel(name).ball(*{**place, by: place[by] + way * h}.values(), digits=25) for way in (1, -1)]
    with balls.precision(120):
        quotient = (ends[0] - ends[1]) / arb(2 * h.p) * h.q
    slope = certified_kernel(name).diff(by).ball(*place.values(), digits=25)
    assert abs(quotient - slope) < 1e-9
    numeric = certified_kernel(name).diff(by).numeric(*map(float, place.values()))
    assert abs(float(numeric) - float(slope)) < 1e-13


def test_means():
    """E[σ(u)], u ~ N(m, q), and a kernel of shifted arguments: exp has both in closed form."""
    f = function_in_strip(sympy.exp(z), "1/2")
    closed = (arb(1) / 2 + arb(9) / 8).exp()
    assert gaussian_mean("exp(z)", "9/4", mean="1/2", digits=20).overlaps(closed)
    both = expectation_in_strip(f, function_in_strip(sympy.exp(z), -1), 1, "1/4", 2, digits=20)
    with balls.precision(80):
        assert both.overlaps((arb(1) / 2 - 1 + (arb(3) + arb(1) / 2) / 2).exp())
    assert gaussian_mean("log(1 + exp(z))", 1, mean=3, digits=20).overlaps(
        gaussian_mean("log(1 + exp(z + 3))", 1, digits=20)
    )


@pytest.mark.parametrize("name", NAMES)
def test_floats(name):
    rng = np.random.default_rng(5)
    A = rng.normal(size=(12, 2, 3))
    q = np.einsum("nid,njd->nij", A, A) / 3
    got = certified_kernel(name).numeric(q[:, 0, 0], q[:, 0, 1], q[:, 1, 1])
    for value, matrix in zip(got, q, strict=True):
        entries = (Rational(float(x)) for x in (matrix[0, 0], matrix[0, 1], matrix[1, 1]))
        assert abs(value - float(certified_kernel(name).ball(*entries, digits=16))) < 1e-13
    moved = certified_kernel(name).ball(1, "1/2", 2, m1="1/4", m2=-1, digits=16)
    assert abs(float(certified_kernel(name).numeric(1, 0.5, 2, m1=0.25, m2=-1)) - float(moved)) < 1e-13
    edge = certified_kernel(name).numeric([1, 1, 0], [1, -1, 0], [1, 1, 2])
    assert np.isfinite(edge).all()


def test_in_problems_and_claims():
    tanh = certified_kernel("tanh")
    problem = Problem.orthonormal(tanh, n=1, k=2)
    neuron = OneNeuron(tanh, k=2, a=2, norm="1/2")
    point = neuron.at(problem)
    assert isinstance(point, Point)
    exact, floats = point.loss, Network([[0.5 / np.sqrt(2)] * 2], [2.0])
    assert abs(float(exact.evalf(20)) - problem.loss(floats)) < 1e-12
    assert decide(less("0.04", exact)).verdict.name == "PROVED"
    assert decide(not_critical(neuron, "1/100")).verdict.name == "PROVED"
    assert decide(not_critical(neuron, 1)).verdict.name == "REFUTED"
    assert decide(not_critical(CopyAverage([[0, 1]], tanh, a=2, norm="1/2"), "1/100")).verdict.name == "PROVED"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: certified_kernel("relu6"), "no bound for"),
        (lambda: certified_kernel("elu"), "no bound for"),
        (lambda: certified_kernel(Activation("fast", "exp(z^2)")), "grow at most exponentially"),
        (lambda: certified_kernel("tanhh"), "did you mean 'tanh'"),
        (lambda: certified_kernel("tanh").ball(1, 2, 1), "no covariance"),
        (lambda: certified_kernel("tanh").ball(1, 0.5, 1), "is a float"),
        (lambda: certified_kernel("tanh").diff("q12").core, "is a derivative"),
        (lambda: gaussian_mean("z", -1), "negative"),
        (lambda: gaussian_mean("1/z"), "no bound"),
        (lambda: hermite_expectation("relu", None, 1, 0, 1), "no bound"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


STEEP = {
    "steep": ("tanh(50*z)", 1e-6),
    "narrow": ("1/(1 + 100*z^2)", 1e-13),
    "fast": ("tanh(z) + exp(3*z)", 1e-13),
    "waves": ("cos(40*z)*exp(2*z)", 1e-6),
}


@pytest.mark.parametrize("name", STEEP)
@pytest.mark.parametrize("place", [("1", "1/2", "1"), ("1/4", "-1/3", "2"), ("2", "2", "2"), ("1", "0", "0")])
def test_floats_have_the_step_and_the_reach_that_the_activation_needs(name, place):
    """The nodes were once those that suit tanh, for every function: 3 % off for `narrow`."""
    form, accuracy = STEEP[name]
    own = certified_kernel(Activation(name, form), "tanh")
    for one in (own, own.diff("q11")):
        exact = one.ball(*place, digits=12)
        if not exact.is_finite():
            continue
        found = float(one.numeric(*(float(Rational(q)) for q in place)))
        scale = max(abs(float(exact.mid())), 1e-3)
        assert abs(found - float(exact.mid())) < accuracy * scale + float(exact.rad())


def test_floats_of_wide_and_of_impossible_covariances():
    exp_tanh, wide = certified_kernel("exp", "tanh"), certified_kernel("arctan")
    exact = exp_tanh.ball(100, "-1/40", "1/100")
    assert exp_tanh.numeric(100, -0.025, 0.01) == pytest.approx(float(exact.mid()), rel=1e-9)
    places = [[4, 1, np.inf, np.nan, 1e6], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1e6]]
    found = wide.numeric(*places)
    assert found[:2] == pytest.approx([float(wide.ball(4, 1, 1).mid()), 0], abs=1e-15)
    assert np.isnan(found[2:4]).all()
    assert abs(found[4]) < 1e-12  # 108 GiB of nodes, once
    with pytest.raises(InputError, match="is no variance"):
        wide.numeric(-1, 0, 1)
    shifted = certified_kernel("softplus", bias=True)
    exact = shifted.ball(1, "1/2", 1, m1=100, m2=-3)
    assert shifted.numeric(1, 0.5, 1, m1=100, m2=-3) == pytest.approx(float(exact.mid()), rel=1e-13)
