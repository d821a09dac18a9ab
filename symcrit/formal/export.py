"""One theorem with all that it needs, in a folder that Coq alone can read."""

from __future__ import annotations

from symcrit.arguments import place
from symcrit.errors import InputError, shorten
from symcrit.formal.pins import Pin, Pins, read_pins
from symcrit.formal.theory import PREFIX, Theory, theory_folder, theory_in
from symcrit.formal.verdicts import reached

__all__ = ["write_theorem"]

_QUESTION = "Statement"
_COQ = "coqc -q -w none -Q . {prefix}"


def write_theorem(name: str, output: str) -> int:
    """Write the files, and return how many; raises InputError for an unknown name, and where nothing can be written."""
    folder = theory_folder()
    pins, theory = read_pins(folder), theory_in(folder)
    pin = pins.of(name)
    files = _files(theory, pins, pin)
    target = place("the output", output)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for file, data in files.items():
            (target / file).write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot write to {target}: {shorten(error)}") from None
    return len(files)


def _files(theory: Theory, pins: Pins, pin: Pin) -> dict[str, bytes]:
    order = theory.needed([pin.file])
    files = {f"{name}.v": theory.files[name] for name in order}
    files[f"{_QUESTION}.v"] = _question(pin).encode()
    files["README.md"] = _readme(theory, pins, pin).encode()
    files["Makefile"] = _makefile(order).encode()
    return files


def _question(pin: Pin) -> str:
    """A file that makes Coq say what the theorem is and what it rests on."""
    lines = ["From Coq Require Import Reals List.", "From Coquelicot Require Import Coquelicot.", "Open Scope R_scope."]
    lines += [f"Require {PREFIX}.{pin.file}.", "Set Printing Width 66.", f"Check @{PREFIX}.{pin.coq}."]
    return "\n".join([*lines, f"Print Assumptions {PREFIX}.{pin.coq}.", ""])


def _makefile(order: list[str]) -> str:
    lines = ["all:", *(f"\t{_COQ.format(prefix=PREFIX)} {name}.v" for name in (*order, _QUESTION))]
    return "\n".join([*lines, ""])


def _readme(theory: Theory, pins: Pins, pin: Pin) -> str:
    names = reached(pins, pin.coq, set(theory.files))
    given = [f"* {words}" for name, words in pins.visible.items() if name in names]
    axioms = [f"* `{line.partition(' ')[0]}`" for line in pins.axioms]
    blocks = [
        f"# {pin.name}",
        pin.words,
        f"Source: {pin.source}.  In Coq {pins.series} `{PREFIX}.{pin.coq}`:",
        f"```coq\n{pins.statements[pin.coq]}\n```",
        f"Definitions to read: {', '.join(f'`{name}`' for name in names) or 'none'}.",
        "It may rest on these axioms of Coq's reals, and on no other:\n\n" + "\n".join(axioms),
        "Hypotheses that `Print Assumptions` does not show:\n\n" + ("\n".join(given) or "none"),
        "`make` compiles the files and prints the statement and the axioms.",
    ]
    return "\n\n".join(blocks) + "\n"
