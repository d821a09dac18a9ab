"""Expectations in core: two roads overlap, every part of the error bound is needed, what has no strip is refused."""

from math import inf

import mpmath
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import Expr, diff, parse, sym
from symcrit.core.expectation import quadrature
from symcrit.core.expectation.quadrature import UNKNOWN, WIDTHS, ZERO, Grid, admissible, expectation, growth
from symcrit.core.reading import Malformed
from symcrit.core.verdict import Verdict, check
from symcrit.kernels.quadrature.expectation import expectation as by_parts

LOGISTIC = ["/", 1, ["+", 1, ["exp", ["-", "z"]]]]
GOOD = {
    "tanh": ["tanh", "z"],
    "logistic": LOGISTIC,
    "softplus": ["log", ["+", 1, ["exp", "z"]]],
    "silu": ["*", "z", LOGISTIC],
    "atan": ["atan", "z"],
    "cubic": ["-", ["^", "z", 3], ["*", 3, "z"]],
    "gauss": ["exp", ["-", ["^", "z", 2]]],
    "erf": ["erf", ["/", "z", ["sqrt", 2]]],
    "gelu": ["*", "z", ["erfc", ["-", "z"]]],
    "wave": ["+", ["sin", ["+", ["*", 3, "z"], 1]], ["cos", "z"]],
    "growing": ["exp", ["*", "-3/2", "z"]],
    "hyperbolic": ["*", ["sinh", "z"], ["^", ["cosh", "z"], -2]],
    "root": ["sqrt", ["+", 1, ["^", "z", 2]]],
    "cauchy": ["/", "z", ["+", 2, ["^", "z", 2]]],
    "steep gelu": ["*", "z", ["+", 1, ["tanh", ["+", "z", ["/", ["^", "z", 3], 22]]]]],
}
BAD = {
    "kink": ["abs", "z"],
    "kink as a root": ["sqrt", ["^", "z", 2]],
    "kink in a bounded function": ["tanh", ["abs", "z"]],
    "kink elsewhere": ["abs", ["-", "z", 1]],
    "kink elsewhere times 0": ["*", 0, ["abs", ["-", "z", 1]]],
    "flat kink elsewhere": ["*", ["^", "z", 2], ["abs", ["-", "z", 1]]],
    "pole": ["/", 1, "z"],
    "pole beside the axis": ["/", 1, ["+", "1/100000000", ["^", "z", 2]]],
    "pole of tanh": ["tanh", ["*", 10000, "z"]],
    "poles on the axis": ["tan", "z"],
    "branch point": ["log", "z"],
    "end of a domain": ["asin", ["/", "z", 10]],
    "end of acos": ["acos", ["tanh", "z"]],
    "too fast": ["exp", ["^", "z", 2]],
    "far too fast": ["exp", ["exp", "z"]],
    "too fast below": ["cosh", ["^", "z", 2]],
    "unknown": ["kernel", "kappa", 0, 0, 0, "z", "z", "z"],
    "nowhere defined": ["*", "z", ["sqrt", -1]],
}
PLACES = [("1", "1/2", "1"), ("1/4", "1/3", "1/2"), ("2", "-1", "1"), ("1", "1", "1"), ("1/9", "0", "3")]


def mean(f, g, place, bits=64):
    with balls.precision(bits):
        return balls.evaluate(parse(["mean", f, g, *place]), {})


@pytest.mark.parametrize("name", ["tanh", "logistic", "erf"])
@pytest.mark.parametrize("place", PLACES)
def test_against_the_quadrature_of_sigmoids(name, place):
    """Another implementation, with other bounds in the strip."""
    ball = mean(GOOD[name], GOOD["tanh"], place, 80)
    assert ball.rad() < 1e-20
    assert ball.overlaps(by_parts(name, "tanh", *place, digits=22))


