"""Straight-line programs in floating point that bound their own rounding errors.

Errors are in units u of roundoff.  Sums, products, quotients and roots are right to u, elementary functions to
FUNCTION·u, erfc and Φ₂ to bounds of their own.  A bound is a number where it is relative, whatever the arguments are;
only a difference, or a function of large slope, needs an array of absolute bounds.  Terms of second order are left to
the margin of whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import lazy_loader
import sympy
from sympy import Add, Expr, Mul, Pow, Symbol

from symcrit.kernels.stable import det, quadrant, tail

np = lazy_loader.load("numpy")

__all__ = ["FUNCTION", "NoProgram", "Program", "Rounded", "program"]

FUNCTION = 2.0  # numpy's functions and libm's erf are right to 1 ulp: test_numeric.py and test_twofold.py look at that


class NoProgram(Exception):
    """An expression has a function without a rule."""


class Rounded(NamedTuple):
    """Values; their error, relative if it is a plain float, else absolute; whether they are certainly ≥ 0."""

    value: Any
    error: Any = 0.0
    positive: bool = False

    @property
    def is_relative(self) -> bool:
        """Whether the error is relative: numpy's numbers are no plain floats."""
        return type(self.error) is float

    @property
    def is_exact(self) -> bool:
        """Whether there is no error."""
        return type(self.error) is float and self.error == 0

    @property
    def absolute(self) -> Any:
        """The absolute error."""
        return np.abs(self.value) * self.error if self.is_relative else self.error


def _add(x: Rounded, y: Rounded) -> Rounded:
    value, positive = x.value + y.value, x.positive and y.positive
    if x.is_exact and y.is_exact:
        return Rounded(value, 1.0, positive)
    if positive and x.is_relative and y.is_relative:
        return Rounded(value, max(x.error, y.error) + 1, True)
    error = np.abs(value)
    error += x.absolute
    error += y.absolute
    return Rounded(value, error, positive)


def _multiply(x: Rounded, y: Rounded) -> Rounded:
    value, positive = x.value * y.value, x.positive and y.positive
    if x.is_exact and y.is_exact and _are_singles(x.value, y.value):
        return Rounded(value, 0.0, positive)
    if x.is_relative and y.is_relative:
        return Rounded(value, x.error + y.error + 1, positive)
    if y.is_relative:
        x, y = y, x
    error = np.abs(value) * (x.error + 1 if x.is_relative else 1.0)
    error += np.abs(x.value) * y.error
    if not x.is_relative:
        error += np.abs(y.value) * x.error
    return Rounded(value, error, positive)


def _are_singles(*values: Any) -> bool:
    """Whether these are pairs of a float and 0: their product is a pair."""
    return all(getattr(value, "is_single", False) for value in values)


def _square(x: Rounded) -> Rounded:
    return _multiply(x, x)._replace(positive=True)


def _divide(x: Rounded, y: Rounded) -> Rounded:
    value, positive = x.value / y.value, x.positive and y.positive
    if x.is_relative and y.is_relative:
        return Rounded(value, x.error + y.error + 1, positive)
    return Rounded(value, abs(value) + (x.absolute + abs(value) * y.absolute) / abs(y.value), positive)


def _scale(x: Rounded, *, factor: float) -> Rounded:
    """By ± a power of 2."""
    error = x.error if x.is_relative else abs(factor) * x.error
    return Rounded(factor * x.value, error, x.positive and factor > 0)


def _sqrt(x: Rounded) -> Rounded:
    """Rounding may put a radicand below 0."""
    value = np.sqrt(x.value if x.positive else np.maximum(x.value, 0))
    if x.is_relative:
        return Rounded(value, x.error / 2 + 1, True)
    size = np.abs(value)
    return Rounded(value, size + x.error / (2 * size), True)


def _atan2(y: Rounded, x: Rounded) -> Rounded:
    """An angle θ changes by (x dy − y dx)/(x² + y²), and x·y ≤ θ·(x² + y²)."""
    value = np.arctan2(y.value, x.value)
    if x.is_relative and y.is_relative:
        return Rounded(value, x.error + y.error + FUNCTION, y.positive)
    across, up = abs(x.value), abs(y.value)
    moved = (across * y.absolute + up * x.absolute) / (across * across + up * up)
    return Rounded(value, FUNCTION * abs(value) + moved, y.positive)


