"""`symcrit certify` and `symcrit flow` of point files with biases, laws of the inputs and two activations."""

import json

import pytest

from symcrit.cli import run

POINT = {
    "activation": "erf",
    "teacher": {"V": [[1, 0], [0, 1]], "biases": ["1/2", "-1/4"]},
    "student": {"W": [["1.001", 0], [0, "0.999"]], "biases": ["0.501", "-0.25"]},
    "covariance": [[2, "1/2"], ["1/2", 1]],
    "mean": ["1/2", 0],
}


@pytest.fixture
def ran(tmp_path, capsys):
    """Status and what is printed of a command about a point file."""

    def with_point(command, point, *options):
        path = tmp_path / "point.json"
        path.write_text(json.dumps(point))
        status = run([command, str(path), *options])
        return status, *capsys.readouterr()

    return with_point


def test_certify_takes_a_law_and_biases(ran):
    status, out, err = ran("certify", {**POINT, "fixed": ["a"]}, "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["kind"] == "minimum"
    assert found["inertia"] == {"positive": 6, "negative": 0, "zero": 0}
    assert found["coordinates"] == "W and biases (a fixed), 2 students in R^2"
    assert found["outside_span"] is None
    assert abs(float(found["loss"]["mid"])) <= float(found["loss"]["rad"])


def test_flow_starts_from_the_student_of_the_file(ran):
    point = {**POINT, "teacher": {"V": [[1, 0]], "activation": "tanh"}, "student": {"W": [["1/2", "1/5"]]}}
    options = ("--t-max", "1/10", "--no-certify", "--json")
    status, out, _ = ran("flow", point, *options)
    assert status == 0
    assert json.loads(out)["stopped"] == "t_max"
    _, other, _ = ran("flow", point, *options, "--seed", "1")
    assert json.loads(other)["loss"] != json.loads(out)["loss"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"covariance": [[2, 3], [3, 1]]}, "not positive definite"),
        ({"covariance": [[2, 0, 0], [0, 1, 0], [0, 0, 1]]}, "2 rows of length 2 are needed"),
        ({"mean": [1]}, "2 numbers are needed"),
        ({"fixed": ["W"]}, '"a" and "biases" may be fixed'),
        ({"student": {"W": [[1, 0]]}, "fixed": ["biases"]}, "the student has none"),
        ({"student": {"W": [[1, 0]], "biases": [1, 2]}}, "one for each neuron"),
        ({"teacher": {"V": [[1, 0]], "activation": ["erf"]}}, "is no name"),
        ({"teacher": {"V": [[1, 0]], "activation": "erff"}}, "did you mean"),
        ({"teacher": {"orthonormal": 2, "biases": [0, 0]}}, "give one of the two"),
    ],
)
@pytest.mark.parametrize("command", ["certify", "flow"])
def test_what_is_wrong_is_said_in_a_line(ran, command, change, words):
    status, out, err = ran(command, {**POINT, **change})
    assert (status, out) == (3, "")
    assert words in err
    assert err.count("\n") <= 2


def test_options_that_do_not_go_together(ran, capsys):
    status, _, err = ran("flow", POINT, "-n", "2")
    assert status == 3
    assert "-n does not go with a point file" in err
    assert run(["flow", "-n", "2"]) == 3
    assert "Missing option '-k', or a point file" in capsys.readouterr().err
