"""Networks of (leaky) ReLU neurons and data, as core reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import numpy as np
from flint import fmpq

from symcrit.arguments import listed
from symcrit.claims import Claim
from symcrit.core import Malformed, Reject
from symcrit.core.claims._trained import Inside, TrainedClaim
from symcrit.core.deep.files import described, lies_at, read_file_name
from symcrit.core.deep.network import Vector
from symcrit.core.witnesses.computation import Computation
from symcrit.errors import InputError, shorten, shown
from symcrit.opening import need_regular
from symcrit.search.attempts import Attempt
from symcrit.search.search import Search
from symcrit.translate import as_expr

TRIES = 20  # points inside of each cone

# ------------------------------------------------------------------------------------------------- how claims are made


def number_json(value: Any, what: str) -> Any:
    """A rational number; raises InputError for what is not exact, and for symbols."""
    if type(value) is int:
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, np.integer):
        return int(value)
    expr = as_expr(value)
    if not expr.is_Rational:
        raise InputError(f"{what}: {shorten(value)} is not rational; write an integer or a fraction such as '1/3'")
    return str(expr)


def rows_json(rows: Any, what: str) -> list[list[Any]]:
    """Rows of rational numbers; raises InputError."""
    if isinstance(rows, np.ndarray) and rows.dtype.kind in "iu" and rows.ndim == 2:
        whole: list[list[Any]] = rows.tolist()
        return whole
    table = rows.tolist() if isinstance(rows, np.ndarray) else rows
    if isinstance(rows, np.ndarray) and rows.dtype.kind == "f":
        raise InputError(f"{what} are floats; write rational numbers, or integers and their common denominator")
    return [[number_json(entry, what) for entry in listed(what, row)] for row in listed(what, table, "rows")]


def network_json(network: Any, what: str) -> dict[str, Any]:
    """A ReluNetwork."""
    if not hasattr(network, "to_core"):
        raise InputError(f"{what} = {shown(network)} is no network; write specialisation.ReluNetwork([W_1, W_2])")
    found: dict[str, Any] = network.to_core()
    return found


@dataclass(frozen=True)
class DataFile:
    """A `.npy` file as it was, for core."""

    json: dict[str, Any]

    @classmethod
    def of(cls, path: Path, over: int = 1, *, one: bool = False) -> Self:
        """over: the denominator of its numbers; one: whether a last entry 1 is appended to every row.

        Raises InputError for what is no table of numbers.
        """
        name = path.name
        try:
            need_regular(path)
            found = dict(described(str(path), read_file_name(name)))
        except Malformed:
            raise InputError(f"{shown(name)} is no plain name of a file; call it data.npy, for example") from None
        except (OSError, Reject) as error:
            raise InputError(f"{shown(str(path))}: {getattr(error, 'strerror', None) or error}") from None
        lies_at(str(found["sha256"]), str(path.resolve()))
        found |= {"over": over} if over != 1 else {}
        return cls({**found, **({"one": True} if one else {})})


def trained(kind: str, student: Any, teacher: Any, data: Any, cones: Any, eps: Any, sine2: Any, **own: Any) -> Claim:
    """A claim about a student, a teacher and data."""
    if (data is None) == (cones is None):
        raise InputError("give data, or cones, the generators of each being a list of vectors")
    given: dict[str, Any]
    if isinstance(data, Path) or (isinstance(data, str) and data.endswith(".npy")):
        data = DataFile.of(Path(data))
    if isinstance(data, DataFile):
        given = {"file": data.json}
    elif data is not None:
        given = {"points": rows_json(data, "data")}
    else:
        given = {"cones": [rows_json(cone, "cone") for cone in listed("cones", cones)]}
    return Claim({
        "kind": kind, "student": network_json(student, "student"), "teacher": network_json(teacher, "teacher"),
        "data": given, "eps": number_json(eps, "eps"), "sine2": number_json(sine2, "sine2"), **own,
    })  # fmt: skip


# ----------------------------------------------------------------------------------------------------- what is tried


def computations() -> Iterator[Attempt]:
    """The computation, and points inside of cones."""
    yield Attempt("computation", 0.6, computation)
    yield Attempt("points of cones", 1.0, inside)


def computation(search: Search, claim: TrainedClaim) -> Computation | Inside | None:
    """A proof; or a refutation by what is wrong."""
    if claim.wrong_angle(search.work):
        return Inside()
    try:
        faults = [*claim.faults(search.work)]
    except Reject as error:
        search.said["computation"] = str(error)
        return None
    if not faults:
        return Computation()
    search.said["computation"] = faults[0].what
    certain = not claim.data.cones and any(fault.certain for fault in faults)
    return Inside() if certain else None


def inside(search: Search, claim: TrainedClaim) -> Inside | None:
    """A point inside of a cone where some gradient is not 0."""
    for number, cone in enumerate(claim.data.cones):
        for coefficients in _mixtures(len(cone)):
            refutation = Inside(cone=number, coefficients=coefficients)
            finding = search.finding(claim, refutation)
            if finding is not None and finding.failure is not None:
                return refutation
    return None


def _mixtures(length: int) -> Iterable[Vector]:
    """Coefficients > 0: all alike, then each in turn larger than the others."""
    ones: Sequence[int] = [1] * length
    yield tuple(map(fmpq, ones))
    for i in range(min(length, TRIES)):
        yield tuple(fmpq(7 + i if j == i else 1 + j % 3) for j in range(length))
