"""Isolated critical points: frames at the centre of the claim, and the same frames against it."""

from __future__ import annotations

from symcrit.certification.refine import Stopped
from symcrit.certification.witness import witness_for
from symcrit.core.algebra import balls
from symcrit.core.claims import Claim
from symcrit.core.expectation.derivation import read_derivation
from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.networks.curvature import Curvature
from symcrit.search.search import JSON, Search, Witness, one_thread

_CONSTANTS = 2048  # bits of the constants of a kernel


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Frames in which the Hessian at the centre is nearly diagonal."""
    kernel = core["configuration"]["kernel"]
    found = search.derive(kernel)
    if found is None:
        return None
    with balls.precision(_CONSTANTS):
        curvature = Curvature(read_kernel(kernel), read_derivation(found.witness).kink(search.work), search.work)
    try:
        with one_thread():
            return witness_for(core, curvature, search.work)
    except Stopped:
        return None


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """The critical point that is there is another one, or there is none in the box."""
    empty = {"kind": "refute", "precision": 128}
    if search.refutes(core, empty):
        return empty
    found = find(search, claim, core)
    return None if found is None else {**found, "kind": "refute"}
