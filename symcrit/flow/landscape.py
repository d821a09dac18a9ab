"""From a problem to the numbers that the integrators work on, and back.

A state is one vector: W row by row, then a row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Expr, pi

from symcrit.errors import InputError, shorten
from symcrit.kernels.kernel import kernel
from symcrit.kernels.shapes import erf_shape, kink_shape
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.model.random import generator

if TYPE_CHECKING:
    from symcrit.flow.compiled import Landscape

__all__ = ["States"]


@dataclass(frozen=True, eq=False)
class States:
    """The states of a problem: how long they are, what L is made of, and the networks they stand for."""

    problem: Problem

    def __post_init__(self) -> None:
        if not isinstance(self.problem, Problem):
            raise InputError(
                f"problem = {shorten(self.problem)} is not a Problem; write Problem.orthonormal('erf', 2, 3)"
            )
        if self.problem.teacher.kind == "ball" or self.problem.teacher.biases is not None:
            raise InputError("the flow needs a teacher of numbers without biases")
        self.problem.need_standard("the flow is")
        if any(kernel.is_uninterpreted for kernel in self.problem.kernels):
            raise InputError("the kernel is arbitrary, so that L has no value; choose a named activation for the flow")

    @cached_property
    def family(self) -> tuple[str, tuple[Expr, ...]] | None:
        """ "erf" or "kink" with the constants c of `symcrit.flow.compiled`; None for a kernel of neither kind.

        The formula of σ decides; a candidate kernel, which may say something else than symcrit's own, is of no kind.
        """
        own, *others = self.problem.kernels
        if not all(own.says_the_same(other) for other in (*others, kernel(*own.pair))):
            return None
        sigma = own.pair[0].expr
        if shape := erf_shape(sigma):
            return "erf", (2 * shape.slope**2, shape.middle**2, 2 * shape.height**2 / pi)
        if kink := kink_shape(sigma):
            return "kink", (kink.linear**2, 2 * kink.bend**2 / pi)
        return None

    @property
    def outputs(self) -> int:
        return self.problem.teacher.outputs

    @property
    def size(self) -> int:
        """Length of a state: n(d + C)."""
        return self.problem.n * (self.problem.d + self.outputs)

    @cached_property
    def free(self) -> np.ndarray:
        """1 where a parameter may move, else 0."""
        weights = self.problem.n * self.problem.d
        parts = (("W", weights), ("a", self.size - weights))
        return np.concatenate([np.full(count, float(name in self.problem.free)) for name, count in parts])

    @cached_property
    def teacher(self) -> tuple[np.ndarray, np.ndarray]:
        """V (k×d) and −b (k×C) as sympy numbers, or float64 for a float teacher."""
        U, S = self.problem._stacked(
            Network([[0] * self.problem.d] * self.problem.n, [[0] * self.outputs] * self.problem.n)
        )
        return U[self.problem.n :], S[self.problem.n :]

    def landscape(self) -> Landscape:
        """The arrays of the compiled functions."""
        from symcrit.flow.compiled import ERF, KINK, Landscape

        name, constants = self.family
        n, d, C = self.problem.n, self.problem.d, self.outputs
        V, b = (np.array(part, dtype=float) for part in self.teacher)
        U, S = np.vstack([np.zeros((n, d)), V]), np.vstack([np.zeros((n, C)), b])
        norms = np.einsum("ij,ij->i", V, V)
        kappa = self.problem.kernels[2].numeric(norms[:, None], V @ V.T, norms[None, :])
        scale = float(self.problem.scale)
        return Landscape(
            n=n,
            U=U,
            S=S,
            T=np.ascontiguousarray(U.T),
            family=ERF if name == "erf" else KINK,
            c=np.array([*map(float, constants), 0.0][:3]),
            scale=scale,
            constant=scale * float(((b @ b.T) * kappa).sum()),
            free=self.free,
            lengths=np.concatenate([np.zeros(n), np.sqrt(norms)]),
            rows=np.zeros((4, n + len(V))),
        )

    def state(self, network: Network) -> np.ndarray:
        """The state of a network, in float64."""
        self.problem._check_shape(network)
        if network.biases is not None:
            raise InputError("the flow is about networks without biases; leave the biases out")
        near = network.to_float()
        return np.concatenate([near.W.ravel(), near.outgoing.ravel()])

    def network(self, state: Any) -> Network:
        """The network of a state of floats, or of sympy numbers."""
        n, d, C = self.problem.n, self.problem.d, self.outputs
        W, a = state[: n * d], state[n * d :]
        rows = [list(W[i * d : (i + 1) * d]) for i in range(n)]
        outgoing = [a[i] if C == 1 else list(a[i * C : (i + 1) * C]) for i in range(n)]
        if isinstance(state, np.ndarray) and state.dtype == float:
            return Network(np.array(rows), np.array(outgoing))
        return Network(rows, outgoing)

    def random(self, rng: np.random.Generator | int | None, std: float) -> Network:
        """A start with independent entries from N(0, std²)."""
        if not (isinstance(std, int | float) and 0 < std < 1e6):
            raise InputError(f"std = {shorten(std)} is no standard deviation; give a positive number such as 0.1")
        return self.network(generator(rng).normal(scale=std, size=self.size))
