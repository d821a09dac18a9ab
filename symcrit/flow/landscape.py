"""From a problem to the numbers that the integrators work on, and back.

A state is one vector: W row by row, then a row by row, then the biases where the students have some.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Expr, pi

from symcrit.certification.landscape import Regular
from symcrit.errors import InputError, shorten
from symcrit.flow.quick import Quick, gradients, losses
from symcrit.flow.starts import draw, spread_of
from symcrit.kernels.kernel import Kernel, kernel
from symcrit.kernels.shapes import erf_shape, kink_shape
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.model.random import generator

if TYPE_CHECKING:
    from symcrit.flow.compiled import Landscape
    from symcrit.flow.matrix_free import Curvature

__all__ = ["States", "states_of"]

_STEP = 1e-6  # of differences, relative to an entry or absolute
_FACTORED = 300  # weights up to which a factor of ∇²L is the cheapest way


@dataclass(frozen=True, eq=False)
class States:
    """The states of a problem: how long they are, what L is made of, and the networks they stand for.

    biased: whether the students have biases.
    """

    problem: Problem
    biased: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.problem, Problem):
            raise InputError(
                f"problem = {shorten(self.problem)} is not a Problem; write Problem.orthonormal('erf', 2, 3)"
            )
        if self.problem.teacher.kind == "ball":
            raise InputError("the flow needs a teacher of numbers, not of balls")
        if isinstance(self.problem.activation, Kernel) and self.problem.activation.is_uninterpreted:
            raise InputError("the kernel is arbitrary, so that L has no value; choose a named activation for the flow")
        if self.problem.symbols:
            raise InputError("the flow needs a problem of numbers, without symbols")

    @property
    def plain(self) -> bool:
        """Whether the inputs are N(0, I) and no neuron has a bias."""
        return not self.biased and self.problem.teacher.biases is None and self.problem.inputs.d is None

    @property
    def one_activation(self) -> bool:
        """Whether student and teacher have one activation."""
        own, mixed, _ = self.problem.kernels
        return mixed is own

    @cached_property
    def family(self) -> tuple[str, tuple[Expr, ...]] | None:
        """ "erf" or "kink" with the constants c of `symcrit.flow.compiled`; None for a problem of neither kind.

        The formula of σ decides; a candidate kernel, which may say something else than symcrit's own, is of no kind.
        With biases, or inputs that are not centred, a problem is of no kind.
        """
        if self.biased or self.problem.teacher.biases is not None or self.problem.mean is not None:
            return None
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
        """Length of a state: n(d + C), n more with biases."""
        return self.problem.n * (self.problem.d + self.outputs + self.biased)

    @cached_property
    def free(self) -> np.ndarray:
        """1 where a parameter may move, else 0."""
        n = self.problem.n
        parts = (("W", n * self.problem.d), ("a", n * self.outputs), ("biases", n * self.biased))
        return np.concatenate([np.full(count, float(name in self.problem.free)) for name, count in parts])

    @cached_property
    def teacher(self) -> tuple[np.ndarray, np.ndarray]:
        """V (k×d) and −b (k×C) as sympy numbers, or float64 for a float teacher."""
        U, S = self.problem._stacked(
            Network([[0] * self.problem.d] * self.problem.n, [[0] * self.outputs] * self.problem.n)
        )
        return U[self.problem.n :], S[self.problem.n :]

    def parts(self, state: Any) -> tuple[Any, Any, Any]:
        """W and a row by row, and the biases, of a state."""
        n, outputs = self.problem.n, self.outputs
        weights = n * self.problem.d
        return state[:weights], state[weights : weights + n * outputs], state[weights + n * outputs :]

    def ratios(self, state: np.ndarray) -> np.ndarray:
        """|w_i|/|a_i|."""
        n = self.problem.n
        W, a, _ = self.parts(state)
        incoming = np.linalg.norm(W.reshape(n, -1), axis=1)
        return incoming / np.maximum(np.linalg.norm(a.reshape(n, -1), axis=1), 1e-300)

    @property
    def kinked(self) -> bool:
        """Whether σ(w·x) has a kink where w = 0."""
        sigma = self.problem.sigma
        centred = not self.biased and self.problem.mean is None
        return centred and sigma is not None and kink_shape(sigma.expr) is not None

    @cached_property
    def _fixed(self) -> tuple[Any, ...]:
        """What `neurons` needs beside a state: the teacher with its biases, the kernels, the law of the inputs."""
        problem = self.problem
        V, b = (np.array(part, dtype=float) for part in self.teacher)
        constant = self.biased or problem.teacher.biases is not None
        if constant:
            biases = np.zeros(len(V)) if problem.teacher.biases is None else problem.teacher.to_float().biases
            V = np.hstack([V, np.reshape(biases, (-1, 1))])
        centred = not constant and problem.mean is None
        kernels = problem.kernels if centred else problem.biased_kernels
        return V, b, kernels, problem.inputs.arrays(problem.d, float, constant), constant

    def neurons(self, state: np.ndarray) -> Quick:
        """Students and negated teachers in float64; biases are the weights of one more input, which is always 1."""
        n = self.problem.n
        V, b, kernels, (covariance, mean), constant = self._fixed
        W, a, biases = self.parts(state)
        rows = W.reshape(n, -1)
        if constant:
            rows = np.hstack([rows, biases[:, None] if self.biased else np.zeros((n, 1))])
        S = np.vstack([a.reshape(n, -1), b])
        return Quick(np.vstack([rows, V]), S, n, kernels, float(self.problem.scale), covariance, mean)

    def loss(self, state: np.ndarray) -> float:
        """L."""
        with np.errstate(all="ignore"):
            found = losses(*self._stacked(state[None]), self._fixed[2], self._fixed[3], self.problem.n)
        return float(float(self.problem.scale) * found[0] + self.constant)

    @cached_property
    def constant(self) -> float:
        """L without students."""
        V, b, kernels, (covariance, mean), _ = self._fixed
        teacher = Regular(V, b, 0, (kernels[2],) * 3, float(self.problem.scale), covariance, mean)
        with np.errstate(all="ignore"):
            return float(teacher.loss())

    def gradient(self, state: np.ndarray) -> np.ndarray:
        """∇L, 0 for what may not move; nan where there is no value."""
        return self.gradients(state[None])[0]

    def gradients(self, states: np.ndarray) -> np.ndarray:
        """∇L at each row of states, all at once."""
        n, d, count = self.problem.n, self.problem.d, len(states)
        with np.errstate(all="ignore"):
            by_u, by_a = gradients(*self._stacked(states), self._fixed[2], self._fixed[3], n)
        parts = [by_u[:, :, :d].reshape(count, -1), by_a.reshape(count, -1)]
        parts += [by_u[:, :, d]] if self.biased else []
        return np.where(self.free > 0, float(self.problem.scale) * np.hstack(parts), 0.0)

    def _stacked(self, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """U = [W; V] and S = [a; −b] for each row of states; biases are the weights of one more input, always 1."""
        n, d, count = self.problem.n, self.problem.d, len(states)
        V, b, _, _, constant = self._fixed
        weights, outgoing = n * d, n * self.outputs
        W = states[:, :weights].reshape(count, n, d)
        a = states[:, weights : weights + outgoing].reshape(count, n, -1)
        if constant:
            biases = states[:, weights + outgoing :, None] if self.biased else np.zeros((count, n, 1))
            W = np.concatenate([W, biases], axis=2)
        U = np.concatenate([W, np.broadcast_to(V, (count, *V.shape))], axis=1)
        return U, np.concatenate([a, np.broadcast_to(b, (count, *b.shape))], axis=1)

    def slopes(self, state: np.ndarray) -> np.ndarray:
        """∇²L by central differences of ∇L, to about 1e-8; 0 for what may not move.

        The formula of ∇²L loses all digits where neurons are nearly parallel; ∇L keeps them (`quick.Law`).
        """
        moved = _STEP * np.maximum(np.abs(state), 1.0) * np.eye(self.size)
        above, below = np.split(self.gradients(np.vstack([state + moved, state - moved])), 2)
        found = (above - below) / (2 * np.diagonal(moved)[:, None])
        return np.where(np.outer(self.free, self.free) > 0, (found + found.T) / 2, 0.0)

    def hessian(self, state: np.ndarray) -> np.ndarray:
        """∇²L, 0 for what may not move; nan where there is no value."""
        with np.errstate(all="ignore"):
            by_u, mixed, by_a = self.neurons(state).hessian()
        n, d, inputs, outputs = self.problem.n, self.problem.d, by_u.shape[1], by_a.shape[1]
        size, rest = n * inputs, n * outputs
        mixed = mixed.reshape(size, rest)
        full = np.block([[by_u.reshape(size, size), mixed], [mixed.T, by_a.reshape(rest, rest)]])
        places = np.arange(size).reshape(n, inputs)
        biases = places[:, d:].ravel() if self.biased else []
        order = np.concatenate([places[:, :d].ravel(), np.arange(size, size + rest), biases]).astype(int)
        moves = np.outer(self.free, self.free) > 0
        return np.where(moves, full[np.ix_(order, order)], 0.0)

    def landscape(self) -> Landscape:
        """The arrays of the compiled functions."""
        from symcrit.flow.compiled import ERF, KINK, Landscape

        name, constants = self.family
        n, d, C = self.problem.n, self.problem.d, self.outputs
        V, b = (np.array(part, dtype=float) for part in self.teacher)
        root = np.zeros((0, 0))
        if self.problem.covariance is not None:
            root = np.ascontiguousarray(np.linalg.cholesky(np.array(self.problem.covariance, dtype=float)))
            V = V @ root
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
            root=root,
        )

    def curvature(self) -> Curvature:
        """Room for products with ∇²L where there are so many weights that nobody wants to factor it, else none."""
        from symcrit.flow.matrix_free import room

        n = self.problem.n if self.size > _FACTORED and self.problem.covariance is None else 0
        return room(n, self.problem.k, self.problem.d, self.outputs)

    def state(self, network: Network) -> np.ndarray:
        """The state of a network, in float64."""
        self.problem._check_shape(network)
        if (network.biases is not None) != self.biased:
            raise InputError("the networks of one flow all have biases, or none of them has")
        near = network.to_float()
        return np.concatenate([near.W.ravel(), near.outgoing.ravel(), near.biases if self.biased else []])

    def network(self, state: Any) -> Network:
        """The network of a state of floats, or of sympy numbers."""
        n, d, C = self.problem.n, self.problem.d, self.outputs
        W, a, own = self.parts(state)
        rows = [list(W[i * d : (i + 1) * d]) for i in range(n)]
        outgoing = [a[i] if C == 1 else list(a[i * C : (i + 1) * C]) for i in range(n)]
        biases = list(own) if self.biased else None
        if isinstance(state, np.ndarray) and state.dtype == float:
            return Network(np.array(rows), np.array(outgoing), None if biases is None else np.array(biases))
        return Network(rows, outgoing, biases)

    def random(self, rng: np.random.Generator | int | None, std: float | None, init: str = "normal") -> Network:
        """A start of the law `init`, see `symcrit.flow.starts`."""
        std, n = spread_of(init, std), self.problem.n
        return self.network(draw(generator(rng), n, self.problem.d, self.outputs, n * self.biased, init, std))


def states_of(problem: Problem, start: object = None) -> States:
    """The states of a flow from `start`: with biases if it has some, or if it is still to be drawn and the teacher has.

    >>> problem = Problem.orthonormal("erf", n=1, k=1)
    >>> states_of(problem).size, states_of(problem, Network([[1]], [1], [0])).size
    (2, 3)
    """
    states = States(problem)
    if isinstance(start, Network):
        return States(problem, start.biases is not None)
    if isinstance(start, np.ndarray):
        return States(problem, start.shape == (States(problem, biased=True).size,))
    learned = problem.teacher.biases is not None and "biases" in problem.free
    return States(problem, biased=True) if start is None and learned else states
