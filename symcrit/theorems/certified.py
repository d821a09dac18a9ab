"""`certify`: from a candidate to a theorem about one isolated critical point."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

from flint import arb

from symcrit import __version__
from symcrit.certificate import certificate
from symcrit.certification.families import Symmetric
from symcrit.certification.refine import Stopped
from symcrit.certification.search import Candidate, of_family, of_network
from symcrit.certification.witness import Room, draft
from symcrit.core import balls
from symcrit.core.check import Finding, Verdict
from symcrit.core.check import check as core_check
from symcrit.errors import InputError, shorten
from symcrit.model.configurations import Configuration
from symcrit.model.network import Network
from symcrit.model.problem import Point, Problem
from symcrit.theorems.answer import Answer, of_finding

__all__ = ["Bounds", "CertifiedPoint", "Inertia", "certify", "witnesses"]

_MOST_DIGITS = 500
_TRIES = 6


class Inertia(NamedTuple):
    """Numbers of positive, negative and zero eigenvalues."""

    positive: int
    negative: int
    zero: int = 0

    def __str__(self) -> str:
        return f"({self.positive}, {self.negative}, {self.zero})"


class Bounds(NamedTuple):
    """Strict bounds below and above a number, as decimals.

    >>> bounds = Bounds("0.24", "0.26")
    >>> bounds.mid, bounds.rad, bounds.contains("1/4"), float(bounds)
    ('0.25', '0.01', True, 0.25)
    """

    lower: str
    upper: str

    @property
    def mid(self) -> str:
        """The middle, exactly."""
        return _plain((Decimal(self.lower) + Decimal(self.upper)) / 2)

    @property
    def rad(self) -> str:
        """Half the width, exactly."""
        return _plain((Decimal(self.upper) - Decimal(self.lower)) / 2)

    @property
    def ball(self) -> arb:
        """A ball that contains the number."""
        with balls.precision(64 + 4 * len(self.lower)):
            return arb(self.lower).union(arb(self.upper))

    def contains(self, value: object) -> bool:
        """Whether a number (exact, text, or a ball) lies certainly between the bounds."""
        from symcrit.core.expr import parse
        from symcrit.translate import as_expr, to_json

        with balls.precision(64 + 4 * len(self.lower)):
            x = value if isinstance(value, arb) else balls.evaluate(parse(to_json(as_expr(value))), {})
            return bool(arb(self.lower) < x and x < arb(self.upper))

    def __float__(self) -> float:
        return float(Decimal(self.mid))

    def __str__(self) -> str:
        mid, rad = Decimal(self.mid), Decimal(self.rad)
        return f"{mid:.32g} ± {rad:.1e}"


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, repr=False)
class CertifiedPoint(Answer):
    """What `certify` returns: an answer with the facts that its certificate states; all None where nothing was proved.

    exists, unique: exactly one critical point has every parameter within `radius` of the centre (for a family: exactly
    one of that symmetric form).  kind: "minimum", "maximum" or "saddle", strict; it takes input dimensions beyond the
    span of the teachers into account where the problem has them.  inertia: of the Hessian in `coordinates`, where
    `symmetries` are quotiented.  outside: of the block of each further input dimension.  loss, min_eigenvalue:
    `Bounds`; the eigenvalue is the smallest of the Hessian of `inertia`.  network: the centre in float64.  family: the
    parameters of a family.  moved: how far the centre lies from the candidate.
    """

    exists: bool | None = None
    unique: bool | None = None
    kind: str | None = None
    inertia: Inertia | None = None
    outside: Inertia | None = None
    loss: Bounds | None = None
    min_eigenvalue: Bounds | None = None
    radius: str | None = None
    coordinates: str | None = None
    symmetries: tuple[str, ...] = ()
    family: dict[str, str] | None = None
    network: Network | None = field(default=None, compare=False)
    moved: float | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        if self.verdict is not Verdict.PROVED:
            return super().__repr__()
        return "\n".join([f"PROVED  {self.headline}", *(f"  {name}: {text}" for name, text in self._facts())])

    @property
    def headline(self) -> str:
        """The result in a line."""
        what = {"minimum": "strict local minimum", "maximum": "strict local maximum", "saddle": "strict saddle"}
        return f"unique critical point · {what[str(self.kind)]} · inertia {self.inertia}"

    def _facts(self) -> list[tuple[str, str]]:
        moved = f"{self.moved:.2g} from the candidate" if self.moved is not None else ""
        outside = f"{self.outside} per input dimension outside the span of the teachers" if self.outside else ""
        family = ", ".join(f"{name} = {value}" for name, value in (self.family or {}).items())
        found = [("loss", str(self.loss)), ("smallest eigenvalue", str(self.min_eigenvalue or "")), ("outside", outside)]
        found += [("coordinates", str(self.coordinates)), ("symmetries", "; ".join(self.symmetries))]
        found += [("unique within", f"{self.radius} in every parameter"), ("centre", moved), ("parameters", family)]
        found += [("evidence", ", ".join(self.evidence)), ("rules", ", ".join(self.rules))]
        return [(name, text) for name, text in found if text]

    def _repr_html_(self) -> str:
        if self.verdict is not Verdict.PROVED:
            return super()._repr_html_()
        rows = "".join(f"<tr><td>{name}</td><td>{escape(text)}</td></tr>" for name, text in self._facts())
        return f"<p><b>PROVED</b> {escape(self.headline)}</p><table>{rows}</table>"

    def to_json(self, path: str | None = None) -> dict[str, Any]:
        """The document that `symcrit certify --json` prints."""

        def inertia(own: Inertia | None) -> dict[str, int] | None:
            return None if own is None else own._asdict()

        def ball(own: Bounds | None) -> dict[str, str] | None:
            return None if own is None else {"mid": own.mid, "rad": own.rad}

        return {
            "verdict": self.verdict.name, "exists": self.exists, "unique": self.unique, "kind": self.kind,
            "inertia": inertia(self.inertia), "outside_span": inertia(self.outside), "coordinates": self.coordinates,
            "symmetries": list(self.symmetries), "loss": ball(self.loss), "min_eigenvalue": ball(self.min_eigenvalue),
            "radius": self.radius, "family": self.family, "why": self.why, "remedy": self.remedy,
            "seconds": round(self.seconds, 3), "certificate": path,
        }  # fmt: skip


def certify(
    problem: Problem | Point | Configuration | Symmetric,
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
    point is UNDECIDED with the reason.  Raises InputError for misuse: shapes, biases, several outputs, open sizes.

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
    if isinstance(digits, bool) or not isinstance(digits, int) or not 5 <= digits <= _MOST_DIGITS:
        raise InputError(f"digits = {shorten(repr(digits))} must be an integer from 5 to {_MOST_DIGITS}")
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
    if isinstance(problem, Configuration | Symmetric):
        if network is not None:
            raise InputError("a configuration brings its own weights: certify(configuration) or certify(problem, network)")
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


def _explicit(configuration: Configuration | Symmetric) -> Point:
    """A configuration as a network of its own problem, d = k."""
    from symcrit.certification.families import FlippedCopy, family_of

    family = family_of(configuration)
    k = sum(int(m) for m in family.sizes)
    n = sum(1 if s.at is None else int(family.sizes[s.at]) for s in family.students)
    problem = Problem.orthonormal(family.kernel.names[0], n=n, k=k, scale=family.scale)
    if isinstance(configuration, FlippedCopy):
        problem = replace(problem, free=("W",))
    return configuration.at(problem)


def witnesses(candidate: Candidate, digits: int) -> Iterator[tuple[dict[str, Any], Finding]]:
    """Certificates to try, each with what core says of it; the radii shrink, the bounds widen as core asks."""
    room = Room()
    for _ in range(_TRIES):
        own = draft(candidate.centre, digits, room)
        value = certificate(own.claim, own.witness, __version__)
        finding = core_check(value)
        yield value, finding
        room = room.after(finding.why)


def _certified(candidate: Candidate, digits: int, beyond: bool) -> CertifiedPoint:
    finding = None
    for value, finding in witnesses(candidate, digits):
        if finding.verdict is Verdict.PROVED:
            return _proved(candidate, value, finding, beyond)
    why = finding.why if finding else "no certificate was found"
    return CertifiedPoint(Verdict.UNDECIDED, why, "an isolated critical point near the candidate",
                          symmetries=candidate.symmetries, moved=candidate.moved,
                          remedy="nearly degenerate, or a kink too near; try more digits, or a better candidate")  # fmt: skip


def _proved(candidate: Candidate, value: dict[str, Any], finding: Finding, beyond: bool) -> CertifiedPoint:
    """The facts that the claim states, which core has accepted."""
    claim, base = value["claim"], of_finding(finding, value)
    inertia = Inertia(*claim["inertia"])
    outside = Inertia(*claim["outside"]) if "outside" in claim else None
    parts = [inertia, *([outside] if beyond and outside else [])]
    up, down = any(part.positive for part in parts), any(part.negative for part in parts)
    return CertifiedPoint(
        base.verdict, base.why, base.statement, base.evidence, base.rules, base.assumptions,
        certificate=value, exists=True, unique=True, kind="saddle" if up and down else "maximum" if down else "minimum",
        inertia=inertia, outside=outside, loss=Bounds(*claim["loss"]), min_eigenvalue=Bounds(*claim["eigenvalue"]) if "eigenvalue" in claim else None,
        radius=_plain(min(map(Decimal, claim["unique"].values()))), coordinates=candidate.coordinates,
        symmetries=candidate.symmetries, family=candidate.family, network=candidate.network, moved=candidate.moved,
    )  # fmt: skip
