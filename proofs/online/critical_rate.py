r"""The largest learning rate of online learning, for every K ≥ 2: below the classical one, and above 0.99 of it.

K students near K orthonormal teachers, σ(z) = erf(z/√2), w_i = v_i + x_i with x_i small, and D_ik = x_i·x_k.  The
equations are linearised by hand in D and R − 1, which are coordinates of their own: products of entries of R − 1, by
which y_i = x_i·x depends on the fields, are of second order.  With g = σ′, iid ν_j ~ N(0, 1) and y ~ N(0, D)
independent of them, e = Σ_j g(ν_j)y_j is f − f*, and

    dD_ik/dα = −η(E[g(ν_i) e y_k] + E[g(ν_k) e y_i]) + η² E[g(ν_i) g(ν_k) e²].                            (*)

This is linear in D and commutes with permutations: on p·1 + q(11ᵀ − 1) it is η·J with real eigenvalues, as J_12 = (K
− 1)J_21; on diag u and u1ᵀ + 1uᵀ − 2 diag u with Σu = 0 it is η·S, and on symmetric matrices with zero diagonal and
zero sums of rows it is a number (theorems `online.linear…`; the others are about J, S and it).  det J is a quadratic
in η; η_c is its smaller root: perfect learning is stable for 0 < η < η_c, and not from there to the classical rate.
D does not feel R − 1, which decays by −η∂²L.
At η = √3π/(K + 3/√5 − 1), the classical rate, J_11 = 0: then det J = −(K − 1)J_21² < 0, so that it is too large.
References: Saad and Solla, Phys. Rev. E 52 (1995) 4225, for the classical rate.
"""

from collections import Counter
from itertools import product

from sympy import Integer, Matrix, Rational, Symbol, exp, expand, pi, sqrt, symbols

from symcrit import E, equal, gaussian, less, mutant, theorem

K = Symbol("K", integer=True, positive=True)
eta, s, p, q = symbols("eta s p q", real=True)
n1, n2, n3, n4 = gaussian("n1:5")
CLASSICAL = sqrt(3) * pi / (K + 3 / sqrt(5) - 1)
FEW = (2, 3, 4)  # what depends on the other students is a polynomial in K of degree 2


def g(z):
    """σ′."""
    return sqrt(2 / pi) * exp(-(z**2) / 2)


TWO, ONE_ONE = E(g(n1) ** 2), E(g(n1) * g(n2))
FOUR, THREE, PAIRS = E(g(n1) ** 4), E(g(n1) ** 3 * g(n2)), E(g(n1) ** 2 * g(n2) ** 2)
SPREAD, ALL = E(g(n1) ** 2 * g(n2) * g(n3)), E(g(n1) * g(n2) * g(n3) * g(n4))
VALUES = {
    TWO: 2 / (sqrt(3) * pi), ONE_ONE: 1 / pi, FOUR: 4 / (sqrt(5) * pi**2), THREE: sqrt(2) / pi**2,
    PAIRS: 4 / (3 * pi**2), SPREAD: 2 / (sqrt(3) * pi**2), ALL: 1 / pi**2,
}  # fmt: skip
REPEATS = {
    (2,): TWO, (1, 1): ONE_ONE, (4,): FOUR, (3, 1): THREE, (2, 2): PAIRS, (2, 1, 1): SPREAD, (1, 1, 1, 1): ALL,
}  # fmt: skip


def change(D, i, k, rate=eta):
    """The right side of (*) for the students i and k, from 0."""
    size = D.rows
    fields, moves = gaussian(f"n1:{size + 1}"), gaussian(f"y1:{size + 1}", cov=D)
    error = [g(field) * move for field, move in zip(fields, moves, strict=True)]  # the terms of e
    pulls = sum(E(g(fields[i]) * term * moves[k]) + E(g(fields[k]) * term * moves[i]) for term in error)
    squares = 0
    for j, m in product(range(size), repeat=2):
        if len({i, k, j, m}) < 4:
            squares += E(g(fields[i]) * g(fields[k]) * error[j] * error[m])
        else:  # six variables at once are too many: the y are independent of the fields
            squares += E(g(fields[i]) * g(fields[k]) * g(fields[j]) * g(fields[m])) * E(moves[j] * moves[m])
    return -rate * pulls + rate**2 * squares


