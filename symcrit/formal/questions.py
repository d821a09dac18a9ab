"""What Coq says of the theorems: their statements, what these are made of, and what they rest on.

The questions go into a file of their own, which no file of the theory can write; every answer goes into a file of its
own (`Redirect`) in a new folder under a name that is drawn at random, so that nothing the theory prints can pass for an
answer.  Nothing of the theory is imported: its notations, coercions and implicit arguments are not active here.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from symcrit.errors import shorten
from symcrit.formal.build import OPTIONS, Build
from symcrit.formal.coq import Coq, started
from symcrit.formal.theory import PREFIX
from symcrit.opening import bytes_of

__all__ = ["Said", "Unanswered", "said_by_coq"]

_LARGEST = 4 * 2**20
_WIDTH = 96  # of a statement for people
_WIDE = 4096  # of one for comparison
_LIBRARIES = "From Coq Require Import Reals List. From Coquelicot Require Import Coquelicot. Open Scope R_scope."
_PLAIN = f"Set Printing Width {_WIDTH}. Set Printing Depth 100000. Unset Printing Implicit."
_FULL = f"Set Printing All. Set Printing Width {_WIDE}. Set Printing Depth 100000."


class Unanswered(Exception):
    """Why Coq did not answer."""


@dataclass(frozen=True)
class Said:
    """What Coq says of one theorem.

    statement: `Check`, with the notations of Coq's reals.  kernel: the same with nothing hidden.  about: what the name
    is.  assumptions: what the proof rests on.
    """

    statement: str
    kernel: str
    about: str
    assumptions: str


def said_by_coq(
    coq: Coq, build: Build, theorems: Sequence[str], definitions: Iterable[str]
) -> tuple[dict[str, Said], dict[str, str]]:
    """What is said of theorems ("FILE.NAME"), and what `Print` says of definitions; raises `Unanswered`."""
    defined = list(definitions)
    asked = [(name, kind) for name in theorems for kind in ("statement", "kernel", "about", "assumptions")]
    asked += [(name, "print") for name in defined]
    with tempfile.TemporaryDirectory(prefix="symcrit-asked-") as place:
        answers = _ask(coq, build, Path(place), asked)
    found = {name: Said(*(answers[name, kind] for kind in Said.__dataclass_fields__)) for name in theorems}
    return found, {name: answers[name, "print"] for name in defined}


def _ask(
    coq: Coq, build: Build, place: Path, asked: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    nonce = secrets.token_hex(16)
    files = sorted({name.partition(".")[0] for name, _ in asked})
    lines = [_LIBRARIES, *(f"Require {PREFIX}.{file}." for file in files)]
    for number, (name, kind) in enumerate(asked):
        full = f"{PREFIX}.{name}"
        question = {
            "statement": f"Check @{full}",
            "kernel": f"Check @{full}",
            "about": f"About {full}",
            "assumptions": f"Print Assumptions {full}",
            "print": f"Print {full}",
        }[kind]
        lines += [_PLAIN if kind == "statement" else _FULL, f'Redirect "{nonce}-{number}" {question}.', "Unset Printing All."]
    (place / "Questions.v").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = [str(build.folder) if option == "." else option for option in OPTIONS]
    failure = started(coq.coqc, [*options, "-noglob", "Questions.v"], place, place / "words").failure()
    if failure:
        raise Unanswered(failure)
    return {question: _answer(place / f"{nonce}-{number}.out") for number, question in enumerate(asked)}


def _answer(path: Path) -> str:
    try:
        return bytes_of(path, _LARGEST).decode("utf-8").strip()
    except (OSError, ValueError) as error:
        raise Unanswered(f"an answer is missing: {shorten(error)}") from None
