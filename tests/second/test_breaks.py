"""The second checker broken on purpose: some false claim, or a false enclosure, is noticed to be accepted then."""

from fractions import Fraction

import pytest

from symcrit import second
from symcrit.second import Interval, check

ERF = {
    "activation": ["erf", ["*", "1/2", "z", ["sqrt", 2]]],
    "forms": [
        ["*", 2, ["^", "pi", -1], ["asin", ["/", "q12", ["sqrt", ["*", ["+", "q11", 1], ["+", "q22", 1]]]]]],
        ["/", ["*", -2, "q12"], ["*", "pi", ["+", ["*", 2, "q11"], 2],
            ["sqrt", ["-", ["*", ["+", "q11", 1], ["+", "q22", 1]], ["^", "q12", 2]]]]],
        ["/", 2, ["*", "pi", ["sqrt", ["-", ["*", ["+", "q11", 1], ["+", "q22", 1]], ["^", "q12", 2]]]]],
    ],
}  # fmt: skip
POINT = {"kind": "point", "precision": 128, "frames": {}}


def relation(kind, lhs, rhs, symbols=(), where=()):
    return {"kind": kind, "symbols": dict.fromkeys(symbols, "real"), "where": list(where), "lhs": lhs, "rhs": rhs}


def answer(claim, witness):
    return check({"claim": claim, "witness": witness}).answer


def copy(radius="1e-6", inertia=(2, 0), w="1", **fields):
    """The one neuron that is its teacher."""
    species = {"sizes": [1], "b": [1], "students": [{"at": None, "w": [w], "a": "1"}]}
    place = {"kernel": ERF, "species": species}
    box = {"W": radius, "a": radius}
    return {"kind": "isolated", "configuration": place, "free": "all", "unique": box, "within": box,
            "inertia": list(inertia), **fields}  # fmt: skip


def critical(c, **fields):
    """One erf student for a group of l teachers, with w = c·Σ v_j and a = l."""
    groups = {"size": "l", "sizes": None, "students": [{"a": "l", "c": c}]}
    claim = {"kind": "critical", "symbols": {"l": "integer"}, "where": [["<=", 1, "l"]]}
    return {**claim, "configuration": {"kernel": ERF, "groups": groups}, **fields}


NORM = ["/", 1, ["sqrt", ["*", "l", ["-", ["*", 2, "l"], 1]]]]
WRONG_NORM = ["/", 1, ["sqrt", ["*", "l", ["+", ["*", 2, "l"], 1]]]]
GOALS = {"kind": "goals", "sample": {"l": 2}}


def test_what_is_true_is_accepted():
    assert answer(copy(), POINT) == "accepted"
    assert answer(critical(NORM), GOALS) == "accepted"
    assert answer(copy(loss=["-1/1000", "1/1000"], eigenvalue=["1/100", "1"]), POINT) == "accepted"


def test_what_is_false_is_not_accepted():
    assert answer(copy(inertia=(1, 1)), POINT) == "refused"
    assert answer(copy(w="2"), POINT) != "accepted"
    assert answer(critical(WRONG_NORM), GOALS) == "refused"
    assert answer(critical(NORM), {"kind": "refute", "sizes": [2]}) != "accepted"
    assert answer(critical(WRONG_NORM), {"kind": "refute", "sizes": [2]}) == "accepted"


def test_a_wrong_inertia_of_a_matrix_would_be_noticed(monkeypatch):
    monkeypatch.setattr(second, "inertia", lambda matrix: (1, 1))
    assert answer(copy(inertia=(1, 1)), POINT) == "accepted"


def test_a_contraction_that_is_not_asked_for_would_be_noticed(monkeypatch):
    assert answer(copy(radius="1/10"), POINT) == "not my kind"
    monkeypatch.setattr(second, "contraction", lambda inverse, matrix, scales: [Fraction(0)] * len(matrix))
    assert answer(copy(radius="1/10"), POINT) == "accepted"


