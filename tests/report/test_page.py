"""The HTML page: valid, self-contained, and safe whatever stands in a ledger."""

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

import symcrit.report.page as report
from symcrit.core.verdict import Verdict
from symcrit.report.page import page
from symcrit.theorems.answer import Answer
from symcrit.theorems.ledger import Ledger, Part, Row
from symcrit.theorems.runner import verify

VOID = {"meta", "br", "wbr", "img", "link", "hr", "input"}
HOSTILE = "</code><script>alert(1)</script><img src=x onerror=alert(2)> \"'& {{ 7 * 7 }} \x1b[0m"


class Reader(HTMLParser):
    """Checks nesting, and notes tags, attributes and text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words, self.ids, self.links, self.loads = [], [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        assert len(given) == len(attributes), f"an attribute of {tag} stands twice"
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.loads += [key for key in given if key in ("src", "srcset", "data") or key.startswith("on")]
        self.loads += [tag] if tag in ("script", "link", "iframe", "object", "embed", "img", "base") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(ledger):
    text = page(ledger)
    reader = Reader(text)
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    assert reader.loads == []
    assert len(set(reader.ids)) == len(reader.ids)
    anchors = [link for link in reader.links if link.startswith("#")]
    assert set(anchors) <= {f"#{name}" for name in reader.ids}
    outside = set(reader.links) - set(anchors)
    assert all(re.fullmatch(r"https://arxiv\.org/abs/\d{4}\.\d{4,5}", link) for link in outside)
    assert re.findall(r"https?://", text) == ["https://"] * sum(link in outside for link in reader.links)
    assert "url(" not in text
    assert "@import" not in text
    for formula in re.findall(r"<math.*?</math>", text, re.DOTALL):
        ET.fromstring(formula)
    return text, reader


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMCRIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        return verify(["one_neuron.relu", "one_neuron.symmetric_direction", "copy_average.concave"], keep=True)


def test_the_ledger_stands_on_top_then_every_theorem(ledger):
    text, reader = read(ledger)
    words = "".join(reader.words)
    assert reader.tags.count("table") == 1
    assert reader.tags.count("h1") == 1
    for row in ledger.rows:
        assert words.count(row.name) >= 2
    assert words.index("instances") < words.index("Proof sketch") < words.index("What was trusted")
    assert text.count('scope="row"') == len(ledger.rows)
    for rule in ledger.rules:
        assert f'id="rule-{rule}"' in text
    assert "certificate format" in words
    assert "python-flint" in words


def test_statements_and_proofs_are_mathml(ledger):
    text, reader = read(ledger)
    assert reader.tags.count("math") > 40
    one_over_2k = "<mfrac><mn>1</mn><mrow><mn>2</mn>"
    assert one_over_2k in text
    mutants = [part.mutant for row in ledger.rows for part in row.parts if part.mutant]
    assert text.count("It fails: ") == len(mutants) > 5
    assert reader.links.count("https://arxiv.org/abs/2311.01644") >= 2


def test_proofs_and_mutants_are_folded_where_there_are_many(ledger):
    few, _ = read(Ledger(ledger.rows[:1]))
    many, reader = read(Ledger(ledger.rows[:1] * 4))
    folded = few.count("<summary>")
    assert few.count("<details open>") == folded > 1
    assert many.count("<details>") == many.count("<summary>") == 4 * folded
    assert "script" not in reader.tags


def test_a_wide_formula_scrolls_in_a_box_of_its_own(ledger):
    text, _ = read(ledger)
    assert text.count('display="block"') == text.count('<div class="formula"><math display="block">') > 10
    assert re.search(r"\.formula \{[^}]*overflow-x: auto", text)


def answer(verdict, why="because", **fields):
    return Answer(verdict, why, "1 < 2", **fields)


def part(verdict, mutant=None, **fields):
    claim = {"kind": "less", "lhs": "1", "rhs": "2"}
    certificate = {"claim": claim, "witness": {"kind": "positive"}} if verdict is Verdict.PROVED else None
    return Part(claim, answer(verdict, certificate=certificate, **fields), mutant)


def row(name, verdict, parts=(), **fields):
    values = {"statements": (), "why": (), "evidence": (), "rules": (), "assumptions": (), "instances": (0, 1)}
    return Row(name, verdict=verdict, parts=parts, **{**values, "mutants": (0, 0), "seconds": 0.1, **fields})


def test_rows_of_every_outcome():
    rows = (
        row("a.proved", Verdict.PROVED, (part(Verdict.PROVED),), assumptions=("a gap",)),
        row("a.refuted", Verdict.REFUTED, (part(Verdict.REFUTED, why="at x = 3", counterexample={"x": "3"}),)),
        row("a.undecided", Verdict.UNDECIDED, (part(Verdict.UNDECIDED, remedy="give more time"),)),
        row("a.error", None, (part(Verdict.PROVED, "spared"),), error="mutant spared came out PROVED"),
        row("a.open", Verdict.PROVED, (part(Verdict.UNDECIDED, "left", remedy="give more"),), mutants=(0, 1),
            open_mutants=(("left", "work ran out"),), notes=("kept from effort 4",)),
    )  # fmt: skip
    text, reader = read(Ledger(rows, ("a.large",)))
    words = "".join(reader.words)
    for word in ("PROVED", "REFUTED", "UNDECIDED", "ERROR"):
        assert f'<span class="verdict {word.lower()}">{word}</span>' in text
    assert "spared PROVED" in words
    assert "It was proved." in words
    assert "left UNDECIDED" in words
    assert '0 of 1<br><span class="verdict undecided">UNDECIDED</span>' in text
    summary = "2 proved, 1 refuted, 1 undecided, 1 with a mutant undecided, 1 error"
    for word in (
        summary,
        "mutant left is UNDECIDED: work ran out; kept from effort 4.",
        "give more time",
        "came out PROVED",
        "a gap",
        "a.large",
    ):
        assert word in words


def test_an_empty_ledger_is_a_page():
    _, reader = read(Ledger(()))
    assert "no theorems" in "".join(reader.words)


def test_hostile_names_and_statements_are_text():
    hostile = row(HOSTILE, None, (part(Verdict.REFUTED, HOSTILE, why=HOSTILE, remedy=HOSTILE),), error=HOSTILE,
                  rules=(HOSTILE,), assumptions=(HOSTILE,), evidence=(HOSTILE,), source=HOSTILE)  # fmt: skip
    text, reader = read(Ledger((hostile,), (HOSTILE,)))
    assert "<script" not in text
    assert "<img" not in text
    words = "".join(reader.words)
    assert words.count("alert(1)") == words.count("{{ 7 * 7 }} [U+001B]") >= 9
    assert "\x1b" not in text


def test_a_page_whose_templates_escape_nothing_is_noticed(monkeypatch):
    templates = report._templates
    careless = templates()
    careless.autoescape = False
    monkeypatch.setattr(report, "_templates", lambda: careless)
    with pytest.raises(AssertionError):
        test_hostile_names_and_statements_are_text()


def test_what_a_template_expects_and_is_not_given_is_an_error():
    with pytest.raises(UndefinedError, match="'ledger' is undefined"):
        report._templates().get_template("ledger.html").render()


def test_colours_follow_light_and_dark():
    text = page(Ledger(()))
    assert "prefers-color-scheme: dark" in text
    assert "color-scheme: light dark" in text
