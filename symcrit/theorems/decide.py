"""`decide`: look for a proof and for a counterexample, and let core judge."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from symcrit import __version__
from symcrit.certificate import certificate
from symcrit.core.check import Verdict
from symcrit.core.claims import Claim as CoreClaim
from symcrit.core.reading import Reject, TooLarge
from symcrit.errors import InputError, shown
from symcrit.theorems.answer import Answer, conjunction_of, of_finding
from symcrit.theorems.claims import Claim, of_relation
from symcrit.theorems.finders.points import Point, points
from symcrit.theorems.finders.search import (
    JSON,
    Search,
    Step,
    TimeIsUp,
    Witness,
    relation_of,
    with_kernel,
    with_sample,
)

__all__ = ["decide"]


def decide(claim: object, *, timeout: float = 5) -> Answer:
    """Prove or refute a claim: PROVED, REFUTED or UNDECIDED.

    claim: a `Claim` (`equal(…)`, `less(…)`, `critical(…)`, …), a sympy relation (Eq, <, <=, >, >=), or several of them
    as a list, a tuple or a sympy And: their conjunction. timeout: seconds for the search, per call.
    Guarantee: PROVED and REFUTED come from `symcrit.core` and carry a certificate that `check` decides again; a claim
    whose hypotheses no known point satisfies is UNDECIDED. Misuse raises InputError; failure to decide never raises.

    >>> from sympy import exp, symbols
    >>> t = symbols("t", positive=True)
    >>> decide(1 + t < exp(t)).verdict.name
    'PROVED'
    >>> answer = decide(t**2 < t)
    >>> answer.verdict.name, answer.counterexample
    ('REFUTED', {'t': '1'})
    >>> decide("sin(t) < t")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 'sin(t) < t' is no claim; write equal(…), less(…), Eq(x, y), x < y, x >= y, …
    """
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
        raise InputError(f"timeout = {shown(timeout)} must be a positive number of seconds")
    start = time.monotonic()
    answers: list[Answer] = []
    for part in _parts(claim):
        left = timeout - (time.monotonic() - start)
        answers.append(_decide_one(part, max(left, 0.05)))
    return conjunction_of(answers, time.monotonic() - start)


def _parts(claim: object) -> list[Claim | bool]:
    """The claims of a conjunction."""
    import sympy
    from sympy.logic.boolalg import BooleanAtom

    if isinstance(claim, Claim):
        return [claim]
    if isinstance(claim, bool | BooleanAtom):
        raise InputError(f"{claim}: sympy decided this before symcrit saw it; write less(…), at_most(…) or equal(…)")
    if (isinstance(claim, Iterable) and not isinstance(claim, str)) or isinstance(claim, sympy.And):
        several = claim.args if isinstance(claim, sympy.And) else claim
        parts = [part for item in several for part in _parts(item)]
        if not parts:
            raise InputError("nothing to decide: the list of claims is empty")
        return parts
    if not isinstance(claim, sympy.Basic):
        raise InputError(f"{shown(claim)} is no claim; write equal(…), less(…), Eq(x, y), x < y, x >= y, …")
    return [of_relation(claim)]


def _decide_one(claim: Claim, timeout: float) -> Answer:
    start = time.monotonic()
    search = Search.of(timeout)
    try:
        answer = _search(search, claim)
    except (TimeIsUp, TooLarge, RecursionError, MemoryError, OverflowError):
        answer = None
    answer = _undecided(search, claim, timeout) if answer is None else answer
    return replace(answer, seconds=time.monotonic() - start)


def _search(search: Search, claim: Claim) -> Answer | None:
    """The first witness that core accepts, in the order: cheap points, proofs, many points."""
    from symcrit.theorems.finders import strategy

    search.known.extend(_steps(search, claim))
    core = CoreClaim.read(claim.core)
    sample = next(points(core.domain, 1), None)
    if sample is None:
        search.tried["vacuous"] = None
        return None
    for attempt in strategy.attempts(search, core, claim.core):
        witness = _guarded(search, attempt, core, claim.core)
        answer = None if witness is None else _judged(search, claim.core, witness, sample)
        if answer is not None:
            return answer
    return None


def _steps(search: Search, claim: Claim) -> Iterator[Step]:
    """The steps of a claim that could be proved, in order."""
    for step in claim.steps:
        answer = _search(Search(search.deadline, known=[*search.known]), step)
        if answer is not None and answer.verdict is Verdict.PROVED and answer.certificate is not None:
            core = CoreClaim.read(step.core)
            yield Step(core.domain, relation_of(core), step.core, answer.certificate["witness"])


def _guarded(search: Search, attempt: Any, core: CoreClaim, claim: JSON) -> Witness | None:
    """What an attempt finds; a failure of the search is no failure of `decide`."""
    name, share, find = attempt
    search.tried[name] = None
    try:
        return find(search.within(share * search.left), core, claim)
    except (Reject, TimeIsUp, RecursionError, MemoryError, OverflowError, ZeroDivisionError):
        search.poll()
        return None


def _judged(search: Search, claim: JSON, witness: Witness, sample: Point) -> Answer | None:
    """Core's verdict on the full certificate; None when it decides nothing."""
    full = with_kernel(claim, witness if witness["kind"] == "refute" else with_sample(witness, sample))
    finding = search.finding(claim, full)
    if finding is None or finding.verdict is Verdict.UNDECIDED:
        return None
    return of_finding(finding, certificate(claim, full, __version__))


def _undecided(search: Search, claim: Claim, timeout: float) -> Answer:
    if "vacuous" in search.tried:
        why = "no point that satisfies the hypotheses was found"
        remedy = f"{_empty(claim)}; a claim about nothing is never PROVED: correct the hypotheses"
    else:
        late = search.left <= 0
        tried = ", ".join(search.tried) or "nothing"
        why = "the time is up" if late else "no certificate was found"
        remedy = f"tried: {tried}. " + (f"Give more time than timeout={timeout:g}, or " if late else "You can ")
        remedy += _advice(claim)
    return Answer(Verdict.UNDECIDED, why, claim.statement, remedy=remedy)


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
    from symcrit.theorems.finders.points import ends

    domain = CoreClaim.read(claim.core).domain
    for name in domain.kinds:
        low, high = ends(domain, name)
        if low > high:
            return f"the hypotheses contradict each other: {name} ≥ {low:g} and {name} ≤ {high:g}"
    return "the hypotheses may contradict each other, or their solutions are irrational"
