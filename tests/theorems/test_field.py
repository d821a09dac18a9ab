"""Questions from public reports and tables, as their askers put them: each is decided, and rightly."""

from collections.abc import Callable

import pytest
import sympy
from sympy import Abs, Ne, Rational, cos, diff, erf, exp, pi, sin, sqrt

import symcrit as sc
from symcrit.claims import Claim
from tests.rows import one_in

PROVED, REFUTED = sc.Verdict.PROVED, sc.Verdict.REFUTED
a, b, c, d, h, k, m, r, s, w, x, y = sympy.symbols("a b c d h k m r s w x y", real=True)
q11, q12, q22 = sympy.symbols("q11 q12 q22", real=True)
z = sympy.Symbol("z", real=True)
t = sqrt(1 + b**2)


def Phi(u: sympy.Expr) -> sympy.Expr:
    return (1 + erf(u / sqrt(2))) / 2


def phi(u: sympy.Expr) -> sympy.Expr:
    return exp(-(u**2) / 2) / sqrt(2 * pi)


def moment(sigma: str, tau: str, entries: tuple, means: tuple = (0, 0)) -> sympy.Expr:
    """E[σ(u)τ(v)] for (u, v) with these covariances and means, in closed form."""
    return sc.kernel(sigma, tau, bias=True)(*entries, m1=means[0], m2=means[1])


def gabor() -> Claim:
    det = (1 + 2 * q11) * (1 + 2 * q22) - 4 * q12**2
    top = q11 + q22 + 4 * (q11 * q22 - q12**2) + 2 * q12
    form = exp(-top / (2 * det)) * (exp(2 * q12 / det) - 1) / (2 * sqrt(det))
    return sc.kernel_of(sc.Activation("gabor", "exp(-z^2)*sin(z)"), form)


def radial() -> Claim:
    wave = sc.Activation("rbf", sqrt(2) * sin(sqrt(Rational(2, 3)) * z + pi / 4))
    return sc.kernel_of(wave, exp(-(q11 + q22 - 2 * q12) / 3))


def owen_same() -> Claim:
    at, slope = a / t, 1 / sqrt(1 + 2 * b**2)
    T = sc.binormal(at, 0, slope / sqrt(1 + slope**2)) - Phi(at) / 2
    return sc.equal(moment("probit", "probit", (b**2, b**2, b**2), (a, a)), Phi(at) - 2 * T, where=[b > 0])


def owen_pair() -> Claim:
    u = sqrt(1 + d**2)
    return sc.equal(moment("probit", "probit", (b**2, b * d, d**2), (a, c)), sc.binormal(a / t, c / u, b * d / (t * u)))


def owen_step() -> Claim:
    return sc.equal(moment("step", "probit", (1, -b, b**2), (w, a)), sc.binormal(a / t, w, -b / t))


def owen_derivative() -> Claim:
    primitive = b / t * phi(a / t) * Phi(x * t + a * b / t) - phi(x) * Phi(a + b * x)
    return sc.equal(diff(primitive, x), x * phi(x) * Phi(a + b * x))


def mixed_derivative() -> Claim:
    root = sqrt(1 - r**2)
    slope = phi(k) * phi((h - r * k) / root) / root
    return sc.equal(diff(sc.binormal(h, k, r), h, k), slope, where=[r > -1, r < 1])


def owen_at_one() -> Claim:
    return sc.equal(sc.binormal(h, 0, 1 / sqrt(2)) - Phi(h) / 2, Phi(h) * (1 - Phi(h)) / 2)


def copy_of_a_gaussian() -> Claim:
    left = "exp(-a^2/(2*(1+b^2)))*exp(-(sqrt(1+b^2)*x+a*b/sqrt(1+b^2))^2/2)"
    return sc.equal(left, "exp(-x^2/2)*exp(-(a+b*x)^2/2)")


def half_angle(right: str, where: list[str]) -> Claim:
    return sc.equal("2*atan(y/(sqrt(x^2+y^2)+x))", right, where=where)


def relu_tail() -> Claim:
    low = 2 * sqrt(2) / (3 * pi) * (1 - r) * sqrt(1 - r)
    return sc.at_most(low, 2 * sc.kernel("relu")(1, r, 1) - r, where=[r >= -1, r <= 1])


