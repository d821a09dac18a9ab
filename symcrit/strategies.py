"""Hypothesis strategies for this field: sizes, partitions, networks, activations, problems, covariances, numbers.

Everything drawn is exact and shrinks towards the smallest case.  Types of symcrit are imported when first drawn.

>>> from hypothesis import given
>>> @given(partitions(2, 6))
... def covers_every_teacher(groups):
...     assert sorted(sum(groups, [])) == list(range(sum(map(len, groups))))
>>> covers_every_teacher()
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from symcrit.arguments import integer, listed
from symcrit.errors import InputError

if TYPE_CHECKING:
    from symcrit import Activation, Network, Problem

__all__ = [
    "activations", "covariances", "exact_numbers", "n_and_k", "networks", "orthonormal_problems", "partitions", "sizes",
]  # fmt: skip


def sizes(max_k: int) -> st.SearchStrategy[int]:
    """A number of neurons or the size of a group: an integer from 1 to `max_k`.

    >>> from hypothesis import find
    >>> find(sizes(9), lambda l: l >= 3)
    3
    """
    return st.integers(1, integer("max_k", max_k, 1))


def n_and_k(max_k: int) -> st.SearchStrategy[tuple[int, int]]:
    """A pair (n, k), n students and k teachers, with 1 ≤ n ≤ k ≤ `max_k`.

    >>> from hypothesis import find
    >>> find(n_and_k(9), lambda pair: pair[0] >= 2)
    (2, 2)
    """
    return sizes(integer("max_k", max_k, 1)).flatmap(lambda k: st.tuples(sizes(k), st.just(k)))


@st.composite
def partitions(draw: st.DrawFn, min_k: int, max_k: int | None = None) -> list[list[int]]:
    """A partition of the teachers 0 … k−1 into groups, as lists of indices; k is `min_k`, or from `min_k` to `max_k`.

    Groups are in the order of their smallest members; every partition of the set can be drawn.

    >>> from hypothesis import find
    >>> find(partitions(3), lambda groups: len(groups) == 2 and len(groups[0]) == 1)
    [[0], [1, 2]]
    """
    min_k = integer("min_k", min_k, 1)
    if max_k is not None and integer("max_k", max_k, 1) < min_k:
        raise InputError(f"max_k = {max_k} is less than min_k = {min_k}; give the smaller one first")
    k = draw(st.integers(min_k, max_k or min_k))
    groups: list[list[int]] = []
    for teacher in range(k):
        place = draw(st.integers(0, len(groups)))  # the last place is a group of its own
        if place == len(groups):
            groups.append([])
        groups[place].append(teacher)
    return groups


def exact_numbers(*, max_value: int = 9, max_denominator: int = 12) -> st.SearchStrategy[Any]:
    """An exact real number in any spelling that symcrit reads: int, Fraction, "1/3", "0.25", sympy with a square root.

    `max_value` bounds the size of the rational ones; p + q√m has p and q of at most that size and m ≤ `max_value`.

    >>> from fractions import Fraction
    >>> from hypothesis import find
    >>> 0 < find(exact_numbers(), lambda x: isinstance(x, Fraction) and x > 0) <= 9
    True
    >>> isinstance(find(exact_numbers(), lambda x: isinstance(x, str)), str)
    True
    """
    max_value, max_denominator = integer("max_value", max_value, 1), integer("max_denominator", max_denominator, 1)
    rationals = st.fractions(-max_value, max_value, max_denominator=max_denominator)
    cents = st.decimals(-max_value, max_value, places=2).map(str)
    return st.one_of(st.integers(-max_value, max_value), rationals, rationals.map(str), cents, _surds(max_value))


@st.composite
def _surds(draw: st.DrawFn, size: int) -> Any:
    """p + q√m as a sympy number."""
    import sympy

    p, q = (sympy.Rational(draw(st.integers(-size, size)), draw(st.integers(1, 4))) for _ in range(2))
    return p + q * sympy.sqrt(draw(st.integers(0, max(1, size))))


@st.composite
def networks(draw: st.DrawFn, n: int, d: int, *, exact: bool = True) -> Network:
    """A network of n neurons in d dimensions: W is n×d, a has n entries.

    Entries are small fractions, or floats in [−2, 2] with `exact=False` (for candidates only).

    >>> from hypothesis import find
    >>> network = find(networks(2, 3), lambda network: True)
    >>> len(network.W), len(network.W[0]), len(network.a)
    (2, 3, 2)
    """
    import numpy as np

    from symcrit import Network

    n, d = integer("n", n, 1), integer("d", d, 1)
    entry = st.fractions(-2, 2, max_denominator=6) if exact else st.floats(-2, 2, allow_subnormal=False)
    W = draw(st.lists(st.lists(entry, min_size=d, max_size=d), min_size=n, max_size=n))
    a = draw(st.lists(entry, min_size=n, max_size=n))
    return Network(W, a) if exact else Network(np.array(W), np.array(a))


@st.composite
def covariances(draw: st.DrawFn, size: int = 2, *, singular: bool = False) -> Any:
    """A covariance (Gram) matrix of `size` Gaussian variables, exact: a sympy matrix.

    It is L·Lᵀ for a lower triangular L of small fractions, its diagonal positive, so positive definite; with `singular`
    entries of the diagonal may be 0, so that it may be singular, too, and only positive semidefinite.
    `kernel(q[0, 0], q[0, 1], q[1, 1])` takes the entries of one for two variables.

    >>> from hypothesis import find
    >>> find(covariances(2), lambda q: q[0, 1] < 0)
    Matrix([
    [ 1, -1],
    [-1,  2]])
    >>> find(covariances(2, singular=True), lambda q: q.det() == 0 and q[1, 1] > 0)
    Matrix([
    [0, 0],
    [0, 1]])
    """
    import sympy

    size = integer("size", size, 1)
    low = st.fractions(-3, 3, max_denominator=6)
    least = st.just(0) | st.fractions(0, 3, max_denominator=6) if singular else st.nothing()
    diagonal = least | st.integers(1, 3) | st.fractions("1/6", 3, max_denominator=6)
    rows = [[draw(low) for _ in range(i)] + [draw(diagonal)] + [0] * (size - i - 1) for i in range(size)]
    root = sympy.Matrix(size, size, lambda i, j: sympy.Rational(rows[i][j]))
    return root * root.T


def activations(names: Sequence[str] | None = None) -> st.SearchStrategy[Activation]:
    """One of the registered activations, or of `names`.

    >>> from hypothesis import find
    >>> find(activations(["erf", "relu"]), lambda sigma: sigma.parity == "odd").name
    'erf'
    """

    chosen = None if names is None else listed("names", names, "activations")
    if chosen == []:
        raise InputError("names is empty; give activations, for example ['erf', 'relu']")

    def build() -> st.SearchStrategy[Activation]:
        from symcrit.kernels.activations import activation, activation_names

        return st.sampled_from(list(activation_names() if chosen is None else chosen)).map(activation)

    return st.deferred(build)


@st.composite
def orthonormal_problems(draw: st.DrawFn, activation: str = "erf", *, max_k: int = 5, max_extra: int = 2) -> Problem:
    """A problem with k ≤ `max_k` orthonormal teachers, n ≤ k students and up to `max_extra` further input dimensions.

    >>> from hypothesis import find
    >>> problem = find(orthonormal_problems(), lambda problem: problem.n >= 2)
    >>> problem.n, problem.k, problem.d
    (2, 2, 2)
    """
    from symcrit import Problem

    max_extra = integer("max_extra", max_extra, 0)
    n, k = draw(n_and_k(max_k))
    return Problem.orthonormal(activation, n=n, k=k, d=k + draw(st.integers(0, max_extra)))
