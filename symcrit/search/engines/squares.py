"""Sums of squares: p = Σ g_i·(sum of squares), by a Gram matrix found in floats and rounded to exact rationals.

Unknown: symmetric blocks G_i with Σ g_i mᵀG_i m = p.  The solutions form an affine space with a rational basis, so any
rational point of it is an exact identity; what floats must find is a point where the blocks are positive semidefinite.
Where none is definite, the kernel that all solutions share is rounded and imposed (facial reduction), and so on.
The floats come from `linear`, so that the same polynomial gives the same squares everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement
from typing import Any

from flint import fmpq, fmpq_mat

from symcrit.core import Expr, Work
from symcrit.search.engines import linear
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ONE, add, mul, num, power

MAX_UNKNOWNS, MAX_BASIS, MAX_MONOMIALS = 260, 24, 20_000
STEPS = 80  # of Newton's method
TOUCHES = 1e-6  # an eigenvalue that is negative by so much counts as 0
_DIGITS = (1, 2, 4, 12, 60, 1000, 10**6)  # denominators to which a point is rounded


def decompose(
    field: Field, p: Any, multipliers: Sequence[tuple[Any, Expr]], last: Callable[[Any], bool]
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
        gram, shared = system.search()
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
    for exponents, coefficient in field.terms_of(p).items():
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
    total, lowest = (int(p.total_degree()) - int(g.total_degree())) // 2, _lowest(field, p)
    for sine in [i for i in field.square if field.expr[i].op == "sin"]:  # sin² + cos² = 1 raises degrees
        cosine = field.place[Expr("cos", *field.expr[sine].args)]
        if top[sine] > 0 or top[cosine] > 0:
            top[sine], top[cosine] = max(2, top[sine]), max(2, top[cosine])
            total, lowest = max(1, total), 0
    if total < 0 or any(t < 0 for t in top):
        return []
    places = [i for i, t in enumerate(top) if t >= 2]
    monomials = []
    low = max(0, (lowest - _lowest(field, g) + 1) // 2)
    for degree in range(low, total + 1):
        choices = math.comb(len(places) + degree - 1, degree) if places else 1
        if choices > MAX_MONOMIALS:
            return []
        field.work.charge(choices * (1 + degree))
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


def _lowest(field: Field, p: Any) -> int:
    """The least degree of a term."""
    return min(sum(map(int, exponents)) for exponents in field.terms_of(p))


class _System:
    """The affine space of Gram blocks."""

    def __init__(self, field: Field, p: Any, blocks: list[tuple[Any, list[Any]]]) -> None:
        self.work = field.work
        self.sizes = [len(basis) for _, basis in blocks]
        self.entries = [(b, i, j) for b, n in enumerate(self.sizes) for i in range(n) for j in range(i, n)]
        columns = []
        for b, i, j in self.entries:
            g, basis = blocks[b]
            entry = field.reduce(field.times(g, basis[i], basis[j]) * (1 if i == j else 2))
            columns.append(field.terms_of(entry))
        wanted = field.terms_of(p)
        keys = list(dict.fromkeys(k for c in (*columns, wanted) for k in c))
        rows = [[fmpq(c.get(key, 0)) for c in columns] + [fmpq(wanted.get(key, 0))] for key in keys]
        self.rows = rows
        self._solve()

    def _solve(self) -> None:
        """Particular solution and basis of the homogeneous ones, from the reduced echelon form."""
        count = len(self.entries)
        self.work.charge(len(self.rows) * (count + 1) * (2 + min(len(self.rows), count) // 16))
        matrix, rank = fmpq_mat(len(self.rows), count + 1, [x for row in self.rows for x in row]).rref()
        echelon = [[fmpq(matrix[i, j]) for j in range(count + 1)] for i in range(rank)]
        pivots = [next(j for j in range(count + 1) if row[j] != 0) for row in echelon]
        self.rows = echelon
        self.solvable = count not in pivots
        self.start = [fmpq(0)] * count
        for row, pivot in zip(echelon, pivots, strict=True):
            if pivot < count:
                self.start[pivot] = row[count]
        self.work.charge(count * (1 + count - len(pivots)))
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

    def search(self) -> tuple[list[Any] | None, list[tuple[int, list[fmpq]]]]:
        """(exact semidefinite blocks or None, kernel vectors (block, v) that all solutions seem to share)."""
        self.work.charge(sum(n * n for n in self.sizes) * (1 + len(self.moves)))
        origin, moves = self._floats(self.start), [self._floats(move) for move in self.moves]
        place, blocks = _Centre(self.work, origin, moves).find()
        if not blocks:
            return None, []
        for digits in _DIGITS:
            self.work.charge(len(place) * len(self.entries) // 2 + sum(n**3 for n in self.sizes) // 4)
            vector = list(self.start)
            for move, x in zip(self.moves, place, strict=True):
                step = fmpq(round(x * digits), digits)
                if step != 0:
                    vector = [a + step * b for a, b in zip(vector, move, strict=True)]
            exact = self.matrices(vector, fmpq(0))
            if all(_ldl(block) is not None for block in exact):
                return exact, []
        return None, _kernels(self.work, blocks)

    def _floats(self, vector: Sequence[fmpq]) -> list[Any]:
        """The blocks in machine numbers."""
        import numpy as np

        blocks = self.matrices(vector, fmpq(0))
        return [np.array([[float(x.p) / float(x.q) for x in row] for row in block]) for block in blocks]

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


class _Centre:
    """Maximise t with all blocks − t·1 positive definite: Newton steps on t + μ Σ log det, μ falling.

    At the maximum for μ the best t is at most t + μ·size, so a negative bound ends the search.
    """

    def __init__(self, work: Work, origin: list[Any], moves: list[list[Any]]) -> None:
        import numpy as np

        self.work, self.origin, self.count = work, origin, len(moves)
        self.size = sum(map(len, origin))
        self.directions = [np.array([*(move[b] for move in moves), -np.eye(len(o))]) for b, o in enumerate(origin)]
        sizes, k = [len(block) for block in origin], len(moves) + 1
        self.cost_of_value = sum(5 + linear.cost_of_cholesky(n) + k * n * n // 300 for n in sizes)
        per_block = (2 * linear.cost_of_cholesky(n) + 4 * n * n + k * n**3 // 500 + k * k * n * n // 500 for n in sizes)
        self.cost_of_step = sum(per_block) + 3 * linear.cost_of_cholesky(k)

    def find(self) -> tuple[list[float], list[Any]]:
        """(the place, the blocks there); no blocks where the best t is negative."""
        import numpy as np

        z, mu = np.zeros(self.count + 1), 1.0
        z[-1] = min(linear.lower_bound(block) for block in self.origin) - 1.0
        for _ in range(STEPS if self.count else 0):
            step, rise = self._step(z, mu)
            if step is None:
                break
            scale, before = 1.0, self._value(z, mu)
            while scale > 1e-9 and not self._value(z + scale * step, mu) > before:
                scale /= 2
            z = z + scale * step if scale > 1e-9 else z
            if scale <= 1e-9 or rise < 1e-3 * mu:
                if z[-1] + 2 * mu * self.size < -TOUCHES or mu < 1e-11:
                    break
                mu /= 8
            if z[-1] > 1e3:
                break
        z[-1] = -TOUCHES
        semidefinite = all(linear.cholesky(block) is not None for block in self._at(z))
        z[-1] = 0.0
        return [float(x) for x in z[:-1]], self._at(z) if semidefinite else []

    def _at(self, z: Any) -> list[Any]:
        """The blocks − t·1 at a place."""
        self.work.charge(self.cost_of_value)
        parts = zip(self.origin, self.directions, strict=True)
        return [o + linear.total(z[:, None, None] * moves) for o, moves in parts]

    def _value(self, z: Any, mu: float) -> float:
        """t + μ Σ log det; −∞ where a block is not positive definite."""
        factors = [linear.cholesky(block) for block in self._at(z)]
        if any(L is None for L in factors):
            return -math.inf
        return float(z[-1]) + mu * math.fsum(linear.log_det(L) for L in factors if L is not None)

    def _step(self, z: Any, mu: float) -> tuple[Any, float]:
        """Newton's step, and how fast the value rises along it; None where there is none in machine numbers."""
        import numpy as np

        self.work.charge(self.cost_of_step)
        factors = [linear.cholesky(block) for block in self._at(z)]
        if any(L is None for L in factors):
            return None, 0.0
        pairs = zip(factors, self.directions, strict=True)
        sides = [linear.product(linear.inverse(L), moves) for L, moves in pairs if L is not None]
        gradient = mu * linear.sum_of(linear.trace(side) for side in sides)
        gradient[-1] += 1
        hessian = mu * linear.sum_of(_traces(side) for side in sides)
        shift = 1e-13 * float(linear.trace(hessian))
        for _ in range(4):  # a larger shift where rounding has made the form indefinite
            L = linear.cholesky(hessian + shift * np.eye(len(hessian)))
            if L is not None:
                step = linear.solve(L, gradient)
                rise = math.fsum(float(g) * float(s) for g, s in zip(gradient, step, strict=True))
                return (step, rise) if math.isfinite(rise) else (None, 0.0)
            shift *= 100
        return None, 0.0


