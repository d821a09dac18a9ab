"""What several tests of certification share: reference values, candidates, a planted degenerate problem."""

import json
from pathlib import Path

import numpy as np
import sympy

import symcrit as sc

PROVED, REFUTED, UNDECIDED = sc.Verdict.PROVED, sc.Verdict.REFUTED, sc.Verdict.UNDECIDED
ERF = sc.Problem.orthonormal("erf", n=2, k=3)


def reference(name):
    """Rows of independent values (their convention and provenance stand in the file)."""
    path = Path(__file__).parent / "reference" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["rows"]


def copy_average(sizes, d=None, activation="erf"):
    """The problem and the float64 network of a copy-average point."""
    k = sum(sizes)
    problem = sc.Problem.orthonormal(activation, n=len(sizes), k=k, d=d or k)
    return problem, sc.CopyAverage.sizes(sizes, activation).at(problem).network.to_float()


def moved(network, size, seed=0):
    """The network with noise on every weight."""
    rng = np.random.default_rng(seed)
    W, a = np.array(network.W), np.array(network.a)
    return sc.Network(W + size * rng.normal(size=W.shape), a + size * rng.normal(size=a.shape))


# Five copies of teachers of norm t and one average of two unit teachers: the instability of (n, k) = (6, 7) ends at
# this t (found by bisection of the smallest eigenvalue), where two more critical points join: a triple root.
TRIPLE = 1.0808453791066281


def pitchfork(t):
    """The problem with teachers of norm t, and its symmetric critical point."""
    exact = sympy.Rational(*float(t).as_integer_ratio())
    V = [[(exact if i < 5 else 1) * int(i == j) for j in range(7)] for i in range(7)]
    W = np.zeros((6, 7))
    np.fill_diagonal(W[:5, :5], t)
    W[5, 5:] = 1 / np.sqrt(6)
    problem = sc.Problem(teacher=sc.Network(V, [1] * 7), activation="erf", n=6)
    return problem, sc.Network(W, np.array([1.0] * 5 + [2.0]))
