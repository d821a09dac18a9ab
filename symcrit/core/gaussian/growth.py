"""How fast a function of a Gaussian vector grows: |F(x)| ≤ D·exp(R|x|) for some D, R, so that E[F] exists.

D and R may depend on the parameters: that they exist for each value of these is all that a mean needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from symcrit.core.algebra.expr import Expr, nodes

BOUNDED_OPS = ("erf", "erfc", "tanh", "sin", "cos", "atan", "asin", "acos")  # wherever they are defined
POSITIVE_OPS = ("exp", "cosh", "abs", "erfc", "sqrt", "pi")  # ≥ 0 wherever they are defined


class Growth(IntEnum):
    """|F| ≤ D, |F| ≤ D(1 + |x|), |F| ≤ D·exp(R|x|); or nothing is known."""

    BOUNDED = 0
    LINEAR = 1
    EXPONENTIAL = 2
    UNKNOWN = 3


def growth(root: Expr) -> Growth:
    """That of the function of an `expect` node, as it is written there: "#i" are coordinates, "$j" are parameters.

    Guarantee: a growth other than UNKNOWN is that of the function wherever it is defined.  Nothing is said of signs and
    steps, which have no value at their jump.
    """
    found: dict[Expr, Growth] = {}
    for node in nodes(root):
        found[node] = _growth(node, [found[child] for child in node.children])
    return found[root]


def _growth(node: Expr, parts: Sequence[Growth]) -> Growth:
    op = node.op
    most = max(parts, default=Growth.BOUNDED)
    if op == "sym":
        return Growth.LINEAR if node.args[0].startswith("#") else Growth.BOUNDED
    if op in ("num", "pi"):
        return Growth.BOUNDED
    if most == Growth.UNKNOWN:
        return most
    if op in ("add", "abs", "max", "min", "sqrt"):  # √t ≤ 1 + t
        return most
    if op == "mul":
        moving = [part for part in parts if part != Growth.BOUNDED]
        return Growth.EXPONENTIAL if len(moving) > 1 else most
    if op == "pow":
        return _of_power(node, most)
    if op in BOUNDED_OPS:
        return Growth.BOUNDED
    if op in ("exp", "sinh", "cosh"):
        return (Growth.BOUNDED, Growth.EXPONENTIAL, Growth.UNKNOWN)[most]
    if op == "unknown" and node.args[1] == 0 and most <= Growth.LINEAR:  # by hypothesis
        return Growth.EXPONENTIAL
    return Growth.UNKNOWN


def _of_power(node: Expr, base: Growth) -> Growth:
    """That of a power of what grows so."""
    exponent = node.args[0]
    if exponent < 0:
        moves = any(name.startswith("#") for name in node.names)
        return Growth.BOUNDED if not moves or _away_from_zero(node.children[0]) else Growth.UNKNOWN
    if exponent in (0, 1) or base == Growth.BOUNDED:
        return base
    return Growth.EXPONENTIAL


def _away_from_zero(root: Expr) -> bool:
    """Whether it is at least a positive number wherever it is defined: c + (what is ≥ 0), c > 0, or a root of that."""
    if root.op == "sqrt":
        return _away_from_zero(root.children[0])
    if root.op == "num":
        return root.value > 0
    if root.op != "add":
        return False
    return all(map(_nonnegative, root.children)) and any(map(_away_from_zero, root.children))


def _nonnegative(root: Expr) -> bool:
    """Whether it is seen to be ≥ 0 wherever it is defined."""
    if root.op == "num":
        return root.value >= 0
    if root.op == "pow":
        return root.args[0] % 2 == 0 or _nonnegative(root.children[0])
    if root.op in ("mul", "add"):
        return all(map(_nonnegative, root.children))
    return root.op in POSITIVE_OPS
