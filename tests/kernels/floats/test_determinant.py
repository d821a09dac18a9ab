"""The determinant against rational numbers, also where nearly all of it cancels."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from symcrit.kernels.floats import determinant as module
from symcrit.kernels.floats.determinant import determinant

norms = st.floats(1e-30, 1e30)


def exactly(a, b, c):
    return max(Fraction(a) * Fraction(c) - Fraction(b) ** 2, Fraction(0))


def wrong(a, b, c):
    """In ulp."""
    value, true = float(determinant(np.float64(a), np.float64(b), np.float64(c))), exactly(a, b, c)
    return 0.0 if value == true else float(abs(Fraction(value) - true) / Fraction(float(np.spacing(float(true)))))


@given(norms, norms, st.floats(-1, 1))
def test_within_2_ulp(a, c, rho):
    assert wrong(a, rho * a**0.5 * c**0.5, c) <= 2


@given(norms, st.integers(-3, 3), st.integers(-3, 3))
def test_nearly_parallel(a, down, up):
    near = a + down * float(np.spacing(a))
    assert wrong(a, near, a + up * float(np.spacing(a))) <= 2


def test_below_0_counts_as_0_and_nan_stays():
    assert determinant(np.float64(1), np.float64(1.5), np.float64(2)) == 0
    assert np.isnan(determinant(np.float64(1), np.float64(np.nan), np.float64(2)))


def test_a_plain_difference_would_be_noticed(monkeypatch):
    assert wrong(0.1, 0.1 - 2.0**-30, 0.1) <= 2
    monkeypatch.setattr(module, "_product", lambda x, y, *_: (x * y, 0.0))
    assert wrong(0.1, 0.1 - 2.0**-30, 0.1) > 2
