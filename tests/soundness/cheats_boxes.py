"""Hand-made certificates with trees of boxes: boxes left out, poles and jumps inside, zeros that are none."""

from typing import Any

from .pieces import SIGN, SQUARE, by, claim

X = "x"
WITHIN_ONE = [[">=", X, -1], ["<=", X, 1]]
UNIT: list = [[">", X, 0], ["<", X, 1]]
SHUT: list = [[">=", X, 0], ["<=", X, 1]]
NOT_ZERO = [*WITHIN_ONE, ["!=", X, 0]]
FAR = [*WITHIN_ONE, [">", SQUARE, "1/4"]]
BELOW_THE_DIAGONAL = "ababa.ba.+..bab+a.++a.ba.+..bab+ab+a.+++aba.ba.+..bab+a.++a.ba.+."  # of x ≥ y where x ≥ y + 1/4
PAIR = {"x": "real", "y": "real"}
SQUARE_BOX = [*SHUT, [">=", "y", 0], ["<=", "y", 1]]
FAR_BELOW = [*SQUARE_BOX, ["<=", "y", ["-", X, "1/4"]]]


def boxes(tree: str, at: Any = "3/4") -> dict:
    return by("boxes", tree=tree) | {"sample": {"x": at}}


def in_pair(tree: str) -> dict:
    return boxes(tree) | {"sample": {"x": "3/4", "y": "3/4"}}


def below_three_fifths(tree: str) -> tuple[dict, dict]:
    """x < 3/5 on 0 ≤ x ≤ 1."""
    return claim("less", X, "3/5", SHUT), boxes(tree, "1/4")


