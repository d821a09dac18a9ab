"""Gram matrices: p = Σ_k g_k·mᵀG_k m + Σ y_l·q_l with rational G_k ⪰ 0, found in floats and rounded.

The entries of the blocks and the numbers y form an affine space A·x = b over the rationals, a row for each monomial.
Most rows have an entry that no later row has: it is solved for exactly, once the others are rounded.  So every rounded
point is an exact identity, and what the floats must find is one where the blocks are definite.  Where none is, the
vectors v with G_k v = 0 that all solutions share are rounded, and the forms m are replaced by those orthogonal to them
(facial reduction); and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat

from symcrit.core import Expr, TooLarge, Work
from symcrit.search.engines.field import Field
from symcrit.search.engines.polynomials import semidefinite
from symcrit.search.engines.terms import add, mul, num, power

FACES = 4  # how often the forms are reduced
TOUCHING = 1e-5  # an eigenvalue of so much of the largest counts as 0
TOUCHES = 1e-7  # an eigenvalue that is negative by so much counts as 0
MOST_WORK = 150_000  # of an iteration of the solver
MOST_ENTRIES = 8000  # of all blocks, before any is left out
MAX_DENSE = 150_000  # entries of the part that no single entry solves
_DIGITS = (1, 2, 4, 12, 60, 1000, 10**5, 10**7, 10**10)  # denominators to which a point is rounded

Row = dict[int, fmpq]


class Block(NamedTuple):
    """A polynomial g ≥ 0, how it is written, and the polynomials m of g·mᵀGm."""

    factor: Any
    written: Expr
    basis: list[Any]


class Free(NamedTuple):
    """A polynomial that is 0, how it is written, and the monomials that it is multiplied with."""

    zero: Any
    written: Expr
    basis: list[Any]


class Outcome(NamedTuple):
    """The identity as an expression, or None; and whether floats met it, up to rounding."""

    expr: Expr | None
    tight: bool = False


def certificate(
    field: Field,
    p: Any,
    blocks: Sequence[Block],
    free: Sequence[Free] = (),
    back: Callable[[Any], Expr] | None = None,
) -> Outcome:
    """Σ g·(sum of squares) + Σ q·zero equal to p; raises `TooLarge`.

    back: how a polynomial is written (as it is, by default).
    """
    if sum(len(block.basis) ** 2 for block in blocks) > MOST_ENTRIES:
        raise TooLarge("too many products of forms")
    space = Space(field, p, blocks, free)
    met = False
    for _ in range(FACES):
        if not space.solvable or not space.count:
            break
        point, kernels = space.search()
        if point is not None:
            return Outcome(space.written(point, back or field.polynomial_expr), True)
        met = met or kernels is not None
        if kernels is None or not any(kernels):
            break
        space = space.face(kernels)
    return Outcome(None, met)


class Space:
    """The affine space of blocks and free numbers; forms that no solution can use are left out."""

    def __init__(self, field: Field, p: Any, blocks: Sequence[Block], free: Sequence[Free]) -> None:
        self.field = field
        self.p = p
        self.free = list(free)
        self.blocks = [block for block in self._pruned(list(blocks)) if block.basis]
        self.sizes = [len(block.basis) for block in self.blocks]
        self.entries = semidefinite.entries(self.sizes)
        columns = [self._column(k, i, j) for k, i, j in self.entries]
        columns += [field.terms_of(field.reduce(field.times(part.zero, m))) for part in self.free for m in part.basis]
        self.count = len(columns)
        self._read_rows(columns)
        self.solvable = self._solve()

    def _column(self, k: int, i: int, j: int) -> dict[Any, Any]:
        """What an entry of a block contributes, by monomials."""
        block = self.blocks[k]
        twice = 1 if i == j else 2
        product = self.field.times(block.factor, block.basis[i], block.basis[j])
        return self.field.terms_of(self.field.reduce(product) * twice)

    def _pruned(self, blocks: list[Block]) -> list[Block]:
        """Without forms m such that only g·m² has a monomial, and p has it not: Newton's polytope, and more."""
        self.blocks = blocks
        wanted = self.field.terms_of(self.p)
        others = set(wanted)
        for part in self.free:
            for m in part.basis:
                others.update(self.field.terms_of(self.field.reduce(self.field.times(part.zero, m))))
        entries = semidefinite.entries([len(block.basis) for block in blocks])
        alive = {entry: self._column(*entry) for entry in entries}
        while True:
            self.field.work.charge(1 + sum(map(len, alive.values())) // 8)
            gone = _forced_zero(alive, others)
            if not gone:
                break
            alive = {e: column for e, column in alive.items() if (e[0], e[1]) not in gone and (e[0], e[2]) not in gone}
        left = {(k, i) for k, i, j in alive if i == j}
        return [
            block._replace(basis=[m for i, m in enumerate(block.basis) if (k, i) in left])
            for k, block in enumerate(blocks)
        ]

    def _read_rows(self, columns: Sequence[dict[Any, Any]]) -> None:
        """A and b, a row for each monomial."""
        wanted = self.field.terms_of(self.p)
        rows: dict[Any, Row] = {key: {} for key in wanted}
        for place, column in enumerate(columns):
            for key, coefficient in column.items():
                rows.setdefault(key, {})[place] = fmpq(coefficient)
        self.rows = list(rows.values())
        self.right = [fmpq(wanted.get(key, 0)) for key in rows]
        self.field.work.charge(sum(map(len, columns)) // 2)

    # -- the exact solutions

    def _solve(self) -> bool:
        """Which entries the others determine, and how; False where there are no solutions."""
        self.pivots, left = _peeled(self.rows, self.count)
        columns = sorted({c for r in left for c in self.rows[r]})
        if len(left) * (len(columns) + 1) > MAX_DENSE:
            raise TooLarge("too many equations that no single entry solves")
        width = len(columns)
        self.field.work.charge(1 + len(left) * (width + 1) * (2 + min(len(left), width) // 16))
        zero = fmpq(0)
        dense = [x for r in left for x in (*(self.rows[r].get(c, zero) for c in columns), self.right[r])]
        self.dense: list[tuple[int, Row, fmpq]] = []
        if left:
            echelon, rank = fmpq_mat(len(left), width + 1, dense).rref()
            for i in range(rank):
                row = {j: fmpq(echelon[i, j]) for j in range(width + 1) if echelon[i, j] != 0}
                lead = min(row)
                if lead == width:
                    return False
                right = row.pop(width, zero)
                self.dense.append((columns[lead], {columns[j]: c for j, c in row.items() if j != lead}, right))
        self.determined = {c for _, c in self.pivots} | {c for c, _, _ in self.dense}
        return True

    def completed(self, guess: Sequence[float], digits: int) -> list[fmpq]:
        """The solution whose entries that nothing determines are those of the guess, rounded."""
        self.field.work.charge(1 + sum(map(len, self.rows)) // 3 + sum(len(row) for _, row, _ in self.dense))
        x = [fmpq(0) if c in self.determined else fmpq(round(guess[c] * digits), digits) for c in range(self.count)]
        for place, row, right in self.dense:
            x[place] = right - sum((c * x[j] for j, c in row.items()), fmpq(0))
        for r, place in reversed(self.pivots):
            row = self.rows[r]
            rest = sum((c * x[j] for j, c in row.items() if j != place), fmpq(0))
            x[place] = (self.right[r] - rest) / row[place]
        return x

    def matrices(self, x: Sequence[fmpq]) -> list[list[list[fmpq]]]:
        """The blocks of a solution."""
        blocks = [[[fmpq(0)] * n for _ in range(n)] for n in self.sizes]
        for place, (k, i, j) in enumerate(self.entries):
            blocks[k][i][j] = blocks[k][j][i] = x[place]
        return blocks

    # -- the search

    def search(self) -> tuple[list[fmpq] | None, list[list[list[fmpq]]] | None]:
        """(a solution with semidefinite blocks, or None; the kernels that all of them seem to share, or None)."""
        program = self._program()
        if semidefinite.cost(program) > MOST_WORK:
            raise TooLarge("too large a program")
        guess = semidefinite.solve(self.field.work, program)
        if guess is None or guess.t < -TOUCHES * max([1.0, *map(abs, guess.x)]):
            return None, None
        for digits in _DIGITS:
            if digits > 60 and digits * max(guess.t, 1e-9) < 0.01:
                continue
            x = self.completed(guess.x, digits)
            self.field.work.charge(sum(20 + n * n + n**3 // 4 for n in self.sizes))
            if all(ldl(block) is not None for block in self.matrices(x)):
                return x, None
        return None, [_kernel(self.field.work, block) for block in guess.blocks]

    def _program(self) -> semidefinite.Program:
        """The same equations in floats, each divided by its largest coefficient; dependent ones left out."""
        equations = [(self.rows[r], self.right[r]) for r, _ in self.pivots]
        equations += [({place: fmpq(1), **row}, right) for place, row, right in self.dense]
        rows = []
        for row, right in equations:
            scale = max(abs(_float(c)) for c in row.values())
            rows.append(({place: _float(c) / scale for place, c in row.items()}, _float(right) / scale))
        return semidefinite.Program(self.sizes, self.count - len(self.entries), rows)

    def face(self, kernels: Sequence[list[list[fmpq]]]) -> Space:
        """The solutions with G_k v = 0 for the vectors v given."""
        blocks = []
        for block, kernel in zip(self.blocks, kernels, strict=True):
            lines = _orthogonal(kernel, len(block.basis)) if kernel else None
            basis = block.basis if lines is None else [self._combined(block.basis, line) for line in lines]
            blocks.append(block._replace(basis=basis))
        return Space(self.field, self.p, blocks, self.free)

    def _combined(self, basis: Sequence[Any], coefficients: Sequence[fmpq]) -> Any:
        """Σ coefficient·polynomial."""
        self.field.work.charge(1 + len(basis) // 4)
        return sum((m * c for m, c in zip(basis, coefficients, strict=True) if c != 0), self.field.constant(0))

    def written(self, x: Sequence[fmpq], back: Callable[[Any], Expr]) -> Expr:
        """The identity as an expression."""
        terms = []
        for block, gram in zip(self.blocks, self.matrices(x), strict=True):
            squares = []
            for d, line in ldl(gram) or ():
                squares.append(mul(num(d), power(back(self._combined(block.basis, line)), 2)))
            if squares:
                terms.append(mul(block.written, add(*squares)))
        place = len(self.entries)
        for part in self.free:
            factor = self._combined(part.basis, x[place : place + len(part.basis)])
            place += len(part.basis)
            if len(factor):
                terms.append(mul(back(factor), part.written))
        return add(*terms)


def _float(x: fmpq) -> float:
    return float(int(x.p) / int(x.q))


def _forced_zero(alive: dict[tuple[int, int, int], dict[Any, Any]], others: set[Any]) -> set[tuple[int, int]]:
    """The forms (block, i) that have to vanish: a monomial that p has not comes from squares of one sign alone."""
    rows: dict[Any, list[tuple[tuple[int, int, int], Any]]] = {}
    for entry, column in alive.items():
        for key, coefficient in column.items():
            rows.setdefault(key, []).append((entry, coefficient))
    gone: set[tuple[int, int]] = set()
    for key, row in rows.items():
        squares = key not in others and all(i == j for (_, i, j), _ in row)
        if squares and len({coefficient > 0 for _, coefficient in row}) == 1:
            gone.update((k, i) for (k, i, _), _ in row)
    return gone


def _peeled(rows: Sequence[Row], count: int) -> tuple[list[tuple[int, int]], list[int]]:
    """(row, place) such that no later row has that place, as long as there are such; and the rows that are left."""
    where: list[set[int]] = [set() for _ in range(count)]
    for r, row in enumerate(rows):
        for place in row:
            where[place].add(r)
    waiting = [place for place in range(count - 1, -1, -1) if len(where[place]) == 1]
    found, active = [], set(range(len(rows)))
    while waiting:
        place = waiting.pop()
        if len(where[place]) != 1:
            continue
        (r,) = where[place]
        found.append((r, place))
        active.discard(r)
        for other in rows[r]:
            where[other].discard(r)
            if len(where[other]) == 1:
                waiting.append(other)
    return found, sorted(active)


def _kernel(work: Work, block: Any) -> list[list[fmpq]]:
    """Rational vectors close to the numerical kernel of a block."""
    found = []
    for vector in _echelon(semidefinite.kernel(work, block, TOUCHING)):
        close = [number for number in map(_simplest, vector) if number is not None]
        if len(close) == len(vector):
            found.append(close)
    return found


def _simplest(x: float) -> fmpq | None:
    """The rational number that x seems to be: closer to x than 1/100 of what its denominator leads one to expect."""
    for largest in (1, 2, 4, 8, 16, 40, 100):
        close = Fraction(x).limit_denominator(largest)
        if abs(x - close) < min(2e-3, 1e-2 / largest**2):
            return fmpq(close.numerator, close.denominator)
    return None


def _orthogonal(kernel: Sequence[Sequence[fmpq]], n: int) -> Iterator[list[fmpq]]:
    """A basis of the vectors that are orthogonal to those given."""
    echelon, rank = fmpq_mat(len(kernel), n, [x for line in kernel for x in line]).rref()
    leads = [next(j for j in range(n) if echelon[i, j] != 0) for i in range(rank)]
    for j in range(n):
        if j not in leads:
            line = [fmpq(0)] * n
            line[j] = fmpq(1)
            for i, lead in enumerate(leads):
                line[lead] = -fmpq(echelon[i, j])
            yield line


def _echelon(rows: list[list[float]]) -> list[list[float]]:
    """The same space by rows that each have a 1 where the others have 0."""
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        if done == len(rows):
            break
        pivot = max(range(done, len(rows)), key=lambda r: abs(rows[r][column]))
        if abs(rows[pivot][column]) < 1e-2:
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


def ldl(block: list[list[fmpq]]) -> list[tuple[fmpq, list[fmpq]]] | None:
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
