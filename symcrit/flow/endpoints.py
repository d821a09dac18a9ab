"""What a flow ended at: a name for the *certified* critical point near the end, else `uncertified` with the reason.

A name rests on the certificate of one point. The centre of that certificate is compared, up to the order of neurons and
of teachers and, for an odd σ, joint signs of (a_i, w_i), with the families that are known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symcrit.arguments import instance
from symcrit.certification.symmetries import frame, full_place
from symcrit.errors import InputError
from symcrit.flow.landscape import States, states_of
from symcrit.flow.patterns import pattern
from symcrit.flow.symmetric_ends import by_symmetry
from symcrit.flow.trajectory import Trajectory
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.printable import html_facts
from symcrit.theorems.answer import Verdict
from symcrit.theorems.certified import CertifiedPoint
from symcrit.theorems.certifying import certify

__all__ = ["KINDS", "Endpoint", "name_endpoint"]

KINDS = ("copy-average", "perturbed-copy", "near-copies", "dead-neuron", "non-isolated", "other", "uncertified")
_DIGITS = 10  # of the certified loss
_SINGULAR = 1e-7  # eigenvalues this much below the largest one count as 0: heuristic, and named so


@dataclass(frozen=True)
class Endpoint:
    """Kind of an endpoint, and what that rests on.

    kind: "copy-average l1,l2,…", "perturbed-copy", "near-copies", "other", or not certified: "dead-neuron",
    "non-isolated", "uncertified".
    certified: whether core accepted that exactly one critical point is near (of its symmetric form, for a family with
    many weights), with the inertia.
    reason: in words. critical, inertia, loss, min_eigenvalue, radius: as `certify` gives them in `answer`.
    point: the certified centre, in float64, as a network of the problem; where neurons may be rescaled, that one with
    the conserved quantities of the flow. distance: from it to the flow's end. loss_error: of the loss at that end.
    """

    kind: str
    certified: bool
    reason: str
    inertia: tuple[int, int, int] | None = None
    critical: str | None = None
    loss: Any = None
    min_eigenvalue: Any = None
    radius: Any = None
    distance: float = math.nan
    loss_error: float = math.nan
    point: Network | None = field(default=None, repr=False, compare=False)
    answer: CertifiedPoint | None = field(default=None, repr=False, compare=False)

    @property
    def family(self) -> str:
        """The kind without its sizes."""
        return family_of(self.kind)

    def _repr_html_(self) -> str:
        facts = [("certified", "yes" if self.certified else "no"), ("reason", self.reason)]
        found = (("kind", self.critical), ("inertia", self.inertia), ("loss", self.loss))
        facts += [(name, str(value)) for name, value in found if value is not None]
        facts += [] if math.isnan(self.distance) else [("distance from the end of the flow", f"{self.distance:.2e}")]
        return html_facts("Endpoint", self.kind, facts)


def family_of(kind: str) -> str:
    """The kind of an endpoint without its sizes: "copy-average" of "copy-average 2,1"."""
    return kind.partition(" ")[0]


def name_endpoint(problem: Problem, network: Network | Trajectory) -> Endpoint:
    """Certify the critical point near `network` and name it.

    A trajectory that was stopped for another reason than its threshold is named by that reason; nothing is certified
    then. Numerical evidence, and said to be: that a point without a certificate is not isolated.

    >>> problem = Problem.orthonormal("erf", n=1, k=2)
    >>> end = name_endpoint(problem, Network([["0.41", "0.4"]], [2]))
    >>> end.kind, end.certified, end.critical, end.inertia
    ('copy-average 2', True, 'minimum', (3, 0, 0))
    >>> name_endpoint(problem, Network([[1, 3]], [2])).kind
    'uncertified'
    """
    instance("problem", problem, Problem, "write Problem.orthonormal('erf', 2, 3)")
    instance("network", network, (Network, Trajectory), "write Network(W, a)")
    if isinstance(network, Trajectory):
        if network.stopped == "dead-neuron":
            which = ", ".join(str(i + 1) for i in network.dead)
            return Endpoint("dead-neuron", False, f"student {which} reached the kink w = 0, where ∇L is not defined")
        if not network.reached:
            return Endpoint("uncertified", False, f"{network.stopped}: {network.reason}")
        network = network.network
    if (end := by_symmetry(problem, network)) is not None:
        return _end(problem, network, end.answer, end.kind, end.point)
    try:
        answer = certify(problem, network, digits=_DIGITS)
    except InputError as error:
        return Endpoint("uncertified", False, f"certify: {error}")
    if answer.verdict is Verdict.PROVED:
        return _named(problem, network, answer)
    near = _refined(problem, network)
    if singular := _singular(problem, near):
        why = f"{answer.why}; {_why_not_isolated(problem, near, singular)}"
        return Endpoint("non-isolated", False, why, answer=answer)
    return Endpoint("uncertified", False, answer.why, answer=answer)


def _named(problem: Problem, network: Network, answer: CertifiedPoint) -> Endpoint:
    """The endpoint of a proved answer about this network."""
    point = _centre(problem, network, answer.network)
    return _end(problem, network, answer, pattern(problem, point), point)


def _end(problem: Problem, network: Network, answer: CertifiedPoint, kind: str, point: Network) -> Endpoint:
    """The endpoint of a proved answer, whose centre is `point` in the coordinates of the problem."""
    states = states_of(problem, network)
    inertia = tuple(answer.inertia)
    form = " of this symmetric form" if answer.family else ""
    return Endpoint(
        kind, True, f"exactly one critical point{form} is near, a {answer.kind} with inertia {inertia}",
        inertia=inertia, critical=answer.kind, loss=answer.loss, min_eigenvalue=answer.min_eigenvalue,
        radius=answer.radius, distance=float(np.linalg.norm(states.state(network) - states.state(point))),
        loss_error=abs(float(problem.loss(network)) - float(answer.loss)), point=point, answer=answer,
    )  # fmt: skip


def _centre(problem: Problem, network: Network, centre: Network) -> Network:
    """The certified centre in R^d, its neurons scaled as the flow leaves them.

    Where `certify` has quotiented the scaling of a σ homogeneous of degree p, the flow to the point has kept
    a² − |w|²/p, where the bias, if there is one, belongs to w; with u = |a|w, a² = (δ + √(δ² + 4|u|²/p))/2 for p = 1.
    """
    place = full_place(problem, network.to_float())
    basis, _ = frame(place) or (None, None)
    W, a = np.asarray(centre.W), np.asarray(centre.a)
    biases = None if centre.biases is None else np.asarray(centre.biases)
    if W.shape[1] < problem.d:
        W = W @ basis
    if place.modulo:
        near = network.to_float()
        own, kept = W, near.a**2 - (near.W**2).sum(axis=1)
        if biases is not None:
            own, kept = np.column_stack([W, biases]), kept - near.biases**2
        sizes = np.sqrt(0.5 * (kept + np.hypot(kept, 2.0 * np.linalg.norm(own, axis=1))))
        W, a = W / sizes[:, None], np.sign(a) * sizes
        biases = None if biases is None else biases / sizes
    return Network(W, a, biases)


def _hessian(states: States, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """∇L and ∇²L by the free parameters, in float64."""
    free = states.free > 0
    if states.family is None:
        return states.gradient(x)[free], states.hessian(x)[np.ix_(free, free)]
    from symcrit.flow.compiled import gradient, hessian

    f, H, P = np.empty(len(x)), np.empty((len(x), len(x))), states.landscape()
    gradient(x, P, f)
    hessian(x, P, H)
    return f[free], H[np.ix_(free, free)]


def _refined(problem: Problem, network: Network) -> Network:
    """A few Newton steps in float64 that leave flat directions alone, as long as they stay near."""
    states = states_of(problem, network)
    x = start = states.state(network)
    free = states.free > 0
    for _ in range(6):
        f, H = _hessian(states, x)
        if not np.isfinite(H).all():
            return network
        move = np.zeros(len(x))
        move[free] = np.linalg.lstsq(H, -f, rcond=1e-9)[0]
        x = x + move
        if np.linalg.norm(x - start) > 0.1 * (1.0 + np.linalg.norm(start)):
            return network
        if np.linalg.norm(move) < 1e-14 * np.linalg.norm(x):
            break
    return states.network(x)


def _singular(problem: Problem, network: Network) -> int:
    """How many eigenvalues of the Hessian are near 0, not counting the scaling of homogeneous neurons."""
    states = states_of(problem, network)
    _, H = _hessian(states, states.state(network))
    if not np.isfinite(H).all():
        return 0
    values = np.abs(np.linalg.eigvalsh(H))
    scalings = 0
    moved = not states.biased or "biases" in problem.free
    if problem.sigma and problem.sigma.homogeneity and {"W", "a"} <= set(problem.free) and moved:
        scalings = problem.n
    return max(0, int((values < _SINGULAR * values.max()).sum()) - scalings)


def _why_not_isolated(problem: Problem, network: Network, singular: int) -> str:
    """What float64 says about the Hessian there; numerical evidence."""
    states = states_of(problem, network)
    values = np.linalg.eigvalsh(_hessian(states, states.state(network))[1])
    negative = int((values < -_SINGULAR * np.abs(values).max()).sum())
    saddle = f" and {negative} negative ones (the flow may leave here)" if negative else ""
    return f"in float64 the Hessian has {singular} eigenvalue{'s' * (singular > 1)} near 0{saddle}"
