"""What the commands write on standard output and standard error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from symcrit.printable import json_text, printable

__all__ = ["hand_over", "say", "say_json"]


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Write text of which the terminal obeys nothing but the ends of lines."""
    click.echo(printable(text), err=err, nl=nl)


def say_json(document: Any) -> None:
    """Write one JSON document."""
    click.echo(json_text(document))


def hand_over(text: str, path: Path | None) -> None:
    """Write a document into a file, and its name on standard error; on standard output where there is no file."""
    from symcrit.report.files import write_text

    if path is None:
        say(text, nl=False)
    else:
        write_text(path, text)
        say(f"wrote {path}", err=True)
