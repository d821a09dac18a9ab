"""Loss, gradient and Hessian by two roads: analytic and differences, float64 and exact, symcrit and core."""

from itertools import product

import flint
import mpmath
import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import lambdify

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.networks.loss import read_configuration
from symcrit.errors import InputError
from symcrit.kernels.activations import activation, z
from symcrit.kernels.kernel import Kernel
from symcrit.model.network import Network
from symcrit.model.problem import Point, Problem

EXACT = Network([["1/2", "-1/3", 1], [2, "1/5", "-3/4"]], [3, "-2/3"])
TEACHER = Network([[1, "1/2"], [0, 1]], [1, "3/2"])
PROBLEM = Problem(teacher=TEACHER, activation="erf", n=2, d=3, scale="1/2")


def perturbed(network, step):
    """The float network with `step` added to the parameters (W row by row, then a)."""
    W, a = network.W, network.outgoing
    flat = np.concatenate([W.ravel(), a.ravel()]) + step
    return Network(flat[: W.size].reshape(W.shape), flat[W.size :].reshape(a.shape))


def test_loss_is_the_expectation():
    """One student (0.7), one teacher (1) in one dimension: E[(2σ(0.7x) − σ(x))²] by quadrature."""
    sigma = lambdify(z, activation("erf").expr, "mpmath")
    with mpmath.workdps(25):
        square = lambda x: (2 * sigma(x * 7 / 10) - sigma(x)) ** 2 * mpmath.npdf(x)  # noqa: E731
        expected = mpmath.quad(square, [-12, -4, 0, 4, 12])
        loss = Problem.orthonormal("erf", n=1, k=1).loss(Network([["7/10"]], [2]))
        assert abs(mpmath.mpf(str(loss.evalf(30))) - expected) < mpmath.mpf(10) ** -20


def test_loss_of_two_correlated_neurons_is_the_expectation():
    """(x + y)/2 against x and y in two dimensions, by the trapezoid rule, which converges like exp(-π²/h²) here."""
    sigma = lambdify(z, activation("erf").expr, "mpmath")
    with mpmath.workdps(25):
        grid = [mpmath.mpf(i) / 4 for i in range(-40, 41)]
        weight = [mpmath.npdf(t) / 4 for t in grid]
        teacher = [sigma(t) for t in grid]
        student = {i: 3 * sigma(mpmath.mpf(i) / 8) for i in range(-80, 81)}  # by the sum of the two grid indices
        expected = sum(
            weight[i] * weight[j] * (student[i + j - 80] - teacher[i] - teacher[j]) ** 2
            for i, j in product(range(81), repeat=2)
        )
        loss = Problem.orthonormal("erf", n=1, k=2).loss(Network([["1/2", "1/2"]], [3]))
        assert abs(mpmath.mpf(str(loss.evalf(30))) - expected) < 1e-20


def test_float_and_exact_agree():
    network = EXACT.to_float()
    assert PROBLEM.loss(network) == pytest.approx(float(PROBLEM.loss(EXACT)), rel=1e-13)
    exact = np.array(PROBLEM.gradient(EXACT).vector.evalf(), dtype=float).ravel()
    np.testing.assert_allclose(PROBLEM.gradient(network).vector, exact, rtol=1e-11, atol=1e-13)
    hessian = np.array(PROBLEM.hessian(EXACT).evalf(), dtype=float)
    np.testing.assert_allclose(PROBLEM.hessian(network), hessian, rtol=1e-11, atol=1e-13)


def test_exact_gradient_and_hessian_are_the_derivatives_of_the_loss():
    """sympy differentiates the loss in symbols; the formulas are evaluated in the same symbols."""
    u, v, a = sympy.symbols("u v a", real=True)
    problem = Problem.orthonormal("erf", n=1, k=2)
    network, unknowns = Network([[u, v]], [a]), [u, v, a]
    loss, point = problem.loss(network), {u: sympy.Rational(1, 3), v: sympy.Rational(-2, 5), a: 3}
    gradient, hessian = problem.gradient(network).vector, problem.hessian(network)
    for i, first in enumerate(unknowns):
        assert abs((loss.diff(first) - gradient[i]).subs(point).evalf(40)) < 1e-35
        for j, second in enumerate(unknowns):
            assert abs((loss.diff(first, second) - hessian[i, j]).subs(point).evalf(40)) < 1e-35


