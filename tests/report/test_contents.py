"""What a claim of a theorem says of its setting: as little as there is to say, and never another one's."""

import pytest
from sympy import Rational, Symbol, exp

import symcrit as sc
from symcrit import compression, specialisation
from symcrit.report.contents import _setting, item
from symcrit.words.latex import paragraph
from symcrit.words.statement import setting

S = Symbol("S", positive=True)
TRIPLE = [([0, 1], ["1/10", 0])]


def forced(**changed):
    own = {"n": 3, "eps": "1/100", "sine2": "1/50"} | changed
    return specialisation.forced_alignment([[1, 0]], 0, TRIPLE, **own)


def bound(activation, **own):
    return sc.bound_for_all(activation, "1/100", n=1, k=2, **own)


DIFFERENT = {
    "a slope": (forced(), forced(slope="1/3")),
    "inputs": (forced(), specialisation.forced_alignment([[1, 0]], 0, [([0, 2], [1, 0])], n=3, eps=0, sine2="1/2")),
    "an activation": (bound("erf"), bound("relu")),
    "weights": (
        sc.bound_for_all(sc.Problem.orthonormal("erf", n=1, k=2), "1/100"),
        sc.bound_for_all(sc.Problem(sc.Network([[1, 0], [0, 1]], [1, 2]), "erf", n=1), "1/100"),
    ),
    "a target": (
        compression.rate(S, S, spread=1, target=([[1, 0]], [1])),
        compression.rate(S, S, spread=1, target=([[0, 1]], [1])),
    ),
    "kinds": (compression.rate(S, S, spread=1), sc.less(S, S + 1)),
}
ALIKE = {
    "another bound of gradients": (forced(), forced(eps=0)),
    "another value": (bound("erf"), sc.bound_for_all("erf", "1/200", n=1, k=2)),
    "two inequalities": (sc.less(S, S + 1), sc.less(S, S + Rational(1, 2))),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_another_setting_is_told(name):
    before, claim = (claim.parsed for claim in DIFFERENT[name])
    assert _setting(claim, before) == setting(claim) != setting(before)


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_setting_is_not_repeated(name):
    before, claim = (claim.parsed for claim in ALIKE[name])
    assert setting(claim) == setting(before) != []
    assert _setting(claim, before) == ["In the same setting: "]


def test_groups_that_differ_in_their_students_alone_are_told_by_these():
    before = sc.critical(sc.CopyAverage.symbolic("erf")).parsed
    claim = sc.critical(sc.CopyAverage.symbolic("erf", norm=lambda size: 1 / (2 * size))).parsed
    told = _setting(claim, before)
    assert told != setting(claim)
    assert "instead of the student above" in "".join(piece for piece in told if isinstance(piece, str))


def test_a_point_where_a_claim_fails_is_a_formula_and_so_is_a_ball():
    y12 = Symbol("y12", real=True)
    claim = sc.less(exp(y12), 0)
    answer = sc.decide(claim)
    assert answer.verdict is sc.Verdict.REFUTED
    (name, value), *_ = answer.counterexample.items()
    told = paragraph(item(claim.parsed, answer, []).failure)
    assert told.startswith(f"$y_{{12}} = {value}$: ")
    assert name not in told
    assert "+/-" not in told


def test_a_ball_in_a_reason_is_a_formula():
    claim = sc.less("1/2", "1/3")
    answer = sc.decide(claim)
    middle, radius = answer.why.partition("[")[2].rstrip("]").split(" +/- ")
    mantissa, exponent = radius.split("e")
    told = paragraph(item(claim.parsed, answer, []).failure)
    assert told == rf"right $-$ left is ${middle} \pm {mantissa} \cdot 10^{{{exponent}}}$"
