r"""The expected loss and its gradient from order parameters.

    L / scale = Σ_ij a_i·a_j κ(Q_ii, Q_ij, Q_jj) − 2 Σ_it a_i·b_t κ(Q_ii, R_it, T_tt) + Σ_tu b_t·b_u κ(T_tt, T_tu, T_uu)

with Q = WWᵀ, R = WVᵀ, T = VVᵀ; outgoing weights a_i, b_t are vectors when there are several outputs.  With κ symmetric,

    ∂L/∂a_i = 2 [Σ_j a_j κ(ij) − Σ_t b_t κ(it)]
    ∂L/∂w_i = 2 [Σ_j a_i·a_j (2κ₁(ij) w_i + κ₂(ij) w_j) − Σ_t a_i·b_t (2κ₁(it) w_i + κ₂(it) v_t)].

A `Model` holds vectors by their non-zero coordinates.  A coordinate of weight m stands for m coordinates on which all
students agree, and a teacher of weight m for the m orthogonal teachers that each sit on one of them: that is how a
group of size m, a number or a symbol, is written.  With all weights 1 it is a plain list of vectors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, mul, num, parse, substitute
from symcrit.core.expectation.kernels import Kernel, read_plain_kernel
from symcrit.core.networks.species import Species, read_species
from symcrit.core.reading import Pattern, index, items, name, need, read, record

MINUS_ONE = num(-1)
Vector = dict[int, Expr]  # {coordinate: entry}, without those that are 0
Row = tuple[Expr, ...]


class Layer(NamedTuple):
    """Neurons: their vectors, and for each its outgoing weights, one per output."""

    vectors: Sequence[Vector]
    outgoing: Sequence[Row]


class Component(NamedTuple):
    """∂L/∂a_i (`parameter` "a") or ∂L/∂w_i at a coordinate of the given weight."""

    parameter: str
    neuron: int
    weight: Expr
    value: Expr


def total(terms: Iterable[tuple[Expr, Expr]]) -> Expr:
    """Σ weight·term with equal terms collected, in canonical order; 0·term stays: it must be defined."""
    collected: dict[Expr, list[Expr]] = defaultdict(list)
    for weight, term in terms:
        collected[term].append(weight)
    collected.pop(ZERO, None)
    parts = []
    for term in sorted(collected, key=_rank):
        weight = _sum_of_weights(collected[term])
        parts.append(Expr("mul", ZERO, term) if weight is ZERO else mul(weight, term))
    return add(*parts)


def _sum_of_weights(weights: Iterable[Expr]) -> Expr:
    """Their sum, the rational numbers among them as one."""
    rational = fmpq(0)
    others = []
    for weight in weights:
        if weight.op == "num":
            rational += weight.value
        else:
            others.append(weight)
    return add(num(rational), *others)


def _rank(expr: Expr) -> int:
    return expr.rank


def dot(x: Row, y: Row) -> Expr:
    """Σ_c x_c y_c over the outputs."""
    products = []
    for p, q in zip(x, y, strict=True):
        products.append(mul(*sorted((p, q), key=_rank)))
    return add(*products)


class Model:
    """Neurons: those of a student (W, a), then those of a teacher (V, b), which is subtracted.

    `weights` are those of the coordinates.  `counts` say how often each neuron counts, with its sign; those that are
    given are the teacher's, without.
    """

    def __init__(
        self, kernel: Kernel, scale: Expr, student: Layer, teacher: Layer, weights: Row, teacher_counts: Row
    ) -> None:
        self.scale = scale
        self.weights = weights
        self.W, self.a = student
        self.V, self.b = teacher
        self.vectors = (*self.W, *self.V)
        self.out = (*self.a, *self.b)
        self.counts = (*[ONE] * len(self.a), *[-count for count in teacher_counts])
        self.kappa = cache(kernel.at)
        self.gram = cache(self._gram)

    def cost(self) -> int:
        """How many terms the loss and its gradient have, about."""
        entries = sum(map(len, self.vectors))
        by_student = 8 * len(self.out) + 2 * entries + len(self.weights)
        return max(1, len(self.a)) * len(self.out[0]) * by_student

    def _gram(self, i: int, j: int) -> Expr:
        """Q, R or T: the inner product; between students each coordinate counts with its weight."""
        small, large = sorted((self.vectors[i], self.vectors[j]), key=len)
        between_students = max(i, j) < len(self.W)
        terms = []
        for c in small:
            if c in large:
                weight = self.weights[c] if between_students else ONE
                terms.append((weight, dot((small[c],), (large[c],))))
        return total(terms)

    def pulls(self, i: int, order: int, out: Row) -> list[Expr]:
        """out·a_j κ(ij), or that of ∂κ/∂q11 (order 1) or ∂κ/∂q12 (order 2), for all neurons j."""
        found = []
        for j, own in enumerate(self.out):
            value = self.kappa(order, self.gram(i, i), self.gram(i, j), self.gram(j, j))
            found.append(dot(out, own) * value)
        return found

    def force(self, i: int, order: int, out: Row) -> Expr:
        """Σ_j out·a_j κ(ij) − Σ_t out·b_t κ(it), or that of a derivative, as in `pulls`."""
        return total(zip(self.counts, self.pulls(i, order, out), strict=True))

    def gradient(self) -> Iterator[Component]:
        """Every component of ∇L: of each student by its outgoing weights, then by its coordinates."""
        for i in range(len(self.a)):
            yield from self._by_outgoing_weights(i)
            yield from self._by_coordinates(i)

    def _by_outgoing_weights(self, i: int) -> Iterator[Component]:
        outputs = len(self.a[i])
        for c in range(outputs):
            unit = tuple(ONE if c == e else ZERO for e in range(outputs))
            yield Component("a", i, ONE, TWO * self.scale * self.force(i, 0, unit))

    def _by_coordinates(self, i: int) -> Iterator[Component]:
        own = TWO * self.force(i, 1, self.a[i])
        pulls = self.pulls(i, 2, self.a[i])
        for c, weight in enumerate(self.weights):
            terms = []
            for j in self._by_coordinate[c]:
                sign = ONE if j < len(self.W) else MINUS_ONE
                terms.append((sign, pulls[j] * self.vectors[j][c]))
            if c in self.W[i]:
                terms.append((ONE, own * self.W[i][c]))
            yield Component("w", i, weight, TWO * self.scale * total(terms))

    @cached_property
    def _by_coordinate(self) -> list[list[int]]:
        """The neurons that each coordinate belongs to."""
        found: list[list[int]] = [[] for _ in self.weights]
        for j, vector in enumerate(self.vectors):
            for c in vector:
                found[c].append(j)
        return found

    def outside(self, i: int) -> list[Expr]:
        """∂²L/∂w_i∂w_j along a direction orthogonal to all vectors, for every student j."""
        own = TWO * self.force(i, 1, self.a[i])
        pulls = self.pulls(i, 2, self.a[i])
        found = []
        for j in range(len(self.a)):
            value = own + pulls[j] if i == j else pulls[j]
            found.append(TWO * self.scale * value)
        return found

    def loss(self) -> Expr:
        """L at this point."""
        terms = [(count, self.force(i, 0, self.out[i])) for i, count in enumerate(self.counts)]
        for t in range(len(self.a), len(self.out)):  # a group of m teachers has m pairs of equal ones, not m²
            m = -self.counts[t]
            q = self.gram(t, t)
            b = dot(self.out[t], self.out[t])
            terms.append((m * m - m, b * self.kappa(0, q, ZERO, q)))
            terms.append((m - m * m, b * self.kappa(0, q, q, q)))
        return self.scale * total(terms)


# ------------------------------------------------------------------------------------------------- configurations


class GroupStudent(NamedTuple):
    """A student of a group: its outgoing weight, and c in w = c·Σ v_j over the teachers of the group."""

    a: Expr
    c: Expr


class Groups(NamedTuple):
    """Orthogonal teachers in groups: as expressions in the `size` of a group, the outgoing weight b and the length t of
    its teachers v_j = t·e_j, and its students.  `sizes` is None for groups in any number."""

    kernel: Kernel
    scale: Expr
    size: str
    sizes: Row | None
    students: Sequence[GroupStudent]
    b: Expr
    length: Expr = ONE

    @property
    def exprs(self) -> list[Expr]:
        """The expressions in the size."""
        found = [self.b, self.length]
        for a, c in self.students:
            found += [a, c]
        return found

    def model(self, sizes: Sequence[Expr]) -> tuple[Model, Row]:
        """The network for groups of these sizes, with one more coordinate that no vector uses; and its entries."""
        W = list[Vector]()
        a = list[Row]()
        V = list[Vector]()
        b = list[Row]()
        entries = [self.scale, *sizes]
        for group, size in enumerate(sizes):
            own_b, length, *students = (substitute(part, {self.size: size}) for part in self.exprs)
            V.append({group: length})
            b.append((own_b,))
            for own_a, own_c in zip(students[::2], students[1::2], strict=True):
                W.append({group: own_c * length})
                a.append((own_a,))
            entries += [own_b, length, *students]
        weights = (*sizes, ONE)
        return Model(self.kernel, self.scale, Layer(W, a), Layer(V, b), weights, tuple(sizes)), tuple(entries)


class Explicit(NamedTuple):
    """Explicit vectors; `exprs` are the expressions that may stand in them."""

    kernel: Kernel
    scale: Expr
    exprs: list[Expr]
    W: list[Row]
    a: list[Row]
    V: list[Row]
    b: list[Row]
    size: str = ""  # no groups
    sizes: Row = ()

    def model(self, sizes: Sequence[Expr] = ()) -> tuple[Model, Row]:
        """The network, no symmetry used; and its entries."""
        student = Layer([_nonzero(row) for row in self.W], self.a)
        teacher = Layer([_nonzero(row) for row in self.V], self.b)
        weights = (ONE,) * len(self.W[0])
        counts = (ONE,) * len(self.V)
        return Model(self.kernel, self.scale, student, teacher, weights, counts), (self.scale, *self.exprs)


def _nonzero(row: Row) -> Vector:
    return {c: entry for c, entry in enumerate(row) if entry is not ZERO}


Configuration = Groups | Explicit | Species
KINDS = ("groups", "network", "species")


def read_configuration(value: object) -> Configuration:
    """From JSON {"kernel", "scale"?, and one of "groups", "network", "species"}; raises `Malformed`."""
    fields: dict[str, Pattern] = {"kernel": read_plain_kernel, "scale?": parse}
    fields.update({f"{kind}?": record for kind in KINDS})
    parts = read(value, fields)
    given = [kind for kind in KINDS if parts[kind] is not None]
    need(len(given) == 1, f"configuration needs one of {', '.join(KINDS)}")
    kernel = parts["kernel"]
    scale = parts["scale"] or ONE
    if given == ["groups"]:
        return _read_groups(kernel, scale, parts["groups"])
    if given == ["network"]:
        return _read_network(kernel, scale, parts["network"])
    return read_species(kernel, scale, parts["species"])


def _read_groups(kernel: Kernel, scale: Expr, value: object) -> Groups:
    """From JSON {"size", "sizes", "students": [{"a", "c"}], "b"?, "length"?}; sizes null for groups in any number."""
    student: Pattern = {"a": parse, "c": parse}
    fields: Pattern = {"size": name, "sizes": _read_sizes, "students": [student], "b?": parse, "length?": parse}
    own = read(value, fields)
    students = [GroupStudent(given["a"], given["c"]) for given in own["students"]]
    b = own["b"] or ONE
    length = own["length"] or ONE
    return Groups(kernel, scale, own["size"], own["sizes"], students, b, length)


def _read_sizes(value: object) -> Row | None:
    return None if value is None else tuple(read(value, [parse]))


def _read_network(kernel: Kernel, scale: Expr, value: dict[str, object]) -> Explicit:
    """From JSON {"pool", "W", "a", "V", "b"}: a pool of expressions, and matrices of indices into it.

    Rows of a and b are lists, or single indices where there is one output.
    """
    pool: list[Expr] = read(value.get("pool"), [parse])

    def entry(position: object) -> Expr:
        need(index(position) < len(pool), f"network entries must be indices 0 … {len(pool) - 1} into pool")
        return pool[index(position)]

    def vector(row: object) -> Row:
        return tuple(read(row, [entry]))

    def outgoing(row: object) -> Row:
        return vector(row if isinstance(row, list) else [row])

    own = read(value, {"pool": items, "W": [vector], "a": [outgoing], "V": [vector], "b": [outgoing]})
    W = own["W"]
    a = own["a"]
    V = own["V"]
    b = own["b"]
    same_inputs = len({len(row) for row in W + V}) == 1
    same_outputs = len({len(row) for row in a + b}) == 1
    fits = same_inputs and same_outputs and len(W) == len(a) and len(V) == len(b)
    shapes = ", ".join(f"{key} {len(own[key])}×{len(own[key][0])}" for key in "WaVb")
    need(fits, f"shapes do not fit: {shapes}")
    used = {part for rows in (W, a, V, b) for row in rows for part in row}
    unread = [part for part in pool if part not in used and part.op != "num"]  # a number says nothing by itself
    need(not unread, "the pool holds {}, which is no entry of the network", *unread[:1])
    return Explicit(kernel, scale, pool, W, a, V, b)
