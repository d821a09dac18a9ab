"""Loss, gradient and Hessian over a box: against the model, against series, and against points of the box."""

import flint
import numpy as np
import pytest
from flint import arb, arb_series

import symcrit as sc
from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.expr import constant, num, sym
from symcrit.core.expectation.kernels import kernels_of
from symcrit.core.networks.frames import Framed
from symcrit.core.networks.loss import Model
from symcrit.core.reading import Reject
from symcrit.kernels.kernel import as_kernel
from tests.core.networks.landscapes import boxes, middle, network, unit

BITS = 128


def drawn(rng, rows, columns):
    return [[str(round(float(x), 3)) for x in row] for row in rng.normal(size=(rows, columns))]


def floats(rows):
    return np.array(rows, dtype=float)


@pytest.mark.parametrize("activation", ["erf", "probit", "sigmoid_like", "relu"])
@pytest.mark.parametrize(("n", "k", "d", "outputs"), [(2, 3, 3, 1), (3, 2, 4, 2), (1, 1, 2, 1)])
def test_the_model_agrees(activation, n, k, d, outputs):
    rng = np.random.default_rng([n, k, d])
    W, a, V, b = drawn(rng, n, d), drawn(rng, n, outputs), drawn(rng, k, d), drawn(rng, k, outputs)
    problem = sc.Problem(teacher=sc.Network(floats(V), floats(b)), activation=activation, n=n)
    student = sc.Network(floats(W), floats(a))
    with precision(BITS):
        point = boxes(activation, network(W, a, V, b)).centre()
        assert np.allclose([float(x.mid()) for x in point.gradient()], problem.gradient(student).vector, atol=1e-12)
        assert abs(float(point.value().mid()) - problem.loss(student)) < 1e-12
        if activation != "relu":  # its closed forms have no second derivative where both neurons are the same
            assert np.allclose(middle(point.hessian()), problem.hessian(student), atol=1e-12)


def along(activation, W, a, V, b, direction):
    """L on the line (W, a) + t·direction as a power series: slope, and curvature."""
    n, d = len(W), len(W[0])
    names = [f"x{i}" for i in range(n * d + n)]
    entry = iter(map(sym, names))
    rows = [{c: next(entry) for c in range(d)} for _ in range(n)]
    outgoing = [(next(entry),) for _ in range(n)]
    teachers = [{c: constant(x) for c, x in enumerate(row)} for row in V]
    kernel = boxes(activation, network(W, a, V, b)).place.kernel
    ones = (num(1),) * d
    layers = (rows, outgoing), (teachers, [(constant(x),) for (x,) in b])
    loss = Model(kernels_of(kernel), num(1), *layers, ones, (num(1),) * len(V)).loss()
    start = [arb(x) for row in W for x in row] + [arb(x) for (x,) in a]
    values = {key: arb_series([x, u], prec=3) for key, x, u in zip(names, start, direction, strict=True)}
    flint.ctx.cap, before = 3, flint.ctx.cap
    try:
        series = evaluate(loss, values)
    finally:
        flint.ctx.cap = before
    return series[1], 2 * series[2]


@pytest.mark.parametrize("activation", ["erf", "sigmoid_like"])
def test_series_agree(activation):
    rng = np.random.default_rng(5)
    W, a, V, b = drawn(rng, 2, 3), drawn(rng, 2, 1), drawn(rng, 3, 3), drawn(rng, 3, 1)
    moves = drawn(rng, 8, 1)
    with precision(BITS):
        direction = [arb(x) for (x,) in moves]
        slope, curvature = along(activation, W, a, V, b, direction)
        point = boxes(activation, network(W, a, V, b)).centre()
        gradient, hessian = point.gradient(), point.hessian()
        by_gradient = sum((g * u for g, u in zip(gradient, direction, strict=True)), arb(0))
        size = range(len(direction))
        by_hessian = sum((direction[i] * hessian[i, j] * direction[j] for i in size for j in size), arb(0))
        assert by_gradient.overlaps(slope)
        assert by_hessian.overlaps(curvature)
        assert by_gradient.rad() < 1e-25
        assert by_hessian.rad() < 1e-25


