"""`substitute`: another equation or inequality, with values of its symbols."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, whole_number
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.algebra.signs import ALLOWED
from symcrit.core.claims._relation import RelationClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Proof, Witness, part
from symcrit.core.reading import Reject, require


@frozen
class Substitute(Witness):
    """The goal is `claim` composed with `values` of its symbols that satisfy its hypotheses; `witness` proves it."""

    kind = "substitute"
    claim: Claim = part(inside="claim")
    values: dict[str, Expr] = part(parse, shape="names")
    witness: Proof = part(inside="proof")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The hypotheses at the values, the claim, and that it is strong enough."""
        claim, values = self.claim, self.values
        if not isinstance(claim, RelationClaim) or set(values) != set(claim.domain.kinds):
            raise Reject("the inner claim is an equation or inequality, and values cover its symbols")
        require(context.undefined(*values.values()) is None, "a value is not defined on the whole domain")
        integers = [values[key] for key, kind in claim.domain.kinds.items() if kind == "integer"]
        whole = all(whole_number(value, goal.domain) for value in integers)
        good = whole and all(context.holds(relation.at(values)) for relation in claim.domain.where)
        require(good, "a hypothesis of the inner claim is not shown")
        checker.prove_claim(claim, self.witness)
        relation = claim.relation.at(values)
        same = goal.relation == relation or context.is_zero(goal.relation.gap - relation.gap)
        strong = ALLOWED[relation.op] <= ALLOWED[goal.relation.op]
        require(same and strong, "the inner claim is not strong enough")
        return "exact"
