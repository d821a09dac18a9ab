"""What others wrote cannot make a terminal, a page or a document say anything: only what core read is printed."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import symcrit as sc
from symcrit.cli import cli, run
from symcrit.core.reading import Malformed
from symcrit.core.registry import read_claim, read_grounds
from symcrit.core.verdict import Finding, Verdict, check
from symcrit.errors import InputError, shorten
from symcrit.printable import html, json_text, printable
from symcrit.theorems.answer import of_finding
from symcrit.words.latex import escape
from symcrit.words.proofs import outline, why

from . import doors
from .forgery import sealed

EVIL = "\x1b[2J\x1b[32mPROVED\x9b1m\u202eDEVORP\u2066\u200b\x07\u2028"
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
LIE = "the Riemann hypothesis"
ONE = {"kind": "less", "symbols": {}, "where": [], "lhs": "1/3", "rhs": "1/2"}


def certificate(claim: dict[str, Any], witness: dict[str, Any], version: str = "0") -> dict[str, Any]:
    return sealed({"format": 2, "symcrit": version, "claim": claim, "witness": witness})


@given(st.text())
def test_printable_text_has_no_controls(text: str) -> None:
    for shown in (printable(text), html(text), shorten(text), str(InputError(text)), escape(text)):
        assert not UNSEEN.search(shown)
        assert not any("\ud800" <= c <= "\udfff" for c in shown)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_json_document_keeps_its_text(text: str) -> None:
    written = json_text({"a": text})
    assert not UNSEEN.search(written)
    assert json.loads(written) == {"a": text}


@pytest.mark.parametrize("text", ["σ(z) = erf(z/√2)", "𝔼[f(u)·g(v)] ≤ ½", "two\nlines", "no\u00a0break"])
def test_what_symcrit_prints_is_printable(text: str) -> None:
    assert printable(text) == text


WITNESSES: dict[str, dict[str, Any]] = {
    "a symbol": {"kind": "positive", "symbol": EVIL, "at": EVIL},
    "a proof that is not looked at": {"kind": "positive", "start": {"kind": "chain", "symbol": EVIL, "from": "x"}},
    "a word": {"kind": "positive", "below": {"kind": "split", "symbol": LIE, "at": LIE}},
    "a step": {"kind": "positive", "steps": [{"kind": "split", "symbol": LIE, "at": LIE}]},
    "a power": {"kind": "positive", "proof": {}, "power": EVIL, "witness": {"kind": "pieces", "power": LIE}},
    "a kind": {"kind": EVIL, "proof": {"left − right": {"kind": "positive"}}},
    "a value": {"kind": "positive", "derivative": {"kind": "substitute", "values": {"x": LIE}}},
}


@pytest.mark.parametrize("name", WITNESSES)
def test_prose_of_a_witness_is_not_printed(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{EVIL.replace(chr(0x2028), '')}.json"
    path.write_text(json.dumps(certificate(ONE, {**WITNESSES[name], "sample": {}}, version=EVIL)))
    result = CliRunner().invoke(cli, ["check", str(path)])
    for shown in (result.output, CliRunner().invoke(cli, ["check", "--json", str(path)]).output):
        assert not UNSEEN.search(shown)
        assert "Riemann" not in shown
        assert shown.count("DEVORP") == 0 or "DEVORP" in path.name


@pytest.mark.parametrize("name", WITNESSES)
def test_an_outline_shows_what_core_reads(name: str) -> None:
    """Also if core had accepted: what it does not read is refused, and words know only what it read."""
    claim = read_claim(ONE)
    with pytest.raises(Malformed):
        read_grounds(claim, WITNESSES[name])
    assert why(Finding(Verdict.PROVED, "proved by " + EVIL, claim)) == "normal forms, and signs that are evident"


def test_the_outline_of_an_honest_proof_is_still_told() -> None:
    witness = {"kind": "split", "symbol": "x", "at": "1/2", "below": {"kind": "zero"}, "above": {"kind": "positive"}}
    claim = read_claim({**ONE, "symbols": {"x": "real"}})
    words = outline(claim, read_grounds(claim, witness))
    assert words.startswith("x is at most 1/2, or larger; the difference of the two sides has normal form 0; the sign")


def test_a_counterexample_shows_what_core_reads() -> None:
    claim = {"kind": "less", "symbols": {"x": "real"}, "where": [], "lhs": "x", "rhs": 0}
    witness = {"kind": "refute", "at": {"x": "1.0"}}
    finding = check({"claim": claim, "witness": witness})
    assert finding.verdict is Verdict.REFUTED
    for shown in (witness, {**witness, "other": EVIL, "sizes": [LIE]}):
        answer = of_finding(finding, {"claim": claim, "witness": shown})
        assert answer.counterexample == {"x": "1"}


def test_paths_and_arguments_are_shown_by_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = ["check", f"{tmp_path}/\x1b[31mno.json"]
    for arguments in (first, ["verify", "\x1b[31mx.py"], ["\x1b[31mx"], ["check", "\x9b1m"]):
        assert run(arguments) == 3
        shown = capsys.readouterr()
        assert "[U+00" in shown.err or "\\x1b[31mx" in shown.err
        assert not UNSEEN.search(shown.out + shown.err)
    done = subprocess.run([sys.executable, "-m", "symcrit", *first], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert not UNSEEN.search(done.stdout + done.stderr)


def test_an_ambiguous_certificate_is_malformed_for_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = {"kind": "equal", "symbols": {"x1": "real", "x_1": "real"}, "where": [], "lhs": "x1", "rhs": "x_1"}
    path = tmp_path / "two.json"
    path.write_text(json.dumps(certificate(claim, {"kind": "refute", "at": {"x1": 0, "x_1": 1}})))
    assert run(["check", str(path)]) == 3
    assert "can be read in two ways" in capsys.readouterr().err


def test_an_answer_is_printable() -> None:
    answer = sc.decide(sc.less("1/3", "1/2"))
    evil = type(answer)(answer.verdict, EVIL, EVIL, (EVIL,))
    assert not UNSEEN.search(repr(evil))
    assert not UNSEEN.search(evil._repr_html_())


# standard streams that are closed or full, as a shell makes them: (redirections, status for a sound certificate)
STREAMS = [("<&-", 0), (">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0), (">/dev/full", 3), (">/dev/full 2>/dev/full", 3)]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
@pytest.mark.parametrize(
    ("redirections", "status"),
    [pytest.param(*one, marks=pytest.mark.slow if i in (0, 1, 2) else ()) for i, one in enumerate(STREAMS)],
)  # all three closed, and the full ones, in the ordinary run
def test_streams_that_are_closed_or_full(redirections: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(doors.SOUND))
    (tmp_path / "b.json").write_text("{")
    for files, expected in (("a.json", status), ("a.json b.json", 3), ("-", 3)):
        line = f'"{sys.executable}" -m symcrit check {files} {redirections}'
        done = subprocess.run(
            line, shell=True, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.returncode == expected, (files, done.stderr)
        assert done.stderr.count("\n") <= 2
        assert "internal error" not in done.stderr
        assert "please report" not in done.stderr


EXPECTED = json.loads(doors.EXPECTED.read_text(encoding="utf-8"))


def _row(name: str) -> None:
    """What the table says: status and line; never more than two lines, nothing that a terminal obeys."""
    status, err, out = doors.run(doors.ROWS[name])
    assert [status, doors.shown(err)] == EXPECTED[name]
    assert status in (0, 1, 2, 3)
    assert err.count("\n") <= (2 if status else 6)  # `plot` names its six pictures
    assert status != 3 or err.startswith("symcrit")
    assert not UNSEEN.search(err + out)


NAMES = list(doors.ROWS)


def test_the_table_has_a_line_for_every_row() -> None:
    rows = {*doors.ROWS, *(f"certificate: {name}" for name in doors.CERTIFICATES)}
    assert rows == set(EXPECTED)
    assert len(rows) >= 900


# of rows that start processes, or draw six pictures, a few; of the others one in six
FEW = [name for name in NAMES if doors.ROWS[name].arguments[0] in ("verify", "plot", "sweep")]
DEAR = {"flow Hessian"}  # where there is time
CHEAP = [name for name in NAMES if name not in {*FEW, *DEAR}]


@pytest.mark.parametrize("name", [*CHEAP[::6], *FEW[::12]])
def test_the_table(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _row(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_table(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _row(name)


def test_the_table_of_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = doors.checked()
    assert {f"certificate: {name}": [status, doors.shown(line)] for name, (status, line) in found.items()} == {
        name: entry for name, entry in EXPECTED.items() if name.startswith("certificate: ")
    }
    assert not any("fails on it" in line or UNSEEN.search(line) for _, line in found.values())
