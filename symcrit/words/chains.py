"""Relations together: a chain a = b ≤ c, with a reason for every sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from symcrit.core import ZERO, Claim, RelationClaim, Verdict, add, nodes
from symcrit.core.gaussian.language import Parts
from symcrit.words import latex
from symcrit.words.boxes import Box, expression, name, row, sign
from symcrit.words.formulas import law
from symcrit.words.hypotheses import open_functions, quantifier
from symcrit.words.lines import LINE, broken, width
from symcrit.words.names import need_one_reading
from symcrit.words.plain import Display, Prose, prose
from symcrit.words.reasons import reasons
from symcrit.words.statement import setting
from symcrit.words.text import RELATIONS, paragraph
from symcrit.words.typeset import typeset

_REASON = 0.45  # em per character of a reason
_GAP = 2.5  # em between a formula and its reason


def is_chain(claims: Sequence[Claim]) -> bool:
    """Whether the claims are relations on one domain, each of which begins where the one before ends."""
    if not all(isinstance(claim, RelationClaim) and claim.domain == claims[0].domain for claim in claims):
        return False
    return all(one.rhs is other.lhs for one, other in pairwise(claims))  # type: ignore[attr-defined]


def chain(claims: Sequence[RelationClaim]) -> str:
    """``for all real x with x > 0: a = b ≤ c``, as text."""
    sides: list[Box] = [expression(claims[0].lhs)]
    for claim in claims:
        sides += [sign(RELATIONS[claim.op]), expression(claim.rhs)]
    told = paragraph([*quantifier(claims[0].domain), Display((row(*sides),), ".")])
    return "; ".join([told, *map(paragraph, open_functions(_whole(claims)))])


def _whole(claims: Sequence[RelationClaim]) -> RelationClaim:
    """A claim with all that occurs in a chain; raises `Malformed` where a name could be read in two ways."""
    sides = [claims[0].lhs, *(claim.rhs for claim in claims)]
    whole = replace(claims[0], lhs=add(*sides), rhs=ZERO)
    need_one_reading(whole)
    return whole


def beside(claim: Claim, verdict: Verdict) -> Prose:
    """What stands beside a step of a chain: the rules that it names, and its verdict unless that is PROVED."""
    told = reasons(getattr(claim, "by", ()))
    if verdict is Verdict.PROVED:
        return told
    return [*told, "; " if told else "", verdict.name.lower()]


def chain_in_latex(claims: Sequence[RelationClaim], said: Sequence[Prose]) -> str:
    r"""The hypotheses, and the chain as `aligned` with its reasons behind `&&`; for amsmath and amssymb.

    A law that all variables have together is told once, before the chain.
    """
    told = setting(_whole(claims))
    common = _common_law(claims)
    if common is not None:
        told = [*told, *prose("For @", law(common)), ","]
    paragraphs = latex.paragraph(told)

    def shaped(box: Box) -> Box:
        return typeset(box) if common is None else _without_laws(typeset(box))

    first = shaped(expression(claims[0].lhs))
    room = LINE - _GAP - _REASON * max(len(paragraph(reason)) for reason in said)
    alone = width(first) > room - LINE / 2
    room = max(room if alone else room - width(first), LINE / 3)
    lines = _lines(first, room) if alone else [latex.latex(first)]
    for number, (claim, reason) in enumerate(zip(claims, said, strict=True)):
        head, *others = _lines(shaped(row(sign(RELATIONS[claim.op]), expression(claim.rhs))), room)
        words = latex.paragraph(reason)
        gap = r"\\[1ex]" if number or alone else ""
        lines += [f"{gap}{head}", *([rf"&& \text{{{words}}}"] if words else []), *others]
    inside = "\n".join(lines)
    chain_itself = f"\\[\n\\begin{{aligned}}\n{inside}\n\\end{{aligned}}\n\\]"
    return "\n".join(filter(None, [paragraphs, chain_itself]))


def _common_law(claims: Sequence[RelationClaim]) -> Parts | None:
    """The expectation whose variables, with their law, are those of all others; None where there is no such."""
    sides = [claims[0].lhs, *(claim.rhs for claim in claims)]
    found = [Parts(node) for node in nodes(*sides) if node.op == "expect"]
    largest = max(found, key=lambda parts: len(parts.names), default=None)
    return largest if largest is not None and all(_is_part(one, largest) for one in found) else None


def _is_part(one: Parts, whole: Parts) -> bool:
    """Whether the variables of one are among those of the other, with the same names, means and covariances."""
    if not set(one.names) <= set(whole.names):
        return False
    at = [whole.names.index(label) for label in one.names]
    means = all(one.means[i] is whole.means[place] for i, place in enumerate(at))
    return means and all(one.cov[i][j] is whole.cov[a][b] for i, a in enumerate(at) for j, b in enumerate(at))


def _without_laws(shown: Box) -> Box:
    """A formula in which 𝔼 has no law; every one is a part of the common law."""
    if shown.kind == "index" and shown.parts[0] == name("𝔼"):
        return name("𝔼")
    return Box(shown.kind, tuple(_without_laws(part) if isinstance(part, Box) else part for part in shown.parts))


def _lines(shown: Box, limit: float) -> list[str]:
    """A formula behind &, broken where it is too wide: every & stands at the start of a line."""
    first, *others = (latex.latex(line) for line in broken(shown, limit))
    return [f"&{first}", *(rf"\\&\qquad {{}}{line}" for line in others)]
