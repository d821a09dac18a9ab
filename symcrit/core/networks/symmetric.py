"""A symmetric family over a box of its few parameters, in balls; its Hessian by sectors."""

from collections.abc import Sequence

from flint import arb, arb_mat

from symcrit.core.algebra.balls import evaluate
from symcrit.core.algebra.expr import Expr
from symcrit.core.networks.curvature import Curvature, Jet
from symcrit.core.networks.family import Direction, Family, Shared
from symcrit.core.networks.points import Block
from symcrit.core.networks.species import Layout, Sector, Species, Student, sectors
from symcrit.core.reading import need, require


class SymmetricPoint:
    """The family `place` with every entry of W and a within the radii of its own; W alone varies unless `outgoing`."""

    def __init__(self, place: Species, curvature: Curvature, radius: tuple[arb, arb], outgoing: bool) -> None:
        whole = all(m.op == "num" and m.args[1] == 1 and m.args[0] >= 1 for m in place.sizes)
        need(whole, "sizes are integers >= 1")
        self.sizes = [int(m.args[0]) for m in place.sizes]
        self.curvature = curvature
        self.outgoing = outgoing
        self.scale = evaluate(place.scale, {})
        self.b = [evaluate(b, {}) for b in place.b]
        by_W, by_a = (arb(0, r) for r in radius)
        self.students: list[Student[arb]] = [
            Student(s.at, _near(s.diagonal, by_W), tuple(_near(e, by_W) for e in s.w), evaluate(s.a, {}) + by_a)
            for s in place.students
        ]
        self.shared: Shared[arb] = {}
        self.layout, self.family = self._family(Sector("trivial"))
        self.kinds, self.patterns = _lists(self.layout, outgoing)
        self.parameters = self.kinds

    def _family(self, sector: Sector) -> tuple[Layout[arb], Family[arb]]:
        two = [p for p, m in enumerate(self.sizes) if m == 2]
        layout = Layout([arb(m) for m in self.sizes], self.students, sector, arb, two)
        itself = self.curvature.self_weight() if self.curvature.kink else None
        return layout, Family(layout, self.b, self.scale, self._jet, itself, self.shared)

    def _jet(self, q11: arb, q12: arb, q22: arb) -> Jet[arb]:
        require(not self.curvature.edge(q11, q12, q22), "two neurons may be parallel, at the kink of the activation")
        return self.curvature.jet(q11, q12, q22)

    @staticmethod
    def cost(place: Species, outgoing: bool) -> int:
        """The work of the loss and its derivatives in all sectors, beside the kernels in them."""
        species = len(place.sizes)
        students = len(place.students)
        patterns = 2 * (species + 1) + outgoing
        pairs = (students + species) ** 2 * (species + 1)
        return 10 * pairs * students * patterns * (1 + species)

    def value(self) -> arb:
        """L over the box."""
        return self.family.loss()

    def gradient(self) -> list[arb]:
        """∇L over the box, in the order of the parameters."""
        return self.family.gradient(self.patterns)

    def hessian(self) -> arb_mat:
        """∂²L over the box by the parameters."""
        return arb_mat(self.family.hessian(self.patterns))

    def blocks(self) -> list[Block]:
        """∂²L by all weights in the span of the teachers, by sectors, the fixed space first."""
        by_student = sum(self.sizes) + (1 if self.outgoing else 0)
        return self._blocks(outside=False, parameters=self.students_in_all() * by_student)

    def outside_blocks(self) -> list[Block]:
        """∂²L by the weights of a direction orthogonal to the teachers, by sectors."""
        return self._blocks(outside=True, parameters=self.students_in_all())

    def students_in_all(self) -> int:
        """The number n of neurons."""
        return sum(1 if s.at is None else self.sizes[s.at] for s in self.students)

    def _blocks(self, outside: bool, parameters: int) -> list[Block]:
        """The blocks of the sectors; raises `Reject` unless they hold so many directions."""
        found = []
        for sector, often in sectors(self.sizes, outside):
            layout, family = self._family(sector)
            _, patterns = _lists(layout, self.outgoing and not outside)
            if patterns:
                form = arb_mat(family.hessian(patterns))
                gram = arb_mat(family.gram(patterns))
                found.append(Block(sector.label, often, form, gram))
        directions = sum(block.copies * block.hessian.nrows() for block in found)
        require(directions == parameters, "the sectors do not add up")
        return found


def _near(entry: Expr | None, radius: arb) -> arb | None:
    return None if entry is None else evaluate(entry, {}) + radius


def _lists(layout: Layout[arb], outgoing: bool) -> tuple[list[str], Sequence[Direction[arb]]]:
    found = list(layout.patterns(outgoing))
    return [kind for kind, _ in found], [pattern for _, pattern in found]
