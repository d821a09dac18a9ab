"""Kernels: their derivation, or a Gram matrix where they differ from the kernel that is derived."""

from __future__ import annotations

from symcrit.core.claims import Claim
from symcrit.gaussian.activations import activation
from symcrit.gaussian.derivations import derive
from symcrit.gaussian.kernels import kernel, kernel_names
from symcrit.theorems.finders.search import JSON, Search, Witness
from symcrit.translate import to_json

PLACES = [(1, 0, 1), (1, "1/2", 2), (2, "-1", 1), ("1/2", "1/3", "1/4"), (9, 1, 16)]


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """The derivation (it joins every witness about a kernel)."""
    return None if derive(core["kernel"]) is None else {"kind": "kernel"}


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A Gram matrix where the claim differs from symcrit's closed form for the same activation."""
    for name, other in kernel_names():
        if name != other or to_json(activation(name).expr) != core["kernel"]["activation"]:
            continue
        for place in PLACES:
            at = dict(zip(("q11", "q12", "q22"), map(str, place), strict=True))
            witness = {"at": at, "truth": kernel(name).core}
            if search.refutes(core, witness):
                return {"kind": "refute", **witness}
    return None
