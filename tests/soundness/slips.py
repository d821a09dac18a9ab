"""What must notice that core is broken: the false certificates of the other tests, and which of them core accepts."""

import random
from collections.abc import Iterator

from . import forgery, tricks
from .corpus import FALSE, TRUE, VACUOUS
from .statement import Statement


def accepted(claim: dict, made_up: dict, wrong: str) -> bool:
    """Whether core gives the wrong verdict (a crash of broken core is no acceptance).

    Raises TypeError where a break no longer has the arguments of what it stands in for: then it breaks nothing.
    """
    document = forgery.sealed({"format": 2, "symcrit": "0", "claim": claim, "witness": made_up})
    try:
        return forgery.verdict(document) == wrong
    except TypeError as error:
        if "positional argument" in str(error):
            raise
        return False
    except Exception:
        return False


CORPUS = (*VACUOUS, *FALSE)


def slipped(name: str) -> bool:
    """Whether core accepts the false certificate of that name."""
    false, true = tricks.all_false_claims(), tricks.all_true_claims()
    if name in false:
        return accepted(*false[name], "PROVED")
    if name in true:
        return accepted(*true[name], "REFUTED")
    return any(proved(statement) for statement in CORPUS if statement.name == name)


def slips() -> Iterator[str]:
    """Names of the false certificates that core accepts."""
    for name, (claim, made_up) in tricks.all_false_claims().items():
        if accepted(claim, made_up, "PROVED"):
            yield name
    for name, (claim, made_up) in tricks.all_true_claims().items():
        if accepted(claim, made_up, "REFUTED"):
            yield name
    yield from (s.name for s in CORPUS if proved(s))
    yield from (s.name for s in TRUE if accepted(s.as_json(), {"kind": "refute", "at": {}}, "REFUTED"))


def proved(statement: Statement) -> bool:
    claim, rng = statement.as_json(), random.Random(statement.name)
    return any(accepted(claim, made_up, "PROVED") for made_up in forgery.forged_witnesses(claim, rng))
