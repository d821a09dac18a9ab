"""The files of the theory: read once, so that what is hashed, looked through and compiled are the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from symcrit.errors import InputError, shorten
from symcrit.opening import bytes_of
from symcrit.theorems.collect import packaged_proofs

__all__ = ["PREFIX", "Theory", "theory_folder", "theory_in", "without_comments"]

PREFIX = "Symcrit"  # the logical name of the folder
_LARGEST = 4 * 2**20  # bytes of a file
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_REQUIRE = re.compile(r"\bFrom\s+(\w+)\s+Require\s+(?:Import\s+|Export\s+)?([\w.\s]+?)\.(?=\s|$)")

# Words that assume something, switch a check off, or reach outside of the theory.  This is a first look, with the line
# in the message; what a theorem rests on is what `Print Assumptions` says.
_FORBIDDEN = re.compile(
    r"\b(Admitted|admit|give_up|Axioms?|Conjectures?|Parameters?|Declare\s+ML\s+Module|Load|"
    r"Add\s+(?:Rec\s+)?(?:LoadPath|ML\s+Path)|Redirect|Cd|Drop|Extraction|bypass_check|native_compute|"
    r"Unset\s+(?:Guard|Positivity|Universe)\s+Checking)\b"
)


def theory_folder() -> Path:
    """The folder of the theory that comes with symcrit."""
    return packaged_proofs() / "coq"


def theory_in(folder: Path) -> Theory:
    """Read the files of a folder; raises InputError where that cannot be done."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".v")
        files = {path.stem: bytes_of(path, _LARGEST) for path in paths}
    except OSError as error:
        raise InputError(f"cannot read the theory in {folder}: {shorten(error)}") from None
    bad = [name for name in files if not _NAME.fullmatch(name)]
    if bad or not files:
        raise InputError(f"{folder} is no folder of a theory: {bad[0] + '.v' if bad else 'it has no .v files'}")
    return Theory(files)


@dataclass(frozen=True)
class Theory:
    """The files by their names, without .v."""

    files: dict[str, bytes]

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts without comments."""
        return {name: without_comments(data.decode("utf-8", "replace")) for name, data in self.files.items()}

    @cached_property
    def required(self) -> dict[str, set[str]]:
        """{file: the files of the theory that it requires}, as written in its first lines."""
        return {name: set(self._required(name, PREFIX)) & set(self.files) for name in self.files}

    def libraries(self, name: str) -> set[str]:
        """The libraries that a file and what it requires are made with, such as Coquelicot."""
        return {found[1] for part in self.needed([name]) for found in _REQUIRE.finditer(self.texts[part])} - {PREFIX}

    def _required(self, name: str, library: str) -> list[str]:
        return [
            word for found in _REQUIRE.finditer(self.texts[name]) if found[1] == library for word in found[2].split()
        ]

    def needed(self, names: Iterable[str]) -> list[str]:
        """These files and all that they require, in an order in which they can be compiled."""
        order: list[str] = []

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise InputError(f"{name}.v requires itself: {' -> '.join((*above, name))}")
            if name not in order:
                for other in sorted(self.required[name]):
                    visit(other, (*above, name))
                order.append(name)

        for name in names:
            visit(name, ())
        return order

    def digests(self) -> dict[str, str]:
        """{file: sha256}."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}

    def forbidden(self, name: str) -> str | None:
        """What a file may not say, with the line; None if there is nothing."""
        found = _FORBIDDEN.search(self.texts[name])
        if found is None:
            return None
        line = self.texts[name].count("\n", 0, found.start()) + 1
        return f"{name}.v, line {line}, says {' '.join(found[0].split())}"


def without_comments(text: str) -> str:
    """Text in which comments, which may be nested, and strings are blank; lines stay lines.

    >>> without_comments('Lemma a (* (* b *) c *) : x = "*)" %string.')
    'Lemma a                 : x =      %string.'
    """
    out: list[str] = []
    depth, quoted, i = 0, False, 0
    while i < len(text):
        two = text[i : i + 2]
        if not quoted and two == "(*":
            depth, step = depth + 1, 2
        elif not quoted and two == "*)" and depth:
            depth, step = depth - 1, 2
            out.append("  ")
            i += step
            continue
        else:
            step = 1
        blank = depth > 0 or quoted or text[i] == '"'
        if step == 1 and text[i] == '"':
            quoted = not quoted
        out += [" " if blank and c != "\n" else c for c in text[i : i + step]]
        i += step
    return "".join(out)
