"""Gaussian variables and expectations as a user writes them: identities, near misses, closed forms, refusals."""

import pickle

import pytest
from sympy import (
    Integer,
    Max,
    Rational,
    Symbol,
    acos,
    asin,
    atan,
    cos,
    cosh,
    erf,
    exp,
    latex,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
)

import symcrit as sc
from symcrit.errors import InputError

a, b, c, d, h, k, m, q, r = symbols("a b c d h k m q r", real=True)
C11, C12, C13, C22, C23, C33 = symbols("C11 C12 C13 C22 C23 C33", real=True)
p, s = symbols("p s", positive=True)
f, g = sc.functions("f g")
u, v, w = sc.gaussian("u v w", cov="C")
x = sc.gaussian("x")
y = sc.gaussian("y", mean=m, cov=s**2)


def Phi(z):
    return (1 + erf(z / sqrt(2))) / 2


def phi(z):
    return exp(-(z**2) / 2) / sqrt(2 * pi)


ROOT = sqrt(1 + b**2)
TRUE = {
    "moments": (sc.E(u**2 * v**2), C11 * C22 + 2 * C12**2, ()),
    "moments with means": (sc.E(y**3), m**3 + 3 * m * s**2, ()),
    "Sheppard": (sc.E(sign(u) * sign(v)), 2 / pi * asin(C12 / sqrt(C11 * C22)), ()),
    "half normal": (sc.E(abs(y)), 2 * s * phi(m / s) + m * erf(m / (sqrt(2) * s)), ()),
    "Owen 10,010.8": (sc.E(Phi(a + b * x)), Phi(a / ROOT), ()),
    "Owen 10,011.1": (sc.E(x * Phi(a + b * x)), b / ROOT * phi(a / ROOT), ()),
    "Owen 20,010.3": (sc.E(Phi(a + b * x) * Phi(c + d * x)), sc.binormal(
        a / ROOT, c / sqrt(1 + d**2), b * d / (ROOT * sqrt(1 + d**2))), ()),
    "lognormal": (sc.E(exp(y)), exp(m + s**2 / 2), ()),
    "Black and Scholes": (sc.E(Max(exp(0) * y - k, 0)),
                          (m - k) * Phi((m - k) / s) + s * phi((m - k) / s), ()),
    "characteristic function": (sc.E(cos(y)), exp(-(s**2) / 2) * cos(m), ()),
    "odd": (sc.E(sin(y)), exp(-(s**2) / 2) * sin(m), ()),
    "cosh": (sc.E(cosh(u)), exp(C11 / 2), ()),
    "Gaussian kernel": (sc.E(exp(-((u - v) ** 2) / 2)), 1 / sqrt(1 + C11 + C22 - 2 * C12), ()),
    "product of exponentials": (sc.E(exp(u + v)), exp((C11 + 2 * C12 + C22) / 2), ()),
    "two kinks": (sc.E(Max(0, x - h) * Max(0, x - k)), (1 + h * k) * Phi(-k) - h * phi(k), ["h < k"]),
    "arc-cosine": (sc.E(sc.relu(u) * sc.relu(v)),
                   (sqrt(C11 * C22 - C12**2) + C12 * (pi - acos(C12 / sqrt(C11 * C22)))) / (2 * pi), ()),
    "cube of a probability": (sc.E(Phi(x) ** 3), Rational(1, 4), ()),
    "fourth power of a probability": (sc.E(Phi(x) ** 4), Rational(1, 5), ()),
    "square with a probability": (sc.E(Phi(b * x) ** 2), atan(sqrt(1 + 2 * b**2)) / pi, ()),
    "a kink in an exponent": (sc.E(exp(-abs(y))), exp(s**2 / 2) * (
        exp(-m) * Phi(m / s - s) + exp(m) * Phi(-m / s - s)), ()),
    "kinks in an exponent, and in a product": (sc.E(exp(a * abs(x)) * exp(abs(x - 1) - abs(x - 1)) * abs(x)),
        2 * phi(0) + 2 * a * exp(a**2 / 2) * Phi(a), ()),
    "a sign as a quotient": (sc.E(y / abs(y) + (y - k) / (2 * abs(y - k))),
                             erf(m / (sqrt(2) * s)) + erf((m - k) / (sqrt(2) * s)) / 2, ()),
    "a quotient of parameters": (sc.E(x**2 * b / abs(b)), b / abs(b), ["b > 0"]),
    "independent laws": (sc.E(sc.relu(x) * sc.relu(sc.gaussian("z"))), 1 / (2 * pi), ()),
    "linear forms": (sc.E((a * x + b) ** 2), a**2 + b**2, ()),
    "a slope by a variance": (sc.E(f(v)).diff(C22), sc.E(f(v).diff(v, 2)) / 2, ()),
    "chain rule": (sc.E(u * f(2 * v)), 2 * C12 * sc.E(f(2 * v).diff(v) / 2), ()),
    "two unknown functions": (sc.E(u * f(v) * g(w)),
                              C12 * sc.E(f(v).diff(v) * g(w)) + C13 * sc.E(f(v) * g(w).diff(w)), ()),
}  # fmt: skip
FALSE = {
    "moments": (sc.E(u**2 * v**2), C11 * C22 + C12**2, ()),
    "Sheppard": (sc.E(sign(u) * sign(v)), asin(C12 / sqrt(C11 * C22)) / pi, ()),
    "half normal": (sc.E(abs(y)), s * phi(m / s) + m * erf(m / (sqrt(2) * s)), ()),
    "Owen 10,010.8": (sc.E(Phi(a + b * x)), Phi(a * ROOT), ()),
    "two kinks": (sc.E(Max(0, x - h) * Max(0, x - k)), (1 + h * k) * Phi(-k) - h * phi(k), ["h > k"]),
    "lognormal": (sc.E(exp(y)), exp(m + s**2), ()),
    "a slope by a variance": (sc.E(f(v)).diff(C22), sc.E(f(v).diff(v, 2)), ()),
    "a kink in an exponent": (sc.E(exp(-abs(y))), exp(s**2 / 2 - m), ()),
    "a sign as a quotient": (sc.E(y / abs(y)), erf(m / s), ()),
    "another variable": (sc.E(u * f(v)), C11 * sc.E(f(v).diff(v)), ()),
    "jumps are no derivatives almost everywhere": (sc.E(f(v).diff(v)), Integer(0), ()),
}


