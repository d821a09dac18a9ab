"""tanh of polynomials in a strip: the bound holds where it is given, and a bound too small is noticed."""

import mpmath
import pytest
from flint import acb, arb

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import parse
from symcrit.core.expectation import quadrature, steep
from symcrit.core.expectation.steep import tanh_of_polynomial

CUBIC = ["+", "z", ["/", ["^", "z", 3], 22]]
GOOD = {  # polynomials, and the distance of their nearest pole from the real axis
    "cubic": (CUBIC, 1.8),
    "shifted": (["+", "1/3", ["*", 2, "z"], ["^", "z", 3]], 0.5),
    "square": (["-", ["^", "z", 2], 1], 0.5),
    "quintic": (["+", ["*", 3, "z"], ["^", "z", 5]], 0.4),
    "irrational": (["*", ["sqrt", ["/", 2, "pi"]], CUBIC], 2.0),
}
BAD = {
    "of degree 1": ["*", 10000, "z"],
    "constant": 3,
    "no polynomial": ["+", "z", ["sin", "z"]],
    "quotient": ["/", 1, "z"],
    "with a kink": ["+", ["abs", "z"], ["^", "z", 3]],
    "of a high degree": ["^", "z", 13],
}


def worst(name: str, half: float) -> arb:
    """The largest |tanh P| that is seen on the edge of the strip, where it is largest."""
    inside = parse(GOOD[name][0])
    places = (acb(x / 50, half) for x in range(-500, 501))
    found = arb(0)
    for place in places:
        w = balls.evaluate(inside, {"z": place})
        far = abs(w.real) > 50
        found = found.max(arb(1) if far else abs(w.tanh()))
    return found


@pytest.mark.parametrize("name", GOOD)
def test_the_bound_holds(name: str) -> None:
    inside, pole = GOOD[name]
    for half in (pole / 8, pole / 2, pole):
        bound = tanh_of_polynomial(parse(inside), arb(half))
        assert bound.is_finite()
        assert worst(name, half) <= bound < 4 + 4 * worst(name, half)


@pytest.mark.parametrize("name", GOOD)
def test_there_is_none_beyond_a_pole(name: str) -> None:
    assert not tanh_of_polynomial(parse(GOOD[name][0]), arb(3)).is_finite()


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    assert not tanh_of_polynomial(parse(BAD[name]), arb(1) / 8).is_finite()


@pytest.mark.parametrize("inside", [["^", "z", 3], ["-", ["^", "z", 4], "z"], ["+", ["^", "z", 5], ["^", "z", 2]]])
@pytest.mark.parametrize("half", [0.5, 2.0, 3.0])
def test_far_out_the_real_part_is_large(inside: list, half: float) -> None:
    """Re (x + iy)³ = x³ − 3xy²: the lower powers of x are not those of the polynomial."""
    found = steep.polynomial(parse(inside))
    assert found is not None
    end = steep._far_out(found, arb(half))
    assert end is not None
    for x in (end * far * way for far in (1, 1.1, 1.5, 4) for way in (1, -1)):
        for y in range(11):
            assert abs(balls.evaluate(parse(inside), {"z": acb(x, half * y / 10)}).real) > 0.99


@pytest.mark.parametrize(("part", "broken"), [("_between", lambda *_: arb(1)), ("_far_out", lambda *_: arb(1) / 8)])
def test_a_bound_too_small_is_noticed(monkeypatch: pytest.MonkeyPatch, part: str, broken: object) -> None:
    """The edge of the strip shows that what is between was left out."""
    inside = parse(GOOD["irrational"][0])
    monkeypatch.setattr(steep, "_KNOWN", {})
    monkeypatch.setattr(steep, part, broken)
    assert not worst("irrational", 2.6) <= tanh_of_polynomial(inside, arb(2.6))


def test_the_error_of_a_sum_rests_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strips that reach beyond the poles give a step so coarse that the ball is wrong."""
    f = parse(["tanh", CUBIC])
    scales = arb(3), arb(3), arb(0)
    with balls.precision(100):
        fine = quadrature.sums(f, f, scales, 60)
        assert fine.rad() < 1e-15
        assert quadrature.sums(f, f, scales, 20).contains(fine)
        quadrature.growth.cache_clear()
        monkeypatch.setattr(quadrature, "tanh_of_polynomial", lambda inside, half: arb(1))
        assert not quadrature.sums(f, f, scales, 20).contains(fine)
    quadrature.growth.cache_clear()


@pytest.mark.parametrize(("place", "roots"), [((1, "1/2", 1), (1, 0.5, 0.75**0.5)), ((4, -6, 9), (2, -3, 0))])
def test_gelu_tanh_against_mpmath(place: tuple, roots: tuple) -> None:
    own = sc.kernel("gelu_tanh")
    ball = own.ball(*place, digits=12)
    assert ball.rad() < 1e-11
    alpha, beta, gamma = roots

    def value(x: float) -> mpmath.mpf:
        return x * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf("0.044715") * x**3))) / 2

    nodes = [(x / 5, mpmath.npdf(x / 5) / 5) for x in range(-40, 41)]
    inner = nodes if gamma else [(0, 1)]
    total = sum(v * value(alpha * x) * sum(w * value(beta * x + gamma * y) for y, w in inner) for x, v in nodes)
    assert abs(float(ball) - float(total)) < 1e-9
    assert own.numeric(alpha**2, alpha * beta, beta**2 + gamma**2) == pytest.approx(float(ball), abs=1e-12)


def test_gelu_tanh_is_near_gelu_and_decided() -> None:
    kernel = sc.kernel("gelu_tanh")
    assert kernel.kind == "certified"
    assert abs(kernel.ball(1, "1/2", 1) - sc.kernel("gelu").ball(1, "1/2", 1)) < 1e-4
    at = kernel.diff("q12")(1, "1/2", 1)
    assert sc.decide(sc.less(at, "0.34229")).verdict is sc.Verdict.PROVED
    assert sc.decide(sc.less(at, "0.34227")).verdict is sc.Verdict.REFUTED
