"""`branch`: a critical point for every value of an integer symbol, with its inertia."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcrit.arguments import listed, one_of
from symcrit.certification.branches import Search as Curves
from symcrit.certification.refine import Stopped
from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.branch import AtNumber, Branch
from symcrit.core.witnesses.pieces import Pieces
from symcrit.errors import InputError, shown
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import placed
from symcrit.search.search import Search, one_thread

__all__ = ["attempts", "branch"]

MISSING = "no pieces were found that cover every k, and no k where the statement fails"
TRIED = (0, 1, 20)  # values of k at which a counterexample is looked for, from the smallest one on
LARGER = 10  # times the smallest, which is one more


def branch(
    network: SymmetricNetwork,
    *,
    radii: Sequence[object],
    inertia: tuple[object, object],
    outside: tuple[object, object],
    where: Hypotheses,
    loss: tuple[object, object] | None = None,
    free: str = "W",
) -> Claim:
    """For every k (one integer symbol) there is a critical point near a symmetric network, and the Hessian there.

    network: sizes and entries in k; the critical point has the same form, and every entry of W (student by student:
    diagonal, then w) within one of the `radii`, which may depend on k.  free: "W", with the outgoing weights of the
    network, or "all": then the radius of a follows those of w.  inertia: numbers of positive and negative directions in
    the span of the teachers.  outside: per further input direction.  loss: bounds of L, which may depend on k.  where:
    k is at least some number.  For c·|z| + α·z (with free W, without loss) and for activations such as erf, whose
    kernel is smooth and made of roots and arcsines; a k that the search does not master is UNDECIDED.
    Raises InputError for what is no symmetric network.

    >>> from sympy import Symbol
    >>> from symcrit import Member, SymmetricNetwork
    >>> k = Symbol("k", integer=True, positive=True)
    >>> one = SymmetricNetwork([k], [Member(w=[1 / k])], "relu")
    >>> branch(one, radii=[1 / k], inertia=(k, 0), outside=(1, 0), where=[k >= 2]).kind
    'branch'
    """
    if not isinstance(network, SymmetricNetwork):
        raise InputError(f"{shown(network)} is no SymmetricNetwork; write SymmetricNetwork(activation, sizes, members)")
    one_of("free", free, ("W", "all"))
    given = {"radii": radii, "inertia": inertia, "outside": outside}
    if loss is not None:
        given["loss"] = loss
    given = {key: listed(key, values) for key, values in given.items()}
    setting, place, written = placed(network, where, given)
    return setting.claim("branch", configuration=place, free=free, **written)


def attempts(claim: Branch) -> Iterator[Attempt]:
    """Single k at which the claim fails, and pieces of t = 1/√k that core accepts."""
    yield Attempt("single k", 0.3, _refute)
    yield Attempt("pieces", 0.9, _prove)


def _curves(search: Search, claim: Branch) -> Curves | None:
    derived = search.derive(claim.of_kernel)
    try:
        return None if derived is None else Curves(claim, derived, search.work)
    except Stopped:
        return None


def _prove(search: Search, claim: Branch) -> Pieces | None:
    """Polynomials through the solutions at real k, with radii and frames."""
    curves = _curves(search, claim)
    if curves is None:
        return None
    try:
        with one_thread():
            return curves.proof()
    except Stopped:
        return None


def _refute(search: Search, claim: Branch) -> AtNumber | None:
    """At one k there is no critical point within the radii, or it has another inertia."""
    curves = _curves(search, claim)
    if curves is None:
        return None
    for k in (*(curves.least + step for step in TRIED), LARGER * curves.least):
        with one_thread():
            refutation = curves.refutation(k)
        if search.refutes(claim, refutation):
            return refutation
    return None
