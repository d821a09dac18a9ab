"""`monotone`: the values of a monotone, concave or convex function at two points."""

from collections.abc import Mapping

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, Expr, parse, substitute
from symcrit.core.algebra.signs import ALLOWED, NONNEGATIVE, NONZERO, POSITIVE
from symcrit.core.claims._function import FunctionClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Proof, Witness, part
from symcrit.core.reading import Reject, require


@frozen
class Monotone(Witness):
    """What `claim` says of its function at `low` and `high`, for `values` of its other symbols.

    f increasing: f(low) < f(high) for low < high.  f concave, so by continuity for every `weight` w (0 < w < 1):
    (1 − w)·f(low) + w·f(high) < f((1 − w)·low + w·high) for low ≠ high.  Both with ≤ where these may be equal.
    """

    kind = "monotone"
    claim: Claim = part(inside="claim")
    low: Expr = part(parse)
    high: Expr = part(parse)
    weight: Expr | None = part(parse, optional=True)
    values: Mapping[str, Expr] = part(parse, shape="names", optional=True)
    witness: Proof = part(inside="proof")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Both points in the interval and in order, what is said of them, and the claim."""
        claim = self.claim
        op = goal.relation.op
        if not isinstance(claim, FunctionClaim) or set(self.values) != set(claim.domain.kinds) - {claim.symbol}:
            raise Reject("monotone needs a claim about a function, and values cover its other symbols")
        require(op not in ("=", "!="), "monotone proves inequalities")
        require(claim.curved == (self.weight is not None), "a weight is for concave and convex functions")
        self._inside(claim, goal, context)
        strict = op in ("<", ">")
        apart = context.signs(self.high - self.low)
        good = apart <= (NONZERO if claim.curved else POSITIVE) if strict else claim.curved or apart <= NONNEGATIVE
        require(good, "the two points are not shown to be in order")
        gap = self._says(claim, context, strict).gap
        require(context.undefined(gap) is None and context.is_zero(goal.relation.gap - gap), "the claim says otherwise")
        checker.prove_claim(claim, self.witness)
        return "exact"

    def _inside(self, claim: FunctionClaim, goal: Goal, context: Context) -> None:
        """Raises `Reject` unless both points satisfy the hypotheses of the claim."""
        entries = (self.low, self.high, *self.values.values())
        require(context.undefined(*entries) is None, "a value is not defined on the whole domain")
        whole = [name for name, kind in claim.domain.kinds.items() if kind == "integer"]
        require(not (claim.curved and claim.symbol in whole), "between integers there need not be one")
        for end in (self.low, self.high):
            point = {**self.values, claim.symbol: end}
            good = all(whole_number(point[name], goal.domain) for name in whole)
            good = good and all(context.holds(relation.at(point)) for relation in claim.domain.where)
            require(good, "a point is not shown to satisfy the hypotheses of the claim")

    def _says(self, claim: FunctionClaim, context: Context, strict: bool) -> Relation:
        """What the claim says of the two points."""
        low, high = self.low, self.high
        weight = self.weight
        if weight is None:
            between = low
        else:
            inside = ALLOWED["<" if strict else "<="]
            good = context.undefined(weight) is None and context.signs(weight) | context.signs(ONE - weight) <= inside
            require(good, "the weight is not shown to lie between 0 and 1")
            between = (ONE - weight) * low + weight * high
        x, y, middle = (substitute(claim.expr, {**self.values, claim.symbol: z}) for z in (low, high, between))
        return claim.of_pair(x, y, middle, weight)
