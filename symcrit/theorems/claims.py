"""Claims: what can be said about expressions and configurations, as the JSON that core reads.

The constructors translate and nothing else; the sentence that a claim says is printed from what core parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Symbol
from sympy.core.relational import Relational

from symcrit.core.check import Malformed
from symcrit.errors import InputError, shorten
from symcrit.statement import statement
from symcrit.theorems.latex import latex
from symcrit.translate import as_expr, declarations, to_json

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = [
    "Claim",
    "at_most",
    "best_partition",
    "concave",
    "critical",
    "equal",
    "increasing",
    "less",
    "loss_is",
    "not_critical",
    "of_relation",
    "positive",
]

Hypotheses = Iterable[object]


@dataclass(frozen=True)
class Claim:
    """A statement that core can read; `core` is its JSON, `statement` the sentence that core prints from it.

    Raises InputError where core does not understand the JSON.

    >>> less("1/3", "1/2").statement
    '1/3 < 1/2'
    """

    core: dict[str, Any]

    def __post_init__(self) -> None:
        try:
            statement(self.core)
        except (Malformed, RecursionError) as error:
            raise InputError(str(error) or "the claim is nested too deeply") from None

    @property
    def statement(self) -> str:
        """The sentence, printed from what core parsed."""
        return statement(self.core)

    @property
    def kind(self) -> str:
        """equal, less, at_most, increasing, concave, critical, not_critical, loss or best_partition."""
        return self.core["kind"]

    def __hash__(self) -> int:
        return hash(json.dumps(self.core, sort_keys=True))

    def __repr__(self) -> str:
        return f"Claim({self.statement})"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {latex(self.core)}$"


def equal(lhs: object, rhs: object, where: Hypotheses = ()) -> Claim:
    """lhs = rhs wherever the hypotheses hold; both sides are defined there.

    where: sympy relations, or text such as "1 < l <= k"; the assumptions of the symbols (integer, positive, …) are
    hypotheses too.
    Raises InputError for floats, for symbols that are not real and for functions that core does not know.

    >>> equal("sqrt(x^2)", "abs(x)").statement
    'for all real x: √(x^2) = abs(x)'
    >>> equal(0.5, "1/2")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 0.5 is a float; write '1/2' or Rational(1, 2)
    """
    return _of_sides("equal", lhs, rhs, where)


def less(lhs: object, rhs: object, where: Hypotheses = ()) -> Claim:
    """lhs < rhs, strictly, wherever the hypotheses hold; both sides are defined there.

    Raises InputError as `equal` does.

    >>> less("x", "exp(x)").statement
    'for all real x: x < exp(x)'
    """
    return _of_sides("less", lhs, rhs, where)


def at_most(lhs: object, rhs: object, where: Hypotheses = ()) -> Claim:
    """lhs ≤ rhs wherever the hypotheses hold; both sides are defined there.

    Raises InputError as `equal` does.

    >>> at_most("2*x*y", "x^2 + y^2").statement
    'for all real x, real y: 2·x·y ≤ x^2 + y^2'
    """
    return _of_sides("at_most", lhs, rhs, where)


def positive(expr: object, where: Hypotheses = ()) -> Claim:
    """0 < expr wherever the hypotheses hold, and expr is defined there.

    Raises InputError as `equal` does.

    >>> from sympy import symbols
    >>> l = symbols("l", integer=True)
    >>> positive(2*l - 1, where=[l >= 1]).statement
    'for all integer l with l ≥ 1: 0 < 2·l - 1'
    """
    return _of_sides("less", 0, expr, where)


def increasing(expr: object, symbol: object, where: Hypotheses = ()) -> Claim:
    """expr is strictly increasing in `symbol`, over the interval that the hypotheses give it.

    Raises InputError as `equal` does, and where `symbol` is not a symbol.

    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> increasing(x**3 + x, x).statement
    'for all real x: x^3 + x is strictly increasing in x'
    """
    return _of_function("increasing", expr, symbol, where)


def concave(expr: object, symbol: object, where: Hypotheses = ()) -> Claim:
    """expr is strictly concave in `symbol`, over the interval that the hypotheses give it.

    Raises InputError as `equal` does, and where `symbol` is not a symbol.

    >>> from sympy import Symbol, log
    >>> t = Symbol("t", positive=True)
    >>> concave(log(t), t).statement
    'for all real t with t > 0: log(t) is strictly concave in t'
    """
    return _of_function("concave", expr, symbol, where)


def critical(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """∇L = 0 at the configuration, in every a and w and in every input dimension that holds the teacher.

    Core builds the loss from the configuration and differentiates it; nothing but the configuration is handed over.
    Raises InputError for what is no configuration.

    >>> from symcrit import CopyAverage
    >>> critical(CopyAverage.symbolic("erf")).kind
    'critical'
    """
    return _of_configuration("critical", configuration, where)


def not_critical(configuration: Configuration, bound: object = 0, where: Hypotheses = ()) -> Claim:
    """‖∇L‖ > bound ≥ 0 at the configuration.

    Raises InputError for what is no configuration, and for a bound that is not exact.

    >>> from sympy import sqrt
    >>> from symcrit import OneNeuron
    >>> not_critical(OneNeuron("erf", k=2, norm=lambda l: 1 / sqrt(2 * l)), "1/100").kind
    'not_critical'
    """
    least = as_expr(bound)
    if least.is_negative:
        raise InputError(f"bound = {shorten(bound)} is negative, and every norm exceeds that; give a bound >= 0")
    return _of_configuration("not_critical", configuration, where, bound=least)


def loss_is(configuration: Configuration, value: object, where: Hypotheses = ()) -> Claim:
    """L = value at the configuration; for any number of groups L = Σ value(l) over the groups, value in the symbol `l`.

    Raises InputError for what is no configuration, and for a value that is not exact.

    >>> from symcrit import OneNeuron
    >>> loss_is(OneNeuron("erf", k=1), 0).kind
    'loss'
    """
    return _of_configuration("loss", configuration, where, value=as_expr(value))


def best_partition(
    configuration: Configuration, minimum: Callable[..., Any] | Expr | str | None = None, where: Hypotheses = ()
) -> Claim:
    """Among all partitions of k teachers into n groups, L is minimal iff at least n − 1 groups are singletons.

    The minimum is (n − 1) f(1) + f(k − n + 1), f the loss of one group, unless `minimum` gives it: a function of n
    and k, or an expression in symbols called n and k.
    Raises InputError unless the configuration leaves number and sizes of the groups open.

    >>> from symcrit import CopyAverage
    >>> claim = best_partition(CopyAverage.symbolic("erf"), minimum=lambda n, k: k - n)
    >>> claim.core["value"]
    ['+', 'k', ['*', '-1', 'n']]
    """
    n, k = (Symbol(name, integer=True, positive=True) for name in "nk")
    if getattr(configuration, "group_sizes", ()) is not None:
        raise InputError("best_partition needs any number of groups of any sizes, such as CopyAverage.symbolic('erf')")
    if minimum is None:
        value = (n - 1) * one_group_loss(configuration, sympy.S.One) + one_group_loss(configuration, k - n + 1)
    else:
        value = as_expr(minimum(n, k) if callable(minimum) else minimum)
    if foreign := {symbol.name for symbol in value.free_symbols} - {"n", "k"}:
        raise InputError(f"the minimum may depend on n and k only, not on {sorted(foreign)[0]}")
    claim = _configuration_json("best_partition", configuration, where)
    return Claim({**claim, "n": "n", "k": "k", "value": _json(value)})


def one_group_loss(configuration: Configuration, size: Expr) -> Expr:
    """The loss of one group of the given size, with the arguments of inverse functions tidied up (untrusted)."""
    l = Symbol("l", integer=True, positive=True)  # noqa: E741
    loss = configuration.loss([l])
    tidied = {node: node.func(_tidy(node.args[0])) for node in loss.atoms(sympy.asin, sympy.acos, sympy.atan)}
    return sympy.expand(loss.xreplace(tidied)).subs(l, size)


def _tidy(argument: Expr) -> Expr:
    """√(argument²) with the square in factors: 1/(2l) for c/√(2(1 + c²l)) and the like; untrusted."""
    square = sympy.factor(sympy.together(sympy.powsimp(argument**2)))
    root = sympy.sqrt(square)
    here = dict.fromkeys(argument.free_symbols, sympy.Rational(17, 5))
    old, new = (complex(e.subs(here).evalf(20)) for e in (argument, root))
    return root if abs(old - new) < 1e-12 else -root if abs(old + new) < 1e-12 else argument


def of_relation(relation: object, where: Hypotheses = ()) -> Claim:
    """The claim that a sympy relation makes: Eq, <, <=, > or >=.

    Raises InputError for Ne (a claim "≠ for all" has no certificate yet) and for what is no relation.

    >>> from sympy import Eq, Symbol
    >>> x = Symbol("x", real=True)
    >>> of_relation(x**2 >= x).statement
    'for all real x: x ≤ x^2'
    """
    makers = {"==": equal, "<": less, "<=": at_most, ">": less, ">=": at_most}
    if not isinstance(relation, Relational) or relation.rel_op not in makers:
        raise InputError(f"{shorten(relation)} is no claim; write equal(…), less(…), Eq(x, y), x < y, x >= y, …")
    sides = (relation.rhs, relation.lhs) if relation.rel_op[0] == ">" else (relation.lhs, relation.rhs)
    return makers[relation.rel_op](*sides, where)


# ------------------------------------------------------------------------------------------------------- translation


def _literal(expr: Expr) -> Expr:
    """(−1)^k for an integer k is cos(πk); other powers with a symbol in the exponent are read as exp(y log x)."""
    powers = {
        power: sympy.cos(sympy.pi * power.exp, evaluate=False)
        for power in expr.atoms(sympy.Pow)
        if power.base == -1 and power.exp.is_integer and not power.exp.is_Integer
    }
    return expr.xreplace(powers) if powers else expr


def _json(expr: object) -> Any:
    return to_json(_literal(as_expr(expr)))


def _hypotheses(where: Hypotheses, symbols: dict[str, Symbol]) -> list[object]:
    if isinstance(where, str) or not isinstance(where, Iterable):
        where = [where]
    texts_read = [_relations_in(h, symbols) if isinstance(h, str) else [h] for h in where]
    return [relation for relations in texts_read for relation in relations]


_RELATION = re.compile("(<=|>=|!=|==|[<>=≤≥≠])")
_MAKERS = {"<": sympy.Lt, "<=": sympy.Le, "≤": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "≥": sympy.Ge}
_MAKERS |= {"=": sympy.Eq, "==": sympy.Eq, "!=": sympy.Ne, "≠": sympy.Ne}


def _relations_in(text: str, symbols: dict[str, Symbol]) -> list[Relational]:
    """The relations of a hypothesis in text, unevaluated: "l > 1", or a chain such as "1 < l <= k"."""
    sides = _RELATION.split(text)
    if len(sides) < 3 or not all(side.strip() for side in sides):
        raise InputError(f"hypothesis {shorten(text)!r} is no relation; write for example 'l > 1'")
    exprs = [as_expr(side.strip(), symbols) for side in sides[::2]]
    chain = zip(sides[1::2], exprs, exprs[1:], strict=False)
    return [_MAKERS[rel](left, right, evaluate=False) for rel, left, right in chain]


def _of_sides(kind: str, lhs: object, rhs: object, where: Hypotheses) -> Claim:
    sides, known = _named([lhs, rhs], where)
    kinds, hypotheses = declarations(sides, known)
    left, right = map(_json, sides)
    return Claim({"kind": kind, "symbols": kinds, "where": hypotheses, "lhs": left, "rhs": right})


def _named(exprs: list[object], where: Hypotheses) -> tuple[list[Expr], list[object]]:
    """The expressions; names in text mean the symbols of that name in the other expressions and the hypotheses."""
    hypotheses = [where] if isinstance(where, str) or not isinstance(where, Iterable) else list(where)
    given = [e for e in (*exprs, *hypotheses) if isinstance(e, sympy.Basic)]
    symbols = {symbol.name: symbol for e in given for symbol in e.free_symbols if isinstance(symbol, Symbol)}
    return [as_expr(e, symbols) for e in exprs], _hypotheses(hypotheses, symbols)


def _of_function(kind: str, expr: object, symbol: object, where: Hypotheses) -> Claim:
    (body, variable), known = _named([expr, symbol], where)
    if not isinstance(variable, Symbol):
        raise InputError(f"{shorten(symbol)} is no symbol; name the variable in which the function is {kind}")
    kinds, hypotheses = declarations([body, variable], known)
    core = {"kind": kind, "symbols": kinds, "where": hypotheses, "expr": _json(body), "symbol": variable.name}
    return Claim(core)


def _configuration_json(kind: str, configuration: Configuration, where: Hypotheses, *values: Expr) -> dict[str, Any]:
    if not hasattr(configuration, "to_core"):
        remedy = "write Point(problem, network), CopyAverage(…) or OneNeuron(…)"
        raise InputError(f"{shorten(repr(configuration))} is no configuration; {remedy}")
    own = configuration.symbols
    known = [*configuration.where, *(_renamed(h, own) for h in _hypotheses(where, own))]
    kinds, hypotheses = declarations([*own.values(), *(_renamed(v, own) for v in values)], known)
    return {"kind": kind, "symbols": kinds, "where": hypotheses, "configuration": configuration.to_core()}


def _renamed(expr: Any, own: dict[str, Symbol]) -> Any:
    """`expr` in the symbols of the configuration: a symbol of the same name means the same."""
    if not isinstance(expr, sympy.Basic):
        return expr
    other = {s: own[s.name] for s in expr.free_symbols if isinstance(s, Symbol) and own.get(s.name, s) != s}
    return expr.xreplace(other) if other else expr


def _of_configuration(kind: str, configuration: Configuration, where: Hypotheses, **values: Expr) -> Claim:
    core = _configuration_json(kind, configuration, where, *values.values())
    return Claim({**core, **{name: _json(value) for name, value in values.items()}})
