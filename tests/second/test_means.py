"""Means of monomials times exponentials of squares: the closed form of the second checker against integrals."""

import mpmath
import pytest

from symcrit import second

CASES = {  # names, covariance, powers, rates
    "one": (["x"], [["3/2"]], [4], ["1/3"]),
    "odd": (["x"], [["3/2"]], [3], ["1/3"]),
    "a pair": (["x", "y"], [["2", "-1/2"], ["-1/2", "1"]], [3, 3], ["0", "0"]),
}
OTHERS = [
    ["*", ["exp", ["*", "1/4", ["^", "x", 2]]], "x"],
    ["*", ["^", "x", -1], 2],
    ["*", ["erf", "x"], "x"],
    ["*", ["^", "x", 9], "x"],
]


def expectation(names, matrix, powers, rates):
    """E[3·Π x^p·Π exp(−c x²)]."""
    factors = [3, *(["^", name, p] for name, p in zip(names, powers, strict=True) if p)]
    squares = [(name, c) for name, c in zip(names, rates, strict=True) if c != "0"]
    factors += [["exp", ["*", f"-{c}", ["^", name, 2]]] for name, c in squares]
    return ["expect", ["*", *factors], names, ["0"] * len(names), matrix]


def closed_form(*case):
    return second.mean_of_monomial(second.read_expr(expectation(*case)))


def value_of(expr):
    interval = second.evaluate(expr, {}, 100)
    return mpmath.mpf(interval.low + interval.high) / 2**101


def numerical(names, matrix, powers, rates):
    """3·∫ Π x^p exp(−c x²) exp(−½ xᵀC⁻¹x) dx/√det(2πC), by the trapezoid rule, which converges geometrically here."""

    def number(value):
        fraction = second.read_number(value)
        return mpmath.mpf(fraction.numerator) / fraction.denominator

    C = mpmath.matrix([[number(entry) for entry in row] for row in matrix])
    inverse, exponents = C**-1, [number(c) for c in rates]

    def integrand(x):
        v = mpmath.matrix(x)
        value = mpmath.exp(-(v.T * inverse * v)[0] / 2)
        for entry, p, c in zip(x, powers, exponents, strict=True):
            value *= entry**p * mpmath.exp(-c * entry**2)
        return value

    steps = [mpmath.mpf(i) / 2 for i in range(-30, 31)]
    points = [(x,) for x in steps] if len(names) == 1 else [(x, y) for x in steps for y in steps]
    total = mpmath.fsum(map(integrand, points)) / 2 ** len(names)
    return 3 * total / mpmath.sqrt(mpmath.det(2 * mpmath.pi * C))


def proved(claim):
    second.prove_relation(second.Case(claim, {"kind": "zero", "sample": {}}, second.Prover()))


@pytest.mark.parametrize("name", CASES)
def test_closed_forms_are_the_integrals(name):
    closed, _ = closed_form(*CASES[name])
    assert abs(value_of(closed) - numerical(*CASES[name])) < 1e-9


def test_independent_blocks_are_multiplied():
    """E[3x²y²n² exp(−2n²)] of a pair (x, y) of covariance ((2, 1), (1, 1)) and n beside it: 3·(2 + 2)/5^(3/2)."""
    matrix = [["2", "0", "1"], ["0", "1", "0"], ["1", "0", "1"]]
    closed, minors = closed_form(["x", "n", "y"], matrix, [2, 2, 2], ["0", "2", "0"])
    assert abs(value_of(closed) - 12 / mpmath.mpf(5) ** 1.5) < 1e-14
    assert len(minors) == 4


def test_a_wrong_value_is_refused():
    """E[3x²y²] over independent x, y of variances 1 and 2."""
    lhs = expectation(["x", "y"], [["1", "0"], ["0", "2"]], [2, 2], ["0", "0"])
    proved({"kind": "equal", "lhs": lhs, "rhs": "6"})
    with pytest.raises(second.Refused):
        proved({"kind": "equal", "lhs": lhs, "rhs": "5"})


def test_what_is_no_covariance_is_not_accepted():
    lhs = expectation(["x", "y"], [["1", "2"], ["2", "1"]], [1, 1], ["0", "0"])
    with pytest.raises(second.NotShown, match="a covariance"):
        proved({"kind": "equal", "lhs": lhs, "rhs": "6"})
    lhs[4] = [["4", "2"], ["2", "1"]]  # of rank one
    proved({"kind": "equal", "lhs": lhs, "rhs": "6"})


@pytest.mark.parametrize("integrand", OTHERS)
def test_nothing_else_has_a_closed_form(integrand):
    assert second.mean_of_monomial(second.read_expr(["expect", integrand, ["x"], ["0"], [["1"]]])) is None


def test_means_are_zero_and_exponentials_stand_alone():
    assert second.mean_of_monomial(second.read_expr(["expect", ["*", 2, "x"], ["x"], ["1"], [["1"]]])) is None
    assert closed_form(["x", "y"], [["2", "1"], ["1", "1"]], [2, 2], ["1", "0"]) is None


def test_a_checker_without_the_exponential_is_noticed(monkeypatch):
    """What is broken changes the mean, so that the right value is refused."""
    claim = {"kind": "equal", "lhs": expectation(["x"], [["1"]], [2], ["3/2"]), "rhs": "3/8"}
    proved(claim)
    block = second._mean_of_block
    monkeypatch.setattr(second, "_mean_of_block", lambda matrix, own, powers, rate: block(matrix, own, powers, 0))
    with pytest.raises(second.Refused):
        proved(claim)
