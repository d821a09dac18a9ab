"""Kernels in float64: every value is right to 16 ulp, because its error bound is right or more digits were used."""

from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from symcrit.kernels import numeric
from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.kernels.numeric import program_of
from symcrit.kernels.rounding import FUNCTION, NoProgram, Rounded, program
from symcrit.kernels.stable import det, quadrant, stable, tail
from symcrit.sympy_functions import binormal
from tests.kernels import names as of

NAMES = [name for name in of.NAMES if program_of(kernel(name).expr)]
norms = st.floats(1e-4, 100)
correlations = st.one_of(
    st.floats(-0.99, 0.99), st.sampled_from([-1.0, -0.999999, 0.0, 0.999999, 1.0]), st.floats(-1e-9, 1e-9)
)


def in_ulp(value, exact):
    """The distance of a float from a ball, in units in the last place."""
    distance = abs(arb(float(value)) - exact)
    return float(distance.upper()) / float(np.spacing(abs(float(exact.mid())))) if distance != 0 else 0.0


def exactly(function, *points):
    with_more = flint.ctx.prec
    try:
        flint.ctx.prec = 300
        return function(*map(arb, points))
    finally:
        flint.ctx.prec = with_more


@pytest.mark.parametrize("name", ["exp", "sin", "cos", "sinh", "cosh"])
def test_numpy_is_right_to_one_ulp(name):
    """What the error bounds rest on; FUNCTION counts halves of an ulp."""
    points = np.random.default_rng(1).uniform(-30, 30, 3000)
    values = getattr(np, name)(points)
    worst = max(
        in_ulp(v, exactly(getattr(arb, name), x)) for v, x in zip(values.tolist(), points.tolist(), strict=True)
    )
    assert 0 < worst <= FUNCTION / 2


def test_numpy_atan2_is_right_to_one_ulp():
    rng = np.random.default_rng(2)
    y, x = rng.standard_normal(3000) * 10.0 ** rng.integers(-8, 3, 3000), rng.standard_normal(3000)
    values = zip(np.arctan2(y, x).tolist(), y.tolist(), x.tolist(), strict=True)
    worst = max(in_ulp(v, exactly(lambda s, t: arb.atan2(s, t), a, b)) for v, a, b in values)
    assert 0 < worst <= FUNCTION / 2


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(norms, norms, correlations)
def test_within_16_ulp(name, a, c, rho):
    b = float(rho * np.sqrt(a * c))
    while Fraction(b) ** 2 > Fraction(a) * Fraction(c):
        b = float(np.nextafter(b, 0))
    exact = kernel(name).ball(arb(a), arb(b), arb(c), digits=40)
    assert in_ulp(kernel(name).numeric(a, b, c), exact) <= 16


@pytest.mark.parametrize("by", ["q11", "q12", "q22"])
@pytest.mark.parametrize("name", NAMES)
def test_derivatives_within_16_ulp(name, by):
    rng = np.random.default_rng(3)
    a, c = 10 ** rng.uniform(-3, 2, (2, 12))
    b = rng.uniform(-0.99, 0.99, 12) * np.sqrt(a * c)
    slope = kernel(name).diff(by)
    values = np.broadcast_to(slope.numeric(a, b, c), a.shape)
    for value, *point in zip(values.tolist(), a.tolist(), b.tolist(), c.tolist(), strict=True):
        assert in_ulp(value, slope.ball(*map(arb, point), digits=40)) <= 16


@pytest.mark.parametrize("name", NAMES)
def test_a_number_everywhere_on_the_domain(name):
    edge = np.array([0.0, 1e-300, 1e-20, 1.0, 3.0, 50.0])
    a, c, rho = (x.ravel() for x in np.meshgrid(edge, edge, [-1.0, 0.0, 1.0]))
    assert not np.isnan(kernel(name).numeric(a, rho * np.sqrt(a) * np.sqrt(c), c)).any()


@pytest.mark.parametrize("name", ["relu", "erf", "sin", "gelu"])
def test_large_arrays_are_their_elements(name):
    """Blocks, broadcasting and refinement change nothing."""
    rng = np.random.default_rng(4)
    x = rng.standard_normal((300, 3))
    gram, square = x @ x.T, np.sum(x * x, axis=1)
    table = kernel(name).numeric(square[:, None], gram, square[None, :])
    assert table.shape == (300, 300)
    assert table.size > numeric._BLOCK
    for i, j in rng.integers(0, 300, (60, 2)):
        assert table[i, j] == kernel(name).numeric(square[i], gram[i, j], square[j])


