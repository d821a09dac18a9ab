"""Online learning: the equations against means taken in core, other codes, theorems and the descent itself."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest
import sympy
from scipy.special import erf as erf_of
from sympy import Rational, erf, exp, pi, sqrt

import symcrit as sc
from symcrit.learning import compiled
from symcrit.learning.plain import Field
from symcrit.learning.run import _kept, equations
from symcrit.learning.setting import Setting
from symcrit.learning.starts import packed, start_of

HALF = Rational(1, 2)
Q = [["1/2", "1/10"], ["1/10", "7/10"]]
R = [["3/10", "1/20"], ["-1/10", "2/5"]]
FINE = "1e-13"

# η = ½, ς = 1/10, η_a = ¼ at Q, R and T = 1, a = b = 1: dQ_11, dQ_12, dQ_22; dR by rows; da; ε.  From the definition,
# E[…] in core to 25 digits, by `from_the_definition` below.
POINT = {
    "erf": [
        -0.0041032893977323042750, -0.082593175617545533717, -0.055582274722526510239,
        0.15251346760825750216, 0.094953493642146082593, 0.12702004918263014789, 0.11063069288341035977,
        -0.031758701346541230912, -0.051350296459674723711, 0.38261565744346996673,
    ],
    "relu": [
        0.072900937193755919818, -0.038854003249680158115, 0.00033547334512265728505,
        0.13512765895945277880, 0.068793513630942843386, 0.087742808403346158429, 0.10241517683875281084,
        -0.011838925246806530694, -0.028176512525597564739, 0.39871102485051073596,
    ],
}  # fmt: skip
SIGMA = {"erf": lambda x: erf(x / sqrt(2)), "relu": sc.relu}
SLOPE = {"erf": lambda x: sqrt(2 / pi) * exp(-(x**2) / 2), "relu": sc.step}


def problem(activation="erf", n=2, k=2):
    return sc.Problem.orthonormal(activation, n=n, k=k, scale="1/2")


def at_a_point(activation, plain=False, **options):
    """dQ, dR, da and the loss at Q, R, as in POINT."""
    given = {"eta": "1/2", "eta_a": "1/4", "noise": "1/10", "batch": 1, "decay": 0, "covariance": None, **options}
    setting = Setting.of(problem(activation), **given)
    y = packed(setting, start_of(setting, (Q, R), None, 1e-3))
    if plain:
        out, loss = Field(setting)(y)
    else:
        out = np.empty_like(y)
        loss = compiled.field(y, equations(setting), out)
    return np.array([*out[[0, 1, 3]], *out[4:], loss / 2])


def from_the_definition(activation):
    """POINT, by expectations that core takes."""
    (l1, l2), (n1, n2) = sc.order_parameters(Q, R, [[1, 0], [0, 1]])
    fields, c = (l1, l2, n1, n2), (1, 1, -1, -1)
    sigma, slope = SIGMA[activation], SLOPE[activation]

    def mean(function):
        return sum(sc.E(term) for term in sympy.Add.make_args(function)).evalf(25)

    def pull(i, p):
        return -HALF * sum(c[q] * mean(slope(fields[i]) * fields[p] * sigma(fields[q])) for q in range(4))

    def squares(i, k):
        both = slope(fields[i]) * slope(fields[k])
        own = [c[p] * c[q] * mean(both * sigma(fields[p]) * sigma(fields[q])) for p in range(4) for q in range(4)]
        return (sum(own) + mean(both) / 100) / 4

    dQ = [pull(i, k) + pull(k, i) + squares(i, k) for i, k in ((0, 0), (0, 1), (1, 1))]
    dR = [pull(i, p) for i in (0, 1) for p in (2, 3)]
    values = [[mean(sigma(one) * sigma(other)) for other in fields] for one in fields]
    da = [-sum(c[q] * values[i][q] for q in range(4)) / 4 for i in (0, 1)]
    loss = sum(c[p] * c[q] * values[p][q] for p in range(4) for q in range(4)) / 2
    return [float(value) for value in (*dQ, *dR, *da, loss)]


@pytest.mark.parametrize("activation", POINT)
def test_the_equations_at_a_point(activation):
    assert np.abs(at_a_point(activation) - POINT[activation]).max() < 1e-15


@pytest.mark.slow
@pytest.mark.parametrize("activation", POINT)
def test_the_equations_by_their_definition(activation):
    assert np.abs(np.array(from_the_definition(activation)) - POINT[activation]).max() < 1e-16


def test_the_plain_equations_are_the_compiled_ones():
    """By κ, its slopes and a closed form of E[σ′σ′σσ], with two eigenvalues and decay."""
    options = {"covariance": [("1/4", "1/2"), ("3/4", 2)], "decay": "1/10", "batch": 3}
    setting = Setting.of(problem(), eta="1/2", eta_a="1/4", noise="1/10", **options)
    y = packed(setting, start_of(setting, (Q, R, ["1/2", -1]), None, 1e-3))
    out = np.empty_like(y)
    loss = compiled.field(y, equations(setting), out)
    other, other_loss = Field(setting)(y)
    assert np.abs(out - other).max() < 1e-14
    assert abs(loss - other_loss) < 1e-14


def test_a_leaky_relu_is_a_sum_over_signs():
    """σ(z) = z + |z| is 2·max(z, 0); |z| and z have moments of their own, E[sign·sign·|p||q|] and E[pq]."""
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((4, 6))
    C = vectors @ vectors.T
    nodes, weights = np.polynomial.legendre.leggauss(40)
    rule = np.pi / 4 * (nodes + 1), np.pi / 4 * weights

    def relu(i, k, p, q, signs=(1, 1, 1, 1)):
        S = C * np.outer(signs, signs)
        pairs = ((i, i), (i, k), (k, k), (p, p), (p, q), (q, q), (i, p), (i, q), (k, p), (k, q))
        return compiled.four_of_relu(*(S[pair] for pair in pairs), *rule)

    flips = [np.array(signs) for signs in np.ndindex(2, 2, 2, 2)]
    both = sum(relu(0, 1, 2, 3, 1 - 2 * signs) * (-1) ** (signs[2] + signs[3]) for signs in flips)
    assert abs(both - C[2, 3]) < 1e-12  # Σ ±: E[1·1·p·q]


@pytest.mark.parametrize("N", [1, 2, 3])
def test_perfect_learning_stays(N):
    run = sc.online(problem(n=N, k=N), eta=1, start=(np.eye(N), np.eye(N)), t=10)
    assert run.loss[-1] < 1e-14


def test_a_trajectory():
    """ε, R_11 and Q_11, by DOP853 of scipy at 1e-13 on the plain equations."""
    run = sc.online(problem(), eta="1/2", noise="1/10", start=(Q, R), t=[10, 100], tolerance=FINE)
    assert abs(run.loss[0] - 0.014819378550558) < 1e-13
    assert abs(run.R[0, 0, 0] - 0.66275805798572) < 1e-13
    assert abs(run.Q[0, 0, 0] - 0.651713999102879) < 1e-13
    assert abs(run.loss[1] - 0.00189450694278507) < 1e-13


@pytest.mark.parametrize("K", [2, 3])
def test_the_plateau_and_its_rate_of_escape(K):
    """As η → 0, by the theorems `online.plateau` and `online.plateau.escape`."""
    c, gap = 1 / np.sqrt(K * (2 * K - 1)), 1e-7
    apart = np.eye(K) - 1 / K
    W = np.full((K, K), c) + gap * apart
    run = sc.online(problem(n=K, k=K), eta=0, start=(W @ W.T, W), t=[1e-9, 20], tolerance="1e-12")
    assert abs(run.loss[0] - K / np.pi * (np.pi / 6 - K * np.arcsin(1 / (2 * K)))) < 1e-12
    grown = run.R[1, 0, 0] - run.R[1, 0, 1]
    rate = np.log(grown / gap) / 20
    assert abs(rate - 2 * K / (np.pi * np.sqrt(2 * K - 1) * (2 * K + 1) ** 1.5)) < 1e-7


def test_the_largest_learning_rate():
    """Of two: η_c = 2.3068… by the theorem `online.critical_rate`, below the classical 2.3237…"""
    W = np.eye(2, 4) * 0.999
    W[0, 2] = W[1, 3] = 0.01
    grown = []
    for eta in ("2.29", "2.32"):
        run = sc.online(problem(), eta=eta, start=(W @ W.T, W[:, :2]), t=[100, 300])
        grown.append(run.loss[1] / run.loss[0])
    assert grown[0] < 0.7 < 1 < grown[1]


# K, η: Q, C, R and ε of the plateau at a finite learning rate, by findroot of mpmath on the equations at 30 digits.
PLATEAUS = [
    (2, "1/10", 0.33882385351783857809, 0.33203125260637829094, 0.40923453253152530688, 0.012085235826976424172),
    (2, "1/2", 0.36771969907760527981, 0.32538554792403196687, 0.41439415085247898224, 0.014644849743861441605),
    (2, 1, 0.43508494538564268023, 0.31021281679927398173, 0.42613831151990073457, 0.020656532847698820559),
    (3, "1/10", 0.21459401459763940941, 0.19765928209093523812, 0.25990122207709018275, 0.021882380866245989712),
    (3, "1/2", 0.30584558356750582042, 0.18324483702207152255, 0.27021826841663919869, 0.032099795447160695342),
]


@pytest.mark.parametrize(("K", "eta", "q", "c", "r", "loss"), PLATEAUS)
def test_plateaus_at_finite_learning_rates(K, eta, q, c, r, loss):
    setting = Setting.of(problem(n=K, k=K), eta, 0, 0, 1, 0, None)
    start = np.full((K, K), c) + (q - c) * np.eye(K), np.full((K, K), r), np.ones(K)
    y = packed(setting, start_of(setting, start, None, 1e-3))
    out = np.empty_like(y)
    assert abs(compiled.field(y, equations(setting), out) / 2 - loss) < 1e-15
    assert np.abs(out).max() < 1e-15


LARGEST = {2: "2.3068276960833527", 4: "1.24939278071437388", 100: "0.0542283116579563688"}


@pytest.mark.parametrize("K", LARGEST)
def test_numbers_of_the_largest_learning_rate(K):
    """The root of the determinant with means over g at 30 digits, which mpmath integrates."""
    with mpmath.workdps(30):
        one, two, three, four = (
            mpmath.quad(lambda x, m=m: (2 / mpmath.pi) ** (m / 2) * mpmath.exp(-(m + 1) * x * x / 2), [-12, 0, 12])
            / mpmath.sqrt(2 * mpmath.pi)
            for m in (1, 2, 3, 4)
        )  # E[g], …, E[g⁴]

        def determinant(eta):
            first = -2 * two + eta * (four + (K - 1) * two**2)
            cross = -2 * one**2 + eta * (2 * three * one + (K - 2) * two * one**2)
            squares = 2 * two**2 + 4 * (K - 2) * two * one**2 + (K - 2) * (K - 3) * one**4
            return first * (-2 * two - 2 * (K - 2) * one**2 + eta * squares) - (K - 1) * cross**2

        classical = mpmath.sqrt(3) * mpmath.pi / (K + 3 / mpmath.sqrt(5) - 1)
        root = mpmath.findroot(determinant, (mpmath.mpf("0.98") * classical, classical), solver="anderson")
        assert 0.99 * classical < root < classical
        assert abs(root - mpmath.mpf(LARGEST[K])) < mpmath.mpf("2e-16") * max(1, root)


@pytest.mark.parametrize(("K", "value"), [(2, 0.117125514059350041), (3, 0.199027950159714385)])
def test_what_noise_leaves(K, value):
    """ε/ς² at η = ½, the rational function of `online.noise.rate` by Cramer's rule."""
    run = sc.online(problem(n=K, k=K), eta="1/2", noise="1e-3", start=(np.eye(K), np.eye(K)), t=400, tolerance="1e-12")
    assert abs(run.loss[-1] / 1e-6 - value) < 1e-5  # and terms of order ς⁴


