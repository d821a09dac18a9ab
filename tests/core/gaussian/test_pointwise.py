"""Relations between expectations by what holds for every vector: `pointwise` and `cauchy_schwarz`."""

from typing import Any, NamedTuple

import pytest
from sympy import Abs, Symbol, exp, sign, sqrt, symbols, tanh

import symcrit as sc
from symcrit.core import Relation, Verdict, check, sym
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import ONE, ZERO
from symcrit.core.gaussian import plain, pointwise
from symcrit.core.gaussian.growth import Growth, growth
from symcrit.core.gaussian.language import Parts, parse_statement
from symcrit.core.witnesses import cauchy_schwarz
from symcrit.core.witnesses import pointwise as witness
from tests.core.gaussian.test_planted import STRANGER, _bound_at, places, planted
from tests.soundness import forgery
from tests.soundness.breaks import Patch, unless

E, relu = sc.E, sc.relu
a, b, m = symbols("a b m", real=True)
s = Symbol("s", positive=True)
u, v = sc.gaussian("u v", cov="C")
w = sc.gaussian("w")
y = sc.gaussian("y", mean=m, cov=s)
f, g = sc.functions("f g")
TRUE = {
    "two rectifiers": sc.at_most(0, E(relu(u) * relu(v))),
    "strictly": sc.less(0, E(relu(u) * relu(v))),
    "three rectifiers": sc.at_most(0, E(relu(u) * relu(v) * relu(u - v))),
    "an orthant": sc.at_most(0, E(sc.step(u) * sc.step(v))),
    "two signs": sc.at_most(E(sign(u) * sign(v)), 1),
    "one below the other": sc.at_most(E(relu(u) * relu(v)), E(Abs(u) * Abs(v))),
    "triangles": sc.at_most(E(Abs(u + v)), E(Abs(u)) + E(Abs(v))),
    "independent": sc.at_most(E(Abs(w)) - 2 * E(Abs(u)), 1 + E(w**2)),
    "no closed form": sc.less(E(tanh(y) ** 2), 1),
    "a square of any function": sc.at_most(0, E((a * f(u) + b * g(v)) ** 2)),
    "means": sc.at_most(2 * E(f(u) * g(v)), E(f(u) ** 2) + E(g(v) ** 2)),
    "a variance": sc.at_most(E(f(u)) ** 2, E(f(u) ** 2)),
    "a variance without a closed form": sc.at_most(E(tanh(y)) ** 2, E(tanh(y) ** 2)),
    "Cauchy and Schwarz": sc.at_most(E(f(u) * g(v)) ** 2, E(f(u) ** 2) * E(g(v) ** 2)),
    "with a quotient that stays away from 0": sc.at_most(E(1 / (1 + exp(-y)) ** 2), 1),
}
FALSE = {
    "another order": sc.at_most(E(Abs(u) * Abs(v)), E(relu(u) * relu(v))),
    "a variance": sc.at_most(E(f(u) ** 2), E(f(u)) ** 2),
    "not strictly": sc.less(0, E(f(u) ** 2)),
    "half of Cauchy and Schwarz": sc.at_most(E(f(u) * g(v)) ** 2, E(f(u) ** 2) * E(g(v) ** 2) / 2),
}
OPEN = {
    "no mean": sc.at_most(0, E(exp(w**2) * Abs(w))),
    "no value": sc.at_most(0, E(sqrt(w))),
    "a derivative of a function that has none": sc.at_most(0, E(f(u).diff(u) ** 2)),
}


DEAR = ("three rectifiers", "two signs", "independent", "one below the other")


@pytest.mark.parametrize("name", [pytest.param(key, marks=[pytest.mark.slow] * (key in DEAR)) for key in TRUE])
def test_true_relations_are_proved(name: str) -> None:
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert check(answer.certificate).verdict is Verdict.PROVED
    assert {"monotone-mean", "cauchy-schwarz"} & set(answer.rules), answer.rules


@pytest.mark.parametrize("name", FALSE)
def test_false_ones_are_refuted(name: str) -> None:
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


