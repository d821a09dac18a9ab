"""What UNDECIDED says: what ran out and what to give, or what is missing; one of the two for every kind of claim."""

import sys
from types import SimpleNamespace

import pytest
from sympy import Symbol, exp, sin, symbols

import symcrit as sc
from symcrit.core.registry import CLAIMS
from symcrit.core.work import Work
from symcrit.search.attempts import Attempt
from symcrit.search.registry import KINDS
from symcrit.search.search import Search
from symcrit.theorems.undecided import undecided

UNDECIDED = sc.Verdict.UNDECIDED
x, y, z = symbols("x y z", real=True)
k = Symbol("k", integer=True, positive=True)
HARD = sum(sin(i * x + y) * exp(sin(i * z)) for i in range(1, 9))


@pytest.mark.parametrize("effort", [0.001, 0.02])
def test_work_that_ran_out_names_the_attempt_and_the_effort_to_give(effort: float) -> None:
    answer = sc.decide(sc.less(HARD, 21), effort=effort)
    assert answer.verdict is UNDECIDED
    before, _, tried = answer.why.removesuffix(f" (effort {effort:g})").partition(" in: ")
    assert before == "the work ran out"
    assert set(tried.split(", ")) <= {
        "a point that satisfies the hypotheses",
        "special points",
        "inequality",
        "many points",
        "polynomial certificates",
    }
    assert answer.remedy.startswith(f"give more work: effort={4 * effort:g} (4 times the --effort of symcrit verify)")


@pytest.mark.parametrize(
    ("claim", "attempt"),
    [
        (lambda: sc.equal("sin(x)^2 + cos(x)^2", 1), "special points"),
        (lambda: sc.critical(sc.CopyAverage.symbolic("erf")), "groups"),
        (lambda: sc.kernel_of("relu"), "derivation"),
        (lambda: sc.increasing(x**3 + x, x), "derivative"),
        (lambda: sc.loss_is(sc.OneNeuron("erf"), k / 3), "small instances"),
    ],
)
def test_every_kind_names_its_attempts(claim: object, attempt: str) -> None:
    answer = sc.decide(claim(), effort=1e-5)
    assert answer.verdict is UNDECIDED
    assert attempt in answer.why or "a point that satisfies the hypotheses" in answer.why
    assert "ran out in" in answer.why
    assert "effort=4e-05" in answer.remedy


def test_an_intermediate_step_that_ran_out_is_named() -> None:
    answer = sc.decide(sc.less(HARD, 20).using(sc.less(HARD, 21)), effort=0.05)
    assert answer.verdict is UNDECIDED
    assert "the intermediate steps" in answer.why


def test_a_step_that_could_not_be_proved_is_named() -> None:
    false = sc.less(x, 5)
    answer = sc.decide(sc.less(0, (x**2 - 2) ** 2, where=[x > 0]).using(false))
    assert answer.verdict is UNDECIDED
    assert f"this step was not proved: {false.statement}" in answer.why


def test_where_nothing_ran_out_the_answer_says_what_is_missing() -> None:
    answer = sc.decide(sc.less(0, (x**2 - 2) ** 2, where=[x > 0]))
    assert answer.verdict is UNDECIDED
    assert answer.why.startswith("no certificate was found: the sign of the difference was not shown, and no point")
    assert "More effort would not help" in answer.remedy
    assert "effort=" not in answer.remedy


def test_an_equation_without_rational_solutions_is_to_be_put_in() -> None:
    answer = sc.decide("sin(x)*sin(y)*sin(z) <= 1", where="x + y + z = pi, x > 0, y > 0, z > 0")
    assert answer.verdict is UNDECIDED
    assert "write -y - z + π in place of x" in answer.remedy


def test_something_is_tried_for_every_kind() -> None:
    assert set(KINDS) == set(CLAIMS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_is_missing(kind: str) -> None:
    claim = SimpleNamespace(kind=kind, parsed=SimpleNamespace(of_kernel=None), statement="…", core={})
    answer = undecided(Search(Work(100)), claim, 1, short_of_memory=False)
    assert answer.why.startswith("no certificate was found: ")
    assert len(answer.why) > 60


def test_a_search_that_timeout_cut_says_so() -> None:
    answer = sc.decide(sc.less(HARD, 21), timeout=0.2, effort=10**6)
    assert answer.verdict is UNDECIDED
    assert answer.why.startswith("cut by timeout in: ")
    assert "says nothing of the claim" in answer.remedy


def test_memory_that_is_used_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("symcrit.theorems.decide.attempts", lambda claim: [Attempt("hungry", 0.5, hungry)])
    answer = sc.decide(sc.less("1/3", "1/2"))
    assert answer.verdict is UNDECIDED
    assert answer.why.startswith("the memory is used up")
    if sys.platform != "win32":
        assert answer.remedy.startswith("give ")


def test_a_conjunction_adds_up_the_work() -> None:
    one, two = sc.less("1/3", "1/2"), sc.less("1/5", "1/4")
    assert sc.decide([one, two]).work == sc.decide(one).work + sc.decide(two).work > 0


def test_certify_says_that_its_check_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from symcrit.core.verdict import Finding
    from symcrit.theorems import certifying

    spent = Finding(UNDECIDED, "not finished: the work is spent", sc.less(1, 2).parsed, spent=True)
    monkeypatch.setattr(certifying, "core_check", lambda *_: spent)
    answer = sc.certify(sc.OneNeuron("erf", k=2))
    assert answer.verdict is UNDECIDED
    assert answer.why == "the work ran out in: the check of the certificate (effort 120)"
    assert "fewer digits" in answer.remedy


def test_what_has_no_ball_is_named():
    """Four signs with means: more effort would not help."""
    four = sc.gaussian("u v w x", cov=[[2, 1, 0, 1], [1, 2, 1, 0], [0, 1, 2, 1], [1, 0, 1, 3]], mean=[1, 0, 0, 0])
    product = sc.step(four[0]) * sc.step(four[1]) * sc.step(four[2]) * sc.step(four[3])
    for claim in (sc.less, sc.equal):
        answer = sc.decide(claim(sc.E(product), 1), effort=0.05)
        assert answer.verdict is sc.Verdict.UNDECIDED
        assert "four signs with means has no ball" in answer.why
        assert "effort=" not in answer.remedy
    answer = sc.decide(sc.less(sc.E(sc.step(four[1]) * sc.step(four[2])), "1/3"), effort=0.001)
    assert "no ball" not in answer.why
