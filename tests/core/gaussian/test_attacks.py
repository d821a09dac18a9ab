"""Attempts to have core judge expectations wrongly; docs/soundness/attacks.md says what each of them tries."""

from typing import Any

import pytest
from sympy import Symbol, cos, erf, exp, pi, sign, sqrt, symbols

import symcrit as sc
from symcrit.core import Domain, Malformed, Verdict, check
from symcrit.errors import InputError
from tests.soundness import forgery

ZERO = {"kind": "zero"}
COV = [["p", "c"], ["c", "q"]]
PD = ["pd", COV]
SYMBOLS = dict.fromkeys("pcq", "real")
INSIDE, OUTSIDE = {"p": 1, "c": "1/2", "q": 1}, {"p": 1, "c": 2, "q": 1}
MOMENT = ["expect", ["*", "u", "v"], ["u", "v"], [0, 0], COV]
MOMENTS = ["expect", ["*", ["^", "u", 2], ["^", "v", 2]], ["u", "v"], [0, 0], COV]
WICK = ["+", ["*", "p", "q"], ["*", 2, ["^", "c", 2]]]
NOT_WICK = ["+", ["*", "p", "q"], ["^", "c", 2]]

a, b, h, k, r, s = symbols("a b h k r s", real=True)
m = symbols("m", real=True)
C11, C12, C22 = symbols("C11 C12 C22", real=True)
u, v = sc.gaussian("u v", cov="C")
x, z = sc.gaussian("x z")
y = sc.gaussian("y", mean=m, cov=s)


def verdict(lhs: Any, rhs: Any, witness: dict[str, Any], kind: str = "equal", where: Any = (PD,)) -> str:
    claim = {"kind": kind, "lhs": lhs, "rhs": rhs, "symbols": SYMBOLS, "where": list(where)}
    return forgery.verdict({"claim": claim, "witness": witness})


# ---------------------------------------------------------------------------------- points that leave the cone of laws


def test_a_sample_is_a_law() -> None:
    assert verdict(MOMENTS, WICK, ZERO | {"sample": INSIDE}) == "PROVED"
    assert verdict(MOMENTS, WICK, ZERO | {"sample": OUTSIDE}) == "UNDECIDED"


def test_a_counterexample_is_a_law() -> None:
    assert verdict(MOMENTS, NOT_WICK, {"kind": "refute", "at": INSIDE}) == "REFUTED"
    assert verdict(MOMENTS, NOT_WICK, {"kind": "refute", "at": OUTSIDE}) == "UNDECIDED"


def test_hypotheses_without_a_law_are_vacuous() -> None:
    where = [C12 > 1, C11 < 1, C22 < 1]
    assert sc.decide(sc.equal(sc.E(u * v), C12, where)).verdict is Verdict.UNDECIDED


def test_two_places_of_a_covariance_are_laws() -> None:
    """An increasing function is not refuted by a pair of which one is no law."""
    claim = {"kind": "decreasing", "expr": MOMENTS, "symbol": "c", "symbols": SYMBOLS, "where": [PD]}
    for other, found in (("3/4", "REFUTED"), (2, "UNDECIDED")):
        refutation = {"kind": "refute", "at": INSIDE, "other": other}
        assert forgery.verdict({"claim": claim, "witness": refutation}) == found


def test_a_covariance_in_two_pieces_is_no_interval() -> None:
    claim = {"kind": "increasing", "expr": MOMENT, "symbol": "c", "symbols": SYMBOLS, "where": [PD]}
    apart = [">", ["^", "c", 2], "1/16"]
    for where, found in (([PD], "PROVED"), ([PD, apart], "UNDECIDED")):
        document = {"claim": claim | {"where": where}, "witness": {"kind": "goals", "sample": INSIDE}}
        assert forgery.verdict(document) == found


GAP = ["-", "1/2", MOMENT]
WAY = ["/", GAP, ["abs", GAP]]  # 1 for c < 1/2, −1 for c > 1/2
APART = [PD, [">=", "c", 0], ["!=", "c", "1/2"]]


