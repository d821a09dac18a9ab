r"""Steps of the pigeonhole: n(d−2) + 1 triples at points of a teacher's boundary almost align one student.

Each triple (three samples) of a teacher with small gradients forces one of n students to cross its segment
(small_gradients, triple_lemma). Stated:
* counting: if no student crosses more than d − 2, at most n(d − 2) < n(d − 2) + 1 segments are crossed (any n, and
  term by term for n = 2, 3 and 4);
* a segment that w crosses: the product of w·(x + tq) and w·(x − tq), which is ≤ 0, is (w·x)² − t²(w·q)²;
* Cauchy and Schwarz, (w·q)² ≤ |w|²|q|², in 2 and 3 dimensions (two vectors lie in a plane), and its sum over two
  segments of different t·q;
* together: if one student w crosses at d − 1 points x_i of the boundary of w*, so that Σ(w·x_i)² ≤ (d−1)·t²(w·q)²,
  and σ²|y|² ≤ Σ(w·x_i)² for the part y of w in the boundary (σ: the smallest singular value of the points, or
  less), then σ²|y|² ≤ (d−1)·t²·|q|²·|w|², any d: sin∠(w, ±w*) = |y|/|w| ≤ t·√(d−1)·|q|/σ.
The theorem itself, for any n, d, depths and points, is accepted by Coq: specialisation.any_depth.
References: beyond arXiv:1909.13458.
"""

from sympy import symbols

from symcrit import at_most, equal, less, mutant, theorem

n, d = symbols("n d", integer=True)
t, u, s = symbols("t u s", real=True)


def dot(x, y):
    return sum(a * b for a, b in zip(x, y, strict=True))


def vectors(dimension):
    return symbols(f"w_1:{dimension + 1}", real=True), symbols(f"q_1:{dimension + 1}", real=True)


def chain(factor=d - 1):
    """B = σ²|y|² ≤ S = Σ(w·x_i)² ≤ (d−1)t²·W, W = (w·q)² ≤ N·Q, N = |w|², Q = |q|²; r_1, r_2, r_3 are what is lost."""
    N, Q, r_1, r_2, r_3 = losses = symbols("N Q r_1:4", real=True)
    W = N * Q - r_1
    B = (d - 1) * t**2 * W - r_2 - r_3
    return at_most(B, factor * t**2 * N * Q, where=[d >= 2, *(number >= 0 for number in losses)])


def counts(students):
    crossings = symbols(f"m_1:{students + 1}", integer=True)
    return less(sum(crossings), students * (d - 2) + 1, where=[m <= d - 2 for m in crossings])


@theorem("specialisation.pigeonhole", source="symcrit")
def a_student_near_the_boundary():
    yield less(n * (d - 2), n * (d - 2) + 1, where=[n >= 1, d >= 2])
    for students in (2, 3, 4):
        yield counts(students)
    yield equal((u + t * s) * (u - t * s), u**2 - t**2 * s**2)
    for dimension in (2, 3):
        w, q = vectors(dimension)
        yield at_most(dot(w, q) ** 2, dot(w, w) * dot(q, q))
    w, q = vectors(2)
    other = symbols("h_1:3", real=True)
    yield at_most(dot(w, q) ** 2 + dot(w, other) ** 2, dot(w, w) * (dot(q, q) + dot(other, other)))
    yield chain()


@mutant(a_student_near_the_boundary)
def with_one_triple_less():
    m_1, m_2 = symbols("m_1:3", integer=True)
    return less(m_1 + m_2, 2 * (d - 2), where=[m_1 <= d - 2, m_2 <= d - 2])


@mutant(a_student_near_the_boundary)
def without_the_number_of_points():
    return chain(factor=1)


@mutant(a_student_near_the_boundary)
def with_a_segment_that_is_not_crossed():
    return at_most(u**2, t**2 * s**2, where=[(u + t * s) * (u - t * s) >= 0])
