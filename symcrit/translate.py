"""Between sympy and the expression language of core (DESIGN.md, "The language core reads").

`as_expr` is the gate for exact values, `to_json` writes a sympy expression, `from_json` reads one back and
`declarations` collects the symbols and hypotheses of a claim. Translation keeps the form of an expression: nothing is
simplified on the way, so x·x⁻¹ arrives as x·x⁻¹ and not as 1, and `renamed` changes symbols without evaluating anew.
"""

import contextlib
import numbers
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr, Integer, Rational, Symbol
from sympy.core.function import Application, AppliedUndef
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from symcrit.core.algebra import expr as core
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.reading import Reject
from symcrit.core.work import SECOND, OutOfWork, Work
from symcrit.errors import InputError, shorten, unknown
from symcrit.parse import FUNCTIONS, MAX_EXPONENT, NAME, exact_number, parse
from symcrit.sympy_functions import binormal, kernel_function, mean_function

__all__ = ["JSON", "as_expr", "declarations", "exact_json", "from_json", "is_total", "kernel_function", "mean_function",
           "needed", "positive_where", "renamed", "to_json"]  # fmt: skip

JSON = Any  # a string, an integer or a list [op, args…]
Judge = Callable[[Expr], bool]

# -------------------------------------------------------------------------------------------------------- exact values


