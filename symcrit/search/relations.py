"""Relations of sympy as claims."""

from __future__ import annotations

from sympy.core.relational import Relational

from symcrit.claims import Claim, Hypotheses
from symcrit.errors import InputError, shorten
from symcrit.search.claims.at_most import at_most
from symcrit.search.claims.equal import equal
from symcrit.search.claims.less import less

_MAKERS = {"==": equal, "<": less, "<=": at_most, ">": less, ">=": at_most}


def of_relation(relation: object, where: Hypotheses = ()) -> Claim:
    """The claim that a sympy relation makes: Eq, <, <=, > or >=.

    Raises InputError for Ne (a claim "≠ for all" has no certificate yet) and for what is no relation.

    >>> from sympy import Eq, Symbol
    >>> x = Symbol("x", real=True)
    >>> of_relation(x**2 >= x).statement
    'for all real x: x ≤ x^2'
    """
    if not isinstance(relation, Relational) or relation.rel_op not in _MAKERS:
        raise InputError(f"{shorten(relation)} is no claim; write equal(…), less(…), Eq(x, y), x < y, x >= y, …")
    turned = relation.rel_op.startswith(">")
    lhs, rhs = (relation.rhs, relation.lhs) if turned else (relation.lhs, relation.rhs)
    return _MAKERS[relation.rel_op](lhs, rhs, where)
