"""The experiment: gradients by two roads, what is learned and in which order, figures."""

import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import symcrit as sc
from symcrit import InputError, specialisation
from symcrit.papers.specialisation import experiment
from tests.speed import at_most

SEEDS = st.integers(0, 10**6)
EIGHT = range(8)


def drawn(seed, n=4, k=3, d=5, C=3):
    rng = np.random.default_rng(seed)
    return {name: rng.normal(size=size) for name, size in (("W", (n, d)), ("V", (n, C)))} | {
        "W_star": rng.normal(size=(k, d)),
        "V_star": rng.normal(size=(k, C)),
    }


@given(SEEDS)
def test_the_population_gradient_is_that_of_the_loss(seed):
    """½E|f − f*|² is the sum over outputs of losses with one output, whose gradients the model layer knows."""
    nets = drawn(seed)
    by_w, by_v = specialisation.population_gradient(**nets)
    expected_w, expected_v = np.zeros_like(by_w), []
    for c in range(3):
        teacher = sc.Network(nets["W_star"], nets["V_star"][:, c])
        problem = sc.Problem(teacher=teacher, activation="relu", n=4)
        gradient = problem.gradient(sc.Network(nets["W"], nets["V"][:, c]))
        expected_w += np.array(gradient.W, dtype=float) / 2  # its loss has no ½
        expected_v.append(np.array(gradient.a, dtype=float).ravel() / 2)
    np.testing.assert_allclose(by_w, expected_w, atol=1e-12)
    np.testing.assert_allclose(by_v, np.transpose(expected_v), atol=1e-12)


@given(SEEDS)
def test_a_task_is_a_problem_for_the_flow(seed):
    task = specialisation.Task(n=3, k=2, d=3, C=2)
    problem, start = task.problem(np.random.default_rng(seed))
    W_star, V_star, W, V = task.draw(np.random.default_rng(seed))
    by_w, by_v = specialisation.population_gradient(W, V, W_star=W_star, V_star=V_star)
    gradient = problem.gradient(start)
    np.testing.assert_allclose(np.array(gradient.W, dtype=float), 2 * by_w, atol=1e-12)
    np.testing.assert_allclose(np.array(gradient.a, dtype=float), 2 * by_v, atol=1e-12)


@given(SEEDS)
def test_what_the_flow_conserves(seed):
    """w_i·∂/∂w_i = v_i·∂/∂v_i, so |w_i|² − |v_i|² is constant along the flow."""
    nets = drawn(seed)
    for by_w, by_v in (
        specialisation.population_gradient(**nets),
        specialisation.batch_gradient(**nets, X=np.random.default_rng(seed).normal(size=(20, 5))),
    ):
        np.testing.assert_allclose((nets["W"] * by_w).sum(axis=1), (nets["V"] * by_v).sum(axis=1), atol=1e-12)


@given(SEEDS)
def test_the_gradient_of_a_batch_is_the_mean_of_the_exact_ones(seed):
    """Weights and samples are multiples of 1/8; −mean g(x) ⊗ x, g from rational arithmetic."""
    rng = np.random.default_rng(seed)
    sizes = {"W": (4, 3), "V": (4, 2), "W_star": (2, 3), "V_star": (2, 2), "X": (6, 3)}
    given = {name: rng.integers(1, 20, size=size) * rng.choice([-1, 1], size=size) for name, size in sizes.items()}

    def net(W, V):
        exact = ([[Fraction(int(x), 8) for x in row] for row in rows] for rows in (given[W], given[V].T))
        return specialisation.ReluNetwork([*exact])

    exact = specialisation.sample_gradients(net("W", "V"), net("W_star", "V_star"), given["X"], denominator=8)
    g = exact.numerators.astype(float) / exact.denominator
    on = given["X"] @ given["W"].T != 0  # at 0 the exact gradient takes σ' = 1, the batch σ' = 0
    by_w, _ = specialisation.batch_gradient(**{name: values / 8 for name, values in given.items()})
    np.testing.assert_allclose(by_w, -(g * on).T @ (given["X"] / 8) / 6, atol=1e-12)


# ------------------------------------------------------------------------------------------ what is learned, and when


@pytest.fixture(scope="module")
def strongest_and_weakest():
    """p = 2 with as many students as teachers, and, in fewer steps, with five times as many."""
    steps = {5: 8000, 25: 5000}
    tasks = {n: specialisation.Task(n=n, p=2) for n in steps}
    return {n: [specialisation.train(tasks[n], seed=seed, steps=steps[n]) for seed in EIGHT] for n in steps}


@pytest.mark.slow
def test_wide_students_find_weak_teachers(strongest_and_weakest):
    narrow, wide = (specialisation.summary(strongest_and_weakest[n])["found"] for n in (5, 25))
    assert narrow[0] == wide[0] == 1
    assert narrow[4] <= 1 / 4
    assert wide[4] >= 7 / 8


@pytest.mark.slow
def test_strong_students_are_aligned(strongest_and_weakest):
    """The L-shape: whoever is not aligned is weak."""
    for run in strongest_and_weakest[25]:
        assert run.strengths[run.alignment < 0.9].max(initial=0) < run.strengths.max() / 4


