"""Claims about students against an affine target, in words: one text for the terminal and for formulas on paper.

In a text, @ stands for the expression of a field; formulas stand between dollar signs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TARGET = (
    "where $L = 𝔼[(Σ_j s_j σ(u_j·x) − c − v·x)²]$ with @ students, $|u_j| = 1$, and @ for the mean $c$ and @ for the"
    " slope $|v|$ of the target"
)
_NUMBERS = ("count", "mean", "slope")
_FRAME = (
    "in @ dimensions there are unit vectors $u_j$ with mutual cosine @; with $v$ along their sum and every $s_j$ equal"
    " to @"
)
_PLACE = ("dimension", "cosine", "length")
_STABLE = (
    f"{_FRAME}, the gradient of $L$ by the $w_j = s_j u_j$ is 0, and all eigenvalues of the second derivative are"
    " larger than @ on the complement of the rotations that fix $v$"
)
_ENCLOSED = f"{_STABLE}, where the least of them is less than @; {_TARGET}", (*_PLACE, "above", "below", *_NUMBERS)

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "equiangular": (
        f"{_FRAME}, the gradient of $L$ by every $w_j = s_j u_j$ is 0, as it is at no other equal $s_j > 0$ and for no"
        f" other $|v|$; {_TARGET}",
        (*_PLACE, *_NUMBERS),
    ),
    "optimal": (
        f"{_FRAME}, $L$ is @, the minimum over all students with every $s_j ≥ 0$ in as many dimensions, attained only"
        f" there, up to permutations and rotations that fix $v$; {_TARGET}",
        (*_PLACE, "value", *_NUMBERS),
    ),
    "stable": (f"{_STABLE}; {_TARGET}", (*_PLACE, "above", *_NUMBERS)),
    "dual_bound": (
        f"$L ≥$ @ for all students with every $s_j ≥ 0$, in any dimension (by the supporting line at the cosine @);"
        f" {_TARGET}",
        ("value", "cosine", *_NUMBERS),
    ),
    "signed_minimum": (
        f"among the students with at least one $s_j ≤ 0$, in @ dimensions, the least $L$ is @; it is attained by"
        f" orthonormal lines, one less than there are students, of which one carries two opposite vectors; {_TARGET}",
        ("dimension", "value", *_NUMBERS),
    ),
    "reduction": (
        "for every network $f* = Σ_i β_i σ(b_i·x)$, with $c$ its mean and $v·x$ its linear part, and every student"
        " $f = Σ_j s_j σ(u_j·x)$, $|u_j| = 1$: $𝔼[(f − f*)²]$ is $𝔼[(f − c − v·x)²] + 𝔼[(f* − c − v·x)²]$ less"
        " $2 Σ_{ij} s_j β_i |b_i| R(ρ_{ij})$, where $0 ≤ R(ρ) ≤ K ρ²$ at the cosine $ρ_{ij}$ of $u_j$ and $b_i$, and"
        " $K =$ @",
        ("bound",),
    ),
    "sphere_mean": (
        "$𝔼[σ(u·x) σ(b·x)]$, $|u| = 1$, is @ in the mean over $b$ uniform on the unit sphere, in @ dimensions",
        ("value", "dimension"),
    ),
    "onto": (
        "@ divided by @ is strictly increasing in @ over this interval and tends to infinity at its upper end: it takes"
        " every value from that at the lower end on, once",
        ("numerator", "denominator", "symbol"),
    ),
}


def told(kind: str, parts: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The text of a claim and the fields that it shows."""
    return _ENCLOSED if parts.get("below") is not None else TEXTS[kind]
