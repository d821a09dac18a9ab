"""Claims: what can be said about expressions and configurations, as the JSON that core reads.

The constructors translate and nothing else; the sentence that a claim says is printed from what core parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

import sympy
from sympy import Expr, Symbol
from sympy.core.relational import Relational

from symcrit.arguments import listed
from symcrit.core.check import Malformed
from symcrit.core.claims import Claim as CoreClaim
from symcrit.errors import InputError, shorten, shown
from symcrit.statement import statement
from symcrit.translate import as_expr, declarations, positive_where, to_json

__all__ = [
    "Claim",
    "at_most",
    "concave",
    "equal",
    "increasing",
    "less",
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
    steps: tuple[Claim, ...] = field(default=(), compare=False, repr=False)

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
        """equal, less, at_most, increasing, concave, critical, …: what `symcrit.core.claims.FIELDS` lists."""
        return self.core["kind"]

    def using(self, *steps: Claim) -> Claim:
        """The same claim, with inequalities that help the search; they are proved too, and are no part of the claim.

        Raises InputError for what is neither `less` nor `at_most`.

        >>> from sympy import sin, symbols
        >>> x = symbols("x", positive=True)
        >>> less(sin(x), x + 1).using(less(sin(x), x)).statement
        'for all real x with x > 0: sin(x) < x + 1'
        """
        for step in steps:
            if not isinstance(step, Claim) or step.kind not in ("less", "at_most"):
                raise InputError(f"a step is an inequality, not {shown(step)}; write less(…) or at_most(…)")
        return replace(self, steps=(*self.steps, *steps))

    def __hash__(self) -> int:
        return hash(json.dumps(self.core, sort_keys=True))

    def __repr__(self) -> str:
        return f"Claim({self.statement})"

    def _repr_latex_(self) -> str:
        from symcrit.words.latex import paragraph
        from symcrit.words.sentences import sentences

        return paragraph(sentences(CoreClaim.read(self.core)))


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


class Setting(NamedTuple):
    """The symbols and hypotheses of a claim, as core reads them."""

    symbols: dict[str, str]
    where: list[Any]

    @classmethod
    def of(cls, exprs: Iterable[object], where: Iterable[object] = ()) -> Self:
        """What is declared for these expressions under these hypotheses; raises InputError as `declarations` does."""
        return cls(*declarations(exprs, where))

    def json(self, expr: object) -> Any:
        """An expression as core reads it; raises InputError for x^y where x > 0 does not follow from the hypotheses."""
        whole = [name for name, kind in self.symbols.items() if kind == "integer"]
        return to_json(expr, positive=self._is_positive, integers=whole)

    def _is_positive(self, expr: Expr) -> bool:
        return positive_where(self.symbols, self.where)(expr)

    def claim(self, kind: str, **fields: Any) -> Claim:
        """The claim of a kind with these fields."""
        return Claim({"kind": kind, "symbols": self.symbols, "where": self.where, **fields})


def json_of(expr: object) -> Any:
    """An expression without symbols and hypotheses as core reads it."""
    return Setting({}, []).json(literal(expr))


def literal(expr: object, symbols: dict[str, Symbol] | None = None) -> Expr:
    """An exact value; a text is read with these symbols and as it is written, nothing is evaluated."""
    return as_expr(expr, symbols, literal=True)


def hypotheses_of(where: Hypotheses, symbols: dict[str, Symbol]) -> list[object]:
    """The hypotheses one by one; texts are read with these symbols."""
    texts_read = [_relations_in(h, symbols) if isinstance(h, str) else [h] for h in _several(where)]
    return [relation for relations in texts_read for relation in relations]


def _several(where: Hypotheses) -> list[object]:
    """The hypotheses as a list; a single one may stand alone."""
    return [where] if isinstance(where, str) or not isinstance(where, Iterable) else listed("where", where, "relations")


_RELATION = re.compile("(<=|>=|!=|==|[<>=≤≥≠])")
_JOINED = re.compile(r"[,;&]|\b(and|or)\b")
_MAKERS = {"<": sympy.Lt, "<=": sympy.Le, "≤": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "≥": sympy.Ge}
_MAKERS |= {"=": sympy.Eq, "==": sympy.Eq, "!=": sympy.Ne, "≠": sympy.Ne}


def _relations_in(text: str, symbols: dict[str, Symbol]) -> list[Relational]:
    """The relations of a hypothesis in text, unevaluated: "l > 1", or a chain such as "1 < l <= k"."""
    sides = _RELATION.split(text)
    if len(sides) < 3 or not all(side.strip() for side in sides):
        raise InputError(f"hypothesis {shorten(text)!r} is no relation; write for example 'l > 1'")
    if joined := _JOINED.search(text):
        raise InputError(
            f"hypothesis {shorten(text)!r} has {joined[0].strip()!r} in it; write a list, where=['x > 0', 'x < 1']"
        )
    exprs = [literal(side.strip(), symbols) for side in sides[::2]]
    chain = zip(sides[1::2], exprs, exprs[1:], strict=False)
    return [_MAKERS[rel](left, right, evaluate=False) for rel, left, right in chain]


def _of_sides(kind: str, lhs: object, rhs: object, where: Hypotheses) -> Claim:
    (left, right), known = named([lhs, rhs], where)
    setting = Setting.of([left, right], known)
    return setting.claim(kind, lhs=setting.json(left), rhs=setting.json(right))


def named(
    exprs: Iterable[object], where: Hypotheses, own: Mapping[str, Symbol] | None = None
) -> tuple[list[Expr], list[object]]:
    """The expressions and hypotheses; names in text mean `own`, or the symbols of that name in what is no text."""
    exprs, hypotheses = list(exprs), _several(where)
    given = [e for e in (*exprs, *hypotheses) if isinstance(e, sympy.Basic)]
    symbols = {symbol.name: symbol for e in given for symbol in e.free_symbols if isinstance(symbol, Symbol)}
    symbols |= own or {}
    return [literal(e, symbols) for e in exprs], hypotheses_of(hypotheses, symbols)


def _of_function(kind: str, expr: object, symbol: object, where: Hypotheses) -> Claim:
    (body, variable), known = named([expr, symbol], where)
    if not isinstance(variable, Symbol):
        raise InputError(f"{shorten(symbol)} is no symbol; name the variable in which the function is {kind}")
    setting = Setting.of([body, variable], known)
    return setting.claim(kind, expr=setting.json(body), symbol=variable.name)
