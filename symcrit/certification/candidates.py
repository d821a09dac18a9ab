"""What a critical point is looked for near: a problem and a network, or a configuration; what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from symcrit.certification.families import FlippedCopy, Symmetric, family_of
from symcrit.certification.refine import Stopped
from symcrit.certification.search import Candidate, of_family, of_network
from symcrit.certification.symmetries import MOST, too_large
from symcrit.core import Reject
from symcrit.errors import InputError, shown
from symcrit.model.configurations import Configuration
from symcrit.model.network import Network
from symcrit.model.problem import Point, Problem
from symcrit.model.symmetric import SymmetricNetwork

__all__ = ["candidate_of", "check_digits", "refusals"]

_MOST_DIGITS = 500


@contextmanager
def refusals() -> Iterator[None]:
    """What core refuses while a certificate is looked for, as the reason for which the search stopped."""
    try:
        yield
    except Reject as refused:
        raise Stopped(
            str(refused),
            "take out a student whose weights are (nearly) 0; a family with students parallel to teachers, where σ has"
            " a kink, is certified as a network: symmetry=False",
        ) from None


def candidate_of(problem: Any, network: Network | Point | None, digits: int, symmetry: bool) -> tuple[Candidate, bool]:
    """The candidate, and whether input dimensions outside the span belong to the problem."""
    if isinstance(problem, Point) and network is None:
        network = problem.network
        problem = problem.problem
    if isinstance(network, Point):
        if network.problem != problem:
            raise InputError("the point is one of another problem; write certify(point)")
        network = network.network
    if isinstance(problem, Configuration | Symmetric | SymmetricNetwork):
        if network is not None:
            raise InputError(
                "a configuration brings its own weights: certify(configuration) or certify(problem, network)"
            )
        if symmetry:
            return of_family(problem, digits), True
        point = _explicit(problem)
        problem = point.problem
        network = point.network
    if not isinstance(problem, Problem):
        what = shown(problem)
        raise InputError(f"{what} is no Problem or configuration; write certify(problem, network)")
    if network is None:
        raise InputError("certify needs weights: write certify(problem, network), or give a configuration")
    if not isinstance(network, Network):
        raise InputError(f"network = {shown(network)} is no Network; write Network(W, a)")
    candidate = of_network(problem, network, digits)
    return candidate, candidate.centre.extra


def _explicit(configuration: Configuration | Symmetric | SymmetricNetwork) -> Point:
    """A configuration as a network of its own problem, d = k."""
    family = family_of(configuration)
    k = sum(int(m) for m in family.sizes)
    n = sum(1 if s.at is None else int(family.sizes[s.at]) for s in family.students)
    if n * (k + 1) > MOST:
        raise too_large(n, k)
    problem = Problem.orthonormal(configuration.activation, n=n, k=k, scale=family.scale)
    if isinstance(configuration, FlippedCopy):
        problem = replace(problem, free=("W",))
    if isinstance(configuration, SymmetricNetwork):
        b = [b for b, m in zip(family.b, family.sizes, strict=True) for _ in range(int(m))]
        problem = replace(problem, teacher=Network(problem.teacher.W, b))
        return Point(problem, family.network())
    return configuration.at(problem)


def check_digits(digits: object) -> None:
    if isinstance(digits, bool) or not isinstance(digits, int) or not 5 <= digits <= _MOST_DIGITS:
        raise InputError(f"digits = {shown(digits)} must be an integer from 5 to {_MOST_DIGITS}")