# Not one of these may be PROVED: the claims are false.
FALSE_CLAIMS: dict[str, tuple[dict, dict]] = {
    "boxes, of which the last is missing": below_three_fifths("a+"),
    "boxes, of which the last three are missing": below_three_fifths("aa++"),
    "boxes with the last one twice": below_three_fifths("a++"),
    "boxes with a letter too many": below_three_fifths("a+++"),
    "boxes, of which one is outside of a domain that has it": below_three_fifths("a+."),
    "boxes with the halves exchanged": (claim("less", "2/5", X, SHUT), boxes("a+")),
    "a box by a ball that holds 0": (claim("less", 0, X, WITHIN_ONE), boxes("+")),
    "a box by Taylor's formula of order 1": (claim("less", 0, X, WITHIN_ONE), boxes("1")),
    "a box by Taylor's formula of order 4": (claim("less", 0, ["sin", X], WITHIN_ONE), boxes("4")),
    "a box of points where only the middle is good": (claim("less", SQUARE, "1/2", WITHIN_ONE), boxes("2", 0)),
    "a box whose largest face is looked at": (claim("less", 0, X, WITHIN_ONE), boxes("A+")),
    "a box without an end": (claim("less", 0, ["-", 1, X], [[">=", X, 0]]), boxes("+", "1/2")),
    "a face across a pole": (claim("less", 0, ["/", 1, X], NOT_ZERO), boxes("A+")),
    "a face across a jump": (claim("less", 0, SIGN, NOT_ZERO), boxes("A+")),
    "a formula across a jump": (claim("less", 0, SIGN, NOT_ZERO), boxes("1")),
    "a face across a jump of a bounded function": (claim("less", 0, ["atan", ["/", 1, X]], NOT_ZERO), boxes("A+")),
    "a formula across a jump of a bounded function": (claim("less", 0, ["atan", ["/", 1, X]], NOT_ZERO), boxes("1")),
    "a face across a kink": (claim("less", "1/2", ["abs", X], WITHIN_ONE), boxes("A+")),
    "a formula across a kink": (claim("less", "1/2", ["abs", X], WITHIN_ONE), boxes("9")),
    "a face across a pole of the tangent": (
        claim("less", 0, ["tan", X], [[">=", X, 1], ["<=", X, 2]]), boxes("A+", "5/4")
    ),
    "a box where something is undefined": (
        claim("less", 0, ["+", 1, ["*", 0, ["log", X]]], WITHIN_ONE), boxes("+")
    ),
    "a box half of which is undefined": (
        claim("less", 0, ["+", 2, ["sqrt", X]], WITHIN_ONE), boxes("+")
    ),
    "an end that is larger than it looks": (
        claim("less", X, 1, [[">=", X, 0], ["<", X, ["/", "pi", 3]]]), boxes("+", "1/2")
    ),
    "the face of an end that is larger than it looks": (
        claim("less", X, 1, [[">=", X, 0], ["<", X, ["/", "pi", 3]]]), boxes("A+", "1/2")
    ),
    "a zero at an end that belongs to the interval": (claim("less", 0, X, SHUT), boxes("i")),
    "a zero at the upper end that belongs to the interval": (claim("less", X, 1, SHUT), boxes("q")),
    "a zero that is none": (claim("less", 0, ["-", X, "1/2"], UNIT), boxes("i")),
    "a zero that is none, at the upper end": (claim("less", 0, ["-", "1/2", X], UNIT), boxes("q", "1/4")),
    "a zero that is left downwards": (claim("less", 0, ["-", X], UNIT), boxes("i")),
    "a zero that is left upwards, at the upper end": (claim("less", 0, ["-", X, 1], UNIT), boxes("q")),
    "a zero at an end that most boxes do not touch": (
        claim("less", 0, ["*", X, ["-", X, "1/4"], ["-", X, "1/2"]], UNIT), boxes("aai+i")
    ),
    "a zero of a root, which has no derivative": (
        claim("less", 0, ["-", X, ["sqrt", X]], UNIT), boxes("i")
    ),
    "a zero at an end of another symbol": (
        claim("at_most", 0, ["-", X, "y"], SQUARE_BOX, **PAIR), in_pair("i")
    ),
    "a zero of some values of the other symbol": (
        claim("at_most", 0, ["*", X, ["-", X, "y"]], SQUARE_BOX, **PAIR), in_pair("i")
    ),
    "a zero on a face": (
        claim("less", 0, ["-", X, "y"], [*UNIT, [">", "y", 0], ["<", "y", 1]], **PAIR), in_pair("Ai")
    ),
    "a hypothesis that fails on half of a box": (claim("less", 0, X, FAR), boxes(".")),
    "a hypothesis that fails on one half": (claim("less", 0, X, FAR), boxes("a.+")),
    "a hypothesis that fails on a face": (
        claim("less", 0, X, [*SQUARE_BOX, ["<=", "y", X]], **PAIR), in_pair("A.")
    ),
    "a derivative in place of what is not 0": (claim("less", 0, ["-", X, "1/2"], UNIT), boxes("I+")),
    "a derivative in place of what is 0 at an end that belongs": (claim("less", 0, X, SHUT), boxes("I+")),
    "a derivative with the wrong sign": (claim("less", 0, ["-", X, 1], UNIT), boxes("Q+")),
    "a derivative in place of what is not 0 on the whole edge": (
        claim("at_most", 0, ["-", X, "y"], SQUARE_BOX, **PAIR), in_pair("I+")
    ),
    "a derivative that is positive on the domain, but not on the way there": (
        claim("at_most", 0, ["-", ["/", SQUARE, 2], ["*", X, "y"]], FAR_BELOW, **PAIR),
        {**in_pair("I" + BELOW_THE_DIAGONAL), "sample": {"x": "3/4", "y": "1/4"}},
    ),
    "a derivative in place of a kink": (
        claim("less", 0, ["-", ["abs", ["-", X, "1/2"]], "1/2"], UNIT), boxes("I+")
    ),
    "an equation that fails on half of a box": (
        claim("less", 0, X, [*SQUARE_BOX, ["=", SQUARE, "y"]], **PAIR), in_pair(".") | {"sample": {"x": 1, "y": 1}}
    ),
    "a hypothesis that may fail on a half": (
        claim("less", 0, ["-", X, "1/2"], [*SHUT, [">=", ["sin", X], "1/4"]]), boxes("a.+", 1)
    ),
    "a box for an equation": (claim("equal", X, X, WITHIN_ONE) | {"rhs": 0}, boxes("+")),
}  # fmt: skip
