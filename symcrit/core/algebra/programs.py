"""Expressions that are evaluated in balls many times: what to do at every node, worked out once.

A program does the operations of `balls.evaluate_all` in the same order, so its guarantee is the same, inclusion; only
the look-ups by expression are saved, and what depends on no argument is evaluated once for every precision.
"""

from collections.abc import Callable, Sequence
from operator import add, mul
from typing import NamedTuple

import flint
from flint import arb, arb_series

from symcrit.core.algebra.balls import Value, apply, integer_power
from symcrit.core.algebra.expr import Expr, nodes, sym

Operation = Callable[..., Value]
METHODS = ("sqrt", "exp", "log", "sin", "cos", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc")  # of arb


class Step(NamedTuple):
    """An operation, and where its arguments stand among the values so far."""

    operation: Operation
    places: tuple[int, ...]


def _identity(x: Value) -> Value:
    return x


def _square(x: Value) -> Value:
    return x * x


def _reciprocal(x: Value) -> Value:
    return 1 / x


def _reciprocal_square(x: Value) -> Value:
    return 1 / (x * x)


_SHORT_POWERS: dict[int, Operation] = {1: _identity, 2: _square, -1: _reciprocal, -2: _reciprocal_square}


def _power(exponent: int) -> Operation:
    """x ↦ xᵉ."""
    if exponent in _SHORT_POWERS:
        return _SHORT_POWERS[exponent]
    return lambda x: integer_power(x, exponent)


class Program:
    """The values of several expressions for balls in place of the symbols `names`.

    All values stand in one list: those of the constants, then the arguments, then one for every step.
    numbers: the type of the arguments, balls or power series over balls; constants are balls.
    """

    def __init__(
        self, roots: Sequence[Expr], names: Sequence[str], numbers: type[arb] | type[arb_series] = arb
    ) -> None:
        order = list(nodes(*roots))
        self._numbers = numbers
        self._constants = [node for node in order if node.names.isdisjoint(names)]
        self._known: dict[int, list[Value]] = {}  # the values of the constants, by precision
        self._steps: list[Step] = []
        self._given = len(self._constants) + len(names)
        places = {node: place for place, node in enumerate(self._constants)}
        for i, name in enumerate(names):
            places[sym(name)] = len(self._constants) + i
        for node in order:
            if node not in places:
                places[node] = self._add_node(node, [places[child] for child in node.children])
        self._roots = [places[root] for root in roots]

    def _add_node(self, node: Expr, parts: list[int]) -> int:
        """Adds the steps of one node; where its value will stand."""
        op = node.op
        if op in ("add", "mul") and len(parts) > 1:
            operation = add if op == "add" else mul
            last = parts[0]
            for part in parts[1:]:
                last = self._add_step(operation, (last, part))
            return last
        if op == "pow":
            return self._add_step(_power(node.args[0]), (parts[0],))
        if op in METHODS and hasattr(self._numbers, op):
            return self._add_step(getattr(self._numbers, op), (parts[0],))
        return self._add_step(lambda *values: apply(node, list(values)), tuple(parts))

    def _add_step(self, operation: Operation, places: tuple[int, ...]) -> int:
        self._steps.append(Step(operation, places))
        return self._given + len(self._steps) - 1

    @property
    def size(self) -> int:
        """How many operations an evaluation takes."""
        return len(self._steps) + 1

    def __call__(self, *arguments: Value) -> list[Value]:
        """The values of the roots."""
        return self.roots_of(self.values(*arguments))

    def roots_of(self, values: Sequence[Value]) -> list[Value]:
        """Those of the roots among them."""
        return [values[place] for place in self._roots]

    def values(self, *arguments: Value) -> list[Value]:
        """The values of all constants, arguments and steps."""
        values = [*self._constant_values(), *arguments]
        keep = values.append
        for operation, places in self._steps:
            if len(places) == 2:
                keep(operation(values[places[0]], values[places[1]]))
            elif len(places) == 1:
                keep(operation(values[places[0]]))
            else:
                keep(operation(*[values[place] for place in places]))
        return values

    def _constant_values(self) -> list[Value]:
        """The values of the constants at the precision that is set."""
        bits = flint.ctx.prec
        if bits not in self._known:
            found: dict[Expr, Value] = {}
            for node in self._constants:
                found[node] = apply(node, [found[child] for child in node.children])
            self._known[bits] = list(found.values())
        return self._known[bits]
