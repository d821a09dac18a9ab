"""Translation between sympy and core keeps values and form; what core does not know is refused by name."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import And, Derivative, Eq, Float, Function, Mul, Ne, Or, Pow, Rational, Symbol, oo

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.algebra import expr as core
from symcrit.errors import InputError
from symcrit.parse import parse
from symcrit.translate import as_expr, declarations, exact_json, from_json, kernel_function, to_json

x, y = sympy.symbols("x y", real=True)
q11, q12, q22 = sympy.symbols("q11 q12 q22", real=True)

UNARY = ["exp", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "abs"]
ATOMS = st.one_of(st.sampled_from(["x", "y", "pi", "1/3", "0.25", "-2"]), st.integers(-9, 9))
TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["+", "*", "-"]), inner, inner).map(list),
        st.tuples(st.sampled_from(UNARY), inner).map(list),
        st.tuples(st.just("^"), inner, st.integers(0, 3)).map(list),
        st.tuples(st.just("/"), inner, st.sampled_from(["3", ["exp", "x"]])).map(list),
    ),
    max_leaves=8,
)


def value(tree):
    """A ball of core JSON at x = 3/10, y = -7/10."""
    with balls.precision(200):
        return balls.evaluate(core.parse(tree), {"x": arb(3) / 10, "y": arb(-7) / 10})


@settings(deadline=None, max_examples=60)
@given(TREES)
def test_reading_and_writing_keeps_the_value(tree):
    expr = from_json(tree)
    if expr.has(sympy.nan, sympy.zoo, sympy.I, oo, -oo):
        return
    before, after = value(tree), value(to_json(expr))
    assert not before.is_finite() or not after.is_finite() or before.overlaps(after)


@settings(deadline=None, max_examples=60)
@given(TREES)
def test_written_form_is_a_fixed_point(tree):
    expr = from_json(tree)
    if not expr.has(sympy.nan, sympy.zoo, sympy.I, oo, -oo):
        assert from_json(to_json(expr)) == expr


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Mul(x, Pow(x, -1), evaluate=False), ["*", "x", ["^", "x", -1]]),
        (sympy.sqrt(x), ["sqrt", "x"]),
        (x ** Rational(-3, 2), ["^", ["sqrt", "x"], -3]),
        (x ** Rational(1, 3), ["exp", ["*", "1/3", ["log", "x"]]]),
        (x**y, ["exp", ["*", "y", ["log", "x"]]]),
        (x ** Rational(1, 4), ["sqrt", ["sqrt", "x"]]),
        (x ** Rational(-3, 8), ["^", ["sqrt", ["sqrt", ["sqrt", "x"]]], -3]),
        ((-1) ** Symbol("n", integer=True), ["cos", ["*", "pi", "n"]]),
        ((-3) ** Symbol("n", integer=True), ["*", ["cos", ["*", "pi", "n"]], ["exp", ["*", "n", ["log", "3"]]]]),
        (sympy.E, ["exp", "1"]),
        (sympy.exp(x), ["exp", "x"]),
        (sympy.cot(x), ["/", ["cos", "x"], ["sin", "x"]]),
        (sympy.sec(x), ["/", "1", ["cos", "x"]]),
        (abs(x), ["abs", "x"]),
        ("x/x", ["*", "x", ["^", "x", -1]]),
        (Fraction(-1, 3), "-1/3"),
    ],
)
def test_forms(expr, expected):
    assert to_json(expr) == expected


def test_arbitrary_kernels():
    kappa = Function("kappa")
    assert to_json(kappa(q11, q12, q22)) == ["kernel", "kappa", 0, 0, 0, "q11", "q12", "q22"]
    derivative = Derivative(kappa(q11, q12, q22), (q12, 2), q11)
    assert to_json(derivative) == ["kernel", "kappa", 1, 2, 0, "q11", "q12", "q22"]
    by_chain = ["+", ["*", "2", "x", ["kernel", "kappa", 1, 0, 0, ["^", "x", 2], "y", "1"]]]
    assert to_json(kappa(x**2, y, 1).diff(x)) == by_chain[1]
    assert to_json(kernel_function("kappa")(x**2, y, 1).diff(x)) == by_chain[1]
    with pytest.raises(InputError, match="takes q11, q12, q22"):
        to_json(kappa(x))
    with pytest.raises(InputError, match="plain symbol"):
        to_json(Derivative(kappa(x, x, 1), x))


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (0.5, "write '1/2' or Rational"),
        (np.float32(0.1), "is a float"),
        (float("nan"), "finite real"),
        (Float(0.5) * x, "0.5 in 0.5\\*x is a float"),
        (x + oo, "finite real"),
        (sympy.I * x, "finite real"),
        (True, "bool"),
        (None, "NoneType"),
        (x < 1, "is not exact"),
        (sympy.sign(x), "'sign'"),
        (sympy.Heaviside(x), "'Heaviside'"),
        (sympy.Piecewise((x, x > 0), (0, True)), "'Piecewise'"),
        (sympy.Max(x, y), "'Max'"),
        (Symbol("pi"), "'pi'"),
        (Symbol("3"), "'3'"),
        (x - Symbol("x"), "two different symbols"),
        (sympy.Integer(10) ** 5000, "4300 digits"),
    ],
)
def test_refused(bad, says):
    with pytest.raises(InputError, match=says):
        to_json(bad)


@pytest.mark.parametrize(
    "bad", [0.5, [], ["+"], ["sin", "x", "y"], ["foo", "x"], "1/0", "--1", ["^", "x", "1/2"], True, {}]
)
def test_bad_json_is_refused(bad):
    with pytest.raises(InputError):
        from_json(bad)


@pytest.mark.parametrize(
    ("assumptions", "kind", "sign"),
    [
        ({}, "real", []),
        ({"real": True}, "real", []),
        ({"integer": True}, "integer", []),
        ({"positive": True}, "real", [">"]),
        ({"integer": True, "nonnegative": True}, "integer", [">="]),
        ({"negative": True}, "real", ["<"]),
        ({"nonpositive": True}, "real", ["<="]),
        ({"nonzero": True}, "real", ["!="]),
    ],
)
def test_assumptions_become_hypotheses(assumptions, kind, sign):
    assert declarations([Symbol("s", **assumptions)]) == ({"s": kind}, [[one, "s", "0"] for one in sign])


@pytest.mark.parametrize("fact", ["even", "odd", "prime", "rational", "irrational", "complex", "imaginary", "infinite"])
def test_assumptions_that_cannot_be_said_are_refused(fact):
    with pytest.raises(InputError, match="'s'"):
        declarations([Symbol("s", **{fact: True})])


def test_hypotheses():
    symbols, where = declarations([x], [And(x >= 1, Ne(x, 3)), sympy.true, Eq(y, x), x < 5])
    assert symbols == {"x": "real", "y": "real"}
    assert sorted(where) == sorted([["!=", "x", "3"], [">=", "x", "1"], ["=", "y", "x"], ["<", "x", "5"]])
    size = Symbol("l", integer=True, positive=True)
    assert declarations([size], [sympy.Ge(size, 1, evaluate=False)])[1] == [[">=", "l", "1"]]
    assert [">=", "l", "1"] in declarations([size], [sympy.Ge(size, -1, evaluate=False)])[1]
    for bad, says in ((sympy.false, "false"), (Or(x < 1, x > 2), "not understood"), ("x < 1", "not understood")):
        with pytest.raises(InputError, match=says):
            declarations([x], [bad])
    with pytest.raises(InputError, match="two different symbols"):
        declarations([x, Symbol("x")])


def test_the_sign_of_an_integer_is_a_bound_that_it_attains():
    for sign, bound in (("positive", [">=", "s", "1"]), ("negative", ["<=", "s", "-1"])):
        assert declarations([Symbol("s", integer=True, **{sign: True})])[1] == [bound]


def test_a_float_from_a_python_division_is_not_taken_for_exact():
    with pytest.raises(InputError, match=r"such as Rational\(1, 2\) for Python's 1/2"):
        as_expr(1.0471975511965976 * x)


def test_exact_values_pass_the_gate_unchanged():
    assert as_expr(np.int64(3)) == 3
    assert as_expr(Fraction(1, 3)) == Rational(1, 3)
    assert as_expr(sympy.sin(x)) == sympy.sin(x)


def test_a_power_is_written_where_its_base_is_positive():
    p, n = Symbol("p", positive=True), Symbol("n", integer=True)
    positive = {"positive": lambda base: bool(base.is_positive)}
    for power in (p**y, 2**n, (1 + x**2) ** Rational(1, 3), sympy.exp(x) ** y):
        assert to_json(power, **positive) == to_json(power)
    for power in (x**y, x**n, (1 + x) ** Rational(1, 3), Pow(0, n, evaluate=False), Pow(-1, y, evaluate=False)):
        with pytest.raises(InputError):
            to_json(power, **positive)
    assert to_json(Pow(-1, y, evaluate=False), integers=["y"], **positive) == ["cos", ["*", "pi", "y"]]


def test_the_power_of_a_hypothesis_is_known_to_have_a_positive_base():
    _, where = declarations([x], [x ** Rational(1, 3) < 1, x > 0])
    assert where == [["<", ["exp", ["*", "1/3", ["log", "x"]]], "1"], [">", "x", "0"]]
    with pytest.raises(InputError, match="x > 0"):
        declarations([x], [x ** Rational(1, 3) < 1])


@pytest.mark.parametrize(
    "constant", ["1/log(1)", "log(1)*log(1)/log(1)", "1/(sqrt(2)^2 - 2)", "log(log(1))", "1/sin(pi)"]
)
@pytest.mark.parametrize("literal", [True, False])
def test_a_constant_without_value_is_translated_as_it_stands(constant: str, literal: bool) -> None:
    """sympy, which evaluates constants to put terms in order, fails there."""
    value = parse(f"x*acos(cos(x)) + {constant}", literal=literal)
    written = to_json(value)
    assert written[0] == "+"
    undefined = sc.equal(value, value)
    assert sc.decide(undefined, effort=0.05).verdict is not sc.Verdict.PROVED


@pytest.mark.parametrize("base", ["asin(1/log(1))", "1/log(1)", "log(log(1))"])
@pytest.mark.parametrize("literal", [True, False])
def test_a_power_of_what_has_no_value_is_refused(base: str, literal: bool) -> None:
    """sympy fails where it is asked for the sign of such a constant."""
    power = parse(f"({base})^x", literal=literal)
    with pytest.raises(InputError, match="understood where"):
        sc.decide(sc.equal(power, power), effort=0.05)
    with pytest.raises(InputError, match="understood where"):
        exact_json(power)


@pytest.mark.parametrize("base", ["log(0)^0", "acos(1/sin(pi))"])
@pytest.mark.parametrize("literal", [True, False])
def test_a_power_of_what_would_be_positive_is_not_proved_without_a_value(base: str, literal: bool) -> None:
    power = parse(f"({base})^x", literal=literal)
    assert sc.decide(sc.equal(power, power), effort=0.05).verdict is not sc.Verdict.PROVED
