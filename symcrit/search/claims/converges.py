"""`converges`: a gradient flow tends to the one critical point in a ball."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from flint import arb

from symcrit.claims import Claim, json_of
from symcrit.core import Explicit, Reject, Work, num, read_configuration
from symcrit.core.algebra import balls
from symcrit.core.claims.converges import Converges, Elsewhere, numbers
from symcrit.core.flow.basin import Ball, reach
from symcrit.core.flow.moving import Moving
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.points import curvatures_of
from symcrit.core.reading import number
from symcrit.core.witnesses.tube import Tube
from symcrit.errors import InputError, shown
from symcrit.search.attempts import Attempt
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
    from symcrit.search.engines.flows.ends import landed, refined, room
    from symcrit.search.engines.flows.landscape import Landscape

    place = read_configuration(core["configuration"])
    assert isinstance(place, Explicit)
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
        found = [arb(balls.evaluate(num(number(value)), {})) for name in free for row in rows[name] for value in row]
        return {"end": rows, "radius": room(moving, found)}
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
    from symcrit.search.engines.flows.ends import landed
    from symcrit.search.engines.flows.landscape import Landscape
    from symcrit.search.engines.flows.tubes import DEGREE, ORDER, Tracer, lowest

    with balls.precision(BITS), one_thread():
        moving = _moving(search, claim.configuration, claim.parameters)
        landscape = Landscape(claim.configuration, claim.parameters)
        centre = numbers(claim.parameters, claim.end)
        radius = arb(claim.radius.value)
        _need_near(landed(landscape, search.charge), centre, radius)
        bound, _ = lowest(moving.point([x + arb(0, radius) for x in centre]).hessian())
        ball = Ball(centre, radius, arb(bound))
        within = arb(0) if claim.within is None else arb(claim.within.value)
        pieces = Tracer(moving, landscape, ball, reach(moving, ball)).run(within)
    return Tube(precision=BITS, degree=DEGREE, order=ORDER, bound=_exact(bound), pieces=tuple(pieces))


def _need_near(x: np.ndarray, centre: Sequence[arb], radius: arb) -> None:
    """Raises `Reject` where a flow ends outside of a ball, in float64."""
    distance = sum(
        ((arb(value) - m) * (arb(value) - m) for value, m in zip(x.tolist(), centre, strict=True)), arb(0)
    ).sqrt()
    if not distance < radius:
        raise Reject(f"in float64 the flow ends {float(distance):.3g} away from the centre of the ball")


def _refute(search: Search, claim: Converges) -> Elsewhere | None:
    """Pieces along the flow to an end outside of the ball of the claim."""
    from symcrit.search.engines.flows.ends import landed, refined, room
    from symcrit.search.engines.flows.landscape import Landscape
    from symcrit.search.engines.flows.tubes import DEGREE, ORDER, Tracer, lowest

    place, free = claim.configuration, claim.parameters
    with balls.precision(BITS), one_thread():
        moving = _moving(search, place, free)
        landscape = Landscape(place, free)
        x = landed(landscape, search.charge)
        values = refined(moving, landscape, x)
        rows = {
            name: tuple(tuple(num(number(value)) for value in row) for row in part)
            for name, part in _in_rows(place, free, values).items()
        }
        centre = numbers(free, rows)
        claimed = numbers(free, claim.end)
        radius = arb(number(room(moving, centre)))
        distance = sum(((u - v) * (u - v) for u, v in zip(centre, claimed, strict=True)), arb(0)).sqrt()
        if not distance > arb(claim.radius.value):
            return None
        bound, _ = lowest(moving.point([u + arb(0, radius) for u in centre]).hessian())
        ball = Ball(centre, radius, arb(bound))
        pieces = Tracer(moving, landscape, ball, reach(moving, ball)).run(arb(0))
    exact = num(number(room(moving, centre)))
    return Elsewhere(
        precision=BITS, degree=DEGREE, order=ORDER, bound=_exact(bound), pieces=tuple(pieces), end=rows, radius=exact
    )


def _exact(value: float) -> Any:
    """A float as the binary fraction that it is."""
    from flint import fmpq

    return num(fmpq(*value.as_integer_ratio()))
