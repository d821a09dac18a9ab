"""Powers of tanh inside of expectations: Stein's and Price's formulas, what is left of them, and what is refused."""

from typing import Any, NamedTuple

import pytest
from sympy import Rational, diff, erf, exp, sign, sin, sqrt, symbols, tanh

import symcrit as sc
from symcrit.core import Verdict, check
from symcrit.core.algebra import normal
from symcrit.core.algebra.expr import ONE, Expr, parse, substitute, sym
from symcrit.core.gaussian import plain, reduction, tanhs, terms
from symcrit.errors import InputError
from tests.soundness import forgery
from tests.soundness.breaks import Patch, unless

C11, C12, C22, m = symbols("C11 C12 C22 m", real=True)
s = symbols("s", real=True)
q11, q12, q22 = symbols("q11 q12 q22", real=True)
u, v = sc.gaussian("u v", cov="C")
w, x = sc.gaussian("w"), sc.gaussian("x")
y = sc.gaussian("y", mean=1, cov=s)
E = sc.E
GRAM = [q11 > 0, q22 > 0, q12**2 < q11 * q22]
LINEAR = sc.kernel("linear", "tanh")


def logistic(z: Any) -> Any:
    return 1 / (1 + exp(-z))


TRUE = {
    "Stein": (E(u * tanh(v)), C12 * (1 - E(tanh(v) ** 2)), ()),
    "twice": (E(u**2 * tanh(v) ** 2), C11 * E(tanh(v) ** 2) + C12**2 * E(diff(tanh(v) ** 2, v, 2)), ()),
    "beside another one": (E(u * tanh(u) * tanh(v)),
                           C11 * E((1 - tanh(u) ** 2) * tanh(v)) + C12 * E(tanh(u) * (1 - tanh(v) ** 2)), ()),
    "a mean that is a number": (E(y * tanh(y)), E(tanh(y)) + s * (1 - E(tanh(y) ** 2)), ()),
    "odd": (E(tanh(u) * tanh(v) ** 2), 0, ()),
    "logistic": (E(u * logistic(v)), C12 * E(logistic(v) * (1 - logistic(v))), ()),
    "independent of a sign": (E(tanh(w) ** 2 * sign(x - 1)), -E(tanh(w) ** 2) * erf(1 / sqrt(2)), ()),
    "Price": (E(tanh(u) * tanh(v)).diff(C12), E((1 - tanh(u) ** 2) * (1 - tanh(v) ** 2)), ()),
    "heat": (E(tanh(y) ** 3).diff(s), E(diff(tanh(y) ** 3, y, 2)) / 2, ()),
    "the kernel": (E(tanh(u) * tanh(v)), sc.kernel("tanh")(C11, C12, C22), ()),
    "as a kernel": (LINEAR(q11, q12, q22), q12 * LINEAR.diff("q12")(q11, q12, q22), GRAM),
}  # fmt: skip
FALSE = {
    "Stein": (E(u * tanh(v)), C12 * (1 - E(tanh(v)) ** 2), ()),
    "another covariance": (E(u * tanh(v)), C11 * (1 - E(tanh(v) ** 2)), ()),
    "Price": (E(tanh(u) * tanh(v)).diff(C12), E((1 - tanh(u) ** 2) * (1 + tanh(v) ** 2)), ()),
    "as a kernel": (LINEAR(q11, q12, q22), 2 * q12 * LINEAR.diff("q12")(q11, q12, q22), GRAM),
}
REFUSED = {
    "a mean that is no number": E(tanh(m + w)),
    "beside a sign": E(tanh(u) * sign(v)),
    "beside an unknown function": E(tanh(u) * sc.functions("f")(v)),
    "beside a sine": E(tanh(u) * sin(v)),
    "three of them": E(tanh(u) * tanh(v) * tanh(u + v) * tanh(u - v)),
    "of a square": E(tanh(u**2)),
}


@pytest.mark.parametrize("name", TRUE)
def test_identities(name: str) -> None:
    answer = sc.decide(sc.equal(*TRUE[name]))
    assert answer.verdict is Verdict.PROVED, answer
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_near_misses(name: str) -> None:
    assert sc.decide(sc.equal(*FALSE[name])).verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_rule_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"no rule|not affine"):
        REFUSED[name].closed_form()


def test_means_have_balls() -> None:
    assert str(E(tanh(w) ** 2).evalf(15)) == "0.394294490397841"
    assert sc.decide(sc.less(E(tanh(w) ** 2), Rational(2, 5))).verdict is Verdict.PROVED