def test_uninterpreted_kernel():
    """By the chain rule for an arbitrary κ, then κ = the erf kernel and its derivatives."""
    u, a = sympy.symbols("u a", real=True)
    kappa, closed = Kernel.uninterpreted("kappa"), Problem.orthonormal("erf", n=1, k=1)
    arbitrary = Problem.orthonormal(kappa, n=1, k=1)
    erf = closed.kernels[0]

    def interpret(expr):
        def value(part):
            derivative = erf
            for name, order in zip(("q11", "q12", "q22"), part.kernel[1:], strict=True):
                for _ in range(order):
                    derivative = derivative.diff(name)
            return derivative(*part.args)

        return expr.replace(lambda part: hasattr(part, "kernel"), value)

    network, point = Network([[u]], [a]), {u: sympy.Rational(2, 3), a: 2}
    for name in ("gradient", "hessian"):
        ours, theirs = (getattr(problem, name)(network) for problem in (arbitrary, closed))
        if name == "gradient":
            ours, theirs = ours.vector, theirs.vector
        difference = (interpret(ours) - theirs).subs(point).evalf(30)
        assert all(abs(entry) < 1e-25 for entry in difference)


@pytest.mark.parametrize("outputs", [1, 2])
def test_float_derivatives_against_differences(outputs):
    rng = np.random.default_rng(0)
    teacher = Network(rng.normal(size=(3, 3)), rng.normal(size=(3, outputs)))
    problem = Problem(teacher=teacher, activation="erf", n=2)
    network = Network(rng.normal(size=(2, 3)), rng.normal(size=(2, outputs)))
    gradient, hessian, h = problem.gradient(network).vector, problem.hessian(network), 1e-5
    assert hessian.shape == (6 + 2 * outputs,) * 2
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-12)
    for i, unit in enumerate(np.eye(len(gradient))):
        up, down = perturbed(network, h * unit), perturbed(network, -h * unit)
        assert gradient[i] == pytest.approx((problem.loss(up) - problem.loss(down)) / (2 * h), abs=1e-8)
        slope = (problem.gradient(up).vector - problem.gradient(down).vector) / (2 * h)
        np.testing.assert_allclose(hessian[i], slope, atol=1e-7)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2**32 - 1))
def test_symmetries(n, k, extra, seed):
    """Permuting students, rotating student and teacher together, and σ odd: (a, w) → (−a, −w) leave the loss alone."""
    rng = np.random.default_rng(seed)
    d = k + extra
    student, teacher = Network(rng.normal(size=(n, d)), rng.normal(size=n)), rng.normal(size=(k, d))
    loss = Problem(teacher=Network(teacher), activation="erf", n=n).loss(student)
    order, (rotation, _) = rng.permutation(n), np.linalg.qr(rng.normal(size=(d, d)))
    permuted = Network(student.W[order], student.a[order])
    flipped = Network(-student.W, -student.a)
    for other in (permuted, flipped):
        assert Problem(teacher=Network(teacher), activation="erf", n=n).loss(other) == pytest.approx(loss, abs=1e-11)
    turned = Problem(teacher=Network(teacher @ rotation), activation="erf", n=n)
    assert turned.loss(Network(student.W @ rotation, student.a)) == pytest.approx(loss, abs=1e-11)
    copy = Problem(teacher=Network(teacher), activation="erf", n=k)
    assert copy.loss(Network(teacher)) == pytest.approx(0, abs=1e-11)
    assert abs(copy.gradient(Network(teacher)).vector).max() < 1e-11


@pytest.mark.parametrize("outputs", [1, 2])
def test_core_builds_the_same_loss_and_gradient(outputs):
    a = [[2, "1/3"], [-1, "5/4"]] if outputs == 2 else [2, -1]
    teacher = Network(TEACHER.W, [[1, 2], [3, "1/2"]] if outputs == 2 else TEACHER.a)
    problem = Problem(teacher=teacher, activation="erf", n=2, d=3, scale="1/2")
    point = Point(problem, Network(EXACT.W, a))
    model, n = read_configuration(point.to_core()).model()[0], 2
    with balls.precision(128):
        assert abs(balls.evaluate(model.loss(), {}) - sympy_ball(point.loss)) < 1e-30
        parts = list(model.gradient())
        for name, ours in (("W", point.gradient.W), ("a", point.gradient.a)):
            theirs = [part.value for part in parts if part.parameter == name.lower()]
            assert len(theirs) == len(list(ours.flat())) == n * (3 if name == "W" else outputs)
            for mine, core in zip(ours.flat(), theirs, strict=True):
                assert abs(balls.evaluate(core, {}) - sympy_ball(mine)) < 1e-30


