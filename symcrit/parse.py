"""Reading expressions from text: `parse("1/sqrt(l*(2*l - 1))")`.

The text is read with Python's own grammar (module `ast`) and then walked node by node; nothing is ever executed.
Two properties matter downstream.
*Exact*: "0.25" and "1e-5" are rational numbers, never floats.
*Literal*: an operation is carried out only where every operand is defined for all real values (polynomials, rational
numbers, square roots of non-negative rationals). Anything else keeps the form in which it was written, so that "x/x"
stays x·x⁻¹ and whoever reads it still sees that x ≠ 0 is needed. With `literal`, as claims are read, nothing but the
arithmetic of rational numbers is carried out: "x + x" stays a sum, and what is printed is what was written.
"""

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from itertools import takewhile

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol

from symcrit.errors import InputError, shorten, unknown

__all__ = ["FUNCTIONS", "NAME", "exact_number", "parse"]

MAX_LENGTH = 100_000
MAX_DEPTH = 200
MAX_EXPONENT = 4_000
MAX_LARGEST = 8  # arguments of max; each doubles the expression
MAX_BITS = 14_000  # numbers that still print in Python's default 4300 digits

NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,39}")
_ALLOWED = re.compile(r"[A-Za-z_0-9.+\-*/^(), ]*")
_JUXTAPOSED = re.compile(r"(?<![A-Za-z_0-9])[0-9.]+ ?[A-Za-z_(]|\) ?[A-Za-z_0-9(]|[A-Za-z_0-9] [A-Za-z_0-9(]")
_SPELLED = {"√": "sqrt(…)", "π": "pi", "·": "*", "×": "*", "−": "-", "²": "^2", "{": "( )", "[": "( )", "|": "abs(…)"}
_DECIMAL = re.compile(r"(?P<whole>\d*)(?:\.(?P<part>\d*))?(?:[eE](?P<exponent>[+-]?\d{1,9}))?")

_ELEMENTARY = ("exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc")
FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "sqrt": lambda x, evaluate=True: Pow(x, sympy.S.Half, evaluate=evaluate),
    "abs": sympy.Abs,
    **{name: getattr(sympy, name) for name in _ELEMENTARY},
}
_SIGNS = "products need a sign, functions parentheses: write 2*k for 2k, sin(x) for sin x"
_CONSTANTS = {"pi": sympy.pi, "E": sympy.E}
_LARGEST = {"max": 1, "min": -1}  # max(a, b) = (a + b + |a − b|)/2
_INFINITE = ("oo", "inf", "infinity", "nan")
_WRITTEN: dict[str, str] = {  # functions of other names
    "ln": "log(…)",
    "arcsin": "asin(…)",
    "arccos": "acos(…)",
    "arctan": "atan(…)",
    "cot": "1/tan(…)",
    "sec": "1/cos(…)",
    "sigmoid": "1/(1 + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "relu": "max(x, 0)",
    "Phi": "erfc(-x/sqrt(2))/2",
    "Abs": "abs(…)",
    "Max": "max(…)",
    "Min": "min(…)",
}

# An expression, and whether it is defined for all real values and cheap for sympy to combine further.
_Parsed = tuple[Expr, bool]


def parse(text: str, symbols: Mapping[str, Symbol] | None = None, *, literal: bool = False) -> Expr:
    """The expression that `text` spells; `literal`: only rational numbers are combined.

    Numbers (exact decimals included), names, + - * /, ** and ^ (both the power), parentheses, `pi`, `E`, calls of
    `FUNCTIONS` with one argument, and max and min, which stand for (a + b ± |a − b|)/2.
    A name is `symbols[name]` if given there, otherwise `Symbol(name, real=True)`.

    Raises InputError for anything else, and for texts of more than 100 000 characters, nesting beyond 200 or decimal
    exponents beyond 4000.

    >>> parse("1e-5"), parse("sqrt(2)/2"), parse("2^3")
    (1/100000, sqrt(2)/2, 8)
    >>> parse("x/x").args
    (x, 1/x)
    >>> parse("x + x"), parse("x + x", literal=True)
    (2*x, x + x)
    >>> parse("x.__class__")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: cannot read 'x.__class__': attributes are not part of the language
    """
    if len(text) > MAX_LENGTH:
        raise InputError(f"{shorten(text)!r} has {len(text)} characters; at most {MAX_LENGTH} are read")
    source = " ".join(text.split())
    end = _ALLOWED.match(source).end()
    if end < len(source):
        remedy = f"; write {_SPELLED[source[end]]}" if source[end] in _SPELLED else ""
        raise InputError(f"cannot read {shorten(text)!r}: unexpected character {source[end]!r}{remedy}")
    source = source.replace("^", "**")
    try:
        with warnings.catch_warnings(action="error"):  # "1or x" is a warning in Python, a syntax error here
            tree = ast.parse(source, mode="eval").body
        reader = _Literal if literal else _Reader
        return reader(source, symbols or {}).read(tree, 0)[0]
    except SyntaxError as error:
        reason = _SIGNS if _JUXTAPOSED.search(source) else error.msg or "syntax error"
        raise InputError(f"cannot read {shorten(text)!r}: {shorten(reason)}") from None
    except (RecursionError, MemoryError, OverflowError):
        raise InputError(f"cannot read {shorten(text)!r}: nested too deeply (at most {MAX_DEPTH})") from None
    except InputError as error:
        raise InputError(f"cannot read {shorten(text)!r}: {error}") from None


