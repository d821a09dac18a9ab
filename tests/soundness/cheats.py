"""Hand-made certificates whose claim is false, or whose witness leaves the decisive step out."""

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


def lemma(statement: dict, **witness: Any) -> dict:
    return {"lemmas": [{"claim": statement, "witness": witness}]}


X_POSITIVE = claim("less", 0, "x", POSITIVE_X)
SQUARE, HALF_PI = ["^", "x", 2], ["/", "pi", 2]
ATAN_SUM = ["+", ["atan", "x"], ["atan", ["/", 1, "x"]]]
SIGN = ["/", "x", ["abs", "x"]]
UNIT = [[">", "x", 0], ["<", "x", 1]]

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
        claim("less", 0, ["+", 5, ["/", -1, ["-", "x", 1]]], [[">=", "x", 0], ["!=", "x", 1]]),
        by("chain", symbol="x", **{"from": 0}, derivative={"kind": "positive"}),
    ),
    "chain whose start depends on the variable": (
        claim("less", 0, ["-", "x", 1], POSITIVE_X),
        by("chain", symbol="x", **{"from": "x"}, derivative={"kind": "positive"}),
    ),
    "substitute without the hypotheses": (
        claim("less", 0, "x"),
        by("substitute", symbol="u", inner="x", claim=claim("less", 0, "u", [[">", "u", 0]], u="real"),
           witness={"kind": "positive", "sample": {"u": 1}}),
    ),
    "substitute another claim": (
        claim("less", 0, "x"),
        by("substitute", symbol="u", inner="x", claim=claim("less", 0, 1, u="real"),
           witness={"kind": "positive", "sample": {"u": 1}}),
    ),
    "substitute an integer by a real": (
        claim("equal", ["sin", ["*", "pi", "x"]], 0),
        by("substitute", symbol="u", inner="x", claim=claim("equal", ["sin", ["*", "pi", "u"]], 0, u="integer"),
           witness={"kind": "zero", "sample": {"u": 1}}),
    ),
    "substitute by something undefined": (
        claim("equal", ["-", ["sqrt", "x"], ["sqrt", "x"]], 0),
        by("substitute", symbol="u", inner=["sqrt", "x"], claim=claim("equal", ["-", "u", "u"], 0, u="real"),
           witness={"kind": "zero", "sample": {"u": 1}}),
    ),
    "substitute by a falling function": (
        monotone(["-", "x"]),
        by("substitute", symbol="u", inner=["-", "x"],
           claim={"kind": "increasing", "symbols": {"u": "real"}, "where": [], "expr": "u", "symbol": "u"},
           witness={"kind": "positive", "sample": {"u": 1}}),
    ),
    "boxes on an unbounded domain": (claim("less", 0, ["+", 5, "x"]), by("boxes", depth=4)),
    "boxes with a touching end": (claim("less", 0, "x", [[">=", "x", 0], ["<=", "x", 1]]), by("boxes", depth=10)),
    "boxes where only integers would do": (
        claim("less", 0, ["-", ["^", ["-", ["*", 2, "x"], 1], 2], "1/2"], [[">=", "x", 0], ["<=", "x", 1]]),
        by("boxes", depth=8),
    ),
    "increasing by one point": (monotone(SQUARE), by("positive")),
    "increasing by the value, not the slope": (monotone(["exp", ["-", "x"]]), by("positive")),
    "concave by the slope": (monotone("x", kind="concave"), by("positive")),
    "lemma from a smaller domain": (
        claim("less", 0, "x"), by("positive", **lemma(X_POSITIVE, **by("positive")))
    ),
    "lemma from an empty domain": (
        FALSUM,
        {"kind": "zero", **lemma(claim("equal", 0, 1, [[">", "x", 0], ["<", "x", 0]]), kind="zero", sample={"x": 0})},
    ),
    "lemma about integers": (
        claim("equal", ["sin", ["*", "pi", "x"]], 0),
        by("zero", **lemma(claim("equal", ["sin", ["*", "pi", "x"]], 0, x="integer"), kind="zero", sample={"x": 1})),
    ),
    "lemma about another variable of the same name": (
        claim("equal", "x", 1),
        by("zero", **lemma(claim("equal", "x", 1, [["=", "x", 1]]), kind="zero", sample={"x": 1})),
    ),
    "lemma that is the claim": (FALSUM, {"kind": "zero", **lemma(FALSUM, kind="zero")}),
    "lemma that is not proved": (FALSUM, {"kind": "zero", **lemma(FALSUM, kind="angle")}),
    "angle equal to 2π": (
        {**FALSUM, "lhs": ["+", *([["atan", 1]] * 8)], "rhs": 0}, {"kind": "angle"}
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
        {"kind": "balls"},
    ),
    "groups for something else": (FALSUM, {"kind": "groups"}),
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
    "refuted as increasing": (monotone(["^", "x", 3]), {"kind": "refute", "at": {"x": 0}}),
    "refuted as concave": (monotone(["-", ["^", "x", 4]], kind="concave"), {"kind": "refute", "at": {"x": 0}}),
}  # fmt: skip
