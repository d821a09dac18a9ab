"""The claim `follows`: an equation, and that the rules named are enough for it; a lax core is noticed."""

import pytest
from flint import arb
from sympy import Symbol, asin, cos, erf, exp, pi, sign, sqrt, symbols

import symcrit as sc
from symcrit.core import Context, Malformed, Verdict, Work, check
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import mul, num
from symcrit.core.gaussian import parts, remains, steps
from symcrit.core.gaussian.plain import plain
from symcrit.core.gaussian.rules import REASONS, Reason
from symcrit.core.work import CHECK
from symcrit.report.contents import item
from symcrit.search.claims.follows import follows
from symcrit.words.boxes import Box
from symcrit.words.latex import paragraph
from symcrit.words.plain import prose
from symcrit.words.reasons import reasons
from symcrit.words.text import paragraph as plain_text

C11, C12, C13, C22, C23, C33, m1 = symbols("C11 C12 C13 C22 C23 C33 m1", real=True)
u, v, w = sc.gaussian("u v w", cov="C")
p, q = sc.gaussian("p q", cov=[["C11", "C12"], ["C12", "C22"]], mean="m")
y, z = sc.gaussian("y"), sc.gaussian("z")  # independent
f, g = sc.functions("f g")
E = sc.E

EXAMPLE = {
    "kind": "follows",
    "symbols": {"c": "real"},
    "where": [[">", "c", "0"]],
    "lhs": ["expect", ["*", "x", ["f", "f", 0, "x"]], ["x"], ["0"], [["c"]]],
    "rhs": ["*", "c", ["expect", ["f", "f", 1, "x"], ["x"], ["0"], [["c"]]]],
    "by": ["stein x"],
}


def s(x):
    return erf(x / sqrt(2))


I2 = 2 / pi * asin(C12 / sqrt((1 + C11) * (1 + C22)))
SLOPE = C12 * E(s(u).diff(u, 2) * s(w)) + C23 * E(s(u).diff(u) * s(w).diff(w))
TRUE = {  # with the rules that are needed, all of them
    "Stein": (E(u * f(v)), C12 * E(f(v).diff(v)), ["stein u"]),
    "Stein twice": (E(u * w * f(v)), C13 * E(f(v)) + C12 * C23 * E(f(v).diff(v, 2)), ["stein u", "stein w"]),
    "Stein, half of it": (E(u * w * f(v)), C13 * E(f(v)) + C12 * E(w * f(v).diff(v)), ["stein u"]),
    "Stein with a mean": (E(p * f(q)), m1 * E(f(q)) + C12 * E(f(q).diff(q)), ["stein p"]),
    "Stein for erf": (E(s(u).diff(u) * v * s(w)), SLOPE, ["stein v"]),
    "tilt": (E(exp(p) * f(q)), exp(m1 + C11 / 2) * E(f(q + C12)), ["tilt"]),
    "Price": (E(f(u) * g(v)).diff(C12), E(f(u).diff(u) * g(v).diff(v)), ["price"]),
    "heat": (E(f(v)).diff(C22), E(f(v).diff(v, 2)) / 2, ["price"]),
    "two orders": (E(f(v)).diff(C22).diff(C22), E(f(v).diff(v, 4)) / 4, ["price"]),
    "independence": (E(f(y) * g(z)), E(f(y)) * E(g(z)), ["independence"]),
    "I2": (E(s(u) * s(v)), I2, ["adjoin", "orthant"]),
    "jump": (E(u * sign(v)), 2 * C12 / sqrt(2 * pi * C22), ["stein u", "condition"]),
    "wave": (E(cos(u)), exp(-C11 / 2), ["characteristic"]),
    "another name": (E(u * f(v)), C12 * E(f(z * sqrt(C22)).diff(z)) / sqrt(C22), ["stein u"]),
}
LINEAR = {
    "sums": (E((u + 2 * v) * f(v)), E(u * f(v)) + 2 * E(v * f(v)), ["linearity"]),
    "the law": (E(f(y + z)), E(f(z * sqrt(2))), ["linearity"]),
    "covariances": (E(u * v), C12, ["linearity"]),
    "odd": (E(sign(u) * s(v) * w), 0, ["linearity"]),
    "odd with a square": (E(u * exp(-(v**2) / 2)), 0, ["linearity"]),
    "two equal signs": (E(sign(u) ** 2 * v**2), C22, ["linearity"]),
}


@pytest.mark.parametrize("name", TRUE)
def test_the_rules_that_are_needed_are_enough_and_no_fewer(name):
    lhs, rhs, by = TRUE[name]
    answer = sc.decide(follows(lhs, rhs, by))
    assert answer.verdict is Verdict.PROVED
    assert check(answer.certificate).verdict is Verdict.PROVED
    for left_out in by:
        fewer = [reason for reason in by if reason != left_out] or ["linearity"]
        assert not _is_enough(lhs, rhs, fewer), left_out
        document = {**answer.certificate, "claim": follows(lhs, rhs, fewer).core}
        finding = check(document)
        assert (finding.verdict, finding.why) == (
            Verdict.UNDECIDED,
            "rejected: the rules named are not seen to be enough",
        )