@pytest.mark.parametrize("name", TRUE)
def test_identities(name: str) -> None:
    lhs, rhs, where = TRUE[name]
    answer = sc.decide(sc.equal(lhs, rhs, where))
    assert answer.verdict is sc.Verdict.PROVED, answer
    assert sc.check(answer.certificate).verdict is sc.Verdict.PROVED
    assert "gaussian-parts" in answer.rules


@pytest.mark.parametrize("name", FALSE)
def test_near_misses(name: str) -> None:
    lhs, rhs, where = FALSE[name]
    answer = sc.decide(sc.equal(lhs, rhs, where))
    assert answer.verdict is sc.Verdict.REFUTED, answer
    assert sc.check(answer.certificate).verdict is sc.Verdict.REFUTED


def test_inequalities_and_shapes() -> None:
    claims = [
        sc.increasing(sc.E(sc.relu(y)), m),
        sc.increasing(sc.E(sc.relu(y)), s),
        sc.decreasing(sc.E(exp(-(y**2) / 2)).subs(m, 0), s),
        sc.less(sc.E(erf(y)), 1),
        sc.less(0, sc.E(sc.relu(u))),
    ]
    assert [sc.decide(claim).verdict.name for claim in claims] == ["PROVED"] * 5
    assert sc.decide(sc.decreasing(sc.E(sc.relu(y)), m)).verdict.name == "REFUTED"


def test_digits() -> None:
    assert str(sc.E(sc.relu(x)).evalf(20)) == "0.39894228040143267794"
    half = Rational(1, 2)
    three = sc.trinormal(0, 0, 0, half, half, half)
    assert three.evalf(15) == pytest.approx(0.25, abs=1e-14)
    numbers = sc.gaussian("u v w x", cov=[[2, 1, 0, 1], [1, 2, 1, 0], [0, 1, 2, 1], [1, 0, 1, 3]])
    orthant = sc.E(sc.step(numbers[0]) * sc.step(numbers[1]) * sc.step(numbers[2]) * sc.step(numbers[3]))
    assert 0 < orthant.evalf(10) < 1


