"""The command as a user runs it: exit status, what is on stdout, what on stderr."""

import json
import os
import re
import signal
import time
from dataclasses import replace

import pytest

from symcrit import __version__
from symcrit.theorems.collect import packaged_proofs

TRUE = '@theorem("a.true")\ndef true():\n    return less("1/3", "1/2")\n'
FALSE = '@theorem("a.false")\ndef false():\n    return less("1/2", "1/3")\n'
UNKNOWN = (
    'from sympy import Symbol\nx = Symbol("x", real=True)\n'
    '@theorem("a.vacuous")\ndef vacuous():\n    return less(x, x + 1, where=[x > 1, x < 0])\n'
)
BROKEN = '@theorem("a.broken")\ndef broken():\n    1 / 0\n'


@pytest.mark.parametrize(
    ("body", "status"), [(TRUE, 0), (TRUE + FALSE, 1), (TRUE + UNKNOWN, 2), ("1/0\n" + TRUE, 3), (TRUE + BROKEN, 4)]
)
def test_exit_status_of_verify(symcrit_here, proof_file, body, status):
    proof_file(body)
    result = symcrit_here("verify", "-q")
    assert result.returncode == status
    assert "Traceback" not in result.stderr + result.stdout
    assert len(result.stderr.splitlines()) == (1 if status else 0)


def test_a_folder_of_proofs_without_theorems_is_not_passed_over_in_silence(symcrit_here, proof_file):
    proof_file("def theorem_without_decorator(): ...\n")
    result = symcrit_here("verify", "--json")
    assert result.stderr == "symcrit: proofs defines no theorem; a theorem is a function under @theorem('group.name')\n"
    assert (result.returncode, result.stdout) == (3, "")


def test_a_theorem_under_another_name_is_not_passed_over(symcrit_here, proof_file):
    proof_file("from symcrit import less, theorem as proved\n\n@proved('a.b')\ndef false():\n    return less(1, 0)\n")
    assert symcrit_here("verify").returncode == 1


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


def test_the_ledger_ends_with_the_assumptions(symcrit_here, proof_file):
    proof_file(TRUE)
    lines = symcrit_here("verify").stdout.splitlines()
    assert lines[0].split() == ["theorem", "verdict", "instances", "mutants", "evidence", "time"]
    assert lines[-1].split() == ["assumptions", "none"]
    assert max(map(len, lines)) <= 80


def test_verbose_shows_the_statement_and_the_reason(symcrit_here, proof_file):
    proof_file(TRUE)
    assert "1/3 < 1/2" not in symcrit_here("verify").stdout
    assert "1/3 < 1/2" in symcrit_here("verify", "-v").stdout


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
def test_misuse_is_explained_in_two_lines(symcrit_here, proof_file, arguments, reason):
    proof_file(TRUE)
    result = symcrit_here(*arguments)
    assert result.returncode == 3
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) <= 2
    assert result.stdout == ""


def test_debug_shows_the_traceback(symcrit):
    result = symcrit("verify", "--debug", "no.such.theorem")
    assert result.returncode == 3
    assert "Traceback" in result.stderr


def test_help_and_version(symcrit):
    assert symcrit("--version").stdout == f"symcrit {__version__}\n"
    for arguments in ([], ["--help"], ["verify", "--help"], ["check", "-h"], ["doctor", "--help"], ["kernel", "-h"]):
        result = symcrit(*arguments)
        assert result.returncode == 0
        assert "Usage: symcrit" in result.stdout


def test_doctor_names_versions_and_folders(symcrit):
    result = symcrit("doctor")
    assert result.returncode == 0
    for word in ("python-flint", "sympy", "cache", "certificate format 2"):
        assert word in result.stdout


def test_doctor_names_the_theorems_that_verify_would_use(symcrit, tmp_path):
    assert f"theorems  {packaged_proofs()}" in _spaced(symcrit("doctor").stdout)
    (tmp_path / "proofs").mkdir()
    said = _spaced(symcrit("doctor").stdout)
    assert f"theorems  {tmp_path / 'proofs'} (./proofs)" in said
    assert f"and by name  {packaged_proofs()}" in said
    (tmp_path / "proofs" / "own.py").write_text(
        'from symcrit import less, theorem\n@theorem("a.b")\ndef f():\n    return less(1, 2)\n'
    )
    done = symcrit("verify", "--json", "-q", "-j", "1")
    assert [row["name"] for row in json.loads(done.stdout)["theorems"]] == ["a.b"]


