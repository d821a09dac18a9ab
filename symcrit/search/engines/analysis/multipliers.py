"""A gap Σ f_i(x_i) + c where an equation Σ h_i(x_i) = b holds, by the multiplier λ of the place where it is least.

Each f_i − λ·h_i is least at that place, as far as one can tell, and is shown to be so: a tangent for each symbol.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from symcrit.core import ONE, ZERO, Context, Domain, Expr, Lemma, Relation, Witness, add, diff, mul, substitute, sym
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines import floats
from symcrit.search.engines.analysis.separable import terms
from symcrit.search.engines.monotone import solving
from symcrit.search.engines.places.charts import charts
from symcrit.search.engines.places.minima import Effort, low_places, near
from symcrit.search.engines.terms import rational
from symcrit.search.engines.values import Point, admissible, as_floats
from symcrit.search.search import Goal, Search, as_proof, lemma

EFFORT = Effort(scan=40, descents=2, steps=80)
PLACES = 3  # of the lowest ones, where multipliers agree
MORE = 2  # steps inside of steps for the gaps in one symbol
SAME = 1e-9  # by how much multipliers may differ
Parts = dict[str, Expr]


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain) -> Context:
        """What core knows on a domain."""

    def bridge(self, domain: Domain, difference: Expr, context: Context) -> list[Lemma] | None:
        """Lemmas after which the difference has normal form 0."""


def step(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """The gap as λ·0 and a sum of gaps in one symbol each."""
    equations = [relation for relation in goal.domain.where if relation.op == "="]
    if depth < 1 or len(equations) != 1 or len(goal.gap.names) < 2:
        return
    own, bound = separated(goal.gap), separated(equations[0].gap)
    if own is None or bound is None or own.keys() - {""} != bound.keys() - {""}:
        return
    names = sorted(own.keys() - {""})
    for point in islice(_places(prover, goal, own, bound, names), PLACES):
        yield from _at(prover, goal, own, bound, point, depth)


def separated(root: Expr) -> Parts | None:
    """The terms in each symbol, and without any (""); None where a term has several."""
    found: dict[str, list[Expr]] = {}
    for term in terms(root, ONE):
        if len(term.names) > 1:
            return None
        found.setdefault(min(term.names, default=""), []).append(term)
    return {name: add(*parts) for name, parts in found.items()}


def _places(prover: Prover, goal: Goal, own: Parts, bound: Parts, names: list[str]) -> Iterator[Point]:
    """Rational points near low places of the gap where the multipliers of all symbols agree."""
    work = prover.search.work
    slopes = [
        (floats.compiled(diff(own[name], name), work), floats.compiled(diff(bound[name], name), work)) for name in names
    ]
    seen: list[Point] = []
    for chart in charts(goal.domain, work):
        for low in low_places(chart, goal.gap, work, EFFORT, []):
            for place in near(chart, low.place):
                prover.search.poll()
                point = chart.point(place, work)
                if point is None or point in seen or not admissible(goal.domain, point, work):
                    continue
                seen.append(point)
                here = as_floats(point)
                found = [(above(here), below(here)) for above, below in slopes]
                pairs = [above / below for above, below in found if below and above == above]
                if len(pairs) == len(names) and max(pairs) - min(pairs) < SAME:
                    yield point


def _at(prover: Prover, goal: Goal, own: Parts, bound: Parts, point: Point, depth: int) -> Iterator[Positive]:
    """The parts with the multiplier of a place, each of which is proved."""
    names = sorted(own.keys() - {""})
    values = {name: rational(value) for name, value in point.items()}
    first = names[0]
    multiplier = substitute(diff(own[first], first) / diff(bound[first], first), values)
    rest = add(own.get("", ZERO), -mul(multiplier, bound.get("", ZERO)))
    shares, lemmas = [], []
    for name in names:
        part = own[name] - multiplier * bound[name]
        least = substitute(part, values)
        rest = rest + least
        share = solving.tidy(prover.search, [as_floats(point)], part - least)
        entry = _proved(prover, goal, share, name, depth)
        if entry is None:
            return
        shares.append(share)
        lemmas.append(entry)
    context = prover.context(goal.domain)
    (equation,) = (relation for relation in goal.domain.where if relation.op == "=")
    if context.undefined(rest) is not None:
        return
    bridge = prover.bridge(goal.domain, rest, context)
    if bridge is not None and not goal.strict:
        left = []
        lemmas += bridge
    else:
        left = [rest]
        proof = prover.prove(Goal(goal.domain, rest, goal.strict), depth)
        if proof is None:
            return
        lemmas.append(lemma(Relation("<" if goal.strict else "<=", ZERO, rest), proof))
    yield Positive(form=add(*shares, *left, mul(multiplier, equation.gap)), lemmas=tuple(lemmas))


def _proved(prover: Prover, goal: Goal, part: Expr, name: str, depth: int) -> Lemma | None:
    """A gap ≥ 0 in one symbol, on the domain of that symbol alone."""
    where = [relation for relation in goal.domain.where if relation.gap.names <= {name}]
    inner = Goal(Domain({name: goal.domain.kinds[name]}, where), part, False)
    proofs = (prover.prove(inner, depth + more) for more in range(MORE + 1))
    proof = next((found for found in proofs if found is not None), None)
    if proof is None:
        return None
    return lemma(inner.relation, Substitute(claim=inner.claim, values={name: sym(name)}, witness=as_proof(proof)))
