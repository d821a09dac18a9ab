"""`symcrit check` as a user runs it: limits of work, time and memory."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sympy import Rational

from symcrit import (
    CopyAverage,
    InputError,
    Network,
    OneNeuron,
    Point,
    Problem,
    Verdict,
    __version__,
    check,
    critical,
    kernel,
    kernel_of,
    loss_is,
)
from symcrit.certificate import FORMAT, digest
from symcrit.core.work import CHECK, SECOND
from symcrit.effort import allowance
from symcrit.search.claims.equal import equal
from symcrit.search.claims.less import less
from symcrit.theorems.decide import decide


@pytest.fixture
def certificate(tmp_path):
    """Write the certificate of a claim; fields can be changed, the digest is right."""

    def write(claim, name="cert.json", **changes):
        value = decide(claim).certificate | changes
        value["digest"] = digest(value)
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
        return name

    return write


def test_check_says_what_the_answer_rests_on(symcrit, certificate):
    result = symcrit("check", certificate(less("1/3", "1/2")))
    assert result.returncode == 0
    assert result.stdout.startswith("cert.json: PROVED\n  statement    1/3 < 1/2\n")
    for word in ("evidence", "rules", "assumptions", "trusted: certificate format 2, core " + __version__):
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


def test_a_certificate_that_states_too_little_gets_no_more(monkeypatch):
    monkeypatch.setattr("symcrit.effort.SECOND", 1000)  # the room that there is in any case
    value = decide(critical(CopyAverage.symbolic("erf"))).certificate
    assert check(value).verdict is Verdict.PROVED
    false = value | {"work": 1}
    answer = check(false | {"digest": digest(false)})
    assert answer.verdict is Verdict.UNDECIDED
    assert "allowed effort 0.0002 (1002 units of work), and the certificate states effort 2e-07" in answer.why
    assert answer.remedy == "allow more: symcrit check --effort 1, or check(…, effort=1)"
    assert check(false | {"digest": digest(false)}, effort=1).verdict is Verdict.PROVED


def test_what_a_check_is_allowed():
    assert allowance({"work": 7}) == 2 * 7 + SECOND
    assert allowance({"work": 10**12}) == allowance({}) == CHECK
    assert allowance({"work": 7}, effort=3) == 15 * SECOND
    for wrong in (0, True, "1", float("nan")):
        with pytest.raises(InputError, match="effort = "):
            check(decide(less(1, 2)).certificate, effort=wrong)


@pytest.mark.parametrize(
    "claim",
    [
        lambda: less(1, 2),
        lambda: less(2, 1),
        lambda: critical(CopyAverage.symbolic("erf")),  # the derivation of the kernel counts once
        lambda: kernel_of("relu"),
        lambda: loss_is(OneNeuron("erf", k=2), "1/3"),
    ],
)
def test_the_work_stated_is_what_the_check_takes(claim):
    value = decide(claim()).certificate
    assert check(value).work == value["work"] > 0
    assert check(value, effort=(value["work"] + 0.5) / 5e6).verdict is not Verdict.UNDECIDED
    assert check(value, effort=(value["work"] - 0.5) / 5e6).verdict is Verdict.UNDECIDED


HUNGRY = {"python": "bytearray(3 * 2**30)", "gmp": "__import__('flint').fmpz(3) ** (2 * 10**10)"}


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")
@pytest.mark.parametrize("how", HUNGRY)
def test_what_memory_stops_is_undecided_and_the_next_one_is_checked(symcrit, certificate, tmp_path, how):
    first, second = certificate(less(1, 2), "first.json"), certificate(less(1, 3), "second.json")
    code = f"""
