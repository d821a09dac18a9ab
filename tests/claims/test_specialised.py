"""The claims `specialised` and `not_specialised`: decided by exact gradients and angles, and by nothing else."""

import json
from fractions import Fraction

import pytest
from flint import fmpq

import symcrit as sc
from symcrit import InputError, specialisation
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims._trained import TrainedClaim
from symcrit.core.deep import data as deep_data
from symcrit.core.deep import network as deep_network

net = specialisation.ReluNetwork
TEACHER = net([[[1, 0], [0, 1]], [[1, 1]]])
COPY = net([[[2, 0], [0, 3]], [["1/2", "1/3"]]])
DEEP = net([[[1, 0], [0, 1]], [[1, 2], [3, -1]], [[1, 1]]], slope="1/4")
BIASED = net([[[1, 0], [0, 1]], [[1, 1]]], [[1, -1], [2]])
COARSE = net([[[-3, 1], [-1, 2], [1, 1], [-2, -1]], [[-1, 1, 1, 1]]])
RAYS = [[[2, 1]], [[-1, 3]], [[-3, -1]], [[1, -3]]]
DATA = [[1, 2], [3, -1], [-2, 5]]
EXAMPLE = specialisation.specialised(COARSE, TEACHER, DATA, eps=70, sine2="7/10").core
COMPUTED = {"kind": "computation"}


def unaligned(student=COARSE, node=0, sine2="1/10", **own):
    return specialisation.not_specialised(student, TEACHER, node, **({"cones": RAYS} | own), sine2=sine2)


TRUE = {
    "copies of other lengths": specialisation.specialised(COPY, TEACHER, DATA),
    "a deep leaky network": specialisation.specialised(DEEP, DEEP, DATA),
    "biases": specialisation.specialised(BIASED, BIASED, [[5, 7], [-3, 2]]),
    "large gradients, said so": specialisation.specialised(COARSE, TEACHER, DATA, eps=70, sine2="7/10"),
    "one node": specialisation.specialised(net([[[1, 0]], [[1]]]), TEACHER, [[1, -1], [-2, -3]], nodes=[0]),
    "coarse data": unaligned(),
    "no other ray": unaligned(node=1),
    "on the boundary, where f = f*": unaligned(cones=None, data=[[2, 1], [4, 2]]),
}
FALSE = {
    "another line": specialisation.specialised(COARSE, TEACHER, cones=RAYS),
    "a gradient": specialisation.specialised(net([[[1, 0], [0, 1]], [[1, 2]]]), TEACHER, DATA),
    "too small a bound": specialisation.specialised(net([[[1, 0], [0, 1]], [[1, 2]]]), TEACHER, DATA, eps="1/2"),
    "one node more": specialisation.specialised(net([[[1, 0]], [[1]]]), TEACHER, [[1, -1], [-2, -3]]),
    "aligned": unaligned(COPY),
    "a larger angle": unaligned(sine2="1/9"),
    "inside of a cone": unaligned(cones=[*RAYS, [[1, 4]]]),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert (answer.verdict, answer.evidence) == (Verdict.PROVED, ("exact",)), answer
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED, answer
    assert check({"claim": FALSE[name].core, "witness": COMPUTED}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_not_refuted(name):
    for own in ({}, {"cone": 0, "coefficients": [1]}):
        assert check({"claim": TRUE[name].core, "witness": {"kind": "refute", **own}}).verdict is Verdict.UNDECIDED


def test_at_a_kink_where_the_networks_differ_nothing_is_said():
    """Neuron 2 of the student has pre-activation 0 there: the loss may have no derivative."""
    claim = specialisation.specialised(net([[[1, 0], [0, 1]], [[1, 2]]]), TEACHER, [[-1, 0], [1, 0], [1, 1]], eps=9)
    assert sc.decide(claim).verdict is Verdict.PROVED  # f = f* where x_2 = 0
    student = net([[[1, 0], [0, 1]], [[3, 1]]])
    answer = sc.decide(specialisation.specialised(student, TEACHER, [[1, 0]], eps=9))
    assert answer.verdict is Verdict.UNDECIDED
    assert "neuron 2 of layer 1" in str(answer)


def test_a_cone_that_a_boundary_meets_is_not_proved():
    assert sc.decide(unaligned(cones=[[[2, 1], [-1, 3]]])).verdict is not Verdict.PROVED


def test_gradients_are_those_of_the_paper_s_networks():
    """The second road: the integer arrays of `specialisation.sample_gradients`."""
    largest, _ = specialisation.sample_gradients(COARSE, TEACHER, DATA).largest()
    exact = specialisation.specialised(COARSE, TEACHER, DATA, eps=largest, sine2=1)
    below = specialisation.specialised(COARSE, TEACHER, DATA, eps=largest - Fraction(1, 10**9), sine2=1)
    assert (sc.decide(exact).verdict, sc.decide(below).verdict) == (Verdict.PROVED, Verdict.REFUTED)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("eps", -1),
        ("sine2", 2),
        ("nodes", [5]),
        ("nodes", [0, 0]),
        ("data", {"points": [[1, 2, 3]]}),
        ("data", {"points": [[1, 2]], "cones": [[[1, 2]]]}),
        ("data", {}),
        ("student", {"layers": [[[1, 0]]]}),
        ("student", {"layers": [[[1, 0]], [[1, 1]]]}),
        ("student", {"layers": [[[0, 0]], [[1]]]}),
        ("student", {"layers": [[[1, 0]], [[1]]], "slope": 2}),
        ("student", {"layers": [[[1, 0]], [[1]]], "biases": [[1, 2], [1]]}),
        ("student", {"layers": [[[1, 0]], [[1], [2]]]}),
        ("kernel", {}),
    ],
)
def test_what_does_not_fit_is_malformed(part, value):
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, part: value}, "witness": COMPUTED})