@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_a_box_holds_the_values_at_its_points(activation):
    rng = np.random.default_rng(7)
    W, a, V, b = drawn(rng, 2, 3), drawn(rng, 2, 1), unit(3), [["1"]] * 3
    with precision(BITS):
        around = boxes(activation, network(W, a, V, b), unique="1e-3", within="1e-3")
        wide = around.box(around.unique)
        value, gradient, hessian = wide.value(), wide.gradient(), wide.hessian()
        for _ in range(20):
            move = lambda rows: [[str(float(x) + rng.uniform(-1e-3, 1e-3)) for x in row] for row in rows]  # noqa: E731
            point = boxes(activation, network(move(W), move(a), V, b)).centre()
            assert value.overlaps(point.value())
            assert all(x.overlaps(y) for x, y in zip(gradient, point.gradient(), strict=True))
            assert all(x.overlaps(y) for x, y in zip(hessian.entries(), point.hessian().entries(), strict=True))


def test_a_relu_student_parallel_to_a_teacher():
    """W = V: the gradient is exactly 0, and the Hessian is that of points nearby."""
    with precision(BITS):
        copy = boxes(
            "relu", network(unit(3), [["1"]] * 3, unit(3), [["1"]] * 3), free="W", unique="1e-4", within="1e-9"
        )
        centre = copy.centre()
        assert all(x.contains(0) and x.rad() < 1e-30 for x in centre.gradient())
        assert centre.value().contains(0)
        exact, wide = centre.hessian(), copy.box(copy.unique).hessian()
        assert max(x.rad() for x in exact.entries()) < 1e-15
        rng = np.random.default_rng(1)
        for _ in range(10):
            W = [[str(float(x) + rng.uniform(-1e-4, 1e-4)) for x in row] for row in unit(3)]
            near = boxes("relu", network(W, [["1"]] * 3, unit(3), [["1"]] * 3), free="W").centre().hessian()
            assert all(x.overlaps(y) for x, y in zip(wide.entries(), near.entries(), strict=True))
            assert np.abs(middle(exact) - middle(near)).max() < 1e-3


def test_where_the_hessian_jumps_nothing_is_said():
    """Two parallel students, and a student that may vanish."""
    W = [["1", "0"], ["2", "0"]]
    with precision(BITS):
        place = network(W, [["1"]] * 2, unit(2), [["1"]] * 2)
        with pytest.raises(Reject, match="neurons 1 and 2 may be parallel"):
            boxes("relu", place, free="W").centre().hessian()
        place = network([["0", "0"]], [["1"]], unit(2), [["1"]] * 2)
        with pytest.raises(Reject, match="may be 0"):
            boxes("relu", place, free="W").centre().hessian()


def test_the_outside_block_is_the_hessian_of_one_more_dimension():
    rng = np.random.default_rng(3)
    W, a = drawn(rng, 2, 2), drawn(rng, 2, 1)
    for activation in ("erf", "relu"):
        with precision(BITS):
            inside = boxes(activation, network(W, a, unit(2), [["1"]] * 2)).centre()
            wider = network([[*row, "0"] for row in W], a, unit(2, 3), [["1"]] * 2)
            full = middle(boxes(activation, wider).centre().hessian())
            assert np.allclose(middle(inside.outside_blocks()[0].hessian), full[np.ix_([2, 5], [2, 5])], atol=1e-15)
            assert as_kernel(activation).names[0] == activation


@pytest.mark.parametrize("shift", [0, 0.5])
def test_discs_hold_what_the_form_leaves_out(shift):
    """M = diag(2, −3) and entries 1 beside it, N = 1, and 5 or 7 left out of the rows."""
    form, gram = flint.arb_mat([[2, 1], [-1, -3]]), flint.arb_mat([[1, 0], [0, 1]])
    (a, r), (b, s) = Framed(form, gram, [arb(5), arb(7)], [arb(0)] * 2).discs(arb(shift) if shift else 0)
    assert (a, b) == (2 - shift, -3 - shift)
    first, second = (1, 1) if not shift else (2 * 6 / abs(float(a)), 2 * 8 / abs(float(b)))
    assert float(r) == pytest.approx((second + 5 * max(first, second)) / first)
    assert float(s) == pytest.approx((first + 7 * max(first, second)) / second)
