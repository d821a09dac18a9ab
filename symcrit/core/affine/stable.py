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
from typing import Any

from symcrit.core.affine.target import Target
from symcrit.core.context import Context
from symcrit.core.domain import Domain, Relation
from symcrit.core.expectation.kernels import ARGUMENTS
from symcrit.core.expr import ONE, TWO, ZERO, Expr, add, diff, num, substitute, sym
from symcrit.core.reading import require

Vector = dict[int, Expr]  # by u_1, u_2, … and by ALL = Σ_k u_k, OUT = e
ALL, OUT, S, T, MINUS = 0, -1, sym("'s"), sym("'t"), num(-1)
SPECIAL = {"trivial": 0, "standard": 2, "pairs": 4, "outside": 0}  # x = e_1 − e_2, (e_1 − e_2)(e_3 − e_4)ᵀ and its ᵀ
_X, _Y = {1: ONE, 2: MINUS}, {3: ONE, 4: MINUS}
_FOUR = {1: _Y, 2: {3: MINUS, 4: ONE}, 3: _X, 4: {1: MINUS, 2: ONE}}
COPIES: dict[str, list[Callable[[int], Vector]]] = {  # z_i
    "trivial": [lambda i: {i: ONE}, lambda i: {ALL: ONE}],
    "standard": [lambda i: {i: _X.get(i, ZERO)}, lambda i: dict(_X), lambda i: {ALL: _X.get(i, ZERO)}],
    "pairs": [lambda i: _FOUR.get(i, {})],
    "outside": [lambda i: {OUT: ONE}],
}


def goals(target: Target, domain: Domain, parts: Mapping[str, Any]) -> Iterator[tuple[str, Relation]]:
    """All eigenvalues off the rotations are > `above`, and one of the sector is < `below`."""
    M, d, sector, zero = target.M, parts["dimension"], parts["sector"], Context(domain).is_zero
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


@lru_cache(maxsize=512)
def _entry(kappa: Expr, M: Expr, mean: Expr, rho: Expr, r: Expr, name: str, k: int, other: int) -> tuple[Expr, Expr]:
    """∂²L and the inner product of two copies: special neurons 1, …, p one by one, the M − p others by two of them."""
    p, z, z_2 = SPECIAL[name], COPIES[name][k], COPIES[name][other]
    total, first = ONE + (M - ONE) * rho, range(1, SPECIAL[name] + 1)

    def at(*order_parameters: Expr) -> Expr:
        return substitute(kappa, dict(zip(ARGUMENTS, order_parameters, strict=True)))

    def inner(i: int, j: int) -> Expr:
        if OUT in (i, j):
            return ONE if i == j else ZERO
        return (M * total if i == j else total) if ALL in (i, j) else ONE if i == j else rho

    def dot(x: Vector, y: Vector) -> Expr:
        return add(*(a * b * inner(i, j) for i, a in x.items() for j, b in y.items()))

    def moved(i: int) -> Vector:
        move = {j: S * z(i).get(j, ZERO) + T * z_2(i).get(j, ZERO) for j in {*z(i), *z_2(i)}}
        return {**move, i: r + move.get(i, ZERO)}

    def own(i: int) -> Expr:
        square = dot(moved(i), moved(i))  # κ is homogeneous, v·w linear
        return _mixed(at(ONE, ONE, ONE) * square - TWO * mean * Expr("sqrt", square))

    def pair(i: int, j: int) -> Expr:
        a, b = moved(i), moved(j)
        return TWO * _mixed(at(dot(a, a), dot(a, b), dot(b, b)))

    others = M - num(p)
    second = [own(i) for i in first] + [pair(i, j) for i in first for j in first if i < j]
    second += [others * part for part in (own(p + 1), *(pair(i, p + 1) for i in first))]
    second += [others * (others - ONE) / TWO * pair(p + 1, p + 2)]
    return add(*second), add(*(dot(z(i), z_2(i)) for i in first), others * dot(z(p + 1), z_2(p + 1)))


def _mixed(value: Expr) -> Expr:
    """∂²/∂s∂t at 0."""
    return substitute(diff(substitute(diff(value, "'s"), {"'s": ZERO}), "'t"), {"'t": ZERO})


def _determinant(rows: list[list[Expr]]) -> Expr:
    below = [[row[:j] + row[j + 1 :] for row in rows[1:]] for j in range(len(rows))]
    terms = [num((-1) ** j) * entry * _determinant(below[j]) for j, entry in enumerate(rows[0])] if rows else [ONE]
    return add(*terms)
