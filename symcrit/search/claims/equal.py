"""`equal`: lhs = rhs."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core import Witness, integrals
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.zero import Zero
from symcrit.search.attempts import Attempt
from symcrit.search.claims._relation import of_sides
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.places import counterexamples
from symcrit.search.search import Search

__all__ = ["attempts", "equal"]

MISSING = "the two sides were not brought to one normal form, and no point was found where they differ"


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
    return of_sides("equal", lhs, rhs, where)


def attempts(claim: Equal) -> Iterator[Attempt]:
    """Points, a proof, more points."""
    if integrals(claim.lhs) or integrals(claim.rhs):  # each point takes long
        yield Attempt("normal form", 0.3, _evident)
    yield Attempt("special points", 0.3, counterexamples.quick)
    yield Attempt("equation", 0.7, equations.find)
    yield Attempt("many points", 0.6, counterexamples.deep)


def _evident(search: Search, claim: Equal) -> Witness:
    """That the difference has normal form 0."""
    return Zero()
