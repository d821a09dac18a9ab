"""Both checkers, over certificates that core accepts, and over edited ones: where both decide they agree.

`certificates/` holds, for each kind of claim, of witness and of configuration, the smallest certificate of `symcrit
verify` that the second checker accepts, and as `other-…` one for each kind that it does not.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from symcrit import second
from tests.rows import one_in
from tests.soundness import forgery

from .common import FILES, OTHERS, OWN, of_core, of_second, read, text

EDITS = 3  # of each certificate
SHORT = 3000  # characters of a certificate whose edits take no time


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_it_is_accepted(path):
    certificate = read(path)
    answer = second.check(certificate)
    verdict = "REFUTED" if certificate["witness"]["kind"] == "refute" else "PROVED"
    assert (answer.answer, answer.verdict, answer.why) == ("accepted", verdict, "")


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_it_is_not_its_kind(path):
    answer = second.check(read(path))
    assert answer.answer == "not my kind"
    assert answer.why


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_core_accepts_it(path):
    """Else an edited one, which core cannot read, would be compared with nothing."""
    certificate = read(path)
    assert second.digest(certificate) == certificate["digest"]
    assert of_core(certificate) == ("REFUTED" if certificate["witness"]["kind"] == "refute" else "PROVED")


def complaints(document, rng, edits):
    """What is wrong with the answers to edited certificates; and how many edits both checkers decided."""
    wrong, decided = [], 0
    document = {**document, "claim": {"symbols": {}, "where": [], **document["claim"]}}
    every = list(forgery.edits(document))
    for label, altered in rng.sample(every, min(edits, len(every))):
        answer = of_second(altered)
        if answer.answer == "not my kind":
            continue
        core = of_core(altered)
        decided += 1
        if answer.answer == "refused" and core in ("PROVED", "REFUTED"):
            wrong.append(f"{label}: refused ({answer.why}), but core says {core}")
        if answer.answer == "accepted" and {answer.verdict, core} == {"PROVED", "REFUTED"}:
            wrong.append(f"{label}: accepted as {answer.verdict}, but core says {core}")
        if answer.answer == "accepted" and altered["claim"] != document["claim"] and core != answer.verdict:
            complaint = in_oracle(altered, answer.verdict, rng)
            wrong += [f"{label}: {complaint}"] if complaint else []
    return wrong, decided


def in_oracle(altered, verdict, rng):
    """What a numerical oracle has against a verdict; nothing for claims that it cannot evaluate."""
    try:
        return forgery.complaint(altered, verdict, rng)
    except (ValueError, KeyError, ArithmeticError):
        return None


@pytest.mark.parametrize(
    "path",
    one_in(
        3,
        [p for p in OWN if len(text(p)) < SHORT],
        kind=lambda path: path.stem.split("-")[0],
        ids=lambda path: path.stem,
    ),
)
def test_edited_certificates_are_refused_or_still_true(path):
    wrong, _ = complaints(read(path), random.Random(path.stem), EDITS)
    assert not wrong, "\n".join(wrong)


def test_edits_are_decided():
    """Most edits of a certificate of numbers are decided by both; else the test above would say little."""
    path = next(path for path in OWN if path.name.startswith("less-proved"))
    _, decided = complaints(read(path), random.Random(0), 30)
    assert decided >= 15


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_many_edits_are_refused_or_still_true(path):
    wrong, _ = complaints(read(path), random.Random(path.stem), 150)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_edits_of_the_soundness_suite_are_refused_or_still_true():
    """Over the certificates that `tests/soundness/test_edited_certificates.py` edits."""
    from tests.soundness import test_edited_certificates as suite
    from tests.soundness.decided import decided

    rng, wrong, seen = random.Random(0), [], 0
    for name in suite.PROVED_ONES + suite.REFUTED_ONES:
        if name not in suite.KERNELS and decided(name).answer is None:
            continue
        document = suite.certificate(name)
        answer, core = of_second(document), of_core(document)
        assert answer.answer != "refused", f"{name}: {answer.why}"
        assert answer.answer != "accepted" or answer.verdict == core
        found, number = complaints(document, rng, suite.EDITS_PER_CERTIFICATE)
        wrong += [f"{name}: {complaint}" for complaint in found]
        seen += number
    assert not wrong, "\n".join(wrong)
    assert seen > 500


@pytest.mark.slow
def test_most_certificates_of_verify_are_accepted_and_none_is_refused(tmp_path):
    """All proofs of `symcrit verify -o`, and the refutations of all mutants: 60 % at least."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "symcrit", "verify", str(root / "proofs"), "-q", "-o", str(tmp_path)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    proofs = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("*.json"))]
    refutations = [json.loads(path.read_text()) for path in sorted((tmp_path / "mutants").glob("*.json"))]
    for certificates in (proofs, refutations):
        answers = [second.check(certificate) for certificate in certificates]
        print(second.counted(zip(certificates, answers, strict=True)))
        assert [answer.why for answer in answers if answer.answer == "refused"] == []
        accepted = sum(answer.answer == "accepted" for answer in answers)
        assert accepted >= 0.6 * len(certificates) > 100
