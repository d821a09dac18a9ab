"""Loss, gradient and Hessian of an explicit network over a box of parameters, in balls.

With neurons u = [W; V], their biases and outgoing weights s = [a; −b], and x ~ N(m, Σ): L = scale·Σ_uv s_u·s_v κ(uv), κ
at q11 = uᵀΣu, q12 = uᵀΣv, q22 = vᵀΣv, m1 = u·m + bias_u, m2 = v·m + bias_v.  For students i ≠ j

    ∂L/∂w_i = 2 Σ_v s_i·s_v (2κ₁(iv) Σw_i + κ₂(iv) Σu_v + κ₄(iv) m)
    ∂²L/∂w_i∂w_j = 2 s_i·s_j [κ₂ Σ + B (2κ₁₂, 4κ₁₃, 2κ₁₅; κ₂₂, 2κ₂₃, κ₂₅; κ₂₄, 2κ₃₄, κ₄₅) Bᵀ],  B = (Σw_i, Σw_j, m)
    ∂²L/∂w_i² = 2 Σ_v s_i·s_v [2κ₁ Σ + Sym] + (the last at j = i),
    Sym = 4κ₁₁ Σw_i w_iᵀΣ + 2κ₁₂ Σ(w_i u_vᵀ + u_v w_iᵀ)Σ + κ₂₂ Σu_v u_vᵀΣ
          + 2κ₁₄ (Σw_i mᵀ + m w_iᵀΣ) + κ₂₄ (Σu_v mᵀ + m u_vᵀΣ) + κ₄₄ m mᵀ.

A bias is the weight of an input that is always 1: with m → (m, 1) and Σ → Σ ⊕ 0 these are the derivatives by
(w_i, bias_i).
For Σ = I and m = 0 a direction orthogonal to all vectors meets the w_i in the n×n block
2 s_i·s_j κ₂(ij) + δ_ij 4 Σ_v s_i·s_v κ₁(iv); with other laws nothing is said of such directions.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from flint import arb, arb_mat

from symcrit.core.algebra.balls import evaluate
from symcrit.core.algebra.pivots import is_positive_definite
from symcrit.core.networks.curvature import NO_JET, NOTHING, Curvature, Jet, Shape, Tilt, Tilted
from symcrit.core.networks.forces import Forms, pulls
from symcrit.core.networks.frames import column
from symcrit.core.networks.loss import Explicit, Row
from symcrit.core.reading import require, within_limits
from symcrit.core.work import Work

MAX_NEURONS = 1000
MAX_ENTRIES = 200_000  # of W and V
PARAMETERS = ("W", "a", "biases")


class Pair(NamedTuple):
    """The derivatives of κ at a student and a neuron, and a ball around what every entry of ∇²_w κ may hold beside."""

    jet: Jet[arb]
    tilt: Tilt | None
    entry: arb = NOTHING


class Block(NamedTuple):
    """A block of the Hessian that occurs `copies` times, and the Gram matrix of its coordinates (None: orthonormal)."""

    label: str
    copies: int
    hessian: arb_mat
    gram: arb_mat | None


def check_size(place: Explicit) -> None:
    """Raises `TooLarge` for a network that no budget should be spent on."""
    neurons = len(place.W) + len(place.V)
    d = len(place.W[0])
    small = neurons <= MAX_NEURONS and neurons * d <= MAX_ENTRIES
    within_limits(small, f"more than {MAX_NEURONS} neurons or {MAX_ENTRIES} entries of W and V")


class Curvatures(NamedTuple):
    """The jets of the kernels of two students, and of a student and a teacher; and the kernel of two teachers."""

    students: Curvature
    mixed: Curvature
    teachers: Curvature

    @property
    def by_definition(self) -> bool:
        """Whether a kernel has no closed form."""
        return any(curvature.kernel.by_definition for curvature in self)


def curvatures_of(shapes: Sequence[Shape], work: Work | None = None) -> Curvatures:
    """For the kernel of one activation, or the three of two; at the precision that is set."""
    found = [Curvature(shape, work) for shape in shapes]
    return Curvatures(*(found * 3 if len(found) == 1 else found))


class Point:
    """The network `place` with every free parameter within a radius of its own.

    radii: by the names of the free parameters, "W" and perhaps "a" and "biases"; what is not free has none.
    around: balls in the place of all free parameters, in the order of `parameters`; None for those of `place`.
    """

    def __init__(
        self, place: Explicit, curvatures: Curvatures, radii: Mapping[str, arb], around: Sequence[arb] | None = None
    ) -> None:
        check_size(place)
        numbers: dict[object, arb] = {entry: evaluate(entry, {}) for entry in (*place.exprs, place.scale)}
        self.curvatures = curvatures
        self.outgoing = "a" in radii
        self.tilting = "biases" in radii
        self.scale = numbers[place.scale]
        self.n = len(place.W)
        self.d = len(place.W[0])
        self.width = len(place.a[0])
        self.rows = range(self.n)
        by_W, by_a, by_biases = (arb(0, radii.get(name, arb(0))) for name in PARAMETERS)
        own_W, own_a, own_biases = _rows(place, numbers, radii, around)
        students = [[entry + by_W for entry in row] for row in own_W]
        teachers = [[numbers[entry] for entry in row] for row in place.V]
        u = arb_mat(students + teachers)
        of_students = [[entry + by_a for entry in row] for row in own_a]
        of_teachers = [[-numbers[entry] for entry in row] for row in place.b]
        self.s = of_students + of_teachers
        self.weight = arb_mat(self.s) * arb_mat(self.s).transpose()
        self.covariance = _covariance(place, numbers)
        pulled = u if self.covariance is None else u * self.covariance
        self.gram = pulled * u.transpose()
        own = [entry + by_biases for row in own_biases for entry in row] or [arb(0)] * self.n
        others = [numbers[entry] for entry in place.teacher_biases] or [arb(0)] * len(teachers)
        self.biased = place.is_biased
        means = [numbers[entry] for entry in place.mean] or [arb(0)] * self.d
        self.means = (u * column(means) + column(own + others)).entries()
        self.tilt = arb_mat([means + [arb(1)] * self.tilting])
        self.size = self.d + self.tilting  # of what varies with a neuron, without a
        zeros = [arb(0)] * self.tilting
        self.u = arb_mat([row + zeros for row in pulled.tolist()]) if self.tilting else pulled
        self.vectors = [arb_mat([row]) for row in self.u.tolist()]
        self.parameters = ["W"] * (self.n * self.d)
        if self.outgoing:
            self.parameters += ["a"] * (self.n * self.width)
        if self.tilting:
            self.parameters += ["biases"] * self.n

    @staticmethod
    def cost(place: Explicit, free: Collection[str]) -> int:
        """The work of the loss and its derivatives over a box, beside the kernels in it; raises `TooLarge`."""
        check_size(place)
        neurons = len(place.W) + len(place.V)
        d = len(place.W[0])
        size = len(place.W) * (d + ("a" in free) * len(place.a[0]) + ("biases" in free))
        law = d**3 + neurons * d**2 if place.covariance else 0
        return 20 * len(place.W) * neurons + 2 * neurons * d + 2 * size**2 + law

    def overlap(self, i: int, j: int) -> tuple[arb, ...]:
        """q11, q12, q22 of two neurons, and m1, m2 of a kernel with means."""
        gram = self.gram[i, i], self.gram[i, j], self.gram[j, j]
        return (*gram, self.means[i], self.means[j]) if self.biased else gram

    def curvature(self, i: int, j: int) -> Curvature:
        """The kernel of two neurons, i ≤ j or i a student."""
        if j < self.n:
            return self.curvatures.students
        return self.curvatures.mixed if i < self.n else self.curvatures.teachers

    def forms(self, i: int, j: int) -> Sequence[arb]:
        """κ, κ₁, κ₂ (and κ₄) of two neurons."""
        curvature = self.curvature(i, j)
        if i == j and (curvature.kink or curvature.rough):
            jet, tilt = self._itself(i)
            first = (jet.value, jet.k1, jet.k2)
            return first if tilt is None else (*first, tilt.k4)
        return curvature.first_order(*self.overlap(i, j), same=i == j)

    def _itself(self, i: int) -> Tilted:
        """What a neuron with a kink has of E[σ(u)²]."""
        curvature = self.curvature(i, i)
        return curvature.itself(self.gram[i, i], *([self.means[i]] if self.biased else []))

    def value(self) -> arb:
        """L over the box."""
        total = arb(0)
        for i in range(len(self.s)):
            for j in range(i, len(self.s)):
                often = 1 if i == j else 2
                total = total + self.weight[i, j] * self.forms(i, j)[0] * often
        return self.scale * total

    def gradient(self) -> list[arb]:
        """∇L over the box, in the order of the parameters."""
        by_W: list[arb] = []
        by_a: list[arb] = []
        by_biases: list[arb] = []
        double = 2 * self.scale
        neurons = range(len(self.s))
        for i in self.rows:
            forms = [Forms(*self.forms(i, v)) for v in neurons]
            pulled, moved = pulls(i, [self.weight[i, v] for v in neurons], forms)
            row = arb_mat([pulled]) * self.u
            if moved is not None:
                row += self.tilt * moved
            entries = (double * row).entries()
            by_W += entries[: self.d]
            by_biases += entries[self.d :]
            if self.outgoing:
                kappa = arb_mat([[double * form.value for form in forms]])
                by_a += (kappa * arb_mat(self.s)).entries()
        return by_W + by_a + by_biases

    @cached_property
    def jets(self) -> list[list[Pair]]:
        """For every student and neuron the derivatives of κ, and a ball for what ∇²_w κ may hold beside them."""
        return [[self._pair(i, v) for v in range(len(self.s))] for i in self.rows]

    def _pair(self, i: int, v: int) -> Pair:
        curvature = self.curvature(i, v)
        overlap = self.overlap(i, v)
        if i == v and (curvature.kink or curvature.rough):
            return Pair(*self._itself(i))
        if not curvature.edge(*overlap[:3]):
            return Pair(*curvature.tilted(*overlap, same=i == v))
        require(v >= self.n, f"neurons {i + 1} and {v + 1} may be parallel, where the Hessian of the loss jumps")
        kappa, k1, k2 = curvature.first_order(*overlap)
        return Pair(NO_JET._replace(value=kappa, k1=k1, k2=k2), None, curvature.edge_entry(*overlap))

    def hessian(self) -> arb_mat:
        """∂²L over the box by the parameters."""
        by_W = self._by_W()
        mixed = [[self._mixed(i, j) for j in self.rows] for i in self.rows] if self.outgoing else []
        entries: list[arb] = []  # row by row
        for i in self.rows:
            for r in range(self.size):
                for block in by_W[i]:
                    entries += block[r * self.size : (r + 1) * self.size]
                if self.outgoing:
                    entries += [part[r, c] for part in mixed[i] for c in range(self.width)]
        if self.outgoing:
            for j in self.rows:
                for c in range(self.width):
                    entries += [mixed[i][j][r, c] for i in self.rows for r in range(self.size)]
                    entries += [2 * self.jets[j][i].jet.value * (c == e) for i in self.rows for e in range(self.width)]
        return arb_mat(len(self.parameters), len(self.parameters), self._in_order(entries)) * self.scale

    def _in_order(self, entries: list[arb]) -> list[arb]:
        """The entries with biases last, not beside the weights of their neurons."""
        if not self.tilting:
            return entries
        count = len(self.parameters)
        weights = [i * self.size + r for i in self.rows for r in range(self.d)]
        outgoing = range(self.n * self.size, count)
        order = [*weights, *outgoing, *(i * self.size + self.d for i in self.rows)]
        return [entries[p * count + q] for p in order for q in order]

    def _by_W(self) -> list[list[list[arb]]]:
        """The blocks ∂²L/∂w_i∂w_j without the scale, by i and j, each as a list of its entries."""
        blocks: list[list[list[arb]]] = [[[]] * self.n for _ in self.rows]
        for i in self.rows:
            blocks[i][i] = self._own(i).entries()
            for j in range(i + 1, self.n):
                block = self._cross(i, j)
                blocks[i][j] = block.entries()
                blocks[j][i] = block.transpose().entries()
        return blocks

    def blocks(self) -> list[Block]:
        """∂²L by the parameters, in blocks: one."""
        return [Block("inside", 1, self.hessian(), None)]

    def _cross(self, i: int, j: int) -> arb_mat:
        jet, tilt, _ = self.jets[i][j]
        factor = 2 * self.weight[i, j]
        rows = [[2 * jet.k12, 4 * jet.k13], [jet.k22, 2 * jet.k23]]
        frame = [self.vectors[i].entries(), self.vectors[j].entries()]
        if tilt is not None:
            rows[0].append(2 * tilt.k15)
            rows[1].append(tilt.k25)
            rows.append([tilt.k24, 2 * tilt.k34, tilt.k45])
            frame.append(self.tilt.entries())
        vectors = arb_mat(frame)
        return vectors.transpose() * (arb_mat(rows) * factor) * vectors + self._metric(factor * jet.k2)

    def _own(self, i: int) -> arb_mat:
        """∂²L/∂w_i²; the pair (i, i) moves both of its neurons."""
        count = len(self.s)
        jets = self.jets[i]
        same, same_tilt, _ = jets[i]
        factors = [2 * self.weight[i, v] for v in range(count)]
        inner = arb_mat(count + self.biased, count + self.biased)
        own = arb(0)
        everywhere = arb(0)
        diagonal = factors[i] * same.k2
        for v, (jet, tilt, entry) in enumerate(jets):
            own += 4 * factors[v] * jet.k11
            diagonal += 2 * factors[v] * jet.k1
            everywhere += factors[v] * entry
            inner[v, v] += factors[v] * jet.k22
            inner[i, v] += 2 * factors[v] * jet.k12
            inner[v, i] += 2 * factors[v] * jet.k12
            if tilt is not None:
                for x, y in ((i, 2 * tilt.k14), (v, tilt.k24)):
                    inner[x, count] += factors[v] * y
                    inner[count, x] += factors[v] * y
                inner[count, count] += factors[v] * tilt.k44
        inner[i, i] += own + factors[i] * (2 * same.k12 + 4 * same.k13 + same.k22 + 2 * same.k23)
        if same_tilt is not None:
            inner[i, count] += factors[i] * (2 * same_tilt.k15 + same_tilt.k25)
            inner[count, i] += factors[i] * (same_tilt.k24 + 2 * same_tilt.k34)
            inner[count, count] += factors[i] * same_tilt.k45
        frame = arb_mat([*self.u.tolist(), self.tilt.entries()]) if self.biased else self.u
        block = frame.transpose() * (inner * frame) + self._metric(diagonal)
        return block + self._around(everywhere) if self.curvature(i, self.n).kink else block

    def _metric(self, value: arb) -> arb_mat:
        """value·Σ, with 0 for a bias."""
        found = arb_mat(self.size, self.size)
        for r in range(self.d):
            if self.covariance is None:
                found[r, r] = value
            else:
                for c in range(self.d):
                    found[r, c] = value * self.covariance[r, c]
        return found

    def _around(self, entry: arb) -> arb_mat:
        """A ball around every entry of Σ^(1/2)·M·Σ^(1/2), for all symmetric M of norm up to the radius of `entry`.

        By Cauchy and Schwarz the entry (r, c) is at most √(Σ_rr Σ_cc) times that.
        """
        if self.covariance is None:
            return arb_mat(self.d, self.d, [entry] * self.d**2)
        roots = [self.covariance[r, r].sqrt() for r in range(self.d)]
        return arb_mat(self.d, self.d, [entry * x * y for x in roots for y in roots])

    def _mixed(self, i: int, j: int) -> arb_mat:
        """∂²L/∂w_i∂a_j, one row for each weight (and the bias) of w_i."""
        jet, tilt, _ = self.jets[i][j]
        pull = self.vectors[i] * (2 * jet.k1) + self.vectors[j] * jet.k2
        if tilt is not None:
            pull += self.tilt * tilt.k4
        found = (pull * arb(2)).transpose() * arb_mat([self.s[i]])
        if i == j:
            pulls = [2 * pair.jet.k2 for pair in self.jets[i]]
            forces = [4 * pair.jet.k1 for pair in self.jets[i]]
            s = arb_mat(self.s)
            found += self.vectors[i].transpose() * (arb_mat([forces]) * s)
            found += self.u.transpose() * arb_mat(len(pulls), self.width, self._scaled(pulls))
            if self.biased:
                tilts = [2 * pair.tilt.k4 for pair in self.jets[i] if pair.tilt is not None]
                found += self.tilt.transpose() * (arb_mat([tilts]) * s)
        return found

    def _scaled(self, pulls: list[arb]) -> list[arb]:
        return [pull * x for pull, row in zip(pulls, self.s, strict=True) for x in row]

    def outside_blocks(self) -> list[Block]:
        """∂²L by the weights of an input direction orthogonal to all vectors.

        Raises `Reject` unless Σ = I and m = 0.
        """
        plain = self.covariance is None and all(m == 0 for m in self.tilt.entries()[: self.d])
        require(plain, "directions outside the span of the vectors are known for x with covariance I and mean 0")
        block = arb_mat(self.n, self.n)
        for i in self.rows:
            for j in self.rows:
                block[i, j] = 2 * self.weight[i, j] * self.jets[i][j].jet.k2
            block[i, i] += sum((4 * self.weight[i, v] * pair.jet.k1 for v, pair in enumerate(self.jets[i])), arb(0))
        return [Block("outside", 1, block * self.scale, None)]


def _rows(
    place: Explicit, numbers: Mapping[object, arb], free: Collection[str], around: Sequence[arb] | None
) -> list[list[list[arb]]]:
    """W, a and the biases (each a row of its own), those that are free from `around` if it is given."""
    given = iter(around or ())
    found = []
    biases: list[Row] = [(x,) for x in place.biases]
    for name, rows in zip(PARAMETERS, (place.W, place.a, biases), strict=True):
        moved = around is not None and name in free
        found.append([[next(given) if moved else numbers[entry] for entry in row] for row in rows])
    return found


def _covariance(place: Explicit, numbers: Mapping[object, arb]) -> arb_mat | None:
    """Σ, None for the identity; raises `Reject` unless it is symmetric and shown to be positive definite."""
    if not place.covariance:
        return None
    rows = [[numbers[entry] for entry in row] for row in place.covariance]
    require(is_positive_definite(rows), "the covariance of the inputs is not shown to be positive definite")
    return arb_mat(rows)
