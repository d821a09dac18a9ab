"""Linear consequences: a goal g > 0 or g ≥ 0 refutes its negation N together with what is known to be ≥ 0.

Farkas's lemma, and for products of facts the refutations of Krivine and Stengle: with facts f_i ≥ 0, equations e_k = 0
and N = −g (≥ 0, or > 0 where g ≥ 0 is asked), numbers λ, μ ≥ 0 and polynomials q_k such that

    Σ λ_i·f_i + Σ μ_j·f_j·N + Σ q_k·e_k = 0

with something positive in the first or second sum.  Then g = (Σ λ_i·f_i + Σ q_k·e_k)/(Σ μ_j·f_j).  A linear program
finds λ and μ (see `programs`); the f_i are products of up to `degree` facts, and squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, combinations_with_replacement
from math import comb
from typing import Any, NamedTuple, Protocol

from flint import fmpq

from symcrit.core import Context, Domain, Expr, Lemma, Relation, Witness, nodes
from symcrit.core.witnesses.absurd import Absurd
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import evident
from symcrit.search.engines.linear import absolute, facts, programs
from symcrit.search.engines.linear.facts import Fact
from symcrit.search.engines.linear.laws import Rule
from symcrit.search.engines.terms import ONE, ZERO, add, mul, num, power
from symcrit.search.search import Goal, Search, everywhere, lemma, relations

MOST_COLUMNS, MOST_SQUARES, MOST_DEGREE, MOST_NODES, MOST_ATTEMPTS = 400, 7, 3, 600, 5
MOST_FACTS, HIGH_DEGREE = 60, 8


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search
    laws: bool  # whether laws of functions are used
    asked: set[object]  # what was tried before

    def law(self, goal: Goal) -> Witness | None:
        """A witness that core accepts for the goal of a law."""

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas that make the gap of a goal defined."""

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""

    def plausible(self, goal: Goal) -> bool:
        """Whether no sample contradicts the goal."""


class Target(NamedTuple):
    """The goal g: its gap, a factor c > 0 that makes it a polynomial, g·c, and whether it is strict."""

    gap: Expr
    factor: Expr
    polynomial: Any
    strict: bool
    needs: tuple[Expr, ...] = ()


class Part(NamedTuple):
    """A product of facts: its polynomial, how it is written, and how often −g is a factor (0 or 1).

    `expr` is what multiplies −g, where that is a factor.
    """

    polynomial: Any
    expr: Expr
    strict: bool
    zero: bool
    negations: int = 0
    price: int = 1
    needs: tuple[Expr, ...] = ()
    lemmas: tuple[Lemma, ...] = ()
    rules: tuple[Rule, ...] = ()


class Refutation(NamedTuple):
    """g·multiplier = form, with form ≥ 0 (> 0 for a strict goal); multiplier 0: the domain is empty, and form > 0."""

    form: Expr
    multiplier: Expr
    needs: list[Expr]  # what must be shown to be > 0
    lemmas: list[Lemma]  # what must be a fact before
    rules: list[Rule]  # by what laws it is


class Refuter(NamedTuple):
    """What a goal is refuted with: facts, products of up to `degree` of which are looked at."""

    search: Search
    field: Field
    known: Sequence[Fact]
    goal: Target
    degree: int

    def without(self, needs: set[Expr]) -> Refuter:
        """The same, without the facts that need one of these."""
        return self._replace(known=[fact for fact in self.known if not needs & set(fact.needs)])

    def refutation(self) -> Refutation | None:
        """Numbers λ, μ and polynomials q_k as above."""
        field = self.field
        products, degree = _counts(field, self.known, self.degree)
        if products > MOST_COLUMNS:
            return None
        equations = [fact for fact in self.known if fact.zero]
        every = _parts(field, self.known, self.goal, self.degree)
        every += [part for fact in equations for part in _multiples(field, fact, degree)]
        parts = [part for part in every if len(part.polynomial)]
        columns = [
            programs.Column(field.terms_of(part.polynomial), part.strict, part.zero, part.price) for part in parts
        ]
        weights = programs.weights(columns, self.search.work)
        if weights is None:
            return None
        used = [(weight, parts[place]) for place, weight in weights.items()]
        above = [(weight, part) for weight, part in used if not part.negations]
        below = [(weight, part) for weight, part in used if part.negations]
        needs = list(dict.fromkeys(need for _, part in used for need in part.needs))
        lemmas = {entry.relation: entry for _, part in used for entry in part.lemmas}
        rules = {str(rule.law): rule for _, part in used for rule in part.rules}
        return Refutation(_sum(above), _sum(below), needs, list(lemmas.values()), list(rules.values()))


