"""The claim `dimension_bound`: a lower bound of the loss in a given dimension, for any number of students."""

from dataclasses import replace

import numpy as np
import pytest
from flint import arb
from sympy import Rational, Symbol

import symcrit as sc
from symcrit import compression
from symcrit.core import Malformed, Verdict, check
from symcrit.core.algebra import balls
from symcrit.core.claims.dimension_bound import DimensionBound
from symcrit.papers.compression.objective import affine_loss

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c, tau = Symbol("c", positive=True), Symbol("tau", nonnegative=True)
HALF = Rational(1, 2)
TRUE = {
    "any signs": compression.dimension_bound(M, c, tau, d=d, value=c**2 / (2 * d + 1)),
    "seven of any signs in space": compression.dimension_bound(7, 1, 0, d=3, value="1/7"),
    "seven in space": compression.dimension_bound(7, 1, tau, d=3, cosine="47/100", value="0.151"),
    "the simplex": compression.dimension_bound(3, 1, 0, d=2, cosine=HALF, value="0.21598"),
    "at cosine 1": compression.dimension_bound(M, 1, 0, d=2, cosine=1, value="1/10"),
}
FALSE = {
    "without the one": compression.dimension_bound(M, c, tau, d=d, value=c**2 / (2 * d)),
    "more than the simplex": compression.dimension_bound(3, 1, 0, d=2, cosine=HALF, value="0.216"),
    "of one dimension in two": compression.dimension_bound(3, 1, 0, d=2, value="1/3"),
}
UNDECIDED = {
    "seven in space have no equiangular student": compression.dimension_bound(
        7, 1, 0, d=3, cosine="47/100", value="0.16"
    ),
    "no dimension": compression.dimension_bound(7, 1, 0, d=0, value="1/10"),
    "a slope that is negative": compression.dimension_bound(7, 1, -1, d=3, value="1/10"),
    "a cosine of 0": compression.dimension_bound(7, 1, 0, d=3, cosine=0, value="1/10"),
}
EXAMPLE = compression.dimension_bound(9, 1, tau, d=3, cosine="47/100", value="0.151").core


DEAR = ("any signs", "seven in space", "at cosine 1")  # the others guard the same, with numbers


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in DEAR else name for name in TRUE]
)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert "even-part" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_a_student(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_is_not_shown_is_undecided(name):
    assert sc.decide(UNDECIDED[name]).verdict is Verdict.UNDECIDED


def student(W, a):
    """The network with these weights, to 4 decimals."""
    return sc.Network([[f"{x:.4f}" for x in row] for row in W], [f"{x:.4f}" for x in a])


def test_drawn_students_are_above():
    """Of any signs above 1/(2d + 1), of positive ones above the bound at ρ = 0.47; exact losses, in balls."""
    rng = np.random.default_rng(3)
    low = {"free": arb(1) / 7, "nonnegative": arb("0.151")}
    closest = 1.0
    for count in (1, 2, 5, 7):
        for _ in range(12):
            W = rng.normal(size=(count, 3))
            W /= np.linalg.norm(W, axis=1)[:, None]
            for signs, bound in low.items():
                a = rng.normal(size=count) if signs == "free" else rng.uniform(0, 2 / count, count) * 2.5
                loss = affine_loss(student(W, a), 1, [Rational(1, 4), 0, 0])
                with balls.precision(64):
                    assert loss > bound
                closest = min(closest, float(loss))
    assert closest < 0.45  # they come near enough for the test to say something


def test_a_frame_that_does_not_fit_refutes_nothing():
    """Four vectors of cosine −1/3 need three dimensions: in the plane they are no students."""
    claim = compression.dimension_bound(4, 1, 0, d=2, cosine=HALF, value="0.2")
    witness = {**sc.decide(FALSE["more than the simplex"]).certificate["witness"], "cosine": "-1/3", "length": "7/10"}
    assert sc.decide(claim).verdict is Verdict.PROVED
    bold = {**claim.core, "value": "199/1000", "dimension": 2}
    assert check({"claim": bold, "witness": witness}).verdict is Verdict.UNDECIDED


def test_signs_and_cosines_go_together():
    for own in ({"signs": "some"}, {"signs": "free"}):
        with pytest.raises(Malformed):
            check({"claim": {**EXAMPLE, **own}, "witness": {"kind": "goals"}})


honest = DimensionBound.curvature


def test_a_core_that_forgets_the_dimension_is_noticed(monkeypatch):
    wrong = FALSE["of one dimension in two"]
    monkeypatch.setattr(DimensionBound, "contradictions", lambda self, refutation, work: iter(()))
    assert sc.decide(wrong).verdict is not Verdict.PROVED
    monkeypatch.setattr(
        DimensionBound, "curvature", lambda self, target: honest(replace(self, dimension=sc.core.ONE), target)
    )
    assert sc.decide(wrong).verdict is Verdict.PROVED


def test_a_core_that_counts_one_neuron_less_is_noticed(monkeypatch):
    wrong = compression.dimension_bound(3, 1, 0, d=2, cosine=HALF, value="0.217")
    monkeypatch.setattr(DimensionBound, "contradictions", lambda self, refutation, work: iter(()))
    assert sc.decide(wrong).verdict is not Verdict.PROVED

    def fewer(self, target):
        return honest(self, target.__class__(target.kernel, sc.core.num(2), target.c, target.tau))

    monkeypatch.setattr(DimensionBound, "curvature", fewer)
    assert sc.decide(wrong).verdict is Verdict.PROVED
