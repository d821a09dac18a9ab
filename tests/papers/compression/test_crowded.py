"""More neurons than fit equiangularly: both ends of the least loss are certified."""

import pytest
from sympy import sqrt

import symcrit as sc
from symcrit import Verdict, compression
from symcrit.papers.compression.objective import affine_loss


@pytest.mark.parametrize(("M", "d", "tau", "signs"), [(3, 1, sqrt(2), "free"), (3, 2, 1, "nonnegative")])
def test_both_ends_are_certified(M, d, tau, signs):
    found = compression.crowded(M, d, tau, signs=signs, starts=1, rng=1)
    v = [tau, *[0] * (d - 1)]
    assert found.low < found.high
    assert affine_loss(found.student, 1, v).overlaps(found.high)
    assert (found.student.n, found.student.d) == (M, d)
    assert sc.decide(found.claim()).verdict is Verdict.PROVED


def test_where_the_simplex_fits_the_ends_meet():
    found = compression.crowded(3, 2, starts=1, rng=0)
    assert float(found.high - found.low) < 1e-8
    assert 0.215982 < float(found.low) < 0.215983


@pytest.mark.slow
def test_the_dimension_is_seen_where_the_line_sees_none():
    """Twelve in the plane: the supporting line gives less than half of what the dimension gives."""
    found = compression.crowded(12, 2, starts=1, rng=0)
    line = compression.bound(found.student, 1, 0).value
    assert found.by == "dimension"
    assert 2 * float(line) < float(found.low)


@pytest.mark.parametrize("own", [{"M": 1}, {"d": 0}, {"tau": -1}, {"tau": 0.5}, {"tau": "x"}, {"signs": "some"}])
def test_bad_input_is_an_error_in_a_line(own):
    with pytest.raises(sc.InputError):
        compression.crowded(**{"M": 4, "d": 2, "rng": 0, "starts": 1, **own})
