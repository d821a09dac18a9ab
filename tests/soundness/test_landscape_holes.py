"""Statements that core once accepted though they are false, and inputs on which it crashed or hung."""

from typing import Any

import pytest

from symcrit.core.algebra.balls import ball
from symcrit.core.algebra.expr import num
from symcrit.core.networks.minors import leading_minors
from symcrit.core.verdict import Malformed, Verdict, check

from .isolated import kinked
from .kernels import DET, ERF, derived

RHO = ["/", "q12", ["sqrt", ["*", "q11", "q22"]]]
ABS: dict[str, Any] = {
    "activation": ["abs", "z"],
    "forms": [
        ["*", ["/", 2, "pi"], ["+", ["sqrt", DET], ["*", "q12", ["asin", RHO]]]],
        ["/", ["sqrt", DET], ["*", "pi", "q11"]],
        ["*", ["/", 2, "pi"], ["asin", RHO]],
    ],
}


def test_a_gradient_that_vanishes_for_four_groups_only() -> None:
    """u = Σ x_j / 2 over four teachers: E|u|·R = a − 4·E|u||x_1| in the own group, (a − 4)·2/π in each other one."""
    own = ["*", ["/", 2, "pi"], ["+", ["/", ["sqrt", 3], 2], ["/", "pi", 12]]]
    a = ["/", ["+", ["*", 4, own], ["/", 24, "pi"]], ["+", 1, ["/", 6, "pi"]]]
    groups = {"size": "l", "sizes": None, "students": [{"a": a, "c": "1/2"}]}
    where = [["=", "l", 4], ["<=", "l", 4], ["<=", 4, "l"]]
    claim = {"kind": "not_critical", "symbols": {"l": "integer"}, "where": where, "bound": 0}
    claim["configuration"] = {"kernel": ABS, "groups": groups}
    proof = {"kind": "goals", "sample": {"l": 4}, **derived(ABS)}
    assert check({"claim": claim, "witness": proof}).verdict is Verdict.UNDECIDED
    point = {"kind": "refute", "at": {}, "sizes": [4] * 4, **derived(ABS)}
    assert check({"claim": claim, "witness": point}).verdict is Verdict.REFUTED


@pytest.mark.parametrize("outside", [[1, 0], [0, 1]])
def test_the_edge_counts_in_further_directions(outside: list[int]) -> None:
    """Outside the plane ∂²L is −0.01; without the teachers that may be parallel it would be 0.01."""
    pull = ["0.01006421030642", "7.85398163397448", "1.54708884455408", "1.56308788249982"]
    claim, witness = kinked("0.008", pull, [1, 1], outside)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED
    small = {"within": {"W": "1e-9"}, "unique": {"W": "1e-9"}}
    found = check({"claim": {**claim, **small}, "witness": witness}).verdict
    assert found is (Verdict.PROVED if outside == [0, 1] else Verdict.UNDECIDED)


def sector(students: int, **changes: Any) -> dict[str, Any]:
    """A trivial sector of 3 patterns per student."""
    size = range(3 * students)
    each = [{"at": None, "w": [str(i + 1), "1"], "a": "1"} for i in range(students)]
    place = {"kernel": ERF, "species": {"sizes": ["2", "3"], "b": ["1", "1"], "students": each}}
    claim = {"kind": "sector", "configuration": place, "free": "all", "sector": {"kind": "trivial", "species": []}}
    matrix = [[str(i + j) for j in size] for i in size]
    return {**claim, "matrix": matrix, "signs": [1 for _ in size], **changes}


def test_many_minors_take_no_time() -> None:
    witness = {"kind": "refute", **derived(ERF)}
    assert check({"claim": sector(3), "witness": witness}).verdict is Verdict.REFUTED
    assert check({"claim": sector(5), "witness": witness}).verdict is Verdict.UNDECIDED


def test_leading_minors() -> None:
    matrix = [[num(x) for x in row] for row in ((2, 1, 3), (5, -4, 7), (1, 6, 0))]
    assert [ball(minor) for minor in leading_minors(matrix)] == [2, -13, 25]


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize("value", [5, None, {"a": 1}, "ab", nested(900)])
@pytest.mark.parametrize("key", ["free", "species", "kind", "outside"])
def test_words_and_lists_of_the_wrong_kind(key: str, value: Any) -> None:
    own = {"kind": "trivial", "species": [], "outside": False}
    changes = {"free": value} if key == "free" else {"sector": {**own, key: value}}
    with pytest.raises(Malformed):
        check({"claim": sector(1, **changes), "witness": {"kind": "goals"}})


def test_a_huge_network_is_refused() -> None:
    rows = [[0] * 300 for _ in range(700)]
    network = {"pool": ["1"], "W": rows, "a": [0] * 700, "V": [[0] * 300], "b": [0]}
    claim = {"kind": "isolated", "configuration": {"kernel": ERF, "network": network}, "free": "W"}
    claim |= {"within": {"W": "1e-9"}, "unique": {"W": "1e-9"}, "inertia": [1, 1]}
    found = check({"claim": claim, "witness": {"kind": "refute", "precision": 64, **derived(ERF)}})
    assert found.verdict is Verdict.UNDECIDED
    assert "entries" in found.why
