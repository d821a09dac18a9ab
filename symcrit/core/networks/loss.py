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

from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, mul, num, parse, substitute
from symcrit.core.expectation.kernels import Kernel, read_plain_kernel
from symcrit.core.networks.species import Species, read_species
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
    """Σ weight·term with equal terms collected, in canonical order; 0·term stays: it must be defined."""
    collected: dict[Expr, list[Expr]] = defaultdict(list)
    for weight, term in terms:
        collected[term].append(weight)
    collected.pop(ZERO, None)
    parts = []
    for term, weights in sorted(collected.items(), key=lambda item: item[0].rank):
        rational = num(sum((w.value for w in weights if w.op == "num"), num(0).value))
        weight = add(rational, *(w for w in weights if w.op != "num"))
        parts.append(Expr("mul", ZERO, term) if weight is ZERO else mul(weight, term))
    return add(*parts)


def dot(x: Row, y: Row) -> Expr:
    """Σ_c x_c y_c over the outputs."""
    return add(*(mul(*sorted((p, q), key=lambda e: e.rank)) for p, q in zip(x, y, strict=True)))


class Model:
    """Neurons: a student (W, a), then a teacher (V, b), which is subtracted.

    `weights` are those of the coordinates; `counts` say how often each neuron counts, with its sign.
    """

    def __init__(self, kernel: Kernel, scale: Expr, student: Layer, teacher: Layer, weights: Row, counts: Row) -> None:
        self.scale, self.weights, self.kappa, self.gram = scale, weights, cache(kernel.at), cache(self._gram)
        (self.W, self.a), (self.V, self.b) = student, teacher
        self.vectors, self.out = (*self.W, *self.V), (*self.a, *self.b)
        self.counts = (ONE,) * len(self.a) + tuple(-count for count in counts)

    def size(self) -> int:
        """How many terms the loss and its gradient have, about."""
        entries = sum(map(len, self.vectors))
        by_student = 8 * len(self.out) + 2 * entries + len(self.weights)
        return max(1, len(self.a)) * len(self.out[0]) * by_student

    def _gram(self, i: int, j: int) -> Expr:
        """Q, R or T: the inner product; between students each coordinate counts with its weight."""
        small, large = sorted((self.vectors[i], self.vectors[j]), key=len)
        weights = self.weights if max(i, j) < len(self.W) else [ONE] * len(self.weights)
        return total((weights[c], dot((small[c],), (large[c],))) for c in small if c in large)

    def pulls(self, i: int, order: int, out: Row) -> list[Expr]:
        """out·a_j κ(ij) (κ or the chosen derivative) for all neurons j."""
        parameters = ((self.gram(i, i), self.gram(i, j), self.gram(j, j)) for j in range(len(self.out)))
        return [dot(out, own) * self.kappa(order, *qs) for own, qs in zip(self.out, parameters, strict=True)]

    def force(self, i: int, order: int, out: Row) -> Expr:
        """Σ_j out·a_j κ(ij) − Σ_t out·b_t κ(it)."""
        return total(zip(self.counts, self.pulls(i, order, out), strict=True))

    def gradient(self) -> Iterator[Component]:
        """Every component of ∇L."""
        double, neurons, signs = TWO * self.scale, range(len(self.out)), [ONE] * len(self.W) + [num(-1)] * len(self.V)
        columns = [[j for j in neurons if c in self.vectors[j]] for c in range(len(self.weights))]
        for i, out in enumerate(self.a):
            for c in range(len(out)):
                unit = tuple(ONE if c == e else ZERO for e in range(len(out)))
                yield Component("a", i, ONE, double * self.force(i, 0, unit))
            own, pull = TWO * self.force(i, 1, out), self.pulls(i, 2, out)
            for c, weight in enumerate(self.weights):
                terms = [(signs[j], pull[j] * self.vectors[j][c]) for j in columns[c]]
                terms += [(ONE, own * self.W[i][c])] if c in self.W[i] else []
                yield Component("w", i, weight, double * total(terms))

    def outside(self, i: int) -> list[Expr]:
        """∂²L/∂w_i∂w_j along a direction orthogonal to all vectors, for every j."""
        own, pull = TWO * self.force(i, 1, self.a[i]), self.pulls(i, 2, self.a[i])
        return [TWO * self.scale * (own + x if i == j else x) for j, x in enumerate(pull[: len(self.a)])]

    def loss(self) -> Expr:
        """L at this point."""
        terms = [(count, self.force(i, 0, self.out[i])) for i, count in enumerate(self.counts)]
        for t in range(len(self.a), len(self.out)):  # a group of m teachers has m pairs of equal ones, not m²
            m, q, b = -self.counts[t], self.gram(t, t), dot(self.out[t], self.out[t])
            terms += [(m * m - m, b * self.kappa(0, q, ZERO, q)), (m - m * m, b * self.kappa(0, q, q, q))]
        return self.scale * total(terms)


