"""The claim `sphere_bounds`: the mean of the kernel over the sphere, for every dimension."""

import pytest

import symcrit as sc
from symcrit import compression
from symcrit.core import Malformed, Verdict, check
from symcrit.core.affine.target import Kinked
from symcrit.core.algebra import balls
from symcrit.core.claims import sphere_bounds
from symcrit.core.claims.sphere_bounds import SphereBounds
from symcrit.core.claims.sphere_mean import sphere_mean


def between(low, high):
    """Times μ² = 1/(2π)."""
    return compression.sphere_bounds(f"({low})/(2*pi)", f"({high})/(2*pi)")


TRUE = {
    "1 + 1/(2d) and 1 + 1/(2d − 1)": between("1 + 1/(2*d)", "1 + 1/(2*d - 1)"),
    "wider": between("1", "1 + 1/d"),
}
FALSE = {
    "the lower one is too large": between("1 + 1/(2*d) + 1/(4*d^2)", "1 + 1/(2*d - 1)"),
    "the upper one is too small": between("1", "1 + 1/(2*d)"),
    "as in infinite dimension": between("1", "1"),
    "too large from d = 10": between("1", "1 + 1/(2*d - 1) - (d - 1)/(30*d)"),
}
EXAMPLE = TRUE["wider"].core


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert "polar" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_in_a_dimension(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


def test_the_means_of_single_dimensions_lie_between():
    """By the recursion that `sphere_mean` uses, which the bounds know nothing of."""
    claim = TRUE["1 + 1/(2d) and 1 + 1/(2d − 1)"].parsed
    kinked = Kinked(claim.kernel)
    for d in (1, 2, 3, 4, 7, 30, 101):
        with balls.precision(128):
            low, mean, high = (
                balls.evaluate(expr, {}) * 1
                for expr in (
                    sphere_bounds.substitute(claim.low, {"d": sc.core.num(d)}),
                    sphere_mean(kinked, d),
                    sphere_bounds.substitute(claim.high, {"d": sc.core.num(d)}),
                )
            )
            assert low < mean < high


def test_other_symbols_are_refused():
    with pytest.raises(sc.InputError, match="d alone"):
        compression.sphere_bounds("a/d", 1)
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, "symbols": {"a": "real"}}, "witness": {"kind": "goals"}})


def test_what_is_no_dimension_refutes_nothing():
    for d in ("0", "1/2", "-1"):
        document = {"claim": FALSE["as in infinite dimension"].core, "witness": {"kind": "refute", "at": {"d": d}}}
        assert check(document).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("key", ["limit", "step", "low"])
def test_a_core_that_forgets_a_goal_is_noticed(key, monkeypatch):
    """Each of the three is needed: without it one of the false claims is proved, where nothing refutes it first."""
    wrong = {
        "limit": between("0", "(1 + 1/(2*d - 1))/2"),
        "step": FALSE["the upper one is too small"],
        "low": FALSE["the lower one is too large"],
    }[key]
    monkeypatch.setattr(SphereBounds, "contradictions", lambda self, refutation, work: iter(()))
    assert sc.decide(wrong).verdict is Verdict.UNDECIDED
    honest = SphereBounds.said
    monkeypatch.setattr(
        SphereBounds, "said", lambda self, work: (goal for goal in honest(self, work) if goal.key != key)
    )
    assert sc.decide(wrong).verdict is Verdict.PROVED
