"""Claims: what can be said, read from JSON, and the equations and inequalities each comes down to."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from symcrit.core.affine import goals as affine
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.networks import branch, isolated, symbolic, whole
from symcrit.core.networks.loss import read_configuration
from symcrit.core.reading import items, need, read, record, text
from symcrit.core.work import Work

_PLACE = {"configuration": read_configuration}
LANDSCAPE = {"isolated": isolated, "branch": branch, "sector": symbolic, "sectors": whole}
JUDGES = {"isolated": isolated.judge, "branch": branch.judge}  # of claims that are not split into goals
FIELDS: dict[str, dict[str, Any]] = {key: {**_PLACE, **part.FIELDS} for key, part in LANDSCAPE.items()}
FIELDS |= affine.FIELDS


class Claim(NamedTuple):
    """A statement about all points of `domain`; `parts` are the fields of its kind."""

    kind: str
    domain: Domain
    parts: dict[str, Any]

    @classmethod
    def read(cls, value: Any) -> Self:
        """From JSON; raises `Malformed`, also where a free symbol is not declared."""
        kind: Any = record(value).get("kind")
        need(isinstance(kind, str) and kind in FIELDS, "unknown claim {}; known: " + ", ".join(FIELDS), kind)
        parts = read(value, {"kind": text, "symbols?": record, "where?": items, **FIELDS[kind]})
        domain = Domain.read(parts.pop("symbols") or {}, parts.pop("where") or [])
        need(domain.kinds or not domain.where, "hypotheses without symbols would not be printed; leave them out")
        kinds, place = domain.kinds, parts.get("configuration")
        domain.declares(*(part for part in parts.values() if isinstance(part, Expr)))
        need(parts.get("symbol", "") in {"", *kinds}, f"symbol {parts.get('symbol')} is not declared")
        if place is not None:
            domain.declares(place.scale, *place.sizes, *place.exprs)
        if kind in LANDSCAPE:
            LANDSCAPE[kind].well_formed(domain, parts)
        if kind in affine.FIELDS:
            affine.well_formed(parts)
        return cls(parts.pop("kind"), domain, parts)

    def goals(self, work: Work, function: Expr = ZERO) -> Iterator[Goal]:
        """What implies the claim (by a rule, for some kinds), equations first; raises `Reject`."""
        parts = self.parts
        if self.kind in affine.FIELDS:
            yield from affine.goals(self.kind, self.domain, self.parts, work)
        elif "configuration" in self.parts:
            yield from self.at(*self.groups(0, work), work)

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """What a claim about a network says when the groups have these sizes."""
        yield from LANDSCAPE[self.kind].goals(domain, self.parts, work)
