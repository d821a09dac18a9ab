"""Answers: what `decide` and `check` return, and how several are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from symcrit.certificate import envelope, loads
from symcrit.core import Expr, Finding, Malformed, Refutation, Verdict, Work, read_claim
from symcrit.core import check as core_check
from symcrit.effort import allowance, allowed_is_too_little
from symcrit.errors import InputError, shorten, shown
from symcrit.printable import html, html_table, printable
from symcrit.words.latex import escape
from symcrit.words.latex import paragraph as in_latex
from symcrit.words.mathml import paragraph as in_mathml
from symcrit.words.plain import Prose
from symcrit.words.proofs import why
from symcrit.words.statement import sentences, statement
from symcrit.words.text import text

__all__ = ["Answer", "Verdict", "check", "conjunction", "conjunction_of", "of_finding", "unique"]

_LONG = 200  # characters of a statement that a reason quotes


@dataclass(frozen=True)
class Answer:
    """PROVED, REFUTED or UNDECIDED, and what that rests on.

    verdict: a `Verdict`; PROVED and REFUTED come from `symcrit.core` alone. why: the steps in words. statement: what
    core read. evidence: "exact", "ball". rules, assumptions: names of the rules used, what was left unproved.
    counterexample: the point where the claim fails. shown: for UNDECIDED, weaker statements that core accepted, and
    values of the gap. remedy: for UNDECIDED, what was tried and what would help.
    certificate: a dict that `check` decides again in any process; None when nothing was decided, and for several
    claims at once. claim: what was asked, where it is UNDECIDED, as JSON. work: what the search cost, in units that do
    not depend on the machine; effort: what it was allowed, as a multiple of the default. seconds: time spent. parts: of
    several claims the answer to each, certificate and all.

    An answer has three possible verdicts, so it is neither true nor false:

    >>> from symcrit import decide, less
    >>> answer = decide(less("1/3", "1/2"))
    >>> answer.verdict.name, answer.statement
    ('PROVED', '1/3 < 1/2')
    >>> bool(answer)
    Traceback (most recent call last):
        ...
    TypeError: an answer is PROVED, REFUTED or UNDECIDED; write `answer.verdict is Verdict.PROVED`
    """

    verdict: Verdict
    why: str
    statement: str
    evidence: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    counterexample: dict[str, str] | None = None
    shown: tuple[str, ...] = ()
    remedy: str | None = None
    certificate: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    work: int = 0
    effort: float = 1
    seconds: float = field(default=0.0, compare=False)
    exhausted: bool = field(default=False, repr=False)  # whether the memory was used up
    parts: tuple[Answer, ...] = field(default=(), repr=False)
    claim: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    @property
    def failed(self) -> int | None:
        """Of several claims the number of the first that is not PROVED (not only UNDECIDED, if one is REFUTED)."""
        if self.verdict is Verdict.PROVED:
            return None
        return next((i for i, part in enumerate(self.parts, start=1) if part.verdict is self.verdict), None)

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer is PROVED, REFUTED or UNDECIDED; write `answer.verdict is Verdict.PROVED`")

    def __repr__(self) -> str:
        lines = [f"{self.verdict.name}  {self.statement}", *(f"  {name}: {text}" for name, text in self._details())]
        return printable("\n".join(lines))

    def _details(self) -> list[tuple[str, str]]:
        place = ", ".join(f"{name} = {value}" for name, value in (self.counterexample or {}).items())
        found = [("counterexample", place), ("why", self.why), ("evidence", ", ".join(self.evidence))]
        found += [("rules", ", ".join(self.rules)), ("assumptions", "; ".join(self.assumptions))]
        found += [("shown", "; ".join(self.shown)), ("remedy", self.remedy or "")]
        return [(name, text) for name, text in found if text]

    def _told(self) -> Prose:
        """What core read, with its formulas; the bare statement where the claim is not at hand."""
        if self.parts:
            told = [part._told() for part in self.parts]
            return [piece for sentence in told for piece in (*sentence, " ")]
        claim = self.claim if self.certificate is None else self.certificate.get("claim")
        return [self.statement] if claim is None else sentences(read_claim(claim))

    def _repr_html_(self) -> str:
        """Verdict and statement, its formulas as MathML, and a table of what that rests on."""
        return f"<div><b>{html(self.verdict.name)}</b> {in_mathml(self._told())}</div>{html_table(self._details())}"

    def _repr_latex_(self) -> str:
        """Verdict and statement, for what shows no HTML."""
        return rf"\textbf{{{escape(self.verdict.name)}}} {in_latex(self._told())}"


def check(certificate: dict[str, Any] | str | Path, *, effort: float | None = None) -> Answer:
    """Decide a certificate again: a dict, JSON text, or the path of a file.

    effort: the work that the check may take, as for `decide`; by default what the certificate states (twice that, for
    other versions), at most effort 120.  A check that would take more is UNDECIDED and says what to give.
    Guarantee: the verdict comes from `symcrit.core`, which recomputes every step and trusts nothing in the certificate.
    Raises InputError for what is no certificate (unknown format, damaged, malformed) or cannot be read.

    >>> from symcrit import decide, less
    >>> check(decide(less("1/3", "1/2")).certificate).verdict.name
    'PROVED'
    >>> check({"format": 7})
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: unknown certificate format 7; this version reads 1 and 2
    """
    try:
        value = envelope(certificate) if isinstance(certificate, dict) else loads(_text(certificate))
        allowed = allowance(value, effort)
        return of_finding(core_check(value, work=Work(allowed)), value, allowed=allowed)
    except Malformed as error:
        raise InputError(str(error)) from None


def _text(source: object) -> str:
    if isinstance(source, str) and source.lstrip()[:1] == "{":
        return source
    if not isinstance(source, str | Path):
        remedy = "write check(answer.certificate)" if isinstance(source, Answer) else "`decide` makes one of a claim"
        what = f"not {shown(source, 40)}" if not isinstance(source, Answer) else "not an answer"
        raise InputError(f"a certificate is a dict, JSON text or the path of a file, {what}; {remedy}")
    try:
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            f"cannot read the certificate {shorten(source)}: {shorten(getattr(error, 'strerror', None) or error)}"
        ) from None


def of_finding(finding: Finding, certificate: dict[str, Any], *, allowed: int | None = None) -> Answer:
    """The answer that core's finding about a certificate, for which `allowed` work was given, amounts to."""
    decided = finding.verdict is not Verdict.UNDECIDED
    reason = why(finding)
    remedy = None if decided else "the certificate does not establish its claim; decide the claim anew"
    if finding.spent and allowed is not None:
        reason, remedy = allowed_is_too_little(certificate, allowed)
    return Answer(
        finding.verdict,
        reason,
        statement(finding.claim),
        finding.evidence,
        finding.rules,
        finding.assumptions,
        counterexample=_counterexample(finding) if finding.verdict is Verdict.REFUTED else None,
        remedy=remedy,
        certificate=certificate if decided else None,
        work=finding.work,
    )


