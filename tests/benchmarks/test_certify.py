"""How long a certificate of a critical point takes, in full and by symmetry; the rule of `test_speed` holds.

Measured is the time of the processor, which others on the machine do not change.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import symcrit as sc

from .conftest import Note
from .test_speed import GENEROUS

ROOT = Path(__file__).parents[2]
FULL = {
    "erf, (n, k) = (24, 25), copy-average": (lambda: sc.CopyAverage([*([i] for i in range(23)), [23, 24]]), 5),
    "ReLU, n = k = 20, one flipped": (lambda: sc.FlippedCopy(20), 3),
}
REDUCED = {
    "copy-average, groups 1, 2, …, 6": lambda: sc.CopyAverage.sizes([1, 2, 3, 4, 5, 6]),
    "perturbed copy, (n, k) = (75, 100)": lambda: sc.PerturbedCopy(75, 100),
    "flipped copy, n = k = 10⁶": lambda: sc.FlippedCopy(10**6),
}


def best(runs: int, job: Callable[[], object]) -> float:
    """The shortest time of a few runs, in seconds of the processor."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("what", FULL)
def test_without_symmetry(what: str, note: Note) -> None:
    make, limit = FULL[what]
    answers: list[sc.CertifiedPoint] = []
    certified = best(1, lambda: answers.append(sc.certify(make(), symmetry=False)))
    checks: list[sc.Answer] = []
    checked = best(1, lambda: checks.append(sc.check(answers[0].certificate)))
    assert answers[0].verdict is checks[0].verdict is sc.Verdict.PROVED
    assert "network" in answers[0].certificate["claim"]["configuration"]
    parameters = sum(answers[0].inertia)
    row = f"`certify`, no symmetry used: {what}: {parameters} parameters"
    note(row, f"≤ {limit} s, check ≤ ½", f"{certified:.2f} s, {checked:.2f} s to check")
    assert certified < limit * GENEROUS
    assert checked < certified / 2 * GENEROUS


@pytest.mark.parametrize("what", REDUCED)
def test_by_symmetry(what: str, note: Note) -> None:
    answers: list[sc.CertifiedPoint] = []
    certified = best(2, lambda: answers.append(sc.certify(REDUCED[what]())))
    assert answers[0].verdict is sc.Verdict.PROVED
    checked = best(2, lambda: sc.check(answers[0].certificate))
    note(f"`certify` by symmetry: {what}", "≤ 2 s, check ≤ ½", f"{certified:.2f} s, {checked:.2f} s to check")
    assert certified < 2 * GENEROUS
    assert checked < certified / 2 * GENEROUS


LARGE = """
import resource, time
import symcrit as sc
start = time.process_time()
answer = sc.certify(sc.FlippedCopy(36), symmetry=False)
seconds, middle = time.process_time() - start, time.process_time()
assert sc.check(answer.certificate).verdict is answer.verdict is sc.Verdict.PROVED and answer.inertia == (1296, 0, 0)
print(seconds, time.process_time() - middle, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


@pytest.mark.slow
def test_thirteen_hundred_parameters(note: Note) -> None:
    """In a process of its own, for its memory."""
    pytest.importorskip("resource")
    command = [sys.executable, "-c", LARGE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    certified, checked, gigabytes = map(float, done.stdout.split())
    measured = f"{certified:.1f} s, {checked:.1f} s to check, {gigabytes:.2f} GB"
    note("the same: ReLU, n = k = 36, 1296 parameters", "≤ 20 s, check ≤ ½, ≤ 2 GB", measured)
    assert certified < 20 * GENEROUS
    assert checked < certified / 2 * GENEROUS
    assert gigabytes < 2
