"""From what became of the tasks of a theorem to its row in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from symcrit.core import Verdict
from symcrit.errors import shorten
from symcrit.theorems.answer import Answer, conjunction, unique
from symcrit.theorems.ledger import Failed, Part, Row
from symcrit.theorems.listed import Listed

__all__ = ["Outcome", "Task", "row_of"]


@dataclass(frozen=True)
class Task:
    """The smallest unit of work: one instance of a theorem, or one of its mutants."""

    path: Path
    theorem: str
    index: int
    mutant: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a task: a part per claim, or an error; or it was cut, for this reason, before it had an answer."""

    parts: tuple[Part, ...] = ()
    error: str | None = None
    misuse: bool = False
    cut: str | None = None
    exhausted: bool = False  # whether it was cut because the memory was used up
    again: bool = False  # whether it may have failed because of what was done before it
    seconds: float = 0.0

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers alone."""
        return tuple(part.answer for part in self.parts)

    @property
    def verdict(self) -> Verdict:
        """All claims of the task together; UNDECIDED if it was cut."""
        return Verdict.UNDECIDED if self.cut else conjunction(answer.verdict for answer in self.answers)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the verdict is what it is."""
        own = [_reason(answer) for answer in self.answers if answer.verdict is self.verdict]
        return unique([self.cut, *own] if self.cut else own)


def row_of(theorem: Listed, outcomes: Sequence[tuple[Task, Outcome]], effort: float) -> Row:
    """Everything that the tasks of one theorem came to, where each search was allowed `effort`."""
    instances = [outcome for task, outcome in outcomes if task.mutant is None]
    mutants = {task.mutant: outcome for task, outcome in outcomes if task.mutant is not None}
    answers = [answer for outcome in instances for answer in outcome.answers]
    error, misuse = _error([outcome for _, outcome in outcomes], mutants)
    verdict = conjunction(outcome.verdict for outcome in instances)
    proved = sum(answer.verdict is Verdict.PROVED for answer in answers)
    unanswered = sum(bool(outcome.cut or outcome.error) for outcome in instances)
    left_out = len(theorem.large) - len(instances)
    every_answer = [answer for _, outcome in outcomes for answer in outcome.answers]
    statements = unique(answer.statement for answer in answers)
    return Row(
        name=theorem.name,
        statements=statements,
        verdict=None if error else verdict,
        why=unique(reason for outcome in instances if outcome.verdict is verdict for reason in outcome.reasons),
        evidence=unique(word for answer in answers for word in answer.evidence),
        rules=unique(rule for answer in answers for rule in answer.rules),
        assumptions=unique(assumption for answer in answers for assumption in answer.assumptions),
        instances=(proved, len(answers) + unanswered + left_out),
        mutants=(sum(outcome.verdict is Verdict.REFUTED for outcome in mutants.values()), len(mutants)),
        seconds=sum(outcome.seconds for _, outcome in outcomes),
        error=error,
        misuse=misuse,
        source=theorem.source,
        work=sum(answer.work for answer in every_answer),
        open_mutants=tuple(
            (name, "; ".join(outcome.reasons))
            for name, outcome in mutants.items()
            if outcome.verdict is Verdict.UNDECIDED and not outcome.error
        ),
        notes=_notes(every_answer, effort),
        failed=_failed(answers, statements),
        parts=tuple(part for _, outcome in outcomes for part in outcome.parts if part.claim),
    )


def _error(outcomes: Sequence[Outcome], mutants: dict[str, Outcome]) -> tuple[str | None, bool]:
    """Why a theorem is an error (a task failed, a mutant was PROVED), and whether that is misuse."""
    for outcome in outcomes:
        if outcome.error:
            return outcome.error, outcome.misuse
    for name, outcome in mutants.items():
        if outcome.verdict is Verdict.PROVED:
            return f"mutant {name} came out PROVED; a mutant must be REFUTED", False
    return None, False


def _failed(answers: Sequence[Answer], statements: tuple[str, ...]) -> tuple[Failed, ...]:
    """Which of several claims are not PROVED."""
    if len(statements) < 2:
        return ()
    found = {
        answer.statement: Failed(
            statements.index(answer.statement) + 1, len(statements), answer.statement, answer.verdict, _reason(answer)
        )
        for answer in answers
        if answer.verdict is not Verdict.PROVED
    }
    return tuple(found.values())


def _notes(answers: Sequence[Answer], effort: float) -> tuple[str, ...]:
    """Certificates that were found with another effort than is allowed now, and kept."""
    others = sorted({answer.effort for answer in answers} - {effort})
    return tuple(f"kept from effort {other:g}" for other in others)


def _reason(answer: Answer) -> str:
    """Why an answer is what it is: with the counterexample if there is one, with the remedy if it is UNDECIDED."""
    place = ", ".join(f"{name} = {shorten(value)}" for name, value in (answer.counterexample or {}).items())
    return "; ".join(filter(None, (answer.why, place and f"counterexample: {place}", answer.remedy)))
