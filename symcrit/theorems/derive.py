"""`derive`: a chain of steps, each decided, and each reason checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from symcrit import __version__
from symcrit.certificate import certificate
from symcrit.claims import Claim, Hypotheses
from symcrit.core import Malformed, OutOfWork, Reject, RelationClaim, Verdict, Work
from symcrit.core import check as core_check
from symcrit.core.gaussian.plain import plain
from symcrit.core.gaussian.rules import REASONS, Reason
from symcrit.core.gaussian.steps import all_together
from symcrit.effort import work_of
from symcrit.errors import InputError, shorten
from symcrit.printable import printable
from symcrit.search.chains import Link, links, relation_of, variables_of
from symcrit.theorems.answer import Answer, conjunction, of_finding
from symcrit.theorems.decide import decide
from symcrit.words.chains import beside, chain, chain_in_latex
from symcrit.words.latex import escape

__all__ = ["Derivation", "DerivationStep", "derive"]


@dataclass(frozen=True)
class DerivationStep:
    """One sign of a chain: what it claims, the rules that it is said to go by, and the answer.

    needs: the rules that are missing among `by`, where the step is true and these would be enough.
    """

    number: int
    claim: Claim
    by: tuple[str, ...]
    answer: Answer
    needs: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """That of the answer."""
        return self.answer.verdict

    @property
    def certificate(self) -> dict[str, Any] | None:
        """What `check` decides again; with reasons, that they are enough, too."""
        return self.answer.certificate

    def to_json(self) -> dict[str, Any]:
        """What is known of the step."""
        return {
            "step": self.number,
            "statement": self.claim.statement,
            "by": list(self.by),
            "verdict": self.verdict.name,
            "why": self.answer.why,
            "counterexample": self.answer.counterexample,
            "needs": list(self.needs),
            "remedy": self.answer.remedy,
            "work": self.answer.work,
        }


@dataclass(frozen=True)
class Derivation:
    """What `derive` finds: PROVED if every step is, REFUTED if one is, else UNDECIDED.

    statement: the chain, as core read it.  steps: every one with its answer and its certificate.
    """

    statement: str
    steps: tuple[DerivationStep, ...]
    seconds: float = field(default=0.0, compare=False)

    def __bool__(self) -> NoReturn:
        raise TypeError("a derivation is PROVED, REFUTED or UNDECIDED; write `found.verdict is Verdict.PROVED`")

    @property
    def verdict(self) -> Verdict:
        """The conjunction of the steps."""
        return conjunction(step.verdict for step in self.steps)

    @property
    def failed(self) -> DerivationStep | None:
        """The first step that is refuted, or where none is, the first that is undecided."""
        order = (Verdict.REFUTED, Verdict.UNDECIDED)
        return next((step for verdict in order for step in self.steps if step.verdict is verdict), None)

    @property
    def why(self) -> str:
        """Which step fails, and how; or that none does."""
        return "every step was proved" if self.failed is None else _told(self.failed)

    @property
    def counterexample(self) -> dict[str, str] | None:
        """Where the first wrong step fails."""
        return None if self.failed is None else self.failed.answer.counterexample

    @property
    def certificates(self) -> tuple[dict[str, Any] | None, ...]:
        """That of every step, which `check` decides again; None for a step that is undecided."""
        return tuple(step.certificate for step in self.steps)

    def latex(self) -> str:
        r"""The chain as `aligned`, with its reasons; a step that is not proved says so.  For amsmath and amssymb."""
        claims = [relation_of(step.claim) for step in self.steps]
        said = [beside(step.claim.parsed, step.verdict) for step in self.steps]
        return chain_in_latex(claims, said)

    def to_json(self) -> dict[str, Any]:
        """Verdict, statement, which step failed, and every step."""
        return {
            "verdict": self.verdict.name,
            "statement": self.statement,
            "failed": None if self.failed is None else self.failed.number,
            "why": self.why,
            "steps": [step.to_json() for step in self.steps],
        }

    def __repr__(self) -> str:
        lines = [f"{self.verdict.name}  {self.statement}"]
        lines += [f"  {_told(step)}" for step in self.steps]
        return printable("\n".join(lines))

    def _repr_latex_(self) -> str:
        failed = "" if self.failed is None else f": {escape(self.why)}"
        return f"{self.verdict.name.capitalize()}{failed}. {self.latex()}"


def _told(step: DerivationStep) -> str:
    """A step in a line: ``step 2 REFUTED (tilt): …; counterexample: C12 = 1``."""
    by = f" ({', '.join(step.by)})" if step.by else ""
    place = ", ".join(f"{name} = {shorten(value)}" for name, value in (step.answer.counterexample or {}).items())
    words = [step.answer.why, place and f"counterexample: {place}"]
    if step.verdict is Verdict.UNDECIDED and not step.needs:
        words.append(step.answer.remedy or "")
    return f"step {step.number} {step.verdict.name}{by}: {'; '.join(filter(None, words))}"


# ------------------------------------------------------------------------------------------------------------- derive


def derive(
    start: object, *steps: object, where: Hypotheses = (), effort: float = 1, timeout: float | None = None
) -> Derivation:
    """Whether a derivation is right: start = e1 = e2 = …, each step with the reasons that are given for it.

    steps: an expression; or a tuple (expression, reason, …) such as (e1, "stein v") or (e2, "tilt", "orthant"); or with
    the sign in front, ("<=", e3), one of = < <=.  where: hypotheses, as for `equal`; they hold for the whole chain, as
    do the laws of all its variables.  effort, timeout: those of `decide`, for each step.

    Reasons are checked, not believed: with linearity alone, and the rules that are named, both sides must come to one
    form.  A step that is true but needs more is UNDECIDED and says what is missing; one without a reason is decided.

        linearity       E[aF + bG] = a·E[F] + b·E[G]; products inside are multiplied out, those of signs that jump along
                        parallel planes too; an expectation depends on the law of what is in it, whose means and
                        covariances are known, and is 0 for odd functions of centred variables.  Always allowed.
        stein x y       E[x F] = E[x]·E[F] + Σ_j Cov(x, x_j)·E[∂_j F], for these variables x (all, where none is named)
        tilt            E[exp(b·x) F(x)] = exp(b·m + bᵀCb/2)·E[F(x + Cb)], and the same of exp(−h·y²/2)
        condition       E[δ(y) F] = p(0)·E[F | y = 0], where Stein's formula differentiates a sign, abs, step or relu
        adjoin          erf(y) = E[sign(y − Z) | y], Z ~ N(0, 1/2) independent
        independence    E[F G] = E[F]·E[G] for functions of uncorrelated variables
        orthant         means of products of signs: erf of one, (2/π)·asin ρ of two with mean 0, …, of at most 4
        characteristic  E[cos y] = exp(−s²/2)·cos μ, E[sin y] = exp(−s²/2)·sin μ
        price           ∂_p E[F] = Σ_i ∂_p m_i·E[∂_i F] + ½ Σ_ij ∂_p C_ij·E[∂_i ∂_j F] for a parameter p of the law

    Guarantee: as that of `decide`, for every step; PROVED with reasons says that core saw them to be enough.
    Raises InputError for what is no step or no rule, for a rule beside an inequality or where there is no expectation,
    for a variable that the step does not have, and as `equal` does.

    >>> from sympy import symbols
    >>> from symcrit import E, functions, gaussian
    >>> C12, C22 = symbols("C12 C22", real=True)
    >>> u, v = gaussian("u v", cov="C")
    >>> f = functions("f")
    >>> derive(E(u * f(v)), (C12 * E(f(v).diff(v)), "stein u")).verdict.name
    'PROVED'
    >>> derive(E(u * f(v)), (C12 * E(f(v).diff(v)), "stein v")).why
    'step 1 UNDECIDED (stein v): step 1 is true, but needs `stein u`, too'
    >>> wrong = derive(E(u * v), (C22, "stein u"), C22)
    >>> wrong.verdict.name, wrong.failed.number, wrong.failed.answer.why
    ('REFUTED', 1, 'C11 = 1, C12 = 0, C22 = 1: left − right is -1.000000000')
    >>> derive(E(u * v), (C12, "magic"))
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: unknown rule 'magic'; known: adjoin, characteristic, ...
    """
    begun = time.monotonic()
    found = links(start, steps, where)
    try:
        statement = chain([relation_of(link.claim) for link in found])
    except Malformed as error:
        raise InputError(str(error)) from None
    answered = [_answered(link, effort=effort, timeout=timeout) for link in found]
    return Derivation(statement, tuple(answered), time.monotonic() - begun)


def _answered(link: Link, **limits: Any) -> DerivationStep:
    """A step with its answer; where it is true and has reasons, these are looked at."""
    number, by, claim = link.number, link.by, link.with_reasons
    answer = decide(link.claim, **limits)
    words = tuple(map(str, by))
    if not by or answer.verdict is not Verdict.PROVED:
        return DerivationStep(number, claim, words, answer)
    assert answer.certificate is not None
    value = certificate(claim.core, answer.certificate["witness"], __version__)
    finding = core_check(value, work=Work(work_of(limits["effort"])))
    spent = answer.work + finding.work
    if finding.verdict is Verdict.PROVED:
        value = certificate(claim.core, answer.certificate["witness"], __version__, finding.work)
        return DerivationStep(number, claim, words, replace(of_finding(finding, value), work=spent))
    budget = Work(work_of(limits["effort"]))
    needs = () if finding.spent else _missing(relation_of(claim), by, budget)
    if finding.spent:
        why = f"step {number} is true, but the work ran out while its reason was looked at"
        remedy = f"give more work: effort={4 * limits['effort']:g}"
    elif needs:
        why = f"step {number} is true, but needs {' and '.join(f'`{reason}`' for reason in needs)}, too"
        remedy = f"name {', '.join(map(str, needs))} as well"
    else:
        why = f"step {number} is true, but is not seen to follow by the rules that are named"
        remedy = "split the step, or leave its reason out"
    undecided = replace(answer, verdict=Verdict.UNDECIDED, why=why, remedy=remedy, certificate=None, rules=())
    undecided = replace(undecided, evidence=(), work=spent + budget.spent)
    return DerivationStep(number, claim, words, undecided, tuple(map(str, needs)))


def _missing(claim: RelationClaim, by: tuple[Reason, ...], work: Work) -> tuple[Reason, ...]:
    """Rules that would be enough together with those named, none of which can be left out; none if none would be."""
    try:
        domain = plain(claim.domain, [claim.lhs, claim.rhs], work).domain

        def enough(more: Sequence[Reason]) -> bool:
            return all_together(domain, claim.lhs, claim.rhs, [*by, *more], work)

        return _least(claim, by, enough)
    except (OutOfWork, Reject):
        return ()


def _least(
    claim: RelationClaim, by: tuple[Reason, ...], enough: Callable[[Sequence[Reason]], bool]
) -> tuple[Reason, ...]:
    """Such rules, found by leaving out one after another."""
    named_already = {reason.rule for reason in by}
    rules = [Reason(rule) for rule in REASONS if rule not in ("linearity", "stein") and rule not in named_already]
    own = [Reason("stein", (label,)) for label in variables_of(claim)]
    every = [*rules, *(reason for reason in own if reason not in by)]
    for off in ((), ("adjoin",), ("tilt",), ("tilt", "adjoin")):
        left = [reason for reason in every if reason.rule not in off]
        if enough(left):
            for reason in tuple(left):
                fewer = [other for other in left if other != reason]
                if enough(fewer):
                    left = fewer
            return tuple(left)
    return ()
