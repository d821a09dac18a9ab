"""Values, signs and hypotheses at rational points: certain where balls are, exact where that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf, isqrt, prod
from typing import Any

from flint import arb, fmpq

from symcrit.core import Domain, Expr, Relation, Work, nodes
from symcrit.core.algebra import balls

Point = dict[str, Fraction]
PRECISIONS = (64, 192, 768)  # bits at which a sign is looked for
_LARGEST = 100_000  # bits of the powers that are computed exactly


def as_floats(point: Mapping[str, Fraction]) -> dict[str, float]:
    """The point in machine numbers."""
    return {name: float(value) for name, value in point.items()}


def to_arb(value: Fraction) -> arb:
    """The ball of a rational number."""
    return arb(fmpq(value.numerator, value.denominator))


def evaluate(root: Expr, point: Mapping[str, Fraction], work: Work, bits: int = 64) -> arb:
    """A ball for the value at a point; not finite where it is undefined."""
    with balls.precision(bits):
        return balls.evaluate(root, {name: to_arb(value) for name, value in point.items()}, None, work)


def sign_at(
    root: Expr, point: Mapping[str, Fraction], work: Work, precisions: tuple[int, ...] = PRECISIONS
) -> int | None:
    """The certain sign at a point; None where the value is 0 or undefined as far as balls can tell."""
    for bits in precisions:
        value = evaluate(root, point, work, bits)
        if (sign := balls.sign(value)) is not None:
            return sign
    return None


def is_finite(root: Expr, point: Mapping[str, Fraction], work: Work) -> bool:
    """Whether every part has a finite ball at the point."""
    with balls.precision(192):
        memo: dict[Expr, Any] = {}
        balls.evaluate(root, {name: to_arb(value) for name, value in point.items()}, memo, work)
    return all(value.is_finite() for value in memo.values())


def number(root: Expr) -> float:
    """The value of an expression without symbols as a float."""
    with balls.precision(64):
        return float(balls.evaluate(root, {}).mid())


def ends(domain: Domain, name: str) -> tuple[float, float]:
    """The interval of a symbol as floats."""
    low = number(domain.lower[name].value) if name in domain.lower else -inf
    high = number(domain.upper[name].value) if name in domain.upper else inf
    return low, high


def holds(relation: Relation, point: Mapping[str, Fraction], work: Work) -> bool | None:
    """Whether a hypothesis holds at a point, by balls; None where a side is undefined or the difference may be 0."""
    sign = sign_at(relation.gap, point, work, PRECISIONS[:2])
    if sign is None:
        return None
    return sign == 1 if relation.op in ("<", "<=", ">", ">=") else relation.op == "!="


def admissible(domain: Domain, point: Mapping[str, Fraction], work: Work) -> bool:
    """Whether the point satisfies all hypotheses as far as balls and exact comparison can tell."""
    if any(kind == "integer" and point[name].denominator != 1 for name, kind in domain.kinds.items()):
        return False
    for relation in domain.where:
        truth = holds(relation, point, work)
        may_touch = relation.op in ("=", "<=", ">=")
        if truth is False or (truth is None and not (may_touch and _zero(relation.gap, point, work))):
            return False
    return True


def _zero(root: Expr, point: Mapping[str, Fraction], work: Work) -> bool:
    """Whether the value is finite and indistinguishable from 0 at 768 bits (core has the last word)."""
    value = evaluate(root, point, work, 768)
    return bool(value.is_finite()) and abs(float(value.rad())) < 1e-100


def rational(root: Expr, point: Mapping[str, Fraction], work: Work) -> Fraction | None:
    """The exact value where it is rational by arithmetic and exact square roots alone, and not too long."""
    memo: dict[Expr, Fraction | None] = {}
    for node in nodes(root):
        work.charge(3)
        memo[node] = _rational_node(node, [memo[c] for c in node.children], point)
    return memo[root]


def _rational_node(node: Expr, children: list[Fraction | None], point: Mapping[str, Fraction]) -> Fraction | None:
    """The value of a node from those of its children; None where it is not rational, or too long."""
    if node.op == "num":
        return Fraction(int(node.value.p), int(node.value.q))
    if node.op == "sym":
        return point.get(node.args[0])
    parts = [child for child in children if child is not None]
    if len(parts) < len(children):
        return None
    if node.op == "add":
        return sum(parts, Fraction(0))
    if node.op == "mul":
        return prod(parts, start=Fraction(1))
    if node.op == "pow" and (parts[0] or node.args[0] > 0):
        bits = max(parts[0].numerator.bit_length(), parts[0].denominator.bit_length())
        return parts[0] ** int(node.args[0]) if bits * abs(node.args[0]) <= _LARGEST else None
    if node.op == "sqrt" and parts[0] >= 0:
        root = Fraction(isqrt(parts[0].numerator), isqrt(parts[0].denominator))
        return root if root**2 == parts[0] else None
    return None