def sympy_ball(expr):
    return arb(str(expr.evalf(45)))


def test_order_parameters_and_free_parameters():
    overlaps = PROBLEM.order_parameters(EXACT)
    assert overlaps.R[0, 0] == sympy.Rational(1, 3)
    assert overlaps.T[0, 1] == sympy.Rational(1, 2)
    np.testing.assert_allclose(PROBLEM.order_parameters(EXACT.to_float()).Q, np.array(overlaps.Q, dtype=float))
    fixed = Problem(teacher=TEACHER, activation="erf", n=2, d=3, free=("W",))
    assert fixed.gradient(EXACT).a is None
    assert fixed.hessian(EXACT.to_float()).shape == (6, 6)
    full = Problem(teacher=TEACHER, activation="erf", n=2, d=3).hessian(EXACT.to_float())
    assert (fixed.hessian(EXACT.to_float()) == full[:6, :6]).all()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: PROBLEM.loss(Network([[1, 2]])), r"\(n, d\) = \(2, 3\)"),
        (lambda: PROBLEM.loss(Network(EXACT.W, [[1, 2], [3, 4]])), "2 outputs"),
        (
            lambda: Problem(teacher=TEACHER, activation="relu", teacher_activation="tanh", n=1).kernels,
            "no kernel of 'relu' and 'tanh'",
        ),
        (lambda: Problem.orthonormal("erf", 1, 2, mean=[0, 0]).loss(Network([[1]])), r"\(n, d\) = \(1, 2\)"),
        (lambda: Problem(TEACHER, Kernel.uninterpreted("kappa"), 2, mean=[0] * 3).loss(EXACT), "inputs of mean 0"),
        (lambda: Problem(teacher=TEACHER, activation="erff", n=1), "did you mean"),
        (lambda: Problem(teacher=TEACHER, activation="erf", n=0), "n = 0"),
        (lambda: Problem(teacher=[[1]], activation="erf", n=1), "not a Network"),
        (lambda: Problem(teacher=TEACHER, activation=3, n=1), "not an activation"),
        (lambda: Problem(teacher=TEACHER, activation="erf", n=1, d=1), "does not hold"),
        (lambda: Problem(teacher=TEACHER, activation="erf", n=1, scale=0), "positive"),
        (lambda: Problem(teacher=TEACHER, activation="erf", n=1, scale=0.5), "'1/2'"),
        (lambda: Problem(teacher=TEACHER, activation="erf", n=1, free=()), "free is empty"),
        (lambda: Problem.orthonormal("erf", n=1, k=3, d=2), "do not fit"),
        (lambda: Problem(TEACHER, ["relu", "erf"], 2), "the neurons of a layer have one activation"),
        (lambda: Point(PROBLEM, EXACT.to_float()).to_core(), "float network"),
        (lambda: Point(EXACT, PROBLEM), "is no Problem"),
        (lambda: Point(PROBLEM, [[1, 0, 0]]), "is no Network"),
        (lambda: Point(Problem(TEACHER, "erf", 2, d=3, free=("biases",)), EXACT).free, "has no biases"),
        (lambda: Point(Problem(TEACHER, "erf", 2, mean=np.zeros(3)), EXACT).to_core(), "exact law"),
        (
            lambda: Problem(TEACHER, "erf", 2, covariance=[[1, 0], [0, 1]], mean=[1, 0, 0]),
            "the inputs have one dimension",
        ),
        (lambda: Problem(TEACHER, "erf", 2, d=4, mean=[1, 0, 0]), "d = 4"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=[[1, 0, 0], [0, 1, 0], [1, 0, 1]]), "not symmetric"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=[[1, 0, 0], [0, 1, 0]]), "2×3, not square"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=[[1, 0, 0], [0, 1, 1], [0, 1, 1]]), "not positive definite"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=[["sqrt(2)", 2, 0], [2, "sqrt(2)", 0], [0, 0, 1]]), "definite"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=-np.eye(3)), "not positive definite"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=3), "covariance = 3 is not a non-empty list"),
        (lambda: Problem(TEACHER, "erf", 2, covariance=[[0.5, 0, 0], [0, 1, 0], [0, 0, 1]]), "0.5"),
        (lambda: Problem(TEACHER, "erf", 2, mean=[flint.arb(1), 0, 0]), "holds balls"),
    ],
)
def test_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


