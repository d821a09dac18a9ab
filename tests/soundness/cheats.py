"""Hand-made certificates whose claim is false, or whose witness leaves the decisive step out."""

import json
from typing import Any

REAL = {"x": "real"}
SAMPLE = {"sample": {"x": 1}}
POSITIVE_X, ALL = [[">", "x", 0]], []
FALSUM = {"kind": "equal", "symbols": {}, "where": [], "lhs": 0, "rhs": 1}


def claim(kind: str, lhs: Any, rhs: Any, where: list = ALL, **symbols: str) -> dict:
    return {"kind": kind, "symbols": symbols or REAL, "where": where, "lhs": lhs, "rhs": rhs}


def monotone(expr: Any, where: list = ALL, kind: str = "increasing") -> dict:
    return {"kind": kind, "symbols": REAL, "where": where, "expr": expr, "symbol": "x"}


def by(kind: str, **fields: Any) -> dict:
    return {"kind": kind, **SAMPLE, **fields}


def lemma(op: str, lhs: Any, rhs: Any, kind: str, **witness: Any) -> dict:
    return {"lemmas": [{"relation": [op, lhs, rhs], "witness": {"kind": kind, **witness}}]}


TURN = ["*", 2, "pi"]


def textbook(lhs: Any, rhs: Any, identity: str, **values: Any) -> dict:
    return {"relation": ["=", lhs, rhs], "witness": {"kind": "identity", "name": identity, "values": values}}


def rule(name: str, **proof: Any) -> dict:
    return by("rule", rule=name, proof=proof)


def into(values: dict, inner: dict, kind: str, **fields: Any) -> dict:
    """The goal as `inner` at `values`, and `inner` by a witness of this kind."""
    return by("substitute", values=values, claim=inner, witness={"kind": kind}, **fields)


X_POSITIVE = claim("less", 0, "x", POSITIVE_X)
SQUARE, HALF_PI = ["^", "x", 2], ["/", "pi", 2]
ATAN_SUM = ["+", ["atan", "x"], ["atan", ["/", 1, "x"]]]
SIGN = ["/", "x", ["abs", "x"]]
UNIT = [[">", "x", 0], ["<", "x", 1]]

ROOT = ["sqrt", 2]
NEAR = ["+", ROOT, "1e-300"]
LSTAR = ["-", ["/", "l", 3], ["/", ["*", 2, ["^", "l", 2], ["asin", ["/", 1, ["*", 2, "l"]]]], "pi"]]
LSTAR_END = json.loads(json.dumps(LSTAR).replace('"l"', '["+", ["-", "k", "n"], 1]'))
SIZES = {"symbols": {"l": "integer"}, "where": [[">=", "l", 1]]}


def any_number(**student: Any) -> dict:
    """One student of this kind for every group, for any number of groups."""
    return {"kernel": {"name": "erf"}, "groups": {"size": "l", "sizes": None, "students": [student]}}


def critical(configuration: dict) -> dict:
    return {"kind": "critical", **SIZES, "configuration": configuration}


NOTHING = {**any_number(a=0, c=0), "kernel": {"uninterpreted": "kappa"}}
TEACHERS = ["+", ["*", "l", ["kernel", "kappa", 0, 0, 0, 1, 1, 1]],
            ["*", ["-", ["^", "l", 2], "l"], ["kernel", "kappa", 0, 0, 0, 1, 0, 1]]]  # fmt: skip
ONLY_1 = any_number(a=1, c=1)
CROSS = {
    **any_number(a="l", c=["/", 1, ["sqrt", ["*", "l", ["-", ["*", 2, "l"], 1]]]]),
    "kernel": {"uninterpreted": "kappa"},
}
COPY = {  # one student that copies one teacher: a critical point
    "kernel": {"name": "erf"},
    "scale": 1,
    "groups": {"size": "l", "sizes": [1], "students": [{"a": 1, "c": 1}], "b": 1},
}
S = ["cos", ["*", "pi", "x"]]  # ±1 for integers: s² = 1, so that (1 − s)(1 + s) = 0 with neither factor 0

