"""Deep students: gradients, starts, what is found, data of one's own, the command."""

import json

import numpy as np
import pytest

from symcrit import InputError, specialisation
from symcrit.cli import run as command
from symcrit.papers.specialisation import deep
from symcrit.papers.specialisation.deep import DeepTask, deep_success, learn, learn_many

INPUTS = np.random.default_rng(9).normal(size=(500, 4))
SMALL = DeepTask((3,), d=4, outputs=3, over=4, samples=500, steps=60, every=30)


def loss(layers, X, target, slope):
    """½|f − f*|², by the definition."""
    values = X
    for number, (W, b) in enumerate(layers, 1):
        values = values @ W.T + b
        if number < len(layers):
            values = np.maximum(values, slope * values)
    return np.sum((values - target) ** 2) / 2 / len(X)


@pytest.mark.parametrize(("teacher", "slope"), [((3,), 0), ((3, 4), 0.2), ((2, 3, 2), 0)])
def test_the_gradient_is_that_of_the_loss(teacher, slope):
    task = DeepTask(teacher, d=4, outputs=2, over=2, slope=slope)
    rng = np.random.default_rng(0)
    layers = deep._student(task, deep._teacher(task, rng, INPUTS[:, : task.d]), rng)
    for _, b in layers:
        b += rng.normal(size=b.shape)
    X, target = rng.normal(size=(7, 4)), rng.normal(size=(7, 2))
    found = deep.gradient_of(layers, X, target, task)
    for part, (own, slopes) in enumerate(zip(layers, found, strict=True)):
        for array, slope_of in zip(own, slopes, strict=True):
            place = tuple(rng.integers(0, size) for size in array.shape)
            step, kept, ends = 1e-6, array[place], []
            for way in (1, -1):
                array[place] = kept + way * step
                ends.append(loss(layers, X, target, slope))
            array[place] = kept
            assert slope_of[place] == pytest.approx((ends[0] - ends[1]) / 2 / step, rel=1e-5, abs=1e-8), part


def test_the_same_seed_gives_the_same_run_and_records_the_ends():
    one, same, other = learn(SMALL, seed=1), learn(SMALL, seed=1), learn(SMALL, seed=2)
    assert one.times.tolist() == [0, 30, 60]
    np.testing.assert_array_equal(one.correlations[0], same.correlations[0])
    assert not np.array_equal(one.correlations[0], other.correlations[0])
    assert one.strengths.shape == one.alignment.shape == (12,)


def test_a_student_that_starts_at_the_teacher_has_found_it(monkeypatch):
    monkeypatch.setattr(deep, "_student", lambda task, teacher, rng: [(W.copy(), b.copy()) for W, b in teacher])
    run = learn(DeepTask((3, 2), d=4, outputs=3, over=1, steps=20, every=10))
    assert all(own.all() for own in run.found)
    assert run.losses[-1] == 0
    assert [layer.tolist() for layer in run.learned] == [[0, 0, 0], [0, 0]]


def test_the_teacher_is_as_the_docstring_says():
    task = DeepTask((6, 5), d=3, outputs=4, p=2)
    layers = deep._teacher(task, np.random.default_rng(0), INPUTS[:, : task.d])
    first, second = layers[0][0], layers[1][0] * np.arange(1, 7.0) ** 2
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1)
    cosines = np.abs(first @ first.T) - np.eye(6)
    assert cosines.max() < 1 - 1e-6
    assert set(np.unique(second * 4)) <= set(range(-4, 5))
    assert all(np.abs(b).max() <= 0.5 for _, b in layers)


@pytest.mark.parametrize(("start", "sign"), [("adversarial", -1), ("helpful", 1)])
def test_starts_turn_from_or_to_the_last_teacher(start, sign):
    task = DeepTask((3,), d=4, start=start)
    rng = np.random.default_rng(0)
    teacher = deep._teacher(task, rng, INPUTS[:, : task.d])
    student = deep._student(task, teacher, rng)
    assert (sign * (student[0][0] @ teacher[0][0][-1]) >= 0).all()


def test_momentum_zero_is_the_plain_descent():
    """A step by hand."""
    task = DeepTask((2,), d=2, outputs=1, over=1, rate=0.1, momentum=0.9)
    rng = np.random.default_rng(0)
    student = deep._student(task, deep._teacher(task, rng, INPUTS[:, : task.d]), rng)
    before = [(W.copy(), b.copy()) for W, b in student]
    X, target = rng.normal(size=(3, 2)), rng.normal(size=(3, 1))
    slopes = deep.gradient_of(student, X, target, task)
    velocity = [(np.zeros_like(W), np.zeros_like(b)) for W, b in student]
    deep._step(student, velocity, X, target, task)
    np.testing.assert_allclose(student[0][0], before[0][0] - 0.1 * slopes[0][0])
    again = deep.gradient_of(student, X, target, task)
    held = student[0][0].copy()
    deep._step(student, velocity, X, target, task)
    np.testing.assert_allclose(student[0][0], held - 0.09 * slopes[0][0] - 0.1 * again[0][0])


