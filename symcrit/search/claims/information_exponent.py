"""`information_exponent`: the first degree ≥ 1 that an activation has a Hermite coefficient in."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.information_exponent import InformationExponent
from symcrit.search.attempts import Attempt
from symcrit.search.claims._hermite import of_activation, of_coefficients, order_of

__all__ = ["attempts", "information_exponent"]

MISSING = "a coefficient was neither shown to be 0 nor to be different from 0"


def information_exponent(sigma: object, p: int, where: Hypotheses = ()) -> Claim:
    """E[σ(z) He_m(z)] is 0 for 1 ≤ m < p and not for m = p, z ~ N(0, 1): p is the information exponent of σ.

    sigma: as for `hermite_coefficient`.  p: 1 to 20.  Reference: Ben Arous, Gheissari and Jagannath, J. Mach. Learn.
    Res. 22 (2021) 106.
    Raises InputError as `hermite_coefficient` does.

    >>> information_exponent("z^3 - 3*z", 3).kind
    'information_exponent'
    """
    return of_activation("information_exponent", sigma, None, where, exponent=order_of("p", p, 1))


def attempts(claim: InformationExponent) -> Iterator[Attempt]:
    """Points, and every coefficient."""
    yield from of_coefficients(claim)
