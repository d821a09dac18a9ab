"""Loss, gradient and Hessian of an explicit network over a box of parameters, in balls.

With neurons u = [W; V] and outgoing weights s = [a; −b], L = scale·Σ_uv s_u·s_v κ(uv), and for students i ≠ j

    ∂L/∂w_i = 2 Σ_v s_i·s_v (2κ₁(iv) w_i + κ₂(iv) u_v)
    ∂²L/∂w_i∂w_j = 2 s_i·s_j [κ₂ I + (w_i, w_j) (2κ₁₂, 4κ₁₃; κ₂₂, 2κ₂₃) (w_i, w_j)ᵀ]
    ∂²L/∂w_i² = 2 Σ_v s_i·s_v [2κ₁ I + 4κ₁₁ w_i w_iᵀ + 2κ₁₂ (w_i u_vᵀ + u_v w_iᵀ) + κ₂₂ u_v u_vᵀ] + (the last at j = i).

A direction orthogonal to all vectors meets the w_i in the n×n block 2 s_i·s_j κ₂(ij) + δ_ij 4 Σ_v s_i·s_v κ₁(iv).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from flint import arb, arb_mat

from symcrit.core.algebra.balls import evaluate
from symcrit.core.networks.curvature import Curvature, Jet
from symcrit.core.networks.loss import Explicit
from symcrit.core.reading import require, within_limits

MAX_NEURONS = 1000
MAX_ENTRIES = 200_000  # of W and V
ZERO_JET = Jet(*[arb(0)] * 8)


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


class Point:
    """The network `place` with every entry of W and a within the radii of its own; W alone varies unless `outgoing`."""

    def __init__(self, place: Explicit, curvature: Curvature, radius: tuple[arb, arb], outgoing: bool) -> None:
        check_size(place)
        numbers: dict[object, arb] = {entry: evaluate(entry, {}) for entry in (*place.exprs, place.scale)}
        self.curvature = curvature
        self.outgoing = outgoing
        self.scale = numbers[place.scale]
        self.n = len(place.W)
        self.d = len(place.W[0])
        self.width = len(place.a[0])
        self.rows = range(self.n)
        by_W, by_a = (arb(0, r) for r in radius)
        students = [[numbers[entry] + by_W for entry in row] for row in place.W]
        teachers = [[numbers[entry] for entry in row] for row in place.V]
        self.u = arb_mat(students + teachers)
        self.vectors = [arb_mat([row]) for row in students + teachers]
        of_students = [[numbers[entry] + by_a for entry in row] for row in place.a]
        of_teachers = [[-numbers[entry] for entry in row] for row in place.b]
        self.s = of_students + of_teachers
        self.gram = self.u * self.u.transpose()
        self.weight = arb_mat(self.s) * arb_mat(self.s).transpose()
        self.parameters = ["W"] * (self.n * self.d)
        if outgoing:
            self.parameters += ["a"] * (self.n * self.width)

    @staticmethod
    def cost(place: Explicit, outgoing: bool) -> int:
        """The work of the loss and its derivatives over a box, beside the kernels in it; raises `TooLarge`."""
        check_size(place)
        neurons = len(place.W) + len(place.V)
        d = len(place.W[0])
        size = len(place.W) * (d + outgoing * len(place.a[0]))
        return 20 * len(place.W) * neurons + 2 * neurons * d + 2 * size**2

    def overlap(self, i: int, j: int) -> tuple[arb, arb, arb]:
        """q11, q12, q22 of two neurons."""
        return self.gram[i, i], self.gram[i, j], self.gram[j, j]

    def forms(self, i: int, j: int) -> Sequence[arb]:
        """κ, κ₁, κ₂ of two neurons."""
        if self.curvature.kink and i == j:
            return self.curvature.self_weight() * self.gram[i, i], arb(0), self.curvature.self_weight()
        return self.curvature.first_order(*self.overlap(i, j))

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
        double = 2 * self.scale
        count = len(self.s)
        for i in self.rows:
            forms = [self.forms(i, v) for v in range(count)]
            pulls = [self.weight[i, v] * forms[v][2] for v in range(count)]
            pulls[i] += sum((2 * self.weight[i, v] * forms[v][1] for v in range(count)), arb(0))
            by_W += (double * (arb_mat([pulls]) * self.u)).entries()
            if self.outgoing:
                kappa = arb_mat([[double * forms[v][0] for v in range(count)]])
                by_a += (kappa * arb_mat(self.s)).entries()
        return by_W + by_a

    @cached_property
    def jets(self) -> list[list[tuple[Jet[arb], arb]]]:
        """For every student and neuron the jet of κ, and a ball for what every entry of ∇²_w κ may hold beside it."""
        return [[self._jet(i, v) for v in range(len(self.s))] for i in self.rows]

    def _jet(self, i: int, v: int) -> tuple[Jet[arb], arb]:
        curvature = self.curvature
        overlap = self.overlap(i, v)
        if curvature.kink and i == v:
            return ZERO_JET._replace(value=self.forms(i, i)[0], k2=curvature.self_weight()), arb(0)
        if not curvature.edge(*overlap):
            return curvature.jet(*overlap), arb(0)
        require(v >= self.n, f"neurons {i + 1} and {v + 1} may be parallel, where the Hessian of the loss jumps")
        kappa, k1, k2 = curvature.first_order(*overlap)
        return ZERO_JET._replace(value=kappa, k1=k1, k2=k2), curvature.edge_entry(*overlap)

    def hessian(self) -> arb_mat:
        """∂²L over the box by the parameters."""
        by_W = self._by_W()
        mixed = [[self._mixed(i, j) for j in self.rows] for i in self.rows] if self.outgoing else []
        entries: list[arb] = []  # row by row
        for i in self.rows:
            for r in range(self.d):
                for block in by_W[i]:
                    entries += block[r * self.d : (r + 1) * self.d]
                if self.outgoing:
                    entries += [part[r, c] for part in mixed[i] for c in range(self.width)]
        if self.outgoing:
            for j in self.rows:
                for c in range(self.width):
                    entries += [mixed[i][j][r, c] for i in self.rows for r in range(self.d)]
                    entries += [2 * self.jets[j][i][0].value * (c == e) for i in self.rows for e in range(self.width)]
        return arb_mat(len(self.parameters), len(self.parameters), entries) * self.scale

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
        jet, _ = self.jets[i][j]
        factor = 2 * self.weight[i, j]
        inner = arb_mat([[2 * jet.k12, 4 * jet.k13], [jet.k22, 2 * jet.k23]]) * factor
        pair = arb_mat([self.vectors[i].entries(), self.vectors[j].entries()])
        return pair.transpose() * inner * pair + self._identity(factor * jet.k2)

    def _own(self, i: int) -> arb_mat:
        """∂²L/∂w_i²; the pair (i, i) moves both of its neurons."""
        count = len(self.s)
        jets = self.jets[i]
        same, _ = jets[i]
        factors = [2 * self.weight[i, v] for v in range(count)]
        inner = arb_mat(count, count)
        own = arb(0)
        everywhere = arb(0)
        diagonal = factors[i] * same.k2
        for v, (jet, entry) in enumerate(jets):
            own += 4 * factors[v] * jet.k11
            diagonal += 2 * factors[v] * jet.k1
            everywhere += factors[v] * entry
            inner[v, v] += factors[v] * jet.k22
            inner[i, v] += 2 * factors[v] * jet.k12
            inner[v, i] += 2 * factors[v] * jet.k12
        inner[i, i] += own + factors[i] * (2 * same.k12 + 4 * same.k13 + same.k22 + 2 * same.k23)
        block = self.u.transpose() * (inner * self.u) + self._identity(diagonal)
        return block + arb_mat(self.d, self.d, [everywhere] * self.d**2)

    def _identity(self, value: arb) -> arb_mat:
        found = arb_mat(self.d, self.d)
        for r in range(self.d):
            found[r, r] = value
        return found

    def _mixed(self, i: int, j: int) -> arb_mat:
        """∂²L/∂w_i∂a_j, d×C."""
        slopes = arb_mat([[2 * self.jets[i][j][0].k1, self.jets[i][j][0].k2]]) * 2
        pair = arb_mat([self.vectors[i].entries(), self.vectors[j].entries()])
        found = (slopes * pair).transpose() * arb_mat([self.s[i]])
        if i == j:
            pulls = [2 * jet.k2 for jet, _ in self.jets[i]]
            forces = [4 * jet.k1 for jet, _ in self.jets[i]]
            s = arb_mat(self.s)
            found += self.vectors[i].transpose() * (arb_mat([forces]) * s)
            found += self.u.transpose() * arb_mat(len(pulls), self.width, self._scaled(pulls))
        return found

    def _scaled(self, pulls: list[arb]) -> list[arb]:
        return [pull * x for pull, row in zip(pulls, self.s, strict=True) for x in row]

    def outside_blocks(self) -> list[Block]:
        """∂²L by the weights of an input direction orthogonal to all vectors."""
        block = arb_mat(self.n, self.n)
        for i in self.rows:
            for j in self.rows:
                block[i, j] = 2 * self.weight[i, j] * self.jets[i][j][0].k2
            block[i, i] += sum((4 * self.weight[i, v] * jet.k1 for v, (jet, _) in enumerate(self.jets[i])), arb(0))
        return [Block("outside", 1, block * self.scale, None)]
