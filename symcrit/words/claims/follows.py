"""`follows`: lhs = rhs, by rules that are named."""

from symcrit.core.claims.follows import Follows
from symcrit.words.claims._relation import EQUATION as KEYS
from symcrit.words.claims._relation import ONE_LINE as ONE_LINE
from symcrit.words.formulas import relation
from symcrit.words.plain import Display, Prose, prose
from symcrit.words.reasons import reasons

__all__ = ["KEYS", "ONE_LINE", "says"]


def says(claim: Follows) -> Prose:
    """The equation, and the rules."""
    return [Display((relation(claim.relation),), ","), *prose("by @. ", reasons(claim.by))]