def samples(problem, network, nodes=40):
    """E[(f − f*)²] in R² by Gauss-Hermite quadrature, from the definition, in float64."""
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    grid = np.stack(np.meshgrid(x, x, indexing="ij"), axis=-1).reshape(-1, 2)
    if problem.covariance is not None:
        grid = grid @ np.linalg.cholesky(np.array(problem.covariance, dtype=float)).T
    if problem.mean is not None:
        grid = grid + np.array(problem.mean, dtype=float)
    weights = np.outer(weight, weight).ravel() / (2 * np.pi)
    output = 0
    for one, sigma, sign in ((network, problem.activation, 1), (problem.teacher, problem.teacher_activation, -1)):
        sigma = sympy.lambdify(z, (sigma or problem.activation).expr, ["scipy", "numpy"])
        biases = np.zeros(one.n) if one.biases is None else np.array(one.biases, dtype=float)
        inside = grid @ np.array(one.W, dtype=float).T + biases
        output = output + sign * (sigma(inside) @ np.array(one.a, dtype=float))
    return float(problem.scale) * float(weights @ output**2)


STUDENT = Network([["1/2", "-1/3"], ["1/4", 1]], [1, "-2/3"])
COVARIANCE = [[2, "-1/2"], ["-1/2", "3/4"]]
LAYERS = [
    (None, None, "erf", "gelu", {}),
    (None, None, "gelu", "probit", {}),
    (["1/3", "-1/2"], ["1/5"], "sin", "sin", {}),
    (["1/3", "-1/2"], None, "hermite", "exp:omega=1/3", {}),
    (None, ["2/5"], "gaussian", "square", {}),
    (["1/3", "-1/2"], ["1/5"], "cos", "gaussian_slope", {}),
    (None, None, "erf", "erf", {"covariance": COVARIANCE}),
    (None, None, "sin", "exp:omega=1/3", {"mean": ["1/2", "-1/3"]}),
    (["1/3", "-1/2"], ["1/5"], "sin", "hermite", {"covariance": COVARIANCE, "mean": ["1/2", "-1/3"]}),
]


@pytest.mark.parametrize(("own", "theirs", "sigma", "tau", "law"), LAYERS)
def test_two_activations_biases_and_laws_of_the_inputs(own, theirs, sigma, tau, law):
    """Loss and gradient, exact and in floats, are the expectation and its differences, the Hessian those."""
    teacher = Network([["2/3", "1/2"]], ["3/2"], theirs)
    tau = activation(tau)
    problem = Problem(teacher=teacher, activation=sigma, teacher_activation=tau, n=2, scale="1/2", **law)
    network = Network(STUDENT.W, STUDENT.a, own)
    value = samples(problem, network)
    assert float(problem.loss(network)) == pytest.approx(value, rel=1e-8)
    assert problem.loss(network.to_float()) == pytest.approx(value, rel=1e-8)
    exact, approximate = problem.gradient(network), problem.gradient(network.to_float())
    assert np.allclose(np.array(exact.vector, dtype=float).ravel(), approximate.vector, rtol=1e-9, atol=1e-12)
    assert (exact.biases is None) == (own is None)
    step, W, a = 1e-5, np.array(STUDENT.W, dtype=float), np.array(STUDENT.a, dtype=float)
    for place, entry in enumerate(approximate.vector):
        shifted = []
        for way in (step, -step):
            flat = np.concatenate([W.ravel(), a, np.array(network.to_float().biases if own else [])])
            flat[place] += way
            shifted.append(samples(problem, Network(flat[:4].reshape(2, 2), flat[4:6], flat[6:] if own else None)))
        assert entry == pytest.approx((shifted[0] - shifted[1]) / (2 * step), rel=1e-5, abs=1e-7)
    if law:
        assert_is_hessian(problem, network.to_float())


def assert_is_hessian(problem, network, step=1e-5):
    """Differences of the gradient along every parameter."""
    flat = np.concatenate([network.W.ravel(), network.a, [] if network.biases is None else network.biases])
    cut = network.n * network.d

    def slope(at):
        biases = None if network.biases is None else at[cut + network.n :]
        return problem.gradient(Network(at[:cut].reshape(network.n, network.d), at[cut:][: network.n], biases)).vector

    rows = [slope(flat + step * e) - slope(flat - step * e) for e in np.eye(len(flat))]
    assert np.allclose(problem.hessian(network), np.array(rows) / (2 * step), rtol=1e-5, atol=1e-7)


