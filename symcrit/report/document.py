r"""A LaTeX document of theorems: notation, statements, derivations, mutants refuted, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import symcrit
from symcrit.core import Verdict
from symcrit.errors import InputError
from symcrit.report.bibliography import Entry, bibliography
from symcrit.report.contents import Contents, Item, contents, rules
from symcrit.report.files import write_text
from symcrit.report.formal import as_latex
from symcrit.report.trust import size_of_core, trust
from symcrit.theorems.ledger import Ledger
from symcrit.words.chains import chain_in_latex
from symcrit.words.conventions import conventions
from symcrit.words.latex import escape, paragraph
from symcrit.words.lines import LINE
from symcrit.words.plain import Display
from symcrit.words.proofs import Step

_WRITTEN = "% Written by symcrit export."
PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath,amssymb,amsthm}
\usepackage[hidelinks]{hyperref}
\newtheorem{theorem}{Theorem}
\theoremstyle{definition}
\newtheorem*{refuted}{Refuted}
\newtheorem*{undecided}{Undecided}
\newcommand{\step}[3]{\par\smallskip\noindent\hangindent=#1\hangafter=0\llap{#2\enspace}#3\par}
\allowdisplaybreaks
\renewcommand{\labelitemi}{$\bullet$}
\setlength{\emergencystretch}{8em}
\usepackage{graphicx}
\newsavebox{\formula}
\newcommand{\fitted}[1]{\sbox{\formula}{$\displaystyle #1$}\ifdim\wd\formula>0.85\linewidth
  \resizebox{0.85\linewidth}{!}{\usebox{\formula}}\else\usebox{\formula}\fi}
"""
_ENVIRONMENT = {Verdict.PROVED: "theorem", Verdict.REFUTED: "refuted", Verdict.UNDECIDED: "undecided"}
_INDENT = 2.6  # em per level of a proof
_LONG = 120  # characters of a line of a display that may be wider than the page


def write(ledger: Ledger, path: Path) -> list[Path]:
    """Write the document to ``path``, and beside it the BibTeX file that it cites; returns what was written.

    Raises InputError where a file cannot be written, or one is in the way that `write` did not write.
    """
    bib = path.with_suffix(".bib")
    text, cited = document(ledger, bib.stem)
    files = {path: text} | ({bib: bibtex(cited)} if cited else {})
    for file in files:
        if file.is_file() and not file.read_text(encoding="utf-8", errors="replace").startswith(_WRITTEN):
            raise InputError(f"{file} is there and was not written by symcrit export; choose another name with -o")
    for file, content in files.items():
        write_text(file, content)
    return list(files)


def bibtex(cited: Iterable[Entry]) -> str:
    """The BibTeX file with the entries cited."""
    return "\n\n".join([_WRITTEN, *(entry.text for entry in cited)]) + "\n"


def document(ledger: Ledger, bib: str, *, alone: bool = False) -> tuple[str, list[Entry]]:
    """The text of the document, and what it cites; ``bib`` is the BibTeX file, which a document ``alone`` contains."""
    author = _Author()
    several = len(ledger.rows) > 1
    title = "Theorems" if several else author.code(ledger.rows[0].name)
    sections = [author.section(contents(row), several) for row in ledger.rows]
    closing = author.closing(ledger)
    cited = list(author.cited.values())
    references = f"\\bibliographystyle{{plain}}\n\\bibliography{{{bib}}}\n" if cited else ""
    inside = f"\\begin{{filecontents}}[overwrite]{{{bib}.bib}}\n{bibtex(cited)}\\end{{filecontents}}\n"
    body = [
        f"{_WRITTEN}\n{inside if alone and cited else ''}{PREAMBLE}",
        f"\\title{{{title}}}\n\\author{{verified with symcrit {escape(symcrit.__version__)}}}\n\\date{{}}\n",
        "\\begin{document}\n\\maketitle\n",
        f"\\section*{{Notation}}\n{paragraph(conventions())}\n",
        *sections,
        closing,
        references + "\\end{document}\n",
    ]
    return fitted("\n".join(body)), cited


def fitted(text: str) -> str:
    """The document with long lines of displays made as small as the page needs: some formulas cannot be broken."""
    lines, inside = text.split("\n"), False
    for number, line in enumerate(lines):
        inside = line == r"\[" or (inside and not line.startswith(r"\]"))
        if inside and len(line) > _LONG:
            head = re.match(r"(?:\\\\(?:\[1ex\])?)?&?(?:\\qquad )?", line)[0]
            lines[number] = f"{head}\\fitted{{{line.removeprefix(head)}}}"
    return "\n".join(lines)


