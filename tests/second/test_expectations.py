"""Expectations in closed form: against integrals by Mehler's series, false ones, and a checker that is broken."""

import pytest

from symcrit import second
from symcrit.second import NOWHERE_FREE, Prover, check, closed_form, evaluate, integrated, read_expr

ONE = (["x"], ["1/3"], [["3/2"]])
TWO = (["x", "y"], ["1/3", "-1/5"], [["3/2", "1/2"], ["1/2", "1"]])
CASES = {
    "a step": (["*", ["^", "x", 2], ["step", ["-", "x", "1/4"]]], ONE),
    "erf": (["*", "x", ["erf", ["+", ["*", "2", "x"], "1/2"]]], ONE),
    "a square in the exponent": (["*", "x", ["exp", ["*", "-1", ["^", ["+", "x", "1/2"], 2]]]], ONE),
    "waves": (["*", "x", ["sin", "x"], ["cos", ["*", "2", "x"]]], ONE),
    "rectifiers": (["*", ["max", "0", "x"], ["max", "0", "y"]], TWO),
    "a jump and erf": (["*", ["sign", "x"], "y", ["erf", "y"]], TWO),
    "a size and a tilt": (["*", ["abs", "x"], ["exp", ["*", "1/2", "y"]]], TWO),
}
PRICE = ["d", ["expect", ["*", ["f", "f", 0, "x"], ["f", "g", 0, "y"]], ["x", "y"], ["0", "0"],
               [["p", "q"], ["q", "r"]]], "q"]  # fmt: skip
PRICED = ["expect", ["*", ["f", "f", 1, "x"], ["f", "g", 1, "y"]], ["x", "y"], ["0", "0"], [["p", "q"], ["q", "r"]]]
LAW = ["pd", [["p", "q"], ["q", "r"]]]
SAMPLE = {"p": "1", "q": "0", "r": "1"}
STEP = ["expect", ["*", "x", ["step", "x"]], ["x"], ["0"], [["1"]]]  # 1/√(2π)


def answer(lhs, rhs, sample=None, where=()):
    claim = {
        "kind": "equal",
        "symbols": dict.fromkeys(sample or (), "real"),
        "where": list(where),
        "lhs": lhs,
        "rhs": rhs,
    }
    return check({"claim": claim, "witness": {"kind": "zero", "sample": sample or {}}}).answer


@pytest.mark.parametrize("name", CASES)
def test_closed_forms_hold_the_integrals(name):
    integrand, law = CASES[name]
    root = read_expr(["expect", integrand, *law])
    closed, _, _ = closed_form(Prover(), NOWHERE_FREE, root)
    apart = evaluate(closed, {}, 80) - evaluate(integrated(root), {}, 80)
    assert apart.sign not in (1, -1)
    assert apart.high - apart.low < 2**70, "the integrals are right to 10⁻³"


def test_price_and_its_near_misses():
    assert answer(PRICE, PRICED, SAMPLE, [LAW]) == "accepted"
    assert answer(PRICE, ["*", "2", PRICED], SAMPLE, [LAW]) != "accepted"
    assert answer(PRICE, PRICED, SAMPLE, [LAW, ["<=", "0", "q"]]) == "not my kind"  # q = 0 is an end
    assert answer(PRICE, PRICED, SAMPLE, [LAW, ["<", "-1", ["sqrt", "q"]]]) == "not my kind"  # so it is here


def test_what_is_left_out_has_to_be_defined():
    odd = ["expect", ["*", "x", ["^", "a", -1]], ["x"], ["0"], [["1"]]]
    assert answer(odd, "0", {"a": "1"}) == "not my kind"
    assert answer(odd, "0", {"a": "1"}, [["<", "0", "a"]]) == "accepted"


def test_so_many_equal_functions_are_not_compared_in_all_orders():
    """Of nine there are 362,880."""
    one, other = (["expect", ["^", ["f", "f", 0, "x"], 9], ["x"], ["0"], [[variance]]] for variance in ("1", "2"))
    assert answer(one, one) == answer(one, other) == "not my kind"
    few = ["expect", ["^", ["f", "f", 0, "x"], 3], ["x"], ["0"], [["1"]]]
    assert answer(few, few) == "accepted"


def test_a_step_at_its_place_and_a_growing_square_are_not_its_kind():
    still = ["expect", ["step", "x"], ["x"], ["0"], [["0"]]]
    assert answer(still, "1/2") == "not my kind"
    assert answer(["expect", ["exp", ["^", "x", 2]], ["x"], ["0"], [["1"]]], "1") == "not my kind"


@pytest.mark.parametrize(
    ("method", "put"),
    [
        ("derived", lambda *args: second.ZERO),
        ("by_parts", lambda *args: second.ZERO),
    ],
)
def test_a_broken_rule_would_be_noticed(method, put, monkeypatch):
    assert answer(STEP, "0") == "refused"
    monkeypatch.setattr(second.Mean, method, put)
    assert answer(STEP, "0") == "accepted"


def test_a_wrong_heat_equation_would_be_noticed(monkeypatch):
    twice = ["*", "2", PRICED]
    own = second.slope_of_law
    monkeypatch.setattr(second, "slope_of_law", lambda x, inner: second.TWO * own(x, inner))
    assert answer(PRICE, twice, SAMPLE, [LAW]) == "accepted"