@pytest.mark.parametrize("place", PLACES)
def test_against_closed_forms(place):
    q = [parse(part) for part in place]
    q11, q12, q22 = map(sym, ("q11", "q12", "q22"))
    closed = {
        ("cubic", "cubic"): parse(
            ["+", ["*", 6, ["^", "q12", 3]], ["*", 9, "q12", ["+", "q11", -1], ["+", "q22", -1]]]
        ),
        ("growing", "growing"): Expr("exp", parse("9/8") * (q11 + q12 + q12 + q22)),
    }
    for (f, g), form in closed.items():
        if form is not None:
            with balls.precision(64):
                value = balls.evaluate(form, dict(zip(("q11", "q12", "q22"), (balls.ball(x) for x in q), strict=True)))
            ball = mean(GOOD[f], GOOD[g], place)
            assert ball.overlaps(value)
            assert ball.rad() < 1e-12 * max(1, abs(float(value)))


@pytest.mark.parametrize("name", ["silu", "softplus", "gauss", "atan", "gelu", "root", "cauchy", "hyperbolic", "wave"])
def test_against_mpmath(name):
    """One variable: E[σ(u)σ′(u)], u ~ N(0, 3/2)."""
    f = parse(GOOD[name])
    ball = mean(GOOD[name], ["*", 1, 1], ("3/2", "0", "0"))

    def value(x):
        at = balls.evaluate(f, {"z": arb(float(x))})
        return mpmath.mpf(float(at)) * mpmath.npdf(x, 0, mpmath.sqrt(1.5))

    assert abs(float(ball) - float(mpmath.quad(value, mpmath.linspace(-14, 14, 29)))) < 1e-13
    assert ball.rad() < 1e-15


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("bits", [6, 10, 16, 24])
def test_the_error_bound_covers_coarse_sums(name, bits):
    """With few bits the error of the sums is far above rounding, so that a bound too small would show."""
    f = parse(GOOD[name])
    for scales in (("1", "1/2", "3/4"), ("1/3", "-1/4", "1/5"), ("2", "0", "0")):
        with balls.precision(100):
            numbers = tuple(balls.ball(parse(x)) for x in scales)
            fine, coarse = (quadrature.sums(f, f, numbers, many) for many in (50, bits))
            assert coarse.contains(fine)
            assert fine.rad() < 1e-9 * (1 + abs(fine)) < 1 > coarse.rad() / (1 + abs(fine)) > 1e-12


@pytest.mark.parametrize("part", ["discretised", "left_out"])
@pytest.mark.parametrize("coordinate", ["x", "y"])
def test_every_part_of_the_bound_is_needed(monkeypatch, part, coordinate):
    """A coordinate made coarse, or cut short, is covered by its own part of the bound, and by no other."""
    f, grid, honest = parse(GOOD["tanh"]), quadrature.grid, getattr(Grid, part)

    def worse(*arguments):
        found = grid(*arguments)
        if (len(arguments[3]) == 2) is (coordinate == "y"):
            return found
        if part == "discretised":
            return found._replace(step=4 * found.step, reach=found.reach // 3)
        return found._replace(reach=found.reach // 4)

    with balls.precision(100):
        scales = arb(1), arb("0.6"), arb("0.8")
        fine = quadrature.sums(f, f, scales, 60)
        monkeypatch.setattr(quadrature, "grid", worse)
        assert quadrature.sums(f, f, scales, 60).contains(fine)
        monkeypatch.setattr(Grid, part, lambda self, *rate: ZERO)
        assert not quadrature.sums(f, f, scales, 60).contains(fine)
        monkeypatch.setattr(Grid, part, honest)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(GOOD)),
    st.integers(0, 2),
    st.floats(-9, 9),
    st.floats(-1, 1),
    st.integers(0, len(WIDTHS) - 1),
)
def test_the_bound_in_a_strip(name, order, x, inside, width):
    """|f(x + iy)| ≤ D exp(R|x|) for |y| ≤ a, for σ, σ′ and σ″, wherever there is a bound."""
    f = parse(GOOD[name])
    for _ in range(order):
        f = diff(f, "z")
    if (found := growth(f, width)) is not None:
        D, R = found
        y = float(WIDTHS[width]) * inside
        value = balls.evaluate(f, {"z": quadrature.acb(x, y)})
        assert not abs(value) > D * (R * abs(arb(x))).exp()


