"""Kernels at large arrays: the compiled machine and balls, or mpmath, meet; a wrong step or bound is seen."""

import os
import subprocess
import sys
from fractions import Fraction
from functools import partial

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb

from symcrit.kernels import double_word, fast, machine, rounding
from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.kernels.numeric import program_of
from symcrit.kernels.rounding import Program
from tests.kernels import names as of

NAMES = [name for name in of.NAMES if program_of(kernel(name).expr)]
COMPILED = [name for name in NAMES if fast._assembled(program_of(kernel(name).expr), 4)]
EDGES = [-1.0, -0.999999, -0.5, -1e-9, 0.0, 1e-200, 1 / 3, 0.999999, 1.0]


def points(size=1000):
    """Random covariances, among them those at ±1 and 0, and norms far apart."""
    rng = np.random.default_rng(6)
    a, c = 10 ** rng.uniform(-3, 2, (2, size))
    rho = np.where(rng.random(size) < 0.2, rng.choice(EDGES, size), rng.uniform(-1, 1, size))
    return a, rho * np.sqrt(a) * np.sqrt(c), c


def by_machine(steps, arrays):
    return fast.table(steps, list(arrays), np.broadcast_shapes(*(array.shape for array in arrays)))


def derivatives(name):
    own = kernel(name)
    return [own, *(own.diff(by) for by in ("q11", "q12", "q22")), own.diff("q12").diff("q12")]


def test_the_kernels_of_networks_are_compiled():
    assert {"relu", "leaky_relu", "abs", "erf", "gelu", "gaussian", "monomial", "sign"} <= set(COMPILED)


@pytest.mark.parametrize("name", COMPILED)
def test_the_machine_is_right_where_it_says_so(name):
    """Against the numpy road, which has the ball as its last resort, and is itself right to 16 ulp."""
    for own in derivatives(name):
        steps, arrays = program_of(own.expr), points()
        if steps is None or fast._assembled(steps, 4) is None:
            continue
        values, right = by_machine(steps, arrays)
        other = np.broadcast_to(own.numeric(*arrays), values.shape)
        assert (np.abs(values - other)[right] <= 32 * np.spacing(np.abs(other[right]))).all(), own
        for i in np.flatnonzero(right)[::100]:
            exact = own.ball(*(arb(float(array[i])) for array in arrays), digits=40)
            if exact.is_finite():
                assert abs(arb(float(values[i])) - exact) <= 16 * arb(float(np.spacing(abs(values[i])))), own


@pytest.mark.parametrize("name", ["relu", "leaky_relu:slope=1/10", "gelu", "gaussian", "monomial", "erf"])
def test_hardly_anything_is_left_to_others(name):
    a, b, c = points(20000)
    inside = np.abs(b) < 0.99 * np.sqrt(a * c)
    _, right = by_machine(program_of(kernel(name).expr), (a, b, c))
    assert np.mean(~right[inside]) < 2e-3


@pytest.mark.parametrize("name", ["relu", "gelu", "monomial"])
def test_large_arrays(name):
    """Through `.numeric`: rows, columns and tables broadcast, in any layout."""
    x = np.random.default_rng(7).standard_normal((400, 5))
    x[3] = 0
    gram, square = x @ x.T, np.sum(x * x, axis=1)
    own = kernel(name)
    assert gram.size > fast.LARGE
    found = own.numeric(square[:, None], gram, square)
    assert not np.isnan(found).any()
    for again in (
        own.numeric(square[:, None], np.asfortranarray(gram), square[None, :]),
        own.numeric(*(np.broadcast_to(q, gram.shape).ravel() for q in (square[:, None], gram, square))).reshape(
            400, 400
        ),
        own.numeric(*(np.broadcast_to(q, gram.shape)[..., None] for q in (square[:, None], gram, square)))[..., 0],
        own.numeric(square[:, None, None], gram[:, None, :], square)[:, 0],
    ):
        assert (again == found).all()
    rows = np.random.default_rng(8).integers(0, 400, (50, 2))
    for i, j in [*rows, (3, 3), (3, 4), (5, 5)]:
        one = own.numeric(square[i], gram[i, j], square[j])
        assert abs(found[i, j] - one) <= 32 * np.spacing(abs(one))


@pytest.mark.parametrize("name", ["relu", "gelu", "monomial", "erf"])
def test_nan_and_infinity(name):
    a, b, c = (np.array(q) for q in points(fast.LARGE))
    a[0], b[1], c[2], a[3] = np.nan, np.nan, np.nan, np.inf
    found = kernel(name).numeric(a, b, c)
    assert np.isnan(found[:3]).all()
    assert not np.isnan(found[4:]).any()
    np.testing.assert_array_equal(found[3], kernel(name).numeric(a[3], b[3], c[3]))


def test_means_are_arguments():
    own = kernel("linear", bias=True)
    arrays = (*points(300), np.linspace(-1, 1, 300), np.array(0.25))
    values, right = by_machine(program_of(own.expr, True), arrays)
    assert right.all()
    assert (np.abs(values - own.numeric(*arrays[:3], m1=arrays[3], m2=0.25)) <= np.spacing(np.abs(values))).all()


def mp(value, low=0.0):
    return mpmath.mpf(float(value)) + mpmath.mpf(float(low))


