r"""The expected loss and its gradient from order parameters.

    L / scale = Σ_ij a_i·a_j κ(Q_ii, Q_ij, Q_jj) − 2 Σ_it a_i·b_t κ(Q_ii, R_it, T_tt) + Σ_tu b_t·b_u κ(T_tt, T_tu, T_uu)

with Q = WWᵀ, R = WVᵀ, T = VVᵀ; outgoing weights a_i, b_t are vectors when there are several outputs.  With κ symmetric,

    ∂L/∂a_i = 2 [Σ_j a_j κ(ij) − Σ_t b_t κ(it)]
    ∂L/∂w_i = 2 [Σ_j a_i·a_j (2κ₁(ij) w_i + κ₂(ij) w_j) − Σ_t a_i·b_t (2κ₁(it) w_i + κ₂(it) v_t)].

A `Model` holds vectors by their non-zero coordinates.  A coordinate of weight m stands for m coordinates on which all
students agree, and a teacher of weight m for the m orthogonal teachers that each sit on one of them: that is how a
group of size m, a number or a symbol, is written.  With all weights 1 it is a plain list of vectors.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from symcrit.core.expr import ONE, TWO, ZERO, Expr, add, mul, num, parse, substitute
from symcrit.core.kernels import Kernel, read_plain_kernel
from symcrit.core.landscape.species import Student
from symcrit.core.reading import index, items, name, need, read, record

Vector = dict[int, Expr]
Row = tuple[Expr, ...]
Layer = tuple[Sequence[Vector], Sequence[Row]]


class Component(NamedTuple):
    """∂L/∂a_i (`parameter` "a") or ∂L/∂w_i at a coordinate of the given weight."""

    parameter: str
    neuron: int
    weight: Expr
    value: Expr


def total(terms: Iterable[tuple[Expr, Expr]]) -> Expr:
    """Σ weight·term with equal terms collected, in canonical order."""
    collected: dict[Expr, list[Expr]] = defaultdict(list)
    for weight, term in terms:
        collected[term].append(weight)
    parts = []
    for term, weights in sorted(collected.items(), key=lambda item: item[0].rank):
        rational = num(sum((w.value for w in weights if w.op == "num"), num(0).value))
        parts.append(mul(add(rational, *(w for w in weights if w.op != "num")), term))
    return add(*parts)


def dot(x: Row, y: Row) -> Expr:
    """Σ_c x_c y_c over the outputs."""
    return add(*(mul(*sorted((p, q), key=lambda e: e.rank)) for p, q in zip(x, y, strict=True)))


class Model:
    """A student (W, a) and a teacher (V, b) network; `weights` of the coordinates, `counts` of the teachers."""

    def __init__(self, kernel: Kernel, scale: Expr, student: Layer, teacher: Layer, weights: Row, counts: Row) -> None:
        self.scale, self.weights, self.counts, self.kappa = scale, weights, counts, cache(kernel.at)
        (self.W, self.a), (self.V, self.b) = student, teacher
        self.Q = cache(lambda i, j: self.inner(self.W[i], self.W[j], weighted=True))
        self.T = cache(lambda t, u: self.inner(self.V[t], self.V[u]))

    def column(self, rows: Sequence[Vector]) -> list[list[tuple[int, Expr]]]:
        """For each coordinate the vectors that use it."""
        columns: list[list[tuple[int, Expr]]] = [[] for _ in self.weights]
        for i, row in enumerate(rows):
            for coordinate, entry in row.items():
                columns[coordinate].append((i, entry))
        return columns

    def inner(self, x: Vector, y: Vector, weighted: bool = False) -> Expr:
        """The inner product; between students each coordinate counts with its weight."""
        small, large = (x, y) if len(x) <= len(y) else (y, x)
        weights = self.weights if weighted else (ONE,) * len(self.weights)
        return total((weights[c], dot((e,), (large[c],))) for c, e in small.items() if c in large)

    def pulls(self, i: int, order: int, out: Row) -> tuple[list[Expr], list[Expr]]:
        """out·a_j κ(ij) for all j, and out·b_t κ(it) for all t (κ or the chosen derivative)."""
        q, w = self.Q(i, i), self.W[i]
        students = [dot(out, a) * self.kappa(order, q, self.Q(i, j), self.Q(j, j)) for j, a in enumerate(self.a)]
        teachers = [(b, self.inner(w, self.V[t]), self.T(t, t)) for t, b in enumerate(self.b)]
        return students, [dot(out, b) * self.kappa(order, q, r, norm) for b, r, norm in teachers]

    def force(self, i: int, order: int, out: Row, times: int = 1) -> Expr:
        """Σ_j out·a_j κ(ij) − times·Σ_t out·b_t κ(it)."""
        students, teachers = self.pulls(i, order, out)
        less = [(num(-times) * m, x) for m, x in zip(self.counts, teachers, strict=True)]
        return total([(ONE, x) for x in students] + less)

    def gradient(self) -> Iterator[Component]:
        """Every component of ∇L."""
        double, students, teachers = TWO * self.scale, self.column(self.W), self.column(self.V)
        for i, out in enumerate(self.a):
            for c in range(len(out)):
                unit = tuple(ONE if c == e else ZERO for e in range(len(out)))
                yield Component("a", i, ONE, double * self.force(i, 0, unit))
            own, (pull, push) = TWO * self.force(i, 1, out), self.pulls(i, 2, out)
            for coordinate, weight in enumerate(self.weights):
                terms = [(ONE, pull[j] * w) for j, w in students[coordinate]]
                terms += [(num(-1), push[t] * v) for t, v in teachers[coordinate]]
                terms += [(ONE, own * self.W[i][coordinate])] if coordinate in self.W[i] else []
                yield Component("w", i, weight, double * total(terms))

    def outside(self, i: int) -> list[Expr]:
        """∂²L/∂w_i∂w_j along a direction orthogonal to all vectors, for every j."""
        own, (pull, _) = TWO * self.force(i, 1, self.a[i]), self.pulls(i, 2, self.a[i])
        return [TWO * self.scale * (own + x if i == j else x) for j, x in enumerate(pull)]

    def loss(self) -> Expr:
        """L at this point."""
        terms = [(ONE, self.force(i, 0, a, times=2)) for i, a in enumerate(self.a)]
        teachers = [(t, self.T(t, t), b, m) for t, (b, m) in enumerate(zip(self.b, self.counts, strict=True))]
        for t, norm, b, m in teachers:
            terms.append((m * m - m, dot(b, b) * self.kappa(0, norm, ZERO, norm)))  # the other teachers of the group
            for u, other, c, many in teachers:
                weight = m if u == t else m * many
                terms.append((weight, dot(b, c) * self.kappa(0, norm, self.T(t, u), other)))
        return self.scale * total(terms)


def _sizes(value: Any) -> Any:
    return None if value is None else tuple(read(value, [parse]))


class Groups(NamedTuple):
    """Orthonormal teachers in groups; students a, w = c·Σ_{j∈group} v_j for every group, as expressions in its size."""

    kernel: Kernel
    scale: Expr
    size: str
    sizes: Row | None
    students: tuple[tuple[Expr, Expr], ...]
    b: Expr

    @property
    def exprs(self) -> list[Expr]:
        """The expressions in the size."""
        return [self.b, *(part for student in self.students for part in student)]

    def model(self, sizes: Iterable[Expr]) -> tuple[Model, Row]:
        """The network for groups of these sizes, with one more coordinate that no vector uses; and its entries."""
        counts = tuple(sizes)
        parts = [[substitute(e, {self.size: size}) for e in self.exprs] for size in counts]
        student = [(g, part[s], part[s + 1]) for g, part in enumerate(parts) for s in range(1, len(part), 2)]
        layer = [{g: c} for g, _, c in student], [(a,) for _, a, _ in student]
        teacher = [{g: ONE} for g in range(len(counts))], [(part[0],) for part in parts]
        entries = (self.scale, *counts, *(part for own in parts for part in own))
        return Model(self.kernel, self.scale, layer, teacher, (*counts, ONE), counts), entries


class Explicit(NamedTuple):
    """Explicit vectors; `exprs` are the expressions that may stand in them."""

    kernel: Kernel
    scale: Expr
    exprs: list[Expr]
    W: list[Row]
    a: list[Row]
    V: list[Row]
    b: list[Row]

    def model(self, sizes: Iterable[Expr] = ()) -> tuple[Model, Row]:
        """The network, no symmetry used; and its entries."""
        W, V = ([{i: e for i, e in enumerate(row) if e is not ZERO} for row in rows] for rows in (self.W, self.V))
        weights, counts = (ONE,) * len(self.W[0]), (ONE,) * len(V)
        model = Model(self.kernel, self.scale, (W, self.a), (V, self.b), weights, counts)
        return model, (self.scale, *self.exprs)


class Species(NamedTuple):
    """A symmetric family: numbers of directions by species, outgoing weights of the teachers, students."""

    kernel: Kernel
    scale: Expr
    sizes: Row
    b: Row
    students: tuple[Student, ...]

    @property
    def exprs(self) -> list[Expr]:
        """The entries of the weights."""
        entries = [entry for s in self.students for entry in (s.diagonal, *s.w, s.a) if entry is not None]
        return [*self.b, *entries]


HEAD = {"kernel": read_plain_kernel, "scale?": parse, "groups?": record, "network?": record, "species?": record}
GROUPS = {"size": name, "sizes": _sizes, "students": [{"a": parse, "c": parse}], "b?": parse}


def _entry(value: object) -> Expr | None:
    return None if value is None else parse(value)


def _place(value: object) -> int | None:
    return None if value is None else index(value)


STUDENT = {"at": _place, "diagonal?": _entry, "w": [_entry], "a": parse}


def _read_species(head: tuple[Kernel, Expr], value: object) -> Species:
    own = read(value, {"sizes": [parse], "b": [parse], "students": [STUDENT]})
    students = tuple(Student(s["at"], s["diagonal"], tuple(s["w"]), s["a"]) for s in own["students"])
    sizes = own["sizes"]
    need(len(sizes) == len(own["b"]), "one outgoing weight b per species")
    for at, diagonal, w, _ in students:
        missing = [p for p, entry in enumerate(w) if entry is None]
        need(len(w) == len(sizes) and (at is None or at < len(sizes)), "a student has one entry w per species")
        need((diagonal is not None) == (at is not None), "a student has a diagonal entry iff it is at a species")
        need(
            missing == [p for p in range(len(sizes)) if p == at and sizes[p] is ONE],
            "w misses only at species of size 1",
        )
    return Species(*head, tuple(sizes), tuple(own["b"]), students)


def read_configuration(value: object) -> Groups | Explicit | Species:
    """From JSON; raises `Malformed`.  The entries of a network are indices into its `pool` of expressions."""
    parts = read(value, HEAD)
    head, groups, network = (parts["kernel"], parts["scale"] or ONE), parts["groups"], parts["network"]
    kinds = [part for part in (groups, network, parts["species"]) if part is not None]
    need(len(kinds) == 1, "configuration needs either groups, network or species")
    if parts["species"] is not None:
        return _read_species(head, parts["species"])
    if groups is not None:
        own = read(groups, GROUPS)
        students = tuple((student["a"], student["c"]) for student in own["students"])
        return Groups(*head, own["size"], own["sizes"], students, own["b"] or ONE)
    pool = read(network.get("pool"), [parse])

    def entry(i: Any) -> Any:
        need(index(i) < len(pool), f"network entries must be indices 0 … {len(pool) - 1} into pool")
        return pool[i]

    def output(i: Any) -> Row:
        return tuple(read(i if isinstance(i, list) else [i], [entry]))

    own = read(network, {"pool": items, "W": [[entry]], "a": [output], "V": [[entry]], "b": [output]})
    W, a, V, b = (own[key] for key in "WaVb")
    alike = len({len(row) for row in W + V}) == 1 == len({len(row) for row in a + b})
    shapes = ", ".join(f"{key} {len(own[key])}×{len(own[key][0])}" for key in "WaVb")
    need(alike and len(W) == len(a) and len(V) == len(b), f"shapes do not fit: {shapes}")
    return Explicit(*head, pool, W, a, V, b)
