"""Expressions that are evaluated in balls many times: what to do at every node, worked out once.

A program does the operations of `balls.evaluate_all` in the same order, so its guarantee is the same, inclusion; only
the look-ups by expression are saved, and what depends on no argument is evaluated once for every precision.
"""

from collections.abc import Callable, Sequence
from operator import add, mul
from typing import Any

import flint
from flint import arb

from symcrit.core.algebra.balls import apply, integer_power
from symcrit.core.algebra.expr import Expr, nodes

Step = tuple[Callable[..., Any], tuple[int, ...]]


def _reciprocal(x: Any) -> Any:
    return 1 / x


def _square(x: Any) -> Any:
    return x * x


def _power(exponent: int) -> Callable[[Any], Any]:
    found = {1: lambda x: x, 2: _square, -1: _reciprocal, -2: lambda x: 1 / (x * x)}.get(exponent)
    return found or (lambda x: integer_power(x, exponent))


class Program:
    """The values of several expressions for balls in place of the symbols `names`."""

    def __init__(self, roots: Sequence[Expr], names: Sequence[str]) -> None:
        order = list(nodes(*roots))
        constants = [node for node in order if node.names.isdisjoint(names)]
        self._constants = constants
        self._known: dict[int, list[Any]] = {}  # the values of the constants, by precision
        self._first = len(constants)
        place = {node: i for i, node in enumerate(constants)}
        for i, name in enumerate(names):
            place[Expr("sym", name)] = self._first + i
        self._size = self._first + len(names)
        self._steps: list[Step] = []
        for node in order:
            if node not in place:
                self._add(node, [place[child] for child in node.children])
                place[node] = self._size + len(self._steps) - 1
        self._roots = [place[root] for root in roots]

    def _add(self, node: Expr, parts: list[int]) -> None:
        """The steps of one node; the last of them has its value."""
        op = node.op
        if op in ("add", "mul") and len(parts) > 1:
            step, last = add if op == "add" else mul, parts[0]
            for part in parts[1:]:
                self._steps.append((step, (last, part)))
                last = self._size + len(self._steps) - 1
        elif op == "pow":
            self._steps.append((_power(node.args[0]), (parts[0],)))
        elif op in ("sqrt", "exp", "log", "sin", "cos", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc"):
            self._steps.append((getattr(arb, op), (parts[0],)))
        else:
            self._steps.append((lambda *values: apply(node, list(values)), tuple(parts)))

    @property
    def size(self) -> int:
        """How many operations an evaluation takes."""
        return len(self._steps) + 1

    def __call__(self, *arguments: Any) -> list[Any]:
        """The values of the roots."""
        values = [*self._constant_values(), *arguments]
        keep = values.append
        for step, places in self._steps:
            if len(places) == 2:
                keep(step(values[places[0]], values[places[1]]))
            elif len(places) == 1:
                keep(step(values[places[0]]))
            else:
                keep(step(*[values[place] for place in places]))
        return [values[place] for place in self._roots]

    def _constant_values(self) -> list[Any]:
        bits = flint.ctx.prec
        if bits not in self._known:
            memo: dict[Expr, Any] = {}
            for node in self._constants:
                memo[node] = apply(node, [memo[child] for child in node.children])
            self._known[bits] = [memo[node] for node in self._constants]
        return self._known[bits]
