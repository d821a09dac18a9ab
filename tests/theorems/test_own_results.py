"""What the library says of itself is PROVED: its losses, kernels and expressions, as sympy objects and as text."""

import pytest
import sympy
from sympy import Abs, Rational, acos, asin, cos, erf, exp, log, sin, sqrt

import symcrit as sc

PROVED, REFUTED, UNDECIDED = sc.Verdict.PROVED, sc.Verdict.REFUTED, sc.Verdict.UNDECIDED
s, c, u, v, a, b, x, y, z = sympy.symbols("s c g h alpha beta x y z", real=True)
p, q = sympy.symbols("p q", positive=True)
TWO, THREE = [[1, 0], [0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
POINTS = {  # W, a, V, b
    "one weight": ([[s]], [1], [[1]], [1]),
    "one student": ([[s, c]], [1], TWO, [1, 1]),
    "outgoing weights": ([[1, 0], [Rational(1, 2), 1]], [u, v], TWO, [1, 1]),
    "teachers": ([[1, 0], [Rational(1, 2), 1]], [1, 2], [[s, 0], [0, c]], [1, 1]),
    "outgoing weights of teachers": ([[1, 0], [Rational(1, 2), 1]], [1, 2], TWO, [a, b]),
    "rational and symbolic": ([[s, 1], [1, 2]], [1, 2], TWO, [1, 1]),
    "all": ([[s, c], [u, v]], [a, b], [[1, 0], [p, q]], [1, 2]),
    "three of three": ([[s, c, u], [c, u, v], [v, s, 1]], [a, b, 1], THREE, [1, 1, 1]),
}
NOT_ZERO = {  # the students of a kinked activation
    "one weight": [s > 0],
    "one student": [s**2 + c**2 > 0],
    "teachers": [s > 0, c > 0],
    "all": [s**2 + c**2 > 0, u**2 + v**2 > 0],
    "three of three": [s > 0, c > 0],
}


def point(name: str, activation: str) -> sc.Point:
    W, outgoing, V, teacher = POINTS[name]
    return sc.Point(sc.Problem(sc.Network(V, teacher), activation, len(outgoing)), sc.Network(W, outgoing))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == "three of three" else ()) for name in POINTS]
)
@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_the_loss_of_a_point_is_its_loss(name: str, activation: str) -> None:
    place = point(name, activation)
    where = NOT_ZERO.get(name, []) if activation == "relu" else []
    assert sc.decide(sc.loss_is(place, place.loss, where=where)).verdict is PROVED


@pytest.mark.parametrize("name", ["one student", "teachers"])
@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_another_loss_is_refuted(name: str, activation: str) -> None:
    place = point(name, activation)
    where = NOT_ZERO[name] if activation == "relu" else []
    assert sc.decide(sc.loss_is(place, place.loss + Rational(1, 1000), where=where)).verdict is REFUTED


@pytest.mark.parametrize("effort", [0.2, pytest.param(1, marks=pytest.mark.slow)])
def test_where_a_relu_student_may_vanish_nothing_is_proved(effort: float) -> None:
    place = point("one student", "relu")
    assert sc.decide(sc.loss_is(place, place.loss), effort=effort).verdict is UNDECIDED


def test_the_loss_is_at_least_itself() -> None:
    place = point("one student", "erf")
    assert sc.decide(sc.loss_at_least(place, place.loss)).verdict is PROVED


def test_the_gradient_is_the_derivative_of_the_loss() -> None:
    place = point("one student", "erf")
    gradient = place.problem.gradient(sc.Network(*POINTS["one student"][:2]))
    assert sc.decide(sc.equal(sympy.diff(place.loss, s), gradient.W[0, 0])).verdict is PROVED


DEFINED = [
    1 / (1 + x**2),
    1 / (2 + sin(x)),
    1 / (3 - 2 * cos(x) * sin(y)),
    log(2 + sin(x) * cos(y)),
    sqrt(2 + erf(x)),
    1 / (1 - erf(x) / 2),
    1 / (1 + log(1 + x**2)),
    1 / (x - 1 - x**2),
    1 / (x + sqrt(x**2 + 1)),
    sqrt(sqrt(1 + x**2) - x),
    log(x + sqrt(x**2 + 1)),
    1 / (2 - x / sqrt(1 + x**2)),
    sqrt(Abs(x) - x),
    1 / (exp(x) - x),
    1 / (x - exp(x)),
    sqrt(exp(x) - x - 1),
    asin(x / (1 + Abs(x))),
    acos(x * y / (1 + x**2 * y**2)),
    asin(x * y / (sqrt(1 + x**2) * sqrt(1 + y**2))),
    asin((s * x + c * y) / sqrt((1 + s**2 + c**2) * (1 + x**2 + y**2))),
    sc.binormal(x, y, z / sqrt(1 + z**2)),
    sc.binormal(x, y, sin(z)),
    1 / (Rational(1, 10) + sc.binormal(x, y, Rational(1, 2))),
]


@pytest.mark.parametrize("expression", DEFINED, ids=str)
def test_what_is_defined_equals_itself(expression: sympy.Expr) -> None:
    assert sc.decide(sc.equal(expression, expression)).verdict is PROVED


UNDEFINED = [
    1 / (1 + sin(x)),
    log(1 + cos(x) * sin(y)),
    1 / (x - sqrt(x**2 + 1) + 1),
    sqrt(x - Abs(x)),
    asin(x / Abs(x)),
    1 / (exp(x) - 1 - x),
    log(erf(x) + 1 - exp(x)),
    asin(1 + x**2 / (1 + x**2)),
]


@pytest.mark.parametrize("expression", UNDEFINED, ids=str)
def test_what_is_somewhere_undefined_does_not(expression: sympy.Expr) -> None:
    assert sc.decide(sc.equal(expression, expression)).verdict is not PROVED


GRAM = ["q11 > 0", "q22 > 0", "q12^2 < q11*q22"]


@pytest.mark.parametrize("name", ["erf", "relu", "gelu", "probit", "abs", "sin", "gaussian", "step", "smoothed_relu"])
def test_the_printed_form_of_a_kernel_is_its_form(name: str) -> None:
    form = sc.kernel(name).expr
    assert sc.decide(sc.equal(str(form), form, where=GRAM)).verdict is PROVED


@pytest.mark.parametrize("name", ["sin:omega=1,phase=pi/4", "sin:omega=2,phase=pi/3", "gaussian", "rectified_monomial"])
def test_a_registered_kernel_is_derived(name: str) -> None:
    assert sc.decide(sc.kernel_of(name)).verdict is PROVED
