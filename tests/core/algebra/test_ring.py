"""Normal forms of random quotients, with and without roots: their values are those of the expression itself."""

import random

import pytest
from flint import arb, fmpq

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import Expr, num, parse
from symcrit.core.algebra.ring import Ratio, Ring
from symcrit.core.reading import Reject
from symcrit.core.work import Work

LEAVES = ["x", "y", 1, 2, "-3/2", "1/7"]
ROOTS = [*LEAVES, ["sqrt", 2], ["sqrt", ["+", ["^", "x", 2], 1]], ["sqrt", ["+", ["^", "x", 2], "y", 5]]]
PLACES = [{"x": arb(2), "y": arb(3)}, {"x": arb(-5), "y": arb(7) / 3}, {"x": arb(1) / 9, "y": arb(-4)}]


def written(chance: random.Random, leaves: list, depth: int) -> object:
    """A random expression."""
    if not depth:
        return chance.choice(leaves)
    op = chance.choice(["+", "-", "*", "/", "^"])
    first = written(chance, leaves, depth - 1)
    return [op, first, chance.choice([-2, -1, 2])] if op == "^" else [op, first, written(chance, leaves, depth - 1)]


def normal_form(root: Expr) -> tuple[Ratio, Expr] | None:
    """The normal form, also as an expression; None where a denominator is 0."""
    context = Context(Domain({"x": "real", "y": "real"}), Work())
    try:
        found = context.nf(root)
    except Reject:
        return None
    return found, context.normal.expr_of(found)


def disagreements(leaves: list, seed: int, count: int = 60) -> int:
    """How many normal forms are no normal forms, or have another value somewhere."""
    chance = random.Random(seed)
    compared = wrong = 0
    while compared < count:
        root = parse(written(chance, leaves, 3))
        found = normal_form(root)
        if found is None:
            continue
        compared += 1
        (_, below), form = found
        fine = below.leading_coefficient() == 1
        with balls.precision(200):
            for place in PLACES:
                own, other = (balls.evaluate(one, place) for one in (root, form))
                if own.is_finite():
                    fine = fine and other.is_finite() and own.overlaps(other)
        wrong += not fine
    return wrong


@pytest.mark.parametrize("leaves", [LEAVES, ROOTS], ids=["rational", "roots"])
def test_random_quotients(leaves: list) -> None:
    assert disagreements(leaves, 1) == 0


def the_denominator_alone_is_made_monic(self: Ring, n: object, d: object) -> Ratio:
    over, under = HONEST(self, n, d)
    return Ratio(over * fmpq(2), under) if len(under) > 1 else Ratio(over, under)


HONEST = Ring.ratio


def test_a_wrong_quotient_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ring, "ratio", the_denominator_alone_is_made_monic)
    assert disagreements(LEAVES, 1, 20)


def test_a_denominator_has_leading_coefficient_1() -> None:
    found = normal_form(num(1) / parse(["+", 3, ["*", "5/2", "x"]]))
    assert found is not None
    assert found[0].d.leading_coefficient() == 1
    assert found[0].n == fmpq(2, 5)
