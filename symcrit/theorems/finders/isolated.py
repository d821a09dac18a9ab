"""Isolated critical points: frames at the centre of the claim, and the same frames against it."""

from __future__ import annotations

from symcrit.certification.landscape import curvature_of_json
from symcrit.certification.refine import Stopped
from symcrit.certification.witness import witness_for
from symcrit.core.claims import Claim
from symcrit.theorems.finders.search import JSON, Search, Witness


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Frames in which the Hessian at the centre is nearly diagonal."""
    try:
        return witness_for(core, curvature_of_json(core["configuration"]["kernel"]))
    except Stopped:
        return None


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """The critical point that is there is another one, or there is none in the box."""
    empty = {"kind": "refute", "precision": 128}
    if search.refutes(core, empty):
        return empty
    found = find(search, claim, core)
    return None if found is None else {**found, "kind": "refute"}
