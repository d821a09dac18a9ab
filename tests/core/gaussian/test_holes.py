"""Claims about expectations that were once judged wrongly, or for ever."""

from collections.abc import Callable

import pytest
from flint import arb, fmpq

from symcrit.core import Malformed, Verdict, Work, check
from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import Expr, num, parse, substitute
from symcrit.core.claims._function import analytic
from symcrit.core.gaussian import atoms, terms
from symcrit.words.text import text

PLANE = [["u", "v"], ["0", "0"], [["1", "0"], ["0", "1"]]]
ZERO = {"kind": "zero"}


def judged(
    lhs: object, rhs: object, symbols: dict[str, str] | None = None, at: dict[str, str] | None = None
) -> Verdict:
    claim = {"kind": "equal", "lhs": lhs, "rhs": rhs, "symbols": symbols or {}}
    return check({"claim": claim, "witness": {**ZERO, "sample": at} if at else ZERO}).verdict


def f(order: int, argument: object, label: str = "f") -> list:
    return ["f", label, order, argument]


@pytest.mark.parametrize(
    "product",
    [
        ["*", "v", f(1, "u"), f(0, "u", "g")],  # a jump of f where g jumps
        ["*", "v", ["^", f(1, "u"), 2]],
        ["*", "v", f(1, "u"), ["sign", "u"]],
        ["*", "v", f(1, ["*", 0, "u"])],
    ],
)
def test_what_has_no_mean_is_not_0(product: list) -> None:
    assert judged(["expect", product, *PLANE], 0) is Verdict.UNDECIDED


@pytest.mark.parametrize("inner", [["log", "u"], ["^", "u", -1], f(1, "u"), ["*", "u", ["log", "v"]]])
@pytest.mark.parametrize("exponent", [lambda x: ["*", 0, x], lambda x: ["*", 2, ["+", ["*", 0, x], "u"], 0]])
def test_0_times_what_has_no_mean_stays_in_an_exponent(exponent: Callable[[object], object], inner: list) -> None:
    assert judged(["expect", ["exp", exponent(inner)], *PLANE], 1) is Verdict.UNDECIDED


def test_0_times_an_affine_function_is_0_in_an_exponent() -> None:
    assert judged(["expect", ["exp", ["*", 0, "u"]], *PLANE], 1) is Verdict.PROVED