def test_expectations_are_sympy_expressions() -> None:
    expectation = sc.E(a * u * f(v))
    assert expectation.free_symbols == {a, C11, C12, C22}
    assert expectation.subs(a, 2) == sc.E(2 * u * f(v))
    assert str(sc.E(u * v).closed_form()) == "C12"
    assert "mathbb{E}" in latex(expectation)
    assert pickle.loads(pickle.dumps(u)) == u
    (l1,), (n1,) = sc.order_parameters([["Q"]], [["R"]], [["T"]])
    assert str(sc.E(l1 * n1).closed_form()) == "R"


def test_the_law_is_a_hypothesis() -> None:
    claim = sc.equal(sc.E(u * v), C12)
    assert "≻ 0" in claim.statement
    assert claim.statement.count("≻") == 1
    assert "measurable" in sc.equal(sc.E(f(u)), sc.E(f(u))).statement


REFUSED = [
    (lambda: sc.gaussian("u v", cov=[[1, 2], [3, 1]]), "not symmetric"),
    (lambda: sc.gaussian("u u"), "different names"),
    (lambda: sc.gaussian("u v", cov=[[1, 0]]), "2 × 2"),
    (lambda: sc.gaussian("u", mean=0.5), "float"),
    (lambda: sc.equal(x, 1), "inside of E"),
    (lambda: sc.E(x + sc.gaussian("x", mean=1)), "two Gaussian variables"),
    (lambda: sc.equal(sc.E(sc.gaussian("t") * Symbol("t", real=True)), 0), "'t'"),
]


@pytest.mark.parametrize(("call", "words"), REFUSED)
def test_bad_input(call, words) -> None:
    with pytest.raises(InputError, match=words):
        call()


def test_a_singular_law_is_refused() -> None:
    with pytest.raises(sc.InputError, match="linear forms of others"):
        sc.gaussian("z1 z2", cov=[[1, 1], [1, 1]])


def test_what_has_no_rule_is_undecided() -> None:
    for claim in (
        sc.equal(sc.E(sin(x) * sign(x)), 0),
        sc.equal(sc.E(exp(x**2)), 1),
        sc.equal(sc.E(exp(a * x**2)), 1 / sqrt(1 - 2 * a)),
        sc.equal(sc.E(sign(a * x)), 0),
    ):
        assert sc.decide(claim).verdict is sc.Verdict.UNDECIDED, claim
    assert sc.decide(sc.equal(sc.E(exp(a * x**2)), 1 / sqrt(1 - 2 * a), ["a < 1/2"])).verdict.name == "PROVED"


def test_functions_that_are_put_in_need_no_rule_for_unknown_ones() -> None:
    answer = sc.decide(sc.equal(sc.E(f(x) * g(x)), sc.E(f(x)) * sc.E(g(x))))
    assert answer.counterexample == {"f(z)": "z", "g(z)": "z"}


def test_shapes_in_a_correlation() -> None:
    one, two = sc.gaussian("u v", cov=[[1, r], [r, 1]])
    kernel = sc.E(sc.relu(one) * sc.relu(two))
    claims = [sc.increasing(kernel, r), sc.convex(kernel, r), sc.increasing(sc.E(erf(one) * erf(two)), r)]
    assert claims[0].statement.startswith("for all real r with abs(r) < 1: ")
    assert [sc.decide(claim).verdict.name for claim in claims] == ["PROVED"] * 3
    assert sc.decide(sc.concave(kernel, r)).verdict.name == "REFUTED"


@pytest.mark.parametrize("function", [erf, sign, lambda z: Max(z, 0)], ids=["erf", "sign", "relu"])
def test_by_price_a_kernel_increases_in_the_covariance(function):
    """∂/∂C12 E[f(u)f(v)] = E[f′(u)f′(v)] > 0 for increasing f, on the sections of the cone of covariances."""
    first, second = sc.gaussian("u v", cov="C")
    kernel = sc.E(function(first) * function(second))
    assert sc.decide(sc.increasing(kernel, C12)).verdict is sc.Verdict.PROVED
    assert sc.decide(sc.decreasing(kernel, C12)).verdict is sc.Verdict.REFUTED


def test_a_hypothesis_speaks_of_no_expectations():
    with pytest.raises(InputError, match="write its closed_form"):
        sc.less(a, 1, where=[sc.E(u**2) <= 0])