def _sizes(value: Any) -> Any:
    return None if value is None else tuple(read(value, [parse]))


class Groups(NamedTuple):
    """Orthogonal teachers in groups: as expressions in the size of a group their outgoing weight b and length t, v_j =
    t·e_j, and its students a, w = c·Σ_{j∈group} v_j."""

    kernel: Kernel
    scale: Expr
    size: str
    sizes: Row | None
    students: Sequence[tuple[Expr, Expr]]
    b: Expr
    length: Expr = ONE

    @property
    def exprs(self) -> list[Expr]:
        """The expressions in the size."""
        return [self.b, self.length, *(part for student in self.students for part in student)]

    def model(self, sizes: Sequence[Expr]) -> tuple[Model, Row]:
        """The network for groups of these sizes, with one more coordinate that no vector uses; and its entries."""
        parts = [[substitute(e, {self.size: size}) for e in self.exprs] for size in sizes]
        student = [(g, part[s], part[s + 1] * part[1]) for g, part in enumerate(parts) for s in range(2, len(part), 2)]
        layer = [{g: c} for g, _, c in student], [(a,) for _, a, _ in student]
        teacher = [{g: part[1]} for g, part in enumerate(parts)], [(part[0],) for part in parts]
        entries = (self.scale, *sizes, *(part for own in parts for part in own))
        return Model(self.kernel, self.scale, layer, teacher, (*sizes, ONE), tuple(sizes)), entries


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
        W, V = ([{i: e for i, e in enumerate(row) if e is not ZERO} for row in rows] for rows in (self.W, self.V))
        model = Model(*self[:2], (W, self.a), (V, self.b), (ONE,) * len(self.W[0]), (ONE,) * len(V))
        return model, (self.scale, *self.exprs)


KINDS = ("groups", "network", "species")


def read_configuration(value: object) -> Groups | Explicit | Species:
    """From JSON; raises `Malformed`.  The entries of a network are indices into its `pool` of expressions."""
    parts = read(value, {"kernel": read_plain_kernel, "scale?": parse, **{f"{kind}?": record for kind in KINDS}})
    head, (groups, network, species) = (parts["kernel"], parts["scale"] or ONE), (parts[kind] for kind in KINDS)
    given = [part for part in (groups, network, species) if part is not None]
    need(len(given) == 1, f"configuration needs one of {', '.join(KINDS)}")
    if species is not None:
        return read_species(*head, species)
    if groups is not None:
        fields = {"size": name, "sizes": _sizes, "students": [{"a": parse, "c": parse}], "b?": parse, "length?": parse}
        size, sizes, students, b, length = read(groups, fields).values()
        return Groups(*head, size, sizes, [tuple(student.values()) for student in students], b or ONE, length or ONE)
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
    used = {entry for rows in (W, a, V, b) for row in rows for entry in row}
    unread = [entry for entry in pool if entry not in used and entry.op != "num"]  # a number says nothing by itself
    need(not unread, "the pool holds {}, which is no entry of the network", *unread[:1])
    return Explicit(*head, pool, W, a, V, b)
