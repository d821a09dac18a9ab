"""Reasons of steps in words: ``Stein's formula for v, tilts``."""

from __future__ import annotations

from collections.abc import Iterable

from symcrit.core.gaussian.rules import Reason
from symcrit.words.boxes import symbol
from symcrit.words.hypotheses import joined
from symcrit.words.plain import Prose

WORDS = {
    "linearity": "linearity",
    "stein": "Stein's formula",
    "tilt": "tilts",
    "condition": "conditioning",
    "adjoin": "adjoining noise",
    "independence": "independence",
    "orthant": "means of signs",
    "characteristic": "characteristic functions",
    "price": "Price's formula",
}


def reasons(by: Iterable[Reason]) -> Prose:
    """The rules that a step goes by."""
    told: Prose = []
    for reason in by:
        told += [", " if told else "", WORDS[reason.rule]]
        if reason.variables:
            told += [" for ", *joined(map(symbol, reason.variables), " and ")]
    return told
