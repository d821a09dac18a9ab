"""The shape of a function from derivatives whose sign may fail at points: isolated zeros, and cuts.

f analytic, f′ ≥ 0 and f′ > 0 at one place: f increases strictly, as x − sin x.  f continuous and f′ > 0 off cuts:
f increases strictly, as x + x|x|.  Cuts are where |u| or √u has u = 0, and zeros of the derivative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from symcrit.core import (
    ONE,
    ZERO,
    Domain,
    Expr,
    Goals,
    Lemma,
    Reject,
    Relation,
    Witness,
    diff,
    nodes,
    substitute,
    symbols,
)
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims._function import CUTS, FunctionClaim, analytic
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines import floats
from symcrit.search.engines.inequalities import DEPTHS, Prover
from symcrit.search.engines.monotone import solving
from symcrit.search.engines.terms import mul, rational
from symcrit.search.search import Goal, Search, lemma, with_lemmas

Given = Mapping[str, Expr]
SURE = 1e-9  # what is less in machine numbers may be 0
DEFINED = (2, 4)  # depths of steps that show that an entry is defined
_SIMPLE = "1 1/2 0 -1 2 1/4 -1/2 -2 3 1/10 -1/10 10 -10 3/4 9/10 1/100"
SIMPLE = [Fraction(text) for text in _SIMPLE.split()]
MAX_PLACES = 6  # that are tried
MAX_SOLVED = 12  # places at which a function of one symbol is looked at for a zero


def by_sign(search: Search, claim: FunctionClaim) -> Goals | None:
    """By the sign of the derivative inside, where it is not seen to be 0."""
    return Shape(search, claim).proof({})


def by_isolated_zeros(search: Search, claim: FunctionClaim) -> Goals | None:
    """By the weak sign of the derivative of an analytic function, and a place."""
    shape = Shape(search, claim)
    return None if shape.kinks() else shape.with_places({})


def by_cuts(search: Search, claim: FunctionClaim) -> Goals | None:
    """By the sign of the derivative between cuts."""
    shape = Shape(search, claim)
    for cuts in shape.cuts():
        found = shape.with_places(dict(zip(CUTS, cuts, strict=False)))
        if found is not None:
            return found
    return None


class Shape:
    """A claim about a function, and what proves its goals."""

    def __init__(self, search: Search, claim: FunctionClaim) -> None:
        self.search = search
        self.claim = claim
        self.symbol = claim.symbol
        self.prover = Prover(search)

    # ---------------------------------------------------------------------------------------------------------- proofs

    def proof(self, given: Given) -> Goals | None:
        """The proofs of all goals with these cuts and places; None at the first that is not proved."""
        goals = self.goals(given)
        if not goals or any(self.fails(goal) for goal in goals):
            return None
        proofs = {}
        for goal in goals:
            found = self.prove(goal)
            if found is None:
                return None
            if goal.relation.op != "=" or found != Zero():
                proofs[goal.key] = found
        return Goals(proofs=proofs, given=given)

    def goals(self, given: Given) -> list[CoreGoal]:
        """What core asks for; nothing where it refuses the cuts."""
        try:
            return list(self.claim.goals(self.search.work, given))
        except Reject:
            return []

    def fails(self, goal: CoreGoal) -> bool:
        """Whether a strict inequality is seen to be an equation at a sample."""
        gap = goal.relation.gap
        if goal.relation.op not in ("<", ">"):
            return False
        value = floats.compiled(gap, self.search.work)
        for point, here in zip(self.prover.samples(goal.domain), self.prover.floats(goal.domain), strict=True):
            if not abs(value(here)) > SURE:
                there = substitute(gap, {name: rational(at) for name, at in point.items()})
                if self.search.context(Domain({})).is_zero(there):
                    return True
        return False

    def prove(self, goal: CoreGoal) -> Witness | None:
        """What proves a goal, with lemmas that make its entries defined."""
        defined = self.defined(goal)
        if defined is None:
            return None
        if goal.relation.op == "=":
            return with_lemmas(Zero(), defined)
        plain = without_roots(goal.relation.gap)
        wanted = Goal(goal.domain, plain, goal.relation.op in ("<", ">"))
        for depth in DEPTHS:
            found = self.prover.prove(wanted, depth)
            if found is None:
                continue
            if plain is not goal.relation.gap:
                own = self.defined(goal._replace(entries=(plain,))) or []
                found = Positive(form=plain, lemmas=(*own, lemma(wanted.relation, found)))
            return with_lemmas(found, [entry for entry in defined if entry not in found.lemmas])
        return None

    def defined(self, goal: CoreGoal) -> list[Lemma] | None:
        """Lemmas that make the entries of a goal defined."""
        found: list[Lemma] = []
        for entry in goal.entries:
            own = None
            for depth in DEFINED:
                own = self.prover.definedness(Goal(goal.domain, entry, False), depth) if own is None else own
            if own is None:
                return None
            found += [entry for entry in own if entry not in found]
        return found

    # ---------------------------------------------------------------------------------------------------------- places

    def with_places(self, cuts: Given) -> Goals | None:
        """Piece by piece: the strict sign where it is proved, else the weak one and a place."""
        given = dict(cuts)
        for i, goal in enumerate(self.signs(cuts), start=1):
            strict = not self.fails(goal) and self.prove(goal) is not None
            place = None if strict else self.place(goal)
            if place is not None:
                given[f"at{i}"] = place
            elif not strict:
                return None
        return self.proof(given)

    def signs(self, cuts: Given) -> list[CoreGoal]:
        """The goals about the sign of the derivative, one for each piece."""
        return [goal for goal in self.goals(cuts) if goal.relation.op != "="]

    def place(self, goal: CoreGoal) -> Expr | None:
        """A place on the piece for all values of the other symbols, where the derivative is shown not to be 0."""
        points = self.prover.floats(goal.domain)
        if not points or analytic(self.claim.expr, self.symbol) == (ZERO**-1,):
            return None
        about = [relation for relation in goal.domain.where if self.symbol in relation.gap.names]
        tried = 0
        for place in self.places(goal.domain):
            there = {self.symbol: place}
            wanted = [goal.relation.at(there), *(relation.at(there) for relation in about)]
            if tried < MAX_PLACES and all(self.seems(relation, points) for relation in wanted):
                tried += 1
                if all(self.prove(CoreGoal(goal.domain, relation).with_sides()) for relation in wanted):
                    return place
        return None

    def seems(self, relation: Relation, points: Sequence[Mapping[str, float]]) -> bool:
        """Whether a relation holds at points, in machine numbers."""
        value = floats.compiled(relation.gap, self.search.work)
        if relation.op in ("<", ">"):
            return all(value(point) > SURE for point in points)
        return relation.op != "=" and all(value(point) >= 0 for point in points)

    def places(self, domain: Domain) -> Iterator[Expr]:
        """Simple numbers, numbers beside and between the ends of the interval."""
        alone = set(domain.kinds) == {self.symbol}
        if not alone:
            yield from self.of_arguments()
        yield from map(rational, SIMPLE)
        low, high = self.ends(domain)
        for first in low:
            yield from (first + rational(step) for step in SIMPLE[:2])
            yield from ((first + last) * rational(Fraction(1, 2)) for last in high)
        for last in high:
            yield from (last - rational(step) for step in SIMPLE[:2])
            yield from (last * rational(step) for step in SIMPLE[1:2])
        if alone:
            yield from (rational(point[self.symbol]) for point in self.prover.samples(domain))

    def of_arguments(self) -> Iterator[Expr]:
        """Where the argument of a function is 1, as 1/a in a·x − sin(a·x)."""
        for node in nodes(self.claim.expr):
            if self.symbol in node.names and len(node.children) == 1:
                place = self.solved(node.children[0] - ONE)
                yield from () if place is None else (place,)

    def ends(self, domain: Domain) -> tuple[list[Expr], list[Expr]]:
        """The lower and upper bounds of the symbol, by hypotheses that are affine in it."""
        low: list[Expr] = []
        high: list[Expr] = []
        points = self.prover.floats(domain)
        for relation in domain.where:
            end = self.solved(relation.gap) if self.symbol in relation.gap.names else None
            if end is None:
                continue
            slope = floats.compiled(diff(relation.gap, self.symbol), self.search.work)
            if all(slope(point) > 0 for point in points):
                low.append(end)
            elif all(slope(point) < 0 for point in points):
                high.append(end)
        return low, high

    # ------------------------------------------------------------------------------------------------------------ cuts

    def cuts(self) -> Iterator[list[Expr]]:
        """Where to cut: at kinks; at zeros of the derivative; at both."""
        bends = self.kinks()
        if bends:
            yield bends
        inside = self.claim.inside(self.claim.domain)
        zeros = [place for place in self.zeros(inside.relation.gap) if place not in bends]
        if zeros:
            yield self.in_order([*bends, *zeros])

    def kinks(self) -> list[Expr]:
        """Where the argument of |u| or √u is 0."""
        found: dict[Expr, None] = {}
        for node in nodes(self.claim.expr):
            if node.op in ("abs", "sqrt") and self.symbol in node.names:
                found.update(dict.fromkeys(self.zeros(node.args[0])))
        return self.in_order(list(found))

    def in_order(self, places: list[Expr]) -> list[Expr]:
        """The places that are inside, by their size at a sample; as many as core reads."""
        domain = self.claim.domain
        here = next(iter(self.prover.floats(domain)), None)
        if here is None:
            return []
        size = {place: floats.compiled(place, self.search.work)(here) for place in places}
        low = max((size_of(end, here, self.search) for end in self.ends(domain)[0]), default=-float("inf"))
        high = min((size_of(end, here, self.search) for end in self.ends(domain)[1]), default=float("inf"))
        inside = [place for place in places if size[place] == size[place] and low < size[place] < high]
        return sorted(inside, key=lambda place: size[place])[: len(CUTS)]

    def zeros(self, root: Expr) -> Iterator[Expr]:
        """Where an expression is 0, as far as that is a simple number or an affine factor can be solved."""
        if self.symbol not in root.names:
            return
        if root.op == "mul":
            for child in root.children:
                yield from self.zeros(child)
            return
        if root.op in ("pow", "abs", "sqrt"):
            yield from self.zeros(root.children[0])
            return
        solved = self.solved(root)
        if solved is not None:
            yield solved
        elif symbols(root) == {self.symbol}:
            yield from self.found(root)

    def solved(self, root: Expr) -> Expr | None:
        """x with root = 0 for an affine function of x."""
        domain = self.claim.domain
        return solving.solved(self.search, domain, self.prover.floats(domain), root, self.symbol)

    def found(self, root: Expr) -> Iterator[Expr]:
        """Rational zeros of a function of the symbol alone, seen in machine numbers and confirmed by core."""
        value = floats.compiled(root, self.search.work)
        sampled = sorted(point[self.symbol] for point in self.prover.floats(self.claim.domain))
        starts = [a for a, b in pairwise(sampled) if not value({self.symbol: a}) * value({self.symbol: b}) > 0]
        least = sorted(sampled, key=lambda x: abs(value({self.symbol: x})))[:3]
        square = mul(root, root)
        size = floats.compiled(square, self.search.work)
        alone = Domain({self.symbol: "real"}, [r for r in self.claim.domain.where if r.gap.names == {self.symbol}])
        seen: dict[Expr, None] = {}
        for start in [*starts, *least][:MAX_SOLVED]:
            lowest = floats.descend(size, {self.symbol: start}, alone)
            for limit in (1, 2, 3, 6, 12, 100):
                place = rational(Fraction(lowest[self.symbol]).limit_denominator(limit))
                near = abs(float(place.value.p) / float(place.value.q) - lowest[self.symbol]) < 1e-5
                if near and self.search.context(Domain({})).is_zero(substitute(root, {self.symbol: place})):
                    seen[place] = None
                    break
        yield from seen


def without_roots(root: Expr) -> Expr:
    """|u| for √(u²), which derivatives of |u| have."""
    squares = [
        node for node in nodes(root) if node.op == "sqrt" and node.args[0].op == "pow" and node.args[0].args[0] == 2
    ]
    return substitute(root, {node: Expr("abs", node.args[0].args[1]) for node in squares}) if squares else root


def size_of(end: Expr, here: Mapping[str, float], search: Search) -> float:
    """The value of an end at a point."""
    return floats.compiled(end, search.work)(here)


WAYS = (by_sign, by_isolated_zeros, by_cuts)  # to a proof, the cheapest first
