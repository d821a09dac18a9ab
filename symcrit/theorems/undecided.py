"""Why nothing was proved or refuted, and what would help, in words."""

from __future__ import annotations

import contextlib

from symcrit.arguments import MOST_EFFORT
from symcrit.claims import Claim
from symcrit.core import SECOND, ZERO, Domain, Expr, OutOfWork, Work, nodes, parts_of
from symcrit.core import Claim as CoreClaim
from symcrit.memory import current_limit, too_little_memory
from symcrit.search.registry import missing
from symcrit.search.search import Search
from symcrit.theorems.answer import Answer, Verdict
from symcrit.words.text import text

__all__ = ["NO_BALL", "undecided", "without_ball"]

NO_BALL = "balls"  # the key of what `without_ball` says, among what attempts say
_OF_FOUR = 10  # arguments of a product of four signs: its means and correlations
_FACTOR = 4  # how much more effort is worth a try


def undecided(search: Search, claim: Claim, effort: float, *, short_of_memory: bool) -> Answer:
    """What cut the search; or which attempts ran out of work, and the effort to give; or what is missing."""
    known_by_algebra = search.said.pop(NO_BALL, "")
    spent = [name for name, is_spent in search.tried.items() if is_spent]
    if search.work.stopped:
        why, remedy = _cut(search)
    elif short_of_memory:
        why, give = too_little_memory(current_limit())
        remedy = f"{give}; or {_advice(claim)}"
    elif spent or not search.work.left:
        why = f"the work ran out in: {', '.join(spent) or 'reading the claim'} (effort {effort:g})"
        remedy = f"{_more(effort)}, or {_advice(claim)}"
    elif "vacuous" in search.tried:
        why = "no point that satisfies the hypotheses was found"
        remedy = f"{_empty(claim)}; a claim about nothing is never PROVED: correct the hypotheses"
    else:
        why = f"no certificate was found: {_missing(search, claim)}"
        tried = ", ".join(search.tried) or "nothing"
        remedy = f"tried to the end: {tried}. More effort would not help; you can {_advice(claim)}"
    if known_by_algebra:
        why, remedy = f"{why}; {known_by_algebra}", _advice(claim)
    return Answer(Verdict.UNDECIDED, why, claim.statement, remedy=remedy, exhausted=short_of_memory, claim=claim.core)


def without_ball(claim: CoreClaim) -> str:
    """What a claim without expectations has in it that no ball is known of; "" for nothing."""
    fields = [getattr(claim, own) for own, _ in parts_of(type(claim)).values()]
    roots = [field for field in fields if isinstance(field, Expr)]
    four = (node for node in nodes(*roots) if node.op == "signs" and len(node.children) == _OF_FOUR)
    moved = any(mean is not ZERO for node in four for mean in node.children[:4])
    return "the mean of a product of four signs with means has no ball: it is known by algebra alone" if moved else ""


def _cut(search: Search) -> tuple[str, str]:
    """The guard in seconds has ended the search."""
    last = list(search.tried)[-1:]
    where = f" in: {last[0]}" if last else ""
    remedy = "what was cut says nothing of the claim; give more seconds, or none and limit the search by its effort"
    return f"cut by timeout{where}", remedy


def _more(effort: float) -> str:
    """The effort to give, to `decide` and to `verify`, where theorems may have one of their own."""
    if effort >= MOST_EFFORT:
        return "no more effort can be given"
    more = min(_FACTOR * effort, MOST_EFFORT)
    return f"give more work: effort={more:g} ({more / effort:g} times the --effort of symcrit verify)"


def _missing(search: Search, claim: Claim) -> str:
    """What is missing, when every attempt came to its end."""
    if search.unproved:
        return f"this step was not proved: {search.unproved[0]}"
    found = [f"{name}: {reason}" for name, reason in search.said.items()]
    return "; ".join([missing(claim.kind), *(f"last said by {words}" for words in found[-1:])])


def _advice(claim: Claim) -> str:
    """What may help for this kind of claim."""
    kernel = claim.parsed.of_kernel
    if kernel is not None and kernel.activation is None:
        return "name an activation: about an arbitrary kernel nothing can be refuted"
    if kernel is not None:
        return "look at numbers first (problem.gradient, kernel.ball); where w = 0 a kinked loss has no gradient"
    return "split the claim, add hypotheses that narrow the domain, or state intermediate steps as claims"


def _empty(claim: Claim) -> str:
    """Whether the bounds contradict each other, in words."""
    from symcrit.search.engines.values import ends

    domain = claim.parsed.domain
    for name in domain.kinds:
        low, high = ends(domain, name)
        if low > high:
            return f"the hypotheses contradict each other: {name} ≥ {low:g} and {name} ≤ {high:g}"
    irrational = _irrational(domain)
    if irrational is not None:
        name, value = irrational
        return f"points are rational: write {text(value)} in place of {name}, and drop that equation"
    return "the hypotheses may contradict each other, or their solutions are irrational"


def _irrational(domain: Domain) -> tuple[str, Expr] | None:
    """A symbol that an equation among the hypotheses determines, by more than rational numbers."""
    from symcrit.search.engines.places.charts import charts

    with contextlib.suppress(OutOfWork):
        for chart in charts(domain, Work(SECOND))[:1]:
            for name, value in chart.solved:
                if any(node.op not in ("num", "sym", "add", "mul", "pow") for node in nodes(value)):
                    return name, value
    return None