def _function(x: Rounded, *, name: str, slope: Callable[[Any, Any], Any], positive: bool) -> Rounded:
    """f(x), with f′ = slope(x, f(x))."""
    value = _called(name)(x.value)
    if x.is_exact:
        return Rounded(value, FUNCTION, positive)
    steep = slope(*(np.asarray(one.astype(float)) if hasattr(one, "parts") else one for one in (x.value, value)))
    return Rounded(value, FUNCTION * abs(value) + abs(steep) * x.absolute, positive)


def _called(name: str) -> Callable[..., Any]:
    """numpy's function, or for erf and erfc that of libm: numpy has none, and scipy's erfc is right to 500 ulp only."""
    return getattr(np, name, None) or partial(_error_function, name)


def _error_function(name: str, x: Any) -> Any:
    if hasattr(x, "parts"):
        return x.error_function(name)
    from symcrit.kernels.bivariate import error_function  # which is compiled then

    return error_function(np.atleast_1d(x).astype(float).ravel(), name == "erfc").reshape(np.shape(x))


def _erfc(x: Rounded) -> Rounded:
    """erfc x, right to 10 + 2x² units, or to 1e-300 absolutely."""
    value, size = _error_function("erfc", x.value), np.abs(x.value)
    own = (10 + 2 * np.minimum(size, 40) ** 2) * abs(value) + 1e-300 / getattr(value, "unit", 2.0**-53)
    return Rounded(value, own + 1.2 * np.exp(-size * size) * x.absolute, True)


def _quadrant(*sides: Rounded) -> Rounded:
    """Φ₂, as `bivariate.quadrants` takes it; its bound is absolute."""
    values, errors = [side.value for side in sides], [side.absolute for side in sides]
    if hasattr(values[0], "quadrants"):
        return Rounded(*values[0].quadrants(values, errors), True)
    from symcrit.kernels.bivariate import quadrants  # which compiles it

    shape = np.broadcast_shapes(*map(np.shape, values))
    rows, bounds = (np.stack([np.broadcast_to(one, shape).ravel() for one in of], axis=1) for of in (values, errors))
    found = quadrants(rows.astype(float), bounds.astype(float)).reshape(*shape, 2)
    return Rounded(found[..., 0], found[..., 1], True)


_FUNCTIONS: dict[Any, tuple[str, Callable[[Any, Any], Any], bool]] = {
    sympy.exp: ("exp", lambda x, y: y, True),
    sympy.sin: ("sin", lambda x, y: np.cos(x), False),
    sympy.cos: ("cos", lambda x, y: np.sin(x), False),
    sympy.sinh: ("sinh", lambda x, y: abs(y) + 1, False),
    sympy.cosh: ("cosh", lambda x, y: y, True),
    sympy.erf: ("erf", lambda x, y: 1.2 * np.exp(-x * x), False),
}
_Step = tuple[Any, tuple[int, ...]]


class Program(NamedTuple):
    """Steps (function, places of its operands) or (constant, ()); each appends a value to those of the arguments."""

    steps: tuple[_Step, ...]

    def uses(self, place: int) -> bool:
        """Whether an argument is used."""
        return any(place in places for _, places in self.steps)

    @property
    def has_tails(self) -> bool:
        """Whether erf, erfc or Φ₂ is among the steps."""
        return any(what in (_quadrant, _erfc) or (isinstance(what, partial) and what.keywords.get("name") == "erf")
                   for what, _ in self.steps)  # fmt: skip

    def __call__(self, arguments: Sequence[Rounded], kind: Any) -> Rounded:
        """The last value, in the floating-point type `kind`."""
        values = list(arguments)
        for what, places in self.steps:
            values.append(what(*(values[place] for place in places)) if callable(what) else _constant(what, kind))
        return values[-1]


