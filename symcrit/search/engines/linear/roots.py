"""Symbols that equations among the hypotheses determine: v = √g or −√g from v² = g, and v = g where it is written so.

What is claimed is then a claim about the other symbols, composed with their values; that v = ±√g is a lemma, for both
sides are ≥ 0 (or both ≤ 0) and their squares are equal.  Points with irrational values of v come from there, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from symcrit.core import Context, Domain, Expr, Lemma, Relation, TooLarge, Witness, nodes, num, substitute, sym, symbols
from symcrit.core.algebra.signs import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines import floats
from symcrit.search.engines.analysis import moves
from symcrit.search.engines.field import Field
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import ZERO, power
from symcrit.search.search import Goal, Place, Search, as_proof, lemma, point_of, relations

_POLYNOMIAL = ("num", "sym", "add", "mul", "pow", "pi", "sqrt")  # what an equation that is solved is made of
_MAX_TERMS = 12  # of an equation


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


class Solved(NamedTuple):
    """A symbol, its value in terms of others, and the lemmas that say so."""

    name: str
    value: Expr
    lemmas: tuple[Lemma, ...] = ()


class Reduced(NamedTuple):
    """A domain without the symbols that have `values` in terms of the others; on the first one the lemmas hold."""

    domain: Domain
    values: dict[str, Expr]
    lemmas: tuple[Lemma, ...]

    def inner(self, goal: Goal) -> Goal:
        """The goal about the symbols that are left."""
        return Goal(self.domain, substitute(goal.gap, self.values), goal.strict)

    def outer(self, goal: Goal, witness: Witness) -> Substitute:
        """The witness of a goal from one of `inner(goal)`, where the lemmas are known."""
        values = {name: sym(name) for name in self.domain.kinds}
        return Substitute(claim=self.inner(goal).claim, values=values, witness=as_proof(witness))

    def point(self, point: Place) -> dict[str, Expr]:
        """A point of the first domain."""
        own = dict(point_of(point))
        return own | {name: substitute(value, own) for name, value in self.values.items()}


def find(prover: Prover, smaller: Reduced, goal: Goal, depth: int) -> Witness | None:
    """A witness of the goal, from one for the other symbols."""
    proof = prover.prove(smaller.inner(goal), depth)
    defined = None if proof is None else _defined(prover, smaller, goal, depth)
    if proof is None or defined is None:
        return None
    return replace(smaller.outer(goal, proof), lemmas=(*smaller.lemmas, *defined))


def _defined(prover: Prover, smaller: Reduced, goal: Goal, depth: int) -> list[Lemma] | None:
    """Lemmas that make the gap defined; None where one cannot be found."""
    found: list[Lemma] = []
    for _ in nodes(goal.gap):
        context = prover.search.context(goal.domain, relations([*smaller.lemmas, *found]))
        needs = [need for node in moves.open_nodes(goal.gap, context) for need in moves.needed(node, context)]
        if not needs:
            return found
        entries = [_needed(prover, smaller, goal.domain, need, depth) for need in needs]
        new = [entry for entry in entries if entry is not None and entry not in found]
        if not new or None in entries:
            return None
        found += new
    return None


def _needed(prover: Prover, smaller: Reduced, domain: Domain, need: moves.Need, depth: int) -> Lemma | None:
    """What a node needs, shown for the other symbols."""
    gap = need.gap
    if need.op == "!=":
        value = floats.compiled(substitute(gap, smaller.values), prover.search.work)
        gap = -gap if all(value(point) < 0 for point in prover.floats(smaller.domain)) else gap
    wanted = Goal(domain, gap, need.op != ">=")
    proof = prover.prove(smaller.inner(wanted), depth)
    return None if proof is None else lemma(wanted.relation, smaller.outer(wanted, proof))


def sample(domain: Domain, search: Search) -> dict[str, Expr] | None:
    """A point of the domain, some of whose values are roots."""
    smaller = reduced(domain, search)
    if smaller is None:
        return None
    found = next(points(smaller.domain, search.work, 1), None)
    return None if found is None else smaller.point(found)


def reduced(domain: Domain, search: Search) -> Reduced | None:
    """The domain without the symbols that equations determine; None where there are none."""
    here, values, lemmas = domain, dict[str, Expr](), list[Lemma]()
    while (found := _first(here, search)) is not None:
        solved, equation = found
        values = {name: substitute(value, {solved.name: solved.value}) for name, value in values.items()}
        values[solved.name] = solved.value
        lemmas += solved.lemmas
        here = _without(search, here, solved, equation)
    if not values:
        return None
    given = search.context(domain)
    lemmas += _signs(search.context(here), {name: v for name, v in values.items() if len(given.signs(sym(name))) > 1})
    restated = [entry for fact in domain.where for entry in _restated(fact, values, here)]
    return Reduced(here, values, (*lemmas, *(entry for entry in restated if entry not in lemmas)))


def _first(domain: Domain, search: Search) -> tuple[Solved, Relation] | None:
    """The first symbol that an equation determines, and that equation."""
    equations = [fact for fact in domain.where if fact.op == "=" and _algebraic(fact)]
    if not equations:
        return None
    context = search.context(domain)
    for equation in equations:
        for solved in _solutions(search, context, equation):
            return solved, equation
    return None


def _algebraic(fact: Relation) -> bool:
    """Whether a relation is made of polynomials and roots of symbols."""
    return bool(symbols(fact.gap)) and all(node.op in _POLYNOMIAL for node in nodes(fact.lhs, fact.rhs))


# ------------------------------------------------------------------------------------------------------- the solutions


def _solutions(search: Search, context: Context, equation: Relation) -> Iterator[Solved]:
    """The real symbols that the equation gives as ±√g (of known sign) or, where it is written so, as g."""
    kinds = context.domain.kinds
    if context.undefined(equation.gap) is not None:
        return
    for side, other in ((equation.lhs, equation.rhs), (equation.rhs, equation.lhs)):
        if side.op == "sym" and kinds[side.args[0]] == "real" and side.args[0] not in symbols(other):
            form = equation.gap if side is equation.lhs else -equation.gap
            proof = Zero() if context.is_zero(form) else Positive(form=form)
            yield Solved(side.args[0], other, (lemma(Relation("=", side, other), proof),))
    try:
        field = Field(search.work, [], equation.gap)
        n, d = field.of(equation.gap)
    except (TooLarge, ZeroDivisionError):
        return
    if not d.is_constant() or len(n) > _MAX_TERMS:
        return
    for name in sorted(symbols(equation.gap), key=lambda name: (power(sym(name), 2) not in equation, name)):
        square = _square(field, n, field.place[sym(name)])
        if square is not None and kinds[name] == "real":
            yield from _as_root(context, name, square)


def _square(field: Field, n: Any, index: int) -> Expr | None:
    """g where the equation n = 0 says v² = g, v being the generator with this index."""
    terms = field.terms_of(n)
    with_v = [exponents for exponents in terms if exponents[index]]
    if len(with_v) != 1 or with_v[0][index] != 2 or sum(with_v[0]) != 2:
        return None
    name = field.expr[index].args[0]
    inside = [expr for i, expr in enumerate(field.expr) if i != index and n.degrees()[i]]
    if any(name in symbols(expr) for expr in inside):
        return None
    (key,) = with_v
    rest = field.polynomials.from_dict({other: c for other, c in terms.items() if other != key})
    return field.polynomial_expr(rest * (-1 / terms[key]))


def _as_root(context: Context, name: str, square: Expr) -> Iterator[Solved]:
    """v = √g where v ≥ 0, and v = −√g where v ≤ 0."""
    v, root = sym(name), Expr("sqrt", square)
    signs = context.signs(v)
    defined = lemma(Relation("<=", ZERO, square), Positive(form=power(v, 2)))
    if signs <= NONNEGATIVE:
        known = lemma(Relation("=", v, root), Root())
        yield Solved(name, root, (defined, known))
    elif signs <= NONPOSITIVE:
        known = lemma(Relation("=", root, num(-1) * v), Root())
        yield Solved(name, -root, (defined, known))


# ------------------------------------------------------------------------------------------------------ what is left


def _without(search: Search, domain: Domain, solved: Solved, equation: Relation) -> Domain:
    """The domain of the other symbols."""
    values = {solved.name: solved.value}
    kinds = {name: kind for name, kind in domain.kinds.items() if name != solved.name}
    where = [fact.at(values) for fact in domain.where if fact != equation]
    inside = [Relation("<=", ZERO, node.children[0]) for node in nodes(solved.value) if node.op == "sqrt"]
    stated = [fact for fact in where if not _trivial(fact)]
    context = search.context(Domain(kinds, stated))
    return Domain(kinds, [*(fact for fact in inside if not context.holds(fact)), *stated])


def _signs(context: Context, values: Mapping[str, Expr]) -> Iterator[Lemma]:
    """Where a value is not 0, which core does not always ask its root for."""
    for name, value in values.items():
        v = sym(name)
        if context.signs(value) == POSITIVE:
            yield lemma(Relation("<", ZERO, v), Positive(form=value))
        elif context.signs(value) == NEGATIVE:
            yield lemma(Relation("<", v, ZERO), Positive(form=-value))


def _trivial(fact: Relation) -> bool:
    """Whether a hypothesis says of a root that it is ≥ 0."""
    low, high = (fact.rhs, fact.lhs) if fact.op == ">=" else (fact.lhs, fact.rhs)
    return fact.op in ("<=", ">=") and low is ZERO and high.op == "sqrt"


def _restated(fact: Relation, values: Mapping[str, Expr], left: Domain) -> Iterator[Lemma]:
    """A hypothesis with the values of the symbols, where it is one about those that are left."""
    there = fact.at(values)
    if there != fact and there in left.where:
        yield lemma(there, Positive(form=fact.gap))
