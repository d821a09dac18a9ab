"""Which monomials squares are made of: by cliques of variables that occur together, and by symmetries of sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from math import comb, prod
from typing import Any

from symcrit.core import TooLarge
from symcrit.search.engines.field import Field

MOST = 400  # monomials beside one multiplier


def variables(field: Field, polynomials: Sequence[Any]) -> list[int]:
    """The generators that occur, and those that the squares of these lead to."""
    waiting = list(polynomials)
    found: set[int] = set()
    while waiting:
        p = waiting.pop()
        more = {i for i in range(len(field.expr)) if p.degrees()[i]} - found
        found |= more
        waiting += [field.square[i] for i in more if i in field.square]
    return sorted(found)


def degrees(field: Field, p: Any) -> set[int]:
    """The degrees of the terms."""
    return {sum(map(int, exponents)) for exponents in field.terms_of(p)}


def of_degree(field: Field, places: Sequence[int], total: int) -> list[Any]:
    """All monomials of a degree, roots at most once; raises `TooLarge`."""
    if comb(len(places) + total - 1, total) > MOST:
        raise TooLarge("too many monomials")
    found = []
    for choice in combinations_with_replacement(places, total):
        field.work.charge(1 + total)
        if all(choice.count(i) == 1 for i in choice if i in field.square):
            found.append(prod((field.polynomials.gen(i) for i in choice), start=field.constant(1)))
    return found


def up_to(field: Field, places: Sequence[int], degree: int) -> list[Any]:
    """All monomials up to a degree, the constant last."""
    return [m for total in range(degree, -1, -1) for m in of_degree(field, places, total)]


class Parities:
    """The changes of signs of variables under which polynomials keep their values: classes of monomials by parity."""

    def __init__(self, field: Field, polynomials: Sequence[Any]) -> None:
        self.field = field
        self.span: list[int] = []
        for p in (*polynomials, *field.square.values()):
            for exponents in field.terms_of(p):
                mask = self._reduced(_parity(exponents))
                if mask:
                    self.span = sorted((*self.span, mask), reverse=True)

    def _reduced(self, mask: int) -> int:
        """The representative of a parity, modulo those of the polynomials."""
        for known in self.span:
            mask = min(mask, mask ^ known)
        return mask

    def fixed(self, p: Any) -> bool:
        """Whether a polynomial keeps its values."""
        return all(not self._reduced(_parity(exponents)) for exponents in self.field.terms_of(p))

    def parts(self, basis: Sequence[Any]) -> list[list[Any]]:
        """The monomials by classes."""
        classes: dict[int, list[Any]] = {}
        for m in basis:
            (exponents,) = self.field.terms_of(m)
            classes.setdefault(self._reduced(_parity(exponents)), []).append(m)
        return list(classes.values())


def _parity(exponents: Sequence[int]) -> int:
    """Which exponents are odd, as bits."""
    return sum(1 << i for i, e in enumerate(exponents) if int(e) % 2)


def cliques(field: Field, places: Sequence[int], by_term: Sequence[Any], whole: Sequence[Any]) -> list[list[int]]:
    """The maximal cliques of a chordal graph: neighbours are variables of a term, or of a polynomial in `whole`."""
    near: dict[int, set[int]] = {i: {i} for i in places}
    for group in _groups(field, by_term, whole):
        for i in near.keys() & group:
            near[i].update(near.keys() & group)
    return _eliminated(near)


def _groups(field: Field, by_term: Sequence[Any], whole: Sequence[Any]) -> Iterator[list[int]]:
    """The variables that occur together."""
    for p in by_term:
        for exponents in field.terms_of(p):
            yield [i for i, e in enumerate(exponents) if e]
    for p in whole:
        yield [i for i, e in enumerate(p.degrees()) if e]
    for i, square in field.square.items():
        yield [i, *(j for j, e in enumerate(square.degrees()) if e)]


def _eliminated(near: dict[int, set[int]]) -> list[list[int]]:
    """The maximal cliques of the graph that elimination by least degree completes."""
    left = {i: others - {i} for i, others in near.items()}
    found: list[set[int]] = []
    while left:
        i = min(left, key=lambda place: (len(left[place]), place))
        others = left.pop(i)
        clique = others | {i}
        for j in others:
            left[j] = (left[j] | others) - {i, j}
        if not any(clique <= known for known in found):
            found.append(clique)
    return [sorted(clique) for clique in found]