def test_drawn_starts_are_possible_and_reproducible():
    one, two = (sc.online(problem(n=3), eta="1/2", rng=7, std="0.1", t=1e-3) for _ in range(2))
    gram = np.block([[one.start.Q, one.start.R], [one.start.R.T, np.eye(2)]])
    assert np.linalg.eigvalsh(gram)[0] > 0
    assert np.array_equal(one.states, two.states)
    network = sc.Network([["1/2", 0], [0, "1/3"]])
    assert np.allclose(sc.online(problem(), eta=1, start=network, t=1e-6).start.Q, [[0.25, 0], [0, 1 / 9]])


def test_small_asymmetries_bound_the_absolute_error():
    run = sc.online(problem(), eta="1/2", start=([["1/2", 0], [0, "1/2"]], [["1e-9", 0], [0, "2e-9"]]), t=1)
    assert run.tolerance == (1e-8, pytest.approx(2e-12, rel=1e-6, abs=0))


@pytest.mark.parametrize(
    ("start", "note"),
    [
        (([["1/2", "1/10"], ["1/10", "1/2"]], [["1/10", "1/5"], ["1/10", "1/5"]]), "students 1 and 2"),
        (([["1/2", 0], [0, "1/3"]], [[0, 0], [0, 0]]), "teachers 1 and 2"),
        ((Q, R), ""),
    ],
)
def test_a_symmetric_start_is_told(start, note):
    run = sc.online(problem(), eta="1/2", start=start, t=1)
    assert note in run.note
    assert bool(note) == bool(run.note)


