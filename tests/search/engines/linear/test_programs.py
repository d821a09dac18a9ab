"""Linear programs: weights come out exact, small programs and large ones alike."""

import pytest
from flint import fmpq

from symcrit.core import Work
from symcrit.search.engines.linear import programs
from symcrit.search.engines.linear.programs import Column


def column(*values: int, strict: bool = False, free: bool = False) -> Column:
    return Column({i: fmpq(value) for i, value in enumerate(values) if value}, strict, free)


def check(columns: list[Column], weights: dict[int, fmpq]) -> None:
    """Σ λ_j·c_j = 0, the strict weights have sum 1, and no weight is negative that may not be."""
    for key in {key for column in columns for key in column.terms}:
        assert sum(weight * columns[place].terms.get(key, fmpq(0)) for place, weight in weights.items()) == 0
    assert sum(weight for place, weight in weights.items() if columns[place].strict) == 1
    assert all(weight > 0 or columns[place].free for place, weight in weights.items())


PROGRAMS = {
    "two": [column(1, strict=True), column(-3)],
    "a free column": [column(1, 1, strict=True), column(1, 0, free=True), column(0, -1)],
    "a chain": [column(1, -1, 0, strict=True), column(0, 1, -1), column(-1, 0, 1), column(1, 1, 1)],
}


@pytest.mark.parametrize("columns", PROGRAMS.values(), ids=PROGRAMS.keys())
@pytest.mark.parametrize("entries", [programs.EXACT_ENTRIES, 0], ids=["exact", "by machine numbers"])
def test_weights_solve_the_program(monkeypatch: pytest.MonkeyPatch, columns: list[Column], entries: int) -> None:
    monkeypatch.setattr(programs, "EXACT_ENTRIES", entries)
    weights = programs.weights(columns, Work(10**6))
    assert weights is not None
    check(columns, weights)


@pytest.mark.parametrize("entries", [programs.EXACT_ENTRIES, 0], ids=["exact", "by machine numbers"])
def test_no_weights_where_there_are_none(monkeypatch: pytest.MonkeyPatch, entries: int) -> None:
    monkeypatch.setattr(programs, "EXACT_ENTRIES", entries)
    assert programs.weights([column(1, 1, strict=True), column(-1, 1), column(0, 1)], Work(10**6)) is None
    assert programs.weights([column(1), column(-1)], Work(10**6)) is None
