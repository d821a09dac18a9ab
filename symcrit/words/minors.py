"""Proofs about sectors, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symcrit.core.claims import Claim

if TYPE_CHECKING:
    from symcrit.words.proofs import _Proof


def leading_minors(proof: _Proof, claim: Claim, witness: dict[str, Any]) -> None:
    proof.step("The second derivatives along the patterns are those stated: the differences have normal form 0. ")
    proof.parts(claim, witness)
    if claim.parts["signs"]:
        proof.step("These signs of the leading minors give the inertia (leading-minors). ")


def schur(proof: _Proof, claim: Claim, witness: dict[str, Any]) -> None:
    proof.step("The second derivatives along the patterns are those stated: the differences have normal form 0. ")
    proof.parts(claim, witness)
    proof.step("The signs of the leading minors give the inertia in every sector. The numbers of their directions,"
               " times how often they occur, add up to that of the parameters: nothing is left (schur). ")  # fmt: skip
