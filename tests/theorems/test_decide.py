"""`decide`: verdicts with certificates, conjunctions, timeouts, misuse."""

import time

import pytest
from sympy import And, Eq, Rational, Symbol, asin, exp, pi, sin, sqrt, symbols, tanh

import symcrit as sc
import symcrit.sympy_functions
from symcrit.theorems.decide import work_of
from tests.speed import at_most

PROVED, REFUTED, UNDECIDED = sc.Verdict.PROVED, sc.Verdict.REFUTED, sc.Verdict.UNDECIDED
x, y, z = symbols("x y z", real=True)
t = Symbol("t", positive=True)
l = Symbol("l", real=True)  # noqa: E741
ONE_GROUP = l / 3 - 2 * l**2 / pi * asin(1 / (2 * l))

THE_FOUR = {
    "copy_average.critical": lambda: sc.critical(sc.CopyAverage.symbolic("erf")),
    "copy_average.concave": lambda: sc.concave(ONE_GROUP, l, where=[l > Rational(1, 2)]),
    "copy_average.best_partition": lambda: sc.best_partition(sc.CopyAverage.symbolic("erf")),
    "one_neuron.critical": lambda: sc.critical(sc.OneNeuron("erf")),
    "one_neuron.loss": lambda: sc.loss_is(sc.OneNeuron("erf"), _loss(Symbol("k", integer=True, positive=True))),
}


def _loss(k: Symbol) -> object:
    return k / 3 - 2 * k**2 / pi * asin(1 / (2 * k))


@pytest.mark.parametrize("name", THE_FOUR)
def test_the_theorems_of_the_first_issue_are_proved(name: str) -> None:
    with at_most(200):
        answer = sc.decide(THE_FOUR[name]())
    assert answer.verdict is PROVED, answer


@pytest.mark.parametrize(
    "claim",
    [
        lambda: sc.equal(sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2)),
        lambda: sc.at_most(2 * x * y, x**2 + y**2),
        lambda: sc.positive(x**4 - x + 1),
        lambda: sc.at_most(1 + x, exp(x)),
        lambda: sc.increasing(x**3 + x, x),
    ],
)
def test_true_claims_are_proved_and_their_certificates_check(claim: object) -> None:
    answer = sc.decide(claim())
    assert answer.verdict is PROVED, answer
    again = sc.check(answer.certificate)
    assert (again.verdict, again.statement) == (PROVED, answer.statement)


@pytest.mark.parametrize(
    ("claim", "place"),
    [
        (lambda: sc.less(2 * x, x**2 + 1), {"x": "1"}),
        (lambda: sc.positive((3 * x - 1) ** 2 - Rational(1, 10**12)), {"x": "1/3"}),
        (lambda: sc.less(3 * pi, 3 * pi), {}),
    ],
)
def test_false_claims_are_refuted_with_a_point(claim: object, place: dict) -> None:
    answer = sc.decide(claim())
    assert (answer.verdict, answer.counterexample) == (REFUTED, place)
    assert sc.check(answer.certificate).verdict is REFUTED


def test_a_displaced_loss_is_refuted() -> None:
    displaced = _loss(Rational(2)) + Rational(1, 10**40)
    assert sc.decide(sc.loss_is(sc.OneNeuron("erf", k=2), displaced)).verdict is REFUTED


def test_a_claim_about_nothing_is_undecided_and_says_why() -> None:
    answer = sc.decide(sc.less(x, x + 1, where=[x > 1, x < 0]))
    assert answer.verdict is UNDECIDED
    assert "contradict" in answer.remedy
    assert answer.certificate is None


def test_a_list_is_a_conjunction() -> None:
    true, false = sc.less("1/3", "1/2"), sc.less("1/2", "1/3")
    open_one = sc.equal(x, x, where=[x > 1, x < 0])
    assert sc.decide([true, true]).verdict is PROVED
    assert sc.decide([true, open_one]).verdict is UNDECIDED
    assert sc.decide([true, open_one, false]).verdict is REFUTED
    assert sc.decide(And(x**2 + y**2 >= 2 * x * y, t**2 + t > t)).verdict is PROVED


def test_relations_are_claims() -> None:
    assert sc.decide(Eq((sqrt(2) + 1) * (sqrt(2) - 1), 1, evaluate=False)).verdict is PROVED
    assert sc.decide(x**2 < x).verdict is REFUTED


@pytest.mark.parametrize("seconds", [0.2, 1])
def test_a_hopeless_claim_comes_back_in_time(seconds: float) -> None:
    terms = sum(sin(i * x + y) * exp(sin(i * z)) for i in range(1, 9))
    start = time.process_time()  # which is less than that of the clock, the more so where a machine is busy
    answer = sc.decide(sc.less(terms, 21), timeout=seconds)
    assert time.process_time() - start < seconds + 1
    assert answer.verdict is UNDECIDED
    assert answer.remedy


