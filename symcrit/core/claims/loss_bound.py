"""`loss_bound`: a lower bound of the loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import TWO, ZERO, Expr, add
from symcrit.core.claims._goals import NOTHING
from symcrit.core.claims._loss import LossClaim
from symcrit.core.expectation.kernels import mean_of_any
from symcrit.core.frozen import frozen
from symcrit.core.networks.loss import Model
from symcrit.core.reading import require
from symcrit.core.work import Work


@frozen
class LossBound(LossClaim):
    """L ≥ value at the configuration; for groups in any number L ≥ Σ value(l) over their sizes l.

    Theorem (rule `independence`), for any σ: the part R_m of f − f* that belongs to group m depends on x along its
    teachers only, so these parts are independent, and

        L/scale = E[(Σ R_m)²] = Σ_m (E[R_m²] − E[R_m]²) + (Σ_m E[R_m])² ≥ Σ_m (E[R_m²] − E[R_m]²),   scale ≥ 0,

    with scale·E[R_m²] the loss of group m alone.  Goals for groups in any number: "pair", the loss of two generic
    groups by those of each; "scale", that it is ≥ 0; "variance", the value of a group is at most scale times the
    variance of its part.
    """

    kind = "loss_bound"
    op = ">="
    further = ("groups", "independence")

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """At the sizes that are given the bound itself; for groups in any number what one and two of them say."""
        if self.any_number:
            yield from self._of_generic_groups(work)
        else:
            yield from super().goals(work, given)

    def _of_generic_groups(self, work: Work) -> Iterator[Goal]:
        place = self.configuration
        scale = place.scale
        domain, sizes = self.groups(2, work)
        require(place.kernel.activation is None, "a bound for groups in any number is one for any σ")
        one, entries_of_one = place.model(sizes[:1])
        other, entries_of_other = place.model(sizes[1:])
        both, entries_of_both = place.model(sizes)
        mean_of_one, mean_of_other = mean_of_part(one), mean_of_part(other)
        pair = one.loss() + other.loss() + TWO * scale * mean_of_one * mean_of_other
        entries = (*entries_of_both, *entries_of_one, *entries_of_other)
        yield Goal(domain, Relation("=", both.loss(), pair), entries, "pair")
        yield Goal(domain, Relation("<=", ZERO, scale), (scale,), "scale")
        value = self.at_every_size(self.value, sizes[:1])[0]
        variance = one.loss() - scale * mean_of_one * mean_of_one
        yield Goal(domain, Relation("<=", value, variance), (value, variance), "variance")


def mean_of_part(group: Model) -> Expr:
    """E[R_m] from the network of group m alone, for any σ and one output."""
    terms = []
    for i, (count, out) in enumerate(zip(group.counts, group.out, strict=True)):
        terms.append(count * out[0] * mean_of_any(0, group.gram(i, i)))
    return add(*terms)