@pytest.mark.parametrize(
    ("kind", "lhs", "walk"),
    [("at_most", 0, {"kind": "chain", "from": 0, "above": True}), ("equal", 1, {"kind": "constant", "at": 0})],
    ids=["chain", "constant"],
)
def test_no_walk_along_a_covariance_leaves_the_domain(
    kind: str, lhs: int, walk: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other hypotheses move has no interval of its own, a covariance under "positive definite" least of all."""
    proof = walk | {"symbol": "c", "sample": {"p": 1, "c": 0, "q": 1}}
    assert verdict(lhs, WAY, proof, kind, APART) == "UNDECIDED"
    monkeypatch.setattr(Domain, "interval", lambda self, symbol: True)
    assert verdict(lhs, WAY, proof, kind, APART) == "PROVED"


@pytest.mark.parametrize(("where", "found"), [([["<", ["^", "c", 2], 1]], "PROVED"), ([], "UNDECIDED")])
def test_what_is_put_into_a_claim_about_laws_is_a_law(where: list[Any], found: str) -> None:
    """c² ≤ p·q wherever E[uv]² ≤ E[u²]E[v²] is about a law; at p = q = 1 that needs c² < 1."""

    def moment(function: Any) -> list[Any]:
        return ["expect", function, ["u", "v"], [0, 0], COV]

    inner = {"kind": "at_most", "lhs": ["^", moment(["*", "u", "v"]), 2], "symbols": SYMBOLS, "where": [PD]}
    inner |= {"rhs": ["*", moment(["^", "u", 2]), moment(["^", "v", 2])]}
    schwarz = {"kind": "cauchy_schwarz"} | {key: {"kind": "positive"} for key in ("first", "second", "inside")}
    assert forgery.verdict({"claim": inner, "witness": schwarz | {"sample": INSIDE}}) == "PROVED"
    plain = {"kind": "at_most", "lhs": ["^", "c", 2], "rhs": ["*", "p", "q"], "symbols": SYMBOLS, "where": [PD]}
    put_in = {"kind": "substitute", "claim": plain, "witness": {"kind": "positive", "form": MINOR}}
    put_in |= {"values": {"p": 1, "q": 1, "c": "c"}, "sample": {"c": 0}}
    claim = {"kind": "at_most", "lhs": ["^", "c", 2], "rhs": 1, "symbols": {"c": "real"}, "where": where}
    assert forgery.verdict({"claim": claim, "witness": put_in}) == found


def test_a_lemma_is_known_where_it_is_proved() -> None:
    """c ≤ 0 holds in one half of the laws; in the other half its proof does not go through again."""
    lemma = {"relation": ["<=", "c", 0], "witness": {"kind": "positive"}}
    half = {"kind": "positive", "lemmas": [lemma]}
    halves = {"kind": "split", "symbol": "c", "at": 0, "below": half, "above": half, "sample": INSIDE | {"c": 0}}
    assert verdict(MOMENT, 0, halves, "at_most") == "UNDECIDED"
    assert verdict(MOMENT, 0, half | {"sample": INSIDE | {"c": 0}}, "at_most", [PD, ["<=", "c", 0]]) == "PROVED"


MINOR = ["-", ["*", "p", "q"], ["*", "c", "c"]]


# -------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "node",
    [
        ["expect", "u", ["u"], ["u"], [[1]]],
        ["expect", "u", ["u"], [0], [["u"]]],
        ["expect", "u", ["u", "u"], [0, 0], [[1, 0], [0, 1]]],
    ],
    ids=["mean", "variance", "twice"],
)
def test_a_law_does_not_speak_of_its_variables(node: Any) -> None:
    with pytest.raises(Malformed):
        check({"claim": {"kind": "equal", "lhs": node, "rhs": 0}, "witness": ZERO})


def test_one_name_in_two_laws_is_two_variables() -> None:
    one, two = (["expect", ["^", "u", 2], ["u"], [0], [[variance]]] for variance in (1, 2))
    for lhs, rhs in ((["+", one, two], 3), (["*", one, two], 2)):
        assert forgery.verdict({"claim": {"kind": "equal", "lhs": lhs, "rhs": rhs}, "witness": ZERO}) == "PROVED"
    assert forgery.verdict({"claim": {"kind": "equal", "lhs": one, "rhs": two}, "witness": ZERO}) == "UNDECIDED"


def test_nothing_is_captured_where_parameters_are_replaced() -> None:
    mean = sc.E(a * x**2)
    assert sc.decide(sc.equal(mean.subs(a, 3), 3)).verdict is Verdict.PROVED
    with pytest.raises(InputError, match="averaged over"):
        mean.subs(a, x)
    other = Symbol("x", real=True)  # a parameter that is called as the variable is
    with pytest.raises(InputError):
        sc.equal(mean.subs(a, other), other)


# ------------------------------------------------------------------------------- equal variables, and dependent rows


def test_dependent_rows_are_one_variable() -> None:
    form, half = a * x + b * z, (a * x + b * z) / 2
    positive = [a > 0, b > 0]
    assert sc.decide(sc.equal(sc.E(sign(form) * sign(half)), 1, positive)).verdict is Verdict.PROVED
    assert sc.decide(sc.equal(sc.E(sc.relu(form) * sc.relu(-form)), 0, positive)).verdict is Verdict.PROVED
    assert sc.decide(sc.equal(sc.E(sign(form) * sign(half)), 1)).verdict is Verdict.UNDECIDED  # 0·x has no sign
    f, g = sc.functions("f g")
    with pytest.raises(InputError, match="positive"):
        sc.E(x * f(form) * g(half).diff(x)).closed_form()


# ------------------------------------------------------------------------------------------- means at the breakpoint


def test_a_mean_may_lie_on_a_breakpoint() -> None:
    positive = [s > 0]
    assert sc.decide(sc.equal(sc.E(sc.relu(y - m)), sqrt(s) / sqrt(2 * pi), positive)).verdict is Verdict.PROVED
    assert sc.decide(sc.equal(sc.E(sign(y - m)), 0, positive)).verdict is Verdict.PROVED


def test_two_breakpoints_that_may_meet() -> None:
    """1 − sgn γ·(…), γ the gap: for h = k there is no sgn γ, and one of both orders is no rule for the other."""
    both = sc.E(sign(x - h) * sign(x - k))
    ordered = 1 - (erf(k / sqrt(2)) - erf(h / sqrt(2)))
    proved = sc.decide(sc.equal(both, ordered, [h < k]))
    assert proved.verdict is Verdict.PROVED
    assert sc.decide(sc.equal(both, ordered, [k < h])).verdict is Verdict.REFUTED
    claim = {**proved.certificate["claim"], "where": [["<=", "h", "k"]]}
    assert check({**proved.certificate, "claim": claim}).verdict is Verdict.UNDECIDED


# ------------------------------------------------------------------------------------------- growth, and complex tilts


@pytest.mark.parametrize("inside", [exp(x**2 / 2), exp(x**2 + z**2), exp(x**2 + z**2 - 3 * x * z)], ids=str)
def test_what_grows_too_fast_has_no_mean(inside: Any) -> None:
    """det(1 + CH) is positive for the second: two factors are negative."""
    for value in (1, -1, 0):
        assert sc.decide(sc.equal(sc.E(inside), value)).verdict is Verdict.UNDECIDED


def test_a_tilt_moves_a_wave() -> None:
    """E[cos(u)exp(v)], as if exp(iu) were a tilt: the mean of v moves the phase, and the variance of u falls."""
    wave = sc.E(cos(u) * exp(v))
    assert sc.decide(sc.equal(wave, exp((C22 - C11) / 2) * cos(C12))).verdict is Verdict.PROVED
    assert sc.decide(sc.equal(wave, exp((C22 - C11) / 2) * cos(2 * C12))).verdict is Verdict.REFUTED
    with pytest.raises(InputError, match="no rule"):
        sc.E(cos(u) * sc.step(v)).closed_form()


# -------------------------------------------------------------------------------------------------- |ρ| = 1


def test_two_signs_at_the_end_of_their_correlation() -> None:
    """S_2 of x − h and rx + √(1 − r²)z − k at r = 1 is that of parallel signs, where it is written by Φ₂."""
    both = sc.E(sign(x - h) * sign(r * x + sqrt(1 - r**2) * z - k)).closed_form([r > -1, r < 1])
    parallel = sc.E(sign(x - h) * sign(x - k))
    assert sc.decide(sc.equal(both.subs(r, 1), parallel, [h < k])).verdict is Verdict.PROVED
    opposite = sc.E(sign(x - h) * sign(-x - k))
    assert sc.decide(sc.equal(both.subs(r, -1), opposite, [h < -k])).verdict is Verdict.PROVED


def test_a_correlation_has_no_slope_at_its_end() -> None:
    """Of E[sign(x)·sign(rx + √(1 − r²)z)] = (2/π)·asin r there is none at r = 1."""
    both = sc.E(sign(x) * sign(r * x + sqrt(1 - r**2) * z))
    closed, opened = [r > -1, r <= 1], [r > -1, r < 1]
    assert sc.decide(sc.equal(both.diff(r), 2 / (pi * sqrt(1 - r**2)), opened)).verdict is Verdict.PROVED
    assert sc.decide(sc.equal(both.diff(r), both.diff(r), closed)).verdict is Verdict.UNDECIDED
