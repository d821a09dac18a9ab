"""Gaussian variables and expectations, with the roads to what expectations are equal to (see `expectations`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy
from sympy import Expr, Symbol

from symcrit.certificate import write
from symcrit.core import SECOND, Context, OutOfWork, Reject, RelationClaim, Work, parse, sym
from symcrit.core import Expr as CoreExpr
from symcrit.errors import InputError, shorten
from symcrit.expectations import ROADS, E, Expectation, functions, gaussian, order_parameters, relu, step, trinormal
from symcrit.kernels.closed.tidying import collected
from symcrit.search.claims.equal import equal
from symcrit.search.engines.places.points import points
from symcrit.translate import from_json, to_json
from symcrit.words.keys import refusal

__all__ = ["E", "functions", "gaussian", "order_parameters", "relu", "step", "trinormal"]

WORK = 20 * SECOND  # what the reduction of one expectation may cost outside of a claim
_PLACES = 8  # that are looked at for a point without zeros


def in_core(expr: Expr, where: Iterable[object]) -> CoreExpr:
    """The expression of core that one with expectations is equal to under hypotheses; raises InputError."""
    return _plain(expr, where).lhs


def _plain(expr: Expr, where: Iterable[object]) -> RelationClaim:
    """That the expression is 0, without expectations."""
    claim = equal(expr, 0, where).parsed
    assert isinstance(claim, RelationClaim)
    try:
        found, _ = claim.plain(Work(WORK))
    except Reject as error:
        raise InputError(f"{shorten(expr)}: {refusal(error)}") from None
    return found


def in_sympy(expr: Expr, where: Iterable[object]) -> Expr:
    """What core says that an expectation, or a derivative of one, is equal to, as a sympy expression.

    Like terms are added up and roots written as roots of polynomials where core sees that this is the same.
    """
    own = {symbol.name: symbol for symbol in expr.free_symbols}
    claim = _plain(expr, where)
    found = from_json(write(claim.lhs), own)
    return _collected(claim, found, own) or found


def _collected(claim: RelationClaim, found: Expr, own: Mapping[str, Symbol]) -> Expr | None:
    """The same, written as people write it; None where core does not see that it is the same, or a mean is left."""
    if found.has(Expectation):
        return None
    work = Work(WORK)
    context = Context(claim.domain, work)
    try:
        places = list(points(claim.domain, work, _PLACES))
        names = [name for name in own if own[name] in found.free_symbols]
        if not names or not places:
            return None
        inside = {own[name]: sympy.Rational(places[-1][name]) for name in names}
        positive = [own[name] for name in names if context.signs(sym(name)) == {1}]
        tidy = collected(found, positive, inside)
        written = parse(to_json(tidy))
        same = context.undefined(written) is None and context.is_zero(claim.lhs - written)
    except (Reject, InputError, OutOfWork, sympy.PolynomialError):
        return None
    return tidy if same and sympy.count_ops(tidy) <= sympy.count_ops(found) else None


ROADS.update(core=in_core, sympy=in_sympy)
