"""`certify`: from a candidate to a theorem about one isolated critical point; `isolated`: such a claim."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from symcrit import __version__
from symcrit.certificate import certificate
from symcrit.certification.families import FlippedCopy, Symmetric, family_of
from symcrit.certification.refine import Stopped
from symcrit.certification.search import Candidate, of_family, of_network
from symcrit.certification.symmetries import MOST, too_large
from symcrit.certification.witness import Room, draft
from symcrit.core.check import Finding, Verdict
from symcrit.core.check import check as core_check
from symcrit.core.work import CHECK
from symcrit.effort import EFFORT
from symcrit.errors import InputError, shorten
from symcrit.model.configurations import Configuration
from symcrit.model.network import Network
from symcrit.model.problem import Point, Problem
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.theorems.answer import of_finding
from symcrit.theorems.certified import Bounds, CertifiedPoint, Inertia, plain
from symcrit.theorems.claims import Claim, json_of

__all__ = ["certify", "isolated", "witnesses"]

_MOST_DIGITS = 500
_TRIES = 6


def certify(
    problem: Problem | Point | Configuration | Symmetric | SymmetricNetwork,
    network: Network | None = None,
    *,
    digits: int = 25,
    symmetry: bool = True,
) -> CertifiedPoint:
    """Prove that there is exactly one critical point near a network, with its inertia, loss and smallest eigenvalue.

    problem, network: weights of a student, exact or float64 (from any gradient descent); what varies is `problem.free`.
    A `Point` stands for both.  A configuration alone (OneNeuron, CopyAverage, PerturbedCopy, FlippedCopy) is certified
    in its symmetric form at a cost that does not grow with k, or with symmetry=False as the network that it is.
    digits: of the loss.

    Guarantee: PROVED comes from `symcrit.core` alone and carries a certificate.  A candidate near no isolated critical
    point is UNDECIDED with the reason.  Raises InputError for misuse: shapes, biases, open sizes.

    >>> from symcrit import CopyAverage, Problem
    >>> problem = Problem.orthonormal("erf", n=2, k=3)
    >>> answer = certify(problem, CopyAverage([[0], [1, 2]]).at(problem).network)
    >>> answer.verdict.name, answer.kind, answer.inertia, answer.loss.contains("2/3 - 8*asin(1/4)/pi")
    ('PROVED', 'minimum', Inertia(positive=8, negative=0, zero=0), True)
    >>> certify(problem)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: certify needs weights: write certify(problem, network), or give a configuration
    """
    _check_digits(digits)
    start = time.monotonic()
    try:
        candidate, beyond = _candidate(problem, network, digits, symmetry)
        answer = _certified(candidate, digits, beyond)
    except Stopped as stopped:
        answer = CertifiedPoint(Verdict.UNDECIDED, str(stopped), "an isolated critical point near the candidate",
                                remedy=stopped.remedy)  # fmt: skip
    return replace(answer, seconds=time.monotonic() - start)


def _candidate(problem: Any, network: Network | None, digits: int, symmetry: bool) -> tuple[Candidate, bool]:
    """The candidate, and whether input dimensions outside the span belong to the problem."""
    if isinstance(problem, Point) and network is None:
        problem, network = problem.problem, problem.network
    if isinstance(problem, Configuration | Symmetric | SymmetricNetwork):
        if network is not None:
            raise InputError(
                "a configuration brings its own weights: certify(configuration) or certify(problem, network)"
            )
        if symmetry:
            return of_family(problem, digits), True
        point = _explicit(problem)
        problem, network = point.problem, point.network
    if not isinstance(problem, Problem):
        what = shorten(repr(problem))
        raise InputError(f"{what} is no Problem or configuration; write certify(problem, network)")
    if network is None:
        raise InputError("certify needs weights: write certify(problem, network), or give a configuration")
    if not isinstance(network, Network):
        raise InputError(f"network = {shorten(repr(network))} is no Network; write Network(W, a)")
    candidate = of_network(problem, network, digits)
    return candidate, candidate.centre.extra


def _explicit(configuration: Configuration | Symmetric | SymmetricNetwork) -> Point:
    """A configuration as a network of its own problem, d = k."""
    family = family_of(configuration)
    k = sum(int(m) for m in family.sizes)
    n = sum(1 if s.at is None else int(family.sizes[s.at]) for s in family.students)
    if n * (k + 1) > MOST:
        raise too_large(n, k)
    problem = Problem.orthonormal(family.kernel.names[0], n=n, k=k, scale=family.scale)
    if isinstance(configuration, FlippedCopy):
        problem = replace(problem, free=("W",))
    if isinstance(configuration, SymmetricNetwork):
        b = [b for b, m in zip(family.b, family.sizes, strict=True) for _ in range(int(m))]
        problem = replace(problem, teacher=Network(problem.teacher.W, b))
        return Point(problem, family.network())
    return configuration.at(problem)


def isolated(
    problem: Problem | Point | Configuration | Symmetric | SymmetricNetwork,
    network: Network | None = None,
    *,
    inertia: tuple[int, int] | None = None,
    outside: tuple[int, int] | None = None,
    loss: tuple[object, object] | None = None,
    eigenvalue: tuple[object, object] | None = None,
    digits: int = 25,
    symmetry: bool = True,
) -> Claim:
    """Exactly one critical point lies near a configuration (or network), and what holds there: a claim for `decide`.

    The centre and the radii of the claim are found here; arguments as of `certify`.  inertia: numbers of positive and
    negative directions of the Hessian, those that are found by default.  outside: per further input direction.  loss,
    eigenvalue: strict bounds below and above, exact numbers; without them nothing is claimed.
    Raises InputError as `certify` does, and where no isolated critical point is found.

    >>> from symcrit import OneNeuron, decide
    >>> claim = isolated(OneNeuron("erf", k=2), inertia=(3, 0), loss=("0.0232", "0.0233"))
    >>> claim.kind, decide(claim).verdict.name, decide(isolated(OneNeuron(k=2), inertia=(2, 1))).verdict.name
    ('isolated', 'PROVED', 'REFUTED')
    """
    _check_digits(digits)
    try:
        candidate, _ = _candidate(problem, network, digits, symmetry)
        core = draft(candidate.centre, digits, Room()).claim
    except Stopped as stopped:
        raise InputError(f"no isolated critical point was found there: {stopped}") from None
    pairs = {"inertia": inertia, "outside": outside}
    for key, pair in pairs.items():
        if pair is not None and not (len(pair) == 2 and all(isinstance(m, int) and m >= 0 for m in pair)):
            raise InputError(f"{key} = {shorten(pair)} is no pair (positive, negative) of numbers of directions")
    given = {
        key: [json_of(bound) for bound in pair] for key, pair in (("loss", loss), ("eigenvalue", eigenvalue)) if pair
    }
    given |= {key: list(pair) for key, pair in pairs.items() if pair is not None}
    unclaimed = {"outside", "loss", "eigenvalue"} - given.keys()
    return Claim({key: part for key, part in core.items() if key not in unclaimed} | given)


def _check_digits(digits: object) -> None:
    if isinstance(digits, bool) or not isinstance(digits, int) or not 5 <= digits <= _MOST_DIGITS:
        raise InputError(f"digits = {shorten(repr(digits))} must be an integer from 5 to {_MOST_DIGITS}")


def witnesses(candidate: Candidate, digits: int) -> Iterator[tuple[dict[str, Any], Finding]]:
    """Certificates to try, each with what core says of it; the radii shrink, the bounds widen as core asks."""
    room = Room()
    for _ in range(_TRIES):
        own = draft(candidate.centre, digits, room)
        finding = core_check({"claim": own.claim, "witness": own.witness})
        yield certificate(own.claim, own.witness, __version__, finding.work), finding
        room = room.after(finding.why)


def _certified(candidate: Candidate, digits: int, beyond: bool) -> CertifiedPoint:
    finding = None
    for value, finding in witnesses(candidate, digits):
        if finding.verdict is Verdict.PROVED:
            return _proved(candidate, value, finding, beyond)
    why = finding.why if finding else "no certificate was found"
    remedy = "it may be nearly degenerate, or near a kink; try more digits"
    if finding and finding.spent:
        why = f"the work ran out in: the check of the certificate (effort {CHECK / EFFORT:g})"
        remedy = "fewer digits cost less, and so does a symmetric family, certify(configuration)"
    return CertifiedPoint(Verdict.UNDECIDED, why, "an isolated critical point near the candidate",
                          symmetries=candidate.symmetries, moved=candidate.moved, remedy=remedy)  # fmt: skip


def _proved(candidate: Candidate, value: dict[str, Any], finding: Finding, beyond: bool) -> CertifiedPoint:
    """The facts that the claim states, which core has accepted."""
    claim, base = value["claim"], of_finding(finding, value)
    inertia = Inertia(*claim["inertia"])
    outside = Inertia(*claim["outside"]) if "outside" in claim else None
    lowest = Bounds(*claim["eigenvalue"]) if "eigenvalue" in claim else None
    parts = [inertia, *([outside] if beyond and outside else [])]
    up, down = any(part.positive for part in parts), any(part.negative for part in parts)
    return CertifiedPoint(
        base.verdict, base.why, base.statement, base.evidence, base.rules, base.assumptions,
        certificate=value, exists=True, unique=True, kind="saddle" if up and down else "maximum" if down else "minimum",
        inertia=inertia, outside=outside, loss=Bounds(*claim["loss"]), min_eigenvalue=lowest,
        radius=plain(min(map(Decimal, claim["unique"].values()))), coordinates=candidate.coordinates,
        symmetries=candidate.symmetries, family=candidate.family, network=candidate.network, moved=candidate.moved,
        note=candidate.note, work=base.work,
    )  # fmt: skip
