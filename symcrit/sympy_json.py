"""Sympy expressions as JSON of the expression language of core (docs/format.md).

The form of an expression is kept: nothing is simplified on the way, so x·x⁻¹ arrives as x·x⁻¹ and not as 1.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import sympy
from sympy import Expr, Integer, Rational, Symbol
from sympy.core.function import Application, AppliedUndef

from symcrit.errors import InputError, shorten
from symcrit.exact import as_expr, known_fact, subexpressions
from symcrit.parse import FUNCTIONS, NAME

__all__ = ["JSON", "Judge", "by_name", "exact_json", "to_json"]

JSON = Any  # a string, an integer or a list [op, args…]
Judge = Callable[[Expr], bool]


def to_json(expr: object, *, positive: Judge | None = None, integers: Iterable[str] = ()) -> JSON:
    """The core JSON of an exact value, in the form in which it stands.

    Powers mean what they mean for real numbers: x^n for integers n in digits, and x^(p/q) = (√…√x)^p for q = 2, 4, 8 or
    16, are written as they stand; (−b)^n for a number b > 0 and an integer n without value is cos(πn)·b^n; every other
    power is exp(y·log x), which is right where x > 0 and undefined where it is not.
    An undefined function of three arguments (and its derivatives by plain symbols) is an arbitrary kernel.

    positive: whether a base is > 0; where it is not, x^y is refused. By default x^y is written without asking, for
    whoever proposes forms that core checks anyway.
    integers: names of symbols that stand for integers, whatever sympy assumes of them.

    Raises InputError naming the function or symbol that core does not know, or the power that it cannot say.

    >>> x = Symbol("x", real=True)
    >>> to_json(sympy.Mul(x, 1 / x, evaluate=False))
    ['*', 'x', ['^', 'x', -1]]
    >>> to_json(sympy.sign(x))
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: function 'sign' is not available in exact claims (in sign(x))
    >>> to_json(x ** sympy.Rational(1, 3), positive=lambda base: base.is_positive)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: x**(1/3) is understood where x > 0, as exp((1/3)*log(x)), and x is not known to be > 0: \
