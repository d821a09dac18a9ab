"""Linear programs: Σ λ_j·c_j = 0 with λ_j ≥ 0, and the weights of the strict columns with sum 1; λ comes out exact.

Small programs are solved by the simplex method over the rational numbers (Bland's rule); for larger ones HiGHS finds
the columns with λ_j > 0 in machine numbers, and the weights of these follow by elimination over the rational numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat

from symcrit.core import Work
from symcrit.search.search import one_thread

EXACT_ENTRIES, MOST_ENTRIES = 1000, 200_000  # of the matrix of a program
MOST_PIVOTS = 60
_TINY = 1e-9  # weights below this are taken as 0

Terms = Mapping[Any, fmpq]


class TooManyPivotsError(Exception):
    """The simplex method over the rational numbers was given up."""


class Column(NamedTuple):
    """A vector by its entries; whether its weight counts as strict, and whether it may be negative."""

    terms: Terms
    strict: bool = False
    free: bool = False
    price: int = 1  # of using it: the cheaper ones are preferred


def weights(columns: Sequence[Column], work: Work) -> dict[int, fmpq] | None:
    """λ by the places of the columns with λ ≠ 0; None where there is none, or none was found."""
    places = _useful(columns, work)
    if not any(columns[place].strict for place in places):
        return None
    kept = [columns[place] for place in places]
    keys = list(dict.fromkeys(key for column in kept for key in column.terms))
    entries = (len(keys) + 1) * len(kept)
    if entries > MOST_ENTRIES:
        return None
    try:
        found = _simplex(kept, keys, work) if entries <= EXACT_ENTRIES else _by_floats(kept, keys, work)
    except TooManyPivotsError:
        found = _by_floats(kept, keys, work)
    return None if found is None else {places[place]: weight for place, weight in found.items()}


def _useful(columns: Sequence[Column], work: Work) -> list[int]:
    """The columns that can have a weight: where all entries of a row have one sign, the weights there are 0."""
    alive = dict.fromkeys(range(len(columns)))
    while True:
        rows: dict[Hashable, list[int]] = {}
        for place in alive:
            for key in columns[place].terms:
                rows.setdefault(key, []).append(place)
        work.charge(1 + sum(map(len, rows.values())) // 4)
        dropped = {place for key, row in rows.items() if _one_sign(columns, key, row) for place in row}
        if not dropped:
            return list(alive)
        alive = dict.fromkeys(place for place in alive if place not in dropped)


def _one_sign(columns: Sequence[Column], key: Hashable, row: Sequence[int]) -> bool:
    """Whether Σ λ_j·c_j = 0 in this row says that all λ_j are 0."""
    if len(row) == 1:
        return True
    if any(columns[place].free for place in row):
        return False
    return len({columns[place].terms[key] > 0 for place in row}) == 1


# --------------------------------------------------------------------------------------------------- the simplex method


def _simplex(columns: Sequence[Column], keys: Sequence[Hashable], work: Work) -> dict[int, fmpq] | None:
    """The first phase of the simplex method: from artificial variables, one for each row, to none."""
    order = sorted(range(len(columns)), key=lambda place: columns[place].price)
    variables = [(place, way) for place in order for way in ((1, -1) if columns[place].free else (1,))]
    zero = fmpq(0)
    table = [[way * columns[place].terms.get(key, zero) for place, way in variables] + [zero] for key in keys]
    table.append([fmpq(int(columns[place].strict)) for place, _ in variables] + [fmpq(1)])
    costs = [-sum((row[i] for row in table), zero) for i in range(len(variables) + 1)]
    basis = [len(variables) + i for i in range(len(table))]
    for _ in range(MOST_PIVOTS):
        if not costs[-1]:
            found = {variables[b][0]: row[-1] * variables[b][1] for b, row in _in(basis, table, len(variables))}
            return {place: weight for place, weight in found.items() if weight}
        column = next((i for i, cost in enumerate(costs[:-1]) if cost < 0), None)
        if column is None:
            return None
        ratios = [(row[-1] / row[column], basis[i], i) for i, row in enumerate(table) if row[column] > 0]
        if not ratios:
            return None
        leaving = min(ratios)[2]
        work.charge(len(table) * len(variables) // 3)
        _pivot(table, costs, leaving, column)
        basis[leaving] = column
    raise TooManyPivotsError


def _in(basis: Sequence[int], table: Sequence[list[fmpq]], count: int) -> list[tuple[int, list[fmpq]]]:
    """The variables in the basis that are not artificial, with their rows."""
    return [(b, row) for b, row in zip(basis, table, strict=True) if b < count]


def _pivot(table: list[list[fmpq]], costs: list[fmpq], leaving: int, column: int) -> None:
    """Eliminates a column from all rows but one."""
    pivot = table[leaving][column]
    top = [value / pivot for value in table[leaving]]
    table[leaving] = top
    places = [i for i, value in enumerate(top) if value]
    for row in (*table, costs):
        factor = row[column]
        if row is top or not factor:
            continue
        for i in places:
            row[i] = row[i] - factor * top[i]


# ----------------------------------------------------------------------------------------------------- machine numbers


def _by_floats(columns: Sequence[Column], keys: Sequence[Hashable], work: Work) -> dict[int, fmpq] | None:
    """The weights on the columns that HiGHS uses, solved for exactly."""
    support = _support(columns, keys, work)
    if not support:
        return None
    used = list(dict.fromkeys(key for place in support for key in columns[place].terms))
    width = len(support) + 1
    work.charge(20 + (len(used) + 1) * width * min(len(used) + 1, width) // 8)
    zero = fmpq(0)
    rows = [[*(columns[place].terms.get(key, zero) for place in support), zero] for key in used]
    rows.append([*(fmpq(int(columns[place].strict)) for place in support), fmpq(1)])
    echelon, rank = fmpq_mat(len(rows), width, [value for row in rows for value in row]).rref()
    found: dict[int, fmpq] = {}
    for i in range(rank):
        pivot = next(j for j in range(width) if echelon[i, j])
        if pivot == width - 1:
            return None  # no solution
        found[support[pivot]] = fmpq(echelon[i, width - 1])
    good = all(weight >= 0 or columns[place].free for place, weight in found.items())
    return {place: weight for place, weight in found.items() if weight} if good else None


def _support(columns: Sequence[Column], keys: Sequence[Hashable], work: Work) -> list[int]:
    """The columns with λ ≠ 0 in a vertex of least price."""
    rows = {key: i for i, key in enumerate(keys)}
    entries = sum(len(column.terms) for column in columns)
    size = len(rows) + len(columns)
    work.charge(3000 + 20 * entries + size * size // 4)  # measured
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    scale = [max(abs(_float(value)) for value in column.terms.values()) for column in columns]
    data, at, of = [], [], []
    for place, column in enumerate(columns):
        for key, value in column.terms.items():
            data.append(_float(value) / scale[place])
            at.append(rows[key])
            of.append(place)
    strict = [place for place, column in enumerate(columns) if column.strict]
    data += [1.0] * len(strict)
    at += [len(keys)] * len(strict)
    of += strict
    matrix = coo_array((data, (at, of)), shape=(len(keys) + 1, len(columns))).tocsc()
    right = np.zeros(len(keys) + 1)
    right[-1] = 1.0
    price = [0 if column.free else column.price for column in columns]
    bounds = [(None if column.free else 0, None) for column in columns]
    options = {"maxiter": 20 * size, "presolve": True}
    with one_thread():
        result = linprog(price, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds", options=options)
    if result.x is None or result.status != 0:
        return []
    return [place for place, value in enumerate(result.x) if abs(value) > _TINY]


def _float(value: fmpq) -> float:
    """The nearest machine number, about."""
    return int(value.p) / int(value.q)
