"""Long numbers get names, so that formulas with them can be read: N_1 q_12/N_2, where N_1 = 12500…"""

from __future__ import annotations

from itertools import count

from symcrit.words.boxes import Box, index, name, number, row, sign
from symcrit.words.lines import DIGITS
from symcrit.words.plain import Display, Piece, Prose
from symcrit.words.typeset import typeset

_WHOLE = 70  # digits that fit in a line
_ENDS = 24  # of a longer number: the digits that are shown of both ends


class Numbers:
    """The names given so far; one object for everything that is read together."""

    def __init__(self) -> None:
        self.names: dict[str, Box] = {}
        self.taken: set[Box] = set()

    def named(self, pieces: Prose) -> Prose:
        """The pieces with names for long numbers; what the new names stand for is told at the end."""
        known = len(self.names)
        pieces = [_typeset(piece) for piece in pieces]
        for piece in pieces:
            for box in _boxes(piece):
                self._take(box)
        replaced = [self._piece(piece) for piece in pieces]
        new = list(self.names.items())[known:]
        if not new:
            return replaced
        lines = tuple(row(own, sign("="), _digits(digits)) for digits, own in new)
        return [*replaced, " Here", Display(lines, ".")]

    def _piece(self, piece: Piece) -> Piece:
        if isinstance(piece, Display):
            return Display(tuple(map(self._box, piece.formulas)), piece.end)
        return self._box(piece) if isinstance(piece, Box) else piece

    def _box(self, box: Box) -> Box:
        if box.kind == "number" and len(box.parts[0]) > DIGITS:
            return self.names.get(box.parts[0]) or self._name(box.parts[0])
        return Box(box.kind, tuple(self._box(part) if isinstance(part, Box) else part for part in box.parts))

    def _name(self, digits: str) -> Box:
        """A new name for a number, which nothing else has."""
        free = (index(name("N"), number(i)) for i in count(len(self.names) + 1))
        self.names[digits] = next(own for own in free if own not in self.taken)
        self.taken.add(self.names[digits])
        return self.names[digits]

    def _take(self, box: Box) -> None:
        """What has an index in a formula is no name for a number."""
        if box.kind == "index":
            self.taken.add(box)
        for part in box.boxes:
            self._take(part)


def _typeset(piece: Piece) -> Piece:
    if isinstance(piece, Display):
        return Display(tuple(map(typeset, piece.formulas)), piece.end)
    return typeset(piece) if isinstance(piece, Box) else piece


def _digits(digits: str) -> Box:
    """A long number; of a very long one both ends, and how many digits there are between."""
    if len(digits) <= _WHOLE:
        return number(digits)
    between = f"[{len(digits) - 2 * _ENDS} digits]"
    return row(number(digits[:_ENDS]), Box("word", (between,)), number(digits[-_ENDS:]))


def _boxes(piece: Piece) -> tuple[Box, ...]:
    """The formulas of a piece."""
    if isinstance(piece, Display):
        return piece.formulas
    return (piece,) if isinstance(piece, Box) else ()
