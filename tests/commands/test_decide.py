"""`symcrit decide` as a user runs it, and the same texts in Python."""

import json
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symcrit as sc
from symcrit.cli import run
from symcrit.search.statements import claims_in

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
JORDAN = ("2*x/pi <= sin(x)", "--where", "0 <= x <= pi/2")


class Said(NamedTuple):
    """What the command answers."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def decide(capsys, tmp_path, monkeypatch):
    """Run the command in this process, in the temporary folder."""
    monkeypatch.chdir(tmp_path)

    def run_it(*arguments):
        status = run(["decide", *arguments])
        said = capsys.readouterr()
        return Said(status, said.out, "".join(line for line in said.err.splitlines(True) if not line.startswith("… ")))

    return run_it


def test_a_lemma_is_proved(symcrit):
    result = symcrit("decide", *JORDAN)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("PROVED  for all real x with 0 ≤ x and x ≤ π/2: 2·x/π ≤ sin(x)\n  why: ")


def test_the_certificate_is_checked_by_core_alone(decide, tmp_path):
    result = decide(*JORDAN, "-o", "cert.json")
    assert "certificate: " in result.stdout
    assert run(["check", "cert.json"]) == 0
    assert sc.check(tmp_path / "cert.json").statement in result.stdout


def test_several_claims_have_several_certificates(decide, tmp_path):
    result = decide("0 <= x^2 <= x", "-o", "cert.json")
    assert result.returncode == 1
    assert result.stderr == "symcrit: not proved: for all real x: x^2 ≤ x (REFUTED)\n"
    verdicts = [sc.check(tmp_path / f"cert-{number}.json").verdict.name for number in (1, 2)]
    assert verdicts == ["PROVED", "REFUTED"]


def test_exit_status(decide):
    assert decide("x < x + 1").returncode == 0
    assert decide("x < x + 1", "x^2 < x").returncode == 1
    assert decide("x < x + 1", "--where", "x < 0 and x > 1").returncode == 2


def test_verbose_shows_the_steps(decide):
    said = decide("x^3 > 1", "--where", "x > 1", "-v").stdout
    assert "  proof:\n    1" in said
    assert "trusted: certificate format" in said


def test_the_commands_of_the_readme_run(decide):
    lines = re.findall(r"^symcrit (decide .*?)(?: && .*)?(?:  +# (.*))?$", README, re.MULTILINE)
    assert len(lines) >= 4
    for line, remark in lines:
        status = {"REFUTED": 1, "UNDECIDED": 2}.get(remark.split(" ")[0].rstrip(":;"), 0)
        assert decide(*shlex.split(line)[1:]).returncode == status, line


def test_latex(decide):
    said = decide("2*x/pi <= sin(x)", "--where", "0 <= x <= pi/2", "-v", "--latex").stdout
    assert said.startswith(r"\textbf{Proved.} Let $x$ be a real number with ")
    assert said.count(r"\begin{proof}") == said.count(r"\end{proof}") == 1
    refuted = decide("x^2 <= x", "--latex").stdout
    assert refuted.startswith(r"\textbf{Refuted.}")
    assert "x = 2" in refuted


def test_a_chain_in_latex_says_which_sign_is_wrong(decide):
    said = decide("0 <= x^2 <= x^2 + 1 <= 7", "--latex")
    assert said.returncode == 1
    _, chain = said.stdout.split("% all of these:")
    words = " ".join(chain.split())
    assert words.endswith(r"x^{2} + 1 \\[1ex]&\le 7 && \text{refuted} \end{aligned} \]")
    assert "% all" not in decide("0 <= x^2", "x <= x + 1", "--latex").stdout  # no chain


def test_a_statement_may_begin_with_a_minus_sign(decide):
    result = decide("-x <= abs(x)", "-v*v <= 0", "--where", "-1 < x", "--json")
    assert [record["text"] for record in json.loads(result.stdout)["answers"]] == ["-x <= abs(x)", "-v*v <= 0"]
    assert result.returncode == 0
    assert decide("-xyz").returncode == 3


def test_json_is_one_document(decide):
    result = decide("n^2 >= n", "x^2 >= x", "--integer", "n", "--json", "-v")
    first, second = json.loads(result.stdout)["answers"]
    assert (first["text"], first["verdict"], first["counterexample"]) == ("n^2 >= n", "PROVED", None)
    assert first["proof"]
    assert second["counterexample"] == {"x": "1/2"}


def test_effort_and_timeout(decide):
    result = decide(*JORDAN, "--effort", "1e-4")
    assert result.returncode == 2
    assert "effort 0.0001" in result.stdout
    assert decide(*JORDAN, "--timeout", "100").returncode == 0


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("increasing(x^3 + x, x)", "", ["for all real x: x^3 + x is strictly increasing in x"]),
        ("convex(x^2, x)", "", ["for all real x: x^2 is strictly convex in x"]),
        ("x == y", "x = y", ["for all real x, real y with x = y: x = y"]),
        ("1 ≥ x and y > 2", "x < 1, y > 3", None),
        ("a <= b <= c", "a < b; b < c", None),
        ("less(x, x + 1)", "", ["for all real x: x < x + 1"]),
    ],
)
def test_what_texts_say(text, where, said):
    claims = claims_in(text, where or ())
    assert said is None or [claim.statement for claim in claims] == said
    assert sc.decide(text, where=where or ()).verdict is sc.Verdict.PROVED


def test_python_and_the_command_read_the_same(decide):
    said = decide("2^n > n", "--where", "n >= 0", "--integer", "n", "--json").stdout
    (record,) = json.loads(said)["answers"]
    answer = sc.decide("2^n > n", where=["n >= 0"], integer=["n"])
    assert (record["statement"], record["work"]) == (answer.statement, answer.work)


def test_hypotheses_of_relations_and_of_claims():
    from sympy import Symbol

    x = Symbol("x", real=True)
    assert sc.decide(x**2 > x, where=[x > 1]).verdict is sc.Verdict.PROVED
    assert sc.decide("x^2 > x", where=x > 1).verdict is sc.Verdict.PROVED
    with pytest.raises(sc.InputError, match="a claim has its hypotheses"):
        sc.decide(sc.less(x, x + 1), where=[x > 1])
    with pytest.raises(sc.InputError, match="is for statements in text"):
        sc.decide(x**2 > x, integer="x")


BAD = [
    (["x"], "is no statement; write a relation"),
    (["sin(x)"], "is no statement"),
    (["increase(x, x)"], "did you mean 'increasing'?"),
    (["increasing(x, x, x)"], "takes two arguments"),
    (["increasing(x, 2)"], "is no symbol"),
    (["x <"], "is no relation"),
    (["< x"], "is no relation"),
    (["x < < y"], "is no relation"),
    ([""], "is no relation"),
    (["x < y,"], "is no relation"),
    (["x < 1 or x > 0"], "has 'or' in it"),
    (["x != y"], "says ≠"),
    (["2x < 3"], "write 2*k for 2k"),
    (["x => 3"], "write >= for =>"),
    (["x < oo"], "no real number"),
    (["|x| < 1"], "write abs(…)"),
    (["x < √2"], "write sqrt(…)"),
    (["foo(x) < 1"], "unknown function 'foo'"),
    (["x < 1/0"], "division by zero"),
    (["x^y < 1"], "add the hypothesis x > 0"),
    (["x < 1", "--where", "x"], "hypothesis 'x' is no relation"),
    (["x < 1", "--where", ""], "hypothesis '' is no relation"),
    (["x < 1", "--integer", "n"], "integer 'n' occurs in no statement"),
    (["x < 1", "--integer", "2"], "integer '2' is no name"),
    (["x < 1", "--effort", "0"], "not in the range"),
    (["x < 1", "--timeout", "soon"], "not a valid"),
    (["x < 1", "-o", "nowhere/c.json"], "there is no folder"),
    ([], "Missing argument"),
    (["(" * 300 + "x" + ")" * 300 + " < 1"], "cannot read"),
    (["x < 9^9^9^9"], "is too large"),
]


@pytest.mark.parametrize(("arguments", "reason"), BAD, ids=lambda value: str(value)[:30])
def test_bad_input_is_explained_in_two_lines(decide, arguments, reason):
    result = decide(*arguments)
    assert (result.returncode, result.stdout) == (3, "")
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) <= 2


@given(st.text(alphabet="xyn019.+-*/^()<>=!≤ ,;&|eE_sincoraband'\"\\\n\0√π", max_size=30))
def test_any_text_is_read_or_refused(text):
    for arguments in ((text,), ("x < 1", text)):
        refusal = ""
        claims = []
        try:
            claims = claims_in(*arguments)
        except sc.InputError as error:
            refusal = str(error)
        assert len(refusal.splitlines()) <= 2
        assert refusal or all(claim.statement for claim in claims)