def _sum(used: Sequence[tuple[fmpq, Part]]) -> Expr:
    """Σ λ·part."""
    return add(*(mul(num(weight), part.expr) for weight, part in used)) if used else ZERO


def _counts(field: Field, known: Sequence[Fact], degree: int) -> tuple[int, int]:
    """How many products of facts there are, and up to which degree equations are multiplied to have not too many."""
    equations = sum(fact.zero for fact in known)
    products = _products(len(known) - equations, degree)
    for lower in range(degree, 0, -1):
        if products + equations * comb(len(field.expr) + lower, lower) <= MOST_COLUMNS:
            return products, lower
    return products, 0


def _parts(field: Field, known: Sequence[Fact], goal: Target, degree: int) -> list[Part]:
    """1, the facts, the negation of the goal, products of up to `degree` of these; squares."""
    one = field.constant(1)
    negated = Part(-goal.polynomial, goal.factor, not goal.strict, False, negations=1, needs=goal.needs)
    single = [
        Part(fact.polynomial, fact.expr, fact.strict, False, needs=fact.needs, lemmas=fact.lemmas, rules=fact.rules)
        for fact in known
        if not fact.zero
    ]
    found = [Part(one, ONE, True, False), negated, *single]
    for count in range(2, degree + 1):
        found += [_product(field, chosen) for chosen in combinations_with_replacement(single, count)]
        others = combinations_with_replacement(single, count - 1)
        found += [_product(field, (negated, *chosen)) for chosen in others]
    if degree > 1:
        found += _squares(field, goal)
    return found


def _product(field: Field, parts: Sequence[Part]) -> Part:
    """The product of parts, at most one of them with the negation of the goal."""
    polynomial = field.reduce(field.times(*(part.polynomial for part in parts)))
    expr = mul(*(part.expr for part in parts))
    needs = tuple(dict.fromkeys(need for part in parts for need in part.needs))
    lemmas = tuple(entry for part in parts for entry in part.lemmas)
    strict = all(part.strict for part in parts)
    rules = tuple(rule for part in parts for rule in part.rules)
    return Part(polynomial, expr, strict, False, parts[0].negations, 1 + len(parts), needs, lemmas, rules)


def _squares(field: Field, goal: Target) -> Iterator[Part]:
    """The squares of the negated gap, of symbols, and of sums and differences of two symbols."""
    gap = goal.polynomial
    square = power(mul(-goal.gap, goal.factor), 2)
    yield Part(field.reduce(field.times(gap, gap)), square, not goal.strict, False, needs=goal.needs)
    names = [expr for expr in field.expr if expr.op == "sym"][:MOST_SQUARES]
    for x in names:
        gen = field.generator(x)
        yield Part(field.times(gen, gen), power(x, 2), False, False)
    for x, y in combinations(names, 2):
        for way in (1, -1):
            gen = field.generator(x) + way * field.generator(y)
            yield Part(field.times(gen, gen), power(x + y if way > 0 else x - y, 2), False, False)


def _multiples(field: Field, fact: Fact, degree: int) -> Iterator[Part]:
    """An equation times 1 and monomials in the generators."""
    gens = [(field.generator(expr), expr) for expr in field.expr]
    for count in range(degree + 1):
        for chosen in combinations_with_replacement(gens, count):
            polynomial = field.reduce(field.times(fact.polynomial, *(gen for gen, _ in chosen)))
            expr = mul(fact.expr, *(expr for _, expr in chosen))
            yield Part(polynomial, expr, False, True, needs=fact.needs, lemmas=fact.lemmas)


