"""`rate`: how far the loss of any student against a wide target is from that against its mean and linear part."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from flint import fmpq
from sympy import Symbol

from symcrit.arguments import listed, one_of
from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import Goals, Malformed, substitute
from symcrit.core.affine.wide import Wide
from symcrit.core.claims.rate import LENGTHS, Rate, Seen
from symcrit.core.deep.network import Vector
from symcrit.errors import InputError, shown
from symcrit.kernels.kernel import as_kernel
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import by_search
from symcrit.search.claims._deep import number_json, rows_json
from symcrit.search.engines.places.points import points
from symcrit.search.search import Search, point_of
from symcrit.translate import as_expr

__all__ = ["attempts", "rate"]

MISSING = "the value is not shown to be large enough, for total, spread ≥ 0, nor was a student found that sees more"
NOT_KINKED = "σ(z) is not shown to be a|z| + αz; for another one ask with lengths='unit', where |b_i| = 1"
PLACES = 10  # that are looked at
FINE = 2**20  # parts of unit vectors
SLACK = 1e-9
BEYOND = fmpq(10) ** 100  # weights between this and its inverse are floats as they are


def rate(
    total: object, value: object = None, *, spread: object = None, target: tuple[Any, Any] | None = None,
    activation: Any = "relu", lengths: str = "any", where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """The loss of every student against a wide target is that against its mean and linear part, up to a constant and
    `value`.

    total: bounds Σ|s_j| of the students f = Σ s_j σ(u_j·x), |u_j| = 1. target: (b, β), N × d and N rational numbers;
    or none, for a claim about all targets. spread: bounds the largest eigenvalue of Σ_i |β_i||b_i| b̂_i b̂_iᵀ; of a given
    target it is computed by default. value: bounds |E[(f − f*)²] − E[(f − c − v·x)²] − E[h²]|, h = f* − c − v·x;
    by default 2R(1)·total·spread, for ReLU 2(1/4 − 1/(2π))·total·spread. lengths: "any" for ReLU and the like; "unit"
    for any activation with a closed kernel, where |b_i| = 1.
    Raises InputError for floats, and for what does not fit.

    >>> from symcrit import decide
    >>> from sympy import pi, symbols
    >>> S, lam = symbols("S lambda", positive=True)
    >>> decide(rate(S, S*lam*(pi - 2)/(2*pi), spread=lam)).verdict.name
    'PROVED'
    """
    one_of("lengths", lengths, LENGTHS)
    given: dict[str, Any] = {}
    if target is not None:
        given["of"] = _target_json(target)
        spread = _spread(_read(given["of"])) if spread is None else spread
    if spread is None:
        raise InputError("give the spread, or a target")
    kernel = as_kernel(activation)
    bound = _bound(kernel) * as_expr(total) * as_expr(spread) if value is None else value
    exprs, known = named([spread, total, bound], where)
    setting = Setting.of(exprs, known)
    fields = dict(zip(("spread", "total", "value"), map(setting.json, exprs), strict=True))
    return setting.claim("rate", kernel=kernel.core, lengths=lengths, **fields, **given)


def _bound(kernel: Any) -> Any:
    """2R(1)."""
    t = Symbol("t", real=True)
    slope = kernel(1, t, 1).diff(t).subs(t, 0)
    return 2 * (kernel(1, 1, 1) - kernel(1, 0, 1) - slope)


def _target_json(target: Any) -> dict[str, Any]:
    """{"b", "beta"} of a pair (b, β); raises InputError."""
    if len(listed("target", target, "two things, b and beta")) != 2:
        raise InputError(f"target = {shown(target)} is no pair (b, beta)")
    b, beta = target
    return {"b": rows_json(b, "b"), "beta": [number_json(x, "beta") for x in listed("beta", beta)]}


def _read(target: dict[str, Any]) -> Wide:
    """The target as core reads it; raises InputError."""
    try:
        return Wide.read(target)
    except Malformed as error:
        raise InputError(str(error)) from None


class Floats(NamedTuple):
    """Of a target: the directions b̂_i, the weights |β_i||b_i| over `scale`, and this."""

    directions: np.ndarray
    weights: np.ndarray
    scale: Fraction

    @classmethod
    def of(cls, target: Wide) -> Floats:
        """Also where the numbers are beyond floats."""
        lengths = [max(abs(x) for x in row) for row in target.b]
        rows = np.array([[_float(x / m) for x in row] for row, m in zip(target.b, lengths, strict=True)])
        norms = np.linalg.norm(rows, axis=1)
        sizes = [abs(beta) * m for beta, m in zip(target.beta, lengths, strict=True)]
        top = max(sizes)
        scale = fmpq(1) if top == 0 or 1 / BEYOND < top < BEYOND else top
        weights = norms * np.array([_float(size / scale) for size in sizes])
        return cls(rows / norms[:, None], weights, Fraction(int(scale.p), int(scale.q)))

    def spectrum(self) -> tuple[np.ndarray, np.ndarray]:
        """Eigenvalues, in ascending order, and eigenvectors of Σ |β_i||b_i| b̂_i b̂_iᵀ, over the scale."""
        values, vectors = np.linalg.eigh(self.directions.T @ (self.weights[:, None] * self.directions))
        return values, vectors


def _spread(target: Wide) -> Fraction:
    """A decimal above the largest eigenvalue, by some billionths."""
    own = Floats.of(target)
    largest = float(own.spectrum()[0][-1])
    return own.scale * Fraction(ceil(largest * (1 + SLACK) / SLACK) + 1, round(1 / SLACK))


def _float(value: fmpq) -> float:
    return float(Fraction(int(value.p), int(value.q)))


def attempts(claim: Rate) -> Iterator[Attempt]:
    """Students that look along the target, and the goals."""
    yield Attempt("students", 0.3, refutation)
    yield Attempt("goals", 1.0, proof)


def proof(search: Search, claim: Rate) -> Goals | None:
    """A proof of every goal."""
    proofs = {}
    for goal in claim.goals(search.work):
        found = by_search(search, goal)
        if found is None:
            if goal.key == "activation":
                search.said["goals"] = NOT_KINKED
            return None
        proofs[goal.key] = found
    return Goals(proofs=proofs)


def refutation(search: Search, claim: Rate) -> Seen | None:
    """A target of one neuron and a student along it; or students along the widest direction of the target."""
    for place in islice(points(claim.domain, search.work, PLACES), PLACES):
        for target, u, sign in _students(claim):
            total = _number(claim.total, place)
            spread = _number(claim.spread, place)
            if total is None or spread is None or total <= 0:
                continue
            own = target or Wide(b=((fmpq(1),),), beta=(spread,))
            found = Seen(at=point_of(place), target=own if claim.target is None else None, u=(u,), s=(sign * total,))
            finding = search.finding(claim, found)
            if finding is not None and finding.failure is not None:
                return found
    return None


def _number(expr: Any, place: Any) -> fmpq | None:
    """The value at a point, if it is rational."""
    value = substitute(expr, point_of(place))
    return value.value if value.op == "num" else None


def _students(claim: Rate) -> Iterator[tuple[Wide | None, Vector, int]]:
    """A target, a unit vector, and the sign of its outgoing weight."""
    if claim.target is None:
        yield None, (fmpq(1),), 1
        return
    own = Floats.of(claim.target)
    top = own.spectrum()[1][:, -1]
    for direction in (top, own.directions[np.argmax(own.weights)]):
        for sign in (1, -1):
            yield claim.target, _unit(direction), sign


def _unit(direction: np.ndarray) -> Vector:
    """A rational unit vector near this one: from the pole −e_i, i its largest entry, by a stereographic projection."""
    i = int(np.argmax(np.abs(direction)))
    flip = 1 if direction[i] > 0 else -1
    flat = [Fraction(round(FINE * x / (1 + abs(direction[i]))), FINE) for j, x in enumerate(direction) if j != i]
    square = sum(x * x for x in flat)
    entries = [2 * x / (1 + square) for x in flat]
    entries.insert(i, flip * (1 - square) / (1 + square))
    return tuple(fmpq(x.numerator, x.denominator) for x in entries)