BAD = {
    "eta": ({"eta": "-1/2"}, "eta = '-1/2' is not a number >= 0"),
    "noise": ({"noise": "x"}, "noise = 'x' is not a number"),
    "batch": ({"batch": 0}, "batch = 0"),
    "shares": ({"covariance": [("1/2", 1)]}, "add up to 0.5"),
    "pairs": ({"covariance": [1]}, "pairs"),
    "gram": ({"start": ([[1, 0], [0, 1]], [[1, 1], [0, 0]])}, "eigenvalue"),
    "Q": ({"start": ([[1, 0], [1, 1]], [[0, 0], [0, 0]])}, "not symmetric"),
    "shape": ({"start": ([[1]], [[0]])}, "shapes"),
    "both": ({"start": (Q, R), "rng": 0}, "either start or rng"),
    "limit": ({"eta": 0, "noise": 1}, "no effect as eta → 0"),
    "std": ({"std": 2, "rng": 1}, "std = 2 is too large"),
    "t": ({"t": [2, 1]}, "increasing"),
    "a large rate": ({"eta": "1e300"}, "larger than 1e+12"),
    "large noise": ({"noise": "1e200"}, "larger than 1e+12"),
    "a large eigenvalue": ({"covariance": [("1/2", "1e300"), ("1/2", 1)]}, "larger than 1e+12"),
    "large overlaps": ({"start": ([["1e300", 0], [0, 1]], R)}, "larger than 1e+12"),
    "a large network": ({"start": sc.Network(np.diag([1e200, 1.0]), np.ones(2))}, "weights are too large"),
    "problem": ({"problem": sc.Problem.orthonormal("sign", 2, 2)}, "jumps"),
    "law": ({"problem": sc.Problem.orthonormal("erf", 2, 2, mean=["1/2", 0])}, "N(0, I)"),
    "free": ({"problem": sc.Problem(sc.Network([[1]]), "erf", 1, free=("a",))}, "W learns online"),
    "moments": ({"problem": problem("tanh")}, "no closed form"),
    "large moments": ({"problem": problem("gabor")}, "no closed form"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == "large moments" else ()) for name in BAD]
)
def test_bad_input(name):
    options, message = BAD[name]
    given = {"problem": problem(), "eta": "1/2", "t": 1, **options}
    with pytest.raises(sc.InputError) as error:
        sc.online(given.pop("problem"), **given)
    assert message in str(error.value)


