"""Claims about expectations, kernels and Hermite coefficients by numbers: sums over a grid, no line of which is core's.

A sum over a grid is right to about a percent, also for functions that jump: enough to see a wrong factor or sign.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import special, stats

Point = Mapping[str, float]
NEAR = 0.02  # what counts as equal, of the larger side or of 1
NODES, REACH = {1: 4001, 2: 401, 3: 81}, 8.0
FUNCTIONS = {
    "sqrt": np.sqrt, "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "erf": special.erf,
    "erfc": special.erfc, "abs": np.abs, "step": lambda x: np.heaviside(x, 1.0), "Phi": special.ndtr,
    "phi": lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi),
}  # fmt: skip


class Unknown(ValueError):
    """Something that is not computed here."""


def value(e: Any, at: Mapping[str, Any]) -> Any:
    """A number, or an array where symbols are arrays."""
    if isinstance(e, int):
        return float(e)
    if isinstance(e, str):
        return at[e] if e in at else math.pi if e == "pi" else float(Fraction(e))
    op, *args = e
    if op == "expect":
        return expectation(args[0], args[1], [value(m, at) for m in args[2]],
                           [[value(c, at) for c in row] for row in args[3]], at)  # fmt: skip
    if op == "mean" and len(args) == 5:
        product = ["*", renamed(args[0], "u"), renamed(args[1], "v")]
        q11, q12, q22 = (float(value(arg, at)) for arg in args[2:])
        return expectation(product, ["u", "v"], [0.0, 0.0], [[q11, q12], [q12, q22]], at)
    if op == "binormal":
        h, k, rho = (float(value(arg, at)) for arg in args)
        return float(stats.multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]], allow_singular=True))
    if op == "^":
        return value(args[0], at) ** _integer(args[1])
    if op in FUNCTIONS and len(args) == 1:
        return FUNCTIONS[op](value(args[0], at))
    own = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide, "max": np.maximum, "min": np.minimum}.get(
        op
    )
    if own is None:
        raise Unknown(op)
    values = [value(arg, at) for arg in args]
    return -values[0] if op == "-" and len(values) == 1 else own.reduce(np.broadcast_arrays(*values), axis=0)


def _integer(power: Any) -> int:
    return int(Fraction(power))


def expectation(
    function: Any, names: list[str], means: list[float], cov: list[list[float]], at: Mapping[str, Any]
) -> float:
    """E of a function of Gaussian variables, by a sum over a grid."""
    size = len(names)
    if size not in NODES:
        raise Unknown(f"{size} variables")
    matrix = np.array(cov, float)
    root = np.linalg.cholesky(matrix + 1e-12 * np.eye(size) * max(1.0, np.abs(matrix).max()))
    nodes = np.linspace(-REACH, REACH, NODES[size]) + 0.3 * 2 * REACH / NODES[size]  # beside the places of kinks
    grid = np.meshgrid(*[nodes] * size, indexing="ij")
    weight = np.exp(-sum(x * x for x in grid) / 2)
    own = {name: means[i] + sum(root[i, j] * grid[j] for j in range(i + 1)) for i, name in enumerate(names)}
    found = np.broadcast_to(value(function, {**at, **own}), weight.shape)
    return float(np.sum(found * weight) / np.sum(weight))


def agrees(claim: dict[str, Any], verdict: str, points: list[dict[str, Any]]) -> bool | None:
    """Whether numbers agree with a verdict; None where they say nothing."""
    with np.errstate(all="ignore"):
        gaps = [gap for point in points for gap in _gaps(claim, _floats(claim, point))]
    equation = claim["kind"] not in ("less", "at_most")
    if not gaps:
        return None
    wrong = [gap for gap in gaps if math.isnan(gap) or (abs(gap) > NEAR if equation else gap > NEAR)]
    if verdict == "PROVED":
        return not wrong
    return True if wrong else None  # a gap that is smaller is not seen


def _floats(claim: dict[str, Any], point: dict[str, Any]) -> dict[str, float]:
    return {name: float(value(entry, {})) for name, entry in point.items()}


def _gaps(claim: dict[str, Any], at: dict[str, float]) -> list[float]:
    """By how much the sides differ, relative to the larger one; of an inequality, by how much it fails."""
    kind = claim["kind"]
    if kind in ("equal", "less", "at_most"):
        return [_gap(value(claim["lhs"], at), value(claim["rhs"], at))]
    if kind == "hermite_coefficient":
        return [_gap(_hermite(claim["activation"], int(claim["order"]), at), value(claim["value"], at))]
    if kind == "kernel":
        return _kernel_gaps(claim["kernel"], at)
    if kind == "information_exponent":
        *lower, last = [_hermite(claim["activation"], order, at) for order in range(1, int(claim["exponent"]) + 1)]
        return [*lower, 0.0 if abs(last) > NEAR else math.nan]
    if kind == "not_critical":
        return [0.0 if _steepness(claim, at) > (1 - NEAR) * value(claim["bound"], at) else math.nan]
    raise Unknown(kind)


def _hermite(sigma: Any, order: int, at: dict[str, float]) -> float:
    """E[σ(z)·He_m(z)]."""
    coefficients = special.hermitenorm(order).coefficients[::-1]
    polynomial = ["+", "0", *(["*", str(Fraction(c).limit_denominator(10**6)), ["^", "z", i]]
                              for i, c in enumerate(coefficients) if abs(c) > 1e-6)]  # fmt: skip
    return expectation(["*", sigma, polynomial], ["z"], [0.0], [[1.0]], at)


def _steepness(claim: dict[str, Any], at: dict[str, float]) -> float:
    """‖∇L‖ by W and a of a network that is written out, by central differences of sums over a grid."""
    own = claim["configuration"]
    network = own.get("network", {})
    if set(own) != {"kernel", "scale", "network"} or set(network) != {"pool", "W", "a", "V", "b"} or "free" in claim:
        raise Unknown("another configuration")
    if set(own["kernel"]) - {"forms"} != {"activation"}:
        raise Unknown("another kernel")
    pool = [float(value(entry, at)) for entry in network["pool"]]
    W, a, V, b = (np.array(pool)[np.array(network[name])] for name in "WaVb")
    sigma, scale = own["kernel"]["activation"], float(value(own["scale"], at))
    product = ["*", renamed(sigma, "u"), renamed(sigma, "v")]

    def kappa(u: Any, v: Any) -> float:
        return expectation(product, ["u", "v"], [0.0, 0.0], [[u @ u, u @ v], [u @ v, v @ v]], at)

    def by_neuron(i: int, w: Any, height: float) -> float:
        """The terms of L in which neuron i is."""
        others = sum(a[j] * kappa(w, W[j]) for j in range(len(a)) if j != i)
        teachers = sum(b[j] * kappa(w, V[j]) for j in range(len(b)))
        return float(scale * height * (height * kappa(w, w) + 2 * others - 2 * teachers))

    step, slopes = 1e-3, []
    for i in range(len(a)):
        slopes.append(by_neuron(i, W[i], a[i] + step) - by_neuron(i, W[i], a[i] - step))
        slopes += [by_neuron(i, W[i] + e, a[i]) - by_neuron(i, W[i] - e, a[i]) for e in step * np.eye(W.shape[1])]
    return float(np.linalg.norm(slopes)) / (2 * step)


def _gap(left: float, right: float) -> float:
    return (left - right) / max(1.0, abs(left), abs(right))


def _kernel_gaps(kernel: dict[str, Any], at: dict[str, float]) -> list[float]:
    """κ and its slopes by q11 and q12, as differences."""
    if "activation" not in kernel or "forms" not in kernel:
        raise Unknown("no closed forms")
    other = kernel.get("teacher", kernel["activation"])
    product = ["*", renamed(kernel["activation"], "u"), renamed(other, "v")]

    def kappa(at: dict[str, float]) -> float:
        means = [at.get("m1", 0.0), at.get("m2", 0.0)]
        return expectation(product, ["u", "v"], means, [[at["q11"], at["q12"]], [at["q12"], at["q22"]]], at)

    forms = [value(form, at) for form in kernel["forms"][:3]]
    step = 0.02
    slopes = [
        (kappa({**at, name: at[name] + step}) - kappa({**at, name: at[name] - step})) / (2 * step)
        for name in ("q11", "q12")
    ]
    return [_gap(kappa(at), forms[0]), *(_gap(slope, form) for slope, form in zip(slopes, forms[1:], strict=False))]


def renamed(e: Any, name: str) -> Any:
    """A function of z as one of another symbol."""
    if isinstance(e, list):
        return [e[0], *(renamed(arg, name) for arg in e[1:])]
    return name if e == "z" else e


def _some(claim: dict[str, Any]) -> list[dict[str, Any]]:
    """A positive definite Gram matrix; the only point of a claim without symbols."""
    if claim["kind"] == "kernel":
        own = {"q11": "3/2", "q12": "2/5", "q22": "4/5"}
        more = {"m1": "1/3", "m2": "-1/5"} if claim["kernel"].get("biased") else {}
        return [{**own, **more}]
    return [{}] if not claim.get("symbols") else []


def known(claim: dict[str, Any], witness: dict[str, Any]) -> list[dict[str, Any]]:
    """Points to look at: that of the witness, or its sample, or some."""
    found = [witness[key] for key in ("at", "sample") if isinstance(witness.get(key), dict)]
    return found or ([{}] if claim["kind"] in ("information_exponent", "not_critical") else _some(claim))
