r"""The inertia of the Hessian at every copy-average point of up to eight teachers, σ(z) = erf(z/√2).

With n − 1 singletons and one group the point is a strict local minimum for n < k ≤ 8, except for (n, k) = (6, 7) and
(7, 8), where it has one negative direction; with two or more groups of two and more it is a strict saddle.
Certified in balls: exactly one critical point lies there, with these numbers of positive and negative directions, and
every further input direction has n positive ones.
References: beyond arXiv:2311.01644.
"""

from itertools import pairwise

from sympy.utilities.iterables import partitions

from symcrit import CopyAverage, isolated, mutant, theorem

# By the groups of two and more: the numbers of negative directions with 0, 1, 2, … singletons.
NEGATIVE = {
    (2,): [0, 0, 0, 0, 0, 1, 1],
    (2, 2): [2, 2, 2, 2, 2],
    (3, 2): [1, 1, 1, 1],
    (4, 2): [1, 1, 1],
    (3, 3): [4, 4, 4],
    (5, 2): [1, 1],
    (4, 3): [2, 2],
    (6, 2): [1],
    (5, 3): [2],
    (4, 4): [6],
    (2, 2, 2): [3, 3, 3],
    (3, 2, 2): [2, 4],
    (4, 2, 2): [2],
    (3, 3, 2): [5],
    (2, 2, 2, 2): [4],
}


def groups_of(largest):
    """All partitions of 2 … largest teachers, largest groups first."""
    found = (p for k in range(2, largest + 1) for p in partitions(k))
    return [tuple(size for size in sorted(p, reverse=True) for _ in range(p[size])) for p in found]


def negative_directions(sizes):
    several = tuple(size for size in sizes if size > 1)
    if len(several) < 2 and several != (2,):
        return 0
    return NEGATIVE[several][sizes.count(1)]


def point(sizes, negative):
    ends = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    groups = [[*range(*pair)] for pair in pairwise(ends)]
    total = len(sizes) * (sum(sizes) + 1)
    return isolated(CopyAverage(groups), inertia=(total - negative, negative), outside=(len(sizes), 0))


def is_large(*sizes):
    return sum(sizes) > 5 and sizes not in ((2, 1, 1, 1, 1, 1), (2, 1, 1, 1, 1, 1, 1))


@theorem("copy_average.inertia", source="symcrit", instances=groups_of(8), large=is_large)
def inertia_of_every_partition(*sizes):
    return point(sizes, negative_directions(sizes))


@mutant(inertia_of_every_partition)
def a_minimum_with_two_pairs():
    return point((2, 2), 0)


@mutant(inertia_of_every_partition)
def a_minimum_at_six_of_seven():
    return point((2, 1, 1, 1, 1, 1), 0)


@mutant(inertia_of_every_partition)
def a_saddle_of_one_pair():
    return point((2, 1), 1)
