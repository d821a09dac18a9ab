"""Exact ReLU networks and per-sample gradients: two roads, no overflow, clear errors."""

import random
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcrit import InputError, specialisation
from tests.papers.drawing import fractions, loss, network
from tests.speed import at_most

SEEDS = st.integers(0, 10**6)
DEPTHS = st.integers(2, 4)
SLOPES = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 10)])


def drawn(seed, depth, slope, biases=False):
    rng = random.Random(seed)
    student = network(rng, [3, *[3] * (depth - 1), 2], slope, biases)
    teacher = network(rng, [3, *[2] * (depth - 1), 2], slope, biases)
    return student, teacher, fractions(rng, 3)


@given(SEEDS, DEPTHS, SLOPES, st.booleans())
def test_the_expression_that_core_reads_has_the_values_of_the_network(seed, depth, slope, biases):
    student, _, x = drawn(seed, depth, slope, biases)
    assert [Fraction(int(e.p), int(e.q)) for e in student.outputs(x)] == list(student(x))


@given(SEEDS, DEPTHS, SLOPES, st.booleans())
def test_the_gradient_is_the_derivative_of_the_loss(seed, depth, slope, biases):
    """Central differences of a quadratic function are exact, and the loss is one while no pattern changes."""
    student, teacher, x = drawn(seed, depth, slope, biases)
    h = Fraction(1, 10**9)
    for layer in range(1, depth):
        if not all(student.trace(x).preactivations[layer - 1]) or not all(student.trace(x).values[layer - 1]):
            continue  # on a boundary there is no derivative
        g, before = specialisation.gradient(student, teacher, x, layer=layer), student.trace(x).values[layer - 1]
        for i, j in [(0, 0), (2, 1)]:
            moved = []
            for step in (h, -h):
                layers = [[list(row) for row in rows] for rows in student.layers]
                layers[layer - 1][i][j] += step
                moved.append(specialisation.ReluNetwork(layers, student.biases, student.slope))
            if moved[0].patterns(x) == moved[1].patterns(x) == student.patterns(x):
                difference = loss(moved[0], teacher, x) - loss(moved[1], teacher, x)
                assert difference == -2 * h * g[i] * before[j]


@given(SEEDS, DEPTHS, SLOPES)
def test_products_give_the_gradient(seed, depth, slope):
    """Lemma 1: g = D(A f* − B f)."""
    student, teacher, x = drawn(seed, depth, slope)
    for layer in range(1, depth):
        A, B = specialisation.products(student, teacher, x, layer=layer)
        f, f_star = student.trace(x).values[layer], teacher.trace(x).values[layer]
        z = student.trace(x).preactivations[layer - 1]
        rows = [
            sum(a * s for a, s in zip(A[i], f_star, strict=True)) - sum(b * s for b, s in zip(B[i], f, strict=True))
            for i in range(len(z))
        ]
        expected = [row if on >= 0 else slope * row for row, on in zip(rows, z, strict=True)]
        assert list(specialisation.gradient(student, teacher, x, layer=layer)) == expected


@given(SEEDS, DEPTHS, SLOPES, st.booleans(), st.sampled_from([1, 10**6, 10**18, 10**30]))
def test_gradients_of_many_samples_are_those_of_each(seed, depth, slope, biases, size):
    """Also where int64 would overflow, and at its edge."""
    student, teacher, _ = drawn(seed, depth, slope, biases)
    rng = random.Random(seed)
    X = [[Fraction(rng.randint(-size, size), 7) for _ in range(3)] for _ in range(4)]
    for layer in range(1, depth):
        many = specialisation.sample_gradients(student, teacher, X, layer=layer)
        one = [specialisation.gradient(student, teacher, x, layer=layer) for x in X]
        assert [[many.at(i, k) for k in range(3)] for i in range(4)] == [list(row) for row in one]
        assert many.largest()[0] == max(abs(g) for row in one for g in row)


