"""The claim `random_rate`: the bound of `rate` with a probability."""

import numpy as np
import pytest
from sympy import Rational, Symbol, exp, log, pi, symbols

import symcrit as sc
from symcrit import compression
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims.random_rate import RandomRate

S, W, m = symbols("S W m", positive=True)
d = Symbol("d", integer=True, positive=True)
RELU = 2 * (Rational(1, 4) - 1 / (2 * pi))
ENOUGH = Rational(7, 4)
TAIL = d * exp((1 - 2 * log(2)) * W / (d * m))


def random(value=ENOUGH, N=2000, dimension=50, risk="1/100", **changed):
    own = {"dimension": dimension, "weight": 1, "largest": 1 / Rational(N), "risk": risk} | changed
    return compression.random_rate(S, RELU * value * S / dimension, **own)


EXAMPLE = compression.random_rate(
    S, RELU * S * 11, dimension=d, weight=W, largest=m, risk="1/107", where=[W <= 13, m <= 17, d <= 19, S <= 23]
).core
TRUE = {
    "numbers": random(),
    "a larger risk": random(Rational(31, 20), risk="1/2"),
    "erf": compression.random_rate(
        1, "1/500", dimension=50, weight=1, largest="1/2000", risk="1/100", activation="erf", lengths="unit"
    ),
}
UNPROVED = {
    "too small a value": random(Rational(8, 5)),
    "too small a risk": random(risk="1/10000"),
    "no students": compression.random_rate(-1, 1, dimension=50, weight=1, largest="1/2000", risk="1/100"),
}
FALSE = {
    "one neuron of the whole weight": random(largest=1),
    "a negative value": random(-1),
    "half the mean": compression.random_rate(
        S, RELU * S * W / d / 2, dimension=d, weight=W, largest=m, risk=TAIL, where=[TAIL < 1]
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert {"matrix-chernoff", "hermite-series"} <= set(answer.rules)
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", UNPROVED)
def test_what_the_tail_does_not_give_is_undecided(name):
    assert sc.decide(UNPROVED[name]).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_one_neuron(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


def test_true_claims_are_not_refuted():
    for claim in TRUE.values():
        at = {"S": 1} if claim.parsed.domain.kinds else {}
        assert check({"claim": claim.core, "witness": {"kind": "refute", "at": at}}).verdict is not Verdict.REFUTED


def test_an_excess_that_is_too_small_is_no_proof():
    certificate = sc.decide(TRUE["numbers"]).certificate
    assert certificate["witness"]["given"]["excess"]
    for excess in ("0", "-1/2", "1/2", "2"):
        forged = {**certificate["witness"], "given": {"excess": excess}}
        assert check({"claim": certificate["claim"], "witness": forged}).verdict is Verdict.UNDECIDED


def test_other_lengths_are_malformed():
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, "lengths": "some"}, "witness": {"kind": "goals"}})


def test_the_largest_eigenvalue_of_drawn_directions_is_as_small_as_the_tail_says():
    """(d, N) = (50, 2000): (1 + ε)/d with ε = 3/4 is exceeded with probability < 1/100; in twelve draws it never is."""
    rng = np.random.default_rng(0)
    seen = []
    for _ in range(12):
        b = rng.normal(size=(2000, 50))
        b /= np.linalg.norm(b, axis=1)[:, None]
        seen.append(np.linalg.eigvalsh(b.T @ b / 2000)[-1])
    assert 1 / 50 < min(seen) < max(seen) < 1.75 / 50


def test_a_core_without_the_dimension_is_noticed(monkeypatch):
    """d·(…) forgotten: a smaller risk is taken for enough."""
    witness = sc.decide(TRUE["numbers"]).certificate["witness"]
    document = {"claim": random(risk="1/400").core, "witness": witness}
    assert check(document).verdict is Verdict.UNDECIDED
    own = RandomRate._goal

    def forgetful(self, key, op, lhs, rhs):
        return own(self, key, op, lhs / self.dimension if key == "risk" else lhs, rhs)

    monkeypatch.setattr(RandomRate, "_goal", forgetful)
    assert check(document).verdict is Verdict.PROVED


def test_no_target_is_looked_for_in_a_dimension_that_is_no_integer():
    """d = 3/2 has no vectors: a claim about them is not refuted."""
    certificate = sc.decide(random(largest=1)).certificate
    for dimension, verdict in ((50, Verdict.REFUTED), ("99/2", Verdict.UNDECIDED)):
        document = {"claim": {**certificate["claim"], "dimension": dimension}, "witness": certificate["witness"]}
        assert check(document).verdict is verdict
