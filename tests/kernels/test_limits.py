"""Exact values of kernels where closed forms are 0/0, against certified quadrature of the definition."""

from itertools import product

import pytest
from sympy import Rational, oo, symbols, zoo
from sympy.core.numbers import nan

from symcrit.core.algebra import balls
from symcrit.errors import InputError
from symcrit.kernels.gram import as_ball
from symcrit.kernels.kernel import Kernel, kernel
from tests.kernels import names as of

SINGULAR = [(0, 0, 1), (1, 0, 0), (0, 0, 0), (1, 1, 1), (1, -1, 1), (1, 2, 4), (1, -2, 4), (2, "sqrt(6)", 3)]
MEANS = [(0, 0), (1, "1/2"), (1, -1), ("1/2", 1), (0, 1), (-1, 0)]
KINKED = ("relu", "abs", "step", "sign")
NAMES = [*of.NAMES, "elu"]
MIXED = [("relu", "step"), ("sign", "relu"), ("step", "sign"), ("abs", "relu"), ("relu", "gelu"), ("exp", "relu")]
JUMPS = {"step", "sign"}


def _agrees(own: Kernel, q, means) -> bool:
    """Whether the exact value is that of the quadrature; False where κ has none."""
    given = dict(zip(("m1", "m2"), means, strict=True)) if own.biased else {}
    try:
        value = own(*q, **given)
    except InputError:
        return False
    assert not value.has(nan, zoo, oo, -oo)
    with balls.precision(200):
        ball = as_ball(value)
    expected = own.quadrature(*q, **given)
    assert ball.is_finite()
    assert expected.is_finite()
    assert ball.overlaps(expected), (q, means, value)
    return True


def _jumps(own: Kernel, q, means) -> bool:
    """Whether u or v is constant where its activation has a jump."""
    return any(
        one.name in JUMPS and variance == 0 == mean
        for one, variance, mean in zip(own.pair, (q[0], q[2]), means, strict=True)
    )


@pytest.mark.parametrize("names", [*((name, name) for name in NAMES), *MIXED], ids=" ".join)
def test_exact_values_are_expectations(names):
    own = kernel(*names)
    for q in SINGULAR:
        assert _agrees(own, q, (0, 0)) == (not _jumps(own, q, (0, 0)))


@pytest.mark.parametrize("names", [*((name, name) for name in KINKED), *MIXED[:3]], ids=" ".join)
def test_exact_values_with_means_are_expectations(names):
    own = kernel(*names, bias=True)
    points = [*product(SINGULAR[3:6], MEANS), *product(SINGULAR[:3], MEANS[:2]), (SINGULAR[7], MEANS[1])]
    for q, means in points:
        assert _agrees(own, q, means) == (not _jumps(own, q, means))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*KINKED, "gaussian_slope")])
def test_some_with_means(name):
    own = kernel(name, bias=True)
    for q, means in [((0, 0, 1), (0, 1)), ((1, -1, 1), (1, "1/2"))]:
        assert _agrees(own, q, means)


# derivatives at |ρ| = 1 by hand: E[δ(u)τ(v)]/2, E[σ′(u)τ(v)] and P(u > 0, v > 0)
DERIVATIVES = [
    ("q11", (1, 1, 1), (1, 1), "0"),
    ("q11", (1, -1, 1), (1, 2), "3*exp(-1/2)/(2*sqrt(2*pi))"),
    ("q11", (1, 1, 1), (1, 0), "0"),  # v = −1 at u = 0
    ("m1", (1, 1, 1), (1, 1), "exp(-1/2)/sqrt(2*pi) + (1 + erf(1/sqrt(2)))/2"),
    ("m2", (1, 1, 1), (0, 0), "1/sqrt(2*pi)"),
    ("q12", (1, 1, 1), (1, 2), "(1 + erf(1/sqrt(2)))/2"),
    ("q12", (1, -1, 1), (-1, -2), "0"),
    ("q12", (0, 0, 1), (1, 0), "1/2"),
]


@pytest.mark.parametrize(("by", "q", "means", "value"), DERIVATIVES)
def test_derivatives_with_means(by, q, means, value):
    slope = kernel("relu", bias=True).diff(by)
    with balls.precision(200):
        assert abs(as_ball(slope(*q, m1=means[0], m2=means[1])) - as_ball(value)) < 1e-40


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda: kernel("step")(0, 0, 1), "depends on a value at a jump"),
        (lambda: kernel("square", "step")(1, 0, 0), "depends on a value at a jump"),
        (lambda: kernel("relu").diff("q11")(0, 0, 1), "infinite at a kink"),
        (lambda: kernel("relu").diff("q12").diff("q12")(1, 1, 1), "infinite: both kinks"),
        (lambda: kernel("sign").diff("q12")(1, 1, 1), "infinite: both kinks"),
        (lambda: kernel("relu", bias=True)(*symbols("p p p", positive=True), m1=1, m2=symbols("r")), "put numbers in"),
        (lambda: Kernel.candidate("relu", "q12/sqrt(q11*q22)")(0, 0, 1), "its form is not defined there"),
        (lambda: kernel("relu")(1, "pi", 1), "is no covariance"),
        (lambda: kernel("relu")(0, symbols("p", positive=True), 1), "is no covariance"),
    ],
)
def test_no_value(call, why):
    with pytest.raises(InputError, match=why):
        call()


def test_symbols_where_they_do_not_matter():
    p, r = symbols("p r", positive=True)
    assert kernel("relu")(0, 0, p) == 0
    assert kernel("relu", bias=True)(p, p, p, m1=r, m2=r).subs({p: 1, r: 0}) == Rational(1, 2)