from symcrit.cli import run
from symcrit.commands import check
finding = check._finding
check._finding = lambda name, *rest: {HUNGRY[how]} if name == "first.json" else finding(name, *rest)
raise SystemExit(run(["check", "--json", "--memory", "1", "first.json", "second.json"]))
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, timeout=100)
    records = json.loads(done.stdout)["certificates"]
    assert [(record["file"], record["verdict"]) for record in records] == [(first, "UNDECIDED"), (second, "PROVED")]
    assert records[0]["why"] == "the memory is used up: a process may take 1 GB"
    assert records[0]["remedy"].startswith("give more: --memory 2 (in GB)")
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (os.abort, "the process that checked it died (exit code -6)"),
        (lambda: 1 / 0, "symcrit fails on it (ZeroDivisionError: division by"),
    ],
)
def test_a_file_that_core_fails_on_is_refused_and_hides_no_other(certificate, monkeypatch, capsys, tmp_path, how, said):
    from symcrit import cli
    from symcrit.commands import check as command

    monkeypatch.chdir(tmp_path)
    bad, good = certificate(less(1, 2), "bad.json"), certificate(less(1, 3), "good.json")
    finding = command._finding
    monkeypatch.setattr(command, "_finding", lambda name, *rest: how() if name == bad else finding(name, *rest))
    assert cli.run(["check", bad, good]) == 3
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1
    assert f"bad.json: refused: {said}" in shown.err
    assert "good.json: PROVED" in shown.out


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_of_check_stays(start, sent):
    process = start("check", "-")  # which waits for its input
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    limit = time.monotonic() + 60
    while not (pids := children.read_text().split()) and time.monotonic() < limit:
        time.sleep(0.05)
    process.send_signal(sent)
    process.wait(timeout=30)
    assert process.returncode == {signal.SIGINT: 130}.get(sent, -sent)
    assert len(pids) == 1
    while Path(f"/proc/{pids[0]}").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    assert not Path(f"/proc/{pids[0]}").exists()
    process.communicate(timeout=20)


def test_reading_counts(start):
    process = start("check", "/dev/stdin", "--timeout", "1", "--json")
    (record,) = json.loads(process.stdout.read())["certificates"]  # its standard input stays open meanwhile
    process.communicate(timeout=20)
    assert (process.returncode, record["verdict"]) == (2, "UNDECIDED")
    assert record["why"] == "not finished: the check was allowed 1 s"


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
    for work in ("many", -1, True, 10**400, None):
        wrong = edited | {"work": work}
        with pytest.raises(InputError):
            check(wrong | {"digest": digest(wrong)})


@pytest.mark.parametrize(("option", "most"), [("--effort", 10**6), ("--timeout", 10**8), ("--memory", 10**8)])
@pytest.mark.parametrize("wrong", ["0", "-1", "nan", "inf", "1e300"])
def test_limits_are_positive_numbers(option, most, wrong, capsys):
    from symcrit import cli

    for command in ("check", "verify"):
        assert cli.run([command, option, wrong, "nothing.json"]) == 3
        assert f"is not in the range 0<x<={most}." in capsys.readouterr().err


def test_a_claim_that_was_not_read_is_not_said_to_be_none(tmp_path, capsys):
    from symcrit import cli

    path = tmp_path / "one.json"
    path.write_text(json.dumps(decide(less(1, 2)).certificate))
    assert cli.run(["check", str(path), "--timeout", "1e-6"]) == 2
    said = capsys.readouterr().out
    assert "not finished: the check was allowed 1e-06 s" in said
    assert "statement" not in said


def _full(n):
    return [[Rational((7 * i + 3 * j) % 97 + 1, 100) for j in range(n)] for i in range(n)]


def test_the_time_limit_holds_while_a_network_is_built(symcrit, tmp_path):
    n = 100  # which takes 40 s to build
    place = Point(Problem.orthonormal("erf", n=n, k=n), Network(_full(n), [1] * n))
    witness = {"kind": "goals", "kernel": kernel("erf").derivation.witness}
    value = {"format": FORMAT, "symcrit": __version__, "claim": critical(place).core, "witness": witness}
    (tmp_path / "large.json").write_text(json.dumps(value | {"digest": digest(value)}), encoding="utf-8")
    start = time.monotonic()
    result = symcrit("check", "large.json", "--timeout", "0.5")
    assert result.returncode == 2, result.stderr
    assert "not finished: the check was allowed 0.5 s" in result.stdout
    assert "allow more by --timeout" in result.stdout
    assert time.monotonic() - start < 25


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[" * 100_000,
        '{"format": 3}',
        '{"format": 1}',
        '{"format": 2}',
        '{"format": NaN}',
        "\x00",
        "{}" * 1000,
    ],
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
