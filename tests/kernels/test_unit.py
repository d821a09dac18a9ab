"""`kernel.h`: the kernel as a function of ρ is the kernel at variances 1."""

import numpy as np
import pytest
from sympy import Rational

import symcrit as sc
from symcrit.kernels.unit import rho


@pytest.mark.parametrize("name", ["erf", "relu", "gelu", "sin", "tanh"])
def test_it_is_the_kernel_at_variances_1(name):
    kernel = sc.kernel(name)
    value = Rational(-2, 7)
    assert kernel.h.ball(value, digits=15).overlaps(kernel.ball(1, value, 1, digits=20))
    assert kernel.h.numeric(float(value)) == kernel.numeric(1, float(value), 1)
    assert kernel.h.diff().kernel.orders == (0, 1, 0)
    assert kernel.h.expr.free_symbols <= {rho}


@pytest.mark.parametrize("name", ["erf", "relu", "gelu", "sin"])
def test_the_formula_has_the_same_values(name):
    h = sc.kernel(name).h
    for value in (Rational(-2, 7), Rational(1, 3), 1, -1):
        assert h(value).equals(h.expr.subs(rho, value))
    points = np.array([-1.0, 0.25, 1.0])
    np.testing.assert_allclose(h.numeric(points), [float(h(Rational(x))) for x in points], rtol=1e-14, atol=1e-15)


def test_beyond_1_there_is_no_value():
    with pytest.raises(sc.InputError, match="covariance"):
        sc.kernel("erf").h("3/2")
