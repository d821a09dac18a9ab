"""Exported code against certified balls, at the edges too; its gradients against differences and known points."""

import importlib.util
import itertools
import math

import numpy as np
import pytest
from sympy import Rational, sqrt

import symcrit as sc
from symcrit.report.code import kernel_code
from symcrit.report.dialects import DIALECTS

SLOPES = ("dq11", "dq12", "dq22")
KINKED = ("relu", "abrelu", "leaky_relu", "abs", "rectified_monomial")
SMOOTH = ("erf", "probit", "gelu", "sin", "cos", "exp", "gaussian", "hermite", "square")
JUMPS = ("step", "sign")
ALL = (*SMOOTH, *KINKED, *JUMPS)
DEFAULT = ("erf", "relu", "gelu", "sin", "step")  # what is compared with balls unless `-m slow` asks for all
CLOSE = Rational(1, 2**30)
RHO = (-1, -1 + CLOSE, Rational(-3, 5), 0, Rational(1, 7), 1 - Rational(1, 1000), 1 - CLOSE, 1)
NORMS = (Rational(1), Rational(9, 4), Rational(1, 64))  # squares, so that q12 is rational


def module(name, *rest, dialect, loss=False):
    """The names of an exported module."""
    scope = {}
    exec(compile(kernel_code(name, *rest, dialect=dialect, loss=loss), f"<{name}>", "exec"), scope)
    return scope


def arguments(*, edges=True):
    """Rational covariances, with ρ = ±1 and near that."""
    for (q11, q22), rho in itertools.product([*itertools.permutations(NORMS, 2), (NORMS[1],) * 2], RHO):
        if edges or abs(rho) < 1:
            yield float(q11), float(rho * sqrt(q11 * q22)), float(q22)


def beyond(found, ball, scale):
    """How far a number lies from a ball, in parts of the scale."""
    return abs(found - float(ball.mid())) / scale


def exactly(value):
    """The binary fraction that a float is."""
    return Rational(*value.as_integer_ratio())


def worst(scope, kernel, name, own, places):
    """The largest error of one function of the module, relative to the scale of κ or of its slope, at least 1."""
    found = 0.0
    for place in places:
        ball = kernel.ball(*map(exactly, place), digits=20)
        assert ball.is_finite(), (name, own, place)
        found = max(found, beyond(scope[own](*place), ball, max(1.0, abs(float(ball.mid())))))
    return found


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        *(pytest.param(name, "python", marks=() if name in DEFAULT else pytest.mark.slow) for name in ALL),
        *(pytest.param(name, "numpy", marks=() if name == "relu" else pytest.mark.slow) for name in ALL),
    ],
)
def test_kernels_and_slopes_are_those_of_the_balls(name, dialect):
    scope, kernel = module(name, dialect=dialect), sc.kernel(name)
    inside = list(arguments(edges=False))
    assert worst(scope, kernel, name, "kernel", inside[::2]) < 1e-12
    if name in JUMPS:
        return
    for by in SLOPES:
        assert worst(scope, kernel.diff(by[1:]), name, f"kernel_{by}", inside[::5]) < 1e-12


@pytest.mark.parametrize("name", ALL)
def test_at_the_edges(name):
    """At ρ = ±1 and beyond it by rounding: κ is the expectation of one variable, and slopes are finite."""
    scope, kernel = module(name, dialect="python"), sc.kernel(name)
    array = module(name, dialect="numpy")
    for q, sign in itertools.product((1, 4, Rational(1, 9)), (-1, 1)):
        exact = (Rational(q), sign * Rational(q), Rational(q))
        true = float(kernel.ball(*exact, digits=20).mid())
        place = tuple(map(float, exact))
        over = (place[0], math.nextafter(place[1], sign * math.inf), place[2])
        for at in (place, over):
            assert scope["kernel"](*at) == pytest.approx(true, rel=1e-12, abs=1e-12)
            assert float(array["kernel"](*at)) == pytest.approx(true, rel=1e-12, abs=1e-12)
            for by in SLOPES if name not in JUMPS else ():
                assert math.isfinite(scope[f"kernel_{by}"](*at))
                assert math.isfinite(array[f"kernel_{by}"](*at))
    zero = scope["kernel"](0, 0, 1)
    assert math.isfinite(zero)
    if name not in JUMPS:  # where σ(0) has a value
        assert zero == pytest.approx(float(kernel.ball(0, 0, 1).mid()), abs=1e-12)
        assert all(math.isfinite(scope[f"kernel_{by}"](0, 0, 1)) for by in SLOPES)


