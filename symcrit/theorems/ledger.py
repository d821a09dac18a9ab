"""The ledger: what was proved, what was not, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from symcrit.core.check import Verdict
from symcrit.shown import html, printable

if TYPE_CHECKING:
    from symcrit.theorems.answer import Answer


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """REFUTED if any is, else UNDECIDED if any is (or there are none), else PROVED.

    >>> conjunction([Verdict.PROVED, Verdict.UNDECIDED]).name
    'UNDECIDED'
    """
    seen = set(verdicts)
    if Verdict.REFUTED in seen:
        return Verdict.REFUTED
    return Verdict.PROVED if seen == {Verdict.PROVED} else Verdict.UNDECIDED


@dataclass(frozen=True)
class Part:
    """One claim of a theorem, or of its mutant of that name: core's JSON, and the answer with its certificate."""

    claim: dict[str, Any]
    answer: Answer
    mutant: str | None = None


@dataclass(frozen=True)
class Row:
    """What is known about one theorem after a run.

    ``verdict`` is None exactly if there is an ``error``; ``misuse`` says that the error is one of input.
    ``instances`` is (proved, all), ``mutants`` is (refuted, all).  ``parts`` has every claim if `verify` kept them.
    """

    name: str
    statements: tuple[str, ...]
    verdict: Verdict | None
    why: tuple[str, ...]
    evidence: tuple[str, ...]
    rules: tuple[str, ...]
    assumptions: tuple[str, ...]
    instances: tuple[int, int]
    mutants: tuple[int, int]
    seconds: float
    error: str | None = None
    misuse: bool = False
    source: str | None = None
    parts: tuple[Part, ...] = field(default=(), repr=False, compare=False)

    @property
    def outcome(self) -> str:
        """The word of the table: a verdict or ``ERROR``."""
        return "ERROR" if self.verdict is None else self.verdict.name

    def to_json(self) -> dict[str, Any]:
        """The row of ``symcrit verify --json``; the key ``error`` is there only if there is one."""
        record = {
            "name": self.name,
            "statement": "; ".join(self.statements),
            "verdict": self.outcome,
            "evidence": list(self.evidence),
            "assumptions": list(self.assumptions),
            "rules": list(self.rules),
            "instances": list(self.instances),
            "mutants": {"refuted": self.mutants[0], "of": self.mutants[1]},
            "seconds": round(self.seconds, 3),
        }
        return record | ({"error": self.error} if self.error else {})


@dataclass(frozen=True)
class Ledger:
    """One row per theorem; ``left_out`` names the large theorems that only ``--all`` runs.

    A ledger has three possible verdicts, so it is neither true nor false:

    >>> bool(Ledger(()))
    Traceback (most recent call last):
    TypeError: a ledger is PROVED, REFUTED or UNDECIDED; compare .verdict with one of them
    """

    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("a ledger is PROVED, REFUTED or UNDECIDED; compare .verdict with one of them")

    @property
    def verdict(self) -> Verdict:
        """The conjunction of the rows; an error counts as UNDECIDED."""
        return conjunction(Verdict.UNDECIDED if row.verdict is None else row.verdict for row in self.rows)

    @property
    def exit_status(self) -> int:
        """0 all proved, 1 something refuted, 2 something undecided; before these 4 an error, 3 an error of input."""
        errors = [row for row in self.rows if row.error]
        if errors:
            return 3 if all(row.misuse for row in errors) else 4
        return {Verdict.PROVED: 0, Verdict.REFUTED: 1, Verdict.UNDECIDED: 2}[self.verdict]

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule used, once."""
        return unique(rule for row in self.rows for rule in row.rules)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Everything that was left unproved, once; empty is the aim."""
        return unique(assumption for row in self.rows for assumption in row.assumptions)

    @property
    def summary(self) -> dict[str, int]:
        """How many theorems have which verdict; the key ``errors`` is there only if there are some."""
        outcomes = [row.outcome for row in self.rows]
        counts = {name.lower(): outcomes.count(name) for name in ("PROVED", "REFUTED", "UNDECIDED")}
        return counts | ({"errors": outcomes.count("ERROR")} if "ERROR" in outcomes else {})

    def to_json(self) -> dict[str, Any]:
        """The document that ``symcrit verify --json`` prints."""
        return {"theorems": [row.to_json() for row in self.rows], "summary": self.summary}

    def __repr__(self) -> str:
        """The table of ``symcrit verify`` without the statements and times, which `rows` have."""
        table = [[title for title in _COLUMNS if title != "statement"]]
        table += [[_cells(row)[title] for title in table[0]] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in table]
        errors = [f"{row.name}: {row.error}" for row in self.rows if row.error]
        notes = [f"{title}: {'; '.join(items) or 'none'}" for title, items in self._notes()]
        return printable("\n".join([*lines, *errors, *notes]))

    def _notes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("rules", self.rules), ("assumptions", self.assumptions)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{column}</th>" for column in _COLUMNS)
        body = "".join(
            f"<tr>{''.join(f'<td>{html(cell)}</td>' for cell in _cells(row).values())}</tr>" for row in self.rows
        )
        notes = "".join(f"<p>{title}: {html('; '.join(items) or 'none')}</p>" for title, items in self._notes())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items without repetitions, in the order of their first appearance."""
    return tuple(dict.fromkeys(items))


_COLUMNS = ("theorem", "statement", "verdict", "instances", "mutants", "evidence")


def _cells(row: Row) -> dict[str, str]:
    cells = (
        row.name,
        row.error or "; ".join(row.statements),
        row.outcome,
        "/".join(map(str, row.instances)),
        "/".join(map(str, row.mutants)) if row.mutants[1] else "",
        ", ".join(row.evidence),
    )
    return dict(zip(_COLUMNS, cells, strict=True))
