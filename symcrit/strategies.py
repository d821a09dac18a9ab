"""Hypothesis strategies for this field: what statements about two-layer networks are quantified over.

| what | strategies |
|---|---|
| sizes | `sizes`, `n_and_k`, `partitions` |
| numbers and matrices | `exact_numbers`, `covariances` |
| networks | `networks`, `teachers`, `orthonormal_teachers` |
| problems | `activations`, `orthonormal_problems`, `problems` |
| points of known truth | `critical_points`, `moved_points` |

Everything drawn is exact and shrinks towards the smallest case.  Types of symcrit are imported when first drawn.
`symcrit.testing` has assertions to go with them, and settings: the profile "symcrit".

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

from symcrit.arguments import flag, integer, listed
from symcrit.errors import InputError

if TYPE_CHECKING:
    from symcrit import Activation, Network, Point, Problem

__all__ = [
    "activations", "covariances", "critical_points", "exact_numbers", "moved_points", "n_and_k", "networks",
    "orthonormal_problems", "orthonormal_teachers", "partitions", "problems", "sizes", "teachers",
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
def networks(draw: st.DrawFn, n: int, d: int, *, exact: bool = True, outputs: int = 1, biases: bool = False) -> Network:
    """A network of n neurons in d dimensions: W is n×d, a has n entries, or is n×`outputs` for several outputs.

    Entries are small fractions, or floats in [−2, 2] with `exact=False` (for candidates only); they may be 0.
    biases: whether the neurons have biases, n of them.

    >>> from hypothesis import find
    >>> find(networks(1, 2), lambda network: True)
    Network(W=[[0, 0]], a=[0])
    """
    import numpy as np

    from symcrit import Network

    n, d, outputs = integer("n", n, 1), integer("d", d, 1), integer("outputs", outputs, 1)
    entry = _weights() if exact else st.floats(-2, 2, allow_subnormal=False)
    W = draw(_matrices(entry, n, d))
    a = draw(_vectors(entry, n) if outputs == 1 else _matrices(entry, n, outputs))
    own = draw(_vectors(entry, n)) if flag("biases", biases) else None
    if exact:
        return Network(W, a, biases=own)
    return Network(np.array(W), np.array(a), biases=None if own is None else np.array(own))


@st.composite
def teachers(draw: st.DrawFn, k: int, d: int, *, biases: bool = False) -> Network:
    """A general teacher: k neurons in d dimensions, neither parallel nor of one length in general, none of them 0.

    No row of V is 0, and no outgoing weight: such a neuron would be none.

    >>> from hypothesis import find
    >>> find(teachers(1, 1), lambda teacher: True)
    Network(W=[[1]], a=[1])
    """
    from symcrit import Network

    k, d = integer("k", k, 1), integer("d", d, 1)
    rows = _vectors(_weights(), d).filter(any)
    V = [draw(st.just([1] + [0] * (d - 1)) | rows) for _ in range(k)]
    b = [draw(st.just(1) | _weights().filter(bool)) for _ in range(k)]
    own = draw(_vectors(_weights(), k)) if flag("biases", biases) else None
    return Network(V, b, biases=own)


@st.composite
def orthonormal_teachers(draw: st.DrawFn, k: int, d: int | None = None) -> Network:
    """k orthonormal neurons in d ≥ k dimensions (by default k), with rational entries and outgoing weights 1.

    They are rows of a reflection I − 2uuᵀ/u·u, so that they do not lie along the axes in general.

    >>> from hypothesis import find
    >>> find(orthonormal_teachers(2), lambda teacher: True)
    Network(W=[[1, 0], [0, 1]], a=[1, 1])
    >>> find(orthonormal_teachers(2), lambda teacher: teacher.W[0][1] != 0)
    Network(W=[[0, -1], [-1, 0]], a=[1, 1])
    """
    import sympy

    from symcrit import Network

    k = integer("k", k, 1)
    d = k if d is None else integer("d", d, 1)
    if d < k:
        raise InputError(f"d = {d} does not hold k = {k} orthonormal teachers; d >= k is needed")
    u = draw(_vectors(st.integers(-2, 2), d))
    square = sum(entry * entry for entry in u) or 1
    rows = [[sympy.Rational(-2 * u[i] * u[j], square) + int(i == j) for j in range(d)] for i in range(k)]
    return Network(rows, [1] * k)


def _weights() -> st.SearchStrategy[Any]:
    """Small fractions."""
    return st.fractions(-2, 2, max_denominator=6)


def _vectors(entry: st.SearchStrategy[Any], size: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(entry, min_size=size, max_size=size)


def _matrices(entry: st.SearchStrategy[Any], rows: int, columns: int) -> st.SearchStrategy[list[list[Any]]]:
    return st.lists(_vectors(entry, columns), min_size=rows, max_size=rows)


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


@st.composite
def problems(
    draw: st.DrawFn, activation: str = "erf", *, max_n: int = 2, max_k: int = 2, biases: bool = False, law: bool = False
) -> Problem:
    """A problem with a general teacher: n ≤ `max_n`, k ≤ `max_k`, d ≤ `max_k` + 1.

    biases: whether the teacher has biases.  law: whether the inputs have a covariance and a mean, else N(0, I).

    >>> from hypothesis import find
    >>> find(problems(), lambda problem: True).teacher
    Network(W=[[1]], a=[1])
    """
    from symcrit import Problem

    n, k = draw(sizes(max_n)), draw(sizes(max_k))
    d = draw(st.integers(1, max_k + 1))
    teacher = draw(teachers(k, d, biases=biases))
    if not flag("law", law):
        return Problem(teacher, activation, n)
    covariance = draw(covariances(d))
    mean = draw(_vectors(_weights(), d))
    return Problem(teacher, activation, n, covariance=covariance.tolist(), mean=mean)


@st.composite
def critical_points(draw: st.DrawFn, activation: str = "erf", *, max_k: int = 4) -> Point:
    """A critical point of a problem with k ≤ `max_k` orthonormal teachers.

    Where copy averages are critical, for σ(z) = a·erf(b·z): that of a partition (arXiv:2311.01644), copies of all
    teachers and the one neuron among them.  Else the teachers themselves in some order, L = 0, where L is
    differentiable.

    >>> from hypothesis import find
    >>> find(critical_points(), lambda point: point.network.n < point.problem.k).network
    Network(W=[[sqrt(6)/6, sqrt(6)/6]], a=[2])
    """
    from symcrit import CopyAverage, Network, Point, Problem
    from symcrit.kernels.activations import activation as called
    from symcrit.kernels.shapes import erf_shape

    max_k = integer("max_k", max_k, 1)
    shape = erf_shape(called(activation).expr)
    if shape is not None and shape.middle == 0:
        groups = draw(partitions(1, max_k))
        problem = Problem.orthonormal(activation, n=len(groups), k=sum(map(len, groups)))
        return CopyAverage(groups, activation).at(problem)
    k = draw(sizes(max_k))
    order = draw(st.permutations(range(k)))
    return Point(Problem.orthonormal(activation, n=k, k=k), Network([[int(i == j) for i in range(k)] for j in order]))


@st.composite
def moved_points(draw: st.DrawFn, activation: str = "erf", *, max_k: int = 4) -> Point:
    """A point that is not critical: one of `critical_points` with one outgoing weight moved by δ ≠ 0.

    L is a quadratic polynomial in a, and there ∂L/∂a_i = 2δ·E[σ(w_i·x)²] ≠ 0.

    >>> from hypothesis import find
    >>> find(moved_points(), lambda point: True).network
    Network(W=[[1]], a=[2])
    """
    from symcrit import Network, Point
    from symcrit.translate import as_expr

    point = draw(critical_points(activation, max_k=max_k))
    place = draw(st.integers(0, point.network.n - 1))
    shift = draw(st.just(1) | _weights().filter(bool))
    outgoing = list(point.network.a)
    outgoing[place] += as_expr(shift)
    return Point(point.problem, Network(point.network.W, outgoing))
