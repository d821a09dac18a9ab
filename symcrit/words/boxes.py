"""Formulas as boxes: what stands where, before anybody says in which language it is written down.

`text`, `latex` and `mathml` write boxes out.  The signs in them are Unicode characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from symcrit.core import ONE, Expr, sym

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
RELATIONS = frozenset("=<>≤≥≠≈∈∼↦≻")


class Box(NamedTuple):
    """A part of a formula: a kind, and boxes or the text it carries.

    | kind | parts |
    |---|---|
    | number, name, word | characters: digits; an italic letter; an upright name such as arcsin |
    | sign, prefix, comma | a character: a relation or an operation between two things; before one; punctuation |
    | times | whether there is a thin space: a product written by juxtaposition |
    | space | nothing: between two formulas on a line |
    | row | any number of boxes, side by side |
    | fraction, power, index | two boxes |
    | root | a box |
    | sum | below, above (or None) |
    | call | the function, the fenced argument |
    | fenced | opening character, box, closing character |
    | open, close | a character and the height of what stands behind or before it, where a line breaks inside |
    | expression, factor | an expression of core, alone or before another factor: `typeset` makes boxes of it |
    | plain | a formula in plain notation (see `plain`): `typeset` makes boxes of it |
    """

    kind: str
    parts: tuple[Any, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes inside."""
        return tuple(part for part in self.parts if isinstance(part, Box))


TIMES = Box("times", (False,))
THIN = Box("times", (True,))
COMMA = Box("comma", (",",))
SPACE = Box("space", ())  # between two formulas on one line


def number(digits: object) -> Box:
    """A number ≥ 0 in digits."""
    return Box("number", (str(digits),))


def name(letter: str) -> Box:
    """A variable."""
    return Box("name", (letter,))


def word(letters: str) -> Box:
    """The upright name of a function."""
    return Box("word", (letters,))


def sign(character: str) -> Box:
    """A relation or an operation between two things."""
    return Box("sign", (character,))


def prefix(character: str) -> Box:
    """A sign before one thing."""
    return Box("prefix", (character,))


def row(*boxes: Box) -> Box:
    """Boxes side by side."""
    return boxes[0] if len(boxes) == 1 else Box("row", tuple(boxes))


def fraction(above: Box, below: Box) -> Box:
    """above / below."""
    return Box("fraction", (above, below))


def root(inside: Box) -> Box:
    """√inside."""
    return Box("root", (inside,))


def power(base: Box, exponent: Box) -> Box:
    """base to the exponent."""
    return Box("power", (base, exponent))


def index(base: Box, below: Box) -> Box:
    """base with an index."""
    return Box("index", (base, below))


def fenced(inside: Box, start: str = "(", end: str = ")") -> Box:
    """The box in parentheses."""
    return Box("fenced", (start, inside, end))


def call(function: Box, *arguments: Box) -> Box:
    """function(arguments)."""
    return Box("call", (function, fenced(listed(arguments))))


def expression(root: Expr) -> Box:
    """An expression of core as a formula."""
    return Box("expression", (root,))


def symbol(identifier: str) -> Box:
    """A name in the language of core as a formula."""
    return expression(sym(identifier))


def factor(root: Expr) -> list[Box]:
    """An expression before another factor; nothing where it is 1."""
    return [] if root is ONE else [Box("factor", (root,)), THIN]


def plain(notation: str) -> Box:
    """A formula in plain notation."""
    return Box("plain", (notation,))


def listed(boxes: Iterable[Box]) -> Box:
    """The boxes with commas between them."""
    parts = [part for box in boxes for part in (COMMA, box)]
    return row(*parts[1:])


def variable(identifier: str) -> Box:
    """The box of a name in the language of core: l, q11, l_1, w_1_2, kappa, size.

    >>> variable("q11") == index(name("q"), number("11"))
    True
    """
    letters, underscore, rest = identifier.partition("_")
    match = re.fullmatch(r"([A-Za-z]|[A-Za-z]{2,}(?=\d))(\d+)", letters)
    if match and not underscore:
        letters, rest = match.groups()
    base = name(GREEK.get(letters, letters or "_"))
    if not rest:
        return base
    return index(base, listed(number(part) if part.isdigit() else name(part or "_") for part in rest.split("_")))
