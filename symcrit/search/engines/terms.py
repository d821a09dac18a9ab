"""Expression nodes for the engines: sums, products, powers and numbers, in the form core gives them."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from symcrit.core import ONE, PI, TWO, ZERO, Expr, add, mul, nodes, num, substitute, sym
from symcrit.core.algebra.expr import DEFINITION

__all__ = [
    "ONE",
    "PI",
    "TWO",
    "ZERO",
    "add",
    "by_sympy",
    "expanded",
    "mul",
    "num",
    "power",
    "primes",
    "rational",
    "rebuilt",
    "sym",
    "weight",
]


def rational(value: Fraction | int) -> Expr:
    """The rational number as a node."""
    value = Fraction(value)
    return num(fmpq(value.numerator, value.denominator))


def power(base: Expr, exponent: int) -> Expr:
    """baseᵉ for an integer e."""
    return base**exponent


def rebuilt(node: Expr, children: tuple[Expr, ...]) -> Expr:
    """The same operation on other sub-expressions."""
    own = len(node.args) - len(node.children)
    return Expr(node.op, *node.args[:own], *children)


def expanded(root: Expr) -> Expr:
    """`root` with tan, acos, atan, sinh … written by their definitions."""
    memo: dict[Expr, Expr] = {}
    for node in nodes(root):
        children = tuple(memo[child] for child in node.children)
        here = node if children == node.children else rebuilt(node, children)
        memo[node] = substitute(expanded(DEFINITION[node.op]), {"x": children[0]}) if node.op in DEFINITION else here
    return memo[root]


_SYMPY = {"denest": (5000, 100), "factor": (10_000, 20)}  # the work of calls of sympy, measured: a + b·weight²


def by_sympy(call: str, *roots: Expr) -> int:
    """The work of a call of sympy about these expressions."""
    start, square = _SYMPY[call]
    return start + square * weight(*roots) ** 2


def weight(*roots: Expr) -> int:
    """How much sympy has before it: the operations of the expressions as trees, powers as products."""
    memo: dict[Expr, int] = {}
    for node in nodes(*roots):
        inner = 1 + sum(memo[child] for child in node.children)
        memo[node] = inner * max(1, abs(node.args[0]) if node.op == "pow" else 1)
        memo[node] = min(memo[node], 10**12)
    return sum(memo[root] for root in roots)


def primes(n: int) -> list[tuple[int, int]]:
    """Small prime factors with exponents, and what is left."""
    found, p = [], 2
    while p * p <= n and p < 2000:
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        found += [(p, e)] if e else []
        p += 1
    return [*found, (n, 1)] if n > 1 else found
