"""A report as one HTML page: the ledger, every theorem with its proof, and what was trusted; no scripts, no network."""

from __future__ import annotations

import re
from pathlib import Path

from symcrit.core import Verdict
from symcrit.printable import html
from symcrit.report.contents import Contents, Item, contents, rules
from symcrit.report.formal import as_html
from symcrit.report.formal import notes as notes_on_formal
from symcrit.report.trust import size_in_words, trust
from symcrit.theorems.ledger import Ledger, Row
from symcrit.words import mathml
from symcrit.words.boxes import Box
from symcrit.words.conventions import conventions
from symcrit.words.plain import Display, Piece, Prose

_ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})")
_COLUMNS = ("theorem", "verdict", "evidence", "instances", "mutants", "time")
_NUMBERS = ("instances", "mutants", "time")


STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def page(ledger: Ledger) -> str:
    """The page of a ledger whose rows kept their parts."""
    sections = "\n".join(_section(number, contents(row)) for number, row in enumerate(ledger.rows, start=1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>symcrit: verification report</title>
<style>
{STYLE}</style>
</head>
<body>
<header>
<h1>Verification report</h1>
<p class="summary">{ledger.summary_words}</p>
</header>
<main>
{_ledger(ledger)}
{sections}
<section aria-labelledby="notation">
<h2 id="notation">Notation</h2>
{_text(conventions())}
</section>
</main>
<footer>
{_rests_on(ledger)}
</footer>
</body>
</html>
"""


# ------------------------------------------------------------------------------------------------------------ ledger


def _ledger(ledger: Ledger) -> str:
    head = "".join(f'<th scope="col"{_right(column)}>{column}</th>' for column in _COLUMNS)
    rows = "\n".join(_line(number, row) for number, row in enumerate(ledger.rows, start=1))
    left = ", ".join(ledger.left_out)
    more = f"<p>Left out, because they are large (run with --all): {html(left)}</p>" if left else ""
    return (
        '<div class="wide" tabindex="0" role="region" aria-labelledby="ledger"><table>\n'
        '<caption id="ledger">Every theorem, and how many of its mutants (near misses) came out REFUTED</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>\n{more}"
    )


def _line(number: int, row: Row) -> str:
    cells = {
        "verdict": _verdict(row.outcome),
        "evidence": html(", ".join(row.evidence)),
        "instances": "{} of {}".format(*row.instances),
        "mutants": _refuted(row),
        "time": f"{row.seconds:.2f} s",
    }
    name = f'<th scope="row"><a href="#theorem-{number}"><code>{_code(row.name)}</code></a></th>'
    return f"<tr>{name}{''.join(f'<td{_right(column)}>{cell}</td>' for column, cell in cells.items())}</tr>"


def _refuted(row: Row) -> str:
    """How many mutants came out REFUTED, and whether one is undecided."""
    if not row.mutants[1]:
        return "–"
    return "{} of {}".format(*row.mutants) + (f"<br>{_verdict('UNDECIDED')}" if row.status else "")


def _right(column: str) -> str:
    return ' class="number"' if column in _NUMBERS else ""


def _verdict(outcome: str) -> str:
    return f'<span class="verdict {outcome.lower()}">{outcome}</span>'


# ---------------------------------------------------------------------------------------------------------- theorems


def _section(number: int, part: Contents) -> str:
    row = part.row
    source = f"<p>Source: {_source(row.source)}</p>" if row.source else ""
    error = f'<p><strong class="error">Error:</strong> {html(row.error)}</p>' if row.error else ""
    more_to_know = [*row.of_mutants, *row.notes]
    notes = f'<p class="notes">{html("; ".join(more_to_know))}.</p>' if more_to_know else ""
    claims = "\n".join(f"{_statement(item)}\n{_proof(item)}" for item in part.items)
    more = f"<p>{part.left_out} more claims of this theorem are not written out.</p>" if part.left_out else ""
    basis = _basis(row) if row.evidence != ("formal",) else ""
    blocks = (source, error, notes, claims, more, as_html(row), basis, _mutants(part))
    return (
        f'<section aria-labelledby="theorem-{number}">\n'
        f'<h2 id="theorem-{number}"><code>{_code(row.name)}</code> {_verdict(row.outcome)}</h2>\n'
        + "\n".join(filter(None, blocks))
        + "\n</section>"
    )


def _statement(item: Item) -> str:
    inside = _text([*item.setting, *item.says])
    place = f"<p>{html(item.place.capitalize())} {_verdict(item.verdict.value)}</p>\n" if item.place else ""
    return f'{place}<div class="statement {item.verdict.value.lower()}"><div>{inside}</div></div>'


def _proof(item: Item) -> str:
    """The steps of the proof, or why there is none."""
    if not item.steps:
        return f"<p>{_verdict(item.verdict.value)} {_text(item.failure)}</p>"
    steps = []
    for step in item.steps:
        number, deep = ".".join(map(str, step.number)), " deep" if len(step.number) > 2 else ""
        mark = f'<span class="step{deep}">{number}</span>'
        steps.append(f'<li style="--level: {len(step.number) - 1}">{mark}{_text(step.says)}</li>')
    return "<h3>Proof sketch</h3>\n" + '<ol class="proof">\n' + "\n".join(steps) + "\n</ol>"


def _mutants(part: Contents) -> str:
    if not part.mutants:
        return ""
    items = "\n".join(
        f"<li><code>{_code(name)}</code> {_verdict(item.verdict.value)}<br>"
        f"{_text([*item.setting, *item.says])} {_text(_how(item))}</li>"
        for name, item in part.mutants
    )
    return f'<h3>Mutants, and how they fail</h3>\n<ul class="mutants">\n{items}\n</ul>'


def _how(item: Item) -> Prose:
    """How a mutant fails, if it does."""
    words = {Verdict.REFUTED: "It fails: ", Verdict.UNDECIDED: "It is not refuted: "}
    return [words[item.verdict], *item.failure, "."] if item.failure else ["It was proved."]


def _basis(row: Row) -> str:
    links = ", ".join(f'<a href="#rule-{html(name)}">{html(name)}</a>' for name in row.rules) or "none"
    left = "; ".join(map(html, row.assumptions)) or "none"
    return f"<h3>What this rests on</h3>\n<p>Rules: {links}. Assumptions: {left}.</p>"


def _rests_on(ledger: Ledger) -> str:
    """Rules in words, assumptions, and the code that was trusted."""
    terms = "\n".join(
        f'<dt id="rule-{html(name)}">{html(name)}</dt><dd>{_text(words)}.</dd>' for name, words in rules(ledger.rules)
    )
    left = "".join(f"<li>{html(words)}</li>" for words in ledger.assumptions)
    of_coq = "".join(f"<p>{html(word)}: {html('; '.join(lines))}.</p>" for word, lines in notes_on_formal(ledger))
    coq = f"<h3>Coq</h3>\n{of_coq}\n" if of_coq else ""
    return (
        "<h2>What was trusted</h2>\n"
        f"<p>{html(trust())}; {html(size_in_words())}.</p>\n{coq}"
        f"<h3>Assumptions left unproved</h3>\n{f'<ul>{left}</ul>' if left else '<p>none</p>'}\n"
        f"<h3>Rules of analysis</h3>\n{f'<dl>{terms}</dl>' if terms else '<p>none</p>'}"
    )


# -------------------------------------------------------------------------------------------------------------- text


def _text(pieces: Prose) -> str:
    """A sentence with its formulas."""
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Box):
        return mathml.mathml(piece)
    if isinstance(piece, Display):
        return f'<div class="formula">{mathml.display(piece)}</div>'
    return html(piece)


def _code(text: str) -> str:
    """A name as it is typed, which may break after dots."""
    return html(text).replace(".", ".<wbr>")


def _source(source: str) -> str:
    """Where something is published; arXiv numbers are links."""
    return _ARXIV.sub(r'<a href="https://arxiv.org/abs/\1">\g<0></a>', html(source))
