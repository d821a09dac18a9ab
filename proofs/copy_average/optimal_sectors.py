r"""A CA-optimal point is a strict local minimum where n < n*(l), for all numbers of copies and of averaged teachers.

Teachers: m that are copied (n = m + 1 students) and a group of l ≥ 2 that is averaged by one student, σ(z) = erf(z/√2).
The symmetry S_m × S_l splits ∂²L into finitely many sectors of fixed size.  All are positive definite but that of
u = e_1 − e_2 in the averaged group, whose sign changes at m (x² − M) = (2/√3 − 1) M (`saddle_threshold`).
`minimum` and `saddle` put all together and count the directions; at m = 1, 2, 3 fewer sectors occur.
`inertia_all` implies these counts, for all partitions and by one argument; what is dear here runs with `--all` only.
x = √(l(2l−1)); N = 2l²(2l−1)/√(4l²−1) > x²; both occur because the copies pull the averaging student along.
The symmetric sector needs asin u > u + u³/6 + 3u⁵/40 at u = 1/(2l): its determinant is as small as u⁶.
References: beyond arXiv:2311.01644.
"""

from sympy import Gt, Lt, Rational, asin, pi, sqrt, symbols, sympify

from symcrit import Member, SymmetricNetwork, all_sectors, less, mutant, sector, theorem

l, m = symbols("l m", integer=True, positive=True)  # noqa: E741
u = symbols("u", positive=True)
x, root3, half = sqrt(l) * sqrt(2 * l - 1), sqrt(3), Rational(1, 2)
M = 4 * l**2 * (2 * l**2 - 1) / (sqrt(2 * l - 1) * sqrt(2 * l + 1) ** 3)
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

# By u in the group: the copies, the averaging student.
PULLED = {(0, 0): m * (m - 1 + 2 / root3), (0, 1): m * x, (1, 1): M}
OUTSIDE = {(0, 0): m * (3 * m - 3 + 2 * root3) / 6, (0, 1): m * x / 2, (1, 1): N / 2}
PRODUCT, PAIRS, CYCLES, OUTWARDS = CONSTANTS = 4 * root3 / 3 - 2, 8 * root3 / 3 - 4, 2 * root3 - 3, 2 * root3 / 3 - 1


def own_sector(copies, kind, *species, entries, least=1, outside=False, signs=None):
    """The claim about one sector, for a number of copies or for all m."""
    size = 1 + max(j for _, j in entries)
    rows = matrix(size, {key: sympify(entry).subs(m, copies) for key, entry in entries.items()})
    where = [l >= 2] if copies != m else [m >= least, l >= 2]
    return sector(optimal(copies), kind, *species, matrix=rows, signs=signs or [1] * size, outside=outside, where=where)


def symmetric(copies=m, entries=SYMMETRIC, **more):
    entries = without(1, 7, entries) if copies == 1 else entries
    return own_sector(copies, "trivial", entries=entries, least=2, **more).using(ARCSINE)


def standard(copies=m, entries=STANDARD, least=3):
    entries = without(3, 6, entries) if copies == 2 else entries
    return own_sector(copies, "standard", 0, entries=entries, least=least)


def constant(value, kind, *species, least, copies=m, **more):
    return own_sector(copies, kind, *species, entries={(0, 0): value}, least=least, **more)


@theorem("copy_average.optimal_symmetric", source="symcrit", large=True)
def symmetric_directions():
    return [symmetric(), symmetric(1)]


@mutant(symmetric_directions)
def with_a_larger_pull():
    return symmetric(entries={**SYMMETRIC, (4, 4): m * N})


@mutant(symmetric_directions)
def with_another_sign():
    return symmetric(signs=[1] * 6 + [-1])


@theorem("copy_average.optimal_copies", source="symcrit", large=True)
def differences_of_copies():
    return [standard(), standard(2)]


@mutant(differences_of_copies)
def with_dependent_patterns():
    return standard(least=2)


@mutant(differences_of_copies)
def with_a_copy_of_another_length():
    return standard(entries={**STANDARD, (0, 0): root3 / 9})


@theorem("copy_average.optimal_tensors", source="symcrit")
def products_of_differences():
    yield constant(PRODUCT, "product", 0, 1, least=2)
    yield constant(PAIRS, "pairs", 0, least=4)
    yield constant(CYCLES, "cyclic", 0, least=3)


@mutant(products_of_differences)
def with_the_constant_of_cycles():
    return constant(CYCLES, "pairs", 0, least=4)


@mutant(products_of_differences)
def negative_pairs():
    return constant(PAIRS, "pairs", 0, least=4, signs=[-1])


def everything(copies, last=1):
    """All sectors that occur: with m for all m ≥ 4."""
    many, known = copies == m, copies if copies != m else 4
    yield symmetric(copies)
    yield own_sector(copies, "standard", 1, entries=PULLED, signs=[1, last])
    yield own_sector(copies, "trivial", entries=OUTSIDE, outside=True)
    if known > 1:
        yield standard(copies)
        yield constant(PRODUCT, "product", 0, 1, least=2, copies=copies)
        yield constant(OUTWARDS, "standard", 0, least=2, copies=copies, outside=True)
    if known > 2:
        yield constant(CYCLES, "cyclic", 0, least=3, copies=copies)
    if many:
        yield constant(PAIRS, "pairs", 0, least=4)


def balance(copies):
    """m (x² − M) and (2/√3 − 1) M: n < n*(l) where the first is less."""
    return copies * (l * (2 * l - 1) - M), (2 / root3 - 1) * M


def hessian(copies, side, last=1):
    where = [l >= 2, *([m >= 4] if copies == m else []), *([side(*balance(copies))] if side else [])]
    return all_sectors(*everything(copies, last), where=where)


@theorem("copy_average.minimum", source="symcrit", instances=[m, 3, 2, 1], large=True, effort=4)
def strict_local_minimum(copies):
    return hessian(copies, Lt)


@mutant(strict_local_minimum)
def on_both_sides():
    return hessian(m, None)


@mutant(strict_local_minimum)
def a_saddle_below_the_threshold():
    return hessian(m, Lt, last=-1)


@theorem("copy_average.saddle", source="symcrit", large=True, effort=4)
def strict_saddle():
    """l − 1 negative directions, no more."""
    return hessian(m, Gt, last=-1)


@mutant(strict_saddle)
def a_minimum_above_the_threshold():
    return hessian(m, Gt)
