"""Every registered activation agrees with its stated facts; contradictions and slips are refused."""

import pytest
import sympy
from sympy import Rational, Symbol

from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, activation_names, z


@pytest.mark.parametrize("name", activation_names())
def test_registered(name):
    sigma = activation(name)
    assert sigma.name == name
    assert sigma.expr.free_symbols == {z}
    assert "sigma(z)" in sigma._repr_latex_()
    assert sigma == activation(name)
    at = Rational(-7, 3)  # a point that construction does not test
    if sigma.parity is not None:
        sign = -1 if sigma.parity == "odd" else 1
        assert abs(sympy.N(sigma(-at) - sign * sigma(at), 30)) < 1e-25
    if sigma.growth is not None:
        bound, power = sigma.growth
        assert abs(sympy.N(sigma(at), 30)) <= bound * (1 + abs(at) ** power)


@pytest.mark.parametrize(
    ("name", "value"),
    [("erf", 0.6826894921370859), ("probit", 0.8413447460685429), ("relu", 1), ("logistic", 0.7310585786300049)],
)
def test_values_at_one(name, value):
    """P(|Z| < 1) and P(Z < 1) of a standard normal; 1/(1 + 1/e)."""
    assert float(activation(name)(1)) == pytest.approx(value, rel=1e-15)


def test_own_activation_in_ones_own_z():
    assert Activation("mine", Symbol("z") ** 3).expr == z**3


def test_parameters():
    assert activation("leaky_relu")(-1) == Rational(-1, 10)
    assert activation("leaky_relu", slope="1/4").parameters == (("slope", Rational(1, 4)),)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Activation("mine", "x^3"), "written in x"),
        (lambda: Activation("mine", 0.5 * z), "is a float"),
        (lambda: Activation("my name", z), "not a name"),
        (lambda: Activation("mine", z, parity="even"), "is not even"),
        (lambda: Activation("mine", z, parity="strange"), "parity"),
        (lambda: Activation("mine", z**2, homogeneity=1), "not homogeneous"),
        (lambda: Activation("mine", z**2, growth=(1, 1)), "growth bound"),
        (lambda: Activation("mine", z, smoothness=-2), "smoothness"),
        (lambda: activation("erff"), "did you mean 'erf'"),
        (lambda: activation("exp_normalized"), "for no fixed σ"),
        (lambda: activation("probit", slope=1), "takes no parameters"),
        (lambda: activation("leaky_relu", slop=1), "did you mean 'slope'"),
        (lambda: activation("leaky_relu", slope=0.1), "is a float"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()
