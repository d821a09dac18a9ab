"""The intervals and functions of the second checker, against mpmath at random arguments."""

import operator
import random
from fractions import Fraction

import mpmath
import pytest

from symcrit import second
from symcrit.second import FUNCTIONS, Interval, Jet, NoValue, Series, evaluate, read_expr

DIGITS = 90
NUMBERS = (0, 1, Fraction(1, 3), -2, Fraction(-7, 5), Fraction(1, 10**9), 40, Fraction(-1, 7))
OF_MPMATH = {name: getattr(mpmath, name) for name in FUNCTIONS if name != "abs"} | {"abs": abs}
INSIDE = {"asin": (-1, 1), "acos": (-1, 1), "sqrt": (0, None), "log": (Fraction(1, 10**6), None)}


@pytest.fixture(autouse=True)
def _precise():
    with mpmath.workdps(DIGITS):
        yield


def ends(x: Interval) -> tuple[mpmath.mpf, mpmath.mpf]:
    return mpmath.mpf(x.low) / 2**x.bits, mpmath.mpf(x.high) / 2**x.bits


def real(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator


def holds(x: Interval, value: mpmath.mpf) -> bool:
    """Whether an interval holds a value, which mpmath knows to some 85 digits."""
    low, high = ends(x)
    slack = (1 + abs(value)) * mpmath.mpf(10) ** (5 - DIGITS)
    return low - slack <= value <= high + slack


def arguments(name: str, rng: random.Random) -> tuple[Fraction, Fraction]:
    """A random interval where a function is defined."""
    size = rng.choice((1, 8, Fraction(1, 1000), 60))
    low = Fraction(rng.randint(-(10**6), 10**6), 10**6) * (1 if name in ("asin", "acos") else size)
    least, most = INSIDE.get(name, (None, None))
    low = low if least is None else max(low, Fraction(least))
    high = low + Fraction(rng.choice((0, 0, 1, 10**3, 10**6)), 10**6) * rng.randint(0, 3)
    return low, high if most is None else min(high, Fraction(most))


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("bits", [64, 150])
def test_a_function_of_an_interval_holds_its_values(name, bits):
    rng = random.Random(f"{name} {bits}")
    tried = 0
    for _ in range(40):
        low, high = arguments(name, rng)
        x = Interval.of(low, bits).hull(Interval.of(high, bits))
        try:
            y = FUNCTIONS[name](x)
        except NoValue:
            continue
        tried += 1
        for share in (0, Fraction(1, 3), 1):
            assert holds(y, OF_MPMATH[name](real(low + share * (high - low))))
    assert tried > 20


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_a_number_is_sharp(name):
    x = Interval.of(Fraction(2, 7), 128)
    assert FUNCTIONS[name](x).width < Fraction(1, 2**120)


@pytest.mark.parametrize("op", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_arithmetic_holds_all_results(op):
    rng = random.Random(op.__name__)
    tried = 0
    for _ in range(300):
        bits = rng.choice((16, 64, 128))
        x, y = (sorted(rng.choice(NUMBERS) + Fraction(rng.randint(-99, 99), 32) for _ in range(2)) for _ in range(2))
        X, Y = (Interval.of(z[0], bits).hull(Interval.of(z[1], bits)) for z in (x, y))
        try:
            Z = op(X, Y)
        except NoValue:
            assert op is operator.truediv
            assert Y.low <= 0 <= Y.high
            continue
        tried += 1
        for s in (0, Fraction(1, 2), 1):
            for t in (0, Fraction(1, 3), 1):
                assert Z.holds(op(x[0] + s * (x[1] - x[0]), y[0] + t * (y[1] - y[0])))
    assert tried > 100


def test_powers_of_intervals_around_0_are_not_negative():
    x = Interval.of(-2, 64).hull(Interval.of(1, 64))
    assert (x**2).low == 0
    assert (x**4).low == 0
    assert (x**3).holds(-8)
    with pytest.raises(NoValue):
        x**-1


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "abs"])
def test_taylor_series_hold_all_coefficients(name):
    low, high = Fraction(1, 3), Fraction(2, 5)
    x = Interval.of(low, 128).hull(Interval.of(high, 128))
    own = Series.variable(x, 5).apply(name)
    for place in (low, (low + high) / 2, high):
        for coefficient, value in zip(own.parts, mpmath.taylor(OF_MPMATH[name], real(place), 5), strict=True):
            low_end, high_end = ends(coefficient)
            assert low_end - mpmath.mpf(10) ** -25 <= value <= high_end + mpmath.mpf(10) ** -25


def test_jets_are_derivatives_of_second_order():
    root = read_expr(["*", ["asin", ["/", "x", ["sqrt", ["+", 2, ["*", "y", "y"]]]]], ["exp", "y"], ["^", "x", 3]])
    x, y = Fraction(1, 3), Fraction(1, 2)
    jet = evaluate(root, {"x": Jet.variable(0, Interval.of(x, 128)), "y": Jet.variable(1, Interval.of(y, 128))}, 128)
    f = lambda u, v: mpmath.asin(u / mpmath.sqrt(2 + v * v)) * mpmath.exp(v) * u**3  # noqa: E731
    for order, own in (((1, 0), jet.first[0]), ((0, 1), jet.first[1]), ((2, 0), jet.second[0, 0]),
                       ((1, 1), jet.second[0, 1]), ((0, 2), jet.second[1, 1])):  # fmt: skip
        true = mpmath.diff(f, (real(x), real(y)), order)
        assert abs(ends(own)[0] - true) < mpmath.mpf(10) ** -20


@pytest.mark.parametrize(
    ("sigma", "gram", "true"),
    [
        (
            ["erf", ["/", "z", ["sqrt", 2]]],
            ("1", "1/2", "2"),
            lambda: 2 / mpmath.pi * mpmath.asin(0.5 / mpmath.sqrt(6)),
        ),
        (["abs", "z"], ("1", "1/2", "1"), lambda: 2 / mpmath.pi * (mpmath.sqrt(3) / 2 + mpmath.asin(0.5) / 2)),
        pytest.param(
            ["^", "z", 3],
            ("1", "1/2", "1"),
            lambda: mpmath.mpf(6) / 8 + mpmath.mpf(9) / 2,
            marks=pytest.mark.slow,
        ),
        pytest.param(["exp", "z"], ("1/2", "1/4", "1"), lambda: mpmath.exp(1), marks=pytest.mark.slow),
    ],
)
def test_means_are_enclosed(sigma, gram, true):
    f = read_expr(sigma)
    zero = Interval.of(0, 80)
    q = tuple(Interval.of(Fraction(x), 80) for x in gram)
    value = second.mean_of_product(f, f, (zero, zero), q, 80, 12)
    assert holds(value, true())
    assert value.width < Fraction(1, 1000)


@pytest.mark.parametrize("rho", ["0", "1/2", "-3/5"])
def test_the_bivariate_normal_distribution_is_enclosed(rho):
    r = Fraction(rho)
    value = second.INTEGRALS["binormal"](
        None, [Interval.of(Fraction(1, 3), 80), Interval.of(0, 80), Interval.of(r, 80)], 80
    )
    density = lambda t: mpmath.npdf(t) * mpmath.ncdf(-real(r) * t / mpmath.sqrt(1 - real(r) ** 2))  # noqa: E731
    with mpmath.workdps(20):
        true = mpmath.quad(density, [-12, -4, 0, mpmath.mpf(1) / 3])
    low, high = ends(value)
    assert low - mpmath.mpf(10) ** -12 <= true <= high + mpmath.mpf(10) ** -12
    assert value.width < Fraction(1, 1000)
