"""Losses, bounds, frames, finite targets and experiments on compression, by two roads."""

import tracemalloc

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

import symcrit as sc
from symcrit import InputError, Network, compression
from symcrit.core.algebra.balls import precision
from tests.speed import at_most

# MATH of the equiangular family at c = 1 by mpmath with 30 digits: (M, τ): γ, cos θ, r, L
FAMILY = {
    (2, "0"): ("0", "-1", "0.797884560802865355879892119869", "0.36338022763241865692446494651"),
    (3, "0"): ("0", "-0.5", "0.655080022980344667342228436423", "0.21598264536039512600406604767"),
    (4, "0"): ("0", "-1/3", "0.528929383398823264352518204255", "0.15595082246219903513299836914"),
    (2, "1/2"): ("0.631400706516884473029804002355", "-0.202666295619958242699836058567",
                 "0.910136269535052287245838301537", "0.236485980505729715285466394237"),
    (3, "1"): ("0.721600887536262125982569805776", "0.281061761339681831251949956808",
               "0.782032106499920600807218132847", "0.217570391059063782357650415857"),
    (4, "1/4"): ("0.276624693934460102286659682695", "-0.23130503827422169639359020239",
                 "0.530743825236462624950754467857", "0.142146968097924057184661586874"),
}  # fmt: skip
# lower bounds of the least eigenvalue at M, cosine, c = 1, by independent ball arithmetic
EIGENVALUES = {
    (3, "-1/2"): 0.557, (3, "0"): 0.098, (3, "1/4"): 0.078, (4, "-1/3"): 0.39, (4, "0"): 0.109, (4, "1/4"): 0.085,
}  # fmt: skip


def near(ball, digits, tolerance="1e-28"):
    parts = digits.split("/")
    with precision(192):
        return abs(ball - arb(parts[0]) / (arb(parts[1]) if parts[1:] else 1)) < arb(tolerance)


def in_polar_coordinates(W, a, c, v):
    """E[(f − c − v·x)²] in two dimensions: with x = r(cos φ, sin φ), E r² = 2 and E r = √(π/2)."""

    def g(phi):
        x = np.array([np.cos(phi), np.sin(phi)])
        return a @ np.maximum(W @ x, 0) - v @ x

    kinks = [np.arctan2(*w[::-1]) + s * np.pi / 2 for w in W for s in (1, -1, 3, -3)]
    points = [k for k in kinks if -np.pi < k < np.pi]
    first, second = (quad(lambda t: g(t) ** k, -np.pi, np.pi, points=points, limit=300)[0] for k in (1, 2))  # noqa: B023
    return 2 * second / (2 * np.pi) - 2 * c * np.sqrt(np.pi / 2) * first / (2 * np.pi) + c * c


weights = st.floats(-2, 2).map(lambda x: round(x, 3))


@given(st.lists(st.tuples(weights, weights, weights), min_size=1, max_size=4), weights, weights)
@settings(max_examples=25, deadline=None)
def test_the_simplified_loss_is_the_expectation(neurons, c, tau):
    W, a = np.array([n[:2] for n in neurons]), np.array([n[2] for n in neurons])
    ball = compression.affine_loss(Network(W, a), c, [tau, 0.5])
    expected = in_polar_coordinates(W, a, c, np.array([tau, 0.5]))
    assert abs(float(ball) - expected) < 1e-8 * (1 + abs(expected))


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 4), st.floats(0, 2), st.floats(0.1, 2))
@settings(max_examples=40, deadline=None)
def test_no_student_is_below_its_bound(seed, M, dimension, tau, c):
    rng = np.random.default_rng(seed)
    W, a = rng.standard_normal((M, dimension)), np.abs(rng.standard_normal(M)) * rng.uniform(0, 2)
    found = compression.bound(Network(W, a), c, tau)
    assert found.signs == "nonnegative"
    assert found.gap > 0
    assert found.value <= found.loss
    signed = compression.bound(Network(W, a * rng.choice([-1.0, 1.0], M)), c, tau)
    assert not signed.value > found.value
    assert signed.gap > 0


@pytest.mark.parametrize(("M", "tau"), FAMILY)
def test_frames_enclose_the_reference_numbers(M, tau):
    frame = compression.SimplexFrame(M, 1, tau)
    for ball, digits in zip((frame.gamma, frame.cosine, frame.length, frame.loss), FAMILY[M, tau], strict=True):
        assert near(ball, digits)
        assert ball.rad() < arb("1e-28")


@pytest.mark.parametrize("M", range(2, 9))
@pytest.mark.parametrize("tau", [0, "1/3", "3/2"])
def test_a_frame_attains_its_bound(M, tau):
    frame = compression.SimplexFrame(M, "7/5", tau)
    network = frame.network(frame.dimension + 1)
    found = compression.bound(network, "7/5", tau)
    assert abs(float(found.gap)) < 1e-12
    assert abs(float(found.loss) - float(frame.loss)) < 1e-12
    claim = found.claim()
    assert claim.kind == "dual_bound"
    assert sc.decide(claim).verdict is sc.Verdict.PROVED


