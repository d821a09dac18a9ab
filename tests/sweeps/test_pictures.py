"""The pictures are drawn, in all formats, and say what is in the store."""

import pytest

import symcrit as sc
from symcrit.sweeps.boundaries import (
    BEATEN,
    UNBOUNDED,
    best_copy_average,
    first_minimum,
    least_per_missing,
    saddle_from,
)
from symcrit.sweeps.pictures import NAMES

pytest.importorskip("matplotlib", reason="not run: matplotlib is not installed")


@pytest.fixture(scope="module")
def found():
    return sc.sweep("erf", range(2, 5), seeds=2, jobs=1, certify=False)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_pictures(found, tmp_path, suffix):
    written = sc.plot(found, tmp_path / f"runs{suffix}")
    assert [path.name for path in written] == [f"runs-{name}{suffix}" for name in NAMES]
    start = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix]
    assert all(path.read_bytes().startswith(start) for path in written)


def test_the_pictures_name_what_they_show(found, tmp_path):
    texts = [path.read_text(encoding="utf-8") for path in sc.plot(found, tmp_path / "runs.svg", run=(2, 4, 1))]
    phases, losses, _, norms, neurons, weights = texts
    assert "uncertified" in phases
    assert "n/k = 0.766" in phases
    assert "bound for all students" in losses
    assert "threshold 5e-08" in norms
    assert "n = 2, k = 4, seed 1" in neurons
    assert "teachers" in neurons
    assert "own ones first" in weights


def test_boundaries_are_those_of_the_theorems():
    """Numbers from the sources of the theorems: n*(l), the phase boundary, the onset of minima, the bound."""
    assert pytest.approx(0.766230818252163187, abs=1e-15) == BEATEN
    assert pytest.approx(0.694910233079525647, abs=1e-15) == UNBOUNDED
    known = [5.1356865262, 11.3039663223, 19.9600960996, 31.0952138108]
    assert [saddle_from(size) for size in (2, 3, 4, 5)] == pytest.approx(known, abs=1e-9)
    assert [first_minimum(k) for k in (3, 4, 5)] == [None, None, 4]
    assert least_per_missing("erf") == pytest.approx(0.01502344714954266, abs=1e-15)
    assert least_per_missing("relu") == pytest.approx(0.25 - 1 / (2 * 3.141592653589793), abs=1e-12)
    assert best_copy_average("erf", 4, 5) == pytest.approx(0.02322168062533671, abs=1e-15)
    assert best_copy_average("relu", 4, 5) is None


@pytest.mark.slow
def test_the_onset_of_minima_of_a_larger_teacher():
    assert first_minimum(25) == 12


def test_one_k_is_drawn_as_bars(tmp_path):
    found = sc.sweep("relu", 4, n=[1, 2], seeds=1, jobs=1, certify=False, init="glorot")
    (path,) = sc.plot(found, tmp_path / "runs.svg", only="phases")
    text = path.read_text(encoding="utf-8")
    assert "share of the runs" in text
    assert "0.766" not in text  # which is about erf
    with pytest.raises(sc.InputError, match="only = phase is no picture of a sweep; there are phases, losses"):
        sc.plot(found, tmp_path / "runs.svg", only="phase")


def test_as_many_students_as_teachers(tmp_path):
    found = sc.sweep("erf", 2, n=2, seeds=1, jobs=1, certify=False)
    (path,) = sc.plot(found, tmp_path / "runs.svg", only=["losses"])
    assert "no runs with n &lt; k" in path.read_text(encoding="utf-8")
    assert len(sc.plot(found, tmp_path / "runs.svg")) == len(NAMES)


def test_a_flow(tmp_path):
    run = sc.gradient_flow(sc.Problem.orthonormal("relu", n=2, k=2, d=3), rng=0)
    (written,) = sc.plot(run, tmp_path / "flow.png")
    assert written.stat().st_size > 10_000


def test_nothing_to_draw(found, tmp_path):
    with pytest.raises(sc.InputError, match="no run n,k,seed = 9,9,9"):
        sc.plot(found, tmp_path / "runs.png", run=(9, 9, 9))
    with pytest.raises(sc.InputError, match="no runs yet"):
        sc.plot(sc.Sweep({}, [], 0), tmp_path / "runs.png")
    with pytest.raises(sc.InputError, match="is no picture in an existing folder"):
        sc.plot(found, tmp_path / "runs.gif")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.sqlite"], "there is no store missing.sqlite"),
        (["missing.sqlite", "-o", "runs.gif"], "runs.gif is no kind of picture"),
        (["missing.sqlite", "--run", "1"], "--run 1 is not n,k,seed"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, message, tmp_path, monkeypatch):
    from symcrit.cli import run

    monkeypatch.chdir(tmp_path)
    assert run(["plot", *arguments]) == 3
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert message in err
