"""Projectors P of rank n in R^k at which F(P) = Σ_ij b_i b_j V(P_ij) is large, in machine numbers.

With P the projector onto the columns of Y, ∂F/∂Y = 2(I − P)·(c∘V′(P))·Y(YᵀY)⁻¹, c_ij = b_i b_j.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import lazy_loader

from symcrit.core import Expr, Work, nodes, sym
from symcrit.core.projectors.target import ARGUMENT, Target
from symcrit.core.projectors.target import number_of as number_of
from symcrit.search.search import one_thread

if TYPE_CHECKING:
    from numpy import ndarray

np = lazy_loader.load("numpy")

STARTS = 6  # random ones, beside the partitions
PARTITIONS = 40
NEAR_ONE = 0.999999999
DENOMINATORS = (30, 1000, 10**6)
Basis = tuple[tuple[Fraction, ...], ...]
_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_INTEGRALS = {"kernel", "mean", "signs", "moment"}  # of which there are no arrays


def is_closed(target: Target) -> bool:
    """Whether V and V′ have values in machine numbers."""
    t = sym(ARGUMENT)
    return not any(node.op in _INTEGRALS for form in (target.V(t), target.slope(t)) for node in nodes(form))


def vectorised(root: Expr, work: Work) -> Callable[[ndarray], ndarray]:
    """The values of an expression in t at an array of them."""
    from scipy import special

    order = list(nodes(root))

    def value(t: ndarray) -> ndarray:
        work.charge(len(order) * (1 + t.size // 20))
        found: dict[Expr, Any] = {}
        for node in order:
            parts = [found[child] for child in node.children]
            found[node] = _step(node, parts, t, special)
        return found[root] + 0 * t

    return value


def _step(node: Expr, parts: list[Any], t: ndarray, special: Any) -> Any:
    op = node.op
    if op == "num":
        return int(node.value.p) / int(node.value.q)
    if op == "sym":
        assert node.args[0] == ARGUMENT
        return t
    if op == "pi":
        return np.pi
    if op == "add":
        return sum(parts[1:], parts[0])
    if op == "mul":
        return np.prod(np.broadcast_arrays(*parts), axis=0)
    if op == "pow":
        return np.power(parts[0], float(node.args[0]))
    if op == "binormal":
        from symcrit.kernels.floats.normal import binormal

        return binormal(*parts)
    if op in ("erf", "erfc"):
        return getattr(special, op)(parts[0])
    return getattr(np, _NAMES.get(op, op))(parts[0])


class Ascent:
    """F of a target with numbers n and k that `is_closed`, and where it is large."""

    def __init__(self, target: Target, work: Work) -> None:
        t = sym(ARGUMENT)
        self.n = number_of(target.n)
        self.k = number_of(target.k)
        self.work = work
        b = np.array([int(x.p) / int(x.q) for x in target.weights()])
        self.weights = np.outer(b, b)
        self.V = vectorised(target.V(t), work)
        self.slope = vectorised(target.slope(t), work)

    def value(self, P: ndarray) -> float:
        """F(P)."""
        with np.errstate(all="ignore"):
            found = self.V(np.clip(P, -1, 1))
            inside = self.V(np.clip(P, -NEAR_ONE, NEAR_ONE))  # where a form is 0/0 at 1
        return float(np.sum(self.weights * np.where(np.isnan(found), inside, found)))

    def largest(self) -> tuple[float, ndarray]:
        """The largest value found, and a basis of the range of its projector, in columns."""
        starts = [*self.partitions(PARTITIONS), *self._random()]
        found = [self._climb(start) for start in starts]
        return max(found, key=lambda pair: pair[0])

    def partitions(self, limit: int) -> Iterator[ndarray]:
        """Sums of the coordinates of each of n groups, with the first n coordinates in different ones."""
        rest = self.k - self.n
        for count, chosen in enumerate(product(range(self.n), repeat=rest)):
            if count == limit:
                return
            yield np.vstack([np.eye(self.n), np.eye(self.n)[list(chosen)]])

    def _random(self) -> Iterator[ndarray]:
        rng = np.random.default_rng(0)
        for _ in range(STARTS):
            yield rng.normal(size=(self.k, self.n))

    def _climb(self, start: ndarray) -> tuple[float, ndarray]:
        from scipy.optimize import minimize

        shape = start.shape

        def negative(flat: ndarray) -> tuple[float, ndarray]:
            Y = flat.reshape(shape)
            inner = np.linalg.inv(Y.T @ Y)
            P = Y @ inner @ Y.T
            with np.errstate(all="ignore"):
                M = self.weights * self.slope(np.clip(P, -NEAR_ONE, NEAR_ONE))
            gradient = 2 * (np.eye(self.k) - P) @ M @ Y @ inner
            return -self.value(P), -gradient.ravel()

        with one_thread():
            try:
                result = minimize(negative, start.ravel(), jac=True, method="BFGS", options={"maxiter": 200})
            except np.linalg.LinAlgError:
                return -np.inf, start
        Y = result.x.reshape(shape)
        return -float(result.fun), Y


def rational_bases(Y: ndarray) -> Iterator[Basis]:
    """Rational bases near the columns of a matrix, in coordinates where n of the entries are 1 and 0."""
    pivots = _pivots(Y)
    normal = Y @ np.linalg.inv(Y[pivots])
    for limit in DENOMINATORS:
        yield tuple(tuple(Fraction(float(x)).limit_denominator(limit) for x in column) for column in normal.T)


def _pivots(Y: ndarray) -> Sequence[int]:
    """Rows whose minor is large."""
    from scipy.linalg import qr

    _, _, order = qr(Y.T, pivoting=True)
    return list(order[: Y.shape[1]])
