"""Two-layer networks f(x) = Σ_i a_i σ(w_i·x + bias_i)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import flint
import lazy_loader
import sympy

from symcrit.errors import InputError, shorten
from symcrit.translate import as_expr

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["Kind", "Network", "Rows", "entries_of"]

Kind = Literal["exact", "float", "ball"]
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Weights of a two-layer network of n neurons on R^d with C outputs.

    W: n×d, the rows w_i. a: n, or n×C for C > 1 outputs; all 1 by default. biases: n, or None.
    Entries are all of one kind:
    *exact*: int, Fraction, sympy expression, str (lists, integer arrays); stored as tuples of sympy expressions;
    *float*: numpy float arrays; stored as read-only float64 arrays, candidates and never evidence;
    *ball*: flint.arb.
    Rational numbers may accompany floats and balls.

    Raises InputError for shapes that do not fit, nan, infinities, and Python floats in lists.

    >>> Network([[1, 0], ["1/2", "sqrt(3)/2"]], [1, -1])
    Network(W=[[1, 0], [1/2, sqrt(3)/2]], a=[1, -1])
    >>> Network([[1, 0]], [1, 2])
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: a has 2 entries but W has shape (1, 2); give one outgoing weight per row of W
    """

    W: Rows | np.ndarray
    a: tuple[Any, ...] | np.ndarray | None = None
    biases: tuple[Any, ...] | np.ndarray | None = None

    def __post_init__(self) -> None:
        weights = _nested("W", self.W, depth=2)
        n, d = len(weights), len(weights[0])
        outgoing = [1] * n if self.a is None else _nested("a", self.a, depth=None)
        if _is_row(outgoing[0]) and len(outgoing[0]) == 1:
            outgoing = [entry for (entry,) in outgoing]
        biases = None if self.biases is None else _nested("biases", self.biases, depth=1)
        for name, given, what in (("a", outgoing, "outgoing weight"), ("biases", biases, "bias")):
            if given is not None and len(given) != n:
                shape = f"W has shape ({n}, {d})"
                raise InputError(f"{name} has {len(given)} entries but {shape}; give one {what} per row of W")
        kind, convert = _converter([weights, outgoing, *([] if biases is None else [biases])])
        for name, given in (("W", weights), ("a", outgoing), ("biases", biases)):
            object.__setattr__(self, name, None if given is None else _stored(kind, _map(convert, given)))

    @property
    def n(self) -> int:
        """Number of neurons."""
        return len(self.W)

    @property
    def d(self) -> int:
        """Input dimension."""
        return len(self.W[0])

    @property
    def outputs(self) -> int:
        """Number C of outputs."""
        return len(self.outgoing[0])

    @property
    def kind(self) -> Kind:
        """What the entries are: "exact", "float" or "ball"."""
        first = self.W[0][0]
        return "exact" if isinstance(first, sympy.Expr) else "ball" if isinstance(first, flint.arb) else "float"

    @property
    def outgoing(self) -> Rows | np.ndarray:
        """The outgoing weights as n×C rows, also for one output."""
        if isinstance(self.a, np.ndarray):
            return self.a.reshape(self.n, -1)
        return tuple(row if isinstance(row, tuple) else (row,) for row in self.a)

    def to_float(self) -> Network:
        """The nearest float64 network; raises InputError for symbols.

        >>> Network([["1/3"]]).to_float().W
        array([[0.33333333]])
        """
        parts = (self.W, self.a, self.biases)
        return Network(*(None if part is None else np.array(_map(nearest, part), dtype=float) for part in parts))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return self.kind == other.kind and all(
            _same(one, two) for one, two in ((self.W, other.W), (self.a, other.a), (self.biases, other.biases))
        )

    def __hash__(self) -> int:
        return hash((self.n, self.d, self.kind))

    def __repr__(self) -> str:
        biases = "" if self.biases is None else f", biases={_show(self.biases)}"
        if self.n * self.d > 64:
            return (
                f"Network({self.n} neurons in R^{self.d}, outputs={self.outputs}, {self.kind}{biases and ', biases'})"
            )
        return f"Network(W={_show(self.W)}, a={_show(self.a)}{biases})"

    def _repr_latex_(self) -> str | None:
        if self.kind != "exact" or self.n * self.d > 64:
            return None
        parts = [("W", sympy.Matrix(self.W)), ("a", sympy.Matrix(self.outgoing))]
        if self.biases is not None:
            parts.append((r"\beta", sympy.Matrix(self.biases)))
        text = r",\quad ".join(f"{name} = {sympy.latex(value)}" for name, value in parts)
        return rf"$\displaystyle {text}$"