def as_expr(value: object, symbols: Mapping[str, Symbol] | None = None, *, literal: bool = False) -> Expr:
    """`value` as an exact, finite, real-valued sympy expression.

    value: int, Fraction, sympy expression or str (see `symcrit.parse`; its names are `symbols[name]` or real symbols).
    literal: of a text, nothing but the arithmetic of rational numbers is carried out.
    Raises InputError for floats of any kind, nan, infinities, the imaginary unit and what is no expression at all.

    >>> as_expr("0.25"), as_expr(3), as_expr("2*x")
    (1/4, 3, 2*x)
    >>> as_expr(0.5)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 0.5 is a float; write '1/2' or Rational(1, 2)
    """
    if isinstance(value, str):
        return parse(value, symbols, literal=literal)
    if isinstance(value, Expr):
        for part in _subexpressions(value):
            if part.is_Float:
                raise _float_refused(part, value)
            if part in _NOT_REAL:
                raise InputError(f"{part} in {shorten(value)}: only finite real values are understood")
        return value
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return Rational(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        raise _float_refused(value)
    raise InputError(
        f"{shorten(value)} ({type(value).__name__}) is not exact; write an int, Fraction, sympy expression or str"
    )


_NOT_REAL = frozenset([sympy.nan, sympy.oo, -sympy.oo, sympy.zoo, sympy.I])


def _float_refused(value: object, inside: object = None) -> InputError:
    where = "" if inside is None or inside is value else f" in {shorten(inside, 40)}"
    x = float(value)
    if x != x or x in (float("inf"), float("-inf")):
        return InputError(f"{x}{where}: only finite real values are understood")
    near = Fraction(x).limit_denominator(1000)
    if float(near) != x or abs(x) > 1e6:
        remedy = f"for example the decimal in quotes: '{x}'" if not where else "such as Rational(1, 2) for Python's 1/2"
        return InputError(f"{x}{where} is a float; write the exact value, {remedy}")
    return InputError(f"{x}{where} is a float; write '{near}' or Rational({near.numerator}, {near.denominator})")


def _subexpressions(expr: sympy.Basic) -> Iterator[sympy.Basic]:
    """Every distinct subexpression once, without recursion (expressions are shared, and may be deep)."""
    seen, stack = {expr}, [expr]
    while stack:
        part = stack.pop()
        yield part
        fresh = [arg for arg in part.args if arg not in seen]
        seen.update(fresh)
        stack.extend(fresh)


def renamed(expr: sympy.Basic, symbols: Mapping[Symbol, Symbol]) -> Any:
    """`expr` with symbols replaced and nothing else: what is not evaluated stays so, as x/x does.

    >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
    >>> renamed(parse("x/x"), {x: y}).args
    (y, 1/y)
    """
    changed = {old: new for old, new in symbols.items() if old != new}
    if not changed or not expr.free_symbols & set(changed):
        return expr
    if isinstance(expr, Symbol):
        return changed[expr]
    args = [renamed(arg, changed) for arg in expr.args]
    literal = isinstance(expr, sympy.Add | sympy.Mul | sympy.Pow | sympy.Function | Relational)
    return expr.func(*args, evaluate=False) if literal else expr.func(*args)


def _known(expr: Expr, fact: str) -> bool | None:
    """What sympy knows of a value ("is_positive", …); None where it fails, at constants without value as 1/log(1)."""
    try:
        found: bool | None = getattr(expr, fact)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return found


def is_total(expr: Expr) -> bool:
    """Whether an expression is made of what has a value for all real values of its symbols; then evaluating it is safe.

    >>> is_total(parse("exp(x) + 1/sqrt(2)")), is_total(parse("x/x")), is_total(parse("0*log(x)"))
    (True, False, False)
    """
    return all(map(_has_a_value, _subexpressions(expr)))


_TOTAL = (sympy.Add, sympy.Mul, sympy.Symbol, sympy.Rational, sympy.Abs, sympy.exp, sympy.sin, sympy.cos, sympy.atan,
          sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf, sympy.erfc)  # fmt: skip


def _has_a_value(node: sympy.Basic) -> bool:
    """Whether a node has a value wherever its parts have one."""
    if not isinstance(node, sympy.Pow):
        return isinstance(node, _TOTAL) or node in (sympy.pi, sympy.E)
    base, exponent = node.args
    natural = isinstance(exponent, Integer) and exponent >= 0
    root_of_square = exponent.is_Rational and exponent > 0 and isinstance(base, sympy.Pow) and base.exp.is_even is True
    return bool(natural or root_of_square or base is sympy.E or (base.is_number and _known(base, "is_positive")))


def needed(expr: Expr) -> set[Expr]:
    """What an expression may need to have a value: the bases of its roots and quotients, the arguments of log, asin, …

    >>> needed(parse("x/x")), needed(parse("x") / parse("x"))
    ({x}, set())
    """
    found = set()
    for node in _subexpressions(expr):
        if not _has_a_value(node) and node.args:
            base = node.args[0]
            while isinstance(base, sympy.Pow):
                base = base.args[0]
            found.add(base)
    return found


# -------------------------------------------------------------------------------------------------------- sympy → JSON


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
    _by_name(symbol for symbol in _subexpressions(expr) if isinstance(symbol, Symbol))
    try:
        return _Writer(positive, frozenset(integers)).write(expr)
    except RecursionError:
        raise InputError(f"{shorten(expr)} is nested too deeply") from None


def exact_json(expr: object) -> JSON:
    """The core JSON of a weight or size; x^y needs x > 0 by the assumptions of its symbols (positive=True).

    Raises InputError as `to_json` does.
    """
    return to_json(expr, positive=lambda base: bool(_known(base, "is_positive")))


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
_ROOTS = {2: 1, 4: 2, 8: 3, 16: 4}  # x^(1/q) is so many square roots


class _Writer:
    """Writes one expression."""

    def __init__(self, positive: Judge | None, integers: frozenset[str]) -> None:
        self.positive = positive
        self.integers = integers

    def write(self, expr: sympy.Basic) -> JSON:
        if isinstance(expr, Symbol):
            return expr.name
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
        mean = getattr(expr, "mean", None)
        if mean is not None:
            return ["mean", *map(self.write, (*mean, *expr.args))]
        if isinstance(expr, binormal):
            return ["binormal", *map(self.write, expr.args)]
        kernel = getattr(expr, "kernel", None)
        if kernel is not None:
            return self.kernel(kernel[0], kernel[1:], expr.args)
        name = type(expr).__name__
        if isinstance(expr, sympy.Function) and name in _WRITE and len(expr.args) == 1:
            return _WRITE[name](self.write(expr.args[0]))
        what = "function" if isinstance(expr, Application) else "object"
        raise InputError(f"{what} {name!r} is not available in exact claims (in {shorten(expr)})")

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
    parts = (part for constant in constants for part in _subexpressions(constant))
    integrals = any(isinstance(part, binormal) or getattr(part, "mean", None) for part in parts)
    if integrals:
        return expr.args
    try:
        return expr.as_ordered_terms()
    except (ArithmeticError, TypeError, ValueError):
        return expr.args


def _power_refused(base: Expr, exponent: Expr) -> InputError:
    power = sympy.Pow(base, exponent, evaluate=False)
    if _known(base, "is_zero"):
        return InputError(f"{shorten(power)}: 0^y is 0 for y > 0, 1 for y = 0 and undefined else; write which is meant")
    if base.is_Symbol and base.name == "e":
        return InputError(f"{shorten(power)}: e is a symbol; write E for Euler's number, or exp(…)")
    if _known(base, "is_negative") and exponent.is_Rational:
        return InputError(f"{shorten(power)}: a root of a negative number is not real; write -(…)^(…) where meant")
    if _known(base, "is_negative"):
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


# -------------------------------------------------------------------------------------------------------- JSON → sympy


def from_json(data: JSON, symbols: Mapping[str, Symbol] | None = None) -> Expr:
    """The sympy expression of core JSON, evaluated as sympy does; names are `symbols[name]` or real symbols.

    Raises InputError for anything that is not core JSON.

    >>> from_json(["/", ["sqrt", "x"], ["+", "1/2", 3]])
    2*sqrt(x)/7
    >>> from_json(0.5)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 0.5 is not an expression: expected a number or name in quotes, an integer or [op, args…]
    """
    try:
        return _read(data, symbols or {})
    except RecursionError:
        raise InputError("the expression is nested too deeply") from None


_QUOTIENT = re.compile(r"(?P<sign>-?)(?P<top>[^/]+)(?:/(?P<bottom>\d+))?")

_READ: dict[str, Callable[..., Expr]] = {
    **FUNCTIONS,
    "+": sympy.Add,
    "*": sympy.Mul,
    "-": lambda x, *rest: -x if not rest else x - sympy.Add(*rest),
    "/": lambda x, y: x / y,
}


def _read(data: JSON, symbols: Mapping[str, Symbol]) -> Expr:
    if isinstance(data, int) and not isinstance(data, bool):
        return Integer(data)
    if isinstance(data, str):
        return _read_atom(data, symbols)
    if not (isinstance(data, list) and len(data) >= 2 and isinstance(data[0], str)):
        expected = "expected a number or name in quotes, an integer or [op, args…]"
        raise InputError(f"{shorten(data)} is not an expression: {expected}")
    op, *rest = data
    if op == "kernel" and len(rest) == 7 and all(type(order) is int and order >= 0 for order in rest[1:4]):
        return kernel_function(*rest[:4])(*(_read(arg, symbols) for arg in rest[4:]))
    if op == "mean" and len(rest) == 5:
        z = {"z": Symbol("z", real=True)}
        return mean_function(*(_read(f, z) for f in rest[:2]))(*(_read(arg, symbols) for arg in rest[2:]))
    args = [_read(arg, symbols) for arg in rest]
    if op == "binormal" and len(args) == 3:
        return binormal(*args)
    if op == "^" and len(args) == 2 and args[1].is_Integer and abs(args[1]) <= MAX_EXPONENT:
        return args[0] ** args[1]
    if op not in _READ:
        if op in ("^", "kernel"):
            raise InputError(f"{shorten(data)}: {op} does not take these arguments")
        raise unknown("operation", op, [*_READ, "^", "kernel"])
    if len(args) != 1 and (op in FUNCTIONS or (op == "/" and len(args) != 2)):
        raise InputError(f"{shorten(data)}: {op} does not take {len(args)} arguments")
    return _READ[op](*args)


def _read_atom(text: str, symbols: Mapping[str, Symbol]) -> Expr:
    if NAME.fullmatch(text):
        return sympy.pi if text == "pi" else symbols.get(text) or Symbol(text, real=True)
    match = _QUOTIENT.fullmatch(text)
    top = match and exact_number(match["top"])
    if top is None or (match["bottom"] and not int(match["bottom"])):
        raise InputError(f"{shorten(text)!r} is neither an exact number nor a name")
    value = top / Integer(int(match["bottom"] or 1))
    return -value if match["sign"] else value


# ---------------------------------------------------------------------------------------------- symbols and hypotheses


def declarations(exprs: Iterable[object], where: Iterable[object] = ()) -> tuple[dict[str, str], list[list[JSON]]]:
    """The fields `symbols` and `where` of a claim about `exprs` under the hypotheses `where`.

    exprs: exact values. where: sympy relations (Eq, Ne, <, <=, >, >=) or conjunctions of them; `true` is dropped.
    An integer symbol is declared "integer", every other one "real" (no assumption means real). Signs of symbols become
    hypotheses: positive `>`, nonnegative `>=`, negative `<`, nonpositive `<=`, nonzero `!=` 0; for an integer symbol
    positive is `>=` 1 and negative `<=` −1.

    A sign that a hypothesis l >= number already gives is not repeated.

    Raises InputError for symbols that are not real, for assumptions that have no counterpart (even, prime, rational),
    for two symbols of one name, for the hypothesis `false`, and for x^y in one where the others do not say that x > 0.

    >>> l = Symbol("l", integer=True, positive=True)
    >>> declarations([l + Symbol("x")], [sympy.Ne(l, 3)])
    ({'l': 'integer', 'x': 'real'}, [['>=', 'l', '1'], ['!=', 'l', '3']])
    """
    relations = [relation for hypothesis in where for relation in _relations(hypothesis)]
    sides = [side for relation in relations for side in relation.args]
    roots = [*map(as_expr, exprs), *map(as_expr, sides)]
    symbols = _by_name(sorted({s for root in roots for s in root.free_symbols}, key=lambda s: s.name))
    kinds, signs = {}, []
    for name, symbol in symbols.items():
        _check_assumptions(symbol)
        kinds[name] = "integer" if symbol.is_integer else "real"
        given = [sign for sign in _signs(symbol) if not any(_implies(r, symbol, sign) for r in relations)]
        of_integers = _INTEGER_SIGNS if symbol.is_integer else {}
        signs += [[rel, name, bound] for rel, bound in (of_integers.get(sign, (sign, "0")) for sign in given)]
    return kinds, _hypotheses(kinds, signs, relations)


def positive_where(kinds: Mapping[str, str], where: Iterable[list[JSON]]) -> Judge:
    """Whether an expression is > 0 by these hypotheses, as core sees it; what sympy knows is asked first."""
    context = Context(Domain.read(dict(kinds), list(where)), Work(SECOND))

    whole = [name for name, kind in kinds.items() if kind == "integer"]

    def positive(expr: Expr) -> bool:
        if _known(expr, "is_positive"):
            return True
        with contextlib.suppress(Reject, OutOfWork):
            return context.signs(core.parse(to_json(expr, integers=whole))) <= {1}
        return False

    return positive


def _hypotheses(kinds: Mapping[str, str], signs: list[list[JSON]], relations: list[Relational]) -> list[list[JSON]]:
    """The relations as JSON; in one with a power x^y, x must be > 0 by those that have none."""
    whole = [name for name, kind in kinds.items() if kind == "integer"]

    def write(relation: Relational, positive: Judge) -> list[JSON]:
        sides = (to_json(side, positive=positive, integers=whole) for side in (relation.lhs, relation.rhs))
        return [_RELATIONS[relation.rel_op], *sides]

    written: dict[int, list[JSON]] = {}
    for index, relation in enumerate(relations):
        with contextlib.suppress(_Power):
            written[index] = write(relation, _nothing_is_positive)
    if len(written) < len(relations):
        positive = positive_where(kinds, [*signs, *written.values()])
        written |= {i: write(relation, positive) for i, relation in enumerate(relations) if i not in written}
    return [*signs, *(written[index] for index in range(len(relations)))]


class _Power(Exception):
    """A power x^y occurs."""


def _nothing_is_positive(base: Expr) -> bool:
    raise _Power


_RELATIONS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _relations(hypothesis: object) -> Iterator[Relational]:
    if isinstance(hypothesis, bool):
        hypothesis = sympy.sympify(hypothesis)
    if isinstance(hypothesis, BooleanFalse):
        raise InputError("a hypothesis is false (sympy evaluated it): the claim would be about nothing")
    if isinstance(hypothesis, sympy.And):
        for part in hypothesis.args:
            yield from _relations(part)
    elif isinstance(hypothesis, Relational):
        yield hypothesis
    elif not isinstance(hypothesis, BooleanTrue):
        raise InputError(
            f"hypothesis {shorten(hypothesis)} is not understood; write relations such as l >= 1 or Eq(x, y)"
        )


def _by_name(symbols: Iterable[Symbol]) -> dict[str, Symbol]:
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


_INTEGER_SIGNS = {">": (">=", "1"), "<": ("<=", "-1")}
_SIGNS = {">": "positive", "<": "negative", ">=": "nonnegative", "<=": "nonpositive", "!=": "nonzero"}


def _signs(symbol: Symbol) -> list[str]:
    """The relations to 0 that the assumptions of `symbol` give, the strongest only."""
    if symbol.is_extended_positive or symbol.is_extended_negative:
        return [">" if symbol.is_extended_positive else "<"]
    weak = {">=": symbol.is_extended_nonnegative, "<=": symbol.is_extended_nonpositive, "!=": symbol.is_zero is False}
    return [sign for sign, holds in weak.items() if holds]


def _implies(relation: Relational, symbol: Symbol, sign: str) -> bool:
    """Whether `relation` is a rational bound on `symbol` that already says symbol > 0, as l >= 1 does."""
    bound = relation.rhs
    return sign == ">" and relation.lhs == symbol and relation.rel_op in (">", ">=") and bound.is_Rational and bound > 0


def _check_assumptions(symbol: Symbol) -> None:
    """Raises InputError unless kind and signs carry everything that `symbol` assumes."""
    name = symbol.name
    if symbol.is_real is False or (symbol.is_complex and symbol.is_real is None):
        raise InputError(
            f"symbol {name!r} is not real and claims are about real values; use Symbol({name!r}, real=True)"
        )
    carried = {"integer" if symbol.is_integer else "real": True, **{_SIGNS[sign]: True for sign in _signs(symbol)}}
    known = Symbol(name, **carried).assumptions0
    lost = [f"{fact}={truth}" for fact, truth in symbol.assumptions0.items() if known.get(fact) != truth]
    if lost:
        raise InputError(f"symbol {name!r} assumes {shorten(', '.join(lost))}, which a claim cannot say; use where=[…]")
