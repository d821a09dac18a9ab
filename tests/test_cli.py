"""The command as a user runs it: exit status, what is on stdout, what on stderr."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from sympy import Rational

from symcrit import Network, Point, Problem, __version__, critical, kernel, not_critical
from symcrit.certificate import digest
from symcrit.theorems.claims import equal, less
from symcrit.theorems.decide import decide

TRUE = '@theorem("a.true")\ndef true():\n    return less("1/3", "1/2")\n'
FALSE = '@theorem("a.false")\ndef false():\n    return less("1/2", "1/3")\n'
UNKNOWN = (
    'from sympy import Symbol\nx = Symbol("x", real=True)\n'
    '@theorem("a.vacuous")\ndef vacuous():\n    return less(x, x + 1, where=[x > 1, x < 0])\n'
)
BROKEN = '@theorem("a.broken")\ndef broken():\n    1 / 0\n'


@pytest.fixture
def certificate(tmp_path):
    """Write the certificate of a claim; fields can be changed, the digest is right."""

    def write(claim, name="cert.json", **changes):
        value = decide(claim).certificate | changes
        value["digest"] = digest(value)
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
        return name

    return write


@pytest.mark.parametrize(
    ("body", "status"), [(TRUE, 0), (TRUE + FALSE, 1), (TRUE + UNKNOWN, 2), ("1/0\n" + TRUE, 3), (TRUE + BROKEN, 4)]
)
def test_exit_status_of_verify(symcrit, proof_file, body, status):
    proof_file(body)
    result = symcrit("verify", "-q")
    assert result.returncode == status
    assert "Traceback" not in result.stderr + result.stdout
    assert len(result.stderr.splitlines()) == (1 if status else 0)


def test_a_line_for_every_theorem_as_soon_as_it_is_done(symcrit, proof_file):
    proof_file(TRUE + FALSE + UNKNOWN + BROKEN)
    result = symcrit("verify", "--json", "-j", "1")
    told = [line.split("  ") for line in result.stderr.splitlines()[:-1]]
    assert [line[:2] for line in told] == [
        ["a.true", "PROVED"], ["a.false", "REFUTED"], ["a.vacuous", "UNDECIDED"], ["a.broken", "ERROR"],
    ]  # fmt: skip
    assert all(re.fullmatch(r"\d+\.\d\d s", line[2]) for line in told)
    assert len(json.loads(result.stdout)["theorems"]) == 4


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_was_known_is_told_when_a_run_is_killed(proof_file, tmp_path, jobs):
    proof_file(TRUE + FALSE + '@theorem("z.slow")\ndef slow():\n    import time; time.sleep(300)\n')
    process = _start(tmp_path, "verify", "-j", jobs)
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
    for jobs, cache in (("1", ["--no-cache"]), ("2", []), ("1", []), ("2", [])):
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
    assert "kept from effort 4" in symcrit("verify", "-v").stdout


STUCK = '@theorem("a.stuck")\ndef stuck():\n    import time; time.sleep(300)\n'


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_timeout_cuts_is_undecided_and_says_so(symcrit, proof_file, jobs):
    proof_file(TRUE + STUCK)
    result = symcrit("verify", "--timeout", "20", "a.true", "-j", jobs)
    assert result.returncode == 0
    result = symcrit("verify", "--timeout", "1", "a.stuck", "-j", jobs)
    assert result.returncode == 2
    assert "cut by timeout: no answer within 1 s" in " ".join(result.stdout.split())


HUNGRY = {
    "python": "x = bytearray(3 * 2**30)",
    "flint": "import flint\n    p = flint.fmpz_poly([3] * 10**6)\n    while True: p = p * p",
    "gmp": "import flint\n    flint.fmpz(3) ** (2 * 10**10)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("how", HUNGRY)
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


@pytest.mark.parametrize("wrong", ["much", "0", "-1", "nan"])
def test_a_wrong_limit_of_memory_is_bad_input(symcrit, proof_file, wrong):
    proof_file(TRUE)
    result = symcrit("verify", SYMCRIT_MEMORY=wrong)
    assert result.returncode == 3
    assert f"SYMCRIT_MEMORY = {wrong} is no number of GB" in result.stderr


def test_progress_of_what_takes_longer_than_two_seconds(proof_file, tmp_path):
    proof_file('@theorem("a.slow")\ndef slow():\n    import time; time.sleep(5); return less(1, 2)\n')
    done = _start(tmp_path, "export", "latex", "--all")
    _, stderr = done.communicate(timeout=100)
    assert stderr.decode().startswith("… export: ")
    quiet = _start(tmp_path, "verify", "-q")
    assert quiet.communicate(timeout=100)[1] == b""


def test_a_folder_of_proofs_without_theorems_is_not_passed_over_in_silence(symcrit, proof_file):
    proof_file("def theorem_without_decorator(): ...\n")
    result = symcrit("verify", "--json")
    assert result.stderr == "symcrit: proofs defines no theorem; a theorem is a function under @theorem('group.name')\n"
    assert (result.returncode, result.stdout) == (3, "")


def test_a_theorem_under_another_name_is_not_passed_over(symcrit, proof_file):
    proof_file("from symcrit import less, theorem as proved\n\n@proved('a.b')\ndef false():\n    return less(1, 0)\n")
    assert symcrit("verify").returncode == 1


def test_verify_json_is_one_document(symcrit, proof_file):
    proof_file("print('noise')\n" + TRUE + FALSE)
    result = symcrit("verify", "--json", "-j", "2")
    document = json.loads(result.stdout)
    assert [row["verdict"] for row in document["theorems"]] == ["PROVED", "REFUTED"]
    assert set(document["theorems"][0]) == {
        "name", "statement", "verdict", "evidence", "assumptions", "rules", "instances", "mutants", "work", "seconds",
    }  # fmt: skip
    assert document["summary"] == {"proved": 1, "refuted": 1, "undecided": 0}
    assert result.stderr.splitlines()[-1] == "symcrit: not proved: a.false (REFUTED)"


def test_the_ledger_ends_with_the_assumptions(symcrit, proof_file):
    proof_file(TRUE)
    lines = symcrit("verify").stdout.splitlines()
    assert lines[0].split() == ["theorem", "verdict", "instances", "mutants", "evidence", "time"]
    assert lines[-1].split() == ["assumptions", "none"]
    assert max(map(len, lines)) <= 80


def test_verbose_shows_the_statement_and_the_reason(symcrit, proof_file):
    proof_file(TRUE)
    assert "1/3 < 1/2" not in symcrit("verify").stdout
    assert "1/3 < 1/2" in symcrit("verify", "-v").stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["verfy"], "'verify'?"),
        (["verify", "--jsn"], "No such option"),
        (["verify", "-j", "0"], "not in the range"),
        (["verify", "-j", "many"], "not a valid integer"),
        (["verify", "--timeout", "0"], "not in the range"),
        (["verify", "a.tru"], "did you mean 'a.true'?"),
        (["verify", "./nowhere"], "no such file or folder: nowhere"),
        (["verify", "nowhere.py"], "no such file or folder: nowhere.py"),
        (["check"], "Missing argument"),
        (["check", "nowhere.json"], "No such file"),
        (["check", "."], "Is a directory"),
        (["check", "/dev/zero"], "larger than"),
        (["kernel"], "Missing argument NAME"),
        (["kernel", "relo"], "did you mean 'relu'?"),
        (["kernel", "relu", "tanh"], "'relu' and 'tanh'"),
        (["kernel", "relu", "--digits", "0"], "not in the range"),
        (["kernel", "relu", "--at", "1,1"], "'1,1' is not three numbers"),
        (["kernel", "relu", "--at", "1,,1"], "is not three numbers"),
        (["kernel", "relu", "--at", "1,2,1"], "no covariance"),
        (["kernel", "relu", "--at", "1,x,1"], "x is not a number"),
    ],
)
def test_misuse_is_explained_in_two_lines(symcrit, proof_file, arguments, reason):
    proof_file(TRUE)
    result = symcrit(*arguments)
    assert result.returncode == 3
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) <= 2
    assert result.stdout == ""


def test_debug_shows_the_traceback(symcrit):
    result = symcrit("verify", "--debug", "no.such.theorem")
    assert result.returncode == 3
    assert "Traceback" in result.stderr


def test_check_says_what_the_answer_rests_on(symcrit, certificate):
    result = symcrit("check", certificate(less("1/3", "1/2")))
    assert result.returncode == 0
    assert result.stdout.startswith("cert.json: PROVED\n  statement    1/3 < 1/2\n")
    for word in ("evidence", "rules", "assumptions", "trusted: certificate format 1, core " + __version__):
        assert word in result.stdout


def test_check_is_a_conjunction(symcrit, certificate):
    true, false = certificate(less(1, 2), "true.json"), certificate(less(2, 1), "false.json")
    useless = certificate(less(1, 2), "useless.json", witness={"kind": "refute", "at": {}})
    assert symcrit("check", true, true).returncode == 0
    assert symcrit("check", true, useless).returncode == 2
    result = symcrit("check", "--json", true, useless, false)
    assert result.returncode == 1
    assert [c["verdict"] for c in json.loads(result.stdout)["certificates"]] == ["PROVED", "UNDECIDED", "REFUTED"]


def test_check_reads_standard_input(symcrit, certificate, tmp_path):
    text = (tmp_path / certificate(less(1, 2))).read_text(encoding="utf-8")
    assert symcrit("check", "-", stdin=text).returncode == 0


def test_a_certificate_states_its_work_and_check_allows_it(symcrit, certificate, tmp_path):
    name = certificate(equal("(x + 1)^3", "x^3 + 3*x^2 + 3*x + 1"))
    (record,) = json.loads(symcrit("check", "--json", name).stdout)["certificates"]
    value = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert record["work"] == value["work"] > 100
    result = symcrit("check", name, "--effort", "1e-5")
    assert result.returncode == 2
    said = " ".join(result.stdout.split())
    assert "not finished: the check was allowed effort 1e-05 (50 units of work)" in said
    assert f"the certificate states effort {value['work'] / 5e6:.3g} ({value['work']} units of work)" in said
    assert "allow more: symcrit check --effort 1," in said


def test_a_certificate_that_states_too_little_gets_no_more(symcrit, certificate):
    place = Point(Problem.orthonormal("erf", n=4, k=4), Network(_full(4), [1] * 4))
    name = certificate(not_critical(place), work=1)
    result = symcrit("check", name)
    assert result.returncode == 2
    assert "the certificate states effort 2e-07 (1 units of work)" in " ".join(result.stdout.split())
    assert symcrit("check", name, "--effort", "20").returncode == 0


def test_a_certificate_of_an_older_symcrit_states_no_work(symcrit, certificate, tmp_path):
    value = json.loads((tmp_path / certificate(less(1, 2))).read_text(encoding="utf-8"))
    old = {key: part for key, part in value.items() if key != "work"}
    (tmp_path / "old.json").write_text(json.dumps(old | {"digest": digest(old)}), encoding="utf-8")
    assert symcrit("check", "old.json").returncode == 0
    edited = value | {"work": value["work"] + 1}
    (tmp_path / "edited.json").write_text(json.dumps(edited), encoding="utf-8")
    result = symcrit("check", "edited.json")
    assert result.returncode == 3
    assert "wrong digest" in result.stderr
    wrong = edited | {"work": "many"}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong | {"digest": digest(wrong)}), encoding="utf-8")
    assert symcrit("check", "wrong.json").returncode == 3


def _full(n):
    return [[Rational((7 * i + 3 * j) % 97 + 1, 100) for j in range(n)] for i in range(n)]


def test_the_time_limit_holds_while_a_network_is_built(symcrit, tmp_path):
    n = 100  # which takes 40 s to build
    place = Point(Problem.orthonormal("erf", n=n, k=n), Network(_full(n), [1] * n))
    witness = {"kind": "zero", "kernel": kernel("erf").derivation.witness}
    value = {"format": 1, "symcrit": __version__, "claim": critical(place).core, "witness": witness}
    (tmp_path / "large.json").write_text(json.dumps(value | {"digest": digest(value)}), encoding="utf-8")
    start = time.monotonic()
    result = symcrit("check", "large.json", "--timeout", "0.5")
    assert result.returncode == 2, result.stderr
    assert "not finished: the check was allowed 0.5 s" in result.stdout
    assert "allow more by --timeout" in result.stdout
    assert time.monotonic() - start < 25


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[" * 100_000, '{"format": 2}', '{"format": NaN}', "\x00", "{}" * 1000]
)
def test_malformed_certificates_are_bad_input(symcrit, certificate, text):
    good = certificate(less(1, 2))
    result = symcrit("check", "--json", "-", good, stdin=text)
    assert result.returncode == 3
    assert len(result.stderr.splitlines()) == 1
    bad, fine = json.loads(result.stdout)["certificates"]
    assert set(bad) == {"file", "error"}
    assert fine["verdict"] == "PROVED"


def test_a_file_that_is_no_text(symcrit, tmp_path):
    (tmp_path / "cert.json").write_bytes(b"\xff\xfe")
    result = symcrit("check", "cert.json")
    assert result.returncode == 3
    assert "not UTF-8" in result.stderr


def test_help_and_version(symcrit):
    assert symcrit("--version").stdout == f"symcrit {__version__}\n"
    for arguments in ([], ["--help"], ["verify", "--help"], ["check", "-h"], ["doctor", "--help"], ["kernel", "-h"]):
        result = symcrit(*arguments)
        assert result.returncode == 0
        assert "Usage: symcrit" in result.stdout


def test_doctor_names_versions_and_folders(symcrit):
    result = symcrit("doctor")
    assert result.returncode == 0
    for word in ("python-flint", "sympy", "cache", "certificate format 1"):
        assert word in result.stdout


def test_kernels_are_listed(symcrit):
    result = symcrit("kernel", "--list")
    assert result.returncode == 0
    assert {"erf", "probit", "relu", "sigmoid_like"} <= {line.split()[0] for line in result.stdout.splitlines()}
    listed = json.loads(symcrit("kernel", "--list", "--json").stdout)["kernels"]
    (relu,) = (one for one in listed if one["kernel"] == ["relu", "relu"])
    assert relu["source"] == "Cho and Saul, Kernel methods for deep learning, NIPS 2009"
    assert (relu["kind"], relu["homogeneity"], relu["self_similar"]) == ("closed", 1, False)


@pytest.mark.parametrize("name", ["erf", "probit", "relu", "sigmoid_like"])
def test_a_kernel_and_its_value_by_two_roads(symcrit, name):
    result = symcrit("kernel", name, "--at", "2, sqrt(6), 3", "--digits", "20")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"kernel {name}"
    assert lines[-1].strip() == "the two balls overlap"
    labels = [line[2:15].strip() for line in lines[1:]]
    assert [label for label in labels if label and not label.startswith("c")] == [
        "κ", "σ(z)", "∂κ/∂q11", "∂κ/∂q12", "source", "rules", "derivation", "at", "definition",
    ]  # fmt: skip
    assert labels.count("closed form") == 2


def test_a_kernel_of_two_activations_with_parameters(symcrit):
    result = symcrit("kernel", "erf", "leaky_relu:slope=1/5")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "kernel erf, leaky_relu:slope=1/5"
    assert "E[σ(u)τ(v)]" in result.stdout
    assert "N((m1, m2), " in symcrit("kernel", "exp", "--bias").stdout


def test_a_kernel_as_json_and_in_latex(symcrit):
    document = json.loads(symcrit("kernel", "relu", "--json", "--at", "1,1,1", "--digits", "50").stdout)
    assert document["value"]["at"] == {"q11": "1", "q12": "1", "q22": "1"}
    for road in ("closed_form", "definition"):
        assert document["value"][road].startswith("[0.5" + "0" * 48)
    assert document["value"]["overlap"] is True
    latex = symcrit("kernel", "relu", "--latex").stdout
    assert r"\frac{" in latex
    assert r"\frac{" not in symcrit("kernel", "relu").stdout


@pytest.mark.parametrize(
    ("at", "factor", "status", "says"),
    [("1,1/2,1", 2, 1, "the closed form is refuted"), ("1e12,1,1e12", 1, 2, "nothing follows")],
)
def test_the_exit_status_of_a_kernel(monkeypatch, capsys, at, factor, status, says):
    from symcrit import cli
    from symcrit.gaussian import kernels

    right = kernels.kernel("erf")
    monkeypatch.setattr(kernels, "kernel", lambda *_, **__: replace(right, expr=factor * right.expr))
    assert cli.run(["kernel", "erf", "--at", at]) == status
    printed = capsys.readouterr()
    assert says in printed.err
    assert says in " ".join(printed.out.split())


def test_internal_errors_are_short(symcrit, monkeypatch, capsys):
    from symcrit import cli
    from symcrit.commands import check

    monkeypatch.setattr(check, "_finding", lambda *_: 1 / 0)
    assert cli.run(["check", "cert.json"]) == 4
    assert capsys.readouterr().err.splitlines() == [
        "symcrit: internal error: ZeroDivisionError: division by zero",
        "Please report it; run with --debug for the traceback.",
    ]


def _start(tmp_path, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "symcrit", *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell in the background ignores it
        **options,
    )


def _gone(pid):
    with open(f"/proc/{pid}/stat", "rb") if os.path.exists(f"/proc/{pid}/stat") else open(os.devnull, "rb") as file:
        return file.read().rpartition(b")")[2].split()[:1] in ([], [b"Z"])


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_no_process_survives_an_interrupt(proof_file, tmp_path, sent, status):
    proof_file(
        'import os, pathlib, time\n@theorem("slow.one", instances=range(2))\ndef slow(i):\n'
        "    pathlib.Path(f'pid{i}').write_text(str(os.getpid()))\n    time.sleep(300)\n"
    )
    process = _start(tmp_path, "verify", "-j", "2")
    deadline = time.monotonic() + 30
    pids = []
    while len(pids) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        pids = [int(text) for path in tmp_path.glob("pid*") if (text := path.read_text())]
    process.send_signal(sent)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == status
    assert b"Traceback" not in stderr
    while not all(map(_gone, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(pids) == 2
    assert all(map(_gone, pids))


def test_a_closed_pipe_is_no_error(proof_file, tmp_path):
    proof_file(TRUE)
    process = _start(tmp_path, "verify", "-q")
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 141
    assert stderr == b""
