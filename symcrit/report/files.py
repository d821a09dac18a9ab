"""Writing the files that a user asks for; what goes wrong is bad input."""

from __future__ import annotations

import json
import os
from pathlib import Path

from symcrit.arguments import place
from symcrit.errors import InputError, shorten
from symcrit.theorems.ledger import Ledger


def need_folder(name: str) -> Path:
    """The path of a file to be written later, if its folder is there: better to know before the work than after."""
    path = place("the output", name)
    if not path.parent.is_dir():
        raise InputError(f"cannot write {shorten(name)}: there is no folder {path.parent}")
    if path.is_dir():
        raise InputError(f"cannot write {shorten(name)}: it is a folder")
    return path


def write_text(path: Path, text: str) -> None:
    """Write a text file, or raise InputError; a pipe that nobody reads is not waited for."""
    try:
        with open(path, "w", encoding="utf-8", opener=_at_once) as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None


def _at_once(name: str, flags: int) -> int:
    """Open without waiting for anybody; what is written then may wait."""
    number = os.open(name, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(number, True)
    return number


def make_folder(name: str) -> Path:
    """A folder, made if it is not there, or InputError."""
    path = place("the output", name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {shorten(name)}: {error.strerror}") from None
    if not name:
        raise InputError("the output '' is no folder; write for example -o certificates")
    return path


def write_certificates(folder: Path, ledger: Ledger) -> int:
    """Write the certificates of all claims of a ledger that was made with `keep`, and return how many there are.

    Those of theorems are NAME.json, or NAME-1.json, NAME-2.json, … of several claims; those that refute their mutants
    stand beside them in the folder `mutants`, as NAME-MUTANT.json.
    """
    written = 0
    for row in ledger.rows:
        own: dict[str | None, list[str]] = {}
        for part in row.parts:
            if part.answer.certificate is not None:
                own.setdefault(part.mutant, []).append(json.dumps(part.answer.certificate, ensure_ascii=True))
        for mutant, certificates in own.items():
            place = folder if mutant is None else make_folder(str(folder / "mutants"))
            stem = row.name if mutant is None else f"{row.name}-{mutant}"
            for number, text in enumerate(certificates, start=1):
                name = f"{stem}-{number}.json" if len(certificates) > 1 else f"{stem}.json"
                write_text(place / name, text)
            written += len(certificates)
    return written
