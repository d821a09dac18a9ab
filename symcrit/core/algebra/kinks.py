"""Functions of z with a kink at 0, written by |z|: what they are on either side, and whether both sides meet there.

On a side everything is a sum of terms  c·zᵏ·Π Pᵉ,  c rational, z > 0, and P what is not taken apart.  There |z| and
√(z²) are z, and z/z is 1.  Nothing else is cancelled, so that a term 0·P stays: where P has no value, it has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.tree import ONE, ZERO, Expr, mul, nodes, num, substitute, sym

Factors = frozenset[tuple[Expr, int]]  # P and e ≠ 0; P¹ and P⁻¹ stand beside each other as (P, 1) and (1/P, 1)
Key = tuple[int, Factors]
Terms = dict[Key, fmpq]

NONE: Factors = frozenset()
Z = sym("z")
MAX_TERMS = 200


class Sides(NamedTuple):
    """z ↦ f(z) and z ↦ f(−z) for z > 0; `parity` is 1 where f(−z) is seen to be f(z), −1 where it is −f(z), else 0.

    `bent`: whether something in f has a kink at 0.
    """

    right: Expr
    left: Expr
    parity: int
    bent: bool


@lru_cache(maxsize=4096)
def sides(f: Expr) -> Sides:
    """Both sides of f."""
    right, bent = _side(f, 1)
    left, _ = _side(f, -1)
    opposite = {key: -factor for key, factor in left.items()}
    parity = (right == left) - (right == opposite)
    return Sides(written(right), written(left), parity, bent)


def meets(f: Expr) -> bool:
    """Whether f(0+) = f(0−) is seen, for f that is bounded on both sides of 0; True where it has no kink there."""
    found = sides(f)
    if not found.bent:
        return True
    right, left = _at_0(found.right), _at_0(found.left)
    if right is None or left is None:
        return False
    return not any(_sum(right, {key: -factor for key, factor in left.items()}).values())


def _at_0(side: Expr) -> Terms | None:
    """The terms of the limit at 0+; None where z stands in a denominator."""
    terms, _ = _side(side, 1)
    if any(power < 0 for power, _ in terms):
        return None
    rest = {key: factor for key, factor in terms.items() if key[0] == 0}
    return _side(substitute(written(rest), {"z": ZERO}), 1)[0]


@lru_cache(maxsize=4096)
def without_nothing(side: Expr) -> Expr:
    """A side without its terms 0·P: the same, where all P are known to have values for z > 0."""
    terms, _ = _side(side, 1)
    return written({key: factor for key, factor in terms.items() if factor != 0})


def written(terms: Mapping[Key, fmpq]) -> Expr:
    """The expression of some terms, in an order that does not depend on the process."""
    found = [_written(key, factor) for key, factor in terms.items()]
    found.sort(key=lambda term: term.rank)
    if not found:
        return ZERO
    return found[0] if len(found) == 1 else Expr("add", *found)


def _written(key: Key, factor: fmpq) -> Expr:
    power, factors = key
    ordered = sorted(factors, key=lambda entry: (entry[0].rank, entry[1]))
    parts = [base**exponent for base, exponent in ordered]
    if power:
        parts.insert(0, Z**power)
    if factor == 0:
        return Expr("mul", ZERO, *parts)
    return mul(num(factor), *parts)


def _side(root: Expr, way: int) -> tuple[Terms, bool]:
    """The terms of z ↦ root(way·z), z > 0, and whether an |z| or √(z²) was met."""
    found: dict[Expr, Terms] = {}
    bent = False
    for node in nodes(root):
        parts = [found[child] for child in node.children]
        straight = _straight(node, parts)
        bent = bent or straight is not None
        found[node] = _terms(node, parts, way) if straight is None else straight
    return found[root], bent


def _terms(node: Expr, parts: list[Terms], way: int) -> Terms:
    """The terms of a node, from those of its children."""
    op = node.op
    if node is Z:
        return {(1, NONE): fmpq(way)}
    if op == "num":
        return {(0, NONE): node.value}
    if op == "add":
        total = parts[0]
        for part in parts[1:]:
            total = _sum(total, part)
        return total
    if op == "mul":
        product = parts[0]
        for part in parts[1:]:
            product = _product(product, part)
        return product
    if op == "pow":
        return _power(parts[0], node.args[0])
    head = node.args[: len(node.args) - len(node.children)]
    return _whole(Expr(op, *head, *[written(part) for part in parts]))


def _straight(node: Expr, parts: list[Terms]) -> Terms | None:
    """|c·zᵏ| = |c|·zᵏ and √(z²ᵏ) = zᵏ; None for all else."""
    if node.op not in ("abs", "sqrt") or len(parts[0]) != 1:
        return None
    (((power, factors), factor),) = parts[0].items()
    if factors or power < 1:
        return None
    if node.op == "abs":
        return {(power, NONE): abs(factor)}
    return {(power // 2, NONE): ONE.value} if power % 2 == 0 and factor == 1 else None


def _whole(root: Expr) -> Terms:
    """What is not taken apart."""
    return {(0, frozenset([(root, 1)])): fmpq(1)}


def _sum(x: Terms, y: Terms) -> Terms:
    """The sum; a literal 0 is dropped, and 0·P is not."""
    total = dict(x)
    for key, factor in y.items():
        total[key] = total.get(key, fmpq(0)) + factor
    return {key: factor for key, factor in total.items() if factor != 0 or key[1]}


def _product(x: Terms, y: Terms) -> Terms:
    """The product, multiplied out where one of them is a single term."""
    if not x or not y:  # a literal 0, and what stands beside it
        rest = x or y
        return {(0, frozenset([(written(rest), 1)])): fmpq(0)} if any(key[1] for key in rest) else {}
    if len(x) > 1 and len(y) > 1:
        x, y = _whole(written(x)), _whole(written(y))
    if len(x) * len(y) > MAX_TERMS:
        x, y = _whole(written(x)), _whole(written(y))
    total: Terms = {}
    for (power, factors), factor in x.items():
        for (other_power, others), other in y.items():
            key = (power + other_power, _joined(factors, others))
            total = _sum(total, {key: factor * other})
    return total


def _joined(x: Factors, y: Factors) -> Factors:
    exponents: dict[Expr, int] = dict(x)
    for base, exponent in y:
        exponents[base] = exponents.get(base, 0) + exponent
    return frozenset(exponents.items())


def _power(base: Terms, exponent: int) -> Terms:
    """A power; only that of a single term without 0 is taken apart."""
    if len(base) != 1 or exponent == 0:
        return _whole(Expr("pow", exponent, written(base)))
    (((power, factors), factor),) = base.items()
    if factor == 0:
        return _whole(Expr("pow", exponent, written(base)))
    raised: Factors = NONE
    for own, times in factors:
        part = (own, times * exponent) if exponent > 0 else (_reciprocal(own), -times * exponent)
        raised = _joined(raised, frozenset([part]))
    return {(power * exponent, raised): factor**exponent}


def _reciprocal(base: Expr) -> Expr:
    """1/P, and P⁻ⁿ for 1/Pⁿ."""
    if base.op == "pow" and base.args[0] > 0:
        return Expr("pow", -base.args[0], base.args[1])
    return Expr("pow", -1, base)
