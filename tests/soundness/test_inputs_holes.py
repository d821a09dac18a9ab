"""Lies by biases, the law of the inputs, two activations and free parameters: core proves and refutes none of them."""

import copy
from typing import Any

import pytest
import sympy

import symcrit as sc
from symcrit.core import Goals, Malformed, Verdict, Work, read_claim
from symcrit.core.claims import _network
from symcrit.core.claims._network import AtSizes
from symcrit.core.expectation.kernels import Kernels
from symcrit.core.networks import definite, loss, squares
from symcrit.core.verdict import Judge
from symcrit.search.search import Search

JSON = Any
COPY = sc.Network([[1, 0]], [1], biases=["1/2"])
ERF = sc.Problem(COPY, "erf", 1, covariance=[[2, 1], [1, 3]], mean=[1, 0])
TRUE: JSON = sc.critical(sc.Point(ERF, COPY)).core
PLAIN = sc.Network([[1, 0]])
TWO: JSON = sc.critical(sc.Point(sc.Problem(PLAIN, "erf", 1, teacher_activation="relu"), PLAIN)).core
GROUPS: JSON = sc.critical(sc.CopyAverage.symbolic("erf")).core


def verdicts(core: JSON) -> tuple[Verdict, Verdict]:
    """What core says to a plain proof and to a plain refutation, with right derivations of the kernels."""
    claim = read_claim(core)
    search = Search(Work(10**8))
    found = [search.finding(claim, grounds) for grounds in (Goals(), AtSizes())]
    return tuple(finding.verdict for finding in found if finding is not None)


def of(core: JSON, part: str | None = None, **changes: JSON) -> JSON:
    """The claim with other fields in its configuration, or in a part of it; None takes a field out."""
    changed = copy.deepcopy(core)
    own = changed["configuration"] if part is None else changed["configuration"][part]
    own.update(changes)
    for key in [key for key, value in own.items() if value is None]:
        del own[key]
    return changed


def matrix(*rows: list[JSON]) -> JSON:
    """The claim with this covariance."""
    pool = TRUE["configuration"]["network"]["pool"]
    entries = [entry for row in rows for entry in row]
    places = iter(range(len(pool), len(pool) + len(entries)))
    own = {"pool": [*pool, *entries], "covariance": [[next(places) for _ in row] for row in rows]}
    return of(TRUE, "network", **own)


def test_the_truth_is_proved():
    assert verdicts(TRUE) == (Verdict.PROVED, Verdict.UNDECIDED)
    assert verdicts(matrix([1, "1/2"], ["1/2", 1])) == (Verdict.PROVED, Verdict.UNDECIDED)
    assert verdicts(TWO) == (Verdict.UNDECIDED, Verdict.REFUTED)


SINGULAR = {
    "rational": ([1, 1], [1, 1]),
    "0": ([0, 0], [0, 0]),
    "irrational": ([1, ["sqrt", 2]], [["sqrt", 2], 2]),
    "negative": ([-1, 0], [0, 1]),
    "indefinite": ([1, 2], [2, 1]),
    "indefinite with positive diagonal and π": (["pi", 4], [4, "pi"]),
    "nearly": ([1, "1"], ["1", "0.999999999999999999999999999999"]),
}


@pytest.mark.parametrize("rows", SINGULAR.values(), ids=SINGULAR)
def test_no_verdict_on_a_matrix_that_is_no_law(rows):
    """Neither that the copy is critical, nor that another network is not."""
    claim = matrix(*rows)
    assert verdicts(claim) == (Verdict.UNDECIDED, Verdict.UNDECIDED)
    own = claim["configuration"]["network"]
    other = of(claim, "network", pool=[*own["pool"], "2/7"], biases=[len(own["pool"])])
    assert verdicts(other) == (Verdict.UNDECIDED, Verdict.UNDECIDED)
    assert verdicts({**other, "kind": "not_critical", "bound": "0"}) == (Verdict.UNDECIDED, Verdict.UNDECIDED)


def test_a_symbolic_matrix_needs_its_hypothesis():
    s, r = sympy.symbols("s r", real=True)
    point = sc.Point(sc.Problem(PLAIN, "erf", 1, covariance=[[s, r], [r, 1]]), PLAIN)
    claim = sc.critical(point).core
    assert sc.decide(sc.critical(point)).verdict is Verdict.PROVED
    for where in ([[">", "s", "0"]], [[">", "s", "0"], ["<", "r", "1"], [">", "r", "-1"]]):
        made = read_claim({**claim, "where": where})
        search = Search(Work(10**8))
        proof = Goals(sample={"s": sc.core.num(2), "r": sc.core.num(0)})
        assert search.finding(made, proof).verdict is Verdict.UNDECIDED


