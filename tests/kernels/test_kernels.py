"""The closed form agrees with the definition, its derivatives with Price's theorem; balls, floats and core agree."""

import flint
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, lambdify

from symcrit.core.algebra import balls
from symcrit.core.algebra import expr as core
from symcrit.core.expectation import kernels as core_kernels
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.gram import as_ball
from symcrit.kernels.kernel import Kernel, as_kernel, kernel, q11, q12, q22
from symcrit.translate import as_expr, to_json
from tests.kernels.names import NAMES


def expectation(f, g, a, b, c):
    """E[f(u) g(v)] by the trapezoid rule in independent coordinates; its error is like exp(-π²/h²) for these f, g."""
    step, root = mpmath.mpf("0.25"), mpmath.sqrt(a)
    slope, rest = b / root, mpmath.sqrt(c - b * b / a)
    grid = [step * i for i in range(-40, 41)]
    weight = [step * mpmath.npdf(t) for t in grid]
    return sum(
        p * f(root * s) * sum(q * g(slope * s + rest * t) for q, t in zip(weight, grid, strict=True))
        for p, s in zip(weight, grid, strict=True)
    )


def test_erf_kernel_is_the_expectation():
    with mpmath.workdps(25):
        sigma = lambdify(z, activation("erf").expr, "mpmath")
        a, b, c = mpmath.mpf(3) / 2, mpmath.mpf(-1) / 3, mpmath.mpf(1) / 2
        closed = kernel("erf")(Rational(3, 2), Rational(-1, 3), Rational(1, 2))
        assert abs(expectation(sigma, sigma, a, b, c) - mpmath.mpf(str(closed.evalf(30)))) < 1e-20


def test_price_at_one_point():
    """∂κ/∂q12 = E[σ'(u) σ'(v)], σ'(z) = √(2/π) exp(−z²/2)."""
    with mpmath.workdps(25):
        slope = lambdify(z, activation("erf").expr.diff(z), "mpmath")
        closed = kernel("erf").diff("q12")(1, "1/2", 2)
        assert abs(expectation(slope, slope, 1, mpmath.mpf(1) / 2, 2) - mpmath.mpf(str(closed.evalf(30)))) < 1e-20


norms, cosines = st.fractions("1/50", 30, max_denominator=50), st.fractions(-1, 1, max_denominator=50)


@settings(deadline=None)
@given(norms, norms, cosines)
def test_symmetry_ball_float_and_core_agree(a, c, cosine):
    b = cosine * min(a, c)  # a covariance, since |q12| ≤ √(q11 q22)
    erf = kernel("erf")
    ball = erf.ball(a, b, c, digits=40)
    assert ball.rad() < 1e-35
    assert ball.overlaps(erf.ball(c, b, a))
    assert float(ball) == pytest.approx(float(erf.numeric(float(a), float(b), float(c))), rel=1e-12, abs=1e-15)
    assert float(erf(a, b, c)) == pytest.approx(float(ball), rel=1e-12)
    trusted = core_kernels.read_kernel(erf.core).forms[0]
    with balls.precision(100):
        assert balls.evaluate(trusted, {"q11": arb(a), "q12": arb(b), "q22": arb(c)}).overlaps(ball)


def arb(q):
    return flint.arb(flint.fmpq(q.numerator, q.denominator))


@pytest.mark.parametrize("by", ["q11", "q12", "q22"])
@pytest.mark.parametrize("names", [(name, name) for name in (*NAMES, "elu")], ids=" ".join)
def test_derivatives_are_those_of_core(names, by):
    """The derivative as declared, and core's own derivative of the closed form."""
    ours = core.parse(to_json(kernel(*names).diff(by).expr))
    theirs = core.diff(core.parse(to_json(kernel(*names).expr)), by)
    at = {"q11": flint.arb(2), "q12": flint.arb(1) / 3, "q22": flint.arb(5)}
    assert abs(balls.evaluate(ours, at) - balls.evaluate(theirs, at)) < 1e-12


def test_what_core_reads():
    written = kernel("relu").core
    assert written["activation"] == to_json(activation("relu").expr)
    assert written["forms"] == [
        to_json(kernel("relu").expr),
        *(to_json(kernel("relu").diff(by).expr) for by in ("q11", "q12")),
    ]


def test_numeric_broadcasts():
    values = kernel("erf").numeric(np.ones((3, 1)), np.zeros((3, 2)), np.ones((1, 2)))
    assert values.shape == (3, 2)
    assert (values == 0).all()


@pytest.mark.parametrize(
    ("a", "c"), [("2", "3"), ("pi", "pi"), ("pi", "sqrt(2)"), ("1/3", "1/7"), ("1 + sqrt(2)", "3 + 2*sqrt(2)")]
)
def test_copies_of_a_neuron(a, c):
    """ReLU at ρ = ±1: κ = √(q11·q22)/2 and 0, though rounding puts the correlation past ±1."""
    root = sympy.sqrt(as_expr(a) * as_expr(c))
    same, opposite = kernel("relu").ball(a, root, c), kernel("relu").ball(a, -root, c)
    with balls.precision(400):
        assert same.contains(as_ball(root / 2))
        assert opposite.contains(0)
    assert same.rel_accuracy_bits() > 99
    assert opposite.rad() < 1e-30


