"""Kernels: their derivation, or a Gram matrix where they differ from the kernel that is derived."""

from __future__ import annotations

from symcrit.core.claims import Claim
from symcrit.kernels.activations import z
from symcrit.kernels.derivations import BY_SYMPY
from symcrit.kernels.integrals import closed_form, work_of_closed_form
from symcrit.kernels.terms import NoClosedForm
from symcrit.search.search import JSON, Search, Witness
from symcrit.translate import from_json, to_json

PLACES = [(1, 0, 1), (1, "1/2", 2), (2, "-1", 1), ("1/2", "1/3", "1/4"), (9, 1, 16)]


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """The derivation (it joins every witness about a kernel)."""
    return None if search.derive(core["kernel"]) is None else {"kind": "kernel"}


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A Gram matrix where the claim differs from symcrit's closed form for the same activations."""
    own = core["kernel"]
    biased = own.get("biased", False)
    pair = [from_json(own[key], {"z": z}) for key in ("activation", "teacher") if key in own]
    try:
        search.charge(BY_SYMPY + work_of_closed_form(pair[0], pair[-1], biased=biased))
        forms = closed_form(pair[0], pair[-1], biased=biased)
    except NoClosedForm:
        return None
    truth = {**own, "forms": [to_json(form) for form in forms]}
    for place in PLACES:
        at = dict(zip(("q11", "q12", "q22"), map(str, place), strict=True)) | (
            {"m1": "1", "m2": "1/3"} if biased else {}
        )
        if search.refutes(core, {"at": at, "truth": truth}):
            return {"kind": "refute", "at": at, "truth": truth}
    return None