@pytest.mark.parametrize("name", OPEN)
def test_what_has_no_mean_is_undecided(name: str) -> None:
    assert sc.decide(OPEN[name]).verdict is Verdict.UNDECIDED


def over(function: Any, names: str = "u", cov: Any = (("1",),), means: Any = None) -> list[Any]:
    """An expectation as core reads it."""
    return ["expect", function, list(names), means or ["0"] * len(names), [list(row) for row in cov]]


def square(x: Any) -> list[Any]:
    return ["^", x, 2]


EVIDENT = {"kind": "positive"}
ZERO_TEST = {"kind": "zero"}
UV = {"u": 1, "v": 0}
TIED = (("1", "1/2"), ("1/2", "1"))
AGAINST = (("1", "-9/10"), ("-9/10", "1"))
PAIRS = ["+", *(over(["*", *names], names, AGAINST) for names in ("uv", "vw", "uw"))]
SQUARES = ["/", ["+", *(over(square(name), name) for name in "uvw")], -2]
SUM = {"kind": "positive", "form": ["/", square(["+", "u", "v", "w"]), 2]}
RELU = ["max", 0, "u"]


POSITIVE_PART = ["+", "u", ["abs", "u"]]
NEGATIVE_PART = ["+", "u", ["-", ["abs", "u"]]]
NOT_NEGATIVE = {
    "kind": "positive",
    "lemmas": [
        {
            "relation": ["<=", ["-", "u"], ["abs", "u"]],
            "witness": {"kind": "cases", "of": "u", "below": {"kind": "root"}, "above": EVIDENT},
        }
    ],
    "form": ["+", ["abs", "u"], ["-", ["-", "u"]]],
}


class Lie(NamedTuple):
    """A break, and a false (or meaningless) relation that core proves then."""

    break_it: Patch
    op: str
    lhs: Any
    rhs: Any
    inside: Any = EVIDENT
    first: Any = EVIDENT  # of `cauchy_schwarz`
    place: Any = None


