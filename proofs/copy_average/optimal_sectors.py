r"""The Hessian at a CA-optimal point is positive definite in every sector but one, for all numbers of teachers.

Teachers: m that are copied (n = m + 1 students) and a group of l ≥ 2 that is averaged by one student, σ(z) = erf(z/√2).
The symmetry S_m × S_l splits ∂²L into finitely many sectors of fixed size.  Here are all of them but u = e_1 − e_2 in
the averaged group, where the sign changes (`saddle_threshold`): together they decide when the point is a minimum.
x = √(l(2l−1)); N = 2l²(2l−1)/√(4l²−1) > x²; both occur because the copies pull the averaging student along.
The symmetric sector needs asin u > u + u³/6 + 3u⁵/40 at u = 1/(2l): its determinant is as small as u⁶.
References: beyond arXiv:2311.01644.
"""

from sympy import Rational, asin, pi, sqrt, symbols, sympify

from symcrit import Member, SymmetricNetwork, less, mutant, sector, theorem

l, m = symbols("l m", integer=True, positive=True)  # noqa: E741
u = symbols("u", positive=True)
x, root3, half = sqrt(l) * sqrt(2 * l - 1), sqrt(3), Rational(1, 2)
N = 2 * l**2 * sqrt(2 * l - 1) / sqrt(2 * l + 1)
ARCSINE = less(u + u**3 / 6 + 3 * u**5 / 40, asin(u), where=[u < 1])


def optimal(copies=m):
    one, average = Member(w=[0 if copies != 1 else None, 0], at=0, diagonal=1), Member(w=[0, 1 / x], a=l)
    return SymmetricNetwork([copies, l], [one, average])


def matrix(size, entries):
    """4/π times the symmetric matrix with these entries on and above the diagonal."""
    return [[4 / pi * entries.get((min(i, j), max(i, j)), 0) for j in range(size)] for i in range(size)]


def without(index, size, entries):
    """The entries of the matrix without one row and column."""
    left = [i for i in range(size) if i != index]
    pairs = ((i, j) for i in range(size - 1) for j in range(i, size - 1))
    return {(i, j): entries[left[i], left[j]] for i, j in pairs if (left[i], left[j]) in entries}


# Patterns: own entry, other entries, entries in the group, a of the copies; entries at the copied, own entry, a of the
# averaging student.
SYMMETRIC = {
    (0, 0): root3 * m / 9, (0, 1): m * (m - 1) / 4, (0, 3): root3 * m / 6, (0, 4): m * x / 4,
    (1, 1): m * (m - 1) * (3 * m - 6 + 2 * root3) / 6, (1, 3): m * (m - 1) / 2, (1, 4): m * (m - 1) * x / 2,
    (2, 2): l * m * (3 * m - 3 + 2 * root3) / 6, (2, 5): m * sqrt(l) * sqrt(2 * l - 1) ** 3 / 4, (2, 6): m / 2,
    (3, 3): pi * m / 6, (3, 4): m * x / 2, (4, 4): m * N / 2,
    (5, 5): l**3 * sqrt(2 * l - 1) ** 3 / sqrt(2 * l + 1) ** 3, (5, 6): sqrt(l) * (2 * l - 1) / (2 * sqrt(2 * l + 1)),
    (6, 6): asin(1 / (2 * l)),
}  # fmt: skip

# Patterns by u = e_1 − e_2: own entry, other entries, entries in the group, entries by u_j, a of the copies; entries by
# u_j of the averaging student.
STANDARD = {
    (0, 0): 2 * root3 / 9, (0, 1): -half, (0, 3): (m - 1) / 2, (0, 4): root3 / 3, (0, 5): x / 2,
    (1, 1): 2 - m + 2 * root3 * (m - 1) / 3, (1, 3): 2 - m - 2 * root3 / 3, (1, 4): -1, (1, 5): -x,
    (2, 2): l * (2 * root3 / 3 - 1),
    (3, 3): m**2 - 3 * m + 2 + 2 * root3 * (m - 1) / 3, (3, 4): m - 1, (3, 5): (m - 1) * x,
    (4, 4): pi / 3, (4, 5): x, (5, 5): N,
}  # fmt: skip


def symmetric(entries=SYMMETRIC):
    return sector(optimal(), "trivial", matrix=matrix(7, entries), signs=[1] * 7, where=[m >= 2, l >= 2])


@theorem("copy_average.optimal_symmetric", source="symcrit", timeout=60)
def symmetric_directions():
    yield symmetric().using(ARCSINE)
    single = {key: entry.subs(m, 1) for key, entry in without(1, 7, SYMMETRIC).items()}
    yield sector(optimal(1), "trivial", matrix=matrix(6, single), signs=[1] * 6, where=[l >= 2]).using(ARCSINE)


@mutant(symmetric_directions)
def with_a_larger_pull():
    return symmetric({**SYMMETRIC, (4, 4): m * N})


@mutant(symmetric_directions)
def with_another_sign():
    return sector(optimal(), "trivial", matrix=matrix(7, SYMMETRIC), signs=[1] * 6 + [-1], where=[m >= 2, l >= 2])


def standard(entries=STANDARD, least=3):
    return sector(optimal(), "standard", 0, matrix=matrix(6, entries), signs=[1] * 6, where=[m >= least, l >= 2])


@theorem("copy_average.optimal_copies", source="symcrit", timeout=60)
def differences_of_copies():
    yield standard()
    pair = {key: sympify(entry).subs(m, 2) for key, entry in without(3, 6, STANDARD).items()}
    yield sector(optimal(2), "standard", 0, matrix=matrix(5, pair), signs=[1] * 5, where=[l >= 2])


@mutant(differences_of_copies)
def with_dependent_patterns():
    return standard(least=2)


@mutant(differences_of_copies)
def with_a_copy_of_another_length():
    return standard({**STANDARD, (0, 0): root3 / 9})


CONSTANTS = PRODUCT, PAIRS, CYCLES = 4 * root3 / 3 - 2, 8 * root3 / 3 - 4, 2 * root3 - 3


def constant(value, kind, *species, least, sign=1):
    own = matrix(1, {(0, 0): value})
    return sector(optimal(), kind, *species, matrix=own, signs=[sign], where=[m >= least, l >= 2])


@theorem("copy_average.optimal_tensors", source="symcrit", timeout=20)
def products_of_differences():
    yield constant(PRODUCT, "product", 0, 1, least=2)
    yield constant(PAIRS, "pairs", 0, least=4)
    yield constant(CYCLES, "cyclic", 0, least=3)


@mutant(products_of_differences)
def with_the_constant_of_cycles():
    return constant(CYCLES, "pairs", 0, least=4)


@mutant(products_of_differences)
def negative_pairs():
    return constant(PAIRS, "pairs", 0, least=4, sign=-1)
