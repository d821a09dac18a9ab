"""Chains of relations: start = e1 = e2 ≤ …, with the rules that a step is said to go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sympy import Expr

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import Malformed, RelationClaim, nodes
from symcrit.core.gaussian.language import Parts, has_expectations
from symcrit.core.gaussian.rules import REASONS, Reason
from symcrit.errors import InputError, shown, unknown

__all__ = ["Link", "chain", "links", "relation_of", "variables_of"]

_KINDS = {"=": "equal", "==": "equal", "<": "less", "<=": "at_most", "≤": "at_most"}


class Link(NamedTuple):
    """A step of a chain: its number, the relation that it claims, and the rules that it is said to go by."""

    number: int
    claim: Claim
    by: tuple[Reason, ...]

    @property
    def with_reasons(self) -> Claim:
        """The claim that the relation holds, and that the rules are enough where there are some."""
        if not self.by:
            return self.claim
        return Claim({**self.claim.core, "kind": "follows", "by": list(map(str, self.by))})


def chain(start: object, *steps: object, where: Hypotheses = ()) -> list[Claim]:
    """The claims of a derivation start = e1 = e2 = …, for a theorem: those that `derive` decides, written alike.

    Raises InputError as `derive` does.

    >>> from symcrit import E, gaussian
    >>> z = gaussian("z")
    >>> for claim in chain(E(z**4), (3 * E(z**2), "stein z"), ("<=", 3)):
    ...     print(claim.statement)
    E[z^4; z ∼ N(0, 1)] = 3·E[z^2; z ∼ N(0, 1)], by Stein's formula for z
    3·E[z^2; z ∼ N(0, 1)] ≤ 3
    """
    return [link.with_reasons for link in links(start, steps, where)]


def links(start: object, steps: Sequence[object], where: Hypotheses) -> list[Link]:
    """The steps of a chain, all on one domain: that of all its symbols and laws; raises InputError."""
    if not steps:
        raise InputError("a derivation has a start and steps; write derive(start, (expr, 'stein v'), …)")
    written = [_written(number, step) for number, step in enumerate(steps, start=1)]
    sides, known = named([start, *(step.side for step in written)], where)
    found = []
    for number, (step, claim) in enumerate(zip(written, _claims(sides, written, known), strict=True), start=1):
        _need_reasons_that_can_be_checked(number, claim, step.by)
        found.append(Link(number, claim, step.by))
    return found


def relation_of(claim: Claim) -> RelationClaim:
    """A step of a chain, as core read it."""
    assert isinstance(claim.parsed, RelationClaim)
    return claim.parsed


def variables_of(claim: RelationClaim) -> list[str]:
    """The names of the Gaussian variables in the two sides."""
    expectations = [node for node in nodes(claim.lhs, claim.rhs) if node.op == "expect"]
    return list(dict.fromkeys(label for node in expectations for label in Parts(node).names))


class _Written(NamedTuple):
    """A step as it is given: the sign, the right side, and the reasons."""

    sign: str
    side: object
    by: tuple[Reason, ...]


def _written(number: int, step: object) -> _Written:
    """A step as it is given; raises InputError."""
    parts: list[Any] = list(step) if isinstance(step, tuple | list) else [step]
    sign = "="
    if parts and isinstance(parts[0], str) and parts[0].strip() in _KINDS:
        sign = parts.pop(0).strip()
    if not parts:
        raise InputError(f"step {number}, {shown(step)}, is empty; write (expr, 'stein v'), ('<=', expr) or expr")
    if isinstance(parts[0], str) and parts[0].strip() in (">", ">=", "≥"):
        raise InputError(f"step {number} has the sign {parts[0]}; a chain goes up: = < <=; write it from its other end")
    side, *by = parts
    return _Written(sign, side, tuple(_read(reason) for reason in by))


def _read(reason: object) -> Reason:
    """A reason such as "stein u, v"; raises InputError."""
    if not isinstance(reason, str):
        raise InputError(f"a reason is a text such as 'stein v', not {shown(reason)}")
    words = reason.replace(",", " ").split()
    if not words or words[0].lower() not in REASONS:
        raise unknown("rule", reason, REASONS)
    try:
        return Reason.read(" ".join([words[0].lower(), *words[1:]]))
    except Malformed as error:
        raise InputError(str(error)) from None


def _claims(sides: Sequence[Expr], written: Sequence[_Written], known: Iterable[object]) -> Iterator[Claim]:
    """A claim for every step, all on one domain: that of all symbols and laws of the chain."""
    setting = Setting.of(sides, known)
    exprs = [setting.json(side) for side in sides]
    for place, step in enumerate(written):
        yield setting.claim(_KINDS[step.sign], lhs=exprs[place], rhs=exprs[place + 1])


def _need_reasons_that_can_be_checked(number: int, claim: Claim, by: Sequence[Reason]) -> None:
    """Raises InputError for a rule beside an inequality, without an expectation, or about a variable of no law."""
    if not by:
        return
    relation = relation_of(claim)
    if relation.op != "=":
        raise InputError(f"step {number}: a rule is a reason for =, not for {relation.op}; leave {by[0]} out")
    if not has_expectations(relation.lhs, relation.rhs):
        raise InputError(f"step {number}: {by[0]} is about expectations, and there is none; leave it out")
    names = variables_of(relation)
    for reason in by:
        for label in reason.variables:
            if label not in names:
                raise InputError(f"step {number} has no variable {label!r}; its variables: {', '.join(names)}")
    if len(set(by)) < len(by):
        raise InputError(f"step {number}: a rule is named twice")
