"""The claim `critical_embedding`: ∇L = 0 at a network and at all wider ones of its function, and nothing else."""

import pytest
from sympy import Rational, Symbol, pi, sqrt

import symcrit as sc
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims.critical import Critical
from symcrit.core.claims.critical_embedding import CriticalEmbedding

t = Symbol("t", positive=True)
HALF = Rational(1, 2)


def teacher_itself(activation):
    """One student that is the one teacher."""
    return sc.Point(sc.Problem.orthonormal(activation, n=1, k=1), sc.Network([[1]], [1]))


def average(factor=1, norm=t):
    """The ReLU neuron along the sum of two teachers."""
    return sc.OneNeuron("relu", 2, a=factor * (sqrt(2) + 3 * pi / sqrt(2) / 2) / pi / norm, norm=norm)


TRUE = {
    "copy averages of erf": sc.critical_embedding(sc.CopyAverage.symbolic("erf"), lengths="equal"),
    "ReLU": sc.critical_embedding(teacher_itself("relu")),
    "leaky ReLU": sc.critical_embedding(teacher_itself(sc.activation("leaky_relu"))),
    "an average": sc.critical_embedding(average()),
}
FALSE = {
    "another outgoing weight": sc.critical_embedding(average(HALF)),
    "copy averages of other lengths": sc.critical_embedding(
        sc.CopyAverage.symbolic("erf", norm=lambda size: 1 / sqrt(2 * size)), lengths="equal"
    ),
}
UNDECIDED = {
    "lengths that erf sees": sc.critical_embedding(teacher_itself("erf")),
    "students where L has no gradient": sc.critical_embedding(teacher_itself("sign"), lengths="equal"),
    "students without slopes": sc.critical_embedding(
        sc.Point(sc.Problem.orthonormal("sign", n=1, k=1, d=2), sc.Network([[0, 1]], [0])), lengths="equal"
    ),
}
EXAMPLE = TRUE["an average"].core


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED
    assert "embedding" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_the_rule_does_not_give_is_undecided(name):
    assert sc.decide(UNDECIDED[name]).verdict is Verdict.UNDECIDED


WIDER = {  # (γ_q, r_q) for the average; of the last one γ is what is left
    "signs": [(2, 1), (-1, Rational(1))],
    "lengths": [(Rational(1, 6), 2), (Rational(1, 3), Rational(1, 5)), (1, Rational(3))],
}


@pytest.mark.parametrize("name", WIDER)
def test_wider_networks_are_critical_by_themselves(name):
    """By `critical`, which knows nothing of the rule; and they are not where γ_q r_q add up to something else."""
    *shares, (_, length) = WIDER[name]
    rest = 1 - sum(gamma * own for gamma, own in shares)
    a = (sqrt(2) + 3 * pi / sqrt(2) / 2) / pi

    def wide(last):
        own = [*shares, (last, length)]
        problem = sc.Problem.orthonormal("relu", n=len(own), k=2)
        return sc.critical(
            sc.Point(problem, sc.Network([[size / sqrt(2)] * 2 for _, size in own], [g * a for g, _ in own]))
        )

    assert sc.decide(wide(rest / length)).verdict is Verdict.PROVED
    assert sc.decide(wide(rest / length + 1)).verdict is Verdict.REFUTED


def test_letters_of_the_sentence_are_no_symbols():
    """(γ_q a_i, r_q w_i) with all r_q > 0 is not about one number that is called r_q."""
    for name in ("r_q", "gamma_q", "gamma_1", "q", "r"):
        with pytest.raises(sc.InputError, match="call the symbol otherwise"):
            sc.critical_embedding(average(norm=Symbol(name, positive=True)))


def test_erf_sees_lengths():
    """So the goal is needed: two students of half the length each are no critical point."""
    problem = sc.Problem.orthonormal("erf", n=2, k=1)
    assert sc.decide(sc.critical(sc.Point(problem, sc.Network([[HALF], [HALF]], [1, 1])))).verdict is Verdict.REFUTED


def test_what_it_is_not_about_is_malformed():
    with pytest.raises(Malformed, match="lengths"):
        check({"claim": {**EXAMPLE, "lengths": "some"}, "witness": {"kind": "goals"}})
    with pytest.raises(sc.InputError, match="activation"):
        sc.critical_embedding(sc.OneNeuron(sc.Kernel.uninterpreted("kappa"), 2, a=1, norm=1), lengths="equal")
    teacher = sc.Network([[1]], [1], biases=[1])
    with pytest.raises(sc.InputError, match="bias"):
        sc.critical_embedding(sc.Point(sc.Problem(teacher=teacher, activation="erf", n=1), teacher), lengths="equal")


BREAKS = {
    "homogeneity": ("goals", "lengths that erf sees"),
    "slopes": ("of_model", "students without slopes"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_core_that_does_not_ask_for_them_is_noticed(name, monkeypatch):
    method, wrong = BREAKS[name]
    assert sc.decide(UNDECIDED[wrong]).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(CriticalEmbedding, method, getattr(Critical, method))
    assert sc.decide(UNDECIDED[wrong]).verdict is Verdict.PROVED
