"""The ledger in a terminal: a row per theorem, what needs attention, then the rules, then the assumptions."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from symcrit.core import Verdict
from symcrit.printable import printable
from symcrit.report.formal import lines_of
from symcrit.report.formal import notes as notes_on_formal
from symcrit.report.trust import size_of_core, trust
from symcrit.theorems.ledger import Ledger, Row

_STYLES = {"PROVED": "green", "REFUTED": "bold red", "UNDECIDED": "yellow", "ERROR": "bold red"}
_SHOWN = 3
_BESIDE = 60  # what the other columns take beside the names of theorems
_WORD = 8  # of evidence, and of its header


def print_ledger(
    ledger: Ledger, *, verbose: bool = False, file: TextIO | None = None, width: int | None = None
) -> None:
    """Print the ledger; ``verbose`` shows statement and reason of every theorem, not only of those in trouble."""
    console = Console(file=file or sys.stdout, width=width, highlight=False, soft_wrap=False)
    console.print(_table(ledger, console.width))
    for row in ledger.rows:
        if verbose or row.verdict is not Verdict.PROVED or row.status:
            _print_details(console, row)
    console.print()
    _print_note(console, "summary", [ledger.summary_words])
    if ledger.left_out:
        _print_note(console, "left out", [f"{', '.join(ledger.left_out)} (large: run with --all)"])
    _print_note(console, "rules", [", ".join(ledger.rules) or "none"])
    if ledger.judged:
        _print_note(console, "judge", [f"{ledger.judged} certificates, decided in a process that ran no proof"])
    for word, lines in notes_on_formal(ledger):
        _print_note(console, word, lines)
    _print_note(console, "trusted", [f"{trust()}; core: {size_of_core()}"])
    _print_note(console, "assumptions", ledger.assumptions or ["none"])


class Bar:
    """A bar on standard error that `verify` can report to, and lines above it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def report(self, done: int, of: int, name: str) -> None:
        """So much is done; this name was the last."""
        self._progress.update(self._task, completed=done, total=of, description=name, refresh=True)

    def line(self, text: str) -> None:
        """Write a line, which stays."""
        self._progress.console.print(Text(text), soft_wrap=True)


@contextlib.contextmanager
def progress_bar() -> Iterator[Bar]:
    """A bar for a terminal.  It has no thread of its own, so that processes may still be forked."""
    columns = (BarColumn(bar_width=30), MofNCompleteColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        yield Bar(progress)


def _table(ledger: Ledger, width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2 if width >= 90 else 1, 0, 0))
    longest = max((len(row.name) for row in ledger.rows), default=0)
    tight = longest + _BESIDE > width  # then evidence takes a line for each word
    table.add_column("theorem", overflow="fold", min_width=12)
    table.add_column("verdict", no_wrap=True)
    table.add_column("instances", justify="right", no_wrap=True)
    table.add_column("mutants", justify="right", no_wrap=True)
    table.add_column("evidence", width=_WORD if tight else None, no_wrap=not tight)
    table.add_column("time", justify="right", no_wrap=True)
    for row in ledger.rows:
        table.add_row(
            Text(row.name),
            Text(row.outcome, style=_STYLES[row.outcome]),
            "{}/{}".format(*row.instances),
            Text(_mutants(row), style="yellow" if row.status else ""),
            ", ".join(row.evidence),
            f"{row.seconds:.2f} s",
        )
    return table


def _mutants(row: Row) -> str:
    """How many mutants came out REFUTED, and whether one is undecided."""
    if not row.mutants[1]:
        return ""
    return "{}/{}".format(*row.mutants) + (" (undecided)" if row.status else "")


def _print_details(console: Console, row: Row) -> None:
    """The statement and the reason of one theorem, indented under its name."""
    console.print()
    console.print(Text(row.name, style="bold"))
    failed = tuple(map(str, row.failed))
    others = tuple(why for why in row.why if not any(why in line for line in failed))
    blocks = [("states", row.statements), ("failed", failed), ("why", others)]
    blocks += [("mutants", row.of_mutants), ("notes", row.notes), *lines_of(row)]
    for word, texts in [*blocks, ("error", (row.error,))] if row.error else blocks:
        lines = [*texts[:_SHOWN], *([f"… and {len(texts) - _SHOWN} more"] if len(texts) > _SHOWN else [])]
        _print_note(console, word, lines, indent=2)


def _print_note(console: Console, word: str, lines: list[str] | tuple[str, ...], *, indent: int = 0) -> None:
    """A label and its lines in a hanging column."""
    if not lines:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, min_width=11 - indent)
    grid.add_column(overflow="fold")
    for position, line in enumerate(lines):
        grid.add_row("" if position else word, Text(printable(line)))
    console.print(Padding(grid, (0, 0, 0, indent), expand=False))
