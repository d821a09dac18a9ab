"""The search for a certificate: a candidate goes in, claim and witness for `core` come out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from flint import arb

from symcrit.certification.families import Symmetric, family_of
from symcrit.certification.landscape import Place, vector
from symcrit.certification.refine import REACH, Refined, Stopped, newton, refine
from symcrit.certification.species import Family
from symcrit.certification.symmetries import full_place, in_span, parallel, suspects
from symcrit.certification.witness import Centre, most_digits
from symcrit.core.algebra import balls
from symcrit.core.networks.points import Curvatures
from symcrit.model.network import Network
from symcrit.model.problem import Problem

__all__ = ["Candidate", "of_family", "of_network"]

_DESCENDED = (
    "the weights of the family are not near a critical point for this activation; this is the one of the same symmetry "
    "to which a descent of the loss leads from them"
)
_SINGULAR = 1e-12  # heuristic: eigenvalues less than this, relative to the largest, count as 0


@dataclass(frozen=True)
class Candidate:
    """A centre with what was done to find it: in coordinates (in words), modulo symmetries, so far from the start.

    note: what a reader must know when the critical point is not the one that was asked for.
    """

    centre: Centre
    coordinates: str
    symmetries: tuple[str, ...]
    moved: float
    network: Network | None
    family: dict[str, str] | None = None
    note: str | None = None


def of_network(problem: Problem, network: Network, digits: int) -> Candidate:
    """The centre near a network; raises `Stopped` with what is known to be degenerate there."""
    with np.errstate(all="ignore"):  # what is not finite stops the search
        return _of_network(full_place(problem, network), digits)


def _of_network(place: Place, digits: int) -> Candidate:
    try:
        x = newton(place.x, place.gradient, place.hessian)
        found = in_span(replace(place, **place.parts(x)._asdict()))
        if pair := parallel(found, found.x):
            raise Stopped(f"students {pair[0] + 1} and {pair[1] + 1} are parallel, where the Hessian of a kinked"
                          " activation jumps", "merge them into one student")  # fmt: skip
        H = found.hessian(found.x)
        _regular(found, H)
        centre = refine(found, H, most_digits(found.curvatures, digits))
    except Stopped as stopped:
        known = "; ".join(suspects(place, place.x))
        raise Stopped(f"{stopped}; {known}" if known else str(stopped), stopped.remedy) from None
    moved = float(np.linalg.norm(x - place.x)) + centre.moved
    return Candidate(_centre(found, centre), _coordinates(found), found.symmetries, moved, _network(found, centre))


def _regular(place: Place, H: np.ndarray) -> None:
    """Raises `Stopped` where the Hessian is singular up to rounding."""
    values = np.abs(np.linalg.eigvalsh(H)) if np.isfinite(H).all() else np.zeros(1)
    if values.min() <= _SINGULAR * values.max():
        raise Stopped(
            f"the Hessian is singular there (an eigenvalue of {values.min():.1g}, others up to {values.max():.1g})",
            "a degenerate critical point is not isolated in these coordinates, or needs more than second derivatives",
        )


def _centre(place: Place, refined: Refined) -> Centre:
    parts = place.parts(refined.x)._asdict()
    sizes = tuple(float(np.abs(parts[name]).max()) for name in place.free)
    return Centre(
        place.configuration(refined.numbers),
        place.curvatures,
        place.derived,
        place.free,
        place.modulo,
        place.extra,
        refined.gradient,
        sizes,
        refined.hessian,
    )


def _coordinates(place: Place) -> str:
    return f"{_what(place)}, {place.n} students in R^{place.d}"


def _what(place: Place) -> str:
    """What varies, and what does not."""
    if place.modulo:
        what = "u_i = |a_i| w_i" if place.biases is None else "|a_i|·(w_i, bias_i)"
        return f"{what} (signs of a fixed)"
    *first, last = place.free
    moving = f"{', '.join(first)} and {last}" if first else last
    there = ("a",) if place.biases is None else ("a", "biases")
    still = [name for name in there if name not in place.free]
    return f"{moving} ({' and '.join(still)} fixed)" if still else moving


def _network(place: Place, refined: Refined) -> Network:
    W, a, biases = (None if part is None else np.array(part, dtype=float) for part in place.parts(refined.x))
    return Network(W, a[:, 0] if place.outputs == 1 else a, biases)


def of_family(configuration: object, digits: int) -> Candidate:
    """The centre of a symmetric configuration, at a cost that does not grow with its size."""
    start = family_of(configuration)
    note = None
    bits = int(3.4 * (3 * digits + 40))
    try:
        family = start.solve(REACH, bits=max(320, bits))
    except Stopped:
        family = start.descended().solve(REACH, bits=max(320, bits))
        note = _DESCENDED
    moved = float(np.linalg.norm(vector(family.x) - vector(start.x)))
    places = 2 * digits + 20
    rounded = family.at([arb(text) for text in _exactly(family.numbers(places), bits)])
    with balls.precision(2 * bits):
        gradient = vector(rounded.gradient())
    derivation = family.kernel.derivation
    entries = np.abs(vector(e for s in family.students for e in s.values))
    sizes = (float(entries.max()), float(max(abs(s.a) for s in family.students)))
    free = ("W", "a") if family.outgoing else ("W",)
    derived = derivation.derived if derivation else None
    centre = Centre(
        family.configuration(places), Curvatures(*[family.curvature] * 3), (derived,), free,
        family.modulo, True, gradient, sizes[: len(free)],
        bits=4 * sum(int(m) for m in family.sizes).bit_length(),
    )  # fmt: skip
    shown = dict(zip(_names(configuration, family), family.numbers(digits + 15), strict=True))
    return Candidate(centre, _family_coordinates(family), _family_symmetries(family), moved, None, shown, note)


def _exactly(numbers: tuple[str, ...], bits: int) -> list[Any]:
    with balls.precision(4 * bits):
        return [arb(text) for text in numbers]


def _family_coordinates(family: Family) -> str:
    what = "u = |a| w (a = ±1)" if family.modulo else "W and a" if family.outgoing else "W (a fixed)"
    return f"{what}, in every input direction that holds a teacher, {_count(family)} students"


def _count(family: Family) -> int:
    return sum(1 if s.at is None else int(family.sizes[s.at]) for s in family.students)


def _family_symmetries(family: Family) -> tuple[str, ...]:
    groups = " × ".join(f"S_{int(m)}" for m in family.sizes)
    said = [f"permutations {groups} of the teachers, with their students"]
    return tuple([*said, "scaling (a, w) ~ (a/c, c·w), c > 0"] if family.modulo else said)


def _names(configuration: object, family: Family) -> list[str]:
    """The names of the free parameters, in their order."""
    if isinstance(configuration, Symmetric):
        return configuration.present
    found: list[str] = []
    for number, s in enumerate(family.students, start=1):
        tail = "" if len(family.students) == 1 else f"_{number}"
        found += [f"diagonal{tail}"] if s.at is not None else []
        found += [f"w{tail}" + (f"_{p + 1}" if len(s.w) > 1 else "") for p, e in enumerate(s.w) if e is not None]
        found += [f"a{tail}"] if family.outgoing else []
    return found
