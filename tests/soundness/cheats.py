"""Hand-made certificates whose claim is false, or whose witness leaves the decisive step out."""

from .pieces import (
    ATAN_SUM,
    COPY,
    CROSS,
    FALSUM,
    HALF_PI,
    HALVES,
    IDENTITY,
    LSTAR,
    LSTAR_END,
    NEAR,
    NOTHING,
    ONLY_1,
    POSITIVE_X,
    ROOT,
    SIGN,
    SIZES,
    SQUARE,
    TEACHERS,
    TURN,
    S,
    by,
    claim,
    critical,
    into,
    lemma,
    monotone,
    proven,
    slope,
    textbook,
)

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
           witness={"kind": "zero"}),
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
        monotone(["-", "x"]),
        slope(kind="substitute", values={"u": "x"}, claim=claim("less", 0, 1, u="real"), witness={"kind": "positive"}),
    ),
    "a pole inside a bounded domain": (
        claim("less", 0, ["/", 1, "x"], [["!=", "x", 0], [">=", "x", -1], ["<=", "x", 1]]), by("positive")
    ),
    "halves, of which one is false": (claim("less", 0, "x"), by("split", **HALVES | {"at": 0})),
    "halves that leave the middle out": (claim("less", 0, SQUARE), by("split", **HALVES | {"at": 0})),
    "halves of another symbol": (claim("less", 0, "x"), by("split", **HALVES | {"symbol": "y"})),
    "halves on an unbounded domain": (claim("less", 0, ["+", 5, "x"]), by("split", **HALVES)),
    "halves with a touching end": (claim("less", 0, "x", [[">=", "x", 0], ["<=", "x", 1]]), by("split", **HALVES)),
    "halves where only integers would do": (
        claim("less", 0, ["-", ["^", ["-", ["*", 2, "x"], 1], 2], "1/2"], [[">=", "x", 0], ["<=", "x", 1]]),
        by("split", **HALVES),
    ),
    "halves over an empty power": (
        claim("less", 0, ["^", ["log", ["-", "x"]], 0], [[">=", "x", 1], ["<=", "x", 2]]), by("split", **HALVES)
    ),
    "halves over a zero times nothing": (
        claim("less", -1, ["*", 0, ["log", ["-", "x"]]], [[">=", "x", 1], ["<=", "x", 2]]), by("split", **HALVES)
    ),
    "increasing by one point": (monotone(SQUARE), slope(kind="positive")),
    "increasing by the value, not the slope": (
        monotone(["exp", ["-", "x"]]), slope(kind="positive", form=["exp", ["-", "x"]])
    ),
    "increasing by a slope that is weaker": (
        monotone(["abs", "x"], [["!=", "x", 0]]), slope(kind="positive")
    ),
    "increasing across a pole": (monotone(["/", -1, "x"], [["!=", "x", 0]]), slope(kind="positive")),
    "increasing without its rule": (monotone(SQUARE), by("positive", form=1)),
    "increasing by the goal of concave": (
        monotone(["-", SQUARE]), by("goals", proofs={"bend": {"kind": "positive"}})
    ),
    "concave by the goal of increasing": (
        monotone("x", kind="concave"), by("goals", proofs={"slope": {"kind": "positive"}})
    ),
    "increasing on both sides of a cut, with a jump": (
        monotone(["-", "x", ["*", 10, SIGN]], [[">", SQUARE, 1], ["!=", "x", 0]]),
        {**slope(kind="positive", form=1), "sample": {"x": 2}},
    ),
    "increasing, cut where it falls": (
        monotone(SQUARE),
        by("goals", given={"cut1": 0}, proofs={"slope 1": {"kind": "positive"}, "slope 2": {"kind": "positive"}}),
    ),
    "increasing, cut at the symbol itself": (
        monotone(["-", "x"]), by("goals", given={"cut1": "x"}, inequalities={"kind": "positive"})
    ),
    "increasing, cut where the cut is not always defined": (
        {**monotone(["*", ["^", "y", 2], "x"]), "symbols": {"x": "real", "y": "real"}},
        {"kind": "goals", "sample": {"x": 1, "y": 1}, "given": {"cut1": ["/", 1, "y"]},
         "inequalities": {"kind": "positive"}},
    ),
    "increasing by isolated zeros, though constant": (monotone(1), by("goals", given={"at1": 0})),
    "increasing by isolated zeros, though constant for some parameters": (
        {**monotone(["*", ["^", "y", 2], ["^", "x", 3]]), "symbols": {"x": "real", "y": "real"}},
        {"kind": "goals", "sample": {"x": 1, "y": 1}, "given": {"at1": 1}},
    ),
    "increasing by isolated zeros of what is not analytic": (
        monotone(["+", "x", ["abs", "x"]]),
        by("goals", given={"cut1": 0, "at1": 1, "at2": 1}, inequalities={"kind": "positive"}),
    ),
    "increasing by isolated zeros, on another piece": (
        monotone(["+", "x", ["abs", "x"]]), by("goals", given={"cut1": 0, "at1": 1}),
    ),
    "increasing by isolated zeros, elsewhere": (
        monotone(["+", "x", ["abs", "x"]], [["<", "x", 0]]),
        {"kind": "goals", "sample": {"x": -1}, "given": {"at1": 1}},
    ),
    "concave, cut at a kink": (
        monotone(["-", ["abs", "x"], SQUARE], kind="concave"), by("goals", given={"cut1": 0}),
    ),
    "convex, cut at a kink": (
        monotone(["-", SQUARE, ["abs", "x"]], kind="convex"), by("goals", given={"cut1": 0}),
    ),
    "concave as convex": (monotone(["-", SQUARE], kind="convex"), slope(kind="positive", form=2)),
    "concave by the slope": (monotone("x", kind="concave"), slope(kind="positive")),
    "convex as concave": (
        monotone(SQUARE, kind="concave"), slope(kind="positive", form=2)
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
        by("substitute", values={"x": "x"}, **proven("exp-multiple", 2)),
    ),
    "root without its denominator": (
        {
            "kind": "equal", "symbols": {"x": "real", "y": "real"},
            "where": [["!=", "y", 0], [">", ["/", "x", "y"], 0]],
            "lhs": ["^", ["sqrt", ["/", "x", "y"]], 2], "rhs": "x",
        },
        {"kind": "zero", "sample": {"x": 1, "y": 1}},
    ),
    "identity without its hypothesis": (
        claim("equal", ["log", SQUARE], ["*", 2, ["log", "x"]], [["!=", "x", 0]]),
        by("substitute", values={"x": "x"}, **proven("log-power", 2)),
    ),
    "identity whose hypothesis is left out": (
        claim("equal", ["log", SQUARE], ["*", 2, ["log", "x"]], [["!=", "x", 0]]),
        by("substitute", values={"x": "x"}, claim={**proven("log-power", 2)["claim"], "where": [["!=", "x", 0]]},
           witness=proven("log-power", 2)["witness"]),
    ),
    "identity with an undefined value": (
        claim("equal", ["exp", ["*", 0, ["log", "x"]]], 1),
        by("substitute", values={"x": ["log", "x"]}, **proven("exp-multiple", 0)),
    ),
    "identity from the wrong value": (
        claim("equal", ["exp", ["+", "x", 1]], ["exp", "x"]), by("constant", symbol="x", at=0)
    ),
    "identity from an inverse on another branch": (
        claim("equal", ["asin", ["sin", "x"]], ["-", "pi", "x"], [[">", "x", 0], ["<", "x", "pi"]]),
        by("constant", symbol="x", at=HALF_PI),
    ),
    "half turns of a real": (claim("equal", ["sin", ["*", "pi", "x"]], 0), by("zero")),
    "half turns of half an integer": (
        claim("equal", ["sin", ["*", "pi", ["*", "x", "1/2"]]], 0, x="integer"), by("zero")
    ),
    "half turns of an integer over an integer": (
        claim("equal", ["sin", ["/", "pi", "x"]], 0, [[">", "x", 0]], x="integer"), by("zero")
    ),
    "half turns of π²": (claim("equal", ["sin", ["*", "pi", "pi", "x"]], 0, x="integer"), by("zero")),
    "half turns, one too many": (
        claim("equal", ["sin", ["+", ["*", "pi", "x"], 1]], 0, x="integer"), by("zero")
    ),
    "half turns of another symbol": (
        claim("equal", ["sin", ["*", "pi", "x", "y"]], 0, x="integer", y="real"),
        {"kind": "zero", "sample": {"x": 1, "y": 1}},
    ),
    "half turns as a full turn": (claim("equal", ["cos", ["*", "pi", "x"]], 1, x="integer"), by("zero")),
    "half turns as a full turn, by its square": (
        claim("equal", ["cos", ["*", "pi", "x"]], 1, x="integer"), by("root")
    ),
    "half turns between integers": (
        claim("equal", ["sin", ["*", "pi", "x"]], 0, x="integer") | {"symbols": {"x": "real"}},
        by("constant", symbol="x", at=1),
    ),
    "angle equal to 2π": (
        {**FALSUM, "lhs": ["+", *([["atan", 1]] * 8)], "rhs": 0}, {"kind": "angle"}
    ),
    "angle equal to 2π, with sine and cosine": (
        {**FALSUM, "lhs": TURN, "rhs": 0},
        {"kind": "angle", "lemmas": [
            textbook("cos-sum", x="pi", y="pi"),
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
        {"kind": "goals"},
    ),
    "groups for something else": (FALSUM, {"kind": "goals"}),
    "groups, critical at n = 1 only": (critical(CROSS), {"kind": "goals", "sample": {"l": 1}}),
    "groups, a loss that is no sum": (
        {"kind": "loss", **SIZES, "configuration": NOTHING, "value": TEACHERS}, {"kind": "goals", "sample": {"l": 1}}
    ),
    "groups, critical for one size only": (critical(ONLY_1), {"kind": "goals", "sample": {"l": 1}}),
    "groups, by the witness of a relation": (critical(ONLY_1), {"kind": "zero", "sample": {"l": 1}}),
    "best partition by a convex function": (
        {"kind": "best_partition", **SIZES, "configuration": ONLY_1, "n": "n", "k": "k", "value": LSTAR_END},
        {"kind": "goals", "given": {"function": LSTAR}, "sample": {"l": 1}},
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
    "monotone outside its interval": (
        claim("less", SQUARE, ["^", ["+", "x", 1], 2]),
        by("monotone", claim=monotone(SQUARE, [[">=", "x", 0]]), low="x", high=["+", "x", 1],
           witness={"kind": "goals"}),
    ),
    "monotone from the larger to the smaller": (
        claim("less", "x", ["-", "x", 1]),
        by("monotone", claim=monotone("x"), low="x", high=["-", "x", 1], witness={"kind": "goals"}),
    ),
    "monotone at one point": (
        claim("less", "x", "x"), by("monotone", claim=monotone("x"), low="x", high="x", witness={"kind": "goals"})
    ),
    "monotone by a function that turns": (
        claim("less", SQUARE, ["^", ["+", "x", 1], 2]),
        by("monotone", claim=monotone(SQUARE), low="x", high=["+", "x", 1],
           witness={"kind": "goals", "inequalities": {"kind": "positive"}}),
    ),
    "monotone by a function that falls": (
        claim("less", ["-", "x"], ["-", ["-", "x"], 1]),
        by("monotone", claim=monotone(["-", "x"], kind="decreasing"), low=["+", "x", 1], high="x",
           witness={"kind": "goals"}),
    ),
    "monotone with a weight beyond": (
        claim("less", ["^", ["+", "x", 2], 2], ["+", ["-", SQUARE], ["*", 2, ["^", ["+", "x", 1], 2]]]),
        by("monotone", claim=monotone(SQUARE, kind="convex"), low="x", high=["+", "x", 1], weight=2,
           witness={"kind": "goals"}),
    ),
    "monotone with the weight 0, strictly": (
        claim("less", SQUARE, SQUARE),
        by("monotone", claim=monotone(SQUARE, kind="convex"), low="x", high=["+", "x", 1], weight=0,
           witness={"kind": "goals"}),
    ),
    "monotone for other parameters": (
        claim("less", ["*", -1, "x"], ["*", -1, ["+", "x", 1]]),
        by("monotone", claim={**monotone(["*", "y", "x"], [[">", "y", 0]]), "symbols": {"x": "real", "y": "real"}},
           low="x", high=["+", "x", 1], values={"y": -1}, witness={"kind": "goals"}),
    ),
    "segment across a gap": (
        claim("less", ["/", ["-", "x"], SQUARE], ["/", ["-", "y"], ["^", "y", 2]],
              [["<", "x", "y"], [">", SQUARE, 0], [">", ["^", "y", 2], 0]],
              x="real", y="real"),
        {"kind": "segment", "symbol": "y", "from": "x", "derivative": {"kind": "positive"}, "sample": {"x": 2, "y": 3}},
    ),
    "segment across a pole": (
        claim("less", ["/", -1, "x"], ["/", -1, "y"], [["<", "x", "y"], ["!=", "x", 0], ["!=", "y", 0]],
              x="real", y="real"),
        {"kind": "segment", "symbol": "y", "from": "x", "derivative": {"kind": "positive"}, "sample": {"x": 2, "y": 3}},
    ),
    "segment that ends where it starts, strictly": (
        claim("less", "x", "y", [["<=", "x", "y"]], x="real", y="real"),
        {"kind": "segment", "symbol": "y", "from": "x", "derivative": {"kind": "positive"}, "sample": {"x": 2, "y": 3}},
    ),
    "segment the other way": (
        claim("less", "y", "x", [["<", "x", "y"]], x="real", y="real"),
        {"kind": "segment", "symbol": "y", "from": "x", "down": True, "derivative": {"kind": "positive"},
         "sample": {"x": 2, "y": 3}},
    ),
    "segment that starts outside of the domain": (
        claim("less", ["^", "x", 2], ["^", "y", 2], [["<", "x", "y"], ["<", 0, "y"]], x="real", y="real"),
        {"kind": "segment", "symbol": "y", "from": "x", "derivative": {"kind": "positive"}, "sample": {"x": 2, "y": 3}},
    ),
    "segment without its start": (
        claim("less", 0, "y", [["<", "x", "y"]], x="real", y="real"),
        {"kind": "segment", "symbol": "y", "from": "x", "derivative": {"kind": "positive"}, "sample": {"x": 2, "y": 3}},
    ),
    "injective outside its interval": (
        claim("equal", ["sqrt", SQUARE], "x"),
        by("injective", claim={**monotone(SQUARE, [[">=", "x", 0]])},
           witness=slope(kind="positive")),
    ),
    "injective by a function that turns": (
        claim("equal", ["sqrt", SQUARE], "x"),
        by("injective", claim=monotone(SQUARE), witness=slope(kind="positive")),
    ),
    "injective by a function that is constant": (
        claim("equal", "x", 1), by("injective", claim=monotone(1), witness=slope(kind="zero"))
    ),
    "injective by a function that is concave": (
        claim("equal", ["sqrt", SQUARE], "x"),
        by("injective", claim=monotone(["-", SQUARE], kind="concave"),
           witness=slope(kind="positive")),
    ),
    "injective on the integers": (
        claim("equal", "x", ["+", "x", 1]),
        by("injective", claim={**monotone("x"), "symbols": {"x": "integer"}},
           witness=slope(kind="positive")),
    ),
    "injective for other values": (claim("equal", "x", ["*", 2, "x"]), by("injective", **IDENTITY)),
    "injective for an inequality": (claim("less", "x", ["sqrt", SQUARE]), by("injective", **IDENTITY)),
    "a norm that vanishes": (
        claim("equal", ["/", ["-", SQUARE, 1], ["+", "x", ["sqrt", ["*", SQUARE, SQUARE]], -2]], 0, [["=", SQUARE, 1]]),
        by("zero"),
    ),
    "a norm that vanishes everywhere": (
        claim("at_most", ["/", 1, ["+", "z", ["*", "z", ["sqrt", "x"]]]], 0,
              [["!=", ["+", "z", ["*", "z", ["sqrt", "x"]]], 0], [">=", "x", 1], ["<=", "x", 1]], x="real", z="real"),
        by("positive", sample={"x": 1, "z": 1}),
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
