"""`Kernel.numeric`: within 8 ulp of its scale, at arguments moved by 2 ulp at most; a slip is seen."""

from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

import symcrit as sc
from symcrit.kernels.closed.closed_forms import q11, q12
from symcrit.kernels.edges import z
from symcrit.kernels.floats import formula as formulas
from symcrit.kernels.floats import sums
from symcrit.kernels.kernel import Kernel, kernel, kernel_names
from tests.kernels.floats.accuracy import EDGES, exact, inside, points, scale, wrong
from tests.kernels.names import NAMES, REDUCED

DEAR = ("elu", "selu", "erf_squared", "gabor")  # for balls or sums
CHEAP = [name for name in (*NAMES, *sorted(REDUCED)) if name not in DEAR]
ALL = [name for name, _ in kernel_names()]
CROSS = [("erf", "relu"), ("step", "gelu"), ("sign", "abs"), ("exp", "relu"), ("square", "hermite"), ("sin", "cos")]
BIASED = [("relu", "relu"), ("step", "step"), ("sin", "cos"), ("square", "exp"), ("gaussian",) * 2, ("erf", "relu")]
SLOPES = ["relu", "erf", "gelu", "sin", "gaussian_slope", "sign", "rectified_monomial", "shifted_relu"]
LARGE = ["relu", "erf", "sin", "gelu"]  # in one pass
norms = st.floats(1e-4, 100)
correlations = st.one_of(st.floats(-1, 1), st.sampled_from(EDGES))
means = st.floats(-3, 3)


def error(names, by, point, bias=False, table=False):
    """In ulp of the scale; where σ jumps and slopes are not square-integrable, of the value.

    table: of one number, instead of numbers.
    """
    own = kernel(*names, bias=bias)
    own = own if by is None else own.diff(by)
    given = [[[x]] for x in point[:3]] if table else point[:3]
    value = float(own.numeric(*given, **({"m1": point[3], "m2": point[4]} if bias else {})).item())
    size = scale(own, by, point)
    if not np.isfinite(size):
        ball = exact(own, point)
        size = abs(float(ball.mid())) if ball.is_finite() else np.inf
    return 0.0 if np.isinf(size) else wrong(value, own, point, size) if np.isfinite(value) else np.inf


def worst(names, by, count, bias=False, largest=2.0, table=False):
    rng = np.random.default_rng(7)
    return max(error(names, by, point, bias, table) for point in points(rng, count, bias, largest))


@pytest.fixture
def tables_count_as_large(monkeypatch):
    """So that tables of any size are evaluated in one pass."""
    monkeypatch.setattr(formulas, "_MANY", 1)


@pytest.mark.parametrize("name", CHEAP)
@settings(max_examples=3, deadline=None)
@given(norms, norms, correlations)
def test_values(name, a, c, rho):
    assert error((name, name), None, (a, inside(a, rho * float(np.sqrt(a * c)), c), c, 0.0, 0.0)) <= 8


@pytest.mark.parametrize("by", ["q11", "q12"])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes(name, by):
    assert worst((name, name), by, 4) <= 8


@pytest.mark.parametrize("names", CROSS, ids=" ".join)
def test_pairs(names):
    assert max(worst(names, by, 3) for by in (None, "q12")) <= 8


@pytest.mark.parametrize("names", BIASED, ids=" ".join)
@settings(max_examples=3, deadline=None)
@given(norms, norms, correlations, means, means)
def test_means(names, a, c, rho, m, n):
    point = (a, inside(a, rho * float(np.sqrt(a * c)), c), c, m, n)
    assert error(names, None, point, bias=True) <= 8


@pytest.mark.parametrize("name", DEAR)
def test_dear_ones(name):
    assert worst((name, name), None, 1, largest=0.5) <= 8


@pytest.mark.slow
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", ALL)
def test_many(name, bias):
    if kernel(name, bias=bias).kind == "closed":
        largest, ways = (1.0, (None, "q12")) if name in DEAR else (2.0, (None, "q11", "q12"))
        assert max(worst((name, name), by, 12, bias, largest) for by in ways) <= 8


@pytest.mark.slow
@pytest.mark.parametrize("names", list(combinations(ALL, 2))[::7], ids=" ".join)
def test_many_pairs(names):
    if kernel(*names).kind == "closed":
        assert max(worst(names, by, 5, largest=1.0) for by in (None, "q11", "q12")) <= 8


