"""The parts of the search: float derivatives, decimals, Newton, families of species, against independent ways."""

import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

import symcrit as sc
from symcrit.certification.families import average, family_of
from symcrit.certification.landscape import Place, ball_gradient, kink, vector
from symcrit.certification.refine import Stopped, decimal, newton
from symcrit.certification.species import Family, Student
from symcrit.core.algebra import balls
from symcrit.errors import InputError
from tests.speed import at_most


def place(activation, W, a, outgoing=True):
    problem = sc.Problem.orthonormal(activation, n=len(W), k=len(W[0]))
    W, a = np.array(W, dtype=float), np.array(a, dtype=float)
    fixed = tuple(str(sympy.Rational(*float(e).as_integer_ratio())) for e in a)
    teacher = problem.teacher
    free = ("W", "a") if outgoing else ("W",)
    return Place(
        problem.kernels[0], problem.scale, teacher.W, teacher.outgoing, W, a[:, None], free, fixed={"a": fixed}
    )  # fmt: skip


@pytest.mark.parametrize(("activation", "outgoing"), [("erf", True), ("erf", False), ("relu", True), ("probit", True)])
def test_float_derivatives_agree_with_differences_and_balls(activation, outgoing):
    rng = np.random.default_rng(1)
    own = place(activation, rng.normal(size=(2, 3)), [1.5, -0.5], outgoing)
    x, step = own.x, 1e-6
    H = own.hessian(x)
    differences = [(own.gradient(x + step * e) - own.gradient(x - step * e)) / (2 * step) for e in np.eye(len(x))]
    np.testing.assert_allclose(H, differences, atol=1e-8)
    numbers = [decimal(fmpq(*float(v).as_integer_ratio()), 60) for v in x]
    assert np.abs(vector(ball_gradient(own, numbers, 128)) - own.gradient(x)).max() < 1e-14


@pytest.mark.parametrize("factor", [1, -1, 2, 1 + 1e-15, -1 - 1e-15, 1 + 1e-9])
def test_relu_hessian_is_finite_and_continuous_at_a_parallel_teacher(factor):
    """The Hessian of one student beside a teacher tends to its value at ρ = ±1 like √(1 − ρ²)."""
    there = place("relu", [[factor, 0.0]], [1.0], outgoing=False)
    near = place("relu", [[factor, 1e-6]], [1.0], outgoing=False)
    assert np.isfinite(there.hessian(there.x)).all()
    np.testing.assert_allclose(there.hessian(there.x), near.hessian(near.x), atol=2e-6)


def test_the_hessian_of_1296_parameters_is_quick():
    rng = np.random.default_rng(0)
    own = place("relu", np.eye(36) + 0.1 * rng.normal(size=(36, 36)), np.ones(36), outgoing=False)
    own.hessian(own.x)  # compiles the kernel
    with at_most(20):
        assert own.hessian(own.x).shape == (1296, 1296)


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(1, 40))
def test_decimals_are_the_nearest(value, digits):
    text = decimal(fmpq(value.numerator, value.denominator), digits)
    assert abs(sympy.Rational(text) - sympy.Rational(value)) <= sympy.Rational(1, 2 * 10**digits)
    assert "e" not in text


def test_newton_stops_rather_than_run_away():
    with pytest.raises(Stopped, match="leaves the neighbourhood"):
        newton(np.array([1.0]), lambda x: np.array([1.0 + x[0] ** 2]), lambda x: np.array([[1e-3]]))
    with pytest.raises(Stopped, match="not finite"):
        newton(np.array([1.0]), lambda x: x * np.nan, lambda x: np.eye(1))
    found = newton(np.array([0.99]), lambda x: x**3 - 1, lambda x: np.array([[3 * x[0] ** 2]]))
    assert abs(found[0] - 1) < 1e-15


def test_newton_needs_a_gradient_to_nine_digits():
    """A gradient that is wrong by 1e-10 leads to a centre that balls take on; by 1e-6, none is found."""
    rng = np.random.default_rng(3)

    def found(wrong):
        noisy = lambda x: x**3 - 1 + wrong * rng.uniform(-1, 1, 1)  # noqa: E731
        return newton(np.array([0.99]), noisy, lambda x: np.array([[3 * x[0] ** 2]]))

    assert abs(found(1e-10)[0] - 1) < 1e-9
    with pytest.raises(Stopped, match="does not settle"):
        found(1e-6)


