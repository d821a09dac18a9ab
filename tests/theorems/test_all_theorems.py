"""Every theorem that comes with symcrit is proved, and every mutant refuted: the whole ledger, by one process."""

import pytest

import symcrit
from symcrit.theorems.collect import collect


@pytest.mark.slow
def test_all_theorems_are_proved():
    ledger = symcrit.verify(jobs=1, cache=False)
    assert [row.name for row in ledger.rows if row.outcome != "PROVED"] == []
    assert [row.name for row in ledger.rows if row.mutants[0] != row.mutants[1]] == []
    assert len(ledger.rows) == len(collect()) > 190
