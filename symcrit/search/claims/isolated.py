"""`isolated`: exactly one critical point in a box, with its inertia."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from symcrit.arguments import listed
from symcrit.certification.candidates import candidate_of, check_digits, refusals
from symcrit.certification.refine import Stopped
from symcrit.certification.witness import Room, draft, proof_of
from symcrit.claims import Claim, json_of
from symcrit.core.algebra import balls
from symcrit.core.claims.isolated import Isolated, OtherPoint
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.points import curvatures_of
from symcrit.core.witnesses.point import Point as Frames
from symcrit.errors import InputError, shorten
from symcrit.search.attempts import Attempt
from symcrit.search.search import Search, one_thread

if TYPE_CHECKING:
    from symcrit.certification.families import Symmetric
    from symcrit.model.configurations import Configuration
    from symcrit.model.network import Network
    from symcrit.model.problem import Point, Problem
    from symcrit.model.symmetric import SymmetricNetwork

__all__ = ["attempts", "isolated"]

MISSING = "no frame was found that shows a single critical point with this inertia, nor one that shows another"
CONSTANTS = 2048  # bits of the constants of a kernel
EMPTY = 128  # bits of the balls that show that there is no critical point


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
    check_digits(digits)
    asked = {"inertia": inertia, "outside": outside, "loss": loss, "eigenvalue": eigenvalue}
    given = {}
    for key, pair in asked.items():
        if pair is not None:
            given[key] = _pair(key, pair, counts=key in ("inertia", "outside"))
    try:
        with refusals():
            candidate, _ = candidate_of(problem, network, digits, symmetry)
            core = draft(candidate.centre, digits, Room()).core
    except Stopped as stopped:
        raise InputError(f"no isolated critical point was found there: {stopped}") from None
    unclaimed = {"outside", "loss", "eigenvalue"} - given.keys()
    return Claim({key: part for key, part in core.items() if key not in unclaimed} | given)


def _pair(name: str, pair: object, *, counts: bool) -> list[Any]:
    """Two numbers of directions, or two exact bounds, as core reads them."""
    two = listed(name, pair, "two numbers")
    if len(two) != 2 or (counts and not all(isinstance(m, int) and m >= 0 for m in two)):
        what = "(positive, negative) of numbers of directions" if counts else "(below, above) of exact numbers"
        raise InputError(f"{name} = {shorten(pair)} is no pair {what}")
    return two if counts else [json_of(bound) for bound in two]


def attempts(claim: Isolated) -> Iterator[Attempt]:
    """Frames at the centre of the claim, and the same frames against it."""
    yield Attempt("frames at the centre", 0.9, _prove)
    yield Attempt("another point, or none", 0.9, _refute)


def _prove(search: Search, claim: Isolated) -> Frames | None:
    """Frames in which the Hessian at the centre is nearly diagonal."""
    shapes = []
    for kernel in claim.of_kernels:
        derived = search.derive(kernel)
        if derived is None and not kernel.by_definition:
            return None
        shapes.append(shape_of(kernel, derived, search.work))
    with balls.precision(CONSTANTS):
        curvatures = curvatures_of(shapes, search.work)
    try:
        with one_thread():
            return proof_of(claim, curvatures, search.work)
    except Stopped:
        return None


def _refute(search: Search, claim: Isolated) -> OtherPoint | None:
    """The critical point that is there is another one, or there is none in the box."""
    empty = OtherPoint(precision=EMPTY)
    if search.refutes(claim, empty):
        return empty
    found = _prove(search, claim)
    return None if found is None else OtherPoint(precision=found.precision, frames=found.frames)
