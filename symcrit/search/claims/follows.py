"""`follows`: lhs = rhs, by rules that are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core.claims.follows import Follows
from symcrit.search.attempts import Attempt
from symcrit.search.claims import equal as of_equal

__all__ = ["attempts", "follows"]

MISSING = f"{of_equal.MISSING}, or the rules named are not seen to be enough"


def follows(lhs: object, rhs: object, by: Iterable[str], where: Hypotheses = ()) -> Claim:
    """lhs = rhs wherever the hypotheses hold, and the rules `by` alone are enough to see it.

    by: rules of `symcrit.core.gaussian.rules`, such as "stein v" and "tilt"; `derive` says what they are.
    Raises InputError as `equal` does, and for what is no rule.

    >>> from symcrit import E, gaussian
    >>> z = gaussian("z")
    >>> follows(E(z**4), 3, ["stein z"]).statement
    "E[z^4; z ∼ N(0, 1)] = 3, by Stein's formula for z"
    """
    (left, right), known = named([lhs, rhs], where)
    setting = Setting.of([left, right], known)
    return setting.claim("follows", lhs=setting.json(left), rhs=setting.json(right), by=list(by))


def attempts(claim: Follows) -> Iterator[Attempt]:
    """As for an equation."""
    yield from of_equal.attempts(claim)  # type: ignore[arg-type]
