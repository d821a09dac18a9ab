"""Claims in tests: assertions that say what failed, and settings for hypothesis.

`assert_proved` and `assert_refuted` take a claim and let `decide` judge it, or take an answer.  Beside them stand the
strategies of `symcrit.strategies`, and the profile "symcrit" of hypothesis, which is registered when this module is
imported: no deadline, since a search is limited by work and not by time, few examples, the same in every run.

>>> from hypothesis import given, settings
>>> from symcrit import critical, strategies
>>> @settings(PROFILE, max_examples=3)
... @given(strategies.critical_points(max_k=3))
... def copy_averages_are_critical(point):
...     _ = assert_proved(critical(point))
>>> copy_averages_are_critical()

With pytest, `symcrit.pytest_plugin` makes tests of the theorems and mutants in a folder of proofs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, settings

from symcrit.claims import Hypotheses
from symcrit.core import Verdict
from symcrit.errors import InputError
from symcrit.printable import printable
from symcrit.theorems.answer import Answer

__all__ = ["PROFILE", "assert_proved", "assert_refuted", "report"]

_NO_SEARCH = "where, integer, effort and timeout are for claims; an answer has been found"

PROFILE = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("symcrit", PROFILE)


def assert_proved(
    claim: object,
    *,
    where: Hypotheses = (),
    integer: Iterable[str] = (),
    effort: float = 1,
    timeout: float | None = None,
) -> Answer:
    """Assert that a claim is PROVED, and return the answer; the arguments are those of `decide`.

    claim: what `decide` takes, or an answer of `decide`, `check` or `certify`.
    Raises AssertionError for REFUTED and UNDECIDED, with statement, verdict, counterexample, reason and what to try;
    InputError as `decide` does.

    >>> assert_proved("2*x/pi <= sin(x)", where="0 <= x <= pi/2").verdict.name
    'PROVED'
    >>> assert_proved("x^2 >= x")
    Traceback (most recent call last):
        ...
    AssertionError: REFUTED, and was to be PROVED
      statement: for all real x: x ≤ x^2
      counterexample: x = 1/2
      why: ...
    """
    __tracebackhide__ = True  # pytest shows the line of the test
    return _asserted(claim, Verdict.PROVED, where=where, integer=integer, effort=effort, timeout=timeout)


def assert_refuted(
    claim: object,
    *,
    where: Hypotheses = (),
    integer: Iterable[str] = (),
    effort: float = 1,
    timeout: float | None = None,
) -> Answer:
    """Assert that a claim is REFUTED, and return the answer, which has a counterexample; else as `assert_proved`.

    >>> assert_refuted("x^2 >= x").counterexample
    {'x': '1/2'}
    >>> assert_refuted("1/3 < 1/2")
    Traceback (most recent call last):
        ...
    AssertionError: PROVED, and was to be REFUTED
      statement: 1/3 < 1/2
      why: ...
    """
    __tracebackhide__ = True
    return _asserted(claim, Verdict.REFUTED, where=where, integer=integer, effort=effort, timeout=timeout)


def _asserted(claim: object, wanted: Verdict, **how: Any) -> Answer:
    """The answer, if its verdict is the one that is wanted."""
    __tracebackhide__ = True
    answer = _answer(claim, **how)
    if answer.verdict is not wanted:
        raise AssertionError(report([answer], wanted))
    return answer


def _answer(claim: object, where: Hypotheses, integer: Iterable[str], effort: float, timeout: float | None) -> Answer:
    """What `decide` says of a claim; an answer itself."""
    if not isinstance(claim, Answer):
        from symcrit.theorems.decide import decide

        return decide(claim, where=where, integer=integer, effort=effort, timeout=timeout)
    if where or integer or effort != 1 or timeout is not None:
        raise InputError(_NO_SEARCH)
    return claim


def report(answers: Iterable[Answer], wanted: Verdict) -> str:
    """What is said of answers that are not of the verdict that is wanted: all that a reader needs to go on.

    >>> from symcrit import Verdict, decide
    >>> print(report([decide("x < x + 1")], Verdict.REFUTED).splitlines()[0])
    PROVED, and was to be REFUTED
    """
    lines = []
    for whole in answers:
        for answer in whole.parts or (whole,):
            if answer.verdict is not wanted:
                lines += [f"{answer.verdict.name}, and was to be {wanted.name}", *_details(answer)]
    return printable("\n".join(lines))


def _details(answer: Answer) -> list[str]:
    """Statement, counterexample, reason, what is known beside it, and what to try, a line each."""
    place = ", ".join(f"{name} = {value}" for name, value in (answer.counterexample or {}).items())
    found = [("statement", answer.statement), ("counterexample", place), ("why", answer.why)]
    found += [("shown", line) for line in answer.shown]
    found += [("what to try", answer.remedy)]
    return [f"  {name}: {text}" for name, text in found if text]
