"""Every public door with edge inputs: an answer or an InputError of one or two lines; no nan, no other exception.

One argument of a call that works is replaced at a time.  What a replacement does is not asserted here, only that it
ends as an answer or as an InputError.
"""

import json
import math
import warnings
from fractions import Fraction
from functools import cache

import flint
import numpy as np
import pytest
import sympy

import symcrit as sc
from symcrit.cli import run as command
from symcrit.errors import InputError


class Foreign:
    """An object whose repr, str and comparisons fail."""

    def __repr__(self):
        raise ValueError("no repr")

    def __eq__(self, other):
        raise TypeError("no comparison")

    __hash__ = None


X = sympy.Symbol("x", real=True)
PROBLEM = sc.Problem.orthonormal("erf", n=1, k=2)
NETWORK = sc.Network([["0.41", "0.41"]], [2])
NUMBERS = [0, -1, True, 1e-7, 1e300, 10**400, -(10**30), 0.5, math.nan, math.inf, 1j, Fraction(1, 3)]
TEXTS = ["", "abc", "x", "1/0", "nan", "oo", "I", "relu", "1e999999999", "a" * 3000, "(" * 3000, "\x00", "erf:slope=x"]
ARRAYS = [
    [], [[]], [None], [1, 2], [[1, 2], [3]], [["a"]], [[0, 0]], [math.nan], {"a": 1}, set(), range(3),
    np.zeros(0), np.zeros((2, 2)), np.zeros((1, 1, 1)), np.array([np.nan, 1.0]), np.array(["a"]), np.array([None]),
    np.float64(0.5), np.int64(2), np.bool_(True), np.array(3.0), np.datetime64("2020-01-01"),
]  # fmt: skip
BALLS = [flint.arb(1), flint.arb("nan"), flint.arb(0, 1e300), flint.fmpq(1, 2), flint.fmpz(3), flint.acb(1)]
SYMBOLS = [
    X, X + 1, sympy.pi, sympy.nan, sympy.oo, sympy.I, sympy.Float(0.5), sympy.Matrix([[1]]), sympy.true, X < 1,
    sympy.Function("f")(X), sympy.sqrt(-1 - X**2),
]  # fmt: skip
OBJECTS = [None, object, lambda: 0, b"abc", iter([1]), Foreign(), PROBLEM, NETWORK, sc.kernel("erf")]
EDGES = [*NUMBERS, *TEXTS, *ARRAYS, *BALLS, *SYMBOLS, *OBJECTS]

GRAM = {"q11": 1, "q12": "1/2", "q22": 1}
MEANS = {"m1": 0, "m2": "1/3"}
ONE, ANY = sc.OneNeuron("erf", k=2), sc.CopyAverage.symbolic("erf")
SPECIES = sc.SymmetricNetwork([2], [sc.Member(w=["1/sqrt(6)"], a=2)])
FLOW = object()  # stands for `flow()`
EXACT = sc.specialisation.ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
PAIR = sc.specialisation.Pair(EXACT, EXACT)
TARGET = {"M": 3, "c": 1, "tau": 0}
WEIGHTS = {"W": np.ones((2, 3)), "V": np.ones((2, 2)), "W_star": np.ones((2, 3)), "V_star": np.ones((2, 2))}
c, s = sc.compression, sc.specialisation


@cache
def flow():
    """The trajectory that is asked; computed when it is."""
    return sc.gradient_flow(PROBLEM, rng=0, t_max=1)


def asked(name, bias, at):
    return sc.kernel(name, bias=bias)(**at)


