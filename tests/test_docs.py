"""The pages of docs/ do what they say: every block runs, and verdicts are those of the heading above it."""

import doctest
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import symcrit
from symcrit import Verdict
from tests import structure

DOCS = structure.ROOT / "docs"
CLAIMS = sorted((DOCS / "claims").glob("*.md"))
PAGES = [*CLAIMS, *(page for page in (DOCS / "start.md", DOCS / "cookbook.md") if page.is_file())]
BLOCK = re.compile(r"^```pycon( slow)?\n(.*?)^```$|^## ([^\n]*)$", re.DOTALL | re.MULTILINE)
HEADINGS = ["Formula", "Hypotheses", "What core checks", "PROVED", "REFUTED", "UNDECIDED", "Limits"]
DECIDERS = ("decide", "derive", "certify")
CLAIM = re.compile(r"^from \.search\.claims\.\w+ import (\w+) as \w+$", re.MULTILINE)
FLAGS = doctest.IGNORE_EXCEPTION_DETAIL


@dataclass(frozen=True)
class Block:
    """Examples, the heading that they stand under, and whether they are dear."""

    heading: str
    examples: str
    slow: bool


def _blocks(page: Path) -> list[Block]:
    found, heading = [], ""
    for slow, examples, title in BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            heading = title
        else:
            found.append(Block(heading, examples, bool(slow)))
    return found


def _recorded(function: Callable[..., Any], verdicts: list[Verdict]) -> Callable[..., Any]:
    """The function; it keeps the verdicts of its answers."""

    def run(*arguments: Any, **options: Any) -> Any:
        answer = function(*arguments, **options)
        verdicts.append(answer.verdict)
        return answer

    return run


def _run(page: Path, monkeypatch: pytest.MonkeyPatch, slow: bool) -> list[tuple[Block, list[Verdict]]]:
    """Run the blocks of a page in one namespace; their verdicts."""
    verdicts: list[Verdict] = []
    for name in DECIDERS:
        monkeypatch.setattr(symcrit, name, _recorded(getattr(symcrit, name), verdicts))
    report: list[str] = []
    names: dict[str, Any] = {}
    found = []
    for block in _blocks(page):
        if block.slow and not slow:
            continue
        verdicts.clear()
        test = doctest.DocTestParser().get_doctest(block.examples, names, f"{page.name}: {block.heading}", page.name, 0)
        test.globs = names
        results = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append, clear_globs=False)
        assert results.attempted > 0
        assert results.failed == 0, "".join(report)
        found.append((block, list(verdicts)))
    return found


def _check(page: Path, monkeypatch: pytest.MonkeyPatch, slow: bool) -> None:
    ran = _run(page, monkeypatch, slow)
    assert ran
    if page in CLAIMS:
        assert [block.heading for block, verdicts in ran if {one.name for one in verdicts} != {block.heading}] == []
        assert {"PROVED", "REFUTED", "UNDECIDED"} <= {block.heading for block, _ in ran}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_a_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _check(page, monkeypatch, slow=False)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_all_blocks_of_a_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _check(page, monkeypatch, slow=True)


@pytest.mark.parametrize("page", CLAIMS, ids=lambda page: page.stem)
def test_a_page_of_claims_says_everything(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADINGS
    (checked,) = re.findall(r"^## What core checks\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
    assert "../soundness/" in checked
    assert len(text.rpartition("## Limits")[2].split()) > 20


def test_every_public_claim_has_its_page():
    """Those of the package and those of the two papers."""
    names = set(CLAIM.findall((structure.PACKAGE / "__init__.pyi").read_text(encoding="utf-8")))
    for paper in (symcrit.compression, symcrit.specialisation):
        functions = [name for name in dir(paper) if callable(getattr(paper, name))]
        names |= {name for name in functions if getattr(paper, name).__module__.startswith("symcrit.search.claims.")}
    told = "".join(page.read_text(encoding="utf-8") for page in CLAIMS)
    assert len(names) >= 40
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []


def test_the_first_page_names_them_all():
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in CLAIMS if f"(claims/{page.name})" not in text] == []


def test_a_verdict_under_another_heading_is_noticed(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text('## PROVED\n```pycon\n>>> import symcrit\n>>> _ = symcrit.decide("1 < 0")\n```\n', encoding="utf-8")
    ((block, verdicts),) = _run(page, monkeypatch, slow=False)
    assert (block.heading, verdicts) == ("PROVED", [Verdict.REFUTED])


def test_the_theorem_of_the_cookbook_is_proved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (body,) = re.findall(r"^```python\n(.*?)^```$", (DOCS / "cookbook.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "mine.py").write_text(body, encoding="utf-8")
    ledger = symcrit.verify(jobs=1)
    assert [(row.name, row.outcome, row.mutants) for row in ledger.rows] == [("my.bound", "PROVED", (1, 1))]


@pytest.mark.slow
def test_the_commands_of_the_first_five_minutes(tmp_path, monkeypatch, symcrit):
    monkeypatch.chdir(tmp_path)
    _check(DOCS / "start.md", monkeypatch, slow=True)
    (commands,) = re.findall(r"^```sh\n(.*?)^```$", (DOCS / "start.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    for command in commands.splitlines():
        program, *arguments = shlex.split(command)
        assert program == "symcrit"
        done = symcrit(*arguments)
        assert done.returncode == 0, done.stderr


LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def test_links_lead_somewhere():
    dead = []
    for page in sorted(DOCS.rglob("*.md")):
        text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        dead += [(page.name, link) for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert dead == []
