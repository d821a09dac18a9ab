"""`grassmann_cover`: the best function of n projections, by boxes that cover all projectors of rank n."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, Expr, parse, symbols
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, part
from symcrit.core.projectors.chart import Objective
from symcrit.core.projectors.cover import LETTERS, Cover, Star, centre_of
from symcrit.core.projectors.target import Target
from symcrit.core.reading import index, need, require, text
from symcrit.core.witnesses._maximum import Maximum, goal

MOST_BITS = 512


def read_bits(value: object) -> int:
    """A number of bits; raises `Malformed`."""
    bits = index(value)
    need(32 <= bits <= MOST_BITS, f"precision is a number of bits, 32 … {MOST_BITS}")
    return bits


def read_tree(value: object) -> str:
    """The letters of a chart; raises `Malformed`."""
    tree = text(value)
    need(tree and LETTERS.issuperset(tree), "not the letters of a tree of boxes: {}", value)
    return tree


def read_maximum(value: object) -> Expr:
    """A number; raises `Malformed`."""
    found = parse(value)
    need(not symbols(found), "the maximum is a number")
    return found


@frozen
class GrassmannCover(Maximum):
    """For numbers n < k: Σ b_i b_j V(P_ij) ≤ `maximum` for every projector P of rank n, so that every function of n
    projections has E[(f − f*)²] ≥ V(1)·Σ b_j² − maximum.

    In every chart (see `projectors.cover`) the cube is cut in halves, and each part falls for the reason its letter
    says, in balls of `precision` bits.  Goals: "star/1", … , that the sum at the centre of a star is ≤ maximum.
    """

    kind = "grassmann_cover"
    maximum: Expr = part(read_maximum)
    precision: int = part(read_bits)
    stars: tuple[Star, ...] = part(Star.read, shape="list", optional=True)
    trees: tuple[str, ...] = part(read_tree, shape="list")

    def bound(self, target: Target) -> Expr:
        """V(1)·Σ b_j² − maximum."""
        return target.V(ONE) * target.squares - self.maximum

    def goals(self, target: Target, domain: Domain, among: str) -> Iterator[Goal]:
        """The values at the centres of the stars."""
        require(among != "skip", "a cover says nothing of a linear function that is added")
        for i, star in enumerate(self.stars, start=1):
            own = target.total(centre_of(target, star))
            yield goal(domain, f"star/{i}", "<=", own, self.maximum)

    def check(self, target: Target, checker: Checker) -> None:
        """The boxes."""
        checker.evidence.add("ball")
        with precision(self.precision):
            maximum = evaluate(self.maximum, {}, None, checker.work)
            Cover(target, maximum, self.stars, Objective(target, checker.work)).check(self.trees)

    def rules(self) -> tuple[str, ...]:
        """That of projectors, and that of the boxes."""
        return ("conditional-expectation", "grassmann-cover")
