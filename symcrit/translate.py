"""Between sympy and the expression language of core (docs/format.md).

`as_expr` is the gate for exact values, `to_json` writes a sympy expression, `from_json` reads one back and
`declarations` collects the symbols and hypotheses of a claim. Translation keeps the form of an expression: nothing is
simplified on the way, so x·x⁻¹ arrives as x·x⁻¹ and not as 1, and `renamed` changes symbols without evaluating anew.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import sympy
from sympy import Expr, Integer, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from symcrit import core, expectations
from symcrit.core import SECOND, Context, Domain, OutOfWork, Reject, Work
from symcrit.errors import InputError, shorten, unknown
from symcrit.exact import as_expr, is_total, known_fact, needed, renamed
from symcrit.parse import FUNCTIONS, MAX_EXPONENT, NAME, exact_number
from symcrit.sympy_functions import binormal, kernel_function, mean_function
from symcrit.sympy_json import JSON, Judge, by_name, exact_json, to_json

__all__ = ["JSON", "as_expr", "by_name", "declarations", "definite_json", "exact_json", "from_json", "is_total",
           "kernel_function", "mean_function", "needed", "positive_where", "renamed", "to_json"]  # fmt: skip

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
    if op == "moment" and len(rest) == 3:
        spec, centre, upper = rest
        parts = ([_read(arg, symbols) for arg in part] for part in (centre, upper))
        return expectations.of_moment([(str(label), int(order)) for label, order in spec], *parts)
    args = [_read(arg, symbols) for arg in rest]
    if op == "binormal" and len(args) == 3:
        return binormal(*args)
    if op == "signs" and len(args) in (6, 10):
        return expectations.sign_moment(*args)
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
    for two symbols of one name, for the hypothesis `false`, for one with an expectation, and for x^y in one where the
    others do not say that x > 0.

    >>> l = Symbol("l", integer=True, positive=True)
    >>> declarations([l + Symbol("x")], [sympy.Ne(l, 3)])
    ({'l': 'integer', 'x': 'real'}, [['>=', 'l', '1'], ['!=', 'l', '3']])
    """
    relations = [relation for hypothesis in where for relation in _relations(hypothesis)]
    sides = [side for relation in relations for side in relation.args]
    averaged = [relation for relation in relations if relation.has(expectations.Expectation, expectations.Slope)]
    if averaged:
        raise InputError(
            f"a hypothesis speaks of no expectations, as {shorten(averaged[0])} does; write its closed_form()"
        )
    roots = [*map(as_expr, exprs), *map(as_expr, sides)]
    symbols = by_name(sorted({s for root in roots for s in root.free_symbols}, key=lambda s: s.name))
    kinds, signs = {}, []
    for name, symbol in symbols.items():
        _check_assumptions(symbol)
        kinds[name] = "integer" if symbol.is_integer else "real"
        given = [sign for sign in _signs(symbol) if not any(_implies(r, symbol, sign) for r in relations)]
        of_integers = _INTEGER_SIGNS if symbol.is_integer else {}
        signs += [[rel, name, bound] for rel, bound in (of_integers.get(sign, (sign, "0")) for sign in given)]
    stated = _hypotheses(kinds, signs, relations)
    for rows in expectations.definite(roots):
        if len(rows) == 1:
            stated += [] if positive_where(kinds, stated)(rows[0][0]) else [[">", to_json(rows[0][0]), "0"]]
        else:
            stated.append(definite_json(rows))
    return kinds, stated


def definite_json(rows: tuple[tuple[Expr, ...], ...]) -> list[JSON]:
    """That a matrix is positive definite; of a 2 × 2 matrix with numbers on its diagonal as a bound of |r|."""
    if len(rows) == 2:
        (p, r), (_, q) = rows
        if isinstance(r, Symbol) and p.is_Rational and q.is_Rational and p > 0 and q > 0:
            return ["<", ["abs", r.name], to_json(sympy.sqrt(p * q))]
    return ["pd", [[to_json(entry) for entry in row] for row in rows]]


def positive_where(kinds: Mapping[str, str], where: Iterable[list[JSON]]) -> Judge:
    """Whether an expression is > 0 by these hypotheses, as core sees it; what sympy knows is asked first."""
    context = Context(Domain.read(dict(kinds), list(where)), Work(SECOND))

    whole = [name for name, kind in kinds.items() if kind == "integer"]

    def positive(expr: Expr) -> bool:
        if known_fact(expr, "is_positive"):
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
