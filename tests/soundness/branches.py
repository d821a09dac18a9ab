"""A claim for every k and its certificate, for large k only, so that checking is quick; false claims beside it."""

import copy
from functools import cache
from typing import Any

from symcrit.certificate import written
from symcrit.certification.branches import Search
from symcrit.core.claims.branch import Branch
from symcrit.core.networks.species import Sector
from symcrit.core.registry import read_claim
from symcrit.core.work import Work
from symcrit.kernels.closed.derivations import derive
from symcrit.kernels.kernel import as_kernel

Document = tuple[dict[str, Any], dict[str, Any]]  # a claim and a witness
T = ["/", 1, ["sqrt", "k"]]
FLIPPED = (
    Sector("trivial"),
    Sector("standard", (0,)),
    Sector("pairs", (0,)),
    Sector("cyclic", (0,)),
    Sector("trivial", (), True),
    Sector("standard", (0,), True),
)
SERIES = {
    "a": ["2.5", "-1.8", "-31.2", "78.6", "-86.1"],
    "b": ["-1.1", "2.8", "-9.0", "13.2", "-27.7"],
    "e": ["-4.6", "3.3", "37.6", "-77.5", "48.5"],
    "c": ["5.4", "-2.4", "-36.2", "76.6", "-43.4"],
    "f": ["1.1", "-7.9", "13.8", "-3.6", "9.1"],
}


def power(n: int) -> Any:
    return ["^", T, n]


def entry(first: Any, n: int, name: str) -> Any:
    """first + t^n·(its series)."""
    return ["+", first, *(["*", c, power(n + i)] for i, c in enumerate(SERIES[name], start=1))]


def claim(least: int = 2500, **fields: Any) -> dict[str, Any]:
    """One flipped neuron among k ≥ least."""
    four = ["/", 4, "pi"]
    near = {"at": 0, "diagonal": entry(1, 3, "a"), "w": [
        entry(["*", -1, four, power(4)], 4, "b"), entry(["*", 2, power(2)], 3, "e")], "a": 1}  # fmt: skip
    turned = {"at": 1, "diagonal": entry(-1, 1, "c"), "w": [entry(["*", four, power(2)], 2, "f"), None], "a": 1}
    place = {"sizes": [["-", "k", 1], 1], "b": [1, 1], "students": [near, turned]}
    return {
        "kind": "branch",
        "symbols": {"k": "integer"},
        "where": [[">=", "k", least]],
        "configuration": {"kernel": as_kernel("relu").core, "species": place},
        "free": "W",
        "radii": [["/", power(n), 500] for n in (3, 4, 3, 1, 2)],
        "inertia": [["^", "k", 2], 0],
        "outside": ["k", 0],
        **fields,
    }


def read(claim: dict[str, Any]) -> Branch:
    """The claim as core has it."""
    own = read_claim(claim)
    assert isinstance(own, Branch)
    return own


@cache
def _honest() -> Document:
    given = claim()
    own = read(given)
    derivation = derive(own.of_kernel)
    assert derivation is not None
    proof = Search(own, derivation.derived, Work()).proof()
    return given, {**written(proof), "sample": {"k": 2500}}


def honest() -> Document:
    """True, and proved by one piece."""
    return copy.deepcopy(_honest())


def changed(document: Document, path: str, value: Any) -> Document:
    """With another value at a path such as "claim/inertia/0"."""
    parts: Any = dict(zip(("claim", "witness"), copy.deepcopy(document), strict=True))
    (*places, last), here = path.split("/"), parts
    for place in places:
        here = here[int(place) if isinstance(here, list) else place]
    here[int(last) if isinstance(here, list) else last] = value
    return parts["claim"], parts["witness"]
