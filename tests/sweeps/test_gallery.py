"""Figures of kernels, landscapes and certified points: what they show, and what cannot be drawn."""

import math

import numpy as np
import pytest

import symcrit as sc
from symcrit.cli import run
from symcrit.kernels.activations import activation
from symcrit.sweeps import gallery

pytest.importorskip("matplotlib", reason="not run: matplotlib is not installed")


def test_hermite_coefficients_are_those_of_the_kernel():
    squares = np.square(gallery._coefficients(activation("erf").expr))
    assert squares[0] == pytest.approx(0, abs=1e-15)
    assert squares[1] == pytest.approx(1 / math.pi)  # h′(0) = (2/π)·½
    for name in ("relu", "gelu"):
        squares = np.square(gallery._coefficients(activation(name).expr))
        rho = 0.3
        assert squares @ rho ** np.arange(12) == pytest.approx(float(sc.kernel(name).numeric(1, rho, 1)), abs=1e-8)


def test_the_star_stands_at_the_least_loss_of_the_landscape():
    figure = gallery.landscape(sc.OneNeuron("erf", k=4))
    axes = figure.axes[0]
    (star,) = [line for line in axes.lines if line.get_marker() == "*"]
    ((r, a),) = star.get_xydata()
    assert (r, a) == (pytest.approx(1 / math.sqrt(7)), pytest.approx(4))
    assert f"{float(sc.OneNeuron('erf', k=4).loss()):.4g}" in [
        text.get_text().removeprefix("L = ") for text in axes.texts
    ]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (None, "is no Trajectory"),
        ([], "is no Trajectory"),
        (sc.OneNeuron("erf"), "for a number k"),
        (sc.kernel("erf", "relu"), "no Hermite coefficients"),
        (sc.kernel("erf").diff("q12"), "no Hermite coefficients"),
    ],
)
def test_refused(what, says, tmp_path):
    with pytest.raises(sc.InputError, match=says):
        sc.plot(what, tmp_path / "x.svg")


def test_the_command_wants_one_thing(capsys):
    assert run(["plot"]) == 3
    assert run(["plot", "--kernels", "erf", "-k", "3"]) == 3
    assert run(["plot", "--landscape", "erff", "-o", "x.svg"]) == 3
    assert "unknown activation" in capsys.readouterr().err


def test_a_sweep_that_is_interrupted_says_what_is_kept(tmp_path, monkeypatch, capsys):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("symcrit.sweeps.sweep.sweep", interrupted)
    monkeypatch.setattr("symcrit.sweeps.sweep.read", lambda path: type("Sweep", (), {"rows": [1, 2, 3]}))
    assert run(["sweep", "-k", "2", "-o", str(tmp_path / "runs.sqlite")]) == 130
    assert "3 runs are kept in" in capsys.readouterr().err
    assert run(["sweep", "-k", "2"]) == 130
    assert "no run is kept; with -o" in capsys.readouterr().err


@pytest.mark.slow
def test_pictures_are_the_same_twice(tmp_path):
    for name, what in (("a", [sc.kernel("relu")]), ("b", sc.OneNeuron("erf", k=3))):
        first, second = (sc.plot(what, tmp_path / f"{name}{i}.svg")[0].read_text(encoding="utf-8") for i in (1, 2))
        assert first.partition("<defs>")[2] == second.partition("<defs>")[2]
