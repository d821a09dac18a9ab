"""What proofs of flows are made of, each against a second road: samples, floats, exact solutions."""

import numpy as np
import pytest
from flint import arb, arb_mat, fmpq

import symcrit as sc
from symcrit.core import Reject, Work, constant, read_configuration
from symcrit.core.algebra import balls
from symcrit.core.flow import pieces
from symcrit.core.flow.basin import Ball, attracts
from symcrit.core.flow.gronwall import across, grown
from symcrit.core.flow.moving import Moving
from symcrit.core.flow.pieces import Curve, Piece
from symcrit.core.flow.residual import residual
from symcrit.core.flow.tube import is_positive, lies_above, norm
from symcrit.core.networks.curvature import shape_of
from symcrit.core.networks.points import curvatures_of
from symcrit.kernels.closed.derivations import derive
from symcrit.search.engines.flows.collocation import Collocation
from symcrit.search.engines.flows.landscape import Landscape
from symcrit.search.engines.flows.tubes import base64_of

BITS = 96
WEIGHTS = sc.Network([["1/2", "1/3"], ["-1/5", "2/3"]], [1, "-1/3"])
PLACES = {
    "erf": sc.Problem.orthonormal("erf", n=2, k=2),
    "gelu": sc.Problem.orthonormal("gelu", n=2, k=2),
    "correlated": sc.Problem(sc.Network([[1, 0], [0, 1]]), "sin", n=2, covariance=[[2, 1], [1, 1]], scale="1/2"),
    "two activations": sc.Problem(sc.Network([[1, 0]], [1]), "sin", n=2, teacher_activation="exp"),
}


def moving_of(problem, network=WEIGHTS):
    place = read_configuration(sc.Point(problem, network).to_core())
    shapes = [shape_of(own, derive(own).derived, Work()) for own in place.kernels.different]
    return Moving(place, ("W", "a"), curvatures_of(shapes, Work()), Work())


def piece(coefficients, length, radius="1/1000", bounds=(0.0,)):
    parts = {"length": constant(length), "radius": constant(radius)}
    return Piece(**parts, coefficients=base64_of(coefficients), bounds=base64_of(bounds))


@pytest.fixture(params=PLACES)
def step(request):
    """A network that moves, floats for it, and a polynomial of some time along the flow."""
    with balls.precision(BITS):
        moving = moving_of(PLACES[request.param])
        landscape = Landscape(moving.place, moving.free)
        collocation = Collocation(landscape, 10)
        start = landscape.start
        coefficients = collocation.coefficients(start, collocation.step(start, 0.0625))
        yield moving, landscape, coefficients


def at(coefficients, s):
    return np.polynomial.polynomial.polyval(s, coefficients.T)


def test_gradients_at_series_are_those_at_points(step):
    moving, landscape, _ = step
    with balls.precision(BITS):
        start = moving.start()
        expected = moving.point(start).gradient()
        with balls.terms(1):
            found = moving.gradient([[x] for x in start])
    assert all(x.overlaps(row[0]) for x, row in zip(expected, found, strict=True))
    floats = landscape.gradients(landscape.start[None])[0]
    assert np.allclose(floats, [float(x) for x in expected], atol=1e-14)
    assert np.abs(floats).max() > 1e-3


def test_the_residual_is_a_bound_and_a_good_one(step):
    moving, _, coefficients = step
    bent = coefficients.copy()
    bent[0, 3] += 1e-6  # more than rounding
    with balls.precision(BITS):
        found = residual(moving, Curve(piece(bent, "1/16"), len(bent), 10), 14)
        largest = 0.0
        for s in np.linspace(-1, 1, 41):
            slope = np.polynomial.polynomial.polyval(s, np.polynomial.polynomial.polyder(bent.T)) * 32
            forces = moving.point([arb(x) for x in at(bent, s).tolist()]).gradient()
            size = norm([arb(u) + g for u, g in zip(slope.tolist(), forces, strict=True)])
            largest = max(largest, float(size))
    assert 1e-6 < largest <= float(found) < 3 * largest


