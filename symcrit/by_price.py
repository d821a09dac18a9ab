"""Derivations of kernels by Price's theorem, as certificates had them, read as those by the reduction.

Until core reduced E[σ(u)τ(v)] by itself, the derivation of a closed form was {"order", "sides", "smooth", "steps"}:
what ∂ᵖκ/∂q12ᵖ is integrated from, with a witness for every equation.  Of that only what still has a meaning is kept:
σ left and right of a kink at 0, and the witnesses of the last equations, whose lemmas say that radicands are positive.

Frozen, as `format_1`.  The claim stays as it is, and core judges it anew by the reduction: a derivation that was wrong
may come out as one that is right, of a claim that is true; of a false claim none does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symcrit.core.reading import Malformed, Pattern, flag, index, items, need, read, record

JSON = dict[str, Any]
KERNELS = ("kernel", "mixed", "teacher")
SIDE: Mapping[str, Pattern] = {"factors?": items, "pieces?": items, "means?": items, "moved?": items}
DERIVATION: Mapping[str, Pattern] = {"order": index, "sides": [SIDE], "smooth": flag, "steps": items}
ZERO: JSON = {"kind": "zero"}


def translated(claim: JSON, witness: JSON) -> JSON:
    """The witness of a claim with such derivations, inside of witnesses too, in the new form; itself without any.

    Raises `Malformed`.

    >>> claim = {"kind": "kernel", "kernel": {"activation": "z", "forms": ["q12", 0, 1]}}
    >>> steps = [{"kind": "zero"}] * 6
    >>> old = {"order": 0, "sides": [{"factors": [["1", 1, "0", "0", "0", "0", "0", 0]]}], "smooth": True}
    >>> translated(claim, {"kind": "goals", "kernel": {**old, "steps": steps[:5]}})["kernel"]["pieces"]
    [{'pieces': ['z']}]
    """
    if not _occurs(witness):
        return witness
    try:
        return record(_inside(claim, witness))
    except RecursionError:
        raise Malformed("witness nested too deeply") from None


def _is_old(value: object) -> bool:
    return isinstance(value, dict) and "order" in value and "sides" in value


def _occurs(value: object) -> bool:
    """Whether there is such a derivation somewhere."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if _is_old(one):
            return True
        if isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return False


def _inside(claim: JSON, value: Any) -> Any:
    """A part of the witness of a claim."""
    if isinstance(value, list):
        return [_inside(claim, entry) for entry in value]
    if not isinstance(value, dict):
        return value
    about = record(value["claim"]) if isinstance(value.get("claim"), dict) and "witness" in value else claim
    found = {key: _inside(about, entry) for key, entry in value.items()}
    for key in KERNELS:
        if _is_old(value.get(key)):
            kernel = value.get("truth") if key == "kernel" and "truth" in value else _kernel(claim, key)
            found[key] = _derivation(record(kernel), found[key])
    return found


def _kernel(claim: JSON, key: str) -> object:
    """The kernel κ_σσ, κ_στ or κ_ττ that a claim is about; raises `Malformed`."""
    place = claim.get("configuration", claim)
    kernel = record(place).get(key)
    need(isinstance(kernel, dict), "the claim has no kernel {} that is derived", key)
    return kernel


def _derivation(kernel: JSON, value: object) -> JSON:
    """The derivation of a kernel in pieces."""
    old = read(value, DERIVATION)
    sigma = kernel.get("activation")
    names = (sigma, kernel.get("teacher", sigma))
    sides = old["sides"]
    need(sigma is not None and len(sides) <= 2, "a derivation is of one activation, or of two")
    bent = any(side["pieces"] for side in sides)
    edge = not (bent and kernel.get("biased"))
    before = sum(map(_steps_of, sides))
    count = before + 1 + old["order"] + 2 + edge
    steps = old["steps"] if len(old["steps"]) == count else []  # core says how many there are to be
    parts = [_pieces(side, name) for side, name in zip(sides, names, strict=False)]
    if steps:
        of_pieces = [ZERO for part in parts for _ in part["pieces"]]
        steps = [*of_pieces, steps[before], *steps[-2 - edge :]]
    return {"pieces": parts, "edge": edge, "smooth": old["smooth"], "steps": steps}


def _steps_of(side: JSON) -> int:
    """How many equations there were about a side: σ and σ⁽ᵖ⁾, left and right of a kink, and two of each mean."""
    own = 4 if side["pieces"] else 1
    return own + 2 * len(side["means"] or ()) + 2 * len(side["moved"] or ())


def _pieces(side: JSON, name: object) -> JSON:
    """σ left and right of 0, or whole."""
    return {"breaks": ["0"], "pieces": side["pieces"]} if side["pieces"] else {"pieces": [name]}
