r"""Steps of alignment: where F = 0 on an open set that a teacher's boundary meets, some student has the same boundary.

The second difference of F across the boundary of w* at a generic point of it, where only neurons collinear with w*
bend. Such a student w_i = c_i·w*, of either sign, has there the pre-activation c_i·r·s along x_0 + r·q, s = w*·q.
Stated:
* for t, s > 0 and students c_1 > 0 > c_2 and any third neuron that is straight on the segment, the second
  difference is t·s·(α − β_1|c_1| − β_2|c_2|): the jump of the gradient;
* with no collinear student it is not 0 if α ≠ 0; so F = 0 near x_0 needs a collinear student with β ≠ 0;
* a boundary that is not collinear does not contain a neighbourhood in that of w*: |u|²|w|² − (u·w)² is the sum of
  the squares of all 2 × 2 minors (2, 3 and 4 dimensions), and positive if one of them is not 0;
* a neuron with |u·x_0| ≥ |t·u·q| is straight on the segment: its pre-activations at both ends have the sign of
  u·x_0.
ReLU knows its boundary up to sign: c_1 = −c_2 give the same jump. These are the steps, in pre-activations; the theorem
itself, for networks of any depth and width, is accepted by Coq: specialisation.exact_alignment.
References: arXiv:1909.13458.
"""

from itertools import combinations

from sympy import Abs, symbols

from symcrit import at_most, equal, less, mutant, specialisation, theorem

relu = specialisation.relu
alpha, beta_1, beta_2, beta_3 = symbols("alpha beta_1:4", real=True)
c_1, c_2, t, s, p, m, z, r = symbols("c_1 c_2 t s p m z r", real=True)
STRAIGHT = [t > 0, s > 0, p >= 0, m >= 0]


def second_difference(neuron):
    return neuron(t * s) + neuron(-t * s) - 2 * neuron(0)


def jump(*, collinear=True):
    def along(slope):
        students = beta_1 * relu(c_1 * slope) + beta_2 * relu(c_2 * slope)
        return alpha * relu(slope) - (students if collinear else 0)

    return second_difference(along) - beta_3 * (relu(p) + relu(m) - 2 * relu((p + m) / 2))


def minors(u, w):
    return [u[i] * w[j] - u[j] * w[i] for i, j in combinations(range(len(u)), 2)]


def vectors(d):
    return symbols(f"u_1:{d + 1}", real=True), symbols(f"w_1:{d + 1}", real=True)


def gram_determinant(u, w):
    def dot(x, y):
        return sum(a * b for a, b in zip(x, y, strict=True))

    return dot(u, u) * dot(w, w) - dot(u, w) ** 2


@theorem("specialisation.alignment", source="arXiv:1909.13458")
def only_a_collinear_student_cancels_the_jump():
    yield equal(jump(), t * s * (alpha - beta_1 * Abs(c_1) - beta_2 * Abs(c_2)), where=[*STRAIGHT, c_1 >= 0, c_2 <= 0])
    yield less(0, jump(collinear=False) ** 2, where=[*STRAIGHT, "alpha != 0"])
    for d in (2, 3, 4):
        u, w = vectors(d)
        squares = sum(minor**2 for minor in minors(u, w))
        yield equal(gram_determinant(u, w), squares)
        yield less(0, squares, where=["u_1*w_2 - u_2*w_1 != 0"])
    for end in (z + t * r, z - t * r):
        yield at_most(0, end, where=[t * r <= z, -t * r <= z])


@mutant(only_a_collinear_student_cancels_the_jump)
def without_the_absolute_value_of_the_antiparallel():
    """|cos| = 1 is what the jump sees, not cos = 1."""
    return equal(jump(), t * s * (alpha - beta_1 * c_1 - beta_2 * c_2), where=[*STRAIGHT, c_1 >= 0, c_2 <= 0])


@mutant(only_a_collinear_student_cancels_the_jump)
def as_if_an_antiparallel_student_did_not_bend():
    return equal(jump(), t * s * (alpha - beta_1 * c_1), where=[*STRAIGHT, c_1 >= 0, c_2 <= 0])


@mutant(only_a_collinear_student_cancels_the_jump)
def with_a_collinear_student():
    return less(0, jump() ** 2, where=[*STRAIGHT, c_1 >= 0, c_2 <= 0, "alpha != 0"])


@mutant(only_a_collinear_student_cancels_the_jump)
def for_collinear_vectors():
    u, w = vectors(3)
    return less(0, gram_determinant(u, w))
