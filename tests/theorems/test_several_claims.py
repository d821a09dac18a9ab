"""Of several claims it is said which one is not proved: in Python, in the ledger, on paper."""

import io
import json

import pytest
from sympy import Symbol

import symcrit as sc
from symcrit.core import Verdict
from symcrit.report.document import document
from symcrit.report.page import page
from symcrit.report.table import print_ledger

x = Symbol("x", real=True)
OWN = """
from sympy import Symbol
from symcrit import E, chain, gaussian, less, mutant, theorem

x, z = Symbol("x", real=True), gaussian("z")


@theorem("several.moments")
def moments():
    return chain(E(z**4), (3 * E(z**2), "stein z"), 3, ("<=", 4))


@mutant(moments)
def with_a_wrong_end():
    return chain(E(z**4), (3 * E(z**2), "stein z"), 4)


@theorem("several.the_last_is_wrong")
def last():
    return [*(less(x, x + i, where=[x > 0]) for i in range(1, 8)), less(x, x**2)]


@theorem("several.a_wrong_reason")
def reason():
    return chain(E(z**4), (3 * E(z**2), "tilt"), 3)
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "several.py"
    path.write_text(OWN, encoding="utf-8")
    return sc.verify(str(path), jobs=1, cache=False, keep=True, effort=0.2)


def test_a_list_says_which_claim_fails():
    answer = sc.decide([sc.less(x, x + 1), sc.less(x, x**2), sc.less(x, x + 2), sc.less(x + 1, x)])
    assert (answer.verdict, answer.failed) == (Verdict.REFUTED, 2)
    assert [part.verdict.name for part in answer.parts] == ["PROVED", "REFUTED", "PROVED", "REFUTED"]
    assert answer.why.startswith("claim 2 of 4, for all real x: x < x^2: x = 0")
    assert "claim 4 of 4, for all real x: x + 1 < x: " in answer.why
    assert answer.counterexample == answer.parts[1].counterexample == {"x": "0"}
    for part in answer.parts:
        assert sc.check(part.certificate).verdict is part.verdict


def test_a_list_that_is_proved_has_its_parts_too():
    answer = sc.decide("0 <= x^2 < x^2 + 1")
    assert (answer.verdict, answer.failed, len(answer.parts)) == (Verdict.PROVED, None, 2)
    assert "claim" not in answer.why


def test_one_claim_has_no_parts():
    answer = sc.decide(sc.less(x, x**2))
    assert (answer.parts, answer.failed) == ((), None)


def test_the_ledger_says_which(ledger):
    rows = {row.name: row for row in ledger.rows}
    good, wrong, reason = (rows[f"several.{name}"] for name in ("moments", "the_last_is_wrong", "a_wrong_reason"))
    assert (good.verdict, good.mutants, good.failed) == (Verdict.PROVED, (1, 1), ())
    (failed,) = wrong.failed
    assert (failed.number, failed.of, failed.verdict) == (8, 8, Verdict.REFUTED)
    assert (failed.statement, "x = 0" in failed.why) == ("for all real x: x < x^2", True)
    record = json.loads(json.dumps(wrong.to_json()))
    assert (record["failed"][0]["claim"], record["failed"][0]["verdict"]) == (8, "REFUTED")
    assert "failed" not in good.to_json()
    assert [(one.number, one.verdict.name) for one in reason.failed] == [(1, "UNDECIDED")]
    assert "the rules named are not seen to be enough" in reason.failed[0].why


def test_the_table_says_which(ledger):
    out = io.StringIO()
    print_ledger(ledger, file=out, width=200)
    assert "claim 8 of 8 REFUTED: for all real x: x < x^2" in out.getvalue()
    assert "claim 1 of 2 UNDECIDED" in out.getvalue()


def test_the_page_shows_it_though_others_are_left_out(ledger):
    text = page(ledger)
    assert 'Claim 8 of 8 <span class="verdict refuted">REFUTED</span>' in text
    assert 'Claim 6 of 8 <span class="verdict proved">PROVED</span>' in text
    assert "Claim 7 of 8" not in text
    assert "1 more claims" in text


def test_the_document_numbers_claims_and_writes_chains(ledger):
    text, _ = document(ledger, "several")
    plain = text.replace(r"\_\allowbreak{}", "_").replace(r"\allowbreak{}", "")
    assert r"\begin{refuted}[{\texttt{several.the_last_is_wrong}, claim 8 of 8}]" in plain
    assert text.count("The claims together:") == 2
    shown = text.replace("\n&&", " &&")
    assert r"&= 3\, \mathbb{E}[z^{2}] && \text{Stein's formula for $z$}" in shown
    assert r"&= 3\, \mathbb{E}[z^{2}] && \text{tilts; undecided}" in shown
    for line in text.splitlines():
        assert "&" not in line.removeprefix(r"\\[1ex]").removeprefix(r"\\").lstrip("&").replace(r"\&", "")
