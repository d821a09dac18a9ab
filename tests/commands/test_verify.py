"""`symcrit verify` as a user runs it: lines for every theorem, mutants, work, limits."""

import json
import re
import sys

import pytest

TRUE = '@theorem("a.true")\ndef true():\n    return less("1/3", "1/2")\n'
FALSE = '@theorem("a.false")\ndef false():\n    return less("1/2", "1/3")\n'
UNKNOWN = (
    'from sympy import Symbol\nx = Symbol("x", real=True)\n'
    '@theorem("a.vacuous")\ndef vacuous():\n    return less(x, x + 1, where=[x > 1, x < 0])\n'
)
BROKEN = '@theorem("a.broken")\ndef broken():\n    1 / 0\n'


def test_a_line_for_every_theorem_as_soon_as_it_is_done(symcrit, proof_file):
    proof_file(TRUE + FALSE + UNKNOWN + BROKEN)
    result = symcrit("verify", "--json", "-j", "1")
    told = [line.split("  ") for line in result.stderr.splitlines()[:-1]]
    assert [line[:2] for line in told] == [
        ["a.true", "PROVED"], ["a.false", "REFUTED"], ["a.vacuous", "UNDECIDED"], ["a.broken", "ERROR"],
    ]  # fmt: skip
    assert all(re.fullmatch(r"\d+\.\d\d s", line[2]) for line in told)
    assert len(json.loads(result.stdout)["theorems"]) == 4


JOBS = ["1", pytest.param("2", marks=pytest.mark.slow)]


@pytest.mark.parametrize("jobs", JOBS)
def test_what_was_known_is_told_when_a_run_is_killed(proof_file, start, jobs):
    proof_file(TRUE + FALSE + '@theorem("z.slow")\ndef slow():\n    import time; time.sleep(300)\n')
    process = start("verify", "-j", jobs)
    lines = []
    while len(lines) < 2 and (line := process.stderr.readline()):
        lines += [line] if not line.startswith("… ".encode()) else []
    process.kill()
    process.communicate(timeout=20)
    assert sorted(line.split()[:2] for line in lines) == [[b"a.false", b"REFUTED"], [b"a.true", b"PROVED"]]


def test_a_mutant_that_is_undecided_is_a_status_of_its_own(symcrit, proof_file):
    nothing = '@mutant(true)\ndef about_nothing():\n    return less("x", "x + 1", where="1 < x < 0")\n'
    proof_file(TRUE + nothing)
    result = symcrit("verify", "--json")
    document = json.loads(result.stdout)
    (row,) = document["theorems"]
    assert (result.returncode, row["verdict"], row["status"]) == (2, "PROVED", "mutant undecided")
    assert row["mutants"] == {"refuted": 0, "of": 1}
    assert "error" not in row
    assert document["summary"] == {"proved": 1, "refuted": 0, "undecided": 0, "mutants_undecided": 1}
    assert result.stderr.splitlines()[0].startswith("a.true  PROVED, mutant undecided  ")
    assert result.stderr.splitlines()[1:] == ["symcrit: mutant undecided: a.true (about_nothing)"]
    text = " ".join(symcrit("verify").stdout.split())
    assert "0/1 (undecided)" in text
    assert "mutant about_nothing is UNDECIDED: no point that satisfies the hypotheses was found" in text
    assert "1 proved, 1 with a mutant undecided" in text


@pytest.mark.slow  # tests/soundness/test_determinism.py compares the certificates of two runs
@pytest.mark.parametrize("effort", ["1", "4"])
def test_two_runs_differ_in_seconds_only(symcrit, proof_file, effort):
    proof_file(TRUE + FALSE + UNKNOWN + '''
from symcrit import CopyAverage, critical, kernel_of
@theorem("b.critical")
def critical_point():
    return critical(CopyAverage.symbolic("erf"))
@mutant(critical_point)
def moved():
    return critical(CopyAverage.symbolic("erf", norm=lambda l: 1 / (2 * l)))
@theorem("b.kernel", instances=["relu", "erf"])
def kernel(name):
    return kernel_of(name)
''')  # fmt: skip
    runs = []
    for jobs, cache in (("1", ["--no-cache"]), ("2", []), ("1", [])):
        document = json.loads(symcrit("verify", "--json", "-j", jobs, "--effort", effort, *cache).stdout)
        for row in document["theorems"]:
            row.pop("seconds")
        runs.append(document)
    assert runs[0]["theorems"][3]["work"] > 10_000
    assert [row["verdict"] for row in runs[0]["theorems"]] == ["PROVED", "REFUTED", "UNDECIDED", "PROVED", "PROVED"]
    assert all(run == runs[0] for run in runs)


