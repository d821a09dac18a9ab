"""The loss of a neuron w = 0: κ(0, 0, q) = σ(0)·E[σ(v)], also where the form of κ has no value there."""

import pytest
from sympy import Rational, exp, pi

import symcrit as sc
from symcrit.core.networks import loss
from symcrit.errors import InputError


def dead(name: str, k: int = 1) -> sc.Point:
    """One student 0 with outgoing weight 1, against k orthonormal teachers."""
    return sc.Point(sc.Problem.orthonormal(name, n=1, k=k), sc.Network([[0] * k], [1]))


def test_of_a_rectifier() -> None:
    assert sc.decide(sc.loss_is(dead("relu", 2), 1 + 1 / pi)).verdict is sc.Verdict.PROVED
    assert sc.decide(sc.loss_is(dead("relu", 2), 1)).verdict is sc.Verdict.REFUTED


def test_its_gradient_has_no_value() -> None:
    assert sc.decide(sc.critical(dead("relu"))).verdict is sc.Verdict.UNDECIDED


def test_of_a_step_there_is_none() -> None:
    """σ(0) has no value."""
    with pytest.raises(InputError, match="no value"):
        sc.Problem.orthonormal("step", n=1, k=1).loss(sc.Network([[0]], [1]))
    assert sc.decide(sc.loss_is(dead("step"), Rational(1, 2))).verdict is sc.Verdict.UNDECIDED


def test_a_core_that_takes_every_dead_neuron_for_0_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    square = (1 + exp(-2)) / 2
    assert sc.decide(sc.loss_is(dead("cos"), 1 - 2 * exp(Rational(-1, 2)) + square)).verdict is sc.Verdict.PROVED
    assert sc.decide(sc.loss_is(dead("cos"), square)).verdict is sc.Verdict.REFUTED
    monkeypatch.setattr(loss, "vanishes", lambda sigma, at: True)
    assert sc.decide(sc.loss_is(dead("cos"), square)).verdict is sc.Verdict.PROVED
