"""The documentation site, from the pages of the repository as they are, offline: `sphinx-build -W -c docs . site`.

What Markdown does not say is added while the pages are read: the tables of contents, and the reference from docstrings.
Notebooks are shown as they are committed (`tests/test_notebooks.py` executes them).  Formulas become MathML.
"""

import inspect
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

import symcrit

ROOT = Path(__file__).parents[1]
PUBLIC = re.compile(r" as (\w+)$", re.MULTILINE)

project = "symcrit"
version = release = symcrit.__version__
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "notebooks/*.ipynb", "proofs/coq/README.md", "tests/benchmarks/README.md"]
exclude_patterns = ["docs/_static/**", "notebooks/.ipynb_checkpoints/**"]
extensions = ["myst_nb", "sphinx.ext.autodoc"]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_dmath_double_inline = True  # $$…$$ inside of a paragraph, as notebooks have it
myst_heading_anchors = 3
nb_execution_mode = "off"
autodoc_typehints = "none"
add_module_names = False
html_theme = "furo"
html_title = f"symcrit {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False

CONTENTS = {
    "What can I state?": [
        f"claims/{name}"
        for name in (
            *("relations", "shapes", "expectations", "derivations", "kernels", "hermite", "critical", "losses"),
            *("isolated", "flows", "plateaus", "families", "all_students", "compression", "specialisation"),
        )
    ],
    "Use": [
        *("start", "cookbook", "testing", "gallery", "command_line", "reference", "flow", "relu_students"),
        *("online_learning", "deep_students", "/README"),
    ],
    "Tutorials": sorted(f"/notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")),
    "How it is believed": ["soundness/README", "format", "work", "types", "security", "/DESIGN", "/proofs/coq/README"],
    "Project": ["moving", "licences", "/CHANGELOG", "/CONTRIBUTING", "/SECURITY", "/tests/benchmarks/README"],
}


def toctree(pages: list[str], *options: str) -> str:
    """A hidden table of contents."""
    return "\n".join(["", "```{toctree}", ":hidden:", *options, *pages, "```", ""])


def soundness() -> list[str]:
    """The pages below the first one on soundness."""
    folder = ROOT / "docs" / "soundness"
    return sorted(
        page.relative_to(folder).with_suffix("").as_posix() for page in folder.rglob("*.md") if page.name != "README.md"
    )


def entry(name: str, value: object) -> list[str]:
    """What autodoc is asked for: a function, a class with its members, or all of a module."""
    if inspect.ismodule(value):
        inner = [line for part in sorted(value.__all__) for line in entry(f"{name}.{part}", getattr(value, part))]
        return ["", f"{name}", "-" * len(name), "", *inner]
    if inspect.isclass(value):
        return [f".. autoclass:: symcrit.{name}", "   :members:", ""]
    directive = "autofunction" if callable(value) else "autodata"  # a constant, such as the authors' settings
    return [f".. {directive}:: symcrit.{name}", ""]


def reference() -> str:
    """The public names, in the order of the alphabet; modules last."""
    names = PUBLIC.findall((ROOT / "symcrit" / "__init__.pyi").read_text(encoding="utf-8"))
    values = {name: getattr(symcrit, name) for name in sorted(names, key=str.lower)}
    ordered = sorted(values, key=lambda name: inspect.ismodule(values[name]))
    lines = [line for name in ordered for line in entry(name, values[name])]
    return "\n".join(["", "```{eval-rst}", *lines, "```", ""])


def complete(app: Sphinx, page: str, source: list[str]) -> None:
    """Add to a page what its Markdown does not say."""
    if page == "docs/index":
        source[0] += "".join(toctree(pages, f":caption: {caption}") for caption, pages in CONTENTS.items())
    if page == "docs/soundness/README":
        source[0] += toctree(soundness())
    if page == "docs/reference":
        source[0] += reference()


def prose(text: str) -> str:
    """A paragraph of a docstring as reStructuredText: code stays code, all else is meant as it stands."""
    parts = re.split(r"`+([^`]+)`+", text)
    escaped = [re.sub(r"([\\*|_`])", r"\\\1", part) if i % 2 == 0 else f"``{part}``" for i, part in enumerate(parts)]
    return "\\ ".join(escaped)


def plain(app: Sphinx, what: str, name: str, value: object, options: object, lines: list[str]) -> None:
    """Docstrings are written to be read in a terminal: paragraphs, indented formulas, examples."""
    written: list[str] = []
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        part = paragraph.split("\n")
        if part[0].lstrip().startswith(">>>"):
            written += [".. code-block:: pycon", "", *(f"   {line.strip()}" for line in part), ""]
        elif any(line.startswith(" ") for line in part):
            written += ["::", "", *(f"   {line}" for line in part), ""]
        elif paragraph:
            written += [prose(" ".join(part)), ""]
    lines[:] = written


def formula(display: str) -> Any:
    """Writes a formula as MathML, which browsers show without scripts and fonts of their own."""

    def visit(self: Any, node: nodes.Element) -> None:
        self.body.append(convert(node.astext(), display=display))
        raise nodes.SkipNode

    return visit


def setup(app: Sphinx) -> None:
    """The events of Sphinx that this takes part in."""
    app.connect("source-read", complete)
    app.connect("autodoc-process-docstring", plain)
    app.add_html_math_renderer("mathml", (formula("inline"), None), (formula("block"), None))