def test_cones_need_networks_without_biases_and_eps_zero():
    core = {**unaligned().core, "eps": 1}
    with pytest.raises(Malformed, match="cones are for networks without biases"):
        check({"claim": core, "witness": COMPUTED})
    with pytest.raises(InputError, match="cones are for networks"):
        specialisation.specialised(BIASED, BIASED, cones=RAYS)


def test_floats_and_missing_data_are_refused():
    with pytest.raises(InputError, match="float"):
        specialisation.specialised(COPY, TEACHER, [[0.5, 1]])
    with pytest.raises(InputError, match="give data, or cones"):
        specialisation.specialised(COPY, TEACHER)
    with pytest.raises(InputError, match="is no network"):
        specialisation.specialised([[1]], TEACHER, DATA)


# ------------------------------------------------------------------------------------------ breaking core on purpose

BREAKS = {
    "the gate of an inactive neuron": (deep_network, "gated", lambda value, signs, c: value, "inside of a cone"),
    "no faults": (TrainedClaim, "faults", lambda self, work: iter(()), "a gradient"),
    "angles unread": (TrainedClaim, "nearest", lambda self, node: fmpq(0), "another line"),
    "the largest gradient unread": (deep_data, "_larger", lambda *_: iter(()), "inside of a cone"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_core_is_noticed(name, monkeypatch):
    place, attribute, broken, claim = BREAKS[name]
    known = {**dict.fromkeys(TRUE, Verdict.PROVED), **dict.fromkeys(FALSE, Verdict.UNDECIDED)}
    claims = {**TRUE, **FALSE}
    assert check({"claim": claims[claim].core, "witness": COMPUTED}).verdict is known[claim]
    monkeypatch.setattr(place, attribute, broken)
    assert check({"claim": claims[claim].core, "witness": COMPUTED}).verdict is not known[claim]


def test_large_networks_are_named_by_a_digest():
    rows = [[i, 1 + i % 7] for i in range(1, 60)]
    big = net([rows, [[1] * 59]])
    said = specialisation.specialised(big, big, DATA).statement
    other = net([[*rows[:-1], [59, 5]], [[1] * 59]])
    assert "SHA-256" in said
    assert specialisation.specialised(other, big, DATA).statement != said
    assert len(json.dumps(said)) < 2000
