"""Teachers of another length than 1: reduced by symmetry and with full vectors, σ(ωz) and teachers of length ω."""

import copy
from functools import cache

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, Symbol, sqrt

from proofs.copy_average import self_similar
from proofs.one_neuron import erf_slope, smoothed, waves
from symcrit import (
    Activation,
    CopyAverage,
    InputError,
    Network,
    OneNeuron,
    Problem,
    Verdict,
    certify,
    critical,
    decide,
    gradient_is,
    loss_is,
    only_critical,
)
from symcrit.certificate import certificate
from symcrit.core.networks.loss import Groups
from symcrit.core.reading import Reject
from symcrit.core.registry import read_claim
from symcrit.core.verdict import check
from symcrit.core.work import Work
from symcrit.words.statement import statement

omega = Symbol("omega", positive=True)


def problem(sigma, n, k, length):
    teacher = Network([[length if i == j else 0 for i in range(k)] for j in range(k)])
    return Problem(teacher=teacher, activation=sigma, n=n)


def off(sigma, length, **more):
    """Students at which nothing vanishes."""
    return CopyAverage.symbolic(
        sigma, a=lambda size: size + 1, norm=lambda size: 1 / sqrt(size + 3), length=length, **more
    )


@settings(deadline=None, max_examples=10)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.sampled_from([Rational(1, 3), sqrt(2), sympy.Integer(3)]),
    st.sampled_from(["erf", "smoothed_relu", "gaussian", "exp"]),
)
def test_loss_gradient_and_hessian_against_full_vectors(sizes, length, sigma):
    k = sum(sizes)
    family = off(sigma, length).instance(sizes)
    point = family.at(problem(sigma, len(sizes), k, length))
    assert abs((family.loss() - point.loss).evalf(30)) < 1e-25
    leaders = [sum(sizes[:h]) for h in range(len(sizes))]
    for i, part in enumerate(family.gradient()):
        assert abs((part.a - point.gradient.a[i]).evalf(30)) < 1e-25
        for along, leader in zip(part.along, leaders, strict=True):  # along Σ v_j: `length` times an entry
            assert abs((along * length - point.gradient.W[i, leader]).evalf(30)) < 1e-25
    blocks = family.hessian().blocks(k)
    found = [
        np.linalg.eigvalsh(np.array(block.evalf(20), dtype=float)) for block, times in blocks for _ in range(times)
    ]
    full = np.linalg.eigvalsh(point.problem.hessian(point.network.to_float()))
    assert np.sort(np.concatenate(found)) == pytest.approx(full, abs=1e-9)


@pytest.mark.parametrize("rate", [Rational(1, 2), Rational(3)])
def test_a_rate_of_the_activation_is_a_length_of_the_teachers(rate):
    inside = OneNeuron(f"sin:omega={rate}", k=4, a=3, norm=Rational(1, 2))
    outside = OneNeuron("sin", k=4, a=3, norm=rate / 2, length=rate)
    assert abs((inside.loss() - outside.loss()).evalf(30)) < 1e-25
    assert abs(inside.loss().evalf()) > 1e-3
    assert abs((inside.gradient()[0].a - outside.gradient()[0].a).evalf(30)) < 1e-25
    # ∂L/∂w = ω ∂L/∂(ωw), in Σ v_j and in Σ ωv_j
    assert abs((inside.gradient()[0].along[0] - rate**2 * outside.gradient()[0].along[0]).evalf(30)) < 1e-25


PROFILES = [
    *(self_similar.sigmoid(sigma, 1) for sigma in ("erf", "probit")),
    self_similar.smooth("smoothed_relu"),
    self_similar.smooth("smoothed_abs"),
    self_similar.gaussian("gaussian", 1),
    self_similar.gaussian("gaussian_slope", 2),
    self_similar.hermite(3),
    self_similar.averaged(self_similar.SHIFTED_SQUARE, self_similar.wider(1), self_similar.wider(1)),
    self_similar.wave("exp", 1),
]


