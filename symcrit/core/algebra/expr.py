"""Expressions: immutable, shared (hash-consed) and exact; reading them from JSON, derivatives.

Nodes with equal structure are the same object, so equality is identity and a gradient with 10⁵ entries costs as much as
its distinct entries.  `parse` never simplifies: `x/x` stays a quotient, so that its domain is not forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any
from weakref import KeyedRef
from zlib import crc32

from flint import fmpq

from symcrit.core.reading import is_name, name, need, number

MAX_DEPTH, MAX_EXPONENT, ARITY = 150, 100_000, {"binormal": 3}
FUNCTIONS = re.findall("[a-z]+", "sqrt exp log sin cos tan asin acos atan sinh cosh tanh erf erfc abs binormal")


class Expr:
    """A node: `op` and `args` (sub-expressions, or the number / name / orders it carries)."""

    __slots__ = ("__weakref__", "args", "children", "names", "op", "rank")
    op: str
    args: tuple[Any, ...]
    children: tuple[Expr, ...]  # the sub-expressions among them
    names: frozenset[str]  # of the free symbols
    rank: int  # of its content, so that the order of sums is the same in every process

    def __new__(cls, op: str, *args: Any) -> Expr:
        known = _NODES.get((op, args))
        found = None if known is None else known()
        if found is None:
            found = object.__new__(cls)
            _NODES[op, args] = KeyedRef(found, _forget, (op, args))
            found.op, found.args, found.children = op, args, args[_HEAD.get(op, 0) :]
            found.names = frozenset(args if op == "sym" else ()).union(*(child.names for child in found.children))
            found.rank = crc32(repr([op, *(a.rank if isinstance(a, Expr) else a for a in args)]).encode())
        return found

    def __add__(self, other: Expr) -> Expr:
        return add(self, other)

    def __sub__(self, other: Expr) -> Expr:
        return add(self, -other) if other is not ZERO else self

    def __neg__(self) -> Expr:
        return num(-self.value) if self.op == "num" else mul(num(-1), self)

    def __mul__(self, other: Expr) -> Expr:
        return mul(self, other)

    def __truediv__(self, other: Expr) -> Expr:
        return mul(self, other**-1)

    def __pow__(self, exponent: int) -> Expr:
        return self if exponent == 1 else Expr("pow", exponent, self)

    def __repr__(self, depth: int = 5) -> str:
        parts = (arg.__repr__(depth - 1) if isinstance(arg, Expr) else str(arg) for arg in self.args)
        return f"({self.op} {' '.join(parts)})" if self.args and depth else self.op

    @property
    def value(self) -> fmpq:
        """The rational number that a `num` node carries."""
        return fmpq(*self.args)


Key = tuple[str, tuple[Any, ...]]
_NODES: dict[Key, Any] = {}  # what a WeakValueDictionary does, quicker


def _forget(reference: Any, known: dict[Key, Any] = _NODES) -> None:
    """Drop a node that nobody uses any more, unless there is a new one of the same structure."""
    key = reference.key
    if known.get(key) is reference:
        del known[key]


_HEAD = {"num": 2, "sym": 1, "pow": 1, "kernel": 4, "mean": 2}  # leading arguments that are not expressions
PI = Expr("pi")


def num(value: int | fmpq) -> Expr:
    """The rational number `value`."""
    value = fmpq(value)
    return Expr("num", int(value.p), int(value.q))


ZERO, ONE, TWO = num(0), num(1), num(2)


def sym(name: str) -> Expr:
    """The real variable `name`."""
    return Expr("sym", name)


def add(*terms: Expr) -> Expr:
    """Σ terms; literal zeros are dropped."""
    kept = [t for t in terms if t is not ZERO]
    return ZERO if not kept else kept[0] if len(kept) == 1 else Expr("add", *kept)


def mul(*factors: Expr) -> Expr:
    """Π factors; literal ones are dropped, a literal zero wins (callers keep the domain apart)."""
    kept = [f for f in factors if f is not ONE]
    return ZERO if ZERO in kept else ONE if not kept else kept[0] if len(kept) == 1 else Expr("mul", *kept)


def constant(value: object) -> Expr:
    """An exact number as an expression."""
    return num(number(value))


@lru_cache(maxsize=4096)
def _atom(value: str) -> Expr:
    """The name or the number that a string writes."""
    if is_name(value):
        return PI if value == "pi" else sym(value)
    return constant(value)


def parse(value: object, depth: int = 0) -> Expr:
    """The expression that JSON `value` writes; raises `Malformed`."""
    need(depth <= MAX_DEPTH, "expression nested deeper than {}", MAX_DEPTH)
    if isinstance(value, str):
        return _atom(value)
    if not isinstance(value, list):
        return constant(value)
    op, args = (value[0], value[1:]) if value and isinstance(value[0], str) else ("", [])
    if op == "kernel" and len(args) == 7:
        need(all(type(i) is int and 0 <= i <= 4 for i in args[1:4]), "orders {} must be 0 … 4", args[1:4])
        return Expr("kernel", name(args[0]), *args[1:4], *(parse(a, depth + 1) for a in args[4:]))
    if op == "mean" and len(args) == 5:  # E[f(u) g(v)], f and g in a variable z of their own
        f, g, *q = (parse(a, depth + 1) for a in args)
        need(symbols(f, g) <= {"z"} and not means(f, g), "the functions of a mean are written in z, without means")
        return Expr("mean", f, g, *q)
    if op == "^" and len(args) == 2:
        exponent = number(args[1])
        need(exponent.q == 1 and abs(exponent) <= MAX_EXPONENT, "not a usable integer exponent: {}", args[1])
        return Expr("pow", int(exponent.p), parse(args[0], depth + 1))
    parts = [parse(a, depth + 1) for a in args]
    if op == "-" and len(parts) in (1, 2):
        minus = Expr("mul", num(-1), parts[-1])
        return Expr("add", parts[0], minus) if parts[1:] else minus
    if op == "/" and len(parts) == 2:
        return Expr("mul", parts[0], Expr("pow", -1, parts[1]))
    known = (op in ("+", "*") and parts) or (op in FUNCTIONS and len(parts) == ARITY.get(op, 1))
    need(known, "unknown operation {}", value)
    return Expr({"+": "add", "*": "mul"}.get(op, op), *parts)


def nodes(*roots: Expr, known: Container[Expr] = ()) -> Iterator[Expr]:
    """Every node below the roots once, children before parents, left to right; without what is known, and below it."""
    seen: set[Expr] = set()
    stack: list[Expr | None] = list(reversed(roots))
    path: list[Expr] = []  # whose children are on the stack, each above a None that says they are done
    while stack:
        node = stack.pop()
        if node is None:
            yield path.pop()
        elif node not in seen and node not in known:
            seen.add(node)
            if node.children:
                path.append(node)
                stack.append(None)
                stack.extend(node.children[::-1])
            else:
                yield node


def touched(names: Set[str], *roots: Expr) -> Iterator[Expr]:
    """Every node below the roots once, children before parents, in which one of the symbols occurs."""
    seen: set[Expr] = set()
    stack: list[Expr | None] = [root for root in reversed(roots) if not root.names.isdisjoint(names)]
    path: list[Expr] = []
    while stack:
        node = stack.pop()
        if node is None:
            yield path.pop()
        elif node not in seen:
            seen.add(node)
            path.append(node)
            stack.append(None)
            stack.extend([child for child in node.children[::-1] if not child.names.isdisjoint(names)])


def substitute(root: Expr, values: Mapping[str, Expr] | Mapping[Expr, Expr]) -> Expr:
    """`root` with symbols (or other nodes) replaced by expressions."""
    return substitute_all((root,), values)[0]


def substitute_all(roots: Sequence[Expr], values: Mapping[str, Expr] | Mapping[Expr, Expr]) -> list[Expr]:
    """`substitute` for several expressions, what they have in common once."""
    memo = {sym(key) if isinstance(key, str) else key: value for key, value in values.items()}
    names = {node.args[0] for node in memo if node.op == "sym"}
    if not memo:
        return list(roots)
    order = touched(names, *roots) if len(names) == len(memo) else nodes(*roots)
    for node in order:
        if node not in memo:
            children = [memo.get(child, child) for child in node.children]
            memo[node] = Expr(node.op, *node.args[: _HEAD.get(node.op, 0)], *children)
    return [memo.get(root, root) for root in roots]


def symbols(*roots: Expr) -> set[str]:
    """The names of the free symbols."""
    return set().union(*(root.names for root in roots))


def means(*roots: Expr) -> bool:
    """Whether an expectation occurs."""
    return any(node.op == "mean" for node in nodes(*roots))


def integrals(root: Expr) -> bool:
    """Whether something occurs whose ball is an integral, which costs more than a bound of a symbol may."""
    return any(node.op in ("mean", "binormal") for node in nodes(root))


def _table(**rows: Any) -> dict[str, Expr]:
    return {op: parse(row) for op, row in rows.items()}


_X2, _E, _F = ["^", "x", 2], ["exp", "x"], ["exp", ["-", "x"]]
DEFINITION = _table(tan=["/", ["sin", "x"], ["cos", "x"]], acos=["-", ["/", "pi", 2], ["asin", "x"]], abs=["sqrt", _X2])
DEFINITION |= _table(atan=["asin", ["/", "x", ["sqrt", ["+", 1, _X2]]]], erfc=["-", 1, ["erf", "x"]])
DEFINITION |= _table(sinh=["/", ["-", _E, _F], 2], cosh=["/", ["+", _E, _F], 2])
DEFINITION |= _table(tanh=["/", ["-", _E, _F], ["+", _E, _F]])
DERIVATIVE = _table(sqrt=["/", "1/2", ["sqrt", "x"]], exp=_E, log=["/", 1, "x"], sin=["cos", "x"])
DERIVATIVE |= _table(asin=["/", 1, ["sqrt", ["-", 1, _X2]]], cos=["-", ["sin", "x"]])
DERIVATIVE |= _table(tanh=["-", 1, ["^", ["tanh", "x"], 2]], atan=["/", 1, ["+", 1, _X2]])
DERIVATIVE |= _table(erf=["/", ["*", 2, ["exp", ["-", _X2]]], ["sqrt", "pi"]])


def diff(root: Expr, by: str) -> Expr:
    """∂root/∂by.  Right wherever `root` and the result are both defined."""
    memo: dict[Expr, Expr] = {}
    for node in touched({by}, root):
        slopes = [memo.get(child, ZERO) for child in node.children]
        memo[node] = ONE if node is sym(by) else _chain_rule(node, slopes) if {*slopes} - {ZERO} else ZERO
    return memo.get(root, ZERO)


def _chain_rule(node: Expr, slopes: list[Expr]) -> Expr:
    op, args = node.op, node.args
    if op == "add":
        return add(*slopes)
    if op == "mul":
        slope, product = ZERO, ONE
        for part, moved in zip(args, slopes, strict=True):
            slope, product = add(slope * part, product * moved), product * part
        return slope
    if op == "pow":
        return mul(num(args[0]), args[1] ** (args[0] - 1), slopes[0])
    if op == "kernel":
        orders = [[order + (i == j) for j, order in enumerate(args[1:4])] for i in range(3)]
        return add(*(Expr(op, args[0], *orders[i], *args[4:]) * slope for i, slope in enumerate(slopes)))
    if op in ("mean", "binormal"):
        from symcrit.core.expectation.atoms import slopes as partial  # which are made of expressions

        return add(*(part * slope for part, slope in zip(partial(node), slopes, strict=True)))
    slope = DERIVATIVE[op] if op in DERIVATIVE else diff(DEFINITION[op], "x")
    return substitute(slope, {"x": args[0]}) * slopes[0]
