"""Certificates at which core ended in a traceback, or the process in an abort: each has an answer."""

import pytest

from symcrit.core import check

from .cheats_lemmas import cases
from .pieces import by, claim, monotone

DIGITS = "7" * 3990
LONG = [f"1/3{DIGITS[:3500]}", f"1/{DIGITS[:3500]}"]
FROM_0 = [[">=", "x", 0]]
OF_IDENTITY = {"kind": "monotone", "claim": monotone("x"), "low": 0, "high": "x", "witness": {"kind": "goals"}}


def powers(exponent: int, times: int) -> object:
    """2 to this power, that to this power, …"""
    tower: object = 2
    for _ in range(times):
        tower = ["^", tower, exponent]
    return tower


def bounded(bound: object) -> dict:
    return claim("at_most", 0, ["^", "x", 2], [["<=", ["abs", bound], 1]])


def pair(at: str, other: str) -> dict:
    return {"kind": "refute", "at": {"x": at}, "other": other}


ANSWERED: dict[str, tuple[dict, dict, str]] = {
    "two points in order where nothing is": (
        claim("at_most", 0, "x", [[">", "x", 0]]), cases("x", OF_IDENTITY), "PROVED"
    ),
    "a box with an end beyond all integers": (
        claim("at_most", 0, "x", [*FROM_0, ["<=", "x", powers(100_000, 3)]]), by("boxes", tree="+"), "UNDECIDED"
    ),
    "a slope of many squares": (bounded(["*", powers(2, 140), "x"]), by("positive", sample={"x": 0}), "PROVED"),
    "a slope of many digits": (bounded(["*", powers(2, 16), "x"]), by("positive", sample={"x": 0}), "PROVED"),
    "a shift of many digits": (
        bounded(["+", ["*", DIGITS[:3000], "x"], LONG[1]]), by("positive", sample={"x": 0}), "PROVED"
    ),
    "a number of many digits": (claim("less", 0, DIGITS + "e999"), by("positive"), "PROVED"),
    "a middle of many digits": (monotone(["^", "x", 2], kind="concave"), pair(*LONG), "REFUTED"),
    "a point of many digits": (
        claim("less", "x", 0), {"kind": "refute", "at": {"x": ["sqrt", DIGITS + "e999"]}}, "REFUTED"
    ),
}  # fmt: skip


NEAR_PI = [[">", "x", 0], ["<", "x", "3.1415926535897933"]]
FALSE_AT_THE_EDGE: dict[str, tuple[dict, dict]] = {  # where no sample shows it
    "a zero next to an end": (claim("less", 0, ["sin", "x"], NEAR_PI), by("boxes", tree="aIQ")),
    "a zero next to an end, by Taylor's formula": (claim("less", 0, ["sin", "x"], NEAR_PI), by("boxes", tree="aiq")),
    "a zero at an end that is irrational and belongs to the interval": (
        claim("less", ["^", "x", 2], 2, [*FROM_0, ["<=", "x", ["sqrt", 2]]]), by("boxes", tree="q")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_AT_THE_EDGE)
def test_what_is_false_at_the_edge_alone(name: str) -> None:
    statement, witness = FALSE_AT_THE_EDGE[name]
    assert check({"claim": statement, "witness": in_goals(witness)}).verdict.name == "UNDECIDED"


@pytest.mark.parametrize("name", ANSWERED)
def test_there_is_an_answer(name: str) -> None:
    statement, witness, expected = ANSWERED[name]
    whole = witness if witness["kind"] == "refute" else in_goals(witness)
    assert check({"claim": statement, "witness": whole}).verdict.name == expected


def in_goals(witness: dict) -> dict:
    """A witness of the goal of a relation as a proof of the claim."""
    inner = {key: value for key, value in witness.items() if key != "sample"}
    return {"kind": "goals", "proofs": {"claim": inner}, "sample": witness["sample"]}


def test_points_that_differ_read_differently() -> None:
    """However deep the difference is."""
    told = set()
    for inmost in (2, 3):
        number: object = inmost
        for _ in range(20):
            number = ["+", 1, ["sqrt", number]]
        refutation = {"kind": "refute", "at": {"x": number}}
        told.add(check({"claim": claim("less", "x", 0), "witness": refutation}).failure.where)
    assert len(told) == 2
