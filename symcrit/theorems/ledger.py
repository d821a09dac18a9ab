"""The ledger: what was proved, what was not, and what all of it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from symcrit.core import Verdict
from symcrit.printable import html, html_table, printable
from symcrit.theorems.answer import Answer, conjunction, unique

if TYPE_CHECKING:
    from symcrit.formal.verdicts import Examined

MUTANT_UNDECIDED = "mutant undecided"


@dataclass(frozen=True)
class Part:
    """One claim of a theorem, or of its mutant of that name: core's JSON, and the answer with its certificate."""

    claim: dict[str, Any]
    answer: Answer
    mutant: str | None = None


@dataclass(frozen=True)
class Failed:
    """A claim of a theorem that is not PROVED: its number among the statements, what it says, and why it is not."""

    number: int
    of: int
    statement: str
    verdict: Verdict
    why: str

    def __str__(self) -> str:
        return f"claim {self.number} of {self.of} {self.verdict.name}: {self.statement}: {self.why}"

    def to_json(self) -> dict[str, Any]:
        """For `symcrit verify --json`."""
        return {
            "claim": self.number,
            "of": self.of,
            "statement": self.statement,
            "verdict": self.verdict.name,
            "why": self.why,
        }


@dataclass(frozen=True)
class Row:
    """What is known about one theorem after a run.

    ``verdict`` is None exactly if there is an ``error``; ``misuse`` says that the error is one of input.
    ``instances`` is (proved, all), ``mutants`` is (refuted, all).  ``work`` is what all searches cost, of mutants, too;
    it is the same on every run, ``seconds`` is not.  ``open_mutants`` says of every mutant that came out UNDECIDED why;
    the verdict of the theorem stays.  ``notes``: what else is to be known, such as certificates kept from another
    effort.  ``failed``: of several claims those that are not PROVED.  ``parts`` has every claim if `verify` kept them.
    ``formal``: what Coq says of the theorem, if it was asked.
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
    work: int = 0
    open_mutants: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    failed: tuple[Failed, ...] = ()
    parts: tuple[Part, ...] = field(default=(), repr=False, compare=False)
    formal: Examined | None = None

    @property
    def outcome(self) -> str:
        """The word of the table: a verdict or ``ERROR``."""
        return "ERROR" if self.verdict is None else self.verdict.name

    @property
    def status(self) -> str | None:
        """What is open beside the verdict: "mutant undecided", or nothing."""
        return MUTANT_UNDECIDED if self.open_mutants and not self.error else None

    def place_of(self, statement: str) -> str:
        """``claim 2 of 3``; nothing where there is one claim only."""
        if len(self.statements) < 2 or statement not in self.statements:
            return ""
        return f"claim {self.statements.index(statement) + 1} of {len(self.statements)}"

    @property
    def of_mutants(self) -> tuple[str, ...]:
        """A line for every mutant that is undecided."""
        return tuple(f"mutant {name} is UNDECIDED: {why}" for name, why in self.open_mutants)

    @property
    def word(self) -> str:
        """Outcome and status in a word or two."""
        return ", ".join(filter(None, (self.outcome, self.status)))

    def to_json(self) -> dict[str, Any]:
        """The row of ``symcrit verify --json``; what there is none of, such as notes or an error, has no key."""
        record = {
            "name": self.name,
            "statement": "; ".join(self.statements),
            "verdict": self.outcome,
            "evidence": list(self.evidence),
            "assumptions": list(self.assumptions),
            "rules": list(self.rules),
            "instances": list(self.instances),
            "mutants": {"refuted": self.mutants[0], "of": self.mutants[1]},
            "work": self.work,
            "seconds": round(self.seconds, 3),
        }
        failed = [one.to_json() for one in self.failed]
        further: dict[str, Any] = {"status": self.status, "failed": failed, "notes": list(self.notes)}
        further |= {"error": self.error, "formal": self.formal.to_json() if self.formal else None}
        return record | {key: value for key, value in further.items() if value}


@dataclass(frozen=True)
class Ledger:
    """One row per theorem; ``left_out`` names the large theorems that only ``--all`` runs.

    ``judged``: the certificates that the judge, a process that has run no proof, has decided for it.

    A ledger has three possible verdicts, so it is neither true nor false:

    >>> bool(Ledger(()))
    Traceback (most recent call last):
    TypeError: a ledger is PROVED, REFUTED or UNDECIDED; compare .verdict with one of them
    """

    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    judged: int = 0

    def __bool__(self) -> NoReturn:
        raise TypeError("a ledger is PROVED, REFUTED or UNDECIDED; compare .verdict with one of them")

    @property
    def verdict(self) -> Verdict:
        """The conjunction of the rows; an error counts as UNDECIDED."""
        return conjunction(Verdict.UNDECIDED if row.verdict is None else row.verdict for row in self.rows)

    @property
    def exit_status(self) -> int:
        """0 all proved, 1 something refuted, 2 something undecided or a mutant; before these 4 an error, 3 of input."""
        errors = [row for row in self.rows if row.error]
        if errors:
            return 3 if all(row.misuse for row in errors) else 4
        if self.verdict is Verdict.REFUTED:
            return 1
        is_open = self.verdict is Verdict.UNDECIDED or any(row.status for row in self.rows)
        return 2 if is_open else 0

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule used, once."""
        return unique(rule for row in self.rows for rule in row.rules)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Everything that was left unproved, once; empty is the aim."""
        return unique(assumption for row in self.rows for assumption in row.assumptions)

    @property
    def formal(self) -> tuple[Examined, ...]:
        """What Coq was asked about."""
        return tuple(row.formal for row in self.rows if row.formal)

    @property
    def summary(self) -> dict[str, int]:
        """How many theorems have which verdict; the keys ``mutants_undecided``, ``errors`` are there only if needed.

        A theorem with a mutant that is undecided counts with its verdict as well.
        """
        outcomes = [row.outcome for row in self.rows]
        counts = {name.lower(): outcomes.count(name) for name in ("PROVED", "REFUTED", "UNDECIDED")}
        further = {"mutants_undecided": sum(row.status is not None for row in self.rows)}
        further["errors"] = outcomes.count("ERROR")
        return counts | {word: count for word, count in further.items() if count}

    @property
    def summary_words(self) -> str:
        """The summary for the eye: "3 proved, 1 undecided"."""
        words = [_counted(word, count) for word, count in self.summary.items() if count]
        return ", ".join(words) or "no theorems"

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
        errors += [f"{row.name}: {line}" for row in self.rows for line in row.of_mutants]
        notes = [f"{title}: {'; '.join(items) or 'none'}" for title, items in self._notes()]
        return printable("\n".join([*lines, *errors, *notes]))

    def _notes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("rules", self.rules), ("assumptions", self.assumptions)

    def _repr_html_(self) -> str:
        table = html_table((_cells(row).values() for row in self.rows), _COLUMNS)
        notes = "".join(f"<p>{title}: {html('; '.join(items) or 'none')}</p>" for title, items in self._notes())
        return table + notes


def _counted(word: str, count: int) -> str:
    if word == "mutants_undecided":
        return f"{count} with a mutant undecided"
    return f"{count} {word.removesuffix('s') if count == 1 else word}"


_COLUMNS = ("theorem", "statement", "verdict", "instances", "mutants", "evidence")


def _cells(row: Row) -> dict[str, str]:
    cells = (
        row.name,
        row.error or "; ".join(row.statements),
        row.word,
        "/".join(map(str, row.instances)),
        "/".join(map(str, row.mutants)) if row.mutants[1] else "",
        ", ".join(row.evidence),
    )
    return dict(zip(_COLUMNS, cells, strict=True))
