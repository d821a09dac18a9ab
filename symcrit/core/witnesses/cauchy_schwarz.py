"""`cauchy_schwarz`: E[P]² ≤ E[A]·E[B], because P² ≤ A·B for every vector."""

from __future__ import annotations

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.pointwise import Statement, need_mean
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import require
from symcrit.core.witnesses._unreduced import Unreduced

Three = tuple[Expr, Expr, Expr]


@frozen
class CauchySchwarz(Unreduced):
    """The goal is E[P]² ≤ E[A]·E[B]; for every vector 0 ≤ A by `first`, 0 ≤ B by `second`, P² ≤ A·B by `inside`.

    |P| ≤ √A·√B, and the mean of that is at most √E[A]·√E[B].  Rule `cauchy-schwarz`.
    """

    kind = "cauchy_schwarz"
    first: Witness = part(inside="witness")
    second: Witness = part(inside="witness")
    inside: Witness = part(inside="witness")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The means exist, and the three inequalities hold for every vector."""
        expectations = self.parts(goal.relation)
        statement = Statement(goal.domain, goal.relation.lhs, goal.relation.rhs)
        for node in statement.expectations:
            need_mean(node, context)
        functions = dict(zip(statement.expectations, statement.functions, strict=True))
        asked = self.relations(*(functions[node] for node in expectations))
        for relation, witness in zip(asked, (self.first, self.second, self.inside), strict=True):
            checker.prove(statement.each(relation).goal, witness)
        checker.rules.add("cauchy-schwarz")
        return "exact"

    @staticmethod
    def parts(relation: Relation) -> Three:
        """The expectations E[P], E[A], E[B] of E[P]² ≤ E[A]·E[B]; raises `Reject` for any other relation."""
        left, right = _factors(relation.lhs), _factors(relation.rhs)
        both = relation.op == "<=" and len(left) == len(right) == 2 and left[0] is left[1]
        require(both and all(node.op == "expect" for node in (*left, *right)), "not of the form E[P]^2 <= E[A]*E[B]")
        return left[0], right[0], right[1]

    @staticmethod
    def relations(product: Expr, first: Expr, second: Expr) -> tuple[Relation, Relation, Relation]:
        """What is to hold for every vector."""
        return (
            Relation("<=", ZERO, first),
            Relation("<=", ZERO, second),
            Relation("<=", product**2, first * second),
        )


def _factors(root: Expr) -> list[Expr]:
    """The factors of a product, a square counting as two."""
    if root.op == "mul":
        return [factor for part in root.children for factor in _factors(part)]
    return list(root.children) * 2 if root.op == "pow" and root.args[0] == 2 else [root]
