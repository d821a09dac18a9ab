"""Critical points of networks whose outgoing weights are vectors."""

import json
from dataclasses import replace

import numpy as np
import pytest

import symcrit as sc
from symcrit.cli import run

TEACHER = sc.Network([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 0], [0, 1], ["1/2", "1/2"]])


def problem(activation="erf", **options):
    return sc.Problem(TEACHER, activation, n=2, d=options.pop("d", 3), **options)


def endpoint(own, seed=1):
    return sc.gradient_flow(own, rng=seed).network


@pytest.fixture(scope="module")
def found():
    return endpoint(problem())


def test_the_end_of_a_flow(found):
    """A minimum; its loss and inertia are those of the floats."""
    own = problem()
    answer = sc.certify(own, found)
    assert answer.verdict is sc.Verdict.PROVED
    assert (answer.kind, tuple(answer.inertia)) == ("minimum", (10, 0, 0))
    assert float(answer.loss) == pytest.approx(float(own.loss(found)), abs=1e-12)
    lowest = np.linalg.eigvalsh(np.array(own.hessian(found), dtype=float))[0]
    assert float(answer.min_eigenvalue) == pytest.approx(lowest, rel=1e-6)
    assert answer.network.outputs == 2
    assert sc.check(answer.certificate).verdict is sc.Verdict.PROVED


def test_a_wrong_inertia_is_refuted(found):
    assert sc.decide(sc.isolated(problem(), found, inertia=(9, 1))).verdict is sc.Verdict.REFUTED


def test_one_output_twice_is_one_output_with_twice_the_loss():
    """a = (α, α) for both outputs: L doubles, and so do the eigenvalues by W."""
    one = replace(sc.Problem.orthonormal("erf", n=1, k=2), free=("W",))
    two = sc.Problem(sc.Network([[1, 0], [0, 1]], [[1, 1], [1, 1]]), "erf", n=1, d=2, free=("W",))
    W = np.array([[1, 1]]) / np.sqrt(6)
    single, double = sc.certify(one, sc.Network(W, [2])), sc.certify(two, sc.Network(W, [[2, 2]]))
    assert single.verdict is double.verdict is sc.Verdict.PROVED
    assert 2 * float(single.loss) == pytest.approx(float(double.loss), rel=1e-12)
    assert 2 * float(single.min_eigenvalue) == pytest.approx(float(double.min_eigenvalue), rel=1e-9)


def test_relu_needs_fixed_outgoing_weights():
    """Without this the loss does not change along (a, w) ~ (a/c, c·w)."""
    copied = sc.Network(TEACHER.W, TEACHER.a)
    free = sc.certify(sc.Problem(TEACHER, "relu", n=3, d=3), copied)
    assert free.verdict is sc.Verdict.UNDECIDED
    assert "several outputs" in free.why
    assert "free=('W',)" in free.remedy
    fixed = sc.certify(sc.Problem(TEACHER, "relu", n=3, d=3, free=("W",)), copied)
    assert (fixed.verdict, fixed.kind) == (sc.Verdict.PROVED, "minimum")


def test_other_outputs_than_the_teacher(found):
    with pytest.raises(sc.InputError, match="outputs"):
        sc.certify(problem(), sc.Network(found.W, [1, 1]))


def test_point_file(found, tmp_path, capsys):
    document = {
        "activation": "erf",
        "teacher": {"V": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "b": [[1, 0], [0, 1], ["1/2", "1/2"]]},
        "student": {"W": found.W.tolist(), "a": found.a.tolist()},
    }
    path = tmp_path / "point.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run(["certify", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["inertia"]["positive"] == 10
    path.write_text(json.dumps(document | {"student": {"W": [[1, 0, 0]], "a": [[1, 0], [1]]}}), encoding="utf-8")
    assert run(["certify", str(path)]) == 3
    assert "row 1 has 2 entries, row 2 has 1" in capsys.readouterr().err
