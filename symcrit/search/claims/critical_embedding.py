"""`critical_embedding`: the gradient of the loss vanishes, and so it does at all wider networks of one function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.arguments import one_of
from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.critical_embedding import LENGTHS, CriticalEmbedding
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import of_equations, placed

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "critical_embedding"]

MISSING = "the gradient was not shown to be 0 (or, for any lengths, σ to be positively homogeneous)"


def critical_embedding(configuration: Configuration, where: Hypotheses = (), *, lengths: str = "any") -> Claim:
    """∇L = 0 at the configuration and at every wider network of the same function: all over-realisations of it.

    In place of each student (a_i, w_i) there may be any number of students (γ_q a_i, r_q w_i) with r_q > 0 and
    Σ_q γ_q r_q = 1.  lengths: "any", for positively homogeneous σ as ReLU; "equal", r_q = 1, for every σ.
    Raises InputError for what is no configuration, for a kernel without an activation, and for biases and means.

    >>> from symcrit import CopyAverage, decide
    >>> decide(critical_embedding(CopyAverage.symbolic("erf"), lengths="equal")).verdict.name
    'PROVED'
    """
    chosen = one_of("lengths", lengths, LENGTHS)
    setting, place, _ = placed(configuration, where, {})
    free = getattr(configuration, "free", ())
    own = {"free": list(free)} if free else {}
    return setting.claim("critical_embedding", configuration=place, lengths=chosen, **own)


def attempts(claim: CriticalEmbedding) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from of_equations(claim)
