"""What a flow ended at: a name for the *certified* critical point near the end, else `uncertified` with the reason.

A name rests on the certificate of one point. The point is compared, up to the order of neurons and of teachers and, for
an odd σ, joint signs of (a_i, w_i), with the families that are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symcrit.errors import InputError
from symcrit.flow.landscape import States
from symcrit.flow.trajectory import Trajectory
from symcrit.model.network import Network
from symcrit.model.problem import Problem

__all__ = ["KINDS", "Endpoint", "name_endpoint"]

KINDS = ("copy-average", "perturbed-copy", "dead-neuron", "non-isolated", "other", "uncertified")
_CLOSE = 1e-6
_SINGULAR = 1e-7  # eigenvalues this much below the largest one count as 0: heuristic, and named so


@dataclass(frozen=True)
class Endpoint:
    """Kind of an endpoint, and what that rests on.

    kind: "copy-average l1,l2,…", "perturbed-copy", "dead-neuron", "non-isolated", "other" or "uncertified".
    certified: whether core accepted that exactly one critical point is near, with the inertia.
    reason: in words. inertia: (positive, negative, zero). loss, min_eigenvalue, radius: as `certify` gives them.
    distance: from the end of the flow to the certified point, an upper bound. point: the centre, in float64.
    critical: "minimum", "saddle", "maximum" or "degenerate", of certify.
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
    point: Network | None = field(default=None, repr=False, compare=False)
    answer: Any = field(default=None, repr=False, compare=False)

    @property
    def family(self) -> str:
        """The kind without its sizes."""
        return self.kind.split(" ")[0]


def name_endpoint(
    problem: Problem,
    network: Network | Trajectory,
    *,
    certify: Callable[..., Any] | None = None,
) -> Endpoint:
    """Certify the critical point near `network` and name it.

    certify: by default `symcrit.certify`. A trajectory that was stopped for another reason than its threshold is named
    by that reason; nothing is certified then.

    >>> run = Problem.orthonormal("erf", n=1, k=2)
    >>> name_endpoint(run, Network([["1/2", "1/2"]], [2]), certify=lambda problem, network: None).kind
    'uncertified'
    """
    if isinstance(network, Trajectory):
        if network.stopped == "dead-neuron":
            neurons = ", ".join(map(str, network.dead))
            return Endpoint("dead-neuron", False, f"neuron {neurons} reached the kink w = 0, where ∇L is not defined")
        if not network.reached:
            return Endpoint("uncertified", False, f"{network.stopped}: {network.reason}")
        network = network.network
    near = _refined(problem, network)
    singular = _singular(problem, near)
    try:
        answer = (certify or _certify())(problem, near)
    except (ImportError, AttributeError):
        return Endpoint("uncertified", False, "this symcrit cannot certify critical points yet")
    except InputError as error:
        return Endpoint("uncertified", False, f"certify: {error}")
    if answer is None or answer.verdict.name != "PROVED":
        why = getattr(answer, "why", "") or getattr(answer, "remedy", "") or "core accepted no certificate"
        if singular:
            return Endpoint("non-isolated", False, _why_not_isolated(problem, near, singular))
        return Endpoint("uncertified", False, str(why), answer=answer)
    return _named(problem, network, near, answer)


def _certify() -> Callable[..., Any]:
    from importlib import import_module

    return import_module("symcrit.certify").certify


def _named(problem: Problem, network: Network, near: Network, answer: Any) -> Endpoint:
    """The endpoint of a proved answer; its point is `near`, to float64."""
    inertia = answer.inertia
    inertia = tuple(inertia.values()) if isinstance(inertia, dict) else tuple(inertia)
    states = States(problem)
    apart = float(np.linalg.norm(states.state(network) - states.state(near)))
    facts = {
        "inertia": inertia,
        "critical": getattr(answer, "kind", None),
        "loss": getattr(answer, "loss", None),
        "min_eigenvalue": getattr(answer, "min_eigenvalue", None),
        "radius": getattr(answer, "radius", None),
        "distance": apart,
        "point": near,
        "answer": answer,
    }
    kind = pattern(problem, near)
    return Endpoint(kind, True, f"exactly one critical point is near, with inertia {inertia}", **facts)


