"""The experiments as sweeps: the same results anywhere, kept one by one, gone on with after kill −9."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import symcrit as sc
from symcrit import InputError, compression, specialisation
from symcrit.sweeps.store import Store
from symcrit.sweeps.study import Study, carry_out
from symcrit.sweeps.sweep import read

ROOT = Path(__file__).parents[2]
TASKS = [specialisation.Task(n=n, p=2, k=2, d=4, C=3) for n in (3, 6)]


def test_searches_reach_the_proved_values(tmp_path):
    path = tmp_path / "searches.sqlite"
    found = compression.search_many([2, 3], [0, 1.3], starts=3, jobs=2, store=path)
    assert [(one.M, one.tau, one.signs) for one in found[1:3]] == [(2, 0, "nonnegative"), (2, 1.3, "free")]
    assert max(abs(one.found - one.proved) for one in found) < 1e-9
    again = compression.search_many(3, 1.3, signs="free", starts=3, jobs=1)
    (kept,) = compression.search_many(3, 1.3, signs="free", starts=3, jobs=1, store=path)
    assert again[0].found == kept.found
    np.testing.assert_array_equal(again[0].W, kept.W)


def test_gaps_do_not_depend_on_what_else_is_measured(tmp_path):
    (one,) = compression.gaps(100, 8, targets=3, jobs=1)
    many = compression.gaps([50, 100], [4, 8], targets=3, weights=["uniform", "gaussian"], jobs=2)
    assert len(many) == 8
    assert one in many
    grown = [compression.gaps(100, 8, targets=n, jobs=1, store=tmp_path / "gaps.sqlite")[0] for n in (2, 3)]
    assert grown[1] == one != grown[0]


def test_a_sweep_of_trainings_is_trainings(tmp_path):
    path, options = tmp_path / "runs.sqlite", {"steps": 100, "samples": 50, "batch": 10}
    found = specialisation.train_many(TASKS, seeds=2, jobs=2, store=path, **options)
    assert [(run.task.n, run.seed) for run in found] == [(3, 0), (3, 1), (6, 0), (6, 1)]
    for run in found:
        own = specialisation.train(run.task, seed=run.seed, **options)
        for name in ("times", "correlations", "strengths", "alignment"):
            np.testing.assert_array_equal(getattr(run, name), getattr(own, name))
    assert (
        specialisation.summary(found[:2])["found"]
        == specialisation.summary(specialisation.train_many(TASKS[0], seeds=2, store=path, jobs=1, **options))["found"]
    )


SCRIPT = """
from symcrit import specialisation as S
tasks = [S.Task(n=n, k=2, d=4, C=3) for n in range(2, 12)]
print(len(S.train_many(tasks, seeds=4, steps=400, jobs=2, store="runs.sqlite")))
"""


def _kept(path):
    try:
        with Store(path) as store:
            return {(row["n"], row["seed"]): row["correlations"] for row in store.rows()}
    except InputError:  # not there yet
        return {}


@pytest.mark.slow  # tests/sweeps/test_sweep.py does the same to a sweep, whose store and processes these are
def test_kill_9_loses_nothing_and_repeats_nothing(tmp_path):
    path, before, kills = tmp_path / "runs.sqlite", {}, 0
    for attempt in range(8):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=tmp_path, stdout=subprocess.PIPE, text=True,
                                   env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
            if attempt < 3 and len(_kept(path)) > len(before):
                process.send_signal(signal.SIGKILL)
                kills += 1
                break
        out, _ = process.communicate(timeout=60)
        now = _kept(path)
        assert all(now[run] == row for run, row in before.items())
        before = now
        if process.returncode == 0:
            break
    assert (process.returncode, out, len(before)) == (0, "40\n", 40)
    assert kills
    assert sorted(file.name for file in tmp_path.iterdir()) == ["runs.sqlite"]


def _die_once(task):
    mark = Path(os.environ["SYMCRIT_DIED"])
    if task[1] == (1,) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"x": task[1][0], "y": task[0].facts["slope"] * task[1][0]}


def _always_die(task):
    return os._exit(9) if task[1] == (1,) else _die_once(task)


@pytest.mark.slow
def test_a_dying_worker(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMCRIT_DIED", str(tmp_path / "died"))
    study = Study("line", {"slope": 2}, {"x": "INTEGER"}, {"y": "INTEGER"})
    wanted = [(x,) for x in range(4)]
    done = carry_out(study, wanted, _die_once, jobs=2)
    assert (tmp_path / "died").exists()
    assert (done.lost, [row["y"] for row in done.complete()]) == (0, [0, 2, 4, 6])
    lost = carry_out(study, wanted, _always_die, jobs=2)
    assert lost.lost == 1
    with pytest.raises(InputError, match="1 runs were lost, twice"):
        lost.complete()


def test_stores_of_other_kinds_are_refused(tmp_path):
    path = tmp_path / "runs.sqlite"
    options = {"starts": 1, "jobs": 1, "store": path}
    compression.search_many(2, 0, **options)
    with pytest.raises(InputError, match=r"holds runs of compression\.search, not flows"):
        sc.sweep("erf", 2, seeds=1, jobs=1, certify=False, store=path)
    with pytest.raises(InputError, match=r"holds runs of compression\.search, and no flows"):
        read(path)
    with pytest.raises(InputError, match="holds runs with seed = 0, not 1"):
        compression.search_many(2, 0, seed=1, **options)
    assert [file.name for file in tmp_path.iterdir()] == ["runs.sqlite"]


BAD = {
    "M = 1 must be": lambda: compression.search_many(1, 0),
    "tau = -1.0 must be": lambda: compression.search_many(2, -1),
    "signs = 'both' is unknown": lambda: compression.search_many(2, 0, signs="both"),
    "starts = 0 is not an integer": lambda: compression.search_many(2, 0, starts=0),
    "weights = 'cauchy' is unknown": lambda: compression.gaps(10, 4, weights="cauchy"),
    r"N = \[\] must be": lambda: compression.gaps([], 4),
    "d = 1 is too small for M = 3": lambda: compression.gaps(10, 1),
    "jobs = 0 is not": lambda: compression.gaps(10, 4, jobs=0),
    "are no tasks": lambda: specialisation.train_many([]),
    "steps = 0 must be": lambda: specialisation.train_many(TASKS, steps=0),
    "rate = x must be positive": lambda: specialisation.train_many(TASKS, rate="x"),
    "'x' is no Task": lambda: specialisation.train("x"),
    "p = two must be": lambda: specialisation.Task(p="two"),
    "Ms = 3 is not a list of widths": lambda: compression.transition(3),
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input(message):
    with pytest.raises(InputError, match=message):
        BAD[message]()


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_run_that_diverges():
    with pytest.raises(InputError, match="4 of 4 runs failed: the run diverged"):
        specialisation.train_many(TASKS, seeds=2, steps=50, rate=1000, jobs=1)