DOORS = {
    "Activation": (sc.Activation, {
        "name": "mine", "expr": "z^3", "parity": None, "homogeneity": None, "smoothness": None, "growth": None,
        "parameters": (), "references": (),
    }),
    "activation": (sc.activation, {"name": "leaky_relu", "slope": "1/5"}),
    "kernel": (sc.kernel, {"name": "erf", "name2": None, "bias": False}),
    "certified_kernel": (sc.certified_kernel, {"sigma": "tanh", "tau": None, "bias": False}),
    "Kernel.candidate": (sc.Kernel.candidate, {
        "sigma": "relu", "kappa": "q12", "slopes": None, "teacher": None, "biased": False,
    }),
    "Kernel()": (lambda **at: asked("relu", False, at), GRAM),
    "Kernel() with means": (lambda **at: asked("relu", True, at), GRAM | MEANS),
    "certified Kernel()": (lambda **at: asked("tanh", True, at), GRAM | MEANS),
    "diff": (lambda by: sc.kernel("relu", bias=True).diff(by), {"by": "m1"}),
    "ball": (lambda **at: sc.kernel("relu", bias=True).ball(**at), {"m1": 0}),
    "Network": (sc.Network, {"W": [[1, 0]], "a": None, "biases": None}),
    "Problem": (sc.Problem, {
        "teacher": sc.Network([[1, 0]]), "activation": "erf", "n": 1, "d": None, "teacher_activation": None, "scale": 1,
        "free": ("W", "a"),
    }),
    "Problem.orthonormal": (sc.Problem.orthonormal, {"activation": "erf", "n": 1, "k": 2, "d": None, "scale": 1}),
    "loss": (PROBLEM.loss, {"network": NETWORK}),
    "gradient": (PROBLEM.gradient, {"network": NETWORK}),
    "hessian": (PROBLEM.hessian, {"network": NETWORK}),
    "order_parameters": (PROBLEM.order_parameters, {"network": NETWORK}),
    "Point": (sc.Point, {"problem": PROBLEM, "network": NETWORK}),
    "OneNeuron": (sc.OneNeuron, {"activation": "erf", "k": 2, "a": None, "norm": None, "scale": 1, "length": 1}),
    "CopyAverage": (sc.CopyAverage, {"groups": [[0], [1, 2]], "activation": "erf", "d": None, "a": None}),
    "CopyAverage.sizes": (sc.CopyAverage.sizes, {"sizes": [1, 2], "activation": "erf", "d": None}),
    "instance": (ANY.instance, {"sizes": [1, 2]}),
    "configuration.loss": (ANY.loss, {"sizes": [1, 2]}),
    "configuration.at": (ONE.at, {"problem": PROBLEM}),
    "PerturbedCopy": (sc.PerturbedCopy, {"n": 2, "k": 3, "activation": "erf", "scale": 1}),
    "FlippedCopy": (sc.FlippedCopy, {"k": 6, "flipped": 1, "activation": "relu", "scale": 1}),
    "Member": (sc.Member, {"w": [1], "a": 1, "at": None, "diagonal": None}),
    "SymmetricNetwork": (sc.SymmetricNetwork, {
        "sizes": [2], "members": [sc.Member(w=[1])], "activation": "erf", "b": None, "scale": 1,
    }),
    "binormal": (lambda h, k, rho: sc.binormal(h, k, rho), {"h": 1, "k": 1, "rho": "1/2"}),
    "certify": (sc.certify, {"network": NETWORK, "digits": 8}),
    "isolated": (sc.isolated, {"network": None, "inertia": None, "loss": None, "digits": 8}),
    "less": (sc.less, {"lhs": "x", "rhs": "x+1", "where": ()}),
    "equal": (sc.equal, {"lhs": "x", "rhs": "x", "where": ()}),
    "increasing": (sc.increasing, {"expr": X**3, "symbol": X, "where": ()}),
    "check": (sc.check, {"certificate": {}}),
    "critical": (sc.critical, {"configuration": ONE, "where": ()}),
    "loss_is": (sc.loss_is, {"configuration": ONE, "value": 1, "where": ()}),
    "gradient_is": (sc.gradient_is, {
        "configuration": ANY, "outgoing": [0, 0, 0], "along": [0, 0, 0], "across": [0, 0],
    }),
    "outside_span": (sc.outside_span, {"configuration": ANY, "factor": 1, "diagonal": "l", "vector": "l"}),
    "sector": (lambda kind, **given: sc.sector(SPECIES, kind, 0, **given), {
        "kind": "standard", "matrix": [[1]], "signs": [1], "outside": False,
    }),
    "branch": (sc.branch, {"network": SPECIES, "radii": [1], "inertia": (1, 1), "outside": (1, 1), "where": ()}),
    "kernel_of": (sc.kernel_of, {"sigma": "erf", "kappa": None, "teacher": None, "slopes": None, "bias": False}),
    "best_partition": (sc.best_partition, {"configuration": ANY, "minimum": "k - n"}),
    "theorem": (sc.theorem, {"name": "a.b", "instances": None}),
    "mutant": (sc.mutant, {"of": None}),
    "verify": (sc.verify, {"jobs": None}),
    "gradient_flow": (sc.gradient_flow, {
        "start": None, "threshold": "1e-2", "max_steps": 3, "tolerance": 1e-6, "rng": 0, "std": 0.1, "init": "normal",
    }),
    "gradient_flow with digits": (sc.gradient_flow, {"newton_below": "1e-3", "backend": "flint"}),
    "Trajectory.at": (lambda t: flow().at(t), {"t": 0.5}),
    "name_endpoint": (sc.name_endpoint, {"problem": PROBLEM, "network": NETWORK}),
    "threshold_report": (sc.threshold_report, {"problem": PROBLEM, "runs": [], "thresholds": ["1e-3"]}),
    "sweep": (sc.sweep, {"k": 2, "n": 1, "seeds": 1, "d_extra": 0, "threshold": "1e-3", "seed": 0}),
    "plot": (sc.plot, {"what": None, "path": "x.png"}),
    "plot of a flow": (sc.plot, {"what": FLOW, "path": "/no/such/folder/x", "run": None, "only": None}),
    "NearCopies": (sc.NearCopies, {"n": 2, "k": 3, "activation": "relu", "scale": 1}),
    "affine_loss": (c.affine_loss, {"student": sc.Network([[1, 0]]), "c": 1, "v": [1, 0]}),
    "bound": (c.bound, {"student": sc.Network([[1, 0]]), "c": 1, "tau": 0}),
    "dual_bound": (c.dual_bound, TARGET | {"cosine": "-1/2", "value": "1/10"}),
    "stable": (c.stable, TARGET | {"cosine": "-1/2", "length": 1, "d": 3, "below": 1, "sector": "standard"}),
    "onto": (c.onto, {"numerator": X, "denominator": 1, "symbol": X, "where": ["x >= 0"]}),
    "sphere_mean": (c.sphere_mean, {"d": 3, "value": "1/2"}),
    "pair_loss": (c.pair_loss, {"M": 3, "c": 1}),
    "SimplexFrame": (c.SimplexFrame, TARGET),
    "stability": (c.stability, {"M": 3, "c": 1, "cosine": "-1/2"}),
    "FiniteTarget": (c.FiniteTarget, {"b": np.ones((2, 2)), "a": np.ones(2)}),
    "random_target": (c.random_target, {"N": 3, "d": 2, "weights": "gaussian", "rng": 0}),
    "search": (c.search, {"M": 2, "signs": "free", "d": 2, "rng": 0}),
    "gaps": (c.gaps, {"Ns": 4, "ds": 2, "M": 2, "weights": "gaussian", "targets": 1, "seed": 0}),
    "gap_figure": (c.gap_figure, {"results": []}),
    "ReluNetwork": (s.ReluNetwork, {"layers": [[[1, 0]], [[1]]], "biases": None, "slope": 0}),
    "Task": (s.Task, {"n": 4, "p": 1, "k": 2, "d": 3, "C": 2, "init": 0.1}),
    "specialisation.check": (s.check, {"student": EXACT, "teacher": EXACT, "data": [[1, 0]], "eps": 0}),
    "specialisation.gradient": (s.gradient, {"student": EXACT, "teacher": EXACT, "x": [1, 2], "layer": 1}),
    "collinear": (s.collinear, {"u": (1, 2), "w": (2, 4)}),
    "observation_point": (s.observation_point, {"pair": PAIR, "k": 0, "j": 0}),
    "population_gradient": (s.population_gradient, WEIGHTS),
    "batch_gradient": (s.batch_gradient, WEIGHTS | {"X": np.ones((4, 3))}),
    "summary": (s.summary, {"runs": []}),
    "strategies": (sc.strategies.sizes, {"max_k": 3}),
    "strategies.activations": (sc.strategies.activations, {"names": ["erf"]}),
}  # fmt: skip
FIXED = {  # arguments that stay
    "ball": {**GRAM, "m2": 0, "digits": 10},
    "certify": {"problem": PROBLEM},
    "isolated": {"problem": PROBLEM},
    "gradient_flow": {"problem": PROBLEM},
    "gradient_flow with digits": {
        "problem": PROBLEM,
        "start": NETWORK,
        "threshold": "1e-4",
        "digits": 8,
        "max_steps": 1,
    },
    "sweep": {"activation": "erf", "certify": False, "jobs": 1, "max_seconds": 1, "store": "/no/such/folder/x"},
    "gaps": {"jobs": 1, "store": "/no/such/folder/x"},
    "search": {"tau": 0.5, "starts": 1},
    "verify": {"names_or_paths": ["./"]},
}


