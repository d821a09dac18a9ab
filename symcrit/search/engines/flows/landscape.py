"""The gradient of a loss in float64 at many points at once, by the forms of its kernels that core reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

import numpy as np
from scipy import special

from symcrit.core import Explicit, Expr, nodes
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import DEFINITION, substitute
from symcrit.core.expectation.kernels import ARGUMENTS, Kernel

FUNCTIONS: Mapping[str, Callable[..., np.ndarray]] = {
    "sqrt": np.sqrt, "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "erf": special.erf,
    "erfc": special.erfc,
}  # fmt: skip
STEP = 1e-6  # of differences
BITS = 64


class Landscape:
    """∇L and its derivatives for the network `place`, by vectors of its free parameters (W, or W and a)."""

    def __init__(self, place: Explicit, free: Sequence[str]) -> None:
        self.free = free
        self.W, self.V, self.covariance = (_floats(rows) for rows in (place.W, place.V, place.covariance))
        self.a, self.b = (_floats(rows) for rows in (place.a, place.b))
        self.scale = float(_floats([[place.scale]])[0, 0])
        kernels = place.kernels
        self.students, self.mixed = (_compiled(kernel) for kernel in kernels[:2])
        self.alike = kernels.student is kernels.mixed

    @property
    def start(self) -> np.ndarray:
        """The free parameters of `place`."""
        return np.concatenate([self.W.ravel(), self.a.ravel()] if "a" in self.free else [self.W.ravel()])

    def gradients(self, points: np.ndarray) -> np.ndarray:
        """∇L at every row."""
        count = len(points)
        n, d = self.W.shape
        W = points[:, : n * d].reshape(count, n, d)
        a = np.broadcast_to(self.a, (count, *self.a.shape))
        if "a" in self.free:
            a = points[:, n * d :].reshape(a.shape)
        U = np.concatenate([W, np.broadcast_to(self.V, (count, *self.V.shape))], axis=1)
        S = np.concatenate([a, np.broadcast_to(-self.b, (count, *self.b.shape))], axis=1)
        images = U @ self.covariance if self.covariance.size else U
        gram = images[:, :n] @ U.transpose(0, 2, 1)
        norms = (images * U).sum(axis=2)
        q11, q12, q22 = np.broadcast_arrays(norms[:, :n, None], gram, norms[:, None, :])
        kappa, by_q11, by_q12 = self._forms(q11, q12, q22, n)
        weights = a @ S.transpose(0, 2, 1)
        own = (weights * by_q11).sum(axis=2)[:, :, None]
        by_w = 2 * own * images[:, :n] + (weights * by_q12) @ images
        parts = [by_w.reshape(count, -1)]
        if "a" in self.free:
            parts.append((kappa @ S).reshape(count, -1))
        return 2 * self.scale * np.hstack(parts)

    def slopes(self, points: np.ndarray) -> np.ndarray:
        """∇²L at every row, by central differences of ∇L, to about 1e-9."""
        count, size = points.shape
        moved = STEP * np.eye(size)
        ends = np.concatenate([points[:, None] + moved, points[:, None] - moved], axis=1).reshape(-1, size)
        above, below = np.split(self.gradients(ends).reshape(count, 2 * size, size), 2, axis=1)
        found = (above - below) / (2 * STEP)
        return (found + found.transpose(0, 2, 1)) / 2

    def _forms(self, q11: np.ndarray, q12: np.ndarray, q22: np.ndarray, n: int) -> list[np.ndarray]:
        """κ, κ₁ and κ₂ at all pairs; the first n columns are those of students."""
        with np.errstate(all="ignore"):
            if self.alike:
                return self.students(q11, q12, q22)
            sides = (self.students, slice(0, n)), (self.mixed, slice(n, None))
            blocks = [forms(*(q[:, :, columns] for q in (q11, q12, q22))) for forms, columns in sides]
        return [np.concatenate(parts, axis=2) for parts in zip(*blocks, strict=True)]


def _floats(rows: Sequence[Sequence[Expr]]) -> np.ndarray:
    with balls.precision(BITS):
        return np.array([[float(balls.evaluate(entry, {}).mid()) for entry in row] for row in rows])


def _compiled(kernel: Kernel) -> Callable[..., list[np.ndarray]]:
    """κ, κ₁ and κ₂ as functions of arrays."""
    known = {op: form for op, form in DEFINITION.items() if op not in FUNCTIONS}
    order = list(nodes(*(_without(form, known) for form in kernel.forms)))
    roots = [_without(form, known) for form in kernel.forms]

    def evaluate(*arguments: np.ndarray) -> list[np.ndarray]:
        values: dict[Expr, np.ndarray] = {}
        given = dict(zip(ARGUMENTS, arguments, strict=True))
        for node in order:
            values[node] = _value(node, [values[child] for child in node.children], given)
        return [np.broadcast_to(values[root], arguments[0].shape) for root in roots]

    return evaluate


def _without(form: Expr, known: Mapping[str, Expr]) -> Expr:
    """The form with functions written out that floats do not have."""
    replaced: dict[Expr, Expr] = {}
    for node in nodes(form):
        if node.op in known:
            replaced[node] = substitute(known[node.op], {"x": substitute(node.children[0], replaced)})
    return substitute(form, replaced)


def _value(node: Expr, parts: list[np.ndarray], given: Mapping[str, np.ndarray]) -> np.ndarray:
    if node.op == "num":
        return np.array(float(node.value.p) / float(node.value.q))
    if node.op == "pi":
        return np.array(np.pi)
    if node.op == "sym":
        return given[node.args[0]]
    if node.op == "add":
        return sum(parts[1:], parts[0])
    if node.op == "mul":
        return prod(parts[1:], start=parts[0])
    if node.op == "pow":
        return parts[0] ** float(node.args[0])
    return FUNCTIONS[node.op](parts[0])
