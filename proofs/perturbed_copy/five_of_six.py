r"""Five students of six teachers: an explicit rational network has lower loss than every copy average.

σ(z) = erf(z/√2), a_i = 152/125, w_i = (859/1000)·e_i − (53/2500)·Σ_{j≤5, j≠i} e_j + (379/2500)·e_6, near the perturbed
5-copy: L = 0.0222807037… in closed form, and the least loss of copy averages is ℓ(2) = 0.0232216806….
The network of `phase_boundary` is not good enough there.
References: beyond arXiv:2311.01644.
"""

from sympy import Integer, Rational, asin, pi, sqrt

from symcrit import Member, SymmetricNetwork, less, loss_is, mutant, theorem

N = 5
A, OWN, OTHERS, LAST = Rational(152, 125), Rational(859, 1000), Rational(-53, 2500), Rational(379, 2500)
COPY_AVERAGE = Rational(2, 3) - 8 / pi * asin(Rational(1, 4))


def loss(others=OTHERS, last=LAST):
    """L of the network."""
    norm = 1 + OWN**2 + (N - 1) * others**2 + last**2
    overlap = 2 * OWN * others + (N - 2) * others**2 + last**2
    pairs = asin((norm - 1) / norm) + (N - 1) * asin(overlap / norm)
    pulls = sum(often * asin(entry / sqrt(2 * norm)) for often, entry in ((1, OWN), (N - 1, others), (1, last)))
    return 2 * N / pi * (A**2 * pairs - 2 * A * pulls) + Integer(N + 1) / 3


@theorem("perturbed_copy.five_of_six", source="symcrit")
def no_copy_average_is_optimal():
    member = Member(w=[OTHERS, LAST], at=0, diagonal=OWN, a=A)
    yield loss_is(SymmetricNetwork([N, 1], [member]), loss())
    yield less(loss(), COPY_AVERAGE)


@mutant(no_copy_average_is_optimal)
def with_another_sign():
    member = Member(w=[OTHERS, LAST], at=0, diagonal=OWN, a=A)
    return loss_is(SymmetricNetwork([N, 1], [member]), loss(others=-OTHERS))


@mutant(no_copy_average_is_optimal)
def without_the_last_teacher():
    return less(loss(last=Integer(0)), COPY_AVERAGE)
