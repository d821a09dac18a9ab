"""Ends of flows with many weights, certified as members of a symmetric family: at a cost that does not grow with them.

Newton's method, by conjugate gradients, leads from the end to the critical point near it; where that has the form of a
family, the family is certified, once for all runs of one size, and its certified numbers are compared with those found.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from symcrit.certification.families import NearCopies, PerturbedCopy, Symmetric, average, family_of
from symcrit.certification.refine import REACH, Stopped
from symcrit.errors import InputError
from symcrit.flow.landscape import States, states_of
from symcrit.flow.patterns import CLOSE, Match, match
from symcrit.kernels.kernel import Kernel
from symcrit.model.configurations import Configuration
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.theorems.answer import Verdict
from symcrit.theorems.certified import CertifiedPoint
from symcrit.theorems.certifying import certify

__all__ = ["SymmetricEnd", "by_symmetry", "settled"]

_DIGITS = 10  # of the certified loss
_STEPS = 20
_STILL = 1e-8  # a step so small, relative to the weights, is the last one
_EXACT = 1e-11  # the error of a step, in the same measure


class SymmetricEnd(NamedTuple):
    """A certified critical point: its kind, the answer about the family, and the point in the problem's coordinates."""

    kind: str
    answer: CertifiedPoint
    point: Network


def by_symmetry(problem: Problem, network: Network) -> SymmetricEnd | None:
    """The critical point near a network with many weights as a member of a family; None where it is of no family.

    None, too, for few weights, for which `certify` is as fast, and for what the families are not: other teachers than
    unit-orthonormal ones, a part of the weights fixed, another scale of the loss, activations that are homogeneous.
    """
    states = states_of(problem, network)
    sigma = problem.sigma
    few = states.family is None or not states.curvature().vectors.size
    if few or sigma is None or sigma.homogeneity or not states.free.all() or problem.scale != 1:
        return None
    near = settled(states, network)
    found = None if near is None else match(problem, near)
    if near is None or found is None:
        return None
    known = _certified(found.kind, problem.n, problem.k, problem.kernels[0])
    point = None if known is None else _placed(problem, near, found, known[1])
    return None if known is None or point is None else SymmetricEnd(found.kind, known[0], point)


def settled(states: States, network: Network) -> Network | None:
    """The critical point near a network by Newton's method; None where none is near, or negative curvature is met."""
    from symcrit.flow.compiled import gradient
    from symcrit.flow.matrix_free import conjugate_gradients, prepare

    P, curvature = states.landscape(), states.curvature()
    x = start = states.state(network)
    f = np.empty(len(x))
    for _ in range(_STEPS):
        gradient(x, P, f)
        move, size = -f, float(np.linalg.norm(x))
        prepare(x, P, curvature)
        if not conjugate_gradients(move, 0.0, x, 0.0, _EXACT * size / len(x) ** 0.5, P, curvature):
            return None
        x = x + move
        if not np.linalg.norm(x - start) <= REACH * (1.0 + np.linalg.norm(start)):
            return None
        if np.linalg.norm(move) < _STILL * size:
            return states.network(x)
    return None


@lru_cache(maxsize=256)
def _certified(kind: str, n: int, k: int, kernel: Kernel) -> tuple[CertifiedPoint, Network] | None:
    """The answer about the family of a kind, and its network in float64; None where there is no certificate."""
    try:
        member = _member(kind, n, k, kernel)
        answer = certify(member, digits=_DIGITS)
        return (answer, family_of(member).network()) if answer.verdict is Verdict.PROVED else None
    except (InputError, Stopped):
        return None


def _member(kind: str, n: int, k: int, kernel: Kernel) -> Configuration | Symmetric:
    """The member of a family that a kind names."""
    name, _, sizes = kind.partition(" ")
    if name == "copy-average":
        return average([int(size) for size in sizes.split(",")], kernel)
    return PerturbedCopy(n, k, kernel) if name == "perturbed-copy" else NearCopies(n, k, kernel)


def _placed(problem: Problem, near: Network, found: Match, exact: Network) -> Network | None:
    """The certified network with its neurons in the places of those found; None where these have other numbers."""
    V = problem.teacher.to_float().W
    V = np.pad(V, ((0, 0), (0, problem.d - V.shape[1])))
    R, a = np.empty((problem.n, problem.k)), np.empty(problem.n)
    R[np.ix_(found.rows, found.columns)], a[found.rows] = exact.W, exact.a
    W, a = found.signs[:, None] * (R @ V), found.signs * a
    if max(np.abs(near.W - W).max(), np.abs(near.a - a).max()) > CLOSE:
        return None
    return Network(W, a)
