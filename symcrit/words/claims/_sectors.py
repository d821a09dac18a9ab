"""Sectors of a symmetric Hessian: the representation, how often it occurs, its patterns, and what is said of it.

Formulas stand between dollar signs, for `symcrit.words.plain.prose`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symcrit.core import TWO, Sector, Species
from symcrit.core.claims._sector import SectorClaim, SectorMatrix
from symcrit.core.claims.sector import OneSector
from symcrit.core.networks.minors import inertia
from symcrit.core.networks.species import Student
from symcrit.words import places
from symcrit.words.boxes import expression, plain, row
from symcrit.words.plain import Display, Prose, prose

KEYS = {"entry/*/*": "entry {}, {} − value", "symmetry/*/*": "symmetry of entry {}, {}",
        "minor/*": "the claimed sign times leading minor {}"}  # fmt: skip
LETTERS = "u e p q H W"
ENTRIES = "The second derivatives along the patterns are those stated. "
_SHOWN = {  # the vector that shows the sector, and how often it occurs, for species p (and q)
    "trivial": ("the symmetric directions", "once"),
    "standard": ("$u = e_1 − e_2$ in species P", "$m_P − 1$ times"),
    "product": ("$u vᵀ$ with $u = e_1 − e_2$ in species P and $v = e_1 − e_2$ in species Q",
                "$(m_P − 1)(m_Q − 1)$ times"),
    "pairs": ("$(e_1 − e_2)(e_3 − e_4)ᵀ$ + transpose in species P", "$m_P(m_P − 3)/2$ times"),
    "cyclic": ("$e_1 e_2ᵀ + e_2 e_3ᵀ + e_3 e_1ᵀ$ − transpose in species P", "$(m_P − 1)(m_P − 2)/2$ times"),
}  # fmt: skip


def setting(claim: SectorClaim) -> Prose:
    """The hypotheses, the loss and the network; second derivatives need those of the kernel."""
    return places.setting(claim, claim.configuration, asked="a twice differentiable kernel")


def words(sector: Sector) -> tuple[str, str]:
    """What shows the sector, and how often it occurs."""
    shown, often = _SHOWN[sector.kind]
    for letter, p in zip("PQ", sector.species, strict=False):
        shown = shown.replace(letter, str(p + 1))
        often = often.replace(letter, str(p + 1))
    return shown + (", for an input direction orthogonal to the teachers" if sector.outside else ""), often


def parameters(free: str) -> str:
    """What ∂²L is taken by."""
    return "$W$ and $a$" if free == "all" else "$W$"


def derivatives(part: OneSector | SectorMatrix, place: Species, free: str) -> Prose:
    """The second derivatives along the patterns of one sector, and its inertia."""
    shown, often = words(part.sector)
    lines = tuple(
        row(plain(f"H_{{{m},{n}}} ="), expression(entry))
        for m, line in enumerate(part.matrix, start=1)
        for n, entry in enumerate(line[m - 1 :], start=m)
    )
    signs = _minors(part.signs) if part.signs else ""
    return prose(f"There the second derivatives of the loss by {parameters(free)} in the sector of {shown}, which"
                 f" occurs {often}, are@{signs}The students move as {_patterns(place, part.sector, free)}. ",
                 Display(lines, "."))  # fmt: skip


def _minors(signs: Sequence[int]) -> str:
    """The signs of the leading minors, from the first to the last, and the inertia that they give."""
    positive, negative = inertia(signs)
    told = ", ".join("positive" if sign > 0 else "negative" for sign in signs)
    head = "minors, from the first on, are" if len(signs) > 1 else "minor is"
    return f"Its leading {head} {told}: it has {positive} positive and {negative} negative directions. "


class _Move(NamedTuple):
    """How a neuron moves: by its w ("W") or its outgoing weight ("a"), and along what."""

    parameter: str
    words: str


def _patterns(place: Species, sector: Sector, free: str) -> str:
    """How each pattern moves the students, in the order of the matrix; none moves a where W alone is free."""
    two = {p for p, m in enumerate(place.sizes) if m is TWO}
    told = [
        f"${_neuron(count, student)}$ {move.words}"
        for count, student in enumerate(place.students, start=1)
        for move in _moves(student, sector, two)
        if free == "all" or move.parameter == "W"
    ]
    return "; ".join(f"({number}) {words}" for number, words in enumerate(told, start=1))


def _neuron(count: int, student: Student) -> str:
    """w of a neuron, or of those of a species."""
    return f"w_{count}" if student.at is None else f"w_{{{count},i}}"


def _moves(student: Student, sector: Sector, two: set[int]) -> Iterator[_Move]:
    """The patterns of one student; `two`: the species of size 2."""
    if sector.outside:
        yield from _outwards(student, sector)
    elif sector.kind == "trivial":
        yield from _symmetric(student)
    elif sector.kind == "standard":
        yield from _standard(student, sector.species[0], two)
    elif student.at in sector.species:
        words = "the sum of $v_j$ with the entries of the matrix in row i (of its transpose, at the other species)"
        yield _Move("W", f"along {words}")


def _outwards(student: Student, sector: Sector) -> Iterator[_Move]:
    if sector.kind == "trivial":
        yield _Move("W", "outwards")
    elif student.at in sector.species:
        yield _Move("W", "outwards by $u_i$")


def _sums(student: Student) -> Iterator[str]:
    """The sums of teachers that have an entry of their own in w."""
    for q, entry in enumerate(student.w):
        if entry is not None:
            others = "j ≠ i" if q == student.at else "j"
            yield f"$Σ_{{{others}}} v_{{{q + 1},j}}$"


def _symmetric(student: Student) -> Iterator[_Move]:
    if student.at is not None:
        yield _Move("W", f"along $v_{{{student.at + 1},i}}$")
    for total in _sums(student):
        yield _Move("W", f"along {total}")
    yield _Move("a", "not at all, its $a$ alone")


def _standard(student: Student, species: int, two: set[int]) -> Iterator[_Move]:
    own = species + 1
    if student.at != species:
        yield _Move("W", f"along $Σ_j u_j v_{{{own},j}}$")
        return
    yield _Move("W", f"along $v_{{{own},i}}$ by $u_i$")
    for total in _sums(student):
        yield _Move("W", f"along {total} by $u_i$")
    if species not in two:  # there it is the same as along Σ_{j≠i} v_j by −u_i
        yield _Move("W", f"along $Σ_{{j ≠ i}} u_j v_{{{own},j}}$")
    yield _Move("a", "not at all, its $a$ alone by $u_i$")
