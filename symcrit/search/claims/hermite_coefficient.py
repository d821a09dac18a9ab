"""`hermite_coefficient`: a Hermite coefficient of an activation."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.hermite_coefficient import HermiteCoefficient
from symcrit.search.attempts import Attempt
from symcrit.search.claims._hermite import of_activation, of_coefficients, order_of

__all__ = ["attempts", "hermite_coefficient"]

MISSING = "the coefficient and the value were not brought to one form, and no point was found where they differ"


def hermite_coefficient(sigma: object, m: int, value: object, where: Hypotheses = ()) -> Claim:
    """E[σ(z) He_m(z)] = value for z ~ N(0, 1), He_m with leading coefficient 1 (so E[He_m²] = m!).

    sigma: the name of an activation, an `Activation`, or an expression in z and in parameters, in what `E` understands;
    without parameters also what has no closed form, such as tanh: then 0 is proved by parity, and other values are
    refuted by certified quadrature.  m: at most 20.
    Raises InputError for what is no activation, and as `equal` does.

    >>> hermite_coefficient("erf", 3, "-1/(2*sqrt(pi))").kind
    'hermite_coefficient'
    >>> hermite_coefficient("relu", -1, 0)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: m = -1 is not an integer from 0 to 20
    """
    return of_activation("hermite_coefficient", sigma, value, where, order=order_of("m", m, 0))


def attempts(claim: HermiteCoefficient) -> Iterator[Attempt]:
    """Points, and an equation."""
    yield from of_coefficients(claim)
