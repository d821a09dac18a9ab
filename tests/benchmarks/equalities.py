"""The equalities of the soundness corpus, true and false ones, as SymPy and symcrit are asked about them."""

from dataclasses import dataclass

import sympy

from tests.soundness.corpus import FALSE, TRUE
from tests.soundness.statement import Statement


@dataclass(frozen=True)
class Equality:
    """lhs = rhs and whether that is so; `told` says that all hypotheses are assumptions of the symbols."""

    name: str
    sides: tuple[sympy.Expr, sympy.Expr]
    truth: bool
    told: bool


def _equality(statement: Statement, truth: bool) -> list[Equality]:
    if statement.kind == "relation" and isinstance(statement.args[0], sympy.Eq):
        sides = statement.args[0].args
    elif statement.kind == "equal":
        sides = statement.args
    else:
        return []
    return [Equality(statement.name, sides, truth, not statement.where)]


EQUALITIES = [
    equality
    for statements, truth in ((TRUE, True), (FALSE, False))
    for s in statements
    for equality in _equality(s, truth)
]
