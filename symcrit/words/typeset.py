"""Boxes for paper: what stands for an expression, or for a formula in plain notation, becomes the boxes inside it."""

from __future__ import annotations

from symcrit.words.boxes import Box, fenced
from symcrit.words.formulas import box
from symcrit.words.plain import formula


def typeset(shown: Box) -> Box:
    """The box without `expression`, `factor` and `plain`.

    >>> from symcrit.words.boxes import plain
    >>> typeset(plain("√2")).kind
    'root'
    """
    if shown.kind == "expression":
        return box(shown.parts[0])
    if shown.kind == "factor":
        inside = box(shown.parts[0])
        return fenced(inside) if shown.parts[0].op == "add" else inside
    if shown.kind == "plain":
        return formula(shown.parts[0])
    return Box(shown.kind, tuple(typeset(part) if isinstance(part, Box) else part for part in shown.parts))