def test_the_antipodal_pair_is_exact():
    frame = compression.SimplexFrame(2, 1, 0)
    assert frame.cosine == -1
    assert frame.gamma == 0
    assert frame.theta.overlaps(arb.pi())
    assert frame.loss.overlaps(1 - 2 / arb.pi())
    assert frame.loss.overlaps(compression.pair_loss(2, 1))
    exact = Network([["sqrt(2/pi)"], ["-sqrt(2/pi)"]], [1, 1])
    assert compression.bound(exact, 1, 0).gap.contains(0)


@pytest.mark.parametrize(("M", "cosine"), EIGENVALUES)
def test_least_eigenvalues_are_above_the_reference(M, cosine):
    found = compression.stability(M, 1, cosine)
    assert found.smallest > EIGENVALUES[M, cosine]
    assert found.smallest.rad() < 1e-9


@pytest.mark.parametrize("M", range(3, 9))
def test_frames_are_stable_off_the_rotations(M):
    for cosine in (f"-1/{M - 1}", 0, "1/4"):
        found = compression.stability(M, 1, cosine)
        turning = M - 1
        assert found.smallest > 0.07
        assert found.rotations == turning * (turning - 1) // 2


@pytest.mark.parametrize(("M", "cosine", "tau"), [(3, "-1/2", 0), (3, "0", None), (4, "1/4", None)])
def test_the_hessian_by_differences(M, cosine, tau):
    """The other road: numerical second differences of the loss, and its zero eigenvalues counted."""
    rho = float(arb(cosine.split("/")[0]) / int(cosine.split("/")[-1] if "/" in cosine else 1))
    theta, gamma = np.arccos(rho), np.sqrt((1 + (M - 1) * rho) / M)
    r = np.sqrt(2 * np.pi) / (theta + (M - 1) * np.sin(theta))
    tau = M * gamma * r * (np.pi - theta) / np.pi
    frame = compression.SimplexFrame(M, 1, float(tau))
    d = M - 1 if cosine == "-1/2" else M
    W = np.asarray(frame.network(d).W)
    v = [float(tau)] + [0.0] * (d - 1)

    def loss(flat):
        return float(compression.affine_loss(Network(flat.reshape(M, d), np.ones(M)), 1, v))

    h, n, here = 1e-4, M * d, W.ravel()
    steps = np.eye(n) * h
    signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    pairs = [sum(s * t * loss(here + s * p + t * q) for s, t in signs) for p in steps for q in steps]
    hessian = np.array(pairs).reshape(n, n) / (4 * h * h)
    values, found = np.linalg.eigvalsh(hessian), compression.stability(M, 1, cosine)
    assert np.abs(values[: found.rotations]).max() < 1e-5
    assert abs(values[found.rotations] - float(found.smallest)) < 1e-5


@pytest.mark.parametrize("d", [2, 3, 4, 5])
def test_the_mean_over_the_sphere(d):
    """∫ h(cos φ) sin^{d−2} φ dφ / ∫ sin^{d−2} φ dφ by quadrature."""

    def h(phi):
        return (np.sin(phi) + (np.pi - phi) * np.cos(phi)) / (2 * np.pi)

    top, bottom = (quad(lambda p: k(p) * np.sin(p) ** (d - 2), 0, np.pi)[0] for k in (h, lambda p: 1.0))  # noqa: B023
    mean = {2: 2 / np.pi**2, 3: 3 / 16, 4: 16 / (9 * np.pi**2), 5: 45 / 256}[d]
    assert abs(top / bottom - mean) < 1e-12


def test_finite_targets_by_the_general_loss():
    rng = np.random.default_rng(5)
    b, a = rng.standard_normal((6, 3)), rng.standard_normal(6)
    target, student = compression.FiniteTarget(b, a), Network(rng.standard_normal((2, 3)), rng.standard_normal(2))
    problem = sc.Problem(teacher=Network(b, a / 6), activation="relu", n=2)
    assert abs(target.loss(student) - float(problem.loss(student))) < 1e-12
    affine = float(compression.affine_loss(Network(b, a / 6), target.c, list(target.v)))
    assert abs(target.rest - affine) < 1e-12


def test_the_rest_is_between_its_bounds():
    """0 ≤ −(objective − affine loss)/2 ≤ (¼ − 1/(2π)) Σ s_j β_i |b_i| ρ_ij² for positive weights."""
    rng = np.random.default_rng(6)
    target = compression.random_target(50, 4, weights="rademacher", rng=rng)
    W = rng.standard_normal((3, 4))
    rest = float(compression.affine_loss(Network(W, np.ones(3)), target.c, list(target.v)))
    rest = (rest - target.objective(Network(W, np.ones(3)))) / 2
    rho = target.b @ W.T / np.linalg.norm(target.b, axis=1)[:, None]
    top = (0.25 - 1 / (2 * np.pi)) * np.sum(target.a[:, None] * rho**2 / np.linalg.norm(W, axis=1)) / 50
    assert 0 < rest < top


