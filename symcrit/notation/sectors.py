"""Sectors of a symmetric Hessian in words: the representation, how often it occurs, and its patterns."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.landscape.species import Sector, Student
from symcrit.core.landscape.symbolic import inertia
from symcrit.core.loss import Species

SHOWN = {  # the vector that shows the sector, and how often it occurs, for species p (and q)
    "trivial": ("the symmetric directions", "once"),
    "standard": ("u = e_1 − e_2 in species {p}", "m_{p} − 1 times"),
    "product": ("u⊗v, u = e_1 − e_2 in species {p} and v in species {q}", "(m_{p} − 1)(m_{q} − 1) times"),
    "pairs": ("(e_1 − e_2)⊗(e_3 − e_4), symmetrised, in species {p}", "m_{p}(m_{p} − 3)/2 times"),
    "cyclic": ("e_1∧e_2 + e_2∧e_3 + e_3∧e_1 in species {p}", "(m_{p} − 1)(m_{p} − 2)/2 times"),
}


def words(sector: Sector) -> tuple[str, str]:
    """What shows the sector, and how often it occurs."""
    names = dict(zip("pq", (p + 1 for p in sector.species), strict=False))
    shown, often = SHOWN[sector.kind]
    where = ", for an input direction orthogonal to the teachers" if sector.outside else ""
    return shown.format(**names) + where, often.format(**names)


def directions(signs: list[int]) -> str:
    """The inertia that the signs of leading minors give."""
    positive, negative = inertia(signs)
    return f"{positive} positive and {negative} negative directions"


def patterns(place: Species, sector: Sector) -> list[str]:
    """How each pattern moves the students, in the order of the matrix."""
    return [f"student {s}: {what}" for s, own in enumerate(place.students, start=1) for what in _moves(own, sector)]


def _moves(student: Student, sector: Sector) -> Iterator[str]:
    here, kind = [q + 1 for q in sector.species], sector.kind
    at, others = student.at, [q + 1 for q, entry in enumerate(student.w) if entry is not None]
    if kind == "trivial":
        yield from ["w along the outside"] if sector.outside else _symmetric(at, others)
    elif kind == "standard" and sector.outside:
        yield from ["w_i along the outside by u_i"] if at in sector.species else []
    elif kind == "standard" and at not in sector.species:
        yield f"w along Σ_j u_j·v_({here[0]},j)"
    elif kind == "standard":
        yield f"w_i along v_({here[0]},i) by u_i"
        yield from (f"w_i along Σ_j v_({q},j){', j ≠ i,' if q - 1 == at else ''} by u_i" for q in others)
        yield f"w_i along Σ_j u_j·v_({here[0]},j), j ≠ i"
        yield "a_i by u_i"
    elif at in sector.species:
        yield "w_i along Σ_j M_ij·v_j for the matrix M that shows the sector"


def _symmetric(at: int | None, others: list[int]) -> Iterator[str]:
    if at is not None:
        yield f"w_i along v_({at + 1},i)"
    yield from (f"w along Σ_j v_({q},j){', j ≠ i' if at is not None and q - 1 == at else ''}" for q in others)
    yield "a"
