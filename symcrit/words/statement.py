"""What a claim says, in a sentence with formulas: the one telling that text, LaTeX and MathML write out.

It is made from what core parsed, so the reader sees what was proved, not what somebody called it.
"""

from __future__ import annotations

from typing import Any

from symcrit.core import Claim, read_claim
from symcrit.words.hypotheses import open_functions, quantifier
from symcrit.words.names import need_one_reading
from symcrit.words.numbers import Numbers
from symcrit.words.plain import Prose
from symcrit.words.registry import words_of
from symcrit.words.text import paragraph


def statement(claim: Claim | dict[str, Any]) -> str:
    """The sentence that a claim (parsed, or its JSON) says, as text.

    Raises core's `Malformed` for JSON that is no claim, and where a name could be read in two ways.

    >>> statement({"kind": "less", "lhs": "1/3", "rhs": "1/2"})
    '1/3 < 1/2'
    """
    claim = read_claim(claim) if isinstance(claim, dict) else claim
    need_one_reading(claim)
    if not words_of(claim).ONE_LINE:
        return paragraph([*setting(claim), *says(claim)])
    told = paragraph([*quantifier(claim.domain), *says(claim)])
    return "; ".join([told, *map(paragraph, open_functions(claim))])


def sentences(claim: Claim) -> Prose:
    """A claim with all that it speaks of, for paper: long numbers have names.

    Raises core's `Malformed` where a name could be read in two ways.
    """
    need_one_reading(claim)
    return Numbers().named([*setting(claim), *says(claim)])


def setting(claim: Claim) -> Prose:
    """The hypotheses of a claim, the functions that it leaves open, and the configuration that it speaks of."""
    return words_of(claim).setting(claim)


def says(claim: Claim) -> Prose:
    """What a claim says, without hypotheses and configuration."""
    return words_of(claim).says(claim)
