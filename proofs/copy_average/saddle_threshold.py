r"""A CA-optimal point is a saddle as soon as there are too many copies: iff n > n*(l).

Teachers: m = n − 1 that are copied and a group of l ≥ 2 that is averaged, σ(z) = erf(z/√2).  Along u = e_1 − e_2 in the
group (l − 1 such directions) the averaging student and the copies, which move alike, have the Hessian

    (4/π) [[m(m − 1 + 2/√3), m x], [m x, M]],   x² = l(2l−1),   M = 4l²(2l²−1)/((2l−1)^{1/2}(2l+1)^{3/2}) < x²,

with negative determinant iff m (x² − M) > (2/√3 − 1) M, that is n > n*(l) = [x² − (2 − 2/√3) M]/[x² − M]; n*(2) = 5.136,
n*(3) = 11.304, n*(4) = 19.96.  `optimal_sectors` has the other directions, which are all positive.
References: beyond arXiv:2311.01644.
"""

from sympy import Symbol, Ge, Gt, Lt, pi, sqrt, symbols

from symcrit import Member, SymmetricNetwork, less, mutant, sector, theorem

l, m = symbols("l m", integer=True, positive=True)
x = sqrt(l) * sqrt(2 * l - 1)
M = 4 * l**2 * (2 * l**2 - 1) / (sqrt(2 * l - 1) * sqrt(2 * l + 1) ** 3)
EXCESS, LEAST = m * (l * (2 * l - 1) - M), (2 / sqrt(3) - 1) * M


def in_the_group(signs, where, averager=M, copies=m):
    network = SymmetricNetwork([m, l], [Member(w=[0, 0], at=0, diagonal=1), Member(w=[0, 1 / x], a=l)])
    alike = copies * (copies - 1 + 2 / sqrt(3))
    matrix = [[4 / pi * alike, 4 / pi * m * x], [4 / pi * m * x, 4 / pi * averager]]
    return sector(network, "standard", 1, matrix=matrix, signs=signs, where=[l >= 2, *where])


@theorem("copy_average.lemma", source="symcrit")
def averaging_is_softer_than_pulling():
    return less(M, l * (2 * l - 1), where=[l >= 2])


@mutant(averaging_is_softer_than_pulling)
def by_an_eighth():
    return less(M + l / 8, l * (2 * l - 1), where=[l >= 2])


@theorem("copy_average.saddle_threshold", source="symcrit", timeout=20)
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


@theorem("copy_average.saddle_pairs", source="symcrit", instances=[(6, 7), (7, 8), (5, 6), (8, 9), (10, 12), (12, 14), (20, 23)])
def threshold_at_small_sizes(n, k):
    """n > n*(k − n + 1) or not, in integers."""
    own = {l: k - n + 1, m: n - 1}
    saddle = (n, k) in {(6, 7), (7, 8), (8, 9), (12, 14), (20, 23)}
    return less(*(side.subs(own) for side in ((LEAST, EXCESS) if saddle else (EXCESS, LEAST))))
