"""Equations: normal form 0 with lemmas, roots, angles, constants."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.domain import Goal as CoreGoal
from symcrit.core.algebra.expr import ZERO, Expr, diff, nodes, parse, substitute, symbols
from symcrit.core.claims import Claim
from symcrit.core.reading import Malformed, Reject, TooLarge
from symcrit.core.witness import Proof
from symcrit.search.engines import radicals
from symcrit.search.engines.angles import Rewriter, rewriter
from symcrit.search.engines.field import Quotient
from symcrit.search.engines.inequalities import Prover
from symcrit.search.engines.points import points
from symcrit.search.engines.rewriter import Restart, Terms
from symcrit.search.engines.terms import add
from symcrit.search.search import (
    JSON,
    Goal,
    Search,
    Witness,
    lemma,
    point_json,
    relation_of,
    with_lemmas,
    without_sample,
    write,
)

MAX_LEMMAS = 400


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A witness for an equation."""
    relation = relation_of(claim)
    for witness in candidates(search, claim.domain, relation):
        search.poll()
        sample = next(points(claim.domain, search.work, 1), {})
        full = (
            {**witness, "sample": point_json(sample)} if claim.domain.kinds or witness["kind"] == "angle" else witness
        )
        if search.accepts(core, full):
            return without_sample(full)
    return None


def witnesses(search: Search, goal: CoreGoal) -> Iterator[Witness]:
    """Witnesses for an equation beside which other expressions must be defined."""
    prover, entries = Prover(search), list[dict]()
    for expr in goal.entries:
        own = prover.definedness(Goal(goal.domain, expr, False), 3) or []
        entries += [entry for entry in own if entry not in entries]
    for witness in candidates(search, goal.domain, goal.relation):
        known = witness.get("lemmas", [])
        yield with_lemmas(witness, [entry for entry in entries if entry not in known])


def candidates(search: Search, domain: Domain, relation: Relation) -> Iterator[Witness]:
    """Witnesses worth asking core about, the plainest first."""
    yield {"kind": "zero"}
    case = Case(search, domain, relation)
    if case.defined:
        yield with_lemmas({"kind": "zero"}, case.defined)
    for finder in (_by_identities, _by_radicals, _angles, _constants):
        try:
            for witness in finder(case):
                yield with_lemmas(witness, case.defined)
        except (TooLarge, ZeroDivisionError, Restart):
            search.poll()


class Case:
    """An equation on a domain, with lemmas that make it defined."""

    def __init__(self, search: Search, domain: Domain, relation: Relation) -> None:
        self.search, self.domain, self.relation, self.gap = search, domain, relation, relation.lhs - relation.rhs
        self.prover = Prover(search)
        self.samples = self.prover.samples(domain)
        self.defined = self._definedness()
        facts = [Relation.read(entry["relation"]) for entry in self.defined]
        self.context = search.context(domain, facts)

    def _definedness(self) -> list[dict]:
        """Lemmas that make both sides defined, by few steps or else by more; none where they are not found."""
        wanted = Goal(self.domain, self.gap, False)
        for depth in (3, 5):
            found = self.prover.definedness(wanted, depth)
            if found is not None:
                return found
        return []

    def prove(self, expr: Expr) -> Witness | None:
        """A witness for expr ≥ 0."""
        return self.prover.prove(Goal(self.domain, expr, False), 2)

    def supported(self, lemmas: list[dict]) -> list[dict]:
        """The lemmas, each with what makes its two sides defined before it."""
        found: list[dict] = []
        facts = list(self.context.facts)
        for entry in lemmas:
            relation = Relation.read(entry["relation"])
            if self.search.context(self.domain, facts).undefined(*relation[1:]) is not None:
                extra = self.prover.definedness(Goal(self.domain, relation.lhs - relation.rhs, False), 2) or []
                found += [e for e in extra if e not in found]
                facts += [Relation.read(e["relation"]) for e in extra]
            found.append(entry)
        return found

    def rewriter(self) -> tuple[Rewriter, Quotient]:
        """The difference of the sides, with the identities used."""
        found, (gap,) = rewriter(self.prover.floats(self.domain), self.context, self.prove, self.gap)
        return found, gap


def _by_identities(case: Case) -> Iterator[Witness]:
    found, _ = case.rewriter()
    if 0 < len(found.lemmas) <= MAX_LEMMAS:
        yield {"kind": "zero", "lemmas": case.supported(found.lemmas)}


def _by_radicals(case: Case) -> Iterator[Witness]:
    roots = radicals.lemmas(case.search, case.domain, case.relation)
    if roots:
        yield {"kind": "zero", "lemmas": roots}
        yield {"kind": "root", "lemmas": roots}
    yield {"kind": "root"}


