"""Holes that typed claims and witnesses, and the translation of format 1, had: fields that nobody read, odd kinds."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from symcrit.certificate import digest, envelope, written
from symcrit.core import registry
from symcrit.core.loading import Folder
from symcrit.core.verdict import Malformed, check
from symcrit.core.work import SECOND, Work
from tests.speed import at_most

FORMAT_1 = Path(__file__).parent.parent / "certificates" / "format_1"
POSITIVE = {"kind": "positive"}
LESS = {"kind": "less", "lhs": "0", "rhs": "2"}
POINT = {"kind": "point", "precision": 64, "frames": {"all": "identity"}}
ABOVE_ONE = {"symbols": {"x": "real"}, "where": [["<", "1", "x"]]}
INNER = {"kind": "less", **ABOVE_ONE, "lhs": "0", "rhs": "x"}
SUBSTITUTE = {"kind": "substitute", "claim": INNER, "values": {"x": "2"}, "witness": POSITIVE}
CONCAVE = {"kind": "concave", **ABOVE_ONE, "expr": ["log", "x"], "symbol": "x"}
BY_RULE = {"kind": "rule", "rule": "second-derivative", "proof": POSITIVE, "sample": {"x": "2"}}


def old(claim: dict[str, Any], witness: Any) -> str:
    """What is said of a certificate of format 1: a verdict, or "malformed"."""
    value = {"format": 1, "symcrit": "0.1.0", "claim": claim, "witness": witness}
    try:
        return check(envelope({**value, "digest": digest(value)})).verdict.name
    except Malformed:
        return "malformed"


# ------------------------------------------------------------------------------------------------------------- format 2


@pytest.mark.parametrize("kind", [10**5000, ["less"], {"kind": "less"}, None, True], ids=type)
def test_a_kind_that_is_no_word_is_malformed(kind: Any) -> None:
    with pytest.raises(Malformed):
        check({"claim": {**LESS, "kind": kind}, "witness": POSITIVE})
    with pytest.raises(Malformed):
        check({"claim": LESS, "witness": {"kind": kind}})
    with pytest.raises(Malformed):
        check({"claim": LESS, "witness": {**SUBSTITUTE, "witness": {"kind": kind}}})


def test_an_unknown_witness_is_named_and_the_known_ones_are_listed() -> None:
    with pytest.raises(Malformed, match=r"'trust me' is no witness; known: .*refute; of the"):
        check({"claim": LESS, "witness": {"kind": "trust me"}})
    with pytest.raises(Malformed, match=r"'trust me' is no witness for a goal; known: .*positive"):
        check({"claim": LESS, "witness": {"kind": "goals", "proofs": {"claim": {"kind": "trust me"}}}})


@pytest.mark.parametrize("key", ["é", "a\n", "a" * 201], ids=["not ASCII", "not printable", "too long"])
def test_the_key_of_a_goal_is_short_printable_ascii(key: str) -> None:
    with pytest.raises(Malformed, match="not a key of a goal"):
        check({"claim": LESS, "witness": {"kind": "goals", "proofs": {key: POSITIVE}}})


def test_a_proof_of_another_kind_inside_a_witness_is_rejected() -> None:
    finding = check({"claim": LESS, "witness": {**SUBSTITUTE, "witness": POINT}})
    assert finding.verdict == "UNDECIDED"
    assert "the witness for less is goals" in finding.why


@pytest.mark.parametrize("value", [["/", "1", "0"], ["+", "2", ["*", "0", ["log", "-1"]]]], ids=["1/0", "log(-1)"])
def test_a_value_that_is_not_defined_is_not_substituted(value: Any) -> None:
    finding = check({"claim": LESS, "witness": {**SUBSTITUTE, "values": {"x": value}}})
    assert finding.verdict == "UNDECIDED"
    assert "a value is not defined" in finding.why


def test_a_sample_inside_a_witness_is_refused_as_nobody_reads_it() -> None:
    assert check({"claim": LESS, "witness": SUBSTITUTE}).verdict == "PROVED"
    sampled = {**SUBSTITUTE, "witness": {**POSITIVE, "sample": {"x": "-5", "y": "7"}}}
    with pytest.raises(Malformed, match="sample"):
        check({"claim": LESS, "witness": sampled})


def test_a_claim_inside_a_witness_does_not_change_what_the_outer_one_is_about() -> None:
    """After the inner claim, which is about no kernel, the outer one is still about any σ: its series is read."""
    path = next(path for path in sorted(FORMAT_1.glob("*.json")) if '"series"' in path.read_text(encoding="utf-8"))
    certificate = envelope(json.loads(path.read_text(encoding="utf-8")))
    assert check(certificate).verdict == "PROVED"
    proofs = certificate["witness"]["proofs"]
    key = next(key for key, witness in proofs.items() if witness["kind"] == "series")
    lemmas = [{"relation": ["<", "0", "2"], "witness": SUBSTITUTE}, *proofs[key].get("lemmas", [])]
    witness = {**certificate["witness"], "proofs": {**proofs, key: {**proofs[key], "lemmas": lemmas}}}
    assert check({**certificate, "witness": witness}).verdict == "PROVED"


def test_a_point_of_many_symbols_is_read_in_a_time_that_grows_with_their_number() -> None:
    names = [f"x{i}" for i in range(4000)]
    claim = {**LESS, "symbols": dict.fromkeys(names, "real"), "where": [["<=", "0", name] for name in names]}
    with at_most(200):
        finding = check(
            {"claim": claim, "witness": {**POSITIVE, "sample": dict.fromkeys(names, "1")}}, work=Work(SECOND)
        )
    assert finding.verdict == "PROVED"


def source(folder: Path, name: str) -> ModuleType:
    """A package with one module, which defines a kind of this name."""
    package = folder / "kinds_of_a_test"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / f"{name}.py").write_text(f"class Own:\n    kind = {name!r}\n", encoding="utf-8")
    module = ModuleType(package.name)
    module.__path__ = [str(package)]
    return module


@pytest.mark.parametrize("name", ["refute", "other"])
def test_a_file_that_holds_no_kind_is_no_file_that_nobody_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A module that holds no kind that is looked for, or one called like refutations, which are read first."""
    monkeypatch.syspath_prepend(tmp_path)
    package = source(tmp_path, name)
    monkeypatch.setitem(sys.modules, package.__name__, package)
    with pytest.raises(ImportError, match="must define one kind"):
        list(Folder(package, registry._witness))


