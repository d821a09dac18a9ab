"""Networks and families for the tests of `symcrit.core.networks`, as core reads them."""

from typing import Any

import numpy as np
from flint import arb_mat

from symcrit.core.algebra.expr import Expr
from symcrit.core.claims.isolated import Isolated
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.isolated import Boxes
from symcrit.core.networks.points import curvatures_of
from symcrit.core.registry import read_claim
from symcrit.core.work import Work
from symcrit.kernels.kernel import as_kernel

Rows = list[list[str]]


def network(W: Rows, a: Rows, V: Rows, b: Rows) -> dict[str, Any]:
    """The configuration of explicit vectors; a and b as rows, one number per output."""
    pool: list[str] = []

    def place(x: object) -> int:
        pool.append(str(x))
        return len(pool) - 1

    parts = {"W": W, "a": a, "V": V, "b": b}
    return {
        "network": {**{key: [[place(x) for x in row] for row in rows] for key, rows in parts.items()}, "pool": pool}
    }


def unit(k: int, d: int | None = None) -> Rows:
    """k orthonormal teachers in d dimensions."""
    return [[str(int(i == j)) for j in range(d or k)] for i in range(k)]


def explicit(sizes: list[int], b: list[str], students: list[dict[str, Any]]) -> dict[str, Any]:
    """The network that a family stands for, vector by vector."""
    directions = [(p, i) for p, m in enumerate(sizes) for i in range(m)]
    W, a = [], []
    for s in students:
        for i in range(sizes[s["at"]]) if s["at"] is not None else [None]:
            W.append([s["diagonal"] if (p, j) == (s["at"], i) else s["w"][p] for p, j in directions])
            a.append([s["a"]])
    return network(W, a, unit(len(directions)), [[b[p]] for p, _ in directions])


def claim(activation: str, place: dict[str, Any], free: str = "all", **fields: Any) -> dict[str, Any]:
    """A claim about `place`, with radii of 10⁻⁹ unless given."""
    names = ("W", "a") if free == "all" else ("W",)
    given = {"unique": "1e-9", "within": "1e-9", "inertia": [0, 0], **fields}
    radii = {key: dict.fromkeys(names, given.pop(key)) for key in ("unique", "within")}
    kernel = as_kernel(activation).core
    return {
        "kind": "isolated",
        "configuration": {"kernel": kernel, "scale": "1", **place},
        "free": free,
        **radii,
        **given,
    }


def kink(activation: str) -> tuple[Expr, Expr] | None:
    """(c, α) of an activation c·|z| + α·z; None of a smooth one."""
    derivation = as_kernel(activation).derivation
    assert derivation is not None
    return derivation.derived.derivation.kink(Work())


def boxes(activation: str, place: dict[str, Any], free: str = "all", **fields: Any) -> Boxes:
    """What core works with for this claim."""
    own = read_claim(claim(activation, place, free, **fields))
    assert isinstance(own, Isolated)
    derivation = as_kernel(activation).derivation
    assert derivation is not None
    curvatures = curvatures_of([shape_of(own.of_kernel, derivation.derived, Work())], Work())
    return Boxes(own.configuration, own.within, own.unique, curvatures, Work())


def middle(matrix: arb_mat) -> np.ndarray:
    """The midpoints as float64."""
    return np.array([float(x.mid()) for x in matrix.entries()]).reshape(matrix.nrows(), matrix.ncols())