def exact_number(text: str) -> Rational | None:
    """The rational number that a decimal literal without sign spells, or None if `text` is no such literal.

    >>> exact_number("2.50"), exact_number("1e-3"), exact_number("0x10"), exact_number("l")
    (5/2, 1/1000, None, None)
    """
    match = _DECIMAL.fullmatch(text)
    digits = match and match["whole"] + (match["part"] or "")
    if not digits:
        return None
    exponent = int(match["exponent"] or 0)
    if abs(exponent) > MAX_EXPONENT or len(digits) > MAX_EXPONENT:
        raise InputError(
            f"{shorten(text)} is too long a number; at most {MAX_EXPONENT} digits, exponent at most {MAX_EXPONENT}"
        )
    shift = exponent - len(match["part"] or "")
    value = Integer(int(digits))
    return value * Integer(10) ** shift if shift >= 0 else Rational(value, Integer(10) ** -shift)


class _Reader:
    """Walks one syntax tree. Every method returns a `_Parsed` pair or raises InputError."""

    def __init__(self, source: str, symbols: Mapping[str, Symbol]):
        self.source = source
        self.symbols = symbols

    def read(self, node: ast.expr, depth: int) -> _Parsed:
        if depth > MAX_DEPTH:
            raise InputError(f"nested too deeply (at most {MAX_DEPTH})")
        match node:
            case ast.Constant():
                return self.number(node), True
            case ast.Name(id=name):
                if name in _INFINITE and name not in self.symbols:
                    raise InputError(f"{name} is no real number; leave the bound out")
                return _CONSTANTS.get(name) or self.symbols.get(name) or Symbol(name, real=True), True
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                value = self.read(operand, depth + 1)
                return value if isinstance(node.op, ast.UAdd) else self.negative(value)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self.chain(node, depth, Add, ast.Add, ast.Sub, self.negative)
            case ast.BinOp(op=ast.Mult() | ast.Div()):
                return self.chain(node, depth, Mul, ast.Mult, ast.Div, self.reciprocal)
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                return self.power(self.read(left, depth + 1), self.read(right, depth + 1))
            case ast.Call():
                return self.call(node, depth)
        raise InputError(_REFUSED.get(type(node), "only numbers, names, + - * / ^ and function calls are read"))

    def number(self, node: ast.Constant) -> Rational:
        text = self.source[node.col_offset : node.end_col_offset]
        value = exact_number(text)
        if value is None:
            raise InputError(f"{shorten(text)} is not a decimal number")
        return value

    def chain(self, node: ast.expr, depth: int, build, straight: type, inverse: type, invert) -> _Parsed:
        """A sum of any length read as one node, so that its length does not count as nesting; likewise a product."""
        parts = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, (straight, inverse)):
            part = self.read(node.right, depth + 1)
            parts.append(part if isinstance(node.op, straight) else invert(part))
            node = node.left
        parts.append(self.read(node, depth + 1))
        return self.combine(build, parts[::-1])

    def call(self, node: ast.Call, depth: int) -> _Parsed:
        if not isinstance(node.func, ast.Name):
            raise InputError("only named functions are called")
        name = node.func.id
        if name in _LARGEST:
            return self.largest(node, depth)
        if name in _WRITTEN:
            raise InputError(f"unknown function {name!r}; write {_WRITTEN[name]}")
        if name not in FUNCTIONS:
            if len(name) == 1 and name not in "fgh":
                raise InputError(f"{name} is no function; write {name}*(…) for a product")
            raise unknown("function", name, [*FUNCTIONS, *_LARGEST])
        if node.keywords or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            raise InputError(f"{name} takes exactly one argument")
        value = self.read(node.args[0], depth + 1)[0]
        simple = name == "sqrt" and self.is_simple_root(value)
        return FUNCTIONS[name](value, evaluate=simple), simple

    def largest(self, node: ast.Call, depth: int) -> _Parsed:
        """max(a, b, …) or min(a, b, …), by absolute values."""
        name = node.func.id
        if node.keywords or len(node.args) < 2 or any(isinstance(entry, ast.Starred) for entry in node.args):
            raise InputError(f"{name} takes two or more arguments")
        if len(node.args) > MAX_LARGEST:
            raise InputError(f"{name} takes at most {MAX_LARGEST} arguments")
        first, *others = (self.read(entry, depth + 1) for entry in node.args)
        for other in others:
            distance = sympy.Abs(self.combine(Add, [first, self.negative(other)])[0], evaluate=False), False
            if _LARGEST[name] < 0:
                distance = self.negative(distance)
            half = (Rational(1, 2), True)
            first = self.combine(Mul, [half, self.combine(Add, [first, other, distance])])
        return first

    def is_simple_root(self, radicand: Expr) -> bool:
        """Whether sympy may pull squares out of a radicand, which needs its small factors."""
        return bool(radicand.is_Rational and radicand >= 0 and _bits(radicand) <= 256)

    def combine(self, build, parts: list[_Parsed]) -> _Parsed:
        """Sum or product: carried out if every part is total, otherwise kept as written."""
        total = all(part_total for _, part_total in parts) and sum(_bits(part) for part, _ in parts) <= MAX_BITS
        return build(*(part for part, _ in parts), evaluate=total), total

    def negative(self, value: _Parsed) -> _Parsed:
        return self.combine(Mul, [(sympy.S.NegativeOne, True), value])

    def reciprocal(self, value: _Parsed) -> _Parsed:
        expr, total = value
        if expr.is_Rational or (total and expr.is_Pow and expr.base.is_Rational):  # a number, or √2 and the like
            if expr.is_zero:
                raise InputError("division by zero")
            return 1 / expr, True
        return Pow(expr, -1, evaluate=False), False

    def power(self, base: _Parsed, exponent: _Parsed) -> _Parsed:
        b, e = base[0], exponent[0]
        if not (e.is_Integer and (b.is_Rational or b.is_Symbol)):
            return Pow(b, e, evaluate=False), False
        if abs(e) > MAX_EXPONENT or _bits(b) * abs(e) > MAX_BITS:
            raise InputError(f"the power {shorten(b)}^{shorten(e)} is too large (exponents up to {MAX_EXPONENT})")
        if b.is_zero and e < 0:
            raise InputError("division by zero")
        total = bool(b.is_Rational or e >= 0)
        return Pow(b, e, evaluate=self.is_carried_out(b, total)), total

    def is_carried_out(self, base: Expr, total: bool) -> bool:
        """Whether an integer power is carried out."""
        return total