def test_boxes_hold_the_polynomial(step):
    _, _, coefficients = step
    with balls.precision(BITS):
        curve = Curve(piece(coefficients, "1/4", bounds=[0.0] * 5), len(coefficients), 10)
        for index in range(5):
            boxes = curve.boxes(index)
            for s in np.linspace(-1 + 2 * index / 5, -1 + 2 * (index + 1) / 5, 7):
                assert all(
                    abs(float(x) - box.mid()) <= box.rad() + 1e-15
                    for x, box in zip(at(coefficients, s), boxes, strict=True)
                )
        assert np.allclose([float(x) for x in curve.first()], at(coefficients, -1), atol=1e-15)
        assert np.allclose([float(x) for x in curve.last()], at(coefficients, 1), atol=1e-15)
        assert all(box.rad() < 0.1 for box in boxes)


@pytest.mark.parametrize("bound", [-2.0, 0.0, 1e-200, 3.0])
def test_errors_grow_as_the_equation_says(bound):
    with balls.precision(BITS):
        c, delta, time = arb(bound), arb("1/8"), arb("3/2")
        found = grown(arb("1/4"), c, delta, time)
        steps = 3000
        u = 0.25
        for _ in range(steps):  # the midpoint rule
            half = u + (0.125 - bound * u) * 0.75 / steps
            u += (0.125 - bound * half) * 1.5 / steps
    assert u == pytest.approx(float(found), rel=1e-5)


@pytest.mark.parametrize("size", [1, 5, 17, 30])
def test_bounds_of_eigenvalues(size):
    rng = np.random.default_rng(size)
    A = rng.normal(size=(size, size))
    A = A + A.T
    least = np.linalg.eigvalsh(A)[0]
    with balls.precision(BITS):
        exact = arb_mat(size, size, A.ravel().tolist())
        assert lies_above(exact, arb(least - 1e-9))
        assert not lies_above(exact, arb(least + 1e-9))
        blurred = arb_mat(size, size, [x + arb(0, 1e-3) for x in exact.entries()])
        assert not lies_above(blurred, arb(least - 1e-3))
        assert lies_above(blurred, arb(least - 1.001e-3 * size))
        assert not lies_above(arb_mat(size, size, [arb("nan")] * size**2), arb(-100))
        assert is_positive(exact) is bool(least > 0)


def test_pieces_of_another_shape_are_refused():
    with pytest.raises(Reject, match="numbers"):
        Curve(piece(np.zeros((2, 4)), "1"), 3, 3)
    for length, radius in (("0", "1"), ("-1", "1"), ("1", "0"), ("1", "-1")):
        with pytest.raises(Reject, match="positive"):
            Curve(piece(np.zeros((2, 4)), length, radius), 2, 3)
    with pytest.raises(Reject, match="bounds"):
        Curve(piece(np.zeros((2, 4)), "1", bounds=()), 2, 3)


@pytest.mark.parametrize(
    ("activation", "why"), [("relu", "σ has a kink"), ("abs", "σ has a kink"), ("sign", "σ has a jump")]
)
def test_kinks_and_jumps_are_refused(activation, why):
    with balls.precision(BITS), pytest.raises(Reject, match=why):
        moving_of(sc.Problem.orthonormal(activation, n=2, k=2))


STILL = np.array([[0.5, 0.0], [1 / 3, 0.0], [-0.25, 0.0], [0.75, 0.0], [1.0, 0.0], [-0.5, 0.0]])


@pytest.fixture
def erf():
    with balls.precision(BITS):
        yield moving_of(PLACES["erf"])


def crossed(moving, error, delta=0, **fields):
    return across(moving, Curve(piece(STILL, "1", **fields), len(STILL), 1), arb(delta), arb(error))


def test_the_error_on_a_piece_is_that_of_its_parts(erf):
    """u' = -c u + delta with another c on every part."""
    found = crossed(erf, "1/10000", "1/100000", radius="1/100", bounds=[-2.0, -3.0, -4.0, -2.5])
    u = 1e-4
    for c in (-2.0, -3.0, -4.0, -2.5):
        u = u * np.exp(-c / 4) + 1e-5 * (1 - np.exp(-c / 4)) / c
    assert float(found) == pytest.approx(u, rel=1e-12)


