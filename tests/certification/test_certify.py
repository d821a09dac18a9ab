"""Certified points: reference values, full networks against symmetric families, symmetries, candidates that moved."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.certification.families import average, family_of
from symcrit.errors import InputError
from tests.certification.points import ERF, PROVED, copy_average, moved, reference
from tests.speed import at_most


def facts(row):
    return row["inertia"]["positive"], row["inertia"]["negative"], row["inertia"]["zero"]


def encloses(bounds, digits):
    """Whether tight bounds hold a number that was cut off or rounded to these digits."""
    value, unit = sympy.Rational(digits), sympy.Rational(10) ** -len(digits.partition(".")[2])
    low, high = sympy.Rational(bounds.lower), sympy.Rational(bounds.upper)
    return low - unit < value < high + unit and high - low < abs(value) * sympy.Rational("1e-8") + unit


@pytest.mark.parametrize("row", reference("copy_average_inertia"), ids=lambda row: str(row["groups"]))
def test_copy_average_points(row):
    """The full network, from a candidate with noise, and the symmetric family: both enclose the reference."""
    problem, network = copy_average(row["groups"])
    full = sc.certify(problem, moved(network, 1e-4))
    family = sc.certify(sc.CopyAverage.sizes(row["groups"]))
    for answer in (full, family):
        assert answer.verdict is PROVED
        assert tuple(answer.inertia) == facts(row)
        assert tuple(answer.outside[:2]) == (row["outside_span"]["positive"], row["outside_span"]["negative"])
        assert answer.kind == ("saddle" if row["inertia"]["negative"] else "minimum")
        assert encloses(answer.loss, row["loss"])
        assert encloses(answer.min_eigenvalue, row["min_eigenvalue"])
    assert 0 < full.moved < 0.1


@pytest.mark.parametrize("row", reference("copy_average_saddle"), ids=lambda row: f"{row['n']},{row['k']}")
def test_copy_average_saddles(row):
    answer = sc.certify(sc.CopyAverage.sizes([1] * (row["n"] - 1) + [row["l"]]))
    assert answer.inertia == (row["n"] * (row["k"] + 1) - row["negative"], row["negative"], 0)


@pytest.mark.parametrize("row", reference("perturbed_copy"), ids=lambda row: f"{row['n']},{row['k']}")
def test_perturbed_copies(row):
    n, k = row["n"], row["k"]
    answer = sc.certify(sc.PerturbedCopy(n, k))
    assert tuple(answer.inertia) == facts(row)
    assert encloses(answer.loss, row["loss"])
    for name in "axyz":
        assert abs(sympy.Rational(answer.family[name]) - sympy.Rational(row[name])) < sympy.Rational("1e-29")
    best = sc.CopyAverage.sizes([1] * (n - 1) + [k - n + 1]).loss()
    lower = sc.decide(sc.isolated(sc.PerturbedCopy(n, k), loss=(0, best))).verdict
    assert lower is (PROVED if row["lower_than_copy_average"] else sc.Verdict.REFUTED)


@pytest.mark.parametrize("row", reference("flipped_copy"), ids=lambda row: str(row["k"]))
def test_flipped_copies(row):
    family, k = sc.FlippedCopy(row["k"]), row["k"]
    for answer in (sc.certify(family), sc.certify(family, symmetry=False)):
        assert tuple(answer.inertia) == facts(row)
        assert encloses(answer.loss, row["loss"])
        assert encloses(answer.min_eigenvalue, row["min_eigenvalue"])
        assert answer.outside == (k, 0, 0)
    for name, value in row.get("parameters", {}).items():
        assert abs(family.parameters[name] - float(value)) < 1e-15


@pytest.mark.parametrize("row", reference("relu_endpoints"), ids=lambda row: f"{row['n']},{row['k']}")
def test_relu_endpoints(row):
    """By families, and from weights with arbitrary scales: (a, w) ~ (a/c, cw) is quotiented."""
    n, k = row["n"], row["k"]
    perturbed = (n, k) == (3, 4)  # there the point near copy-average is a saddle of higher loss
    start = sc.PerturbedCopy(n, k, "relu") if perturbed else average([1] * (n - 1) + [k - n + 1], "relu")
    family = start.family if perturbed else family_of(start).descended().solve()
    scales = np.linspace(0.5, 2, n)
    network = sc.Network(np.array(family.network().W) * scales[:, None] * (1 + 1e-5), 1 / scales)
    for answer in (sc.certify(start), sc.certify(sc.Problem.orthonormal("relu", n=n, k=k), network)):
        assert answer.verdict is PROVED
        assert any("scaling" in said for said in answer.symmetries)
        assert tuple(answer.inertia) == facts(row)
        assert encloses(answer.loss, row["loss"])
        assert encloses(answer.min_eigenvalue, row["min_eigenvalue"])


FAMILIES = [sc.PerturbedCopy(3, 7), sc.PerturbedCopy(9, 12), sc.FlippedCopy(8, 2), sc.CopyAverage.sizes([1, 1, 3, 2])]


@pytest.mark.parametrize("family", FAMILIES, ids=repr)
def test_reduced_and_full_certificates_agree(family):
    """Two roads: by sectors, and with no symmetry used."""
    reduced, full = sc.certify(family), sc.certify(family, symmetry=False)
    assert full.verdict is reduced.verdict is PROVED
    assert (full.inertia, full.outside, full.kind) == (reduced.inertia, reduced.outside, reduced.kind)
    assert full.loss.ball.overlaps(reduced.loss.ball)
    assert full.min_eigenvalue.ball.overlaps(reduced.min_eigenvalue.ball)


@pytest.mark.parametrize(
    ("family", "inertia"),
    [
        (sc.FlippedCopy(10**6), (10**12, 0, 0)),
        (sc.FlippedCopy(100, 5), (10**4, 0, 0)),
        (sc.PerturbedCopy(750_000, 10**6), (750_000 * (10**6 + 1), 0, 0)),
        (sc.OneNeuron(k=10**6), (10**6 + 1, 0, 0)),
        (sc.CopyAverage.sizes([1] * 200 + [3]), (201 * 204 - 2, 2, 0)),
    ],
    ids=repr,
)
def test_any_multiplicity(family, inertia):
    with at_most(250):
        answer = sc.certify(family)
    assert (answer.verdict, answer.inertia) == (PROVED, inertia)


def test_symmetric_networks_with_unequal_teachers():
    """By sectors and in full, for a network that somebody wrote down."""
    members = [sc.Member(w=[0, 0], a="1/2", at=0, diagonal=1), sc.Member(w=[0, "0.41"], a=2)]
    network = sc.SymmetricNetwork(["2", "2"], members, b=["1/2", 1])
    reduced, full = sc.certify(network), sc.certify(network, symmetry=False)
    assert reduced.verdict is full.verdict is PROVED
    assert (reduced.inertia, reduced.outside) == (full.inertia, full.outside)
    assert full.loss.ball.overlaps(reduced.loss.ball)


def test_dimensions_outside_the_span_are_certified_beside_it():
    problem, network = copy_average([1, 2], d=5)
    answer = sc.certify(problem, moved(network, 1e-6))
    assert (answer.inertia, answer.outside, answer.kind) == ((8, 0, 0), (2, 0, 0), "minimum")
    assert any("projected" in said for said in answer.symmetries)
    assert "R^3" in answer.coordinates


@pytest.mark.parametrize("d", [3, 5])
def test_rotated_teachers(d):
    """A teacher in another orthonormal frame: exact if its Gram matrix is the identity, else as the floats it is."""
    exact = sympy.Matrix([[1, 2, 2], [2, 1, -2], [2, -2, 1]]) / 3
    V = [[*exact.row(i), *[0] * (d - 3)] for i in range(3)]
    W = np.array(sympy.Matrix([[1, 0, 0], [0, 1, 1]]) * exact, dtype=float) / np.array([[1], [np.sqrt(6)]])
    network = sc.Network(np.hstack([W, np.zeros((2, d - 3))]) + 1e-7, np.array([1.0, 2.0]))
    problem = sc.Problem(teacher=sc.Network(V), activation="erf", n=2, d=d)
    answer = sc.certify(problem, network)
    assert answer.inertia == (8, 0, 0)
    assert answer.loss.contains("2/3 - 8*asin(1/4)/pi")
    rng = np.random.default_rng(0)
    Q, _ = np.linalg.qr(rng.normal(size=(d, d)))
    turned = sc.Problem(teacher=sc.Network(np.array(V, dtype=float) @ Q), activation="erf", n=2)
    floating = sc.certify(turned, sc.Network(np.array(network.W) @ Q, np.array(network.a)))
    assert floating.verdict is PROVED
    assert abs(float(floating.loss) - float(answer.loss)) < 1e-14


def test_unequal_teachers_that_are_not_orthonormal():
    """An isolated point of a problem without symmetry; Hessian and loss against the model in float64."""
    teacher = sc.Network([[1, "1/3", 0], [0, "4/5", "-1/2"], ["1/4", 0, 1]], ["1", "1/2", "3/2"])
    problem = sc.Problem(teacher=teacher, activation="erf", n=3, scale="1/2")
    answer = sc.certify(problem, moved(teacher.to_float(), 1e-5))
    assert (answer.verdict, answer.kind) == (PROVED, "minimum")
    assert answer.loss.contains(0)
    expected = np.linalg.eigvalsh(problem.hessian(teacher.to_float()))
    assert abs(float(answer.min_eigenvalue) - expected[0]) < 1e-12


def test_relu_teacher_copied_exactly_is_a_global_minimum():
    """ρ = 1 between every student and its teacher."""
    problem = sc.Problem.orthonormal("relu", n=3, k=3, d=4)
    answer = sc.certify(problem, sc.Network(np.eye(3, 4), np.ones(3)))
    assert (answer.verdict, answer.inertia, answer.outside) == (PROVED, (9, 0, 0), (3, 0, 0))
    assert answer.loss.contains(0)
    assert float(answer.loss.rad) < 1e-20


def test_digits_and_free():
    problem = replace(ERF, free=("W",))
    network = sc.CopyAverage([[0], [1, 2]]).at(ERF).network
    answer = sc.certify(problem, network, digits=60)
    assert answer.inertia == (6, 0, 0)
    assert "a fixed" in answer.coordinates
    assert answer.loss.contains("2/3 - 8*asin(1/4)/pi")
    assert float(answer.loss.rad) < 1e-61


@settings(max_examples=8)
@given(st.permutations(range(4)), st.permutations(range(3)), st.booleans(), st.integers(0, 1000))
def test_permutations_and_signs_change_nothing(columns, rows, flip, seed):
    problem, network = copy_average([1, 1, 2])
    W, a = np.array(network.W)[list(rows)][:, list(columns)], np.array(network.a)[list(rows)]
    sign = -1.0 if flip else 1.0
    answer = sc.certify(problem, moved(sc.Network(sign * W, sign * a), 1e-5, seed))
    assert (answer.verdict, answer.inertia) == (PROVED, (15, 0, 0))
    assert answer.loss.contains("2/3 - 8*asin(1/4)/pi")


def test_the_answer_prints_and_its_certificate_is_checked_by_core():
    answer = sc.certify(ERF, sc.CopyAverage([[0], [1, 2]]).at(ERF).network)
    assert repr(answer).startswith("PROVED  unique critical point · strict local minimum · inertia (8, 0, 0)")
    assert "<td>smallest eigenvalue</td>" in answer._repr_html_()
    assert sc.check(answer.certificate).verdict is PROVED
    with pytest.raises(TypeError, match="PROVED, REFUTED or UNDECIDED"):
        bool(answer)


def test_a_family_too_large_for_a_full_certificate_is_refused():
    with pytest.raises(InputError, match="have no limit"):
        sc.certify(sc.FlippedCopy(10**6), symmetry=False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (lambda: (ERF,), "needs weights"),
        (lambda: (ERF, "W"), "no Network"),
        (lambda: (sc.Problem.orthonormal("erf", n=50, k=50), sc.Network(np.eye(50))), "2550 parameters"),
        (lambda: ("erf",), "no Problem"),
        (lambda: (sc.OneNeuron(), None), "open sizes"),
        (lambda: (sc.CopyAverage.symbolic(),), "open sizes"),
        (lambda: (sc.OneNeuron(k=2), sc.Network([[1]])), "brings its own"),
        (lambda: (ERF, sc.Network([[1, 0, 0]])), "shape"),
        (lambda: (replace(ERF, free=("a",)), sc.Network(np.eye(2, 3))), "add 'W'"),
        (lambda: (replace(ERF, mean=["m", 0, 0]), sc.Network(np.eye(2, 3))), "the symbol m"),
    ],
)
def test_misuse_is_an_input_error(arguments, message):
    with pytest.raises(InputError, match=message):
        sc.certify(*arguments())
