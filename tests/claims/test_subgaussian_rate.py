"""The claim `subgaussian_rate`: the bound of `rate` for sub-Gaussian weights, with a probability."""

import numpy as np
import pytest
from sympy import Rational, Symbol, exp, log, pi, sqrt, symbols

import symcrit as sc
from symcrit import compression
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims.subgaussian_rate import SubgaussianRate

RELU = 2 * (Rational(1, 4) - 1 / (2 * pi))
ENOUGH = Rational(18, 5)
S, t = symbols("S t", positive=True)
N = Symbol("N", integer=True, positive=True)


def drawn(factor=ENOUGH, total=S, **changed):
    """10⁵ normal weights in 1000 dimensions."""
    own = {"count": 10**5, "dimension": 1000, "largest": 1, "proxy": 1, "fourth": 3, "risk": "1/100"} | changed
    return compression.subgaussian_rate(total, RELU * factor * total / 1000, **own)


EXAMPLE = compression.subgaussian_rate(
    S,
    "1/1000",
    count=N,
    dimension=1000,
    largest=1,
    proxy=1,
    fourth=3,
    risk="1/107",
    where=[N >= 10**5, N <= 10**6, S <= 1],
).core
TRUE = {
    "normal weights": drawn(),
    "signs": drawn(Rational(33, 10), fourth=1),
    "any number of neurons": compression.subgaussian_rate(
        S, RELU * S * sqrt(2) * 8 * (log(2) / 2 + (100 * log(9) + t) / N) / 100, count=N, dimension=100, largest=1,
        proxy=1, fourth=1, risk=exp(-t) + N * exp(Rational(-100, 8)),
    ),
}  # fmt: skip
UNPROVED = {
    "too small a value": drawn(3),
    "too small a risk": drawn(risk="1/10000"),
    "no students": compression.subgaussian_rate(
        -1, 1, count=10**5, dimension=1000, largest=1, proxy=1, fourth=3, risk="1/100"
    ),
    "no such law: the variance is 1": drawn(proxy="1/2"),
    "no such law, by the fourth moment": drawn(fourth="1/2"),
}
FALSE = {
    "one neuron of the whole weight": drawn(count=1),
    "a negative value": drawn(-1),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert {"sub-gaussian", "hermite-series"} <= set(answer.rules)
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", UNPROVED)
def test_what_the_tails_do_not_give_is_undecided(name):
    assert sc.decide(UNPROVED[name]).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_one_neuron(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


def test_an_activation_that_is_not_kinked_is_not_accepted():
    certificate = sc.decide(TRUE["normal weights"]).certificate
    kernel = sc.decide(compression.rate(1, 1, spread=1, activation="erf", lengths="unit")).certificate
    claim = {**certificate["claim"], "kernel": kernel["claim"]["kernel"]}
    witness = {**certificate["witness"], "kernel": kernel["witness"]["kernel"]}
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED


def test_true_claims_are_not_refuted():
    for name in ("normal weights", "signs"):
        document = {"claim": TRUE[name].core, "witness": {"kind": "refute", "at": {"S": 1}}}
        assert check(document).verdict is not Verdict.REFUTED


def test_levels_that_do_not_suffice_are_no_proof():
    certificate = sc.decide(TRUE["normal weights"]).certificate
    for own in ({"level": "1"}, {"level": "-1"}, {"short": "1/10"}, {"short": "1"}, {"short": "0"}):
        forged = {**certificate["witness"], "given": {**certificate["witness"]["given"], **own}}
        assert check({"claim": certificate["claim"], "witness": forged}).verdict is Verdict.UNDECIDED


def test_another_field_is_malformed():
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, "lengths": "any"}, "witness": {"kind": "goals"}})


def test_drawn_weights_are_as_the_tails_say():
    """(d, N) = (40, 500), t = 5: the eigenvalue bound fails with probability < 0.007; in 30 draws it never does."""
    rng = np.random.default_rng(0)
    d, count, level = 40, 500, 5
    bound = 8 / d * (np.log(2) / 2 + (d * np.log(9) + level) / count)
    for _ in range(30):
        b = rng.choice([-1.0, 1.0], (count, d)) / np.sqrt(d)
        assert 1 / d < np.linalg.eigvalsh(b.T @ b / count)[-1] < bound


BREAKS = {
    "wide": ("wide", lambda self, level: sc.core.ZERO, drawn(total=1), {"level": "1/1000"}),
    "short": ("some_short", lambda self, short: sc.core.ZERO, drawn(total=1), {"short": "1/1000"}),
    "net": ("spread_of_rows", lambda self, level: sc.core.ONE / self.dimension, drawn(2, total=1), {}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_core_is_noticed(name, monkeypatch):
    method, broken, claim, own = BREAKS[name]
    witness = sc.decide(TRUE["normal weights"]).certificate["witness"]
    plain = {key: witness[key] for key in ("kind", "kernel")}
    document = {"claim": claim.core, "witness": {**plain, "given": {**witness["given"], **own}}}
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(SubgaussianRate, method, broken)
    assert check(document).verdict is Verdict.PROVED
