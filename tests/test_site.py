"""The site of the documentation: built offline without a warning, its links followed, its formulas MathML."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests import structure

NEEDED = ("sphinx", "myst_nb", "furo", "latex2mathml")
absent = [name for name in NEEDED if find_spec(name) is None]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(absent), reason=f"not run: {', '.join(absent)} absent")]


class Links(HTMLParser):
    """What a page refers to, the names it defines, and the elements it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.elements: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and tag == "a" and value:
                self.links.append(value)
            if value and ((name == "src") or (name == "href" and tag == "link")):
                self.loaded.append(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Links]:
    """The pages of the site, built with warnings as errors."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs", "-d", str(folder / "doctrees")]
    environment = os.environ | {"PYTHONPATH": str(structure.ROOT)}
    done = subprocess.run(
        [*command, ".", str(folder / "html")], cwd=structure.ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    pages = {path.resolve(): path.read_text(encoding="utf-8") for path in (folder / "html").rglob("*.html")}
    return {path: Links(text) for path, text in pages.items()}


def test_every_page_of_docs_and_every_notebook_is_there(site):
    sources = [*(structure.ROOT / "docs").rglob("*.md"), *(structure.ROOT / "notebooks").glob("*.ipynb")]
    built = {"/".join(path.parts[-4:]) for path in site}
    missing = [
        source.name
        for source in sources
        if not any(page.endswith(source.relative_to(structure.ROOT).with_suffix(".html").as_posix()) for page in built)
    ]
    assert len(sources) > 80
    assert missing == []


def test_links_inside_lead_somewhere(site):
    dead = []
    for page, found in site.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if target not in site:
                dead += [] if target.is_file() else [(page.name, link)]
            elif parts.fragment and unquote(parts.fragment) not in site[target].ids:
                dead.append((page.name, link))
    assert dead == []


def test_nothing_is_loaded_from_a_network(site):
    assert [link for found in site.values() for link in found.loaded if re.match(r"(https?:)?//", link)] == []


def test_formulas_are_mathml(site):
    with_formulas = {page.name for page, found in site.items() if "math" in found.elements}
    assert {"02_copy_average.html", "01_first_proof.html"} <= with_formulas


def test_the_reference_has_every_public_name(site):
    (ids,) = [found.ids for page, found in site.items() if page.name == "reference.html"]
    stub = (structure.PACKAGE / "__init__.pyi").read_text(encoding="utf-8")
    names = re.findall(r"^from \.\S+ import \w+ as (\w+)$", stub, re.MULTILINE)
    modules = {"functions", "compression", "specialisation", "strategies"}
    assert [name for name in names if f"symcrit.{name}" not in ids and name not in modules] == []
