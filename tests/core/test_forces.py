"""The gradient of the loss in any kind of numbers: expressions, balls and power series say the same."""

import flint
import pytest
from flint import arb, arb_series

from symcrit import Network, Point, Problem
from symcrit.core import read_configuration
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import TWO, ZERO
from symcrit.core.networks.forces import Forms, Neurons, by_outgoing, by_weights

BITS = 128
PLAIN = Problem.orthonormal("erf", n=2, k=2, d=3)
PAIRS = Problem(Network([[1, 0], [0, 1]], [[1, 0], [1, 2]]), "erf", n=1)
TILTED = Problem(Network([[1, 0]], [1], [1]), "erf", n=2, mean=["1/2", 0], covariance=[[2, 1], [1, 1]])
POINTS = {
    "plain": Point(PLAIN, Network([["1/2", "1/3", "1/7"], ["-1/5", "1", 0]], [1, "-1/3"])),
    "outputs": Point(PAIRS, Network([["1/2", "1/3"]], [["1/2", "-1"]])),
    "tilted": Point(TILTED, Network([["1/2", "1/3"], ["-1/5", 1]], [1, "-1/3"], ["1/4", 0])),
}


def ingredients(model):
    """The neurons of a model, and the forms of every student and neuron, as expressions."""
    inputs = model.inputs
    coordinates = range(len(model.weights))
    signs = [1] * len(model.a) + [-1] * len(model.b)
    outgoing = [[-x if sign < 0 else x for x in s] for s, sign in zip(model.out, signs, strict=True)]
    images = [[image.get(c, ZERO) for c in coordinates] for image in model.images]
    mean = None if inputs.mean is None else [inputs.mean.get(c, ZERO) for c in coordinates]
    orders = range(3) if mean is None else range(4)
    forms = [[Forms(*(model.kappa(o, i, v) for o in orders)) for v in range(len(signs))] for i in range(len(model.a))]
    return Neurons(images, outgoing, mean), forms


def turned(neurons, forms, by):
    """The same in other numbers."""
    images, outgoing = ([[by(x) for x in row] for row in rows] for rows in neurons[:2])
    mean = None if neurons.mean is None else [by(x) for x in neurons.mean]
    return Neurons(images, outgoing, mean), [[Forms(*(x and by(x) for x in own)) for own in row] for row in forms]


def gradient(double, neurons, forms):
    found = []
    for i, row in enumerate(forms):
        found += by_outgoing(double, row, neurons)
        found += by_weights(double, i, row, neurons)
    return found


@pytest.mark.parametrize("name", POINTS)
def test_it_is_the_gradient_of_the_model(name):
    model, _ = read_configuration(POINTS[name].to_core()).model()
    neurons, forms = ingredients(model)
    symbolic = gradient(TWO * model.scale, neurons, forms)
    with balls.precision(BITS):
        expected = [balls.evaluate(component.value, {}) for component in model.gradient()]

        def ball(x):
            return balls.evaluate(x, {})

        numeric = gradient(arb(2) * ball(model.scale), *turned(neurons, forms, ball))
        cap, flint.ctx.cap = flint.ctx.cap, 3
        series = gradient(
            arb_series([2 * ball(model.scale)], 3), *turned(neurons, forms, lambda x: arb_series([ball(x)], 3))
        )
        flint.ctx.cap = cap
        for found in ([ball(x) for x in symbolic], numeric, [x[0] for x in series]):
            assert len(found) == len(expected)
            assert all(x.overlaps(y) and abs(x - y) < 1e-30 for x, y in zip(found, expected, strict=True))
    assert any(abs(x) > 0.01 for x in expected)