def _counterexample(finding: Finding) -> dict[str, str]:
    """The point in a refutation, as core read it: values of the symbols, the other end of a segment, group sizes."""
    refutation = finding.grounds
    assert isinstance(refutation, Refutation)
    point = {name: text(value) for name, value in (refutation.at or {}).items()}
    other: Expr | None = getattr(refutation, "other", None)
    if other is not None:
        point["other"] = text(other)
    sizes: tuple[Expr, ...] = getattr(refutation, "sizes", ())
    functions: dict[str, Expr] = getattr(refutation, "functions", {})
    point |= {f"{name}(z)": text(value) for name, value in functions.items()}
    if sizes:
        point["sizes"] = f"[{', '.join(map(text, sizes))}]"
    return point


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """REFUTED if any is, else UNDECIDED if any is (or there are none), else PROVED.

    >>> conjunction([Verdict.PROVED, Verdict.UNDECIDED]).name
    'UNDECIDED'
    """
    seen = set(verdicts)
    if Verdict.REFUTED in seen:
        return Verdict.REFUTED
    return Verdict.PROVED if seen == {Verdict.PROVED} else Verdict.UNDECIDED


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items without repetitions, in the order of their first appearance."""
    return tuple(dict.fromkeys(items))


def conjunction_of(answers: Iterable[Answer], seconds: float = 0.0) -> Answer:
    """The answer to "all of these": REFUTED if any is, else UNDECIDED if any is, else PROVED.

    Its certificate is None unless there is one part only: a certificate speaks about one claim.  Where it is not PROVED
    it says which claims are not.
    """
    parts = list(answers)
    if len(parts) == 1:
        return parts[0]
    verdict = conjunction(part.verdict for part in parts)
    first = next((part for part in parts if part.verdict is verdict), None)
    return Answer(
        verdict,
        "; ".join(_reasons(parts, verdict)),
        " and ".join(part.statement for part in parts),
        *(
            tuple(sorted({x for part in parts for x in getattr(part, name)}))
            for name in ("evidence", "rules", "assumptions")
        ),
        counterexample=None if first is None else first.counterexample,
        shown=() if first is None else first.shown,
        remedy=None if first is None else first.remedy,
        work=sum(part.work for part in parts),
        effort=max((part.effort for part in parts), default=1),
        seconds=seconds,
        parts=tuple(parts),
    )


def _reasons(parts: list[Answer], verdict: Verdict) -> Iterator[str]:
    """Why several answers come to this verdict; for a claim that is not proved, which one that is."""
    if verdict is Verdict.PROVED:
        yield from unique(part.why for part in parts)
        return
    for number, part in enumerate(parts, start=1):
        if part.verdict is verdict:
            yield f"claim {number} of {len(parts)}, {shorten(part.statement, _LONG)}: {part.why}"