class _Author:
    """Writes sections and keeps what they cite."""

    def __init__(self) -> None:
        self.known = bibliography()
        self.cited: dict[str, Entry] = {}

    def cite(self, source: str) -> str:
        r"""``\cite`` of the entries that a source names, else its words."""
        found = [entry for entry in self.known if entry.is_named(source)]
        self.cited |= {entry.key: entry for entry in found}
        return rf"\cite{{{','.join(entry.key for entry in found)}}}" if found else escape(source)

    def code(self, words: str) -> str:
        """A name as it is typed; it may break after dots and underscores."""
        return rf"\texttt{{{escape(words)}}}".replace(r"\_", r"\_\allowbreak{}").replace(".", r".\allowbreak{}")

    def section(self, part: Contents, several: bool) -> str:
        """Everything about one theorem."""
        row = part.row
        parts = [f"\\section{{{self.code(row.name)}}}\n" if several else ""]
        if row.error:
            parts.append(f"\\textbf{{Error.}} {escape(row.error)}\n")
        if more_to_know := [*row.of_mutants, *row.notes]:
            parts.append(f"\\textbf{{Note.}} {escape('; '.join(more_to_know))}.\n")
        parts += self.claims(part)
        parts.append(as_latex(row))
        parts += self.mutants(part)
        if row.evidence != ("formal",):
            parts.append(self.basis(part))
        return "\n".join(filter(None, parts))

    def claims(self, part: Contents) -> Iterable[str]:
        """The statements, each with its proof or with the reason why there is none."""
        source = f", {self.cite(part.row.source)}" if part.row.source else ""
        if part.chain:
            claims, reasons = zip(*part.chain, strict=True)
            yield f"The claims together:\n{chain_in_latex(claims, reasons)}\n"
        for item in part.items:
            kind = _ENVIRONMENT[item.verdict]
            label = self.code(part.row.name) + (f", {item.place}" if item.place else "") + source
            yield f"\\begin{{{kind}}}[{{{label}}}]\n{paragraph([*item.setting, *item.says])}\n\\end{{{kind}}}\n"
            yield self.proof(item)
        if part.left_out:
            yield f"{part.left_out} more claims of this theorem are not written out.\n"

    def proof(self, item: Item) -> str:
        """The steps of a proof, or why there is none."""
        if not item.steps:
            return f"{paragraph(item.failure)}\n"
        ended = not isinstance(item.steps[-1].says[-1], Display)
        steps = [self.step(step, last=ended and step is item.steps[-1]) for step in item.steps]
        return "\n".join(["\\begin{proof}\\leavevmode", *steps, "\\end{proof}\n"])

    def step(self, step: Step, *, last: bool) -> str:
        """A numbered step, indented by its level; behind the last one stands the sign that the proof is over."""
        depth = _INDENT + 1.2 * (len(step.number) - 1)
        number, mark = ".".join(map(str, step.number)), r" \qedhere" if last else ""
        return f"\\step{{{depth:g}em}}{{{number}}}{{{paragraph(step.says, LINE - depth)}{mark}}}"

    def mutants(self, part: Contents) -> Iterable[str]:
        """The near misses, each with its statement and where it fails."""
        if part.mutants:
            yield "\\paragraph{Near misses.} These statements must come out REFUTED:"
            lines = []
            for name, item in part.mutants:
                states = paragraph([*item.setting, *item.says], LINE - _INDENT)
                why = f": {paragraph(item.failure)}" if item.failure else ""
                verdict = item.verdict.value.capitalize()
                lines.append(f"\\item {self.code(name)}. {states} \\emph{{{verdict}}}{why}.")
            yield "\\begin{itemize}\n" + "\n".join(lines) + "\n\\end{itemize}\n"

    def basis(self, part: Contents) -> str:
        """Evidence, rules and assumptions of one theorem."""
        row = part.row
        lists = ("Evidence", row.evidence), ("Rules", row.rules), ("Assumptions", row.assumptions)
        words = " ".join(f"{title}: {escape(', '.join(items)) or 'none'}." for title, items in lists)
        return f"\\paragraph{{What this rests on.}} {words}\n"

    def closing(self, ledger: Ledger) -> str:
        """The rules in words, what had to be trusted, and how to check."""
        lines = [f"\\item[{escape(name)}] {paragraph(words)}." for name, words in rules(ledger.rules)]
        described = "\\begin{description}\n" + "\n".join(lines) + "\n\\end{description}\n" if lines else "None.\n"
        names = " ".join(row.name for row in ledger.rows) if len(ledger.rows) < 4 else ""
        command = self.code(f"symcrit verify {names}".strip())
        trusted = f"\\section*{{Trusted}}\n{escape(trust())}; core: {size_of_core()}. To check again: {command}.\n"
        return f"\\section*{{Rules of analysis}}\n{described}{trusted}"
