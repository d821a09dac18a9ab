"""What the commands write on standard output and standard error."""

from __future__ import annotations

from typing import Any

import click

from symcrit.printable import json_text, printable

__all__ = ["say", "say_json"]


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Write text of which the terminal obeys nothing but the ends of lines."""
    click.echo(printable(text), err=err, nl=nl)


def say_json(document: Any) -> None:
    """Write one JSON document."""
    click.echo(json_text(document))
