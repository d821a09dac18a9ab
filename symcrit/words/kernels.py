"""How the closed form of a kernel is derived, and what is used of that of any σ: pieces of prose, one a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symcrit.core import Derived, Kernel, sym
from symcrit.core.expectation.series import self_similar
from symcrit.core.gaussian.kernels import ByReduction
from symcrit.words.boxes import expression, plain, row
from symcrit.words.formulas import relation
from symcrit.words.hypotheses import joined
from symcrit.words.plain import Display, Prose, prose


class Called(NamedTuple):
    """The letters of a kernel: its own, and those of the activations of u and v."""

    kappa: str = "κ"
    u: str = "σ"
    v: str = "σ"


def called(kernels: Sequence[Kernel]) -> list[Called]:
    """The letters of the kernels of a claim: one of σ or of σ and τ, or κ_σσ, κ_στ and κ_ττ."""
    if len(kernels) > 1:
        return [Called(f"κ_{{{pair}}}", *pair) for pair in ("σσ", "στ", "ττ")]
    return [Called(v="σ" if kernel.teacher is None else "τ") for kernel in kernels]


def derived(kernel: Kernel, how: Derived | None, letters: Called) -> list[Prose]:
    """The closed form of a kernel, and how core derives it."""
    if kernel.activation is None:
        return _of_any(kernel)
    kappa, u, v = letters
    if how is None:  # the forms are the definition
        by_mean = f", and $∂{kappa}/∂m_1 = 𝔼[{u}′(u) {v}(v)]$," if kernel.biased else ""
        return [prose(
            f"The kernel ${kappa} = 𝔼[{u}(u) {v}(v)]$ and its derivatives $∂{kappa}/∂q11 = 𝔼[{u}″(u) {v}(v)]/2$ and"
            f" $∂{kappa}/∂q12 = 𝔼[{u}′(u) {v}′(v)]$ (price){by_mean} are evaluated in balls by sums whose error is"
            " bounded (trapezoid). "
        )]  # fmt: skip
    arguments = "q11, q12, q22, m_1, m_2" if kernel.biased else "q11, q12, q22"
    closed = Display((row(plain(f"{kappa}({arguments}) ="), expression(kernel.forms[0])),), ".")
    words = f"Integration by parts of $𝔼[{u}(u) {v}(v)]$ gives (gaussian-parts, continuity)@"
    return [*_in_pieces(how.derivation, letters), prose(words, closed)]


def _in_pieces(how: ByReduction, letters: Called) -> list[Prose]:
    """σ and τ between their breakpoints."""
    found = []
    for letter, side in zip(letters[1:], how.sides, strict=False):
        if side.breaks:
            values = joined(row(plain(f"{letter}(z) ="), expression(piece)) for piece in side.pieces)
            places = joined(expression(place) for place in side.breaks)
            words = "Left of, between and right of the breakpoints" if len(side.breaks) > 1 else "Left and right of"
            found.append(prose(f"{words} @ is @. ", places, values))
    return found


def _of_any(kernel: Kernel) -> list[Prose]:
    """What is used of the kernel of any σ."""
    used = prose("Of the kernel it is used that it is symmetric, and that $u, v$ are independent at $q12 = 0$. ")
    if not kernel.similar:
        return [used]
    known = tuple(relation(item) for item in self_similar(kernel, [sym("l")]) if item.op == "=")
    smooth = prose("In a group of size $l$ the mean of a teacher given $w·x$, times 1, $w·x$, $σ$ of a multiple of"
                   " $w·x$ and itself, shows (self-similar)@", Display(known, "."))  # fmt: skip
    return [used, smooth]
