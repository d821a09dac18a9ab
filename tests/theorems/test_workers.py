"""Work spread over processes: those that die, those that run out of memory, and none that stays."""

import os
import sys
from multiprocessing.connection import Connection

import pytest

from symcrit.theorems import processes
from symcrit.theorems.runner import verify
from symcrit.theorems.workers import spread

GOOD = '@theorem("good.third")\ndef third():\n    return less("1/3", "1/2")\n'


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_process_that_dies_costs_its_theorem_only(proof_file):
    proof_file(f'import os, signal\n@theorem("a.dies")\ndef dies():\n    os.kill(os.getpid(), signal.SIGKILL)\n{GOOD}')
    dead, alive = verify(jobs=2).rows
    assert dead.error == "the process of a.dies died (exit code -9)"
    assert alive.outcome == "PROVED"


def _square_or_die(number):
    if number < 0:
        os._exit(7)
    return number * number


def _square_or_leave(number):
    if number < 0:
        os._exit(0)
    return number * number


def _square_or_stop_in_the_middle(number):
    """A process may be killed (for its memory) while it sends its answer."""
    if number < 0:
        Connection._send = lambda self, text: (os.write(self._handle, bytes(text)[:6]), os._exit(9))
    return number * number


WAYS_TO_END = [(_square_or_die, 7), (_square_or_leave, 0), (_square_or_stop_in_the_middle, 9)]


@pytest.mark.parametrize(
    ("work", "code", "jobs"),
    [pytest.param(work, code, jobs, marks=() if jobs == 2 or code == 7 else pytest.mark.slow)
     for work, code in WAYS_TO_END for jobs in (1, 2, 5)],
)  # fmt: skip
def test_every_task_comes_back_once(work, code, jobs):
    tasks = [3, -1, 4, -2, 5, 6]
    results = dict(spread(work, tasks, jobs=jobs, lost=lambda task, death: (task, death.exit_code)))
    assert results == {3: 9, -1: (-1, code), 4: 16, -2: (-2, code), 5: 25, 6: 36}


def _say_and_die(task):
    print("python says", task)
    os.write(1, b"a library says no\n")
    os.abort()


def test_the_last_words_of_a_process_are_known_and_passed_on(capfd):
    ((_, death),) = spread(_say_and_die, ["x"], jobs=1, lost=lambda task, death: death)
    assert (death.exit_code, death.words.splitlines()[0]) == (-6, "a library says no")
    said = capfd.readouterr()
    assert said.out == ""
    assert {"python says x", "a library says no"} <= set(said.err.splitlines())


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
def test_core_and_search_say_that_the_memory_is_used_up(proof_file):
    proof_file(
        "import symcrit.theorems.decide as decided\n"
        "from symcrit.core import verdict\n"
        "from symcrit.search.attempts import Attempt\n"
        "def hungry(*_):\n    return bytearray(3 * 2**30)\n"
        '@theorem("a.search")\ndef search():\n    decided.attempts = lambda _: [Attempt("hungry", 0.5, hungry)]\n'
        '    return less("1/3", "1/2")\n'
        '@theorem("a.core")\ndef in_core():\n    verdict.Judge.prove = hungry\n    return less("1/5", "1/4")\n'
    )
    assert _short_of_memory(verify(jobs=2, memory=1).rows) == ["a.search", "a.core"]


def _short_of_memory(rows):
    """The names of the rows, all of which say that the memory is used up."""
    for row in rows:
        said = row.error or " ".join(row.why)
        assert row.outcome == "UNDECIDED", (row.name, said)
        assert said.startswith("the memory is used up: a process may take "), (row.name, said)
    return [row.name for row in rows]


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
def test_what_a_process_inherits_does_not_count(proof_file):
    """Provers are forked: with a limit on all of their data they could do nothing beside a large parent."""
    proof_file(f'{GOOD}@theorem("a.hungry")\ndef hungry():\n    bytearray(2**30)\n')
    held = bytearray(3 * 2**29)  # zeros that are never touched
    good, hungry = verify(jobs=1, memory=0.5, cache=False).rows
    assert len(held)
    assert (good.outcome, good.error) == ("PROVED", None)
    assert _short_of_memory([hungry]) == ["a.hungry"]


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
def test_a_file_that_takes_too_much_when_it_is_imported_says_so(proof_file):
    proof_file(f"x = bytearray(2**30)\n{GOOD}")
    (row,) = verify(jobs=1, memory=0.5).rows
    assert (row.outcome, row.error.partition(";")[0]) == (
        "ERROR", "file.py was not imported: the memory is used up: a process may take 0.5 GB"
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
def test_a_judge_whose_memory_is_used_up_decides_nothing(proof_file, monkeypatch):
    own = processes.judge
    monkeypatch.setattr(processes, "judge", lambda memory, court: own(1e-6, court))
    powers = " + ".join(f"{10**3900 + i}*x^{2 * i}" for i in range(1, 25))  # no room is left free for a text so long
    body = f'    return less("{powers} + 1/3", "{powers} + x^2 + 1/2")\n'
    proof_file(f'@theorem("a.long")\ndef long():\n{body}')
    (row,) = verify(jobs=1, cache=False).rows
    assert row.outcome == "ERROR"
    assert row.error.startswith("the judge did not finish a certificate: the memory is used up")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such timer")
def test_what_was_answered_before_a_task_was_cut_does_not_prove_the_theorem(proof_file):
    proof_file(
        'import time\n@theorem("a.cut")\ndef cut():\n    yield less(1, 2)\n    time.sleep(100)\n'
        '@theorem("a.full")\ndef full():\n    yield less(1, 2)\n    raise MemoryError\n'
    )
    (cut,), (full,) = verify("a.cut", jobs=2, timeout=1).rows, verify("a.full", jobs=2).rows
    assert (cut.outcome, cut.instances, full.outcome, full.instances) == ("UNDECIDED", (0, 1), "UNDECIDED", (1, 2))
    assert cut.why == ("cut by timeout: no answer within 1 s; what was cut says nothing of the claim",)
    assert full.why[0].startswith("the memory is used up")


def test_no_process_stays_behind_when_the_iteration_is_abandoned():
    import multiprocessing

    results = spread(_square_or_die, [1, 2, 3, 4], jobs=2, lost=lambda *_: None)
    next(results)
    results.close()
    assert multiprocessing.active_children() == []