@pytest.mark.parametrize("name", LINEAR)
def test_what_needs_no_rule(name):
    assert sc.decide(follows(*LINEAR[name])).verdict is Verdict.PROVED


def _is_enough(lhs, rhs, by):
    claim = follows(lhs, rhs, by).parsed
    domain = plain(claim.domain, [claim.lhs, claim.rhs], Work(CHECK)).domain
    return steps.follows(domain, claim.lhs, claim.rhs, claim.by, Work(CHECK))


def test_a_rule_on_another_variable_is_not_enough():
    lhs, rhs, _ = TRUE["Stein"]
    assert not _is_enough(lhs, rhs, ["stein v"])
    assert _is_enough(lhs, rhs, ["stein v u"])
    assert _is_enough(lhs, rhs, ["stein"])


@pytest.mark.parametrize("function", [sign(p) * s(q) * p, u * exp(v), sign(u) * sign(v), u * f(u), cos(u), u * v])
def test_what_is_not_odd_is_not_taken_for_0(function):
    assert not _is_enough(E(function), 0 * C11, ["linearity"])


def test_rules_that_are_of_no_use_do_no_harm():
    lhs, rhs, _ = TRUE["Stein for erf"]
    assert _is_enough(
        lhs, rhs, ["stein v", "tilt"]
    )  # where tilts come first the right side would need Stein for u, too


def test_a_false_equation_is_refuted_whatever_the_rules():
    answer = sc.decide(follows(E(u * f(v)), C22 * E(f(v).diff(v)), ["stein u"]))
    assert answer.verdict is Verdict.REFUTED
    assert answer.counterexample["f(z)"]


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (["magic"], "no rule"),
        (["tilt u"], "no variables stand behind it"),
        (["stein c"], "stands in no expectation"),
        (["stein x", "stein x"], "named twice"),
        (["stein x x"], "stands twice"),
        ([], "empty list"),
        (["stein  x"], "not a name"),
        ([7], "not a word"),
    ],
)
def test_what_is_no_reason_is_malformed(by, words):
    with pytest.raises(Malformed, match=words):
        check({"claim": {**EXAMPLE, "by": by}, "witness": {"kind": "zero"}})


# ---------------------------------------------------------------------------------------- two roads, and broken cores

INSIDE = {  # functions of three correlated variables with means
    "unknown": lambda x, y, z: f(x) * g(y + 2 * z),
    "exponentials": lambda x, y, z: exp(-(x**2) / 2 - (y - z) ** 2 / 3 + z),
    "errors": lambda x, y, z: s(x) * s(y - z) * y,
    "waves": lambda x, y, z: cos(x - y) * z,
    "mixed": lambda x, y, z: exp(-(y**2) / 2) * s(z + 1) * x,
    "a polynomial": lambda x, y, z: x**2 * y * z + x,
}
NAMES = [["C11", "C12", "C13"], ["C12", "C22", "C23"], ["C13", "C23", "C33"]]
X = sc.gaussian("x1 x2 x3", cov=NAMES, mean="m")


PLACES = {"unknown": 0, "exponentials": 1, "errors": 1, "waves": 2, "mixed": 2, "a polynomial": 1}


@pytest.mark.parametrize(("name", "place"), PLACES.items())
def test_steins_formula_by_the_derivatives_of_sympy(name, place):
    inside = INSIDE[name](*X)
    lhs = E(X[place] * inside)
    mean = Symbol(f"m{place + 1}", real=True)
    slopes = [Symbol(NAMES[place][k], real=True) * E(inside.diff(X[k])) for k in range(3)]
    assert _is_enough(lhs, mean * E(inside) + sum(slopes), [f"stein {X[place].name}"])
    assert not _is_enough(lhs, mean * E(inside) + sum(slopes) / 2, [f"stein {X[place].name}"])


def test_a_core_with_a_wrong_formula_of_stein_is_noticed(monkeypatch):
    inside = INSIDE["errors"](*X)
    lhs, by = E(X[1] * inside), ["stein x2"]
    right = Symbol("m2", real=True) * E(inside) + sum(
        Symbol(NAMES[1][k], real=True) * E(inside.diff(X[k])) for k in range(3)
    )
    assert _is_enough(lhs, right, by)
    along = parts.Rules.along
    monkeypatch.setattr(parts.Rules, "along", lambda self, one, direction: along(self, one, direction) * 2)
    assert not _is_enough(lhs, right, by)


@pytest.mark.parametrize("name", ["unknown", "mixed", "exponentials"])
def test_tilts_by_substitution(name):
    """E[exp(x_1)F(x)] = exp(m_1 + C_11/2)·E[F(x + C e_1)]."""
    moved = [x + Symbol(entry, real=True) for x, entry in zip(X, NAMES[0], strict=True)]
    lhs = E(exp(X[0]) * INSIDE[name](*X))
    assert _is_enough(lhs, exp(m1 + C11 / 2) * E(INSIDE[name](*moved)), ["tilt"])
    assert not _is_enough(lhs, exp(m1 + C11) * E(INSIDE[name](*moved)), ["tilt"])


