"""`decide`: look for a proof and for a counterexample, and let core judge."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from symcrit import __version__
from symcrit.arguments import limit
from symcrit.certificate import certificate, written
from symcrit.claims import Claim, Hypotheses
from symcrit.core import Claim as CoreClaim
from symcrit.core import (
    Domain,
    Grounds,
    Malformed,
    OutOfWork,
    Proof,
    Refutation,
    Reject,
    RelationClaim,
    TooLarge,
    Verdict,
    Witness,
    Work,
    read_grounds,
)
from symcrit.core.gaussian.language import functions_in
from symcrit.effort import work_of
from symcrit.errors import InputError, shorten, shown
from symcrit.search.attempts import Attempt
from symcrit.search.engines import pointwise
from symcrit.search.engines.equalities.equations import of_derivation
from symcrit.search.engines.linear import roots
from symcrit.search.engines.monotone import shapes
from symcrit.search.engines.places import instances
from symcrit.search.engines.places.points import points
from symcrit.search.registry import attempts
from symcrit.search.relations import of_relation
from symcrit.search.search import Place, Search, Step, with_sample
from symcrit.search.statements import claims_in, need_used
from symcrit.theorems.answer import Answer, conjunction_of, of_finding
from symcrit.theorems.shown import what_is_shown
from symcrit.theorems.undecided import NO_BALL, undecided, without_ball
from symcrit.words.keys import refusal, unproved

__all__ = ["Said", "decide", "decide_by"]


class Said(NamedTuple):
    """What a judge says of the grounds for a claim: an answer where it accepts them, else why it does not."""

    answer: Answer | None = None
    grounds: Grounds | None = None  # as core read them, where they are looked at again
    why: str = ""
    spent: bool = False  # whether the work ran out over it


Judging = Callable[[Search, Claim, Grounds], Said]  # charges the search


def decide(
    claim: object,
    *,
    where: Hypotheses = (),
    integer: Iterable[str] = (),
    effort: float = 1,
    timeout: float | None = None,
) -> Answer:
    """Prove or refute a claim: PROVED, REFUTED or UNDECIDED.

    claim: a `Claim` (`equal(…)`, `less(…)`, `critical(…)`, …), a sympy relation (Eq, <, <=, >, >=), a statement in text
    ("2*x/pi <= sin(x)", "a <= b <= c", "increasing(x^3, x)"), or several of them as a list, a tuple or a sympy And:
    their conjunction. where: hypotheses, for relations and text; a `Claim` has its own. integer: the names in text that
    are integers; the others are real numbers. effort: how much work each claim may cost, as a multiple of the default;
    work is counted in operations, so that the answer does not depend on the machine or on its load. timeout: seconds
    after which the search is cut, whatever it could still do (off by default); the answer says so.
    Guarantee: PROVED and REFUTED come from `symcrit.core` and carry a certificate that `check` decides again; a claim
    whose hypotheses no known point satisfies is UNDECIDED. Misuse raises InputError; failure to decide never raises.

    >>> from sympy import exp, symbols
    >>> t = symbols("t", positive=True)
    >>> decide(1 + t < exp(t)).verdict.name
    'PROVED'
    >>> answer = decide(t**2 < t)
    >>> answer.verdict.name, answer.counterexample
    ('REFUTED', {'t': '1'})
    >>> decide("2*x/pi <= sin(x)", where="0 <= x <= pi/2").verdict.name
    'PROVED'
    >>> decide("n^2 >= n", integer="n").verdict.name
    'PROVED'
    >>> decide(2 * t)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 2*t is no claim; write equal(…), less(…), Eq(x, y), x < y, x >= y, …
    """
    allowed = work_of(effort)
    seconds = limit("timeout", timeout, "seconds")
    start = time.monotonic()
    parts = _parts(claim, where, integer)
    need_used(integer, parts)
    with stopwatch(seconds) as watched:
        answers = [_decide_one(part, watched(Work(allowed)), effort, judged_here) for part in parts]
    return conjunction_of(answers, time.monotonic() - start)


def decide_by(judging: Judging, claim: Claim, *, effort: float, timeout: float | None) -> Answer:
    """`decide` for one claim, where what is found is judged elsewhere; the search goes on after what is refused."""
    with stopwatch(timeout) as watched:
        return _decide_one(claim, watched(Work(work_of(effort))), effort, judging)


@contextlib.contextmanager
def stopwatch(seconds: float | None) -> Iterator[Callable[[Work], Work]]:
    """A guard from outside: after `seconds`, the budgets handed to it are stopped; None never stops them."""
    watched: list[Work] = []

    def watch(work: Work) -> Work:
        watched.append(work)
        if over.is_set():
            work.stop()
        return work

    def ring() -> None:
        over.set()
        for work in tuple(watched):
            work.stop()

    over = threading.Event()
    timer = None if seconds is None else threading.Timer(seconds, ring)
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield watch
    finally:
        if timer is not None:
            timer.cancel()


def _parts(claim: object, where: Hypotheses, integer: Iterable[str]) -> list[Claim]:
    """The claims of a conjunction, under common hypotheses."""
    import sympy
    from sympy.logic.boolalg import BooleanAtom

    if isinstance(claim, str):
        return claims_in(claim, where, integer)
    if isinstance(claim, bool | BooleanAtom):
        raise InputError(f"{claim}: sympy decided this before symcrit saw it; write less(…), at_most(…) or equal(…)")
    if (isinstance(claim, Iterable) and not isinstance(claim, Claim)) or isinstance(claim, sympy.And):
        several = claim.args if isinstance(claim, sympy.And) else claim
        parts = [part for item in several for part in _parts(item, where, integer)]
        if not parts:
            raise InputError("nothing to decide: the list of claims is empty")
        return parts
    if integer:
        raise InputError(f"integer = {shown(integer)} is for statements in text; write Symbol('n', integer=True)")
    if isinstance(claim, Claim):
        if where not in ((), []):
            raise InputError(f"where = {shown(where)}: a claim has its hypotheses; give them where the claim is made")
        return [claim]
    if not isinstance(claim, sympy.Basic):
        raise InputError(f"{shown(claim)} is no claim; write equal(…), less(…), Eq(x, y), x < y, x >= y, …")
    return [of_relation(claim, where)]


def _decide_one(claim: Claim, work: Work, effort: float, judging: Judging) -> Answer:
    start = time.monotonic()
    claim.need_unchanged()
    search = Search(work, equations=of_derivation, shapes=shapes.WAYS)
    answer, short_of_memory = None, False
    try:
        answer = _found(search, claim, judging).answer
    except (OutOfWork, TooLarge, RecursionError, OverflowError):
        pass
    except MemoryError:
        short_of_memory = True
    if answer is None:
        answer = undecided(search, claim, effort, short_of_memory=short_of_memory)
        if not short_of_memory and not search.work.stopped and "vacuous" not in search.tried:
            answer = replace(answer, shown=what_is_shown(search, claim))
    return replace(answer, work=work.spent, effort=effort, seconds=time.monotonic() - start)


EVERY_VECTOR = 0.15  # of the work that is left, for a relation between expectations as it stands


def _found(search: Search, claim: Claim, judging: Judging) -> Said:
    """What the first proof or refutation amounts to that the judge accepts, in the order of the attempts."""
    with _stage(search, "the intermediate steps"):
        search.known.extend(_steps(search, claim))
    with _stage(search, "expectations"):
        plain = _plain(search, claim.parsed)
    about: list[tuple[Attempt, CoreClaim]] = []
    unreduced = isinstance(claim.parsed, RelationClaim) and plain is not claim.parsed
    if unreduced and (plain is None or claim.parsed.op != "="):
        about.append((Attempt("every vector", EVERY_VECTOR, pointwise.find), claim.parsed))
    if plain is None and not about:
        return Said()
    if plain is not None and plain is not claim.parsed and (words := without_ball(plain)):
        search.said[NO_BALL] = words
    with _stage(search, "a point that satisfies the hypotheses"):
        sample = _sample((plain or claim.parsed).domain, search)
    if sample is None:
        search.tried["vacuous"] = False
        return Said()
    if plain is not None:
        about += [(attempt, plain) for attempt in attempts(plain)]
    if isinstance(claim.parsed, RelationClaim) and functions_in(claim.parsed.lhs, claim.parsed.rhs):
        about.append((Attempt("functions put in", 1.0, instances.find), claim.parsed))
    for attempt, target in about:
        grounds = _guarded(search, attempt, target)
        if grounds is None:
            continue
        with _stage(search, attempt.name):
            whole = grounds if isinstance(grounds, Refutation) else with_sample(grounds, sample)
            said = judging(search, claim, search.with_kernel(claim.parsed, whole))
        if said.answer is not None:
            return said
        if said.spent:
            search.tried[attempt.name] = True
        elif said.why:
            search.said[attempt.name] = said.why
    return Said()


def _sample(domain: Domain, search: Search) -> Place | None:
    """A point that satisfies the hypotheses: rational, or with roots."""
    rational = next(points(domain, work=search.work, limit=1), None)
    return roots.sample(domain, search) if rational is None else rational


def _steps(search: Search, claim: Claim) -> Iterator[Step]:
    """The steps of a claim that could be proved, in order."""
    for step in claim.steps:
        own = replace(search, tried={}, known=[*search.known], said={}, unproved=[])
        found = _found(own, step, judged_here)
        if not isinstance(found.grounds, Proof):
            search.unproved.append(step.statement)
            search.tried["the intermediate steps"] = any(own.tried.values())
            continue
        assert isinstance(step.parsed, RelationClaim)
        yield Step(step.parsed, replace(found.grounds, sample=None))  # inside a witness no sample is asked for


@contextlib.contextmanager
def _stage(search: Search, name: str) -> Iterator[None]:
    """A part of the search that is named if the work runs out in it."""
    try:
        yield
    except OutOfWork:
        search.tried[name] = True
        raise


def _plain(search: Search, claim: CoreClaim) -> CoreClaim | None:
    """The claim with expectations replaced by what they are equal to; None where there is no rule for one."""
    try:
        return claim.plain(search.work)[0]
    except Reject as error:
        search.said["expectations"] = shorten(refusal(error), 200)
        search.tried["expectations"] = False
        return None


def _guarded(search: Search, attempt: Attempt, claim: CoreClaim) -> Grounds | Witness | None:
    """What an attempt finds; a failure of the search is no failure of `decide`."""
    own = search.within(attempt.share)
    try:
        return attempt.find(own, claim)
    except OutOfWork:
        return None
    except (Reject, RecursionError, OverflowError, ZeroDivisionError) as error:
        search.said[attempt.name] = shorten(refusal(error) or type(error).__name__, 200)
        return None
    finally:
        search.tried[attempt.name] = own.work.left == 0


def judged_here(search: Search, claim: Claim, found: Grounds) -> Said:
    """Core's verdict, in this process, on what the certificate says: it is written, read back, and judged."""
    witness = written(found)
    try:
        grounds = read_grounds(claim.parsed, witness)
    except (Malformed, Reject) as error:
        return Said(why=shorten(str(error), 200))
    judged = search.judged(claim.parsed, grounds)
    if judged is None:
        return Said()
    finding, work = judged
    if finding.verdict is Verdict.UNDECIDED:
        return Said(why=shorten(unproved(finding), 200), spent=finding.spent)
    value = certificate(claim.core, witness, __version__, work)
    return Said(of_finding(finding, value), grounds)