def _has_nan(value) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return not np.isfinite(value).all()
    return isinstance(value, sympy.Expr) and value.has(sympy.zoo)


def _knock(door, given) -> None:
    """Call, and refuse everything but an answer or an InputError that is short."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            answer = door(**given)
        except InputError as error:
            text = str(error)
            assert 0 < len(text) < 500
            assert text.count("\n") < 2
        else:
            assert not _has_nan(answer)


@pytest.mark.parametrize("name", DOORS)
def test_edges_are_answered_or_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    door, given = DOORS[name]
    fixed = FIXED.get(name, {})
    for argument in given:
        for edge in EDGES:
            own = {**fixed, **given, argument: edge}
            _knock(door, {key: flow() if value is FLOW else value for key, value in own.items()})


COMMANDS = [
    ["kernel", "@"], ["kernel", "relu", "--at", "@"], ["kernel", "relu", "--bias", "--at", "@"],
    ["kernel", "step", "--at", "@"], ["kernel", "relu", "--at", "1,1,1", "--digits", "@"], ["kernel", "--list", "@"],
    ["certify", "@"], ["certify", "--family", "@"], ["certify", "--family", "one-neuron", "-k", "@"],
    ["certify", "--family", "copy-average", "--groups", "@"], ["check", "@"], ["check", "--timeout", "@", "x"],
    ["flow", "-n", "@", "-k", "2", "--t-max", "1e-3"], ["flow", "-n", "1", "-k", "2", "--threshold", "@", "-d", "0"],
    ["sweep", "-k", "@", "--no-certify", "-o", "/no/such/folder/x"], ["sweep", "-k", "2", "--init", "@"],
    ["families", "-k", "@"],
    ["plot", "x", "--only", "@"], ["plot", "@"], ["plot", "x", "-o", "@"],
    ["doctor", "@"],
]  # fmt: skip
WORDS = [
    "0", "-1", "1e-7", "1e300", "nan", "inf", "", "abc", "1/0", "10" * 30, "x", "\x00", "[]", "1,2", "/nonexistent/x",
    "a" * 5000, "2:1", "1e999999999", "sqrt(-1)", "0,0,1", "1,2,1", "1,1,1", "oo,0,1", "0,0,0,0,0", "1,-1,1,1,2",
]  # fmt: skip


@pytest.mark.parametrize("line", COMMANDS, ids=" ".join)
def test_commands_end_with_a_status(line, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for word in WORDS:
        status = command([word if part == "@" else part for part in line])
        told = capsys.readouterr()
        assert status in (0, 1, 2, 3), (line, word[:30], told.err[:300])
        if status == 3:
            assert 0 < told.err.count("\n") < 3
            assert len(told.err) < 900
        assert "Traceback" not in told.err


POINT = {"activation": "relu", "teacher": {"orthonormal": 2}, "student": {"W": [[0.41, 0.41]], "a": [2]}}
ENTRIES = [
    0, -1, None, True, [], {}, "abc", "1/0", [[]], [1], [["a"]], "sqrt(-1)", "w.npy", {"orthonormal": 0},
    {"V": [[0, 0]]}, {"V": [[1, 0]], "b": [0]}, {"W": [[0, 0]]}, {"W": [["1e-20", 0]]}, {"W": [[1, 0]], "a": [0]},
    ["a"], ["W"],
]  # fmt: skip


@pytest.mark.parametrize("key", ["activation", "teacher", "student", "fixed", "scale"])
def test_point_files_end_with_a_status(key, capsys, tmp_path):
    file = tmp_path / "point.json"
    for entry in ENTRIES:
        file.write_text(json.dumps({**POINT, key: entry}))
        status = command(["certify", str(file), "--digits", "8"])
        assert status in (0, 2, 3), (key, entry, capsys.readouterr().err[:300])
