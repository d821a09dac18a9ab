"""Signs from shapes, ranges and facts hold at points of the domain; what Φ₂ becomes in normal forms is its value."""

import math
import random

import pytest
from flint import arb

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import RANGES, Context
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ZERO, Expr, nodes, parse, substitute
from symcrit.core.algebra.normal import EQUAL, INDEPENDENT, OPPOSITE
from symcrit.core.algebra.signs import ALLOWED, ANY, POSITIVE
from symcrit.core.work import Work

PLANE = Domain({"x": "real", "y": "real"})


def context(domain: Domain = PLANE) -> Context:
    return Context(domain, Work())


@pytest.mark.parametrize(
    "value",
    [
        ["+", 2, ["*", ["sin", "x"], ["cos", "y"]]],
        ["-", 1, ["/", ["erf", "x"], 2]],
        ["+", "11/10", ["tanh", ["*", "x", "y"]]],
        ["-", 3, ["erfc", "x"]],
        ["+", "1/10", ["binormal", "x", "y", ["sin", "x"]]],
        ["+", 1, ["log", ["+", 1, ["^", "x", 2]]]],
        ["+", 1, ["acos", ["sin", "x"]]],
    ],
    ids=str,
)
def test_bounded_functions_have_ranges_on_the_whole_plane(value: object) -> None:
    assert context().signs(parse(value)) == POSITIVE


@pytest.mark.parametrize(
    "value",
    [
        ["+", 1, ["sin", "x"]],
        ["-", 1, ["erf", "x"]],
        ["+", "9/10", ["tanh", "x"]],
        ["-", 3, ["acos", ["sin", "x"]]],
        ["-", "99/100", ["binormal", "x", "y", 0]],
        ["log", ["+", "1/2", ["^", "x", 2]]],
        ["sin", "x"],
        ["tan", "x"],
    ],
    ids=str,
)
def test_no_sign_is_claimed_where_both_or_zero_in_the_limit_occur(value: object) -> None:
    assert context().signs(parse(value)) != POSITIVE


def _random_expression(rng: random.Random, depth: int) -> list | str | int:
    if depth == 0:
        return rng.choice(["x", "y", 1, 2, "1/2", -1])
    op = rng.choice(["+", "*", "sin", "cos", "erf", "tanh", "erfc", "atan", "exp", "log", "sqrt", "^", "abs", "acos"])
    if op in ("+", "*"):
        return [op, _random_expression(rng, depth - 1), _random_expression(rng, depth - 1)]
    if op == "^":
        return [op, _random_expression(rng, depth - 1), rng.choice([2, 3, -1, -2])]
    return [op, _random_expression(rng, depth - 1)]


@pytest.mark.parametrize("seed", range(60))
def test_signs_hold_at_points(seed: int) -> None:
    rng = random.Random(seed)
    domains = [
        PLANE,
        Domain(PLANE.kinds, [Relation(">", parse("x"), parse(0))]),
        Domain(PLANE.kinds, [Relation("<=", parse(["^", "x", 2]), parse("y"))]),
    ]
    expressions = [parse(_random_expression(rng, 4)) for _ in range(12)]
    for domain in domains:
        own = context(domain)
        found = {node: (own.evident(node), own.signs(node)) for node in nodes(*expressions)}
        for _ in range(6):
            at = {"x": arb(rng.randint(1, 40)) / 8, "y": arb(rng.randint(200, 400)) / 8}
            if not domain.where:
                at = {name: arb(rng.randint(-40, 40)) / 8 for name in "xy"}
            for node, signs in found.items():
                value = balls.sign(balls.evaluate(node, at))
                assert value is None or all(value in known for known in signs), (node, at)


def test_evident_signs_know_the_facts_but_no_balls() -> None:
    own = context(Domain({"x": "real", "y": "real"}, [Relation("<", parse("y"), parse("x"))]))
    gap = parse("x") - parse("y")
    assert own.evident(gap) == POSITIVE
    assert own.evident(gap * gap) == POSITIVE
    assert own.evident(parse(["sin", 1])) == ANY
    assert own.shown(parse(["sin", 1]), ALLOWED[">"])


def test_ranges_hold_the_values() -> None:
    for op, ball in RANGES.items():
        for x in (-30.0, -1.0, -0.5, 0.0, 0.5, 1.0, 30.0):
            if op in ("asin", "acos", "binormal"):
                x = max(-1.0, min(1.0, x))
            args = (parse(1), parse(-1), parse(str(x))) if op == "binormal" else (parse(str(x)),)
            if op == "signs":  # independent, with these means
                args = (parse(str(x)), parse(1), parse(-1), ZERO, ZERO, ZERO)
            assert ball.overlaps(balls.ball(Expr(op, *args)))
        assert ball.is_finite()


GRID = [-2.5, -1.0, -0.25, 0.0, 0.5, 1.75]


@pytest.mark.parametrize("rho", [-1, 0, 1])
def test_the_binormal_at_the_ends_and_at_zero_is_its_value(rho: int) -> None:
    own, node = context(), parse(["binormal", "x", "y", rho])
    form = {-1: OPPOSITE, 0: INDEPENDENT, 1: EQUAL}[rho]
    assert own.is_zero(node - form)
    for h in GRID:
        for k in GRID:
            values = {"x": parse(str(h)), "y": parse(str(k))}
            left, right = (balls.ball(substitute(side, values)) for side in (node, form))
            assert abs(left - right) < 1e-12
            low = max(0.0, _phi(h) + _phi(k) - 1)
            exact = {-1: low, 0: _phi(h) * _phi(k), 1: min(_phi(h), _phi(k))}[rho]
            assert abs(float(right.mid()) - exact) < 1e-12


def _phi(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2


def test_the_binormal_at_the_origin_and_its_symmetry() -> None:
    own = context(
        Domain(
            dict.fromkeys("hkr", "real"),
            [Relation("<=", parse(-1), parse("r")), Relation("<=", parse("r"), parse(1))],
        )
    )
    quadrant = parse(["+", "1/4", ["/", ["asin", "r"], ["*", 2, "pi"]]])
    assert own.is_zero(parse(["binormal", 0, 0, "r"]) - quadrant)
    assert own.is_zero(parse(["binormal", "h", "k", "r"]) - parse(["binormal", "k", "h", "r"]))
    for other in (["binormal", "h", "r", "k"], ["binormal", "h", "k", ["-", "r"]], ["binormal", "h", ["-", "k"], "r"]):
        assert not own.is_zero(parse(["binormal", "h", "k", "r"]) - parse(other))
    with balls.precision(200):
        left = balls.ball(parse(["binormal", 0, 0, "1/3"]))
        right = balls.ball(substitute(quadrant, {"r": parse("1/3")}))
        assert left.overlaps(right)
