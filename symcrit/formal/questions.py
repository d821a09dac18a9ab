"""What Coq says of the theorems: their statements, what these are made of, and what they rest on.

The questions go into a file of their own, which no file of the theory can write; every answer goes into a file of its
own (`Redirect`) in a new folder under a name that is drawn at random, so that nothing the theory prints can pass for an
answer.  Nothing of the theory is imported: its notations, coercions and implicit arguments are not active here.
"""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from symcrit.formal.build import OPTIONS, Build
from symcrit.formal.coq import Coq, started
from symcrit.formal.theory import PREFIX
from symcrit.opening import bytes_of

__all__ = ["Said", "said_by_coq"]

_LARGEST = 4 * 2**20
_WIDTH = 66  # of a statement for people
_WIDE = 4096  # of one for comparison
_LIBRARIES = "From Coq Require Import Reals List. From Coquelicot Require Import Coquelicot. Open Scope R_scope."
_PLAIN = f"Unset Printing All. Set Printing Width {_WIDTH}. Set Printing Depth 100000. Unset Printing Implicit."
_PROGRESS = re.compile(r"^Fetching opaque proofs from disk for [\w.]+\n", re.MULTILINE)
_QUESTIONS = {
    "statement": "Check @{}",
    "kernel": "Check @{}",
    "about": "About {}",
    "assumptions": "Print Assumptions {}",
    "print": "Print {}",
}
_FULL = f"Set Printing All. Set Printing Width {_WIDE}. Set Printing Depth 100000."


@dataclass(frozen=True)
class Said:
    """What Coq says of one theorem.

    Where Coq gave no answer a text is empty.  statement: `Check`, with the notations of Coq's reals.  kernel: the same
    with nothing hidden.  about: what the name is.  assumptions: what the proof rests on.
    """

    statement: str
    kernel: str
    about: str
    assumptions: str


def said_by_coq(
    coq: Coq, build: Build, theorems: Sequence[str], definitions: Iterable[str] = ()
) -> tuple[dict[str, Said], dict[str, str]]:
    """What is said of theorems ("FILE.NAME"), and what `Print` says of definitions."""
    defined = list(definitions)
    asked = [(name, kind) for name in theorems for kind in ("statement", "kernel", "about", "assumptions")]
    asked += [(name, "print") for name in defined]
    with tempfile.TemporaryDirectory(prefix="symcrit-asked-") as place:
        answers = _ask(coq, build, Path(place), asked)
    found = {name: Said(*(answers[name, kind] for kind in Said.__dataclass_fields__)) for name in theorems}
    return found, {name: answers[name, "print"] for name in defined}


def _ask(coq: Coq, build: Build, place: Path, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    nonce = secrets.token_hex(16)
    files = sorted({name.partition(".")[0] for name, _ in asked})
    lines = [_LIBRARIES, *(f"Require {PREFIX}.{file}." for file in files)]
    for number, (name, kind) in enumerate(asked):
        settings = _PLAIN if kind == "statement" else _FULL
        lines.append(f'{settings} Redirect "{nonce}-{number}" {_QUESTIONS[kind].format(f"{PREFIX}.{name}")}.')
    (place / "questions").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = [str(build.folder) if option == "." else option for option in OPTIONS]
    started(coq.coqtop, [*options, "-quiet"], place, place / "words", place / "questions").failure()
    return {question: _answer(place / f"{nonce}-{number}.out") for number, question in enumerate(asked)}


def _answer(path: Path) -> str:
    """The text of an answer, "" if there is none: Coq knows no such name, or could not load its file."""
    try:
        return _PROGRESS.sub("", bytes_of(path, _LARGEST).decode("utf-8")).strip()
    except (OSError, ValueError):
        return ""
