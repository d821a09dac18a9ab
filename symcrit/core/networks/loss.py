r"""The expected loss and its gradient from order parameters.

    L / scale = Σ_ij a_i·a_j κ(Q_ii, Q_ij, Q_jj) − 2 Σ_it a_i·b_t κ(Q_ii, R_it, T_tt) + Σ_tu b_t·b_u κ(T_tt, T_tu, T_uu)

with Q = WWᵀ, R = WVᵀ, T = VVᵀ; outgoing weights a_i, b_t are vectors when there are several outputs.  With κ symmetric,

    ∂L/∂a_i = 2 [Σ_j a_j κ(ij) − Σ_t b_t κ(it)]
    ∂L/∂w_i = 2 [Σ_j a_i·a_j (2κ₁(ij) w_i + κ₂(ij) w_j) − Σ_t a_i·b_t (2κ₁(it) w_i + κ₂(it) v_t)].

For x ~ N(m, C) in place of N(0, I), Q = WCWᵀ, R = WCVᵀ, T = VCVᵀ, κ has the means Wm and Vm, and

    ∂L/∂w_i = 2 Σ_j a_i·s_j (2κ₁(ij) Cw_i + κ₂(ij) Cu_j + ∂κ/∂m1(ij) m),   u = [W; V], s = [a; −b].

A bias is the weight of one more input that is always 1, of mean 1 and covariance 0 with all.  With two activations κ is
κ_σσ, κ_στ or κ_ττ, of which only the first two are differentiated, by the arguments of a student: at a pair of equal
neurons both are arguments of one, and ∂[κ_σσ(w, w)] is twice the derivative by the first.

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
from symcrit.core.expectation.kernels import BY_M1, Kernel, Kernels, kernels_of, read_kernel
from symcrit.core.networks.species import Species, read_species
from symcrit.core.networks.squares import Square, square, vanishes
from symcrit.core.reading import Pattern, index, items, name, need, read, record

MINUS_ONE = num(-1)
Vector = dict[int, Expr]  # {coordinate: entry}, without those that are 0
Row = tuple[Expr, ...]


class Layer(NamedTuple):
    """Neurons: their vectors, and for each its outgoing weights, one per output."""

    vectors: Sequence[Vector]
    outgoing: Sequence[Row]


class Inputs(NamedTuple):
    """The law of the inputs: rows of their covariance (None: the identity), and their mean (None: kernels without).

    bias: the coordinate that is always 1, if there is one; learned: whether the students have a weight there.
    """

    covariance: Sequence[Vector] | None = None
    mean: Vector | None = None
    bias: int | None = None
    learned: bool = False

    def image(self, u: Vector) -> Vector:
        """Cu."""
        if self.covariance is None:
            return u
        products = ((c, dot_of(row, u)) for c, row in enumerate(self.covariance))
        return {c: value for c, value in products if value is not ZERO}


STANDARD = Inputs()  # x ~ N(0, I), neurons without biases


class Component(NamedTuple):
    """∂L/∂a_i (`parameter` "a"), ∂L/∂w_i at a coordinate of the given weight ("w"), or ∂L/∂β_i ("bias")."""

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


def dot_of(x: Vector, y: Vector) -> Expr:
    """Σ x_c y_c over the coordinates that both have."""
    return total((ONE, dot((x[c],), (y[c],))) for c in x if c in y)


class Model:
    """Neurons: those of a student (W, a), then those of a teacher (V, b), which is subtracted.

    `weights` are those of the coordinates.  `counts` say how often each neuron counts, with its sign; those that are
    given are the teacher's, without.
    """

    def __init__(
        self,
        kernels: Kernels,
        scale: Expr,
        student: Layer,
        teacher: Layer,
        weights: Row,
        teacher_counts: Row,
        inputs: Inputs = STANDARD,
    ) -> None:
        self.kernels = kernels
        self.scale = scale
        self.weights = weights
        self.W, self.a = student
        self.V, self.b = teacher
        self.vectors = (*self.W, *self.V)
        self.out = (*self.a, *self.b)
        self.counts = (*[ONE] * len(self.a), *[-count for count in teacher_counts])
        self.inputs = inputs
        self.images = [inputs.image(u) for u in self.vectors]
        self.of_students, self.of_both, self.of_teachers = (cache(kernel.at) for kernel in kernels)
        self.gram = cache(self._gram)
        self.mean = cache(self._mean)

    def cost(self) -> int:
        """How many terms the loss and its gradient have, about."""
        entries = sum(map(len, self.images))
        by_student = 8 * len(self.out) + 2 * entries + len(self.weights)
        return max(1, len(self.a)) * len(self.out[0]) * by_student

    def _gram(self, i: int, j: int) -> Expr:
        """Q, R or T: the inner product; between students each coordinate counts with its weight."""
        if self.inputs.covariance is not None:
            return dot_of(self.vectors[min(i, j)], self.images[max(i, j)])
        small, large = sorted((self.vectors[i], self.vectors[j]), key=len)
        between_students = max(i, j) < len(self.W)
        terms = []
        for c in small:
            if c in large:
                weight = self.weights[c] if between_students else ONE
                terms.append((weight, dot((small[c],), (large[c],))))
        return total(terms)

    def norm(self, i: int) -> Expr:
        """|w_i|², whatever the covariance of the inputs is, and without the bias."""
        if self.inputs.covariance is None:
            return self.gram(i, i)
        own = {c: value for c, value in self.W[i].items() if c != self.inputs.bias}
        return dot_of(own, own)

    def _mean(self, i: int) -> Expr:
        """E[u_i·x]."""
        return dot_of(self.vectors[i], self.inputs.mean or {})

    def kappa(self, order: int, i: int, j: int) -> Expr:
        """κ(ij), or ∂κ/∂q11 (order 1), ∂κ/∂q12 (2), ∂κ/∂m1 (3), by the arguments of i; of a teacher i only κ itself."""
        count = len(self.W)
        if order == 0 and (self._is_silent(i) or self._is_silent(j)):
            return ZERO
        if i >= count > j and not self.kernels.is_one:  # κ_στ takes the student first
            assert order == 0
            return self.kappa(order, j, i)
        kappa = self.of_both
        if max(i, j) < count:
            kappa = self.of_students
        elif min(i, j) >= count:
            kappa = self.of_teachers
        arguments = [self.gram(i, i), self.gram(i, j), self.gram(j, j)]
        if self.inputs.mean is None:
            return kappa(order, *arguments)
        known = self._square(i, j)
        if known is not None:
            return known.at(order, self.gram(i, i), self.mean(i))
        return kappa(order, *arguments, self.mean(i), self.mean(j))

    def _activation(self, i: int) -> Expr | None:
        """That of a student or teacher; None for any σ."""
        kernel = self.kernels.student if i < len(self.W) else self.kernels.teacher
        return kernel.activation

    def _is_silent(self, i: int) -> bool:
        """Whether a neuron is 0 for all inputs: its weights are 0, and so is σ at its bias."""
        sigma = self._activation(i)
        return sigma is not None and self.gram(i, i) is ZERO and vanishes(sigma, self.mean(i))

    def _square(self, i: int, j: int) -> Square | None:
        """E[σ(u)²] of two neurons that are equal, if σ has a kink; there is a mean."""
        own = self._activation(i)
        same = own is self._activation(j) and self.vectors[i] == self.vectors[j]
        return square(own) if same and own is not None else None

    def pulls(self, i: int, order: int, out: Row) -> list[Expr]:
        """out·a_j κ(ij), or that of a derivative of κ, as in `kappa`, for all neurons j."""
        return [dot(out, own) * self.kappa(order, i, j) for j, own in enumerate(self.out)]

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
        mean = self.inputs.mean or {}
        still = self.gram(i, i) is ZERO  # where w_i = 0 no coordinate says that the slopes exist
        own = TWO * self.force(i, 1, self.a[i])
        pulls = self.pulls(i, 2, self.a[i])
        moved = self.force(i, BY_M1, self.a[i]) if mean else ZERO
        for c, weight in enumerate(self.weights):
            is_bias = c == self.inputs.bias
            if is_bias and not self.inputs.learned:
                continue
            terms = []
            for j in self._by_coordinate[c]:
                sign = ONE if j < len(self.W) else MINUS_ONE
                terms.append((sign, pulls[j] * self.images[j][c]))
            if c in self.images[i]:
                terms.append((ONE, own * self.images[i][c]))
            if c in mean:
                terms.append((ONE, moved * mean[c]))
            if still:
                terms += [(ZERO, slope) for slope in (own, *pulls)]
            yield Component("bias" if is_bias else "w", i, weight, TWO * self.scale * total(terms))

    @cached_property
    def _by_coordinate(self) -> list[list[int]]:
        """The neurons whose images have an entry at each coordinate."""
        found: list[list[int]] = [[] for _ in self.weights]
        for j, image in enumerate(self.images):
            for c in image:
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
            if m is not ONE:
                terms.append((m * m - m, b * self.of_teachers(0, q, ZERO, q)))
                terms.append((m - m * m, b * self.of_teachers(0, q, q, q)))
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
        kernels = kernels_of(self.kernel)
        return Model(kernels, self.scale, Layer(W, a), Layer(V, b), weights, tuple(sizes)), tuple(entries)


class Explicit(NamedTuple):
    """Explicit vectors; `exprs` are the expressions that may stand in them.

    mixed, teacher: the kernels of σ and τ and of τ, where the teacher has another activation.  biases, teacher_biases:
    of the neurons, () where these have none.  covariance, mean: of the inputs; () for the identity, and for 0.
    """

    kernel: Kernel
    scale: Expr
    exprs: list[Expr]
    W: list[Row]
    a: list[Row]
    V: list[Row]
    b: list[Row]
    mixed: Kernel | None = None
    teacher: Kernel | None = None
    biases: Row = ()
    teacher_biases: Row = ()
    covariance: tuple[Row, ...] = ()
    mean: Row = ()
    size: str = ""  # no groups
    sizes: Row = ()

    @property
    def kernels(self) -> Kernels:
        """Student–student, student–teacher, teacher–teacher."""
        return kernels_of(self.kernel, self.mixed, self.teacher)

    @property
    def is_biased(self) -> bool:
        """Whether the kernels have means: there are biases, or the inputs have a mean."""
        return bool(self.biases or self.teacher_biases or self.mean)

    @property
    def is_plain(self) -> bool:
        """Whether the inputs are standard normal, no neuron has a bias, and there is one activation."""
        return not (self.is_biased or self.covariance or self.mixed)

    @property
    def has_squares(self) -> bool:
        """Whether E[σ(u)²] or E[τ(u)²] is integrated by itself: there are means, and a kink."""
        activations = [kernel.activation for kernel in (self.kernels.student, self.kernels.teacher)]
        return self.is_biased and any(own is not None and square(own) is not None for own in activations)

    def inputs(self) -> Inputs:
        """Their law; with biases there is one more, that is always 1."""
        d = len(self.W[0])
        rows: list[Vector] | None = None
        if self.covariance or self.is_biased:
            rows = [_nonzero(row) for row in self.covariance] or [{c: ONE} for c in range(d)]
        if rows is None or not self.is_biased:
            return Inputs(rows)
        mean = _nonzero(self.mean)
        if not (self.biases or self.teacher_biases):
            return Inputs(rows, mean)
        return Inputs([*rows, {}], {**mean, d: ONE}, bias=d, learned=bool(self.biases))

    def model(self, sizes: Sequence[Expr] = ()) -> tuple[Model, Row]:
        """The network, no symmetry used; and its entries."""
        inputs = self.inputs()
        student = Layer(_with_biases(self.W, self.biases), self.a)
        teacher = Layer(_with_biases(self.V, self.teacher_biases), self.b)
        weights = (ONE,) * (len(self.W[0]) + (inputs.bias is not None))
        counts = (ONE,) * len(self.V)
        model = Model(self.kernels, self.scale, student, teacher, weights, counts, inputs)
        return model, (self.scale, *self.exprs)


def _with_biases(rows: list[Row], biases: Row) -> list[Vector]:
    """The vectors, with their biases as one more entry."""
    return [_nonzero((*row, bias)) for row, bias in zip(rows, biases or (ZERO,) * len(rows), strict=True)]


def _nonzero(row: Row) -> Vector:
    return {c: entry for c, entry in enumerate(row) if entry is not ZERO}


Configuration = Groups | Explicit | Species
KINDS = ("groups", "network", "species")


def read_configuration(value: object) -> Configuration:
    """From JSON {"kernel", "mixed"?, "teacher"?, "scale"?, and one of "groups", "network", "species"}.

    Two activations, biases, and another law of the inputs than N(0, I) are for networks.  Raises `Malformed`.
    """
    fields: dict[str, Pattern] = {
        "kernel": read_kernel,
        "mixed?": read_kernel,
        "teacher?": read_kernel,
        "scale?": parse,
    }
    fields.update({f"{kind}?": record for kind in KINDS})
    parts = read(value, fields)
    given = [kind for kind in KINDS if parts[kind] is not None]
    need(len(given) == 1, f"configuration needs one of {', '.join(KINDS)}")
    kernels = kernels_of(parts["kernel"], parts["mixed"], parts["teacher"])
    scale = parts["scale"] or ONE
    if given == ["network"]:
        return _read_network(kernels, scale, parts["network"])
    kernel = kernels.student
    plain = kernels.is_one and not kernel.biased
    need(plain, "groups and species take the kernel of one activation, means 0")
    if given == ["groups"]:
        return _read_groups(kernel, scale, parts["groups"])
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


def _read_network(kernels: Kernels, scale: Expr, value: dict[str, object]) -> Explicit:
    """From JSON {"pool", "W", "a", "V", "b", "biases"?, "teacher_biases"?, "covariance"?, "mean"?}.

    A pool of expressions, and matrices and lists of indices into it.  Rows of a and b are lists, or single indices
    where there is one output.
    """
    pool: list[Expr] = read(value.get("pool"), [parse])

    def entry(position: object) -> Expr:
        need(index(position) < len(pool), f"network entries must be indices 0 … {len(pool) - 1} into pool")
        return pool[index(position)]

    def vector(row: object) -> Row:
        return tuple(read(row, [entry]))

    def outgoing(row: object) -> Row:
        return vector(row if isinstance(row, list) else [row])

    weights: dict[str, Pattern] = {"pool": items, "W": [vector], "a": [outgoing], "V": [vector], "b": [outgoing]}
    others: dict[str, Pattern] = {
        "biases?": [entry],
        "teacher_biases?": [entry],
        "covariance?": [vector],
        "mean?": [entry],
    }
    own = read(value, weights | others)
    W = own["W"]
    a = own["a"]
    V = own["V"]
    b = own["b"]
    same_inputs = len({len(row) for row in W + V}) == 1
    same_outputs = len({len(row) for row in a + b}) == 1
    fits = same_inputs and same_outputs and len(W) == len(a) and len(V) == len(b)
    shapes = ", ".join(f"{key} {len(own[key])}×{len(own[key][0])}" for key in "WaVb")
    need(fits, f"shapes do not fit: {shapes}")
    biases, teacher_biases, mean = (tuple(own[key] or ()) for key in ("biases", "teacher_biases", "mean"))
    covariance = tuple(own["covariance"] or ())
    need(own["biases"] is None or len(biases) == len(W), "biases are one for each student")
    need(own["teacher_biases"] is None or len(teacher_biases) == len(V), "teacher_biases are one for each teacher")
    need(own["mean"] is None or len(mean) == len(W[0]), "the mean has an entry for each input")
    need(
        own["covariance"] is None or _symmetric(covariance, len(W[0])), "the covariance is symmetric, d×d for d inputs"
    )
    used = {part for rows in (W, a, V, b, covariance, (biases, teacher_biases, mean)) for row in rows for part in row}
    unread = [part for part in pool if part not in used and part.op != "num"]  # a number says nothing by itself
    need(not unread, "the pool holds {}, which is no entry of the network", *unread[:1])
    found = Explicit(kernels.student, scale, pool, W, a, V, b, None, None, biases, teacher_biases, covariance, mean)
    if not kernels.is_one:
        found = found._replace(mixed=kernels.mixed, teacher=kernels.teacher)
    need(
        found.kernel.biased == found.is_biased,
        "kernels have means m1, m2 iff there are biases or the inputs have a mean",
    )
    return found


def _symmetric(matrix: tuple[Row, ...], size: int) -> bool:
    """Whether a matrix is symmetric, of this size."""
    square = len(matrix) == size and all(len(row) == size for row in matrix)
    return square and all(matrix[i][j] is matrix[j][i] for i in range(size) for j in range(i))
