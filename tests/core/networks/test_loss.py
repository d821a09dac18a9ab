"""Networks with biases, inputs x ~ N(m, C) and two activations: L and ∇L of core against their definitions.

Of polynomials L = E[(f − f*)²] is computed by moments, exactly; on a line it is integrated in balls; and the gradient
is the derivative of the loss.  A core that takes something else for it is noticed by these very checks.
"""

import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pytest
import sympy
from flint import acb, arb

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import ONE, diff, num, parse
from symcrit.core.expectation import kernels
from symcrit.core.networks import loss, squares
from symcrit.core.networks.loss import read_configuration
from symcrit.translate import to_json

PARAMETERS = {"a": "a", "w": "W", "bias": "biases"}


class Place(NamedTuple):
    """A point with symbols in it, and their values."""

    point: sc.Point
    values: dict[sympy.Symbol, sympy.Rational]

    def at_numbers(self):
        """The problem and the network with numbers in place of symbols."""
        problem, network = self.point.problem, self.point.network
        return problem, sc.Network(*(replaced(part, self.values) for part in (network.W, network.a, network.biases)))


def replaced(part, values):
    if part is None:
        return None
    return [replaced(one, values) if isinstance(one, tuple) else one.subs(values) for one in part]


def rational(rng):
    return sympy.Rational(rng.randint(-7, 7), rng.randint(1, 5))


def place(seed, own, theirs=None, d=2, n=2, k=2, biased=True):
    """A random network whose students are symbols; the teacher, the covariance and the mean are rational numbers."""
    rng = random.Random(seed)
    teacher = sc.Network(
        [[rational(rng) for _ in range(d)] for _ in range(k)],
        [rational(rng) for _ in range(k)],
        [rational(rng) for _ in range(k)] if biased else None,
    )
    entry = lambda i, j: rational(rng) if i > j else sympy.Rational(rng.randint(1, 6), 3) * int(i == j)  # noqa: E731
    factor = sympy.Matrix(d, d, entry)
    names = iter(sympy.symbols(f"x_1:{n * (d + 2) + 1}", real=True))
    W = [[next(names) for _ in range(d)] for _ in range(n)]
    a = [next(names) for _ in range(n)]
    biases = [next(names) for _ in range(n)] if biased else None
    student = sc.Network(W, a, biases)
    mean = [rational(rng) for _ in range(d)] if biased else None
    problem = sc.Problem(
        teacher, own, n, teacher_activation=theirs, scale="2/3", covariance=factor * factor.T, mean=mean
    )
    values = {symbol: rational(rng) for part in (*W, a, biases or []) for symbol in part}
    return Place(sc.Point(problem, student), values)


def numbers_of(values):
    return {symbol.name: ball_of(value) for symbol, value in values.items()}


def ball_of(value):
    return balls.evaluate(parse(to_json(sympy.sympify(value))), {})


def core_loss(point, values):
    model, _ = read_configuration(point.to_core()).model()
    return balls.evaluate(model.loss(), numbers_of(values))


def core_gradient(point, values):
    """∂L by every symbol of the student, in the order of `parameters`."""
    model, _ = read_configuration(point.to_core()).model()
    found = {name: [] for name in PARAMETERS}
    for component in model.gradient():
        found[component.parameter].append(balls.evaluate(component.value, numbers_of(values)))
    return [*found["w"], *found["a"], *found["bias"]]


def parameters(network):
    return [*(entry for row in network.W for entry in row), *network.a, *(network.biases or ())]


# --------------------------------------------------------------------------------------------- polynomials, by moments


def moments(polynomial, d, mean, covariance):
    """E[polynomial], first d variables x, by Stein's formula E[x_i F] = m_i E[F] + Σ_j C_ij E[∂_j F]."""

    @cache
    def of(exponents):
        if not any(exponents):
            return sympy.QQ(1)
        i = next(place for place, e in enumerate(exponents) if e)
        rest = list(exponents)
        rest[i] -= 1
        found = mean[i] * of(tuple(rest))
        for j, e in enumerate(rest):
            if e:
                lower = [*rest]
                lower[j] -= 1
                found += covariance[i][j] * e * of(tuple(lower))
        return found

    found = {}
    for exponents, coefficient in polynomial.terms():
        left = (0,) * d + exponents[d:]
        found[left] = found.get(left, 0) + coefficient * of(exponents[:d])
    return polynomial.ring.from_dict(found)


def output(network, sigma, x, number):
    biases = network.biases or (0,) * network.n
    inside = [
        sum(number(u) * y for u, y in zip(row, x, strict=True)) + number(b)
        for row, b in zip(network.W, biases, strict=True)
    ]
    return sum(number(a) * sigma(u) for a, u in zip(network.a, inside, strict=True))


