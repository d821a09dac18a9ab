"""The claim `free_signs`: up to which slope of the target positive weights are best; its bounds, and its proofs."""

import json

import numpy as np
import pytest
from flint import fmpq
from scipy.optimize import brentq, minimize
from sympy import Rational, Symbol, pi, sqrt

import symcrit as sc
from symcrit import InputError, compression
from symcrit.core import Malformed, Verdict, check, num
from symcrit.core.affine.family import Family
from symcrit.core.algebra.balls import ball
from symcrit.core.claims.free_signs import FreeSigns

M, d = Symbol("M", integer=True, positive=True), Symbol("d", integer=True, positive=True)
c = Symbol("c", positive=True)
PAIR = (pi - 2) / (pi + 2)  # M = 3, c = 1
BOUNDS = {"low": "1.014", "high": "1.015"}  # τ_c = 1.01424…
BOUNDED = compression.free_signs(3, 1, loss=PAIR, d=3, **BOUNDS).core
EXAMPLE = compression.free_signs(3, 1, loss=PAIR, d=3, low="1.014").core
FALSE = {
    "low": compression.free_signs(3, 1, loss=PAIR, d=3, low="1.0143"),
    "high": compression.free_signs(3, 1, loss=PAIR, d=3, high="1.0142"),
    "loss": compression.free_signs(3, 1, loss=PAIR * Rational(999, 1000), d=3),
    "room": compression.free_signs(3, 1, loss=PAIR, d=2),
}


@pytest.fixture(scope="module")
def proved():
    """The certificate of the example."""
    answer = sc.decide(compression.free_signs(3, 1, loss=PAIR, d=3, **BOUNDS))
    assert answer.verdict is Verdict.PROVED, answer
    return answer.certificate


def test_the_statement_is_the_theorem(proved):
    said = compression.free_signs(3, 1, loss=PAIR, d=3, **BOUNDS).statement
    for words in ("s_j of any sign", "if and only if |v| ≤ τ_c", "at least 507/500", "at most 203/200"):
        assert words in said
    assert check(proved).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


@pytest.mark.parametrize("cosine", ["0", "1/4", "0.2893", "0.28934", "1/2", "-1/3", "1", "2"])
def test_no_cosine_refutes_what_is_true(proved, cosine):
    witness = {"kind": "refute", "at": {}, "cosine": cosine, "kernel": proved["witness"]["kernel"]}
    assert check({"claim": BOUNDED, "witness": witness}).verdict is Verdict.UNDECIDED


def changed(proved, claim=None, **given):
    """The verdict on the example with other bounds, and with other cosines in its proof."""
    document = json.loads(json.dumps(proved))
    document["claim"].update(claim or {})
    own = document["witness"]["given"]
    document["witness"]["given"] = {key: value for key, value in {**own, **given}.items() if value is not None}
    return check({"claim": document["claim"], "witness": document["witness"]}).verdict


def test_cosines_on_the_wrong_side_prove_no_bound(proved):
    assert changed(proved, low="0.2893", high="0.2894") is Verdict.PROVED
    assert changed(proved, low="0.2894") is Verdict.UNDECIDED
    assert changed(proved, high="0.2893") is Verdict.UNDECIDED
    assert changed(proved, {"low": "1.0143"}, low="0.2894") is Verdict.UNDECIDED
    assert changed(proved, {"high": "1.0142"}, high="0.2893") is Verdict.UNDECIDED
    assert changed(proved, low=None) is Verdict.UNDECIDED
    assert changed(proved, high=None) is Verdict.UNDECIDED


@pytest.mark.parametrize(("key", "claim", "given"), [
    ("low-loss", {"low": "1.0143"}, {"low": "0.2894"}), ("high-loss", {"high": "1.0142"}, {"high": "0.2893"}),
])  # fmt: skip
def test_a_core_that_does_not_compare_losses_is_noticed(proved, monkeypatch, key, claim, given):
    honest = FreeSigns.goals
    monkeypatch.setattr(FreeSigns, "goals", lambda *all: (goal for goal in honest(*all) if goal.key != key))
    without = {name: how for name, how in proved["witness"]["proofs"].items() if name != key}
    careless = {**proved, "witness": {**proved["witness"], "proofs": without}}
    assert changed(careless, claim, **given) is Verdict.PROVED


def test_a_core_that_does_not_look_at_the_value_is_noticed(proved, monkeypatch):
    """The other goals hold of larger values, too."""
    honest = FreeSigns.said
    own = dict(proved["witness"]["proofs"])
    plain = {key: own[key] for key in own if key.partition("-")[0] not in ("low", "high", "value")}
    claim = {key: value for key, value in BOUNDED.items() if key not in BOUNDS}
    larger = {**claim, "value": ["*", "10001/10000", claim["value"]]}
    witness = {key: value for key, value in proved["witness"].items() if key != "given"}

    def verdict(claim):
        return check({"claim": claim, "witness": {**witness, "proofs": plain}}).verdict

    assert verdict(claim) is Verdict.PROVED
    assert verdict(larger) is Verdict.UNDECIDED
    monkeypatch.setattr(FreeSigns, "said", lambda *all: (goal for goal in honest(*all) if goal.key != "value"))
    assert verdict(larger) is Verdict.PROVED


