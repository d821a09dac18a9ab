"""The gradient that a flow follows in float64: right to a tenth of the smallest threshold that is allowed, 1e-13."""

import numpy as np
import pytest
import sympy

import symcrit as sc
from symcrit.certification.landscape import ball_gradient, vector
from symcrit.certification.symmetries import full_place
from symcrit.flow import quick
from symcrit.flow.compiled import gradient
from symcrit.flow.landscape import States

NEEDED = 1e-14
STARTS = {"random": [[0.4, -0.3, 0.7], [0.1, 0.9, -0.2]], "nearly parallel": [[1, 1e-9, 0], [1e-9, 1, 1]]}


def error(activation, W):
    """The largest entry of the difference to the gradient in balls."""
    problem = sc.Problem.orthonormal(activation, n=2, k=3)
    network = sc.Network(np.array(W, dtype=float), np.array([1.25, -0.5]))
    states, place = States(problem), full_place(problem, network)
    x = states.state(network)
    exact = vector(ball_gradient(place, [format(value, ".60f") for value in x.tolist()], 160))
    if states.family is None:
        return np.abs(states.gradient(x) - exact).max()
    found = np.empty(len(x))
    gradient(x, states.landscape(), found)
    return np.abs(found - exact).max()


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("activation", ["erf", "gelu", "sin", "rectified_monomial"])
def test_the_gradient_is_as_right_as_a_flow_needs_it(activation, start):
    assert error(activation, STARTS[start]) < NEEDED


def test_a_worse_formula_would_be_seen(monkeypatch):
    honest = quick.by_sides
    monkeypatch.setattr(quick, "by_sides", lambda form: honest(form) * (1 + sympy.Rational(1, 10**10)))
    quick._exactly.cache_clear()
    assert error("gelu", STARTS["random"]) > NEEDED
    quick._exactly.cache_clear()