@pytest.mark.slow
def test_success_grows_with_over_realisation(strongest_and_weakest):
    """As many students as teachers seldom find all, five times as many do: the intervals are apart."""
    narrow, wide = specialisation.success([run for runs in strongest_and_weakest.values() for run in runs])
    assert (narrow.n, wide.n, narrow.runs, wide.runs) == (5, 25, 8, 8)
    assert narrow.high < wide.low
    figure = specialisation.figure([run for runs in strongest_and_weakest.values() for run in runs])
    (axes,) = figure.axes
    x, y = axes.get_lines()[0].get_data()
    assert (list(x), list(y)) == ([1, 5], [narrow.found / 8, wide.found / 8])


@pytest.mark.parametrize("total", [1, 8, 50])
def test_intervals_are_those_of_wilson(total):
    """The ends are where |found/total − p| = 1.96·√(p(1 − p)/total); at 0 and all they are closed."""
    for found in range(total + 1):
        low, high = experiment.wilson(found, total)
        assert 0 <= low <= found / total <= high <= 1
        for end in {low, high} - {0.0, 1.0}:
            width = 1.959963984540054 * np.sqrt(end * (1 - end) / total)
            assert abs(abs(found / total - end) - width) < 1e-12
        assert (low == 0) == (found == 0)
        assert (high == 1) == (found == total)


@pytest.mark.parametrize(("p", "steps"), [(1, 2000), pytest.param(2, 5000, marks=pytest.mark.slow)])
def test_teachers_are_learned_in_the_order_of_their_fan_out(p, steps, request):
    if p == 2:
        runs = request.getfixturevalue("strongest_and_weakest")[25]
    else:
        runs = [specialisation.train(specialisation.Task(n=25, p=p), seed=seed, steps=steps) for seed in EIGHT]
    medians = specialisation.summary(runs)["median_step"]
    assert medians == sorted(medians)
    assert medians[4] > 3 * medians[0]


def test_equal_fan_outs_give_no_order():
    runs = [specialisation.train(specialisation.Task(n=25, p=0), seed=seed, steps=1000) for seed in EIGHT]
    medians = specialisation.summary(runs)["median_step"]
    assert max(medians) < 2 * min(medians)
    assert len({tuple(np.argsort(run.learned)) for run in runs}) > 4


def test_stochastic_gradients_agree():
    """SGD on finite Gaussian data finds the same teachers in the same order."""
    runs = [
        specialisation.train(specialisation.Task(n=25), seed=s, steps=3000, samples=5000, batch=16) for s in range(3)
    ]
    result = specialisation.summary(runs)
    assert result["found"] == [1] * 5
    assert result["median_step"] == sorted(result["median_step"])


def test_a_run_is_quick():
    """k = 5, d = 10, ten outputs, n = 50, 8000 steps."""
    with at_most(400):
        run = specialisation.train(specialisation.Task(n=50), seed=0)
    assert run.times[-1] == 8000
    assert run.found.all()


def test_runs_are_repeatable():
    task = specialisation.Task(n=6, k=2, d=3, C=2)
    first, again, other = (specialisation.train(task, seed=seed, steps=50) for seed in (1, 1, 2))
    assert (first.correlations == again.correlations).all()
    assert (first.correlations != other.correlations).any()


# ---------------------------------------------------------------------------------------------- figures and bad input

TASK = specialisation.Task(n=6, k=2, d=3, C=2)
OTHER = specialisation.Task(n=6, k=2, d=4, C=2)


def test_a_figure_shows_every_teacher_and_every_student(tmp_path):
    runs = [specialisation.train(TASK, seed=seed, steps=60) for seed in range(2)]
    figure = specialisation.figure(runs)
    left, right = figure.axes
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["teacher 1", "teacher 2"]
    (x, y), *_ = [line.get_data() for line in left.get_lines()]
    np.testing.assert_array_equal(x, runs[0].times)
    np.testing.assert_allclose(y, np.median([run.correlations[:, 0] for run in runs], axis=0))
    shown = np.concatenate([line.get_ydata() for line in right.get_lines()])
    np.testing.assert_array_equal(shown, np.concatenate([run.strengths for run in runs]))
    assert "numerical" in figure.get_suptitle()
    figure.savefig(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 5000


def test_figures_need_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(InputError, match="pip install 'symcrit\\[plot\\]'"):
        specialisation.figure([specialisation.train(TASK, steps=1)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: specialisation.Task(n=0), "n = 0 must be"),
        (lambda: specialisation.Task(n=2.5), "n = 2.5 must be"),
        (lambda: specialisation.Task(k=11), "k = 11 orthonormal teachers"),
        (lambda: specialisation.Task(p=-1), "p = -1 must be at least 0"),
        (lambda: specialisation.Task(init=0), "init = 0 must be positive"),
        (lambda: specialisation.train(TASK, steps=0), "steps = 0 must be"),
        (lambda: specialisation.train(TASK, rate=0), "rate = 0 must be"),
        (lambda: specialisation.train(TASK, samples=-1), "samples = -1 must be"),
        (lambda: specialisation.train(TASK, batch=0), "batch = 0 must be"),
        (lambda: specialisation.summary([]), "0 runs of 0 tasks"),
        (lambda: specialisation.success([]), "0 runs"),
        (
            lambda: specialisation.success([specialisation.train(task, steps=1) for task in (TASK, OTHER)]),
            "more than n",
        ),
        (
            lambda: specialisation.figure([specialisation.train(task, steps=1) for task in (TASK, OTHER)]),
            "at least one",
        ),
        (lambda: specialisation.figure([]), "at least one"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(InputError, match=message):
        call()


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_run_that_diverges_says_so():
    with pytest.raises(InputError, match="rate = 1000 is too large"):
        specialisation.train(TASK, rate=1000, steps=50)
