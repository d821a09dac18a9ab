"""The keys of goals in words, and how a claim fails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symcrit.core import Claim, Expr, Failure, Finding, Reject
from symcrit.core.reading import excerpt
from symcrit.words.plain import Prose, prose
from symcrit.words.registry import words_of
from symcrit.words.text import paragraph, text

_LONG = 100  # characters of a formula that a message quotes
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
    why = _quoting(finding.words, finding.values) or finding.why
    if finding.goal in ("", "claim"):
        return why
    return f"{why} ({paragraph(described(finding.claim, finding.goal))})"


def refusal(error: Exception) -> str:
    """What an error of core says, as text, with expressions as statements have them; "" where it says nothing."""
    told = _quoting(error.words, error.values) if isinstance(error, Reject) else ""
    return told or str(error)


def _quoting(words: str, values: Sequence[object]) -> str:
    """The words with these values in them."""
    return words.format(*(_shortened(text(value)) if isinstance(value, Expr) else excerpt(value) for value in values))


def _shortened(written: str) -> str:
    """A formula, or the beginning of a long one."""
    return written if len(written) <= _LONG else f"{written[: _LONG - 1]}…"


def failure(claim: Claim, found: Failure) -> str:
    """The same as text: ``group sizes 2, 1: ∂L/∂w of neuron 2 is [0.3 +/- 1e-9]``."""
    return paragraph(told(claim, found))
