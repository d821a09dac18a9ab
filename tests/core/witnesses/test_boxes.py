"""Trees of boxes: what core accepts, and how it refuses."""

from typing import Any

import pytest

from symcrit.core.verdict import Malformed, check

WITHIN_ONE = [[">=", "x", -1], ["<=", "x", 1]]
OPEN = [[">", "x", 0], ["<", "x", 1]]
SQUARE = ["^", "x", 2]


def finding(tree: str, lhs: Any, rhs: Any, where: list, **sample: Any) -> Any:
    point = sample or {"x": "4/5"}
    claim = {"kind": "less", "symbols": dict.fromkeys(point, "real"), "where": where, "lhs": lhs, "rhs": rhs}
    witness = {"kind": "boxes", "tree": tree, "sample": point}
    return check({"claim": claim, "witness": witness})


PAIR = [*OPEN, [">", "y", 0], ["<", "y", 1]]
SUM = ["<", ["+", "x", "y"], "9/10"]
HALF = {"x": "1/4", "y": "1/4"}
PROVED: dict[str, tuple] = {
    "a ball": ("+", 0, ["+", 2, "x"], WITHIN_ONE),
    "halves": ("a+a++", SQUARE, ["+", "x", "5/2"], WITHIN_ONE),
    "Taylor's formula": ("2", 0, ["+", ["-", SQUARE, "x"], 2], WITHIN_ONE),
    "Taylor's formula of high order": ("9", ["exp", "x"], ["+", 1, "x", SQUARE], [[">", "x", "1/2"], ["<", "x", 1]]),
    "a face": ("A+", 0, ["+", "x", ["exp", "x"]], OPEN),
    "a zero at the lower end": ("i", ["sin", "x"], "x", OPEN),
    "a zero of order 3": ("i", ["-", "x", ["/", ["^", "x", 3], 6]], ["sin", "x"], OPEN),
    "a zero at the upper end": ("q", ["log", "x"], ["-", "x", 1], [["<", "x", 1], [">", "x", "3/4"]]),
}
IN_TWO: dict[str, tuple] = {
    "a corner": ("Ij", 0, ["*", "x", "y", ["+", 1, "x", "y"]], PAIR),
    "a corner of order 2": ("Jq", 0, ["*", ["^", "y", 2], ["-", 1, "x"]], PAIR),
    "a zero on an edge": ("i", 0, ["*", "x", ["+", "y", 1]], PAIR),
    "a zero on the other edge": ("j", 0, ["*", "y", ["+", "x", 1]], PAIR),
    "halves of both": ("a+b++", ["*", "x", "y"], ["+", "3/4", "y"], PAIR),
    "a hypothesis that fails": ("ab++b+.", ["*", "x", "y"], "3/5", [*PAIR, SUM]),
    "faces of faces": ("ABA+", 0, ["*", ["+", "x", 1], ["+", "y", 1]], PAIR),
}


@pytest.mark.parametrize("name", PROVED)
def test_what_is_accepted(name: str) -> None:
    found = finding(*PROVED[name])
    assert found.verdict.name == "PROVED", found.why
    assert found.evidence == ("ball",)


@pytest.mark.parametrize("name", IN_TWO)
def test_what_is_accepted_in_two_symbols(name: str) -> None:
    found = finding(*IN_TWO[name], **HALF)
    assert found.verdict.name == "PROVED", found.why


REFUSED: dict[str, tuple[str, tuple]] = {
    "letters left over": ("goes on after its last box", ("++", 0, ["+", 2, "x"], WITHIN_ONE)),
    "a box is missing": ("ends before its last box", ("a+", 0, ["+", 2, "x"], WITHIN_ONE)),
    "no such symbol": ("that the difference does not have", ("b++", 0, ["+", 2, "x"], WITHIN_ONE)),
    "a derivative where nothing is 0": ("not shown to be 0 at an end", ("I+", "-1/2", "x", OPEN)),
    "no such end": ("that the difference does not have", ("j", ["sin", "x"], "x", OPEN)),
    "not monotone": ("not shown to be monotone", ("A+", -1, SQUARE, WITHIN_ONE)),
    "not bounded": ("not bounded on both sides", ("+", 0, ["+", 1, SQUARE], [])),
    "a zero in a half that does not touch": ("is not shown on a box", ("aii", ["sin", "x"], "x", OPEN)),
    "too deep": ("cuts lead to", (302 * "a", 0, ["+", 2, "x"], WITHIN_ONE)),
    "no symbols": ("have 1 to 8 symbols", ("+", 0, 1, WITHIN_ONE)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    why, given = REFUSED[name]
    found = finding(*given)
    assert found.verdict.name == "UNDECIDED"
    assert why in found.why


@pytest.mark.parametrize("tree", ["", "y", "a +", "0", "é"])
def test_trees_that_are_none(tree: str) -> None:
    with pytest.raises(Malformed, match="not the letters of a tree of boxes"):
        finding(tree, 0, ["+", 2, "x"], WITHIN_ONE)


def test_the_cost_grows_with_the_number_of_boxes() -> None:
    trees = ["+"]
    for _ in range(8):
        trees.append(f"a{trees[-1]}{trees[-1]}")
    costs = [finding(tree, 0, ["+", 2, "x"], WITHIN_ONE).work for tree in trees]
    steps = [(costs[k + 1] - costs[k]) / 2**k for k in range(8)]
    assert max(steps) <= 1.1 * min(steps)