@pytest.mark.parametrize(
    ("error", "fields", "why"),
    [
        ("1/10", {"radius": "1/100", "bounds": [-1.0]}, "to be in the tube"),
        ("1/200", {"radius": "1/100", "bounds": [-9.0, 9.0]}, "to stay in the tube"),  # out of it in between
        (0, {"radius": "1/10", "bounds": [-0.75]}, "eigenvalue"),  # which holds at its middle
        (0, {"radius": "1/1000", "bounds": [-1.0, 9.0]}, "eigenvalue"),
    ],
)
def test_every_part_of_the_tube_is_looked_at(erf, error, fields, why):
    assert crossed(erf, 0, radius="1/100000", bounds=[-0.75]) == 0
    with pytest.raises(Reject, match=why):
        crossed(erf, error, **fields)


def test_what_taylor_leaves_out_counts(erf, monkeypatch):
    """A step of Euler's method, in so few terms that the bound does not hold without what they leave out."""
    length = 0.16
    middle = [arb(x) for x in STILL[:, 0].tolist()]
    straight = STILL.copy()
    straight[:, 1] = [-length / 2 * float(slope) for slope in erf.point(middle).gradient()]
    curve = Curve(piece(straight, "4/25"), len(straight), 1)
    forces = erf.point([arb(x) for x in at(straight, -1).tolist()]).gradient()
    speeds = (2 / length * straight[:, 1]).tolist()
    size = float(norm([arb(u) + g for u, g in zip(speeds, forces, strict=True)]))
    assert size <= float(residual(erf, curve, 2)) < 1.5 * size
    known = Moving.gradient

    def short(own, at):
        return [[*row[:2], *[arb(0)] * (len(row) - 2)] for row in known(own, at)]

    monkeypatch.setattr(Moving, "gradient", short)
    assert float(residual(erf, curve, 2)) < 0.999 * size


def test_expansions_anywhere_on_a_piece_are_covered(step):
    _, _, coefficients = step
    with balls.precision(BITS):
        rows = Curve(piece(coefficients, "1"), len(coefficients), 10).rows_over()
        for s in (-1.0, -0.25, 0.5, 1.0):
            for own, row in zip(coefficients, rows, strict=True):
                moved = np.polynomial.Polynomial(own)(np.polynomial.Polynomial([s, 1.0])).coef
                assert all(abs(c - float(x.mid())) <= float(x.rad()) + 1e-15 for c, x in zip(moved, row, strict=False))


@pytest.mark.parametrize(
    ("away", "values", "error", "inside"),
    [
        ("0.2", ["0.3", "0.4"], "0.09", True),
        ("0.2", ["0.3", "0.4"], "0.11", False),
        ("0.26", ["0.3", "0.4"], "0", False),
        ("0.2", ["0.6", "0.4"], "0", False),
        ("nan", ["0", "0"], "0", False),
        ("0", ["0", "0"], "nan", False),
    ],
)
def test_flows_tend_to_what_they_are_near_to(away, values, error, inside):
    ball = Ball([arb(0), arb(0)], arb(1), arb(1))
    assert attracts(ball, arb(away), [arb(x) for x in values], arb(error)) is inside


def test_what_is_remembered_does_not_depend_on_who_asked_first():
    """A piece looked at in few bits, and then in many."""
    coefficients = np.full((1, 11), 1 / 3)
    for bits, most in ((32, 1e-3), (BITS, 1e-20)):
        with balls.precision(bits):
            curve = Curve(piece(coefficients, "1", bounds=[0.0] * 7), 1, 10)
            shifted = curve.coefficients * pieces._shift(10, fmpq(3, 7))
            assert all(entry.rad() < most for entry in shifted.entries())


def test_work_grows_with_the_precision(erf):
    spent = []
    for bits in (96, 4096):
        with balls.precision(bits):
            before = erf.work.spent
            residual(erf, Curve(piece(STILL, "1"), len(STILL), 1), 4)
            spent.append(erf.work.spent - before)
    assert spent[1] > 10 * spent[0] > 0
