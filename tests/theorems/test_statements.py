"""What theorems state: no equation or inequality between a thing and itself."""

from pathlib import Path

import pytest

from symcrit.claims import Claim
from symcrit.theorems.collect import collect

GROUPS = sorted(path.name for path in (Path(__file__).parents[2] / "proofs").iterdir() if [*path.glob("*.py")])


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_the_sides_of_no_statement_are_the_same(group):
    """As core reads them: nothing was evaluated before, so that a theorem is left."""
    seen = 0
    for theorem in collect(group):
        for instance in theorem.instances:
            found = theorem.function(*instance)
            for claim in [found] if isinstance(found, Claim) else found:
                sides = [getattr(claim.parsed, side) for side in ("lhs", "rhs") if hasattr(claim.parsed, side)]
                assert len(sides) < 2 or sides[0] != sides[1], (theorem.name, claim.statement)
                seen += 1
    assert seen > 0
