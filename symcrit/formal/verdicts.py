"""Whether Coq accepts a theorem: it says what is pinned, by the pinned definitions, and rests on nothing else."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from symcrit.errors import shorten
from symcrit.formal.build import Build, built
from symcrit.formal.coq import Coq, NotThere, Stopped, find_coq, started
from symcrit.formal.pins import Pin, Pins
from symcrit.formal.questions import Said, said_by_coq
from symcrit.formal.theory import PREFIX, Theory

__all__ = ["Examined", "Status", "examined", "judged", "reached"]

_NAME = re.compile(r"(?<![\w'.])[A-Za-z_][\w']*(?:\.[A-Za-z_][\w']*)+")
_NONE = "Closed under the global context"


class Status(Enum):
    """What came of a theorem."""

    ACCEPTED = "accepted"
    REFUSED = "not accepted"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Examined:
    """A theorem, what came of it, and why where it was not accepted.

    axioms: names of what the proof rests on.  hypotheses: the visible ones, in words.  version: of the Coq.
    coqchk: whether Coq's independent checker has checked the compiled files, too.
    """

    pin: Pin
    status: Status
    why: str = ""
    statement: str = ""
    axioms: tuple[str, ...] = ()
    hypotheses: tuple[str, ...] = ()
    version: str = ""
    coqchk: bool = False

    def to_json(self) -> dict[str, Any]:
        """For `symcrit verify --json`."""
        return {
            "verdict": self.status.value,
            "why": self.why,
            "coq": f"{PREFIX}.{self.pin.coq}",
            "version": self.version,
            "coqchk": self.coqchk,
            "statement": self.statement,
            "translation": self.pin.words,
            "latex": self.pin.latex,
            "axioms": list(self.axioms),
            "hypotheses": list(self.hypotheses),
        }


def examined(
    theory: Theory,
    pins: Pins,
    chosen: list[Pin],
    *,
    cache: Path | None,
    jobs: int = 1,
    coqchk: bool = False,
    progress: Callable[[str], None] = lambda words: None,
) -> list[Examined]:
    """Examine theorems; where Coq is not there, or is another version, they are "not run"."""
    try:
        coq = find_coq()
    except NotThere as error:
        return [Examined(pin, Status.NOT_RUN, str(error)) for pin in chosen]
    if coq.series != pins.series:
        why = f"this is Coq {coq.version}, and the statements are pinned for {pins.series}"
        return [Examined(pin, Status.NOT_RUN, why) for pin in chosen]
    with built(theory, coq, cache, jobs, progress) as build:
        progress("asking Coq for the statements")
        try:
            return _examined(coq, build, theory, pins, chosen, coqchk, progress)
        except Stopped as error:
            return [Examined(pin, Status.NOT_RUN, f"Coq did not answer: {error}") for pin in chosen]


def _examined(
    coq: Coq, build: Build, theory: Theory, pins: Pins, chosen: list[Pin], coqchk: bool, progress: Callable[[str], None]
) -> list[Examined]:
    at_hand = [pin for pin in chosen if pin.file not in build.failures and pin.file not in build.missing]
    files = {pin.file for pin in at_hand} & theory.files.keys()
    definitions = [
        name
        for name in pins.definitions
        if (file := name.partition(".")[0]) not in build.failures and file not in build.missing
    ]
    said, printed = said_by_coq(coq, build, [pin.coq for pin in at_hand], definitions) if at_hand else ({}, {})
    refused = ""
    if coqchk and files:
        progress("coqchk checks the compiled files")
        refused = _coqchk(coq, build, theory.needed(sorted(files)))
    found = []
    for pin in chosen:
        own = said.get(pin.coq)
        why = _hindered(build, pin) or refused or judged(pins, pin, own, printed, set(theory.files))
        found.append(_verdict(coq, build, theory, pins, pin, own, why, coqchk=coqchk))
    return found


def _hindered(build: Build, pin: Pin) -> str:
    """Why a theorem cannot be looked at."""
    return build.missing.get(pin.file) or build.failures.get(pin.file) or ""


def _verdict(
    coq: Coq, build: Build, theory: Theory, pins: Pins, pin: Pin, said: Said | None, why: str, *, coqchk: bool
) -> Examined:
    statement = said.statement if said else ""
    if said is None or why:
        status = Status.NOT_RUN if pin.file in build.missing else Status.REFUSED
        return Examined(pin, status, why, statement, version=coq.version)
    names = reached(pins, pin.coq, set(theory.files))
    hypotheses = tuple(words for name, words in pins.visible.items() if name in names)
    axioms = tuple(line.partition(" ")[0] for line in _axioms(said.assumptions))
    return Examined(pin, Status.ACCEPTED, "", statement, axioms, hypotheses, coq.version, coqchk)


def judged(pins: Pins, pin: Pin, said: Said | None, printed: dict[str, str], files: set[str]) -> str:
    """Why a theorem is not accepted; nothing if it is.

    It must be a constant of this name; say, with nothing hidden, what is pinned, and say it to people in the pinned
    words; every definition that its statement reaches must be pinned, and be what is pinned; and its proof must rest on
    axioms that are allowed alone.
    """
    if said is None or not all((said.statement, said.kernel, said.about, said.assumptions)):
        return f"Coq does not say what {pin.coq} is: there is no such theorem, or its file cannot be loaded"
    if not said.about.endswith(f"Expands to: Constant {PREFIX}.{pin.coq}"):
        return f"{pin.coq} is no theorem of this name: {shorten(said.about, 160)}"
    pinned = pins.kernel.get(pin.coq), pins.statements.get(pin.coq)
    if None in pinned:
        return f"no statement is pinned for {pin.coq}"
    if said.kernel != pinned[0]:
        return f"it states something else: {shorten(said.statement, 300)}"
    if said.statement != pinned[1]:
        return "its statement is printed in other words than are pinned"
    for name in reached(pins, pin.coq, files):
        if name not in pins.definitions:
            return f"its statement speaks of {name}, whose definition is not pinned"
        if printed.get(name) != pins.definitions[name]:
            return f"the definition of {name} is not the pinned one: {shorten(printed.get(name, 'none'), 200)}"
    for line in _axioms(said.assumptions):
        if line not in pins.axioms:
            return f"it rests on {shorten(line, 200)}"
    return ""


def _axioms(said: str) -> list[str]:
    """The lines of `Print Assumptions`, each an axiom or another thing that is taken on faith."""
    return [] if said == _NONE else said.removeprefix("Axioms:\n").split("\n")


def reached(pins: Pins, theorem: str, files: set[str]) -> list[str]:
    """The definitions of the theory that a pinned statement reaches, through what is pinned of them."""
    found: list[str] = []
    waiting = [pins.kernel[theorem].partition("\n")[2]]
    while waiting:
        for name in names_in(waiting.pop(), files, pins.library):
            if name not in found:
                found.append(name)
                waiting.append(pins.definitions.get(name, ""))
    return found


def names_in(text: str, files: set[str], library: tuple[str, ...]) -> list[str]:
    """The names of the theory in what Coq printed with nothing hidden, without the prefix of the theory."""
    names = (word.removeprefix(f"{PREFIX}.") for word in _NAME.findall(text))
    return [name for name in names if name.partition(".")[0] in files and not name.startswith(library)]


def _coqchk(coq: Coq, build: Build, files: list[str]) -> str:
    """What Coq's independent checker says against the compiled files; nothing if it accepts them.

    Coq's own libraries are taken as they are.
    """
    modules = [word for file in files for word in ("-norec", f"{PREFIX}.{file}")]
    with tempfile.TemporaryDirectory(prefix="symcrit-coqchk-") as place:
        arguments = ["-silent", "-Q", str(build.folder), PREFIX, *modules]
        failure = started(coq.coqchk, arguments, Path(place), Path(place) / "words").failure()
    return f"coqchk does not accept the compiled files: {failure}" if failure else ""
