r"""A CA-optimal point is a saddle as soon as there are too many copies: iff n > n*(l).

Teachers: m = n − 1 that are copied and a group of l ≥ 2 that is averaged, σ(z) = erf(z/√2).  Along u = e_1 − e_2 in the
group (l − 1 such directions) the averaging student and the copies, which move alike, have the Hessian

    (4/π) [[m(m − 1 + 2/√3), m x], [m x, M]],   x² = l(2l−1),   M = 4l²(2l²−1)/((2l−1)^{1/2}(2l+1)^{3/2}) < x²,

with negative determinant iff m (x² − M) > (2/√3 − 1) M, that is
n > n*(l) = [x² − (2 − 2/√3) M]/[x² − M]; n*(2) = 5.136, n*(3) = 11.304, n*(4) = 19.960.
`optimal_sectors` has the other directions, which are all positive.
References: beyond arXiv:2311.01644.
"""

from sympy import Gt, Lt, pi, sqrt, symbols

from symcrit import Member, SymmetricNetwork, isolated, less, mutant, sector, theorem

l, m = symbols("l m", integer=True, positive=True)  # noqa: E741
x = sqrt(l) * sqrt(2 * l - 1)
M = 4 * l**2 * (2 * l**2 - 1) / (sqrt(2 * l - 1) * sqrt(2 * l + 1) ** 3)
EXCESS, LEAST = m * (l * (2 * l - 1) - M), (2 / sqrt(3) - 1) * M


def alike(copies):
    """The stiffness of copies that move alike."""
    return copies * (copies - 1 + 2 / sqrt(3))


def in_the_group(signs, where, averager=M, copies=m):
    network = SymmetricNetwork([m, l], [Member(w=[0, 0], at=0, diagonal=1), Member(w=[0, 1 / x], a=l)])
    matrix = [[4 / pi * alike(copies), 4 / pi * m * x], [4 / pi * m * x, 4 / pi * averager]]
    return sector(network, "standard", 1, matrix=matrix, signs=signs, where=[l >= 2, *where])


@theorem("copy_average.lemma", source="symcrit")
def averaging_is_softer_than_pulling():
    return less(M, l * (2 * l - 1), where=[l >= 2])


@mutant(averaging_is_softer_than_pulling)
def by_an_eighth():
    return less(M + l / 8, l * (2 * l - 1), where=[l >= 2])


@theorem("copy_average.saddle_threshold", source="symcrit", effort=4)
def saddle_iff_many_copies():
    yield in_the_group([1, -1], [Gt(EXCESS, LEAST)])
    yield in_the_group([1, 1], [Lt(EXCESS, LEAST)])


@mutant(saddle_iff_many_copies)
def with_one_copy_more():
    return in_the_group([1, -1], [Gt(EXCESS + l * (2 * l - 1) - M, LEAST)])


@mutant(saddle_iff_many_copies)
def with_twice_the_stiffness():
    return in_the_group([1, 1], [Lt(EXCESS, LEAST)], averager=2 * M)


@mutant(saddle_iff_many_copies)
def positive_on_the_wrong_side():
    return in_the_group([1, 1], [Gt(EXCESS, LEAST)])


# (n, k): saddle or not, on both sides of n*(k − n + 1) for l = 2, 3, 4
PAIRS = {
    (2, 3): False,
    (5, 6): False,
    (6, 7): True,
    (7, 8): True,
    (99, 100): True,
    (11, 13): False,
    (12, 14): True,
    (19, 22): False,
    (20, 23): True,
    (100, 10**6): False,
}


def point_with(n, k, negative):
    """The point in numbers, certified as a whole, at a cost that does not grow with n and k."""
    size, total = k - n + 1, n * (k + 1)
    copy = Member(w=[0 if n > 2 else None, 0], at=0, diagonal=1)
    network = SymmetricNetwork([n - 1, size], [copy, Member(w=[0, 1 / x.subs(l, size)], a=size)])
    return isolated(network, inertia=(total - negative, negative))


@theorem("copy_average.saddle_pairs", source="symcrit", instances=PAIRS)
def threshold_in_numbers(n, k):
    """n > n*(l) or n < n*(l), and the Hessian has l − 1 = k − n negative directions, or none."""
    excess, least = [side.subs({l: k - n + 1, m: n - 1}) for side in (EXCESS, LEAST)]
    yield less(least, excess) if PAIRS[n, k] else less(excess, least)
    yield point_with(n, k, negative=k - n if PAIRS[n, k] else 0)


@mutant(threshold_in_numbers)
def a_minimum_at_six_of_seven():
    return point_with(6, 7, negative=0)


@mutant(threshold_in_numbers)
def a_saddle_at_five_of_six():
    return point_with(5, 6, negative=1)
