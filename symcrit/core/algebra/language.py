"""The language of expressions: reading them from JSON.

`parse` never simplifies: `x/x` stays a quotient, so that its domain is not forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from symcrit.core.algebra.tree import PI, Expr, means, num, sym, symbols
from symcrit.core.reading import index, is_name, items, name, need, number

MAX_DEPTH = 150
MAX_EXPONENT = 100_000
FUNCTIONS = [
    *("sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "abs"),
    "binormal",
]
SIGNS = (6, 10)  # how many arguments `signs` has
ARITY = {"binormal": 3}  # of functions of several arguments


def constant(value: object) -> Expr:
    """An exact number as an expression; raises `Malformed`."""
    return num(number(value))


@lru_cache(maxsize=4096)
def _atom(value: str) -> Expr:
    """The name or the number that a string writes."""
    if value == "pi":
        return PI
    if is_name(value):
        return sym(value)
    return constant(value)


Special = Callable[[Sequence[object], int], Expr]  # the arguments as JSON, and how deep they stand
NONE: Mapping[str, Special] = MappingProxyType({})


def parse(value: object, depth: int = 0, special: Mapping[str, Special] = NONE) -> Expr:
    """The expression that JSON `value` writes; raises `Malformed`.

    special: how operations are read that only some places have.
    """
    need(depth <= MAX_DEPTH, "expression nested deeper than {}", MAX_DEPTH)
    if isinstance(value, str):
        return _atom(value)
    if not isinstance(value, list):
        return constant(value)
    op, args = _split(value)
    if op in special:
        return special[op](args, depth)
    if op == "kernel" and len(args) == 7:
        return _kernel(args, depth)
    if op == "mean" and len(args) == 5:
        return _mean(args, depth)
    if op == "moment" and len(args) == 3:
        return _moment(args, depth)
    if op == "^" and len(args) == 2:
        return _power(args, depth, special)
    parts = [parse(arg, depth + 1, special) for arg in args]
    if op == "-" and len(parts) in (1, 2):
        return _difference(parts)
    if op == "/" and len(parts) == 2:
        numerator, denominator = parts
        return Expr("mul", numerator, Expr("pow", -1, denominator))
    if op == "+" and parts:
        return Expr("add", *parts)
    if op == "*" and parts:
        return Expr("mul", *parts)
    if op == "signs" and len(parts) in SIGNS:
        return Expr(op, *parts)
    need(op in FUNCTIONS and len(parts) == ARITY.get(op, 1), "unknown operation {}", value)
    return Expr(op, *parts)


def _split(value: list[object]) -> tuple[str, Sequence[object]]:
    """The operation and its arguments; the operation is "" where the list begins with no word."""
    if value and isinstance(value[0], str):
        return value[0], value[1:]
    return "", ()


def _kernel(args: Sequence[object], depth: int) -> Expr:
    """A derivative of an arbitrary kernel, from its name, its orders, q11, q12 and q22."""
    orders = args[1:4]
    good = all(type(order) is int and 0 <= order <= 4 for order in orders)
    need(good, "orders {} must be 0 … 4", list(orders))
    return Expr("kernel", name(args[0]), *orders, *[parse(arg, depth + 1) for arg in args[4:]])


def _mean(args: Sequence[object], depth: int) -> Expr:
    """E[f(u) g(v)], f and g in a variable z of their own."""
    f, g, *gram = [parse(arg, depth + 1) for arg in args]
    in_z = symbols(f, g) <= {"z"} and not means(f, g)
    need(in_z, "the functions of a mean are written in z, without means")
    return Expr("mean", f, g, *gram)


def _moment(args: Sequence[object], depth: int) -> Expr:
    """∂ᵏ by the means of E[Π f_j(y_j)]: names and orders, means, and the upper triangle of the covariance matrix."""
    spec, means_of, upper = (items(part) for part in args)
    functions = [items(entry) for entry in spec]
    size = len(functions)
    good = size > 0 and all(len(entry) == 2 for entry in functions)
    need(good and len(means_of) == size and 2 * len(upper) == size * (size + 1), "not a moment: {}", list(args))
    named = tuple((name(label), index(order)) for label, order in functions)
    return Expr("moment", named, *[parse(part, depth + 1) for part in (*means_of, *upper)])


def _power(args: Sequence[object], depth: int, special: Mapping[str, Special]) -> Expr:
    base, written = args
    exponent = number(written)
    usable = exponent.q == 1 and abs(exponent) <= MAX_EXPONENT
    need(usable, "not a usable integer exponent: {}", written)
    return Expr("pow", int(exponent.p), parse(base, depth + 1, special))


def _difference(parts: Sequence[Expr]) -> Expr:
    """−x, or x − y."""
    minus = Expr("mul", num(-1), parts[-1])
    if len(parts) == 1:
        return minus
    return Expr("add", parts[0], minus)
