"""Polynomial goals by their hypotheses: certificates of Putinar, Schmüdgen and Stengle, of bounded degree.

    q·p = σ_0 + Σ σ_i·h_i + Σ σ_ij·h_i·h_j + Σ p_l·e_l

σ: sums of squares; h_i ≥ 0 and e_l = 0: the hypotheses, an interval as (x − a)(b − x); q: 1, or 1 + σ, or a sum of
hypotheses that are positive.  Symbols, roots and function values count as variables.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations, combinations_with_replacement, islice
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.core import Context, Domain, Expr, Lemma, OutOfWork, TooLarge, nodes
from symcrit.core.witnesses.absurd import Absurd
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import NONNEGATIVE, POSITIVE, Form
from symcrit.search.engines.polynomials import gram, hypotheses, monomials, touching
from symcrit.search.engines.polynomials.coordinates import Coordinates, size
from symcrit.search.engines.polynomials.gram import Block, Free
from symcrit.search.engines.polynomials.hypotheses import Known
from symcrit.search.engines.polynomials.monomials import Parities
from symcrit.search.engines.terms import ONE, ZERO, add, mul, num, power
from symcrit.search.search import Goal, Search, relations

SHARE = 0.3  # of the work that is left
MOST_VARIABLES, MOST_TERMS, MOST_PRODUCTS, MOST_FREE = 12, 400, 600, 600
_OPS = {"sym", "sqrt", "abs", "sin", "cos", "exp", "pi"}
_MINUS = Expr("sym", "−p")  # stands for −p ≥ 0 until the certificate is divided by q


class Target(NamedTuple):
    """A polynomial that differs from p by a multiple of the equations, this multiple, and the equations to use."""

    p: Any
    rest: Expr
    zeros: list[Known]


class Plan(NamedTuple):
    """The degree of all terms, how many hypotheses are multiplied, and what q is: "one", "positive", or "squares".

    even: without the hypotheses that a change of signs changes which leaves p and the equations as they are.
    graded: all terms of one degree.  dense: monomials in all variables, not in cliques.
    powers: with powers of the strict hypotheses, for a strict goal.
    """

    degree: int
    factors: int
    q: str = "one"
    even: bool = False
    graded: bool = False
    dense: bool = False
    powers: bool = False


class Identity(NamedTuple):
    """An expression for p whose sign is evident where q is > 0; q is ≥ 0 everywhere."""

    expr: Expr
    q: Expr


class Certificate(NamedTuple):
    """A form of the gap, and what of its denominator must be > 0; q, unless it is evidently > 0; lemmas."""

    form: Form
    q: Expr | None = None
    lemmas: tuple[Lemma, ...] = ()


def certificates(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Iterator[Certificate]:
    """The gap as a combination of hypotheses with sums of squares."""
    found = _once(search, ("positivstellensatz", goal.key), lambda own: _found(own, goal, samples))
    if found is not None:
        yield found


def contradiction(search: Search, domain: Domain) -> Absurd | None:
    """That a domain is empty: −1 as a combination of hypotheses with sums of squares."""
    key = ("contradiction", tuple(domain.kinds.items()), domain.where)
    found: Absurd | None = _once(search, key, lambda own: _contradiction(own, domain))
    return found


def _once(search: Search, key: Hashable, find: Callable[[Search], Any]) -> Any:
    """What is found within a share of the work; it is looked for once."""
    if key not in search.memo:
        search.memo[key] = None
        try:
            search.memo[key] = find(search.within(SHARE))
        except (TooLarge, ZeroDivisionError):
            search.poll()
        except OutOfWork:
            search.poll()
            search.tried["polynomial certificates"] = True
    return search.memo[key]


def _found(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> Certificate | None:
    """The first certificate."""
    where = hypotheses.connected(goal)
    gaps = [relation.gap for relation in where]
    if any(node.op in ("mean", "kernel", "binormal") for node in nodes(goal.gap, *gaps)):
        return None
    field = Field(search.work, samples, goal.gap, *gaps)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    if not way or not len(n) or len(n) > MOST_TERMS:
        return None
    facts = hypotheses.known(field, search.context(goal.domain), where, n)
    squares = list(touching.touching(field, facts))
    facts += [touching.zero(field, square) for square in squares]
    lemmas = tuple(entry for square in squares for entry in touching.lemmas(field, square))
    context = search.context(goal.domain, relations(lemmas))
    below = field.polynomial_expr(d * way)
    for expr, q in _identities(field, n * way, facts, context, goal.strict):
        form = Form(mul(expr, power(below, -1)), [] if below is ONE else [below])
        return Certificate(form, None if _positive(context, q) else q, lemmas)
    return None


def _positive(context: Context, expr: Expr) -> bool:
    """Whether facts and shapes say at once that an expression is > 0."""
    return context.evident(expr) <= POSITIVE


def _contradiction(search: Search, domain: Domain) -> Absurd | None:
    """The first certificate for −1, or for −h where a hypothesis says h > 0."""
    where = [relation for relation in domain.where if relation.op != "!="][: hypotheses.MOST]
    if any(node.op in ("mean", "kernel", "binormal") for node in nodes(*(relation.gap for relation in where))):
        return None
    anywhere = [dict.fromkeys(domain.kinds, value) for value in (-2.0, -0.5, 0.5, 2.0)]  # there are no points of it
    field = Field(search.work, anywhere, *(relation.gap for relation in where))
    context = search.context(domain)
    one = Known(field.constant(1), ONE, True)
    facts = hypotheses.known(field, context, where, one.p)
    for positive in (one, *(fact for fact in facts if fact.strict)):
        for expr, q in islice(_identities(field, -positive.p, facts, context, False), 1):
            form = add(expr, positive.written)
            if _positive(context, q) and _positive(context, form) and context.is_zero(form):
                return Absurd(form=form)
    return None


def _identities(field: Field, p: Any, facts: Sequence[Known], context: Context, strict: bool) -> Iterator[Identity]:
    """Expressions for p whose sign is evident: in coordinates of its own, or where these make it hard in those of x."""
    used = monomials.variables(field, [p, *(fact.p for fact in facts)])
    if len(used) > MOST_VARIABLES or not {field.expr[i].op for i in used} <= _OPS:
        return
    for moved in (True, False):
        problem = Problem(field, p, facts, used, moved)
        yield from problem.certificates(strict, context)
        if not problem.tight or not problem.coordinates.moves:
            return


class Problem:
    """A polynomial that is to be ≥ 0 where others are, in coordinates in which bounded variables run over [−1, 1].

    tight: whether some plan was met up to rounding, but not exactly.
    """

    def __init__(self, field: Field, p: Any, facts: Sequence[Known], used: Sequence[int], moved: bool) -> None:
        self.field = field
        self.variables = used
        self.coordinates = Coordinates(field, used if moved else (), facts)
        own = [self.coordinates.fact(fact) for fact in facts]
        self.facts = [fact for fact in own if not fact.zero]
        self.zeros = [fact for fact in own if fact.zero]
        inside = self.coordinates.inside(p)
        self.size = size(inside)
        self.p = inside / self.size
        self.tight = False

    def certificates(self, strict: bool, context: Context) -> Iterator[Identity]:
        """Identities whose sign is evident."""
        for target in self._targets():
            if not len(target.p):
                yield Identity(mul(num(self.size), target.rest), ONE)
                return
            for plan in self._plans(target):
                self.field.work.charge(50)
                found = self._by_plan(target, plan)
                if found is not None and strict and not _positive(context, found.expr):
                    found = self._by_plan(target, plan._replace(powers=True))
                if found is not None and context.evident(found.expr) <= (POSITIVE if strict else NONNEGATIVE):
                    yield found

    # -- what is to be shown

    def _targets(self) -> Iterator[Target]:
        """p with all terms of one degree by an equation h = c; p reduced by the equations."""
        for zero in self.zeros:
            p = _homogeneous(self.field, self.p, zero.p)
            if p is not None:
                yield Target(p, self._multiple(self.p - p, zero), [])
        p, rest = self.p, ZERO
        for zero in self.zeros:
            factor, p = self.field.divided(p, zero.p)
            rest = add(rest, mul(self.coordinates.written(factor), zero.written)) if len(factor) else rest
        yield Target(p, rest, self.zeros)

    def _multiple(self, p: Any, zero: Known) -> Expr:
        """A polynomial that the equation divides, with that equation as a factor."""
        factor, _ = self.field.divided(p, zero.p)
        return mul(self.coordinates.written(factor), zero.written) if len(factor) else ZERO

    def _plans(self, target: Target) -> Iterator[Plan]:
        """Cheap ones first."""
        own = int(target.p.total_degree())
        if self._graded(target.p):
            yield from (Plan(own, factors, q, graded=True) for q in ("one", "positive") for factors in (1, 2, 3))
            yield Plan(own, 2, "squares", graded=True)
            if not target.zeros and all(self._graded(fact.p) for fact in self.facts):
                yield Plan(own + 2, 3, "positive")
                return
        most = max([own, *(fact.degree for fact in (*self.facts, *target.zeros))])
        low, high = own + own % 2, most + most % 2
        rising = dict.fromkeys((own, low, high))
        if len(self._even(target)) < len(self.facts):
            yield from (Plan(degree, 2, even=True) for degree in (*rising, high + 2))
        several = len(self._cliques(target.p, target)) > 1
        for dense in (False, True) if several else (False,):
            for degree in rising:
                yield from (Plan(degree, n, dense=dense) for n in range(1, 1 + min(3, max(1, len(self.facts)))))
        if len(self.facts) > 2:
            yield Plan(own + 1, 3)
        if self.facts:
            yield Plan(high + 2, 2)
            yield Plan(high, 3, "positive")
        yield Plan(high + 2, 2, "squares")
        if self.facts:
            yield Plan(high + 2, 3, "positive")

    def _graded(self, p: Any) -> bool:
        """Whether all terms have one degree."""
        return len(monomials.degrees(self.field, p)) == 1

    def _even(self, target: Target) -> list[Known]:
        """The hypotheses that keep their values under the changes of sign that p and the equations allow."""
        parities = Parities(self.field, [target.p, *(zero.p for zero in target.zeros)])
        return [fact for fact in self.facts if parities.fixed(fact.p)]

    def _cliques(self, p: Any, target: Target) -> list[list[int]]:
        """Which variables occur together."""
        zeros = [zero.p for zero in target.zeros]
        whole = [fact.p for fact in (*self.facts, *target.zeros)]
        return monomials.cliques(self.field, self.variables, [p, *zeros], whole)

    # -- a plan

    def _by_plan(self, target: Target, plan: Plan) -> Identity | None:
        """A certificate by this plan, None where it is too large."""
        base = self._base(target, plan)
        if base is None:
            return None
        p = self.field.reduce(self.field.times(target.p, base.p))
        if plan.graded:
            plan = plan._replace(degree=int(p.total_degree()))
        try:
            return self._attempt(target, plan, p, base)
        except TooLarge:
            return None

    def _attempt(self, target: Target, plan: Plan, p: Any, base: Known) -> Identity | None:
        """The certificate for q·p; raises `TooLarge`."""
        multipliers = self._multipliers(target, plan)
        parities = Parities(self.field, [p, target.p, *(fact.p for fact in (*multipliers, *target.zeros))])
        cliques = [list(self.variables)] if plan.dense else self._cliques(p, target)
        blocks = [
            Block(fact.p, fact.written, part)
            for fact in multipliers
            for basis in self._bases(plan, fact.p, cliques)
            for part in parities.parts(basis)
        ]
        blocks += self._denominators(target, plan, parities)
        free = [Free(zero.p, zero.written, self._free_basis(plan, zero, parities)) for zero in target.zeros]
        if sum(len(part.basis) for part in free) > MOST_FREE:
            raise TooLarge("too many multiples of equations")
        outcome = gram.certificate(self.field, p, blocks, free, self.coordinates.written)
        self.tight = self.tight or outcome.tight
        if outcome.expr is None:
            return None
        expr, q = _divided(outcome.expr, base.written)
        return Identity(mul(num(self.size), add(expr, target.rest)), q)

    def _base(self, target: Target, plan: Plan) -> Known | None:
        """What q is at least: 1; the sum of positive hypotheses of degree 1; Σ x² where all terms have one degree."""
        one = self.field.constant(1)
        if plan.q == "positive":
            strict = [fact for fact in self.facts if fact.strict and fact.degree == 1]
            total = sum((fact.p for fact in strict), one * 0)
            return Known(total, add(*(fact.written for fact in strict)), True) if strict else None
        if plan.q == "squares" and plan.graded:
            gens = [self.field.polynomials.gen(i) for i in self.variables if target.p.degrees()[i]]
            if not gens:
                return None
            written = add(*(power(self.coordinates.written(x), 2) for x in gens))
            return Known(sum((x * x for x in gens), one * 0), written)
        return Known(one, ONE, True)

    def _denominators(self, target: Target, plan: Plan, parities: Parities) -> list[Block]:
        """−p as if it were known to be ≥ 0, alone and with each hypothesis: q = 1 + σ + Σ σ_i·h_i."""
        if plan.q != "squares" or plan.graded:
            return []
        blocks = []
        for fact in (Known(self.field.constant(1), ONE), *self.facts):
            factor = self.field.reduce(self.field.times(-target.p, fact.p))
            half = (plan.degree - int(factor.total_degree())) // 2
            basis = monomials.up_to(self.field, self.variables, half) if half >= 0 else []
            blocks += [Block(factor, mul(_MINUS, fact.written), part) for part in parities.parts(basis)]
        return blocks

    def _multipliers(self, target: Target, plan: Plan) -> list[Known]:
        """1, the hypotheses and their products, up to the degree of the plan; intervals as one polynomial."""
        facts = self._even(target) if plan.even else self.facts
        field, most = self.field, MOST_PRODUCTS
        found = [Known(field.constant(1), ONE, True), *hypotheses.with_intervals(field, facts)]
        for count in range(2, plan.factors + 1):
            found += hypotheses.products(field, combinations(facts, count), plan.degree, most)
        strict = [fact for fact in facts if fact.strict]
        for count in range(2, plan.degree + 1) if plan.powers else ():
            found += hypotheses.products(field, combinations_with_replacement(strict, count), plan.degree, most)
        fitting = [fact for fact in found if len(fact.p) and self._fits(fact, plan)]
        return list({str(fact.p): fact for fact in reversed(fitting)}.values())[::-1]

    def _fits(self, fact: Known, plan: Plan) -> bool:
        """Whether a multiplier may occur: by its degree, and by its parity where all terms have one degree."""
        if fact.degree > plan.degree:
            return False
        return not plan.graded or (self._graded(fact.p) and (plan.degree - fact.degree) % 2 == 0)

    def _bases(self, plan: Plan, g: Any, cliques: Sequence[list[int]]) -> Iterator[list[Any]]:
        """The monomials beside a multiplier, for every clique that its variables belong to."""
        half = (plan.degree - int(g.total_degree())) // 2
        used = {i for i in self.variables if g.degrees()[i]}
        around = [clique for clique in cliques if used <= set(clique)]
        if half == 0 or not around:
            yield [self.field.constant(1)] if half == 0 or not plan.graded else []
            return
        chosen = monomials.of_degree if plan.graded else monomials.up_to
        yield from (chosen(self.field, clique, half) for clique in around)

    def _free_basis(self, plan: Plan, zero: Known, parities: Parities) -> list[Any]:
        """The monomials that an equation is multiplied with: those of the class of p."""
        found = monomials.up_to(self.field, self.variables, max(0, plan.degree - zero.degree))
        return [m for m in found if parities.fixed(self.field.times(m, zero.p))]


def _divided(found: Expr, base: Expr) -> Identity:
    """p from q·p; what stands beside −p belongs to q."""
    above, below = [], [base]
    for term in found.args if found.op == "add" else (found,):
        part = _beside_minus(term)
        if part is None:
            above.append(term)
        else:
            below.append(part)
    q = add(*below)
    return Identity(add(*above) if q is ONE else mul(add(*above), power(q, -1)), q)


def _beside_minus(term: Expr) -> Expr | None:
    """σ from (−p)·σ, h·σ from ((−p)·h)·σ; None from others."""
    if term.op != "mul":
        return None
    first = term.args[0]
    if first is _MINUS:
        return mul(*term.args[1:])
    if first.op == "mul" and first.args[0] is _MINUS:
        return mul(*first.args[1:], *term.args[1:])
    return None


def _homogeneous(field: Field, p: Any, e: Any) -> Any | None:
    """p with its terms times powers of h/c, so that all have one degree, for an equation e = h − c; None for others."""
    terms = field.terms_of(e)
    constant = next((fmpq(value) for key, value in terms.items() if not any(key)), fmpq(0))
    steps = monomials.degrees(field, e) - {0}
    if constant == 0 or len(steps) != 1 or not len(p):
        return None
    (step,) = steps
    unit = (e - constant) / -constant
    top = int(p.total_degree())
    parts: dict[int, Any] = {}
    for key, value in field.terms_of(p).items():
        parts.setdefault(top - sum(map(int, key)), {})[key] = value
    if len(parts) == 1 or any(lack % step for lack in parts):
        return None
    total = field.constant(0)
    for lack, part in parts.items():
        total += field.times(field.polynomials.from_dict(part), field.raised(unit, lack // step))
    return total