# Not one of these may be PROVED: the claims are false.
FALSE_CLAIMS: dict[str, tuple[dict, dict]] = {
    "constant across a pole": (claim("equal", ATAN_SUM, HALF_PI, [["!=", "x", 0]]), by("constant", symbol="x", at=1)),
    "constant across a pole, unnoticed": (claim("equal", ATAN_SUM, HALF_PI), by("constant", symbol="x", at=1)),
    "constant across a jump": (claim("equal", SIGN, 1, [["!=", "x", 0]]), by("constant", symbol="x", at=1)),
    "constant on two intervals": (claim("equal", SIGN, 1, [[">", SQUARE, 0]]), by("constant", symbol="x", at=1)),
    "constant at another value": (claim("equal", ["-", "x", "x"], 1), by("constant", symbol="x", at=0)),
    "constant in one of two variables": (
        claim("equal", "y", 0, x="real", y="real"),
        {"kind": "constant", "symbol": "x", "at": 0, "sample": {"x": 0, "y": 0}},
    ),
    "positive square": (claim("less", 0, SQUARE), by("positive", form=SQUARE)),
    "positive with another form": (claim("less", 0, "x"), by("positive", form=["+", 1, SQUARE])),
    "positive by a hypothesis that is weaker": (claim("less", 0, "x", [[">=", "x", 0]]), by("positive", form="x")),
    "positive product of two hypotheses": (
        claim("less", 0, "x", [[">", ["*", "x", ["+", "x", 3]], 0]]),
        by("positive", form="x"),
    ),
    "positive, undefined at a point": (claim("less", 0, ["/", SQUARE, SQUARE]), by("positive", form=1)),
    "chain without its value at the end": (
        claim("less", 0, ["-", "x", 1], POSITIVE_X),
        by("chain", symbol="x", **{"from": 0}, derivative={"kind": "positive"}),
    ),
    "chain without its value at the end, said to be above": (
        claim("less", 0, ["-", "x", 1], POSITIVE_X),
        by("chain", symbol="x", **{"from": 0}, above=True, start={"kind": "positive"}, derivative={"kind": "positive"}),
    ),
    "chain downhill": (
        claim("less", 0, ["-", "x"], POSITIVE_X),
        by("chain", symbol="x", **{"from": 0}, derivative={"kind": "positive"}),
    ),
    "chain from a point inside": (
        claim("less", 0, ["-", "x", 1], POSITIVE_X),
        by("chain", symbol="x", **{"from": 2}, derivative={"kind": "positive"}),
    ),
    "chain from the wrong end": (
        claim("less", 0, ["-", "x", 1], [[">", "x", 0], ["<", "x", 2]]),
        by("chain", symbol="x", **{"from": 2}, derivative={"kind": "positive"}),
    ),
    "chain on a closed interval": (
        claim("less", 0, "x", [[">=", "x", 0]]),
        by("chain", symbol="x", **{"from": 0}, derivative={"kind": "positive"}),
    ),
    "chain across a pole": (
        claim("less", 0, ["+", 5, ["/", -1, ["-", "x", 1]]], [[">=", "x", 0], ["<=", "x", 2], ["!=", "x", 1]]),
        by("chain", symbol="x", **{"from": 0}, derivative={"kind": "positive"}),
    ),
    "chain whose start depends on the variable": (
        claim("less", 0, ["-", "x", 1], POSITIVE_X),
        by("chain", symbol="x", **{"from": "x"}, derivative={"kind": "positive"}),
    ),
    "substitute without the hypotheses": (
        claim("less", 0, "x"), into({"u": "x"}, claim("less", 0, "u", [[">", "u", 0]], u="real"), "positive")
    ),
    "substitute with a weaker hypothesis": (
        claim("less", 0, "x", [[">=", "x", 0]]),
        into({"u": "x"}, claim("less", 0, "u", [[">", "u", 0]], u="real"), "positive"),
    ),
    "substitute another claim": (
        claim("less", 0, "x"), into({"u": "x"}, claim("less", 0, 1, u="real"), "positive")
    ),
    "substitute a weaker claim": (
        claim("less", 0, SQUARE), into({"u": "x"}, claim("at_most", 0, ["^", "u", 2], u="real"), "positive")
    ),
    "substitute the other way round": (
        claim("less", "x", 0, POSITIVE_X),
        into({"u": "x"}, claim("less", 0, "u", [[">", "u", 0]], u="real"), "positive"),
    ),
    "substitute what is not proved": (
        claim("equal", "x", 1), into({"u": "x"}, claim("equal", "u", 1, u="real"), "zero")
    ),
    "substitute from an empty domain": (
        claim("equal", "x", 1),
        into({"u": "x"}, claim("equal", "u", 1, [["=", "u", 1], [">", "u", 1]], u="real"), "zero"),
    ),
    "substitute an integer by a real": (
        claim("equal", ["sin", ["*", "pi", "x"]], 0),
        by("substitute", values={"u": "x"}, claim=claim("equal", ["sin", ["*", "pi", "u"]], 0, u="integer"),
           witness={"kind": "identity", "name": "sin-whole", "values": {"k": "u"}}),
    ),
    "substitute by something undefined": (
        claim("equal", ["-", ["sqrt", "x"], ["sqrt", "x"]], 0),
        into({"u": ["sqrt", "x"]}, claim("equal", ["-", "u", "u"], 0, u="real"), "zero"),
    ),
    "substitute a claim of another kind": (
        monotone(["-", "x"]),
        into({"u": ["-", "x"]}, {**monotone("u"), "symbols": {"u": "real"}, "symbol": "u"}, "positive"),
    ),
    "substitute by a falling function": (
        monotone(["-", "x"]), rule("mean-value", **into({"u": "x"}, claim("less", 0, 1, u="real"), "positive"))
    ),
    "boxes on an unbounded domain": (claim("less", 0, ["+", 5, "x"]), by("boxes")),
    "boxes with a touching end": (claim("less", 0, "x", [[">=", "x", 0], ["<=", "x", 1]]), by("boxes")),
    "boxes where only integers would do": (
        claim("less", 0, ["-", ["^", ["-", ["*", 2, "x"], 1], 2], "1/2"], [[">=", "x", 0], ["<=", "x", 1]]),
        by("boxes"),
    ),
    "boxes over an empty power": (
        claim("less", 0, ["^", ["log", ["-", "x"]], 0], [[">=", "x", 1], ["<=", "x", 2]]), by("boxes")
    ),
    "boxes over a zero times nothing": (
        claim("less", -1, ["*", 0, ["log", ["-", "x"]]], [[">=", "x", 1], ["<=", "x", 2]]), by("boxes")
    ),
    "increasing by one point": (monotone(SQUARE), rule("mean-value", kind="positive")),
    "increasing by the value, not the slope": (
        monotone(["exp", ["-", "x"]]), rule("mean-value", kind="positive", form=["exp", ["-", "x"]])
    ),
    "increasing by a slope that is weaker": (
        monotone(["abs", "x"], [["!=", "x", 0]]), rule("mean-value", kind="positive")
    ),
    "increasing across a pole": (monotone(["/", -1, "x"], [["!=", "x", 0]]), rule("mean-value", kind="positive")),
    "increasing without its rule": (monotone(SQUARE), by("positive", form=1)),
    "increasing by the rule for concave": (monotone(["-", SQUARE]), rule("second-derivative", kind="positive")),
    "concave by the slope": (monotone("x", kind="concave"), rule("second-derivative", kind="positive")),
    "concave by the rule for increasing": (monotone("x", kind="concave"), rule("mean-value", kind="positive")),
    "convex as concave": (
        monotone(SQUARE, kind="concave"), rule("second-derivative", kind="positive", form=2)
    ),
    "lemma that is not proved by its witness": (
        claim("less", 0, "x"), by("positive", **lemma("<", 0, "x", "positive"))
    ),
    "lemma that uses the next one": (
        FALSUM,
        {"kind": "zero", "lemmas": [{"relation": ["=", ["exp", 1], 1], "witness": {"kind": "zero"}},
                                    {"relation": ["=", ["exp", 1], 1], "witness": {"kind": "zero"}}]},
    ),
    "lemma about something undefined": (
        claim("equal", ["sqrt", "x"], ["-", ["sqrt", "x"]]),
        by("zero", **lemma("=", ["sqrt", "x"], ["sqrt", "x"], "zero")),
    ),
    "lemma from inside an interval": (
        claim("less", 0, "x", [[">=", "x", 0]]),
        by("chain", symbol="x", **{"from": 0}, derivative={"kind": "positive", **lemma("<", 0, "x", "positive")}),
    ),
    "lemma about integers, made real": (
        claim("less", 0, ["-", ["cos", ["*", 2, "pi", "x"]], ["*", "x", "1/9"]], [[">=", "x", 0], ["<=", "x", 5]]),
        by("chain", symbol="x", **{"from": 0}, above=True, start={"kind": "positive"}, derivative={"kind": "zero"}),
    ),
    "lemma that is the claim": (FALSUM, {"kind": "zero", **lemma("=", 0, 1, "zero")}),
    "lemma that is not proved": (FALSUM, {"kind": "zero", **lemma("=", 0, 1, "angle")}),
    "lemma that only follows from itself": (
        claim("equal", ["exp", "x"], 1), by("zero", **lemma("=", ["exp", "x"], 1, "zero"))
    ),
    "identity that is another": (
        claim("equal", ["exp", ["*", 2, "x"]], ["*", 2, ["exp", "x"]]),
        by("identity", name="exp-multiple", values={"n": 2, "x": "x"}),
    ),
    "identity without its hypothesis": (
        claim("equal", ["log", SQUARE], ["*", 2, ["log", "x"]], [["!=", "x", 0]]),
        by("identity", name="log-power", values={"n": 2, "x": "x"}),
    ),
    "identity for a real multiple": (
        claim("equal", ["sin", ["*", "pi", "x"]], 0), by("identity", name="sin-whole", values={"k": "x"})
    ),
    "identity for half an integer": (
        claim("equal", ["sin", ["*", "pi", ["*", "x", "1/2"]]], 0, x="integer"),
        by("identity", name="sin-whole", values={"k": ["*", "x", "1/2"]}),
    ),
    "identity with an undefined value": (
        claim("equal", ["exp", ["*", 0, ["log", "x"]]], 1),
        by("identity", name="exp-multiple", values={"n": 0, "x": ["log", "x"]}),
    ),
    "angle equal to 2π": (
        {**FALSUM, "lhs": ["+", *([["atan", 1]] * 8)], "rhs": 0}, {"kind": "angle"}
    ),
    "angle equal to 2π, with sine and cosine": (
        {**FALSUM, "lhs": TURN, "rhs": 0},
        {"kind": "angle", "lemmas": [
            textbook(["sin", TURN], 0, "sin-whole", k=2),
            textbook(["sin", "pi"], 0, "sin-whole", k=1),
            textbook(["^", ["cos", "pi"], 2], 1, "cos-whole", k=1),
            textbook(["cos", TURN], ["-", ["^", ["cos", "pi"], 2], ["^", ["sin", "pi"], 2]], "cos-sum", x="pi", y="pi"),
        ]},
    ),
    "angle equal to −2π": ({**FALSUM, "lhs": ["*", -2, "pi"], "rhs": 0}, {"kind": "angle"}),
    "angle equal to 4π": (
        {**FALSUM, "lhs": ["*", 16, ["asin", ["/", 1, ["sqrt", 2]]]], "rhs": 0}, {"kind": "angle"}
    ),
    "angle with a negative cosine": ({**FALSUM, "lhs": ["acos", "-1/2"], "rhs": ["/", "pi", 3]}, {"kind": "angle"}),
    "root with the other sign": ({**FALSUM, "lhs": ["sqrt", 4], "rhs": -2}, {"kind": "root"}),
    "root of a negative number": ({**FALSUM, "lhs": ["sqrt", -4], "rhs": ["sqrt", -4]}, {"kind": "root"}),
    "zero divisor": (
        claim("equal", ["*", ["+", 1, S], ["^", ["+", 1, S], -1]], 0, [[">", S, 0]], x="integer"),
        by("zero", sample={"x": 2}),
    ),
    "zero divisor under a root": (
        claim("equal", ["sqrt", ["^", ["+", 1, S], 2]], 0, x="integer"), by("zero", sample={"x": 2})
    ),
    "isolated point": (
        claim("equal", ["/", ["^", ["-", "x", "x"], 2], ["+", "x", 1]], 1, [["<=", SQUARE, 0]]),
        by("zero", sample={"x": 0}),
    ),
    "loss of scale 0 is not critical": (
        {"kind": "not_critical", "symbols": {}, "where": [], "bound": 0,
         "configuration": {**COPY, "scale": 0, "groups": {**COPY["groups"], "students": [{"a": 2, "c": 3}]}}},
        {"kind": "positive"},
    ),
    "groups for something else": (FALSUM, {"kind": "groups"}),
    "groups, critical at n = 1 only": (critical(CROSS), {"kind": "groups", "sample": {"l": 1}}),
    "groups, a loss that is no sum": (
        {"kind": "loss", **SIZES, "configuration": NOTHING, "value": TEACHERS}, {"kind": "groups", "sample": {"l": 1}}
    ),
    "groups, critical for one size only": (critical(ONLY_1), {"kind": "groups", "sample": {"l": 1}}),
    "groups, without the witness for them": (critical(ONLY_1), {"kind": "zero", "sample": {"l": 1}}),
    "best partition by a convex function": (
        {"kind": "best_partition", **SIZES, "configuration": ONLY_1, "n": "n", "k": "k", "value": LSTAR_END},
        {"kind": "rule", "rule": "concave-exchange", "function": LSTAR, "proof": {"kind": "positive"},
         "sample": {"l": 1}},
    ),
    "a trivial hypothesis x ≥ x": (claim("at_most", 0, "x", [[">=", "x", "x"]]), by("positive")),
    "a trivial hypothesis x ≥ x, strict": (claim("less", 0, ["+", "x", 1], [["<=", "x", "x"]]), by("positive")),
    "chain from the looser of two ends": (
        claim("less", 0, ["-", ["/", 1, ["+", ["-", "x", NEAR], "5e-301"]]], [[">=", "x", ROOT], [">=", "x", NEAR]]),
        by("chain", symbol="x", **{"from": ROOT}, above=True, start={"kind": "positive"},
           derivative={"kind": "positive"}, sample={"x": 3}),
    ),
    "vacuous without symbols": (
        {"kind": "equal", "symbols": {}, "where": [["=", ROOT, 0]], "lhs": ROOT, "rhs": 0}, {"kind": "zero"}
    ),
    "√(x²) = x": (claim("equal", ["sqrt", SQUARE], "x"), by("zero")),
    "√(x·y) = √x·√y": (
        claim("equal", ["sqrt", ["*", "x", "y"]], ["*", ["sqrt", "x"], ["sqrt", "y"]], [[">", ["*", "x", "y"], 0]],
              x="real", y="real"),
        {"kind": "zero", "sample": {"x": 1, "y": 1}},
    ),
    "√(s²) = s for a sine that vanishes": (
        claim("equal", ["sqrt", ["^", ["sin", "x"], 2]], ["sin", "x"]), by("zero")
    ),
    "asin(sin x) = x": (claim("equal", ["asin", ["sin", "x"]], "x"), by("zero")),
    "a norm that vanishes": (
        claim("equal", ["/", ["-", SQUARE, 1], ["+", "x", ["sqrt", ["*", SQUARE, SQUARE]], -2]], 0, [["=", SQUARE, 1]]),
        by("zero"),
    ),
    "vacuous, with a sample outside": (claim("equal", "x", 7, [[">", "x", 0], ["<", "x", 0]]), by("zero")),
    "vacuous equation": (
        claim("equal", 0, 1, [["=", ["^", "x", 2], -1]]), by("zero", sample={"x": 0})
    ),
    "contradiction as a rewrite rule": (claim("equal", 1, 2, [["=", 1, 2]]), by("zero")),
    "sample that is nearly inside": (
        claim("equal", 0, 1, [[">", "x", 0], ["<", SQUARE, 0]]), by("zero", sample={"x": "1e-3000"})
    ),
    "integer sample that is no integer": (
        claim("equal", 0, 1, [[">", "x", 0], ["<", "x", 1]], x="integer"), by("zero", sample={"x": "1/2"})
    ),
}  # fmt: skip