@pytest.mark.parametrize("d", [1, 2, 3, 20])
def test_the_complete_sum_over_pairs(d):
    rng = np.random.default_rng(d)
    target = compression.FiniteTarget(rng.standard_normal((300, d)), rng.standard_normal(300))
    assert target.error == 0
    assert target.rest == pytest.approx(target.complete_rest(), abs=1e-14)


@pytest.mark.parametrize("spread", [0.1, pytest.param(3, marks=pytest.mark.slow)])
def test_a_sample_of_rows_is_as_good_as_it_says(spread):
    """Also for three clusters of weights of both signs, which look like nothing random."""
    rng = np.random.default_rng(9)
    b = np.repeat(rng.standard_normal((3, 8)), 2000, axis=0) + spread * rng.standard_normal((6000, 8))
    target = compression.FiniteTarget(b, rng.standard_normal(6000))
    assert 0 < target.error < target.rest
    assert abs(target.rest - target.complete_rest()) < 4 * target.error
    assert target.rest == compression.FiniteTarget(target.b, target.a).rest


def test_a_wide_target_is_quick_and_small():
    target = compression.random_target(10**5, 64, rng=0)
    student = compression.SimplexFrame(8, 0.4, 0).network(64)
    tracemalloc.start()
    with at_most(40):
        loss = target.loss(student)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200e6
    value = target.objective(student)
    assert loss == value + target.rest
    assert 0 < target.error < 1e-6 * loss
    few = compression.FiniteTarget(target.b[:1000], target.a[:1000])
    assert 0 < value < 0.05
    assert abs(value - few.objective(student)) < 0.01


@pytest.mark.parametrize(("tau", "signs"), [(0, "nonnegative"), (0.5, "free"), (1.3, "free"), (1.3, "nonnegative")])
def test_random_starts_reach_the_proved_values(tau, signs):
    for M in (2, 3):
        result = compression.search(M, tau, signs=signs, starts=5, rng=1)
        assert abs(result.found - result.proved) < 1e-9


def test_the_gap_has_its_leading_term():
    for gap in compression.gaps(4000, 40, weights="rademacher", targets=3, jobs=1):
        assert abs(gap.drop / gap.leading - 1) < 0.05
        assert gap.leading == pytest.approx(-0.12478 / 40, rel=1e-4)
    wide, narrow = compression.gaps([100, 10000], [2], targets=20, jobs=1)
    assert 3 < wide.realised / narrow.realised < 30


def test_figures():
    pytest.importorskip("matplotlib")
    assert len(compression.geometry([0, 1]).axes) == 2
    shown = compression.transition([2], found=[compression.search(2, 0.3, starts=1, rng=0)])
    assert shown.axes[0].get_xlabel().startswith("$τ")
    assert len(compression.gap_figure(compression.gaps([50, 100], [4, 8], targets=1, jobs=1)).axes) == 2


ONE = Network([[1, 0]], [1])
BAD = {
    "M = 1 must be": lambda: compression.SimplexFrame(1, 1, 0),
    "c = 0 must be": lambda: compression.SimplexFrame(2, 0, 0),
    "c = -1 must be": lambda: compression.SimplexFrame(2, -1, 0),
    "tau = -1 must be": lambda: compression.SimplexFrame(2, 1, -1),
    "M <= d": lambda: compression.SimplexFrame(4, 1, 1).network(3),
    r"M <= d \+ 1": lambda: compression.SimplexFrame(4, 1, 0).network(2),
    "c = -2 must be a number": lambda: compression.bound(ONE, -2, 0),
    "v has 3 entries": lambda: compression.bound(ONE, 1, [1, 0, 0]),
    "tau = -3": lambda: compression.bound(ONE, 1, -3),
    "is no Network": lambda: compression.bound([[1]], 1, 0),
    "no biases": lambda: compression.bound(Network([[1]], [1], [1]), 1, 0),
    "no number": lambda: compression.bound(ONE, "c", 0),
    "N = 0 is not an integer >= 1": lambda: compression.random_target(0, 3, rng=0),
    "weights = cauchy": lambda: compression.random_target(3, 3, weights="cauchy", rng=0),
    "b has shape": lambda: compression.FiniteTarget(np.ones((2, 3)), np.ones(3)),
    "not finite": lambda: compression.FiniteTarget(np.full((1, 1), np.nan), np.ones(1)),
    "d = 3, as the target": lambda: compression.FiniteTarget(np.ones((2, 3)), np.ones(2)).loss(ONE),
    "M = 2 must be an integer >= 3": lambda: compression.stability(2, 1, 0),
    "cosine = 1 must lie": lambda: compression.stability(3, 1, 1),
    "signs = 'both'": lambda: compression.search(2, 0, signs="both", rng=0),
    "only 2 or 3": lambda: compression.geometry(M=5),
    "no gaps": lambda: compression.gap_figure([]),
    "for free signs": lambda: compression.bound(Network([[1, 0], [0, 1]], [1, -1]), 1, 0).claim(),
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input(message):
    with pytest.raises(InputError, match=message.replace("weights = cauchy", "weights = 'cauchy'")):
        BAD[message]()
