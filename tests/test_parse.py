"""The parser reads exactly its language, exactly, and refuses the rest in one line and at once."""

import contextlib

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational, Symbol

from symcrit.errors import InputError, SymcritError, shorten, unknown
from symcrit.parse import parse
from tests.speed import at_most

x, y = Symbol("x", real=True), Symbol("y", real=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x - 1", 2 * x - 1),
        ("-x^2", -(x**2)),
        ("2^3^2", sympy.Integer(512)),
        ("0.1 + 0.2", Rational(3, 10)),
        ("1e-5", Rational(1, 100000)),
        (".5", Rational(1, 2)),
        ("1/sqrt(6)", 1 / sympy.sqrt(6)),
        ("pi/E", sympy.pi / sympy.E),
        ("x\n + y", x + y),
    ],
)
def test_spellings(text, expected):
    assert (parse(text) - expected).expand() == 0


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("x/x", 1 / x),
        ("log(x) - log(x)", sympy.log(x)),
        ("0*log(x)", sympy.log(x)),
        ("sqrt(x)^2", sympy.sqrt(x)),
        ("asin(2) - asin(2)", sympy.asin(2)),
        ("0/(x - y)", 1 / (x - y)),
        ("(x - y)/(x - y)", 1 / (x - y)),
    ],
)
def test_what_may_be_undefined_is_kept_as_written(text, needed):
    assert parse(text).has(needed)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("x + x", (x, x)),
        ("2*(1 + x)", (2, 1 + x)),
        ("1/2*x", (Rational(1, 2), x)),
        ("2 - 3 + x", (-1, x)),
        ("x - x", (x, -x)),
        ("-x*y", (-1, x, y)),
        ("x*2*3", (x, 2, 3)),
        ("x/x", (x, 1 / x)),
        ("0*x", (0, x)),
        ("sqrt(4)", (4, Rational(1, 2))),
        ("x^0", (x, 0)),
        ("x^(1/2 + 1/2)", (x, 1)),
        ("2^3*x", (8, x)),
    ],
)
def test_literally_only_rational_numbers_are_combined(text, args):
    assert parse(text, literal=True).args == args


@given(st.text(alphabet="x01.+-*/^() esinlogqrt", max_size=40))
def test_any_text_is_literally_an_expression_or_an_input_error(text):
    with contextlib.suppress(InputError):
        assert isinstance(parse(text, literal=True), sympy.Expr)


def test_given_symbols_are_used():
    mine = Symbol("l", integer=True)
    assert parse("l + x", {"l": mine}).free_symbols == {mine, x}


HOSTILE = [
    "", "(" * 10**5 + "x" + ")" * 10**5, "x" * 10**6, "sin(" * 201 + "x" + ")" * 201, "-" * 90_000 + "x",
    "x**" * 30_000 + "x", "+".join(["x"] * 50_000), "9**9**9", "9^100000000", "1e99999", "9" * 90_000,
    "x.__class__", "().__class__.__bases__", "__import__('os')", "f(x)", "sin(x, y)", "sin(x=1)", "sin(*x)", "x[0]",
    "lambda: 1", "x if x else y", "1 or x", "1or x", "x < y", "[1]", "x;y", "x y", "0x10", "1_000", "1j", "é", "x\0",
    "1/0", "0^-1", "1/(1 - 1)", "1(2)", "**x", "True + 'a'", "x := 1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[shorten(text, 20) or "empty" for text in HOSTILE])
def test_hostile_input_is_refused_quickly_in_one_line(text):
    with at_most(40), pytest.raises(InputError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@given(st.text(alphabet="x01.+-*/^() esinlogqrt", max_size=40))
def test_any_text_is_an_expression_or_an_input_error(text):
    with contextlib.suppress(InputError):
        assert isinstance(parse(text), sympy.Expr)


@given(st.fractions(), st.fractions())
def test_rational_arithmetic_is_exact(p, q):
    assert parse(f"({p}) - ({q})*2") == Rational(p) - 2 * Rational(q)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("x(x + 1)", r"write x\*\(…\)"),
        ("oo", "no real number"),
        ("sigmoid(x)", r"write 1/\(1 \+ exp\(-x\)\)"),
        ("ln(x)", r"write log\(…\)"),
        ("max(x)", "two or more arguments"),
        ("min(x, *y)", "two or more arguments"),
        ("2k", "2*k for 2k"),
        ("2 k", "2*k"),
        ("(k+1)k", "2*k"),
        ("sin x", r"sin\(x\) for sin x"),
        ("√2", r"sqrt\("),
        ("2·k", r"\*"),
    ],
)
def test_other_spellings_get_a_remedy(text, remedy):
    with pytest.raises(InputError, match=remedy):
        parse(text)


def test_errors_name_the_nearest_name_and_stay_short():
    assert issubclass(InputError, SymcritError)
    assert "did you mean 'asin'?" in str(unknown("function", "assin", ["asin", "tanh"]))
    assert "did you mean" not in str(unknown("function", "zzz", ["asin"]))
    assert len(shorten("a" * 10**6)) <= 80


@pytest.mark.parametrize("literal", [False, True])
def test_the_largest_and_the_least(literal):
    values = {"x": -2, "y": 3, "z": Rational(7, 2)}
    for text, value in (("max(x, y)", 3), ("min(x, y, z)", -2), ("max(x, z, y)", values["z"]), ("max(1, 2)", 2)):
        expr = parse(text, literal=literal)
        assert expr.subs({s: values[s.name] for s in expr.free_symbols}).doit() == value
