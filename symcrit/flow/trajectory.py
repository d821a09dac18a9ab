"""What a gradient flow leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from symcrit.arguments import listed
from symcrit.errors import InputError, shorten
from symcrit.flow.landscape import States
from symcrit.model.network import Network
from symcrit.model.problem import OrderParameters, Problem
from symcrit.printable import html_facts

if TYPE_CHECKING:
    from symcrit.theorems.answer import Answer

__all__ = ["REMEDIES", "Trajectory"]

PROVING = 100  # the effort of a proof

# name of the stopping reason ↦ what it means and what to do
REMEDIES = {
    "threshold": "the gradient norm is below the threshold; whether a critical point is near, certify decides",
    "newton": "the flow came below newton_below, and Newton's method from there below the threshold",
    "t_max": "the time t_max is reached; give a larger t_max",
    "max_steps": "max_steps steps are done; give more, or a larger tolerance",
    "max_seconds": "max_seconds are over; give more, or a larger tolerance or threshold",
    "dead-neuron": "an incoming weight reached the kink w = 0, where the gradient is not defined; start elsewhere",
    "infinity": "a weight left every bound: there may be no finite critical point on this way; start elsewhere",
    "stalled": "the step size fell to rounding: the flow is not smooth here; give digits=30, or start elsewhere",
    "newton-failed": "Newton's method did not contract (a singular Hessian?); flow further: a smaller newton_below",
}


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """A solution x(t) of x′ = −∇L(x) with the states that the solver stepped on.

    times: m+1. states: (m+1)×size, rows W row by row, then a, then the biases if the students are `biased`.
    losses, gradient_norms: m+1. For `digits`, times, states and losses are mpmath numbers.
    stopped: why it ended, a key of `REMEDIES`; `reason` says it in words, with the remedy.
    tolerance: of the error of one step, relative to the entry. digits: None for float64. dead: indices of neurons
        at the kink.
    flow_norm: the gradient norm that the flow reached by itself; it differs from the last one after Newton steps only.

    >>> from symcrit import Problem, gradient_flow
    >>> run = gradient_flow(Problem.orthonormal("erf", n=1, k=2), rng=0)
    >>> run.stopped, round(run.loss, 9), run.gradient_norm < 5e-8
    ('threshold', 0.023221681, True)
    """

    problem: Problem
    times: np.ndarray
    states: np.ndarray
    losses: np.ndarray
    gradient_norms: np.ndarray
    stopped: str
    tolerance: float
    threshold: str
    digits: int | None = None
    biased: bool = False
    dead: tuple[int, ...] = ()
    newton_steps: int = 0
    flow_norm: float = float("nan")
    evaluations: int = 0
    seconds: float = field(default=0.0, compare=False)
    restart: Callable[[int, Any], Any] = field(default=None, kw_only=True)

    @property
    def reason(self) -> str:
        """Why the flow was stopped, and what to do about it."""
        return REMEDIES[self.stopped]

    @property
    def reached(self) -> bool:
        """Whether the gradient norm is below the threshold."""
        return self.stopped in ("threshold", "newton")

    @property
    def t(self) -> Any:
        """The last time."""
        return float(self.times[-1]) if self.digits is None else self.times[-1]

    @property
    def loss(self) -> Any:
        """The last loss."""
        return float(self.losses[-1]) if self.digits is None else self.losses[-1]

    @property
    def gradient_norm(self) -> float:
        """The last norm of the gradient."""
        return float(self.gradient_norms[-1])

    @property
    def steps(self) -> int:
        """Number of steps of the flow."""
        return len(self.times) - 1 - self.newton_steps

    @cached_property
    def network(self) -> Network:
        """The endpoint: a float network, or an exact one (dyadic rationals) for `digits`."""
        return self._network(self.states[-1])

    @cached_property
    def start(self) -> Network:
        """The network at t = 0."""
        return self._network(self.states[0])

    @property
    def networks(self) -> list[Network]:
        """The networks at `times`."""
        return [self._network(state) for state in self.states]

    def at(self, t: Any) -> Any:
        """The network at time t, or a list of them for several times: as exact as the steps themselves.

        It is integrated from the last state before t; beyond the end of the flow InputError is raised.
        """
        if isinstance(t, Iterable) and not isinstance(t, str):
            return [self.at(one) for one in listed("t", t, "times")]
        last = self.times[-1 - self.newton_steps]
        try:
            time = type(self.times[0])(t)
            inside = bool(np.ndim(time) == 0 and 0 <= time <= last)
        except Exception:  # whatever a foreign object raises, it is no time
            raise InputError(f"t = {shorten(t)} is not a time") from None
        if not inside:
            raise InputError(f"t = {shorten(t)} is not between 0 and {shorten(last, 20)}, where the flow is known")
        before = int(np.searchsorted(self.times[: self.steps + 1], time, side="right")) - 1
        return self._network(self.states[before] if self.times[before] == time else self.restart(before, time))

    def prove(self, *, within: object = None, effort: float = PROVING, timeout: float | None = None) -> Answer:
        """Prove that the exact flow from `start`, floats taken as the binary fractions they are, tends to a minimum.

        The run itself proves nothing and is not used; where the flow ends is found anew, see `converges`, whose claim
        this decides.  within, effort, timeout: as of `converges` and `decide`.
        Raises InputError where flows are not proved: see `converges`.

        >>> from symcrit import Network, Problem, gradient_flow
        >>> problem = Problem.orthonormal("erf", n=1, k=1)
        >>> gradient_flow(problem, Network([["1/2"]], [1])).prove().verdict.name
        'PROVED'
        """
        from symcrit.search.claims.converges import converges
        from symcrit.theorems.decide import decide

        return decide(converges(self.problem, self.start, within=within), effort=effort, timeout=timeout)

    def order_parameters(self, t: Any = None) -> OrderParameters:
        """Q, R, T at time t, by default at the end."""
        return self.problem.order_parameters(self.network if t is None else self.at(t))

    @cached_property
    def conserved(self) -> np.ndarray | None:
        """a_i² − (|w_i|² + bias_i²)/p at `times`, (m+1)×n, for σ homogeneous of degree p ≥ 1.

        (|a_i| is the norm for several outputs.)  The flow keeps them, whatever the law of the inputs is: for c > 0
        σ(c·z) = cᵖσ(z), so w_i·∂L/∂w_i + bias_i·∂L/∂bias_i = p·a_i·∂L/∂a_i. None where the student's σ is not
        homogeneous, where not all of W and a is free, and for biases that are neither free nor 0.
        """
        p = getattr(self.problem.sigma, "homogeneity", None)
        if not p or not {"W", "a"} <= set(self.problem.free):
            return None
        W, a, biases = (part.T for part in States(self.problem, self.biased).parts(self.states.T))
        if self.biased and "biases" not in self.problem.free and (biases != 0).any():
            return None
        n, count = self.problem.n, len(self.states)
        incoming = (W * W).reshape(count, n, -1).sum(axis=2)
        if self.biased:
            incoming = incoming + biases * biases
        return (a * a).reshape(count, n, -1).sum(axis=2) - incoming / p

    @property
    def drift(self) -> Any:
        """The largest change of a conserved quantity along the flow; None where there is none."""
        kept = self.conserved
        return None if kept is None else np.max(np.abs(kept[: self.steps + 1] - kept[0]))

    def _network(self, state: np.ndarray) -> Network:
        if self.digits is not None:
            from symcrit.flow.precise import to_sympy

            state = [to_sympy(entry) for entry in state]
        return States(self.problem, self.biased).network(state)

    def _repr_html_(self) -> str:
        facts = [("stopped", f"{self.stopped}: {self.reason}"), ("t", f"{float(self.t):.6g}")]
        facts += [("loss", f"{float(self.loss):.10g}"), ("gradient norm", f"{self.gradient_norm:.2e}")]
        facts += [("steps", str(self.steps))]
        return html_facts("Trajectory", repr(self.problem), facts)

    def __repr__(self) -> str:
        return (
            f"Trajectory({self.problem!r}: {self.stopped} at t = {float(self.t):.6g}, loss {float(self.loss):.10g}, "
            f"gradient norm {self.gradient_norm:.2e}, {self.steps} steps)"
        )
