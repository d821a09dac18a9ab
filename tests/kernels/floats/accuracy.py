"""How far a value in float64 is from what is promised: 8 ulp of a scale, at arguments moved by 2 ulp at most."""

from fractions import Fraction
from itertools import product

import numpy as np
from flint import arb

from symcrit.kernels.floats.sums import expectations

EDGES = [-1.0, -0.999999, 0.0, 1e-9, 0.999999, 1.0]
DIGITS = 25


def mean_square(one, order, q, m):
    """E[σ⁽ᵏ⁾(u)²], u ~ N(m, q), by sums; infinite where σ⁽ᵏ⁾ has peaks."""
    if order and one.smoothness == -1:
        return np.inf
    return float(expectations(one.expr, one.expr, (order, order), np.array([[q], [q], [q], [m], [m]]))[0])


def scale(kernel, by, point):
    """Of κ, ∂κ/∂q11, ∂κ/∂q12 or ∂κ/∂m1: sizes of σ, σ′, τ, τ′ as in ∂κ/∂w, w of length √q11."""
    (sigma, tau), (a, _, c, m, n) = kernel.pair, point
    of_u = mean_square(sigma, 0 if by is None else 1, a, m)
    of_v = mean_square(tau, 1 if by == "q12" else 0, c, n)
    if by == "q11":
        return float(np.sqrt(of_u / a * (of_v + c * mean_square(tau, 1, c, n))) / 2)
    return float(np.sqrt(of_u * of_v))


def exact(kernel, point):
    """The value at floats, from balls."""
    a, b, c, m, n = map(Fraction, point)
    return kernel.ball(a, b, c, **({"m1": m, "m2": n} if kernel.biased else {}), digits=DIGITS)


def moved(point):
    """The arguments moved by 2 ulp up and down, as far as they are covariances."""
    ways = [(0, 0)] if point[3] == point[4] == 0 else [(0, 0), (-2, -2), (-2, 2), (2, -2), (2, 2)]
    for steps in product((-2, 2, 0), repeat=3):
        for more in ways:
            near = [x + s * float(np.spacing(x)) if x else x for x, s in zip(point, (*steps, *more), strict=True)]
            if Fraction(near[1]) ** 2 <= Fraction(near[0]) * Fraction(near[2]):
                yield near


def wrong(value, kernel, point, size):
    """The distance of a value from those that are allowed, in ulp of its scale."""
    unit = max(float(np.spacing(size)), 1e-200)  # balls are wider where all of κ cancels
    low = high = exact(kernel, point)
    if not low.is_finite():
        return 0.0
    distance = abs(arb(float(value)) - low)
    if distance <= 8 * unit:
        return float(distance.upper()) / unit
    outside = distance
    for near in moved(point):
        found = exact(kernel, near)
        low, high = (low if low < found else found), (high if high > found else found)
        outside = max((low - value).upper(), (value - high).upper())  # κ is continuous
        if outside <= 8 * unit:
            break
    return max(float(outside), 0.0) / unit


def inside(a, b, c):
    """b, or the float next to ±√(ac) inside."""
    while Fraction(b) ** 2 > Fraction(a) * Fraction(c):
        b = float(np.nextafter(b, 0))
    return b


def points(rng, count, biased, largest=2.0):
    """Random covariances and means; a third of the correlations at edges."""
    for _ in range(count):
        a, c = (float(q) for q in 10 ** rng.uniform(-4, largest, 2))
        rho = float(rng.choice(EDGES) if rng.random() < 1 / 3 else rng.uniform(-1, 1))
        m, n = (float(x) for x in rng.uniform(-3, 3, 2)) if biased else (0.0, 0.0)
        yield a, inside(a, rho * float(np.sqrt(a * c)), c), c, m, n
