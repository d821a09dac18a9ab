"""Near copies with one near-average: certified, recognised whatever the order, and in the table of families."""

import json
from pathlib import Path

import numpy as np
import pytest

import symcrit as sc
from symcrit.cli import run
from symcrit.flow import landscape, symmetric_ends
from symcrit.flow.endpoints import name_endpoint
from symcrit.flow.patterns import pattern

# losses by weights found and certified one by one, without symmetry, before there was the family
KNOWN = {(2, 3): "0.153667717531", (2, 4): "0.384746413873", (2, 6): "1.120302232341",
         (3, 5): "0.333257251756", (3, 6): "0.586392382454", (4, 6): "0.303461463654"}  # fmt: skip


@pytest.mark.parametrize(("n", "k"), [(2, 3), (3, 5)])
def test_losses_are_those_of_explicit_weights(n, k):
    answer = sc.certify(sc.NearCopies(n, k))
    assert (answer.verdict.name, answer.kind, answer.inertia) == ("PROVED", "minimum", (n * k, 0, 0))
    assert float(answer.loss) == pytest.approx(float(KNOWN[n, k]), abs=1e-12)


def test_with_and_without_symmetry():
    """Of three students the near copies are a saddle, and the full Hessian says the same."""
    family, explicit = (sc.certify(sc.NearCopies(3, 4), symmetry=way, digits=10) for way in (True, False))
    assert family.kind == explicit.kind == "saddle"
    assert family.inertia == explicit.inertia == (11, 1, 0)
    assert explicit.loss.contains(family.loss.mid)


def test_the_copy_average_of_erf_is_one():
    near = sc.NearCopies(3, 5, "erf").parameters
    assert near == pytest.approx({"x": 1, "y": 0, "z": 0, "a": 1, "u": 0, "v": 1 / np.sqrt(15), "b": 3}, abs=1e-9)


@pytest.mark.parametrize(("n", "k"), [(2, 3), (3, 5), (2, 5)])
def test_they_are_recognised_in_any_order(n, k):
    problem = sc.Problem.orthonormal("relu", n=n, k=k, d=k + 1)
    point = sc.NearCopies(n, k).at(problem).network
    rng = np.random.default_rng(n)
    rows, columns, sizes = rng.permutation(n), rng.permutation(k), rng.uniform(0.5, 2, size=n)
    W, a = point.W[np.ix_(rows, [*columns, k])] * sizes[:, None], point.a[rows] / sizes
    assert pattern(problem, sc.Network(W, a)) == "near-copies"
    end = name_endpoint(problem, sc.Network(W, a))
    assert (end.kind, end.certified, end.critical) == ("near-copies", True, "minimum")
    W[0, 0] += 1e-4
    assert pattern(problem, sc.Network(W, a)) == "other"


def test_flows_of_relu_come_to_them():
    found = sc.sweep("relu", 4, n=[2, 3], seeds=2, jobs=1)
    assert [row["endpoint"] for row in found.rows] == ["near-copies"] * 2 + ["perturbed-copy"] * 2
    assert all(row["critical"] == "minimum" for row in found.rows)