def alike(size):
    """p·1 + q(11ᵀ − 1)."""
    return Matrix(size, size, lambda i, j: p if i == j else q)


def together(count=K, four=FOUR):
    """J."""
    other = count - 1
    return Matrix([
        [-2 * TWO + eta * (four + other * PAIRS),
         other * (-2 * ONE_ONE + eta * (2 * THREE + (count - 2) * SPREAD))],
        [-2 * ONE_ONE + eta * (2 * THREE + (count - 2) * SPREAD),
         -2 * TWO - 2 * (count - 2) * ONE_ONE
         + eta * (2 * PAIRS + 4 * (count - 2) * SPREAD + (count - 2) * (count - 3) * ALL)],
    ])  # fmt: skip


def apart(count=K):
    """S."""
    return Matrix([
        [-2 * TWO + eta * (FOUR - PAIRS), 2 * (count - 2) * (-ONE_ONE + eta * (THREE - SPREAD))],
        [-ONE_ONE + eta * (THREE - SPREAD),
         -2 * TWO - (count - 4) * ONE_ONE
         + eta * (2 * PAIRS + 2 * (count - 4) * SPREAD - 2 * (count - 3) * ALL)],
    ])  # fmt: skip


IN_PAIRS = -2 * (TWO - ONE_ONE) + 2 * eta * (PAIRS - 2 * SPREAD + ALL)
J, S = (matrix.subs(VALUES) for matrix in (together(), apart()))
DET = expand(J.det())
C, B, A = (DET.coeff(eta, power) for power in range(3))
LARGEST = (-B - sqrt(expand(B**2 - 4 * A * C))) / (2 * A)


def at_share(share):
    """det J at this share of the classical rate, times something positive."""
    there = expand(DET * 1).subs(eta, share * sqrt(3) * pi)
    below = K + 3 / sqrt(5) - 1
    return expand(sum(there.coeff(share, power) * share**power * below ** (2 - power) for power in range(3)))


@theorem("online.linear", source="symcrit", instances=FEW)
def the_equations_near_perfect_learning(count):
    """(*) on p·1 + q(11ᵀ − 1) for K = 2, 3 and 4, hence every K, as both sides are of degree 2 in it.

    Its means are taken in core; (*) itself is derived by hand.
    """
    D, matrix = alike(count), together(Integer(count))
    yield equal(change(D, 0, 0), eta * (matrix[0, 0] * p + matrix[0, 1] * q))
    yield equal(change(D, 0, 1), eta * (matrix[1, 0] * p + matrix[1, 1] * q))


@theorem("online.linear.means", source="symcrit")
def the_means_in_it():
    """E[g²], E[g_1 g_2], E[g⁴], E[g_1³ g_2], E[g_1² g_2²], E[g_1² g_2 g_3] and E[g_1 g_2 g_3 g_4] for iid fields."""
    for mean, value in VALUES.items():
        yield equal(mean, value)


def repeated(*students):
    """E[Π g(ν_i)], by how often each student occurs."""
    often = tuple(sorted(Counter(students).values(), reverse=True))
    return VALUES[REPEATS[often]]


def linear(D, i, k):
    """(*) again, with the means of `online.linear.means`; the y are independent of the fields."""
    size = range(D.rows)
    pulls = sum(repeated(i, j) * D[j, k] + repeated(k, j) * D[j, i] for j in size)
    squares = sum(repeated(i, k, j, m) * D[j, m] for j, m in product(size, repeat=2))
    return -eta * pulls + eta**2 * squares


