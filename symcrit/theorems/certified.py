"""The answer about one isolated critical point, and the numbers in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from flint import arb

from symcrit.core import Verdict, parse
from symcrit.core.algebra import balls
from symcrit.model.network import Network
from symcrit.printable import html_facts, printable
from symcrit.theorems.answer import Answer
from symcrit.translate import as_expr, to_json

__all__ = ["Bounds", "CertifiedPoint", "Inertia", "plain"]


class Inertia(NamedTuple):
    """Numbers of positive, negative and zero eigenvalues."""

    positive: int
    negative: int
    zero: int = 0

    def __str__(self) -> str:
        return f"({self.positive}, {self.negative}, {self.zero})"


class Bounds(NamedTuple):
    """Strict bounds below and above a number, as decimals.

    >>> bounds = Bounds("0.24", "0.26")
    >>> bounds.mid, bounds.rad, bounds.contains("1/4"), float(bounds)
    ('0.25', '0.01', True, 0.25)
    """

    lower: str
    upper: str

    @property
    def mid(self) -> str:
        """The middle, exactly."""
        return plain((Decimal(self.lower) + Decimal(self.upper)) / 2)

    @property
    def rad(self) -> str:
        """Half the width, exactly."""
        return plain((Decimal(self.upper) - Decimal(self.lower)) / 2)

    @property
    def ball(self) -> arb:
        """A ball that contains the number."""
        with balls.precision(64 + 4 * len(self.lower)):
            return arb(self.lower).union(arb(self.upper))

    def contains(self, value: object) -> bool:
        """Whether a number (exact, text, or a ball) lies certainly between the bounds."""
        with balls.precision(64 + 4 * len(self.lower)):
            x = value if isinstance(value, arb) else balls.evaluate(parse(to_json(as_expr(value))), {})
            return bool(arb(self.lower) < x and x < arb(self.upper))

    def __float__(self) -> float:
        return float(Decimal(self.mid))

    def __str__(self) -> str:
        mid, rad = Decimal(self.mid), Decimal(self.rad)
        return f"{mid:.32g} ± {rad:.1e}"


def plain(value: Decimal) -> str:
    """A decimal fraction without exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, repr=False)
class CertifiedPoint(Answer):
    """What `certify` returns: an answer with the facts that its certificate states; all None where nothing was proved.

    exists, unique: exactly one critical point has every parameter within `radius` of the centre (for a family: exactly
    one of that symmetric form).  kind: "minimum", "maximum" or "saddle", strict; it takes input dimensions beyond the
    span of the teachers into account where the problem has them.  inertia: of the Hessian in `coordinates`, where
    `symmetries` are quotiented.  outside: of the block of each further input dimension.  loss, min_eigenvalue:
    `Bounds`; the eigenvalue is the smallest of the Hessian of `inertia`.  network: the centre in float64.  family: the
    parameters of a family.  moved: how far the centre lies from the candidate.  note: why it is another point.
    """

    exists: bool | None = None
    unique: bool | None = None
    kind: str | None = None
    inertia: Inertia | None = None
    outside: Inertia | None = None
    loss: Bounds | None = None
    min_eigenvalue: Bounds | None = None
    radius: str | None = None
    coordinates: str | None = None
    symmetries: tuple[str, ...] = ()
    family: dict[str, str] | None = None
    network: Network | None = field(default=None, compare=False)
    moved: float | None = field(default=None, compare=False)
    note: str | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        if self.verdict is not Verdict.PROVED:
            return super().__repr__()
        lines = [f"PROVED  {self.headline}", *(f"  {name}: {text}" for name, text in self._facts())]
        return printable("\n".join(lines))

    @property
    def headline(self) -> str:
        """The result in a line."""
        what = {"minimum": "strict local minimum", "maximum": "strict local maximum", "saddle": "strict saddle"}
        return f"unique critical point · {what[str(self.kind)]} · inertia {self.inertia}"

    def _facts(self) -> list[tuple[str, str]]:
        moved = f"{self.moved:.2g} from the candidate" if self.moved is not None else ""
        outside = f"{self.outside} per input dimension outside the span of the teachers" if self.outside else ""
        family = ", ".join(f"{name} = {value}" for name, value in (self.family or {}).items())
        found = [
            ("loss", str(self.loss)),
            ("smallest eigenvalue", str(self.min_eigenvalue or "")),
            ("outside", outside),
        ]
        found += [("coordinates", str(self.coordinates)), ("symmetries", "; ".join(self.symmetries))]
        found += [("unique within", f"{self.radius} in every parameter"), ("centre", moved), ("note", self.note or "")]
        found += [("parameters", family)]
        found += [("evidence", ", ".join(self.evidence)), ("rules", ", ".join(self.rules))]
        return [(name, text) for name, text in found if text]

    def _repr_html_(self) -> str:
        if self.verdict is not Verdict.PROVED:
            return super()._repr_html_()
        return html_facts("PROVED", self.headline, self._facts())

    def to_json(self, path: str | None = None) -> dict[str, Any]:
        """The document that `symcrit certify --json` prints."""

        def inertia(own: Inertia | None) -> dict[str, int] | None:
            return None if own is None else own._asdict()

        def ball(own: Bounds | None) -> dict[str, str] | None:
            return None if own is None else {"mid": own.mid, "rad": own.rad}

        moved = None if self.moved is None else plain(Decimal(f"{self.moved:.3g}"))
        return {
            "verdict": self.verdict.name, "exists": self.exists, "unique": self.unique, "kind": self.kind,
            "inertia": inertia(self.inertia), "outside_span": inertia(self.outside), "coordinates": self.coordinates,
            "symmetries": list(self.symmetries), "loss": ball(self.loss), "min_eigenvalue": ball(self.min_eigenvalue),
            "radius": self.radius, "family": self.family, "moved": moved, "note": self.note, "why": self.why,
            "remedy": self.remedy, "seconds": round(self.seconds, 3), "certificate": path,
        }  # fmt: skip
