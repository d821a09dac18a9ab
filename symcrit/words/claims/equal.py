"""`equal`: lhs = rhs."""

from symcrit.words.claims._relation import EQUATION as KEYS
from symcrit.words.claims._relation import ONE_LINE as ONE_LINE
from symcrit.words.claims._relation import says as says

__all__ = ["KEYS", "ONE_LINE", "says"]