def test_slopes_at_the_edge_are_the_true_ones():
    """E[σ′(u)σ′(v)] at v = ±u, for ReLU 1/2 and 0, and for erf 2/(π√(1 + 2q))."""
    relu, erf = (module(name, dialect="python") for name in ("relu", "erf"))
    assert relu["kernel_dq12"](3, 3, 3) == 0.5
    assert relu["kernel_dq12"](3, -3, 3) == 0
    assert relu["kernel_dq11"](3, 3, 3) == 0
    assert erf["kernel_dq12"](3, 3, 3) == pytest.approx(2 / math.pi / math.sqrt(7), rel=1e-15)


def test_jumps_have_infinite_slopes_at_the_edge():
    step = module("step", dialect="numpy")
    assert step["kernel_dq12"](1, [1, -1], 1).tolist() == [math.inf, math.inf]
    assert module("step", dialect="python")["kernel_dq12"](1, 1, 1) == math.inf


def test_two_activations():
    scope, kernel = module("erf", "relu", dialect="python"), sc.kernel("erf", "relu")
    inside = list(arguments(edges=False))[::3]
    assert worst(scope, kernel, "erf, relu", "kernel", inside) < 1e-12
    for by in SLOPES:
        assert worst(scope, kernel.diff(by[1:]), "erf, relu", f"kernel_{by}", inside[::2]) < 1e-12


def test_a_plain_determinant_would_be_noticed():
    """Near ρ = 1 a difference of products loses the angle."""
    place, kernel = (0.1, 0.1 - 2.0**-45, 0.1), sc.kernel("relu").diff("q12")
    scope = module("relu", dialect="python")
    assert worst(scope, kernel, "relu", "kernel_dq12", [place]) < 1e-12
    scope["determinant"] = lambda q11, q12, q22: max(q11 * q22 - q12 * q12, 0.0)
    assert worst(scope, kernel, "relu", "kernel_dq12", [place]) > 1e-12


NETWORKS = {
    "erf": ([[0.3, -1.2, 0.5], [1.1, 0.2, -0.7]], [0.8, -1.5]),
    "relu": ([[1.0, 0.0, 0.0], [0.4, 0.2, -0.9]], [1.0, 0.6]),  # the first is a teacher: ρ = 1
    "gelu": ([[0.3, -1.2, 0.5], [1.1, 0.2, -0.7]], [0.8, -1.5]),
}
V, B = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [1.0, -0.5]


@pytest.mark.parametrize("dialect", ["python", "numpy"])
@pytest.mark.parametrize("name", NETWORKS)
def test_loss_and_gradient_are_those_of_the_problem(name, dialect):
    W, a = NETWORKS[name]
    problem = sc.Problem(sc.Network(np.array(V), np.array(B)), name, n=2)
    network = sc.Network(np.array(W), np.array(a))
    scope = module(name, dialect=dialect, loss=True)
    by_W, by_a = scope["gradient"](W, a, V, B)
    assert scope["loss"](W, a, V, B) == pytest.approx(problem.loss(network), abs=1e-12)
    np.testing.assert_allclose(by_W, problem.gradient(network).W, rtol=0, atol=1e-12)
    np.testing.assert_allclose(by_a, np.ravel(problem.gradient(network).a), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("tanh",), "has no closed form"),
        pytest.param(("elu",), "erf or Φ₂", marks=pytest.mark.slow),
        (("nothing",), "unknown activation"),
    ],
)
def test_what_has_no_code_is_refused(arguments, says):
    with pytest.raises(sc.InputError, match=says):
        kernel_code(*arguments)


