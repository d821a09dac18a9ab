"""Bounds from hypotheses such as |2x − 1| < 3 and (x − 1)² < 4, and hypotheses that are too large for that."""

import pytest

from symcrit.core import Domain

X = {"x": "real"}


@pytest.mark.parametrize(
    ("hypothesis", "low", "high"),
    [
        (["<", ["abs", "x"], 1], "-1", "1"),
        (["<=", ["abs", ["-", ["*", 2, "x"], 1]], 3], "-1", "2"),
        (["<", ["abs", ["-", 1, ["*", 2, "x"]]], 3], "-1", "2"),
        ([">", "1/2", ["abs", ["/", "x", 4]]], "-2", "2"),
    ],
)
def test_bounds(hypothesis: list, low: str, high: str) -> None:
    domain = Domain.read(X, [hypothesis])
    assert (str(domain.lower["x"].value.value), str(domain.upper["x"].value.value)) == (low, high)
    assert domain.lower["x"].strict is (hypothesis[0] != "<=")
    assert domain.interval("x")


@pytest.mark.parametrize(
    "hypothesis", [[">", ["abs", "x"], 1], ["<", ["^", "x", 3], 8], ["<", ["abs", ["^", "x", 2]], 1]]
)
def test_no_bounds(hypothesis: list) -> None:
    domain = Domain.read(X, [hypothesis])
    assert not domain.lower
    assert not domain.upper
    assert not domain.interval("x")


def test_large_constants_are_not_computed() -> None:
    tower: object = 3
    for _ in range(40):
        tower = ["^", tower, 2]
    assert not Domain.read(X, [["<", ["abs", ["+", "x", tower]], 1]]).lower
    shared: object = "x"
    for _ in range(12):
        shared = ["+", shared, shared]
    assert str(Domain.read(X, [["<", ["abs", shared], 4096]]).upper["x"].value.value) == "1"
