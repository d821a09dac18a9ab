"""The closed form agrees with the definition, its derivatives with Price's theorem; balls, floats and core agree."""

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, lambdify

from symcrit.core import balls
from symcrit.core import expr as core
from symcrit.core import kernels as core_kernels
from symcrit.errors import InputError
from symcrit.gaussian.activations import Activation, activation, z
from symcrit.gaussian.kernels import Kernel, as_kernel, kernel, q11, q12, q22
from symcrit.translate import to_json


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
    trusted = core_kernels.read_kernel(erf.core).derivatives[0]
    with balls.precision(100):
        assert balls.evaluate(trusted, {"q11": arb(a), "q12": arb(b), "q22": arb(c)}).overlaps(ball)


def arb(q):
    return flint.arb(flint.fmpq(q.numerator, q.denominator))


@pytest.mark.parametrize("by", ["q11", "q12", "q22"])
def test_derivatives_are_those_of_core(by):
    ours = core.parse(to_json(kernel("erf").diff(by).expr))
    theirs = core.diff(core_kernels.CITED["erf"].derivatives[0], by)
    at = {"q11": flint.arb(2), "q12": flint.arb(1) / 3, "q22": flint.arb(5)}
    assert abs(balls.evaluate(ours, at) - balls.evaluate(theirs, at)) < 1e-12


def test_numeric_broadcasts():
    values = kernel("erf").numeric(np.ones((3, 1)), np.zeros((3, 2)), np.ones((1, 2)))
    assert values.shape == (3, 2)
    assert (values == 0).all()


def test_uninterpreted():
    kappa = Kernel.uninterpreted("kappa")
    assert kappa.core == {"uninterpreted": "kappa"}
    assert to_json(kappa.diff("q12").diff("q11").expr) == ["kernel", "kappa", 1, 1, 0, "q11", "q12", "q22"]
    assert kappa.expr.free_symbols == {q11, q12, q22}
    assert as_kernel(kappa) == kappa
    assert kernel("erf").core == {"name": "erf"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: kernel("tanh"), "not available yet; known: erf"),
        (lambda: kernel("erf", "relu"), "'erf' and 'relu'"),
        (lambda: kernel("erff"), "did you mean 'erf'"),
        (lambda: kernel(Activation("erf", z**3)), "own"),
        (lambda: kernel("erf")(1, 2, 1), "no covariance"),
        (lambda: kernel("erf")(1, 0.5, 1), "is a float"),
        (lambda: kernel("erf").ball(1, "x", 1), "not a number"),
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
