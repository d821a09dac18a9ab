"""`not_specialised`: gradients are small at all data, and yet no student neuron lies along a teacher neuron."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symcrit.arguments import flag, integer
from symcrit.claims import Claim
from symcrit.core.claims.not_specialised import NotSpecialised
from symcrit.search.attempts import Attempt
from symcrit.search.claims._deep import computations, trained

__all__ = ["attempts", "not_specialised"]

MISSING = "a gradient may not exist, or a neuron's boundary meets a cone: nothing is shown"


def not_specialised(
    student: Any, teacher: Any, node: int, data: Any = None, *, cones: Any = None, eps: Any = 0, sine2: Any,
    ray: bool = False,
) -> Claim:  # fmt: skip
    """The student's gradients are at most eps at all data, and no student neuron lies along teacher neuron `node`.

    The angle of every student neuron's line with that of the teacher neuron has sin² ≥ sine2 > 0 (ray: of those that
    point the same way, w_u·w* > 0); everything else is as in `specialised`.

    >>> from symcrit import decide, specialisation
    >>> student = specialisation.ReluNetwork([[[1, 0], [1, 1], [-1, 1]], [[1, "1/2", "1/2"]]])
    >>> teacher = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
    >>> cone = [[1, 1], [-1, 1]]
    >>> decide(not_specialised(student, teacher, 1, cones=[[cone[0]], [cone[1]]], sine2="1/2")).verdict.name
    'PROVED'
    """
    own: dict[str, Any] = {"node": integer("node", node, 0)}
    if flag("ray", ray):
        own["ray"] = True
    return trained("not_specialised", student, teacher, data, cones, eps, sine2, **own)


def attempts(claim: NotSpecialised) -> Iterator[Attempt]:
    """Computing."""
    yield from computations()
