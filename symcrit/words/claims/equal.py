"""`equal`: lhs = rhs."""

from symcrit.words.claims._relation import KEYS as KEYS
from symcrit.words.claims._relation import ONE_LINE as ONE_LINE
from symcrit.words.claims._relation import says as says
