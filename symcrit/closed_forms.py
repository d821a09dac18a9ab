"""Gaussian variables and expectations, with the roads to what expectations are equal to (see `expectations`)."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr

from symcrit.certificate import write
from symcrit.core import SECOND, Reject, RelationClaim, Work
from symcrit.core import Expr as CoreExpr
from symcrit.errors import InputError, shorten
from symcrit.expectations import ROADS, E, functions, gaussian, order_parameters, relu, step, trinormal
from symcrit.search.claims.equal import equal
from symcrit.translate import from_json
from symcrit.words.keys import refusal

__all__ = ["E", "functions", "gaussian", "order_parameters", "relu", "step", "trinormal"]

WORK = 20 * SECOND  # what the reduction of one expectation may cost outside of a claim


def in_core(expr: Expr, where: Iterable[object]) -> CoreExpr:
    """The expression of core that one with expectations is equal to under hypotheses; raises InputError."""
    claim = equal(expr, 0, where).parsed
    assert isinstance(claim, RelationClaim)
    try:
        found, _ = claim.plain(Work(WORK))
    except Reject as error:
        raise InputError(f"{shorten(expr)}: {refusal(error)}") from None
    return found.lhs


def in_sympy(expr: Expr, where: Iterable[object]) -> Expr:
    """What core says that an expectation, or a derivative of one, is equal to, as a sympy expression."""
    own = {symbol.name: symbol for symbol in expr.free_symbols}
    return from_json(write(in_core(expr, where)), own)


ROADS.update(core=in_core, sympy=in_sympy)
