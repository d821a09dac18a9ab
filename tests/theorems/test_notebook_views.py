"""What notebooks show of answers: all values are there, and text from outside cannot be read as HTML."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symcrit as sc
from symcrit.flow.endpoints import Endpoint
from symcrit.flow.thresholds import ThresholdRow
from symcrit.papers.specialisation import ReluNetwork
from symcrit.papers.specialisation import check as specialised
from symcrit.printable import html_facts, html_table

EVIL = "<script>alert('\x1b')</script>\u202e"
PROBLEM = sc.Problem.orthonormal("erf", n=1, k=2)
TAG = re.compile(r'<(/?)(\w+)(?: \w+="[\w ]*")*>')
TABLES = {"table", "thead", "tbody", "tr", "th", "td", "p", "b", "div"}
FORMULAS = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mfrac",
    "msup",
    "msub",
    "msubsup",
    "msqrt",
    "mspace",
    "mtable",
    "mtr",
    "mtd",
}
ALLOWED = TABLES | FORMULAS | {"mtext", "munder", "mover", "munderover", "mroot"}


def well_nested(text):
    """Whether every tag is one of a table or a formula, and is closed; and whether no other < or > is left."""
    open_tags = []
    for closing, name in TAG.findall(text):
        if name not in ALLOWED or (closing and (not open_tags or open_tags.pop() != name)):
            return False
        if not closing:
            open_tags.append(name)
    return not open_tags and not set("<>") & set(TAG.sub("", text))


def cells(text):
    """The cells of each row of a table."""
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [re.findall(r"<t[dh]>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]


def _threshold_report():
    row = ThresholdRow("1e-6", 3, 2, 1, 1, {(3, 0, 0): 1}, ((1, EVIL, EVIL),), 1e-5, 2e-9)
    return sc.ThresholdReport(PROBLEM, (row,))


def _sweep():
    common = {"k": 3, "n": 2, "certified": True, "critical": "minimum", "stopped": "threshold"}
    rows = [{**common, "endpoint": kind} for kind in ("near", EVIL, "near")]
    rows.append({**common, "n": 1, "certified": False, "critical": None, "endpoint": "open"})
    return sc.Sweep({}, rows, planned=5)


def _specialised():
    net = ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
    return specialised(net, net, [[1, 2], [3, -1]])


MADE = {
    "answer": lambda: sc.Answer(sc.Verdict.UNDECIDED, EVIL, EVIL, remedy=EVIL),
    "certified": lambda: sc.CertifiedPoint(sc.Verdict.UNDECIDED, EVIL, EVIL),
    "endpoint": lambda: Endpoint(EVIL, False, EVIL, critical=EVIL),
    "families": lambda: sc.FamilyTable(EVIL, ()),
    "online": lambda: sc.online(sc.Problem.orthonormal("linear", n=1, k=1), eta=0, rng=0, t=1),
    "specialised": _specialised,
    "sweep": _sweep,
    "thresholds": _threshold_report,
}


@pytest.mark.parametrize("name", MADE)
def test_every_view_is_a_well_formed_table(name):
    text = MADE[name]()._repr_html_()
    assert "<table>" in text
    assert well_nested(text)
    assert "\x1b" not in text
    assert "\u202e" not in text


@given(st.text(), st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=3))
def test_no_text_leaves_its_cell(text, rows):
    found = html_table(rows, [text])
    assert well_nested(found)
    assert [len(row) for row in cells(found)] == [1, *map(len, rows)]
    assert well_nested(html_facts(text, text, [(text, text)]))


def test_a_cell_that_is_not_escaped_is_noticed(monkeypatch):
    monkeypatch.setattr("symcrit.printable.html", str)
    assert not well_nested(MADE["endpoint"]()._repr_html_())


def test_a_sweep_counts_by_n_and_k():
    head, one, two = cells(_sweep()._repr_html_())
    assert head == ["k", "n", "runs", "certified", "minima", "endpoints"]
    assert one == ["3", "1", "1", "0", "0", "1× open"]
    assert two[:5] == ["3", "2", "3", "3", "3"]
    assert two[5].startswith("2× near; 1× &lt;script&gt;")


def test_a_report_of_thresholds_has_what_its_text_has():
    report = _threshold_report()
    _, row = cells(report._repr_html_())
    assert row == ["1e-6", "2/3", "1", "1", "1", "1.0e-05", "2.0e-09", "1× (3, 0, 0)"]
    assert all(cell in repr(report) for cell in row)


def test_a_table_of_families_has_what_its_text_has():
    table = sc.family_table("relu", 2)
    lines = repr(table).splitlines()
    shown = cells(table._repr_html_())
    assert len(shown) == len(lines) == 2
    assert [re.split(r"\s{2,}", line) for line in lines] == shown


def test_a_run_says_where_it_ended():
    run = MADE["online"]()
    facts = dict(cells(run._repr_html_()))
    assert facts["loss"] == f"{run.loss[-1]:.10g}"
    assert facts["stopped"] == run.reason


def test_a_report_of_nodes_has_its_findings():
    shown = cells(_specialised()._repr_html_())
    assert [row[:4] for row in shown[1:]] == [["0", "aligned", "0", "0"], ["1", "aligned", "1", "0"]]


@pytest.mark.parametrize("ask", ["x^2 >= x", "(x^2 - 2)^2 > 0", ["x^2 >= 0", "x^2 >= x"]])
def test_an_answer_shows_what_was_asked_as_formulas(ask):
    answer = sc.decide(ask)
    shown = answer._repr_html_()
    assert well_nested(shown)
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in shown
    assert f"<b>{answer.verdict.name}</b>" in shown
    assert rf"\textbf{{{answer.verdict.name}}}" in answer._repr_latex_()
    assert "x^{2}" in answer._repr_latex_()


def test_a_claim_is_shown_as_formulas():
    shown = sc.less("x", "x^2", where="x > 1")._repr_html_()
    assert well_nested(shown)
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in shown


def test_a_gradient_is_shown_by_its_blocks():
    problem = sc.Problem.orthonormal("linear", n=1, k=1)
    text = problem.gradient(sc.Network([[2]]))._repr_latex_()
    assert r"\partial L / \partial W = \left[\begin{matrix}2\end{matrix}\right]" in text
    assert r"\partial L / \partial a = \left[\begin{matrix}4\end{matrix}\right]" in text
    assert problem.gradient(sc.Network(np.array([[2.0]])))._repr_latex_() is None


def test_a_point_of_another_problem_is_not_certified():
    point = sc.CopyAverage([[0], [1, 2]]).at(sc.Problem.orthonormal("erf", n=2, k=3))
    with pytest.raises(sc.InputError, match="another problem"):
        sc.certify(sc.Problem.orthonormal("erf", n=2, k=3, d=4), point)
