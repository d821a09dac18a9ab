"""Laws of starts: their variances, and that normal starts are those of before."""

import numpy as np
import pytest

import symcrit as sc
from symcrit.flow.starts import draw
from symcrit.sweeps.plan import Plan, Run, start_of

GLOROT = Plan("erf", None, "5e-8", 1e-9, 600.0, 0, False, "glorot")


@pytest.mark.parametrize("init", ["glorot", "glorot-uniform"])
def test_variances_are_those_of_glorot(init):
    n, d = 40, 60
    many = np.array([draw(np.random.default_rng(seed), n, d, 1, 2, init, None) for seed in range(40)])
    W, a, biases = many[:, : n * d], many[:, n * d : n * (d + 1)], many[:, n * (d + 1) :]
    assert W.var() == pytest.approx(2 / (n + d), rel=0.02)
    assert a.var() == pytest.approx(2 / (n + 1), rel=0.1)
    assert (biases == 0).all()
    bound = np.sqrt(6 / (n + d))
    assert (np.abs(W).max() <= bound) == (init == "glorot-uniform")
    assert np.abs(W).max() > 0.99 * bound


def test_a_normal_start_is_what_it_was():
    known = np.random.default_rng(np.random.SeedSequence(0, spawn_key=(2, 3, 4, 1))).normal(scale=0.1, size=10)
    np.testing.assert_array_equal(start_of(Plan("erf", 0.1, "5e-8", 1e-9, 600.0, 0, False), Run(2, 3, 4, 1)), known)
    run = sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=2), rng=5, max_steps=1)
    np.testing.assert_array_equal(run.states[0], np.random.default_rng(5).normal(scale=0.1, size=3))


def test_starts_of_a_plan_do_not_depend_on_other_runs():
    starts = {start_of(GLOROT, Run(2, 3, 4, seed)).tobytes() for seed in range(5)}
    assert len(starts) == 5
    assert start_of(GLOROT, Run(2, 3, 4, 3)).tobytes() in starts


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"init": "he"}, "init = he is unknown; give one of normal, glorot, glorot-uniform"),
        ({"init": None}, "init = None is unknown"),
        ({"init": "glorot", "std": 0.1}, "std = 0.1 goes with init='normal'"),
        ({"std": True}, "std = True is no standard deviation"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(sc.InputError, match=message):
        sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=2), **options)