def test_a_certificate_kept_from_a_greater_effort_counts_and_says_so(symcrit, proof_file):
    proof_file(TRUE)
    assert "notes" not in json.loads(symcrit("verify", "--json", "--effort", "4").stdout)["theorems"][0]
    (row,) = json.loads(symcrit("verify", "--json").stdout)["theorems"]
    assert (row["verdict"], row["notes"]) == ("PROVED", ["kept from effort 4"])


STUCK = '@theorem("a.stuck")\ndef stuck():\n    import time; time.sleep(300)\n'


@pytest.mark.parametrize("jobs", JOBS)
def test_what_timeout_cuts_is_undecided_and_says_so(symcrit, proof_file, jobs):
    proof_file(TRUE + STUCK)
    result = symcrit("verify", "--timeout", "1", "a.stuck", "-j", jobs)
    assert result.returncode == 2
    assert "cut by timeout: no answer within 1 s" in " ".join(result.stdout.split())


HUNGRY = {
    "python": "x = bytearray(3 * 2**30)",
    "flint": "import flint\n    p = flint.fmpz_poly([3] * 10**6)\n    while True: p = p * p",
    "gmp": "import flint\n    flint.fmpz(3) ** (2 * 10**10)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
@pytest.mark.parametrize(
    ("how", "jobs"),
    [pytest.param(how, jobs, marks=() if (how, jobs) == ("flint", "2") else pytest.mark.slow)
     for how in HUNGRY for jobs in ("1", "2")],
)  # fmt: skip
def test_what_memory_stops_is_undecided_and_says_so(symcrit, proof_file, how, jobs):
    proof_file(f'@theorem("a.hungry")\ndef hungry():\n    {HUNGRY[how]}\n{TRUE}')
    result = symcrit("verify", "--json", "-j", jobs, SYMCRIT_MEMORY="0.75")
    rows = json.loads(result.stdout)["theorems"]
    assert [(row["name"], row["verdict"]) for row in rows] == [("a.hungry", "UNDECIDED"), ("a.true", "PROVED")]
    assert result.returncode == 2
    said = " ".join(symcrit("verify", "a.hungry", "-j", jobs, "--memory", "0.7").stdout.split())
    assert "the memory is used up: a process may take 0.7 GB; give more: --memory 1.4 (in GB)" in said


def test_other_deaths_stay_errors(symcrit, proof_file):
    proof_file('@theorem("a.abort")\ndef aborts():\n    import os; os.abort()\n')
    result = symcrit("verify", "-j", "1")
    assert result.returncode == 4
    assert "the process of a.abort died (exit code -6)" in " ".join(result.stdout.split())


@pytest.mark.parametrize("wrong", ["much", "nan"])
def test_a_wrong_limit_of_memory_is_bad_input(symcrit, proof_file, wrong):
    proof_file(TRUE)
    result = symcrit("verify", SYMCRIT_MEMORY=wrong)
    assert result.returncode == 3
    assert f"SYMCRIT_MEMORY = {wrong} is no number of GB" in result.stderr


def test_progress_of_what_takes_longer_than_two_seconds(proof_file, start):
    proof_file('@theorem("a.slow")\ndef slow():\n    import time; time.sleep(3); return less(1, 2)\n')
    done = start("export", "latex", "--all")
    _, stderr = done.communicate(timeout=100)
    assert stderr.decode().startswith("… export: ")
    quiet = start("verify", "-q")
    assert quiet.communicate(timeout=100)[1] == b""
