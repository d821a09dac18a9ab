"""`check`, observation and the regions of the plane."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcrit import InputError, specialisation
from symcrit.papers.specialisation.proven import least_eigenvalue
from symcrit.papers.specialisation.rationals import dot
from tests.papers.drawing import fractions, pairs

Finding = specialisation.Finding
SEEDS = st.integers(0, 10**6)


def net(W, v):
    return specialisation.ReluNetwork([W, v])


TEACHER = net([[1, 0], [0, 1]], [[1, 1]])


# ------------------------------------------------------------------------------------------------ findings by hand


def test_coarse_data_are_found_out():
    """The counterexample of proofs/specialisation/coarse_data.py: no gradient, no alignment, and what would show it."""
    student = net([[-3, 1], [-1, 2], [1, 1], [-2, -1]], [[-1, 1, 1, 1]])
    report = specialisation.check(student, TEACHER, [[2, 1], [-1, 3], [-3, -1], [1, -3]])
    assert report.largest == 0
    assert [node.finding for node in report.nodes] == [Finding.NOT_OBSERVED] * 2
    pair = specialisation.Pair(student, TEACHER)
    for node in report.nodes:
        assert len(node.augmentation) == 3
        assert max(abs(g) for x in node.augmentation for g in pair.gradient(x)) > 0


def test_a_boundary_that_the_data_do_not_meet():
    student = net([[1, 0], [1, 1], [-1, 1]], [[1, "1/2", "1/2"]])
    report = specialisation.check(student, TEACHER, [[x, y] for y in range(1, 6) for x in range(1 - y, y)])
    assert [node.finding for node in report.nodes] == [Finding.ALIGNED, Finding.NOT_OBSERVED]
    assert (report.nodes[0].student, report.nodes[0].sine2, report.nodes[0].augmentation) == (0, 0, ())


def test_an_antiparallel_student_is_aligned():
    student = net([[-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1]], [[1, 0, 1, 1, -1]])
    report = specialisation.check(student, TEACHER, [[x, y] for x in (-1, 1) for y in (-2, 2)])
    assert report.largest == 0
    assert [node.finding for node in report.nodes] == [Finding.ALIGNED] * 2


def test_a_large_gradient_violates_the_hypothesis():
    student = net([[1, 1], [1, 2]], [[1, 1]])
    report = specialisation.check(student, TEACHER, [[1, 1], [1, 2]], eps=1)
    assert {node.finding for node in report.nodes} == {Finding.VIOLATED}
    assert report.largest == max(abs(g) for x in ([1, 1], [1, 2]) for g in specialisation.gradient(student, TEACHER, x))
    assert report.where[0] == 1
    assert all("> eps" in node.why for node in report.nodes)


NEARLY = Fraction(1, 100)


def test_the_plane_proves_an_angle():
    """A student that is 1/100 off: the data around the boundary prove it, more data prove more."""
    student = net([[1, NEARLY], [0, 1]], [[1, 1]])
    bounds = []
    for gap in (Fraction(2, 5), Fraction(1, 5), Fraction(1, 20)):
        data = [[gap * i, 1] for i in range(-3, 4)]
        (node, _) = specialisation.check(student, TEACHER, data, eps=NEARLY).nodes
        assert (node.finding, node.student) == (Finding.ALIGNED, 0)
        assert node.sine2 == NEARLY**2 / (1 + NEARLY**2) <= node.bound2
        bounds.append(node.bound2)
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] < Fraction(1, 50)


def test_weak_fan_out_is_not_seen():
    teacher = net([[1, 0], [0, 1]], [["1/100", 1]])
    student = net([[1, NEARLY], [0, 1]], [["1/100", 1]])
    data = [[Fraction(i, 5), 1] for i in range(-3, 4)]
    weak, strong = specialisation.check(student, teacher, data, eps="1/100").nodes
    assert weak.finding is Finding.VIOLATED
    assert "fan-out is too weak" in weak.why
    assert strong.finding is Finding.ALIGNED
    limit = specialisation.check(student, teacher, data, eps="1/10000").nodes[0]
    assert limit.finding is Finding.ALIGNED


def three_dimensions(t, points):
    """Triples at points of the boundary of (0, 0, 1), steps t along it."""
    return [[a, b, way * t] for a, b in points for way in (-1, 0, 1)]


POINTS = [(1, 2), (2, 1), (3, 4), (1, 5), (4, 1), (5, 2), (2, 7)]


def test_triples_prove_an_angle_in_three_dimensions():
    teacher = net([[0, 0, 1], [1, 0, 0]], [[1, 1]])
    student = net([[Fraction(1, 1000), Fraction(1, 500), 1], [1, 0, 0]], [[1, 1]])
    data = three_dimensions(Fraction(1, 10), POINTS)
    first = specialisation.check(student, teacher, data, eps="1/50").nodes[0]
    assert (first.finding, first.student) == (Finding.ALIGNED, 0)
    assert 0 < first.sine2 <= first.bound2 < Fraction(1, 50)
    few = specialisation.check(student, teacher, data[:3], eps="1/50").nodes[0]
    assert few.finding is Finding.NOT_OBSERVED
    assert "1 triples" in few.why


@pytest.mark.parametrize(
    ("student", "teacher", "eps", "points"),
    [
        (net([[1, 1], [-1, 2]], [[1, 1]]), net([[1, 0], [-1, 3]], [[6, 1]]), 1, 2),
        (net([[1, 1], [-1, 3]], [["11/8", "7/8"]]), net([[1, 0], [-1, 3]], [[3, 1]]), "11/8", 3),
    ],
)
def test_a_sample_on_the_boundary_is_used_if_it_decides(student, teacher, eps, points):
    """x_0 is among the data. In the second case |g| ≤ eps at x_0 ± w*, too, though their kink exceeds eps."""
    node = specialisation.check(student, teacher, [[0, 1]], eps).nodes[0]
    assert node.finding is Finding.NOT_OBSERVED
    assert len(node.augmentation) == points
    pair = specialisation.Pair(student, teacher)
    assert max(abs(g) for x in node.augmentation for g in pair.gradient(x)) > Fraction(eps)


def test_touching_is_not_crossing():
    probe = specialisation.Probe.around([0, 1], [1, 0], 1)  # (−1, 1), (0, 1), (1, 1)
    assert [probe.crosses(w) for w in ([1, 0], [1, 1], [1, -2], [0, 1])] == [True, False, False, False]
    assert [probe.active(w) for w in ([0, 1], [1, 1], [1, 0], [0, -1], [1, Fraction(1, 2)])] == [
        True, True, False, False, False,
    ]  # fmt: skip
    pair = specialisation.Pair(net([[1, 1], [0, 1], [0, -1]], [[1, 1, 1]]), net([[1, 0], [1, 1]], [[1, 1]]))
    assert probe.sees(pair, 0) == [0, 1]
    assert probe.sees(pair, 1) == []


# --------------------------------------------------------------------------------------------------- drawn instances


@given(SEEDS, st.integers(2, 4))
def test_what_the_data_prove_is_true(seed, d):
    """Where the data prove an angle, it is; a strong triple is crossed by a student; an augmentation decides."""
    pair, rng = pairs(seed, d)
    data = []
    for w in pair.teacher.layers[0]:
        for _ in range(d + 1):
            x = fractions(rng, d)
            share = dot(x, w) / dot(w, w)
            on = [a - share * b for a, b in zip(x, w, strict=True)]
            step = Fraction(1, rng.randint(1, 6))
            data += [[a + way * step * b for a, b in zip(on, w, strict=True)] for way in (-1, 0, 1)]
    largest = specialisation.check(pair.student, pair.teacher, data).largest
    eps = largest * rng.choice([Fraction(1, 2), Fraction(1), Fraction(3, 2)])
    report = specialisation.check(pair.student, pair.teacher, data, eps, within="9/10")
    for node in report.nodes:
        if node.bound2 is not None:
            assert node.sine2 <= node.bound2
        for probe in node.probes:
            assert any(map(probe.crosses, pair.student.layers[0]))
        if node.augmentation:
            extra = [*data, *node.augmentation]
            again = specialisation.check(pair.student, pair.teacher, extra, eps).nodes[node.teacher]
            assert again.finding is Finding.VIOLATED
            assert "> eps" in again.why
        elif node.finding is not Finding.ALIGNED and eps >= largest:
            assert all(pair.alpha(k, node.teacher) == 0 for k in range(3))


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(0, 40))
def test_a_least_eigenvalue_is_never_overstated(a, b, digits):
    """[[a², ab], [ab, b² + δ]] with δ far below rounding: det(G − λ) ≥ 0 and λ ≤ a² say that λ is a lower bound."""
    delta = Fraction(1, 10**digits)
    gram = [[Fraction(a * a), Fraction(a * b)], [Fraction(a * b), b * b + delta]]
    least = least_eigenvalue(np.array(gram, dtype=object))
    if least is not None:
        assert 0 < least <= gram[0][0]
        assert (gram[0][0] - least) * (gram[1][1] - least) >= gram[0][1] ** 2


@given(SEEDS)
def test_gradients_are_linear_in_a_sector(seed):
    pair, rng = pairs(seed, 2)
    regions = specialisation.sectors(pair)
    for (first, second), region in zip([r.rays for r in regions], regions, strict=True):
        a, b = Fraction(rng.randint(1, 5)), Fraction(rng.randint(1, 5))
        x = tuple(a * s + b * t for s, t in zip(first, second, strict=True)) if len(regions) > 2 else region.inside
        assert pair.gradient(x) == tuple(dot(L, x) for L in region.gradients)
        nodes = (*pair.teacher.layers[0], *pair.student.layers[0])
        assert all(dot(u, region.inside) for u in nodes)
    assert len(regions) == 2 * len({u[0] / u[1] if u[1] else None for u in nodes})


@given(SEEDS, st.integers(2, 5))
def test_an_observation_point_is_on_one_boundary_inside_the_student(seed, d):
    pair, _ = pairs(seed, d)
    for k, w_k in enumerate(pair.student.layers[0]):
        for j, w in enumerate(pair.teacher.layers[0]):
            x = specialisation.observation_point(pair, k, j)
            assert (x is None) == specialisation.collinear(w, w_k)
            if x is not None:
                assert dot(w, x) == 0 < dot(w_k, x)
                nodes = (*pair.teacher.layers[0], *pair.student.layers[0])
                assert all(dot(u, x) != 0 or specialisation.collinear(u, w) for u in nodes)


# ---------------------------------------------------------------------------------------------------------- bad input

STUDENT = net([[1, 1], [1, 2]], [[1, 1]])
DATA = [[1, 1]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: specialisation.check(STUDENT, net([[1, 2], [2, 4]], [[1, 1]]), DATA),
            "teachers 0 and 1 are collinear",
        ),
        (lambda: specialisation.check(STUDENT, net([[1, 2], [-1, -2]], [[1, 1]]), DATA), "collinear"),
        (
            lambda: specialisation.check(STUDENT, net([[1, 2], [0, 0]], [[1, 1]]), DATA),
            "teacher node 1 has zero weights in",
        ),
        (
            lambda: specialisation.check(STUDENT, net([[1, 2], [0, 1]], [[1, 0]]), DATA),
            "teacher node 1 has zero weights out",
        ),
        (lambda: specialisation.check(net([[0, 0]], [[1]]), TEACHER, DATA), "student node 0 has zero weights in"),
        (lambda: specialisation.check(net([[1, 0, 0]], [[1]]), TEACHER, DATA), "d = 3 and the teacher 2"),
        (lambda: specialisation.check(net([[1, 0]], [[1], [1]]), TEACHER, DATA), "2 outputs and the teacher 1"),
        (lambda: specialisation.check(STUDENT, TEACHER, [[1, 2, 3]]), "has 3 entries; 2 are needed"),
        (lambda: specialisation.check(STUDENT, TEACHER, []), "is no matrix"),
        (lambda: specialisation.check(STUDENT, TEACHER, DATA, eps=0.1), "0.1 is a float"),
        (lambda: specialisation.check(STUDENT, TEACHER, DATA, eps=-1), "eps = -1 is negative"),
        (lambda: specialisation.check(STUDENT, TEACHER, DATA, within=2), "within = 2 must lie between 0 and 1"),
        (lambda: specialisation.Pair(*[specialisation.ReluNetwork([[[1, 0]], [[1]], [[1]]])] * 2), "two layers"),
        (lambda: specialisation.sectors(pairs(0, 3)[0]), "dimension 3"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(InputError, match=message):
        call()
