"""Every closed form against its definition on the full grid of correlations, norms and biases; for the night.

    python -m pytest tests/kernels/test_grid.py -m slow

The definition is certified quadrature where there is a rule for the activation (`how` says "balls"); for jumps, and
where too many nodes would be needed, the quadrature of `test_closed_forms` in float64, which is right to 1e-9 there.
"""

from itertools import product

import flint
import numpy as np
import pytest
from sympy import Rational

import symcrit as sc
from symcrit.errors import InputError
from symcrit.kernels.activations import activation
from symcrit.kernels.gram import as_ball
from symcrit.kernels.kernel import kernel, kernel_names
from symcrit.kernels.quadrature.expectation import expectation
from tests.kernels.test_closed_forms import BIASED, definition

pytestmark = pytest.mark.slow

RHO = ["-1", "-0.999999", "-1/2", "0", "1/3", "0.999999", "1"]
NORMS = ["1/100", "1/2", "2", "10"]
BIASES = ["-2", "0", "2/5"]
GROWING = {"exp", "sinh"}  # far out their mass lies beyond every grid; there are identities instead


def by_definition(name, a, b, c, means=("0", "0")):
    """A ball of E[σ(u)τ(v)], and how it was found."""
    try:
        if any(map(Rational, means)):
            ball = sc.certified_kernel(name).ball(a, b, c, m1=means[0], m2=means[1], digits=12)
        else:
            ball = expectation(name, None, a, b, c, digits=12)
        if ball.is_finite():
            return ball, "balls"
    except InputError:
        pass
    sigma = activation(name)
    numbers = float(a), float(b), float(c)
    means = tuple(float(Rational(mean)) for mean in means)
    if max(numbers) > 50 and name in GROWING:
        return None, "identity"
    ends = [definition(sigma, sigma, *[q] * 3, (mean, mean)) for q, mean in zip(numbers[::2], means, strict=True)]
    return flint.arb(definition(sigma, sigma, *numbers, means), 1e-8 * np.sqrt(np.prod(ends)) + 1e-12), "floats"


def gram(rho, first, second):
    return Rational(first) ** 2, Rational(rho) * Rational(first) * Rational(second), Rational(second) ** 2


@pytest.mark.parametrize("rho", RHO)
@pytest.mark.parametrize("name", [name for name, _ in kernel_names()])
def test_on_the_grid(name, rho):
    ways = set()
    for first, second in product(NORMS, NORMS):
        at = gram(rho, first, second)
        ball, how = by_definition(name, *at)
        assert ball is None or kernel(name).ball(*at).overlaps(ball), (first, second, how)
        ways.add(how)
    assert "balls" in ways or activation(name).homogeneity == 0


@pytest.mark.parametrize("rho", RHO)
def test_growing_kernels_far_out(rho):
    """E[e^u e^v] = E[e^(u+v)] = exp(var(u+v)/2); sinh by two of them."""
    for first, second in product(NORMS, NORMS):
        a, b, c = gram(rho, first, second)
        sums, gaps = (as_ball((a + way * 2 * b + c) / 2).exp() for way in (1, -1))
        assert kernel("exp").ball(a, b, c).overlaps(sums)
        assert kernel("sinh").ball(a, b, c).overlaps((sums - gaps) / 2)


@pytest.mark.parametrize("means", list(product(BIASES, BIASES)), ids=str)
@pytest.mark.parametrize("name", BIASED)
def test_on_the_grid_with_biases(name, means):
    for rho, first, second in product(RHO, ["1/10", "2"], ["1/10", "2"]):
        at = gram(rho, first, second)
        ball, how = by_definition(name, *at, means)
        assert kernel(name, bias=True).ball(*at, m1=means[0], m2=means[1]).overlaps(ball), (rho, first, second, how)