def test_a_run_without_points_says_so():
    run = sc.online(problem("relu", 1, 1), eta=50, rng=0, t=[100])
    assert run.stopped == "infinity"
    assert "before the first alpha" in repr(run)
    with pytest.raises(sc.InputError, match="no points"):
        run.simulate(N=20)


def test_no_row_is_without_a_loss():
    """Rows from the first on where the loss is no number are left out, and the run says why it ended."""
    run = sc.online(problem(), eta="1/2", start=(Q, R), t=[0, 1, 2])
    broken = _kept(replace(run, loss=np.array([run.loss[0], np.nan, 1.0])))
    assert (len(broken.alpha), len(broken.Q), broken.stopped) == (1, 1, "infinity")
    assert _kept(run) is run


def test_other_activations_learn_in_the_limit_and_with_closed_forms():
    limit = sc.online(problem("tanh"), eta=0, rng=0, t=[0, 1])
    assert limit.loss[1] < limit.loss[0]
    square = sc.online(problem("square"), eta="1/50", start=(Q, R), t=[0, 1])
    assert square.loss[1] < square.loss[0]


@pytest.mark.slow
def test_a_teacher_with_another_activation():
    steeper = sc.Activation("steeper", "erf(z)", parity="odd")
    teacher = sc.Problem(sc.Network([[1, 0], [0, 1]]), "erf", 2, teacher_activation=steeper, scale="1/2")
    mixed = sc.online(teacher, eta="1/10", start=(Q, R), t=[0, 1])
    assert mixed.loss[1] < mixed.loss[0]


