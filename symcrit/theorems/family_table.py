"""`family_table`: the symmetric families at all sizes up to some k, each certified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from symcrit.arguments import integer, listed
from symcrit.certification.families import NearCopies, PerturbedCopy, Symmetric, average
from symcrit.certification.landscape import kink
from symcrit.core import Verdict
from symcrit.errors import InputError, shorten
from symcrit.kernels.activations import Activation
from symcrit.kernels.kernel import as_kernel
from symcrit.model.configurations import Configuration
from symcrit.printable import html_table, printable
from symcrit.theorems.certified import CertifiedPoint
from symcrit.theorems.certifying import certify

__all__ = ["FamilyRow", "FamilyTable", "family_table"]

_COLUMNS = ("n", "k", "family", "kind", "inertia", "loss")
_LARGEST = 1000
_DIGITS = 15


@dataclass(frozen=True)
class FamilyRow:
    """n students and k teachers, the name of a family, and what `certify` says of it.

    lowest: whether no other family of the table has certainly lower loss at this n and k.
    """

    n: int
    k: int
    family: str
    answer: CertifiedPoint
    lowest: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it is printed; "*" marks the lowest."""
        where = (str(self.n), str(self.k), self.family)
        if self.answer.verdict is not Verdict.PROVED or self.answer.loss is None:
            return (*where, "undecided", "", self.answer.why)
        return (*where, str(self.answer.kind), str(self.answer.inertia), _short(self.answer) + " *" * self.lowest)

    def to_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        own = self.answer.to_json()
        kept = ("verdict", "kind", "inertia", "outside_span", "loss", "family", "why")
        facts = {("parameters" if name == "family" else name): own[name] for name in kept}
        return {"n": self.n, "k": self.k, "family": self.family, "lowest": self.lowest, **facts}


@dataclass(frozen=True, repr=False)
class FamilyTable:
    """The rows of a table, in the order of k and n."""

    activation: str
    rows: tuple[FamilyRow, ...]

    @property
    def certified(self) -> bool:
        """Whether every row is."""
        return all(row.answer.verdict is Verdict.PROVED for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """The document that `symcrit families --json` prints."""
        return {"activation": self.activation, "rows": [row.to_json() for row in self.rows]}

    def _repr_html_(self) -> str:
        return html_table((row.cells for row in self.rows), _COLUMNS)

    def __repr__(self) -> str:
        lines = [_COLUMNS, *(row.cells for row in self.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
        text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
                for line in lines]  # fmt: skip
        return printable("\n".join(text))


def family_table(activation: str | Activation, k: Iterable[int] | int) -> FamilyTable:
    """Certify what n < k students come to by symmetry, for all 1 ≤ n < k: loss, kind and inertia.

    These are, for n = 1 the average of all teachers, else n − 1 copies with one average (`CopyAverage`) or, where that
    is not critical, near copies with one near-average (`NearCopies`), and the perturbed copy (`PerturbedCopy`).  An
    asterisk marks what no other one is certainly below.  Raises InputError for bad input.

    >>> family_table("relu", 3)
    n  k  family          kind     inertia    loss
    1  3  copy-average    minimum  (3, 0, 0)  0.484710060482 *
    2  3  near-copies     minimum  (6, 0, 0)  0.153667717531 *
    2  3  perturbed-copy  saddle   (5, 1, 0)  0.155324732796
    """
    ks = [integer("k", one, 2, _LARGEST) for one in (listed("k", k, "numbers") if isinstance(k, Iterable) else [k])]
    if not ks:
        raise InputError(f"k = {shorten(k)} is empty; write for example k=range(2, 9)")
    rows = tuple(row for size in ks for n in range(1, size) for row in _rows(activation, n, size))
    return FamilyTable(as_kernel(activation).names[0], rows)


def _rows(activation: str | Activation, n: int, k: int) -> Iterator[FamilyRow]:
    """The rows of one n and k."""
    answers = {name: certify(member, digits=_DIGITS) for name, member in _members(activation, n, k)}
    losses = [answer.loss.ball for answer in answers.values() if answer.loss is not None]
    for name, answer in answers.items():
        own = None if answer.loss is None else answer.loss.ball
        yield FamilyRow(n, k, name, answer, own is not None and not any(other < own for other in losses))


def _members(activation: str | Activation, n: int, k: int) -> Iterator[tuple[str, Configuration | Symmetric]]:
    """The families that there are, with their names."""
    if n == 1:
        yield "copy-average", average([k], activation)
        return
    if kink(as_kernel(activation)) is None:
        try:
            yield "copy-average", average([k - n + 1, *[1] * (n - 1)], activation)
        except InputError:  # no closed form
            yield "near-copies", NearCopies(n, k, activation)
    else:
        yield "near-copies", NearCopies(n, k, activation)
    yield "perturbed-copy", PerturbedCopy(n, k, activation)


def _short(answer: CertifiedPoint) -> str:
    """Twelve decimals of the loss, of which the last may be one off."""
    return f"{float(answer.loss):.12f}" if answer.loss is not None else ""
