"""Hand-made certificates with cases, contradictions, limits, and bounds by absolute values and squares."""

from .pieces import SQUARE, by, claim

EVIDENT = {"kind": "positive"}
X = "x"
PAIR = {"x": "real", "y": "real"}
AT_ONE = {"sample": {"x": 1, "y": 1}}


def cases(of: object, below: dict = EVIDENT, above: dict = EVIDENT, **more: object) -> dict:
    return by("cases", of=of, below=below, above=above, **more)


def absurd(form: object) -> dict:
    return {"kind": "absurd", "form": form}


def tail(**fields: object) -> dict:
    return by("tail", symbol="x", **{"derivative": EVIDENT, **fields})


WITHIN_ONE = [["<=", ["abs", "x"], 1]]
WITHIN_TWO = [["<", SQUARE, 4]]
OSCILLATING = ["*", ["sin", "x"], ["exp", ["-", "x"]]]

# Not one of these may be PROVED: the claims are false.
FALSE_CLAIMS: dict[str, tuple[dict, dict]] = {
    "cases, of which one is false": (claim("less", 0, X), cases(X)),
    "cases that leave the edge out": (claim("less", 0, ["abs", X]), cases(X)),
    "cases of something undefined": (
        claim("at_most", 0, ["-", ["abs", ["log", X]], 1], [[">", X, 0]]), cases(["log", X])
    ),
    "cases of something undefined, in an undefined difference": (
        claim("less", -1, ["*", 0, ["log", X]]), cases(["log", X])
    ),
    "cases whose hypotheses are exchanged": (
        claim("less", X, 0), cases(["-", X], {"kind": "positive"}, {"kind": "positive"})
    ),
    "absurd without a contradiction": (claim("less", X, 0), by("absurd", form=["-", X, X])),
    "absurd by a form that is not zero": (claim("less", X, 0), by("absurd", form=["+", 1, SQUARE])),
    "absurd by a sum that may be zero": (
        claim("less", X, 0, [[">=", X, 0]]), by("absurd", form=["-", X, X], lemmas=[])
    ),
    "absurd on a domain of one point": (
        claim("less", X, 1, [["<=", X, 1], [">=", X, 1]]), by("absurd", form=["+", ["-", X, 1], ["-", 1, X]])
    ),
    "absurd by something undefined": (
        claim("less", X, 0, [[">", X, 0]]), by("absurd", form=["*", 0, ["log", ["-", X]]])
    ),
    "a limit that is negative": (claim("less", 1, ["+", "1/2", ["exp", ["-", X]]]), tail(above=True)),
    "a limit of zero, said to be above": (claim("less", 0, ["-", ["exp", ["-", X]]]), tail(above=True)),
    "a limit that is −1": (claim("less", 0, ["-", ["erf", X]]), tail()),
    "a fall that is a rise": (claim("less", 0, ["-", ["exp", ["-", X]]]), tail()),
    "a limit on a bounded domain": (
        claim("less", 0, ["-", ["exp", ["-", X]], "1/2"], [["<", X, 1]]), tail()
    ),
    "a limit on the other side": (claim("less", 0, ["-", ["erf", X], 1]), tail(below=True)),
    "a limit of infinity minus infinity": (claim("less", 0, ["-", X, ["^", X, 3]], [[">", X, 2]]), tail()),
    "a limit of something that oscillates": (claim("less", 0, OSCILLATING), tail()),
    "a limit along integers": (
        {**claim("less", 0, ["cos", ["*", "pi", X]]), "symbols": {"x": "integer"}}, tail(above=True)
    ),
    "a limit for some values of another symbol": (
        claim("less", 0, ["/", "y", ["+", 1, SQUARE]], [[">", X, 0]], **PAIR), {**tail(), **AT_ONE}
    ),
    "a leading coefficient that may vanish": (
        claim("less", 0, ["/", 1, ["+", ["*", "y", X], 1]], [[">", X, 0], [">=", "y", 0]], **PAIR)
        | {"rhs": ["-", ["/", 1, ["+", ["*", "y", X], 1]], "1/2"]},
        {**tail(), **AT_ONE},
    ),
    "a limit where the domain depends on another symbol": (
        claim("less", 0, ["-", ["exp", ["-", X]], "1/2"], [["<", X, "y"]], **PAIR), {**tail(), **AT_ONE}
    ),
    "a limit through a pole": (claim("less", 0, ["/", 1, X]), tail()),
    "a bound by an absolute value, strict": (claim("less", X, 1, WITHIN_ONE), by("positive")),
    "a bound by an absolute value, on one side": (claim("less", 0, X, WITHIN_ONE), by("positive")),
    "a bound by an absolute value that bounds nothing": (claim("less", X, 2, [[">", ["abs", X], 1]]), by("positive")),
    "a bound by a square, too small": (claim("less", X, "3/2", WITHIN_TWO), by("positive")),
    "a bound by a square of another symbol": (claim("less", X, 2, [["<", ["^", "y", 2], 4]], **PAIR),
                                              {"kind": "positive", **AT_ONE}),
    "a bound by a shifted square": (
        claim("less", X, 2, [["<", ["^", ["-", X, 1], 2], 4]]), by("positive")
    ),
    "a bound by an absolute value with a negative slope": (
        claim("less", X, 2, [["<", ["abs", ["-", 1, ["*", 2, X]]], 5]]), by("positive")
    ),
    "a cube is no square": (claim("less", ["-", 3], X, [["<", ["^", X, 3], 8]]), by("positive")),
}  # fmt: skip
