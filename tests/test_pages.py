"""What the build of the site would warn of, seen without Sphinx: pages in no contents, links that lead nowhere."""

import re
from urllib.parse import unquote

import pytest

from tests.structure import ROOT

DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), ROOT / "proofs" / "coq" / "README.md"]
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s#]+)(?:#[^)\s]*)?\)")


def missing(page, text):
    """The links of a page to files that are not there."""
    targets = [
        target for target in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)) if "://" not in target
    ]
    return [target for target in targets if not (page.parent / unquote(target)).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page):
    assert missing(page, page.read_text(encoding="utf-8")) == []


def test_a_link_that_leads_nowhere_is_found():
    assert missing(DOCS / "index.md", "See [this](nothing.md#here), [that](start.md).") == ["nothing.md"]


def test_every_page_is_in_a_table_of_contents():
    contents = (DOCS / "conf.py").read_text(encoding="utf-8")
    own = {path.stem for path in DOCS.glob("*.md")} - {"index"}
    own |= {path.stem for path in (DOCS / "claims").glob("*.md")}
    assert {name for name in own if f'"{name}"' not in contents} == set()
    told = (DOCS / "index.md").read_text(encoding="utf-8")
    unnamed = {path.name for path in DOCS.glob("*.md") if f"({path.name})" not in told} - {"index.md", "reference.md"}
    assert unnamed == set()
