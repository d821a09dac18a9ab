"""Quadrature of the definition: it meets every closed form, other people's quadrature, and its own stated bounds."""

from dataclasses import replace
from math import sqrt

import flint
import mpmath
import numpy as np
import pytest
import sympy
from flint import acb, arb
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad, quad
from sympy import Rational

from symcrit.core.algebra import balls
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.kernel import Kernel, kernel, q11, q12, q22
from symcrit.kernels.quadrature import expectation as quadrature
from symcrit.kernels.quadrature.expectation import expectation
from tests.speed import at_most

SAME = ["abs", "erf", "leaky_relu", "linear", "probit", "relu", "rectified_monomial", "sigmoid_like", "square"]
CORRELATIONS = ["-1", "-1+1e-9", "-9/10", "-1/3", "0", "1/2", "999/1000", "1-1e-9", "1"]
NORMS = [("1", "1"), ("1/9", "4"), ("2", "3")]  # the last one makes every correlation but 0 an irrational q12
WRONG = {
    "a factor": lambda name: kernel(name).expr * Rational(1001, 1000),
    "the sign of q12": lambda name: kernel(name).expr.xreplace({q12: -q12}),
    "a missing 1/2": lambda name: kernel(name).expr.subs({q12: 2 * q12}, simultaneous=True),
    "asin for acos": lambda name: kernel(name).expr.replace(sympy.acos, sympy.asin),
    "acos for asin": lambda name: kernel(name).expr.replace(sympy.asin, sympy.acos),
    "q11 for q22": lambda name: kernel(name).expr.xreplace({q11: q22}),
}


def gram(rho, a, c):
    """q11, q12, q22 with correlation ρ."""
    a, c, rho = (sympy.nsimplify(value, rational=True) for value in (a, c, rho))
    return a, rho * sympy.sqrt(a * c), c


@pytest.mark.parametrize(("a", "c"), NORMS)
@pytest.mark.parametrize("rho", CORRELATIONS)
@pytest.mark.parametrize("name", SAME)
def test_meets_the_closed_form(name, rho, a, c):
    at = gram(rho, a, c)
    definition, closed = expectation(name, None, *at), kernel(name).ball(*at)
    assert definition.rad() < 1e-15
    assert closed.rad() < 1e-28
    assert definition.overlaps(closed)


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("at", [(0, 0, 1), ("1/3", 0, 0), (0, 0, 0)])
def test_without_variance(name, at):
    definition, closed = expectation(name, None, *at), kernel(name).ball(*at)
    assert definition.rad() < 1e-15
    assert closed.rad() < 1e-30
    assert definition.overlaps(closed)


@pytest.mark.parametrize("name", SAME)
def test_thirty_digits_are_quick(name):
    with at_most(60):
        value = expectation(name, None, 2, Rational(2, 3), 1, digits=30)
    assert value.rad() < 1e-30
    assert value.overlaps(kernel(name).ball(2, Rational(2, 3), 1, digits=40))


@pytest.mark.parametrize(
    ("name", "wrong"), [(name, wrong) for name in SAME for wrong in WRONG if WRONG[wrong](name) != kernel(name).expr]
)
def test_excludes_a_wrong_closed_form(name, wrong):
    at = (Rational(3, 2), Rational(1, 3), Rational(1, 2))
    false = Kernel((name, name), WRONG[wrong](name)).ball(*at)
    assert false.is_finite()
    assert not expectation(name, None, *at).overlaps(false)


@pytest.mark.parametrize("by", [0, 1, 2])
@pytest.mark.parametrize("name", SAME)
def test_derivatives_are_slopes_of_the_definition(name, by):
    """Central differences over ±10⁻⁹ have an error of about 10⁻¹⁸."""
    at, step = [Rational(3, 2), Rational(-1, 3), Rational(1, 2)], Rational(1, 10**9)
    shifted = [[q + (sign * step if i == by else 0) for i, q in enumerate(at)] for sign in (1, -1)]
    with balls.precision(150):
        above, below = (expectation(name, None, *q, digits=40) for q in shifted)
        slope = (above - below) / 2 * 10**9
    assert abs(slope - kernel(name).diff(("q11", "q12", "q22")[by]).ball(*at)) < 1e-16


