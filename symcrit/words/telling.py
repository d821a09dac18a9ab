"""Steps of a proof, collected while witnesses tell what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from symcrit.core import Claim, Expr, Groups, Proof, Relation, Witness
from symcrit.words import kernels
from symcrit.words.boxes import COMMA, SPACE, Box, expression, plain, row
from symcrit.words.formulas import relation
from symcrit.words.lines import LINE, width
from symcrit.words.places import indexed, is_one, own_size, place_of
from symcrit.words.plain import Display, Piece, Prose, prose
from symcrit.words.powers import with_powers_together
from symcrit.words.typeset import typeset

_SIDES = "the difference of the two sides"
_LONG = 8 * LINE  # a longer formula is left to the certificate


class Step(NamedTuple):
    """A numbered step, such as (2, 1) for 2.1."""

    number: tuple[int, ...]
    says: Prose


class Telling:
    """Collects steps; the last of `counts` is the number of the step on the present level.

    `sides` is what the goal at hand is about, in words.  `of_goal` and `of_claim` tell witnesses of their kinds.
    """

    def __init__(
        self,
        of_goal: Callable[[Telling, Witness], None],
        of_claim: Callable[[Telling, Claim, Proof], None],
    ) -> None:
        self.of_goal = of_goal
        self.of_claim = of_claim
        self.steps: list[Step] = []
        self.counts = [0]
        self.sides = _SIDES

    def step(self, text: str, *inserts: Piece | Prose) -> None:
        """One more step on this level, a sentence as `prose` takes it."""
        self.told(prose(text, *inserts))

    def told(self, pieces: Prose) -> None:
        """One more step on this level."""
        self.counts[-1] += 1
        self.steps.append(Step(tuple(self.counts), pieces))

    @property
    def number(self) -> str:
        """The number of the step just written."""
        return ".".join(map(str, self.counts))

    @property
    def subject(self) -> str:
        """What the goal at hand is about, where a sentence begins."""
        return self.sides[:1].upper() + self.sides[1:]

    @contextmanager
    def about(self, sides: str) -> Iterator[None]:
        """What is told inside is about this; about the same as before where it is empty."""
        before = self.sides
        self.sides = sides or self.sides
        yield
        self.sides = before

    def below(self, witness: Witness, sides: str = "") -> None:
        """What proves the step just written: steps one level deeper, or more words in it if that takes no formulas."""
        start = len(self.steps)
        with self.about(sides or f"{_SIDES} in {self.number}"):
            self.counts.append(0)
            self.goal(witness)
            self.counts.pop()
        words = [piece for step in self.steps[start:] for piece in step.says]
        if not any(isinstance(piece, Display) for piece in words):
            del self.steps[start:]
            self.steps[-1].says.extend(words)

    def goal(self, witness: Witness) -> None:
        """The lemmas of a witness, and how it shows what is to be shown."""
        for lemma in witness.lemmas:
            self.step("Lemma: @", displayed(relation(lemma.relation)))
            self.below(lemma.witness)
        self.of_goal(self, witness)

    def claim(self, claim: Claim, proof: Proof) -> None:
        """The proof of a whole claim, on this level."""
        self.of_claim(self, claim, proof)

    def kernel(self, claim: Claim, proof: Proof) -> None:
        """The kernel that a claim is about, why it is right, and the order parameters of a network of groups."""
        if claim.of_kernel is None:
            return
        letters = kernels.called(claim.of_kernels)
        for kernel, how, own in zip(claim.of_kernels, proof.derivations, letters, strict=False):
            for pieces in kernels.derived(kernel, how, own):
                self.told(pieces)
        place = place_of(claim)
        if isinstance(place, Groups):
            self.told(_order_parameters(place))


def _order_parameters(place: Groups) -> Prose:
    """Q and R in a group."""
    one = is_one(place)
    model, _ = place.model([own_size(place)])
    own = plain("Q_{11} =" if one else "Q_{ii} =")
    teacher = plain("R_{1j} =" if one else "R_{ij} =")
    inner = [expression(with_powers_together(model.gram(0, at))) for at in (0, len(model.W))]
    line = Display((row(own, inner[0], COMMA, SPACE, teacher, inner[1]),), "." if one else "")
    between = "" if one else " for $j ∈ G_i$, and 0 between different groups. "
    return prose(f"The order parameters are@{between}", line)


def displayed(item: Box, end: str = ".") -> Display | str:
    """A formula on its own line, unless it is too long to be read."""
    return Display((item,), end) if width(typeset(item)) <= _LONG else f"a formula too long to be read here{end} "


def generic(claim: Claim) -> dict[str, Expr]:
    """The sizes l_0, l_1, l_2 of generic groups, all read as l_i."""
    place = place_of(claim)
    if not isinstance(place, Groups):
        return {}
    return {f"{place.size}_{i}": indexed(place.size) for i in range(3)}


def displayed_relation(item: Relation) -> Display | str:
    """A relation as `displayed` shows it."""
    return displayed(relation(item))
