"""The simplified objective in balls: L = E[(f − c − v·x)²] for a ReLU student f and an affine target c + v·x.

L = c² + |v|² − Σ_j a_j (2c|w_j|/√(2π) + v·w_j) + Σ_ij a_i a_j κ(|w_i|², w_i·w_j, |w_j|²),
κ = (√(q11 q22 − q12²) + q12 (π − acos(q12/√(q11 q22))))/(2π).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb, fmpq

from symcrit.core import parse
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten, shown
from symcrit.model.network import Network
from symcrit.translate import as_expr, to_json

__all__ = ["affine_loss"]

BITS = 192


def affine_loss(student: Network, c: object, v: object) -> arb:
    """A ball around E[(f(x) − c − v·x)²], f a ReLU network without biases.

    c: a number; v: a vector of dimension d, or a number τ for v = τ·e_1. Floats are the dyadic numbers they are.
    Raises InputError for biases, several outputs, entries that are not finite and a v of another dimension.

    >>> print(affine_loss(Network([[1, 0]], [1]), 0, 0).str(5))
    0.50000
    """
    with balls.precision(BITS):
        W, a = neurons(student)
        mean, slope = to_ball(c), direction(v, student.d)
        return _loss(W, a, mean, slope)


def _loss(W: list[list[arb]], a: list[arb], c: arb, v: list[arb]) -> arb:
    total, root = c * c + dot(v, v), (2 * arb.pi()).sqrt()
    lengths = [dot(w, w) for w in W]
    for i, w in enumerate(W):
        total -= a[i] * (2 * c * lengths[i].nonnegative_part().sqrt() / root + dot(v, w))
        total += a[i] * a[i] * lengths[i] / 2
        for j in range(i):
            total += 2 * a[i] * a[j] * kernel(lengths[i], dot(w, W[j]), lengths[j])
    return total


def kernel(q11: arb, q12: arb, q22: arb) -> arb:
    """κ where |q12| ≤ √(q11 q22); what lies outside is no Gram matrix and is cut off."""
    if q11 == 0 or q22 == 0:
        return arb(0)
    det, norm = (q11 * q22 - q12 * q12).nonnegative_part(), (q11 * q22).nonnegative_part().sqrt()
    low, high = ((q12 / norm).lower(), (q12 / norm).upper())
    ends = [max(arb(-1), low, key=float), min(arb(1), high, key=float)]
    angle = ends[0].acos().union(ends[1].acos())
    if not angle.is_finite():
        angle = (arb.pi() / 2).union(arb(0)).union(arb.pi())
    return (det.sqrt() + q12 * (arb.pi() - angle)) / (2 * arb.pi())


def dot(x: Sequence[arb], y: Sequence[arb]) -> arb:
    """The inner product."""
    return sum((p * q for p, q in zip(x, y, strict=True)), arb(0))


def neurons(student: Network) -> tuple[list[list[arb]], list[arb]]:
    """W and a in balls."""
    if not isinstance(student, Network):
        raise InputError(f"{shown(student)} is no Network; write Network(W, a)")
    if student.outputs != 1 or student.biases is not None:
        raise InputError("the student has one output and no biases here; give Network(W, a)")
    return [[to_ball(entry) for entry in row] for row in student.W], [to_ball(entry) for entry in student.a]


def direction(v: object, d: int) -> list[arb]:
    """v as balls; a number τ ≥ 0 is τ·e_1."""
    if isinstance(v, Sequence | np.ndarray) and not isinstance(v, str) and getattr(v, "shape", 1) != ():
        if len(v) != d:
            raise InputError(f"v has {len(v)} entries, but the student lives in {d} dimensions; give v of length {d}")
        return [to_ball(entry) for entry in v]
    tau = to_ball(v)
    if not tau >= 0:
        raise InputError(f"tau = {shorten(v)} must be a number >= 0, the length of v")
    return [tau] + [arb(0)] * (d - 1)


def to_ball(value: Any) -> arb:
    """A number as a ball; a float is the dyadic number that it is."""
    if isinstance(value, arb):
        found = value
    elif isinstance(value, float | np.floating):
        found = arb(float(value))
    else:
        exact = as_expr(value)
        if exact.free_symbols:
            raise InputError(f"{shorten(value)} is no number; give every symbol a value")
        found = (
            arb(fmpq(int(exact.p), int(exact.q))) if exact.is_Rational else balls.evaluate(parse(to_json(exact)), {})
        )
    if not found.is_finite():
        raise InputError(f"{shorten(value)} is not a finite number")
    return found