def test_another_activation_is_not_relu(proved):
    """Of a|z| + αz only 2a = 2α = 1 is meant: lengths and slopes of the family are those of ReLU."""
    leaky = sc.decide(sc.kernel_of(sc.Activation("leaky", "3*z/4 + abs(z)/4")))
    kernel = sc.kernel(sc.Activation("leaky", "3*z/4 + abs(z)/4"))
    assert leaky.verdict is Verdict.PROVED
    document = {"claim": {**BOUNDED, "kernel": kernel.core},
                "witness": {**proved["witness"], "kernel": kernel.derivation.witness}}  # fmt: skip
    assert check(document).verdict is Verdict.UNDECIDED
    refutation = {"kind": "refute", "at": {}, "cosine": "1/2", "kernel": kernel.derivation.witness}
    assert check({"claim": {**document["claim"], "low": 5}, "witness": refutation}).verdict is Verdict.UNDECIDED


def test_symbols_of_the_proof_are_not_those_of_a_claim():
    for name in ("gamma_", "phi_"):
        with pytest.raises(Malformed, match="symbol of the proof"):
            check({"claim": {**BOUNDED, "symbols": {name: "real"}}, "witness": {"kind": "goals"}})
    with pytest.raises(InputError, match="symbol of the proof"):
        compression.free_signs(3, Symbol("phi_", positive=True), loss=1, d=3)


def test_cosines_without_bounds_are_malformed(proved):
    plain = {key: value for key, value in BOUNDED.items() if key not in BOUNDS}
    with pytest.raises(Malformed, match="not claimed"):
        check({"claim": plain, "witness": proved["witness"]})


def loss(w, signs, slope):
    """E[(Σ s_j max(w_j·x, 0) − 1 − τ·x_1)²], s_j = ±1, from lengths and angles: the second road."""
    lengths = np.linalg.norm(w, axis=1)
    cosines = np.clip(w @ w.T / np.outer(lengths, lengths), -1, 1)
    squares = (np.sqrt(1 - cosines**2) + cosines * np.arccos(-cosines)) / (2 * np.pi)
    s = signs * lengths
    return s @ squares @ s - 2 * s.sum() / np.sqrt(2 * np.pi) - slope * signs @ w[:, 0] + 1 + slope**2


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 0.97, 1.03])
@pytest.mark.parametrize(("m", "transition"), [(2, 1.2545974), (3, 1.0142414)])
def test_the_least_loss_that_a_search_finds_is_that_of_the_theorem(m, transition, part):
    """τ_c from the equation of losses, tried at slopes around it, with every number of negative weights."""
    family = Family(num(m), num(1))
    value = float(ball(family.pair).mid())

    def of(function, rho):
        return float(ball(function(num(fmpq(*float(rho).as_integer_ratio())))).mid())

    crossing = brentq(lambda rho: of(family.loss, rho) - value, 0, 0.99)
    assert of(family.slope, crossing) == pytest.approx(transition, abs=1e-6)
    slope = part * transition
    rho = brentq(lambda rho: of(family.slope, rho) - slope, 1e-12 - 1 / (m - 1), 0.99) if part else 1e-12 - 1 / (m - 1)
    expected = min(of(family.loss, rho), value)
    rng = np.random.default_rng(0)
    found = []
    for negative in range(m + 1):
        signs = np.where(np.arange(m) < negative, -1.0, 1.0)
        for _ in range(4):
            start = rng.normal(size=m * m)
            result = minimize(lambda w, signs=signs: loss(w.reshape(m, m), signs, slope), start, options={"gtol": 1e-9})
            found.append(result.fun)
    assert expected - 1e-8 < min(found) < expected + 1e-6


@pytest.mark.slow
def test_for_every_number_of_neurons():
    pair = c**2 * (pi - 2) / (2 * (M - 1) + pi - 2)
    low = c * sqrt(2 * pi * (M - 1)) / (2 * (M - 1) + pi - 2)
    answer = sc.decide(compression.free_signs(M, c, loss=pair, d=d, low=low, where=[M >= 2, d >= M]))
    assert answer.verdict is Verdict.PROVED
    again = sc.decide(
        compression.free_signs(M, c, loss=pair, d=d, low=low * Rational(101, 100), where=[M >= 2, d >= M])
    )
    assert again.verdict is not Verdict.PROVED
