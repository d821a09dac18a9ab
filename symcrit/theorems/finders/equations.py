"""Equations: normal form 0 with lemmas, roots, angles, constants."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from symcrit.core.claims import Claim
from symcrit.core.domain import Domain, Relation
from symcrit.core.domain import Goal as CoreGoal
from symcrit.core.expr import Expr, diff, nodes, parse, symbols
from symcrit.core.reading import TooLarge
from symcrit.theorems.finders import radicals
from symcrit.theorems.finders.angles import Rewriter, rewriter
from symcrit.theorems.finders.field import Quotient
from symcrit.theorems.finders.inequalities import Prover
from symcrit.theorems.finders.points import points
from symcrit.theorems.finders.rewriter import Restart
from symcrit.theorems.finders.search import JSON, Goal, Search, Witness, point_json, relation_of, with_lemmas, write

MAX_LEMMAS = 400


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A witness for an equation."""
    relation = relation_of(claim)
    for witness in candidates(search, claim.domain, relation):
        search.poll()
        sample = next(points(claim.domain, 1), {})
        full = (
            {**witness, "sample": point_json(sample)} if claim.domain.kinds or witness["kind"] == "angle" else witness
        )
        if search.accepts(core, full):
            return full
    return None


def witnesses(search: Search, goal: CoreGoal) -> Iterator[Witness]:
    """Witnesses for an equation beside which other expressions must be defined."""
    prover, entries = Prover(search), list[dict]()
    for entry in goal.entries:
        own = prover.definedness(Goal(goal.domain, entry, False), 3) or []
        entries += [lemma for lemma in own if lemma not in entries]
    for witness in candidates(search, goal.domain, goal.relation):
        known = witness.get("lemmas", [])
        yield with_lemmas(witness, [lemma for lemma in entries if lemma not in known])


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
        self.defined = self.prover.definedness(Goal(domain, self.gap, False), 3) or []
        facts = [Relation.read(entry["relation"]) for entry in self.defined]
        self.context = search.context(domain, facts)

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
    if not any(node.op in ("asin", "acos", "atan") for node in nodes(relation.lhs, relation.rhs)):
        return
    if domain.others or "integer" in domain.kinds.values() or not case.samples:
        return
    found, value = case.rewriter()
    terms = found.terms(value)
    multiple = lcm(1, *(q.denominator for q, t in terms if not found.is_pi(t)))
    found.turn([(q * multiple, t) for q, t in terms])
    extra = radicals.lemmas(case.search, domain, relation)
    sample = point_json(case.samples[0])
    yield {"kind": "angle", "multiple": multiple, "lemmas": [*extra, *case.supported(found.lemmas)], "sample": sample}


def _constants(case: Case) -> Iterator[Witness]:
    """d/dx (lhs − rhs) = 0 and equality at one value of x."""
    search, domain, gap, samples = case.search, case.domain, case.gap, case.samples
    for name in sorted(symbols(gap)):
        if not domain.interval(name):
            continue
        inside = search.context(domain.real(name).ends(name, shut=False))
        search.poll()
        if not inside.is_zero(diff(gap, name)):
            continue
        ends = [
            bounds[name].value for bounds in (domain.lower, domain.upper) if name in bounds and not bounds[name].strict
        ]
        values: list[Expr] = [
            *ends,
            *(parse(v) for v in ("0", "1", "-1", "1/2", ["/", "pi", 2], ["/", ["sqrt", 2], 2], 2, "3/2")),
        ]
        values += [parse(str(point[name])) for point in samples[:3]]
        for value in values:
            yield {"kind": "constant", "symbol": name, "at": write(value)}
