"""Whether an equation between expectations follows by the rules that are named, and by no others.

Both sides are reduced by these rules alone, as far as they go; what they leave is known by its law (`remains`), and the
difference of the sides has normal form 0, or it has not.  So that every rule that is needed must be named, and one that
both sides would need alike need not be.  Rules may be used in any order: Stein's formula before tilts and behind them,
or once, as it is written; and not all that are named must be of use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, mul, nodes, num, substitute_all, sym
from symcrit.core.gaussian.language import Parts, bound
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.gaussian.parts import Mean, Rule, Rules
from symcrit.core.gaussian.remains import Remains
from symcrit.core.gaussian.rules import Reason, are_used
from symcrit.core.gaussian.terms import Terms
from symcrit.core.reading import Reject, require, within_limits
from symcrit.core.work import OutOfWork, Work

STEP = 40  # the work of a step, beside what its numbers cost
MOST_MEANS = 2000


def follows(domain: Domain, lhs: Expr, rhs: Expr, reasons: Sequence[Reason], work: Work) -> bool:
    """Whether lhs = rhs is seen by some of these rules; domain: with the facts that the laws imply (`plain`)."""
    chosen = (some for count in range(len(reasons), -1, -1) for some in combinations(reasons, count))
    return any(all_together(domain, lhs, rhs, some, work) for some in chosen)


def all_together(domain: Domain, lhs: Expr, rhs: Expr, reasons: Sequence[Reason], work: Work) -> bool:
    """The same where every rule is used that can be, in one order or another."""
    stein = are_used(reasons, "stein")
    orders = (False, True) if stein and are_used(reasons, "tilt") else (False,)
    if any(_agree(domain, lhs, rhs, Ways(reasons, stein_first=first), work) for first in orders):
        return True
    once = Ways(reasons, stein_first=False, once=True)
    return stein and (_agree(domain, lhs, rhs, once, work) or _agree(domain, rhs, lhs, once, work))


class Ways:
    """Rules that are used in an order: Stein's formula before tilts, or behind them.

    once: Stein's formula alone, on one factor of every mean of the left side, and nothing else.
    """

    def __init__(self, reasons: Sequence[Reason], *, stein_first: bool, once: bool = False) -> None:
        self.reasons = tuple(reasons)
        self.stein_first = stein_first
        self.once = once
        named = [reason.variables for reason in reasons if reason.rule == "stein"]
        everywhere = any(not variables for variables in named)
        self.variables = None if everywhere else tuple(label for variables in named for label in variables)

    def uses(self, rule: str) -> bool:
        """Whether a rule may be used."""
        return are_used(self.reasons, rule) and not self.once


def _agree(domain: Domain, lhs: Expr, rhs: Expr, ways: Ways, work: Work) -> bool:
    context = Context(domain, work)
    try:
        sides = Sides(context, ways)
        (left,) = sides.written(lhs, once=ways.once)
        (right,) = sides.written(rhs)
        gap = left - right
        return not len(context.nf(gap).n) or not len(context.nf(with_one_exponential(context, gap)).n)
    except OutOfWork:
        raise
    except Reject:
        return False


def with_one_exponential(context: Context, root: Expr) -> Expr:
    """A sum whose terms have one exp each: exp(a)·exp(b) = exp(a + b), which normal forms do not know."""
    parts = []
    for exponent, rest in _terms(root):
        context.work.charge(STEP)
        plain = not len(context.nf(exponent).n)
        parts.append(rest if plain else mul(Expr("exp", exponent), rest))
    return add(*parts)


def _terms(root: Expr) -> list[tuple[Expr, Expr]]:
    """The terms of a product of sums, each as an exponent and what exp of it is multiplied by."""
    if root.op == "exp":
        return [(root.children[0], ONE)]
    if root.op == "add":
        return [term for part in root.children for term in _terms(part)]
    if root.op == "mul":
        found = [(ZERO, ONE)]
        for part in root.children:
            others = _terms(part)
            within_limits(len(found) * len(others) <= MOST_MEANS, "a step of a derivation has too many terms")
            found = [(add(a, b), mul(x, y)) for a, x in found for b, y in others]
        return found
    if root.op == "pow" and root.children[0].op == "exp":
        return [(mul(num(root.args[0]), root.children[0].children[0]), ONE)]
    return [(ZERO, root)]


class Sides:
    """Expressions with their expectations reduced by some rules."""

    def __init__(self, context: Context, ways: Ways) -> None:
        self.context = context
        self.ways = ways
        self.numbers = Numbers(context)
        self.rules = Rules(self.numbers)
        self.remains = Remains(
            self.numbers,
            independence=ways.uses("independence"),
            orthant=ways.uses("orthant"),
            characteristic=ways.uses("characteristic"),
        )
        self.opaque: dict[Expr, Expr] = {}

    def written(self, *roots: Expr, once: bool = False) -> list[Expr]:
        """The expressions, with symbols for what is left of expectations; once: by Stein's formula on one factor."""
        values: dict[Expr, Expr] = {}
        for node in nodes(*roots):
            if node.op == "expect":
                means = self.means(node)
                values[node] = self._sum(self._once(means) if once else means)
            elif node.op == "slope":
                values[node] = self._derivative(node)
        return substitute_all(roots, values)

    def _once(self, means: Iterable[Mean]) -> Iterator[Mean]:
        """Stein's formula on one factor of every mean."""
        for mean in means:
            found = self.rules.stein_once(mean, self.ways.variables)
            yield from [mean] if found is None else found

    def _derivative(self, node: Expr) -> Expr:
        """A derivative by a parameter: by Price's formula, or a symbol of its own.

        Under an equation between parameters the law may have lost one, so that it is not differentiated.
        """
        free = all(relation.op != "=" for relation in self.context.domain.stated)
        if free and self.ways.uses("price") and all(part.op in ("expect", "slope") for part in node.children):
            return self._sum(self.means(node))
        return self.opaque.setdefault(node, sym(f"@d{len(self.opaque)}"))

    def means(self, node: Expr) -> list[Mean]:
        """The means that an expectation, or a derivative of one by parameters, is the sum of."""
        if node.op == "slope":
            inside = self.means(node.children[0])
            return [mean for one in inside for mean in self.rules.price(one, node.args[0])]
        require(node.op == "expect", "what is differentiated is no expectation")
        parts = Parts(node)
        law = Law(
            self.numbers,
            tuple(map(self.numbers.of, parts.means)),
            tuple(tuple(map(self.numbers.of, row)) for row in parts.cov),
        )
        terms = Terms(self.numbers, tuple(bound(i) for i in range(law.size)))
        return [Mean.of(term, law, parts.names) for term in terms.of(parts.function)]

    def _sum(self, means: Iterable[Mean]) -> Expr:
        """What the rules leave of a sum of means."""
        left = list(means)
        done: list[Expr] = []
        while left:
            within_limits(len(left) <= MOST_MEANS, "a step of a derivation has too many terms")
            self.context.work.charge(STEP)
            one = left.pop()
            found = next((found for rule in self._rules() if (found := rule(one)) is not None), None)
            if found is None:
                done.append(self.remains.written(one))
            else:
                left += found
        return add(*done)

    def _rules(self) -> Iterator[Rule]:
        """The rules that may be used, in their order."""
        ways, rules = self.ways, self.rules
        yield rules.settled
        if ways.uses("condition"):
            yield rules.condition
        if ways.uses("stein") and ways.stein_first:
            yield self._stein
        if ways.uses("tilt"):
            yield rules.tilt
        if ways.uses("stein"):
            yield self._stein
        if ways.uses("adjoin"):
            yield rules.adjoin

    def _stein(self, one: Mean) -> list[Mean] | None:
        return self.rules.stein(one, self.ways.variables)
