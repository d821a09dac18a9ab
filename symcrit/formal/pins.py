"""What the theorems must say: `pins.toml`, written by hand, and `pinned.toml`, printed by Coq and read by a person.

pins.toml     for every theorem its name in the ledger, where it is in Coq, its source, its translation (in words and in
              LaTeX), and, where core proves it too, a digest of the statements of core that it was compared with
pinned.toml   for every theorem its statement as `Check` prints it, and the same with nothing hidden (`Set Printing
              All`); for every definition that a statement reaches, what `Print` says of it
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symcrit.errors import InputError, shorten
from symcrit.opening import bytes_of

__all__ = ["Pin", "Pins", "read_pins"]

_LARGEST = 4 * 2**20
_KEYS = {"name", "coq", "source", "words", "latex", "core"}


@dataclass(frozen=True)
class Pin:
    """One theorem: ``coq`` is "FILE.NAME"; ``core`` a digest, where core has a theorem of this name, too."""

    name: str
    coq: str
    words: str
    latex: str
    source: str
    core: str | None = None

    @property
    def file(self) -> str:
        """The file in which it stands."""
        return self.coq.partition(".")[0]


@dataclass(frozen=True)
class Pins:
    """All pins of a theory.

    series: the Coq whose words they are.  axioms: lines of `Print Assumptions` that are allowed.  visible: what it
    means that a statement reaches a definition, {definition: hypothesis in words}.  library: prefixes of names that
    come from a library through a module of the theory, whose definitions are not followed.  statements, kernel,
    definitions: what Coq prints.
    """

    series: str
    axioms: tuple[str, ...]
    visible: dict[str, str]
    library: tuple[str, ...]
    pins: tuple[Pin, ...]
    statements: dict[str, str]
    kernel: dict[str, str]
    definitions: dict[str, str]

    def of(self, name: str) -> Pin:
        """The pin of a theorem of the ledger; raises InputError."""
        for pin in self.pins:
            if pin.name == name:
                return pin
        raise InputError(f"no theorem called {shorten(name)!r} is proved in Coq; there are: {', '.join(self.names)}")

    @property
    def names(self) -> list[str]:
        """Their names in the ledger."""
        return [pin.name for pin in self.pins]


def read_pins(folder: Path) -> Pins:
    """The pins beside a theory; raises InputError where they cannot be read."""
    own, printed = _toml(folder / "pins.toml"), _toml(folder / "pinned.toml")
    try:
        pins = tuple(_pin(entry) for entry in own["theorem"])
        found = Pins(
            series=str(own["coq"]),
            axioms=tuple(map(str, own["axioms"])),
            visible={name: str(words) for name, words in dict(own["visible"]).items()},
            library=tuple(map(str, own["library"])),
            pins=pins,
            statements=dict(printed["statement"]),
            kernel=dict(printed["kernel"]),
            definitions=dict(printed["definition"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{folder / 'pins.toml'}: {shorten(error)} is missing or not what it should be") from None
    if len({pin.name for pin in pins}) < len(pins) or len({pin.coq for pin in pins}) < len(pins):
        raise InputError(f"{folder / 'pins.toml'} names a theorem twice")
    return found


def _pin(entry: Any) -> Pin:
    if not isinstance(entry, dict):
        raise ValueError(f"the theorem {entry!r}")
    unknown = set(entry) - _KEYS
    if unknown or not all(isinstance(value, str) and value for value in entry.values()):
        raise ValueError(f"an entry of {entry.get('name')}")
    return Pin(**{key: value.strip() for key, value in entry.items()})


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(bytes_of(path, _LARGEST).decode("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {shorten(error)}") from None