@pytest.mark.parametrize("name", ["erf", "probit", "relu", "sigmoid_like"])
@pytest.mark.parametrize("sign", [1, -1])
def test_slopes_of_a_copy_of_a_neuron(name, sign):
    """∂κ/∂q11 and ∂κ/∂q12 at ρ = ±1 are the limits from inside."""
    for by in ("q11", "q12"):
        slope = kernel(name).diff(by)
        inside = slope.ball(2, sign * (sympy.sqrt(6) - Rational(1, 10**20)), 3)
        assert abs(slope.ball(2, sign * sympy.sqrt(6), 3) - inside) < 1e-9
        assert float(slope.numeric(2, sign * np.sqrt(6), 3)) == pytest.approx(float(inside), abs=1e-7)


@pytest.mark.parametrize("rad", [0, 1e-40, 1e-10])
def test_balls_at_a_correlation_of_one(rad):
    q = flint.arb(2, rad)
    for sign, value in ((1, 1), (-1, 0)):
        ball = kernel("relu").ball(q, sign * q, q)
        assert ball.contains(value)
        assert ball.rad() < 2 * np.sqrt(rad) + 1e-14  # κ has slope ∓∞·√ε at a singular matrix
    assert kernel("erf").ball(q, q, q).overlaps(kernel("erf").ball(2, 2, 2))


@pytest.mark.parametrize(("name", "value"), [("relu", 0), ("erf", 0), ("probit", "1/4"), ("sigmoid_like", "1/4")])
@pytest.mark.parametrize(("a", "c"), [(0, 3), (3, 0), (0, 0)])
def test_a_neuron_that_is_zero(name, value, a, c):
    assert kernel(name).ball(a, 0, c).contains(as_ball(value))
    assert kernel(name).ball(a, 0, c).rad() < 1e-30
    assert float(kernel(name).numeric(a, 0, c)) == pytest.approx(float(Rational(value)), abs=1e-15)
    assert kernel(name).ball(flint.arb(0, 1e-30), flint.arb(0, 1e-30), 1).contains(as_ball(value))


@pytest.mark.parametrize("digits", [5, 30, 60])
@pytest.mark.parametrize("rho", ["-1 + 1e-9", "-1/2", "1 - 1e-9", "sqrt(2)/2"])
@pytest.mark.parametrize("name", ["erf", "probit", "relu", "sigmoid_like"])
def test_a_ball_has_the_digits_asked_for(name, rho, digits):
    assert kernel(name).ball(1, rho, 1, digits=digits).rel_accuracy_bits() >= 3.32 * digits
    assert kernel(name).ball(1, rho, 1, digits=digits).overlaps(kernel(name).ball(1, rho, 1, digits=2 * digits))


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.floats(-4e-15, 4e-15), st.sampled_from([1, -1]))
def test_floats_never_leave_the_domain(a, c, slip, sign):
    b = sign * np.sqrt(a * c) * (1 + slip)
    expected = np.sqrt(a * c) / 2 if sign > 0 else 0
    assert float(kernel("relu").numeric(a, b, c)) == pytest.approx(expected, abs=1e-6 * np.sqrt(a * c))


def test_nan_stays_nan():
    """Only 0/0 at q = 0 is known to be harmless; a nan that comes in goes out."""
    nan = float("nan")
    for name in ("erf", "relu"):
        values = kernel(name).numeric([nan, 1, 1, 1], [0, nan, 0, 0], [1, 1, nan, 1])
        assert np.isnan(values).tolist() == [True, True, True, False]
    assert np.isnan(kernel("relu").diff("q12").numeric(0, 0, 1))  # ∂κ/∂q12 does not exist where q11 = 0
    assert not kernel("relu").diff("q12").ball(0, 0, 1).is_finite()


def test_uninterpreted():
    kappa = Kernel.uninterpreted("kappa")
    assert kappa.core == {"uninterpreted": "kappa"}
    assert to_json(kappa.diff("q12").diff("q11").expr) == ["kernel", "kappa", 1, 1, 0, "q11", "q12", "q22"]
    assert kappa.expr.free_symbols == {q11, q12, q22}
    assert as_kernel(kappa) == kappa


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: kernel("erf", "erf", "linear"), "these are 3 activations"),
        (lambda: kernel("relu", "tanh"), "'relu' and 'tanh': there is no rule for the factor tanh"),
        (lambda: kernel(Activation("kinked", "atan(abs(z))")), "kinks and jumps are understood between"),
        (lambda: kernel(Activation("fast", "exp(z^2)")), "not square-integrable"),
        (lambda: kernel("erff"), "did you mean 'erf'"),
        (lambda: kernel("erf")(1, 2, 1), "no covariance"),
        (lambda: kernel("erf")(1, 0.5, 1), "is a float"),
        (lambda: kernel("erf").ball(1, "x", 1), "not a number"),
        (lambda: kernel("erf").ball(1, 2, 1), "no covariance"),
        (lambda: kernel("relu").ball(flint.arb(1), flint.arb(2), 1), "no covariance"),
        (lambda: kernel("relu").ball(1, 0, "1 - sqrt(2)"), "no covariance"),
        (lambda: kernel("erf").ball(1, 0, 1, digits=0), "at least 1"),
        (lambda: kernel("erf").diff("q13"), "did you mean"),
        (lambda: kernel("erf").diff("q12").core, "derivative"),
        (lambda: Kernel.uninterpreted("kappa").ball(1, 0, 1), "no value"),
        (lambda: Kernel.uninterpreted("kappa").numeric(1, 0, 1), "no value"),
        (lambda: Kernel.uninterpreted("3"), "not a name"),
        (lambda: as_kernel(Kernel.uninterpreted("kappa"), "erf"), "teacher_activation"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()
