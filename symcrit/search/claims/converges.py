"""`converges`: a gradient flow tends to the one critical point in a ball."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from symcrit.claims import Claim, json_of
from symcrit.core import Explicit, Expr, Reject, Work, constant, num, read_configuration, symbols
from symcrit.core.algebra import balls
from symcrit.core.claims.converges import Converges, Elsewhere, numbers
from symcrit.core.claims.gradient import read_rows
from symcrit.core.flow.basin import Ball, reach
from symcrit.core.flow.moving import Moving
from symcrit.core.flow.pieces import Piece
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.points import curvatures_of
from symcrit.core.witnesses.tube import Tube
from symcrit.errors import InputError, shown
from symcrit.search.attempts import Attempt
from symcrit.search.engines.flows.ends import landed, refined, room
from symcrit.search.engines.flows.landscape import Landscape
from symcrit.search.engines.flows.tubes import DEGREE, ORDER, lowest, pieces_to
from symcrit.search.search import Search, one_thread

if TYPE_CHECKING:
    import numpy as np

    from symcrit.model.network import Network
    from symcrit.model.problem import Point, Problem

__all__ = ["attempts", "converges"]

MISSING = "no tube was found in which the flow from there is shown to tend to the critical point of the claim"
BITS = 96


def converges(
    problem: Problem | Point,
    network: Network | None = None,
    *,
    end: Network | None = None,
    radius: object = None,
    within: object = None,
) -> Claim:
    """The gradient flow x′ = −∇L(x) from a network tends to the one critical point in a ball: a claim for `decide`.

    problem, network: where the flow starts, exact or in float64, whose numbers are taken as the binary fractions that
    they are; a `Point` stands for both.  x is what `problem.free` says, of W (always) and a.  end, radius: centre and
    radius of the ball, Euclidean in x; by default the ball is found by following the flow in float64.
    within: the claim is about all starts within this distance of the network.
    Raises InputError for misuse, and where the flow is not followed: σ with a kink, kernels without a closed form,
    biases; or where it comes near no minimum with a positive definite Hessian.

    >>> from symcrit import Network, Problem, decide
    >>> claim = converges(Problem.orthonormal("erf", n=1, k=1), Network([["1/2"]], [1]))
    >>> decide(claim).verdict.name
    'PROVED'
    """
    from symcrit.model.problem import Point, Problem

    if isinstance(problem, Point) and network is None:
        problem, network = problem.problem, problem.network
    if not isinstance(problem, Problem) or network is None:
        raise InputError(f"{shown(problem)} is no problem with a network; write converges(problem, network)")
    point = Point(problem, exactly(network))
    core: dict[str, Any] = {"kind": "converges", "configuration": point.to_core(), "free": list(point.free) or "all"}
    core["free"] = "W" if core["free"] == ["W"] else core["free"]
    try:
        with balls.precision(BITS), one_thread():
            core |= _ball(core, point, end, radius)
    except Reject as refused:
        raise InputError(f"converges: {refused}") from None
    return Claim(core | ({} if within is None else {"within": json_of(within)}))


def need_followed(activation: str) -> None:
    """Raises InputError where no flow is followed, whatever the start: σ with a kink, kernels without a closed form.

    >>> need_followed("erf")
    >>> need_followed("tanh")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: converges: flows are not yet followed for kernels without a closed form
    """
    from symcrit.model.network import Network
    from symcrit.model.problem import Point, Problem

    problem = Problem.orthonormal(activation, n=1, k=1)
    place = read_configuration(Point(problem, Network([[1]], [1])).to_core())
    assert isinstance(place, Explicit)
    try:
        with balls.precision(BITS):
            _moving(Search(Work()), place, ("W", "a"))
    except Reject as refused:
        raise InputError(f"converges: {refused}") from None


def exactly(network: Network) -> Network:
    """The same network, its floats as the binary fractions that they are."""
    from symcrit.model.network import Network

    if getattr(network, "kind", "") != "float":
        return network
    parts = (network.W, network.a, network.biases)
    return Network(*(None if part is None else _fractions(part.tolist()) for part in parts))


def _fractions(value: Any) -> Any:
    return [_fractions(entry) for entry in value] if isinstance(value, list) else Fraction(value)


def _ball(core: dict[str, Any], point: Point, end: Network | None, radius: object) -> dict[str, Any]:
    """Centre and radius of the ball where the flow ends; raises `Reject`."""
    place = read_configuration(core["configuration"])
    assert isinstance(place, Explicit)
    unknown = sorted(symbols(place.scale, *place.exprs))
    if unknown:
        raise InputError(f"converges speaks about numbers: {', '.join(unknown)} has no value")
    free = ("W",) if core["free"] == "W" else ("W", "a")
    if end is None or radius is None:
        moving = _moving(Search(Work()), place, free)
    if end is None:
        landscape = Landscape(place, free)
        rows = _in_rows(place, free, refined(moving, landscape, landed(landscape, lambda cost: None)))
    else:
        point.problem._check_shape(end)
        own = exactly(end)
        parts = {"W": own.W, "a": own.outgoing}
        rows = {name: [[json_of(entry) for entry in row] for row in parts[name]] for name in free}
    if radius is None:
        read = {name: read_rows(part) for name, part in rows.items()}
        return {"end": rows, "radius": room(moving, numbers(free, read))}
    return {"end": rows, "radius": json_of(radius)}


def _in_rows(place: Explicit, free: Sequence[str], values: Sequence[str]) -> dict[str, list[list[str]]]:
    """The free parameters by their names, in rows."""
    given = iter(values)
    parts = {"W": place.W, "a": place.a}
    return {name: [list(islice(given, len(row))) for row in parts[name]] for name in free}


def attempts(claim: Converges) -> Iterator[Attempt]:
    """A tube to the end of the claim, or to another one."""
    yield Attempt("a tube around the flow", 0.95, _prove)
    yield Attempt("a tube to another end", 0.95, _refute)


def _moving(search: Search, place: Explicit, free: Sequence[str]) -> Moving:
    """The network that moves; raises `Reject` where flows are not followed."""
    shapes = []
    for kernel in place.kernels.different:
        derived = search.derive(kernel)
        if derived is None and not kernel.by_definition:
            raise Reject("the kernel has no derivation")
        shapes.append(shape_of(kernel, derived, search.work))
    return Moving(place, free, curvatures_of(shapes, search.work), search.work)


def _prove(search: Search, claim: Converges) -> Tube | None:
    """Pieces along the flow, if in float64 it ends in the ball of the claim."""
    with balls.precision(BITS), one_thread():
        flow = _Flow(search, claim)
        distance = flow.distance([arb(value) for value in flow.landed().tolist()])
        if not distance < flow.radius:
            raise Reject(f"in float64 the flow ends {float(distance):.3g} away from the centre of the ball")
        within = arb(0) if claim.within is None else arb(claim.within.value)
        bound, pieces = flow.pieces(flow.centre, flow.radius, within)
    return Tube(precision=BITS, degree=DEGREE, order=ORDER, bound=bound, pieces=pieces)


def _refute(search: Search, claim: Converges) -> Elsewhere | None:
    """Pieces along the flow to an end outside of the ball of the claim."""
    with balls.precision(BITS), one_thread():
        flow = _Flow(search, claim)
        values = refined(flow.moving, flow.landscape, flow.landed())
        rows = _in_rows(claim.configuration, claim.parameters, values)
        end = {name: tuple(tuple(map(constant, row)) for row in part) for name, part in rows.items()}
        centre = numbers(claim.parameters, end)
        if not flow.distance(centre) > flow.radius:
            return None
        radius = constant(room(flow.moving, centre))
        bound, pieces = flow.pieces(centre, arb(radius.value), arb(0))
    return Elsewhere(precision=BITS, degree=DEGREE, order=ORDER, bound=bound, pieces=pieces, end=end, radius=radius)


class _Flow:
    """The flow of a claim, and the ball where it is said to end."""

    def __init__(self, search: Search, claim: Converges) -> None:
        self.search = search
        self.moving = _moving(search, claim.configuration, claim.parameters)
        self.landscape = Landscape(claim.configuration, claim.parameters)
        self.centre = numbers(claim.parameters, claim.end)
        self.radius = arb(claim.radius.value)

    def landed(self) -> np.ndarray:
        """Where it ends in float64."""
        return landed(self.landscape, self.search.charge)

    def distance(self, values: Sequence[arb]) -> arb:
        """How far these parameters are from the centre."""
        return sum(((x - m) * (x - m) for x, m in zip(values, self.centre, strict=True)), arb(0)).sqrt()

    def pieces(self, centre: Sequence[arb], radius: arb, within: arb) -> tuple[Expr, tuple[Piece, ...]]:
        """A bound of the Hessian in a ball, and pieces to it."""
        bound, _ = lowest(self.moving.point([x + arb(0, radius) for x in centre]).hessian())
        ball = Ball(centre, radius, arb(bound))
        found = pieces_to(self.moving, self.landscape, ball, reach(self.moving, ball), within)
        return num(fmpq(*bound.as_integer_ratio())), found
