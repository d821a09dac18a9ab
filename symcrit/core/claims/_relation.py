"""Equations and inequalities between two expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar, Self

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.algebra.points import Point, read_place
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.instances import instantiated
from symcrit.core.gaussian.language import free_of, functions_in, parse_statement
from symcrit.core.gaussian.plain import plain
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import need, require
from symcrit.core.refuting import POINT, at, failing, with_gap
from symcrit.core.witnesses._unreduced import Unreduced
from symcrit.core.witnesses.goals import Goals
from symcrit.core.work import Work


@frozen
class AtPoint(Refutation):
    """A point whose values may be irrational numbers, and polynomials in z for functions that a claim leaves open."""

    at: Point = part(read_place, optional=True)
    functions: Mapping[str, Expr] = part(parse, shape="names", optional=True)


@frozen
class RelationClaim(GoalClaim):
    """lhs `op` rhs wherever the hypotheses hold, and both sides are defined there: one goal, "claim".

    Expectations are reduced first, unless the witness is one that reads them as they stand (`Unreduced`).
    """

    refutation = AtPoint
    op: ClassVar[str]
    lhs: Expr = part(parse_statement)
    rhs: Expr = part(parse_statement)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, and for one that is called as a function is."""
        super().well_formed()
        free_of(self.domain, self.lhs, self.rhs)

    @property
    def relation(self) -> Relation:
        """What is claimed at every point."""
        return Relation(self.op, self.lhs, self.rhs)

    def plain(self, work: Work) -> tuple[Self, bool]:
        """The same claim without expectations, and whether it had any."""
        domain, (lhs, rhs), changed = plain(self.domain, [self.lhs, self.rhs], work)
        return (replace(self, domain=domain, lhs=lhs, rhs=rhs), True) if changed else (self, False)

    def prove(self, checker: Checker, proof: Goals) -> str:
        """The relation, reduced or as it stands."""
        own = proof.proofs.get("claim")
        if not isinstance(own, Unreduced):
            return super().prove(checker, proof)
        beside = proof.given or proof.equations or proof.inequalities or len(proof.proofs) > 1
        need(not beside, "nothing reads what stands beside the proof of the claim")
        checker.derive_kernels(self.of_kernels, proof)
        checker.prove(Goal(self.domain, self.relation), own)
        return "proved"

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """The relation itself."""
        yield Goal(self.domain, self.relation).with_sides()

    def instance(self, functions: Mapping[str, Expr]) -> Self:
        """The claim about these functions; raises `Reject`."""
        lhs, rhs = (instantiated(side, functions) for side in (self.lhs, self.rhs))
        return replace(self, lhs=lhs, rhs=rhs)

    def refute(self, checker: Checker, refutation: AtPoint) -> Failure:
        """A point of the domain where a side is undefined, or the relation fails by a certified gap."""
        checker.derive(None, refutation.kernel)
        point = refutation.at or {}
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        functions = refutation.functions
        need(set(functions) <= set(functions_in(self.lhs, self.rhs)), "nothing reads the functions of the refutation")
        own, reduced = self.instance(functions).plain(checker.work)
        goal = Goal(POINT, own.relation.at(point)).with_sides()
        if reduced:  # what stands for an expectation may be undefined where that is not
            return with_gap(checker, at(point), [goal], smooth=True)
        return failing(checker, at(point), [goal], smooth=True)
