"""The second derivative of L by w_j = s_j u_j at an equiangular student, for every M ≥ 3 at once.

The perturbations z_1, …, z_M of the w_j in the span of the u_j are M×M matrices X, z_j = Σ_k X_jk u_k, and permutations
of the neurons, which extend to isometries that fix v, act on them by conjugation: three kinds of representations have
copies 1, U·1ᵀ (`trivial`), diag x, x·1ᵀ, 1·xᵀ with Σx = 0 (`standard`), and X symmetric with zeros in the diagonal and
in all sums of rows (`pairs`, for M ≥ 4); what is left, antisymmetric X with zero sums of rows, are the rotations that
fix v ≠ 0.  By Schur's lemma, the representations being absolutely irreducible, different kinds are orthogonal for ∂²L
and for the inner product, and one vector of each copy tells all.  If the u_j add up to 0, so do U·1ᵀ and x·1ᵀ.  Along
an input direction e outside their span z_j = x_j e are rotations, and z_j = e is one more pattern (`outside`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import NamedTuple

from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, num, substitute, substitute_all
from symcrit.core.expectation.kernels import ARGUMENTS

Vector = dict[int, Expr]  # by u_1, u_2, … and by ALL = Σ_k u_k, OUT = e
Pattern = Callable[[int], Vector]  # z_i
ALL = 0
OUT = -1
MINUS = num(-1)

# Vectors of the copies: with x = e_1 − e_2 of `standard`, with (e_1 − e_2)(e_3 − e_4)ᵀ and its transpose of `pairs`.
SPECIAL = {"trivial": 0, "standard": 2, "pairs": 4, "outside": 0}  # neurons 1, …, p that are unlike the others
_FIRST: Vector = {1: ONE, 2: MINUS}
_SECOND: Vector = {3: ONE, 4: MINUS}
_PAIRS: dict[int, Vector] = {
    1: _SECOND,
    2: {3: MINUS, 4: ONE},
    3: _FIRST,
    4: {1: MINUS, 2: ONE},
}
COPIES: dict[str, list[Pattern]] = {
    "trivial": [lambda i: {i: ONE}, lambda i: {ALL: ONE}],
    "standard": [
        lambda i: {i: _FIRST.get(i, ZERO)},
        lambda i: dict(_FIRST),
        lambda i: {ALL: _FIRST.get(i, ZERO)},
    ],
    "pairs": [lambda i: _PAIRS.get(i, {})],
    "outside": [lambda i: {OUT: ONE}],
}
ALONG_TOTAL = ("trivial", "standard")  # the kinds whose last copy is 0 if the u_j add up to 0


class Student(NamedTuple):
    """M vectors of length r and mutual cosine ρ, against a target with E[σ(u·x)]·c = `pull` for a unit vector u."""

    kappa: Expr
    M: Expr
    pull: Expr
    rho: Expr
    r: Expr


def minors(student: Student, name: str, flat: bool, shift: Expr) -> Iterator[Expr]:
    """The leading minors of ∂²L − shift·I along the copies of one kind; `flat`: the u_j add up to 0."""
    size = len(COPIES[name])
    if flat and name in ALONG_TOTAL:
        size -= 1
    rows = []
    for first in range(size):
        entries = [_entry(student, name, first, second) for second in range(size)]
        rows.append([entry.bend - shift * entry.product for entry in entries])
    for order in range(1, size + 1):
        yield _determinant([row[:order] for row in rows[:order]])


# With f(q) = κ(1, 1, 1)·q − 2·pull·√q, the loss is Σ_i f(|w_i|²) + Σ_{i<j} 2κ(|w_i|², w_i·w_j, |w_j|²) and a term in v
# that is linear in the w_i.  Derivatives of κ are named by the numbers of the arguments, those of f by its primes.
Name = int | tuple[int, int] | str
PAIRS = tuple(combinations_with_replacement(range(3), 2))
OWN_SLOPE = "f′"
OWN_BEND = "f″"
NAMES: tuple[Name, ...] = (0, 1, 2, *PAIRS, OWN_SLOPE, OWN_BEND)


@lru_cache(maxsize=16)
def _derivatives(student: Student) -> tuple[Expr, ...]:
    """Those of κ at (r², ρr², r²) and those of f at r², in the order of `NAMES`."""
    square = student.r * student.r
    place = dict(zip(ARGUMENTS, (square, square * student.rho, square), strict=True))
    slopes = [diff(student.kappa, name) for name in ARGUMENTS]
    bends = [diff(slopes[m], ARGUMENTS[n]) for m, n in PAIRS]
    root = Expr("sqrt", square)
    unit = substitute(student.kappa, dict.fromkeys(ARGUMENTS, ONE))
    own_slope = unit - student.pull / root
    own_bend = student.pull / (TWO * square * root)
    return (*substitute_all([*slopes, *bends], place), own_slope, own_bend)


class SecondDerivative:
    """∂²L along two patterns z and z_2, as a sum of polynomials in M, ρ and r times derivatives of κ and of f."""

    def __init__(self, student: Student, z: Pattern, z_2: Pattern) -> None:
        self.M = student.M
        self.rho = student.rho
        self.r = student.r
        self.z = z
        self.z_2 = z_2
        self.total = ONE + (self.M - ONE) * self.rho  # u_i·Σu_j
        self.terms: dict[Name, list[Expr]] = {name: [] for name in NAMES}

    def inner(self, i: int, j: int) -> Expr:
        """Of the directions i and j."""
        if i == j:
            return self.M * self.total if i == ALL else ONE
        if OUT in (i, j):
            return ZERO
        return self.total if ALL in (i, j) else self.rho

    def dot(self, x: Vector, y: Vector) -> Expr:
        """⟨x, y⟩."""
        return add(*(a * b * self.inner(i, j) for i, a in x.items() for j, b in y.items()))

    def own(self, weight: Expr, i: int) -> None:
        """Adds weight·f(|w_i|²)."""
        unit = {i: ONE}
        here = TWO * self.r * self.dot(unit, self.z(i))
        there = TWO * self.r * self.dot(unit, self.z_2(i))
        self.terms[OWN_SLOPE].append(weight * TWO * self.dot(self.z(i), self.z_2(i)))
        self.terms[OWN_BEND].append(weight * here * there)

    def pair(self, weight: Expr, i: int, j: int) -> None:
        """Adds weight·2κ(|w_i|², w_i·w_j, |w_j|²)."""
        here = self._moves(self.z, i, j)
        there = self._moves(self.z_2, i, j)
        both = self._moves_twice(i, j)
        for m in range(3):
            self.terms[m].append(TWO * weight * both[m])
        for m, n in PAIRS:
            change = here[m] * there[n]
            if m != n:
                change = change + here[n] * there[m]
            self.terms[m, n].append(TWO * weight * change)

    def _moves(self, z: Pattern, i: int, j: int) -> tuple[Expr, Expr, Expr]:
        """First derivatives of |w_i|², w_i·w_j and |w_j|² along a pattern."""
        w_i = {i: self.r}
        w_j = {j: self.r}
        mixed = self.dot(z(i), w_j) + self.dot(w_i, z(j))
        return TWO * self.dot(w_i, z(i)), mixed, TWO * self.dot(w_j, z(j))

    def _moves_twice(self, i: int, j: int) -> tuple[Expr, Expr, Expr]:
        """Second derivatives of |w_i|², w_i·w_j and |w_j|² along both patterns."""
        z = self.z
        z_2 = self.z_2
        dot = self.dot
        mixed = dot(z(i), z_2(j)) + dot(z_2(i), z(j))
        return TWO * dot(z(i), z_2(i)), mixed, TWO * dot(z(j), z_2(j))

    def value(self, derivatives: Sequence[Expr]) -> Expr:
        """The sum."""
        pairs = zip(self.terms.values(), derivatives, strict=True)
        return add(*(add(*polynomial) * derivative for polynomial, derivative in pairs))


class Entry(NamedTuple):
    """∂²L along two patterns, and their inner product."""

    bend: Expr
    product: Expr


@lru_cache(maxsize=512)
def _entry(student: Student, name: str, first: int, second: int) -> Entry:
    """Of two copies of a kind: special neurons 1, …, p one by one, the M − p others, all alike, by two of them."""
    p = SPECIAL[name]
    z = COPIES[name][first]
    z_2 = COPIES[name][second]
    special = range(1, p + 1)
    one = p + 1
    two = p + 2
    others = student.M - num(p)
    along = SecondDerivative(student, z, z_2)
    for i in special:
        along.own(ONE, i)
        for j in range(i + 1, p + 1):
            along.pair(ONE, i, j)
        along.pair(others, i, one)
    along.own(others, one)
    along.pair(others * (others - ONE) / TWO, one, two)
    products = [along.dot(z(i), z_2(i)) for i in special]
    return Entry(along.value(_derivatives(student)), add(*products, others * along.dot(z(one), z_2(one))))


def _determinant(rows: Sequence[Sequence[Expr]]) -> Expr:
    """By the first row."""
    if not rows:
        return ONE
    terms = []
    for j, entry in enumerate(rows[0]):
        below = [[*row[:j], *row[j + 1 :]] for row in rows[1:]]
        terms.append(num((-1) ** j) * entry * _determinant(below))
    return add(*terms)
