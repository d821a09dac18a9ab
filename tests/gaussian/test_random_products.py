"""Reductions of random products of functions of two Gaussian variables agree with panels of quadrature."""

import math
import random
from fractions import Fraction

import pytest

from symcrit.core import Domain, Reject, Work
from symcrit.core.algebra import balls
from symcrit.core.gaussian.language import parse_statement
from symcrit.core.gaussian.plain import plain
from tests.gaussian.oracle import Piece, expectation

COUNT = 60
NAMES = ["erf", "abs", "sign", "relu", "gauss", "exp", "id", "square", "cos", "sin"]


def written(piece: tuple[str, Fraction, Fraction, Fraction]) -> object:
    function, a, b, c = piece
    y = ["+", ["*", str(a), "u"], ["*", str(b), "v"], str(c)]
    if function == "id":
        return y
    if function == "square":
        return ["^", y, 2]
    if function == "gauss":
        return ["exp", ["*", "-1/2", ["^", y, 2]]]
    if function == "relu":
        return ["/", ["+", y, ["abs", y]], 2]
    return [function, y]


def rational(rng: random.Random) -> Fraction:
    return Fraction(rng.choice([-3, -2, -1, 0, 0, 1, 1, 2, 3]), rng.choice([1, 2, 3]))


def random_product(rng: random.Random) -> tuple[list, list, list]:
    count = rng.choice([1, 2, 2, 3])
    pieces = []
    for _ in range(count):
        a, b = rational(rng), rational(rng)
        if a == b == 0:
            a = Fraction(1)
        pieces.append((rng.choice(NAMES), a, b, rng.choice([Fraction(0), rational(rng)])))
    p, q = Fraction(rng.choice([1, 2, 3]), 2), Fraction(rng.choice([1, 2, 3]), 2)
    r = Fraction(rng.choice([-2, -1, 0, 1, 2]), 5)
    return pieces, [rng.choice([Fraction(0), rational(rng)]) for _ in "uv"], [[p, r], [r, q]]


def reduced(pieces: list, mean: list, cov: list) -> float:
    product = ["*", *map(written, pieces)]
    law = [["u", "v"], [str(m) for m in mean], [[str(x) for x in row] for row in cov]]
    node = parse_statement(["expect", product, *law])
    value = plain(Domain({}), [node], Work(20_000_000)).exprs[0]
    with balls.precision(128):
        found = balls.evaluate(value, {})
    if not found.is_finite():
        raise Reject("there is no ball for a product of signs at the edge")
    assert found.rad() < 1e-12
    return float(found.mid())


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_random_product(seed: int) -> None:
    pieces, mean, cov = random_product(random.Random(seed))
    try:
        found = reduced(pieces, mean, cov)
    except Reject as error:
        pytest.skip(f"refused: {error}")
    oracle = expectation(
        [Piece(name, *map(float, numbers)) for name, *numbers in pieces],
        list(map(float, mean)),
        [list(map(float, row)) for row in cov],
    )
    assert found == pytest.approx(oracle, rel=1e-7, abs=1e-8), (pieces, mean, cov)


def test_most_products_have_a_rule() -> None:
    refused = 0
    for seed in range(COUNT):
        try:
            reduced(*random_product(random.Random(seed)))
        except Reject:
            refused += 1
    assert refused < COUNT // 4


def test_the_oracle_is_right() -> None:
    assert expectation([Piece("id", 1, 0, 0), Piece("id", 0, 1, 0)], [0, 0], [[1, 0.4], [0.4, 1]]) == pytest.approx(0.4)
    by_hand = 2 / math.pi * math.asin(0.4)
    assert expectation([Piece("sign", 1, 0, 0), Piece("sign", 0, 1, 0)], [0, 0], [[1, 0.4], [0.4, 1]]) == pytest.approx(
        by_hand
    )
