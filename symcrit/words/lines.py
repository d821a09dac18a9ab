"""How wide and how high formulas are, and where they break.

Sizes are estimates in em, for a text of 11 points: enough to decide where a line ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from symcrit.words.boxes import RELATIONS, Box, fenced, row, sign

LINE = 39.0  # em that a displayed formula may take
DIGITS = 16  # of a number that gets no name of its own
_SIZES = {"number": 0.5, "name": 0.58, "word": 0.5}  # em per character
_SMALL = 0.72  # an index or exponent beside its base


@lru_cache(maxsize=4096)
def width(box: Box) -> float:
    """The width of a box in em."""
    kind = box.kind
    inside = box.boxes
    if kind == "number" and len(box.parts[0]) > DIGITS:
        return 1.5
    if kind in _SIZES:
        return _SIZES[kind] * len(box.parts[0])
    if kind == "sign":
        return 1.35 if box.parts[0] in RELATIONS | set("+−±·×") else 0.5
    if kind in ("prefix", "comma", "times", "space"):
        return {"prefix": 0.8, "comma": 0.45, "times": 0.15, "space": 2.0}[kind]
    if kind == "fraction":
        return max(map(width, inside)) + 0.25
    if kind in ("power", "index"):
        return width(inside[0]) + _SMALL * width(inside[1])
    if kind == "sum":
        return max([1.5, *(_SMALL * width(limit) for limit in inside)])
    extra = {"root": 0.9, "fenced": 0.7 + 0.4 * (height(box) > 1.3), "open": 0.6, "close": 0.6, "call": 0.2}
    return sum(map(width, inside)) + extra.get(kind, 0.0)


@lru_cache(maxsize=4096)
def height(box: Box) -> float:
    """The height of a box in em."""
    kind = box.kind
    inside = box.boxes
    if kind in ("open", "close"):
        return float(box.parts[1])
    highest = max(map(height, inside), default=1.0)
    if kind == "fraction":
        return sum(map(height, inside)) + 0.25
    return highest + {"power": 0.25, "index": 0.1, "root": 0.15, "sum": 1.5}.get(kind, 0.0)


def broken(box: Box, limit: float = LINE) -> list[Box]:
    """The lines of a formula; it breaks before relations and sums, as far outside parentheses as can be.

    A part that offers no break stays whole, however wide.
    """
    if width(box) <= limit:
        return [box]
    atoms = list(_atoms(box, 0, limit))
    lines = list[Box]()
    start = 0
    while atoms[-1][0] == Box("row", ()):
        atoms.pop()
    while start < len(atoms):
        room = limit if not lines else limit - 2
        end = _end(atoms, start, room)
        lines.append(row(*(atom for atom, _ in atoms[start:end])))
        start = end
    return lines


def _end(atoms: list[tuple[Box, float]], start: int, room: float) -> int:
    """Where the line that starts here ends: at the best break that still fits, or at the first if none does."""
    used = 0.0
    best = len(atoms)
    cost = float("inf")
    for position in range(start, len(atoms)):
        atom, price = atoms[position]
        if position > start and price < float("inf"):
            late = max(0.0, 0.6 - used / room) * 10  # short lines are ugly
            if price + late <= cost or best == len(atoms):
                best = position
                cost = price + late
        used += width(atom)
        if used > room and best < len(atoms):
            return best
    return len(atoms)


def _atoms(box: Box, depth: int, limit: float) -> Iterable[tuple[Box, float]]:
    """What stays whole, in order, each with the price of a break before it (infinite: none)."""
    never = float("inf")
    if box.kind == "row":
        for part in box.boxes:
            if part.kind == "sign":
                price = never
                if part.parts[0] in RELATIONS:
                    price = depth
                elif part.parts[0] in "+−±":
                    price = depth + 0.5
                yield part, price
            else:
                yield from _atoms(part, depth, limit)
    elif box.kind == "call" and width(box) > limit / 2:
        yield box.parts[0], never
        yield from _atoms(box.parts[1], depth, limit)
    elif box.kind == "fenced" and width(box) > limit / 2:
        start, inside, end = box.parts
        yield Box("open", (start, height(inside))), depth + 3
        yield from _atoms(inside, depth + 1, limit)
        yield Box("close", (end, height(inside))), never
    elif box.kind == "comma":
        yield box, never
        yield Box("row", ()), depth + 0.5
    else:
        yield box, never


_SIMPLE = {"number", "name", "index", "power", "root"}


def inline(box: Box) -> Box:
    """The box for a line of text: fractions of simple things, with nothing beside them, are written with a slash."""
    parts = tuple(inline(part) if isinstance(part, Box) else part for part in box.parts)
    box = Box(box.kind, parts)
    if box.kind == "row" and not any(part.kind == "times" for part in parts):
        return row(*map(_slashed, parts))
    if box.kind not in ("fenced", "call"):
        return box
    return Box(box.kind, tuple(_slashed(part) if isinstance(part, Box) else part for part in parts))


def _slashed(part: Box) -> Box:
    """A fraction with a slash; anything else as it is."""
    if part.kind != "fraction" or part.boxes[0].kind not in _SIMPLE | {"fenced"}:
        return part
    above, below = part.boxes
    return row(above, sign("/"), below if below.kind in _SIMPLE else fenced(below))