def test_many_kinks_in_an_exponent_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one they took 15 seconds, and nothing was charged."""
    inside: object = "u"
    for k in range(60):
        inside = ["abs", ["+", inside, ["*", k, "v"]]]
    monkeypatch.setattr(terms, "_by_sides", None)
    claim = {"kind": "equal", "lhs": ["expect", ["exp", ["-", inside]], *PLANE], "rhs": 0}
    assert "too many kinks" in check({"claim": claim, "witness": ZERO}).why


def test_a_mean_that_exists_is_0() -> None:
    assert judged(["expect", ["*", "v", f(1, "u")], *PLANE], 0) is Verdict.PROVED


ROOM = [["u", "v", "w"], ["0", "0", "0"], [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]]
SUM = ["+", ["*", "a", "v"], ["*", "a", "w"]]


@pytest.mark.parametrize(
    ("y", "where", "expected"),
    [
        (SUM, [], Verdict.UNDECIDED),
        (SUM, [[">", "a", 0]], Verdict.PROVED),
        (["+", "a", ["*", 0, "v"]], [], Verdict.UNDECIDED),
        (["+", "a", ["*", 0, "v"]], [["!=", "a", 0]], Verdict.PROVED),
        (["+", "a", "v", ["-", "v"]], [["<", "a", 0]], Verdict.PROVED),
        (["*", ["-", "v", "v"], "a"], [], Verdict.UNDECIDED),
    ],
)
def test_a_quotient_is_a_sign_where_it_has_a_value(y: list, where: list, expected: Verdict) -> None:
    """E[u·y/|y|] = 0 for u independent of y; where y is 0 there is no y/|y|."""
    claim = {"kind": "equal", "lhs": ["expect", ["*", "u", ["/", y, ["abs", y]]], *ROOM], "rhs": 0}
    sample = {"a": -1 if ["<", "a", 0] in where else 1}
    given = {"claim": claim | {"symbols": {"a": "real"}, "where": where}, "witness": ZERO | {"sample": sample}}
    assert check(given).verdict is expected


@pytest.mark.parametrize("where", [["=", "r", 1], ["<=", ["^", "r", 2], 1], [">", "r", 0]])
def test_a_law_is_positive_definite_on_the_whole_domain(where: list) -> None:
    claim = {"kind": "equal", "lhs": ["expect", ["*", "u", "v"], ["u", "v"], ["0", "0"], [["1", "r"], ["r", "1"]]]}
    claim |= {"rhs": "r", "symbols": {"r": "real"}, "where": [where]}
    found = check({"claim": claim, "witness": ZERO | {"sample": {"r": 1}}})
    assert found.verdict is Verdict.UNDECIDED
    assert "positive definite" in found.why


def test_a_sign_has_a_value_at_0() -> None:
    assert judged(["expect", ["*", "u", ["sign", SUM]], *ROOM], 0, {"a": "real"}, {"a": "1"}) is Verdict.PROVED


def test_derivatives_in_derivatives_cost_what_their_number_says() -> None:
    root = ["expect", ["exp", ["*", "x", "u"]], ["u"], ["0"], [["1"]]]
    for _ in range(25):
        root = ["d", root, "x"]
    work = Work(20_000_000)
    claim = {"kind": "equal", "lhs": root, "rhs": 0, "symbols": {"x": "real"}}
    found = check({"claim": claim, "witness": {**ZERO, "sample": {"x": "0"}}}, work=work)
    assert found.verdict is Verdict.UNDECIDED


def test_a_function_is_called_as_no_symbol() -> None:
    root = ["expect", ["*", "f", f(0, "u"), "u"], ["u"], ["0"], [["1"]]]
    with pytest.raises(Malformed, match="both a symbol and a function"):
        judged(root, 0, {"f": "real"}, {"f": "1"})


@pytest.mark.parametrize(
    "bits", [pytest.param(bits, marks=pytest.mark.slow if bits > 64 else ()) for bits in balls.PRECISIONS]
)
@pytest.mark.parametrize("rho", [fmpq(99, 100), fmpq(999999, 1000000), fmpq(1)])
def test_the_ball_of_signs_that_nearly_depend_takes_the_work_that_it_says(rho: fmpq, bits: int) -> None:
    arguments = [fmpq(1, 3), fmpq(1, 4), fmpq(1, 2), *[rho] * 3]
    node = Expr("signs", *map(num, arguments))
    work = Work()
    with balls.precision(bits):
        found = atoms._ball_of_signs(node, [arb(x) for x in arguments], work)
    assert not found.is_finite()
    assert work.spent > 0


def test_moments_speak_of_functions() -> None:
    moment = ["moment", [["f", 0]], ["f"], ["1"]]
    with pytest.raises(Malformed, match="both a symbol and a function"):
        judged(moment, moment, {"f": "real"}, {"f": "1"})


def test_a_moment_is_printed_with_variables_of_its_own() -> None:
    assert text(parse(["moment", [["f", 1]], ["y_1"], ["2"]])) == "E[f′(x_1); x_1 ∼ N(y_1, 2)]"


SQUARE = ["expect", ["*", "a", "a", "u", "u"], *PLANE]
PARAMETERS = {"a": "real", "b": "real"}


@pytest.mark.parametrize(
    "inside",
    [
        ["+", SQUARE, ["log", "b"]],
        ["+", SQUARE, ["*", 0, ["log", "a"]]],
        ["+", SQUARE, ["^", ["log", "a"], 0]],
        ["+", SQUARE, ["sqrt", "b"]],
    ],
)
def test_what_is_differentiated_is_defined(inside: list) -> None:
    slope = ["d", inside, "a"]
    everywhere = judged(slope, ["*", 2, "a"], PARAMETERS, {"a": "1", "b": "1"})
    assert everywhere is Verdict.UNDECIDED
    positive = [[">", "a", 0], [">", "b", 0]]
    claim = {"kind": "equal", "lhs": slope, "rhs": ["*", 2, "a"], "symbols": PARAMETERS, "where": positive}
    witness = {**ZERO, "sample": {"a": "1", "b": "1"}}
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED


ROOT = ["sqrt", "a"]


@pytest.mark.parametrize(
    "inside",
    [
        ["*", 0, ROOT],
        ["*", ["-", "a", "a"], ROOT],
        ["*", 0, ["asin", ["-", 1, "a"]]],
        ["*", 0, ["abs", "a"]],
        ["*", 0, ["exp", ROOT]],
        ["sqrt", ["*", "b", ROOT]],
    ],
    ids=str,
)
def test_what_has_a_derivative_on_one_side_has_none(inside: list) -> None:
    """√a ends at a = 0, which belongs to the domain; that it is multiplied by 0 does not help."""
    where = [[">=", "a", 0], ["<", "a", 1], ["=", "b", 0]]
    claim = {"kind": "equal", "lhs": ["d", ["+", SQUARE, inside], "a"], "rhs": ["*", 2, "a"]}
    sample = {"sample": {"a": "1/2", "b": "0"}}
    whole = {**claim, "symbols": PARAMETERS, "where": where}
    assert check({"claim": whole, "witness": {**ZERO, **sample}}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("part", [["step", "a"], ["sign", "a"], ["max", "a", "b"], ["min", "a", 1], f(0, "a")])
@pytest.mark.parametrize("slope", [False, True])
def test_functions_of_parameters_that_only_expectations_have_are_refused(part: list, slope: bool) -> None:
    root = ["expect", ["*", part, "u", "u"], *PLANE]
    side = ["d", root, "a"] if slope else root
    assert judged(side, side, PARAMETERS, {"a": "1", "b": "2"}) is Verdict.UNDECIDED


@pytest.mark.parametrize("where", [[], [[">", "u", 0]]])
def test_what_is_averaged_over_is_no_symbol(where: list) -> None:
    root = ["expect", ["^", "u", 2], *PLANE]
    claim = {"kind": "equal", "lhs": root, "rhs": 1, "symbols": {"u": "real"}, "where": where}
    with pytest.raises(Malformed, match="both a symbol and averaged over"):
        check({"claim": claim, "witness": {**ZERO, "sample": {"u": "1"}}})


SINGULAR = [
    ["expect", ["*", "u", "v"], ["u", "v"], ["0", "0"], [["a", "a"], ["a", "a"]]],  # u = v
    ["expect", ["*", "u", "v"], ["u", "v"], ["0", "0"], [["1", "a"], ["a", "1"]]],  # |a| < 1 is not known
    ["expect", ["sign", ["*", "a", "u"]], *PLANE],  # a = 0
    ["expect", ["*", "v", ["sign", "v"], ["sign", ["+", "v", ["*", "a", "u"]]]], *PLANE],  # two jumps at a = 0
    ["expect", ["sign", ["*", 0, "u"]], *PLANE],
    ["expect", ["*", "u", ["sign", "u"], ["sign", ["+", "u", ["*", 0, "v"]]], ["sign", 0]], *PLANE],
    ["expect", ["exp", ["*", "a", ["^", "u", 2]]], *PLANE],
    ["expect", ["*", ["cos", "u"], ["exp", ["*", "a", "u", "v"]]], *PLANE],
    ["expect", ["*", ["cos", "u"], ["sign", "v"]], *PLANE],
    ["expect", ["exp", ["^", "u", 3]], *PLANE],
]


@pytest.mark.parametrize("root", SINGULAR, ids=str)
def test_what_does_not_exist_for_some_parameters_is_equal_to_nothing(root: list) -> None:
    assert judged(root, root, {"a": "real"}, {"a": "1/2"}) is Verdict.UNDECIDED


@pytest.mark.parametrize("rho", ["1/2", 0])
def test_products_of_signs_are_not_analytic_where_they_depend_on_each_other(rho: object) -> None:
    """S_3 with correlations ρ, ρ and x has an edge where their matrix is singular: x = 2ρ² − 1, and x = 1."""
    node = Expr("signs", *map(parse, [1, 2, 3, rho, rho, "x"]))
    (condition,) = analytic(node, "x")
    here = Context(Domain({}, []), Work())
    for x in (["-", ["*", 2, ["^", rho, 2]], 1], 1):
        assert here.undefined(substitute(condition, {"x": parse(x)})) is not None
    assert here.undefined(substitute(condition, {"x": parse("1/7")})) is None


def test_there_are_no_boxes_for_products_of_signs() -> None:
    """A part of a box may hold no correlation matrix, so that monotony over it says nothing."""
    claim = {"kind": "less", "lhs": ["signs", "x", 1, 1, "x", "x", "x"], "rhs": 2, "symbols": {"x": "real"}}
    where = [["<", 0, "x"], ["<", "x", "1/2"]]
    for tree in ("+", "A+", "a++"):
        found = check({"claim": {**claim, "where": where}, "witness": {"kind": "boxes", "tree": tree}})
        assert found.verdict is Verdict.UNDECIDED
