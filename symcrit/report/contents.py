"""What a document or page about a ledger contains, theorem by theorem; how it looks is settled elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from symcrit.core.check import Verdict
from symcrit.core.claims import Claim
from symcrit.core.rules import RULES
from symcrit.theorems.ledger import Part, Row
from symcrit.words.numbers import Numbers
from symcrit.words.places import instead
from symcrit.words.plain import Prose, prose
from symcrit.words.proofs import Step, derivation, figured
from symcrit.words.sentences import says, setting

SHOWN = 6  # claims of one theorem that are written out


class Item(NamedTuple):
    """One claim: where it speaks of, or that this is as before, what it says, and how it came out."""

    setting: Prose
    says: Prose
    verdict: Verdict
    steps: list[Step]  # of the proof, if there is one
    failure: Prose  # why not, if there is none


class Contents(NamedTuple):
    """One theorem: its claims, its mutants by name, and how many claims are left out."""

    row: Row
    items: list[Item]
    mutants: list[tuple[str, Item]]
    left_out: int


def contents(row: Row) -> Contents:
    """What is to be told of one row, whose `parts` were kept."""
    parts = list({json.dumps(part.claim, sort_keys=True): part for part in row.parts if not part.mutant}.values())
    mutants = [(part.mutant, part) for part in row.parts if part.mutant]
    first = parts[0].claim if parts else {}
    items = list(_items(parts[:SHOWN], {}))
    return Contents(row, items, [(name, *_items([part], first)) for name, part in mutants], len(parts) - len(items))


def _items(parts: Iterable[Part], before: dict[str, Any]) -> Iterable[Item]:
    """The claims, each with its setting unless that is the one of the claim before."""
    for part in parts:
        claim, answer = Claim.read(part.claim), part.answer
        proved = answer.verdict is Verdict.PROVED and answer.certificate is not None
        steps = derivation(claim, answer.certificate["witness"]) if proved and answer.certificate else []
        why = [] if proved else figured("; ".join(filter(None, (answer.why, _point(answer), answer.remedy))))
        numbers = Numbers()
        where, told = numbers.named(_setting(claim, part.claim, before)), numbers.named(says(claim))
        steps = [Step(step.number, numbers.named(step.says)) for step in steps]
        yield Item(where, told, answer.verdict, steps, numbers.named(why))
        before = part.claim


def _setting(claim: Claim, core: dict[str, Any], before: dict[str, Any]) -> Prose:
    """What a claim speaks of, as far as it is not that of the claim before."""
    if before and _frame(core) == _frame(before):
        same = core.get("configuration") == before.get("configuration")
        return ["In the same setting: "] * bool(setting(claim)) if same else instead(claim)
    return setting(claim)


def _frame(core: dict[str, Any]) -> Any:
    """Hypotheses and configuration without the students of groups."""
    place = core.get("configuration", {})
    groups = {key: value for key, value in place.get("groups", {}).items() if key != "students"}
    return core.get("symbols"), core.get("where"), {**place, "groups": groups}


def _point(answer: Any) -> str:
    """The counterexample in words, where the reason does not already tell it."""
    place = {name: value for name, value in (answer.counterexample or {}).items() if name not in ("sizes", "other")}
    words = [f"{name} = {value}" for name, value in place.items() if f"{name} = " not in answer.why]
    other = (answer.counterexample or {}).get("other")
    return ", ".join(words + ([f"compared with the value at {other}"] if other else []))


def rules(names: Iterable[str]) -> list[tuple[str, Prose]]:
    """The rules of analysis by name, in words."""
    return [(name, prose(RULES.get(name, "(not described)"))) for name in names]
