"""`gradient`: the gradient of the loss, by its components or as expressions in the sizes of the groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, parse
from symcrit.core.claims._network import PARAMETERS, NetworkClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.loss import Component, Explicit, Model, Row
from symcrit.core.reading import Malformed, need, read


def read_rows(value: object) -> tuple[Row, ...]:
    """A list of rows of expressions; raises `Malformed`."""
    return tuple(tuple(row) for row in read(value, [[parse]]))


@frozen
class Gradient(NetworkClaim):
    """What ∇L is, for one student per group and teachers of length 1, as expressions in the size l of a group:

        ∂L/∂a_m = A(l_m) + B(l_m)·Σ_{p≠m} C(l_p)           `outgoing`: [A, B, C]
        ∂L/∂w_m along v_j, j in group m, likewise           `along`
        ∂L/∂w_m along v_j, j in group p ≠ m: D(l_m)·E(l_p)  `across`: [D, E]

    and ∂L/∂w_m is 0 outside the span of the teachers.  For explicit vectors ∂L/∂w_i, ∂L/∂a_i and ∂L/∂β_i are the rows
    of `values`: "W", "a", "biases", or some of them.  Goals: "gradient/a/1", "gradient/w/1" and "gradient/bias/1" for
    student 1 (of group 1), …, for every coordinate.
    """

    kind = "gradient"
    outgoing: tuple[Expr, ...] = part(parse, shape="list", optional=True)
    along: tuple[Expr, ...] = part(parse, shape="list", optional=True)
    across: tuple[Expr, ...] = part(parse, shape="list", optional=True)
    values: Mapping[str, tuple[Row, ...]] = part(read_rows, shape="names", optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` for other configurations, and other numbers of expressions."""
        super().well_formed()
        place = self.configuration
        if isinstance(place, Explicit):
            self._of_network(place)
            return
        need(not self.values, "values are those of explicit vectors; groups have outgoing, along and across")
        if len(place.students) != 1:
            raise Malformed("gradient speaks about groups with one student each")
        need(place.length is ONE, "gradient speaks about teachers of length 1")
        counts = len(self.outgoing), len(self.along), len(self.across)
        need(counts == (3, 3, 2), "gradient needs [A, B, C], [A, B, C] and [D, E]")

    def _of_network(self, place: Explicit) -> None:
        """Raises `Malformed` unless there are values, of parameters that the students have, in rows that fit."""
        need(
            not (self.outgoing or self.along or self.across), "explicit vectors have values, no outgoing, along, across"
        )
        widths = {"W": len(place.W[0]), "a": len(place.a[0])} | ({"biases": 1} if place.biases else {})
        need(self.values and self.values.keys() <= widths.keys(), "values are some of " + ", ".join(widths))
        for name, rows in self.values.items():
            fits = len(rows) == len(place.W) and all(len(row) == widths[name] for row in rows)
            need(fits, f"{name} has a row of {widths[name]} entries for each of {len(place.W)} students")
            self.domain.declares(*(entry for row in rows for entry in row))

    def domain_of_fields(self) -> Domain:
        """Declares the size of a group as well."""
        return Domain({**self.domain.kinds, self.configuration.size: "integer"})

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """Every component; for groups the last coordinate is that of no vector."""
        if self.values:
            yield from self._components(domain, model, entries)
            return
        groups = range(len(sizes))
        components = model.gradient()
        outgoing = self._of_own_group(self.outgoing, sizes)
        along = self._of_own_group(self.along, sizes)
        D, E = (self.at_every_size(expr, sizes) for expr in self.across)
        for m in groups:
            yield _is(domain, next(components), outgoing[m], entries)
            for p in groups:
                value = along[m] if p == m else D[m] * E[p]
                yield _is(domain, next(components), value, entries)
            yield _is(domain, next(components), ZERO, entries)

    def _components(self, domain: Domain, model: Model, entries: Row) -> Iterator[Goal]:
        """Those that are claimed of explicit vectors."""
        claimed = {PARAMETERS[name]: chain.from_iterable(rows) for name, rows in self.values.items()}
        for component in model.gradient():
            if component.parameter in claimed:
                yield _is(domain, component, next(claimed[component.parameter]), entries)

    def _of_own_group(self, parts: Sequence[Expr], sizes: list[Expr]) -> list[Expr]:
        """A(l_m) + B(l_m)·Σ_{p≠m} C(l_p) for every group m."""
        A, B, C = (self.at_every_size(expr, sizes) for expr in parts)
        found = []
        for m in range(len(sizes)):
            others = add(*(C[p] for p in range(len(sizes)) if p != m))
            found.append(A[m] + B[m] * others)
        return found


def _is(domain: Domain, component: Component, value: Expr, entries: Row) -> Goal:
    """A component of ∇L has this value."""
    key = f"gradient/{component.parameter}/{component.neuron + 1}"
    return Goal(domain, Relation("=", component.value, value), (*entries, value), key)
