"""``symcrit check --second``: certificates are re-checked by `symcrit.second`, which shares nothing with core."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from symcrit.commands import common
from symcrit.commands.terminal import say
from symcrit.errors import shorten

__all__ = ["second"]

_DEEPEST = 10_000  # calls


def second(
    certificates: Sequence[str], read: Callable[[str], str], *, as_json: bool, timeout: float, memory: float | None
) -> int:
    """An answer for every certificate, each in a process with limits; the status to end with.

    read: the text of a file; raises InputError.
    0: all are accepted; 1: one is refused; 2: none is refused, one is not of a kind that is re-checked, or was not
    finished; 3: one is no certificate.
    """
    import symcrit.second  # before the process is forked, which then has it
    from symcrit.commands.child import Ended, each_in_child
    from symcrit.commands.progress import at_work
    from symcrit.memory import default_limit

    _ = symcrit.second
    sys.setrecursionlimit(_DEEPEST)
    limit = default_limit() if memory is None else memory
    records: list[dict[str, Any]] = []
    with at_work("check --second") as doing:
        doing(shorten(certificates[0], 40))
        for name, result in each_in_child(
            certificates, lambda name: _record(name, read), seconds=timeout, memory=limit
        ):
            found = _of_ended(result, timeout) if isinstance(result, Ended) else dict(result)
            records.append({"file": name, **found})
            _tell(records[-1], as_json)
    if as_json:
        common.print_json({"certificates": records})
    if any("error" in record for record in records):
        return common.BAD_INPUT
    return next(status for status in (1, 2, 0) if any(_status(record) == status for record in records))


def _record(name: str, read: Callable[[str], str]) -> dict[str, Any]:
    """The answer to the certificate in a file, as JSON; never raises."""
    from symcrit import second as own
    from symcrit.errors import InputError

    try:
        answer = own.check(own.loads(read(name)))
    except (InputError, own.Bad) as error:
        return {"error": shorten(error, 600)}
    except MemoryError:
        return _not_finished("the memory was used up")
    except Exception as error:
        words = f"{type(error).__name__}: {shorten(error, 200)}"
        return {"error": f"refused: the second checker fails on it ({words}); please report it"}
    return answer._asdict()


def _of_ended(result: Any, seconds: float) -> dict[str, Any]:
    """What is said where the process did not live to answer."""
    if result.out_of_time:
        return _not_finished(f"not finished: the check was allowed {seconds:g} s; allow more by --timeout")
    return _not_finished("the process that checked it died")


def _not_finished(why: str) -> dict[str, Any]:
    return {"answer": "not my kind", "why": why, "verdict": "", "taken": [], "unread": []}


def _status(record: dict[str, Any]) -> int:
    """The status of one answer."""
    from symcrit.second import STATUS

    return STATUS[record["answer"]]


def _tell(record: dict[str, Any], as_json: bool) -> None:
    """Show an answer as soon as it is there."""
    from symcrit.second import Answer, told

    name = shorten(record["file"], 200)
    if "error" in record:
        say(f"symcrit: {name}: {record['error']}", err=True)
    elif not as_json:
        own = Answer(**{key: value for key, value in record.items() if key != "file"})
        say(f"{name}: {told(own)}")