def _direct(setting, run, N, seed):
    """The loss at the end of a descent with vectors, by numpy alone."""
    rng = np.random.default_rng(seed)
    gram = np.block([[run.start.Q, run.start.R], [run.start.R.T, setting.T]])
    U = np.zeros((4, N))
    U[:, :4] = np.linalg.cholesky(gram + 1e-15 * np.eye(4))
    W, V, a = U[:2], U[2:], run.start.a.copy()
    sigma = {"erf": lambda z: erf_of(z / np.sqrt(2)), "relu": lambda z: np.maximum(z, 0)}
    slope = {"erf": lambda z: np.sqrt(2 / np.pi) * np.exp(-(z**2) / 2), "relu": lambda z: (z > 0).astype(float)}
    name = "erf" if setting.family == "erf" else "relu"
    for _ in range(int(run.alpha[-1]) * N):
        x = rng.standard_normal(N)
        own = W @ x
        error = a @ sigma[name](own) - sigma[name](V @ x).sum() - setting.noise * rng.standard_normal()
        change = error * sigma[name](own)
        W -= setting.eta / N * error * (a * slope[name](own))[:, None] * x
        a = a - setting.eta_a / N * change
    network = sc.Network(np.hstack([W @ V.T, np.linalg.cholesky(W @ W.T - W @ V.T @ V @ W.T + 1e-15 * np.eye(2))]), a)
    return sc.Problem.orthonormal(name, 2, 2, d=4, scale="1/2").loss(network)


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "options"), [
    ("erf", {"eta": "9/10", "noise": "1/10"}),
    ("erf", {"eta": "9/10", "noise": "1/10", "eta_a": "3/10"}),
    ("relu", {"eta": "1/2", "noise": "1/10"}),
])  # fmt: skip
def test_the_equations_against_the_descent_with_vectors(activation, options):
    """N = 800, 3 runs, to alpha = 20: within 4 standard errors, and 3 percent of it for the finite N."""
    run = sc.online(problem(activation), start=(Q, R), t=20, **options)
    found = np.array([_direct(run.setting, run, 800, seed) for seed in range(3)])
    error = found.std(ddof=1) / np.sqrt(3)
    assert abs(found.mean() - run.loss[-1]) < 4 * error + 0.03 * run.loss[-1]
    drawn = run.simulate(N=800, runs=8, points=2)
    assert abs(drawn.mean[-1] - run.loss[-1]) < 4 * drawn.spread[-1] / np.sqrt(8) + 0.01 * run.loss[-1]


@pytest.mark.slow
@pytest.mark.parametrize("options", [
    {"covariance": [("1/2", "1/2"), ("1/2", "3/2")]},
    {"batch": 4},
    {"decay": "1/10", "eta_a": "1/5"},
])  # fmt: skip
def test_covariance_batch_and_decay_against_descents(options):
    run = sc.online(problem(), eta="4/5", noise="1/10", start=(Q, R), t=10, **options)
    drawn = run.simulate(N=800, runs=8, points=2)
    for found, value in ((drawn.loss, run.loss), (drawn.Q, run.Q), (drawn.R, run.R), (drawn.a, run.a)):
        end, error = found[:, -1], found[:, -1].std(axis=0, ddof=1) / np.sqrt(8)
        assert (np.abs(end.mean(axis=0) - value[-1]) < 5 * error + 0.01).all()


def test_descents_are_reproducible_and_start_where_the_run_does():
    run = sc.online(problem(), eta="1/2", start=(Q, R), t=1)
    one, two = (run.simulate(N=50, runs=2, rng=3, points=3) for _ in range(2))
    assert np.array_equal(one.loss, two.loss)
    assert np.abs(one.loss[:, 0] - run.loss[0]).max() < 1e-14
    assert np.abs(one.R[:, 0] - run.R[0]).max() < 1e-14
    plain = sc.online(problem("square"), eta="1/50", start=(Q, R), t=1).simulate(N=50, runs=2, points=2)
    assert plain.loss.shape == (2, 2)
    two_eigenvalues = sc.online(problem(), eta="1/2", start=(Q, R), t=1, covariance=[("1/2", 1), ("1/2", 2)])
    with pytest.raises(sc.InputError, match="dimensions"):
        two_eigenvalues.simulate(N=6)


@pytest.mark.slow
def test_a_rate_at_which_exp_explodes_ends_in_a_line(capsys):
    from symcrit.cli import run

    assert run(["online", "-n", "2", "-k", "2", "--eta", "1", "--activation", "exp", "--alpha", "10"]) == 3
    out, err = capsys.readouterr()
    said = [line for line in err.splitlines() if not line.startswith("…")]  # progress, on a slow machine
    assert (out, len(said)) == ("", 1)
    assert said[0].startswith("symcrit: after alpha = ")
    assert said[0].endswith("the learning rate may be too large")