def test_an_integer_array_is_taken_over_its_denominator():
    student, teacher, _ = drawn(3, 2, Fraction(0))
    X = np.array([[3, -5, 2], [-(2**62), 2**62, 1]])
    many = specialisation.sample_gradients(student, teacher, X, denominator=4)
    for i in range(2):
        x = [Fraction(int(entry), 4) for entry in X[i]]
        assert [many.at(i, k) for k in range(3)] == list(specialisation.gradient(student, teacher, x))


def test_blocks_do_not_show():
    """More samples than one block; the last ones equal the first."""
    student, teacher, _ = drawn(5, 3, Fraction(1, 3))
    X = np.random.default_rng(0).integers(-9, 9, size=(50, 3))
    many = specialisation.sample_gradients(student, teacher, np.tile(X, (400, 1)))
    assert (many.numerators.reshape(400, 50, 3) == many.numerators[:50]).all()


def test_a_hundred_thousand_samples():
    """n = 50, k = 20, d = 20, ten outputs, data rounded to 2⁻¹⁰."""
    rng = random.Random(0)
    student, teacher = network(rng, [20, 50, 10]), network(rng, [20, 20, 10])
    X = np.rint(2**10 * np.random.default_rng(0).normal(size=(100_000, 20))).astype(np.int64)
    with at_most(1200):
        many = specialisation.sample_gradients(student, teacher, X, denominator=2**10)
    for i in (0, 54321, 99_999):
        x = [Fraction(int(entry), 2**10) for entry in X[i]]
        assert [many.at(i, k) for k in range(50)] == list(specialisation.gradient(student, teacher, x))


def test_the_part_is_loaded_on_first_use():
    code = (
        "import sys, symcrit\n"
        "assert not [name for name in sys.modules if name.startswith('symcrit.papers')]\n"
        "assert symcrit.specialisation.ReluNetwork\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")


NET = specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
DEEP = specialisation.ReluNetwork([[[1, 0]], [[1]], [[1]]])
BIASED = specialisation.ReluNetwork([[[1, 0]], [[1]]], [[1], [0]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: specialisation.ReluNetwork([[[1.5]], [[1]]]), "1.5 is a float; write '3/2'"),
        (lambda: specialisation.ReluNetwork([[["sqrt(2)"]], [[1]]]), r"sqrt\(2\) is not rational"),
        (lambda: specialisation.ReluNetwork([[["x"]], [[1]]]), "x is not rational"),
        (lambda: specialisation.ReluNetwork([[[1, 2]]]), "at least two layers"),
        (lambda: specialisation.ReluNetwork([[[1, 2], [1]], [[1, 1]]]), "row 1 has 1 entries; 2 are needed"),
        (lambda: specialisation.ReluNetwork([[[1, 2]], [[1, 1]]]), "layer 2, row 0 has 2 entries; 1 are needed"),
        (lambda: specialisation.ReluNetwork([[], [[1]]]), "is no matrix"),
        (lambda: specialisation.ReluNetwork([[[1]], [[1]]], slope=1), "slope = 1 must be"),
        (lambda: specialisation.ReluNetwork([[[1]], [[1]]], [[0]]), "biases are 2 vectors"),
        (lambda: NET([1, 2, 3]), "x has 3 entries; 2 are needed"),
        (lambda: NET([1, 0.1]), "is a float"),
        (lambda: NET.jacobian([1, 1], 2), "layer = 2 is no hidden layer"),
        (lambda: specialisation.gradient(NET, DEEP, [1, 1]), "depth = 2 and the teacher 3"),
        (lambda: specialisation.gradient(NET, "net", [1, 1]), "str is no ReluNetwork"),
        (lambda: specialisation.products(BIASED, BIASED, [1, 1]), "without biases"),
        (lambda: specialisation.sample_gradients(NET, NET, np.ones((3, 2))), "data are floats; round them"),
        (lambda: specialisation.sample_gradients(NET, NET, [[1, 0.5]]), "0.5 is a float"),
        (lambda: specialisation.sample_gradients(NET, NET, np.ones((3, 4), dtype=int)), r"shape \(3, 4\)"),
        (lambda: specialisation.sample_gradients(NET, NET, [[1, 2]], denominator=0), "denominator = 0"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(InputError, match=message):
        call()
