"""What Coq says of theorems, for the table, the page and the document: translation, Coq's text, axioms, hypotheses."""

from __future__ import annotations

from collections import Counter

from symcrit.formal.theory import PREFIX
from symcrit.formal.verdicts import Examined, Status
from symcrit.theorems.answer import unique
from symcrit.theorems.ledger import Ledger, Row
from symcrit.words.latex import escape

__all__ = ["as_latex", "lines_of", "notes", "outcome"]


def lines_of(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    """Labels and lines for the details of a row."""
    one = row.formal
    if one is None:
        return []
    own = [("formal", (outcome(one),))]
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


def as_latex(row: Row) -> str:
    """What Coq says of a theorem as LaTeX: the translation, then Coq's own text."""
    one = row.formal
    if one is None:
        return ""
    lines = [f"\\paragraph{{Coq.}} {escape(outcome(one))}.\n"]
    if one.status is Status.ACCEPTED:
        kind = "theorem" if row.evidence == ("formal",) else "quote"
        lines.append(f"\\begin{{{kind}}}\n{one.pin.latex}\n\\end{{{kind}}}\n")
    if one.statement:
        lines.append(f"{{\\footnotesize\\begin{{verbatim}}\n{one.statement}\n\\end{{verbatim}}}}\n")
    if one.status is Status.ACCEPTED:
        given = escape("; ".join(one.hypotheses) or "no hypothesis but those in the statement")
        lines.append(f"Axioms: {escape(', '.join(one.axioms)) or 'none'}. Given: {given}.\n")
    return "\n".join(lines)


def outcome(one: Examined) -> str:
    """What came of asking Coq, in a line."""
    by = f" by Coq {one.version}" if one.version else ""
    checked = ", and by coqchk" if one.coqchk else ""
    why = f": {one.why}" if one.why else ""
    return f"{PREFIX}.{one.pin.coq} {one.status.value}{by if one.status is Status.ACCEPTED else ''}{checked}{why}"
