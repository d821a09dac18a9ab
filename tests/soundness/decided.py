"""What symcrit says about the statements of the corpus, decided once per test process."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import symcrit as sc
from symcrit.errors import InputError

from .corpus import FALSE, FALSE_LEMMAS, TRUE, TRUE_LEMMAS, VACUOUS, VACUOUS_LEMMAS

ALL = (*TRUE, *FALSE, *VACUOUS, *TRUE_LEMMAS, *FALSE_LEMMAS, *VACUOUS_LEMMAS)
STATEMENTS = {statement.name: statement for statement in ALL}


@dataclass(frozen=True)
class Outcome:
    """The answer to one statement; None if symcrit cannot say it (InputError)."""

    answer: Any
    remark: str = ""

    @property
    def verdict(self) -> Any:
        return sc.Verdict.UNDECIDED if self.answer is None else self.answer.verdict


@cache
def decided(name: str) -> Outcome:
    """`sc.decide` of the statement called `name`, with effort 1."""
    try:
        return Outcome(sc.decide(STATEMENTS[name].claim()))
    except InputError as error:
        return Outcome(None, str(error))