NEEDS_WORK = {
    "sums of squares": (lambda: sc.at_most(3 * x**2 * y**2, x**4 * y**2 + x**2 * y**4 + 1), "inequality"),
    "chains": (lambda: sc.less("exp(X)", "(1 + X/15)^16", where=["X > 0", "X < 1"]), "inequality"),
    "identities": (lambda: sc.equal("sin(x + y)", "sin(x)*cos(y) + cos(x)*sin(y)"), "equation"),
    "derivatives": (lambda: sc.increasing("exp(x) - x - x^2/2", "x", where=["x > 0", "x < 2"]), "derivative"),
    "kernels": (lambda: sc.critical(sc.OneNeuron("erf")), "instances"),
}


@pytest.mark.parametrize("name", NEEDS_WORK)
def test_more_effort_than_needed_changes_nothing_and_too_little_says_so(name: str) -> None:
    make, attempt = NEEDS_WORK[name]
    enough = sc.decide(make())
    assert enough.verdict is PROVED
    for effort in (3, 40):
        more = sc.decide(make(), effort=effort)
        assert (more.certificate, more.work, more.effort) == (enough.certificate, enough.work, effort)
    too_little = 0.2 * enough.work / work_of(1)
    answer = sc.decide(make(), effort=too_little)
    assert answer.verdict is UNDECIDED
    assert answer.work <= work_of(too_little)
    assert "the work ran out in" in answer.why
    assert attempt in answer.why
    assert f"effort={4 * too_little:g}" in answer.remedy
    assert sc.decide(make(), effort=100 * too_little).verdict is PROVED


def test_work_that_did_not_run_out_is_not_asked_for() -> None:
    """The supremum 2 is never reached, for √2 is irrational."""
    answer = sc.decide(sc.less("cos(x) + cos(sqrt(2)*x)", 2, where=["x > 0"]))
    assert answer.verdict is UNDECIDED
    assert answer.why.startswith("no certificate was found: the sign of the difference was not shown")
    assert "More effort would not help" in answer.remedy
    assert answer.work < work_of(1)


def test_a_hundred_symbols_are_no_harder_than_their_number() -> None:
    """Places are listed one at a time: 2¹⁰⁰ of them would fill the memory."""
    names = symbols("x0:100", real=True)
    answer = sc.decide(sc.at_most(0, sum(name**2 for name in names)))
    assert answer.verdict is PROVED
    assert sc.decide(sc.less(0, sum(name**2 for name in names))).verdict is REFUTED


def test_a_sum_of_expectations_is_written_before_they_are_evaluated() -> None:
    """Each takes a fraction of a second in the digits that sympy asks for when it sorts terms."""
    hidden = symcrit.sympy_functions.mean_function(tanh(z), tanh(z))
    with at_most(25):
        claim = sc.less(sum(hidden(1, Rational(i, 100), 1) for i in range(1, 30)), 29)
    assert sc.decide(claim).verdict is PROVED


@pytest.mark.parametrize("wrong", [True, [], "x + 1", 3, None, x + 1])
def test_what_is_no_claim_is_refused(wrong: object) -> None:
    with pytest.raises(sc.InputError):
        sc.decide(wrong)


@pytest.mark.parametrize("wrong", [0, -1, True, "5", float("nan"), float("inf")])
def test_the_timeout_is_a_positive_number(wrong: object) -> None:
    with pytest.raises(sc.InputError, match="timeout"):
        sc.decide(sc.less("1/3", "1/2"), timeout=wrong)


@pytest.mark.parametrize("claim", [sc.increasing, sc.concave])
def test_a_positive_integer_is_at_least_one(claim: object) -> None:
    k = Symbol("k", integer=True, positive=True)
    assert sc.decide(claim(_loss(k), k)).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize(("wrong", "remedy"), [(sc.less(1, 2), "decide"), (sc.decide(sc.less(1, 2)), "certificate")])
def test_what_is_no_certificate_gets_a_remedy(wrong: object, remedy: str) -> None:
    with pytest.raises(sc.InputError, match=f"{remedy}[^;]*$"):
        sc.check(wrong)


def test_an_answer_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="verdict is"):
        bool(sc.decide(sc.less("1/3", "1/2")))


def test_answers_show_verdict_statement_and_reason() -> None:
    answer = sc.decide(sc.less("1/3", "1/2"))
    assert repr(answer).startswith("PROVED  1/3 < 1/2")
    assert "PROVED" in answer._repr_html_()
