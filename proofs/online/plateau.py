r"""The symmetric plateau of online learning with small learning rates, and how it is left, for every K ≥ 2.

K students learn K orthonormal teachers, σ(z) = erf(z/√2), all a = b = 1, L = ½E[(f − f*)²].  As η → 0 the order
parameters follow w′ = −η∇L.  On the plateau all students are equal: w_i = c·Σ_j v_j, c = 1/√(K(2K − 1)), so that
Q_ij = 1/(2K − 1) for all i and j, and R_ij = c.

With u·1 = v·1 = 0 the directions of W, K×K matrices X (student i moves along Σ_j X_ij v_j), are uvᵀ, u1ᵀ, 1vᵀ, 11ᵀ.
∂²L by W is λ|X|² on uvᵀ, λ = −2K/(π√(2K − 1)(2K + 1)^(3/2)): the students specialise as exp(−λ·ηα).  It is 0 on u1ᵀ,
and for students that move apart outside of the span of the teachers: these are marginal.  It is positive on 1vᵀ and
11ᵀ, where students move alike.  Sectors are those of permutations of teachers and students together.
References: Saad and Solla, Phys. Rev. E 52 (1995) 4225; Biehl, Riegler and Wöhler, J. Phys. A 29 (1996) 4769.
"""

from sympy import Rational, Symbol, asin, pi, sqrt

from symcrit import Member, SymmetricNetwork, critical, less, loss_is, mutant, sector, theorem

K = Symbol("K", integer=True, positive=True)
LENGTH = 1 / sqrt(K * (2 * K - 1))
ODD, EVEN = sqrt(2 * K - 1), sqrt(2 * K + 1)
ESCAPE = 2 * K / (pi * ODD * EVEN**3)  # −λ
TOGETHER = 2 * K * ODD**3 / (pi * EVEN**3)  # ∂²L along 11ᵀ/K
ALIKE = 4 * K * (2 * K**2 - 1) / (pi * ODD * EVEN**3)  # along 1vᵀ with |1vᵀ| = 1
OUTWARDS = 2 * K * ODD / (pi * EVEN)  # along one unit vector that is orthogonal to the teachers


def plateau(length=LENGTH, size=K):
    """K equal students."""
    return SymmetricNetwork([size], [Member(w=[length], at=0, diagonal=length)], "erf", scale=Rational(1, 2))


@theorem("online.plateau", source="Saad and Solla 1995")
def no_force_on_the_plateau():
    """∇L = 0, by W and by a, and the loss."""
    yield critical(plateau(), where=[K >= 2])
    yield loss_is(plateau(), K / pi * (pi / 6 - K * asin(1 / (2 * K))), where=[K >= 2])


@mutant(no_force_on_the_plateau)
def of_another_length():
    return critical(plateau(1 / sqrt(2 * K**2)), where=[K >= 2])


@mutant(no_force_on_the_plateau)
def with_twice_the_loss():
    return loss_is(plateau(), 2 * K / pi * (pi / 6 - K * asin(1 / (2 * K))), where=[K >= 2])


def curved(kind, *species, matrix, least, **more):
    """∂²L by W in one sector."""
    return sector(plateau(), kind, *species, matrix=matrix, where=[least <= K], free="W", **more)


def of_two(matrix):
    """The same in the standard sector of two students, where 1uᵀ − D is D − u1ᵀ."""
    own = [[entry.subs(K, 2) for entry in row[:2]] for row in matrix[:2]]
    return sector(plateau(LENGTH.subs(K, 2), 2), "standard", 0, matrix=own, free="W")


def both(rate=ESCAPE):
    """Along 1 and 11ᵀ − 1, in which λ is that of 1 − 11ᵀ/K."""
    own = -rate * (K - 1)
    cross = TOGETHER * (K - 1) - own
    return [[own + TOGETHER, cross], [cross, own + TOGETHER * (K - 1) ** 2]]


def apart(rate=ESCAPE, marginal=0):
    """Along D = diag u, u1ᵀ − D and 1uᵀ − D, u = e_1 − e_2, in which λ is that of D − (u1ᵀ + 1uᵀ)/K."""
    across = -rate * (2 - 4 / K) + (2 * ALIKE + 2 * marginal) / K  # D with itself
    students, teachers = 2 * marginal, 2 * ALIKE  # D with u1ᵀ and 1uᵀ, of norm² 2K
    return [
        [across, students - across, teachers - across],
        [students - across, 2 * (K - 1) * marginal - students + across, across - students - teachers],
        [teachers - across, across - students - teachers, (2 * K - 4) * ALIKE + across],
    ]


@theorem("online.plateau.escape", source="Biehl, Riegler and Wöhler 1996")
def the_rate_of_escape():
    """∂²L by W in every sector: λ on uvᵀ, 0 on u1ᵀ.  |X|² is 8 and 6 for the directions of pairs and cyclic."""
    yield curved("trivial", matrix=both(), least=2, signs=[1, -1])
    yield of_two(apart())
    yield curved("standard", 0, matrix=apart(), least=3)
    yield curved("pairs", 0, matrix=[[-8 * ESCAPE]], least=4, signs=[-1])
    yield curved("cyclic", 0, matrix=[[-6 * ESCAPE]], least=3, signs=[-1])


@theorem("online.plateau.marginal", source="Saad and Solla 1995")
def students_apart_outside_of_the_span():
    """Outside of the span ∂²L is 0 where students move apart, and positive where they move together."""
    yield curved("standard", 0, matrix=[[0]], least=2, outside=True)
    yield curved("trivial", matrix=[[K * OUTWARDS]], least=2, outside=True, signs=[1])


@theorem("online.plateau.trend", source="symcrit")
def longer_for_more_students():
    """The rate of escape falls with K, and is less than 1/(2πK)."""
    yield less(ESCAPE.subs(K, K + 1), ESCAPE, where=[K >= 2])
    yield less(ESCAPE, 1 / (2 * pi * K), where=[K >= 2])


@mutant(the_rate_of_escape)
def with_half_of_the_rate():
    return curved("trivial", matrix=both(ESCAPE / 2), least=2)


@mutant(the_rate_of_escape)
def with_no_marginal_direction():
    return curved("standard", 0, matrix=apart(marginal=ESCAPE), least=3)


@mutant(the_rate_of_escape)
def that_is_stable_to_pairs():
    return curved("pairs", 0, matrix=[[8 * ESCAPE]], least=4, signs=[1])


@mutant(students_apart_outside_of_the_span)
def that_is_left_outside_of_the_span():
    return curved("standard", 0, matrix=[[-2 * ESCAPE]], least=2, outside=True)


@mutant(longer_for_more_students)
def at_most_half_of_the_bound():
    return less(ESCAPE, 1 / (4 * pi * K), where=[K >= 2])
