"""The certificates that are kept for these tests, and what both checkers say of one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from symcrit import second
from symcrit.core.verdict import Malformed, check
from symcrit.core.work import Work

FOLDER = Path(__file__).parent / "certificates"
FILES = sorted(FOLDER.glob("*.json"))
REDUCTION = FOLDER / "other-reduction-proved.json"  # takes seconds to find: bound 1/4 − 1/(2π)
OWN = [path for path in FILES if not path.name.startswith("other-")]
OTHERS = [path for path in FILES if path.name.startswith("other-")]
WORK = 10**9


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(text(path)))


def of_second(certificate: dict[str, Any]) -> second.Answer:
    """The answer of the second checker; "refused" for what is not well formed."""
    try:
        return second.check(certificate)
    except second.Bad as error:
        return second.Answer("refused", str(error))


def of_core(certificate: dict[str, Any]) -> str:
    """ "PROVED", "REFUTED", "UNDECIDED" or "malformed"."""
    try:
        return check(certificate, work=Work(WORK)).verdict.name
    except Malformed:
        return "malformed"