def replaced(owner: Any, name: str, value: Any, told: str = "") -> Patch:
    """Something else in place of a part of core."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(owner, name, value)

    patch_it.__name__ = told or name
    return patch_it


def left_out(told: str, *left: int) -> Patch:
    """Of 0 ≤ A, 0 ≤ B and P² ≤ A·B some are not asked for."""
    honest = cauchy_schwarz.CauchySchwarz.relations

    def careless(*functions: Any) -> list[Any]:
        return [Relation("<=", ZERO, ZERO) if i in left else one for i, one in enumerate(honest(*functions))]

    return replaced(cauchy_schwarz.CauchySchwarz, "relations", staticmethod(careless), told)


def a_derivative_is_the_function(patch: pytest.MonkeyPatch) -> None:
    unless(pointwise, "a derivative of an unknown function")(patch)
    patch.setattr(pointwise, "need_mean", lambda node, context: None)
    patch.setattr(witness, "need_mean", lambda node, context: None)


def at_a_place_is_enough(patch: pytest.MonkeyPatch) -> None:
    nothing = Relation("<=", ZERO, ZERO)
    patch.setattr(pointwise.Everywhere, "weakly", property(lambda self: self.goal._replace(relation=nothing)))


def only_the_sides_are_defined(patch: pytest.MonkeyPatch) -> None:
    honest = pointwise.Statement._for_all
    patch.setattr(pointwise.Statement, "_for_all", lambda self, *given: honest(self, *given)._replace(entries=()))


LIES = (
    Lie(replaced(pointwise, "_is_part", lambda one, whole: True, "laws are not compared"), "<=",
        over(square("u"), cov=[["2"]]), over(square("u"))),
    Lie(replaced(pointwise, "_is_part", lambda one, whole: True, "means are not compared"), "<=",
        over("u", means=["1"]), over("u")),
    Lie(replaced(pointwise, "_is_part", lambda one, whole: True, "covariances are not compared"), "<=",
        over(["*", "u", "v"], "uv", TIED), over(["*", "u", "v"], "uv", (("1", "0"), ("0", "1")))),
    Lie(replaced(pointwise, "independent", lambda parts: [parts[0], *(law for law in parts if law.names == ("w",))],
                 "pairs need not belong to one law"), "<=", SQUARES, PAIRS, SUM),
    Lie(unless(pointwise, "not affine in expectations"), "<=", over(square("u")), square(over("u"))),
    Lie(replaced(pointwise.Statement, "_sign", lambda self, y: ONE, "a sign is 1"), "<=", 1, over(["sign", "u"])),
    Lie(a_derivative_is_the_function, "<=", over(["f", "f", 1, "u"]), over(["f", "f", 0, "u"])),
    Lie(replaced(pointwise, "growth", lambda template: Growth.EXPONENTIAL, "every mean exists"), "<=",
        0, over(["exp", square("u")])),
    Lie(replaced(plain, "positive_definite", lambda law: True, "every matrix is a covariance"), "<=",
        0, over(square("u"), cov=[["-1"]])),
    Lie(only_the_sides_are_defined, "<=", 0, over(["sqrt", "u"])),
    Lie(at_a_place_is_enough, "<", 0, over("u"), place={"u": 1}),
    Lie(left_out("factors of any sign", 0, 1), "<=", square(over(["abs", "u"])), ["*", over("u"), over("u")]),
    Lie(left_out("a second factor of any sign", 1), "<=", square(over(0)),
        ["*", over(POSITIVE_PART), over(NEGATIVE_PART)], {"kind": "positive", "form": 0}, NOT_NEGATIVE),
    Lie(left_out("any product", 2), "<=", square(over(square("u"))), ["*", over(1), over(square("u"))]),
    Lie(unless(cauchy_schwarz, "not of the form"), "<", square(over(1)), ["*", over(1), over(1)]),
)  # fmt: skip


def document(lie: Lie) -> dict[str, Any]:
    kinds = {"<": "less", "<=": "at_most"}
    claim = {"kind": kinds[lie.op], "lhs": lie.lhs, "rhs": lie.rhs}
    of_schwarz = lie.rhs[:1] == ["*"] and lie.lhs[:1] == ["^"] if isinstance(lie.lhs, list) else False
    if of_schwarz:
        witness_of = {"kind": "cauchy_schwarz", "first": lie.first, "second": EVIDENT}
    else:
        witness_of = {"kind": "pointwise"}
    if lie.place is not None:
        witness_of |= {"place": lie.place, "above": EVIDENT}
    return {"claim": claim, "witness": witness_of | {"inside": lie.inside}}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.break_it.__name__)
def test_a_broken_core_proves_a_lie(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> None:
    assert forgery.verdict(document(lie)) == "UNDECIDED"
    lie.break_it(monkeypatch)
    assert forgery.verdict(document(lie)) == "PROVED"


REFUSED = {
    "a coordinate is a parameter elsewhere": (["+", over("u"), "u"], 0, {}),
    "a mean that is none": (over("u"), over("u"), {"tangents": {"mean3": 1}}),
    "a tangent that moves with the vector": (square(over("u")), over(square("u")), {"tangents": {"mean1": "u"}}),
    "a tangent of another slope": (square(over("u")), over(square("u")), {"tangents": {"mean1": "mean1"}}),
    "a place without a strict inequality": (0, over(square("u")), {"place": {"u": 1}, "above": EVIDENT}),
    "a place without a proof": (0, over(square("u")), {"place": {"u": 1}}),
    "no expectation": (0, 1, {}),
    "a derivative by a parameter": (0, ["d", over(["*", "p", "u"]), "p"], {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused(name: str) -> None:
    lhs, rhs, more = REFUSED[name]
    claim = {"kind": "at_most", "lhs": lhs, "rhs": rhs, "symbols": {"u": "real", "p": "real"}}
    proof = {"kind": "pointwise", "inside": EVIDENT, "sample": {"u": 1, "p": 1}} | more
    if name != "a coordinate is a parameter elsewhere":
        del claim["symbols"]["u"], proof["sample"]["u"]
    assert forgery.verdict({"claim": claim, "witness": proof}) in ("UNDECIDED", "malformed")


def test_a_tangent_that_moves_with_the_vector_would_prove_a_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """E[u²] ≤ E[u]², by u² ≤ c² + (u + c)(u − c)."""
    claim = {"kind": "at_most", "lhs": over(square("u")), "rhs": square(over("u"))}
    proof = {"kind": "pointwise", "inside": EVIDENT, "tangents": {"mean2": ["+", "u", "mean2"]}}
    assert forgery.verdict({"claim": claim, "witness": proof}) == "malformed"
    honest = pointwise.Statement.outside

    def with_coordinates(self: Any, tangents: Any = ()) -> Domain:
        own = honest(self, tangents)
        return Domain({**own.kinds, **dict.fromkeys(self.coordinates, "real")}, own.asked)

    monkeypatch.setattr(pointwise.Statement, "outside", with_coordinates)
    assert forgery.verdict({"claim": claim, "witness": proof}) == "PROVED"


def test_a_product_of_two_means_is_no_square() -> None:
    """1·10 ≤ 1·1, though 1² ≤ 1·1."""
    claim = {"kind": "at_most", "lhs": ["*", over(1), over(10)], "rhs": ["*", over(1), over(1)]}
    proof = {"kind": "cauchy_schwarz", "first": EVIDENT, "second": EVIDENT, "inside": EVIDENT}
    assert forgery.verdict({"claim": claim, "witness": proof}) == "UNDECIDED"
    squared = {**claim, "lhs": square(over(1))}
    assert forgery.verdict({"claim": squared, "witness": proof}) == "PROVED"


def test_a_place_is_for_continuous_functions() -> None:
    """E[1 − sign(u)²] is 0, though 1 − sign(0)² would be 1."""
    claim = {"kind": "less", "lhs": 0, "rhs": over(["-", 1, square(["sign", "u"])])}
    strict = {"kind": "pointwise", "inside": EVIDENT, "place": {"u": 0}, "above": EVIDENT}
    assert forgery.verdict({"claim": claim, "witness": strict}) == "UNDECIDED"


def test_beside_a_proof_that_reads_expectations_nothing_stands() -> None:
    claim = {"kind": "at_most", "lhs": 0, "rhs": over(square("u"))}
    proof = {"kind": "goals", "proofs": {"claim": {"kind": "pointwise", "inside": EVIDENT}}}
    assert forgery.verdict({"claim": claim, "witness": proof}) == "PROVED"
    for more in ({"given": {"x": 1}}, {"equations": EVIDENT}, {"inequalities": EVIDENT}):
        assert forgery.verdict({"claim": claim, "witness": proof | more}) == "malformed"


def test_numbers_that_stand_for_something_have_names_of_their_own() -> None:
    """A parameter called mean1, or sign1, is not the mean, or the sign."""
    node = over(["+", ["sign", "u"], "mean1", "sign1"])
    domain = sc.at_most("0*mean1 + 0*sign1", 1).parsed.domain
    statement = pointwise.Statement(domain, parse_statement(node))
    assert statement.constants == {"mean1": sym("mean1_")}
    assert {"sign1_"} <= statement.functions[0].names


CUBE = ["^", over("u", means=["1"]), 3]
CLASHES = {  # lhs, rhs, a symbol, a hypothesis about it and a sample, tangents
    "a mean": (["+", CUBE, ["*", 0, "mean1"]], 0, ["<=", "mean1", 0], {"mean1": 0}, {"tangents": {"mean1": 0}}),
    "a sign": (over(["sign", "u"], means=["1"]), ["*", 0, "sign1"], ["<=", "sign1", 0], {"sign1": 0}, {}),
    "a function": (over(["f", "f", 0, "u"]), ["*", 0, "value1"], ["<=", "value1", 0], {"value1": 0}, {}),
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_hypothesis_speaks_of_no_number_that_stands_for_something(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """False relations, with a hypothesis about a symbol that is called mean1, sign1 or value1."""
    lhs, rhs, given, sample, more = CLASHES[name]
    claim = {"kind": "at_most", "lhs": lhs, "rhs": rhs, "symbols": dict.fromkeys(sample, "real"), "where": [given]}
    lie = {"claim": claim, "witness": {"kind": "pointwise", "inside": EVIDENT, "sample": sample} | more}
    assert forgery.verdict(lie) == "UNDECIDED"
    monkeypatch.setattr(pointwise.Statement, "_fresh", lambda self, label: sym(label))
    assert forgery.verdict(lie) == "PROVED"


MEANS = {
    "a square": (0, over(["*", "zz", "zz", square(["+", "u", ["tanh", "v"]])], "uv", TIED)),
    "an exponential": (0, ["*", 2, over(["exp", ["+", "u", "v"]], "uv", TIED)]),
}


def judged(name: str, strange: list[Any], *bound: list[Any]) -> list[str]:
    """The verdicts on a relation with something strange in it at every place, of parameters or of the vector."""
    lhs, rhs = MEANS[name]
    claim = {"kind": "at_most", "lhs": lhs, "rhs": rhs, "symbols": {STRANGER: "real"}}
    proof = {"kind": "pointwise", "inside": EVIDENT, "sample": {STRANGER: 1}}
    found = []
    for path in places(claim["rhs"], ("rhs",)):
        inside = [[op, variable, *rest] for variable in _bound_at(claim, path)[:1] for op, *rest in bound]
        for one in (strange, *inside):
            found += [forgery.verdict({"claim": odd, "witness": proof}) for odd in planted(claim, path, one)]
    return found


@pytest.mark.parametrize("name", MEANS)
def test_what_is_undefined_somewhere_is_noticed(name: str) -> None:
    assert "PROVED" not in judged(name, ["log", STRANGER], ["log"], ["^", -1])
    assert judged(name, ["sin", STRANGER]).count("PROVED") > 10


GROWTHS = (
    ("u", Growth.LINEAR),
    ("3", Growth.BOUNDED),
    (["*", "u", "v"], Growth.EXPONENTIAL),
    (["*", ["exp", "u"], ["tanh", "v"]], Growth.EXPONENTIAL),
    (["*", ["tanh", "u"], ["erf", "v"]], Growth.BOUNDED),
    (["+", ["sqrt", ["abs", "u"]], ["sin", "v"]], Growth.LINEAR),
    (["exp", ["tanh", "u"]], Growth.BOUNDED),
    (["/", 1, ["+", 1, ["exp", "u"]]], Growth.BOUNDED),
    (["/", "u", ["sqrt", ["+", 1, square("u")]]], Growth.LINEAR),
    (["f", "f", 0, "u"], Growth.EXPONENTIAL),
    (["exp", ["f", "f", 0, "u"]], Growth.UNKNOWN),
    (["f", "f", 1, "u"], Growth.UNKNOWN),
    (["f", "f", 0, square("u")], Growth.UNKNOWN),
    (["/", 1, ["+", -1, ["exp", "u"]]], Growth.UNKNOWN),
    (["/", 1, ["+", ["exp", "u"], square("v")]], Growth.UNKNOWN),
    (["/", 1, "u"], Growth.UNKNOWN),
    (["exp", square("u")], Growth.UNKNOWN),
    (["exp", ["exp", "u"]], Growth.UNKNOWN),
    (["cosh", ["*", "u", "v"]], Growth.UNKNOWN),
    (["log", "u"], Growth.UNKNOWN),
    (["tan", "u"], Growth.UNKNOWN),
    (["sign", "u"], Growth.UNKNOWN),
)


@pytest.mark.parametrize(("written", "known"), GROWTHS, ids=[str(written) for written, _ in GROWTHS])
def test_growth(written: Any, known: Growth) -> None:
    node = parse_statement(over(written, "uv", TIED))
    assert growth(Parts(node).template) == known