@pytest.mark.parametrize("name", [*SAME, "tanh", "logistic", "leaky_relu", "linear"])
@pytest.mark.parametrize("at", [(1.5, 0.25, 0.5), (1.0, -0.75, 2.0)])
def test_meets_the_quadrature_of_scipy(name, at):
    """The double integral over the plane of (u, v), where kinks lie on the axes."""
    a, b, c = at
    sigma = sympy.lambdify(z, activation(name).expr, "math")
    determinant = a * c - b * b

    def integrand(v, u):
        density = np.exp(-(c * u * u - 2 * b * u * v + a * v * v) / (2 * determinant))
        return float(sigma(u)) * float(sigma(v)) * density / (2 * np.pi * sqrt(determinant))

    reach = 9 * sqrt(max(a, c))
    pieces = [(-reach, 0), (0, reach)]
    found = sum(dblquad(integrand, *x, *y, epsabs=1e-9, epsrel=1e-9)[0] for x in pieces for y in pieces)
    at = [Rational(value) for value in at]
    assert abs(float(expectation(name, None, *at)) - found) < 1e-7


@pytest.mark.parametrize(("name", "sign"), [("erf", 1), ("erf", -1), ("relu", 1), ("tanh", -1), ("probit", -1)])
def test_meets_the_one_dimensional_integral_at_a_correlation_of_one(name, sign):
    """u = √2·t and v = ±√3·t, integrated by mpmath on both sides of the kink."""
    with mpmath.workdps(30):
        sigma = sympy.lambdify(z, activation(name).expr, "mpmath")
        u, v = mpmath.sqrt(2), sign * mpmath.sqrt(3)
        found = mpmath.quad(lambda t: sigma(u * t) * sigma(v * t) * mpmath.npdf(t), [-15, -5, 0, 5, 15])
        ball = expectation(name, None, 2, sign * sympy.sqrt(6), 3, digits=25)
        assert ball.rad() < 1e-24
        assert abs(mpmath.mpf(ball.str(28, radius=False)) - found) < 1e-22


@pytest.mark.parametrize(
    ("sigma", "tau", "value"),
    [
        ("linear", "linear", "q12"),
        ("relu", "linear", "q12/2"),  # Stein: E[relu(u)·v] = q12·E[relu'(u)]
        (Activation("magnitude", abs(z), homogeneity=1), "linear", "0"),
        (Activation("square", z**2, homogeneity=2), None, "q11*q22 + 2*q12^2"),  # Isserlis
        (Activation("cube", z**3, homogeneity=3), "linear", "3*q11*q12"),
        (Activation("cube", z**3, homogeneity=3), None, "9*q11*q12*q22 + 6*q12^3"),
    ],
)
def test_moments(sigma, tau, value):
    at = {"q11": Rational(3, 2), "q12": Rational(-1, 3), "q22": Rational(1, 2)}
    exact = sympy.sympify(value.replace("^", "**")).subs(at)
    ball = expectation(sigma, tau, *at.values())
    assert ball.rad() < 1e-30
    with balls.precision(400):
        assert ball.contains(flint.fmpq(int(exact.p), int(exact.q)))


norms, cosines = st.fractions("1/50", 30, max_denominator=50), st.fractions(-1, 1, max_denominator=50)


@given(st.sampled_from(SAME), norms, norms, cosines, st.integers(3, 25))
@example("relu", 1, 1, 1, 20)
def test_closed_form_swap_and_digits(name, a, c, cosine, digits):
    b = cosine * min(a, c)  # a covariance, since |q12| ≤ √(q11 q22)
    ball = expectation(name, None, a, b, c, digits=digits)
    assert ball.rad() < 10.0**-digits * max(1, float(a), float(c))
    assert ball.overlaps(kernel(name).ball(a, b, c))
    assert ball.overlaps(expectation(name, None, c, b, a, digits=digits))


@settings(max_examples=8)
@given(norms, norms, cosines, st.fractions("1/9", 9, max_denominator=9))
def test_scaling_and_parity(a, c, cosine, t):
    b = cosine * min(a, c)
    assert expectation("relu", None, t * t * a, t * b, c).overlaps(
        arb(flint.fmpq(*t.as_integer_ratio())) * relu(a, b, c)
    )
    assert expectation("erf", None, a, -b, c).overlaps(-expectation("erf", None, a, b, c))
    assert expectation("tanh", "erf", a, -b, c).overlaps(-expectation("erf", "tanh", c, b, a))


