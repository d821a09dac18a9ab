"""What a document or page about a ledger contains, theorem by theorem; how it looks is settled elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from symcrit.core import RULES, Claim, Expr, Groups, Proof, Refutation, RelationClaim, Verdict, read_claim, read_grounds
from symcrit.core.refuting import at
from symcrit.theorems.ledger import Part, Row
from symcrit.words.boxes import expression, row, sign, symbol
from symcrit.words.chains import beside, is_chain
from symcrit.words.decimals import with_balls
from symcrit.words.hypotheses import joined
from symcrit.words.numbers import Numbers
from symcrit.words.places import Place, instead, place_of
from symcrit.words.plain import Prose, prose
from symcrit.words.proofs import Step, derivation
from symcrit.words.statement import says, setting

SHOWN = 6  # claims of one theorem that are written out


class Item(NamedTuple):
    """One claim: where it speaks of, or that this is as before, what it says, and how it came out.

    place: ``claim 2 of 3``, where there are several.
    """

    setting: Prose
    says: Prose
    verdict: Verdict
    steps: list[Step]  # of the proof, if there is one
    failure: Prose  # why not, if there is none
    place: str = ""


class Contents(NamedTuple):
    """One theorem: its claims, its mutants by name, and how many claims are left out.

    chain: all claims and what is said beside each, where every one begins where the one before ends.
    """

    row: Row
    items: list[Item]
    mutants: list[tuple[str, Item]]
    left_out: int
    chain: list[tuple[RelationClaim, Prose]]


def contents(row: Row) -> Contents:
    """What is to be told of one row, whose `parts` were kept."""
    parts = list({json.dumps(part.claim, sort_keys=True): part for part in row.parts if not part.mutant}.values())
    mutants = [(part.mutant, part) for part in row.parts if part.mutant]
    first = read_claim(parts[0].claim) if parts else None
    shown = [part for i, part in enumerate(parts) if i < SHOWN or part.answer.verdict is not Verdict.PROVED]
    named = zip(_items(shown, None), shown, strict=True)
    items = [told._replace(place=row.place_of(part.answer.statement)) for told, part in named]
    told_of_mutants = [(name, *_items([part], first)) for name, part in mutants]
    return Contents(row, items, told_of_mutants, len(parts) - len(items), _chain(parts))


def _chain(parts: Sequence[Part]) -> list[tuple[RelationClaim, Prose]]:
    """The claims of a theorem as a chain, with what stands beside every step; nothing where they are none."""
    claims = [read_claim(part.claim) for part in parts]
    if len(claims) < 2 or not is_chain(claims):
        return []
    return [(claim, beside(claim, part.answer.verdict)) for claim, part in zip(claims, parts, strict=True)]  # type: ignore[misc]


def _items(parts: Iterable[Part], before: Claim | None) -> Iterable[Item]:
    """The claims, each with its setting unless that is the one of the claim before."""
    for part in parts:
        claim = read_claim(part.claim)
        yield item(claim, part.answer, _setting(claim, before))
        before = claim


def item(claim: Claim, answer: Any, where: Prose) -> Item:
    """One claim and its answer; where: what it speaks of."""
    numbers = Numbers()
    named, told = numbers.named(where), numbers.named(says(claim))
    steps = [Step(step.number, numbers.named(step.says)) for step in _steps(claim, answer)]
    why = [] if _is_proved(answer) else _reason(claim, answer)
    return Item(named, told, answer.verdict, steps, numbers.named(why))


def _is_proved(answer: Any) -> bool:
    return answer.verdict is Verdict.PROVED and answer.certificate is not None


def _steps(claim: Claim, answer: Any) -> list[Step]:
    """The steps of the proof, if there is one."""
    if not _is_proved(answer):
        return []
    proof = read_grounds(claim, answer.certificate["witness"])
    return derivation(claim, proof) if isinstance(proof, Proof) else []


def _reason(claim: Claim, answer: Any) -> Prose:
    """Why there is no proof."""
    shown = f"shown: {', '.join(answer.shown)}" if answer.shown else ""
    told: list[Prose] = [_why(claim, answer), *_point(claim, answer), [shown], [answer.remedy or ""]]
    pieces: Prose = []
    for part in told:
        if part != [""]:
            pieces += ["; ", *part] if pieces else part
    return pieces


def _why(claim: Claim, answer: Any) -> Prose:
    """The reason; a point with which it begins, and balls, as formulas."""
    refutation = _refutation(claim, answer)
    begin = "" if refutation is None else f"{at(refutation.at)}: "
    if refutation is None or not answer.why.startswith(begin):
        return with_balls(answer.why)
    return [*_equations(refutation.at), ": ", *with_balls(answer.why.removeprefix(begin))]


def _refutation(claim: Claim, answer: Any) -> Refutation | None:
    """By a point, where the claim is refuted by one."""
    if answer.verdict is not Verdict.REFUTED or answer.certificate is None:
        return None
    refutation = read_grounds(claim, answer.certificate["witness"])
    return refutation if isinstance(refutation, Refutation) and refutation.at else None


def _equations(point: Mapping[str, Expr]) -> Prose:
    """x = 1, y = 2."""
    return joined(row(symbol(name), sign("="), expression(value)) for name, value in point.items())


def _point(claim: Claim, answer: Any) -> list[Prose]:
    """What of the counterexample the reason does not tell: the symbols of a network."""
    refutation = _refutation(claim, answer)
    if place_of(claim) is None or refutation is None:
        return []
    return [_equations(refutation.at)]


def _setting(claim: Claim, before: Claim | None) -> Prose:
    """What a claim speaks of, as far as it is not that of the claim before."""
    whole = setting(claim)
    if before is None:
        return whole
    if whole == setting(before):  # as it is printed: nothing else says what is the same
        return ["In the same setting: "] if whole else []
    own, known = place_of(claim), place_of(before)
    alike = claim.domain == before.domain and _frame(own) == _frame(known)
    return instead(own) if isinstance(own, Groups) and alike else whole


def _frame(place: Place | None) -> Place | None:
    """A configuration without the students of groups."""
    return place._replace(students=[]) if isinstance(place, Groups) else place


def rules(names: Iterable[str]) -> list[tuple[str, Prose]]:
    """The rules of analysis by name, in words."""
    return [(name, prose(RULES.get(name, "(not described)"))) for name in names]
