"""Proofs about kernels, step by step: how a closed form is derived, and what holds of that of any σ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcrit.core.algebra.expr import Expr, add, sym
from symcrit.core.expectation.derivation import Side, read_derivation
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.expectation.series import self_similar
from symcrit.words.boxes import Box, number, row, sign
from symcrit.words.formulas import box, relation
from symcrit.words.places import joined
from symcrit.words.plain import Display, formula

if TYPE_CHECKING:
    from symcrit.words.proofs import _Proof

Witness = dict[str, Any]


def derived(proof: _Proof, kernel: Kernel, witness: Witness) -> None:
    """The closed form of a kernel, and how core derives it."""
    if kernel.activation is None:
        _of_any(proof, kernel)
        return
    if kernel.by_definition:
        proof.step(
            "The kernel $κ = 𝔼[σ(u) σ(v)]$ and its derivatives $∂κ/∂q_{11} = 𝔼[σ″(u) σ(v)]/2$ and $∂κ/∂q_{12} ="
            " 𝔼[σ′(u) σ′(v)]$ (price) are evaluated in balls by sums whose error is bounded (trapezoid). "
        )
        return
    how = read_derivation(witness["kernel"])
    order, closed = how.order, row(formula("κ(q_{11}, q_{12}, q_{22}) ="), box(kernel.forms[0]))
    if not order:
        proof.step("The kernel is a Gaussian integral (gaussian-integral),@", Display((closed,), "."))
        return
    mark = "′" if order == 1 else "″" if order == 2 else f"^{{({order})}}"
    pair = zip("στ", how.sides, strict=False)
    values = joined(row(formula(f"{letter}{mark}(z) ="), box(_off_kink(side))) for letter, side in pair)
    kinks = any(side.pieces for side in how.sides)
    proof.step(
        "The derivative of order @ is @" + " for $z ≠ 0$, and has multiples of δ at 0 from jumps there" * kinks + ". "
        "Therefore, by Price's theorem (price, gaussian-integral),@",
        number(order),
        values,
        Display((_price(kernel, order, mark),), "."),
    )
    proof.step(
        "The kernel with this derivative that is right for independent $u$ and $v$ is (zero-derivative, continuity)@",
        Display((closed,), "."),
    )


def _off_kink(side: Side) -> Expr:
    return add(*(factor.value for factor in side.factors))


def _price(kernel: Kernel, order: int, mark: str) -> Box:
    """∂ᵖκ/∂q12ᵖ = E[σ⁽ᵖ⁾(u) τ⁽ᵖ⁾(v)], and what that is for p = 1."""
    power, other = f"^{order}" if order > 1 else "", "σ" if kernel.teacher is None else "τ"
    left = f"∂{power}κ/∂q_{{12}}{power} = 𝔼[σ{mark}(u) {other}{mark}(v)]"
    return row(formula(left), sign("="), box(kernel.forms[2])) if order == 1 else formula(left)


def _of_any(proof: _Proof, kernel: Kernel) -> None:
    """What is used of the kernel of any σ."""
    proof.step("Of the kernel it is used that it is symmetric, and that $u, v$ are independent at $q_{12} = 0$. ")
    if kernel.similar:
        known = self_similar(kernel, [sym("l")])
        proof.step("In a group of size $l$ the mean of a teacher given $w·x$, times 1, $w·x$, $σ$ of a multiple of"
                   " $w·x$ and itself, shows (self-similar)@",
                   Display(tuple(relation(item) for item in known if item.op == "="), "."))  # fmt: skip


def series(proof: _Proof, witness: Witness) -> None:
    """One step per degree."""
    *first, last = witness["steps"]
    proof.step(
        "With the Hermite coefficients $c_m(p)$ of $z ↦ σ(√p z)$ the kernel at variances $p, q$ and correlation $ρ$ is"
        " $Σ_{m ≥ 0} c_m(p) c_m(q) ρ^m$; it suffices to look at every degree (hermite-series). "
    )
    for m, step in [*enumerate(first), (None, last)]:
        proof.step("Degree @. ", number(m) if m is not None else formula(f"m ≥ {len(first)}"))
        proof.below(step, "what it adds")