def pattern(problem: Problem, network: Network) -> str:
    """The family of a point for unit-orthonormal teachers, by its numbers to six digits; "other" if it has none.

    >>> pattern(Problem.orthonormal("erf", n=1, k=2), Network([["1/sqrt(6)", "1/sqrt(6)"]], [2]))
    'copy-average 2'
    """
    near = network.to_float()
    V, b = (np.array(part, dtype=float) for part in States(problem).teacher)
    if not (np.allclose(V @ V.T, np.eye(len(V))) and np.allclose(b, -1.0) and near.outgoing.shape[1] == 1):
        return "other"
    W, a = near.W, near.a
    if getattr(problem.activation, "parity", None) == "odd":
        W, a = W * np.sign(a)[:, None], np.abs(a)
    R = W @ V.T
    if np.abs(W - R @ V).max() > _CLOSE:
        return "other"
    name = getattr(problem.activation, "name", None)
    return _copy_average(R, a, name) or _perturbed_copy(R, a) or "other"


def _copy_average(R: np.ndarray, a: np.ndarray, name: str | None) -> str | None:
    """Each teacher belongs to one student, which has it with the closed form's weight."""
    if name not in ("erf", "probit"):
        return None
    owner = np.abs(R).argmax(axis=0)
    sizes = np.bincount(owner, minlength=len(a))
    if (sizes == 0).any():
        return None
    exact = np.zeros_like(R)
    exact[owner, np.arange(R.shape[1])] = 1.0 / np.sqrt(sizes * (2.0 * sizes - 1.0))[owner]
    if max(np.abs(R - exact).max(), np.abs(a - sizes).max()) > _CLOSE:
        return None
    return f"copy-average {','.join(map(str, sorted(sizes.tolist(), reverse=True)))}"


def _perturbed_copy(R: np.ndarray, a: np.ndarray) -> str | None:
    """a_i = a and w_i = x e_i + y Σ_{j≤n, j≠i} e_j + z Σ_{m>n} e_m, 2 ≤ n < k."""
    n, k = R.shape
    own = R.argmax(axis=1)
    if not 2 <= n < k or len(set(own.tolist())) < n or np.ptp(a) > _CLOSE:
        return None
    others = np.setdiff1d(np.arange(k), own)
    square = R[:, own]
    diagonal, off, rest = np.diag(square), square[~np.eye(n, dtype=bool)], R[:, others].ravel()
    alike = all(np.ptp(part) <= _CLOSE for part in (diagonal, off, rest))
    return "perturbed-copy" if alike and abs(diagonal[0] - off[0]) > _CLOSE else None


def _hessian(states: States, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """∇L and ∇²L by the free parameters, in float64."""
    free = states.free > 0
    if states.family is None:
        network = states.network(x)
        return states.problem.gradient(network).vector, states.problem.hessian(network)
    from symcrit.flow.compiled import gradient, hessian

    f, H, P = np.empty(len(x)), np.empty((len(x), len(x))), states.landscape()
    gradient(x, P, f)
    hessian(x, P, H)
    return f[free], H[np.ix_(free, free)]


def _refined(problem: Problem, network: Network) -> Network:
    """A few Newton steps in float64, as long as they stay near: the centre that is offered to certify."""
    states = States(problem)
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
    states = States(problem)
    _, H = _hessian(states, states.state(network))
    if not np.isfinite(H).all():
        return 0
    values = np.abs(np.linalg.eigvalsh(H))
    scalings = 0
    if getattr(problem.activation, "homogeneity", None) and set(problem.free) == {"W", "a"}:
        scalings = problem.n
    return max(0, int((values < _SINGULAR * values.max()).sum()) - scalings)


def _why_not_isolated(problem: Problem, network: Network, singular: int) -> str:
    """What float64 says about the Hessian there; numerical evidence."""
    states = States(problem)
    values = np.linalg.eigvalsh(_hessian(states, states.state(network))[1])
    negative = int((values < -_SINGULAR * np.abs(values).max()).sum())
    saddle = f" and {negative} negative ones (the flow may leave here)" if negative else ""
    return f"no certificate of isolation passes: the Hessian has {singular} eigenvalues near 0{saddle}"