add the hypothesis x > 0, or positive=True, and state the rest apart; or write exp(…) as text
    """
    expr = as_expr(expr)
    by_name(symbol for symbol in subexpressions(expr) if isinstance(symbol, Symbol))
    try:
        return _Writer(positive, frozenset(integers)).write(expr)
    except RecursionError:
        raise InputError(f"{shorten(expr)} is nested too deeply") from None


def exact_json(expr: object) -> JSON:
    """The core JSON of a weight or size; x^y needs x > 0 by the assumptions of its symbols (positive=True).

    Raises InputError as `to_json` does.
    """
    return to_json(expr, positive=lambda base: bool(known_fact(base, "is_positive")))


_WRITE: dict[str, Callable[[JSON], JSON]] = {
    **{name: (lambda x, name=name: [name, x]) for name in FUNCTIONS},
    "Abs": lambda x: ["abs", x],
    "cot": lambda x: ["/", ["cos", x], ["sin", x]],
    "sec": lambda x: ["/", "1", ["cos", x]],
    "csc": lambda x: ["/", "1", ["sin", x]],
    "coth": lambda x: ["/", ["cosh", x], ["sinh", x]],
    "sech": lambda x: ["/", "1", ["cosh", x]],
    "csch": lambda x: ["/", "1", ["sinh", x]],
}
NOTHING: frozenset[Symbol] = frozenset()
_ROOTS = {2: 1, 4: 2, 8: 3, 16: 4}  # x^(1/q) is so many square roots


class _Writer:
    """Writes one expression."""

    def __init__(self, positive: Judge | None, integers: frozenset[str]) -> None:
        self.positive = positive
        self.integers = integers
        self.inside: frozenset[Symbol] = NOTHING  # the Gaussian variables that are averaged over here

    def write(self, expr: sympy.Basic, inside: frozenset[Symbol] = NOTHING) -> JSON:
        """The JSON of an expression; inside: the Gaussian variables that are averaged over where it stands."""
        if not inside:
            return self.plainly(expr)
        before = self.inside
        self.inside = inside
        try:
            return self.plainly(expr)
        finally:
            self.inside = before

    def plainly(self, expr: sympy.Basic) -> JSON:
        """The JSON of an expression, where it stands."""
        if isinstance(expr, Symbol):
            return self.symbol(expr)
        if isinstance(expr, Rational):
            return _write_number(expr)
        if expr is sympy.pi:
            return "pi"
        if expr is sympy.E:
            return ["exp", "1"]
        if isinstance(expr, sympy.Add):
            return ["+", *map(self.write, _terms(expr))]
        if isinstance(expr, sympy.Mul):
            return ["*", *map(self.write, expr.args)]
        if isinstance(expr, sympy.Pow):
            return self.power(*expr.args)
        if isinstance(expr, sympy.Derivative):
            return self.derivative(expr, {})
        if isinstance(expr, sympy.Subs) and isinstance(expr.expr, sympy.Derivative):
            return self.derivative(expr.expr, dict(zip(expr.variables, expr.point, strict=True)))
        if isinstance(expr, AppliedUndef):
            return self.kernel(expr.func.__name__, (0, 0, 0), expr.args)
        if hasattr(expr, "written"):
            return expr.written(self.write)
        mean = getattr(expr, "mean", None)
        if mean is not None:
            return ["mean", *map(self.write, (*mean, *expr.args))]
        if self.inside and (own := self.of_gaussian(expr)) is not None:
            return own
        if getattr(expr, "is_binormal", False):
            return ["binormal", *map(self.write, expr.args)]
        kernel = getattr(expr, "kernel", None)
        if kernel is not None:
            return self.kernel(kernel[0], kernel[1:], expr.args)
        name = type(expr).__name__
        if isinstance(expr, sympy.Function) and name in _WRITE and len(expr.args) == 1:
            return _WRITE[name](self.write(expr.args[0]))
        what = "function" if isinstance(expr, Application) else "object"
        raise InputError(f"{what} {name!r} is not available in exact claims (in {shorten(expr)})")

    def symbol(self, expr: Symbol) -> JSON:
        """The name of a symbol; raises InputError for a Gaussian variable that nothing averages over."""
        if hasattr(expr, "law") and expr not in self.inside:
            raise InputError(f"{expr} is a Gaussian variable; it has a meaning inside of E(…) only")
        return expr.name

    def of_gaussian(self, expr: sympy.Basic) -> JSON:
        """What only expectations know: sign, Heaviside, max, min, and unknown functions; None for others."""
        unknown = getattr(expr, "unknown", None)
        if unknown is not None:
            return ["f", *unknown, self.write(expr.args[0])]
        if isinstance(expr, sympy.sign):
            return ["sign", self.write(expr.args[0])]
        if isinstance(expr, sympy.Heaviside):
            return ["step", self.write(expr.args[0])]
        if isinstance(expr, sympy.Max | sympy.Min):
            op = "max" if isinstance(expr, sympy.Max) else "min"
            return reduce(lambda x, y: [op, x, y], map(self.write, expr.args))
        return None

    def power(self, base: Expr, exponent: Expr) -> JSON:
        if base is sympy.E:
            return ["exp", self.write(exponent)]
        if isinstance(exponent, Integer):
            return ["^", self.write(base), int(exponent)]
        if isinstance(exponent, Rational) and exponent.q in _ROOTS:
            root = self.write(base)
            for _ in range(_ROOTS[exponent.q]):
                root = ["sqrt", root]
            return root if exponent.p == 1 else ["^", root, int(exponent.p)]
        if base.is_Rational and base < 0 and self.is_integer(exponent):
            sign = ["cos", ["*", "pi", self.write(exponent)]]
            return sign if base == -1 else ["*", sign, self.power(-base, exponent)]
        if self.positive is not None and not self.positive(base):
            raise _power_refused(base, exponent)
        return ["exp", ["*", self.write(exponent), ["log", self.write(base)]]]

    def is_integer(self, expr: Expr) -> bool:
        """Whether an expression is made of integers by sums and products."""
        if isinstance(expr, Symbol):
            return bool(expr.is_integer or expr.name in self.integers)
        if isinstance(expr, sympy.Add | sympy.Mul):
            return all(map(self.is_integer, expr.args))
        return isinstance(expr, Integer)

    def kernel(self, name: str, orders: Iterable[int], args: Iterable[Expr]) -> JSON:
        arguments = [self.write(arg) for arg in args]
        if len(arguments) != 3:
            raise InputError(f"undefined function {name!r} is read as an arbitrary kernel, which takes q11, q12, q22")
        return ["kernel", name, *orders, *arguments]

    def derivative(self, expr: sympy.Derivative, at: Mapping[Expr, Expr]) -> JSON:
        """Derivative(κ(…), (q, order), …) by plain-symbol arguments q of κ, then the values `at` put in for them."""
        function, counts = expr.expr, expr.variable_count
        if not isinstance(function, AppliedUndef):
            raise InputError(f"{shorten(expr)}: carry the derivative out first (doit)")
        orders = [0] * len(function.args)
        for variable, order in counts:
            places = [place for place, arg in enumerate(function.args) if arg.has(variable)]
            if len(places) != 1 or function.args[places[0]] != variable or not isinstance(order, Integer):
                raise InputError(f"{shorten(expr)}: only derivatives by one plain symbol argument are understood")
            orders[places[0]] += int(order)
        args = [at.get(arg, arg) for arg in function.args]
        if any(arg.has(*at) for arg in function.args if arg not in at):
            raise InputError(f"{shorten(expr)}: the substituted symbol must be an argument by itself")
        return self.kernel(function.func.__name__, orders, args)


def _terms(expr: sympy.Add) -> Iterable[Expr]:
    """The terms in sympy's order, for which it evaluates constants.

    They stay as they stand where that would take integrals, or where a constant has no value, as 1/log(1) has none.
    """
    constants = (factor for term in expr.args for factor in sympy.Mul.make_args(term) if factor.is_number)
    parts = (part for constant in constants for part in subexpressions(constant))
    integrals = any(getattr(part, "is_binormal", False) or getattr(part, "mean", None) for part in parts)
    if integrals:
        return expr.args
    try:
        return expr.as_ordered_terms()
    except (ArithmeticError, TypeError, ValueError):
        return expr.args


def _power_refused(base: Expr, exponent: Expr) -> InputError:
    power = sympy.Pow(base, exponent, evaluate=False)
    if known_fact(base, "is_zero"):
        return InputError(f"{shorten(power)}: 0^y is 0 for y > 0, 1 for y = 0 and undefined else; write which is meant")
    if base.is_Symbol and base.name == "e":
        return InputError(f"{shorten(power)}: e is a symbol; write E for Euler's number, or exp(…)")
    if known_fact(base, "is_negative") and exponent.is_Rational:
        return InputError(f"{shorten(power)}: a root of a negative number is not real; write -(…)^(…) where meant")
    if known_fact(base, "is_negative"):
        return InputError(f"{shorten(power)} is understood for integers {shorten(exponent, 40)}; use integer=True")
    x, y = shorten(base, 40), shorten(exponent, 40)
    y = f"({y})" if exponent.is_Rational else y
    return InputError(
        f"{shorten(power)} is understood where {x} > 0, as exp({y}*log({x})), and {x} is not known to be > 0: "
        f"add the hypothesis {x} > 0, or positive=True, and state the rest apart; or write exp(…) as text"
    )


def _write_number(value: Rational) -> str:
    try:
        return str(value)
    except ValueError:
        raise InputError("a number of more than 4300 digits is not written out; keep it as a power") from None


def by_name(symbols: Iterable[Symbol]) -> dict[str, Symbol]:
    """{name: symbol}; raises InputError for a name that core cannot read and for one name with two meanings."""
    found: dict[str, Symbol] = {}
    for symbol in symbols:
        name = symbol.name
        if name == "pi" or not NAME.fullmatch(name):
            rule = "letters, digits and _ only, at most 40, and not 'pi'"
            raise InputError(f"{shorten(name)!r} cannot be the name of a symbol: {rule}")
        if found.setdefault(name, symbol) != symbol:
            raise InputError(
                f"two different symbols are called {name!r} (their assumptions differ); use one of them throughout"
            )
    return found
