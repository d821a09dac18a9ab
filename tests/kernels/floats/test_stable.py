"""Forms for floats are the same functions as the closed forms, and lose nothing where those cancel."""

from itertools import product

import numpy as np
import pytest
import sympy
from sympy import Rational, asin, cos, cosh, exp, sinh, sqrt

from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import m1, m2
from symcrit.kernels.floats.formula import formula
from symcrit.kernels.floats.stable import det, exp_cosh, exp_sinh, stable
from symcrit.kernels.kernel import kernel
from tests.kernels.names import NAMES

AT = {q11: Rational(2, 3), q12: Rational(-1, 2), q22: Rational(5, 4), m1: Rational(1, 3), m2: Rational(-2, 5)}


def plain(form):
    form = form.replace(exp_cosh, lambda s, t: exp(s) * cosh(t)).replace(exp_sinh, lambda s, t: exp(s) * sinh(t))
    return form.xreplace({det: q11 * q22 - q12**2})


@pytest.mark.parametrize(
    ("name", "bias"),
    [pytest.param(name, bias, marks=pytest.mark.slow if i % 3 else ())
     for i, (bias, name) in enumerate(product((False, True), NAMES))],
)  # fmt: skip
def test_the_same_functions(name, bias):
    own = kernel(name, bias=bias)
    for form in (own.expr, own.diff("q11").expr, own.diff("q12").expr):
        gap = (plain(stable(form)) - form).xreplace(AT)
        assert abs(sympy.N(gap, 40)) < sympy.Float("1e-35"), name


def test_nothing_is_lost_at_a_correlation_of_1():
    assert stable(asin(q12 / sqrt(q11 * q22))) == sympy.atan2(q12, sqrt(det))
    assert stable(sqrt(1 - q12**2 / (q11 * q22))).has(det)


def test_waves_keep_their_differences():
    assert stable(exp(-q11 + q12) - exp(-q11 - q12)) == 2 * exp_sinh(-q11, q12)
    assert stable(cos(m1 - m2) * exp(q12) - cos(m1 + m2) * exp(-q12)).has(exp_sinh)
    small, large = np.array([1e-12]), np.array([2000.0])
    (wave,) = formula((exp(q12 - (q11 + q22) / 2) - exp(-q12 - (q11 + q22) / 2),))(small, small, small)
    assert wave[0] == pytest.approx(2e-12, rel=1e-11)
    (wave,) = formula((exp(q12 - (q11 + q22) / 2) - exp(-q12 - (q11 + q22) / 2),))(large, large, large)
    assert wave[0] == 1


def test_polynomials_are_written_by_powers_of_the_covariance():
    assert str(stable(kernel("hermite").expr)) == "q12*(6*q12**2 + 9*(q11 - 1)*(q22 - 1))"
