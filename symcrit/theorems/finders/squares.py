"""Sums of squares: p = Σ g_i·(sum of squares), by a Gram matrix found in floats and rounded to exact rationals.

Unknown: symmetric blocks G_i with Σ g_i mᵀG_i m = p.  The solutions form an affine space with a rational basis, so any
rational point of it is an exact identity; what floats must find is a point where the blocks are positive semidefinite.
Where none is definite, the kernel that all solutions share is rounded and imposed (facial reduction), and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement
from typing import Any

from flint import fmpq, fmpq_mat

from symcrit.core.expr import Expr
from symcrit.theorems.finders.field import Field
from symcrit.theorems.finders.terms import ONE, add, mul, num, power

MAX_UNKNOWNS, MAX_BASIS = 260, 24


def decompose(
    field: Field, p: Any, multipliers: Sequence[tuple[Any, Expr]], last: Callable[[Any], bool], poll: Callable[[], None]
) -> Expr | None:
    """An expression Σ g_i Σ d (linear form)² equal to p, all d > 0; None where none is found.

    multipliers: polynomials that are ≥ 0, and how they are written (1 is added). last: monomials that should stand
    alone in a square if possible.
    """
    blocks, factors = [], []
    for g, written in ((field.constant(1), ONE), *multipliers):
        if basis := _basis(field, p, g, last):
            blocks.append((g, basis))
            factors.append(written)
    if not blocks or sum(len(b) * (len(b) + 1) // 2 for _, b in blocks) > MAX_UNKNOWNS:
        return None
    system = _System(field, p, blocks)
    if not system.solvable:
        return None
    for _ in range(4):
        poll()
        gram, shared = system.search(poll)
        if gram is not None and (found := _written(field, factors, blocks, gram)) is not None:
            return found
        if not shared or not system.impose(shared):
            return None
    return None


def binomials(field: Field, p: Any) -> Expr | None:
    """p = Σ d·m² + Σ c·(m ± m′)² with monomials m, m′ and d, c > 0 (Lagrange's identity is one); None where not found.

    Each term that is no positive multiple of a square is taken from the first pair of squares that can pay for it.
    """
    squares, mixed = {}, []
    for exponents, coefficient in p.to_dict().items():
        key, c = tuple(int(e) for e in exponents), fmpq(coefficient)
        if c > 0 and all(e % 2 == 0 for e in key):
            squares[tuple(e // 2 for e in key)] = c
        else:
            mixed.append((key, c))
    found = []
    for key, c in mixed:
        cost = abs(c) / 2
        pair = next((pair for pair in _pairs(squares, key) if all(squares[m] >= cost for m in pair)), None)
        if pair is None:
            return None
        for m in pair:
            squares[m] -= cost
        left, right = (field.polynomials.from_dict({m: fmpq(1)}) for m in pair)
        found.append(mul(num(cost), power(field.polynomial_expr(left + right * (1 if c > 0 else -1)), 2)))
    for m, c in squares.items():
        monomial = field.polynomials.from_dict({m: fmpq(1)})
        found += [mul(num(c), power(field.polynomial_expr(monomial), 2))] if c > 0 else []
    return add(*found)


def _pairs(squares: dict[tuple[int, ...], fmpq], key: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """The pairs of monomials among the squares whose product is the monomial `key`."""
    for m in squares:
        other = tuple(e - f for e, f in zip(key, m, strict=True))
        if m < other and other in squares:
            yield m, other


def _basis(field: Field, p: Any, g: Any, last: Callable[[Any], bool]) -> list[Any]:
    """Monomials m with g·m² inside the degrees of p; those that `last` likes come last."""
    top = [int(a) - int(b) for a, b in zip(p.degrees(), g.degrees(), strict=True)]
    total, lowest = (int(p.total_degree()) - int(g.total_degree())) // 2, min(sum(map(int, e)) for e in p.to_dict())
    for sine in [i for i in field.square if field.expr[i].op == "sin"]:  # sin² + cos² = 1 raises degrees
        cosine = field.place[Expr("cos", *field.expr[sine].args)]
        if top[sine] > 0 or top[cosine] > 0:
            top[sine], top[cosine] = max(2, top[sine]), max(2, top[cosine])
            total, lowest = max(1, total), 0
    if total < 0 or any(t < 0 for t in top):
        return []
    places = [i for i, t in enumerate(top) if t >= 2]
    monomials = []
    low = max(0, (lowest - min(sum(map(int, e)) for e in g.to_dict()) + 1) // 2)
    for degree in range(low, total + 1):
        for choice in combinations_with_replacement(places, degree):
            counts = {i: choice.count(i) for i in choice}
            if all(2 * c <= top[i] for i, c in counts.items()) and not any(
                c > 1 and i in field.square for i, c in counts.items()
            ):
                product = field.constant(1)
                for i in choice:
                    product *= field.polynomials.gen(i)
                monomials.append(product)
        if len(monomials) > MAX_BASIS:
            return []
    return sorted(monomials, key=lambda m: (bool(last(m)), -int(m.total_degree())))


class _System:
    """The affine space of Gram blocks."""

    def __init__(self, field: Field, p: Any, blocks: list[tuple[Any, list[Any]]]) -> None:
        self.sizes = [len(basis) for _, basis in blocks]
        self.entries = [(b, i, j) for b, n in enumerate(self.sizes) for i in range(n) for j in range(i, n)]
        columns = []
        for b, i, j in self.entries:
            g, basis = blocks[b]
            columns.append(field.reduce(g * basis[i] * basis[j] * (1 if i == j else 2)).to_dict())
        wanted = p.to_dict()
        keys = list(dict.fromkeys(k for c in (*columns, wanted) for k in c))
        rows = [[fmpq(c.get(key, 0)) for c in columns] + [fmpq(wanted.get(key, 0))] for key in keys]
        self.rows = rows
        self._solve()

    def _solve(self) -> None:
        """Particular solution and basis of the homogeneous ones, from the reduced echelon form."""
        count = len(self.entries)
        matrix, rank = fmpq_mat(len(self.rows), count + 1, [x for row in self.rows for x in row]).rref()
        echelon = [[fmpq(matrix[i, j]) for j in range(count + 1)] for i in range(rank)]
        pivots = [next(j for j in range(count + 1) if row[j] != 0) for row in echelon]
        self.rows = echelon
        self.solvable = count not in pivots
        self.start = [fmpq(0)] * count
        for row, pivot in zip(echelon, pivots, strict=True):
            if pivot < count:
                self.start[pivot] = row[count]
        self.free = [j for j in range(count) if j not in pivots]
        self.moves = []
        for j in self.free:
            move = [fmpq(0)] * count
            move[j] = fmpq(1)
            for row, pivot in zip(echelon, pivots, strict=True):
                if pivot < count:
                    move[pivot] = -row[j]
            self.moves.append(move)

    def matrices(self, vector: Sequence[Any], zero: Any) -> list[list[list[Any]]]:
        """The blocks that a vector of entries stands for."""
        blocks = [[[zero] * n for _ in range(n)] for n in self.sizes]
        for (b, i, j), value in zip(self.entries, vector, strict=True):
            blocks[b][i][j] = blocks[b][j][i] = value
        return blocks

    def search(self, poll: Callable[[], None]) -> tuple[list[Any] | None, list[tuple[int, list[fmpq]]]]:
        """(exact semidefinite blocks or None, kernel vectors (block, v) that all solutions seem to share)."""
        import numpy as np

        def stack(vector: Sequence[fmpq]) -> list[Any]:
            return [
                np.array([[float(x.p) / float(x.q) for x in row] for row in block])
                for block in self.matrices(vector, fmpq(0))
            ]

        origin, moves = stack(self.start), [stack(move) for move in self.moves]
        place, blocks = _centre(np, origin, moves, poll)
        if not blocks:
            return None, []
        for digits in (1, 2, 4, 12, 60, 1000, 10**6):
            vector = list(self.start)
            for move, x in zip(self.moves, place, strict=True):
                step = fmpq(round(float(x) * digits), digits)
                if step != 0:
                    vector = [a + step * b for a, b in zip(vector, move, strict=True)]
            exact = self.matrices(vector, fmpq(0))
            if all(_ldl(block) is not None for block in exact):
                return exact, []
        return None, _kernels(np, blocks)

    def impose(self, kernels: list[tuple[int, list[fmpq]]]) -> bool:
        """Add G_b v = 0; False where that leaves nothing."""
        count = len(self.entries)
        for b, v in kernels:
            for i in range(self.sizes[b]):
                row = [fmpq(0)] * (count + 1)
                for e, (block, p, q) in enumerate(self.entries):
                    if block == b:
                        row[e] += (v[q] if p == i else 0) + (v[p] if q == i and p != q else 0)
                self.rows.append(row)
        before = len(self.free)
        self._solve()
        return self.solvable and len(self.free) < before


def _centre(np: Any, origin: list[Any], moves: list[list[Any]], poll: Callable[[], None]) -> tuple[Any, list[Any]]:
    """Maximise t with all blocks − t·1 positive definite: Newton steps on t + μ Σ log det, μ falling.

    At the maximum for μ the best t is at most t + μ·size, so a negative bound ends the search.
    """
    k, size = len(moves), sum(map(len, origin))
    directions = [np.array([*(move[b] for move in moves), -np.eye(len(o))]) for b, o in enumerate(origin)]
    z, mu = np.zeros(k + 1), 1.0

    def at(z: Any) -> list[Any]:
        return [o + np.tensordot(z, d, 1) for o, d in zip(origin, directions, strict=True)]

    def value(z: Any, mu: float) -> float:
        eigen = np.concatenate([np.linalg.eigvalsh(block) for block in at(z)])
        return -np.inf if eigen.min() <= 0 else z[-1] + mu * float(np.log(eigen).sum())

    z[-1] = min(float(np.linalg.eigvalsh(block)[0]) for block in origin) - 1.0
    for _ in range(80 if k else 0):
        poll()
        sides = [np.linalg.inv(block) @ d for block, d in zip(at(z), directions, strict=True)]
        gradient = mu * sum(np.trace(side, axis1=1, axis2=2) for side in sides)
        gradient[-1] += 1
        hessian = mu * sum(np.einsum("aij,bji->ab", side, side) for side in sides)
        step = np.linalg.lstsq(hessian + 1e-13 * np.trace(hessian) * np.eye(k + 1), gradient, rcond=None)[0]
        scale, before = 1.0, value(z, mu)
        while scale > 1e-9 and not value(z + scale * step, mu) > before:
            scale /= 2
        z = z + scale * step if scale > 1e-9 else z
        if scale <= 1e-9 or float(gradient @ step) < 1e-3 * mu:
            if z[-1] + 2 * mu * size < -1e-6 or mu < 1e-11:
                break
            mu /= 8
        if z[-1] > 1e3:
            break
    z[-1] = 0.0
    blocks = at(z)
    return z[:-1], (blocks if min(float(np.linalg.eigvalsh(block)[0]) for block in blocks) > -1e-6 else [])


def _kernels(np: Any, blocks: list[Any]) -> list[tuple[int, list[fmpq]]]:
    """Rational vectors close to the numerical kernels."""
    found = []
    for b, block in enumerate(blocks):
        eigen, vectors = np.linalg.eigh(block)
        kernel = vectors[:, eigen < 1e-5 * max(1.0, eigen[-1])].T.copy()
        row = 0
        for column in range(kernel.shape[1] if len(kernel) else 0):
            pivot = row + int(np.argmax(abs(kernel[row:, column]))) if row < len(kernel) else 0
            if row >= len(kernel) or abs(kernel[pivot, column]) < 1e-4:
                continue
            kernel[[row, pivot]] = kernel[[pivot, row]]
            kernel[row] /= kernel[row, column]
            for other in range(len(kernel)):
                if other != row:
                    kernel[other] -= kernel[other, column] * kernel[row]
            row += 1
        for vector in kernel:
            close = [fmpq(round(float(v) * 60), 60) for v in vector]
            if max(abs(float(v) - float(c.p) / float(c.q)) for v, c in zip(vector, close, strict=True)) < 2e-3:
                found.append((b, close))
    return found


def _ldl(block: list[list[fmpq]]) -> list[tuple[fmpq, list[fmpq]]] | None:
    """G = Σ d·l lᵀ with d > 0, exactly; None unless G is positive semidefinite."""
    rest, parts = [list(row) for row in block], []
    for i in range(len(rest)):
        d = rest[i][i]
        if d < 0 or (d == 0 and any(x != 0 for x in rest[i])):
            return None
        if d == 0:
            continue
        line = [x / d for x in rest[i]]
        parts.append((d, line))
        for p in range(i, len(rest)):
            if line[p] != 0:
                for q in range(i, len(rest)):
                    rest[p][q] -= d * line[p] * line[q]
    return parts


def _written(field: Field, factors: list[Expr], blocks: list[tuple[Any, list[Any]]], gram: list[Any]) -> Expr | None:
    terms = []
    for factor, (_, basis), block in zip(factors, blocks, gram, strict=True):
        squares = []
        for d, line in _ldl(block) or ():
            form = sum((m * c for m, c in zip(basis, line, strict=True) if c != 0), field.constant(0))
            squares.append(mul(num(d), power(field.polynomial_expr(form), 2)))
        if squares:
            terms.append(mul(factor, add(*squares)))
    return add(*terms) if terms else None
