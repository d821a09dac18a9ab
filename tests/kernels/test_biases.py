"""Kernels with means: closed forms overlap the definition, derivations hold, their mutants do not."""

import copy
from fractions import Fraction
from itertools import product

import flint
import numpy as np
import pytest
import sympy
from sympy import Rational, atan, sqrt

from symcrit.core.algebra import balls
from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.reading import Malformed, Reject
from symcrit.core.registry import Parser
from symcrit.core.verdict import Judge
from symcrit.core.work import Work
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, z
from symcrit.kernels.floats.normal import binormal
from symcrit.kernels.kernel import kernel
from tests.speed import at_most

OWN = [
    "erf", "erf:slope=2", "probit", "sigmoid_like", "relu", "leaky_relu", "abs", "abrelu", "rectified_monomial", "step",
    "sign", "gelu", "smoothed_relu",
]  # fmt: skip
CROSS = [("erf", "relu"), ("relu", "gelu"), ("sign", "abs"), ("step", "gelu"), ("exp", "relu"), ("probit", "erf")]
PAIRS = [*((one, one) for one in OWN), *CROSS]
DEAR = [
    ("abrelu", "abrelu"),
    ("abs", "abs"),
    ("leaky_relu", "leaky_relu"),
    ("sign", "abs"),
    ("sign", "sign"),
]  # abs and step are as such
COSINES = ["-1", "-999999/1000000", "0", "1/3", "1"]
MEANS = [("-2", "2/5"), ("2/5", "2/5"), ("0", "-2")]


def jumps_beside_a_kink(names):
    """Then the closed form has no value at ρ = ±1."""
    return len(set(names) & {"step", "sign"}) == 1 and set(names) & {"relu", "abs"}


@pytest.mark.parametrize(
    "names", [pytest.param(pair, marks=pytest.mark.slow if pair in DEAR else (), id=" ".join(pair)) for pair in PAIRS]
)
def test_the_closed_form_overlaps_the_definition(names):
    own = kernel(*names, bias=True)
    for rho, (m1, m2) in list(product(COSINES, MEANS))[:: 1 if names in DEAR else 4]:
        b = Rational(rho) * 2
        closed = own.ball(1, b, 4, m1=m1, m2=m2, digits=20)
        definition = own.quadrature(1, b, 4, m1=m1, m2=m2, digits=12)
        assert definition.rad() < 1e-11
        if abs(b) < 2 or not jumps_beside_a_kink(names):
            assert closed.rad() < 1e-18, (rho, m1, m2)
        assert closed.overlaps(definition), (rho, m1, m2)


@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_with_means_0_it_is_the_kernel_without(names):
    own, plain = kernel(*names, bias=True), kernel(*names)
    for b in ("-1", "-1/2", "0", "1/3"):
        assert own.ball(1, b, 3).overlaps(plain.ball(1, b, 3))
        assert own.ball(1, b, 3).rad() < 1e-25


@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_core_accepts_the_derivation_quickly(names):
    with at_most(120):
        assert kernel(*names, bias=True).derivation is not None


@pytest.mark.parametrize(
    ("name", "slopes"), [("relu", {"m1": ("step", "relu"), "q12": ("step", "step")}), ("abs", {"m2": ("abs", "sign")})]
)
def test_slopes_are_the_expectations_of_slopes(name, slopes):
    """∂κ/∂m1 = E[σ′(u)τ(v)], ∂κ/∂m2 = E[σ(u)τ′(v)], ∂κ/∂q12 = E[σ′(u)τ′(v)], by quadrature."""
    at = {"q11": 2, "q12": "1/3", "q22": 1, "m1": "2/5", "m2": -1}
    for by, pair in slopes.items():
        assert kernel(name, bias=True).diff(by).ball(**at).overlaps(kernel(*pair, bias=True).quadrature(**at))


@pytest.mark.parametrize("name", ["erf", "relu", "gelu", "step"])
@pytest.mark.parametrize("by", ["q11", "q12", "q22", "m1", "m2"])
def test_slopes_are_those_of_the_kernel(name, by):
    """A central difference of 60 digits, whose error is about 1e-20."""
    own, h = kernel(name, bias=True), Rational(1, 10**10)
    at = {"q11": Rational(2), "q12": Rational(1, 3), "q22": Rational(1), "m1": Rational(2, 5), "m2": Rational(-1)}
    above, below = (own.ball(**{**at, by: at[by] + way * h}, digits=60) for way in (1, -1))
    slope = own.diff(by).ball(**at, digits=30)
    with balls.precision(250):
        assert abs((above - below) * 10**10 / 2 - slope) < 1e-17
    assert own.diff(by).orders == tuple(int(by == one) for one in at)


