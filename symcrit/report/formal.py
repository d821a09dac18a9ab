"""What Coq says of theorems, for the table, the page and the document: translation, Coq's text, axioms, hypotheses."""

from __future__ import annotations

import re
from collections import Counter

from symcrit.formal.theory import PREFIX
from symcrit.formal.verdicts import Examined, Status
from symcrit.printable import html
from symcrit.theorems.answer import unique
from symcrit.theorems.ledger import Ledger, Row
from symcrit.words.latex import escape

__all__ = ["as_html", "as_latex", "lines_of", "notes"]

_LOW = re.compile(r"(?:(?<=\b[A-Za-zΣ∇γκα])|(?<=\*)|(?<=coupling))_(?:\{(.*?)\}|([A-Za-z0-9]+(?:&#x27;)?|[+−]))")


def lines_of(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    """Labels and lines for the details of a row."""
    one = row.formal
    if one is None:
        return []
    own = [("formal", (_outcome(one),))]
    if row.evidence != ("formal",) and one.status is Status.ACCEPTED:
        own.append(("in words", (one.pin.words,)))
    if one.statement:
        own.append(("Coq", (one.statement,)))
    if one.status is Status.ACCEPTED:
        own.append(("axioms", (", ".join(one.axioms) or "none",)))
        own.append(("given", one.hypotheses or ("no hypothesis but those in the statement",)))
    return own


def notes(ledger: Ledger) -> list[tuple[str, list[str]]]:
    """Labels and lines for the end of the ledger."""
    asked = ledger.formal
    if not asked:
        return []
    counts = Counter(one.status for one in asked)
    counted = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
    versions = ", ".join(sorted({one.version for one in asked if one.version}))
    checked = ", and by coqchk" if any(one.coqchk for one in asked) else ""
    accepted = [one for one in asked if one.status is Status.ACCEPTED]
    lines = [f"{counted}{f' by Coq {versions}' if versions else ''}{checked}"]
    lines += unique(one.why for one in asked if one.status is Status.NOT_RUN)
    found = [("formal", lines)]
    if accepted:
        found.append(("axioms", [", ".join(unique(name for one in accepted for name in one.axioms)) or "none"]))
        found.append(("given", list(unique(words for one in accepted for words in one.hypotheses)) or ["none"]))
    return found


def as_html(row: Row) -> str:
    """A block of a page: the translation beside what Coq prints."""
    one = row.formal
    if one is None:
        return ""
    accepted = one.status is Status.ACCEPTED
    says = f'<div class="statement {"proved" if accepted else "undecided"}"><div>{_typeset(one.pin.words)}</div></div>'
    coq = f'<pre class="coq">{html(one.statement)}</pre>' if one.statement else ""
    given = "".join(f"<li>{html(words)}</li>" for words in one.hypotheses)
    hypotheses = f"<ul>{given}</ul>" if given else "<p>No hypothesis but those in the statement.</p>"
    basis = f"<p>Axioms of Coq: {html(', '.join(one.axioms)) or 'none'}.</p>{hypotheses}" if accepted else ""
    return f"<h3>Coq</h3>\n<p>{html(_outcome(one))}.</p>\n{says}\n{coq}\n{basis}"


def as_latex(row: Row) -> str:
    """The same as LaTeX."""
    one = row.formal
    if one is None:
        return ""
    lines = [f"\\paragraph{{Coq.}} {escape(_outcome(one))}.\n"]
    if one.status is Status.ACCEPTED:
        kind = "theorem" if row.evidence == ("formal",) else "quote"
        lines.append(f"\\begin{{{kind}}}\n{one.pin.latex}\n\\end{{{kind}}}\n")
    if one.statement:
        lines.append(f"{{\\footnotesize\\begin{{verbatim}}\n{one.statement}\n\\end{{verbatim}}}}\n")
    if one.status is Status.ACCEPTED:
        given = escape("; ".join(one.hypotheses) or "no hypothesis but those in the statement")
        lines.append(f"Axioms: {escape(', '.join(one.axioms)) or 'none'}. Given: {given}.\n")
    return "\n".join(lines)


def _outcome(one: Examined) -> str:
    by = f" by Coq {one.version}" if one.version else ""
    checked = ", and by coqchk" if one.coqchk else ""
    why = f": {one.why}" if one.why else ""
    return f"{PREFIX}.{one.pin.coq} {one.status.value}{by if one.status is Status.ACCEPTED else ''}{checked}{why}"


def _typeset(words: str) -> str:
    """Words as HTML, with indices below the line."""
    return _LOW.sub(lambda match: f"<sub>{match[1] or match[2]}</sub>", html(words))
