"""What was shown of a claim that is UNDECIDED, in words."""

from __future__ import annotations

from symcrit.claims import Claim
from symcrit.core import Relation, RelationClaim, means
from symcrit.search.engines.partial import Agreement, Fact, Gap, Slack, facts
from symcrit.search.search import Search
from symcrit.words.text import RELATIONS, text

__all__ = ["what_is_shown"]

_SHARE = 0.2  # of the whole work, if so much is left


def what_is_shown(search: Search, claim: Claim) -> tuple[str, ...]:
    """Facts that core accepted: where the inequality holds, with which slack, and how large its gap is elsewhere."""
    parsed = claim.parsed
    if not isinstance(parsed, RelationClaim) or parsed.of_kernel is not None or means(parsed.lhs, parsed.rhs):
        return ()
    work = search.work.at_most(int(_SHARE * search.work.limit))
    found = facts(Search(work, known=[*search.known]), parsed)
    return tuple(dict.fromkeys(_in_words(fact) for fact in found))


def _in_words(fact: Fact) -> str:
    if isinstance(fact, Slack):
        return f"it holds with {_decimal(fact.power)} added to the right side"
    if isinstance(fact, Gap):
        place = ", ".join(f"{name} = {value}" for name, value in fact.point.items())
        size = "the two sides are equal" if fact.gap is None else f"right − left is {fact.gap}"
        return f"{size} at {place}" if place else size
    if isinstance(fact, Agreement):
        return f"at {fact.points} points the two sides differ by less than 10^-{fact.digits}"
    if not fact.more:
        return f"it holds with {RELATIONS[fact.relation.op]} in place of <"
    return f"it holds for {' and '.join(map(_relation, fact.more))}"


def _decimal(power: int) -> str:
    return f"10^-{power}" if power > 3 else f"1/{10**power}" if power else "1"


def _relation(relation: Relation) -> str:
    return f"{text(relation.lhs)} {RELATIONS[relation.op]} {text(relation.rhs)}"
