"""Discs: how many eigenvalues are on either side of the imaginary axis, and the largest real part."""

from base64 import b64encode

import numpy as np
import pytest
from flint import arb, arb_mat

from symcrit.core.online.discs import Interval, abscissa, intervals, on_each_side
from symcrit.core.reading import Reject


def text(matrix):
    return b64encode(np.ascontiguousarray(matrix, dtype="<f8").tobytes()).decode()


@pytest.mark.parametrize("seed", range(6))
def test_the_largest_real_part_is_where_numpy_finds_it(seed):
    size = 2 + seed
    matrix = np.random.default_rng(seed).normal(size=(size, size))
    values, vectors = np.linalg.eig(matrix)
    found = intervals(arb_mat(matrix.tolist()), text(vectors.real), text(vectors.imag))
    assert on_each_side(found) == ((values.real > 0).sum(), (values.real < 0).sum())
    largest = abscissa(found)
    assert float(largest.low) - 1e-12 <= values.real.max() <= float(largest.high) + 1e-12
    assert float(largest.high) - float(largest.low) < 1e-9


def test_balls_of_entries_make_discs_larger():
    blurred = arb_mat([[arb(1, 0.5), arb(0, 0.1)], [arb(0, 0.1), arb(-1, 0.5)]])
    left, right = intervals(blurred, text(np.eye(2)), None)
    assert left.low < -1.59
    assert left.high > -0.41
    assert right.low < 0.41
    assert right.high > 1.59
    assert on_each_side([left, right]) == (1, 1)


def test_a_disc_on_the_axis_says_nothing():
    assert on_each_side(intervals(arb_mat([[0, 1], [-1, 0]]), text(np.eye(2)), None)) is None


def test_discs_that_are_linked_hold_their_eigenvalues_together():
    discs = [Interval(arb(low), arb(high)) for low, high in ((-3, -2), (-1, 1), (0, 2), (1, 4))]
    low, high = abscissa(discs)
    assert (low, high) == (-1, 4)


def test_a_singular_frame_is_rejected():
    with pytest.raises(Reject, match="invertible"):
        intervals(arb_mat([[1, 0], [0, 2]]), text(np.ones((2, 2))), None)
