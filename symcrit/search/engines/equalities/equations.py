"""Equations: normal form 0 with lemmas, roots, angles, constants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm

from flint import fmpq

from symcrit.core import (
    TWO,
    ZERO,
    Domain,
    Expr,
    Judge,
    Lemma,
    Malformed,
    Reject,
    Relation,
    TooLarge,
    Witness,
    Work,
    diff,
    nodes,
    num,
    substitute,
    sym,
    symbols,
)
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.angle import Angle
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.constant import Constant
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines.equalities import absolutes, inverses, narrowed, radicals
from symcrit.search.engines.equalities.angles import Rewriter, rewriter
from symcrit.search.engines.equalities.rewriter import Restart, Terms
from symcrit.search.engines.field import Quotient
from symcrit.search.engines.inequalities import Prover
from symcrit.search.engines.linear import consequences
from symcrit.search.engines.monotone import centres
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import ONE, PI, add, rational
from symcrit.search.search import Goal, Search, as_proof, lemma, point_of, relations, with_lemmas, with_sample

MAX_LEMMAS = 400
_HALF = num(fmpq(1, 2))
_TELLING = (ZERO, ONE, num(-1), _HALF, PI / TWO, Expr("sqrt", TWO) / TWO, TWO, num(fmpq(3, 2)))  # values of a symbol


def find(search: Search, claim: Equal) -> Witness | None:
    """A witness for an equation, which core accepts."""
    for witness in candidates(search, claim.domain, claim.relation):
        search.poll()
        sample = next(points(claim.domain, search.work, 1), {})
        if search.accepts(claim, with_sample(witness, sample)):
            return witness
    return None


def witnesses(search: Search, goal: CoreGoal) -> Iterator[Witness]:
    """Witnesses for an equation beside which other expressions must be defined."""
    prover = Prover(search)
    defined: list[Lemma] = []
    for expr in goal.entries:
        own = prover.definedness(Goal(goal.domain, expr, False), 3) or []
        defined += [entry for entry in own if entry not in defined]
    for witness in candidates(search, goal.domain, goal.relation):
        yield with_lemmas(witness, [entry for entry in defined if entry not in witness.lemmas])


def of_derivation(goal: CoreGoal, work: Work) -> Iterator[Witness]:
    """Witnesses worth asking core about for an equation of the derivation of a kernel."""
    yield from witnesses(Search(work), goal)


def candidates(search: Search, domain: Domain, relation: Relation) -> Iterator[Witness]:
    """Witnesses worth asking core about, the plainest first."""
    yield Zero()
    case = Case(search, domain, relation)
    if case.defined:
        yield Zero(lemmas=tuple(case.defined))
    for finder in FINDERS:
        try:
            for witness in finder(case):
                yield with_lemmas(witness, case.defined)
        except (TooLarge, ZeroDivisionError, Restart):
            search.poll()


class Case:
    """An equation on a domain, with lemmas that make it defined."""

    def __init__(self, search: Search, domain: Domain, relation: Relation, known: Iterable[Lemma] = ()) -> None:
        self.search, self.domain, self.relation = search, domain, relation
        self.known = list(known)
        self.gap = relation.lhs - relation.rhs
        self.prover = Prover(search)
        self.samples = self.prover.samples(domain)
        self.defined = self._definedness()
        self.context = search.context(domain, relations([*self.known, *self.defined]))

    def _definedness(self) -> list[Lemma]:
        """Lemmas that make both sides defined, by few steps or else by more; none where they are not found."""
        wanted = Goal(self.domain, self.gap, False)
        if self.search.context(self.domain, relations(self.known)).undefined(self.gap) is None:
            return []
        for depth in (3, 5):
            found = self.prover.definedness(wanted, depth)
            if found is not None:
                return found
        return []

    def prove(self, expr: Expr) -> Witness | None:
        """A witness for expr ≥ 0."""
        return self.prover.prove(Goal(self.domain, expr, False), 2)

    def supported(self, lemmas: Iterable[Lemma]) -> list[Lemma]:
        """The lemmas, each with what makes its two sides defined before it."""
        found: list[Lemma] = []
        facts = list(self.context.facts)
        for entry in lemmas:
            _, lhs, rhs = entry.relation
            if self.search.context(self.domain, facts).undefined(lhs, rhs) is not None:
                extra = self.prover.definedness(Goal(self.domain, lhs - rhs, False), 2) or []
                found += [other for other in extra if other not in found]
                facts += relations(extra)
            found.append(entry)
        return found

    def rewriter(self) -> tuple[Rewriter, Quotient]:
        """The difference of the sides, with the identities used."""
        found, (gap,) = rewriter(self.prover.floats(self.domain), self.context, self.prove, self.gap)
        return found, gap


def _by_identities(case: Case) -> Iterator[Witness]:
    """The addition theorems and inverse functions that the rewriter has used."""
    found, _ = case.rewriter()
    if 0 < len(found.lemmas) <= MAX_LEMMAS:
        yield Zero(lemmas=tuple(case.supported(found.lemmas)))


def _by_radicals(case: Case) -> Iterator[Witness]:
    """Nested radicals written out; the squares of both sides."""
    roots = tuple(radicals.lemmas(case.search, case.domain, case.relation))
    if roots:
        yield Zero(lemmas=roots)
        yield Root(lemmas=roots)
    yield Root()


def _by_inequalities(case: Case) -> Iterator[Positive]:
    """Both lhs ≥ rhs and lhs ≤ rhs, as consequences of the hypotheses."""
    if not case.domain.where:
        return
    lemmas = []
    for gap, relation in (
        (case.gap, Relation("<=", ZERO, case.gap)),
        (-case.gap, Relation("<=", case.gap, ZERO)),
    ):
        goal = Goal(case.domain, gap, False)
        found = (witness for witness in consequences.step(case.prover, goal, 2) if case.prover.accepted(goal, witness))
        proof = next(found, None)
        if proof is None:
            return
        lemmas.append(lemma(relation, proof))
    yield Positive(lemmas=tuple(lemmas))


def _angles(case: Case) -> Iterator[Witness]:
    """Σ q·asin u + q·π = 0 by the (cos, sin) of a multiple with whole q."""
    domain, relation = case.domain, case.relation
    if not any(node.op in ("asin", "acos", "atan", "binormal") for node in nodes(relation.lhs, relation.rhs)):
        return
    if "integer" in domain.kinds.values() or not case.samples:
        return
    middle = centres.centre(case.prover, domain, case.samples[0], 2)
    if middle is None:
        return
    found, value = case.rewriter()
    terms = found.terms(value)
    if not value.d.is_constant():
        terms = found.terms(Quotient(value.n, found.constant(1)))
        first = next((i for i, (_, t) in enumerate(terms) if _inverse(found, t)), None)
        if first is not None:
            yield _by_an_angle(case, middle, found, terms, first)
        return
    yield _full_turn(case, middle, found, terms)


def _inverse(found: Rewriter, t: Quotient) -> bool:
    """Whether a term is an inverse function by itself."""
    index = found.single(t)
    return index >= 0 and found.expr[index].op in ("asin", "acos", "atan")


def _full_turn(case: Case, middle: centres.Centre, found: Rewriter, terms: Terms) -> Angle:
    """The witness for Σ q·t = 0."""
    multiple = lcm(1, *(q.denominator for q, t in terms if not found.is_pi(t)))
    found.turn([(q * multiple, t) for q, t in terms])
    extra = radicals.lemmas(case.search, case.domain, case.relation)
    lemmas = (*middle.lemmas, *extra, *case.supported(found.lemmas))
    return Angle(multiple=num(multiple), point=point_of(middle.point), lemmas=lemmas)


def _by_an_angle(case: Case, middle: centres.Centre, found: Rewriter, terms: Terms, first: int) -> Zero:
    """(Σ q·t)/d = 0 where the sum is 0: solved for one of its terms, an inverse function."""
    q, t = terms[first]
    others = [(-p / q, other) for i, (p, other) in enumerate(terms) if i != first]
    value = add(*(found.scaled(p, other) for p, other in others))
    step = _full_turn(case, middle, found, [(Fraction(1), t), *((-p, other) for p, other in others)])
    return Zero(lemmas=(lemma(Relation("=", found.expr_of(t), value), step),))


def _constants(case: Case) -> Iterator[Constant]:
    """d/dx (lhs − rhs) = 0 and equality at one value of x; each as it stands, or by lemmas of its own."""
    search, domain, gap = case.search, case.domain, case.gap
    for name in sorted(symbols(gap)):
        if not domain.interval(name):
            continue
        inside = domain.real(name).ends(name, shut=False)
        search.poll()
        derivative = _vanishes(search, inside, diff(gap, name))
        if derivative is None:
            continue
        values = list(_values(case, name))
        for value in values:
            yield Constant(symbol=name, at=value, derivative=_unless_plain(derivative))
        for value in values:
            start = _vanishes(search, domain.real(name), substitute(gap, {name: value}))
            if start is not None and start != Zero():
                yield Constant(symbol=name, at=value, start=start, derivative=_unless_plain(derivative))


def _of_waves(case: Case) -> Iterator[Witness]:
    """By the ranges of inverse functions, where one is applied to a sine, cosine or tangent."""
    if inverses.of_waves(case.gap):
        yield from _in_ranges(case)


def _by_inverses(case: Case) -> Iterator[Witness]:
    """By the ranges of other inverse functions."""
    if not inverses.of_waves(case.gap):
        yield from _in_ranges(case)


def _in_ranges(case: Case) -> Iterator[Witness]:
    """An inverse function is what the others make it, because both lie in its range."""

    def vanishes(known: list[Lemma], expr: Expr) -> Witness | None:
        """How an expression is seen to be 0, with these lemmas before."""
        inner = Case(case.search, case.domain, Relation("=", expr, ZERO), known)
        goal = CoreGoal(case.domain, inner.relation, (expr,))
        for finder in (_as_defined, _by_identities, _by_radicals):
            for witness in finder(inner):
                full = with_lemmas(witness, inner.defined)
                if proved(case.search, goal, with_lemmas(full, known)):
                    return full
        return None

    yield from inverses.witnesses(case.prover, case.domain, case.gap, case.defined, vanishes)


def _by_absolutes(case: Case) -> Iterator[Witness]:
    """|u| as u or −u where u has one sign; else in two cases."""
    gap = absolutes.written(case.gap)
    nodes_of = [node for node in nodes(gap) if node.op == "abs" and node.names]
    if not nodes_of:
        return
    lemmas: list[Lemma] = []
    for node in nodes_of:
        u = node.args[0]
        way = absolutes.way(case.prover, case.domain, u)
        if not way:
            parts = [_in_case(case, gap, u, op) for op in ("<=", ">")]
            if parts[0] is not None and parts[1] is not None:
                yield Cases(of=u, below=parts[0], above=parts[1])
            return
        lemmas += absolutes.lemmas(case.prover, case.domain, node, way)
    yield Zero(lemmas=tuple(lemmas))


def _in_case(case: Case, gap: Expr, u: Expr, op: str) -> Witness | None:
    """A witness of gap = 0 where u ≤ 0, or u > 0, with ±u for |u|; found where u ≥ 0, which makes no difference."""
    domain = Domain(case.domain.kinds, [*case.domain.where, Relation(op, u, ZERO)])
    closed = Domain(case.domain.kinds, [*case.domain.where, Relation(op[0] + "=", u, ZERO)])
    size = u if op == ">" else -u
    plain = substitute(gap, {Expr("abs", u): size})
    inner = Equal(domain=closed, lhs=plain, rhs=ZERO)
    proof = find(case.search, inner)
    defined = None if proof is None else case.prover.definedness(Goal(domain, plain, False), 3)
    if proof is None or defined is None:
        return None
    values = {name: sym(name) for name in domain.kinds}
    step = Substitute(claim=inner, values=values, witness=as_proof(proof))
    known = absolutes.lemmas(case.prover, domain, Expr("abs", u), 1 if op == ">" else -1)
    return Positive(form=plain, lemmas=(*defined, *known, lemma(Relation("=", plain, ZERO), step)))


def _narrowed(case: Case) -> Iterator[Substitute]:
    """The equation on the same domain, with bounds of symbols that follow from the hypotheses."""
    domain, relation = case.domain, case.relation
    if not domain.others:
        return
    known: list[Lemma] = []
    more = narrowed.bounds(case.prover, domain, relation.gap.names, known, 2)
    if not more:
        return
    inner = Equal(domain=Domain(domain.kinds, [*domain.where, *more]), lhs=relation.lhs, rhs=relation.rhs)
    proof = find(case.search, inner)
    if proof is not None:
        values = {name: sym(name) for name in domain.kinds}
        narrowed.defined(case.prover, domain, inner.domain, case.gap, known, 3)
        yield Substitute(claim=inner, values=values, witness=as_proof(proof), lemmas=tuple(known))


def _unless_plain(witness: Witness) -> Witness | None:
    """A part of a witness; normal form 0 is what core tries where it is missing."""
    return None if witness == Zero() else witness


def _values(case: Case, name: str) -> Iterator[Expr]:
    """Where an equation may be evident: ends of the interval of a symbol, simple numbers, samples."""
    for bounds in (case.domain.lower, case.domain.upper):
        if name in bounds and not bounds[name].strict:
            yield bounds[name].value
    yield from _TELLING
    yield from (rational(point[name]) for point in case.samples[:3])


def _vanishes(search: Search, domain: Domain, expr: Expr) -> Witness | None:
    """How core sees that an expression is 0: normal form 0, where it does at once; None if it does not."""
    relation = Relation("=", expr, ZERO)
    if search.context(domain).is_zero(expr):
        return Zero()
    case = Case(search, domain, relation)
    goal = CoreGoal(domain, relation, (expr,))
    for finder in (_as_defined, _by_identities, _by_radicals, _angles):
        try:
            for witness in finder(case):
                full = with_lemmas(witness, case.defined)
                if proved(search, goal, full):
                    return full
        except (TooLarge, ZeroDivisionError, Restart):
            search.poll()
    return None


def _as_defined(case: Case) -> Iterator[Witness]:
    """Normal form 0, after what makes the sides defined."""
    if case.defined or case.known:
        yield Zero()


def proved(search: Search, goal: CoreGoal, witness: Witness) -> bool:
    """Whether core accepts a witness for a goal."""
    try:
        Judge(search.work).prove(goal, witness)
    except (Reject, Malformed):
        return False
    return True


FINDERS = (
    _by_identities,
    _by_radicals,
    _by_inequalities,
    _by_absolutes,
    _of_waves,
    _angles,
    _constants,
    _by_inverses,
    _narrowed,
)  # of witnesses of an equation, the cheapest first
