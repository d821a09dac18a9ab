"""`certify`: from a candidate to a theorem about one isolated critical point."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from symcrit import __version__
from symcrit.certificate import certificate, written
from symcrit.certification.candidates import candidate_of, check_digits, refusals
from symcrit.certification.families import Symmetric
from symcrit.certification.refine import Stopped
from symcrit.certification.search import Candidate
from symcrit.certification.witness import Room, draft
from symcrit.core import CHECK, Finding, Verdict
from symcrit.core import check as core_check
from symcrit.effort import EFFORT
from symcrit.model.configurations import Configuration
from symcrit.model.network import Network
from symcrit.model.problem import Point, Problem
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.theorems.answer import of_finding
from symcrit.theorems.certified import Bounds, CertifiedPoint, Inertia, plain
from symcrit.words.keys import unproved

__all__ = ["certify", "witnesses"]

_TRIES = 6


def certify(
    problem: Problem | Point | Configuration | Symmetric | SymmetricNetwork,
    network: Network | Point | None = None,
    *,
    digits: int = 25,
    symmetry: bool = True,
) -> CertifiedPoint:
    """Prove that there is exactly one critical point near a network, with its inertia, loss and smallest eigenvalue.

    problem, network: weights of a student, exact or float64 (from any gradient descent); what varies is `problem.free`,
    of W (always), a and biases.  The inputs may be N(m, Σ), the teacher may have another activation; kernels without a
    closed form are enclosed by certified quadrature, and give nine digits of the loss at most.
    A `Point` stands for both, or for the network.  A configuration alone (OneNeuron, CopyAverage, PerturbedCopy, …)
    is certified in its symmetric form at a cost that does not grow with k, or with symmetry=False as the network that
    it is.
    digits: of the loss.

    Guarantee: PROVED comes from `symcrit.core` alone and carries a certificate.  A candidate near no isolated critical
    point is UNDECIDED with the reason.  Raises InputError for misuse: shapes, symbols, open sizes.

    >>> from symcrit import CopyAverage, Problem
    >>> problem = Problem.orthonormal("erf", n=2, k=3)
    >>> answer = certify(problem, CopyAverage([[0], [1, 2]]).at(problem))
    >>> answer.verdict.name, answer.kind, answer.inertia, answer.loss.contains("2/3 - 8*asin(1/4)/pi")
    ('PROVED', 'minimum', Inertia(positive=8, negative=0, zero=0), True)
    >>> certify(problem)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: certify needs weights: write certify(problem, network), or give a configuration
    """
    check_digits(digits)
    start = time.monotonic()
    try:
        with refusals():
            candidate, beyond = candidate_of(problem, network, digits, symmetry)
            answer = _certified(candidate, digits, beyond)
    except Stopped as stopped:
        answer = CertifiedPoint(Verdict.UNDECIDED, str(stopped), "an isolated critical point near the candidate",
                                remedy=stopped.remedy)  # fmt: skip
    return replace(answer, seconds=time.monotonic() - start)


def witnesses(candidate: Candidate, digits: int) -> Iterator[tuple[dict[str, Any], Finding]]:
    """Certificates to try, each with what core says of it; the radii shrink, the bounds widen as core asks."""
    room = Room()
    for _ in range(_TRIES):
        own = draft(candidate.centre, digits, room)
        value = {"claim": own.core, "witness": written(own.proof)}
        finding = core_check(value)
        yield certificate(value["claim"], value["witness"], __version__, finding.work), finding
        if finding.spent or finding.verdict is Verdict.PROVED:
            return
        room = room.after(own, candidate.centre.curvatures)


def _certified(candidate: Candidate, digits: int, beyond: bool) -> CertifiedPoint:
    finding = None
    for value, finding in witnesses(candidate, digits):
        if finding.verdict is Verdict.PROVED:
            return _proved(candidate, value, finding, beyond)
    why = unproved(finding) if finding else "no certificate was found"
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
