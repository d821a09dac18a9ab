"""Products of exponentials as one: the value stays, and where it is defined."""

import pytest
from flint import arb, fmpq

from symcrit.core import Work
from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import nodes, parse
from symcrit.core.gaussian.exponentials import merged

ROOTS = [
    ["*", ["exp", "x"], ["exp", "y"]],
    ["*", ["exp", "x"], ["+", ["exp", "y"], "x", ["*", 2, ["exp", ["-", "x"]]]]],
    ["*", ["*", 3, ["exp", "x"]], ["*", "y", ["^", ["exp", "y"], -2]]],
    ["*", ["+", ["exp", "x"], 1], ["+", ["exp", "y"], "x"]],
    ["+", ["exp", "x"], ["*", ["sin", ["*", ["exp", "x"], ["exp", "y"]]], ["exp", "y"]]],
    ["^", ["+", 1, ["exp", "x"]], 2],
    ["/", ["exp", "x"], ["exp", "y"]],
    ["*", 0, ["exp", "x"], "y"],
    ["exp", 0],
    ["*", ["exp", 0], ["exp", 0]],
    ["*", ["exp", 0], ["+", ["exp", "x"], ["exp", 0]]],
    ["*", "y", ["+", "x", ["*", ["exp", "x"], ["+", 1, ["*", ["exp", "y"], ["exp", "x"]]]]]],
]


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_the_value_stays(root: list) -> None:
    point = {"x": arb(fmpq(5, 8)), "y": arb(fmpq(-3, 4))}
    with balls.precision(100):
        before = balls.evaluate(parse(root), point)
        after = balls.evaluate(merged(parse(root), Work()), point)
    assert (before - after).rad() < 1e-20
    assert before.overlaps(after)


def test_one_exponential_is_left() -> None:
    root = merged(parse(["*", ["exp", "x"], ["*", 2, ["exp", "y"], ["^", ["exp", "x"], 3]]]), Work())
    assert [node.op for node in nodes(root)].count("exp") == 1


@pytest.mark.parametrize(
    "root",
    [
        ["*", ["exp", ["log", "x"]], ["exp", ["-", ["log", "x"]]]],
        ["*", 0, ["exp", ["log", "x"]]],
        ["*", ["exp", "x"], ["*", 0, ["exp", ["log", "x"]]]],
        ["^", ["exp", ["log", "x"]], 0],
        ["*", ["exp", ["*", 0, ["log", "x"]]], ["exp", 0]],
    ],
    ids=str,
)
def test_what_is_undefined_somewhere_stays_so(root: list) -> None:
    context = Context(Domain({"x": "real"}), Work())
    assert context.undefined(parse(root)) is not None
    assert context.undefined(merged(parse(root), Work())) is not None
