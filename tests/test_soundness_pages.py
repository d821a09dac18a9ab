"""docs/soundness: every rule and every kind of witness has its page, and what the pages refer to exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from symcrit.core.registry import PROOFS, WITNESSES
from symcrit.core.rules import RULES
from tests import structure

PAGES = structure.ROOT / "docs" / "soundness"
CORE = structure.PACKAGE / "core"
TESTS = structure.ROOT / "tests"
HEADER = "| hypothesis | where core checks it | what fails if it does not |"
ROWS = re.compile(r"^\|(?! hypothesis)(?!---)(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def _pages() -> list[Path]:
    return sorted((PAGES / "rules").glob("*.md")) + sorted((PAGES / "witnesses").glob("*.md"))


def _names(folder: str) -> set[str]:
    return {page.stem for page in (PAGES / folder).glob("*.md")}


@cache
def _definitions(path: Path) -> frozenset[str]:
    """The functions, classes and `Class.method`s, and assigned names, of a file."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return frozenset(found)


def _is_code(reference: str) -> bool:
    """`folder/file.py::Name` or `folder/file.py::Class.method` inside of symcrit/core."""
    file, _, name = reference.partition("::")
    path = CORE / file
    return path.is_file() and name in _definitions(path)


def _is_test(reference: str) -> bool:
    """`tests/…/test_file.py::test_name`, or with a parameter in brackets, whose text stands in the file."""
    file, _, name = reference.partition("::")
    path = TESTS / file
    name, _, parameter = name.partition("[")
    if not path.is_file() or name not in _definitions(path):
        return False
    told = parameter.rstrip("]").rpartition(": ")[
        2
    ]  # patches that are made from words have names such as "not asked for: cover"
    return not parameter or any(told in near.read_text(encoding="utf-8") for near in _near(path))


def _near(path: Path) -> list[Path]:
    """A file of tests and what it may take its parameters from."""
    return [path, *path.parent.glob("*.py")]


def test_every_rule_has_its_page():
    assert _names("rules") == set(RULES)


def test_every_kind_of_witness_has_its_page():
    assert _names("witnesses") == set(WITNESSES) | set(PROOFS)


def test_every_attack_on_expectations_is_held_by_a_test():
    rows = ROWS.findall((PAGES / "attacks.md").read_text(encoding="utf-8"))
    told = [CODE.findall(tests) for attack, _, tests in rows if attack.strip() != "attack" and "**" not in attack]
    assert len(told) > 25
    assert all(references and all(map(_is_test, references)) for references in told)


def test_the_first_page_names_them_all():
    text = (PAGES / "README.md").read_text(encoding="utf-8")
    assert [page for page in _pages() if f"({page.parent.name}/{page.name})" not in text] == []


@pytest.mark.parametrize("page", _pages(), ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_says_where_what_is_checked(page):
    text = page.read_text(encoding="utf-8")
    assert "**Theorem.**" in text
    assert "**Proof.**" in text or "**Source.**" in text
    assert HEADER in text
    rows = ROWS.findall(text)
    assert rows
    for _, checked, fails in rows:
        places = CODE.findall(checked)
        tests = CODE.findall(fails)
        assert places, f"no place in core: {checked}"
        assert tests, f"no test: {fails}"
        assert [place for place in places if not _is_code(place)] == []
        assert [test for test in tests if not _is_test(test)] == []


def test_references_are_followed():
    assert _is_code("witnesses/zero.py::Zero.prove")
    assert not _is_code("witnesses/zero.py::Zero.disprove")
    assert not _is_code("witnesses/none.py::Zero")
    assert _is_test("test_soundness_pages.py::test_references_are_followed")
    assert not _is_test("test_soundness_pages.py::test_that_nobody_wrote")