def over(function: Any) -> list[Any]:
    return ["expect", function, ["u"], ["0"], [["1"]]]


TANH = ["tanh", "z"]
LOGISTIC = parse(["tanh", "u"])
GRAM_OF_ONES = (ONE, ONE, ONE)


def a_slope_is_1(node: Expr) -> Expr | None:
    return Expr("mean", ONE, ONE, *node.children) if node.args[0] is normal.Z else None


def replaced(owner: Any, name: str, value: Any, told: str = "") -> Patch:
    """Something else in place of a part of core."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(owner, name, value)

    patch_it.__name__ = told or name
    return patch_it


def the_slope_has_one_term(patch: pytest.MonkeyPatch) -> None:
    honest = reduction.Reduction._slope

    def careless(self: Any, inside: Any, place: int) -> Any:
        lower, higher = honest(self, inside, place)
        return lower, reduction.replace(higher, polynomial={})

    patch.setattr(reduction.Reduction, "_slope", careless)


class Lie(NamedTuple):
    """A break, and an equation that core proves then."""

    break_it: Patch
    lhs: Any
    rhs: Any


def slope_of(function: Any) -> list[Any]:
    """The derivative by p of the mean of a function of u ~ N(0, p)."""
    return ["d", ["expect", function, ["u"], ["0"], [["p"]]], "p"]


LIES = (
    Lie(the_slope_has_one_term, over(["*", "u", ["tanh", "u"]]), 1),
    Lie(replaced(terms, "_logistic", lambda root: substitute(LOGISTIC, {"u": sym("#0")}) if root.op == "pow" else None,
                 "a logistic function is tanh"), over(["/", 1, ["+", 1, ["exp", "u"]]]), 0),
    Lie(replaced(tanhs, "_moved", lambda mean: Expr("tanh", tanhs.Z), "means are left out"),
        ["expect", ["^", ["tanh", "u"], 2], ["u"], ["1"], [["1"]]], over(["^", ["tanh", "u"], 2])),
    Lie(replaced(terms.Terms, "_powers", lambda self, one, other: one or other, "powers are left out"),
        over(["^", ["tanh", "u"], 2]), 0),
    Lie(unless(reduction, "tanh beside a sign"), over(["*", ["tanh", "u"], ["sign", "u"]]), 0),
    Lie(replaced(tanhs, "_sum_of_means", lambda node: ONE, "every mean is 1"),
        slope_of(["^", ["tanh", "u"], 2]), "1/2"),
    Lie(replaced(normal, "_by_stein", a_slope_is_1, "a slope is 1"),
        ["mean", "z", TANH, 1, 1, 1], ["mean", 1, 1, 1, 1, 1]),
)  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.break_it.__name__)
def test_a_broken_core_proves_a_lie(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> None:
    claim = {"kind": "equal", "lhs": lie.lhs, "rhs": lie.rhs}
    document = {"claim": claim, "witness": {"kind": "zero"}}
    if lie.lhs[0] == "d":
        claim |= {"symbols": {"p": "real"}, "where": [[">", "p", 0]]}
        document["witness"] |= {"sample": {"p": 1}}
    monkeypatch.setattr(plain, "_KNOWN", {})
    assert forgery.verdict(document) == "UNDECIDED"
    lie.break_it(monkeypatch)
    monkeypatch.setattr(plain, "_KNOWN", {})
    assert forgery.verdict(document) == "PROVED"


def test_stein_for_means_is_for_functions_without_a_kink() -> None:
    """E[u·|v|/(1 + |v|)] stays as it is: its slope is that off 0."""
    softsign = parse(["/", "z", ["+", 1, ["abs", "z"]]])
    assert normal._by_stein(Expr("mean", normal.Z, softsign, *GRAM_OF_ONES)) is None
    assert normal._by_stein(Expr("mean", normal.Z, normal.Z, *GRAM_OF_ONES)) is None
    assert normal._by_stein(Expr("mean", normal.Z, parse(TANH), *GRAM_OF_ONES)) is not None


def test_a_ball_holds_the_value() -> None:
    square = E(tanh(w) ** 2)
    assert square.ball(digits=5).contains(square.ball(digits=40))
    assert E(w**2).ball() == 1
    with pytest.raises(InputError, match="put numbers in"):
        E(tanh(v) ** 2).ball()