def goals_fail(own, witness):
    """Whether core rejects the witness."""
    try:
        derived = Parser().derived(witness)
        goals = list(derived.derivation.goals(own, Work()))
        for goal, step in zip(goals, derived.steps, strict=True):
            Judge(Work()).prove(goal, step)
    except (Reject, Malformed, ValueError):
        return True
    return False


def twice(form):
    return ["*", 2, form]


@pytest.mark.parametrize("name", ["erf", "relu", "step"])
def test_every_part_of_a_derivation_counts(name):
    own = kernel(name, bias=True)
    honest, written = own.derivation.witness, own.core
    assert not goals_fail(read_kernel(written), honest)
    for i, form in enumerate(written["forms"]):
        forms = [twice(form) if i == j else other for j, other in enumerate(written["forms"])]
        assert goals_fail(read_kernel({**written, "forms": forms}), honest)
    for key, values in honest["pieces"][0].items():
        for i, value in enumerate(values):
            wrong = copy.deepcopy(honest)
            wrong["pieces"][0][key][i] = ["+", value, 1]
            assert goals_fail(read_kernel(written), wrong), (key, i)
    for i in range(len(honest["steps"])):
        assert goals_fail(read_kernel(written), {**honest, "steps": honest["steps"][:i] + honest["steps"][i + 1 :]})
    assert goals_fail(read_kernel(kernel(name).core | {"biased": True}), honest)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "erf", "gelu", "probit"])
def test_floats_agree_with_balls(name):
    own = kernel(name, bias=True)
    rng = np.random.default_rng(0)
    for _ in range(10):
        a, c, rho, m, n = *rng.uniform(0.1, 5, 2), rng.uniform(-0.99, 0.99), *rng.normal(size=2)
        at = [a, rho * np.sqrt(a * c), c]
        exact = own.ball(*map(Fraction, at), m1=Fraction(m), m2=Fraction(n))
        assert abs(float(own.numeric(*at, m1=m, m2=n)) - float(exact)) < 1e-12
    edges = own.numeric(1, [1, -1, 1, 0], [1, 1, 1, 2], m1=0.5, m2=[0.5, -0.5, 2, 1])
    for value, (b, c, n) in zip(edges, [(1, 1, "1/2"), (-1, 1, "-1/2"), (1, 1, 2), (0, 2, 1)], strict=True):
        assert abs(value - float(own.ball(1, b, c, m1="1/2", m2=n))) < 1e-9


def test_binormal_in_floats():
    points = [-2.0, -0.4, 0.0, 0.4, 3.0]
    for h, k, rho in product(points, points, [-1.0, -0.7, 0.0, 0.5, 1.0]):
        exact = sympy.N(_function(h, k, rho), 20)
        assert abs(float(binormal(h, k, rho)) - float(exact)) < 1e-14
    assert np.isnan(binormal(np.nan, 0, 0))


def _function(h, k, rho):
    from symcrit.sympy_functions import binormal as exact

    return exact(*map(Rational, (h, k, rho)))


def test_neurons_without_variance():
    """u = m1: κ = σ(m1)·E[τ(v)]; a jump there has no value."""
    relu = kernel("relu", bias=True)
    mean = kernel("relu", "linear", bias=True)
    assert relu.ball(0, 0, 1, m1=2, m2="1/2").overlaps(2 * kernel("relu", bias=True).ball(1, 0, 0, m1="1/2", m2=1))
    assert relu.ball(0, 0, 0, m1=2, m2=3).contains(6)
    assert mean.ball(0, 0, 1, m1=-1, m2=5).contains(0)
    assert not kernel("step", bias=True).quadrature(0, 0, 1).is_finite()
    assert not relu.diff("q12").ball(0, 0, 1).is_finite()


def test_balls_of_means():
    own = kernel("relu", bias=True)
    wide = own.ball(1, "1/2", 1, m1=flint.arb("0.4", 1e-10), m2=flint.arb(-1))
    assert wide.contains(own.ball(1, "1/2", 1, m1="2/5", m2=-1))
    assert wide.rad() < 1e-8


def test_what_is_refused():
    for make, says in (
        (lambda: kernel("relu").quadrature(1, 0, 1, m1=1), "take kernel"),
        (lambda: kernel("relu", bias=True).ball(1, 2, 1, m1=1), "no covariance"),
        (lambda: kernel("relu", bias=True).quadrature(1, sqrt(2), 1), "no covariance"),
        (lambda: kernel("erf").diff("m1"), "unknown argument"),
        (lambda: kernel(Activation("kinked", atan(abs(z))), bias=True), "kinks and jumps are understood between"),
    ):
        with pytest.raises(InputError, match=says):
            make()