@theorem("online.linear.sectors", source="symcrit", instances=(4, 5))
def the_equations_in_the_other_sectors(count):
    """(*) on p·diag u + q(u1ᵀ + 1uᵀ − 2 diag u), u = e_1 − e_2, and on the symmetric (e_1 − e_2)(e_3 − e_4)ᵀ.

    The entries of S are of degree 1 in K, and the rate on the second does not depend on it: two sizes are enough.
    """
    u = [1, -1] + [0] * (count - 2)
    D = Matrix(count, count, lambda i, k: p * u[i] if i == k else q * (u[i] + u[k]))
    own, cross = eta * apart(Integer(count)).subs(VALUES) * Matrix([p, q])
    for (i, k), value in {(0, 0): own, (0, 2): cross, (0, 1): 0, (2, 2): 0, (2, 3): 0}.items():
        yield equal(linear(D, i, k), value)
    D = between_pairs(count)
    for (i, k), value in {(0, 2): eta * IN_PAIRS.subs(VALUES), (0, 0): 0, (0, 1): 0, (2, 3): 0}.items():
        yield equal(linear(D, i, k), value)


def between_pairs(count):
    """(e_1 − e_2)(e_3 − e_4)ᵀ and its transpose."""
    u, v = ([1, -1, 0, 0] + [0] * (count - 4), [0, 0, 1, -1] + [0] * (count - 4))
    return Matrix(count, count, lambda i, k: u[i] * v[k] + v[i] * u[k])


@mutant(the_equations_in_the_other_sectors)
def with_half_of_the_rate_of_pairs():
    return equal(linear(between_pairs(4), 0, 2), eta * IN_PAIRS.subs(VALUES) / 2)


@theorem("online.critical_rate", source="symcrit")
def the_largest_learning_rate():
    """Of formulas in K and η, those of J: η_c is a root of det J; at shares s ≤ 0.99 of the classical rate det J > 0;
    up to it tr J < 0; at it J_11 = 0 and det J < 0; the quadratic det J opens upwards.  Hence its smaller root, η_c, is
    between 0.99 of the classical rate and this."""
    few = [K >= 2, s > 0, s <= Rational(99, 100)]
    yield equal(DET.subs(eta, LARGEST), 0, where=[K >= 2])
    yield less(0, at_share(s), where=few)
    yield less(J.trace().subs(eta, s * CLASSICAL), 0, where=[K >= 2, s > 0, s <= 1])
    yield equal(J[0, 0].subs(eta, CLASSICAL), 0, where=[K >= 2])
    yield less(J.subs(eta, CLASSICAL).det(), 0, where=[K >= 2])
    yield less(0, A, where=[K >= 2])


@theorem("online.critical_rate.other_sectors", source="symcrit")
def stable_in_the_other_sectors():
    """Of formulas in K and η, those of S and of pairs: tr S < 0 < det S, and a rate < 0, for 0 < η ≤ 5/2 > η_c."""
    few = [eta > 0, eta <= Rational(5, 2)]
    yield less(S.trace(), 0, where=[K >= 2, *few])
    yield less(0, expand(S.det()), where=[K >= 2, *few])
    yield less(IN_PAIRS.subs(VALUES), 0, where=few)
    yield less(CLASSICAL, Rational(5, 2), where=[K >= 2])


@mutant(the_equations_near_perfect_learning)
def with_a_fourth_moment_of_three():
    matrix = together(Integer(2), four=THREE)
    return equal(change(alike(2), 0, 0), eta * (matrix[0, 0] * p + matrix[0, 1] * q))


@mutant(the_means_in_it)
def a_fourth_moment_as_for_polynomials():
    return equal(FOUR, 3 * (2 / (sqrt(3) * pi)) ** 2)


@mutant(the_largest_learning_rate)
def stable_at_the_classical_rate():
    return less(0, at_share(s), where=[K >= 2, s > 0, s <= 1])


@mutant(the_largest_learning_rate)
def the_classical_rate_as_the_root():
    return equal(DET.subs(eta, CLASSICAL), 0, where=[K >= 2])


@mutant(stable_in_the_other_sectors)
def stable_at_forty():
    return less(IN_PAIRS.subs(VALUES), 0, where=[eta > 0, eta <= 40])