def test_a_store_goes_on_and_gives_the_same(tmp_path):
    first = learn_many(SMALL, seeds=2, jobs=1, store=tmp_path / "runs.sqlite")
    again = learn_many(SMALL, seeds=2, jobs=1, store=tmp_path / "runs.sqlite")
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.correlations[0], other.correlations[0])
        assert one.task == other.task == SMALL
    (row,) = deep_success(first)
    assert (row.success.n, row.success.runs) == (4, 2)


def test_data_of_ones_own(tmp_path):
    """Images of digits, flattened; in a sweep by their file."""
    X = np.random.default_rng(0).uniform(0, 16, (200, 4, 2))
    np.save(tmp_path / "x.npy", X)
    one = learn(SMALL, data=X / 16)
    assert one.task.d == 8
    (other,) = learn_many(SMALL, seeds=1, jobs=1, data=tmp_path / "x.npy")
    assert other.task.d == 8


BAD = [
    {"teacher": ()}, {"teacher": (0,)}, {"teacher": "x"}, {"over": 0}, {"d": 2.5}, {"rate": 0}, {"rate": "x"},
    {"slope": 1},
    {"momentum": 1}, {"start": "best"}, {"biases": 1}, {"p": -1}, {"std": float("nan")}, {"steps": True},
]  # fmt: skip


@pytest.mark.parametrize("own", BAD)
def test_bad_tasks_are_errors(own):
    with pytest.raises(InputError):
        DeepTask(**own)


def test_bad_data_and_runs_are_errors(tmp_path):
    (tmp_path / "x.npy").write_bytes(b"no array")
    for data in ([1, 2, 3], np.full((30, 2), np.nan), "nowhere.npy", tmp_path / "x.npy", object()):
        with pytest.raises(InputError):
            learn(SMALL, data=data)
    with pytest.raises(InputError, match="diverged"):
        learn(DeepTask((3,), d=4, rate=1e3, steps=200, every=100))
    with pytest.raises(InputError, match="over"):
        deep_success([learn(SMALL), learn(DeepTask((2,), d=4, outputs=3, steps=10))])
    with pytest.raises(InputError):
        learn_many([], seeds=1)


def test_the_figure_shows_what_was_found(tmp_path):
    runs = [learn(SMALL), learn(DeepTask(**{**vars(SMALL), "over": 2}))]
    drawn = specialisation.figure(runs)
    left, middle, right = drawn.axes
    assert middle.lines[0].get_xdata().tolist() == [2, 4]
    assert len(left.lines) == 3 + 1 + 1  # neurons, the layer, the threshold
    assert right.lines[0].get_xdata().shape == (12,)


def test_the_command_says_what_was_found(tmp_path, capsys):
    own = [
        "specialise",
        "--teacher",
        "3",
        "--over",
        "1,2",
        "-d",
        "4",
        "--steps",
        "60",
        "--every",
        "30",
        "--samples",
        "200",
    ]
    assert command([*own, "--seeds", "1", "--jobs", "1", "--plot", str(tmp_path / "a.svg")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "numerical" in said[0]
    assert len(said) == 4
    assert (tmp_path / "a.svg").stat().st_size > 1000
    assert command([*own, "--seeds", "1", "--jobs", "1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["over"] for row in document["rows"]] == [1, 2]
    assert document["evidence"] == "numerical"


@pytest.mark.parametrize("own", [
    ["--teacher", "x"], ["--over", "0"], ["--over", "2,2"], ["--plot", "a.xyz"], ["--data", "nowhere.npy"],
    ["--seeds", "0"], ["--rate", "-1"], ["--start", "best"],
])  # fmt: skip
def test_the_command_refuses_in_a_line(own, capsys):
    assert command(["specialise", "--steps", "10", "--jobs", "1", *own]) == 3
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len([line for line in said.splitlines() if not line.startswith("…")]) <= 2


def test_the_authors_settings():
    two, many = specialisation.AUTHORS["two-layer"], specialisation.AUTHORS["multilayer"]
    assert (two.d, two.rate, two.batch, two.samples, two.steps) == (100, 0.01, 16, 10_000, 100_000)
    assert (many.teacher, many.over, many.d, many.std, many.batch) == ((50, 75, 100, 125), 10, 20, 10, 64)
