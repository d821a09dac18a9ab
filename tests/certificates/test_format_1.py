"""Certificates of format 1, kept from the last version that wrote them: core decides them as it did then.

`format_1/` holds certificates that symcrit 0.1.0 wrote and accepted before format 2: for every kind of claim, for every
kind of witness, and for every label of a goal that then occurred, the smallest one.
"""

import json
from pathlib import Path

import pytest

from symcrit.certificate import FORMAT, digest, envelope
from symcrit.core.registry import CLAIMS
from symcrit.core.verdict import Malformed, check
from symcrit.core.work import Work
from symcrit.format_1 import LABELS

FILES = sorted((Path(__file__).parent / "format_1").glob("*.json"))
WORK = 10**10


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_decided_as_it_was(path):
    old = read(path)
    value = envelope(old)
    assert value["format"] == FORMAT
    assert value["claim"] == old["claim"]
    finding = check(value, work=Work(WORK))
    expected = "REFUTED" if old["witness"]["kind"] == "refute" else "PROVED"
    assert (finding.verdict.name, finding.why if finding.verdict.name != expected else "") == (expected, "")


def test_every_kind_of_claim_occurs():
    kinds = {read(path)["claim"]["kind"] for path in FILES}
    assert kinds == set(LABELS) | {"kernel", "isolated", "branch"}
    assert kinds <= set(CLAIMS)


def test_the_digest_is_that_of_format_1():
    old = read(FILES[0])
    with pytest.raises(Malformed, match="wrong digest"):
        envelope({**old, "symcrit": "another"})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_a_forged_one_says_is_not_proved(path):
    """The kind of the claim changed: its goals are others, or there is no such claim."""
    old = read(path)
    other = "less" if old["claim"]["kind"] != "less" else "equal"
    forged = {**old, "claim": {**old["claim"], "kind": other}}
    try:
        finding = check(envelope({**forged, "digest": digest(forged)}), work=Work(WORK))
    except Malformed:
        return
    assert finding.verdict.name != "PROVED"