a, b, c = sc.gaussian("a b c", cov=[[2, "1/2", "1/3"], ["1/2", 1, "-1/4"], ["1/3", "-1/4", 3]], mean=["1/5", 0, "-1/2"])
VALUES = {
    "polynomial": a**3 * b + c**2,
    "erf": a * s(b) * s(c),
    "exponential": exp(-(a**2) / 2 + b / 3) * c**2,
    "kinks": sc.relu(a) * sc.relu(b + 1) * c,
    "step": sc.step(a - 1) * abs(b),
    "square of a kink": sc.relu(b) ** 2 * s(a),
    "wave": cos(a + 2 * b) * c,
    "parallel": sign(a) * sign(a + 1) * b,
    "slopes": s(a).diff(a) * s(b).diff(b) * s(c),
}


def _two_roads(function):
    """The value by all rules together, and by the reduction that claims rest on."""
    claim = sc.equal(E(function), 0).parsed
    reduced = plain(claim.domain, [claim.lhs], Work(CHECK)).exprs[0]
    sides = steps.Sides(
        Context(claim.domain, Work(CHECK)), steps.Ways([Reason(rule) for rule in REASONS], stein_first=False)
    )
    (own,) = sides.written(claim.lhs)
    assert not own.names  # nothing is left
    with balls.precision(100):
        return balls.evaluate(own, {}), balls.evaluate(reduced, {})


def _agree(function):
    own, reduced = _two_roads(function)
    return own.overlaps(reduced) and own.rad() < arb("1e-15") and reduced.rad() < arb("1e-15")


@pytest.mark.parametrize("name", VALUES)
def test_all_rules_together_agree_with_the_reduction(name):
    assert _agree(VALUES[name])


def test_the_rules_in_the_other_order_agree():
    for name in ("exponential", "erf"):
        assert _agree(VALUES[name])


def test_a_core_that_uses_rules_that_are_not_named_is_noticed(monkeypatch):
    monkeypatch.setattr(steps.Ways, "uses", lambda self, rule: True)
    for name in ("tilt", "independence", "I2", "wave", "Price"):
        lhs, rhs, _ = TRUE[name]
        assert _is_enough(lhs, rhs, ["linearity"]), name


def test_a_core_that_uses_stein_on_other_variables_is_noticed(monkeypatch):
    lhs, rhs, _ = TRUE["Stein"]
    assert not _is_enough(lhs, rhs, ["stein v"])
    stein = parts.Rules.stein
    monkeypatch.setattr(parts.Rules, "stein", lambda self, one, variables: stein(self, one, None))
    assert _is_enough(lhs, rhs, ["stein v"])


def test_a_core_that_takes_different_means_for_one_is_noticed(monkeypatch):
    lhs, rhs = E(f(u)), E(f(v))
    assert not _is_enough(lhs, rhs, ["linearity"])
    monkeypatch.setattr(remains.Remains, "_are_same", lambda self, one, other: True)
    assert _is_enough(lhs, rhs, ["linearity"])


@pytest.mark.parametrize(
    ("place", "name", "broken"),
    [
        (parts.Rules, "condition", "kinks"),
        (parts.Rules, "tilt", "exponential"),
        (parts.Rules, "stein", "polynomial"),
        (parts.Rules, "settled", "square of a kink"),
    ],
)
def test_a_rule_with_a_wrong_factor_is_noticed(place, name, broken, monkeypatch):
    right = getattr(place, name)

    def wrong(self, one, *more):
        found = right(self, one, *more)
        return found and [parts.replace(found[0], factor=mul(num(2), found[0].factor)), *found[1:]]

    assert _agree(VALUES[broken])
    monkeypatch.setattr(place, name, wrong)
    assert not _agree(VALUES[broken])


@pytest.mark.parametrize("rule", REASONS)
def test_every_rule_has_formulas_and_a_name(rule):
    pieces = prose(REASONS[rule])
    assert "U+" not in paragraph(pieces)
    assert any(isinstance(piece, Box) for piece in pieces)
    assert paragraph(reasons([Reason(rule)]))
    assert f"        {rule} " in sc.derive.__doc__


def test_a_law_under_an_equation_is_not_differentiated():
    lhs, rhs, by = TRUE["Price"]
    claim = follows(lhs, rhs, by, where=["C12 = C11/2"]).parsed
    assert not steps.follows(claim.domain, claim.lhs, claim.rhs, claim.by, Work(CHECK))


def test_the_steps_of_its_proof_say_what_the_rules_are():
    claim = follows(*TRUE["tilt"])
    answer = sc.decide(claim)
    told = [plain_text(step.says) for step in item(claim.parsed, answer, []).steps]
    assert told[-2] == "By linearity and the rules that are named, and by no others, both sides come to one form"
    assert told[-1].startswith("tilts: 𝔼 [exp(b · x) F (x)] = exp(b · m")


def test_its_sentence():
    claim = follows(*TRUE["tilt"])
    assert ", by tilts; f is any measurable function" in claim.statement
    assert "by tilts" in claim._repr_latex_()
    assert Symbol("C11", real=True) in TRUE["tilt"][1].free_symbols
