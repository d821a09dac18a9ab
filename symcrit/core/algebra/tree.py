"""Expressions as trees: immutable, shared (hash-consed) and exact; making them, walking through them, replacing parts.

Nodes with equal structure are the same object, so equality is identity and a gradient with 10⁵ entries costs as much as
its distinct entries.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from typing import Any
from weakref import KeyedRef
from zlib import crc32

from flint import fmpq

MAX_BITS = 14_000  # of integers in decimals
HEADS = {  # how many leading arguments are no sub-expressions
    "num": 2,
    "sym": 1,
    "pow": 1,
    "kernel": 4,
    "mean": 2,
    "expect": 2,
    "slope": 1,
    "unknown": 2,
    "moment": 1,
}

NodeKey = tuple[str, tuple[Any, ...]]
NodeReference = KeyedRef[NodeKey, "Expr"]


class Expr:
    """A node: `op` and `args` (sub-expressions, or the number / name / orders it carries, by the op)."""

    __slots__ = ("__weakref__", "args", "children", "names", "op", "rank")
    op: str
    args: tuple[Any, ...]
    children: tuple[Expr, ...]  # the sub-expressions among them
    names: frozenset[str]  # of the free symbols
    rank: int  # of its content, so that the order of sums is the same in every process

    def __new__(cls, op: str, *args: Any) -> Expr:
        key = (op, args)
        reference = _NODES.get(key)
        known = None if reference is None else reference()
        if known is not None:
            return known
        node = object.__new__(cls)
        _NODES[key] = KeyedRef(node, _forget, key)
        node.op = op
        node.args = args
        node.children = args[HEADS.get(op, 0) :]
        own_names = frozenset(args) if op == "sym" else frozenset()
        node.names = own_names.union(*[child.names for child in node.children])
        content = [arg.rank if isinstance(arg, Expr) else _printable(arg) for arg in args]
        node.rank = crc32(repr([op, *content]).encode())
        return node

    def __add__(self, other: Expr) -> Expr:
        return add(self, other)

    def __sub__(self, other: Expr) -> Expr:
        if other is ZERO:
            return self
        return add(self, -other)

    def __neg__(self) -> Expr:
        if self.op == "num":
            return num(-self.value)
        return mul(num(-1), self)

    def __mul__(self, other: Expr) -> Expr:
        return mul(self, other)

    def __truediv__(self, other: Expr) -> Expr:
        return mul(self, other**-1)

    def __pow__(self, exponent: int) -> Expr:
        if exponent == 1:
            return self
        return Expr("pow", exponent, self)

    def __repr__(self, depth: int = 5) -> str:
        if not self.args or not depth:
            return self.op
        parts = [arg.__repr__(depth - 1) if isinstance(arg, Expr) else str(_printable(arg)) for arg in self.args]
        return f"({self.op} {' '.join(parts)})"

    @property
    def value(self) -> fmpq:
        """The rational number that a `num` node carries."""
        return fmpq(*self.args)


def _printable(arg: object) -> object:
    """An argument as it stands; integers of more digits than Python writes in decimals, in hexadecimals."""
    return hex(arg) if isinstance(arg, int) and arg.bit_length() > MAX_BITS else arg


_NODES: dict[NodeKey, NodeReference] = {}  # what a WeakValueDictionary does, quicker


def _forget(reference: NodeReference, known: dict[NodeKey, NodeReference] = _NODES) -> None:
    """Drop a node that nobody uses any more, unless there is a new one of the same structure."""
    key = reference.key
    if known.get(key) is reference:
        del known[key]


# -------------------------------------------------------------------------------------------------------------- making


PI = Expr("pi")


def num(value: int | fmpq) -> Expr:
    """The rational number `value`."""
    rational = fmpq(value)
    return Expr("num", int(rational.p), int(rational.q))


ZERO = num(0)
ONE = num(1)
TWO = num(2)


def sym(name: str) -> Expr:
    """The real variable `name`."""
    return Expr("sym", name)


def add(*terms: Expr) -> Expr:
    """Σ terms; literal zeros are dropped."""
    kept = [term for term in terms if term is not ZERO]
    if not kept:
        return ZERO
    if len(kept) == 1:
        return kept[0]
    return Expr("add", *kept)


def mul(*factors: Expr) -> Expr:
    """Π factors; literal ones are dropped, a literal zero wins (callers keep the domain apart)."""
    kept = [factor for factor in factors if factor is not ONE]
    if ZERO in kept:
        return ZERO
    if not kept:
        return ONE
    if len(kept) == 1:
        return kept[0]
    return Expr("mul", *kept)


# ------------------------------------------------------------------------------------------------------------- walking


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


def symbols(*roots: Expr) -> set[str]:
    """The names of the free symbols."""
    return set().union(*(root.names for root in roots))


def means(*roots: Expr) -> bool:
    """Whether an expectation occurs."""
    return any(node.op == "mean" for node in nodes(*roots))


def integrals(root: Expr) -> bool:
    """Whether something occurs whose ball is an integral, which costs more than a bound of a symbol may."""
    return any(node.op in ("mean", "binormal", "signs", "moment") for node in nodes(root))


# ----------------------------------------------------------------------------------------------------------- replacing


def substitute(root: Expr, values: Mapping[str, Expr] | Mapping[Expr, Expr]) -> Expr:
    """`root` with symbols (or other nodes) replaced by expressions."""
    return substitute_all((root,), values)[0]


def substitute_all(roots: Sequence[Expr], values: Mapping[str, Expr] | Mapping[Expr, Expr]) -> list[Expr]:
    """`substitute` for several expressions, what they have in common once."""
    if not values:
        return list(roots)
    replaced = {sym(key) if isinstance(key, str) else key: value for key, value in values.items()}
    names = {node.args[0] for node in replaced if node.op == "sym"}
    only_symbols = len(names) == len(replaced)
    order = touched(names, *roots) if only_symbols else nodes(*roots)
    for node in order:
        if node not in replaced:
            head = node.args[: HEADS.get(node.op, 0)]
            children = [replaced.get(child, child) for child in node.children]
            replaced[node] = Expr(node.op, *head, *children)
    return [replaced.get(root, root) for root in roots]