def step(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal by a refutation of its negation, of low degree first."""
    search = prover.search
    levels = range(1, min(depth + 1, MOST_DEGREE + 1) + 1)
    new = [level for level in levels if ("consequence", level, *goal.key) not in prover.asked]
    if not new or not _small(goal):
        return
    defined = prover.definedness(goal, depth)
    if defined is None:
        return
    context = prover.context(goal.domain, relations(defined))
    gaps = [relation.gap for relation in goal.domain.where]
    field = Field(search.work, prover.floats(goal.domain), goal.gap, *gaps, spare=4)
    found = absolute.signs(field, goal.gap, *gaps)
    if found:
        defined += absolute.settled(prover, goal.domain, field, found, 0)
        context = prover.context(goal.domain, relations(defined))
        kept = [sign.node for sign in found if not (sign.way and context.is_zero(sign.node - sign.value))]
        field = Field(search.work, prover.floats(goal.domain), goal.gap, *gaps, spare=4, kept=kept)
    target = _target(field, goal, context)
    if target is None:
        return
    known = facts.of_domain(field, context)
    known += facts.of_generators(field, context)
    known += facts.of_laws(field) if prover.laws else []
    known = facts.different(known)
    for level in new:
        prover.asked.add(("consequence", level, *goal.key))
        degree = level if level <= MOST_DEGREE else int(target.polynomial.total_degree())
        if level <= degree <= HIGH_DEGREE:
            refuter = Refuter(search, field, known[: _most_facts(degree)], target, degree)
            yield from _of_degree(prover, goal, defined, refuter, depth)


def _most_facts(degree: int) -> int:
    """Of how many facts there are not too many products."""
    fitting = (count for count in range(MOST_FACTS, 0, -1) if _products(count, degree) <= MOST_COLUMNS)
    return next(fitting, 0)


def _products(count: int, degree: int) -> int:
    """How many products of up to `degree` facts there are, with the negation of the goal or without."""
    return comb(count + degree, degree) + comb(count + degree - 1, degree - 1)


def _small(goal: Goal) -> bool:
    """Whether the goal and its hypotheses are of a kind and size that is looked at."""
    found = list(nodes(goal.gap, *(relation.gap for relation in goal.domain.where)))
    return len(found) < MOST_NODES and not any(node.op in ("mean", "kernel", "binormal") for node in found)


def _target(field: Field, goal: Goal, context: Context) -> Target | None:
    """The gap n/d times |d|; None where d has no sign at the samples."""
    n, d = field.of(goal.gap)
    way = field.sign(d)
    if not way or not len(n) or len(n) > facts.MOST_TERMS:
        return None
    factor, needs = facts.positive(field, context, d * way)
    return Target(goal.gap, factor, n * way, goal.strict, needs)


def _of_degree(prover: Prover, goal: Goal, defined: list[Lemma], refuter: Refuter, depth: int) -> Iterator[Witness]:
    """The certificate of the first refutation whose needs are shown; facts with needs that are not are left out."""
    shown: dict[Expr, Lemma] = {}
    for _ in range(MOST_ATTEMPTS):
        prover.search.poll()
        found = refuter.refutation()
        if found is None:
            return
        missing = {part for part in found.needs if part not in shown and not _show(prover, goal, part, depth, shown)}
        if missing:
            refuter = refuter.without(missing)
            continue
        there = {part: everywhere(entry, goal.domain) for part, entry in shown.items()}
        by_laws = [entry for rule in found.rules if (entry := rule.lemma(prover, there)) is not None]
        parts = prover.definedness(Goal(goal.domain, found.form + found.multiplier, False), depth)
        if parts is not None and len(by_laws) == len(found.rules):
            entries = (*defined, *parts, *(shown[part] for part in found.needs), *by_laws)
            yield from _witnesses(prover, goal, found, entries)
        return


def _show(prover: Prover, goal: Goal, part: Expr, depth: int, shown: dict[Expr, Lemma]) -> bool:
    """Whether a part is proved to be > 0; then it is among what is shown."""
    needed = Goal(goal.domain, part, True)
    proof = prover.prove(needed, depth - 1) if depth > 0 else None
    if proof is not None:
        shown[part] = lemma(needed.relation, proof)
    return proof is not None


def _witnesses(prover: Prover, goal: Goal, found: Refutation, shown: tuple[Lemma, ...]) -> Iterator[Witness]:
    """The certificate that a refutation gives, after what is shown: a quotient, or a contradiction to the negation."""
    lemmas = (*shown, *found.lemmas)
    context = prover.context(goal.domain, relations(lemmas))
    if evident(context, found.multiplier, True):
        yield Positive(form=mul(found.form, power(found.multiplier, -1)), lemmas=lemmas)
        return
    if found.multiplier is ZERO and evident(context, found.form, True):
        yield Absurd(form=found.form, lemmas=lemmas)
        return
    there = tuple(everywhere(entry, goal.domain) for entry in lemmas)
    absurd = Absurd(form=add(found.form, mul(found.multiplier, -goal.gap)), lemmas=there)
    if goal.strict:
        yield Cases(of=goal.gap, below=absurd, above=Positive(), lemmas=lemmas)
    else:
        negated = -goal.gap
        yield Cases(of=negated, below=Positive(form=-negated), above=absurd, lemmas=lemmas)
