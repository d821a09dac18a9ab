"""Points: exact numbers in place of symbols."""

from collections.abc import Mapping

from symcrit.core.algebra.expr import Expr, constant, integrals, parse, symbols
from symcrit.core.reading import name, need, record

Point = Mapping[str, Expr]  # exact numbers by the names of symbols: rational ones where `read_point` reads them


def read_point(value: object) -> dict[str, Expr]:
    """{name: exact number}, from JSON; raises `Malformed`."""
    return {name(key): constant(entry) for key, entry in record(value).items()}


def read_place(value: object) -> dict[str, Expr]:
    """{name: number}, a number being an expression without symbols, such as √2, from JSON; raises `Malformed`."""
    return {name(key): _number(entry) for key, entry in record(value).items()}


def _number(value: object) -> Expr:
    found = parse(value)
    need(not symbols(found) and not integrals(found), "the value of a symbol is a number, not {}", value)
    return found