def relu(a, b, c):
    return expectation("relu", None, a, b, c)


FLAT, STEEP = Activation("flat", "1 + tanh(z/10)"), Activation("steep", "tanh(5*z) - 1/2")


@pytest.mark.parametrize(
    "pair", [("erf", "erf"), ("probit", "tanh"), ("logistic", "erf"), (FLAT, STEEP), (STEEP, FLAT)]
)
@pytest.mark.parametrize("at", [(2, 1, 3), (3, "-29/10", 3), pytest.param((1, 0, "1/9"), marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "digits", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 4)), pytest.param(8, marks=pytest.mark.slow)]
)
def test_the_error_bound_covers_coarse_rules(pair, at, digits):
    """With few digits the error of the rule is far above rounding, so that a bound too small would show."""
    fine, coarse = (expectation(*pair, *at, digits=many) for many in (25, digits))
    assert coarse.contains(fine)
    assert coarse.rad() < 10.0**-digits


def test_without_the_error_bound_coarse_rules_miss(monkeypatch):
    rule = quadrature._rule

    def optimistic(*arguments):
        found = rule(*arguments)
        return quadrature._Rule(found.nodes, found.weights, arb(1), arb(0), arb(0))

    fine = expectation("tanh", None, 2, 1, 3, digits=40)
    monkeypatch.setattr(quadrature, "_rule", optimistic)
    assert not expectation("tanh", None, 2, 1, 3, digits=2).contains(fine)


def _coarsened(part, digits, keep):
    """`_rule` with another number of digits and another number of nodes on either side for one of the coordinates."""
    rule = quadrature._rule

    def coarse(bound, scales, asked):
        found = rule(bound, scales, asked if (part == "outer") is (len(scales) == 1) else digits)
        if keep is None or (part == "outer") is (len(scales) == 1):
            return found
        middle = len(found.nodes) // 2
        kept = slice(middle - keep, middle + keep + 1)
        outside = [weight for i, weight in enumerate(found.weights) if abs(i - middle) > keep]
        return replace(found, nodes=found.nodes[kept], weights=found.weights[kept], tail=found.tail + sum(outside))

    return coarse


@pytest.mark.parametrize("part", ["outer", "inner"])
@pytest.mark.parametrize(("digits", "keep"), [(1, None), (20, 5), (20, 8)])
def test_each_coordinate_contributes_its_own_error(monkeypatch, part, digits, keep):
    """One coordinate is coarse or cut short and says so; the ball still contains the value, and is not sharp."""
    fine = expectation("probit", None, 2, 1, 3, digits=25)
    monkeypatch.setattr(quadrature, "_rule", _coarsened(part, digits, keep))
    coarse = expectation("probit", None, 2, 1, 3, digits=20)
    assert coarse.contains(fine)
    assert abs(coarse.mid() - fine) > 1e-20
    assert coarse.rad() > 1e-15


@pytest.mark.parametrize("digits", [1, 5, 20])
def test_the_weights_of_a_rule(digits):
    """`mass` is at least the sum of all weights, `tail` at least the sum of those left out."""
    with balls.precision(200):
        rule = quadrature._rule(lambda a: 1 + 0 * a, (arb(1),), digits)
        step, count = rule.nodes[1] - rule.nodes[0], len(rule.nodes) // 2
        beyond = [step * i for i in range(count + 1, 10 * count)]
        left_out = 2 * sum(step * (-x * x / 2).exp() / (2 * arb.pi()).sqrt() for x in beyond)
        assert left_out < rule.tail < 10.0**-digits
        assert sum(rule.weights) + left_out < rule.mass < 2
        assert abs(sum(rule.weights) - 1) < rule.error + rule.tail


