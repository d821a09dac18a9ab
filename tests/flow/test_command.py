"""`symcrit flow` as a user runs it."""

import json
import sys

import numpy as np
import pytest

import symcrit as sc
from symcrit.cli import run


def test_json_is_one_document(capsys):
    status = run(["flow", "-n", "1", "-k", "2", "--seed", "1", "--json", "--no-certify"])
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert document["stopped"] == "threshold"
    assert float(document["loss"]) == pytest.approx(0.0232216806, abs=1e-9)
    assert float(document["gradient_norm"]) < 5e-8
    assert {"t", "endpoint", "certified", "seconds"} <= set(document)
    assert (document["endpoint"], document["certified"]) == (None, False)


def test_digits_are_shown(capsys):
    arguments = ["-n", "1", "-k", "2", "--digits", "40", "--threshold", "1e-34", "--newton-below", "1e-4", "--json"]
    assert run(["flow", *arguments, "--no-certify"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["stopped"] == "newton"
    assert document["loss"].startswith("0.02322168062533671649")
    assert document["newton_steps"] > 1


def test_a_flow_is_proved_and_its_certificate_checked(tmp_path, capsys):
    path = tmp_path / "flow.json"
    assert (
        run(
            [
                "flow",
                "-n",
                "1",
                "-k",
                "1",
                "-d",
                "1",
                "--std",
                "1",
                "--no-certify",
                "--prove",
                "-o",
                str(path),
                "--json",
            ]
        )
        == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "PROVED"
    assert "tends to the only critical point" in document["statement"]
    assert run(["check", str(path), "--json"]) == 0
    (checked,) = json.loads(capsys.readouterr().out)["certificates"]
    assert (checked["verdict"], checked["statement"]) == ("PROVED", document["statement"])


def test_what_is_not_proved_is_said_in_a_line(capsys):
    assert run(["flow", "--activation", "relu", "-n", "1", "-k", "1", "--std", "1", "--no-certify", "--prove"]) == 3
    assert "kink" in capsys.readouterr().err
    assert run(["flow", "-n", "1", "-k", "1", "-o", "flow.json"]) == 3


def test_a_run_that_does_not_end_at_its_threshold_says_why(capsys):
    assert run(["flow", "-n", "1", "-k", "2", "--t-max", "1"]) == 2
    out, err = capsys.readouterr()
    assert "t_max" in out
    assert err == "symcrit: uncertified: t_max: the time t_max is reached; give a larger t_max\n"


def test_plot(tmp_path, capsys):
    pytest.importorskip("matplotlib", reason="not run: matplotlib is not installed")
    assert run(["flow", "-n", "1", "-k", "2", "--no-certify", "--plot", str(tmp_path / "flow.svg")]) == 0
    assert (tmp_path / "flow.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-n", "0", "-k", "2"], "n = 0 is not a number of student neurons"),
        (["-n", "1", "-k", "0"], "k = 0 orthonormal teachers"),
        (["-n", "1", "-k", "3", "-d", "2"], "k = 3 orthonormal teachers do not fit in d = 2"),
        (["-n", "1", "-k", "2", "--std", "-1"], "std = -1.0 is no standard deviation"),
        (["-n", "1", "-k", "2", "--digits", "0"], "digits = 0 is not a number of digits"),
        (["-n", "1", "-k", "2", "--threshold", "x"], "threshold = x is not a positive number"),
        (["-n", "1", "-k", "2", "--seed", "-1"], "rng = -1 is no seed"),
        (["-n", "1", "-k", "2", "--activation", "tanhh"], "did you mean 'tanh'"),
        (["-n", "1", "-k", "2", "--plot", "x.gif"], "x.gif is no kind of picture"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, message):
    assert run(["flow", *arguments]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("symcrit: ")
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize(("activation", "weight"), [("erf", "1e200"), ("exp", "40")])
def test_a_start_that_overflows_is_refused_in_a_line(activation, weight, tmp_path, capsys):
    """Also by `converges`, which looks for the end on its own; numpy has nothing to say."""
    path = tmp_path / "point.json"
    student = {"W": [[weight, 0]], "a": [weight]}
    path.write_text(json.dumps({"activation": activation, "teacher": {"orthonormal": 2}, "student": student}))
    assert run(["flow", str(path), "--no-certify"]) == 3
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "symcrit: at the start the loss or its gradient overflows float64; give smaller weights\n",
    )
    problem = sc.Problem.orthonormal(activation, n=1, k=2, d=2)
    with pytest.raises(sc.InputError, match="the flow cannot be followed"):
        sc.converges(problem, sc.Network(np.array([[float(weight), 0.0]]), np.array([float(weight)])))


def test_who_watches_hears_that_the_flow_is_compiled(capsys, monkeypatch, tmp_path):
    arguments = ["flow", "-n", "1", "-k", "2", "--no-certify"]
    assert run(arguments) == 0
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(arguments) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setenv(
        "NUMBA_CACHE_DIR", str(tmp_path)
    )  # what is compiled here stays compiled; elsewhere nothing is kept
    assert run(arguments) == 0
    assert capsys.readouterr().err.startswith("compiling the flow for this machine; ")