def symmetric(activation, sizes, students, outgoing=True):
    kernel = sc.kernel(activation)
    return Family(kernel, sympy.S.One, sizes, (sympy.S.One,) * len(sizes), students, outgoing)


def student(at, diagonal, w, a):
    return Student(at, None if at is None else arb(diagonal), tuple(None if e is None else arb(e) for e in w), arb(a))


FAMILIES = {
    "alone": ((3, 2), (student(None, 0, (0.5, -0.2), 1.5), student(None, 0, (0.1, 0.7), -0.5))),
    "at one": ((3, 2), (student(0, 0.9, (-0.1, 0.2), 1.2),)),
    "at both": ((3, 2), (student(0, 0.9, (-0.1, 0.2), 1.2), student(1, -0.6, (0.3, 0.15), 0.7))),
    "single": ((4, 1), (student(0, 0.9, (-0.1, 0.2), 1.2), student(1, -0.6, (0.3, None), 0.7))),
    "mixed": ((2, 3), (student(0, 1.1, (0.05, -0.3), 1.1), student(None, 0, (0.2, 0.4), 2.0))),
}


@pytest.mark.parametrize("activation", ["erf", "relu"])
@pytest.mark.parametrize("name", FAMILIES)
def test_the_gradient_of_a_family_is_that_of_the_network(name, activation):
    """Σ over the neurons of a student and over the coordinates that move together."""
    sizes, students = FAMILIES[name]
    family = symmetric(activation, sizes, students)
    own = place(activation, family.network().W, family.network().a)
    by_W, by_a = own.neurons(own.x).gradient()
    starts = np.cumsum([0, *sizes])
    expected, row = [], 0
    for s in students:
        rows = range(row, row + (1 if s.at is None else sizes[s.at]))
        row = rows.stop
        if s.at is not None:
            expected.append(sum(by_W[r, starts[s.at] + i] for i, r in enumerate(rows)))
        for q, entry in enumerate(s.w):
            if entry is not None:
                block = by_W[rows.start : rows.stop, starts[q] : starts[q + 1]]
                expected.append(block.sum() - (np.trace(block) if q == s.at else 0))
        expected.append(by_a[rows.start : rows.stop].sum())
    with balls.precision(128):
        found = vector(family.gradient())
    np.testing.assert_allclose(found, expected, atol=1e-13)
    step = 1e-6
    base = vector(family.x)
    slopes = [
        (family.at([arb(v) for v in base + step * e]).value() - family.at([arb(v) for v in base - step * e]).value())
        / (2 * step)
        for e in np.eye(len(base))
    ]
    np.testing.assert_allclose(found, slopes, atol=1e-7)


def test_closed_forms_are_critical():
    for configuration in (sc.CopyAverage.sizes([1, 1, 3]), sc.OneNeuron("probit", k=7), average([5], "relu")):
        with balls.precision(320):
            assert all(abs(g) < arb(10) ** -80 for g in family_of(configuration).gradient())


def test_kinks_are_recognised():
    assert kink(sc.kernel("relu")) == ["1/2", "1/2"]
    assert kink(sc.kernel("probit")) is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sc.PerturbedCopy(1, 3), "2 <= n < k"),
        (lambda: sc.PerturbedCopy(2, 10**13), "2 <= n < k"),
        (lambda: sc.PerturbedCopy(2.0, 3), "2 <= n < k"),
        (lambda: sc.FlippedCopy(4, 4), "1 <= flipped < k"),
        (lambda: sc.FlippedCopy(True), "1 <= flipped < k"),
        (lambda: sc.FlippedCopy(4, 1, sc.Kernel.uninterpreted()), "arbitrary"),
        (lambda: sc.PerturbedCopy(2, 3).at(sc.Problem.orthonormal("erf", n=2, k=4)), "n = 2, k = 3"),
        (lambda: sc.PerturbedCopy(2, 3).at(sc.Problem.orthonormal("relu", n=2, k=3)), "kernel"),
    ],
)
def test_families_that_do_not_exist(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_numerical_family_is_a_point_of_its_problem():
    problem = sc.Problem.orthonormal("erf", n=3, k=5, d=6)
    point = sc.PerturbedCopy(3, 5).at(problem)
    assert np.abs(problem.gradient(point.network).vector).max() < 1e-14
