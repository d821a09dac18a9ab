"""Hand-made cheats about Φ₂ and about kernels with means."""

from .pieces import claim, monotone, slope

ZERO, POSITIVE = {"kind": "zero"}, {"kind": "positive"}
UNIT = [["<=", 0, "x"], ["<=", "x", 3]]
SHORT = [["<=", 0, "x"], ["<=", "x", "1/4"]]
INSIDE = [["<", -1, "x"], ["<", "x", 1]]
FALLS = {**slope(kind="positive"), "sample": {"x": 0}}
LINE = ["binormal", "x", 0, "1/2"]


FALSE_CLAIMS: dict[str, tuple[dict, dict]] = {
    "Φ₂ that grows twice as fast with ρ": (
        claim("equal", ["binormal", 0, 0, "x"], ["+", "1/4", ["/", ["asin", "x"], "pi"]], INSIDE),
        {"kind": "constant", "symbol": "x", "at": 0, "sample": {"x": 0}},
    ),
    "Φ₂ that grows with ρ as it does with h": (
        claim("equal", ["binormal", 0, 0, "x"], ["+", "1/4", ["/", "x", ["*", 2, ["sqrt", ["*", 2, "pi"]]]]], INSIDE),
        {"kind": "constant", "symbol": "x", "at": 0, "sample": {"x": 0}},
    ),
    "Φ₂ that falls with h": (monotone(["-", LINE], SHORT), FALLS),
    "Φ₂ that falls with k": (monotone(["-", ["binormal", 0, "x", "1/2"]], SHORT), FALLS),
    "Φ₂ that is too small": (
        {"kind": "less", "symbols": {}, "where": [], "lhs": ["binormal", 0, 0, "1/2"], "rhs": "333/1000"}, POSITIVE
    ),
    "Φ₂ that is too large": (
        {"kind": "less", "symbols": {}, "where": [], "rhs": ["binormal", 0, 0, "1/2"], "lhs": "334/1000"}, POSITIVE
    ),
    "Φ₂ on an interval, as at its lower end": (
        claim("less", LINE, "2/5", UNIT), {**POSITIVE, "sample": {"x": 0}}
    ),
    "Φ₂ on an interval, as at its upper end": (
        claim("less", "2/5", LINE, UNIT), {**POSITIVE, "sample": {"x": 3}}
    ),
    "independence, of one variable": (
        {"kind": "equal", "symbols": {}, "where": [], "lhs": ["binormal", 1, 2, 0],
         "rhs": ["*", "1/2", ["+", 1, ["erf", ["/", 1, ["sqrt", 2]]]]]}, ZERO
    ),
    "Φ₂ beyond ρ = 1": (
        {"kind": "equal", "symbols": {}, "where": [], "lhs": ["*", 0, ["binormal", 1, 1, 2]], "rhs": 0}, ZERO
    ),
}  # fmt: skip
