"""What several commands share: options, the JSON document, the line about what is not proved."""

from __future__ import annotations

import json
from typing import Any

import click

__all__ = ["BAD_INPUT", "as_json", "debug", "effort", "jobs", "memory", "print_json", "say_what_fails", "timeout"]

BAD_INPUT = 3
_SHOWN = 3
_POSITIVE = click.FloatRange(min=0, min_open=True)

debug = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else on stdout.")
jobs = click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; default: one per CPU.")
memory = click.option("--memory", type=_POSITIVE, metavar="GB",
                      help="GB for each process; default: SYMCRIT_MEMORY, or its share of the machine.")  # fmt: skip


def effort(**attributes: Any) -> Any:
    """The option --effort."""
    return click.option("--effort", type=_POSITIVE, metavar="X", **attributes)


def timeout(**attributes: Any) -> Any:
    """The option --timeout."""
    return click.option("--timeout", type=_POSITIVE, metavar="S", **attributes)


def print_json(document: dict[str, Any]) -> None:
    """The one document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def say_what_fails(outcomes: dict[str, str], what: str = "not proved") -> None:
    """One line on stderr about everything that is not PROVED."""
    failures = [f"{name} ({outcome})" for name, outcome in outcomes.items() if outcome != "PROVED"]
    if failures:
        more = f" and {len(failures) - _SHOWN} more" if len(failures) > _SHOWN else ""
        click.echo(f"symcrit: {what}: {', '.join(failures[:_SHOWN])}{more}", err=True)
