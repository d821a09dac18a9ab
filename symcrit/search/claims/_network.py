"""Claims about networks at a configuration: how they are made, and what is tried on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Symbol

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import Explicit, Goals, Lemma, Witness
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims._goals import GoalClaim
from symcrit.core.claims._network import AtSizes, NetworkClaim, PlaceClaim
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError, shown
from symcrit.search.attempts import Attempt
from symcrit.search.engines import inequalities
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import num
from symcrit.search.engines.values import Point
from symcrit.search.search import Goal, Search, point_of, relations
from symcrit.translate import definite_json, renamed

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration
    from symcrit.model.symmetric import SymmetricNetwork

FIRST = 3  # instances that are tried before proofs
PLACES = 12  # points that are looked at
OTHERS = 3  # of them, values of the other symbols where sizes are tried
SMALL = [[1], [2], [1, 2], [3], [2, 2], [1, 1], [1, 3], [1, 1, 2], [2, 3], [4], [1, 2, 3], [1, 1, 3], [5], [7]]


# ------------------------------------------------------------------------------------------------- how they are made


def of_configuration(kind: str, configuration: Configuration, where: Hypotheses, **values: object) -> Claim:
    """The claim of this kind at a configuration, with these values."""
    setting, place, written = placed(configuration, where, {key: [value] for key, value in values.items()})
    return setting.claim(kind, configuration=place, **{key: value for key, (value,) in written.items()})


def of_gradient(kind: str, configuration: Configuration, where: Hypotheses, **values: object) -> Claim:
    """The claim of this kind about ∇L, by the parameters that are free."""
    claim = of_configuration(kind, configuration, where, **values)
    free = getattr(configuration, "free", ())
    return Claim({**claim.core, "free": list(free)}) if free else claim


def placed(
    configuration: Configuration | SymmetricNetwork, where: Hypotheses, given: Mapping[Any, Sequence[object]]
) -> tuple[Setting, dict[str, Any], dict[Any, list[Any]]]:
    """What is declared at a configuration, the configuration and lists of values there, as core reads them."""
    if not hasattr(configuration, "to_core"):
        remedy = "write Point(problem, network), CopyAverage(…) or OneNeuron(…)"
        raise InputError(f"{shown(configuration)} is no configuration; {remedy}")
    own = configuration.symbols
    values, hypotheses = named([value for values in given.values() for value in values], where, own)
    exprs = [renamed_in(value, own) for value in values]
    known = [*configuration.where, *(renamed_in(hypothesis, own) for hypothesis in hypotheses)]
    setting = Setting.of([*own.values(), *exprs], known)
    for rows in getattr(configuration, "definite", ()):
        hypothesis = definite_json(rows)
        if hypothesis not in setting.where:
            setting.where.append(hypothesis)
    left = iter(exprs)
    written = {key: [setting.json(next(left)) for _ in values] for key, values in given.items()}
    return setting, configuration.to_core(), written


def renamed_in(expr: Any, own: dict[str, Symbol]) -> Any:
    """`expr` in the symbols of the configuration: a symbol of the same name means the same."""
    if not isinstance(expr, sympy.Basic):
        return expr
    return renamed(expr, {s: own.get(s.name, s) for s in expr.free_symbols if isinstance(s, Symbol)})


# ----------------------------------------------------------------------------------------------------- what is tried


def of_equations(claim: NetworkClaim) -> Iterator[Attempt]:
    """What is tried on equations: normal form 0, small instances, and lemmas for the zero test."""
    plain = Attempt("groups" if claim.any_number else "zero", 0.8, _plainly)
    yield from between(claim, [plain], [])
    if (claim.domain.kinds or not is_explicit(claim)) and not claim.any_number:
        yield Attempt("definedness", 0.5, _defined)
    yield Attempt("addition theorems", 0.9, _identities)


def between(claim: PlaceClaim, cheap: Sequence[Attempt], searches: Sequence[Attempt]) -> Iterator[Attempt]:
    """Cheap proofs and searches for proofs, with small instances before them, and more instances after them.

    For explicit vectors the exact gradient costs no more than the one in balls: cheap proofs come first.
    """
    first = is_explicit(claim)
    if first:
        yield from cheap
    yield Attempt("small instances", 0.3, _refute)
    yield from searches
    if not first:
        yield from cheap
    yield Attempt("more instances", 0.5, _refute_later)


def is_explicit(claim: PlaceClaim) -> bool:
    """Whether the claim is about explicit vectors."""
    return isinstance(claim.configuration, Explicit)


def _plainly(search: Search, claim: NetworkClaim) -> Goals:
    """As the goals stand."""
    return Goals()


def _defined(search: Search, claim: NetworkClaim) -> Goals | None:
    """Normal form 0, after lemmas that make the kernel defined at this place."""
    prover = inequalities.Prover(search)
    found: list[Lemma] = []
    for goal in claim.goals(search.work):
        for part in (*goal.entries, goal.relation.lhs, goal.relation.rhs):
            extra = prover.definedness(Goal(goal.domain, part, False), 3)
            if extra is None:
                return None
            found += [entry for entry in extra if entry not in found]
    return Goals(equations=Zero(lemmas=tuple(found))) if found else None


def _identities(search: Search, claim: NetworkClaim) -> Goals | None:
    """Normal form 0 after addition theorems, for every component of the gradient, or for the loss."""
    proofs = prove_equations(search, claim.goals(search.work))
    return Goals(proofs=proofs) if proofs else None


def prove_equations(search: Search, goals: Iterable[CoreGoal]) -> dict[str, Witness] | None:
    """By key, the equations that need more than normal form 0: what makes them defined, addition theorems."""
    found: dict[str, list[Lemma]] = {}
    for goal in goals:
        search.poll()
        own = found.setdefault(goal.key, [])
        if search.context(goal.domain, relations(own)).is_zero(goal.relation.gap):
            continue
        equation = Equal(domain=goal.domain, lhs=goal.relation.lhs, rhs=goal.relation.rhs)
        proof = equations.find(search, equation)
        if not isinstance(proof, Zero):
            return None
        own += [entry for entry in proof.lemmas if entry not in own]
    return {key: Zero(lemmas=tuple(lemmas)) for key, lemmas in found.items() if lemmas}


def signs(search: Search, claim: GoalClaim) -> Goals | None:
    """What a claim asks to be positive (a factor, D_i, |w|²), one by one, at generic sizes."""
    found: dict[str, Witness] = {}
    for goal in claim.goals(search.work):
        if goal.relation.op == "<" and goal.key not in found:
            proof = inequalities.find(search, Goal(goal.domain, goal.relation.gap, True))
            if proof is None:
                return None
            found[goal.key] = proof
    return Goals(proofs=found)


def _refute(search: Search, claim: PlaceClaim) -> AtSizes | None:
    """A refutation at one of the first small instances: sizes of groups, or values of the symbols."""
    return _first_refutation(search, claim, islice(_instances(search, claim), FIRST))


def _refute_later(search: Search, claim: PlaceClaim) -> AtSizes | None:
    """A refutation at the instances that come later."""
    return _first_refutation(search, claim, islice(_instances(search, claim), FIRST, None))


def _first_refutation(search: Search, claim: PlaceClaim, instances: Iterable[AtSizes]) -> AtSizes | None:
    for refutation in instances:
        search.poll()
        if search.refutes(claim, refutation):
            return refutation
    return None


def _instances(search: Search, claim: PlaceClaim) -> Iterator[AtSizes]:
    places = points(claim.domain, search.work, PLACES)
    if not claim.any_number:
        yield from (AtSizes(at=point_of(point)) for point in places)
        return
    for point in _of_other_symbols(places, claim.configuration.size):
        for sizes in SMALL:
            yield AtSizes(at=point_of(point), sizes=tuple(map(num, sizes)))


def _of_other_symbols(places: Iterable[Point], size: str) -> list[Point]:
    """Some of the points, without the value of the group size; one without symbols where there are none."""
    found: list[Point] = []
    for place in places:
        point = {name: value for name, value in place.items() if name != size}
        if point not in found:
            found.append(point)
    return found[:OTHERS] or [{}]
