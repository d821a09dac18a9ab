"""Certificates whose kernels are derived by Price's theorem are decided as they were, by the reduction.

`by_price/` holds certificates of format 2 as symcrit wrote them before core reduced kernels by itself.
"""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from symcrit import by_price
from symcrit.certificate import digest, envelope
from symcrit.core import Malformed, Verdict, check

FILES = sorted((Path(__file__).parent / "by_price").glob("*.json"))
ERF, RELU = (Path(__file__).parent / "by_price" / f"{name}.json" for name in ("erf", "relu"))


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def signed(value):
    return {**value, "digest": digest(value)}


def verdict(value):
    return check(envelope(signed(value))).verdict


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_decided_as_it_was(path):
    old = read(path)
    assert "order" in old["witness"]["kernel"]
    value = envelope(old)
    assert value["claim"] == old["claim"]
    assert set(value["witness"]["kernel"]) == {"pieces", "edge", "smooth", "steps"}
    assert value["digest"] == digest(value)
    assert "work" not in value  # that was what the old derivation took
    assert check(value).verdict is Verdict.PROVED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_wrong_form_is_not_proved(path):
    old = read(path)
    for i in range(3):
        wrong = deepcopy(old)
        wrong["claim"]["kernel"]["forms"][i] = ["+", wrong["claim"]["kernel"]["forms"][i], "1/1000"]
        assert verdict(wrong) is Verdict.UNDECIDED


def test_core_reads_none_of_them():
    with pytest.raises(Malformed):
        check(read(ERF))


def test_the_digest_is_that_of_the_file():
    with pytest.raises(Malformed, match="wrong digest"):
        envelope({**read(ERF), "symcrit": "another"})


def test_a_derivation_of_another_activation_is_not_proved():
    old = read(RELU)
    old["claim"]["kernel"]["activation"] = ["abs", "z"]
    assert verdict(old) is Verdict.UNDECIDED


def test_what_has_no_meaning_any_more_is_dropped():
    """A wrong factor, or mean: the claim is the same, and true, and what proves it now is the reduction."""
    for key, wrong in (("factors", [["1", 0, "1", "0", "0", "0", "0", 0]]), ("means", ["7"])):
        old = read(ERF)
        old["witness"]["kernel"]["sides"][0][key] = wrong
        assert verdict(old) is Verdict.PROVED


@pytest.mark.parametrize(
    "edit",
    [
        {"steps": []},
        {"order": 2},
        {"steps": [{"kind": "zero"}] * 3},
        {"sides": [{"pieces": ["0", "z"], "means": ["0"]}]},
        {"sides": [{"pieces": ["z"], "means": ["0"]}]},
    ],
)
def test_a_derivation_that_does_not_fit_is_not_believed(edit):
    old = read(ERF)
    old["witness"]["kernel"].update(edit)
    try:
        found = verdict(old)
    except Malformed:
        return
    assert found is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "edit",
    [{"order": "1"}, {"smooth": 1}, {"sides": []}, {"sides": [{"factor": []}]}, {"more": 0}, {"steps": {}},
     {"sides": [{}, {}, {}]}],
)  # fmt: skip
def test_what_is_no_derivation_is_malformed(edit):
    old = read(ERF)
    old["witness"]["kernel"].update(edit)
    with pytest.raises(Malformed):
        envelope(signed(old))


def test_a_kernel_that_is_not_there_is_malformed():
    old = read(ERF)
    how = old["witness"]["kernel"]
    for claim in ({"kind": "less", "lhs": 0, "rhs": 1}, {"kind": "kernel", "kernel": {"uninterpreted": "kappa"}}):
        with pytest.raises(Malformed):
            by_price.translated(claim, {"kind": "positive", "kernel": how})


def test_inside_of_witnesses_it_is_that_of_the_inner_claim():
    old = read(RELU)
    inner = {"claim": old["claim"], "witness": old["witness"]}
    outer = {"kind": "zero", "lemmas": [{"relation": ["=", 0, 0], "witness": {"kind": "substitute", **inner}}]}
    found = by_price.translated({"kind": "equal", "lhs": 0, "rhs": 0}, outer)
    how = found["lemmas"][0]["witness"]["witness"]["kernel"]
    assert how["pieces"] == [{"breaks": ["0"], "pieces": ["0", "z"]}]


def test_one_that_is_nested_too_deeply_is_malformed():
    witness = read(ERF)["witness"]
    for _ in range(2000):
        witness = {"kind": "goals", "proofs": [witness]}
    with pytest.raises(Malformed, match="nested too deeply"):
        by_price.translated(read(ERF)["claim"], witness)
