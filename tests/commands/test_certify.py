"""`symcrit certify` as a user runs it: JSON, exit status, point files that are wrong."""

import json
import re

import numpy as np
import pytest
from click.testing import CliRunner

from symcrit.cli import cli, run

POINT = {
    "activation": "erf",
    "teacher": {"orthonormal": 3},
    "student": {"W": [[1, 0, 0.0001], [0, "2/5", 0.4]], "a": [1, 2]},
}
DECIMAL = re.compile(r"-?\d+(\.\d+)?")


@pytest.fixture
def point_file(tmp_path):
    """Write a point file; `changes` replace its keys, None takes one away."""

    def write(text=None, **changes):
        value = {key: part for key, part in (POINT | changes).items() if part is not None}
        path = tmp_path / "point.json"
        path.write_text(json.dumps(value) if text is None else text, encoding="utf-8")
        return str(path)

    return write


def certify(capsys, *arguments):
    status = run(["certify", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_point_its_certificate_and_the_check(symcrit, point_file, tmp_path):
    point_file()
    result = symcrit("certify", "point.json", "-o", "cert.json", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert document["inertia"] == {"positive": 8, "negative": 0, "zero": 0}
    assert document["outside_span"] == {"positive": 2, "negative": 0, "zero": 0}
    assert (document["verdict"], document["exists"], document["unique"], document["kind"]) == (
        "PROVED", True, True, "minimum",
    )  # fmt: skip
    assert document["loss"]["mid"].startswith("0.0232216806253367164990651")
    assert float(document["loss"]["rad"]) < 1e-27
    assert abs(float(document["min_eigenvalue"]["mid"]) - 0.00753477558012) < float(document["min_eigenvalue"]["rad"])
    for value in (*document["loss"].values(), *document["min_eigenvalue"].values(), document["radius"]):
        assert DECIMAL.fullmatch(value)
    assert document["certificate"] == "cert.json"
    check = symcrit("check", "cert.json")
    assert (check.returncode, check.stderr) == (0, "")
    assert "there is exactly one critical point" in " ".join(check.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "inertia"),
    [
        ("--family copy-average --activation erf --groups 1,2", (8, 0)),
        ("--family copy-average --activation erf --groups 2,2", (8, 2)),
        ("--family one-neuron --activation erf -k 4", (5, 0)),
        ("--family one-neuron --activation relu -k 1000000", (10**6, 0)),
        ("--family perturbed-copy --activation erf -n 2 -k 3", (7, 1)),
        ("--family flipped-copy --activation relu -n 6 -k 6", (36, 0)),
        ("--family flipped-copy -k 8 --flipped 2", (64, 0)),
    ],
)
def test_families(capsys, arguments, inertia):
    status, out, err = certify(capsys, *arguments.split(), "--json")
    document = json.loads(out)
    assert (status, err, document["verdict"], document["certificate"]) == (0, "", "PROVED", None)
    assert (document["inertia"]["positive"], document["inertia"]["negative"]) == inertia
    assert document["family"]


def test_says_that_another_critical_point_was_found(capsys):
    """There is none on the rays of copy averages for relu."""
    arguments = ["--family", "copy-average", "--activation", "relu", "--groups", "1,2"]
    status, out, _ = certify(capsys, *arguments)
    assert status == 0
    assert "note: the weights of the family are not near a critical point" in out
    found, own = (
        json.loads(certify(capsys, *given, "--json")[1]) for given in (arguments, ["--family", "one-neuron", "-k", "4"])
    )
    assert float(found["moved"]) > 0.1 > float(own["moved"])
    assert own["note"] is None


def test_undecided_has_status_2_and_a_reason(capsys, point_file, tmp_path):
    path = point_file(student={"W": [[1, 0, 0], [1, 0, 0]], "a": [1, 2]})
    status, out, err = certify(capsys, path, "-o", str(tmp_path / "none.json"))
    assert status == 2
    assert out.startswith("UNDECIDED")
    assert err.startswith("symcrit: not certified: ")
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "none.json").exists()


def test_fixed_weights_scale_and_another_teacher(capsys, point_file):
    path = point_file(
        activation="relu",
        teacher={"V": [[1, 0, 0], [0, 1, 0]], "b": ["1/2", 2]},
        student={"W": [[0.5, 0, 0], [0, 2, 0]], "a": [1, 1]},
        fixed=["a"],
        scale="1/2",
    )
    status, out, _ = certify(capsys, path, "--json")
    document = json.loads(out)
    assert (status, document["inertia"]["positive"], document["outside_span"]["positive"]) == (0, 4, 2)
    assert "a fixed" in document["coordinates"]


def test_weights_in_numpy_files(capsys, point_file, tmp_path):
    W, a = np.array([[1, 0, 0], [0, 0.4, 0.4]]), np.array([1.0, 2.0])
    np.savez(tmp_path / "weights.npz", W=W, a=a)
    np.save(tmp_path / "W.npy", W)
    for student in ("weights.npz", {"W": "W.npy", "a": [1, 2]}):
        status, out, _ = certify(capsys, point_file(student=student), "--json")
        assert (status, json.loads(out)["inertia"]["positive"]) == (0, 8)


BAD = {
    "not JSON": ('{"activation"', "not JSON"),
    "a list": ("[]", "not an object"),
    "NaN": (json.dumps(POINT).replace("0.0001", "NaN"), "NaN"),
    "infinity": (json.dumps(POINT).replace("0.0001", "Infinity"), "Infinity"),
    "a huge exponent": (json.dumps(POINT).replace("0.0001", "1e999999"), "W, row 1"),
    "twice a key": ('{"activation": "erf", "activation": "relu"}', "stands twice"),
}
WRONG = {
    "unknown key": ({"studnet": {}}, "did you mean 'student'"),
    "no student": ({"student": None}, "no 'student'"),
    "unknown activation": ({"activation": "erff"}, "did you mean 'erf'"),
    "no name": ({"activation": ["erf"]}, "no name"),
    "ragged": ({"student": {"W": [[1, 0, 0], [0, 1]], "a": [1, 2]}}, "row 2 has 2"),
    "too few a": ({"student": {"W": [[1, 0, 0], [0, 1, 0]], "a": [1]}}, "1 entries"),
    "text": ({"student": {"W": [[1, 0, "abc"], [0, 1, 0]], "a": [1, 2]}}, "no number"),
    "null": ({"student": {"W": [[1, 0, None], [0, 1, 0]], "a": [1, 2]}}, "null"),
    "a truth value": ({"student": {"W": [[1, 0, True], [0, 1, 0]], "a": [1, 2]}}, "true"),
    "nan in text": ({"student": {"W": [[1, 0, "nan"], [0, 1, 0]], "a": [1, 2]}}, "number"),
    "imaginary": ({"student": {"W": [[1, 0, "sqrt(-1)"], [0, 1, 0]], "a": [1, 2]}}, "row 1"),
    "division by 0": ({"student": {"W": [[1, 0, "1/0"], [0, 1, 0]], "a": [1, 2]}}, "row 1"),
    "flat": ({"student": {"W": [1, 0, 0], "a": [1]}}, "list of numbers"),
    "empty": ({"student": {"W": [], "a": []}}, "not a list of rows"),
    "deep": ({"student": {"W": [[[1]]], "a": [1]}}, "no number"),
    "too small": ({"teacher": {"orthonormal": 4}}, "dimension too small"),
    "too small V": ({"teacher": {"V": [[1, 0, 0, 0]], "b": [1]}}, "dimension too small"),
    "too large": ({"teacher": {"V": [[1, 0]], "b": [1]}}, "length 3"),
    "no teachers": ({"teacher": {"orthonormal": 0}}, "no number of neurons"),
    "half a teacher": ({"teacher": {"orthonormal": "1/2"}}, "no number of neurons"),
    "two teachers": ({"teacher": {"orthonormal": 2, "V": [[1, 0, 0]]}}, "one of the two"),
    "no V": ({"teacher": {"b": [1]}}, "neither"),
    "fixed": ({"fixed": ["W"]}, "may be fixed"),
    "fixed text": ({"fixed": "a"}, "may be fixed"),
    "scale": ({"scale": "-1"}, "positive"),
    "scale text": ({"scale": "two"}, "no number"),
    "missing file": ({"student": "gone.npz"}, "cannot read"),
    "wrong file": ({"student": {"W": "gone.npy", "a": [1]}}, "cannot read"),
    "other file": ({"student": "gone.txt"}, ".npz"),
    "no kernel": ({"activation": "tanh", "teacher": {"orthonormal": 1, "activation": "relu"}}, "no kernel of"),
}


@pytest.mark.parametrize("name", [*BAD, *WRONG])
def test_bad_point_files(capsys, point_file, name):
    text, message = BAD.get(name, (None, ""))
    changes, message = WRONG.get(name, ({}, message))
    status, out, err = certify(capsys, point_file(text, **changes), "--json")
    assert (status, out) == (3, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "array", [np.array([[np.nan, 0, 0]]), np.eye(3)[None], np.array([["a"]]), np.ones((2, 3)) * 1j]
)
def test_bad_arrays(capsys, point_file, tmp_path, array):
    np.savez(tmp_path / "w.npz", W=array, a=np.ones(len(array)))
    status, _, err = certify(capsys, point_file(student="w.npz"))
    assert status == 3
    assert len(err.splitlines()) == 1


def test_pickles_are_not_loaded(capsys, point_file, tmp_path):
    np.save(tmp_path / "W.npy", np.array([[{}]], dtype=object), allow_pickle=True)
    status, _, err = certify(capsys, point_file(student={"W": "W.npy"}))
    assert (status, len(err.splitlines())) == (3, 1)


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["gone.json"], ["a.json", "--family", "one-neuron"], ["--family", "two-neurons"],
        ["--family", "one-neuron"],
        ["--family", "one-neuron", "-k", "0"], ["--family", "one-neuron", "-k", "x"],
        ["--family", "copy-average", "--groups", "1,0"], ["--family", "copy-average", "--groups", ""],
        ["--family", "perturbed-copy", "-n", "3", "-k", "3"], ["--family", "flipped-copy", "-n", "5", "-k", "6"],
        ["--family", "flipped-copy", "-k", "6", "--flipped", "0"], ["--family", "one-neuron", "-k", "2", "-n", "1"],
        ["--family", "one-neuron", "-k", "2", "--activation", "gelu"],
        ["--groups", "1,2", "a.json"],
        ["--family", "one-neuron", "-k", "2", "-o", "no/such/folder.json"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_usage_has_status_3(capsys, arguments):
    status, out, err = certify(capsys, *arguments)
    assert (status, out) == (3, "")
    assert 1 <= len(err.splitlines()) <= 2


def test_help_shows_examples():
    text = CliRunner().invoke(cli, ["certify", "--help"]).output
    assert "symcrit certify --family flipped-copy" in text
    assert "certify" in CliRunner().invoke(cli, ["--help"]).output