def _constant(value: int | str, kind: Any) -> Rounded:
    return Rounded(kind(value), 0.0 if isinstance(value, int) else 1.0, bool(kind(value) >= 0))


def program(expr: Expr, arguments: Sequence[Symbol]) -> Program:
    """The program of an expression in these symbols; raises `NoProgram`.

    >>> x = sympy.Symbol("x")
    >>> program(sympy.sqrt(x**2 + 1), [x])([Rounded(np.array([0.75]))], np.float64)
    Rounded(value=array([1.25]), error=2.0, positive=True)
    >>> program(x**2 - 1, [x])([Rounded(np.array([0.75]))], np.float64).error.tolist()
    [1.0]
    """
    places, steps = {symbol: place for place, symbol in enumerate(arguments)}, list[_Step]()

    def place(part: Expr) -> int:
        if part not in places:
            what, operands = _step(part, arguments)
            inner = tuple(map(place, operands))
            steps.append((what, inner))
            places[part] = len(arguments) + len(steps) - 1
        return places[part]

    if place(expr) != len(arguments) + len(steps) - 1:  # an argument alone
        steps.append((partial(_scale, factor=1.0), (place(expr),)))
    return Program(tuple(steps))


def _step(part: Expr, arguments: Sequence[Symbol]) -> tuple[Any, tuple[Expr, ...]]:
    """What to compute from which operands."""
    if part.is_number:
        small = part.is_Integer and abs(part) < 2**53
        return (int(part) if small else str(sympy.N(part, 40))), ()
    if isinstance(part, Pow):
        return _power(*part.args)
    if isinstance(part, Add):
        *first, last = _ordered(part, arguments)
        return _add, (Add(*first), last)
    if isinstance(part, Mul):
        return _product(part, arguments)
    if isinstance(part, sympy.atan2):
        return _atan2, part.args
    if isinstance(part, quadrant | tail):
        return (_quadrant if isinstance(part, quadrant) else _erfc), part.args
    if part.func is sympy.exp and isinstance(part.args[0], Add):
        *first, last = _ordered(part.args[0], arguments)
        return _multiply, (sympy.exp(Add(*first)), sympy.exp(last))
    if part.func not in _FUNCTIONS:
        raise NoProgram(part.func.__name__)
    name, slope, positive = _FUNCTIONS[part.func]
    return partial(_function, name=name, slope=slope, positive=positive), part.args


def _ordered(part: Expr, arguments: Sequence[Symbol]) -> list[Expr]:
    """The operands, those with the fewest arguments first: they are the smallest arrays when arguments broadcast.

    The determinant depends on three; so a sum of two products, which may be exact, is not torn apart by it.
    """

    def size(arg: Expr) -> int:
        return len(arg.free_symbols & set(arguments)) + 2 * arg.has(det)

    return sorted(part.args, key=lambda arg: (size(arg), sympy.default_sort_key(arg)))


def _power(base: Expr, exponent: Expr) -> tuple[Any, tuple[Expr, ...]]:
    if exponent == sympy.S.Half:
        return _sqrt, (base,)
    if not (2 * exponent).is_Integer:
        raise NoProgram(f"power {exponent}")
    if exponent < 0:
        return _divide, (sympy.S.One, Pow(base, -exponent))
    if exponent.is_Integer:
        half = Pow(base, exponent // 2)
        return (_multiply, (base, half * half)) if exponent % 2 else (_square, (half,))
    return _multiply, (sympy.sqrt(base), Pow(base, exponent - sympy.S.Half))


def _product(part: Expr, arguments: Sequence[Symbol]) -> tuple[Any, tuple[Expr, ...]]:
    factor, rest = part.as_independent(*arguments, as_Add=False)
    over, under = sympy.fraction(rest, exact=True)  # exp(−x) is no denominator
    if factor != 1:
        if factor.is_Rational and abs(factor.p * factor.q).bit_count() == 1:
            return partial(_scale, factor=float(factor)), (rest,)
        return _multiply, (factor, rest)
    if under != 1:
        return _divide, (over, under)
    *first, last = _ordered(part, arguments)
    return _multiply, (Mul(*first), last)