@given(
    st.sampled_from(["erf", "probit", "sigmoid_like", "tanh", "logistic"]),
    st.floats(-6, 6),
    st.floats(0, 4),
    st.floats(0, 1),
)
@example("erf", 0, 3, 1)
@example("tanh", 0, 1.5, 1)
@example("logistic", 0, 3.1, 1)
def test_the_bound_in_a_strip(name, x, height, inside):
    """|σ(x + iy)| ≤ B(y') for 0 ≤ y ≤ y', with σ evaluated from its expression; no bound where tanh has a pole."""
    sigma = activation(name)
    bound = quadrature._sigmoid(sigma).bound(arb(height))
    with mpmath.workdps(30):
        value = abs(sympy.lambdify(z, sigma.expr, "mpmath")(mpmath.mpc(x, height * inside)))
        if bound.is_finite():
            assert value <= mpmath.mpf(bound.upper().str(25, radius=False)) + mpmath.mpf("1e-14")
        else:
            assert height >= (1.57 if name == "tanh" else 3.14)
            assert name in ("tanh", "logistic")


def test_balls_for_a_gram_matrix():
    """The ball contains the value at every matrix in it, and is as wide as they are."""
    wide = [arb(2, 1e-6), arb(1, 1e-6), arb(3, 1e-6)]
    for name in ("erf", "relu", "logistic"):
        ball = expectation(name, None, *wide)
        assert ball.rad() < 1e-4
        for sign in (1, -1):
            shift = sign * Rational(1, 10**6)
            assert ball.contains(expectation(name, None, 2 + shift, 1 - shift, 3 + shift, digits=30))


def test_a_ball_of_a_singular_matrix():
    one = arb(1, 1e-25)
    assert expectation("relu", None, one, one, one).overlaps(arb(1) / 2)
    assert expectation("erf", None, one, -one, one).overlaps(-arb(1) / 3)
    assert expectation("erf", None, one, -one, one).rad() < 1e-10


def test_no_ball_where_too_many_nodes_are_needed():
    assert not expectation("erf", None, 10**12, 0, 10**12).is_finite()
    assert not expectation("tanh", None, 10**60, 10**60, 10**60).is_finite()
    assert expectation("erf", None, 10**5, 1, 1, digits=3).is_finite()


def test_reading_activations():
    twice = Activation("twice", "3 - 2*erf(z/5)")
    sigma = quadrature._sigmoid(twice)
    assert (sigma.middle, sigma.height, sigma.slope) == (3, -2, Rational(1, 5))
    with balls.precision(64):
        assert sigma.values([arb(2)])[0].overlaps(3 - 2 * (arb(2) / 5).erf())
        assert acb(sigma.bound(arb(0))).overlaps(acb(5))
    for name, expr in [
        ("shifted", "erf(z + 1)"),
        ("product", "z*erf(z)"),
        ("both", "erf(z) + tanh(z)"),
        ("sine", "sin(z)"),
    ]:
        assert quadrature._sigmoid(Activation(name, expr)) is None
    assert quadrature._homogeneous(Activation("odd_one", "z^3 + abs(z)")) is None


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: expectation("tanh", "relu", 1, 0, 1), "no quadrature for 'tanh' with 'relu'"),
        (lambda: expectation(Activation("fast", sympy.exp(z**2)), None, 1, 0, 1), "no quadrature for 'fast'"),
        (lambda: expectation(Activation("kinked", "atan(abs(z))"), None, 1, 0, 1), "no quadrature"),
        (lambda: expectation("erff", None, 1, 0, 1), "did you mean 'erf'"),
        (lambda: expectation("erf", None, 1, 0.5, 1), "is a float"),
        (lambda: expectation("erf", None, 1, 2, 1), "no covariance"),
        (lambda: expectation("relu", None, 1, "sqrt(2)", 1), "no covariance"),
        (lambda: expectation("relu", None, -1, 0, 1), "no covariance"),
        (lambda: expectation("relu", None, arb(1), arb(2), arb(1)), "no covariance"),
        (lambda: expectation("relu", None, 1, "x", 1), "not a number"),
        (lambda: expectation("relu", None, 1, 0, 1, digits=0), "at least 1"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


def test_scipy_and_mpmath_agree_with_each_other_on_a_kink():
    """The reference values above are not taken on trust: E[relu(u)²] = q11/2 by a third integration."""
    half = quad(lambda t: max(t, 0) ** 2 * np.exp(-t * t / 2) / sqrt(2 * np.pi), -12, 12, points=[0])[0]
    assert abs(half - float(expectation("relu", None, 1, 1, 1))) < 1e-9
