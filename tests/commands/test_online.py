"""`symcrit online`: table, JSON, figure, and bad input in one or two lines."""

import json

import pytest

from symcrit.cli import run

SMALL = ["online", "-n", "2", "-k", "2", "--eta", "1/2", "--noise", "1/10", "--alpha", "5"]


def test_the_table_states_the_convention(capsys):
    assert run([*SMALL, "--simulate", "60", "--runs", "2"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("step (eta/N)·∇½(f − y)²; loss ½E[(f − f*)²]; alpha = steps/N; Q_ij = w_i·w_j, no 1/√N\n")
    assert "descent, N = 60" in out
    assert err == ""


def test_json_and_figure(capsys, tmp_path):
    pytest.importorskip("matplotlib")
    figure = tmp_path / "f.svg"
    assert run([*SMALL, "--json", "--simulate", "60", "--plot", str(figure)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["stopped"] == "done"
    assert len(found["alpha"]) == len(found["loss"]) == len(found["R"])
    assert found["descents"]["N"] == 60
    assert len(found["descents"]["spread"]) == len(found["descents"]["alpha"])
    assert "<svg" in figure.read_text(encoding="utf-8")


def test_a_start_that_stays_on_the_plateau_is_told(capsys, tmp_path):
    start = tmp_path / "start.json"
    start.write_text(json.dumps({"Q": [["1/2", "1/3"], ["1/3", "1/2"]], "R": [["1/4", "1/4"], ["1/4", "1/4"]]}))
    assert run([*SMALL, "--start", str(start)]) == 0
    assert "they never leave the plateau" in capsys.readouterr().err


def test_a_learning_rate_that_is_too_large(capsys):
    assert run(["online", "-n", "1", "-k", "1", "--activation", "relu", "--eta", "50", "--alpha", "100"]) == 2
    assert "learning rate" in capsys.readouterr().err


BAD = {
    "eta": ["--eta", "-1/2"],
    "noise": ["--noise", "some"],
    "covariance": ["--covariance", "1/2"],
    "start": ["--start", "missing.json"],
    "plot": ["--plot", "figure.txt"],
    "activation": ["--activation", "sign"],
    "moments": ["--activation", "tanh"],
    "simulate": ["--simulate", "2"],
    "std": ["--std", "9"],
    "runs": ["--runs", "5"],
    "no runs": ["--simulate", "60", "--runs", "0"],
    "folder": ["--plot", "."],
    "large": ["--eta", "1e300"],
}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--alpha", "-3"], "--alpha = '-3'"),
        (["--runs", "5"], "add --simulate"),
        (["--simulate", "3"], "--simulate = 3"),
        (["-k", "0"], "k = 0 is not a number of teacher neurons"),
        (["--plot", "figure.txt"], "names end in .png"),
    ],
)
def test_it_is_told_before_the_work_and_in_words_of_the_command(options, message, capsys, monkeypatch):
    monkeypatch.setattr("symcrit.learning.run.online", None)
    assert run([*SMALL, *options]) == 3
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", BAD)
def test_bad_input(name, capsys):
    assert run([*SMALL, *BAD[name]]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.splitlines() if not line.startswith("…")]
    assert 1 <= len(lines) <= 2
    assert "Traceback" not in err
