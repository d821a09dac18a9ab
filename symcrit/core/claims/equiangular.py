"""`equiangular`: a critical point of equal vectors with equal cosines."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Target
from symcrit.core.algebra.domain import Goal
from symcrit.core.claims._affine import FrameClaim
from symcrit.core.frozen import frozen
from symcrit.core.work import Work


@frozen
class Equiangular(FrameClaim):
    """In R^d there are M ≥ 2 different unit vectors u_j with all cosines ρ; with v along Σu_j, |v| = τ, the gradient of
    L vanishes at s_j = r > 0, and at no other equal s_j > 0, and for no other τ.

    Theorem (rule `isometries`): every permutation of the u_j extends to an isometry that fixes v, so ∂L/∂w_j is a
    combination of w_j and v, the same for all j.  Hypotheses and goals: see `FrameClaim`.
    """

    kind = "equiangular"
    rules = ("isometries",)

    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """The vectors are there, and critical."""
        yield from self.frame(target)
