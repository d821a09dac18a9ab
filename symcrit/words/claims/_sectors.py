"""Sectors of a symmetric Hessian: the representation, how often it occurs, its patterns, and what is said of it.

Formulas stand between dollar signs, for `symcrit.words.plain.prose`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symcrit.core.algebra.expr import TWO
from symcrit.core.networks.minors import inertia
from symcrit.core.networks.species import Sector, Species, Student
from symcrit.words import places
from symcrit.words.boxes import expression, plain, row
from symcrit.words.plain import Display, Prose, prose

KEYS = {"entry/*/*": "entry {}, {}", "symmetry/*/*": "symmetry of entry {}, {}", "minor/*": "leading minor {}"}
LETTERS = "u e p q H"
ENTRIES = "The second derivatives along the patterns are those stated. "
_SHOWN = {  # the vector that shows the sector, and how often it occurs, for species p (and q)
    "trivial": ("the symmetric directions", "once"),
    "standard": ("$u = e_1 − e_2$ in species P", "$m_P − 1$ times"),
    "product": ("$u vᵀ$ with $u = e_1 − e_2$ in species P and $v = e_1 − e_2$ in species Q",
                "$(m_P − 1)(m_Q − 1)$ times"),
    "pairs": ("$(e_1 − e_2)(e_3 − e_4)ᵀ$ + transpose in species P", "$m_P(m_P − 3)/2$ times"),
    "cyclic": ("$e_1 e_2ᵀ + e_2 e_3ᵀ + e_3 e_1ᵀ$ − transpose in species P", "$(m_P − 1)(m_P − 2)/2$ times"),
}  # fmt: skip
_STILL = "still,"  # how a neuron moves whose a moves and whose w does not


def setting(claim: Any) -> Prose:
    """The hypotheses, the loss and the network; second derivatives need those of the kernel."""
    return places.setting(claim, claim.configuration, smooth="twice differentiable")


def words(sector: Sector) -> tuple[str, str]:
    """What shows the sector, and how often it occurs."""
    shown, often = _SHOWN[sector.kind]
    for letter, p in zip("PQ", sector.species, strict=False):
        shown, often = shown.replace(letter, str(p + 1)), often.replace(letter, str(p + 1))
    return shown + (", for an input direction orthogonal to the teachers" if sector.outside else ""), often


def parameters(free: str) -> str:
    """What ∂²L is taken by."""
    return "$W$ and $a$" if free == "all" else "$W$"


def derivatives(part: Any, place: Species, free: str) -> Prose:
    """The second derivatives along the patterns of one sector, and its inertia."""
    shown, often = words(part.sector)
    lines = tuple(
        row(plain(f"H_{{{m},{n}}} ="), expression(entry))
        for m, line in enumerate(part.matrix, start=1)
        for n, entry in enumerate(line[m - 1 :], start=m)
    )
    signs = f"I{_minors(part.signs)[1:]}. " if part.signs else ""
    return prose(f"There the second derivatives of the loss by {parameters(free)} in the sector of {shown}, which"
                 f" occurs {often}, are@{signs}The students move as {_patterns(place, part.sector, free)}. ",
                 Display(lines, "."))  # fmt: skip


def _minors(signs: Sequence[int]) -> str:
    """The signs of the leading minors, from the first to the last, and the inertia that they give."""
    positive, negative = inertia(signs)
    told = ", ".join("positive" if sign > 0 else "negative" for sign in signs)
    head = "minors, from the first on, are" if len(signs) > 1 else "minor is"
    return f"its leading {head} {told}: it has {positive} positive and {negative} negative directions"


def _patterns(place: Species, sector: Sector, free: str) -> str:
    """How each pattern moves the students, in the order of the matrix; none moves a where W alone is free."""
    two, own = {p for p, m in enumerate(place.sizes) if m is TWO}, list(enumerate(place.students, start=1))
    moves = [(s, student, what) for s, student in own for what in _moves(student, sector, two)]
    moved = [move for move in moves if free == "all" or not move[2].startswith(_STILL)]
    told = [f"${_at(s, student)}$ {what}" for s, student, what in moved]
    return "; ".join(f"({number}) {what}" for number, what in enumerate(told, start=1))


def _at(count: int, student: Student) -> str:
    return f"w_{count}" if student.at is None else f"w_{{{count},i}}"


def _moves(student: Student, sector: Sector, two: set[int]) -> Iterator[str]:
    first, kind, at = sector.species[0] + 1 if sector.species else 0, sector.kind, student.at
    others = [q + 1 for q, entry in enumerate(student.w) if entry is not None]
    sums = [f"$Σ_{{j{' ≠ i' if q - 1 == at else ''}}} v_{{{q},j}}$" for q in others]
    if sector.outside:
        yield from {"trivial": ["outwards"]}.get(kind, ["outwards by $u_i$"] if at in sector.species else [])
    elif kind == "trivial":
        yield from [f"along $v_{{{at + 1},i}}$"] if at is not None else []
        yield from (f"along {total}" for total in sums)
        yield f"{_STILL} with its $a$"
    elif kind == "standard" and at not in sector.species:
        yield f"along $Σ_j u_j v_{{{first},j}}$"
    elif kind == "standard":
        yield f"along $v_{{{first},i}}$ by $u_i$"
        yield from (f"along {total} by $u_i$" for total in sums)
        if at not in two:  # there it is the same as along Σ_{j≠i} v_j by −u_i
            yield f"along $Σ_{{j ≠ i}} u_j v_{{{first},j}}$"
        yield f"{_STILL} with its $a$ by $u_i$"
    elif at in sector.species:
        yield "along the sum of $v_j$ with the entries of the matrix in row i (of its transpose, at the other species)"
