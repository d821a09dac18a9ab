"""What holds however core is entered: integrals have values, and definitions and derivatives agree with balls."""

import subprocess
import sys

import pytest
from flint import arb, arb_series

from symcrit.core.algebra import balls
from symcrit.core.algebra.derivatives import DEFINITION, DERIVATIVE
from symcrit.core.algebra.expr import Expr, diff, parse, sym

X = sym("x")


@pytest.mark.parametrize("module", ["balls", "expr", "programs", "context"])
def test_integrals_have_values_whatever_module_is_imported_first(module: str) -> None:
    code = (
        f"import symcrit.core.algebra.{module}\n"
        "from symcrit.core.algebra import balls, expr\n"
        "print(balls.ball(expr.parse(['binormal', 0, 0, 0])) == 0.25,"
        " balls.ball(expr.parse(['mean', 'z', 'z', 1, '1/2', 1])).overlaps(balls.ball(expr.parse('1/2'))))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (result.stdout, result.stderr) == ("True True\n", "")


def test_every_integral_is_evaluated_by_its_own_function() -> None:
    assert set(balls.INTEGRALS) == {"mean", "binormal", "signs", "moment"}


@pytest.mark.parametrize("name", sorted({*DEFINITION, *DERIVATIVE} - {"abs"}))  # series have no abs
def test_the_derivative_of_a_function_is_the_slope_of_its_jet(name: str) -> None:
    at = arb("0.3")
    jet = balls.evaluate(Expr(name, X), {"x": arb_series([at, 1], prec=2)})
    slope = balls.evaluate(diff(Expr(name, X), "x"), {"x": at})
    assert slope.is_finite()
    assert slope.overlaps(jet[1])


@pytest.mark.parametrize("name", sorted(DEFINITION))
def test_a_definition_has_the_value_of_the_function(name: str) -> None:
    at = {"x": arb("0.3")}
    assert balls.evaluate(DEFINITION[name], at).overlaps(balls.evaluate(Expr(name, X), at))


def test_slopes_of_integrals_are_those_of_differences() -> None:
    h = arb(2) ** -60
    for root in (parse(["binormal", "x", "1/3", "1/4"]), parse(["binormal", "1/2", "1/3", "x"])):
        with balls.precision(192):
            at = arb("0.3")
            rise = balls.evaluate(root, {"x": at + h}) - balls.evaluate(root, {"x": at - h})
            slope = balls.evaluate(diff(root, "x"), {"x": at})
            assert abs(rise / (2 * h) - slope) < 1e-12
