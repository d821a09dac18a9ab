"""Hand-made certificates with `cases`, `absurd` and `tail`, and with bounds from |x| < c and x² < c: all false."""

from .pieces import POSITIVE_X, ROOT, SQUARE, by, claim, lemma, monotone, slope

ABS, EXP, INVERSE = ["abs", "x"], ["exp", "x"], ["/", 1, "x"]
POSITIVE, ZERO, FROM_1 = {"kind": "positive"}, {"kind": "zero"}, [[">=", "x", 1]]
TWO_REAL = {"x": "real", "y": "real"}


def cases(of, below=POSITIVE, above=POSITIVE, **fields):
    return by("cases", of=of, below=below, above=above, **fields)


def absurd(form, **fields):
    return {"kind": "absurd", "form": form, **fields}


def tail(slope_by=POSITIVE, **fields):
    return by("tail", symbol="x", derivative=slope_by, **fields)


def two(witness):
    """The sample of two symbols."""
    return {**witness, "sample": {"x": 1, "y": 1}}


def of_y(symbol="x", **fields):
    return {"kind": "tail", "symbol": symbol, "derivative": POSITIVE, "sample": {"x": 1, "y": 1}, **fields}


FALSE_CLAIMS: dict[str, tuple[dict, dict]] = {
    # cases: one part is left out, undefined, or proved elsewhere
    "cases of an expression that is undefined somewhere": (
        claim("less", 0, ["+", 1, ["*", 0, INVERSE]]),
        cases(INVERSE),
    ),
    "cases of a root that does not exist": (claim("at_most", 0, ["sqrt", "x"]), cases(["sqrt", "x"])),
    "cases of a logarithm": (claim("less", ["log", "x"], "x"), cases(["log", "x"])),
    "cases with the boundary forgotten": (
        claim("less", 0, ABS),
        cases("x", below={"kind": "positive", "form": ["-", "x"]}),
    ),
    "cases of 0": (claim("less", 0, "x"), cases(0, above=absurd(1))),
    "cases of 0, above by the claim itself": (claim("less", 0, "x"), cases(0, below=absurd(0), above=absurd(0))),
    "cases of −1": (claim("less", 0, "x"), cases(-1, above=absurd(["+", 1, "x"]))),
    "cases that use the other hypothesis": (claim("at_most", 0, "x"), cases(["-", "x"], below=ZERO, above=POSITIVE)),
    "cases of the gap": (claim("at_most", "x", 1), cases(["-", "x", 1], above=absurd(["-", "x", 1]))),
    "cases with a lemma of one part in the other": (
        claim("less", 0, "x"),
        cases("x", below={**POSITIVE, **lemma(">", "x", 0, "positive")}),
    ),
    "cases with a lemma that holds in a part": (
        claim("less", 0, "x"),
        cases("x", **lemma(">", "x", 0, "cases", of="x", below=ZERO, above=POSITIVE)),
    ),
    "cases of a sign that is no number": (claim("equal", ["/", "x", ABS], 1, [["!=", "x", 0]]), cases("x", ZERO, ZERO)),
    "cases for integers only": (
        claim("less", 0, ["^", ["-", ["*", 2, "x"], 1], 2]),
        cases("x", above={"kind": "cases", "of": ["-", "x", 1], "below": POSITIVE, "above": POSITIVE}),
    ),
    "cases where a part is undefined": (claim("at_most", ["/", "x", "x"], 1), cases("x", ZERO, ZERO)),
    # absurd: the part is not empty
    "absurd, not 0": (claim("equal", 0, 1), by("absurd", form=1)),
    "absurd, not positive": (claim("equal", 0, 1), by("absurd", form=0)),
    "absurd, a square that may vanish": (claim("less", 0, SQUARE), cases(SQUARE, below=absurd(SQUARE))),
    "absurd, 0 divided by 0": (
        claim("less", 0, "x"),
        cases("x", below=absurd(["/", ["-", "x", "x"], ["-", "x", "x"]])),
    ),
    "absurd, undefined": (claim("less", 0, "x"), cases("x", below=absurd(["-", ["log", "x"], ["log", "x"]]))),
    "absurd, an undefined positive": (
        claim("less", 0, "x"),
        cases("x", below=absurd(["+", ["sqrt", "x"], ["-", ["sqrt", "x"]]])),
    ),
    "absurd, closed ends that meet": (
        claim("less", 0, "x", [[">=", "x", 0]]),
        cases("x", below=absurd(["+", "x", ["-", "x"]])),
    ),
    "absurd, weak hypotheses that add up to 0": (
        claim("less", "x", "y", [["<=", "x", "y"]], **TWO_REAL),
        two(cases(["-", "y", "x"], below=absurd(["+", ["-", "y", "x"], ["-", "x", "y"]]))),
    ),
    "absurd, a negative multiplier": (claim("less", "x", 0, POSITIVE_X), by("absurd", form=["+", "x", ["*", -1, "x"]])),
    "absurd for a claim about no point": (
        claim("equal", "x", 7, [[">", "x", 0], ["<", "x", 0]]),
        {**absurd(["-", "x", "x"]), "sample": {"x": 1}},
    ),
    "absurd for a claim without a sample": (
        claim("equal", "x", 7, [[">", "x", 0], ["<", "x", 0]]),
        absurd(["-", "x", "x"]),
    ),
    "absurd by a norm that vanishes": (
        claim("equal", "x", 1, [["=", SQUARE, 1]]),
        cases(
            ["-", "x", 1],
            below=absurd(["/", ["-", SQUARE, 1], ["+", "x", ["abs", "x"]]]),
            above=absurd(["-", SQUARE, 1]),
        ),
    ),
    "absurd by an irrational zero": (
        claim("less", ["^", ["-", SQUARE, 2], 2], 0),
        by("absurd", form=["-", ["^", ROOT, 2], 2]),
    ),
    "absurd by a lemma of its own": (
        claim("less", 0, "x"),
        cases("x", below=absurd(["-", "x", "x"], **lemma(">", ["-", "x", "x"], 0, "absurd", form=0))),
    ),
    "absurd between integers, for reals": (
        claim("at_most", 1, "x", POSITIVE_X),
        cases(["-", "x", 1], above=POSITIVE, below=absurd(["+", "x", ["-", "x"]])),
    ),
    # tail: the limit, the way, or the slope is wrong
    "tail to a negative limit": (claim("less", 1, INVERSE, POSITIVE_X), tail()),
    "tail that grows towards its limit": (claim("less", 0, ["-", INVERSE], POSITIVE_X), tail()),
    "tail on the wrong side": (claim("less", ["/", 1, 2], EXP, [["<", "x", 0]]), {**tail(), "sample": {"x": -1}}),
    "tail below for above": (claim("less", EXP, 1), tail(below=True)),
    "tail of a constant": (claim("less", 0, ["-", "x", "x"]), tail(ZERO)),
    "tail of a constant, above": (claim("less", 0, ["-", "x", "x"]), tail(ZERO, above=True)),
    "tail across a pole": (claim("less", 0, INVERSE, [["!=", "x", 0]]), tail()),
    "tail across a pole, unnoticed": (claim("less", 0, INVERSE), tail()),
    "tail past a bounded end": (claim("less", 1, INVERSE, [[">", "x", 0], ["<", "x", 2]]), tail()),
    "tail on |x| < 5": (claim("less", 0, ["-", ["exp", ["-", "x"]], 1], [["<", ABS, 5]]), tail()),
    "tail of integers": (claim("less", 0, ["sin", ["*", "pi", "x"]], POSITIVE_X, x="integer"), tail()),
    "tail of a sine": (claim("at_most", 0, ["sin", "x"], POSITIVE_X), tail()),
    "tail of a sine over x": (claim("less", 0, ["/", ["sin", "x"], "x"], POSITIVE_X), tail()),
    "tail ∞ − ∞": (claim("less", 0, ["-", ["sqrt", "x"], "x"], FROM_1), tail()),
    "tail 0·∞": (claim("less", 0, ["-", ["*", "x", ["exp", ["-", "x"]]], ["/", 1, 9]], FROM_1), tail()),
    "tail of exp beaten by another exp": (
        claim("less", 0, ["-", ["*", EXP, ["exp", ["-", ["*", 2, "x"]]]], ["/", 1, 9]], FROM_1),
        tail(),
    ),
    "tail of a rate that may vanish": (
        claim(
            "less", 0, ["-", ["exp", ["*", -1, "x", "y"]], ["/", 1, 9]], [[">=", "x", 1], [">=", "y", 0]], **TWO_REAL
        ),
        of_y(),
    ),
    "tail with a leading coefficient that may vanish": (
        claim("less", 0, ["-", ["/", "x", ["+", 1, ["*", "y", "x"]]], 1], [[">", "x", 0], [">=", "y", 0]], **TWO_REAL),
        of_y(),
    ),
    "tail of a symbol that another one moves": (
        claim(
            "less", ["/", "y", "x"], ["/", 1, 2], [[">", "x", 0], [">", "y", 0], ["<", "x", ["*", 3, "y"]]], **TWO_REAL
        ),
        of_y(),
    ),
    "tail with an equation for its symbol": (
        claim("less", INVERSE, ["/", 1, 2], [["=", "x", "y"], [">", "y", 0]], **TWO_REAL),
        of_y(),
    ),
    "tail with another name for x²": (
        claim("less", 0, ["-", 1, ["/", SQUARE, ["+", "x", 1]]], FROM_1),
        {**tail(), **lemma("=", SQUARE, ["^", ABS, 2], "zero")},
    ),
    "tail with another name for x": (
        claim("less", 0, ["-", 1, ["/", SQUARE, ["+", "x", 1]]], FROM_1),
        {**tail(), **lemma("=", "x", ABS, "zero")},
    ),
    "tail with its own start": (claim("less", 1, INVERSE, POSITIVE_X), tail(start=absurd(0))),
    "tail without a slope": (
        claim("less", 0, ["+", 1, ["-", ["exp", ["-", "x"]], ["*", 9, INVERSE]]], POSITIVE_X),
        by("tail", symbol="x", above=True, start=POSITIVE),
    ),
    "tail of atan short of π/2": (claim("less", ["atan", "x"], "3/2"), tail(above=True, start=POSITIVE)),
    "tail of erfc with a minus": (claim("less", 0, ["-", ["erfc", "x"]]), tail()),
    "tail of a power below 0": (claim("less", ["^", ["exp", ["-", "x"]], -1], 1, POSITIVE_X), tail()),
    "tail to a limit that is not defined": (claim("less", 0, ["-", ["sqrt", INVERSE], 1], POSITIVE_X), tail()),
    "tail for an equation": (claim("equal", INVERSE, 0, POSITIVE_X), tail()),
    "tail of tanh, reversed": (claim("less", 1, ["tanh", "x"]), tail()),
    "tail of a jump": (claim("less", 0, ["-", ["/", "x", ABS], 1], [["!=", "x", 0]]), tail(ZERO)),
    # bounds from |x| < c and x² < c
    "|x| < c as x < c only": (claim("less", -1, "x", [["<", ABS, 2]]), by("positive")),
    "|x| ≤ c as |x| < c": (claim("less", "x", 2, [["<=", ABS, 2]]), by("positive")),
    "x² ≤ c as x² < c": (claim("less", "x", 2, [["<=", SQUARE, 4]]), by("positive")),
    "x² < c as x < c": (claim("less", "x", "1/2", [["<", SQUARE, "1/3"]]), by("positive", sample={"x": "1/2"})),
    "|x| > c as a bound": (claim("less", 2, "x", [[">", ABS, 2]]), by("positive", sample={"x": 3})),
    "|1 − x| < c with the ends exchanged": (
        claim("less", "x", "5/2", [["<", ["abs", ["-", 1, "x"]], 2]]),
        by("positive"),
    ),
    "|−2x| < c not divided": (
        claim("less", 1, ["abs", ["-", "x", 3]], [["<", ["abs", ["*", -2, "x"]], 6]]),
        by("positive"),
    ),
    "|x − y| < c as a bound of x": (
        claim("less", "x", 2, [["<", ["abs", ["-", "x", "y"]], 1]], **TWO_REAL),
        two(by("positive")),
    ),
    "|x| < y as a bound": (
        claim("less", "x", 3, [["<", ABS, "y"]], **TWO_REAL),
        {**by("positive"), "sample": {"x": 0, "y": 1}},
    ),
    "|x| < c for an integer, rounded too far": (
        claim("at_most", "x", 1, [["<", ABS, "5/2"]], x="integer"),
        by("positive"),
    ),
    "|x| ≤ 0 as no point": (claim("less", 0, "x", [["<=", ABS, 0]]), {**by("positive"), "sample": {"x": 0}}),
    "|x| < −1 as an interval": (claim("less", 0, "x", [["<", ABS, -1]]), by("positive")),
    "x² < 0 as a bound": (claim("less", 0, "x", [["<", SQUARE, 0]]), by("positive")),
    "|x| < c, chain from the end inside": (
        claim("less", 0, "x", [["<", ABS, 2]]),
        by("chain", symbol="x", **{"from": -2}, derivative=POSITIVE),
    ),
    "|x| < c, chain from 0": (
        claim("less", 0, "x", [["<", ABS, 2]]),
        by("chain", symbol="x", **{"from": 0}, derivative=POSITIVE),
    ),
    "|x| ≤ c, chain from an end that belongs to it": (
        claim("less", 0, ["+", "x", 2], [["<=", ABS, 2]]),
        by("chain", symbol="x", **{"from": -2}, derivative=POSITIVE),
    ),
    "|2x| ≤ c, constant on the interval": (
        claim("equal", SQUARE, 1, [["<=", ["abs", ["*", 2, "x"]], 2]]),
        by("constant", symbol="x", at=1),
    ),
    # facts about −e
    "a fact about −e with its own sign": (
        claim("less", 0, ["-", "y", "x"], [["<", "y", "x"]], **TWO_REAL),
        {**by("positive"), "sample": {"x": 1, "y": 0}},
    ),
    "a fact e ≤ 0 as −e > 0": (claim("less", 0, ["-", "y", "x"], [["<=", "x", "y"]], **TWO_REAL), two(by("positive"))),
    "a fact e ≠ 0 as a sign": (
        claim("less", 0, ["-", "y", "x"], [["!=", "x", "y"]], **TWO_REAL),
        {**by("positive"), "sample": {"x": 0, "y": 1}},
    ),
    # shapes
    "increasing by cases, each by itself": (
        monotone(["-", "x", ["*", 2, ["+", "x", ABS]]]),
        slope(kind="cases", of="x", below=POSITIVE, above=POSITIVE),
    ),
    "increasing across a jump, by cases": (
        monotone(["-", "x", ["/", "x", ABS]], [["!=", "x", 0]]),
        slope(kind="cases", of="x", below=POSITIVE, above=POSITIVE),
    ),
    "increasing by a tail": (monotone(["exp", ["-", "x"]]), slope(kind="tail", symbol="x", derivative=POSITIVE)),
    "concave by an absurd": (monotone(SQUARE, kind="concave"), slope(kind="absurd", form=0)),
}
