"""The keys of goals in words, and how a claim fails."""

from __future__ import annotations

import re

from symcrit.core import Claim, Failure, Finding
from symcrit.words.plain import Prose, prose
from symcrit.words.registry import words_of
from symcrit.words.text import paragraph

_GENERIC = re.compile(r"n=\d+/")  # before the keys of a claim about groups in any number


def described(claim: Claim, key: str) -> Prose:
    """The goal of a claim with this key, in words; a key that has none is shown as it is.

    >>> from symcrit.core import read_claim
    >>> described(read_claim({"kind": "less", "lhs": 0, "rhs": 1}), "claim")
    ['right − left']
    """
    own = _GENERIC.sub("", key, count=1)
    for pattern, words in words_of(claim).KEYS.items():
        matched = re.fullmatch("([^/]*)".join(map(re.escape, pattern.split("*"))), own)
        if matched:
            return prose(words.format(*matched.groups()))
    return [key]


def told(claim: Claim, failure: Failure) -> Prose:
    """How a claim fails: where, which of its goals, and what is so there."""
    where = [f"{failure.where}: "] if failure.where else []
    what = described(claim, failure.key) if failure.key else []
    return [*where, *what, f" {failure.what}" if what else failure.what]


def unproved(finding: Finding) -> str:
    """Why core did not accept a proof, as text; with the goal that it is about, where a claim has several."""
    if finding.goal in ("", "claim"):
        return finding.why
    return f"{finding.why} ({paragraph(described(finding.claim, finding.goal))})"


def failure(claim: Claim, found: Failure) -> str:
    """The same as text: ``group sizes 2, 1: ∂L/∂w of neuron 2 is [0.3 +/- 1e-9]``."""
    return paragraph(told(claim, found))
