"""Linear algebra of our own: right up to rounding, and the sums in the order that is promised, bit by bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcrit.search.engines import linear


def symmetric(n: int, seed: int) -> np.ndarray:
    """A symmetric matrix with entries of different sizes."""
    A = np.random.default_rng(seed).normal(size=(n, n))
    return A + A.T


def definite(n: int, seed: int) -> np.ndarray:
    A = symmetric(n, seed)
    return A @ A + np.eye(n) / 10


@given(st.integers(1, 12), st.integers(0, 50))
def test_cholesky_solves_and_inverts(n: int, seed: int) -> None:
    A = definite(n, seed)
    L = linear.cholesky(A)
    assert L is not None
    assert np.array_equal(L, np.tril(L))
    assert np.allclose(L @ L.T, A)
    b = np.random.default_rng(seed).normal(size=n)
    assert np.allclose(A @ linear.solve(L, b), b)
    assert np.allclose(A @ linear.inverse(L), np.eye(n))
    assert linear.log_det(L) == pytest.approx(np.linalg.slogdet(A)[1])


@pytest.mark.parametrize("A", [[[0.0]], [[-1.0]], [[1.0, 2.0], [2.0, 1.0]], [[np.nan]], [[1.0, 1.0], [1.0, 1.0]]])
def test_what_is_not_definite_has_no_factor(A: list) -> None:
    assert linear.cholesky(np.array(A)) is None


@given(st.integers(1, 12), st.integers(0, 50))
def test_eigenvalues_and_vectors(n: int, seed: int) -> None:
    A = symmetric(n, seed)
    values, V = linear.eigen(A)
    assert values == sorted(values)
    assert np.allclose(V.T @ V, np.eye(n))
    assert np.allclose(A @ V, V * np.array(values))
    assert linear.lower_bound(A) <= values[0] + 1e-12


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 50))
def test_sums_are_taken_from_the_first_to_the_last(k: int, n: int, seed: int) -> None:
    """Equal to the last bit to loops over Python's floats."""
    rng = np.random.default_rng(seed)
    stack = rng.normal(size=(k, n, n)) * 10.0 ** rng.integers(-8, 8, size=(k, n, n))
    A = rng.normal(size=(n, n))
    rows = [[float(stack[0, i, j]) for j in range(n)] for i in range(n)]
    for part in stack[1:]:
        rows = [[x + float(y) for x, y in zip(row, other, strict=True)] for row, other in zip(rows, part, strict=True)]
    assert np.array_equal(linear.total(stack), np.array(rows))
    for index in range(k):
        for i in range(n):
            for j in range(n):
                entry = float(A[i, 0]) * float(stack[index, 0, j])
                for m in range(1, n):
                    entry = entry + float(A[i, m]) * float(stack[index, m, j])
                assert linear.product(A, stack)[index, i, j] == entry