@pytest.mark.parametrize(("member", "kind"), [
    (sc.CopyAverage([[2], [0, 3], [1]]), "copy-average 2,1,1"), (sc.PerturbedCopy(4, 5), "perturbed-copy"),
])  # fmt: skip
def test_many_weights_are_certified_as_a_family(monkeypatch, member, kind):
    """The same end as by all weights; numbers of another point are refused, and the long way is gone."""
    n, k = (3, 4) if kind.startswith("copy") else (4, 5)
    problem = sc.Problem.orthonormal("erf", n=n, k=k, d=k + 1)
    point = member.at(problem).network.to_float()
    signs, columns = np.array([1.0, -1.0, 1.0, -1.0])[:n], np.random.default_rng(0).permutation(k)
    W = np.zeros((n, k + 1))
    W[:, : point.W.shape[1]] = point.W
    near = sc.Network(W[:, [*columns, k]] * signs[:, None] + 1e-5, point.a * signs)
    long = name_endpoint(problem, near)
    monkeypatch.setattr(landscape, "_FACTORED", 0)
    short = name_endpoint(problem, near)
    assert (short.answer.family, long.answer.family) != (None, None)
    assert long.answer.family is None
    assert "of this symmetric form" in short.reason
    assert (short.kind, short.critical, short.inertia) == (long.kind, long.critical, long.inertia)
    assert short.kind == kind
    assert float(short.loss) == pytest.approx(float(long.loss), abs=1e-12)
    np.testing.assert_allclose(short.point.W, long.point.W, atol=1e-9)
    np.testing.assert_allclose(short.point.a, long.point.a, atol=1e-9)
    answer, exact = symmetric_ends._certified(kind, n, k, problem.kernels[0])
    wrong = sc.Network(exact.W + 1e-4, exact.a)
    monkeypatch.setattr(symmetric_ends, "_certified", lambda *_: (answer, wrong))
    assert symmetric_ends.by_symmetry(problem, near) is None
    assert name_endpoint(problem, near).answer.family is None


def test_a_saddle_is_said_to_be_one(monkeypatch):
    """As a family where Newton's method keeps its symmetry; else negative curvature turns up, and all weights count."""
    monkeypatch.setattr(landscape, "_FACTORED", 0)
    problem = sc.Problem.orthonormal("erf", n=2, k=3)
    saddle = sc.PerturbedCopy(2, 3).at(problem).network
    moved = sc.Network(saddle.W + 1e-4 * np.arange(6).reshape(2, 3), saddle.a)
    assert symmetric_ends.by_symmetry(problem, saddle).answer.kind == "saddle"
    assert symmetric_ends.by_symmetry(problem, moved) is None
    for network in (saddle, moved):
        end = name_endpoint(problem, network)
        assert (end.kind, end.critical, end.inertia) == ("perturbed-copy", "saddle", (7, 1, 0))


def test_the_table(capsys):
    assert run(["families", "-k", "3:4", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["n"], row["k"]) for row in rows] == [(1, 3), (2, 3), (2, 3), (1, 4), (2, 4), (2, 4), (3, 4), (3, 4)]
    assert {row["verdict"] for row in rows} == {"PROVED"}
    lowest = {(row["n"], row["k"]): row["family"] for row in rows if row["lowest"]}
    assert lowest == {(1, 3): "copy-average", (2, 3): "near-copies", (1, 4): "copy-average", (2, 4): "near-copies",
                      (3, 4): "perturbed-copy"}  # fmt: skip


@pytest.mark.slow
def test_the_table_in_full():
    """Up to k = 8: near copies are minima for n < k − 1 but (6, 8); perturbed copies where they are not."""
    table = sc.family_table("relu", range(2, 9))
    assert table.certified
    text = (Path(__file__).parents[2] / "docs" / "relu_students.md").read_text(encoding="utf-8")
    assert f"```text\n{table!r}\n```" in text
    kinds = {(row.n, row.k, row.family): row.answer.kind for row in table.rows}
    for (n, k, family), kind in kinds.items():
        if family == "near-copies":
            assert (kind == "saddle") == (n == k - 1 >= 3 or (n, k) == (6, 8))
            assert kind == "minimum" or kinds[n, k, "perturbed-copy"] == "minimum"
    for row in table.rows:
        if row.family == "near-copies" and (row.n, row.k) in KNOWN:
            assert float(row.answer.loss) == pytest.approx(float(KNOWN[row.n, row.k]), abs=1e-11)
            assert row.lowest == ((row.n, row.k) != (4, 6))


@pytest.mark.parametrize("arguments", [["-k", "1"], ["-k", "x"], ["-k", "2:3", "--activation", "erff"]])
def test_bad_input_of_the_table(capsys, arguments):
    assert run(["families", *arguments]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(sc.InputError, match="near copies have integers 2 <= n < k"):
        sc.NearCopies(3, 3)
    with pytest.raises(sc.InputError, match=r"k = range\(0, 0\) is empty"):
        sc.family_table("relu", range(0))