def _traces(side: Any) -> Any:
    """The matrix of tr(S_a·S_b) for a stack of matrices S_a."""
    n = side.shape[-1]
    return linear.sum_of(side[:, i, j, None] * side[None, :, j, i] for i in range(n) for j in range(n))


def _kernels(work: Work, blocks: list[Any]) -> list[tuple[int, list[fmpq]]]:
    """Rational vectors close to the numerical kernels."""
    found = []
    for b, block in enumerate(blocks):
        work.charge(linear.cost_of_eigen(len(block)))
        values, vectors = linear.eigen(block)
        small = [i for i, value in enumerate(values) if value < 1e-5 * max(1.0, values[-1])]
        kernel = _echelon([[float(x) for x in vectors[:, i]] for i in small])
        for vector in kernel:
            close = [fmpq(round(v * 60), 60) for v in vector]
            if max(abs(v - float(c.p) / float(c.q)) for v, c in zip(vector, close, strict=True)) < 2e-3:
                found.append((b, close))
    return found


def _echelon(rows: list[list[float]]) -> list[list[float]]:
    """The same space by rows that each have a 1 where the others have 0."""
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        if done == len(rows):
            break
        pivot = max(range(done, len(rows)), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) < 1e-4:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [x / lead for x in rows[done]]
        for other in range(len(rows)):
            if other != done:
                factor = rows[other][column]
                rows[other] = [x - factor * y for x, y in zip(rows[other], rows[done], strict=True)]
        done += 1
    return rows


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