@pytest.mark.parametrize(
    ("name", "rho", "tier"),
    [("relu", 0.5, 0), ("relu", 0.9, 1), ("rectified_monomial", -0.9, 2), ("rectified_monomial", -0.9999, 3)],
)
def test_as_much_precision_as_needed(name, rho, tier, monkeypatch):
    """float64; with exact products; long double; balls."""
    if np.finfo(np.longdouble).eps == np.finfo(float).eps and tier == 2:
        tier = 3
    used = set()
    for level, step in enumerate(("_quick", "_careful", "_rounded")):
        own = getattr(numeric, step)

        def noted(*given, own=own, level=level):
            used.add(3 if level == 2 else 2 if given[-1] is np.longdouble else level)
            return own(*given)

        monkeypatch.setattr(numeric, step, noted)
    value = kernel(name).numeric(2, rho * 2, 2)
    assert used == set(range(tier + 1))
    assert in_ulp(value, kernel(name).ball(arb(2), arb(rho * 2), arb(2), digits=40)) <= 16


x, y = sympy.symbols("x y", real=True)
FORMULAS = [
    x**2 - y,
    sympy.sqrt(x**2 + 1) - x,
    (x - y) / (1 + x * y**2),
    sympy.exp(x - y) - sympy.exp(-x),
    sympy.atan2(x - 1, y),
    (x + y) ** sympy.Rational(-5, 2),
    sympy.sinh(x * y) * sympy.cos(x / 3) - sympy.pi * y,
    sympy.cosh(x) - sympy.sin(y) + sympy.Rational(1, 3),
]


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_error_bounds_hold(formula):
    rng = np.random.default_rng(5)
    points = rng.uniform(0.01, 4, (2, 200))
    found = program(formula, [x, y])([Rounded(points[0]), Rounded(points[1])], np.float64)
    with mpmath.workdps(40):
        exactly = sympy.lambdify([x, y], formula, "mpmath")
        points = [exactly(*map(mpmath.mpf, point)) for point in points.T.tolist()]
        wrong = [float(abs(mpmath.mpf(v) - e)) for v, e in zip(found.value.tolist(), points, strict=True)]
    bound = found.absolute * 2.0**-53
    assert (np.array(wrong) <= bound * 1.001).all()
    assert np.median(bound / np.spacing(abs(found.value))) < 100


def test_stable_forms_are_the_same_functions():
    at = {q11: sympy.Rational(2, 3), q12: sympy.Rational(-1, 2), q22: sympy.Rational(5, 4)}
    for name in NAMES:
        for form in (kernel(name).expr, kernel(name).diff("q11").expr, kernel(name).diff("q12").expr):
            moved = stable(form).replace(quadrant, _by_correlation).replace(tail, lambda x: 1 - sympy.erf(x))
            moved = moved.xreplace({det: q11 * q22 - q12**2})
            assert abs(sympy.N((moved - form).xreplace(at), 40)) < sympy.Float("1e-35"), name


def _by_correlation(h, k, up, right, side, across):
    return binormal(h, k, across / sympy.sqrt(side**2 + across**2))


def test_waves_of_the_same_kind_add_up():
    form = q12 * sympy.exp(q11 + q12) + 3 * sympy.exp(q11 + q12) - sympy.exp(q11 - q12)
    at = {q11: 0.25, q12: -0.5}
    assert float(stable(form).xreplace(at)) == pytest.approx(float(form.xreplace(at)), rel=1e-14)


def test_means_are_arguments():
    biased = kernel("exp", "cos", bias=True)
    value = float(biased.numeric(2, 0.5, 1.5, m1=0.75, m2=-0.25))
    exact = biased.ball(2, "1/2", "3/2", m1="3/4", m2="-1/4")
    assert in_ulp(value, exact) <= 16


def test_a_function_without_rule_is_evaluated_as_it_stands():
    proposed = Kernel.candidate("linear", q12 + sympy.log(1 + q11))
    assert proposed.numeric(3, [0, 1], 1).tolist() == [np.log(4), 1 + np.log(4)]


def test_functions_without_rule():
    with pytest.raises(NoProgram, match="zeta"):
        program(sympy.zeta(x) + 1, [x])
