"""Claims: what can be said about expressions and configurations, as the JSON that core reads.

What makes them is in `symcrit.search.claims`, a module per kind: it translates and nothing else.  The sentence that a
claim says is printed from what core parsed.
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
from symcrit.core import Claim as CoreClaim
from symcrit.core import Malformed, RelationClaim, read_claim
from symcrit.errors import InputError, shorten, shown
from symcrit.translate import as_expr, declarations, positive_where, to_json
from symcrit.words.statement import statement

__all__ = [
    "Claim",
    "Hypotheses",
    "Setting",
    "hypotheses_of",
    "json_of",
    "literal",
    "named",
    "pieces",
    "sides_of",
]

Hypotheses = Iterable[object]


@dataclass(frozen=True)
class Claim:
    """A statement that core can read; `core` is its JSON, `parsed` what core reads from it.

    Raises InputError where core does not understand the JSON.

    >>> from symcrit import less
    >>> less("1/3", "1/2").statement
    '1/3 < 1/2'
    """

    core: dict[str, Any]
    steps: tuple[Claim, ...] = field(default=(), compare=False, repr=False)
    parsed: CoreClaim = field(init=False, compare=False, repr=False)
    statement: str = field(init=False, compare=False, repr=False)  # printed from what core parsed
    written: str = field(init=False, compare=False, repr=False)  # `core` as it was then, as text

    def __post_init__(self) -> None:
        try:
            parsed = read_claim(self.core)
            words = statement(parsed)
        except (Malformed, RecursionError) as error:
            raise InputError(str(error) or "the claim is nested too deeply") from None
        object.__setattr__(self, "parsed", parsed)
        object.__setattr__(self, "statement", words)
        object.__setattr__(self, "written", _text_of(self.core))

    @property
    def kind(self) -> str:
        """equal, less, at_most, increasing, concave, critical, …: what `symcrit.core.registry.CLAIMS` lists."""
        return self.parsed.kind

    def using(self, *steps: Claim) -> Claim:
        """The same claim, with inequalities that help the search; they are proved too, and are no part of the claim.

        Raises InputError for what is neither `less` nor `at_most`.

        >>> from symcrit import less
        >>> from sympy import sin, symbols
        >>> x = symbols("x", positive=True)
        >>> less(sin(x), x + 1).using(less(sin(x), x)).statement
        'for all real x with x > 0: sin(x) < x + 1'
        """
        for step in steps:
            if not isinstance(step, Claim) or not _is_inequality(step.parsed):
                raise InputError(f"a step is an inequality, not {shown(step)}; write less(…) or at_most(…)")
        return replace(self, steps=(*self.steps, *steps))

    def need_unchanged(self) -> None:
        """Raises InputError where `core` was changed after the claim was made: its statement would be another one."""
        if _text_of(self.core) != self.written:
            raise InputError(f"the JSON of the claim {shorten(self.statement)!r} was changed; make a new claim of it")

    def __hash__(self) -> int:
        return hash(self.written)

    def __repr__(self) -> str:
        return f"Claim({self.statement})"

    def _repr_latex_(self) -> str:
        from symcrit.words.latex import paragraph
        from symcrit.words.statement import sentences

        return paragraph(sentences(self.parsed))

    def _repr_html_(self) -> str:
        from symcrit.words.mathml import paragraph
        from symcrit.words.statement import sentences

        return f"<div>{paragraph(sentences(self.parsed))}</div>"


def _text_of(core: dict[str, Any]) -> str:
    return json.dumps(core, sort_keys=True)


def _is_inequality(claim: CoreClaim) -> bool:
    return isinstance(claim, RelationClaim) and claim.op != "="


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
_JOINT = re.compile(r"[(),;&]|\b(?:and|or)\b")
_MAKERS = {"<": sympy.Lt, "<=": sympy.Le, "≤": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "≥": sympy.Ge}
_MAKERS |= {"=": sympy.Eq, "==": sympy.Eq, "!=": sympy.Ne, "≠": sympy.Ne}


def pieces(what: str, text: str) -> list[str]:
    """The parts of a text between commas, semicolons, & and "and" outside of parentheses.

    Raises InputError for "or", and where a part is empty.

    >>> pieces("hypothesis", "x > 0, (x + 1) < 2 and y = 1")
    ['x > 0', '(x + 1) < 2', 'y = 1']
    """
    parts = []
    start = depth = 0
    for joint in _JOINT.finditer(text):
        depth += {"(": 1, ")": -1}.get(joint[0], 0)
        if joint[0] == "or":
            raise InputError(f"{what} {shorten(text)!r} has 'or' in it; state the cases one by one")
        if joint[0] not in "()" and depth == 0:
            parts.append(text[start : joint.start()].strip())
            start = joint.end()
    parts.append(text[start:].strip())
    if not all(parts):
        raise InputError(f"{what} {shorten(text)!r} is no relation: it is empty, or a part between commas is")
    return parts


def sides_of(what: str, text: str) -> tuple[list[str], list[str]]:
    """The signs of a chain such as "1 < l <= k", and what stands between them; raises InputError for empty sides."""
    sides = [side.strip() for side in _RELATION.split(text)]
    if "=>" in text or "=<" in text:
        raise InputError(f"cannot read {what} {shorten(text)!r}: write >= for =>, <= for =<")
    if not all(sides):
        raise InputError(f"{what} {shorten(text)!r} is no relation: nothing stands at one side of a sign")
    return sides[1::2], sides[::2]


def _relations_in(text: str, symbols: dict[str, Symbol]) -> list[Relational]:
    """The relations of a hypothesis in text, unevaluated: "l > 1", or a chain such as "1 < l <= k"."""
    found = []
    for part in pieces("hypothesis", text):
        signs, sides = sides_of("hypothesis", part)
        if not signs:
            raise InputError(f"hypothesis {shorten(part)!r} is no relation; write for example 'l > 1'")
        exprs = [literal(side, symbols) for side in sides]
        chain = zip(signs, exprs, exprs[1:], strict=False)
        found += [_MAKERS[sign](left, right, evaluate=False) for sign, left, right in chain]
    return found


def named(
    exprs: Iterable[object], where: Hypotheses, own: Mapping[str, Symbol] | None = None
) -> tuple[list[Expr], list[object]]:
    """The expressions and hypotheses; names in text mean `own`, or the symbols of that name in what is no text."""
    exprs, hypotheses = list(exprs), _several(where)
    given = [e for e in (*exprs, *hypotheses) if isinstance(e, sympy.Basic)]
    symbols = {symbol.name: symbol for e in given for symbol in e.free_symbols if isinstance(symbol, Symbol)}
    symbols |= own or {}
    return [literal(e, symbols) for e in exprs], hypotheses_of(hypotheses, symbols)
