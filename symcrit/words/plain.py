"""Short formulas and sentences written by hand, in plain notation.

    prose("If $f″ < 0$ inside, @ is concave.", box)      a sentence with formulas; a box is inserted
    plain("σ(z) = erf(z/√2)")                            one formula, as a box that shows what is written
    formula("σ(z) = erf(z/√2)")                          the boxes inside

`_`, `^` and `√` take the next character, or what stands in braces or parentheses; braces are not shown.
q12 is q with the index 12, as the symbol of core.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from symcrit.words.boxes import (
    RELATIONS,
    THIN,
    Box,
    fenced,
    index,
    name,
    number,
    plain,
    power,
    prefix,
    root,
    row,
    sign,
    variable,
    word,
)


class Display(NamedTuple):
    """Formulas on lines of their own, each broken where it is too wide, and the punctuation after the last."""

    formulas: tuple[Box, ...]
    end: str = ""


Piece = str | Box | Display
Prose = list[Piece]


def ended(shown: Display) -> list[Box]:
    """The formulas of a display, the last with its punctuation."""
    *first, last = shown.formulas
    return [*first, row(last, Box("comma", (shown.end,))) if shown.end else last]


_TOKEN = re.compile(r"\s*(arcsin|arccos|erf|exp|log|sin|cos|min|diag|det|q\d\d|\d+(?:\.\d+)?|…|\S)")
_WORDS = {"arcsin", "arccos", "erf", "exp", "log", "sin", "cos", "min", "diag", "det"}
_INFIX = RELATIONS | set("+·×±/∘⊥")
_RAISED = {"′": sign("′"), "″": sign("″"), "²": number(2), "³": number(3), "*": sign("∗"), "ᵀ": sign("⊤")}
_CLOSING = {"(": ")", "[": ")]", "‖": "‖", "|": "|", "{": "}"}


def prose(text: str, *inserts: Piece | Prose) -> Prose:
    """The pieces of a sentence: formulas between dollar signs, and what is inserted for every @.

    >>> [getattr(piece, "kind", piece) for piece in prose("If $x ≥ 0$, @ is right.", formula("√x"))]
    ['If ', 'plain', ', ', 'root', ' is right.']
    """
    left = list(inserts)
    pieces: Prose = []
    for i, part in enumerate(text.split("$")):
        if i % 2:
            pieces.append(plain(part))
            continue
        for j, words in enumerate(part.split("@")):
            insert = left.pop(0) if j else []
            pieces += [*(insert if isinstance(insert, list) else [insert]), *([words] if words else [])]
    return pieces


def formula(text: str) -> Box:
    """The box of a formula in plain notation.

    >>> formula("√2").kind, formula("l_i ≥ 1").kind
    ('root', 'row')
    """
    reader = _Reader([match[1] for match in _TOKEN.finditer(text.strip())])
    return reader.sequence("")


class _Reader:
    """Reads tokens from the front."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def sequence(self, closing: str) -> Box:
        """Boxes up to, not including, one of the closing characters."""
        boxes: list[Box] = []
        while self.tokens and self.tokens[0] not in closing:
            first = not boxes or boxes[-1].kind in ("sign", "prefix", "comma")
            item = self.scripts(self.atom(first))
            spaced = not first and ("word" in (item.kind, boxes[-1].kind) or item.kind == "call")
            boxes += [THIN, item] if spaced else [item]
        return row(*boxes)

    def atom(self, first: bool) -> Box:
        """One thing without its indices; `first` says that a minus has nothing before it."""
        token = self.tokens.pop(0)
        if token == "√":
            return root(self.group())
        if token == "Σ":
            limits = {"_": None, "^": None} | {mark: self.group() for mark in "_^" if self.skip(mark)}
            return Box("sum", (limits["_"], limits["^"]))
        if token in _CLOSING:
            inside = self.sequence(_CLOSING[token])
            return fenced(inside, token, self.tokens.pop(0))
        if token in ("-", "−"):
            return prefix("−") if first else sign("−")
        if token in ("∇", "∂"):
            return prefix(token)
        if token in _WORDS:
            return Box("call", (word(token), self.atom(first=True))) if self.tokens[:1] == ["("] else word(token)
        if token[0].isdigit():
            return number(token)
        if token[0] == "q":
            return variable(token)
        if token in (",", ";", ":"):
            return Box("comma", (token,))
        return sign(token) if token in _INFIX else name(token)

    def scripts(self, base: Box) -> Box:
        """A thing with its indices, exponents and primes."""
        while self.tokens and (self.tokens[0] in _RAISED or self.tokens[0] in ("_", "^")):
            token = self.tokens.pop(0)
            base = index(base, self.group()) if token == "_" else power(base, _RAISED.get(token) or self.group())
        return base

    def group(self) -> Box:
        """What `_`, `^` or `√` applies to."""
        closing = {"{": "}", "(": ")"}.get(self.tokens[0])
        if closing is None:
            token = self.tokens.pop(0)
            return _RAISED.get(token) or (number(token) if token[0].isdigit() else name(token))
        self.tokens.pop(0)
        inside = self.sequence(closing)
        self.tokens.pop(0)
        return inside

    def skip(self, token: str) -> bool:
        """Whether this token comes next; it is taken off."""
        found = self.tokens[:1] == [token]
        del self.tokens[: int(found)]
        return found