def by_moments(problem, network, sigma, tau):
    """L by its definition, and what stands for a symbol there: polynomials over the rational numbers."""
    symbols = parameters(network)
    names = [*(f"y_{i}" for i in range(problem.d)), *(symbol.name for symbol in symbols)]
    ring, *generators = sympy.ring(names, sympy.QQ)
    known = dict(zip(symbols, generators[problem.d :], strict=True))
    number = lambda value: known[value] if value in known else rational_of(value)  # noqa: E731
    x = generators[: problem.d]
    difference = output(network, sigma, x, number) - output(problem.teacher, tau, x, number)
    mean = [rational_of(value) for value in problem.mean or (0,) * problem.d]
    covariance = [[rational_of(value) for value in row] for row in problem.covariance]
    return rational_of(problem.scale) * moments(ring(difference) ** 2, problem.d, mean, covariance), known


def rational_of(value):
    exact = sympy.Rational(value)
    return sympy.QQ(exact.p, exact.q)


POLYNOMIALS = {"square": lambda z: z**2, "linear": lambda z: z, "hermite:m=2": lambda z: z**2 - 1}
PAIRS = [
    ("square", None, True),
    ("linear", "square", True),
    ("hermite:m=2", "linear", True),
    ("square", "linear", False),
]


def check_moments(own, theirs, biased, seed=0):
    at = place(seed, own, theirs, biased=biased)
    problem = at.point.problem
    value, known = by_moments(problem, at.point.network, POLYNOMIALS[own], POLYNOMIALS[theirs or own])
    numbers = [(generator, rational_of(at.values[symbol])) for symbol, generator in known.items()]
    here = lambda polynomial: ball_of(sympy.Rational(str(polynomial.evaluate(numbers))))  # noqa: E731
    with balls.precision(200):
        assert abs(core_loss(at.point, at.values) - here(value)) < 1e-40
        slopes = [value.diff(known[symbol]) for symbol in parameters(at.point.network)]
        for theirs_, ours in zip(slopes, core_gradient(at.point, at.values), strict=True):
            assert abs(ours - here(theirs_)) < 1e-40


@pytest.mark.parametrize(("own", "theirs", "biased"), PAIRS[1:])
def test_polynomials_by_moments(own, theirs, biased):
    check_moments(own, theirs, biased)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("own", "theirs", "biased"), PAIRS)
def test_more_polynomials_by_moments(own, theirs, biased, seed):
    check_moments(own, theirs, biased, seed)


# ------------------------------------------------------------------------------------------- on a line, by integration

ANALYTIC: dict[str, tuple[Callable[[acb], acb], Callable[[acb], acb]]] = {
    "erf": (lambda z: (z / acb(2).sqrt()).erf(), lambda z: (2 / acb.pi()).sqrt() * (-z * z / 2).exp()),
    "tanh": (lambda z: z.tanh(), lambda z: 1 / (z.cosh() * z.cosh())),
    "sin": (lambda z: z.sin(), lambda z: z.cos()),
}  # at most 1, and so are their derivatives


def acb_of(value):
    return acb(ball_of(value))


def by_integration(problem, network, sigma, slope, tau):
    """L and ∇L = 2·scale·E[(f − f*) ∂f] for d = 1, in balls: over |z| ≤ 12 and a bound of the rest, x = m + √C·z."""
    root = acb_of(problem.covariance[0][0]).sqrt()
    mean = acb_of(problem.mean[0])
    own = [acb_of(value) for value in (*(row[0] for row in network.W), *network.a, *network.biases)]
    teacher = problem.teacher
    others = [acb_of(value) for value in (*(row[0] for row in teacher.W), *teacher.a, *teacher.biases)]
    n, k = network.n, teacher.n
    size = sum(abs(entry) for entry in (*own[n : 2 * n], *others[k : 2 * k]))
    rest = (1 + size) * (1 + size) * (1 + abs(mean) + 12 * abs(root)) * arb("1e-27")  # Mills: ∫_12^∞ zφ(z)dz < 1e-31

    def difference(x):
        student = sum((own[n + i] * sigma(own[i] * x + own[2 * n + i]) for i in range(n)), acb(0))
        return student - sum((others[k + j] * tau(others[j] * x + others[2 * k + j]) for j in range(k)), acb(0))

    def mean_of(factor):
        def integrand(z, _):
            x = mean + root * z
            return difference(x) * factor(x) * (-z * z / 2).exp() / (2 * acb.pi()).sqrt()

        found = acb.integral(integrand, -12, 12, rel_tol=2.0**-50, abs_tol=2.0**-50).real
        return ball_of(problem.scale) * (found + rest * arb(0, 1))

    by_w = [mean_of(lambda x, i=i: 2 * own[n + i] * slope(own[i] * x + own[2 * n + i]) * x) for i in range(n)]
    by_a = [mean_of(lambda x, i=i: 2 * sigma(own[i] * x + own[2 * n + i])) for i in range(n)]
    by_bias = [mean_of(lambda x, i=i: 2 * own[n + i] * slope(own[i] * x + own[2 * n + i])) for i in range(n)]
    return mean_of(difference), [*by_w, *by_a, *by_bias]