def test_a_loss_of_jumps_or_of_two_activations_is_refused():
    with pytest.raises(sc.InputError, match="the activation jumps"):
        kernel_code("step", loss=True)
    with pytest.raises(sc.InputError, match="one activation"):
        kernel_code("erf", "relu", loss=True)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_module_is_python(dialect):
    for name in ("erf", "relu", "gelu", "sin"):  # every helper
        compile(kernel_code(name, dialect=dialect, loss=True), f"<{name}>", "exec")


def test_the_command_writes_what_runs(symcrit, tmp_path):
    assert symcrit("export", "numpy", "leaky_relu:slope=1/5", "--loss", "-o", "leaky.py").returncode == 0
    spec = importlib.util.spec_from_file_location("leaky", tmp_path / "leaky.py")
    leaky = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(leaky)
    assert leaky.loss(V, B, V, B) == pytest.approx(0, abs=1e-15)
    wrong = symcrit("export", "jax", "tanh")
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert "has no closed form" in wrong.stderr


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="not run: torch is not installed")


@pytest.fixture
def jax():
    found = pytest.importorskip("jax", reason="not run: jax is not installed")
    found.config.update("jax_enable_x64", True)
    return found


@pytest.mark.parametrize("name", ["erf", "relu", "gelu", "sin", "leaky_relu"])
def test_torch(name, torch):
    scope, other = module(name, dialect="torch", loss=True), module(name, dialect="numpy", loss=True)
    places = torch.tensor([*arguments(), (0.0, 0.0, 1.0)], dtype=torch.float64, requires_grad=True)
    values = scope["kernel"](*places.unbind(1))
    np.testing.assert_allclose(values.detach(), other["kernel"](*places.detach().numpy().T), rtol=1e-13, atol=1e-14)
    values.sum().backward()
    slopes = np.array([other[f"kernel_{by}"](*places.detach().numpy().T) for by in SLOPES]).T
    np.testing.assert_allclose(places.grad, slopes, rtol=1e-12, atol=1e-13)
    W, a = (torch.tensor(part, dtype=torch.float64, requires_grad=True) for part in NETWORKS["erf"])
    rest = [torch.tensor(part, dtype=torch.float64) for part in (V, B)]
    scope["loss"](W, a, *rest).backward()
    by_W, by_a = other["gradient"](*NETWORKS["erf"], V, B)
    np.testing.assert_allclose(W.grad, by_W, rtol=0, atol=1e-12)
    np.testing.assert_allclose(a.grad, by_a, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["erf", "relu", "gelu", "sin", "leaky_relu"])
def test_jax(name, jax):
    scope, other = module(name, dialect="jax", loss=True), module(name, dialect="numpy", loss=True)
    places = np.array([*arguments(), (0.0, 0.0, 1.0)]).T
    values = jax.jit(scope["kernel"])(*places)
    np.testing.assert_allclose(values, other["kernel"](*places), rtol=1e-13, atol=1e-14)
    slopes = jax.vmap(jax.grad(scope["kernel"], argnums=(0, 1, 2)))(*places)
    expected = [other[f"kernel_{by}"](*places) for by in SLOPES]
    np.testing.assert_allclose(slopes, expected, rtol=1e-12, atol=1e-13)
    by_W, by_a = scope["gradient"](*map(jax.numpy.asarray, (*NETWORKS["erf"], V, B)))
    want_W, want_a = other["gradient"](*NETWORKS["erf"], V, B)
    np.testing.assert_allclose(by_W, want_W, rtol=0, atol=1e-12)
    np.testing.assert_allclose(by_a, want_a, rtol=0, atol=1e-12)