KERNELS = ("kernel", "mixed", "teacher")
CENTRED = sc.kernel("erf").core
BIASED = TRUE["configuration"]["kernel"]
MALFORMED = {
    "an asymmetric covariance": of(TRUE, "network", covariance=[[3, 1], [0, 4]]),
    "a covariance of another size": of(TRUE, "network", covariance=[[3]]),
    "too many biases": of(TRUE, "network", biases=[0, 0]),
    "no biases in the list": of(TRUE, "network", biases=[]),
    "too many biases of the teacher": of(TRUE, "network", teacher_biases=[0, 0]),
    "a mean of another size": of(TRUE, "network", mean=[0]),
    "biases for a kernel without means": of(TRUE, kernel=CENTRED),
    "means for a network without": of(TRUE, "network", biases=None, teacher_biases=None, mean=None),
    "a mean for a kernel without means": of(of(TRUE, "network", biases=None, teacher_biases=None), kernel=CENTRED),
    "an unread entry": of(TRUE, "network", pool=[*TRUE["configuration"]["network"]["pool"], "x"]),
    "an unknown field": of(TRUE, "network", variance=[[0]]),
    "a mixed kernel of others": of(TWO, mixed=sc.kernel("erf", "sin").core),
    "a mixed kernel the wrong way round": of(TWO, mixed=sc.kernel("relu", "erf").core),
    "the student's kernel as the mixed one": of(TWO, mixed=TWO["configuration"]["kernel"]),
    "a teacher's kernel of others": of(TWO, teacher=sc.kernel("sin").core),
    "a mixed kernel as the student's": of(TWO, kernel=TWO["configuration"]["mixed"]),
    "a mixed kernel with means": of(TWO, mixed=sc.kernel("erf", "relu", bias=True).core),
    "no teacher's kernel": of(TWO, teacher=None),
    "no mixed kernel": of(TWO, mixed=None),
    "groups with biases": of(GROUPS, "groups", biases=[0]),
    "groups with a covariance": of(GROUPS, "groups", covariance=[[0]]),
    "groups with a kernel with means": of(GROUPS, kernel=BIASED),
    "groups with two activations": of(GROUPS, **{key: TWO["configuration"][key] for key in KERNELS}),
    "free twice": {**TRUE, "free": ["W", "W"]},
    "free in another order": {**TRUE, "free": ["a", "W"]},
    "all free": {**TRUE, "free": ["W", "a", "biases"]},
    "free biases that are not there": {**TWO, "free": ["biases"]},
    "nothing free": {**TRUE, "free": []},
    "an unknown parameter": {**TRUE, "free": ["b"]},
    "free parameters of a loss": {**TRUE, "kind": "loss", "value": "0", "free": ["W"]},
    "isolated, outside, with a covariance": {
        "kind": "isolated", "configuration": TRUE["configuration"], "free": "W", "inertia": [1, 0], "outside": [1, 0],
        "unique": {"W": "1/10"}, "within": {"W": "1/20"},
    },
}  # fmt: skip


@pytest.mark.parametrize("core", MALFORMED.values(), ids=MALFORMED)
def test_what_does_not_fit_is_refused(core):
    with pytest.raises(Malformed):
        read_claim(core)


@pytest.mark.parametrize("key", KERNELS)
def test_every_kernel_needs_its_derivation(key):
    """A form that is scaled is no kernel, whichever of the three it is."""
    kernel = copy.deepcopy(TWO["configuration"][key])
    kernel["forms"] = [["*", 2, form] for form in kernel["forms"]]
    assert verdicts(of(TWO, **{key: kernel})) == (Verdict.UNDECIDED, Verdict.UNDECIDED)


def test_derivations_that_nothing_reads_are_refused():
    claim = read_claim(TRUE)
    search = Search(Work(10**8))
    own = search.with_kernel(claim, Goals())
    assert search.finding(claim, Goals(kernel=own.kernel, mixed=own.kernel)) is None  # Malformed


@pytest.mark.parametrize("sigma", ["relu", pytest.param("abs", marks=pytest.mark.slow)])
def test_parallel_neurons_with_a_kink_are_not_decided(sigma):
    """Equal but for the length, opposite, or with another bias: L is what it is, but the forms are not defined."""
    for other, bias in (([2, 0], 1), ([-1, 0], "-1/2"), ([1, 0], "1/3")):
        student = sc.Network([[1, 0], other], [1, 1], ["1/2", bias])
        point = sc.Point(sc.Problem(COPY, sigma, 2), student)
        for claim in (sc.critical(point), sc.not_critical(point)):
            assert verdicts(claim.core) == (Verdict.UNDECIDED, Verdict.UNDECIDED)


def test_a_dead_neuron_has_a_loss_and_no_gradient():
    problem = sc.Problem.orthonormal("relu", n=1, k=2)
    dead = sc.Point(problem, sc.Network([[0, 0]], [1]))
    assert sc.decide(sc.loss_is(dead, "1 + 1/pi")).verdict is Verdict.PROVED
    assert sc.decide(sc.loss_is(dead, "1 + 1/3")).verdict is Verdict.REFUTED
    assert sc.decide(sc.critical(dead), effort=0.2).verdict is Verdict.UNDECIDED
    silent = sc.Point(problem, sc.Network([[0, 0]], [1], [-1]))
    assert sc.decide(sc.loss_is(silent, "1 + 1/pi")).verdict is Verdict.PROVED
    speaking = sc.Point(problem, sc.Network([[0, 0]], [1], [1]))
    assert sc.decide(sc.loss_is(speaking, "1 + 1/pi"), effort=0.2).verdict is Verdict.UNDECIDED
    step = sc.Point(sc.Problem.orthonormal("step", n=1, k=2), sc.Network([[0, 0]], [1]))
    assert sc.decide(sc.loss_is(step, "3/4"), effort=0.2).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("free", [["W"], None])