ON_A_LINE = [("erf", None), ("tanh", None), ("sin", "erf"), ("erf", "tanh")]


def check_integration(own, theirs, seed=0, n=2):
    at = place(seed, own, theirs, d=1, n=n, k=1)
    problem, network = at.at_numbers()
    point = sc.Point(problem, network)
    with balls.precision(80):
        value, slopes = by_integration(problem, network, *ANALYTIC[own], ANALYTIC[theirs or own][0])
        ours = [core_loss(point, {}), *core_gradient(point, {})]
        for theirs_, mine in zip([value, *slopes], ours, strict=True):
            assert max(mine.rad(), theirs_.rad()) < 1e-9
            assert mine.overlaps(theirs_)


@pytest.mark.parametrize(("own", "theirs", "n"), [("erf", None, 2), ("erf", "tanh", 1)])
def test_on_a_line_by_integration(own, theirs, n):
    check_integration(own, theirs, n=n)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("own", "theirs"), ON_A_LINE)
def test_more_on_a_line(own, theirs, seed):
    check_integration(own, theirs, seed)


# ------------------------------------------------------------------------------- the gradient as derivative of the loss

CLOSED = [("erf", None, True), ("erf", "linear", True), ("square", "erf", True), ("erf", "relu", False)]
CLOSED += [("relu", None, True), ("abs", "erf", True)]
DEAR = pytest.mark.slow


def check_derivative(own, theirs, biased, seed=0):
    """Core differentiates its own loss, symbol by symbol: the same numbers as its gradient."""
    at = place(seed, own, theirs, k=1, biased=biased)
    model, _ = read_configuration(at.point.to_core()).model()
    value = model.loss()
    with balls.precision(200):
        numbers = numbers_of(at.values)
        slopes = [balls.evaluate(diff(value, symbol.name), numbers) for symbol in parameters(at.point.network)]
        for theirs_, ours in zip(slopes, core_gradient(at.point, at.values), strict=True):
            assert max(ours.rad(), theirs_.rad()) < 1e-30
            assert ours.overlaps(theirs_)


@pytest.mark.parametrize(("own", "theirs", "biased"), [*CLOSED[:-1], pytest.param(*CLOSED[-1], marks=DEAR)])
def test_the_gradient_is_the_derivative_of_the_loss(own, theirs, biased):
    check_derivative(own, theirs, biased)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 8))
@pytest.mark.parametrize(("own", "theirs", "biased"), CLOSED)
def test_more_derivatives(own, theirs, biased, seed):
    check_derivative(own, theirs, biased, seed)


def test_without_a_closed_form_by_differences():
    """tanh with biases and a covariance: central differences of the loss in balls."""
    at = place(3, "tanh", n=1, k=1)
    step = sympy.Rational(1, 10**8)
    with balls.precision(160):
        problem, network = at.at_numbers()
        ours = core_gradient(sc.Point(problem, network), {})
        for place_, slope in enumerate(ours):
            there = []
            for way in (step, -step):
                flat = parameters(network)
                flat[place_] += way
                moved = sc.Network([flat[:2]], flat[2:3], flat[3:])
                there.append(core_loss(sc.Point(problem, moved), {}))
            assert abs((there[0] - there[1]) / (2 * ball_of(step)) - slope) < 1e-13


# ------------------------------------------------------------------------------------------------------ equal neurons


def test_equal_neurons_with_a_kink_and_biases():
    """One teacher twice as two students of half its weight: the same as one student, for neurons that move together."""
    twice = place(5, "relu", n=2, k=1)
    x = parameters(twice.point.network)
    together = {x[2]: x[0], x[3]: x[1], x[7]: x[6]}  # w_2 = w_1 and β_2 = β_1
    problem = twice.point.problem
    both = sc.Network([x[:2], x[:2]], x[4:6], [x[6], x[6]])
    one = sc.Network([x[:2]], [x[4] + x[5]], [x[6]])
    single = sc.Point(sc.Problem(problem.teacher, "relu", 1, scale="2/3", covariance=problem.covariance,
                                 mean=problem.mean), one)  # fmt: skip
    values = {symbol: twice.values[symbol] for symbol in x if symbol not in together}
    with balls.precision(160):
        pair = sc.Point(problem, both)
        assert abs(core_loss(pair, values) - core_loss(single, values)) < 1e-30
        ours, alone = core_gradient(pair, values), core_gradient(single, values)
        assert abs(ours[0] + ours[2] - alone[0]) < 1e-30  # by w, which both have
        assert abs(ours[1] + ours[3] - alone[1]) < 1e-30
        assert abs(ours[6] + ours[7] - alone[3]) < 1e-30
        model, _ = read_configuration(single.to_core()).model()
        slopes = [balls.evaluate(diff(model.loss(), name), numbers_of(values)) for name in ("x_1", "x_2", "x_7")]
        for theirs, mine in zip(slopes, (alone[0], alone[1], alone[3]), strict=True):
            assert abs(theirs - mine) < 1e-30