@pytest.mark.parametrize("path", sorted(FORMAT_1.glob("*.json")), ids=lambda path: path.stem)
def test_what_is_written_of_a_claim_is_read_back_as_this_claim_or_refused(path: Path) -> None:
    claim = registry.read_claim(json.loads(path.read_text(encoding="utf-8"))["claim"])
    if hasattr(claim, "configuration"):
        with pytest.raises(TypeError, match="no JSON"):
            written(claim)
    else:
        assert registry.read_claim(written(claim)) == claim


# ------------------------------------------------------------------------------------------------------------- format 1


def test_a_proof_by_a_rule_is_read() -> None:
    assert old(CONCAVE, BY_RULE) == "PROVED"


@pytest.mark.parametrize(
    "edit",
    [
        {"extra": "1"},
        {"at": {"x": "2"}},
        {"sizes": ["1"]},
        {"function": "x"},
        {"rule": "mean-value"},
        {"rule": None},
        {"kind": "groups"},
        {"kind": "kernel"},
        {"kind": "zero"},
        {"kind": "unknown"},
        {"kind": ["rule"]},
        {"kind": {"kind": "rule"}},
        {"lemmas": ""},
        {"lemmas": None},
        {"sample": None},
        {"sample": []},
        {"proof": None},
        {"proof": []},
    ],
    ids=json.dumps,
)
def test_what_format_1_did_not_read_is_not_left_out_in_translation(edit: dict[str, Any]) -> None:
    assert old(CONCAVE, {**BY_RULE, **edit}) in ("malformed", "UNDECIDED")


def test_empty_fields_of_format_1_that_say_nothing_are_read() -> None:
    assert old(LESS, {**POSITIVE, "lemmas": [], "proof": {}, "sample": {}}) == "PROVED"


@pytest.mark.parametrize("claim", [INNER, {"kind": "increasing", **ABOVE_ONE, "expr": "x", "symbol": "x"}])
def test_a_sample_inside_a_witness_of_format_1_is_refused(claim: dict[str, Any]) -> None:
    if claim is INNER:
        whole, witness = LESS, SUBSTITUTE
    else:
        whole = {"kind": "equal", "lhs": "2", "rhs": ["sqrt", "4"]}
        inner = {"kind": "rule", "rule": "mean-value", "proof": POSITIVE}
        witness = {"kind": "injective", "claim": claim, "witness": inner}
    assert old(whole, witness) == "PROVED"
    assert old(whole, {**witness, "witness": {**witness["witness"], "sample": {"x": "2"}}}) == "malformed"


def test_a_label_that_stands_for_millions_of_goals_is_refused_at_once() -> None:
    groups = {"size": "l", "sizes": ["1"] * 3000, "students": [{"a": "1", "c": "1"}]}
    claim: dict[str, Any] = {"kind": "outside_span", "factor": "1", "diagonal": "1", "vector": "1"}
    claim["configuration"] = {"kernel": {"uninterpreted": "kappa"}, "groups": groups}
    proof = {"block − factor·(D + vvᵀ)": {"kind": "zero"}}
    with at_most(125):
        assert old(claim, {"kind": "rule", "rule": "rank-one", "proof": proof}) == "malformed"


def test_two_labels_of_one_goal_are_not_both_read() -> None:
    doubled = {"kind": "zero", "proof": {"left − right": POSITIVE, "claim": POSITIVE}}
    assert old(LESS, {"kind": "zero", "proof": {"left − right": POSITIVE}}) == "PROVED"
    assert old(LESS, doubled) == "malformed"


@pytest.mark.parametrize("path", sorted(FORMAT_1.glob("*.json")), ids=lambda path: path.stem)
def test_a_field_more_in_a_certificate_of_format_1_is_refused(path: Path) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert old(value["claim"], {**value["witness"], "unread": "1"}) in ("malformed", "UNDECIDED")
    assert old({**value["claim"], "unread": "1"}, value["witness"]) == "malformed"
