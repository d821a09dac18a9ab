"""What several commands share: options, the JSON document, the line about what is not proved."""

from __future__ import annotations

from typing import Any

import click

from symcrit.arguments import MOST, MOST_EFFORT
from symcrit.commands.terminal import say, say_json

__all__ = [
    "BAD_INPUT",
    "activation_of",
    "as_json",
    "debug",
    "effort",
    "jobs",
    "memory",
    "print_json",
    "say_what_fails",
    "timeout",
]

BAD_INPUT = 3
_SHOWN = 3


class _Positive(click.FloatRange):
    """A number > 0 of reasonable size; nan is none."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__(min=0, max=most, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if number != number:
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return number


_POSITIVE = _Positive()

debug = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else on stdout.")
jobs = click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; default: one per CPU.")
memory = click.option("--memory", type=_POSITIVE, metavar="GB",
                      help="GB for each process; default: SYMCRIT_MEMORY, or its share of the machine.")  # fmt: skip


def effort(**attributes: Any) -> Any:
    """The option --effort."""
    return click.option("--effort", type=_Positive(MOST_EFFORT), metavar="X", **attributes)


def timeout(**attributes: Any) -> Any:
    """The option --timeout."""
    return click.option("--timeout", type=_POSITIVE, metavar="S", **attributes)


def print_json(document: dict[str, Any]) -> None:
    """The one document on standard output."""
    say_json(document)


def say_what_fails(outcomes: dict[str, str], what: str = "not proved") -> None:
    """One line on stderr about everything that is not PROVED."""
    failures = [f"{name} ({outcome})" for name, outcome in outcomes.items() if outcome != "PROVED"]
    if failures:
        more = f" and {len(failures) - _SHOWN} more" if len(failures) > _SHOWN else ""
        say(f"symcrit: {what}: {', '.join(failures[:_SHOWN])}{more}", err=True)


def activation_of(text: str) -> Any:
    """An activation from text such as "erf" or "leaky_relu:slope=1/10"."""
    from symcrit.kernels.activations import activation  # heavy

    return activation(text)
