"""The flow at high precision: two backends, float64, and convergence to exact points."""

import mpmath
import numpy as np
import pytest
import sympy

import symcrit as sc
from symcrit.flow.collocation import radau
from symcrit.flow.landscape import States
from symcrit.flow.numbers import BACKENDS
from symcrit.flow.precise import Gradient


def apart(one, two):
    return max(abs(a - b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("stages", [2, 3, 7])
def test_the_radau_nodes_integrate_polynomials(stages):
    """∫₀^c_i x^j dx exactly for j < s, and to the end for j ≤ 2s − 2."""
    c, A, _ = radau(stages, 40)
    for j in range(stages):
        for node, row in zip(c, A, strict=True):
            assert abs(sum(a * x**j for a, x in zip(row, c, strict=True)) - node ** (j + 1) / (j + 1)) < 1e-40
    j = 2 * stages - 2
    assert abs(sum(a * x**j for a, x in zip(A[-1], c, strict=True)) - mpmath.mpf(1) / (j + 1)) < 1e-15
    assert abs(sum(a * x ** (j + 1) for a, x in zip(A[-1], c, strict=True)) - mpmath.mpf(1) / (j + 2)) > 1e-9


@pytest.mark.parametrize("name", ["erf", "probit", "sigmoid_like", "relu"])
def test_gradients_of_the_backends_are_those_of_the_problem(name):
    where = sc.Problem(teacher=sc.Network([[1, 0], ["1/2", 2]], [1, -1]), activation=name, n=2, scale="1/3")
    network = sc.Network([["1/3", 1], [-1, "2/7"]], [1, "3/2"])
    exact = [sympy.N(entry, 40) for entry in where.gradient(network).vector]
    for backend in BACKENDS.values():
        numbers = backend(40)
        with numbers.precision():
            state = [numbers.exact(e) for part in (network.W, network.outgoing) for row in part for e in row]
            found, loss = Gradient(numbers, States(where))(state, loss=True)
            values = [sympy.Float(str(numbers.public(entry)), 15) for entry in found]
            assert max(abs(a - b) for a, b in zip(values, exact, strict=True)) < 1e-14
            difference = sympy.N(where.loss(network), 40) - sympy.Float(mpmath.nstr(numbers.public(loss), 15), 40)
            assert abs(difference) < 1e-14


@pytest.mark.parametrize(("name", "digits"), [("erf", 25), ("relu", 18)])
def test_the_backends_agree_to_the_digits(name, digits):
    where = sc.Problem.orthonormal(name, n=1, k=2)
    start = sc.Network([["1/3", "1/7"]], ["1/2"])
    one, two = (sc.gradient_flow(where, start, digits=digits, t_max=6, backend=name) for name in ("flint", "mpmath"))
    assert one.stopped == two.stopped == "t_max"
    with mpmath.workdps(digits + 10):
        assert apart(one.states[-1], two.states[-1]) < mpmath.mpf(10) ** (3 - digits)
        at = [run.restart(int(np.searchsorted(run.times, mpmath.mpf(1))) - 1, mpmath.mpf(1)) for run in (one, two)]
        assert apart(*at) < mpmath.mpf(10) ** (3 - digits)
        assert all(b <= a for a, b in zip(one.losses[:-1], one.losses[1:], strict=True))
    near = sc.gradient_flow(where, start, t_max=6)
    assert apart(one.states[-1].astype(float), near.states[-1]) < 1e-8
    if name == "relu":
        assert one.drift < 10 ** (5 - digits)


def test_more_digits_are_right():
    """The error of 15 digits, measured with 30, is what was asked for."""
    where, start = sc.Problem.orthonormal("erf", n=1, k=2), sc.Network([["1/3", "1/7"]], ["1/2"])
    rough, fine = (sc.gradient_flow(where, start, digits=digits, t_max=6) for digits in (12, 30))
    with mpmath.workdps(40):
        error = apart(rough.states[-1], fine.states[-1])
    assert 0 < error < 1e-10


@pytest.mark.parametrize("power", [40, pytest.param(100, marks=pytest.mark.slow)])
def test_flow_and_then_newton(power):
    where = sc.Problem.orthonormal("erf", n=1, k=2)
    run = sc.gradient_flow(where, rng=0, digits=power + 6, threshold=f"1e-{power}", newton_below="1e-5")
    assert run.stopped == "newton"
    assert run.gradient_norm < 10.0**-power
    assert 1e-9 < run.flow_norm < 1e-5
    assert run.newton_steps >= 3
    with mpmath.workdps(power + 6):
        assert abs(abs(run.states[-1][2]) - 2) < mpmath.mpf(10) ** (4 - power)
        assert abs(abs(run.states[-1][0]) - 1 / mpmath.sqrt(6)) < mpmath.mpf(10) ** (4 - power)
    assert run.network.kind == "exact"


def test_flow_alone_below_1e_30():
    run = sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=1), rng=2, digits=34, threshold="1e-30")
    assert (run.stopped, run.newton_steps) == ("threshold", 0)
    assert run.gradient_norm < 1e-30


def test_newton_at_a_singular_hessian_is_said_to_fail():
    """Two ReLU copies of one teacher may be scaled against each other: no isolated point."""
    start = sc.Network([["9/10", "1/10"], ["8/10", "1/10"]], ["1/2", "1/2"])
    run = sc.gradient_flow(sc.Problem.orthonormal("relu", n=2, k=1, d=2), start, digits=30, threshold="1e-25",
                           newton_below="1e-3", max_seconds=30)  # fmt: skip
    assert run.stopped == "newton-failed"
    assert not run.reached


def test_a_dead_neuron_at_high_precision():
    start = sc.Network([["1/20", "1/100"]], ["-4/5"])
    run = sc.gradient_flow(sc.Problem.orthonormal("relu", n=1, k=2), start, digits=16, max_seconds=60)
    assert (run.stopped, run.dead) == ("dead-neuron", (0,))
