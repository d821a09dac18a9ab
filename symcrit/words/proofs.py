"""Proofs that core accepted, in numbered steps or in a line: what was shown, and how, without the arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from types import ModuleType
from typing import Any, NamedTuple

from symcrit.core import Claim, Finding, Folder, Proof, Verdict, Witness
from symcrit.words import witnesses
from symcrit.words.keys import failure, unproved
from symcrit.words.telling import Step as Step
from symcrit.words.telling import Telling

_EVIDENT = "normal forms, and signs that are evident"  # where no witness is given
_MANY = 30  # finer steps of a longer proof are left to the certificate


class WitnessWords(NamedTuple):
    """How a kind of witness shows a goal (see `witnesses`)."""

    idea: Callable[[Any], str]
    step: Callable[[Telling, Any], None]


class ProofWords(NamedTuple):
    """How a kind of witness shows a whole claim (see `witnesses`)."""

    idea: Callable[[Any, Any], str]
    steps: Callable[[Telling, Any, Any], None]


def _of_goal(kind: str, module: ModuleType) -> WitnessWords | None:
    return WitnessWords(module.idea, module.step) if hasattr(module, "step") else None


def _of_claim(kind: str, module: ModuleType) -> ProofWords | None:
    return ProofWords(module.idea, module.steps) if hasattr(module, "steps") else None


WITNESSES: Mapping[str, WitnessWords] = Folder(witnesses, _of_goal)
PROOFS: Mapping[str, ProofWords] = Folder(witnesses, _of_claim)


# ------------------------------------------------------------------------------------------------------------- steps


def derivation(claim: Claim, proof: Proof) -> list[Step]:
    """The steps by which `proof` proves the claim."""
    telling = Telling(_tell, _tell_claim)
    telling.claim(claim, proof)
    steps = telling.steps
    for depth in (4, 3, 2, 1):
        steps = _without(steps, depth) if len(steps) > _MANY else steps
    return steps


def _tell(telling: Telling, witness: Witness) -> None:
    WITNESSES[witness.kind].step(telling, witness)


def _tell_claim(telling: Telling, claim: Claim, proof: Proof) -> None:
    PROOFS[proof.kind].steps(telling, claim, proof)


def _without(steps: list[Step], depth: int) -> list[Step]:
    """The steps down to a depth, with the number of those that they leave out."""
    kept = [Step(step.number, list(step.says)) for step in steps if len(step.number) <= depth]
    for step in kept:
        below = sum(other.number[:depth] == step.number and len(other.number) > depth for other in steps)
        step.says.extend([f"({below} more steps are in the certificate.) "] if below else [])
    return kept


# ------------------------------------------------------------------------------------------------------------ a line


def outline(claim: Claim, proof: Proof) -> str:
    """The steps of a proof in words, from the whole to its parts, as one line of text."""
    lemmas: dict[str, set[int]] = {}
    for words, count in _ideas_of_claim(claim, proof):
        lemmas.setdefault(words, set()).add(count)
    return "; ".join(words + _by_lemmas(counts) for words, counts in lemmas.items())


def _by_lemmas(counts: set[int]) -> str:
    """``, by 1 lemma``, where that many stand before a step; the most, where the step occurs several times."""
    most = max(counts)
    if most == 0:
        return ""
    upto = "up to " if len(counts) > 1 and most > 1 else ""
    return f", by {upto}{most} lemma{'s' if most > 1 else ''}"


def _ideas_of_claim(claim: Claim, proof: Proof) -> Iterator[tuple[str, int]]:
    """What the steps of a proof show, in words, and how many lemmas each has."""
    words = PROOFS[proof.kind].idea(claim, proof)
    if words:
        yield words, 0
    yield from _inside(proof)


def _ideas(witness: Witness) -> Iterator[tuple[str, int]]:
    """The same of a witness of a goal."""
    words = WITNESSES[witness.kind].idea(witness)
    if words:
        yield words, len(witness.lemmas)
    yield from _inside(witness)


def _inside(whole: Witness | Proof) -> Iterator[tuple[str, int]]:
    """The ideas of the witnesses inside one, in order; those of lemmas and of a kernel are left out."""
    for own in fields(whole):
        value = getattr(whole, own.name)
        if own.name in ("lemmas", "kernel"):
            continue
        if isinstance(value, Proof):  # of the claim that stands beside it
            yield from _ideas_of_claim(whole.claim, value)  # type: ignore[union-attr]
        for part in _several(value):
            if isinstance(part, Witness):
                yield from _ideas(part)


def _several(value: object) -> Iterable[object]:
    """The things that a field holds."""
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, tuple) else [value]


def why(finding: Finding) -> str:
    """Why core's verdict holds: an outline of the proof, how the claim fails, or what core said."""
    if finding.failure is not None:
        return failure(finding.claim, finding.failure)
    if finding.verdict is not Verdict.PROVED:
        return unproved(finding)
    proof = finding.grounds
    return (outline(finding.claim, proof) if isinstance(proof, Proof) else "") or _EVIDENT
