"""Claims reach core as they were written: nothing is evaluated on the way in, and powers mean what they mean."""

from typing import Any

import pytest
import sympy
from sympy import Rational, Symbol

import symcrit as sc
from symcrit.errors import InputError
from symcrit.theorems.answer import Verdict
from symcrit.translate import renamed, to_json

x, y = Symbol("x", real=True), Symbol("y", real=True)
k, n = Symbol("k", integer=True), Symbol("n", integer=True)
positive = Symbol("p", positive=True)
l = Symbol("l", integer=True, positive=True)  # noqa: E741

UNDEFINED = {
    "x/x beside a power": lambda: sc.equal("(-1)^k*(x/x)", "(-1)^k", where=[k >= 0]),
    "0·log x": lambda: sc.equal("0*log(x)", 0),
    "a difference": lambda: sc.equal("log(x) - log(x)", 0, where=[y > 0]),
    "under a root": lambda: sc.equal("sqrt(x)^2", "x", where=[k >= 0]),
    "x^2/x": lambda: sc.at_most("x^2/x", "x"),
    "a quotient of functions": lambda: sc.increasing("x + 0*log(x)", x),
    "a power that is 0": lambda: sc.equal("(1/x)^0", 1),
    "a product that is 0": lambda: sc.less("(x - x)*asin(2)", 1),
    "beside a hypothesis of sympy": lambda: sc.less("0/x", 1, where=[sympy.Ge(x, 0)]),
    "in sympy, not evaluated": lambda: sc.equal(sympy.Mul(x, 1 / x, evaluate=False), 1),
    "beside (−1)^k, in sympy": lambda: sc.equal(sympy.Mul((-1) ** k, x, 1 / x, evaluate=False), (-1) ** k),
    "in an upper bound of onto": lambda: sc.compression.onto("x + 0*log(x)", "1 - x", x, where=[x >= 0, x < 1]),
    "in a loss": lambda: sc.loss_is(sc.OneNeuron("erf", k=2, a=0, norm=1), "2/3 + (k - k)/(k - k)", where=[k >= 0]),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_may_be_undefined_is_not_proved(name: str) -> None:
    assert sc.decide(UNDEFINED[name]()).verdict is not Verdict.PROVED


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sc.equal("(-1)^k*(x/x)", "(-1)^k", where=[k >= 0]), "cos(π·k)·(x/x) = cos(π·k)"),
        (lambda: sc.equal("x + x", "2*(x + 1) - 2"), "x + x = 2·(x + 1) - 2"),
        (lambda: sc.equal("sqrt(4)", 2), "√(4) = 2"),
        (lambda: sc.less("0*log(x)", 1, where=["x/x > 0"]), "0·log(x) < 1"),
        (lambda: sc.less("x", 1, where=["x/x > 0"]), "with x/x > 0"),
        (lambda: sc.kernel_of("linear", "q12*(q11/q11)"), "= q12·(q11/q11)"),
        (
            lambda: sc.critical(sc.CopyAverage.symbolic("erf", norm="(l - 1)/(l - 1)/sqrt(2*l - 1)")),
            "(l_i - 1)/((l_i - 1)·",
        ),
        (lambda: sc.critical(sc.OneNeuron(sc.Activation("own", "z*(z/z)"), k=1, a=1, norm=1)), "σ(z) = z·(z/z)"),
        (
            lambda: sc.loss_at_least(sc.CopyAverage.symbolic("erf"), "l/l", where=[Symbol("l", real=True) > 0]),
            "l_i/l_i",
        ),
    ],
)
def test_a_statement_shows_what_was_written(make: Any, says: str) -> None:
    try:
        words = make().statement
    except InputError as error:
        pytest.fail(str(error))
    assert says in words


def test_renaming_evaluates_nothing() -> None:
    other = Symbol("x", integer=True)
    quotient = sympy.Mul(x, sympy.Pow(x, -1), evaluate=False)
    assert to_json(renamed(quotient, {x: other})) == to_json(quotient)
    assert renamed(quotient, {x: x}) is quotient


REFUSED = {
    "an even power of any base": lambda: sc.at_most(0, x ** (2 * n)),
    "an even power as text": lambda: sc.at_most(0, "x^(2*n)", where=[n > 0]),
    "a cube root that starts at 0": lambda: sc.at_most(0, x ** Rational(1, 3), where=[x >= 0]),
    "cbrt": lambda: sc.at_most(0, sympy.cbrt(x), where=[x >= 0]),
    "root(x, 5)": lambda: sc.at_most(0, sympy.root(x, 5)),
    "real_root": lambda: sc.at_most(-1, sympy.real_root(x, 3), where=[x >= -1]),
    "x^y": lambda: sc.at_most(0, x**y, where=[x >= 0]),
    "0^n": lambda: sc.equal(0**n, 0, where=[n > 0]),
    "0^n as text": lambda: sc.equal("0^n", 0, where=[n > 0]),
    "(−1)^x": lambda: sc.equal("(-1)^x", 1),
    "e^x for exp(x)": lambda: sc.less(0, "e^x"),
    "a cube root of a negative number": lambda: sc.equal("(-8)^(1/3)", -2),
    "in a hypothesis": lambda: sc.less(x, 1, where=["x^(1/3) < 1"]),
    "in hypotheses that lean on each other": lambda: sc.less(x, 1, where=["x^(1/3) > 0", "x^(1/5) > 0"]),
    "a weight": lambda: sc.critical(sc.OneNeuron("erf", k=2, a=x ** Rational(1, 3), norm=1)),
    "a bound": lambda: sc.not_critical(sc.OneNeuron("erf", k=2, a=1, norm=1), x ** Rational(1, 3), where=[x >= 0]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_power_that_core_cannot_say_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(InputError, match=r"is understood|is 0 for y > 0|not available|write E|not real") as caught:
        REFUSED[name]()
    assert len(str(caught.value)) < 300


TRUE = {
    "a cube root of what is positive": lambda: sc.less(0, x ** Rational(1, 3), where=[x > 0]),
    "a cube root beside a compound hypothesis": lambda: sc.less(0, "(1 + x)^(1/3)", where=["x > -1"]),
    "a fourth root from 0 on": lambda: sc.at_most(0, x ** Rational(1, 4), where=[x >= 0]),
    "an eighth root at 0": lambda: sc.equal("0^(1/8)", 0),
    "a power of a number": lambda: sc.less(0, 2**n),
    "an integer power of a negative number": lambda: sc.at_most((-2) ** n, 2**n),
    "alternating signs": lambda: sc.at_most("(-1)^k", 1, where=[k >= 0]),
    "the square of a sign": lambda: sc.equal((-1) ** k * (-1) ** k, 1),
    "a power of what is positive": lambda: sc.less(0, positive**y),
    "exp(y·log x), given so": lambda: sc.less(0, "exp(y*log(x))", where=["x > 0"]),
    "the square root of a square": lambda: sc.equal("sqrt(x^2)", "abs(x)"),
    "x^(3/2)": lambda: sc.equal("x^(3/2)", "x*sqrt(x)", where=["x >= 0"]),
    "x^0 where x is 0": lambda: sc.equal("x^0", 1),
    "in a hypothesis, positive by another": lambda: sc.less(0, x, where=["x^(1/3) < 1", "x > 0"]),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_of_powers_is_not_refuted(name: str) -> None:
    assert sc.decide(TRUE[name]()).verdict is Verdict.PROVED


def test_exp_of_a_logarithm_as_text_is_undefined_at_0() -> None:
    assert sc.decide(sc.at_most(0, "exp(log(x)/3)", where=["x >= 0"])).verdict is Verdict.REFUTED
