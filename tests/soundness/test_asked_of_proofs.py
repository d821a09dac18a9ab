"""What the goals of claims about networks ask for: each of these is part of why the rule is right."""

from typing import Any

import pytest

from symcrit.core.algebra.balls import ball
from symcrit.core.algebra.expr import parse, substitute
from symcrit.core.reading import Reject
from symcrit.core.registry import read_claim
from symcrit.core.work import Work

from .kernels import ERF

HALF = {"activation": ["+", ERF["activation"], "1/2"], "forms": [["+", ERF["forms"][0], "1/4"], *ERF["forms"][1:]]}


def goals(claim: dict[str, Any]) -> list[Any]:
    return list(read_claim(claim).goals(Work()))


def unique(kernel: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """One student against l teachers."""
    place = {"size": "l", "sizes": ["l"], "students": [{"a": "l", "c": ["/", 1, "l"]}], **fields}
    given = {"symbols": {"l": "integer"}, "where": [[">=", "l", 1]]}
    return {"kind": "unique", "configuration": {"kernel": kernel, "groups": place}, **given}


def test_one_direction_asks_for_an_odd_kernel() -> None:
    """With E[σ] ≠ 0 neurons at w and −w are not exchanged by (a, w) → (−a, −w)."""
    place = {"p": parse(1), "r": parse("1/2")}
    for kernel, is_odd in ((ERF, True), (HALF, False)):
        gaps = [substitute(goal.relation.gap, place) for goal in goals(unique(kernel)) if goal.key == "odd"]
        assert [ball(gap).contains(0) for gap in gaps] == [is_odd]


@pytest.mark.parametrize("fields", [{"b": 2}, {"length": 2}])
def test_one_direction_is_about_unit_teachers_of_weight_1(fields: dict[str, Any]) -> None:
    assert goals(unique(ERF))
    with pytest.raises(Reject, match="unit teachers"):
        goals(unique(ERF, **fields))


def species(least: int) -> dict[str, Any]:
    """One student (a, w) = (m, (1/m) Σ v_j) against m teachers."""
    student = {"at": None, "w": [["/", 1, "m"]], "a": "m"}
    place = {"kernel": ERF, "species": {"sizes": ["m"], "b": [1], "students": [student]}}
    return {"symbols": {"m": "integer"}, "where": [[">=", "m", least]], "configuration": place, "free": "W"}


def sector(kind: str, *numbers: int, outside: bool = False) -> dict[str, Any]:
    return {"sector": {"kind": kind, "species": [*numbers], "outside": outside}, "matrix": [[1]], "signs": [1]}


def test_a_sector_asks_for_the_directions_that_it_takes() -> None:
    """e_1 − e_2 is a direction for m ≥ 2 only."""
    assert goals({"kind": "sector", **species(2), **sector("standard", 0)})
    with pytest.raises(Reject, match="more directions"):
        goals({"kind": "sector", **species(1), **sector("standard", 0)})


def test_all_sectors_asks_for_all_directions_inside_and_outside() -> None:
    inside, out = [sector("trivial"), sector("standard", 0)], sector("trivial", outside=True)
    for sectors in (inside, [*inside, out]):
        assert goals({"kind": "sectors", **species(2), "sectors": sectors})
    wrong = {**species(2), "sectors": [*inside, {**out, "matrix": [[1, 0], [0, 1]], "signs": [1, 1]}]}
    for sectors in (inside[:1], inside[1:], wrong["sectors"]):
        with pytest.raises(Reject, match="do not add up"):
            goals({"kind": "sectors", **species(2), "sectors": sectors})
