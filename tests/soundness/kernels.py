"""Kernels in core's JSON, written down by hand, and their derivations; erf from Williams (1998)."""

from typing import Any

from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.reading import Malformed
from symcrit.errors import InputError
from symcrit.kernels.closed.derivations import derive

NORMS = ["*", ["+", 1, "q11"], ["+", 1, "q22"]]
DET, TURN = ["-", ["*", "q11", "q22"], ["^", "q12", 2]], ["*", 2, "pi"]
SIZE = ["sqrt", ["*", "q11", "q22"]]
ANGLE = ["/", ["-", "pi", ["acos", ["/", "q12", SIZE]]], TURN]
ROOT = ["sqrt", ["-", NORMS, ["^", "q12", 2]]]
ERF: dict[str, Any] = {
    "activation": ["erf", ["/", "z", ["sqrt", 2]]],
    "forms": [
        ["*", ["/", 2, "pi"], ["asin", ["/", "q12", ["sqrt", NORMS]]]],
        ["/", ["-", "q12"], ["*", "pi", ["+", 1, "q11"], ROOT]],
        ["/", 2, ["*", "pi", ROOT]],
    ],
}


RELU: dict[str, Any] = {  # Cho and Saul (2009)
    "activation": ["/", ["+", "z", ["abs", "z"]], 2],
    "forms": [
        ["+", ["/", ["sqrt", DET], TURN], ["*", "q12", ANGLE]],
        ["/", ["sqrt", DET], ["*", 4, "pi", "q11"]],
        ANGLE,
    ],
}
LINEAR: dict[str, Any] = {"activation": "z", "forms": ["q12", 0, 1]}


def derived(kernel: dict[str, Any] = ERF) -> dict[str, Any]:
    """What a witness carries for this kernel; nothing where there is no derivation."""
    try:
        found = derive(read_kernel(kernel))
    except (InputError, Malformed):
        return {}
    return {"kernel": found.witness} if found else {}
