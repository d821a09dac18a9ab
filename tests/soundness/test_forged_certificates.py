"""Certificates made up from nothing: a false claim with every kind of witness, a true one with a refutation."""

import random

import pytest

from tests.rows import one_in

from . import forgery, oracle, tricks
from .corpus import FALSE, TRUE, VACUOUS
from .statement import Statement


def by_name(statement: Statement) -> str:
    return statement.name


def outcome(claim: dict, witness: dict) -> str:
    return forgery.verdict(forgery.sealed({"format": 2, "symcrit": "0", "claim": claim, "witness": witness}))


@pytest.mark.parametrize("statement", one_in(5, FALSE, kind=lambda one: one.kind, ids=by_name))
def test_no_witness_proves_a_false_claim(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    proved = [w["kind"] for w in forgery.forged_witnesses(claim, rng) if outcome(claim, w) == "PROVED"]
    assert not proved


@pytest.mark.parametrize("statement", TRUE, ids=by_name)
def test_no_point_refutes_a_true_claim(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    refuted = [w for w in forgery.forged_refutations(claim, rng) if outcome(claim, w) == "REFUTED"]
    assert not refuted


@pytest.mark.parametrize("statement", one_in(3, VACUOUS, ids=by_name))
def test_nothing_proves_or_refutes_a_vacuous_claim(statement: Statement) -> None:
    """Not even with a made-up sample, or at a made-up point."""
    claim, rng = statement.as_json(), random.Random(statement.name)
    samples = [{name: str(v) for name in claim["symbols"]} for v in (0, 1, -1, "3/2")]
    witnesses = [w | {"sample": s} for w in forgery.forged_witnesses(claim, rng) for s in samples]
    witnesses += [{"kind": "refute", "at": s} for s in samples]
    assert {outcome(claim, w) for w in witnesses} <= {"UNDECIDED", "malformed"}


def answered(cheats: tricks.Cheats, besides: set[str]) -> dict[str, str]:
    """The names of the cheats that core decides, with what it says (or says something else than `besides`)."""
    said = {name: outcome(claim, witness) for name, (claim, witness) in cheats.items()}
    assert said
    return {name: verdict for name, verdict in said.items() if verdict not in besides}


@pytest.mark.parametrize("module", tricks.OF_FALSE)
def test_a_missing_step_is_noticed(module: str) -> None:
    assert answered(tricks.false_claims(module), {"UNDECIDED", "malformed"}) == {}


@pytest.mark.parametrize("module", tricks.OF_TRUE)
def test_a_wrong_counterexample_is_noticed(module: str) -> None:
    assert answered(tricks.true_claims(module), {"UNDECIDED", "malformed"}) == {}


def test_what_can_be_read_in_two_ways_is_not_answered() -> None:
    assert answered(tricks.unclear(), {"UNDECIDED"}) == {}


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_the_cheats_are_about_false_and_true_claims(count: int) -> None:
    """By the independent oracle: the former fail somewhere or speak about nothing, the latter never fail."""
    of_false, of_true = tricks.all_false_claims(), tricks.all_true_claims()
    rng = random.Random(0)
    honest = [
        name
        for name, (claim, _) in of_false.items()
        if oracle.violation(claim, random.Random(name), count=200) is None
        and forgery.admissible_somewhere(claim, [], rng)
    ]
    false = [
        name
        for name, (claim, _) in of_true.items()
        if oracle.violation(claim, random.Random(name), count=3 if "configuration" in claim else count) is not None
    ]
    assert (honest, false) == ([], [])


PROOFS = {"zero", "positive", "chain", "goals"}
REFUTATIONS = {"equal", "less", "at_most", "increasing", "concave", "critical", "loss"}


def test_the_forger_would_succeed_where_he_is_honest() -> None:
    """The made-up witnesses are not all nonsense: on true claims some are accepted."""
    accepted: set[str] = set()
    for statement in TRUE:
        claim, rng = statement.as_json(), random.Random(statement.name)
        made_up = [w for w in forgery.forged_witnesses(claim, rng) if w["kind"] in PROOFS - accepted]
        accepted |= {w["kind"] for w in made_up if outcome(claim, w) == "PROVED"}
        if accepted == PROOFS:
            break
    assert accepted == PROOFS
    refuted: set[str] = set()
    for statement in FALSE:
        claim, rng = statement.as_json(), random.Random(statement.name)
        if claim["kind"] in REFUTATIONS - refuted:
            made_up = forgery.forged_refutations(claim, rng)
            refuted |= {claim["kind"] for w in made_up if outcome(claim, w) == "REFUTED"}
    assert refuted == REFUTATIONS
