"""A lower bound of the loss for groups in any number, σ any activation.

The part R_m of f − f* that belongs to group m depends on x along its teachers only, so these parts are independent:

    L/scale = E[(Σ R_m)²] = Σ_m (E[R_m²] − E[R_m]²) + (Σ_m E[R_m])² ≥ Σ_m (E[R_m²] − E[R_m]²),   scale ≥ 0,

and scale·E[R_m²] is the loss of group m alone.
"""

from collections.abc import Iterator
from typing import Any

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import TWO, ZERO, Expr, add, substitute
from symcrit.core.expectation.kernels import mean_of_any
from symcrit.core.reading import require


def goals(parts: dict[str, Any], generic: tuple[Domain, list[Expr]]) -> Iterator[Goal]:
    """For a group: value ≤ its variance; for two generic groups: the loss of both, by those of each."""
    place, (domain, sizes) = parts["configuration"], generic
    require(place.kernel.activation is None, "a bound for groups in any number is one for any σ")
    (first, own), (second, other), (both, entries) = (place.model(part) for part in (sizes[:1], sizes[1:], sizes))
    means = _mean(first), _mean(second)
    pair = first.loss() + second.loss() + TWO * place.scale * means[0] * means[1]
    yield Goal(domain, Relation("=", both.loss(), pair), (*entries, *own, *other), "L of two groups")
    yield Goal(domain, Relation("<=", ZERO, place.scale), (place.scale,), "scale")
    value = substitute(parts["value"], {place.size: sizes[0]})
    variance = first.loss() - place.scale * means[0] * means[0]
    yield Goal(domain, Relation("<=", value, variance), (value, variance), "variance")


def _mean(model: Any) -> Expr:
    """E[R_m]."""
    neurons = enumerate(zip(model.counts, model.out, strict=True))
    return add(*(count * out[0] * mean_of_any(0, model.gram(i, i)) for i, (count, out) in neurons))