@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.parametrize("norms", [(30, 43), (43, 30), (97.3, 99.1), (0.7, 93)], ids=str)
def test_waves_at_large_norms_keep_their_digits(name, norms):
    """exp(−(q11 + q22)/2 + |q12|): the sum of the norms alone is right to many places of what is left."""
    a, c = map(float, norms)
    for rho in (1, -1, 0.9999, -0.99):
        assert error((name, name), None, (a, inside(a, rho * (a * c) ** 0.5, c), c, 0.0, 0.0)) <= 2, rho


@pytest.mark.parametrize("name", LARGE)
def test_tables(name, tables_count_as_large, monkeypatch):
    ways, own = [], formulas._for_tables
    monkeypatch.setattr(formulas, "_for_tables", lambda forms: ways.append(own(forms)) or ways[-1])
    assert worst((name, name), None, 40, table=True) <= 8
    assert ways
    assert None not in ways


@pytest.mark.parametrize("norms", [(30, 43), (97.3, 99.1), (0.7, 93)], ids=str)
def test_waves_in_tables_at_large_norms(norms, tables_count_as_large):
    a, c = map(float, norms)
    for rho in (1, -1, 0.9999, -0.99):
        point = (a, inside(a, rho * (a * c) ** 0.5, c), c, 0.0, 0.0)
        assert error(("sin", "sin"), None, point, table=True) <= 4, rho


@pytest.mark.slow
@pytest.mark.parametrize("name", CHEAP)
def test_many_tables(name, tables_count_as_large):
    for by in (None, "q11", "q12"):
        assert worst((name, name), by, 20, table=True) <= 8


def test_many_terms_of_one_sign_cost_no_digits():
    assert error(("relu6", "relu6"), None, (2.0, 1.414213562373095, 1.0, 0.0, 0.0)) <= 4


def test_a_piece_that_is_tiny_where_inputs_are_likely_is_seen_from_afar(monkeypatch):
    """E[1[u > 0]·(1 + erf(u − 20))·|v|] = erfc(20/√3)·√(2/π): u is about 13 there."""
    edge = (1 + sympy.sign(z)) / 2 * (1 + sympy.erf(z - 20))
    right = special.erfc(20 / 3**0.5) * (2 / np.pi) ** 0.5
    rows = np.array([[1.0], [0.0], [1.0], [0.0], [0.0]])
    assert sums.expectations(edge, abs(z), (0, 0), rows) == pytest.approx(right, rel=1e-12, abs=0)
    own = sums.derivative
    monkeypatch.setattr(sums, "derivative", lambda *given: own(*given)._replace(exponential=True))
    assert sums.expectations(edge, abs(z), (0, 0), rows) != pytest.approx(right, rel=0.1, abs=0)


@pytest.mark.parametrize("name", CHEAP)
def test_finite_everywhere(name):
    edge = np.array([0.0, 1e-300, 1.0, 3.0])
    a, c, rho = (x.ravel() for x in np.meshgrid(edge, edge, [-1.0, 0.0, 1.0]))
    assert np.isfinite(kernel(name).numeric(a, rho * np.sqrt(a) * np.sqrt(c), c)).all()


def test_slopes_at_the_edge():
    assert kernel("sign").diff("q12").numeric(1, 1, 1) == np.inf
    assert kernel("relu").diff("q12").numeric(1, [1, -1], 1).tolist() == [0.5, 0.0]
    assert np.isnan(kernel("relu").diff("q12").numeric(0, 0, 1))  # it does not exist


def test_neurons_without_variance():
    """u = m1: κ = σ(m1)·E[τ(v)]."""
    assert error(("relu", "relu"), None, (0.0, 0.0, 1.0, 2.0, 0.5), bias=True) <= 8
    assert kernel("relu", bias=True).numeric(0, 0, 1, m1=-1, m2=0.5) == 0
    assert float(kernel("step", bias=True).numeric(0, 0, 0, m1=2, m2=0.5)) == pytest.approx(1, rel=1e-15)


def test_a_covariance_beyond_the_edge_by_rounding():
    q = np.array([0.3, 1.1, 7.7])
    for name in ("relu", "sign", "erf", "gelu"):
        own = kernel(name)
        np.testing.assert_allclose(own.numeric(q, np.nextafter(q, 9), q), own.numeric(q, q, q), rtol=1e-15)