@pytest.mark.parametrize(
    ("name", "limit"),
    [("tanh", 1.5708), ("atan", 1), ("logistic", 3.1416), ("cauchy", 1.4143), ("steep gelu", 1.8663)],
)
def test_no_bound_beyond_a_pole(name, limit):
    widths = [float(a) for k, a in enumerate(WIDTHS) if growth(parse(GOOD[name]), k)]
    assert 0.4 * limit < max(widths) < limit


@pytest.mark.parametrize("name", GOOD)
def test_admissible(name):
    f = parse(GOOD[name])
    assert admissible(f, diff(f, "z"), diff(diff(f, "z"), "z"))


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    assert not admissible(parse(BAD[name]))
    assert not mean(BAD[name], ["tanh", "z"], PLACES[0]).is_finite()
    assert _verdict(BAD[name], "0", "positive") is Verdict.UNDECIDED
    assert _verdict(BAD[name], "1000000", "refute") is Verdict.UNDECIDED


def _network(sigma, bound, a="2"):
    """Two students (1/2, 1/2, 0) and (0, 0, 1) of three orthonormal teachers."""
    network = {"pool": ["0", "1", "1/2", a], "W": [[2, 2, 0], [0, 0, 1]], "a": [3, 1], "b": [1, 1, 1]}
    network["V"] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    return {
        "kind": "not_critical",
        "bound": bound,
        "configuration": {"kernel": {"activation": sigma}, "network": network},
    }


def _verdict(sigma, bound, kind):
    return check({"claim": _network(sigma, bound), "witness": {"kind": kind}}).verdict


def test_a_claim_about_a_network_without_closed_form():
    assert _verdict(["tanh", "z"], "1/100", "goals") is Verdict.PROVED
    assert _verdict(["tanh", "z"], "1/100", "refute") is Verdict.UNDECIDED
    assert _verdict(["tanh", "z"], "10", "goals") is Verdict.UNDECIDED
    assert _verdict(["tanh", "z"], "10", "refute") is Verdict.REFUTED
    finding = check({"claim": _network(["tanh", "z"], "1/100"), "witness": {"kind": "goals"}})
    assert {"price", "trapezoid"} <= set(finding.rules)
    assert "ball" in finding.evidence


def test_erf_by_its_definition_is_critical_where_its_closed_form_is():
    """‖∇L‖ ≤ 10⁻¹² at a copy-average point, and nothing larger than 0 is claimed of it."""
    claim = _network(["erf", ["/", "z", ["sqrt", 2]]], "1/1000000000000")
    claim["configuration"]["network"]["pool"][2] = ["/", 1, ["sqrt", 6]]
    assert check({"claim": claim, "witness": {"kind": "goals"}}).verdict is Verdict.UNDECIDED
    assert check({"claim": claim, "witness": {"kind": "refute"}}).verdict is Verdict.REFUTED


