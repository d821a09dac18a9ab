"""κ and its derivatives in float64, all at once, for flows: formulas with common parts, or sums over nodes.

A flow asks for them some ten times a step, at a few pairs of neurons.  What it needs is a gradient right to 1e-14 for
weights of order one, a tenth of the smallest threshold, 1e-13; so are the formulas of `symcrit.kernels.floats`.  Those
with erf or Φ₂ are taken as they stand, too, without the sums of `Kernel.numeric`: where their terms cancel, digits are
lost, and a flow that needs them says so by `stalled`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import sympy

from symcrit.certification.landscape import Regular
from symcrit.kernels.activations import z
from symcrit.kernels.floats.formula import formula
from symcrit.kernels.floats.trapezoid import nodes_for
from symcrit.kernels.kernel import Kernel
from symcrit.kernels.quadrature.certified import CertifiedKernel

__all__ = ["Quick"]

By = tuple[str, ...]
_FIRST: tuple[By, ...] = ((), ("q11",), ("q12",), ("m1",))
_SECOND: tuple[By, ...] = (
    ("q11", "q11"), ("q11", "q12"), ("q12", "q12"), ("q11", "q22"), ("q12", "q22"), ("q11", "m1"), ("q12", "m1"),
    ("m1", "m1"), ("q22", "m1"), ("q11", "m2"), ("q12", "m2"), ("m2", "m1"),
)  # fmt: skip
_RAISES = {"q11": (2, 0), "q12": (1, 1), "q22": (0, 2), "m1": (1, 0), "m2": (0, 1)}
_TERMS = 2_000_000  # of sums that are taken at once


class Quick(Regular):
    """Signed neurons of which all derivatives of κ of one order are computed together."""

    def _raw(self, *by: str) -> np.ndarray:
        if by not in self._known:
            asked = _FIRST if len(by) < 2 else _SECOND
            asked = tuple(each for each in asked if self.mean is not None or not {"m1", "m2"} & set(each))
            students = slice(0, self.n)
            blocks = []
            for kernel, columns in zip(self.kernels[:2], (students, slice(self.n, None)), strict=True):
                arguments = self._arguments(students, columns)
                blocks.append(together(kernel, asked)(*arguments))
            for each, *parts in zip(asked, *blocks, strict=True):
                self._known[each] = np.hstack(parts)
        return self._known[by]

    def _arguments(self, rows: slice, columns: slice) -> tuple[np.ndarray, ...]:
        """q11, q12, q22 (and m1, m2) of pairs of neurons."""
        norms = np.diagonal(self.G)
        gram = norms[rows, None], self.G[rows, columns], norms[None, columns]
        if self.mean is None:
            return np.broadcast_arrays(*gram)
        means = self.U @ self.mean
        return np.broadcast_arrays(*gram, means[rows, None], means[None, columns])


@cache
def together(kernel: Kernel, asked: tuple[By, ...]) -> Callable[..., Sequence[np.ndarray]]:
    """The derivatives of a kernel that are asked for, as a function of arrays of one shape."""
    if isinstance(kernel, CertifiedKernel):
        return _by_definition(kernel, asked)
    forms = []
    for by in asked:
        form = kernel
        for name in by:
            form = form.diff(name)
        forms.append(form.expr)
    return formula(tuple(forms), kernel.biased)


def _by_definition(kernel: CertifiedKernel, asked: tuple[By, ...]) -> Callable[..., Sequence[np.ndarray]]:
    """E[σ⁽ⁱ⁾(u)τ⁽ʲ⁾(v)] by trapezoid sums, whose nodes and values of σ and τ all derivatives share."""
    orders = [tuple(map(sum, zip(*(_RAISES[name] for name in by), strict=True))) or (0, 0) for by in asked]
    halves = [0.5 ** sum(name in ("q11", "q22") for name in by) for by in asked]
    highest = [max(order[side] for order in orders) for side in (0, 1)]
    first, second = (_derivatives(one, most) for one, most in zip((kernel.sigma, kernel.tau), highest, strict=True))
    widest = kernel.sigma.diff(z, highest[0]), kernel.tau.diff(z, highest[1])

    def evaluate(*arguments: np.ndarray) -> Any:
        rows = np.array([np.ravel(argument) for argument in arguments])
        if len(rows) == 3:
            rows = np.vstack([rows, np.zeros((2, rows.shape[1]))])
        grids = nodes_for(*widest, rows) if np.isfinite(rows).all() else None
        if grids is None:
            return np.full((len(asked), *arguments[0].shape), np.nan)
        (x, x_weights), (y, y_weights) = grids
        found = np.empty((len(asked), rows.shape[1]))
        many = max(1, _TERMS // (x.size * y.size))
        for start in range(0, rows.shape[1], many):
            a, b, c, m, n = rows[:, start : start + many]
            with np.errstate(all="ignore"):
                alpha = np.sqrt(a)
                beta = np.where(alpha > 0, b / alpha, 0)
                gamma = np.sqrt(np.maximum(c - beta * beta, 0))
                of_u = first(m[:, None] + alpha[:, None] * x)
                v = n[:, None, None] + beta[:, None, None] * x[:, None] + gamma[:, None, None] * y
                of_v = [value @ y_weights for value in second(v)]
            for place, ((i, j), half) in enumerate(zip(orders, halves, strict=True)):
                found[place, start : start + many] = half * ((of_u[i] * of_v[j]) @ x_weights)
        return found.reshape(len(asked), *arguments[0].shape)

    return evaluate


@cache
def _derivatives(function: Any, most: int) -> Callable[[np.ndarray], list[np.ndarray]]:
    """A function of z and its derivatives up to this order, at arrays."""
    forms = [function.diff(z, order) for order in range(most + 1)]
    compiled = sympy.lambdify([z], forms, modules=["scipy", "numpy"], cse=True)
    return lambda points: [np.broadcast_to(value, points.shape) for value in compiled(points)]