@pytest.mark.parametrize(
    ("operation", "exactly", "bound"),
    [
        (double_word.add, lambda x, y: x + y, 2.0**-100),
        (double_word.multiply, lambda x, y: x * y, 2.0**-100),
        (double_word.divide, lambda x, y: x / y, 2.0**-100),
        (double_word.angle, lambda x, y: mpmath.atan2(x, y), 2.0**-69),
    ],
    ids=["add", "multiply", "divide", "angle"],
)
def test_arithmetic_of_pairs(operation, exactly, bound):
    rng = np.random.default_rng(9)
    x, y = rng.standard_normal((2, 2000)) * 10.0 ** rng.integers(-4, 4, (2, 2000))
    lows = [v * rng.uniform(-1, 1, v.size) * 2.0**-54 for v in (x, y)]
    with mpmath.workdps(60):
        for v, vl, w, wl in zip(x, lows[0], y, lows[1], strict=True):
            exact = exactly(mp(v, vl), mp(w, wl))
            high, low = operation(v, vl, w, wl)
            assert abs(mp(high, low) - exact) <= bound * abs(exact)
            assert high == high + low


def test_the_root_of_a_pair():
    rng = np.random.default_rng(10)
    with mpmath.workdps(60):
        for v in 10.0 ** rng.uniform(-8, 8, 1000):
            exact = mpmath.sqrt(mp(v, v * 2.0**-55))
            assert abs(mp(*double_word.root(v, v * 2.0**-55)) - exact) <= 2.0**-100 * exact
    assert double_word.root(0.0, 0.0) == (0.0, 0.0)


@pytest.mark.parametrize("y", [0.0, 1e-9, 1 / 512, 0.4, 1.0, 300.0])
@pytest.mark.parametrize("x", [1.0, -1.0, 1e-5, -1e-5])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_angles_in_all_quadrants(x, y, sign):
    with mpmath.workdps(60):
        exact = mpmath.atan2(mp(sign * y), mp(x)) if y else (0 if x > 0 else sign * mpmath.pi)
        assert abs(mp(*double_word.angle(sign * y, 0.0, x, 0.0)) - exact) <= 2.0**-69 * abs(exact)


def test_products_are_exact():
    """They would not be if the compiler were free to reorder: p + e = x·y as rational numbers."""
    for x, y in np.random.default_rng(11).standard_normal((500, 2)).tolist():
        p, e = double_word.product(x, y)
        assert Fraction(p) + Fraction(e) == Fraction(x) * Fraction(y)
        s, e = double_word.total(x, 1e10 * y)
        assert Fraction(s) + Fraction(e) == Fraction(x) + Fraction(1e10 * y)


def test_a_bound_says_where_digits_are_lost():
    """2⁻ᵉ beside π − π: pairs suffice for e = 10, not for e = 90."""
    codes, constants, mode = fast._assembled(program_of(q12 + sympy.pi * q11 - sympy.pi * q22), 4)
    assert mode == fast.FLOATS

    def is_right(q, mode):
        out = np.empty((1, 1)), np.empty((1, 1), dtype=bool)
        arrays = tuple(np.array([[number]]) for number in (1.0, q, 1.0, 0.0, 0.0))
        machine.sweep(codes, constants, arrays, 4, mode, *out)
        return out[1].item()

    assert is_right(2.0**-10, fast.FLOATS)
    assert not is_right(2.0**-90, fast.FLOATS)


def broken(steps, old, new):
    """The program with another function for some of its steps."""
    return Program(tuple((new if what is old else what, places) for what, places in steps.steps))


def test_a_wrong_step_is_seen():
    steps, arrays = program_of(kernel("gelu").expr), points()
    wrong, right = by_machine(broken(steps, rounding._multiply, rounding._add), arrays)
    true = kernel("gelu").numeric(*arrays)
    assert not (np.abs(wrong - true)[right] <= 32 * np.spacing(np.abs(true[right]))).all()


def test_a_step_that_the_machine_lacks():
    assert fast._assembled(program_of(kernel("sin").expr), 4) is None
    mine = Program((*program_of(kernel("relu").expr).steps, (partial(lambda x: x), (4,))))
    assert by_machine(mine, points()) is None
    assert np.isfinite(kernel("sin").numeric(*points(fast.LARGE))).all()


def test_a_kernel_that_is_an_argument():
    own = Kernel.candidate("linear", "q12")
    arrays = points(fast.LARGE)
    assert (own.numeric(*arrays) == arrays[1]).all()


def test_where_compiled_code_cannot_be_kept(tmp_path):
    """The folder is a file: everything is compiled anew, and right."""
    (tmp_path / "file").write_text("")
    job = "import numpy as np; from symcrit.kernels.double_word import product; print(product(3.0, 0.5)[0])"
    done = subprocess.run(
        [sys.executable, "-c", job], env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "file")}, text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout == "1.5\n"


def test_the_blocks_are_whole():
    """Widths around that of a block."""
    own = program_of(kernel("leaky_relu:slope=1/10").expr)
    a, b, c = points(machine._LANES + 1)
    whole, _ = by_machine(own, (a, b, c))
    for n in (1, 31, machine._LANES - 1, machine._LANES):
        part, _ = by_machine(own, (a[:n], b[:n], c[:n]))
        assert (part == whole[:n]).all()