TRUE: dict[str, Callable[[], object]] = {
    # google/neural-tangents, stax elementwise: test_nonparametric, Gabor and Rbf
    "gabor": gabor,
    "rbf": radial,
    # jbrea/MLPGradientFlow.jl, src/normal_integrals.jl: ∂h∂k of Φ₂
    "binormal by h and k": mixed_derivative,
    # Owen, A table of normal integrals, Comm. Statist. B 9 (1980) 389: 20,010.1 and 10,010.1, properties of T
    "Φ(a + bx)² by Owen's T": owen_same,
    "Φ(a + bx)Φ(c + dx)": owen_pair,
    "φ(x)Φ(a + bx) below w": owen_step,
    "a primitive of xφ(x)Φ(a + bx)": owen_derivative,
    "T(h, 1)": owen_at_one,
    "exponents over 1 + b²": copy_of_a_gaussian,
    # scipy/scipy#7669: Φ₂ at the ends of ρ
    "Φ₂(h, −h; −1)": lambda: sc.equal(sc.binormal(h, -h, -1), 0),
    "Φ₂(h, h; 1)": lambda: sc.equal(sc.binormal(h, h, 1), Phi(h)),
    # sympy/sympy#16327, #24391
    "half angle right": lambda: half_angle("atan(y/x)", ["x > 0"]),
    "half angle left": lambda: half_angle("atan(y/x)+pi", ["x < 0", "y > 0"]),
    # sympy/sympy#14993, #30324
    "x above 1": lambda: sc.positive(x, where=[x - 1 > 0]),
    "a difference": lambda: sc.positive(x - y, where=[x >= 0, y < 0]),
    # sympy/sympy#25983
    "π/|x|": lambda: sc.at_most(pi / Abs(x), 1, where=[Abs(x) >= pi]),
    # sympy/sympy#11721
    "x = |x|·x/|x|": lambda: sc.equal("x", "abs(x)*x/abs(x)", where=["x != 0"]),
    # Hayou, Doucet, Rousseau, ICML 2019: the dual of ReLU at the edge of chaos
    "the dual of ReLU near 1": relu_tail,
    # simple lemmas
    "transitivity": lambda: sc.less("a", "c", where=["a < b", "b <= c"]),
    "a common summand": lambda: sc.less("x", "y", where=["x + z < y + z"]),
    "a multiple": lambda: sc.less("0", "x", where=["2*x > 1"]),
    "an equation as a hypothesis": lambda: sc.at_most("x", "y + 1", where=["x - y = 1"]),
    "the triangle": lambda: sc.at_most("abs(x+y)", "abs(x)+abs(y)"),
    "entropy": lambda: sc.at_most("x*log(x) + (1-x)*log(1-x)", 0, where=["0 < x", "x < 1"]),
    "x < exp x": lambda: sc.less(x, exp(x)),
}
FALSE: dict[str, Callable[[], object]] = {
    "π/|x| everywhere": lambda: sc.at_most(pi / Abs(x), 1, where=[Ne(x, 0)]),
    "half angle, a turn off": lambda: half_angle("atan(y/x)-pi", ["x < 0", "y > 0"]),
    "the larger of two": lambda: sc.equal(sc.binormal(h, k, 1), Phi(h)),
    "T(h, 1), a sign off": lambda: sc.equal(sc.binormal(h, 0, 1 / sqrt(2)) - Phi(h) / 2, Phi(h) * (1 + Phi(h)) / 2),
    "transitivity backwards": lambda: sc.less("c", "a", where=["a < b", "b <= c"]),
    "a hypothesis too many": lambda: sc.less("a", "c", where=["a < b", "c <= b"]),
    "x above 1 above 2": lambda: sc.less(2, x, where=[x - 1 > 0]),
    "the triangle backwards": lambda: sc.at_most("abs(x)+abs(y)", "abs(x+y)"),
    "x + 1 < exp x": lambda: sc.less(x + 1, exp(x)),
    # the guess 1/4 + ρ/(2π), math.SE 255368
    "a quadrant": lambda: sc.equal(
        moment("step", "step", (1, r, 1)), Rational(1, 4) + r / (2 * pi), where=[Abs(r) < 1]
    ),
    "a wrong frequency": lambda: sc.kernel_of("sin:omega=1,phase=pi/4", exp(-(q11 + q22 - 2 * q12)) / 2),
    "cosines": lambda: sc.equal(cos(x) ** 2, 1 + sin(x) ** 2),
}


@pytest.mark.parametrize("name", one_in(2, TRUE))
def test_what_is_true_is_proved(name: str) -> None:
    assert sc.decide(TRUE[name]()).verdict is PROVED


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refuted(name: str) -> None:
    assert sc.decide(FALSE[name]()).verdict is REFUTED
