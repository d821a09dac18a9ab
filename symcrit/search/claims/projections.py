"""`projections`: the least loss among all functions of n projections, as a maximum over projectors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Symbol

from symcrit.claims import Claim, Setting, json_of, literal
from symcrit.core import Goals, Witness
from symcrit.core.claims.projections import NegativeLoss, Projections
from symcrit.core.projectors.target import ARGUMENT
from symcrit.core.witnesses.zero import Zero
from symcrit.kernels.kernel import as_kernel
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import by_search
from symcrit.search.search import Search

if TYPE_CHECKING:
    from symcrit.kernels.activations import Activation
    from symcrit.kernels.kernel import Kernel

__all__ = ["attempts", "best_projections"]

MISSING = "V was not shown to be κ(1, t, 1) − κ(1, 0, 1), and no weights were found for which the minimum is negative"
WEIGHTS = [(1, 1), (1, -1), (1, 2), (1, 1, 1)]


def best_projections(activation: str | Activation | Kernel, covariance: object, scale: object = 1) -> Claim:
    """The least L of all functions of n projections is min_P scale·(V(1)·Σ b_j² − Σ b_i b_j V(P_ij)).

    For all n ≤ k ≤ d and all real weights b_j of orthonormal teachers; P: the orthogonal projectors of rank n in R^k.
    covariance: V, an expression in the symbol `t`.
    Raises InputError for values that are not exact.

    >>> from symcrit import decide
    >>> decide(best_projections("erf", "2*asin(t/2)/pi")).verdict.name
    'PROVED'
    """
    t = Symbol(ARGUMENT, real=True)
    V = Setting.of([t], []).json(literal(covariance, {ARGUMENT: t}))
    fields = {"kernel": as_kernel(activation).core, "scale": json_of(scale), "covariance": V}
    return Setting({}, []).claim("projections", **fields)


def attempts(claim: Projections) -> Iterator[Attempt]:
    """Every goal, and a few weights."""
    yield Attempt("goals", 0.8, _prove)
    yield Attempt("weights", 1.0, _refute)


def _prove(search: Search, claim: Projections) -> Goals | None:
    """A witness for every goal."""
    proofs: dict[str, Witness] = {}
    for goal in claim.goals(search.work):
        context = search.context(goal.domain)
        evident = context.undefined(*goal.entries) is None and context.is_zero(goal.relation.gap)
        found = Zero() if evident else by_search(search, goal)
        if found is None:
            return None
        proofs[goal.key] = found
    return Goals(proofs=proofs)


def _refute(search: Search, claim: Projections) -> NegativeLoss | None:
    """Weights for which the value at the first coordinates, or at their sum, is negative."""
    for b in WEIGHTS:
        for vectors in ([1] * len(b), [1, *[0] * (len(b) - 1)]):
            found = NegativeLoss(b=tuple(map(fmpq, b)), vectors=(tuple(map(fmpq, vectors)),))
            if search.refutes(claim, found):
                return found
    return None
