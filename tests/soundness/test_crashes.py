"""Calls that ended in a traceback or in nan: each is an answer, or an InputError that says what to do."""

import flint
import numpy as np
import pytest
import sympy
from sympy import Rational, Symbol, pi

import symcrit as sc
from symcrit.cli import run as command

X, Y, R = (Symbol(name, real=True) for name in "xyr")
HALF = Rational(1, 2)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (lambda: sc.less(sc.binormal(1, 1, HALF), sc.binormal(1, 2, HALF)), "PROVED"),
        (lambda: sc.positive(sc.binormal(X, Y, -HALF)), "PROVED"),
        (lambda: sc.positive(sc.binormal(X, Y, R), where=[R > -1, R <= 1]), "PROVED"),
        (lambda: sc.at_most(0, sc.binormal(X, Y, R), where=[R >= -1, R <= 1]), "PROVED"),
        (lambda: sc.increasing(sc.binormal(X, 1, HALF), X), "PROVED"),
        (lambda: sc.positive(sc.binormal(X, Y, -1)), "REFUTED"),
        (lambda: sc.less(sc.binormal(X, 1, HALF), Rational(1, 10)), "REFUTED"),
        (lambda: sc.less(sc.binormal(1, 1, R), 1), "REFUTED"),  # not defined for r = 2
        (lambda: sc.less(sc.binormal(X, 1, HALF), 2), "PROVED"),
        (lambda: sc.concave(sc.binormal(X, 1, HALF), X, where=[X >= 0]), "PROVED"),
        (lambda: sc.concave(sc.binormal(X, 1, HALF), X), "REFUTED"),
    ],
)
def test_inequalities_with_the_bivariate_normal_distribution(claim, verdict):
    assert sc.decide(claim()).verdict.name == verdict


def test_text_in_binormal_is_read_without_eval():
    with pytest.raises(sc.InputError):
        sc.binormal("__import__('os').getpid()", 1, HALF)
    assert sc.binormal("x", "1/2", "1/3") == sc.binormal(X, HALF, Rational(1, 3))


@pytest.mark.parametrize("sigma", ["erf", "relu", "sin", "abs"])
@pytest.mark.parametrize("teachers", [[[0, 0]], [[0, 0], [0, 0]], [[0]]])
def test_teachers_that_are_0(sigma, teachers):
    d = len(teachers[0])
    problem = sc.Problem(sc.Network(teachers), sigma, n=1, free=("W",))
    answer = sc.certify(problem, sc.Network([[0] * d]), digits=8)
    smooth = sigma in ("erf", "sin")  # then L = E[σ(w·x)²] has its minimum at w = 0
    assert answer.verdict.name == ("PROVED" if smooth else "UNDECIDED")
    assert answer.kind == ("minimum" if smooth else None)


def test_exact_copies_of_abs():
    family = sc.CopyAverage([[0], [1]], "abs", a=1, norm=1)
    answer = sc.certify(family, digits=12)
    assert answer.verdict.name == "UNDECIDED"
    assert "parallel" in answer.why
    assert "symmetry=False" in answer.remedy
    assert sc.certify(family, symmetry=False, digits=12).verdict.name == "PROVED"
    with pytest.raises(sc.InputError, match="no isolated critical point was found there"):
        sc.isolated(family, digits=12)
    assert (
        command(["certify", "--family", "copy-average", "--activation", "abs", "--groups", "1,1", "--digits", "12"])
        == 2
    )


@pytest.mark.parametrize("size", ["1e-7", "1e-20", "1e-100"])
@pytest.mark.parametrize("free", [("W", "a"), ("W",)])
def test_tiny_students(size, free):
    problem = sc.Problem(sc.Network([[1, 0], [0, 1]]), "relu", n=1, free=free)
    answer = sc.certify(problem, sc.Network([[size, 0]]))
    assert answer.verdict.name == "UNDECIDED"
    near = sc.Network(np.array([[float(size), 0.0]]))
    assert np.isfinite(problem.loss(near))
    with pytest.raises(sc.InputError, match="not finite in float64"):
        problem.hessian(near)


def test_means_that_are_balls():
    tanh = sc.kernel("tanh", bias=True)
    for call in (tanh.ball, tanh.quadrature):
        with pytest.raises(sc.InputError, match="needs exact means"):
            call(1, "1/2", 1, m1=flint.arb("0.3"), m2=flint.arb(1))
    with pytest.raises(sc.InputError, match="is not exact"):
        sc.kernel("erf", bias=True)(1, "1/2", 1, m1=flint.arb(1))


def test_networks_with_a_neuron_that_is_0():
    problem, zero = sc.Problem.orthonormal("relu", n=1, k=2), sc.Network([[0, 0]])
    assert sympy.simplify(problem.loss(zero) - 1 - 1 / pi) == 0
    for derivative in (problem.gradient, problem.hessian):
        with pytest.raises(sc.InputError, match="infinite at a kink"):
            derivative(zero)
    with pytest.raises(sc.InputError, match=r"∇²L: .* has no value"):
        problem.hessian(sc.Network([[1, 0]]))


def test_free_parameters_are_checked():
    with pytest.raises(sc.InputError, match="'V' is not one of W, a"):
        sc.Problem(sc.Network([[1]]), "erf", n=1, free=("W", "V"))
    assert sc.Problem(sc.Network([[1]]), "erf", n=np.int64(1), free="a").free == ("a",)
