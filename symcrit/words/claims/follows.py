"""`follows`: lhs = rhs, by rules that are named."""

from symcrit.core import Goals
from symcrit.core.claims.follows import Follows
from symcrit.core.gaussian.rules import REASONS
from symcrit.words.claims._relation import EQUATION as KEYS
from symcrit.words.claims._relation import ONE_LINE as ONE_LINE
from symcrit.words.formulas import relation
from symcrit.words.plain import Display, Prose, prose
from symcrit.words.reasons import reasons

__all__ = ["KEYS", "ONE_LINE", "closing", "says"]


def says(claim: Follows) -> Prose:
    """The equation, and the rules."""
    return [Display((relation(claim.relation),), ","), *prose("by @. ", reasons(claim.by))]


def closing(claim: Follows, goals: Goals) -> list[Prose]:
    """That the rules are enough, and what they say."""
    told = [prose("By linearity and the rules that are named, and by no others, both sides come to one form. ")]
    return [*told, *([*reasons([reason]), ": ", *prose(REASONS[reason.rule]), ". "] for reason in claim.by)]