@pytest.mark.parametrize("family", PROFILES, ids=lambda family: str(family.activation)[:20])
@pytest.mark.parametrize("sizes", [[2], [1, 3], [2, 1, 2]], ids=str)
def test_the_theorems_with_full_vectors(family, sizes):
    """∇L = 0 for a rational parameter, by the full gradient in 30 digits; and not for another one."""
    (parameter,) = (symbol for name, symbol in family.symbols.items() if name != "l")

    def largest(value, claimed):
        at = {parameter: value}
        length = family.length.xreplace({parameter: claimed})
        a, norm = (part.xreplace(at) for part in (family.a, family.norm))
        points = CopyAverage(None, family.activation, a=a, norm=norm, length=length).instance(sizes)
        point = points.at(problem(family.activation, len(sizes), sum(sizes), length))
        return max(abs(sympy.N(entry, 30)) for entry in point.gradient.vector)

    assert largest(Rational(2, 3), Rational(2, 3)) < 1e-25
    assert largest(Rational(2, 3), Rational(3, 4)) > 1e-5


def test_core_says_the_length_and_needs_it():
    claim = critical(waves.student("exp"))
    assert "orthogonal v_1, …, v_k of length |omega|" in statement(claim.core)
    answer = decide(claim)
    assert answer.verdict is Verdict.PROVED
    core = copy.deepcopy(claim.core)
    core["configuration"]["groups"]["length"] = ["*", 2, "omega"]
    assert check(certificate(core, answer.certificate["witness"], "0")).verdict is Verdict.UNDECIDED
    core["configuration"]["groups"] = {key: v for key, v in core["configuration"]["groups"].items() if key != "length"}
    assert check(certificate(core, answer.certificate["witness"], "0")).verdict is Verdict.UNDECIDED


def forget(part):
    """A core whose teachers, or students, are as long as if the teachers had length 1."""
    honest = Groups.model

    def model(self, sizes):
        if part == "all":
            return honest(self._replace(length=Groups._field_defaults["length"]), sizes)
        shorter = self._replace(students=[(a, c / self.length) for a, c in self.students])
        return honest(shorter, sizes)

    return model


@cache
def proved(theorem):
    return [(claim.core, decide(claim).certificate["witness"]) for claim in theorem.closed_form()]


@pytest.mark.parametrize("part", ["all", "students"])
@pytest.mark.parametrize("theorem", [waves, erf_slope, smoothed])
def test_a_core_that_forgets_a_length_is_noticed(part, theorem, monkeypatch):
    witnesses = proved(theorem)
    monkeypatch.setattr(Groups, "model", forget(part))
    verdicts = {check(certificate(core, witness, "0")).verdict for core, witness in witnesses}
    assert Verdict.UNDECIDED in verdicts


def test_rules_for_unit_teachers_refuse_other_lengths():
    long = OneNeuron.symbolic("erf", norm=lambda size: 1 / sqrt(size), length=omega)
    assert decide(only_critical(long)).verdict is not Verdict.PROVED
    with pytest.raises(Reject, match="unit teachers"):
        list(read_claim(only_critical(long).core).goals(Work()))
    zero = {"outgoing": (0, 0, 0), "along": (0, 0, 0), "across": (0, 0)}
    with pytest.raises(Exception, match="length 1"):
        statement(gradient_is(off("erf", omega), **zero).core)
    with pytest.raises(InputError, match="another length"):
        certify(OneNeuron("erf", k=2, length=2))


@pytest.mark.parametrize("length", [0, -1, "x", Symbol("x", real=True)])
def test_lengths_are_positive(length):
    with pytest.raises(InputError, match="not positive"):
        OneNeuron("erf", k=2, length=length)


def test_the_problem_must_have_teachers_of_this_length():
    with pytest.raises(InputError, match="orthogonal with length 2"):
        OneNeuron("erf", k=2, length=2).at(Problem.orthonormal("erf", n=1, k=2))


def test_a_wrong_loss_is_refuted():
    (_, claim) = erf_slope.closed_form()
    wrong = loss_is(erf_slope.student(), erf_slope.loss() + 1)
    assert decide(claim).verdict is Verdict.PROVED
    assert decide(wrong).verdict is Verdict.REFUTED


def test_repr_shows_the_length():
    assert repr(OneNeuron("erf", k=2, length=2)) == "OneNeuron('erf', k=2, length=2)"
    assert OneNeuron.symbolic(Activation("mine", "z^3"), a=1, norm=1, length=omega).symbols.keys() == {"k", "omega"}
