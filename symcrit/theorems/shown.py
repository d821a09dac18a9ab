"""What was shown of a claim that is UNDECIDED, in words."""

from __future__ import annotations

from symcrit.claims import Claim
from symcrit.core import Relation
from symcrit.core.gaussian.language import has_expectations
from symcrit.search.engines.places import partial
from symcrit.search.search import Search
from symcrit.search.weaker import weaker
from symcrit.words.means import expressions
from symcrit.words.text import RELATIONS, text

__all__ = ["what_is_shown"]

_SHARE = 0.2  # of the whole work, if so much is left


def what_is_shown(search: Search, claim: Claim) -> tuple[str, ...]:
    """Facts that core accepted: where the claim holds, with which slack, and how large its gap is elsewhere."""
    if has_expectations(*expressions(claim.parsed)):  # what stands for them is not what was said
        return ()
    own = Search(search.work.at_most(int(_SHARE * search.work.limit)), shapes=search.shapes)
    return tuple(dict.fromkeys(map(_in_words, weaker(own, claim.parsed))))


def _in_words(fact: partial.Fact) -> str:
    if isinstance(fact, partial.Slack):
        return f"it holds with {_decimal(fact.power)} added to the right side"
    if isinstance(fact, partial.Gap):
        place = ", ".join(f"{name} = {value}" for name, value in fact.point.items())
        size = "the two sides are equal" if fact.gap is None else f"right − left is {fact.gap}"
        return f"{size} at {place}" if place else size
    if isinstance(fact, partial.Agreement):
        places = "1 point" if fact.points == 1 else f"{fact.points} points"
        return f"at {places} the two sides differ by less than 10^-{fact.digits}"
    if not fact.more:
        return f"it holds with {RELATIONS[fact.relation.op]} in place of <"
    return f"it holds for {' and '.join(map(_relation, fact.more))}"


def _decimal(power: int) -> str:
    return f"10^-{power}" if power > 3 else f"1/{10**power}" if power else "1"


def _relation(relation: Relation) -> str:
    return f"{text(relation.lhs)} {RELATIONS[relation.op]} {text(relation.rhs)}"
