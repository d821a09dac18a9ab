"""The claim `rate`: how far any student sees beyond the affine part of a wide target."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from sympy import Rational, Symbol, pi, symbols

import symcrit as sc
from symcrit import InputError, compression
from symcrit.core import Malformed, Verdict, Work, check, num
from symcrit.core.affine import wide
from symcrit.core.claims import rate
from symcrit.papers.compression.finite import relu_kernel
from symcrit.search.claims import rate as search

S, size = symbols("S lambda", positive=True)
RELU = 2 * (Rational(1, 4) - 1 / (2 * pi))
FRAME = ([[3, 4], [5, 0], [-3, 4], [0, -5]], ["1/20", "1/20", "-1/20", "1/20"])
UNITS = ([["3/5", "4/5"], [1, 0]], [2, -1])
EXAMPLE = compression.rate(S, RELU * S * 3, spread="31/11", target=UNITS, lengths="unit", activation="erf").core

TRUE = {
    "every target": compression.rate(S, RELU * S * size, spread=size),
    "one neuron": compression.rate(1, RELU, spread=1),
    "a target": compression.rate(2, target=FRAME),
    "a larger spread": compression.rate(S, RELU * S, spread=1, target=FRAME),
    "erf": compression.rate(S, 2 * (Rational(1, 3) - 1 / pi) * S * size, spread=size, activation="erf", lengths="unit"),
    "a hypothesis": compression.rate(S, RELU, spread=size, where=[S * size < 1]),
}
FALSE = {
    "without the 2": compression.rate(S, RELU / 2 * S * size, spread=size),
    "a smaller constant": compression.rate(S, Rational(18, 100) * S * size, spread=size),
    "without the total": compression.rate(S, RELU * size, spread=size),
    "of one neuron": compression.rate(1, RELU * Rational(99, 100), spread=1, target=([[1, 0]], [1])),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_a_student(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED, answer


def test_nothing_is_said_of_no_students_or_no_targets():
    for total, spread in ((-1, size), (1, -1), (Symbol("T", real=True), 1)):
        assert sc.decide(compression.rate(total, spread=spread)).verdict is Verdict.UNDECIDED


def test_a_spread_that_is_too_small_is_not_proved():
    """The largest eigenvalue of the frame is 0.57."""
    assert sc.decide(compression.rate(S, RELU * S, spread="56/100", target=FRAME)).verdict is Verdict.UNDECIDED
    assert sc.decide(compression.rate(S, RELU * S, spread="58/100", target=FRAME)).verdict is Verdict.PROVED


@pytest.mark.parametrize("seed", range(20))
def test_losses_of_drawn_students_and_targets_differ_by_no_more(seed):
    """The second road: the losses themselves, in floats, from the kernel of ReLU."""
    rng = np.random.default_rng(seed)
    N, M, d = rng.integers(1, 6, 3)
    b, beta = rng.normal(size=(N, d)), rng.normal(size=N)
    u, s = rng.normal(size=(M, d)), rng.normal(size=M)
    u /= np.linalg.norm(u, axis=1)[:, None]
    lengths = np.linalg.norm(b, axis=1)
    c, v = beta @ lengths / np.sqrt(2 * np.pi), beta @ b / 2
    own, cross, target = s @ relu_kernel(u, u) @ s, s @ relu_kernel(u, b) @ beta, beta @ relu_kernel(b, b) @ beta
    loss = own - 2 * cross + target
    affine = own - 2 * (c * s.sum() / np.sqrt(2 * np.pi) + v @ u.T @ s / 2) + c**2 + v @ v
    rest = target - c**2 - v @ v
    largest = np.linalg.eigvalsh(_matrix(b, beta))[-1]
    assert abs(loss - affine - rest) <= float(RELU) * np.abs(s).sum() * largest + 1e-12


def _matrix(b, beta):
    return b.T @ ((np.abs(beta) / np.linalg.norm(b, axis=1))[:, None] * b)


def test_the_spread_is_that_of_numpy():
    b = [[Fraction(i * j % 7 - 3, 4) + (i == j) for j in range(4)] for i in range(9)]
    beta = [Fraction(i - 4, 5) + Fraction(1, 10) for i in range(9)]
    largest = np.linalg.eigvalsh(_matrix(np.array(b, dtype=float), np.array(beta, dtype=float)))[-1]
    target = wide.Wide.read({"b": [[*map(str, row)] for row in b], "beta": [*map(str, beta)]})
    for factor, less in ((1 - 1e-9, False), (1 + 1e-9, True)):
        most = Fraction(largest * factor)
        assert target.spreads_less(fmpq(most.numerator, most.denominator), Work()) is less


def test_rows_over_a_denominator_are_read():
    target = wide.Wide.read({"b": {"rows": [[1, 2], [3, 4]], "over": 8}, "beta": [1, 1]})
    assert [[*map(str, row)] for row in target.b] == [["1/8", "1/4"], ["3/8", "1/2"]]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("lengths", "some"),
        ("spread", "S"),
        ("of", {"b": [[1, 1]], "beta": [1]}),
        ("of", {"b": [["3/5", "4/5"]], "beta": [1, 2]}),
        ("of", {"b": [[0, 0]], "beta": [1]}),
        ("of", {"b": {"rows": [[1]], "over": 0}, "beta": [1]}),
    ],
)
def test_what_does_not_fit_is_malformed(part, value):
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, part: value}, "witness": {"kind": "goals"}})


def test_floats_are_refused():
    with pytest.raises(InputError, match="float"):
        compression.rate(1, target=(np.array([[0.5]]), [1]))
    with pytest.raises(InputError, match="give the spread"):
        compression.rate(1)


WRONG = {
    "no pair": (5, "target = 5 is not a list"),
    "one of two": (([[1, 0]],), "no pair"),
    "other numbers": (([[1, 0]], [1, 2]), "one outgoing weight for every neuron"),
    "no direction": (([[0, 0]], [1]), "no direction"),
    "lengths of rows": (([[1, 0], [1]], [1, 1]), "different lengths"),
    "no list": (([[1, 0]], 3), "beta = 3"),
    "nothing": (([], []), "empty"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_target_that_does_not_fit_is_refused_in_one_line(name):
    target, words = WRONG[name]
    with pytest.raises(InputError, match=words) as error:
        compression.rate(1, target=target)
    assert "\n" not in str(error.value)


def test_targets_beyond_floats_are_taken():
    for target in (([["1e400", 0]], [1]), ([["1e-400", 0], [1, 0]], [1, 1]), ([[1, 0]], ["1e-400"])):
        assert sc.decide(compression.rate(1, target=target)).verdict is not Verdict.REFUTED


def test_an_activation_of_another_shape_needs_unit_lengths():
    assert "lengths='unit'" in str(sc.decide(compression.rate(1, spread=1, activation="erf")))


# ------------------------------------------------------------------------------------------ breaking core on purpose

BREAKS = {
    "the spread unread": (wide.Wide, "spreads_less", lambda *_: True, "spread"),
    "half of the rest": (rate, "rest_of", lambda kernel, rho: REST(kernel, rho) / num(2), "constant"),
}
REST = rate.rest_of


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_core_is_noticed(name, monkeypatch):
    place, attribute, broken, wrong = BREAKS[name]
    false = {
        "spread": compression.rate(S, RELU * S, spread="56/100", target=FRAME),
        "constant": FALSE["without the 2"],
    }[wrong]
    monkeypatch.setattr(search, "refutation", lambda *_: None)  # which comes before proofs
    assert sc.decide(false).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(place, attribute, broken)
    assert sc.decide(false).verdict is Verdict.PROVED


def test_a_refutation_with_a_large_target_is_charged_before_it_is_looked_at():
    """Lengths 5/q of many q: the exact matrix has entries of thousands of digits."""
    certificate = sc.decide(FALSE["of one neuron"]).certificate
    b = [[f"3/{q}", f"4/{q}", *[0] * 38] for q in range(1001, 1401)]
    claim = {**certificate["claim"], "of": {"b": b, "beta": [1] * 400}}
    witness = {**certificate["witness"], "u": [[1, *[0] * 39]]}
    found = check({"claim": claim, "witness": witness}, work=Work(10**6))
    assert (found.verdict, found.spent) == (Verdict.UNDECIDED, True)
