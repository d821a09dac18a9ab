"""Inequalities: evident signs, forms with lemmas, chains from an end of an interval, homotopies, substitutions, boxes.

`Prover.prove` returns a witness for a goal 0 < gap or 0 ≤ gap that core accepts, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import NamedTuple

from symcrit.core import (
    Bound,
    Context,
    Domain,
    Expr,
    Lemma,
    OutOfWork,
    Relation,
    TooLarge,
    Witness,
    diff,
    nodes,
    substitute,
    symbols,
)
from symcrit.core.algebra.expr import FUNCTIONS, integrals
from symcrit.core.algebra.operations import where_positive
from symcrit.core.witnesses.boxes import Boxes
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.core.witnesses.split import Split
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines import floats, forms, quadrants
from symcrit.search.engines.analysis import (
    comparisons,
    covers,
    intervals,
    moves,
    multipliers,
    orders,
    separable,
    sides,
    splits,
)
from symcrit.search.engines.bounds.parts import divided
from symcrit.search.engines.bounds.replace import replaced as replace_functions
from symcrit.search.engines.equalities import nested, turns, waves
from symcrit.search.engines.equalities.angles import rewriter
from symcrit.search.engines.equalities.merged import merged
from symcrit.search.engines.equalities.rewriter import Restart
from symcrit.search.engines.field import Field
from symcrit.search.engines.linear import (
    absolute,
    completed,
    consequences,
    eliminated,
    logarithms,
    multiples,
    roots,
    unequal,
)
from symcrit.search.engines.monotone import pairs
from symcrit.search.engines.places.points import points
from symcrit.search.engines.polynomials import coefficients, positivstellensatz, products
from symcrit.search.engines.terms import ONE, PI, ZERO, add, mul, num, power, sym
from symcrit.search.engines.values import Point, as_floats, sign_at
from symcrit.search.search import Goal, Search, as_proof, interior, lemma, relations, with_lemmas, with_sample

MAX_NODES = 4000  # of a gap
MANY_BOXES = 0.25  # of the work that is left, for one large tree of boxes
SAMPLES = 24  # points at which a goal is looked at
DEAR = ("witnesses", "_many_boxes", "_parts")  # steps that may cost much for goals that they do not prove
IN_VAIN = 0.12  # of the whole work, that each of them may cost so
DEPTHS = (1, 2, 3, 4, 5, 6)  # of steps inside of steps, one after the other
DEPTH_OF_LAWS = 4

Step = Callable[[Goal, int], Iterator[Witness]]


def _name_of(step: Step) -> str:
    """The name of a step, which may be a function of another module."""
    function = step.func if isinstance(step, partial) else step
    return str(function.__name__)


class Settled(NamedTuple):
    """What was found for a goal with steps nested up to some depth."""

    depth: int
    witness: Witness | None


class Start(NamedTuple):
    """A proof that a gap is > 0 (`above`) or ≥ 0 at an end of an interval."""

    witness: Witness
    above: bool


class Prover:
    """Looks for witnesses of inequalities; remembers what was settled."""

    def __init__(self, search: Search, *, laws: bool = True) -> None:
        self.search = search
        self.laws = laws  # whether laws of functions are used; for their own proofs they are not
        self.known: dict[object, Settled] = {}
        self.sampled: dict[object, list[Point]] = {}
        self.active: set[object] = set()
        self.contexts: dict[object, Context] = {}
        self.asked: set[object] = set()  # what was tried before
        self.lost: dict[str, int] = {}  # the work of dear steps that found nothing

    def within(self, share: float) -> Prover:
        """One that knows nothing yet, with a share of the work that is left."""
        return Prover(self.search.within(share))

    def apart(self, units: int) -> Prover:
        """A prover with so much work, that remembers nothing of this one."""
        return Prover(replace(self.search, work=self.search.work.at_most(units)))

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal; `depth` bounds the nesting of steps."""
        self.search.poll()
        key = goal.key
        known = self.known.get(key)
        if known is not None and (known.witness is not None or known.depth >= depth):
            return known.witness
        if depth > 0 and not self.samples(goal.domain) and goal.domain.others:
            return positivstellensatz.contradiction(self.search, goal.domain)
        if key in self.active or not self.plausible(goal):
            return None
        self.active.add(key)
        try:
            accepted = (witness for witness in self.candidates(goal, depth) if self.accepted(goal, witness))
            found = next(accepted, None)
        finally:
            self.active.discard(key)
        self.known[key] = Settled(depth, found)
        return found

    def law(self, goal: Goal) -> Witness | None:
        """A witness that core accepts for the goal of a law, without laws."""
        memo = self.search.memo
        key = ("law", *goal.key)
        if key not in memo:
            memo[key] = Prover(self.search, laws=False).prove(goal, DEPTH_OF_LAWS)
        return memo[key]  # type: ignore[no-any-return]

    def accepted(self, goal: Goal, witness: Witness) -> bool:
        """Whether core accepts the witness for this goal by itself."""
        samples = self.samples(goal.domain)
        return bool(samples) and self.search.accepts(goal.claim, with_sample(witness, samples[0]))

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain, remembered together with what was found out about it."""
        given = tuple(facts)
        key = (tuple(domain.kinds.items()), domain.where, given)
        if key not in self.contexts:
            self.contexts[key] = self.search.context(domain, given)
        return self.contexts[key]

    # -- numbers

    def samples(self, domain: Domain) -> list[Point]:
        """Some admissible points, remembered."""
        key = (tuple(domain.kinds.items()), domain.where)
        if key not in self.sampled:
            self.sampled[key] = list(points(domain, self.search.work, SAMPLES, seed=5))
        return self.sampled[key]

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """The same points as floats."""
        self.search.charge(SAMPLES)
        return [as_floats(point) for point in self.samples(domain)]

    def plausible(self, goal: Goal) -> bool:
        """False where a sample point contradicts the goal, or it is hopelessly large."""
        size = sum(1 for _ in islice(nodes(goal.gap), MAX_NODES))
        self.search.charge(size)
        if size >= MAX_NODES or not self.samples(goal.domain):
            return False
        value = floats.compiled(goal.gap, self.search.work)
        for point, here in zip(self.samples(goal.domain), self.floats(goal.domain), strict=True):
            guess = value(here)
            if not guess > 1e-6 and sign_at(goal.gap, point, self.search.work, (64, 192)) == -1:
                return False
        return True

    # -- steps

    def candidates(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """Witnesses worth asking core about, cheapest first."""
        defined = self.definedness(goal, depth) or []
        steps: list[Step] = [
            self._evident,
            self._in_halves,
            self._hypotheses,
            partial(consequences.step, self),
            partial(absolute.step, self),
            partial(multipliers.step, self),
            partial(eliminated.step, self),
            partial(unequal.strict, self),
            self._shifted,
            self._half_angles,
            self._known,
            self._fewer,
            self._coefficients,
            partial(pairs.touching, self),
            partial(products.unit, self),
            partial(products.quotient, self),
            partial(completed.step, self),
            self._chord,
            partial(comparisons.compared, self),
            partial(separable.separable, self),
            self._ordered,
            partial(merged, self),
            partial(waves.summed, self),
            partial(replace_functions, self),
            partial(quadrants.turned, self),
            self._forms,
            self._polynomial,
            self._sides,
            self._perfect,
            self._rooted,
            self._cases,
            self._chains,
            partial(pairs.apart, self),
            partial(divided, self),
            self._valley,
            self._signs,
            partial(logarithms.step, self),
            self._moves,
            self._parts,
            partial(intervals.witnesses, self),
            self._many_boxes,
        ]
        if len(goal.gap.names) > 1 and any(node.op in FUNCTIONS and node.names for node in nodes(goal.gap)):
            steps.remove(self._many_boxes)  # before anything is multiplied out
            steps.insert(steps.index(self._forms), self._many_boxes)
        if any(node.op in ("asin", "acos", "atan") and node.args[0].op != "sym" for node in nodes(goal.gap)):
            steps.remove(self._moves)  # a simpler argument first
            steps.insert(steps.index(self._forms), self._moves)
        for step in steps:
            self.search.poll()
            try:
                for witness in self._unless_in_vain(step, goal, depth):
                    own = relations(witness.lemmas)
                    yield with_lemmas(witness, [entry for entry in defined if entry.relation not in own])
            except (TooLarge, ZeroDivisionError, Restart):
                self.search.poll()

    def _unless_in_vain(self, step: Step, goal: Goal, depth: int) -> Iterator[Witness]:
        """What a step finds, unless it has cost too much for goals where it found nothing."""
        name = _name_of(step)
        if self.lost.get(name, 0) > IN_VAIN * self.search.work.limit:
            return
        start = self.search.work.spent
        found = False
        for witness in step(goal, depth):
            found = True
            yield witness
        if not found and name in DEAR:
            self.lost[name] = self.lost.get(name, 0) + self.search.work.spent - start

    def _evident(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """A sign that core sees from the shape, or a gap with normal form 0."""
        context = self.context(goal.domain)
        if context.undefined(goal.gap) is None:
            if forms.evident(context, goal.gap, goal.strict):
                yield Positive()
            elif not goal.strict and context.is_zero(goal.gap):
                yield Zero()

    def _in_halves(self, goal: Goal, depth: int) -> Iterator[Split]:
        """A gap that is ≥ 0 by its form, and > 0 in both halves of an interval: p·a + (1 − p)·b for 0 ≤ p ≤ 1."""
        context = self.context(goal.domain)
        if not goal.strict or context.undefined(goal.gap) is not None or not forms.evident(context, goal.gap, False):
            return
        for name in sorted(goal.gap.names):
            ends = [bounds.get(name) for bounds in (goal.domain.lower, goal.domain.upper)]
            if any(end is None or end.value.op != "num" for end in ends) or goal.domain.kinds[name] != "real":
                continue
            at = num(sum(end.value.value for end in ends if end is not None) / 2)
            parts = splits.parts(goal, name, at)
            if all(forms.evident(self.context(part.domain), part.gap, True) for part in parts):
                yield Split(symbol=name, at=at, below=Positive(), above=Positive())

    def _hypotheses(self, goal: Goal, depth: int) -> Iterator[Positive]:
        """The gap of a hypothesis in other words; or a sine, cosine … whose argument lies in the right interval."""
        context = self.context(goal.domain)
        used = symbols(goal.gap)
        for fact in goal.domain.where:
            strong = fact.op in ("<", ">") or (fact.op in ("<=", ">=") and not goal.strict)
            if not strong or not used or symbols(fact.gap) != used:
                continue
            if context.undefined(goal.gap, fact.gap) is not None:
                continue
            name = min(used)
            slope = diff(goal.gap, name)
            factor = slope / diff(fact.gap, name)
            constant = not symbols(factor) and slope is not ZERO and context.signs(factor) == {1}
            if constant and context.is_zero(goal.gap - factor * fact.gap):
                yield Positive(form=factor * fact.gap)
        if goal.gap.op in ("sin", "cos", "tan", "sqrt") and depth > 0:
            argument = goal.gap.args[0]
            inside = [argument] if goal.gap.op == "sqrt" else where_positive(goal.gap.op, argument)
            lemmas = self._all_proved([Goal(goal.domain, part, goal.strict) for part in inside], depth - 1)
            if lemmas is not None:
                yield Positive(lemmas=tuple(lemmas))

    def _shifted(self, goal: Goal, depth: int) -> Iterator[Positive]:
        """q·sin u or q·cos u as ±q·sin(u − kπ), for u − kπ where that is positive."""
        factor, wave = (goal.gap.args[0], goal.gap.args[1]) if goal.gap.op == "mul" else (ONE, goal.gap)
        if depth <= 0 or factor.op != "num" or wave.op not in ("sin", "cos") or len(goal.gap.children) > 2:
            return
        u = wave.args[0]
        for count in turns.half_turns(self.search.work, wave, self.floats(goal.domain)):
            moved = Expr(wave.op, u - num(count) * PI)
            form = num(factor.value * (-1 if count % 2 else 1)) * moved
            bridge = self.bridge(goal.domain, goal.gap - form, self.context(goal.domain))
            parts = [Goal(goal.domain, part, goal.strict) for part in where_positive(wave.op, moved.args[0])]
            lemmas = None if bridge is None else self._all_proved(parts, depth - 1)
            if bridge is not None and lemmas is not None:
                yield Positive(form=form, lemmas=(*bridge, *lemmas))

    def _half_angles(self, goal: Goal, depth: int) -> Iterator[Positive]:
        """a + a·cos u = 2a·cos²(u/2), a − a·cos u = 2a·sin²(u/2), for a number a > 0."""
        found = turns.half_angle(goal.gap)
        if depth <= 0 or found is None:
            return
        form = found.size * found.half**2
        bridge = self.bridge(goal.domain, goal.gap - form, self.context(goal.domain))
        if bridge is None:
            return
        if not goal.strict:
            yield Positive(form=form, lemmas=tuple(bridge))
            return
        for part in (Goal(goal.domain, found.half, True), Goal(goal.domain, -found.half, True)):
            proof = self.prove(part, depth - 1)
            if proof is not None:
                yield Positive(form=form, lemmas=(*bridge, lemma(part.relation, proof)))

    def _all_proved(self, goals: list[Goal], depth: int) -> list[Lemma] | None:
        """The goals as lemmas, None where one is not proved; all of them are tried."""
        proofs = [self.prove(part, depth) for part in goals]
        found = []
        for part, proof in zip(goals, proofs, strict=True):
            if proof is None:
                return None
            found.append(lemma(part.relation, proof))
        return found

    def _polynomial(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """Sums of squares times hypotheses and their products, over q ≥ 0; the goal once more where q = 0."""
        for found in positivstellensatz.certificates(self.search, goal, self.floats(goal.domain)):
            if found.q is None:
                for witness in self._by_forms(goal, iter([found.form]), depth):
                    yield with_lemmas(witness, found.lemmas)
            elif depth > 0 and not found.form.open:
                below = self.prove(splits.nonpositive(goal, found.q), depth - 1)
                if below is not None:
                    yield Cases(of=found.q, below=below, above=Positive(form=found.form.expr, lemmas=found.lemmas))

    def _rooted(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """A root that is larger than the rest, whatever the sign of the rest."""
        if depth > 0:
            yield from self._by_forms(goal, sides.rooted(self.search, goal, self.floats(goal.domain)), depth - 1)

    def _by_forms(self, goal: Goal, found: Iterator[forms.Form], depth: int) -> Iterator[Witness]:
        """The first form that core reads as the gap and whose open factors are shown."""
        known = self.definedness(goal, depth)
        if known is None:
            return
        context = self.context(goal.domain, relations(known))
        for form in found:
            left = [part for part in form.open if not forms.evident(context, part, True)]
            if context.undefined(goal.gap) is not None or (left and depth <= 0):
                continue
            lemmas = self._lemmas_for(Goal(goal.domain, goal.gap, True), left, depth)
            if lemmas is not None:
                yield Positive(form=form.expr, lemmas=(*known, *lemmas))

    def _cases(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """|x − c| where x ≤ c, and where x > c."""
        if depth <= 0:
            return
        for name, at in dict.fromkeys(splits.bends(goal)):
            yield from self._in_two(goal, name, at, depth - 1)

    def _in_two(self, goal: Goal, name: str, at: Expr, depth: int) -> Iterator[Split]:
        """The goal where a symbol is at most a number, and where it is larger."""
        below, above = splits.parts(goal, name, at)
        first = self.prove(below, depth)
        if first is None:
            return
        second = self.prove(above, depth)
        if second is not None:
            yield Split(symbol=name, at=at, below=first, above=second)

    def _valley(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """On the whole line, both sides of a rational number where a gap in one symbol seems to be least."""
        if depth <= 1 or len(goal.domain.kinds) != 1 or goal.domain.where:
            return
        (name,) = goal.domain.kinds
        for at in splits.valley(self.search, goal, name, self.floats(goal.domain)):
            yield from self._in_two(goal, name, at, depth - 1)

    def _signs(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """A polynomial in several symbols where one of them is ≤ 0, and where it is > 0."""
        if depth > 1 and len(symbols(goal.gap)) > 1:
            for name in splits.unsigned(goal, self.context(goal.domain)):
                yield from self._in_two(goal, name, ZERO, depth - 1)

    def _known(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """A positive multiple of a step that was proved before, and a rest that is positive too."""
        context = self.context(goal.domain)
        instances = [instance for step in self.search.known for instance in step.instances(goal)]
        for known, proof in instances:
            parts = multiples.by_atom(self.search, goal, known.gap, self.floats(goal.domain))
            weak = known.op != "<" and goal.strict
            if parts is None or weak or context.undefined(*parts, known.gap) is not None:
                continue
            factor, rest = parts
            form = factor * known.gap + rest
            left = [part for part in parts if part is not ZERO and not forms.evident(context, part, True)]
            if (left and depth <= 0) or not context.is_zero(goal.gap - form):
                continue
            lemmas = self._lemmas_for(goal, left, depth)
            if lemmas is not None:
                yield Positive(form=form, lemmas=(proof, *lemmas))
        if len(instances) > 1:
            yield from self._several_known(goal, instances, depth)

    def _several_known(self, goal: Goal, instances: Sequence[tuple[Relation, Lemma]], depth: int) -> Iterator[Witness]:
        """Positive multiples of several steps, one after the other, and a rest that is positive too."""
        defined = self.definedness(goal, depth)
        if defined is None:
            return
        context = self.context(goal.domain, relations(defined))
        rest = goal.gap
        terms: list[Expr] = []
        factors: list[Expr] = []
        proofs: list[Lemma] = []
        for known, proof in instances:
            left = Goal(goal.domain, rest, goal.strict)
            parts = multiples.by_atom(self.search, left, known.gap, self.floats(goal.domain))
            if parts is not None and context.undefined(parts[0], known.gap) is None:
                factor, rest = parts
                terms.append(factor * known.gap)
                factors.append(factor)
                proofs.append(proof)
        form = add(*terms, rest)
        if len(terms) < 2 or (goal.strict and rest is ZERO):
            return
        if context.undefined(rest) is not None or not context.is_zero(goal.gap - form):
            return
        open_parts = [part for part in (*factors, rest) if part is not ZERO and not forms.evident(context, part, True)]
        if open_parts and depth <= 0:
            return
        lemmas = self._lemmas_for(goal, open_parts, depth)
        if lemmas is not None:
            yield Positive(form=form, lemmas=(*defined, *proofs, *lemmas))

    def _fewer(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """The goal on the domain of its own symbols alone."""
        used = symbols(goal.gap)
        if not used or used == set(goal.domain.kinds):
            return
        kinds = {name: kind for name, kind in goal.domain.kinds.items() if name in used}
        where = [relation for relation in goal.domain.where if symbols(relation.lhs, relation.rhs) <= used]
        inner = Goal(Domain(kinds, where), goal.gap, goal.strict)
        proof = self.prove(inner, depth)
        if proof is not None:
            values = {name: sym(name) for name in kinds}
            yield Substitute(claim=inner.claim, values=values, witness=as_proof(proof))

    def _coefficients(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """Coefficients of a symbol that are all positive: of the gap, or of A² − B² for a gap A − B with a root."""
        context = self.context(goal.domain)
        if depth <= 0 or context.undefined(goal.gap) is not None:
            return
        for form in coefficients.forms(goal, context, self.floats(goal.domain)):
            if not context.is_zero(goal.gap - form.expr):
                continue
            lemmas = self._lemmas_for(goal, form.open, depth)
            if lemmas is not None:
                yield Positive(form=form.expr, lemmas=tuple(lemmas))
        for parts in sides.sides(self.search, goal, self.floats(goal.domain)):
            squares = Goal(goal.domain, parts.difference_of_squares, goal.strict)
            for form in coefficients.forms(squares, context, self.floats(goal.domain)):
                if not form.open:
                    yield self._by_squares(goal, parts, Positive(form=form.expr))

    def _by_squares(self, goal: Goal, parts: sides.Sides, proof: Witness) -> Positive:
        """gap = (A − B)/d > 0 from a proof of A² − B² > 0."""
        own = Relation("<" if goal.strict else "<=", parts.below, parts.above)
        squares = Relation(own.op, parts.below * parts.below, parts.above * parts.above)
        root = Root(lemmas=(lemma(squares, proof),))
        return Positive(form=own.gap / parts.under, lemmas=(lemma(own, root),))

    def _sides(self, goal: Goal, depth: int) -> Iterator[Positive]:
        """A − B > 0 from A² − B² > 0."""
        if depth <= 0:
            return
        found = [
            *sides.sides(self.search, goal, self.floats(goal.domain)),
            *sides.plain(goal, partial(self._sign, goal)),
        ]
        for parts in found:
            proof = self.prove(Goal(goal.domain, parts.difference_of_squares, goal.strict), depth - 1)
            if proof is not None:
                yield self._by_squares(goal, parts, proof)

    def _sign(self, goal: Goal, root: Expr) -> int:
        """The sign of an expression at the samples, 0 where it has several."""
        value = floats.compiled(root, self.search.work)
        seen = [value(point) for point in self.floats(goal.domain)]
        if all(here >= 0 for here in seen):
            return 1
        return -1 if all(here <= 0 for here in seen) else 0

    def _perfect(self, goal: Goal, depth: int) -> Iterator[Positive]:
        """The square of a sum of roots."""
        if goal.strict or not any(node.op == "sqrt" for node in nodes(goal.gap)):
            return
        field = Field(self.search.work, self.floats(goal.domain), goal.gap, spare=12)
        n, d = field.of(goal.gap)
        value = nested.root(field, n) if d.is_constant() else None
        if value is not None:
            yield Positive(form=power(field.polynomial_expr(value), 2))

    def _forms(self, goal: Goal, depth: int) -> Iterator[Positive]:
        """The gap as a product of factors that are evidently positive, or shown to be so one by one."""
        defined = self.definedness(goal, depth)
        if defined is None:
            return
        context = self.context(goal.domain, relations(defined))
        for form in forms.forms(self.search, goal, context, self.floats(goal.domain)):
            bridge = self.bridge(goal.domain, goal.gap - form.expr, context)
            if bridge is None:
                continue
            known = [*defined, *bridge]
            single = len(form.open) == 1
            if not form.open:
                yield Positive(form=form.expr, lemmas=tuple(known))
            elif depth > 0 and not (single and form.open[0] is goal.gap):
                lemmas = self._lemmas_for(goal, form.open, depth if single else depth - 1)
                if lemmas is not None:
                    yield Positive(form=form.expr, lemmas=(*known, *lemmas))
        if defined:
            yield Positive(lemmas=tuple(defined))

    def bridge(self, domain: Domain, difference: Expr, context: Context) -> list[Lemma] | None:
        """Lemmas after which the difference has normal form 0; None where they are not found."""
        if context.undefined(difference) is not None:
            return None
        if context.is_zero(difference):
            return []
        found, (value,) = rewriter(self.floats(domain), context, lambda expr: None, difference)
        if len(value.n):
            return None
        own = [fact for fact in context.facts if fact not in domain.where]
        known = self.context(domain, [*own, *relations(found.lemmas)])
        return found.lemmas if known.is_zero(difference) else None

    def _lemmas_for(self, goal: Goal, factors: list[Expr], depth: int) -> list[Lemma] | None:
        """That the factors are > 0, or ≥ 0, as the goal asks; None at the first that is not proved."""
        found = []
        for factor in factors:
            part = Goal(goal.domain, factor, goal.strict)
            witness = self.prove(part, depth)
            if witness is None:
                return None
            found.append(lemma(part.relation, witness))
        return found

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas that make the gap defined; None where one cannot be found."""
        found: list[Lemma] = []
        while True:
            context = self.context(goal.domain, relations(found))
            undefined = moves.open_nodes(goal.gap, context)
            if not undefined:
                return found
            if depth <= 0:
                return None
            before = len(found)
            for node in undefined:
                entries = self._defined(goal.domain, node, context, depth - 1)
                if entries is None:
                    return None
                found += [entry for entry in entries if entry not in found]
            if len(found) == before:
                return None

    def _defined(self, domain: Domain, node: Expr, context: Context, depth: int) -> list[Lemma] | None:
        """Lemmas that make a node defined, those below it being defined."""
        parts = moves.needed(node, context)
        if node.op in ("asin", "acos", "binormal") and len(parts) == 2:
            both = products.between(self, domain, node.children[-1], depth)
            if both is not None:
                return both
        entries = [self._needed(domain, part, depth) for part in parts]
        known = [entry for entry in entries if entry is not None]
        return known if len(known) == len(entries) else None

    def _needed(self, domain: Domain, part: moves.Need, depth: int) -> Lemma | None:
        """The lemma that says what a node needs."""
        if part.op != "!=":
            wanted = Goal(domain, part.gap, part.op == ">")
            proof = self.prove(wanted, depth)
            return None if proof is None else lemma(wanted.relation, proof)
        value = floats.compiled(part.gap, self.search.work)
        negative = all(value(point) < 0 for point in self.floats(domain))
        wanted = Goal(domain, -part.gap if negative else part.gap, True)
        proof = self.prove(wanted, depth)
        if proof is None:
            return None
        positive = lemma(wanted.relation, proof)
        if not negative:
            return positive
        return lemma(Relation("!=", part.gap, ZERO), Positive(form=-wanted.gap, lemmas=(positive,)))

    def _parts(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """A bounded domain in parts that are evident by balls; integers on both sides of where the gap is small."""
        if covers.bounded(goal):
            tree = splits.bisected(self.search, goal) if integrals(goal.gap) else self._boxes(goal, depth)
            if tree is not None:
                yield tree
        if depth <= 0:
            return
        for name in [name for name, kind in goal.domain.kinds.items() if kind == "integer"]:
            for at in splits.integers(self.search, goal, name, self.samples(goal.domain)):
                below, above = (self.prove(part, depth - 1) for part in splits.parts(goal, name, at))
                if below is not None and above is not None:
                    yield Split(symbol=name, at=at, below=below, above=above)

    def _boxes(self, goal: Goal, depth: int) -> Boxes | None:
        """A small tree of boxes, looked for once."""
        defined = self.definedness(goal, depth)
        key = ("boxes", goal.key, defined is None)
        if key not in self.search.memo:
            context = self.context(goal.domain, relations(defined or ()))
            self.search.memo[key] = covers.grown(context, self.search.work, goal, covers.SHAPES[:1])
        found: Boxes | None = self.search.memo[key]
        return found

    def _many_boxes(self, goal: Goal, depth: int) -> Iterator[Witness]:
        """A large tree of boxes, without denominators if there are any; looked for once, with a share of the work."""
        key = ("many boxes", goal.key)
        if depth < 1 or not covers.bounded(goal) or integrals(goal.gap):
            return
        if key not in self.search.memo:
            self.search.memo[key] = None
            context = self.context(goal.domain, relations(self.definedness(goal, depth) or ()))
            try:
                self.search.memo[key] = covers.cleared(context, self.search.work.share(MANY_BOXES), goal)
            except OutOfWork:
                self.search.poll()
        if self.search.memo[key] is not None:
            yield self.search.memo[key]

    def _chains(self, goal: Goal, depth: int) -> Iterator[Chain]:
        """From an end of the interval of a symbol."""
        if depth <= 0:
            return
        for name in sorted(symbols(goal.gap)):
            if not goal.domain.interval(name):
                continue
            for ends, way in ((goal.domain.lower, 1), (goal.domain.upper, -1)):
                if name in ends:
                    witness = self.chain(goal, name, ends[name], way, depth)
                    if witness is not None:
                        yield witness

    def chain(self, goal: Goal, name: str, bound: Bound, way: int, depth: int) -> Chain | None:
        """The gap is ≥ 0 at an end of an interval, and grows away from it (way 1: from the lower end)."""
        domain, end = goal.domain.real(name), bound.value
        shut = domain.ends(name, shut=True, way=way)
        defined = self.definedness(Goal(shut, goal.gap, False), depth - 1)
        if defined is None:
            return None
        start = self._start(Goal(shut, substitute(goal.gap, {name: end}), False), depth)
        if start is None or (goal.strict and not start.above and not bound.strict):
            return None
        slope = mul(num(way), diff(goal.gap, name))
        derivative = self.prove(Goal(interior(domain, name), slope, goal.strict and not start.above), depth - 1)
        if derivative is None:
            return None
        found = Chain(symbol=name, end=end, start=with_lemmas(start.witness, defined), derivative=derivative)
        return replace(found, above=True) if start.above else found

    def _start(self, goal: Goal, depth: int) -> Start | None:
        """How the gap is seen to be > 0, or else ≥ 0, at the end."""
        context = self.context(goal.domain)
        if context.undefined(goal.gap) is None:
            if forms.evident(context, goal.gap, True):
                return Start(Positive(), above=True)
            if context.is_zero(goal.gap):
                return Start(Zero(), above=False)
        strict = self.prove(Goal(goal.domain, goal.gap, True), min(depth - 1, 1))
        if strict is not None:
            return Start(strict, above=True)
        bridge = self.bridge(goal.domain, goal.gap, context)
        if bridge is not None:
            return Start(Zero(lemmas=tuple(bridge)), above=False)
        weak = self.prove(goal, min(depth - 1, 1))
        return None if weak is None else Start(weak, above=False)

    def _needs(self, goal: Goal, move: moves.Move, context: Context, depth: int) -> list[Lemma] | None:
        """Lemmas for the hypotheses of the inner claim that core does not see at once."""
        found = []
        for relation in move.goal.domain.where:
            there = relation.at(move.values)
            if context.holds(there):
                continue
            if there.op in ("=", "!="):
                return None
            part = Goal(goal.domain, there.gap, there.op in ("<", ">"))
            proof = self.prove(part, depth - 1)
            if proof is None:
                return None
            found.append(lemma(part.relation, proof))
        return found

    def _moves(self, goal: Goal, depth: int) -> Iterator[Substitute]:
        """By homotopies and by inner functions."""
        if depth <= 1:
            return
        yield from self._composed(goal, depth, moves.moves(self.search, goal, self.floats(goal.domain)))

    def _ordered(self, goal: Goal, depth: int) -> Iterator[Substitute]:
        """By the difference or the ratio of two symbols in order."""
        if depth < 1 or len(goal.gap.names) < 2:
            return
        yield from self._composed(
            goal, depth, orders.in_one(self.search, goal, self.context(goal.domain), self.floats(goal.domain))
        )
        if not goal.domain.others:
            return
        known = [*orders.positive(goal, self.context(goal.domain)), *(self.definedness(goal, depth) or ())]
        context = self.context(goal.domain, relations(known))
        yield from self._composed(goal, depth, orders.ordered(self.search, goal, context), known)

    def _chord(self, goal: Goal, depth: int) -> Iterator[Substitute]:
        """By concavity between two zeros."""
        if depth > 2:
            yield from self._composed(goal, depth, moves.chord(self.search, goal))

    def _composed(
        self, goal: Goal, depth: int, found: Iterator[moves.Move], known: Sequence[Lemma] = ()
    ) -> Iterator[Substitute]:
        """The goal as another one composed with functions."""
        before = self.context(goal.domain, relations(known))
        for move in found:
            self.search.poll()
            if before.undefined(*move.values.values()) is not None:
                continue
            there = substitute(move.goal.gap, move.values)
            again = self._restated(goal.domain, there, before, depth - 1) if known else []
            context = self.context(goal.domain, relations([*known, *again]))
            bridge = self.bridge(goal.domain, goal.gap - there, context)
            if bridge is None:
                continue
            needs = self._needs(goal, move, context, depth)
            if needs is None:
                continue
            witness = self.prove(move.goal, depth - 1)
            if witness is not None:
                yield Substitute(
                    claim=move.goal.claim,
                    values=move.values,
                    witness=as_proof(witness),
                    lemmas=(*known, *again, *bridge, *needs),
                )

    def _restated(self, domain: Domain, root: Expr, context: Context, depth: int) -> list[Lemma]:
        """What makes nodes defined: a fact in other words, such as sin x > 0 for sin((x/y)·y), or what is proved."""
        known = [fact.gap for fact in context.facts if fact.op in ("<", ">")]
        found = []
        for node in moves.open_nodes(root, context):
            for need in moves.needed(node, context):
                form = next((gap for gap in known if self._equal(gap, need.gap, context)), None)
                entry = None
                if form is not None:
                    entry = lemma(Relation("<", ZERO, need.gap), Positive(form=form))
                elif depth > 0:
                    entry = self._needed(domain, need, depth)
                found += [] if entry is None else [entry]
        return found

    def _equal(self, one: Expr, other: Expr, context: Context) -> bool:
        """Whether two expressions have one normal form."""
        return context.undefined(one, other) is None and context.is_zero(one - other)


def find(search: Search, goal: Goal, depths: tuple[int, ...] = DEPTHS) -> Witness | None:
    """A witness for the goal, by iterative deepening; also for what is left where equations determine symbols."""
    prover = Prover(search)
    smaller = roots.reduced(goal.domain, search)
    direct = prover.plausible(goal)
    for depth in depths:
        witness = None if smaller is None else roots.find(prover, smaller, goal, depth)
        if witness is None and direct:
            witness = prover.prove(goal, depth)
        if witness is not None:
            return witness
    return None
