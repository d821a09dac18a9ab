"""Reductions of random products of functions of Gaussian variables agree with panels of quadrature."""

import math
import random
from collections import Counter

import pytest

from symcrit.core import Reject
from symcrit.core.work import OutOfWork
from tests.core.gaussian.oracle import COARSE, FINE, Piece, expectation
from tests.core.gaussian.products import SLOPE, Product, by_core, by_panels, random_product

SOME = 24
ALL = 10_000
REFUSED_AT_MOST = 0.3  # of all products: most have a cosine beside a sign, or an exponential that grows too fast
CLOSE = {SLOPE: 1e-5}  # what difference quotients leave open; other means are compared to 1e-7


def outcome(product: Product) -> str:
    """ "right", or why there is no answer; raises AssertionError where the answer is wrong."""
    try:
        found = by_core(product)
    except Reject as error:
        return str(error)
    except OutOfWork:
        return "out of work"
    close = CLOSE.get(product.road, 1e-7)
    if found != pytest.approx(by_panels(product, COARSE), rel=close, abs=close):
        assert found == pytest.approx(by_panels(product, FINE), rel=close, abs=close), product
    return "right"


def counted(seeds: range, most: int) -> Counter[str]:
    return Counter(outcome(random_product(random.Random(seed), most)) for seed in seeds)


def test_some_random_products() -> None:
    found = counted(range(SOME), most=3)
    assert found["right"] > (1 - REFUSED_AT_MOST) * SOME, found


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, ALL, 500))
def test_random_products(start: int) -> None:
    found = counted(range(start, start + 500), most=4)
    assert found["right"] > (1 - REFUSED_AT_MOST) * 500, found


def test_the_oracle_is_right() -> None:
    plane = [[1, 0.4], [0.4, 1]]
    u, v = (1.0, 0.0), (0.0, 1.0)
    assert expectation([Piece("id", u, 0), Piece("id", v, 0)], [0, 0], plane) == pytest.approx(0.4)
    by_hand = 2 / math.pi * math.asin(0.4)
    assert expectation([Piece("sign", u, 0), Piece("sign", v, 0)], [0, 0], plane) == pytest.approx(by_hand)
    between = [Piece("sign", (1.0,), -1), Piece("sign", (1.0,), 0)]  # 1 − 2P(0 < x < 1)
    assert expectation(between, [0], [[1]]) == pytest.approx(1 - math.erf(math.sqrt(0.5)))
    three = [Piece("step", row, 0) for row in ((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0))]
    halves = [[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]]
    assert expectation(three, [0, 0, 0], halves) == pytest.approx(1 / 4)
    dependent = [*three, Piece("step", (-1.0, -1.0, -1.0), 0)]  # never all at once
    assert expectation(dependent, [0, 0, 0], halves) == pytest.approx(0, abs=1e-12)
