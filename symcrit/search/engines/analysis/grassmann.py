"""Covers of all projectors of rank n by boxes (`grassmann_cover`): stars where F is largest, and trees."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from flint import fmpq

from symcrit.core import Expr, Reject, TooLarge
from symcrit.core.algebra import balls
from symcrit.core.projectors.chart import Objective
from symcrit.core.projectors.cover import (
    CONSTANT,
    CUT,
    ORDERED,
    SLOPE,
    STAR,
    STEEP,
    STEEP_BY_TAYLOR,
    TAYLOR,
    Box,
    BoxAt,
    Cover,
    Star,
    centre_of,
    charts,
    is_symmetric,
)
from symcrit.core.projectors.target import Target, number_of
from symcrit.core.witnesses.grassmann_cover import GrassmannCover
from symcrit.search.search import Search

BITS = 64
SMALLEST = 30  # the radius of a star is at least 2^−SMALLEST
DEEPEST = 32  # cuts of a coordinate
TOUCHING = 1e-11  # a value that is taken for the maximum
REASONS = (CONSTANT, STEEP, SLOPE, TAYLOR, STEEP_BY_TAYLOR)


def find(search: Search, target: Target, maximum: Expr) -> GrassmannCover | None:
    """A cover that shows F ≤ maximum; None where a box is left."""
    try:
        with balls.precision(BITS):
            bound = balls.evaluate(maximum, {}, None, search.work)
            objective = Objective(target, search.work)
            plain = Cover(target, bound, (), objective)
            stars = tuple(_stars(plain, target))
            cover = Cover(target, bound, stars, objective)
            trees = []
            for chart in range(len(charts(target))):
                tree = _tree(cover, chart)
                if tree is None:
                    return None
                trees.append(tree)
    except (Reject, TooLarge):
        return None
    return GrassmannCover(maximum=maximum, precision=BITS, stars=stars, trees=tuple(trees))


def _stars(cover: Cover, target: Target) -> Iterator[Star]:
    """The partitions of which F is as large as the bound, as far as their charts are looked at, with a large radius."""
    n = number_of(target.n)
    for chart in range(len(charts(target))):
        for chosen in product(range(n), repeat=cover.r):
            centre = tuple(tuple(fmpq(int(j == own)) for j in range(n)) for own in chosen)
            star = Star(chart=chart, centre=centre, radius=fmpq(1))
            value = balls.ball(target.total(centre_of(target, star)))
            if abs(value - cover.maximum) < TOUCHING and not _is_image(target, chosen):
                yield from _widest(cover, target, star)


def _is_image(target: Target, chosen: tuple[int, ...]) -> bool:
    """Whether permutations of coordinates bring the largest entry of this matrix to the first place."""
    return is_symmetric(target) and chosen[0] != 0


def _widest(cover: Cover, target: Target, star: Star) -> Iterator[Star]:
    """The star with the largest radius 2^−m for which it is one."""
    for halvings in range(SMALLEST):
        found = Star(chart=star.chart, centre=star.centre, radius=fmpq(1, 2**halvings))
        try:
            Cover(target, cover.maximum, (found,), cover.objective)
        except Reject:
            continue
        yield found
        return


def _tree(cover: Cover, chart: int) -> str | None:
    """The letters of one chart; None where a box is left."""
    left = [Box.whole(cover.r * cover.n)]
    letters = []
    while left:
        box = left.pop()
        letter = _letter(cover, chart, box)
        if letter is None:
            if min(box.cuts) >= DEEPEST:
                return None
            lower, upper = box.halves()
            left += [upper, lower]
        letters.append(letter or CUT)
    return "".join(letters)


def _letter(cover: Cover, chart: int, box: Box) -> str | None:
    """The cheapest reason for which a box falls."""
    cover.objective.work.charge(5)
    if cover.symmetric and cover.falls(chart, box, ORDERED):
        return ORDERED
    if cover.falls(chart, box, STAR):
        return STAR
    place = BoxAt(cover, chart, box)
    return next((letter for letter in REASONS if place.falls(letter)), None)
