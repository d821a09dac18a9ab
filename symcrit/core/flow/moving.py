"""A network whose free parameters move: the gradient of its loss at power series, and the network over a box.

Only for kernels that are smooth and whose forms are analytic wherever power series of them are finite: the loss is an
analytic function of the free parameters there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from flint import arb, arb_series

from symcrit.core.algebra.balls import evaluate, price
from symcrit.core.algebra.expr import DEFINITION, Expr, nodes
from symcrit.core.algebra.programs import METHODS, Program
from symcrit.core.networks.curvature import Curvature
from symcrit.core.networks.forces import Forms, Neurons, by_outgoing, by_weights, total
from symcrit.core.networks.loss import Explicit
from symcrit.core.networks.points import Curvatures, Point
from symcrit.core.reading import Reject, require
from symcrit.core.work import Work

SERIES = {"add", "mul", "pow", "num", "pi", "sym", *DEFINITION, *METHODS} - {"abs"}  # what is known of power series
PER_STEP = 2  # the work of a step on power series, beside one unit for every coefficient
Series = list[arb_series]


class Moving:
    """The network `place`, of which the parameters `free` move, in the order of `Point.parameters`; charges `work`.

    Raises `Reject` for neurons with biases and inputs with a mean, and for kernels with kinks, without closed forms, or
    with forms of which nothing is known at power series.
    """

    def __init__(self, place: Explicit, free: Sequence[str], curvatures: Curvatures, work: Work) -> None:
        require(not place.is_biased, "flows are not yet followed with biases, or inputs that have a mean")
        self.place = place
        self.free = free
        self.curvatures = curvatures
        self.work = work
        self.n = len(place.W)
        self.still = dict.fromkeys(free, arb(0))
        self.cost = Point.cost(place, free)
        self.mixed = _program(curvatures.mixed)
        alike = curvatures.students is curvatures.mixed
        self.students = self.mixed if alike else _program(curvatures.students)

    def charge(self, operations: int) -> None:
        """Charges operations on balls, at the precision that is set."""
        self.work.charge(operations * price())

    def start(self) -> list[arb]:
        """The free parameters of `place`."""
        rows = [*self.place.W, *(self.place.a if "a" in self.free else [])]
        return [evaluate(entry, {}) for row in rows for entry in row]

    def point(self, values: Sequence[arb]) -> Point:
        """The network with these balls for the free parameters."""
        self.charge(self.cost)
        return Point(self.place, self.curvatures, self.still, values)

    def gradient(self, values: Sequence[Sequence[arb]]) -> list[list[arb]]:
        """The coefficients of ∇L, for those of the free parameters: as many as `balls.terms` says.

        Raises `Reject` where something that is computed on the way has a coefficient that is not finite: then nothing
        shows that the kernel is analytic there.
        """
        double, neurons, vectors = self._neurons(values)
        count = len(neurons.images)
        steps = (self.students.size * self.n + self.mixed.size * (count - self.n)) * self.n
        self.charge((PER_STEP + len(values[0])) * (steps + 4 * self.n * count * (1 + len(vectors[0]))))
        norms = [_product(*pair) for pair in zip(neurons.images, vectors, strict=True)]
        by_W: Series = []
        by_a: Series = []
        for i, image in enumerate(neurons.images[: self.n]):
            crossed = [norms[i] if i == v else _product(image, u) for v, u in enumerate(vectors)]
            programs = [self.students if v < self.n else self.mixed for v in range(count)]
            pairs = zip(programs, crossed, norms, strict=True)
            forms = [_forms(program, norms[i], q12, q22) for program, q12, q22 in pairs]
            by_W += by_weights(double, i, forms, neurons)
            by_a += by_outgoing(double, forms, neurons) if "a" in self.free else []
        return [coefficients(entry) for entry in by_W + by_a]

    def _neurons(self, values: Sequence[Sequence[arb]]) -> tuple[arb_series, Neurons[arb_series], list[Series]]:
        """2·scale, the neurons as power series, and their vectors."""
        terms = len(values[0])
        place = self.place
        known: dict[Expr, arb_series] = {}
        given = iter(values)

        def constant(entry: Expr) -> arb_series:
            if entry not in known:
                known[entry] = arb_series([evaluate(entry, {})], terms)
            return known[entry]

        W = [[arb_series(list(own), terms) for own in islice(given, len(row))] for row in place.W]
        a = [[constant(entry) for entry in row] for row in place.a]
        if "a" in self.free:
            a = [[arb_series(list(own), terms) for own in islice(given, len(row))] for row in place.a]
        u = W + [[constant(entry) for entry in row] for row in place.V]
        s = a + [[-constant(entry) for entry in row] for row in place.b]
        covariance = [[constant(entry) for entry in row] for row in place.covariance]
        images = [[_product(row, x) for row in covariance] for x in u] if covariance else u
        return 2 * constant(place.scale), Neurons(images, s), u


def coefficients(series: arb_series) -> list[arb]:
    """All coefficients of a power series that is known to as many as are kept."""
    known: list[arb] = series.coeffs()
    return known + [arb(0)] * (series.prec - len(known))


def _product(x: Sequence[arb_series], y: Sequence[arb_series]) -> arb_series:
    return total(p * q for p, q in zip(x, y, strict=True))


def _forms(program: Program, *place: arb_series) -> Forms[arb_series]:
    """κ, κ₁ and κ₂ at power series; raises `Reject` where a coefficient of any part of them is not finite.

    A sum is finite only if all of its terms are.
    """
    try:
        values = program.values(*place)
    except (ValueError, ZeroDivisionError):  # of python-flint: a quotient of series whose divisor may be 0
        raise Reject("the kernel is not shown to be analytic along a polynomial") from None
    finite = all(part.is_finite() for part in total(values).coeffs())
    require(finite, "the kernel is not shown to be analytic along a polynomial")
    return Forms(*program.roots_of(values))


def _program(curvature: Curvature) -> Program:
    """The forms of a kernel at power series."""
    require(not curvature.kernel.by_definition, "flows are not yet followed for kernels without a closed form")
    require(
        not curvature.rough,
        "σ has a jump, or a kink other than that of c·|z| + α·z: the gradient of the loss, or its Hessian, has no limit"
        " where students become parallel or 0; flows are followed for smooth σ",
    )
    require(
        not (curvature.homogeneous or curvature.kink),
        "σ has a kink: the Hessian of the loss jumps where students become parallel or 0, and where σ is homogeneous it"
        " is singular along the scalings of a neuron; flows are not yet followed in the coordinates a·w",
    )
    odd = sorted({node.op for node in nodes(*curvature.forms)} - SERIES)
    require(not odd, f"flows are not yet followed for kernels with {', '.join(odd)}, of which power series are missing")
    return Program(curvature.forms, curvature.arguments, arb_series)