@pytest.mark.parametrize("sigma", ["sign", "step", "relu", "abs"])
def test_slopes_at_weights_0_must_exist(sigma, free):
    """Student and teacher with w = v = 0: for a jump L = (σ(w·x) − σ(0))² has no limit there, by W alone either."""
    nothing = sc.Network([[0, 0]])
    claim = sc.critical(sc.Point(sc.Problem(nothing, sigma, 1), nothing)).core
    for kind in ({"kind": "critical"}, {"kind": "not_critical", "bound": "0"}):
        core = {**claim, **kind} | ({"free": free} if free else {})
        assert verdicts(core) == (Verdict.UNDECIDED, Verdict.UNDECIDED)
    values = {**claim, "kind": "gradient", "values": {"W": [["0", "0"]]}}
    assert verdicts(values) == (Verdict.UNDECIDED, Verdict.UNDECIDED)


def test_a_kernel_with_means_is_never_smooth():
    """∂κ/∂m1 has to be shown to be defined, whatever a derivation says of κ."""
    claim = read_claim(TRUE)
    search = Search(Work(10**8))
    derived = search.with_kernel(claim, Goals()).kernel
    assert Judge(Work(10**8)).derive(claim.of_kernel, derived) is False


# ----------------------------------------------------------------------------------------------- a core that is broken


def test_a_core_that_asks_for_no_definite_covariance_is_noticed(monkeypatch):
    monkeypatch.setattr(_network, "positive", lambda matrix: iter(()))
    with pytest.raises(AssertionError):
        test_no_verdict_on_a_matrix_that_is_no_law(SINGULAR["rational"])


def test_a_core_that_looks_at_the_diagonal_only_is_noticed(monkeypatch):
    monkeypatch.setattr(_network, "positive", lambda matrix: (row[i] for i, row in enumerate(matrix)))
    with pytest.raises(AssertionError):
        test_no_verdict_on_a_matrix_that_is_no_law(SINGULAR["indefinite"])


def test_a_core_that_asks_nothing_where_weights_are_0_is_noticed(monkeypatch):
    """The components by weights that are 0 then say nothing of the slopes."""
    honest = loss.total
    silent = lambda terms: honest((weight, term) for weight, term in terms if weight is not loss.ZERO)  # noqa: E731
    monkeypatch.setattr(loss, "total", silent)
    with pytest.raises(AssertionError):
        test_slopes_at_weights_0_must_exist("step", ["W"])


def test_a_core_that_derives_the_first_kernel_only_is_noticed(monkeypatch):
    monkeypatch.setattr(Judge, "derive_kernels", lambda self, kernels, grounds: self.derive(kernels[0], grounds.kernel))
    with pytest.raises(AssertionError):
        test_every_kernel_needs_its_derivation("mixed")


def test_a_core_that_believes_every_mixed_kernel_is_noticed(monkeypatch):
    monkeypatch.setattr(
        loss, "kernels_of", lambda *given: Kernels(*(one or given[0] for one in (*given, None, None)[:3]))
    )
    with pytest.raises(pytest.fail.Exception):
        test_what_does_not_fit_is_refused(MALFORMED["a mixed kernel of others"])


@pytest.mark.parametrize("rows", [[[2, 1], [1, 3]], [[1, 2], [2, 1]], [[4, 2, 0], [2, 1, 0], [0, 0, 5]], [[0]]])
def test_pivots_and_minors_agree(rows):
    """Rational matrices by pivots, the same by minors, and by sympy."""
    own = [[sc.core.parse(str(entry)) for entry in row] for row in rows]
    by_pivots = all(value.value > 0 for value in definite.positive(own))
    assert by_pivots == bool(sympy.Matrix(rows).is_positive_definite)
    minors = [sympy.Matrix(rows)[:i, :i].det() for i in range(1, len(rows) + 1)]
    assert by_pivots == all(minor > 0 for minor in minors)


def test_what_vanishes():
    relu = sc.core.parse(["/", ["+", "z", ["abs", "z"]], 2])
    step = sc.core.parse(["/", ["+", 1, ["/", "z", ["abs", "z"]]], 2])
    numbers = {text: sc.core.parse(text) for text in ("0", "-1", "1/100")}
    assert [squares.vanishes(relu, value) for value in numbers.values()] == [True, True, False]
    assert [squares.vanishes(step, value) for value in numbers.values()] == [False, True, False]
    assert not squares.vanishes(relu, sc.core.parse("x"))
