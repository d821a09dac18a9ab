"""Evaluation in balls: for all x in X, the value f(x) lies in the ball that comes back.

The one guarantee of this module is inclusion.  A ball that is not finite says nothing; every test on balls is written
so that such a ball fails it.  Never `x**2` on a ball (nan at midpoint 0 in python-flint 0.9): `x * x`.
Jets are evaluations at power series (`flint.arb_series`): along a line x + t·u the coefficients of 1, t, t² are the
value, the slope and half the curvature.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any

import flint
from flint import arb

from symcrit.core.algebra.expr import DEFINITION, Expr, nodes, sym
from symcrit.core.work import Work

PRECISIONS = (64, 192, 768)
precision = flint.ctx.workprec  # runs a block at so many bits; nothing else sets python-flint's precision

# A ball (arb), a power series over balls (arb_series) or an expansion: the caller gets what it has put in, but numbers
# are balls among any of them, and no type says so.
Value = Any
Integral = Callable[[Expr, list[Value], Work | None], Value]
INTEGRALS: dict[str, Integral] = {}  # the value of a node whose ball is an integral; `expectation.atoms` fills it


@contextmanager
def terms(count: int) -> Iterator[None]:
    """Runs a block in which power series keep `count` coefficients; nothing else sets how many python-flint keeps."""
    before = flint.ctx.cap
    flint.ctx.cap = count
    try:
        yield
    finally:
        flint.ctx.cap = before


def evaluate(
    root: Expr, values: Mapping[str, Value], memo: dict[Expr, Value] | None = None, work: Work | None = None
) -> Value:
    """The value of `root` for balls (or series over balls) in place of its symbols; charged to `work`."""
    known = {} if memo is None else memo
    return evaluate_all(tuple(nodes(root, known=known)), values, known, work)[root]


def evaluate_all(
    order: Sequence[Expr], values: Mapping[str, Value], memo: dict[Expr, Value] | None = None, work: Work | None = None
) -> dict[Expr, Value]:
    """{node: its value} for nodes in an order in which children come first."""
    if work is not None:
        work.charge(len(order) * price())
    found = {} if memo is None else memo
    for name, value in values.items():
        found[sym(name)] = value
    for node in order:
        if node not in found:
            found[node] = apply(node, [found[child] for child in node.children], work)
    return found


def price() -> int:
    """The work of one operation on balls, at the precision that is set."""
    return 1 + flint.ctx.prec // 256


def apply(node: Expr, parts: list[Value], work: Work | None = None) -> Value:
    """The value of a node from those of its children."""
    op = node.op
    if op == "mul":
        return prod(parts[1:], start=parts[0])
    if op == "add":
        return sum(parts[1:], parts[0])
    if op == "num":
        return arb(node.value)
    if op == "pow":
        return integer_power(parts[0], node.args[0])
    if op == "pi":
        return arb.pi()
    if op == "kernel":
        return arb("nan")
    if op == "abs":
        return abs(parts[0])
    if op in INTEGRALS:
        return INTEGRALS[op](node, parts, work)
    if hasattr(parts[0], op):
        return getattr(parts[0], op)()
    return evaluate(DEFINITION[op], {"x": parts[0]}, None, work)


def integer_power(x: Value, exponent: int) -> Value:
    """xᵉ by repeated squaring."""
    result = x * 0 + 1  # x⁰ is undefined where x is
    square = x
    left = abs(exponent)
    while left:
        if left & 1:
            result = result * square
        left >>= 1
        if left:
            square = square * square
    return 1 / result if exponent < 0 else result


def sign(x: arb) -> int | None:
    """1 or −1 where that is certain, else None (also for nan)."""
    if not x.is_finite():
        return None
    if x > 0:
        return 1
    if x < 0:
        return -1
    return None


def ball(root: Expr, bits: int = 192) -> arb:
    """The value of an expression without symbols."""
    with precision(bits):
        return arb(evaluate(root, {}))