@pytest.mark.parametrize("name", ["relu", "tanh", "elu"])
def test_what_no_rounding_puts_beyond_the_edge_is_an_error(name):
    own = kernel(name)
    assert own.numeric(1, 1 + 1e-6, 1) == pytest.approx(own.numeric(1, 1, 1), rel=1e-5)
    for values in ((1, [0, 1.1], 1), (2, -2.1, 2), (0, 1e-3, 1)):
        with pytest.raises(sc.InputError, match="is no covariance"):
            own.numeric(*values)
    for values in ((-1, 0, 1), (1, 0, [1, -1e-9])):
        with pytest.raises(sc.InputError, match="is no variance"):
            own.numeric(*values)
    with pytest.raises(sc.InputError, match="is no covariance"):
        own.diff("q12").numeric(1, 1.1, 1)


def test_one_of_many_values_beyond_the_edge_is_found():
    gram = np.zeros((400, 400))
    norms = np.arange(1.0, 401)
    assert gram.size > formulas._MANY
    assert kernel("relu").numeric(norms[:, None], gram, norms[None, :]).shape == gram.shape
    gram[17, 250] = -70.0
    with pytest.raises(sc.InputError, match=r"\[\[18.0, -70.0\], \[-70.0, 251.0\]\] is no covariance"):
        kernel("relu").numeric(norms[:, None], gram, norms[None, :])


@pytest.mark.parametrize("name", LARGE)
def test_large_arrays_are_their_elements(name):
    """Blocks, threads and broadcasting change nothing."""
    x = np.random.default_rng(4).standard_normal((400, 3))
    x[3] = 0
    gram, square, own = x @ x.T, np.sum(x * x, axis=1), kernel(name)
    assert gram.size > formulas._MANY
    table = own.numeric(square[:, None], gram, square)
    assert np.isfinite(table).all()
    for i, j in [*np.random.default_rng(5).integers(0, 400, (40, 2)), (3, 3), (3, 4)]:
        assert table[i, j] == pytest.approx(own.numeric(square[i], gram[i, j], square[j]), rel=1e-14)
    other = own.numeric(square[:, None], np.asfortranarray(gram), square[None, :])
    sizes = np.sqrt(table.diagonal())
    assert (abs(other - table) <= 1e-15 * np.outer(sizes, sizes)).all()


def test_a_gram_matrix_has_no_negative_eigenvalue():
    """Beyond what rounding costs: 8 ulp of the diagonal for each entry."""
    x = np.random.default_rng(6).standard_normal((60, 3))
    x[30:] = x[:30] * (1 + 1e-13)
    square = np.sum(x * x, axis=1)
    for name in ("relu", "erf", "gelu"):
        table = kernel(name).numeric(square[:, None], x @ x.T, square)
        assert np.linalg.eigvalsh(table).min() > -8 * 2.0**-52 * np.trace(table)


@pytest.mark.parametrize("name", ["relu", "gelu", "hard_tanh"])
def test_nan_stays(name):
    nan = np.nan
    values = kernel(name).numeric([nan, 1, 1, 1], [0, nan, 0, 0], [1, 1, nan, 1])
    assert np.isnan(values).tolist() == [True, True, True, False]


def test_a_candidate_is_evaluated_as_it_stands():
    proposed = Kernel.candidate("linear", q12 + sympy.log(1 + q11))
    assert proposed.numeric(3, [0, 1], 1).tolist() == [np.log(4), 1 + np.log(4)]


def test_a_broken_formula_is_noticed(monkeypatch):
    """A determinant without its last digits, and a sum with too few nodes."""
    point = (1.0, 1.0 - 2.0**-40, 1.0, 0.0, 0.0)
    assert error(("relu", "relu"), "q11", point) <= 8
    formulas.formula.cache_clear()
    monkeypatch.setattr(formulas, "determinant", lambda a, b, c: np.maximum(a * c - b * b, 0) * (1 + 1e-12) + 1e-14)
    assert error(("relu", "relu"), "q11", point) > 8
    formulas.formula.cache_clear()
    point = (1.0, 0.5, 2.0, 0.3, -0.2)
    assert error(("relu", "relu"), None, point, bias=True) <= 8
    few = [part[::2] for part in sums._legendre()]
    monkeypatch.setattr(sums, "_legendre", lambda: (few[0], 2 * few[1]))
    assert error(("relu", "relu"), None, point, bias=True) > 8
