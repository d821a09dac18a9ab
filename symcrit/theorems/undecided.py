"""Why nothing was proved or refuted, and what would help, in words."""

from __future__ import annotations

from symcrit.core.claims import Claim as CoreClaim
from symcrit.effort import MOST
from symcrit.memory import current_limit, too_little_memory
from symcrit.search.search import Search
from symcrit.theorems.answer import Answer, Verdict
from symcrit.theorems.claims import Claim

__all__ = ["undecided"]

_MISSING = {
    "equal": "the two sides were not brought to one normal form, and no point was found where they differ",
    "less": "the sign of the difference was not shown, and no point was found that violates it",
    "at_most": "the sign of the difference was not shown, and no point was found that violates it",
    "increasing": "the sign of the derivative was not shown, and no two points were found that violate it",
    "concave": "the sign of the second derivative was not shown, and no points were found that violate it",
    "kernel": "no derivation of these forms was found, and no other form that is the kernel",
    "critical": "the gradient was not shown to be 0, and no instance was found where it is not",
    "not_critical": "the gradient was not shown to exceed the bound, nor to be within it",
    "gradient": "these forms were not shown to be the gradient, and no instance was found where they are not",
    "direction": "the gradient was not shown to be along the students, and no instance was found where it is not",
    "unique": "the critical point was not shown to be the only one, nor was another found",
    "outside_span": "the Hessian outside the span was not shown to be of this form, nor to be of another",
    "loss": "the loss was not shown to be this value, and no instance was found where it is not",
    "loss_bound": "the loss was not shown to be at least this, and no instance was found where it is less",
    "isolated": "no frame was found that shows a single critical point with this inertia, nor one that shows another",
    "branch": "no pieces were found that cover every k, and no k where the statement fails",
    "sector": "the entries, or the signs of the minors, were not shown, and no instance was found that violates them",
    "sectors": "the entries, or the signs of the minors, were not shown, and no instance was found that violates them",
    "best_partition": "the loss of a group was not shown to be concave, and no better partition was found",
}
_FACTOR = 4  # how much more effort is worth a try


def undecided(search: Search, claim: Claim, effort: float, *, short_of_memory: bool) -> Answer:
    """What cut the search; or which attempts ran out of work, and the effort to give; or what is missing."""
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
    return Answer(Verdict.UNDECIDED, why, claim.statement, remedy=remedy)


def _cut(search: Search) -> tuple[str, str]:
    """The guard in seconds has ended the search."""
    last = list(search.tried)[-1:]
    where = f" in: {last[0]}" if last else ""
    remedy = "what was cut says nothing of the claim; give more seconds, or none and limit the search by its effort"
    return f"cut by timeout{where}", remedy


def _more(effort: float) -> str:
    """The effort to give, to `decide` and to `verify`, where theorems may have one of their own."""
    if effort >= MOST:
        return "no more effort can be given"
    more = min(_FACTOR * effort, MOST)
    return f"give more work: effort={more:g} ({more / effort:g} times the --effort of symcrit verify)"


def _missing(search: Search, claim: Claim) -> str:
    """What is missing, when every attempt came to its end."""
    if search.unproved:
        return f"this step was not proved: {search.unproved[0]}"
    found = [f"{name}: {reason}" for name, reason in search.said.items()]
    general = _MISSING.get(claim.core["kind"], "the goals that it comes down to were not shown, nor the contrary")
    return "; ".join([general, *(f"last said by {words}" for words in found[-1:])])


def _advice(claim: Claim) -> str:
    """What may help for this kind of claim."""
    kernel = claim.core.get("kernel") or claim.core.get("configuration", {}).get("kernel", {})
    if "uninterpreted" in kernel:
        return "name an activation: about an arbitrary kernel nothing can be refuted"
    if kernel:
        return "look at numbers first (problem.gradient, kernel.ball); where w = 0 a kinked loss has no gradient"
    return "split the claim, add hypotheses that narrow the domain, or state intermediate steps as claims"


def _empty(claim: Claim) -> str:
    """Whether the bounds contradict each other, in words."""
    from symcrit.search.engines.points import ends

    domain = CoreClaim.read(claim.core).domain
    for name in domain.kinds:
        low, high = ends(domain, name)
        if low > high:
            return f"the hypotheses contradict each other: {name} ≥ {low:g} and {name} ≤ {high:g}"
    return "the hypotheses may contradict each other, or their solutions are irrational"