@pytest.mark.parametrize(
    "sigma", ["relu", "abs", "leaky_relu:slope=1/5", pytest.param("rectified_monomial:n=2", marks=DEAR)]
)
def test_the_square_is_the_limit_of_the_kernel(sigma):
    """E[σ(u)²] and its derivatives are those of the closed form for two neurons that are nearly equal."""
    kernel = kernels.read_kernel(sc.kernel(sigma, bias=True).core)
    found = squares.square(kernel.activation)
    near = {"q11": "1.3", "q12": str(Fraction(13, 10) - Fraction(1, 10**30)), "q22": "1.3", "m1": "0.4", "m2": "0.4"}
    with balls.precision(600):
        numbers = {name: ball_of(sympy.Rational(value)) for name, value in near.items()}
        at_diagonal = [balls.evaluate(part, numbers) for part in found]
        forms = [*kernel.forms, diff(kernel.forms[0], "m1")]
        kappa, by_q11, by_q12, by_m = (balls.evaluate(form, numbers) for form in forms)
        for ours, theirs in zip(at_diagonal, (kappa, 2 * by_q11 + by_q12, by_m), strict=True):
            assert abs(ours - theirs) < 1e-13


def test_no_square_of_what_jumps():
    for sigma in ("sign", "step"):
        assert squares.square(kernels.read_kernel(sc.kernel(sigma, bias=True).core).activation) is None


# ----------------------------------------------------------------------------------------------- a core that is broken


def means_count_backwards(patch: pytest.MonkeyPatch) -> None:
    honest = kernels.Kernel.at
    patch.setattr(
        kernels.Kernel, "at", lambda self, order, *at: honest(self, order, *at) * num(-1 if order == 3 else 1)
    )


def the_covariance_is_left_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(loss.Inputs, "image", lambda self, u: u)


def the_covariance_is_left_out_of_the_gradient(patch: pytest.MonkeyPatch) -> None:
    honest = loss.Model._by_coordinates

    def wrong(self: Any, i: int) -> Any:
        self.images = self.vectors
        return honest(self, i)

    patch.setattr(loss.Model, "_by_coordinates", wrong)


def the_students_kernel_is_taken_for_the_mixed_one(patch: pytest.MonkeyPatch) -> None:
    honest = loss.kernels_of
    patch.setattr(loss, "kernels_of", lambda *given: honest(*given)._replace(mixed=honest(*given).student))


def a_factor_two_is_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(loss, "TWO", ONE)


def the_mean_is_left_out_of_the_gradient(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(loss, "BY_M1", 0)


def means_are_exchanged(patch: pytest.MonkeyPatch) -> None:
    honest = kernels.Kernel.at
    patch.setattr(kernels.Kernel, "at", lambda self, order, *at: honest(self, order, *at[:3], *reversed(at[3:])))


def biases_are_left_out(patch: pytest.MonkeyPatch) -> None:
    honest = loss._with_biases
    patch.setattr(loss, "_with_biases", lambda rows, biases: honest(rows, ()))


BREAKS = [means_count_backwards, the_covariance_is_left_out, the_covariance_is_left_out_of_the_gradient,
          the_students_kernel_is_taken_for_the_mixed_one, a_factor_two_is_lost, the_mean_is_left_out_of_the_gradient,
          means_are_exchanged, biases_are_left_out]  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_core_is_noticed(broken, monkeypatch):
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        check_moments("square", "linear", True)


@pytest.mark.parametrize("broken", [means_count_backwards, a_factor_two_is_lost, means_are_exchanged])
def test_a_broken_core_is_noticed_on_a_line(broken, monkeypatch):
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        check_integration("erf", None)


def test_a_square_without_its_half_is_noticed(monkeypatch):
    honest = squares.square
    twice = lambda sigma: honest(sigma)._replace(by_m=honest(sigma).by_m + honest(sigma).by_m)  # noqa: E731
    monkeypatch.setattr(loss, "square", twice)
    with pytest.raises(AssertionError):
        test_equal_neurons_with_a_kink_and_biases()
