"""`specialised`: gradients are small at all data, and every teacher neuron has a student neuron along it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symcrit.arguments import integer, listed
from symcrit.claims import Claim
from symcrit.core.claims.specialised import Specialised
from symcrit.search.attempts import Attempt
from symcrit.search.claims._deep import computations, trained

__all__ = ["attempts", "specialised"]

MISSING = "a gradient may not exist, or a neuron's boundary meets a cone: nothing is shown"


def specialised(
    student: Any, teacher: Any, data: Any = None, *, cones: Any = None, eps: Any = 0, sine2: Any = 0, nodes: Any = None
) -> Claim:
    """The student's gradients are at most eps at all data, and each teacher neuron has a student neuron along it.

    student, teacher: `ReluNetwork`s, of any depths. data: N × d rational numbers, or the path of a `.npy` file of
    integers or floats (which are the binary fractions that they are): the claim is about the file with its SHA-256. Or
    cones: lists of generators, for all points inside of each. eps: bounds |g_k(x)|, g_k minus the derivative of
    ½|f*(x) − f(x)|² by the pre-activation of neuron k of the student's first layer. sine2: bounds sin² of the angle
    between the lines along the weights; 0: they are the same line. nodes: the teacher neurons that are meant, from 0;
    all by default.
    Raises InputError for floats, and for what does not fit.

    >>> from symcrit import decide, specialisation
    >>> net = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
    >>> decide(specialised(net, net, [[1, 2], [3, -1]])).verdict.name
    'PROVED'
    """
    own = {} if nodes is None else {"nodes": [integer("node", node, 0) for node in listed("nodes", nodes)]}
    return trained("specialised", student, teacher, data, cones, eps, sine2, **own)


def attempts(claim: Specialised) -> Iterator[Attempt]:
    """Computing."""
    yield from computations()