def _spaced(text):
    return re.sub(" {2,}", "  ", text)


def test_kernels_are_listed(symcrit_here):
    result = symcrit_here("kernel", "--list")
    assert result.returncode == 0
    assert {"erf", "probit", "relu", "sigmoid_like"} <= {line.split()[0] for line in result.stdout.splitlines()}
    listed = json.loads(symcrit_here("kernel", "--list", "--json").stdout)["kernels"]
    (relu,) = (one for one in listed if one["kernel"] == ["relu", "relu"])
    assert relu["source"] == "Cho and Saul, Kernel methods for deep learning, NIPS 2009"
    assert (relu["kind"], relu["homogeneity"], relu["self_similar"]) == ("closed", 1, False)


@pytest.mark.parametrize("name", ["erf", "probit", "relu", "sigmoid_like"])
def test_a_kernel_and_its_value_by_two_roads(symcrit_here, name):
    result = symcrit_here("kernel", name, "--at", "2, sqrt(6), 3", "--digits", "20")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == f"kernel {name}"
    assert lines[-1].strip() == "the two balls overlap"
    labels = [line[2:15].strip() for line in lines[1:]]
    assert [label for label in labels if label and not label.startswith("c")] == [
        "κ", "σ(z)", "∂κ/∂q11", "∂κ/∂q12", "source", "rules", "derivation", "at", "definition",
    ]  # fmt: skip
    assert labels.count("closed form") == 2


def test_a_kernel_of_two_activations_with_parameters(symcrit_here):
    result = symcrit_here("kernel", "erf", "leaky_relu:slope=1/5")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "kernel erf, leaky_relu:slope=1/5"
    assert "E[σ(u)τ(v)]" in result.stdout
    assert "N((m1, m2), " in symcrit_here("kernel", "exp", "--bias").stdout


def test_a_kernel_as_json_and_in_latex(symcrit_here):
    document = json.loads(symcrit_here("kernel", "relu", "--json", "--at", "1,1,1", "--digits", "50").stdout)
    assert document["value"]["at"] == {"q11": "1", "q12": "1", "q22": "1"}
    for road in ("closed_form", "definition"):
        assert document["value"][road].startswith("[0.5" + "0" * 48)
    assert document["value"]["overlap"] is True
    latex = symcrit_here("kernel", "relu", "--latex").stdout
    assert r"\frac{" in latex
    assert r"\frac{" not in symcrit_here("kernel", "relu").stdout


@pytest.mark.parametrize(
    ("at", "factor", "status", "says"),
    [("1,1/2,1", 2, 1, "the closed form is refuted"), ("1e12,1,1e12", 1, 2, "nothing follows")],
)
def test_the_exit_status_of_a_kernel(monkeypatch, capsys, at, factor, status, says):
    from symcrit import cli
    from symcrit.kernels import kernel as kernels

    right = kernels.kernel("erf")
    monkeypatch.setattr(kernels, "kernel", lambda *_, **__: replace(right, expr=factor * right.expr))
    assert cli.run(["kernel", "erf", "--at", at]) == status
    printed = capsys.readouterr()
    assert says in printed.err
    assert says in " ".join(printed.out.split())


def test_internal_errors_are_short(symcrit, monkeypatch, capsys):
    from symcrit import cli
    from symcrit.report import doctor

    monkeypatch.setattr(doctor, "diagnosis", lambda *_: 1 / 0)
    assert cli.run(["doctor"]) == 4
    assert capsys.readouterr().err.splitlines() == [
        "symcrit: internal error: ZeroDivisionError: division by zero",
        "Please report it; run with --debug for the traceback.",
    ]


def _gone(pid):
    with open(f"/proc/{pid}/stat", "rb") if os.path.exists(f"/proc/{pid}/stat") else open(os.devnull, "rb") as file:
        return file.read().rpartition(b")")[2].split()[:1] in ([], [b"Z"])


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_no_process_survives_an_interrupt(proof_file, start, tmp_path, sent, status):
    proof_file(
        'import os, pathlib, time\n@theorem("slow.one", instances=range(2))\ndef slow(i):\n'
        "    pathlib.Path(f'pid{i}').write_text(str(os.getpid()))\n    time.sleep(300)\n"
    )
    process = start("verify", "-j", "2")
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


def test_a_closed_pipe_is_no_error(proof_file, start):
    proof_file(TRUE)
    process = start("verify", "-q")
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 141
    assert stderr == b""
