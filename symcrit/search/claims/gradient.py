"""`gradient`: the gradient of the loss as expressions in the sizes of the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from symcrit.arguments import listed
from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.gradient import Gradient
from symcrit.errors import InputError
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import of_equations, placed

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "gradient_is"]

MISSING = "these forms were not shown to be the gradient, and no instance was found where they are not"


def gradient_is(
    configuration: Configuration,
    *,
    outgoing: Sequence[object],
    along: Sequence[object],
    across: Sequence[object],
    where: Hypotheses = (),
) -> Claim:
    """Every component of ∇L, for groups of any sizes in any number, as expressions in the group size `l`.

    outgoing: (A, B, C), ∂L/∂a_m = A(l_m) + B(l_m)·Σ_{p≠m} C(l_p); along: likewise ∂L/∂w_m along a teacher of group m;
    across: (D, E), ∂L/∂w_m along a teacher of group p ≠ m is D(l_m)·E(l_p). Orthogonal to the teachers it is 0.
    For an uninterpreted kernel κ of any σ, `kernel_function("M0")(q, 0, 0)` is E[σ(u)], u ~ N(0, q), M1 and M2 those of
    σ′ and σ″: then κ(p, 0, q) = M0(p)·M0(q), and so on.
    Raises InputError for what is no configuration with groups, and for values that are not exact.

    >>> from symcrit import CopyAverage
    >>> zero = {"outgoing": (0, 0, 0), "along": (0, 0, 0), "across": (0, 0)}
    >>> gradient_is(CopyAverage.symbolic("erf"), **zero).kind
    'gradient'
    """
    given = {"outgoing": outgoing, "along": along, "across": across}
    given = {key: listed(key, parts) for key, parts in given.items()}
    setting, place, values = placed(configuration, where, given)
    if "groups" not in place:
        raise InputError("gradient_is is about groups of any sizes; write CopyAverage.symbolic(…) or OneNeuron(…)")
    if [len(parts) for parts in values.values()] != [3, 3, 2]:
        raise InputError("gradient_is takes outgoing=(A, B, C), along=(A, B, C), across=(D, E)")
    return setting.claim("gradient", configuration=place, **values)


def attempts(claim: Gradient) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from of_equations(claim)
