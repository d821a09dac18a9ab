"""Symmetries of a candidate that are quotiented before it is certified, and what makes one degenerate.

*Scaling.* Where σ is positively homogeneous, (a, w) ~ (a/c, cw): coordinates u = |a| w with the sign of a fixed.
*Rotations outside the span.* Students in the span of the teachers are written in the coordinates of the span; the block
of every further input direction is certified beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sympy
from sympy import Expr, Rational

from symcrit.certification.landscape import Place, is_rough, kink
from symcrit.certification.refine import Stopped
from symcrit.errors import InputError
from symcrit.model.inputs import Inputs
from symcrit.model.loss import SignedNeurons, gram
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.translate import to_json

__all__ = ["MOST", "frame", "full_place", "in_span", "parallel", "place_of", "suspects", "too_large"]

MOST = 2500  # parameters: a certificate takes 24 bytes, and its check about 1 kB, for each pair of them
_OUTSIDE = 1e-4  # heuristic: components outside the span, relative to the weights, that count as 0
_PARALLEL = 1e-9  # heuristic: 1 − ρ² of students that count as parallel


def full_place(problem: Problem, network: Network) -> Place:
    """The candidate in all input dimensions, in coordinates without the scaling symmetry.

    Raises InputError for what no claim is about, and `Stopped` for a neuron at which the coordinates break down.
    """
    _check(problem, network)
    if problem.n * (problem.d + 1) > MOST:
        raise too_large(problem.n, problem.d)
    place = place_of(problem, network)
    return _unscaled(place) if place.outgoing and kink(place.kernel) and _scales(place) else place


def place_of(problem: Problem, network: Network) -> Place:
    """The candidate as it is, in all input dimensions."""
    student = network.to_float() if network.kind == "exact" else network
    W = np.array(student.W, dtype=float)
    a = np.array(student.outgoing, dtype=float)
    padding = [sympy.S.Zero] * (problem.d - problem.teacher.d)
    V = [[*row, *padding] for row in _exact(problem.teacher.W)]
    b = _exact(problem.teacher.outgoing)
    free = tuple(name for name in problem.free if name != "biases" or network.biases is not None)
    fixed = {} if "a" in free else {"a": _numbers(network.outgoing)}
    biases = None if network.biases is None else np.array(student.biases, dtype=float)
    if biases is not None and "biases" not in free:
        fixed["biases"] = _numbers([network.biases])
    own, mixed, teacher = problem.kernels_at(network)
    return Place(
        own, problem.scale, V, b, W, a, free, fixed=fixed, biases=biases, inputs=_law(problem),
        teacher_biases=None if problem.teacher.biases is None else _exact([problem.teacher.biases])[0],
        teacher_kernels=() if mixed is own else (mixed, teacher),
    )  # fmt: skip


def _scales(place: Place) -> bool:
    """Whether a neuron of a homogeneous σ keeps its function under (a, w, bias) ~ (a/c, c·w, c·bias)."""
    return place.biases is None or "biases" in place.free or not place.biases.any()


def _numbers(rows: Any) -> tuple[str, ...]:
    """Exact numbers in core's JSON, row by row."""
    return tuple(to_json(e) for row in _exact(rows) for e in row)


def _law(problem: Problem) -> Inputs:
    """The law of the inputs in exact numbers."""
    covariance, mean = problem.inputs
    exact = None if covariance is None else tuple(tuple(row) for row in _exact(covariance))
    return Inputs(exact, None if mean is None else tuple(_exact([mean])[0]))


def too_large(n: int, d: int) -> InputError:
    """The error for a network that has too many parameters for a certificate without symmetry."""
    return InputError(
        f"{n} students in R^{d} are {n * (d + 1)} parameters; without symmetry at most {MOST} are certified;"
        " families such as FlippedCopy have no limit"
    )


def _check(problem: Problem, network: Network) -> None:
    problem._check_shape(network)
    if "W" not in problem.free:
        raise InputError(f"free = {problem.free}: certify varies W, and a and biases where they are free; add 'W'")
    kernel = problem.kernels[0]
    if kernel.is_uninterpreted:
        raise InputError(f"{kernel} is arbitrary and has no value; name an activation such as 'erf'")
    if symbols := problem.symbols:
        raise InputError(f"the problem has the symbol {min(map(str, symbols))}; certify needs numbers")


def _exact(rows: Any) -> list[list[Expr]]:
    """The numbers themselves: a float is the dyadic number that it is."""
    return [[e if isinstance(e, Expr) else Rational(*float(e).as_integer_ratio()) for e in row] for row in rows]


def _unscaled(place: Place) -> Place:
    """u = |a| w, a = ±1."""
    if place.outputs > 1:
        raise Stopped("the loss does not change along (a, w) ~ (a/c, c·w), c > 0, and for several outputs there are no"
                      " coordinates without this", "fix the outgoing weights: free=('W',)")  # fmt: skip
    lengths = np.abs(place.a[:, 0])
    biases = None if place.biases is None else lengths * place.biases
    dead = [i for i, (row, a) in enumerate(zip(place.W, lengths, strict=True)) if not a * np.linalg.norm(row) > 0]
    if dead:
        raise Stopped(
            f"{_students(dead)} dead (a = 0 or w = 0), where the scaling symmetry has no quotient",
            "take the student out: the loss is that of the smaller network",
        )
    signs = np.sign(place.a)
    said = "scaling (a, w) ~ (a/c, c·w), c > 0: coordinates u = |a| w, signs of a fixed"
    if biases is not None:
        said = "scaling (a, w, bias) ~ (a/c, c·w, c·bias), c > 0: coordinates |a|·(w, bias), signs of a fixed"
    fixed = place.fixed | {"a": tuple("1" if s > 0 else "-1" for s in signs[:, 0])}
    return replace(
        place, W=lengths[:, None] * place.W, a=signs, biases=biases, fixed=fixed, modulo=True,
        free=tuple(name for name in place.free if name != "a"), symmetries=(*place.symmetries, said),
    )  # fmt: skip


