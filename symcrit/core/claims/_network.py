"""Claims about a network at a configuration: groups in any number or given, explicit vectors.

Theorem (rule `groups`): a component of ∇L is a sum over tuples of at most three groups, the loss over pairs, of terms
in their sizes; what vanishes (or splits) for generic sizes at n = 1, 2, 3 does so for every n.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import ClassVar

from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Domain, Goal, all_at, whole_number
from symcrit.core.algebra.expr import Expr, constant, substitute, sym, symbols
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.expectation.series import self_similar
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.networks.loss import Configuration, Explicit, Groups, Model, Row, read_configuration
from symcrit.core.networks.species import Species
from symcrit.core.reading import Malformed, need, require
from symcrit.core.refuting import with_gap
from symcrit.core.work import Work

MOST_GROUPS = 50  # of a refutation


@frozen
class AtSizes(Refutation):
    """Values `at` the symbols and, where the claim is about groups in any number, the `sizes` of some."""

    sizes: tuple[Expr, ...] = part(constant, shape="list", optional=True)


@frozen
class PlaceClaim(GoalClaim):
    """A claim about a configuration whose goals are those at groups of given, or of generic, sizes."""

    refutation = AtSizes
    further: ClassVar[tuple[str, ...]] = ("groups",)  # the rules that are used for groups in any number as well
    configuration: Configuration = part(read_configuration)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, or that mean two things."""
        place = self.configuration
        kinds = dict(self.domain.kinds)
        self.domain_of_fields().declares(*self.expressions())
        with_size = Domain({**kinds, place.size: "integer"})
        with_size.declares(*place.exprs)
        if self.any_number:
            given = kinds.pop(place.size, None)
            need(given == "integer", f"declare the group size {place.size} an integer")
        without_size = Domain(kinds)
        without_size.declares(place.scale, *(place.sizes or ()), *self.fixed())

    def domain_of_fields(self) -> Domain:
        """Declares what the `expressions` may speak of."""
        return self.domain

    def expressions(self) -> list[Expr]:
        """The fields that are expressions, or lists of expressions, beside the configuration."""
        found = []
        for own in fields(self):
            value = getattr(self, own.name)
            if isinstance(value, Expr):
                found.append(value)
            elif isinstance(value, tuple) and own.name != "configuration":
                found += [entry for entry in value if isinstance(entry, Expr)]
        return found

    def fixed(self) -> Sequence[Expr]:
        """Those of them that may not depend on the size of a group."""
        return ()

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of the network."""
        return self.configuration.kernel

    @property
    def any_number(self) -> bool:
        """Whether the claim is about groups in any number."""
        return self.configuration.sizes is None

    def rules_used(self) -> tuple[str, ...]:
        """Those of the kind; for groups in any number also those that make a few of them enough."""
        return (*self.rules, *self.further) if self.any_number else self.rules

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """Those at the sizes of the configuration; of groups in any number for n = 1, 2, 3, keys with "n=1/" before."""
        if not self.any_number:
            yield from self.at(*self.groups(0, work), work)
            return
        for n in (1, 2, 3):
            for goal in self.at(*self.groups(n, work), work):
                yield goal._replace(key=f"n={n}/{goal.key}")

    def groups(self, n: int, work: Work) -> tuple[Domain, list[Expr]]:
        """The group sizes that are given, or those of n generic groups, each of which satisfies the hypotheses."""
        place, domain = self.configuration, self.domain
        if place.sizes is None:
            sizes = [sym(f"{place.size}_{i}") for i in range(n)]
            kinds = {key: kind for key, kind in domain.kinds.items() if key != place.size}
            require(n and not symbols(*sizes) & set(kinds), "no groups, or a symbol clashes with the generic sizes")
            where = [relation.at({place.size: size}) for relation in domain.where for size in sizes]
            domain = Domain({**kinds, **dict.fromkeys(symbols(*sizes), "integer")}, where)
        else:
            sizes = list(place.sizes)
        context = Context(domain, work)
        good = all(whole_number(size, domain) and context.signs(size) == {1} for size in sizes)
        require(good, "group sizes must be integers ≥ 1, by the hypotheses")
        return Domain(domain.kinds, [*domain.where, *self_similar(place.kernel, sizes)]), sizes

    @abstractmethod
    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """What the claim says when the groups have these sizes."""

    def at_every_size(self, value: Expr, sizes: Sequence[Expr]) -> list[Expr]:
        """An expression in the size of a group, at these sizes."""
        return [substitute(value, {self.configuration.size: size}) for size in sizes]

    def refute(self, checker: Checker, refutation: AtSizes) -> Failure:
        """Values of the symbols, and sizes of groups, at which a goal fails."""
        need(self.any_number or not refutation.sizes, "the field 'sizes' is not read: the groups are given")
        smooth = checker.derive(self.of_kernel, refutation.kernel)
        domain, sizes = self.groups(len(refutation.sizes), checker.work)
        point = dict(refutation.at or {})
        if self.any_number:
            names = [size.args[0] for size in sizes]
            point.update(zip(names, refutation.sizes, strict=True))
        good = len(sizes) <= MOST_GROUPS and satisfied(domain, point, checker.work)
        require(good, "the point does not satisfy the hypotheses, or is not complete")
        there = [substitute(size, point) for size in sizes]
        goals = self.necessary(checker, all_at(self.at(domain, there, checker.work), point))
        if not smooth:
            goals = [goal.with_sides() for goal in goals]
        where = f"group sizes {', '.join(str(size.value) for size in there)}" if there else ""
        return with_gap(checker, where, goals, smooth=smooth)

    def necessary(self, checker: Checker, goals: list[Goal]) -> list[Goal]:
        """Those of the goals at a point that hold if the claim does; raises `Reject` where that is not certain."""
        return goals


def read_network(value: object) -> Groups | Explicit:
    """A configuration with groups, or of explicit vectors; raises `Malformed` for species."""
    place = read_configuration(value)
    if isinstance(place, Species):
        raise Malformed("this claim does not speak about species")
    return place


@frozen
class NetworkClaim(PlaceClaim):
    """A claim about the network that a configuration with groups, or explicit vectors, stands for."""

    configuration: Groups | Explicit = part(read_network)

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """What the claim says when the groups have these sizes."""
        model, entries = self.configuration.model(sizes)
        work.charge(model.cost())
        yield from self.of_model(domain, sizes, model, entries)

    @abstractmethod
    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """What the claim says of this network; `entries` must be defined for it to be one."""
