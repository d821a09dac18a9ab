"""What a bound of a function is, and how proofs by repeated differentiation are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symcrit.core import Domain, Expr, Lemma, Relation, Witness, diff, num, substitute, sym
from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines.terms import ONE, ZERO, add, mul, power, rational
from symcrit.search.search import Goal, as_proof, interior, lemma

X = sym("x")
Prove = Callable[[Goal], Witness]
Coefficients = Sequence[Fraction]


@dataclass(frozen=True)
class Bound:
    """f(x) ≤ value (upper) or value ≤ f(x) where the hypotheses `where` about x hold.

    order: how complicated it is.  strict: whether the sides are equal at most at ends of the domain.
    prove: from the goal to its proof.
    """

    op: str
    value: Expr
    upper: bool
    where: tuple[Relation, ...]
    order: int
    prove: Prove = field(compare=False, repr=False)
    strict: bool = True

    @property
    def gap(self) -> Expr:
        """What is ≥ 0."""
        function = Expr(self.op, X)
        return self.value - function if self.upper else function - self.value

    def goal(self, *, strict: bool) -> Goal:
        """The bound as a goal: strict on the domain without its ends."""
        domain = Domain({"x": "real"}, self.where)
        return Goal(interior(domain, "x") if strict else domain, self.gap, strict)

    def needs(self, u: Expr, *, strict: bool) -> list[Relation]:
        """What u must satisfy."""
        return [relation.at({"x": u}) for relation in self.goal(strict=strict).domain.where]

    def lemma_at(self, u: Expr, *, strict: bool) -> Lemma:
        """The bound of f(u) as a lemma, where `needs` hold."""
        return at(self.goal(strict=strict), self.prove, {"x": u})


def at(goal: Goal, prove: Prove, values: Mapping[str, Expr]) -> Lemma:
    """A goal about x with values, as a lemma."""
    proof = Substitute(claim=goal.claim, values=dict(values), witness=as_proof(prove(goal)))
    return lemma(goal.relation.at(values), proof)


# -------------------------------------------------------------------------------------------------------------- proofs


def chain(goal: Goal, end: Expr, prove: Prove) -> Chain:
    """The gap is 0 at an end of the interval of x, and grows from there, which `prove` shows."""
    low = goal.domain.lower.get("x")
    way = 1 if low is not None and low.value is end else -1
    slope = mul(num(way), diff(goal.gap, "x"))
    derivative = prove(Goal(interior(goal.domain, "x"), slope, goal.strict))
    return Chain(symbol="x", end=end, derivative=derivative)


def chains(count: int, end: Expr, last: Prove) -> Prove:
    """So many chains inside each other: the gap and its first derivatives are 0 at the end."""

    def prove(goal: Goal) -> Witness:
        return last(goal) if not count else chain(goal, end, chains(count - 1, end, last))

    return prove


def evident(goal: Goal) -> Positive:
    """A sign that core sees."""
    return Positive()


def by_form(form: Expr) -> Prove:
    """The gap in another form."""
    return lambda goal: Positive(form=form)


def in_form(outer: Callable[[Expr], Expr], inner: Expr, prove: Prove, *lemmas: Lemma) -> Prove:
    """gap = outer(inner), an expression whose sign is that of `inner`, which `prove` shows on the same domain."""

    def of(goal: Goal) -> Positive:
        part = Goal(goal.domain, inner, goal.strict)
        return Positive(form=outer(inner), lemmas=(*lemmas, lemma(part.relation, prove(part))))

    return of


# --------------------------------------------------------------------------------------------------------- polynomials


def polynomial(coefficients: Coefficients, x: Expr = X) -> Expr:
    """Σ c_k xᵏ."""
    powers = [ONE, x, *(power(x, k) for k in range(2, len(coefficients)))]
    terms = [mul(rational(c), p) for c, p in zip(coefficients, powers, strict=False) if c]
    return add(*terms) if terms else ZERO


def times_x(coefficients: Coefficients, by: int = 1) -> list[Fraction]:
    """The polynomial times a power of x."""
    return [Fraction(0)] * by + list(coefficients)


def combined(a: Fraction | int, p: Coefficients, b: Fraction | int, q: Coefficients) -> list[Fraction]:
    """a·p + b·q."""
    size = max(len(p), len(q))
    left, right = ([*r, *([Fraction(0)] * (size - len(r)))] for r in (p, q))
    return [a * c + b * d for c, d in zip(left, right, strict=True)]


def derived(coefficients: Coefficients) -> list[Fraction]:
    """The derivative."""
    return [k * c for k, c in enumerate(coefficients)][1:]


def at_minus(expr: Expr) -> Expr:
    """The expression at −x."""
    return substitute(expr, {"x": -X})
