"""Points: exact numbers in place of symbols."""

from collections.abc import Mapping

from symcrit.core.algebra.expr import Expr, constant
from symcrit.core.reading import name, record

Point = Mapping[str, Expr]  # exact numbers by the names of symbols


def read_point(value: object) -> dict[str, Expr]:
    """{name: exact number}, from JSON; raises `Malformed`."""
    return {name(key): constant(entry) for key, entry in record(value).items()}
