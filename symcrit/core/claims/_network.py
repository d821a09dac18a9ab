"""Claims about a network at a configuration: groups in any number or given, explicit vectors.

The covariance C of the inputs must be positive definite: this is a goal of every claim, "covariance/1", …, and what a
refutation has to show, too.  Then Q_ii ≥ 0 and Q_ii·Q_jj ≥ Q_ij² for all neurons, which the other goals may use.

Theorem (rule `groups`): a component of ∇L is a sum over tuples of at most three groups, the loss over pairs, of terms
in their sizes; what vanishes (or splits) for generic sizes at n = 1, 2, 3 does so for every n.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import combinations
from typing import ClassVar

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, all_at, whole_number
from symcrit.core.algebra.expr import ZERO, Expr, constant, substitute, sym, symbols
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.expectation.series import self_similar
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.networks.definite import positive
from symcrit.core.networks.loss import Component, Configuration, Explicit, Groups, Model, Row, read_configuration
from symcrit.core.networks.species import Species
from symcrit.core.reading import Malformed, need, require, text
from symcrit.core.refuting import FULL, POINT, with_gap
from symcrit.core.work import Work

BITS = 256  # in which sizes are told
MOST_GROUPS = 50  # of a refutation
MOST_NEURONS = 8  # of a network whose order parameters are related one by one
PARAMETERS = {"W": "w", "a": "a", "biases": "bias"}  # what may be free, and the components of ∇L by it


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
        """The kernel of the students."""
        return self.configuration.kernel

    @property
    def of_kernels(self) -> tuple[Kernel, ...]:
        """All kernels of the network."""
        place = self.configuration
        return place.kernels.different if isinstance(place, Explicit) else (place.kernel,)

    @property
    def any_number(self) -> bool:
        """Whether the claim is about groups in any number."""
        return self.configuration.sizes is None

    def rules_used(self) -> tuple[str, ...]:
        """Those of the kind, of squares of activations with a kink, and those that make a few groups enough."""
        place = self.configuration
        squared = ("gaussian-parts",) if isinstance(place, Explicit) and place.has_squares else ()
        return (*self.rules, *squared, *self.further) if self.any_number else (*self.rules, *squared)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """Those at the sizes of the configuration; of groups in any number for n = 1, 2, 3, keys with "n=1/" before."""
        if not self.any_number:
            domain, sizes = self.groups(0, work)
            yield from self.at(domain, sizes, work)
            yield from self.law(domain, work)
            return
        for n in (1, 2, 3):
            for goal in self.at(*self.groups(n, work), work):
                yield goal._replace(key=f"n={n}/{goal.key}")

    def groups(self, n: int, work: Work) -> tuple[Domain, list[Expr]]:
        """The group sizes that are given, or those of n generic groups, each of which satisfies the hypotheses.

        Raises `Reject` where the sizes are not integers ≥ 1 by the hypotheses.
        """
        place = self.configuration
        domain = self.domain
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

    def law(self, domain: Domain, work: Work) -> Iterator[Goal]:
        """That the covariance of the inputs is positive definite."""
        place = self.configuration
        matrix = place.covariance if isinstance(place, Explicit) else ()
        work.charge(len(matrix) ** 3)
        for i, value in enumerate(positive(matrix), start=1):
            yield Goal(domain, Relation("<", ZERO, value), (value,), f"covariance/{i}")

    @abstractmethod
    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """What the claim says when the groups have these sizes."""

    def at_every_size(self, value: Expr, sizes: Sequence[Expr]) -> list[Expr]:
        """An expression in the size of a group, at these sizes."""
        return [substitute(value, {self.configuration.size: size}) for size in sizes]

    def refute(self, checker: Checker, refutation: AtSizes) -> Failure:
        """Values of the symbols, and sizes of groups, at which a goal fails."""
        need(self.any_number or not refutation.sizes, "the field 'sizes' is not read: the groups are given")
        smooth = checker.derive_kernels(self.of_kernels, refutation)
        domain, sizes = self.groups(len(refutation.sizes), checker.work)
        point = dict(refutation.at or {})
        if self.any_number:
            names = [size.args[0] for size in sizes]
            point.update(zip(names, refutation.sizes, strict=True))
        good = len(sizes) <= MOST_GROUPS and satisfied(domain, point, checker.work)
        require(good, "the point does not satisfy the hypotheses, or is not complete")
        for goal in all_at(self.law(domain, checker.work), point):
            lawful = checker.context(POINT).holds(goal.relation)
            require(lawful, "the covariance of the inputs is not shown to be positive definite at the point")
        there = [substitute(size, point) for size in sizes]
        goals = self.necessary(checker, all_at(self.at(domain, there, checker.work), point))
        if not smooth:
            goals = [goal.with_sides() for goal in goals]
        where = f"group sizes {', '.join(map(_in_words, there))}" if there else ""
        return with_gap(checker, where, goals, smooth=smooth)

    def necessary(self, checker: Checker, goals: list[Goal]) -> list[Goal]:
        """Those of the goals at a point that hold if the claim does; raises `Reject` where that is not certain."""
        return goals


def _in_words(size: Expr) -> str:
    """The size of a group, in digits; it is an integer, and may be written as a sum."""
    with balls.precision(BITS):
        exact = balls.evaluate(size, {}).unique_fmpz()
    return size.__repr__(FULL) if exact is None else str(exact)


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
        yield from self.of_model(with_order_parameters(domain, model), sizes, model, entries)

    @abstractmethod
    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """What the claim says of this network; `entries` must be defined for it to be one."""


def with_order_parameters(domain: Domain, model: Model) -> Domain:
    """The domain with what is known of the order parameters."""
    facts = tuple(related(model))
    return Domain(domain.kinds, domain.asked, implied=(*domain.implied, *facts)) if facts else domain


def related(model: Model) -> Iterator[Relation]:
    """Q_ii ≥ 0 and Q_ii·Q_jj ≥ Q_ij² for a covariance with symbols, which other goals show to be positive definite."""
    covariance = model.inputs.covariance or ()
    count = len(model.vectors)
    if count > MOST_NEURONS or not any(value.names for row in covariance for value in row.values()):
        return
    found = [model.gram(i, i) for i in range(count)]
    for i, j in combinations(range(count), 2):
        found.append(model.gram(i, i) * model.gram(j, j) - model.gram(i, j) * model.gram(i, j))
    for value in dict.fromkeys(found):
        if value.names:
            yield Relation(">=", value, ZERO)


def read_parameter(value: object) -> str:
    """The name of a parameter of the students; raises `Malformed`."""
    found = text(value)
    need(found in PARAMETERS, "free are some of W, a and biases, not {}", found)
    return found


@frozen
class FreeClaim(NetworkClaim):
    """A claim about ∇L with respect to the parameters `free`, or all where they are not given: W, a, and biases if the
    students have any."""

    free: tuple[str, ...] = part(read_parameter, shape="list", optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` for parameters that are not there, or given twice, and where they are all."""
        super().well_formed()
        known = self.known_parameters()
        own = [name for name in known if name in self.free]
        need(self.free == (*own,) and len(own) < len(known), "free are some of " + ", ".join(known) + ", in this order")

    def known_parameters(self) -> list[str]:
        """The parameters that the students have."""
        place = self.configuration
        biased = isinstance(place, Explicit) and bool(place.biases)
        return [name for name in PARAMETERS if name != "biases" or biased]

    def parameters(self) -> tuple[str, ...]:
        """Those that are free."""
        return self.free or tuple(self.known_parameters())

    def components(self, model: Model) -> Iterator[Component]:
        """∇L by the parameters that are free."""
        own = [PARAMETERS[name] for name in self.parameters()]
        return (component for component in model.gradient() if component.parameter in own)