def in_span(place: Place) -> Place:
    """The candidate in the coordinates of the span of the teachers, if it lies there and these are exact.

    Inputs that are not N(0, I) keep all their dimensions: then the Hessian is not known in blocks.
    """
    found = frame(place) if place.standard else None
    if found is None:
        return place
    basis, V = found
    inside = place.W @ basis.T
    left = float(np.linalg.norm(place.W - inside @ basis))
    if left > _OUTSIDE * (1 + np.linalg.norm(place.W)):
        return place
    more = place.d - len(basis)
    said = f"rotations of the {more} input direction{'s' * (more > 1)} orthogonal to the teachers"
    if left:
        said += f" (the students were projected onto the span: {left:.1e} of them lay outside)"
    return replace(place, V=V, W=inside, extra=True, symmetries=(*place.symmetries, said))


def frame(place: Place) -> tuple[np.ndarray, list[list[Expr]]] | None:
    """Orthonormal rows that span the teachers, and the teachers in these coordinates, exactly; None for all of R^d."""
    used = [c for c in range(place.d) if any(row[c] != 0 for row in place.V)]
    if not used:
        return None
    if len(used) < place.d:
        return np.eye(place.d)[used], [[row[c] for c in used] for row in place.V]
    if len(place.V) >= place.d:
        return None
    T = gram(np.array(place.V, dtype=object))
    diagonal = all(T[i, j] == 0 for i in range(len(T)) for j in range(i))
    if not diagonal or any(T[i, i].is_positive is not True for i in range(len(T))):
        return None
    lengths = [sympy.sqrt(T[i, i]) for i in range(len(T))]
    V = [[length if i == j else sympy.S.Zero for j in range(len(T))] for i, length in enumerate(lengths)]
    return place.teacher[0] / np.array([[float(length)] for length in lengths]), V


def suspects(place: Place, x: np.ndarray) -> Iterator[str]:
    """What in a candidate is known to make a critical point degenerate, in words."""
    neurons = place.neurons(x)
    W, a = neurons.U[: place.n], neurons.S[: place.n]
    q = np.diagonal(neurons.G)[: place.n]
    means = {} if neurons.mean is None else dict.fromkeys(("m1", "m2"), W @ neurons.mean)
    second = np.maximum(place.kernel.numeric(q, q, q, **means), 0)
    output = np.linalg.norm(a, axis=1) * np.sqrt(second)  # √E[(a σ(w·x))²]
    dead = [i for i in range(place.n) if not output[i] > 1e-3 * output.max()]
    if dead:
        yield f"{_students(dead)} dead (the output is nearly 0): then w can move and the point is not isolated"
    yield from _without_a_formula(place, neurons)
    odd = place.kernel.numeric(1, -0.5, 1) == -place.kernel.numeric(1, 0.5, 1)
    for i in range(place.n):
        for j in range(i):
            if _alike(W[i], W[j], bool(kink(place.kernel))) or (odd and _alike(W[i], -W[j], False)):
                yield f"students {j + 1} and {i + 1} are copies of each other: their weights can be traded"


def _without_a_formula(place: Place, neurons: SignedNeurons) -> Iterator[str]:
    """Which pre-activations determine each other where the forms of their kernel need |ρ| < 1, in words."""
    G = neurons.G
    q = np.diagonal(G)
    own, mixed, _ = place.kernels
    pairs = []
    for i in range(place.n):
        for j in range(i + 1, len(q)):
            determined = q[i] * q[j] - G[i, j] ** 2 <= _PARALLEL * q[i] * q[j]
            if determined and is_rough(own if j < place.n else mixed):
                other = f"student {j + 1}" if j < place.n else f"teacher {j + 1 - place.n}"
                pairs.append(f"student {i + 1} and {other}")
    if pairs:
        said = ", ".join(pairs[:5]) + (", …" if len(pairs) > 5 else "")
        yield (
            f"neurons with kinks away from 0, or with kinks and biases, are parallel ({said}), where no formula of the"
            " Hessian is known"
        )


def parallel(place: Place, x: np.ndarray) -> tuple[int, int] | None:
    """Two parallel students, where a kinked activation has no Hessian."""
    W = place.parts(x).W
    pairs = ((j, i) for i in range(place.n) for j in range(i)) if kink(place.kernel) else ()
    return next(((j, i) for j, i in pairs if _alike(W[i], W[j], True)), None)


def _alike(v: np.ndarray, w: np.ndarray, rays: bool) -> bool:
    """Whether two vectors are equal, or with `rays` parallel, up to rounding."""
    if not rays:
        return bool(np.linalg.norm(v - w) <= 1e-6 * (1 + np.linalg.norm(v)))
    product = float(v @ v) * float(w @ w)
    return product - float(v @ w) ** 2 <= _PARALLEL * product


def _students(which: Sequence[int]) -> str:
    names = ", ".join(str(i + 1) for i in which[:5]) + ("…" if len(which) > 5 else "")
    return f"students {names} are" if len(which) > 1 else f"student {names} is"
