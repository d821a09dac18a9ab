"""What is quicker is the same: programs against plain evaluation, sums in step against sums node by node."""

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.expr import Expr, diff, nodes, num, parse, substitute, sym
from symcrit.core.algebra.programs import Program
from symcrit.core.expectation import quadrature
from symcrit.core.expectation.quadrature import CENTRED, Places, _in_step, _node_by_node, grid, in_step


def made(op, *parts):
    return st.tuples(st.just(op), *parts).map(list)


def shapes(x):
    several = st.lists(x, min_size=2, max_size=4)
    return st.one_of(
        made("^", x, st.integers(-3, 4)),
        *(made(op, x) for op in ("exp", "sin", "cos", "tanh", "erf", "atan", "abs", "sqrt", "asin", "tan")),
        *(several.map(lambda parts, op=op: [op, *parts]) for op in "+*"),
    )


SHAPES = st.recursive(st.sampled_from(["x", "y", "pi", "1/3", "-2"]), shapes, max_leaves=8)


@settings(max_examples=100, deadline=None)
@given(shape=SHAPES, other=SHAPES, x=st.integers(-5, 5), bits=st.sampled_from([64, 192]))
def test_a_program_gives_the_values_of_its_expressions(shape, other, x, bits):
    roots, values = (parse(shape), parse(other)), {"x": arb(x) / 7 + arb(0, 1e-5), "y": arb("0.3")}
    program = Program(roots, "xy")
    for prec in (64, bits):  # what is constant is known at either precision
        with precision(prec):
            for found, root in zip(program(*values.values()), roots, strict=True):
                expected = arb(evaluate(root, values))
                assert found.is_finite() == expected.is_finite()
                assert not found.is_finite() or (found.overlaps(expected) and found.rad() <= 2 * expected.rad() + 1e-12)


@settings(max_examples=100, deadline=None)
@given(shape=SHAPES, value=SHAPES)
def test_where_a_symbol_does_not_occur_nothing_is_walked(shape, value):
    """`substitute` and `diff` against the same over all nodes."""
    root, new = parse(shape), parse(value)
    memo = {sym("x"): new}
    for node in nodes(root):
        if node not in memo:
            head = node.args[: len(node.args) - len(node.children)]
            memo[node] = Expr(node.op, *head, *(memo[child] for child in node.children))
    assert substitute(root, {"x": new}) is memo[root]
    assert diff(root, "z") is num(0)
    assert list(nodes(root, known={root})) == []


TANH, BELL = parse(["tanh", ["+", "z", "1/2"]]), parse(["/", "z", ["+", 1, ["exp", ["-", "z"]]]])


@pytest.mark.parametrize("scales", [("1", "0.6", "0.8"), ("0.3", "-1.2", "0.2"), ("2", "0.05", "1"), ("0.5", "1", "2")])
def test_sums_in_step_are_those_node_by_node(scales):
    with precision(96):
        scales = tuple(map(arb, scales))
        moved = ((scales[0], abs(scales[1])), (scales[2],))
        x, y = (grid(TANH, BELL, scales, part, 40.0) for part in moved)
        finer, pace = in_step(x, y, scales)
        assert pace is not None
        assert finer.step <= y.step * arb("1.0000001")
        assert finer.step * finer.reach >= y.step * y.reach * arb("0.9999999")
        places = Places(TANH, BELL, scales, CENTRED)
        quick, plain = _in_step(places, x, finer, pace), _node_by_node(places, x, finer)
        assert quick.overlaps(plain)
        assert quick.rad() < 1e-18


def test_both_ways_of_summing_enclose_the_same_expectation(monkeypatch):
    with precision(96):
        scales = tuple(map(arb, ("1", "0.6", "0.8")))
        quick = quadrature.sums(TANH, BELL, scales, 60)
        monkeypatch.setattr(quadrature, "in_step", lambda x, y, scales: (y, None))
        plain = quadrature.sums(TANH, BELL, scales, 60)
        assert quick.overlaps(plain)
        assert quick.rad() < 1e-15
        assert plain.rad() < 1e-15
