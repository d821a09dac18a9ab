"""`gradient`: the gradient of the loss, by its components or as expressions in the sizes of the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

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
    outgoing: Sequence[object] = (),
    along: Sequence[object] = (),
    across: Sequence[object] = (),
    W: Sequence[object] = (),
    a: Sequence[object] = (),
    biases: Sequence[object] = (),
    where: Hypotheses = (),
) -> Claim:
    """What ∇L is: the components at a `Point`, or for groups of any sizes in any number expressions in their size `l`.

    W, a, biases: ∂L/∂W (n×d), ∂L/∂a (n, or n×C) and ∂L/∂biases (n) at a point, or some of them.
    outgoing: (A, B, C), ∂L/∂a_m = A(l_m) + B(l_m)·Σ_{p≠m} C(l_p); along: likewise ∂L/∂w_m along a teacher of group m;
    across: (D, E), ∂L/∂w_m along a teacher of group p ≠ m is D(l_m)·E(l_p). Orthogonal to the teachers it is 0.
    For an uninterpreted kernel κ of any σ, `kernel_function("M0")(q, 0, 0)` is E[σ(u)], u ~ N(0, q), M1 and M2 those of
    σ′ and σ″: then κ(p, 0, q) = M0(p)·M0(q), and so on.
    Raises InputError for what is no configuration, for shapes that do not fit, and for values that are not exact.

    >>> from symcrit import CopyAverage, Network, Point, Problem
    >>> point = Point(Problem.orthonormal("linear", n=1, k=2), Network([[1, 0]], [3]))
    >>> gradient_is(point, W=[[12, -6]], a=[4]).statement.rpartition("There ")[2]
    '∂L/∂w_1 = (12, -6), ∂L/∂a_1 = 4'
    >>> zero = {"outgoing": (0, 0, 0), "along": (0, 0, 0), "across": (0, 0)}
    >>> gradient_is(CopyAverage.symbolic("erf"), **zero).kind
    'gradient'
    """
    components = {"W": W, "a": a, "biases": biases}
    expressions = {"outgoing": outgoing, "along": along, "across": across}
    own = {key: found for key, parts in components.items() if (found := listed(key, parts, "rows or numbers"))}
    given = {key: found for key, parts in expressions.items() if (found := listed(key, parts))}
    if own and given:
        raise InputError(f"{next(iter(own))} is for a Point, {next(iter(given))} for groups; give those of one kind")
    if own:
        return _at_point(configuration, own, where)
    setting, place, values = placed(configuration, where, given)
    if "groups" not in place:
        raise InputError("at a point gradient_is takes W=[[…], …], a=[…], biases=[…], or some of them")
    if [len(values.get(key, ())) for key in ("outgoing", "along", "across")] != [3, 3, 2]:
        raise InputError("gradient_is takes outgoing=(A, B, C), along=(A, B, C), across=(D, E)")
    return setting.claim("gradient", configuration=place, **values)


def _at_point(configuration: Configuration, own: dict[str, list[Any]], where: Hypotheses) -> Claim:
    """Components at a point; rows of one entry may be given as numbers."""
    rows = {key: [listed(key, row) if _is_row(row) else [row] for row in parts] for key, parts in own.items()}
    flat = {(key, i): row for key, parts in rows.items() for i, row in enumerate(parts)}
    setting, place, written = placed(configuration, where, flat)
    if "network" not in place:
        raise InputError("W, a and biases are for a Point(problem, network); groups take outgoing, along and across")
    values = {key: [written[key, i] for i in range(len(parts))] for key, parts in rows.items()}
    return setting.claim("gradient", configuration=place, values=values)


def _is_row(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str)


def attempts(claim: Gradient) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from of_equations(claim)
