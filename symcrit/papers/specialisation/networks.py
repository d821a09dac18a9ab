"""ReLU networks with rational weights, of any depth: values, activation patterns and Jacobians without rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import sympy
from sympy import Expr, Rational

from symcrit.arguments import integer, listed
from symcrit.errors import InputError, shorten
from symcrit.papers.specialisation.rationals import Matrix, Vector, dot, matrix, rational, vector
from symcrit.translate import as_expr

__all__ = ["ReluNetwork", "Trace", "relu"]


class Trace(NamedTuple):
    """What a network does at one input: layer by layer the pre-activations, and the values f_0 = x, f_1, …, f_L."""

    preactivations: tuple[Vector, ...]
    values: tuple[Vector, ...]


@dataclass(frozen=True)
class ReluNetwork:
    """f(x) = W_L σ(W_{L−1} … σ(W_1 x + b_1) … ) + b_L with σ(z) = z for z ≥ 0 and slope·z below, all rational.

    layers: the matrices W_1, …, W_L, L ≥ 2; W_l has one row per neuron. biases: b_1, …, b_L, or None. slope: of the
    leaky side, 0 by default. Numbers are int, Fraction or text ("1/3", "0.25"). Guarantee: everything is exact.
    Raises InputError for floats, irrational numbers, matrices that do not fit and slope ≥ 1 or < 0.

    >>> net = ReluNetwork([[[1, 2], ["-1/2", 1]], [[3, 1]]])
    >>> net(["1/3", 0])
    (Fraction(1, 1),)
    >>> net.patterns([1, 0])
    ((True, False),)
    >>> ReluNetwork([[[0.5]], [[1]]])
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 0.5 is a float; write '1/2' or Rational(1, 2)
    """

    layers: Sequence[Any]
    biases: Sequence[Any] | None = None
    slope: Any = 0

    def __post_init__(self) -> None:
        layers = listed("layers", self.layers, "matrices")
        if len(layers) < 2:
            raise InputError("a network has at least two layers; write ReluNetwork([W, [v]])")
        weights: list[Matrix] = []
        for number, rows in enumerate(layers, 1):
            weights.append(matrix(rows, f"layer {number}", len(weights[-1]) if weights else None))
        biases = None if self.biases is None else self._biases(weights)
        slope = rational(self.slope, "slope")
        if not 0 <= slope < 1:
            raise InputError(f"slope = {shorten(slope)} must be at least 0 and less than 1; 0 is ReLU")
        for name, value in (("layers", tuple(weights)), ("biases", biases), ("slope", slope)):
            object.__setattr__(self, name, value)

    def _biases(self, weights: list[Matrix]) -> Matrix:
        given = listed("biases", self.biases, "vectors")
        if len(given) != len(weights):
            raise InputError(f"biases are {len(weights)} vectors, one per layer; or None")
        return tuple(
            vector(b, f"bias {number}", len(W)) for number, (b, W) in enumerate(zip(given, weights, strict=True), 1)
        )

    @property
    def d(self) -> int:
        """Input dimension."""
        return len(self.layers[0][0])

    @property
    def widths(self) -> tuple[int, ...]:
        """Neurons per layer; the last entry is the number of outputs."""
        return tuple(map(len, self.layers))

    @property
    def depth(self) -> int:
        """Number L of layers of weights."""
        return len(self.layers)

    def trace(self, x: Sequence[Any]) -> Trace:
        """Pre-activations and values of every layer at the input x.

        Raises InputError for an input of another dimension or with inexact entries.
        """
        value = vector(x, "x", self.d)
        preactivations, values = [], [value]
        for number, rows in enumerate(self.layers):
            shift = (Fraction(0),) * len(rows) if self.biases is None else self.biases[number]
            z = tuple(dot(row, value) + b for row, b in zip(rows, shift, strict=True))
            last = number == self.depth - 1
            value = z if last else tuple(entry if entry >= 0 else self.slope * entry for entry in z)
            preactivations.append(z)
            values.append(value)
        return Trace(tuple(preactivations), tuple(values))

    def __call__(self, x: Sequence[Any]) -> Vector:
        """f(x); raises InputError as `trace` does."""
        return self.trace(x).values[-1]

    def patterns(self, x: Sequence[Any]) -> tuple[tuple[bool, ...], ...]:
        """For every hidden layer, which neurons are active (pre-activation ≥ 0) at x."""
        return tuple(tuple(z >= 0 for z in layer) for layer in self.trace(x).preactivations[:-1])

    def jacobian(self, x: Sequence[Any], layer: int) -> Matrix:
        """J_l(x): the derivative of the outputs by the values f_l of hidden layer l = 1, …, L − 1: outputs × n_l.

        At a pre-activation 0 the derivative of σ is taken to be 1. Raises InputError for another layer.

        >>> ReluNetwork([[[1, 0], [0, 1]], [[1, -1], [1, 1]], [[2, 3]]]).jacobian([1, 2], 1)
        ((Fraction(3, 1), Fraction(3, 1)),)
        """
        self._hidden(layer)
        patterns = self.patterns(x)
        product = self.layers[-1]
        for number in range(self.depth - 2, layer - 1, -1):
            gates = [Fraction(1) if active else self.slope for active in patterns[number]]
            gated = [tuple(entry * gate for entry, gate in zip(row, gates, strict=True)) for row in product]
            columns = list(zip(*self.layers[number], strict=True))
            product = tuple(tuple(dot(row, column) for column in columns) for row in gated)
        return product

    def _hidden(self, layer: int) -> None:
        if not 1 <= integer("layer", layer) < self.depth:
            raise InputError(f"layer = {shorten(layer)} is no hidden layer; they are 1 to {self.depth - 1}")

    def to_core(self) -> dict[str, Any]:
        """The network as core reads it, in claims and certificates.

        >>> ReluNetwork([[["1/2"]], [[1]]]).to_core()
        {'layers': [[['1/2']], [['1']]], 'slope': '0'}
        """
        found: dict[str, Any] = {"layers": [[[*map(str, row)] for row in rows] for rows in self.layers]}
        if self.biases is not None:
            found["biases"] = [[*map(str, bias)] for bias in self.biases]
        return {**found, "slope": str(self.slope)}

    def outputs(self, x: Sequence[Any], *, shift: Any = 0, at: tuple[int, int, int] | None = None) -> tuple[Expr, ...]:
        """f(x) for inputs with symbols, as expressions in |·| that core reads: σ(z) = (1+slope)/2·z + (1−slope)/2·|z|.

        shift, at: what is added to the weight in layer l, row i, column j for at = (l, i, j), l from 1.

        >>> from sympy import Symbol
        >>> ReluNetwork([[[2]], [[3]]]).outputs([Symbol("x", real=True)])
        (3*x + 3*Abs(x),)
        """
        value = tuple(as_expr(entry) for entry in x)
        for number, rows in enumerate(self.layers):
            z = []
            for i, row in enumerate(rows):
                total = as_expr(0 if self.biases is None else self.biases[number][i])
                for j, weight in enumerate(row):
                    moved = as_expr(weight) + (as_expr(shift) if at == (number + 1, i, j) else 0)
                    total += moved * value[j]
                z.append(total)
            value = tuple(z) if number == self.depth - 1 else tuple(relu(entry, self.slope) for entry in z)
        return value


def relu(z: Any, slope: Any = 0) -> Expr:
    """σ(z) = (1+slope)/2·z + (1−slope)/2·|z| as an expression.

    >>> relu("x")
    x/2 + Abs(x)/2
    """
    argument, c = as_expr(z), as_expr(slope)
    return (1 + c) * Rational(1, 2) * argument + (1 - c) * Rational(1, 2) * sympy.Abs(argument)