def test_free_biases():
    """Each part of the gradient, and the rows of the Hessian that belong to it."""
    network = Network(np.array(STUDENT.W, dtype=float), np.array([1, -0.5]), np.array([0.25, -0.5]))
    teacher = Network([["2/3", "1/2"]], ["3/2"], ["1/5"])
    full = Problem(teacher, "sin", 2, covariance=COVARIANCE)
    rows = {"W": slice(0, 4), "a": slice(4, 6), "biases": slice(6, 8)}
    for name, own in rows.items():
        part = Problem(teacher, "sin", 2, covariance=COVARIANCE, free=(name,))
        assert (part.gradient(network).vector == full.gradient(network).vector[own]).all()
        assert (part.hessian(network) == full.hessian(network)[own, own]).all()
        assert getattr(part.gradient(network), name) is not None


def test_means_are_order_parameters():
    teacher = Network([[1, 2]], [1], ["1/2"])
    problem = Problem(teacher, "erf", 1, covariance=[[2, 1], [1, 3]], mean=[1, -1])
    found = problem.order_parameters(Network([[3, 0]], [1], [5]))
    assert [matrix[0, 0] for matrix in (found.Q, found.R, found.T)] == [18, 12, 18]
    assert (found.means[0, 0], found.teacher_means[0, 0]) == (8, sympy.Rational(-1, 2))
    approximate = Problem(teacher, "erf", 1, covariance=np.array([[2.0, 1], [1, 3]]), mean=[1, -1])
    assert np.array([[18.0]]) == approximate.order_parameters(Network([[3, 0]], [1], [5])).Q


def test_floats_and_symbols_do_not_mix():
    s = sympy.Symbol("s", positive=True)
    student = Network(np.array([[0.5, 0.25]]), np.array([1.0]))
    given = ({"covariance": [[s, 0], [0, 1]]}, {"mean": [s, 0]}, {"scale": s})
    problems = [Problem(Network([[1, 0]]), "erf", 1, **law) for law in given]
    pairs = [(problem, student) for problem in problems]
    pairs.append((Problem(Network([[1, 0]]), "erf", 1, covariance=np.eye(2)), Network([[s, 0]])))
    for problem, network in pairs:
        for asked in (problem.loss, problem.gradient, problem.order_parameters):
            with pytest.raises(InputError, match="s is no number, as float64 asks for"):
                asked(network)


@pytest.mark.filterwarnings("ignore:overflow")
def test_order_parameters_are_finite():
    with pytest.raises(InputError, match="an order parameter is not finite"):
        Problem(Network([[1, 0]]), "erf", 1).order_parameters(Network(np.array([[1e200, 0.0]])))


def test_nothing_is_free():
    """The biases of a student without biases."""
    problem = Problem(Network([[1, 0]]), "erf", 1, free="biases")
    for asked in (problem.gradient, problem.hessian):
        with pytest.raises(InputError, match="the student has no biases"):
            asked(Network([[1, 0]]))


def test_two_symbols_of_one_name_are_refused():
    """Which of them gave the claim its hypotheses would depend on the hash of the symbols."""
    real, positive = sympy.Symbol("s", real=True), sympy.Symbol("s", positive=True)
    problem = Problem(Network([[1, 0]]), "erf", 1, covariance=[[positive, 0], [0, 1]])
    assert [*Point(problem, Network([[positive, 0]])).symbols] == ["s"]
    with pytest.raises(InputError, match="two different symbols are called 's'"):
        sc.critical(Point(problem, Network([[real, 0]])))


def test_a_symbolic_covariance_is_a_hypothesis_once():
    p, q, r = sympy.symbols("p q r", real=True)
    network = Network([[1, 0]])
    point = Point(Problem(network, "erf", 1, covariance=[[p, r], [r, q]]), network)
    assert set(point.symbols) == {"p", "q", "r"}
    claim = sc.critical(point)
    assert claim.core["where"] == [["pd", [["p", "r"], ["r", "q"]]]]
    assert "((p, r), (r, q)) ≻ 0" in claim.statement
    assert "inputs x ∼ N(0, C)" in claim.statement


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ({"d": 1}, "d = 1 does not hold"),
        ({"mean": [1]}, "d = 1, the length of mean, does not hold"),
        ({"covariance": [[1]]}, "d = 1, the length of covariance, does not hold"),
    ],
)
def test_a_dimension_that_is_too_small_names_what_it_comes_from(law, said):
    with pytest.raises(InputError, match=said):
        Problem(Network([[1, 0]]), "erf", 1, **law)
