"""The second derivative of L by w_j = s_j u_j at an equiangular student, for every M ≥ 3 at once.

The perturbations z_1, …, z_M of the w_j in the span of the u_j are M×M matrices X, z_j = Σ_k X_jk u_k, and permutations
of the neurons, which extend to isometries that fix v, act on them by conjugation: three kinds of representations have
copies 1, U·1ᵀ (`trivial`), diag x, x·1ᵀ, 1·xᵀ with Σx = 0 (`standard`), and X symmetric with zeros in the diagonal and
in all sums of rows (`pairs`, for M ≥ 4); what is left, antisymmetric X with zero sums of rows, are the rotations that
fix v ≠ 0.  By Schur's lemma, the representations being absolutely irreducible, different kinds are orthogonal for ∂²L
and for the inner product, and one vector of each copy tells all.  If the u_j add up to 0, so do U·1ᵀ and x·1ᵀ.  Along
an input direction e outside their span z_j = x_j e are rotations, and z_j = e is one more pattern (`outside`).
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import Any

from symcrit.core.affine.target import Target
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, num, substitute, substitute_all
from symcrit.core.expectation.kernels import ARGUMENTS
from symcrit.core.reading import require
from symcrit.core.work import Work

Vector = dict[int, Expr]  # by u_1, u_2, … and by ALL = Σ_k u_k, OUT = e
ALL, OUT, MINUS = 0, -1, num(-1)
SPECIAL = {"trivial": 0, "standard": 2, "pairs": 4, "outside": 0}  # x = e_1 − e_2, (e_1 − e_2)(e_3 − e_4)ᵀ and its ᵀ
_X, _Y = {1: ONE, 2: MINUS}, {3: ONE, 4: MINUS}
_FOUR = {1: _Y, 2: {3: MINUS, 4: ONE}, 3: _X, 4: {1: MINUS, 2: ONE}}
COPIES: dict[str, list[Callable[[int], Vector]]] = {  # z_i
    "trivial": [lambda i: {i: ONE}, lambda i: {ALL: ONE}],
    "standard": [lambda i: {i: _X.get(i, ZERO)}, lambda i: dict(_X), lambda i: {ALL: _X.get(i, ZERO)}],
    "pairs": [lambda i: _FOUR.get(i, {})],
    "outside": [lambda i: {OUT: ONE}],
}


def goals(target: Target, domain: Domain, parts: Mapping[str, Any], work: Work) -> Iterator[tuple[str, Relation]]:
    """All eigenvalues off the rotations are > `above`, and one of the sector is < `below`."""
    M, d, sector, zero = target.M, parts["dimension"], parts["sector"], Context(domain, work).is_zero
    gram = ONE + (M - ONE) * parts["cosine"]
    flat = zero(gram)
    absent = {"pairs": zero(M - num(3)), "outside": zero(d - M + ONE) if flat else zero(d - M)}
    yield "M ≥ 3", Relation("<=", num(3), M)
    yield "no kink", Relation("<", MINUS, parts["cosine"])
    yield "γ", Relation("<=", ZERO, ZERO) if flat else Relation("<", ZERO, gram)
    # v is along Σu_j: where that is not 0 and v is, all rotations fix v, and those that move Σu_j are among the copies
    yield "v ≠ 0", Relation("<=", ZERO, ZERO) if flat else Relation("<", ZERO, target.tau)
    there = [name for name in COPIES if not absent.get(name)]
    for name in there:
        for size, value in enumerate(minors(target, parts, name, flat, parts["above"]), start=1):
            yield f"{name} {size}", Relation("<", ZERO, value)
    if parts["below"] is not None:
        require(sector in there, "the sector of the upper bound is one that there is")
        needed = {"pairs": (num(4), M), "outside": (M if flat else M + ONE, d)}
        if sector in needed:  # M and d may be symbols: there are such perturbations for all of their values
            yield "room", Relation("<=", *needed[sector])
        *_, last = minors(target, parts, sector, flat, parts["below"])
        yield "below", Relation("<", last, ZERO)


def minors(target: Target, parts: Mapping[str, Any], name: str, flat: bool, shift: Expr) -> Iterator[Expr]:
    """The leading minors of ∂²L − shift·I along the copies of one kind; the last of several is 0 where Σu_j = 0."""
    size = len(COPIES[name]) - (flat and name in ("trivial", "standard"))
    place = target.kernel.forms[0], target.M, target.c * target.mu, parts["cosine"], parts["length"], name
    both = [[_entry(*place, k, other) for other in range(size)] for k in range(size)]
    entries = [[second - shift * product for second, product in row] for row in both]
    yield from (_determinant([row[:part] for row in entries[:part]]) for part in range(1, size + 1))


@lru_cache(maxsize=16)
def _derivatives(kappa: Expr, mean: Expr, rho: Expr, r: Expr) -> list[Expr]:
    """By the numbers of `SLOPES`: derivatives of κ at q11 = q22 = r², q12 = ρr², and of f(q) = κ(1, 1, 1)q − 2μ√q."""
    square = r * r
    place = dict(zip(ARGUMENTS, (square, square * rho, square), strict=True))
    slopes = [diff(kappa, name) for name in ARGUMENTS]
    bends = [diff(slopes[m], ARGUMENTS[n]) for m, n in PAIRS]
    root = Expr("sqrt", square)
    own = substitute(kappa, dict.fromkeys(ARGUMENTS, ONE)) - mean / root, mean / (TWO * square * root)
    return [*substitute_all([*slopes, *bends], place), *own]


PAIRS = tuple(combinations_with_replacement(range(3), 2))
SLOPES = {name: i for i, name in enumerate([*range(3), *PAIRS, "f′", "f″"])}  # ∂κ/∂q_m, ∂²κ/∂q_m∂q_n, f′, f″


class Sum:
    """Σ polynomial·derivative along two copies z, z_2, polynomials by `SLOPES`; the derivatives are at one place."""

    def __init__(self, M: Expr, rho: Expr, r: Expr, z: Callable[[int], Vector], z_2: Callable[[int], Vector]) -> None:
        self.M, self.rho, self.r, self.z, self.z_2 = M, rho, r, z, z_2
        self.total = ONE + (M - ONE) * rho
        self.often: list[list[Expr]] = [[] for _ in SLOPES]

    def inner(self, i: int, j: int) -> Expr:
        """Of the directions i and j."""
        if OUT in (i, j):
            return ONE if i == j else ZERO
        if ALL in (i, j):
            return self.M * self.total if i == j else self.total
        return ONE if i == j else self.rho

    def dot(self, x: Vector, y: Vector) -> Expr:
        """⟨x, y⟩."""
        return add(*(a * b * self.inner(i, j) for i, a in x.items() for j, b in y.items()))

    def own(self, weight: Expr, i: int) -> None:
        """Adds weight·f(|w_i|²)."""
        here, there = (TWO * self.r * self.dot({i: ONE}, move(i)) for move in (self.z, self.z_2))
        self.often[SLOPES["f′"]].append(weight * TWO * self.dot(self.z(i), self.z_2(i)))
        self.often[SLOPES["f″"]].append(weight * here * there)

    def pair(self, weight: Expr, i: int, j: int) -> None:
        """Adds weight·2κ(|w_i|², w_i·w_j, |w_j|²)."""
        x, y, z, z_2, dot = {i: self.r}, {j: self.r}, self.z, self.z_2, self.dot
        here, there = (
            (TWO * dot(x, move(i)), dot(move(i), y) + dot(x, move(j)), TWO * dot(y, move(j))) for move in (z, z_2)
        )
        both = TWO * dot(z(i), z_2(i)), dot(z(i), z_2(j)) + dot(z_2(i), z(j)), TWO * dot(z(j), z_2(j))
        for m in range(3):
            self.often[SLOPES[m]].append(TWO * weight * both[m])
        for m, n in PAIRS:
            change = here[m] * there[n]
            change = change if m == n else change + here[n] * there[m]
            self.often[SLOPES[m, n]].append(TWO * weight * change)


@lru_cache(maxsize=512)
def _entry(kappa: Expr, M: Expr, mean: Expr, rho: Expr, r: Expr, name: str, k: int, other: int) -> tuple[Expr, Expr]:
    """∂²L and the inner product of two copies: special neurons 1, …, p one by one, the M − p others by two of them."""
    p, z, z_2 = SPECIAL[name], COPIES[name][k], COPIES[name][other]
    second, first, others = Sum(M, rho, r, z, z_2), range(1, p + 1), M - num(p)
    for i in first:
        second.own(ONE, i)
        for j in range(i + 1, p + 1):
            second.pair(ONE, i, j)
        second.pair(others, i, p + 1)
    second.own(others, p + 1)
    second.pair(others * (others - ONE) / TWO, p + 1, p + 2)
    values = zip(second.often, _derivatives(kappa, mean, rho, r), strict=True)
    products = add(*(second.dot(z(i), z_2(i)) for i in first), others * second.dot(z(p + 1), z_2(p + 1)))
    return add(*(add(*parts) * value for parts, value in values)), products


def _determinant(rows: list[list[Expr]]) -> Expr:
    below = [[row[:j] + row[j + 1 :] for row in rows[1:]] for j in range(len(rows))]
    terms = [num((-1) ** j) * entry * _determinant(below[j]) for j, entry in enumerate(rows[0])] if rows else [ONE]
    return add(*terms)
