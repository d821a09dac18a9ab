"""A report as one HTML page: the ledger, every theorem with its proof, and what was trusted; no scripts, no network.

The page is in `templates/`.  Whatever a template prints is made printable and escaped, unless a filter below made it.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from symcrit.core import Verdict
from symcrit.printable import printable
from symcrit.report.contents import Item, contents, rules
from symcrit.report.formal import notes, outcome
from symcrit.report.trust import size_in_words, trust
from symcrit.theorems.ledger import Ledger
from symcrit.words import mathml
from symcrit.words.conventions import conventions
from symcrit.words.plain import Prose

_HERE = Path(__file__).parent
_ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})")
_LOW = re.compile(r"(?:(?<=\b[A-Za-zΣ∇γκα])|(?<=\*)|(?<=coupling))_(?:\{(.*?)\}|([A-Za-z0-9]+(?:&#39;)?|[+−]))")

# Read when this module is: proofs that run later may write into files.
STYLE = (_HERE / "page.css").read_text(encoding="utf-8")
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in sorted((_HERE / "templates").glob("*.html"))}


def page(ledger: Ledger) -> str:
    """The page of a ledger whose rows kept their parts."""
    return (
        _templates()
        .get_template("page.html")
        .render(
            ledger=ledger,
            theorems=[contents(row) for row in ledger.rows],
            style=Markup(STYLE),
            notation=conventions(),
            trusted=f"{trust()}; {size_in_words()}",
            formal=notes(ledger),
            rules=rules(ledger.rules),
        )
    )


def _templates() -> Environment:
    """Templates in which every text is made printable and escaped."""
    made = Environment(
        autoescape=True,
        finalize=_shown,
        keep_trailing_newline=True,
        loader=DictLoader(TEMPLATES),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "code": _code, "how_it_fails": _how_it_fails, "indices": _indices, "outcome": outcome, "prose": _prose,
        "source": _source,
    }  # fmt: skip
    return made


def _shown(value: object) -> object:
    """What a template prints, before it is escaped."""
    return value if isinstance(value, Markup) else printable(value)


def _escaped(text: str) -> str:
    return str(escape(printable(text)))


def _prose(pieces: Prose) -> Markup:
    """A sentence with its formulas."""
    return Markup(mathml.paragraph(pieces))


def _code(text: str) -> Markup:
    """A name as it is typed, which may break after dots."""
    return Markup(_escaped(text).replace(".", ".<wbr>"))


def _source(text: str) -> Markup:
    """Where something is published; arXiv numbers are links."""
    return Markup(_ARXIV.sub(r'<a href="https://arxiv.org/abs/\1">\g<0></a>', _escaped(text)))


def _indices(words: str) -> Markup:
    """Words with indices below the line."""
    return Markup(_LOW.sub(lambda match: f"<sub>{match[1] or match[2]}</sub>", _escaped(words)))


def _how_it_fails(mutant: Item) -> Prose:
    """How a mutant fails, if it does."""
    words = {Verdict.REFUTED: "It fails: ", Verdict.UNDECIDED: "It is not refuted: "}
    return [words[mutant.verdict], *mutant.failure, "."] if mutant.failure else ["It was proved."]