def _angles(case: Case) -> Iterator[Witness]:
    """Σ q·asin u + q·π = 0 by the (cos, sin) of a multiple with whole q."""
    domain, relation = case.domain, case.relation
    if not any(node.op in ("asin", "acos", "atan", "binormal") for node in nodes(relation.lhs, relation.rhs)):
        return
    if domain.others or "integer" in domain.kinds.values() or not case.samples:
        return
    found, value = case.rewriter()
    terms = found.terms(value)
    if not value.d.is_constant():
        terms = found.terms(Quotient(value.n, found.constant(1)))
        first = next((i for i, (_, t) in enumerate(terms) if _inverse(found, t)), None)
        if first is not None:
            yield _by_an_angle(case, found, terms, first)
        return
    yield _full_turn(case, found, terms)


def _inverse(found: Rewriter, t: Quotient) -> bool:
    """Whether a term is an inverse function by itself."""
    index = found.single(t)
    return index >= 0 and found.expr[index].op in ("asin", "acos", "atan")


def _full_turn(case: Case, found: Rewriter, terms: Terms) -> Witness:
    """The witness `angle` for Σ q·t = 0."""
    multiple = lcm(1, *(q.denominator for q, t in terms if not found.is_pi(t)))
    found.turn([(q * multiple, t) for q, t in terms])
    extra = radicals.lemmas(case.search, case.domain, case.relation)
    sample = point_json(case.samples[0])
    return {"kind": "angle", "multiple": multiple, "lemmas": [*extra, *case.supported(found.lemmas)], "sample": sample}


def _by_an_angle(case: Case, found: Rewriter, terms: Terms, first: int) -> Witness:
    """(Σ q·t)/d = 0 where the sum is 0: solved for one of its terms, an inverse function."""
    q, t = terms[first]
    others = [(-p / q, other) for i, (p, other) in enumerate(terms) if i != first]
    value = add(*(found.scaled(p, other) for p, other in others))
    step = _full_turn(case, found, [(Fraction(1), t), *((-p, other) for p, other in others)])
    return {"kind": "zero", "lemmas": [lemma(Relation("=", found.expr_of(t), value), step)]}


def _constants(case: Case) -> Iterator[Witness]:
    """d/dx (lhs − rhs) = 0 and equality at one value of x; each as it stands, or by lemmas of its own."""
    search, domain, gap = case.search, case.domain, case.gap
    for name in sorted(symbols(gap)):
        if not domain.interval(name):
            continue
        inside = domain.real(name).ends(name, shut=False)
        search.poll()
        slope = _simply(search, inside, diff(gap, name))
        if slope is None:
            continue
        values = list(_values(case, name))
        for value in values:
            yield {"kind": "constant", "symbol": name, "at": write(value), **slope}
        for value in values:
            start = _simply(search, domain.real(name), substitute(gap, {name: value}), "start")
            if start:
                yield {"kind": "constant", "symbol": name, "at": write(value), **slope, **start}


def _values(case: Case, name: str) -> Iterator[Expr]:
    """Where an equation may be evident: ends of the interval of a symbol, simple numbers, samples."""
    for bounds in (case.domain.lower, case.domain.upper):
        if name in bounds and not bounds[name].strict:
            yield bounds[name].value
    yield from (parse(v) for v in ("0", "1", "-1", "1/2", ["/", "pi", 2], ["/", ["sqrt", 2], 2], 2, "3/2"))
    yield from (parse(str(point[name])) for point in case.samples[:3])


def _simply(search: Search, domain: Domain, expr: Expr, part: str = "derivative") -> dict[str, Witness] | None:
    """How core sees that an expression is 0, as a part of a witness: nothing where it does at once; None if not."""
    relation = Relation("=", expr, ZERO)
    if search.context(domain).is_zero(expr):
        return {}
    case = Case(search, domain, relation)
    goal = CoreGoal(domain, relation, (expr,))
    for finder in (_as_defined, _by_identities, _by_radicals, _angles):
        try:
            for witness in finder(case):
                full = with_lemmas(witness, case.defined)
                if proved(search, goal, full):
                    return {part: full}
        except (TooLarge, ZeroDivisionError, Restart):
            search.poll()
    return None


def _as_defined(case: Case) -> Iterator[Witness]:
    if case.defined:
        yield {"kind": "zero"}


def proved(search: Search, goal: CoreGoal, witness: Witness) -> bool:
    """Whether core accepts a witness for a goal."""
    try:
        Proof(search.work).prove(goal, witness)
    except (Reject, Malformed):
        return False
    return True
