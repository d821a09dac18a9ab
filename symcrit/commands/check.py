"""``symcrit check``: certificates are decided again, in a process with limits in which only core runs."""

from __future__ import annotations

import gc
import os
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from symcrit.arguments import place
from symcrit.commands import common
from symcrit.commands.terminal import say
from symcrit.errors import InputError, shorten

__all__ = ["check"]

_LARGEST = 32 * 2**20  # bytes of a file
_LONGEST = 10**6  # characters of a statement
_Kept = tuple[str, tuple[int, ...]]  # a store, and the run in it
_LABELS = ("statement", "why", "remedy", "evidence", "rules", "assumptions")


@click.command()
@click.argument("certificates", metavar="CERT.json...", nargs=-1, required=True)
@click.option("--second", "by_second", is_flag=True, help="By the second checker, which shares nothing with core.")
@common.as_json
@common.effort(help="Work of each check, 1 as for verify; default: what the certificate states, at most 120.")
@common.timeout(default=60.0, show_default=True,
                help="Seconds for one certificate, reading included; what takes longer is undecided.")  # fmt: skip
@common.memory
@common.debug
def check(
    certificates: tuple[str, ...],
    by_second: bool,
    as_json: bool,
    effort: float | None,
    timeout: float,
    memory: float | None,
) -> int:
    """Re-check certificates; only the small core runs.  A - reads standard input.

    The store of `symcrit sweep --prove` stands for the certificates of all its runs.

    A certificate states the work of its check; that is what it is allowed (twice that, for other versions), at most
    effort 120, which is 600 million units.  What does not end within it is undecided and says what to give.

    \b
    symcrit check theorem.json
    symcrit check --json *.json
    symcrit check large.json --effort 400 --timeout 3600
    symcrit check proved.sqlite                 what sweep --prove -o proved.sqlite has kept
    symcrit check --second theorem.json         again, by other arithmetic
    """
    if by_second:
        from symcrit.commands.second import second

        if effort is not None:
            raise InputError("--second counts no work; limit it by --timeout, not by --effort")
        return second(certificates, text_of, as_json=as_json, timeout=timeout, memory=memory)
    import symcrit.certificate
    import symcrit.effort
    import symcrit.words.proofs
    import symcrit.words.statement  # before the process is forked, which then has them
    from symcrit.commands.child import each_in_child
    from symcrit.commands.progress import at_work
    from symcrit.memory import default_limit

    if effort is not None:
        symcrit.effort.work_of(effort)
    names, runs = _with_runs(certificates)
    _ = symcrit.certificate, symcrit.effort, symcrit.words.proofs, symcrit.words.statement
    gc.freeze()  # what is loaded stays: neither this process nor its child looks through it again
    limit = default_limit() if memory is None else memory
    records: list[dict[str, Any]] = []
    with at_work("check") as doing:
        doing(shorten(names[0], 40))
        results = each_in_child(
            names, lambda name: _record(name, effort, runs.get(name)), seconds=timeout, memory=limit
        )
        for number, (name, result) in enumerate(results, start=1):
            records.append({"file": name, **_of_result(result, timeout, limit)})
            doing(shorten(names[min(number, len(names) - 1)], 40))
            _tell(records[-1], as_json)
    if as_json:
        common.print_json({"certificates": records})
    elif any("verdict" in record for record in records):
        from symcrit.report.trust import trust

        say(f"trusted: {trust()}")
    verdicts = {shorten(record["file"]): record["verdict"] for record in records if "verdict" in record}
    common.say_what_fails(verdicts)
    if any("error" in record for record in records):
        return common.BAD_INPUT
    found = {record["verdict"] for record in records}
    return 1 if "REFUTED" in found else 2 if "UNDECIDED" in found else 0


def _with_runs(certificates: Sequence[str]) -> tuple[list[str], dict[str, _Kept]]:
    """What is checked, in order, and which of it is a run in which store; raises InputError for other databases."""
    from symcrit.opening import is_database

    names: list[str] = []
    runs: dict[str, _Kept] = {}
    for name in certificates:
        if name == "-" or not is_database(name):
            names.append(name)
            continue
        from symcrit.sweeps.proofs import proved_runs

        proved, others = proved_runs(name)
        if not proved:
            raise InputError(f"{shorten(name)} has no certificates: of its {others} runs none is proved")
        if others:
            say(f"symcrit: {shorten(name, 100)}: {others} runs are not proved, and have no certificate", err=True)
        for key in proved:
            label = f"{name}: n,k,d,seed = {','.join(map(str, key))}"
            names.append(label)
            runs[label] = name, key
    return names, runs


