"""Text at the doors: what a terminal, a page or a JSON document is given cannot do anything but be read.

Names, paths, messages and certificates come from others. Control characters (C0, C1 and with them ANSI escapes),
overrides of the direction of writing, invisible characters and lone surrogates are shown by their number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

__all__ = ["html", "html_facts", "html_table", "json_text", "printable"]


def printable(text: object) -> str:
    r"""Text without characters that are no letters, signs or spaces; lines stay lines, and a tab is a space.

    >>> print(printable("\x1b[32mPROVED\x1b[0m \u202edlrow"))
    [U+001B][32mPROVED[U+001B][0m [U+202E]dlrow
    """
    return "".join(map(_shown, str(text)))


def _shown(character: str) -> str:
    if character.isprintable() or character == "\n" or unicodedata.category(character) == "Zs":
        return character
    return " " if character == "\t" else f"[U+{ord(character):04X}]"


def html(text: object) -> str:
    r"""Printable text for an HTML page.

    >>> html("a < b\x07")
    'a &lt; b[U+0007]'
    """
    from html import escape  # for this alone

    return escape(printable(text))


def html_table(rows: Iterable[Iterable[object]], head: Iterable[object] = ()) -> str:
    """A table of escaped cells, as notebooks show it.

    >>> html_table([["x", "a < b"]])
    '<table><tr><td>x</td><td>a &lt; b</td></tr></table>'
    """
    titles = "".join(f"<th>{html(cell)}</th>" for cell in head)
    lines = ("".join(f"<td>{html(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    if titles:
        body = f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody>"
    return f"<table>{body}</table>"


def html_facts(bold: object, headline: object, facts: Iterable[tuple[object, object]]) -> str:
    """A headline that begins with a word in bold, and below it a table of names and values.

    >>> html_facts("PROVED", "1 < 2", [("evidence", "exact")])
    '<p><b>PROVED</b> 1 &lt; 2</p><table><tr><td>evidence</td><td>exact</td></tr></table>'
    """
    return f"<p><b>{html(bold)}</b> {html(headline)}</p>{html_table(facts)}"


_UNSEEN = re.compile(r"[^\n -~]")


def json_text(document: Any) -> str:
    r"""A JSON document for the eye, in which every character that is not printable is written by its number.

    >>> print(json_text(["σ", "\x9b\u202e"]))
    [
      "σ",
      "\u009b\u202e"
    ]
    """
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda match: match[0] if _shown(match[0]) == match[0] else json.dumps(match[0])[1:-1], text)