class _Literal(_Reader):
    """Carries out nothing but the arithmetic of rational numbers; then "total" says that a value is one."""

    def read(self, node: ast.expr, depth: int) -> _Parsed:
        value, _ = super().read(node, depth)
        return value, bool(value.is_Rational)

    def combine(self, build, parts: list[_Parsed]) -> _Parsed:
        """Sum or product; the rational numbers at its front, which stand in one bracket, are combined."""
        exprs = [part for part, _ in parts]
        if not exprs[0].is_Rational and exprs[0].func is build:
            exprs = [*exprs[0].args, *exprs[1:]]  # (x·y)·z without brackets
        elif build is Mul and exprs[0] == -1 and exprs[1].is_Mul:
            exprs = [exprs[0], *exprs[1].args, *exprs[2:]]  # −(x·y) without brackets
        numbers = list(takewhile(lambda part: part.is_Rational, exprs))
        if sum(map(_bits, numbers)) > MAX_BITS:
            return build(*exprs, evaluate=False), False
        front = [build(*numbers)] if numbers else []
        rest = exprs[len(numbers) :]
        return (build(*front, *rest, evaluate=False), False) if rest else (front[0], True)

    def reciprocal(self, value: _Parsed) -> _Parsed:
        if not value[0].is_Rational:
            return Pow(value[0], -1, evaluate=False), False
        return super().reciprocal(value)

    def is_simple_root(self, radicand: Expr) -> bool:
        return False

    def is_carried_out(self, base: Expr, total: bool) -> bool:
        return bool(base.is_Rational)


_REFUSED = {
    ast.Attribute: "attributes are not part of the language",
    ast.Subscript: "indexing is not part of the language",
    ast.Tuple: "one expression is expected, not several",
    ast.Compare: "relations are not part of an expression",
}


def _bits(value: Expr) -> int:
    return max(abs(value.p).bit_length(), value.q.bit_length()) if value.is_Rational else 0
