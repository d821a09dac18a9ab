"""Expectations as sympy expressions: what replaces parts of them, and the digits that they show."""

import re

import pytest
import sympy
from sympy import Eq, Rational, Symbol, asin, pi, sign, sqrt, symbols

import symcrit as sc
from symcrit import closed_forms
from symcrit.errors import InputError

a, b, r, s = symbols("a b r s", real=True)
u = sc.gaussian("u")


def test_a_derivative_is_taken_before_its_parameter_is_replaced() -> None:
    slope = sc.E(a * b * u**2).diff(a)  # b
    with pytest.raises(InputError, match="closed_form"):
        slope.subs(b, a)
    with pytest.raises(InputError, match="closed_form"):
        slope.xreplace({b: a})
    assert slope.subs(b, 3).closed_form() == 3
    with pytest.raises(InputError, match="closed_form"):
        sc.E(a**2 * u**2 + a * u**2).diff(a).subs(a**2, b)


@pytest.mark.parametrize("hypothesis", [Eq(r, s), Eq(r, Rational(1, 2))])
def test_a_derivative_is_taken_before_equations_are_used(hypothesis: Eq) -> None:
    x, y = sc.gaussian("x y", cov=[[1, r], [r, 1]])
    assert sc.E(x * y).diff(r).closed_form([hypothesis, r < 1, r > -1]) == 1


def test_what_is_averaged_over_is_not_replaced() -> None:
    mean = sc.E(a * u**2)
    assert mean.xreplace({u: sympy.Integer(3)}) == mean
    assert mean.subs(u**2, 7) == mean
    with pytest.raises(InputError, match="other Gaussian variables"):
        mean.xreplace({a: u})


def test_variables_of_one_name_and_two_laws_stand_in_order() -> None:
    other = sc.gaussian("u", cov=2)
    assert u != other
    with pytest.raises(InputError, match="two different symbols"):
        sc.decide(sc.equal(sc.E(u**2) + sc.E(other**2), 3))
    with pytest.raises(InputError, match="one name"):
        sc.E(u * other)


def test_an_expectation_in_an_expectation_is_refused() -> None:
    with pytest.raises(InputError, match="inside of another"):
        sc.E(u * sc.E(u**2))


@pytest.mark.parametrize("digits", [16, 24, 40])
def test_only_digits_that_are_known_are_shown(digits: int) -> None:
    rho = 1 - Rational(1, 10**digits)
    x, y = sc.gaussian("x y", cov=[[1, rho], [rho, 1]])
    found = sc.E(1 - sign(x) * sign(y)).evalf(15)
    angle = 2 * asin(sympy.sqrt(Rational(1, 2 * 10**digits)))  # arccos ρ
    assert abs(found / (2 * angle / pi).evalf(30) - 1) < 1e-14


def test_a_symbol_and_a_function_of_one_name() -> None:
    f = sc.functions("f")
    with pytest.raises(InputError, match="both a symbol and a function"):
        sc.decide(sc.equal(sc.E(Symbol("f", real=True) * u * f(u)), 0))


@pytest.mark.parametrize("label", ["sign", "S_3"])
def test_a_function_is_called_as_none_that_statements_have(label: str) -> None:
    own = sc.functions(label)
    with pytest.raises(InputError, match="cannot be a name in a statement"):
        sc.decide(sc.equal(sc.E(u * own(u)), sc.E(own(u).diff(u))))


def test_a_closed_form_averages_over_no_parameter() -> None:
    y = Symbol("y", real=True)
    f, g = sc.functions("f g")
    x = sc.gaussian("x", mean=[y], cov=[[2]])
    assert str(sc.E(f(x)).closed_form()) == "E[f(z); z ~ N(y, 2)]"
    v, w = sc.gaussian("v w", mean=[Symbol("y1", real=True), 0])
    form = sc.E(f(v) * g(w)).closed_form()
    assert sc.decide(sc.equal(sc.E(f(v) * g(w)), form)).verdict.name == "PROVED"


def test_closed_forms_as_people_write_them() -> None:
    """Saad and Solla's I3, the derivative of an NNGP kernel, an arc-cosine kernel: collected, roots of polynomials."""
    u, v, w = sc.gaussian("u v w", cov="C")
    f, g, h = (sympy.erf(z / sqrt(2)) for z in (u, v, w))
    forms = [sc.E(f.diff(u) * v * h), sc.E(f.diff(u) * g.diff(v)), sc.E(sc.relu(u) * sc.relu(v))]
    assert [str(form.closed_form()) for form in forms] == [
        "2*(C11*C23 - C12*C13 + C23)/(pi*(C11 + 1)*sqrt(C11*C33 + C11 - C13**2 + C33 + 1))",
        "2/(pi*sqrt(C11*C22 + C11 - C12**2 + C22 + 1))",
        "C12*asin(C12/(sqrt(C11)*sqrt(C22)))/(2*pi) + C12/4 + sqrt(C11*C22 - C12**2)/(2*pi)",
    ]


def test_a_form_that_core_does_not_see_to_be_the_same_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    y = sc.gaussian("y", cov="p")
    honest = sc.E(sc.relu(y)).closed_form()
    monkeypatch.setattr(closed_forms, "collected", lambda *given: sympy.Integer(0))
    assert sc.E(sc.relu(y)).closed_form() == honest


@pytest.mark.parametrize(
    ("cov", "told"),
    [
        ([[1, 2], [2, 1]], "the minor of u, v is -3, not > 0"),
        ([[1, 1], [1, 1]], "the minor of u, v is 0, not > 0; for variables that depend"),
        ([[1, "sqrt(2)"], ["sqrt(2)", 1]], "the minor of u, v is -1, not > 0"),
        ([["s", "r"], ["r", 0]], "the variance of v is 0, not > 0"),
        ([[1, "11/10*erf(5)"], ["11/10*erf(5)", 1]], "the minor of u, v is "),
    ],
)
def test_a_covariance_that_is_none_is_refused_at_once(cov: list, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        sc.gaussian("u v", cov=cov)


def test_a_minor_inside_of_a_matrix_is_named() -> None:
    with pytest.raises(InputError, match="the minor of v, w is -3"):
        sc.gaussian("u v w", cov=[["p", "q", 0], ["q", 1, 2], [0, 2, 1]])
    assert len(sc.gaussian("u v", cov=[[1, "erf(5)"], ["erf(5)", 1]])) == 2  # almost singular, and a law
