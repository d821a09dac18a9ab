"""The runner: verdicts, errors, processes that die, and a cache that is never believed."""

import json
import os

import pytest

from symcrit.core.check import Verdict
from symcrit.errors import InputError
from symcrit.theorems.cache import Cache, cache_folder
from symcrit.theorems.claims import equal, less
from symcrit.theorems.decide import decide
from symcrit.theorems.ledger import Ledger, Row, conjunction
from symcrit.theorems.runner import verify
from symcrit.theorems.workers import spread

GOOD = """
@theorem("good.third")
def third():
    return less("1/3", "1/2")

@mutant(third)
def swapped():
    return less("1/2", "1/3")
"""
FALSE = '@theorem("bad.false")\ndef false():\n    return less(1, 2), equal(1, 2)\n'


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def only_row(**options):
    (row,) = verify("./proofs", jobs=1, **options).rows
    return row


def certificate_files():
    return sorted(cache_folder().glob("*"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_theorem_and_its_mutant(proof_file, jobs):
    proof_file(GOOD)
    ledger = verify("good", jobs=jobs)
    (row,) = ledger.rows
    assert (row.outcome, row.statements, row.instances, row.mutants) == ("PROVED", ("1/3 < 1/2",), (1, 1), (1, 1))
    assert row.evidence
    assert ledger.verdict is Verdict.PROVED
    assert ledger.exit_status == 0


def test_one_false_claim_refutes_the_theorem(proof_file):
    proof_file(GOOD + FALSE)
    ledger = verify(jobs=2)
    assert [row.outcome for row in ledger.rows] == ["PROVED", "REFUTED"]
    assert ledger.rows[1].instances == (1, 2)
    assert ledger.verdict is Verdict.REFUTED
    assert ledger.exit_status == 1


def test_vacuous_hypotheses_prove_nothing(proof_file):
    proof_file(
        'from sympy import Symbol\nx = Symbol("x", real=True)\n'
        '@theorem("bad.vacuous")\ndef vacuous():\n    return less(x, x + 1, where=[x > 1, x < 0])\n'
    )
    assert only_row().outcome == "UNDECIDED"
    assert verify(jobs=1).exit_status == 2


@pytest.mark.parametrize(
    ("body", "message", "misuse"),
    [
        ("return []", "'a.b' claims nothing", True),
        ("return None", "returned nothing; write `return`", True),
        ("return 7", "7 is no claim", True),
        ("yield from ()", "'a.b' claims nothing", True),
        ("yield less(1, 2); 1/0", "proofs/file.py:4: ZeroDivisionError: division by zero", False),
        ("import sys; sys.exit(0)", "SystemExit: 0", False),
    ],
)
def test_a_theorem_without_a_claim_is_an_error(proof_file, body, message, misuse):
    proof_file(f'@theorem("a.b")\ndef f():\n    {body}\n')
    ledger = verify(jobs=1)
    assert message in ledger.rows[0].error
    assert ledger.rows[0].verdict is None
    assert ledger.exit_status == (3 if misuse else 4)


def test_a_sympy_relation_is_a_claim(proof_file):
    proof_file('from sympy import Lt\n@theorem("a.b")\ndef f():\n    return Lt(1, 2, evaluate=False)\n')
    assert only_row().statements == ("1 < 2",)


def test_a_mutant_that_is_not_refuted_is_an_error(proof_file):
    proof_file(GOOD.replace('less("1/2", "1/3")', 'less("1/4", "1/3")'))
    ledger = verify(jobs=1)
    assert ledger.rows[0].error == "mutant swapped came out PROVED; a mutant must be REFUTED"
    assert ledger.rows[0].mutants == (0, 1)
    assert ledger.exit_status == 4


def test_instances_marked_large_wait_for_all(proof_file):
    proof_file('@theorem("a.b", instances=range(5), large=lambda i: i > 2)\ndef f(i):\n    return less(i, i + 1)\n')
    assert only_row().instances == (3, 5)
    assert only_row(everything=True).instances == (5, 5)


def test_large_theorems_are_named_when_left_out(proof_file):
    proof_file(GOOD + '@theorem("a.b", large=True)\ndef f():\n    return less(1, 2)\n')
    assert verify(jobs=1).left_out == ("a.b",)
    assert verify(jobs=1, everything=True).left_out == ()
    with pytest.raises(InputError, match="--all"):
        verify("a.b")


def test_bad_arguments():
    with pytest.raises(InputError, match="at least 1, not 0"):
        verify(jobs=0)
    with pytest.raises(InputError, match="no theorem is called 'nothing'"):
        verify("nothing")


def test_progress_is_told_of_every_task(proof_file):
    proof_file(GOOD)
    seen = []
    verify(jobs=1, progress=lambda *event: seen.append(event))
    assert seen == [(1, 2, "good.third"), (2, 2, "good.third")]


def test_what_a_theorem_prints_is_kept_from_stdout(proof_file, capfd):
    proof_file('print("import")\n' + GOOD.replace("    return less", '    print("call")\n    return less', 1))
    for jobs in (1, 2):
        verify(jobs=jobs)
    assert capfd.readouterr().out == ""


# ------------------------------------------------------------------------------------------------------- processes


def test_a_process_that_dies_costs_its_theorem_only(proof_file):
    proof_file(f'import os, signal\n@theorem("a.dies")\ndef dies():\n    os.kill(os.getpid(), signal.SIGKILL)\n{GOOD}')
    dead, alive = verify(jobs=2).rows
    assert dead.error == "the process of a.dies died (exit code -9)"
    assert alive.outcome == "PROVED"


def _square_or_die(number):
    if number < 0:
        os._exit(7)
    return number * number


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_comes_back_once(jobs):
    tasks = [3, -1, 4, -2, 5, 6]
    results = dict(spread(_square_or_die, tasks, jobs=jobs, lost=lambda task, code: (task, code)))
    assert results == {3: 9, -1: (-1, 7), 4: 16, -2: (-2, 7), 5: 25, 6: 36}


def _with_process(task):
    return os.getpid()


def test_a_process_stays_with_its_topic():
    tasks = [(topic, i) for i, topic in enumerate("ab" + "aabb" * 5)]
    done = {}
    for (topic, _), process in spread(_with_process, tasks, jobs=2, lost=lambda *_: None, topic=lambda task: task[0]):
        done.setdefault(process, []).append(topic)
    assert all(own in (sorted(own), sorted(own, reverse=True)) for own in done.values())


def test_no_process_stays_behind_when_the_iteration_is_abandoned():
    import multiprocessing

    results = spread(_square_or_die, [1, 2, 3, 4], jobs=2, lost=lambda *_: None)
    next(results)
    results.close()
    assert multiprocessing.active_children() == []


# ----------------------------------------------------------------------------------------------------------- cache


def test_the_cache_holds_certificates_that_are_used_again(proof_file, monkeypatch):
    proof_file(GOOD)
    assert only_row().outcome == "PROVED"
    assert len(certificate_files()) == 2
    monkeypatch.setattr("symcrit.theorems.decide.decide", None)
    assert only_row().outcome == "PROVED"


def test_no_cache_leaves_no_file(proof_file):
    proof_file(GOOD)
    assert only_row(cache=False).outcome == "PROVED"
    assert certificate_files() == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe", b"null", b'{"format": 1}', "shortened", "edited"])
def test_a_damaged_file_is_ignored_and_rewritten(proof_file, damage):
    proof_file(GOOD)
    only_row()
    sound = {path: path.read_bytes() for path in certificate_files()}
    for path, data in sound.items():
        edits = {"shortened": data[:-9], "edited": data.replace(b'"1/2"', b'"1/5"')}
        path.write_bytes(edits.get(damage, damage))
    assert only_row().outcome == "PROVED"
    assert {path: path.read_bytes() for path in certificate_files()} == sound


def test_a_certificate_for_another_claim_proves_nothing(proof_file):
    """The poisoned cache: a sound certificate of a true claim lies where that of a false one would be."""
    true, false = less("1/3", "1/2"), less("1/2", "1/3")
    cache = Cache(cache_folder())
    cache.keep(decide(true).certificate)
    assert cache.answer(true.core).verdict is Verdict.PROVED
    os.replace(cache.path(true.core), cache.path(false.core))
    assert cache.answer(false.core) is None
    proof_file('@theorem("a.b")\ndef f():\n    return less("1/2", "1/3")\n')
    assert only_row().outcome == "REFUTED"


def test_a_certificate_that_proves_nothing_is_searched_anew(proof_file):
    proof_file(GOOD)
    only_row()
    for path in certificate_files():
        certificate = json.loads(path.read_text())
        certificate["witness"] = {"kind": "zero"}
        Cache(cache_folder()).keep(certificate | {"digest": "0" * 64})
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


# ---------------------------------------------------------------------------------------------------------- ledger


def row(name="a.b", verdict=Verdict.PROVED, error=None, misuse=False):
    return Row(name, ("1 < 2",), verdict, ("why",), ("exact",), ("r",), ("x",), (1, 1), (2, 2), 0.1234, error, misuse)


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([row()], 0),
        ([row(), row(verdict=Verdict.REFUTED), row(verdict=Verdict.UNDECIDED)], 1),
        ([row(), row(verdict=Verdict.UNDECIDED)], 2),
        ([row(verdict=Verdict.REFUTED), row(verdict=None, error="e", misuse=True)], 3),
        ([row(verdict=None, error="e", misuse=True), row(verdict=None, error="e")], 4),
    ],
)
def test_exit_status(rows, status):
    assert Ledger(tuple(rows)).exit_status == status


def test_conjunction_of_nothing_is_not_proved():
    assert conjunction([]) is Verdict.UNDECIDED


def test_the_json_document():
    ledger = Ledger((row(), row("a.c", None, "dead")))
    assert ledger.to_json() == {
        "theorems": [
            {
                "name": "a.b",
                "statement": "1 < 2",
                "verdict": "PROVED",
                "evidence": ["exact"],
                "assumptions": ["x"],
                "rules": ["r"],
                "instances": [1, 1],
                "mutants": {"refuted": 2, "of": 2},
                "seconds": 0.123,
            },
            ledger.rows[1].to_json(),
        ],
        "summary": {"proved": 1, "refuted": 0, "undecided": 0, "errors": 1},
    }
    assert ledger.rows[1].to_json()["error"] == "dead"
    assert "errors" not in Ledger((row(),)).summary


def test_a_ledger_is_no_truth_value():
    with pytest.raises(TypeError, match=r"compare \.verdict"):
        bool(Ledger(()))


def test_html_is_escaped():
    assert "1 &lt; 2" in Ledger((row(),))._repr_html_()
