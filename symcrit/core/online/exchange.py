"""Order parameters that may be taken for one number, by permutations of students and of teachers.

A permutation of the students and one of the teachers that leave a, b and T as they are leave the equations as they
are: what moves Q_ik at (Q, R) moves Q_π(i)π(k) at (πQ, πR).  Where they leave the names in Q and R as they are, too,
the velocities of entries that are exchanged agree; so order parameters of which all with one name are exchanged by such
permutations keep their form (rule `exchange`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from symcrit.core.online.equations import Entry, Learning
from symcrit.core.reading import require

Order = Sequence[int]  # where each field goes


def need_form(learning: Learning) -> None:
    """Raises `Reject` unless entries with one name are shown to have one velocity."""
    root = {entry: entry for entry in learning.entries}

    def find(entry: Entry) -> Entry:
        while root[entry] is not entry:
            entry = root[entry]
        return entry

    for order in _symmetries(learning):
        for entry in learning.entries:
            one, other = find(entry), find(_moved(entry, order))
            root[one] = other
    heads = {learning.name(entry): find(entry) for entry in learning.entries}
    alike = all(find(entry) is heads[learning.name(entry)] for entry in learning.entries)
    require(alike, "order parameters of one name are not shown to be exchanged by permutations of neurons")


def _moved(entry: Entry, order: Order) -> Entry:
    one, other = order[entry.i], order[entry.p]
    K = max(one, other)
    return Entry(min(one, other), K) if entry.p > entry.i else Entry(max(one, other), min(one, other))


def _symmetries(learning: Learning) -> Iterator[Order]:
    """Exchanges of at most two students and at most two teachers that leave a, b, T and the names as they are."""
    K, M = len(learning.a), len(learning.b)
    students = [list(range(K)), *_exchanges(K)]
    teachers = [list(range(M)), *_exchanges(M)]
    for own, others in product(students, teachers):
        if _keeps(learning, own, others):
            yield [*own, *(K + m for m in others)]


def _exchanges(count: int) -> Iterator[list[int]]:
    for i, j in combinations(range(count), 2):
        order = list(range(count))
        order[i], order[j] = j, i
        yield order


def _keeps(learning: Learning, own: Order, others: Order) -> bool:
    same_a = all(learning.a[own[i]] is x for i, x in enumerate(learning.a))
    same_b = all(learning.b[others[m]] is x for m, x in enumerate(learning.b))
    return (
        same_a
        and same_b
        and _same(learning.T, others, others)
        and _same(learning.Q, own, own)
        and _same(learning.R, own, others)
    )


def _same(matrix: Sequence[Sequence[object]], rows: Order, columns: Order) -> bool:
    return all(matrix[rows[i]][columns[j]] == x for i, row in enumerate(matrix) for j, x in enumerate(row))
