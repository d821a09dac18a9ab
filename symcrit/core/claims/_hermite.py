"""Hermite coefficients c_m = E[σ(z) He_m(z)], z ~ N(0, 1): what claims about them share.

He_0 = 1, He_1 = z, He_{m+1} = z·He_m − m·He_{m−1} are the Hermite polynomials of probability, with leading coefficient
1; they are not normalised: E[He_m²] = m!.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, mul, nodes, num, substitute, sym, symbols
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.expectation.quadrature import admissible
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.language import Parts, bound, free_of, functions_in, parse_statement
from symcrit.core.gaussian.plain import plain
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import Reject, index, need, require
from symcrit.core.refuting import POINT, at, with_gap
from symcrit.core.witnesses.goals import Goals
from symcrit.core.work import Work

MOST_ORDER = 20
Z = sym("z")


def read_activation(value: object) -> Expr:
    """σ from JSON, an expression in z and in parameters, as E[σ(z)], z ~ N(0, 1); raises `Malformed`."""
    node = parse_statement(["expect", value, ["z"], ["0"], [["1"]]])
    need(not functions_in(node), "the activation has a function of which nothing is known in it")
    return node


def read_order(value: object) -> int:
    """m, at most `MOST_ORDER`; raises `Malformed`."""
    need(index(value) <= MOST_ORDER, "an order is at most " + str(MOST_ORDER))
    return index(value)


def hermite(order: int, x: Expr) -> Expr:
    """He_m(x), written out."""
    before, now = [0], [1]
    for m in range(order):
        shifted = [0, *now]
        lower = [*before, *[0] * (len(shifted) - len(before))]
        before, now = now, [a - m * b for a, b in zip(shifted, lower, strict=True)]
    terms = [mul(num(c), x**k) if k else num(c) for k, c in enumerate(now) if c]
    return sum(terms[1:], terms[0])


class Coefficients(NamedTuple):
    """c_m for some m as expressions on a domain, and the rule that says so."""

    domain: Domain
    values: list[Expr]
    rule: str


@frozen
class HermiteClaim(GoalClaim):
    """A claim about c_m = E[σ(z) He_m(z)] for an activation σ, which may have parameters.

    c_m is computed by the rules for Gaussian expectations.  Where σ has none, and no parameter, it is enclosed by
    certified quadrature if σ is analytic in a strip and grows at most exponentially (so that it exists), and 0 if σ is
    odd and m even, or σ even and m odd, which the normal forms of σ(z) ± σ(−z) show.
    """

    function: Expr = part(read_activation, key="activation")

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, and for a parameter z: that is averaged over."""
        super().well_formed()
        free_of(self.domain, self.function)

    @property
    def sigma(self) -> Expr:
        """σ in z."""
        return substitute(Parts(self.function).function, {bound(0): Z})

    @abstractmethod
    def orders(self) -> list[int]:
        """The m that the claim is about."""

    @abstractmethod
    def relations(self, values: Sequence[Expr]) -> Iterator[tuple[str, Relation]]:
        """What is claimed of the c_m, these being the values, with keys."""

    def coefficients(self, work: Work) -> Coefficients:
        """The c_m; raises `Reject` where nothing tells them."""
        wanted = [self._node(order) for order in self.orders()]
        try:
            domain, values, _ = plain(self.domain, wanted, work, means=False)
        except Reject as error:
            own = self.sigma
            if symbols(own) <= {"z"} and not _has_jumps(own) and admissible(own):
                return Coefficients(self.domain, [_by_quadrature(own, m, work) for m in self.orders()], "trapezoid")
            raise error
        return Coefficients(domain, values, "gaussian-parts")

    def _node(self, order: int) -> Expr:
        """E[σ(z) He_m(z)]."""
        names, template, *rest = self.function.args
        return Expr("expect", names, mul(template, hermite(order, sym(bound(0)))), *rest)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """The relations between the c_m."""
        found = self.coefficients(work)
        for key, relation in self.relations(found.values):
            yield Goal(found.domain, relation, (), key).with_sides()

    def prove(self, checker: Checker, proof: Goals) -> str:
        """The goals, and by which rule the coefficients are what stands in them."""
        checker.rules.add(self.coefficients(checker.work).rule)
        return super().prove(checker, proof)

    def refute(self, checker: Checker, refutation: Refutation) -> Failure:
        """A point of the domain where a relation fails by a certified gap."""
        checker.derive(None, refutation.kernel)
        point = refutation.at or {}
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        found = self.coefficients(checker.work)
        goals = [Goal(POINT, own.at(point), (), key).with_sides() for key, own in self.relations(found.values)]
        return with_gap(checker, at(point), goals, smooth=True)


def _has_jumps(root: Expr) -> bool:
    """Whether something stands in it that only expectations can have."""
    return any(node.op in ("sign", "step", "max", "min") for node in nodes(root))


def _by_quadrature(sigma: Expr, order: int, work: Work) -> Expr:
    """c_m as a mean that balls enclose; 0 where the parities of σ and He_m differ."""
    mirrored = substitute(sigma, {"z": -Z})
    context = Context(Domain({"z": "real"}), work)
    if context.is_zero(sigma + mirrored if order % 2 == 0 else sigma - mirrored):
        return ZERO
    return Expr("mean", sigma, hermite(order, Z), ONE, ONE, ONE)