def _tell(record: dict[str, Any], as_json: bool) -> None:
    """Show a record as soon as it is there."""
    if "error" in record:
        say(f"symcrit: {shorten(record['file'], 100)}: {record['error']}", err=True)
    elif not as_json:
        say(_readable(record))


def _of_result(result: Any, seconds: float, memory: float) -> dict[str, Any]:
    """What the process has answered, or why there is no answer; a failure of ours refuses the file, and no other."""
    from symcrit.commands.child import Ended
    from symcrit.memory import ran_out

    if not isinstance(result, Ended):
        return _out_of_memory(memory) if "exhausted" in result else dict(result)
    if result.out_of_time:
        return _undecided(f"not finished: the check was allowed {seconds:g} s", "allow more by --timeout")
    if ran_out(result.exit_code, result.words):
        return _out_of_memory(memory)
    last = shorten(result.words.strip().rpartition("\n")[2], 120)
    return {"error": f"refused: the process that checked it died (exit code {result.exit_code}){last and ': '}{last}"}


def _out_of_memory(memory: float) -> dict[str, Any]:
    from symcrit.memory import too_little_memory

    return _undecided(*too_little_memory(memory))


def _undecided(why: str, remedy: str) -> dict[str, Any]:
    """The record of a certificate that was not decided, and whose claim is not known here."""
    nothing: dict[str, Any] = {"evidence": [], "rules": [], "assumptions": []}
    return {"verdict": "UNDECIDED", "statement": "", "why": why, **nothing, "remedy": remedy}


def _record(name: str, effort: float | None, run: _Kept | None = None) -> dict[str, Any]:
    """What core says about the certificate in a file, as JSON; never raises."""
    from symcrit.core import Malformed

    try:
        return _finding(name, effort, run)
    except MemoryError:
        return {"exhausted": True}
    except (InputError, Malformed) as error:
        return {"error": shorten(error, 600)}
    except Exception as error:
        return {
            "error": f"refused: symcrit fails on it ({type(error).__name__}: {shorten(error, 200)}); please report it"
        }


def _finding(name: str, effort: float | None, run: _Kept | None) -> dict[str, Any]:
    """What core says about the certificate in a file, on standard input for ``-``, or of a run in a store."""
    from symcrit.certificate import loads
    from symcrit.core import Work, beside
    from symcrit.core import check as core_check
    from symcrit.effort import allowance, allowed_is_too_little
    from symcrit.words.proofs import why
    from symcrit.words.statement import statement

    if run is None:
        document = loads(text_of(name))
    else:
        from symcrit.sweeps.proofs import kept_text

        document = loads(kept_text(*run))
    allowed = allowance(document, effort)
    with beside(os.path.dirname(name)):  # the folder of the certificate, or the one at hand
        finding = core_check(document, work=Work(allowed))
    if finding.exhausted:
        raise MemoryError
    reason, remedy = why(finding), None
    if finding.spent:
        reason, remedy = allowed_is_too_little(document, allowed)
    words = statement(finding.claim)
    if len(words) > _LONGEST:
        raise InputError(f"its statement has {len(words)} characters, at most {_LONGEST} are printed")
    record = {
        "verdict": finding.verdict.name,
        "statement": words,
        "why": reason,
        "evidence": list(finding.evidence),
        "rules": list(finding.rules),
        "assumptions": list(finding.assumptions),
        "work": finding.work,
    }
    return record | ({"remedy": remedy} if remedy else {})


def text_of(name: str) -> str:
    """The text of a file, or of standard input for ``-``; raises InputError."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with open(place("the certificate", name), "rb") as file:
                data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise InputError(f"the file is larger than {_LARGEST >> 20} MB; no certificate is")
        if data.startswith(b"SQLite format 3"):
            raise InputError("this is a database; the store of a sweep is given by its name, and without --second")
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"this is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error


def _readable(record: dict[str, Any]) -> str:
    """A checked certificate for the eye: the verdict, then one labelled paragraph per field."""
    import shutil  # with lzma, which --help does without

    width = min(shutil.get_terminal_size().columns, 120)
    lines = [f"{shorten(record['file'], 200)}: {record['verdict']}"]
    for label in _LABELS:
        if label not in record or record[label] == "":  # a claim that was not read
            continue
        value = record[label]
        text = value if isinstance(value, str) and value else ", ".join(value) or "none"
        indents = {"initial_indent": f"  {label:<13}", "subsequent_indent": " " * 15}
        lines.append(textwrap.fill(text, width, **indents, break_long_words=False, break_on_hyphens=False))
    return "\n".join(lines)
