"""Single answers as text, as LaTeX and as JSON: the statement, the verdict, and the proof in words."""

from __future__ import annotations

from typing import Any

from symcrit.core import Claim, Verdict
from symcrit.report.contents import Item, item
from symcrit.report.trust import trust
from symcrit.theorems.answer import Answer
from symcrit.words import latex
from symcrit.words.statement import setting
from symcrit.words.text import paragraph

_INDENT = "  "


def as_text(claim: Claim, answer: Answer, *, verbose: bool = False) -> str:
    """The answer as it prints itself; verbose: also the steps of the proof, and what had to be trusted."""
    lines = [repr(answer)]
    if verbose:
        steps = item(claim, answer, []).steps
        widest = max((len(_number(step.number)) for step in steps), default=0)
        lines += [f"{_INDENT}proof:"] if steps else []
        lines += [f"{2 * _INDENT}{_number(step.number):<{widest}}  {paragraph(step.says)}" for step in steps]
        lines += [f"{_INDENT}trusted: {trust()}"] if answer.certificate else []
    return "\n".join(lines)


def as_latex(claim: Claim, answer: Answer, *, verbose: bool = False) -> str:
    """Verdict and statement as a paragraph of LaTeX, for amsmath and amssymb; verbose: the proof, too, for amsthm."""
    told = item(claim, answer, setting(claim))
    head = rf"\textbf{{{answer.verdict.value.capitalize()}.}} {latex.paragraph([*told.setting, *told.says])}"
    if answer.verdict is not Verdict.PROVED:
        return f"{head}\n\n{latex.paragraph(told.failure)}"
    return f"{head}\n\n{_proof(told)}" if verbose and told.steps else head


def _proof(told: Item) -> str:
    """The steps of a proof, a paragraph each."""
    steps = [f"{_number(step.number)}\\quad {latex.paragraph(step.says)}" for step in told.steps]
    return "\n\n".join([r"\begin{proof}\leavevmode", *steps, r"\end{proof}"])


def _number(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))


def as_json(claim: Claim, answer: Answer, *, verbose: bool = False) -> dict[str, Any]:
    """The fields of an answer that say something; verbose: also the steps of the proof."""
    document: dict[str, Any] = {
        "verdict": answer.verdict.name,
        "statement": answer.statement,
        "why": answer.why,
        "counterexample": answer.counterexample,
        "shown": list(answer.shown),
        "remedy": answer.remedy,
        "evidence": list(answer.evidence),
        "rules": list(answer.rules),
        "assumptions": list(answer.assumptions),
        "work": answer.work,
        "effort": answer.effort,
    }
    if verbose:
        steps = item(claim, answer, []).steps
        document["proof"] = [{"number": _number(step.number), "says": paragraph(step.says)} for step in steps]
    return document
