"""Means of functions with a kink at 0: balls against panels, bounds that cover coarse sums, and no δ that is lost."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from flint import acb, arb

import symcrit as sc
from symcrit.core import Verdict, check
from symcrit.core.algebra import balls, derivatives, kinks
from symcrit.core.algebra.balls import precision
from symcrit.core.algebra.expr import diff, parse
from symcrit.core.expectation import halves, quadrature
from symcrit.core.expectation.halves import ANGULAR, RADIAL, Grid, Quadrant, expectation, growth, halved
from symcrit.core.expectation.quadrature import ZERO

SIZE = ["abs", "z"]
SOFTSIGN = parse(["/", "z", ["+", 1, SIZE]])
GOOD = {
    "softsign": SOFTSIGN,
    "slope": diff(SOFTSIGN, "z"),
    "curvature": diff(diff(SOFTSIGN, "z"), "z"),
    "relu": parse(["/", ["+", "z", SIZE], 2]),
    "laplace": parse(["exp", ["-", SIZE]]),
    "log": parse(["log", ["+", 1, ["sqrt", ["^", "z", 2]]]]),
    "cubic": parse(["+", ["^", "z", 3], SIZE]),
}
JUMPS = {"sign": ["/", "z", SIZE], "curvature": ["/", "z", ["*", SIZE, ["^", ["+", 1, SIZE], 3]]]}
BAD = {
    "pole": ["/", 1, ["-", 1, SIZE]],
    "kink elsewhere": ["abs", ["-", "z", 1]],
    "pole at 0": ["/", 1, SIZE],
    "too fast": ["exp", ["^", "z", 2]],
    "no value for z > 5": ["*", 0, ["log", ["-", 5, SIZE]]],
    "no value, cancelled": ["-", ["log", ["-", 5, SIZE]], ["log", ["-", 5, SIZE]]],
}
LAWS = [(1.0, 0.5, 1.0), (2.0, -1.2, 0.75), (0.5, 0.49, 0.5)]


def at(name, points):
    """Values in floats."""
    f = GOOD[name]
    return np.array([float(balls.evaluate(f, {"z": arb(float(x))}).mid()) for x in np.ravel(points)]).reshape(
        points.shape
    )


def panels(f, g, law):
    """E[f(u) g(v)] by Gauss and Legendre, in the polar coordinates of independent x, y, between all kinks."""
    q11, q12, q22 = law
    turn = math.acos(q12 / math.sqrt(q11 * q22))
    kinks_at = [-math.pi / 2, turn - math.pi / 2, math.pi / 2, turn + math.pi / 2, 3 * math.pi / 2]
    x, w = np.polynomial.legendre.leggauss(24)
    radii = np.concatenate([(x + 1) / 2 * 2 + 2 * k for k in range(5)])
    r_weights = np.concatenate([w] * 5) * radii * np.exp(-radii * radii / 2)
    total = 0.0
    for low, high in pairwise(kinks_at):
        angles = (high + low) / 2 + (high - low) / 2 * x
        u = math.sqrt(q11) * np.outer(radii, np.cos(angles))
        v = math.sqrt(q22) * np.outer(radii, np.cos(angles - turn))
        total += r_weights @ (at(f, u) * at(g, v)) @ w * (high - low) / 2
    return total / (2 * math.pi)


def coarse(f, g, law, bits):
    """Of a precision that leaves `bits`."""
    with balls.precision(64):
        a, b = (arb(q).sqrt() for q in (law[0], law[2]))
        rho = arb(law[1]) / (a * b)
        angle = (-rho).acos()
        first, second = halved(GOOD[f]), halved(GOOD[g])
        quadrants = [
            Quadrant(getattr(first, p), getattr(second, q), angle if p == q else arb.pi() - angle, (a, b, rho))
            for p in ("right", "left")
            for q in ("right", "left")
        ]
        return sum((quadrant.ball(bits, halves.Work()) for quadrant in quadrants), ZERO)


@pytest.mark.parametrize(
    ("f", "g", "law"), [("softsign", "curvature", LAWS[0]), ("relu", "laplace", LAWS[1]), ("log", "slope", LAWS[2])]
)
def test_against_panels(f, g, law):
    ball = coarse(f, g, law, 12)
    assert ball.rad() < 1e-3
    assert abs(ball - arb(panels(f, g, law))) < 1e-3


def test_a_kernel_of_relu_and_its_closed_form():
    exact = sc.kernel("relu").ball(1, "1/2", 1)
    assert coarse("relu", "relu", LAWS[0], 20).contains(exact)
    with balls.precision(64):
        one = arb(1)
        assert expectation(GOOD["relu"], GOOD["relu"], (one, one, one), singular=True).contains(arb(1) / 2)
        assert expectation(GOOD["laplace"], parse(1), (one, ZERO, one)).overlaps(
            (one / 2).exp() * (one / 2).sqrt().erfc()
        )
        assert str(expectation(GOOD["relu"], GOOD["relu"], (one, 2 * one, one))) == "nan"


def test_large_variances():
    """Powers do not add to the rate where a variance is large; a law that is too large has no ball, and no error."""
    with balls.precision(64):
        q = arb(10**6)
        assert expectation(GOOD["relu"], GOOD["relu"], (q, q, q), singular=True).contains(q / 2)
        assert expectation(GOOD["relu"], parse(1), (q, ZERO, q)).contains(q.sqrt() / (2 * arb.pi()).sqrt())
        assert str(expectation(GOOD["laplace"], parse(["exp", SIZE]), (q, ZERO, q))) == "nan"
        for size in ("1e40", "1e400", "1e1000"):
            q = arb(size)
            assert str(expectation(GOOD["cubic"], GOOD["laplace"], (q, q / 2, q))) == "nan"
            value = expectation(GOOD["softsign"], GOOD["relu"], (q, q, q), singular=True)
            assert not value.is_finite() or value > 0


def test_floats_of_large_variances():
    """By sums of moderate size, or nan."""
    softsign = sc.kernel("softsign")
    values = softsign.numeric([100, 100, 1e250], [50, -50, 1e249], [100, 100, 1e250])
    assert softsign.numeric(4, 2, 4) < values[0] < 1 / 3  # (2/π) asin(1/2), of the sign
    assert values[0] == pytest.approx(-values[1])
    assert np.isnan(values[2])
    steep = sc.kernels.quadrature.certified.certified_kernel(sc.Activation("steep", "exp(abs(z))"))
    assert np.isnan(steep.numeric(1e6, 0, 1e6))


def test_sums_on_a_line_are_limited():
    """A product that would take millions of nodes has no ball, whoever asks for it."""
    with balls.precision(64):
        parts = [(halved(GOOD["laplace"]), arb(1)), (halved(parse(["exp", SIZE])), arb(500))]
        work = halves.Work()
        assert str(halves.on_line(parts, 64, work)) == "nan"
        assert work.spent == 0


@pytest.mark.parametrize("part", ["turned", "along", "ends", "aside"])
def test_every_part_of_the_bound_is_needed(monkeypatch, part):
    """A grid that is worse in one way is covered by its own part of the bound."""
    honest = halves.grid
    exact = sc.kernel("relu").ball(1, "1/2", 1)

    def worse(*arguments):
        found = honest(*arguments)
        if part == "turned":
            return found._replace(k=4 * found.k, reach=found.reach // 3)
        if part == "along":
            return found._replace(h=5 * found.h, first=found.first // 4, last=found.last // 3)
        if part == "ends":
            return found._replace(first=found.first // 4)
        return found._replace(reach=found.reach // 4)

    monkeypatch.setattr(halves, "grid", worse)
    assert coarse("relu", "relu", LAWS[0], 30).contains(exact)
    monkeypatch.setattr(Grid, "error", lambda *_: ZERO)
    assert not coarse("relu", "relu", LAWS[0], 30).contains(exact)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("wide", [True, False])
def test_the_bound_in_a_sector(name, wide):
    """|f(z)| ≤ D exp(R|z|) on both edges of the sector, and inside."""
    widest = float(ANGULAR if wide else RADIAL)
    for side, early in product(halved(GOOD[name])[:2], (halves.EARLY, 64)):
        size, rate = growth(side, wide, early)
        for r in (1e-6, 0.1, 0.5, 1.0, 2.0, 7.0, 50.0, 300.0):
            for turn in (-widest, -widest / 2, 0.0, widest / 3, widest):
                z = acb(r * math.cos(turn), r * math.sin(turn))
                assert abs(balls.evaluate(side, {"z": z})) <= size * (rate * r).exp()


@pytest.mark.parametrize("name", GOOD)
def test_sides(name):
    found = kinks.sides(GOOD[name])
    for r in (arb(1) / 3, arb(2), arb(9)):
        for way, side in ((1, found.right), (-1, found.left)):
            assert balls.evaluate(side, {"z": r}).overlaps(balls.evaluate(GOOD[name], {"z": way * r}))
    assert found.bent
    assert found.parity == {"softsign": -1, "slope": 1, "curvature": -1, "laplace": 1, "log": 1}.get(name, 0)


@pytest.mark.parametrize("name", BAD)
def test_refused(name):
    assert not halves.admissible(parse(BAD[name]))
    claim = {"kind": "less", "lhs": ["mean", BAD[name], "z", 1, 0, 1], "rhs": 1}
    assert check({"claim": claim, "witness": {"kind": "positive"}}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", JUMPS)
def test_jumps_are_seen(name):
    assert halved(parse(JUMPS[name])) is not None
    assert not kinks.meets(parse(JUMPS[name]))


def test_a_delta_is_not_lost(monkeypatch):
    """∂/∂q12 E[sign u · v] = E[2δ(u)] is √(2/π), and no mean of the function 0 that sign′ is for z ≠ 0."""
    sign = parse(JUMPS["sign"])
    node = halves.Expr("mean", sign, parse("z"), *map(parse, (1, "x", 1)))
    with balls.precision(64):
        values = {"x": arb(0)}
        assert not balls.evaluate(diff(node, "x"), values).is_finite()
        monkeypatch.setattr(derivatives, "meets", lambda f: True)
        assert balls.evaluate(diff(node, "x"), values).is_finite()
        assert not abs(balls.evaluate(diff(node, "x"), values) - (2 / arb.pi()).sqrt()) < arb(1) / 2


def test_the_second_derivative_of_softsign_by_a_variance_is_refused():
    kappa = parse(["mean", ["/", "z", ["+", 1, SIZE]], "z", "x", "1/4", 1])
    with balls.precision(64):
        first = diff(kappa, "x")
        values = {"x": arb(1)}
        low, high = (balls.evaluate(kappa, {"x": arb(x)}) for x in (0.99, 1.01))
        assert abs(balls.evaluate(first, values) - (high - low) / arb("0.02")) < 1e-3
        assert not balls.evaluate(diff(first, "x"), values).is_finite()


def test_softsign_in_claims():
    kernel = sc.kernel("softsign")
    assert kernel.kind == "certified"
    at_place = kernel.diff("q11")(1, "1/2", 1)
    assert sc.decide(sc.less(at_place, "-0.02504")).verdict is Verdict.PROVED
    assert sc.decide(sc.less(at_place, "-0.02506")).verdict is Verdict.REFUTED
    with pytest.raises(sc.InputError, match="jumps"):
        kernel.diff("q11").diff("q11")
    values = kernel.numeric([1, 2], [0.5, -1.2], [1, 0.75])
    assert values == pytest.approx([panels("softsign", "softsign", law) for law in LAWS[:2]], abs=1e-9)


def test_a_network_of_softsign():
    problem = sc.Problem.orthonormal("softsign", n=1, k=1)
    assert sc.decide(sc.critical(sc.Point(problem, sc.Network([["1"]], ["1"])))).verdict is Verdict.PROVED
    with pytest.raises(sc.InputError, match="and a strip for the other"):
        sc.kernels.quadrature.certified.certified_kernel("softsign", "tanh")


def network(sigma, w, a=1):
    """The claim that a student w of the teachers 1 and −1 is critical."""
    configuration = {
        "kernel": {"activation": sigma},
        "network": {"pool": ["0", "1", "-1"], "W": [[w]], "a": [a], "V": [[1], [2]], "b": [1, 1]},
    }
    return {"claim": {"kind": "critical", "configuration": configuration}, "witness": {"kind": "goals"}}


def test_what_has_a_kink_in_the_loss_is_not_critical_by_cancellation(monkeypatch):
    """Of |z| the loss at w = 0 falls as −8|w|/π does, although the terms of the two teachers cancel in the formula."""
    assert check(network(["*", "z", SIZE], 0)).verdict is Verdict.PROVED
    assert check(network(SIZE, 0)).verdict is Verdict.UNDECIDED
    monkeypatch.setattr("symcrit.core.verdict.meets", lambda f: True)
    monkeypatch.setattr(halves, "obligations", lambda mean: [])
    assert check(network(SIZE, 0)).verdict is Verdict.PROVED


def test_a_mean_without_a_variance_needs_a_value_at_0():
    """E[sign(u) v] of u = 0 has no value, and that of |u| v has."""
    for f, verdict in ((JUMPS["sign"], Verdict.UNDECIDED), (SIZE, Verdict.PROVED)):
        mean = ["mean", f, "z", 0, 0, 1]
        claim = {"kind": "equal", "lhs": mean, "rhs": mean}
        assert check({"claim": claim, "witness": {"kind": "zero"}}).verdict is verdict


@pytest.mark.parametrize("kept", [quadrature.growth, halves.growth], ids=["in a strip", "in a sector"])
def test_bounds_that_are_remembered_do_not_depend_on_who_asked_first(kept):
    """Grids, and so balls and work, come from them: a check at few bits must not change the next one."""
    function = {quadrature.growth: parse(["tanh", "z"]), halves.growth: parse(["/", "z", ["+", 1, "z"]])}[kept]
    found = []
    for bits in (24, 192):
        kept.cache_clear()
        with precision(bits):
            size, rate = kept(function, 0)
        found.append([(part.mid().man_exp(), part.rad().man_exp()) for part in (size, rate)])
    assert found[0] == found[1]