def entries_of(name: str, value: object, depth: int) -> tuple[Kind, tuple[Any, ...]]:
    """The kind of a list (depth 1) or of rows of equal length (depth 2), and its entries of this kind, as tuples.

    Raises InputError as `Network` does.

    >>> entries_of("mean", ["1/2", 3], depth=1)
    ('exact', (1/2, 3))
    """
    given = _nested(name, value, depth)
    kind, convert = _converter([given])
    return kind, _map(convert, given)


def _nested(name: str, value: Any, depth: int | None) -> list[Any]:
    """`value` as a list of entries (depth 1) or of rows of equal length (depth 2); None takes either."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        raise InputError(f"{name} = {shorten(value)} is not a list; give a row of numbers for each neuron")
    if isinstance(value, np.ndarray | sympy.MatrixBase):
        value = value.tolist() if isinstance(value, sympy.MatrixBase) else list(value)
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise InputError(f"{name} = {shorten(value)} is not a non-empty list" + (" of rows" if depth == 2 else ""))
    nested = [_is_row(entry) for entry in value]
    if depth == 1 or (depth is None and not any(nested)):
        if any(nested):
            raise InputError(f"{name} = {shorten(value)} must be a plain list of numbers")
        return list(value)
    if not all(nested):
        raise InputError(f"{name} = {shorten(value)} must be a list of rows, one per neuron")
    if any(_is_row(entry) for entry in value[0]):
        raise InputError(f"{name} is nested more than two deep; give a list of rows of numbers")
    lengths = [len(row) for row in value]
    if len(set(lengths)) != 1 or not lengths[0]:
        raise InputError(f"the rows of {name} have lengths {shorten(lengths)}; they must be equal and at least 1")
    return [list(row) for row in value]


def _is_row(value: object) -> bool:
    return isinstance(value, Sequence | np.ndarray) and not isinstance(value, str) and np.ndim(value) != 0


def nearest(entry: Any) -> float:
    """The nearest float; raises InputError for an expression with symbols."""
    try:
        return float(entry)
    except TypeError:
        remedy = "give values to its symbols, or write all numbers exactly"
        raise InputError(f"{shorten(entry)} is no number, as float64 asks for; {remedy}") from None


def _entries(parts: Sequence[Any]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _entries(part)
        else:
            yield part


def _map(function: Callable[[Any], Any], part: Any) -> Any:
    return tuple(_map(function, one) if _is_row(one) else function(one) for one in part)


def _converter(parts: Sequence[Any]) -> tuple[Kind, Callable[[Any], Any]]:
    """The common kind of all entries and the function that converts one entry to it."""
    types = {type(entry) for entry in _entries(parts)}
    floats = {t for t in types if issubclass(t, np.floating)}
    if flint.arb in types and floats:
        raise InputError("balls and floats in one network; make the floats exact or balls first")
    if flint.arb in types:
        return "ball", _ball
    if floats:
        return "float", _float
    known: dict[int, sympy.Expr] = {}  # large networks repeat few objects

    def exact(entry: Any) -> sympy.Expr:
        if id(entry) not in known:
            known[id(entry)] = as_expr(entry)
        return known[id(entry)]

    return "exact", exact


def _float(entry: Any) -> float:
    number = float(entry if isinstance(entry, float | np.floating) else as_expr(entry))
    if not math.isfinite(number):
        raise InputError(f"{number} is not a weight: only finite numbers are understood")
    return number


def _ball(entry: Any) -> flint.arb:
    if not isinstance(entry, flint.arb):
        exact = as_expr(entry)
        if not exact.is_Rational:
            raise InputError(f"{shorten(exact)} beside balls: only rational numbers are mixed with balls")
        entry = flint.arb(flint.fmpq(int(exact.p), int(exact.q)))
    if not entry.is_finite():
        raise InputError(f"the ball {entry} is not finite")
    return entry


def _stored(kind: Kind, part: Any) -> Any:
    if kind != "float":
        return part
    array = np.array(part, dtype=float)
    array.setflags(write=False)
    return array


def _same(one: Any, two: Any) -> bool:
    """Equality of stored parts; balls are equal when they are the same ball."""
    if one is None or two is None:
        return one is two
    if isinstance(one, np.ndarray):
        return np.array_equal(one, two)
    return _map(_key, one) == _map(_key, two)


def _key(entry: Any) -> Any:
    return (entry.mid().man_exp(), entry.rad().man_exp()) if isinstance(entry, flint.arb) else entry


def _show(part: Any) -> str:
    if isinstance(part, np.ndarray):
        return np.array2string(part, separator=", ").replace("\n", "")
    return "[" + ", ".join(_show(one) if isinstance(one, tuple) else str(one) for one in part) + "]"
