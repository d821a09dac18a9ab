"""`injective`: a strictly increasing function takes the same value at both sides."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import substitute
from symcrit.core.claims.increasing import Increasing
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Proof, Witness, part
from symcrit.core.reading import Reject, require


@frozen
class Injective(Witness):
    """lhs = rhs, because `claim` says that f is strictly increasing on an interval of one real symbol that holds both,
    and f(lhs) = f(rhs).  Rule `injective`."""

    kind = "injective"
    claim: Claim = part(inside="claim")
    witness: Proof = part(inside="proof")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Both sides in the interval, the values, and the claim."""
        claim = self.claim
        if not isinstance(claim, Increasing) or list(claim.domain.kinds.values()) != ["real"]:
            raise Reject("injective needs a function of one real symbol that is increasing")
        op, *sides = goal.relation
        require(op == "=", "injective proves equations")
        symbol = claim.symbol
        ends = [relation.at({symbol: side}) for relation in claim.domain.where for side in sides]
        require(all(map(context.holds, ends)), "a side is not shown to lie in the interval")
        left, right = (substitute(claim.expr, {symbol: side}) for side in sides)
        require(context.holds(Relation("=", left, right)), "f is not shown to take the same value")
        checker.prove_claim(claim, self.witness)
        checker.rules.add("injective")
        return "exact"
