"""What symcrit says about the statements of the corpus, decided once per test process."""

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import symcrit as sc
from symcrit.errors import InputError

from .corpus import FALSE, TRUE, VACUOUS

SECONDS = 5
STATEMENTS = {s.name: s for s in (*TRUE, *FALSE, *VACUOUS)}


@dataclass(frozen=True)
class Outcome:
    """The answer to one statement, and how long it took; `answer` is None if symcrit cannot say it (InputError)."""

    answer: Any
    seconds: float
    remark: str = ""

    @property
    def verdict(self) -> Any:
        return sc.Verdict.UNDECIDED if self.answer is None else self.answer.verdict


@cache
def decided(name: str) -> Outcome:
    """`sc.decide` of the statement called `name`."""
    start = time.perf_counter()
    try:
        answer = sc.decide(STATEMENTS[name].claim(), timeout=SECONDS)
    except InputError as error:
        return Outcome(None, time.perf_counter() - start, str(error))
    return Outcome(answer, time.perf_counter() - start)
