"""Hand-made refutations of true claims, and claims that can be read in two ways."""

from .pieces import COPY, ONLY_1, SQUARE, X_POSITIVE, any_number, claim, monotone, slope

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
        slope(kind="positive", form=["-", 1, "x"]),
    ),
    "refuted between integers, as concave": (
        {**monotone(["-", ["*", -1, SQUARE], ["*", 10, ["^", ["sin", ["*", "pi", "x"]], 2]]], kind="concave"),
         "symbols": {"x": "integer"}},
        {"kind": "refute", "at": {"x": 0}, "other": 1},
    ),
}  # fmt: skip