def test_a_definition_is_no_theorem_about_a_kernel():
    claim = {"kind": "kernel", "kernel": {"activation": ["tanh", "z"]}}
    assert check({"claim": claim, "witness": {"kind": "goals"}}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("q", [(1, 2, 1), (1, -2, 1), (-1, 0, 1), (1, 0, -1), (0, 0, -1), (inf, 0, 1), (1, inf, 1)])
def test_no_ball_without_a_covariance(q):
    f = parse(GOOD["tanh"])
    assert not expectation(f, f, tuple(map(arb, q))).is_finite()


@pytest.mark.parametrize("size", ["1e12", "1e60", "1e300"])
def test_huge_and_tiny_variances(size):
    """Never wrong: a ball that contains the value, or none."""
    f = GOOD["tanh"]
    for q in ((size, "0", "1"), (size, size, size), (size, "1", "1")):
        ball = mean(f, f, q)
        assert not ball.is_finite() or (ball > -1.001 and ball < 1.001)
    tiny = ["/", 1, size]
    assert mean(f, f, (tiny, "0", "1")).overlaps(arb(0))
    assert abs(mean(f, f, (tiny, tiny, tiny))) < 1e-10
    assert not mean(GOOD["growing"], GOOD["growing"], (size, "0", "1")).is_finite()


def test_balls_of_covariances():
    """The ball contains the value at every matrix in it, and is as wide as they are."""
    f, wide = parse(GOOD["silu"]), (arb(2, 1e-6), arb(1, 1e-6), arb(3, 1e-6))
    ball = expectation(f, f, wide)
    assert ball.rad() < 1e-4
    for sign in (1, -1):
        shifted = tuple(x.mid() + sign * arb("0.999e-6") for x in wide)
        assert ball.contains(expectation(f, f, shifted))
    one = arb(1, 1e-20)
    assert expectation(f, f, (one, one, one)).overlaps(mean(GOOD["silu"], GOOD["silu"], ("1", "1", "1")))


@pytest.mark.parametrize("name", ["tanh", "softplus", "silu", "atan", "gauss"])
@pytest.mark.parametrize("by", ["q11", "q12", "q22"])
def test_price(name, by):
    """The difference quotient lies in the derivative over the segment (mean value theorem)."""
    kappa = parse(["mean", GOOD[name], GOOD["logistic"], "q11", "q12", "q22"])
    low = {"q11": arb(1), "q12": arb("0.25"), "q22": arb("0.5")}
    high = {**low, by: low[by] + arb("1e-3")}
    with balls.precision(80):
        quotient = (balls.evaluate(kappa, high) - balls.evaluate(kappa, low)) / (high[by] - low[by])
        slope = balls.evaluate(diff(kappa, by), {**low, by: low[by].union(high[by])})
    assert slope.overlaps(quotient)
    assert slope.rad() < 0.02


@pytest.mark.parametrize(
    "value",
    [
        ["mean", ["tanh", "x"], "z", 1, 0, 1],
        ["mean", "z", "z", 1, 0],
        ["mean", "z", ["mean", "z", "z", 1, 0, 1], 1, 0, 1],
        ["mean", "z", "z"],
    ],
)
def test_malformed(value):
    with pytest.raises(Malformed):
        parse(value)


def test_what_is_not_shown_is_neither_proved_nor_refuted():
    """E[|u − 1||v|] exists, although core has no ball for it; E of a matrix that is no covariance does not exist."""
    kink = ["abs", ["-", "z", 1]]
    for kind in ("positive", "refute"):
        for lhs, rhs in ((["mean", kink, ["abs", "z"], 1, 0, 1], 0), (0, ["mean", kink, 1, 1, 0, 1])):
            claim = {"kind": "less", "lhs": lhs, "rhs": rhs}
            assert check({"claim": claim, "witness": {"kind": kind}}).verdict is Verdict.UNDECIDED
    undefined = {"kind": "less", "lhs": 0, "rhs": ["mean", "z", "z", 1, 2, 1]}
    assert check({"claim": undefined, "witness": {"kind": "positive"}}).verdict is Verdict.UNDECIDED
    assert check({"claim": undefined, "witness": {"kind": "refute", "at": {}}}).verdict is Verdict.REFUTED


def test_means_in_normal_forms():
    """Exchanging the variables is the only identity; different functions are different atoms."""
    first, second = (["mean", ["tanh", "z"], LOGISTIC, *q] for q in (("x", "1/4", "2"), ("2", "1/4", "x")))
    swapped = ["mean", LOGISTIC, ["tanh", "z"], *second[3:]]
    where = {"symbols": {"x": "real"}, "where": [[">=", "x", 1]]}
    witness = {"kind": "zero", "sample": {"x": 2}}
    for rhs, verdict in ((swapped, Verdict.PROVED), (second, Verdict.UNDECIDED), (first, Verdict.PROVED)):
        claim = {"kind": "equal", **where, "lhs": first, "rhs": rhs}
        assert check({"claim": claim, "witness": witness}).verdict is verdict


def test_series_have_no_ball():
    assert str(expectation(parse("z"), parse("z"), (UNKNOWN, ZERO, ZERO))) == "nan"
