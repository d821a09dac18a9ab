"""The cache: it holds certificates and is never believed."""

import json
import os
import sys
import time

import pytest

from symcrit.certificate import digest
from symcrit.core import CHECK
from symcrit.search.claims.equal import equal
from symcrit.search.claims.less import less
from symcrit.theorems.cache import Cache, Kept, cache_folder
from symcrit.theorems.decide import decide
from symcrit.theorems.judge import judged
from symcrit.theorems.runner import verify

GOOD = """
@theorem("good.third")
def third():
    return less("1/3", "1/2")

@mutant(third)
def swapped():
    return less("1/2", "1/3")
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def only_row(**options):
    (row,) = verify("./proofs", jobs=1, **options).rows
    return row


def certificate_files():
    return sorted(cache_folder().glob("*"))


def test_the_cache_holds_certificates_that_are_used_again(proof_file, monkeypatch):
    proof_file(GOOD)
    assert only_row().outcome == "PROVED"
    assert len(certificate_files()) == 2
    monkeypatch.setattr("symcrit.theorems.decide.decide", None)
    assert only_row().outcome == "PROVED"


def without_seconds(ledger):
    document = ledger.to_json()
    for row in document["theorems"]:
        row.pop("seconds")
    return document


def test_a_row_from_kept_certificates_is_the_row_of_a_search(proof_file):
    proof_file(GOOD)
    cold, kept = without_seconds(verify(jobs=1)), without_seconds(verify(jobs=1))
    assert cold == kept
    assert cold["theorems"][0]["work"] > 0


@pytest.mark.parametrize(("found", "asked"), [(4, 1), (1, 4), (1.5, 1)])
def test_a_certificate_kept_from_another_effort_counts_and_the_row_says_so(proof_file, found, asked):
    proof_file(GOOD)
    assert only_row(effort=found).notes == ()
    row = only_row(effort=asked)
    assert (row.outcome, row.notes) == ("PROVED", (f"kept from effort {found}",))
    assert row.to_json()["notes"] == [f"kept from effort {found}"]
    assert only_row(effort=found).notes == ()


def test_a_certificate_of_an_older_cache_is_no_error(proof_file):
    proof_file(GOOD)
    only_row()
    for path in certificate_files():
        path.write_text(json.dumps(json.loads(path.read_text())["certificate"]))
    assert only_row().outcome == "PROVED"
    assert all(set(json.loads(path.read_text())) == {"certificate", "work", "effort"} for path in certificate_files())


def test_no_cache_leaves_no_file(proof_file):
    proof_file(GOOD)
    assert only_row(cache=False).outcome == "PROVED"
    assert certificate_files() == []


DAMAGE = [
    b"",
    b"{",
    b"[1]",
    b"\xff\xfe",
    b"null",
    b'{"format": 1}',
    b"[" * 10**5,
    "shortened",
    "edited",
    "work",
    "effort",
]
TELLING = (b"\xff\xfe", "shortened", "edited", "work")  # no text, no JSON, another claim, another number


@pytest.mark.parametrize(
    "damage", [pytest.param(damage, marks=() if damage in TELLING else pytest.mark.slow) for damage in DAMAGE]
)
def test_a_damaged_file_is_ignored_and_rewritten(proof_file, damage):
    proof_file(GOOD)
    only_row()
    sound = {path: path.read_bytes() for path in certificate_files()}
    for path, data in sound.items():
        edits = {"shortened": data[:-9], "edited": data.replace(b'"1/2"', b'"1/5"')}
        edits["work"] = json.dumps(json.loads(data) | {"work": -1}).encode()
        edits["effort"] = json.dumps(json.loads(data) | {"effort": "nan"}).encode()
        path.write_bytes(edits.get(damage, damage))
    assert only_row().outcome == "PROVED"
    assert {path: path.read_bytes() for path in certificate_files()} == sound


def test_a_certificate_for_another_claim_proves_nothing(proof_file):
    """The poisoned cache: a sound certificate of a true claim lies where that of a false one would be."""
    true, false = less("1/3", "1/2"), less("1/2", "1/3")
    cache = Cache(cache_folder())
    cache.keep(Kept(decide(true).certificate, work=7, effort=1))
    assert judged(json.dumps(cache.kept(true.core).certificate), CHECK)["answer"]["verdict"] == "PROVED"
    os.replace(cache.path(true.core), cache.path(false.core))
    assert cache.kept(false.core) is None
    proof_file('@theorem("a.b")\ndef f():\n    return less("1/2", "1/3")\n')
    assert only_row().outcome == "REFUTED"


def test_a_certificate_that_proves_nothing_is_searched_anew(proof_file):
    proof_file(GOOD)
    only_row()
    for path in certificate_files():
        certificate = json.loads(path.read_text())["certificate"] | {"witness": {"kind": "zero"}}
        certificate["digest"] = digest(certificate)
        Cache(cache_folder()).keep(Kept(certificate, work=7, effort=1))
    assert only_row().outcome == "PROVED"


@pytest.mark.parametrize("place", ["a_file", "a_file/below"])
def test_a_folder_that_cannot_be_written_costs_time_only(proof_file, monkeypatch, tmp_path, place):
    (tmp_path / "a_file").write_text("")
    monkeypatch.setenv("SYMCRIT_CACHE", str(tmp_path / place))
    proof_file(GOOD)
    assert only_row().outcome == "PROVED"


def test_one_and_true_are_different_claims():
    claim = equal(1, 1).core
    assert Cache(cache_folder()).path(claim) != Cache(cache_folder()).path(claim | {"lhs": True})


SPECIAL = {
    "a pipe": os.mkfifo,
    "a folder": os.mkdir,
    "a device": lambda path: os.symlink("/dev/zero", path),
    "20 GB": lambda path: (path.touch(), os.truncate(path, 20 * 10**9)),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
@pytest.mark.parametrize("what", SPECIAL)
def test_what_is_no_file_is_as_good_as_none(proof_file, what):
    proof_file(GOOD)
    only_row()
    for path in certificate_files():
        path.unlink()
        SPECIAL[what](path)
    start = time.monotonic()
    assert only_row().outcome == "PROVED"
    assert time.monotonic() - start < 20