# Not one of these may be REFUTED: the claims are true.
TRUE_CLAIMS: dict[str, tuple[dict, dict]] = {
    "refuted outside the hypotheses": (X_POSITIVE, {"kind": "refute", "at": {"x": -1}}),
    "refuted at an excluded end": (X_POSITIVE, {"kind": "refute", "at": {"x": 0}}),
    "refuted where undefined, but excluded": (
        claim("equal", ["/", "x", "x"], 1, [["!=", "x", 0]]), {"kind": "refute", "at": {"x": 0}}
    ),
    "refuted at a half-integer": (
        claim("equal", ["sin", ["*", "pi", "x"]], 0, x="integer"), {"kind": "refute", "at": {"x": "1/2"}}
    ),
    "refuted between integers": (
        claim("at_most", "x", SQUARE, x="integer"), {"kind": "refute", "at": {"x": "1/2"}}
    ),
    "refuted at equality": (claim("at_most", 0, SQUARE), {"kind": "refute", "at": {"x": 0}}),
    "refuted by rounding": (
        claim("equal", ["sqrt", ["+", 3, ["*", 2, ["sqrt", 2]]]], ["+", 1, ["sqrt", 2]]),
        {"kind": "refute", "at": {"x": 0}},
    ),
    "refuted by a strict truth within rounding": (
        claim("less", ["sqrt", 2], "96845919575610633162/68480406462161287469"), {"kind": "refute", "at": {"x": 0}}
    ),
    "refuted without a point": (X_POSITIVE, {"kind": "refute", "at": {}}),
    "refuted at a point of another claim": (X_POSITIVE, {"kind": "refute", "at": {"y": -1}}),
    "refuted at an expression": (X_POSITIVE, {"kind": "refute", "at": {"x": ["-", "x"]}}),
    "refuted as too large to tell": (
        claim("less", 0, ["exp", ["-", SQUARE]]), {"kind": "refute", "at": {"x": 10**9}}
    ),
    "refuted with a bound below 0": (
        {"kind": "not_critical", "symbols": {}, "where": [], "configuration": COPY, "bound": -1},
        {"kind": "refute", "at": {}},
    ),
    "refuted with another bound": (
        {"kind": "not_critical", "symbols": {"l": "integer"}, "where": [["=", "l", 1]], "bound": ["-", "l", 1],
         "configuration": any_number(a=2, c=3)},
        {"kind": "refute", "at": {"l": 10**6}, "sizes": [1]},
    ),
    "refuted as increasing to the left": (monotone("x"), {"kind": "refute", "at": {"x": 0}, "other": -1}),
    "refuted as increasing beyond the domain": (
        monotone(SQUARE, [[">=", "x", 0]]), {"kind": "refute", "at": {"x": -1}, "other": 0}
    ),
    "refuted for a size that is excluded": (
        {"kind": "critical", "symbols": {"l": "integer"}, "where": [["=", "l", 1]], "configuration": ONLY_1},
        {"kind": "refute", "at": {}, "sizes": [2]},
    ),
    "refuted as increasing": (monotone(["^", "x", 3]), {"kind": "refute", "at": {"x": 0}}),
    "refuted as concave": (monotone(["-", ["^", "x", 4]], kind="concave"), {"kind": "refute", "at": {"x": 0}}),
}  # fmt: skip

# True or false as one reads them: core answers neither way.
UNCLEAR: dict[str, tuple[dict, dict]] = {
    "increasing at a single point": (
        monotone(["-", "x", ["/", SQUARE, 2]], [[">=", "x", 1], ["<=", "x", 1]]),
        rule("mean-value", kind="positive", form=["-", 1, "x"]),
    ),
    "refuted between integers, as concave": (
        {**monotone(["-", ["*", -1, SQUARE], ["*", 10, ["^", ["sin", ["*", "pi", "x"]], 2]]], kind="concave"),
         "symbols": {"x": "integer"}},
        {"kind": "refute", "at": {"x": 0}, "other": 1},
    ),
}  # fmt: skip
