"""`stable`: the second derivative at equal vectors with equal cosines is positive."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.affine.stable import COPIES
from symcrit.core.claims.stable import Stable
from symcrit.errors import InputError, shorten
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, of_target, prove_of_cosine

__all__ = ["attempts", "stable"]


def stable(
    M: object, c: object, tau: object, *, cosine: object, length: object, d: object, above: object = 0,
    below: object = None, sector: str = "standard", where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """The equiangular student is critical, M ≥ 3, and ∂²L by w_j = s_j u_j is > above off the rotations that fix v.

    M may be a symbol. below: the least eigenvalue is < below, shown by the kind of perturbation `sector`: "trivial",
    "standard", "pairs" or "outside". The other arguments are those of `equiangular`. Where Σu_j ≠ 0, tau = 0 is left
    undecided: all rotations fix v = 0, those that move Σu_j included.
    Raises InputError for what is not exact and for an unknown sector.

    >>> stable(3, 1, 0, cosine="-1/2", length="sqrt(2*pi)/(2*pi/3 + sqrt(3))", d=2, above="1/2").kind
    'stable'
    """
    if not isinstance(sector, str) or sector not in COPIES:
        raise InputError(f"sector = {shorten(sector)!r} is unknown; known: {', '.join(COPIES)}")
    parts = {"cosine": cosine, "length": length, "dimension": d, "above": above}
    upper = {} if below is None else {"below": below}
    return of_target("stable", M, c, tau, parts | upper, where, {"sector": sector} if upper else {})


def attempts(claim: Stable) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove_of_cosine)
