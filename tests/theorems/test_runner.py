"""The runner: verdicts, errors, mutants, and the ledger."""

import pytest

from symcrit.core.verdict import Verdict
from symcrit.errors import InputError
from symcrit.theorems.ledger import Ledger, Row, conjunction
from symcrit.theorems.runner import verify

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


def test_a_mutant_that_is_proved_is_an_error(proof_file):
    proof_file(GOOD.replace('less("1/2", "1/3")', 'less("1/4", "1/3")'))
    ledger = verify(jobs=1)
    assert ledger.rows[0].error == "mutant swapped came out PROVED; a mutant must be REFUTED"
    assert ledger.rows[0].mutants == (0, 1)
    assert ledger.exit_status == 4


OPEN = GOOD.replace('less("1/2", "1/3")', 'less("x", "1/3", where="1 < x < 0")')


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_mutant_that_is_undecided_leaves_the_verdict(proof_file, jobs):
    proof_file(OPEN)
    ledger = verify(jobs=jobs)
    (row,) = ledger.rows
    assert (row.verdict, row.outcome, row.status, row.error) == (Verdict.PROVED, "PROVED", "mutant undecided", None)
    assert row.word == "PROVED, mutant undecided"
    assert row.mutants == (0, 1)
    ((name, why),) = row.open_mutants
    assert name == "swapped"
    assert why.startswith("no point that satisfies the hypotheses was found")
    assert (ledger.verdict, ledger.exit_status) == (Verdict.PROVED, 2)
    assert ledger.summary == {"proved": 1, "refuted": 0, "undecided": 0, "mutants_undecided": 1}
    assert ledger.summary_words == "1 proved, 1 with a mutant undecided"
    assert "mutant swapped is UNDECIDED: no point" in repr(ledger)


def test_a_refuted_theorem_counts_before_a_mutant_that_is_undecided(proof_file):
    proof_file(OPEN + FALSE)
    assert verify(jobs=1).exit_status == 1


def test_a_mutant_of_several_claims_fails_if_one_does(proof_file):
    body = 'return less("x", "1/3", where="1 < x < 0"), less("1/2", "1/3")'
    proof_file(GOOD.replace('return less("1/2", "1/3")', body))
    row = only_row()
    assert row.status is None
    assert row.mutants == (1, 1)


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
    with pytest.raises(InputError, match="jobs = 0 is not an integer from 1 to 256"):
        verify(jobs=0)
    with pytest.raises(InputError, match="no theorem is called 'nothing'"):
        verify("nothing")


@pytest.mark.parametrize("name", ["effort", "timeout", "memory"])
@pytest.mark.parametrize("wrong", [0, -1, True, "1", float("nan"), float("inf")])
def test_limits_are_positive_numbers(name, wrong):
    with pytest.raises(InputError, match=f"{name} = "):
        verify(**{name: wrong})


def test_progress_is_told_of_every_task(proof_file):
    proof_file(GOOD)
    seen = []
    verify(jobs=1, progress=lambda *event: seen.append(event))
    assert seen == [(1, 2, "good.third"), (2, 2, "good.third")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_theorem_is_told_of_as_soon_as_its_tasks_are_done(proof_file, jobs):
    more = (GOOD.replace("third", f"third{i}").replace("swapped", f"swapped{i}") for i in range(4))
    proof_file(GOOD + FALSE + "".join(more))
    done = []
    ledger = verify(
        jobs=jobs,
        finished=lambda row: done.append((row.name, row.outcome)),
        progress=lambda tasks, of, name: done.append(tasks),
    )
    told = [event for event in done if not isinstance(event, int)]
    assert sorted(told) == sorted((row.name, row.outcome) for row in ledger.rows)
    assert told[0] in done[:4]  # of 11 tasks
    if jobs == 1:
        assert done[:6] == [1, ("good.third", "PROVED"), 2, ("bad.false", "REFUTED"), 3, 4]


def test_what_a_theorem_prints_is_kept_from_stdout(proof_file, capfd):
    proof_file('print("import")\n' + GOOD.replace("    return less", '    print("call")\n    return less', 1))
    for jobs in (1, 2):
        verify(jobs=jobs)
    assert capfd.readouterr().out == ""


def row(name="a.b", verdict=Verdict.PROVED, error=None, misuse=False, open_mutants=()):
    rest = (("1 < 2",), verdict, ("why",), ("exact",), ("r",), ("x",), (1, 1), (2, 2), 0.1234, error, misuse)
    return Row(name, *rest, work=77, open_mutants=open_mutants)


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([row()], 0),
        ([row(), row(verdict=Verdict.REFUTED), row(verdict=Verdict.UNDECIDED)], 1),
        ([row(), row(verdict=Verdict.UNDECIDED)], 2),
        ([row(), row(open_mutants=(("m", "why"),))], 2),
        ([row(open_mutants=(("m", "why"),)), row(verdict=Verdict.REFUTED)], 1),
        ([row(open_mutants=(("m", "why"),)), row(verdict=None, error="e")], 4),
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
                "work": 77,
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