def test_slopes_that_are_left_out_would_be_noticed(monkeypatch):
    claim = critical(WRONG_NORM)
    assert answer(claim, GOALS) == "refused"
    monkeypatch.setattr(second.Network, "slope", lambda self, x, direction: second.ZERO)
    monkeypatch.setattr(second.Network, "slope_outgoing", lambda self, x, output: second.ZERO)
    assert answer(claim, GOALS) == "accepted"


def test_a_kernel_that_is_not_that_of_its_activation_is_refused(monkeypatch):
    wrong = {**ERF, "activation": ["erf", "z"]}
    claim = critical(NORM)
    claim["configuration"] = {**claim["configuration"], "kernel": wrong}
    assert answer(claim, GOALS) == "refused"
    monkeypatch.setattr(second, "probe", lambda kernel: None)
    assert answer(claim, GOALS) == "accepted"


FALSE = {  # what a break makes of a false claim: (claim, witness, the break)
    "a zero test that is always passed": (
        relation("equal", ["sin", "x"], "x", "x"),
        {"kind": "zero", "sample": {"x": 0}},
        lambda m: m.setattr(second.Algebra, "is_zero", lambda self, root: True),
    ),
    "signs that are always positive": (
        relation("less", "x", ["^", "x", 2], "x"),
        {"kind": "positive", "sample": {"x": 2}},
        lambda m: m.setattr(second.Algebra, "signs", lambda self, root: second.POSITIVE),
    ),
    "denominators that are not asked for": (
        relation("equal", ["/", "x", "x"], 1, "x"),
        {"kind": "zero", "sample": {"x": 1}},
        lambda m: m.setattr(second, "obligations", lambda x: []),
    ),
    "squares that compare without signs": (
        relation("less", "x", 1, "x", [["<", ["^", "x", 2], 4], ["<", 1, ["^", "x", 2]]]),
        {"kind": "root", "sample": {"x": "-3/2"}},
        lambda m: m.setattr(second, "by_squares", None) or m.setitem(second.METHODS, "root", lambda *args: None),
    ),
    "a sample that is not asked for": (
        relation("less", 1, 0, "x", [["<", "x", 0], ["<", 0, "x"]]),
        {"kind": "positive", "sample": {"x": 0}},
        lambda m: (m.setattr(second, "vacuous", lambda case, domain: None),
                   m.setattr(second.Algebra, "signs", lambda self, root: second.POSITIVE)),
    ),
    "an interval without its ends": (
        relation("less", ["sin", 22], 0),
        {"kind": "positive"},
        lambda m: None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_break_is_noticed(name, monkeypatch):
    claim, witness, break_it = FALSE[name]
    if name == "an interval without its ends":  # sin 22 = −0.0088…: this one is true
        assert answer(claim, witness) == "accepted"
        monkeypatch.setitem(second.FUNCTIONS, "sin", lambda x: -second.sin(x))
        assert answer(claim, witness) != "accepted"
        return
    assert answer(claim, witness) != "accepted"
    break_it(monkeypatch)
    assert answer(claim, witness) == "accepted"


def test_a_division_that_is_rounded_the_wrong_way_would_be_noticed():
    third = Interval.of(1, 64) / 3
    assert third.holds(Fraction(1, 3))
    inward = Interval(third.low + 1, third.high - 1, 64)
    assert not inward.holds(Fraction(1, 3))


def test_a_false_lemma_is_refused_by_a_point():
    lemma = {"relation": ["=", 0, 1], "witness": {"kind": "zero"}}
    claim = relation("less", "x", ["+", "x", 1], "x")
    assert answer(claim, {"kind": "positive", "sample": {"x": 0}, "lemmas": [lemma]}) == "refused"


def test_a_refutation_by_a_point_that_is_none_is_refused():
    claim = relation("less", "x", 5, "x", [["<", "x", 4]])
    assert answer(claim, {"kind": "refute", "at": {"x": 6}}) == "refused"
    assert answer(claim, {"kind": "refute", "at": {"x": 1}}) == "refused"
    assert answer({**claim, "where": []}, {"kind": "refute", "at": {"x": 6}}) == "accepted"


def test_an_activation_that_is_nowhere_defined_is_not_spoken_of():
    claim = critical(WRONG_NORM)
    nowhere = {**ERF, "activation": ["sqrt", ["-", -1, ["^", "z", 2]]]}
    claim["configuration"] = {**claim["configuration"], "kernel": nowhere}
    assert answer(claim, {"kind": "refute", "sizes": [2]}) == "not my kind"


@pytest.mark.parametrize("activation", [["^", "z", -1], ["^", "z", -2], ["exp", ["^", "z", 2]]])
def test_forms_are_not_given_for_an_activation_whose_products_have_no_mean(activation, monkeypatch):
    """The forms are those of σ(z) = z, for which the point is critical; E[σ(u)²] is infinite, and there is no loss."""
    kernel = {"activation": "z", "forms": ["q12", 0, 1]}
    claim = critical(["/", 1, "l"])
    claim["configuration"] = {**claim["configuration"], "kernel": kernel}
    assert answer(claim, GOALS) == "accepted"
    kernel["activation"] = activation
    assert answer(claim, GOALS) == "not my kind"
    monkeypatch.setattr(second, "probe", lambda kernel: None)
    assert answer(claim, GOALS) == "accepted"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_forms_without_a_value_are_not_given(number):
    forms = ["q12", 0, 1]
    assert second.read_kernel({"activation": "z", "forms": forms})
    forms[number] = ["+", forms[number], ["*", 0, ["sqrt", ["-", 0, "q11"]]]]
    with pytest.raises(second.NotMine, match="not seen to have a value"):
        second.read_kernel({"activation": "z", "forms": forms})


def test_a_refutation_of_a_network_reads_no_undeclared_symbol():
    """Also where another part of the claim is false, which refutes what has a meaning alone."""
    claim = critical(WRONG_NORM)
    claim["configuration"]["groups"]["students"].append({"a": "omega", "c": 0})
    with pytest.raises(second.Bad, match="omega"):
        answer(claim, {"kind": "refute", "sizes": [2]})


def test_an_activation_with_jumps_has_a_kernel():
    forms = [["*", 2, ["^", "pi", -1], ["asin", ["/", "q12", ["sqrt", ["*", "q11", "q22"]]]]]]
    root = ["sqrt", ["-", ["*", "q11", "q22"], ["^", "q12", 2]]]
    forms += [["/", ["*", -1, "q12"], ["*", "pi", "q11", root]], ["/", 2, ["*", "pi", root]]]
    assert second.read_kernel({"activation": ["*", "z", ["^", ["abs", "z"], -1]], "forms": forms})


@pytest.mark.parametrize(("symbols", "activation"), [({}, ["*", "omega", "z"]), ({"z": "real"}, "z"), ({}, "omega")])
@pytest.mark.parametrize("own", [{"order": 1, "value": 1}, {"exponent": 1}, {"exponent": 2}])
def test_a_symbol_is_not_the_variable_of_a_mean(symbols, activation, own):
    """An unknown symbol was read as z, and z as a parameter beside the z that is averaged over."""
    kind = "information_exponent" if "exponent" in own else "hermite_coefficient"
    claim = {"kind": kind, "symbols": symbols, "where": [], "activation": activation, **own}
    for witness in ({"kind": "refute", "at": dict.fromkeys(symbols, 0)}, {"kind": "goals", "sample": {}}):
        with pytest.raises(second.Bad, match=r"is not declared|is averaged over"):
            answer(claim, witness)


@pytest.mark.parametrize("kind", ["information_exponent", "hermite_coefficient"])
def test_a_proof_of_an_unknown_kind_is_not_accepted(kind):
    own = {"exponent": 1} if kind == "information_exponent" else {"order": 1, "value": 1}
    claim = {"kind": kind, "symbols": {}, "where": [], "activation": "z", **own}
    assert answer(claim, {"kind": "goals"}) == "accepted"
    with pytest.raises(second.Bad, match="has the kind 'goals'"):
        answer(claim, {"kind": "pi"})


def test_a_network_without_students_is_refused():
    claim = critical(NORM)
    claim["configuration"]["groups"]["students"] = []
    with pytest.raises(second.Bad, match="no students"):
        answer(claim, GOALS)


def test_other_coefficients_of_an_activation_are_noticed():
    """The kernel of z² − 1, 2·q12² at q = 1, is not that of z² + 1."""
    kappa = ["+", ["*", 2, ["^", "q12", 2]], ["*", ["-", "q11", 1], ["-", "q22", 1]]]
    forms = [kappa, ["-", "q22", 1], ["*", 4, "q12"]]
    second.read_kernel({"activation": ["-", ["^", "z", 2], 1], "forms": forms})
    with pytest.raises(second.Refused, match="is not E"):
        second.read_kernel({"activation": ["+", ["^", "z", 2], 1], "forms": forms})


def hermite(value, order=3):
    """A Hermite coefficient of erf(b·z)."""
    activation = ["erf", ["*", "b", "z"]]
    claim = {"kind": "hermite_coefficient", "symbols": {"b": "real"}, "where": [], "activation": activation}
    return {**claim, "order": order, "value": value}


def third(factor):
    """factor·b³/(√π·(1 + 2b²)^(3/2)); the third coefficient has the factor −4."""
    root = ["sqrt", ["+", ["*", 2, ["^", "b", 2]], 1]]
    return ["*", factor, ["^", ["sqrt", "pi"], -1], ["^", "b", 3], ["^", root, -3]]


def test_a_wrong_smoothing_would_be_noticed(monkeypatch):
    goals = {"kind": "goals", "sample": {"b": "1"}, "proofs": {"coefficient": {"kind": "zero"}}}
    assert answer(hermite(third("-4")), goals) == "accepted"
    assert answer(hermite(third("-8")), goals) == "refused"
    smoothed = second.smoothed_coefficient
    monkeypatch.setattr(second, "smoothed_coefficient", lambda sigma, m: second.TWO * smoothed(sigma, m))
    assert answer(hermite(third("-8")), goals) == "accepted"


def mean(f, value, **fields):
    """E[f(x)] = value, x ~ N(0, 1), refuted."""
    claim = relation("equal", ["expect", f, ["x"], ["0"], [["1"]]], value)
    return answer(claim, {"kind": "refute", **fields})


def test_a_wrong_integral_would_be_noticed(monkeypatch):
    assert mean(["^", ["max", "0", "x"], 2], "1/2") != "accepted"
    assert mean(["^", ["max", "0", "x"], 2], "1") == "accepted"
    monkeypatch.setitem(second.INTEGRALS, "integral", lambda x, parts, bits: second.Interval.of(1, bits))
    assert mean(["^", ["max", "0", "x"], 2], "1/2") == "accepted"


def test_a_function_that_is_not_differentiated_would_be_noticed(monkeypatch):
    claim = relation(
        "equal",
        ["expect", ["*", "x", ["f", "f", 0, "x"]], ["x"], ["0"], [["1"]]],
        ["expect", ["f", "f", 1, "x"], ["x"], ["0"], [["1"]]],
    )  # by Stein
    witness = {"kind": "refute", "functions": {"f": "z"}}
    assert answer(claim, witness) != "accepted"
    monkeypatch.setattr(second, "diff", lambda root, name: root)
    assert answer(claim, witness) == "accepted"


def test_laws_without_a_density_and_rough_functions_are_not_its_kind():
    flat = ["expect", ["*", ["step", "x"], ["step", "y"]], ["x", "y"], ["0", "0"], [["1", "1"], ["1", "1"]]]
    assert answer(relation("equal", flat, "1"), {"kind": "refute"}) == "not my kind"
    assert mean(["f", "f", 0, "x"], "0", functions={"f": ["exp", "z"]}) == "not my kind"


def test_work_on_integrals_is_bounded(monkeypatch):
    assert mean(["^", ["max", "0", "x"], 2], "1") == "accepted"
    monkeypatch.setattr(second, "MOST_SPENT", 10)
    assert mean(["^", ["max", "0", "x"], 2], "1") == "not my kind"
