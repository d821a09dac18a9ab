"""The addition theorems and inverse functions, each with its proof from derivatives and one value.

Core knows of exp, log, sin, cos and asin only their derivatives and values at one point.  An identity is therefore a
claim with a certificate: a function with derivative 0 is constant, and products of such equations give the rest.  An
instance is a lemma proved by substituting into that claim.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import Expr
from symcrit.search.engines.terms import ONE, ZERO, num, sym
from symcrit.search.search import Witness, lemma, write

exp, log, sin, cos = (partial(Expr, op) for op in ("exp", "log", "sin", "cos"))
asin, atan, sqrt = (partial(Expr, op) for op in ("asin", "atan", "sqrt"))
Sides = tuple[Expr, Expr]
Lemmas = list[dict[str, Any]]
x, y = sym("x"), sym("y")

IDENTITIES: dict[str, Callable[..., Sides]] = {  # hold wherever both sides are defined; n is a literal integer
    "exp-sum": lambda x, y: (exp(x + y), exp(x) * exp(y)),
    "exp-multiple": lambda n, x: (exp(n * x), exp(x) ** n.args[0]),
    "exp-log": lambda x: (exp(log(x)), x),
    "log-exp": lambda x: (log(exp(x)), x),
    "log-product": lambda x, y: (log(x * y), log(x) + log(y)),
    "log-power": lambda n, x: (log(x ** n.args[0]), n * log(x)),
    "sin-sum": lambda x, y: (sin(x + y), sin(x) * cos(y) + cos(x) * sin(y)),
    "cos-sum": lambda x, y: (cos(x + y), cos(x) * cos(y) - sin(x) * sin(y)),
    "sin-asin": lambda x: (sin(asin(x)), x),
    "cos-asin": lambda x: (cos(asin(x)), sqrt(ONE - x * x)),
    "sin-atan": lambda x: (sin(atan(x)), x / sqrt(ONE + x * x)),
    "cos-atan": lambda x: (cos(atan(x)), ONE / sqrt(ONE + x * x)),
}


def instance(name: str, values: dict[str, Expr]) -> dict[str, Any]:
    """The identity at these values, as a lemma."""
    n = values.get("n")
    claim, witness = proved(name, n.args[0] if n is not None else 1)
    inner = {key: value for key, value in values.items() if key != "n"}
    written = {key: write(value) for key, value in inner.items()}
    step = {"kind": "substitute", "claim": claim, "values": written, "witness": witness}
    return lemma(Relation.read(["=", claim["lhs"], claim["rhs"]]).at(inner), step)


@cache
def proved(name: str, n: int = 1) -> tuple[dict[str, Any], Witness]:
    """The identity as a claim, and its witness."""
    values = {"x": x, **({"y": y} if name.endswith(("sum", "product")) else {})}
    literal = {"n": num(n)} if name.endswith(("multiple", "power")) else {}
    lhs, rhs = IDENTITIES[name](**literal, **values)
    where = {
        "exp-log": [["<", "0", "x"]],
        "log-product": [["<", "0", "x"], ["<", "0", "y"]],
        "log-power": [["<", "0", "x"]],
        "sin-asin": [["<=", "-1", "x"], ["<=", "x", "1"]],
        "cos-asin": [["<=", "-1", "x"], ["<=", "x", "1"]],
    }.get(name, [])
    claim = {"kind": "equal", "symbols": dict.fromkeys(values, "real"), "where": where}
    return {**claim, "lhs": write(lhs), "rhs": write(rhs)}, _PROOFS[name](n)


def constant(lhs: Expr, rhs: Expr, at: int = 0) -> dict[str, Any]:
    """lhs = rhs as a lemma: the derivative by x of the difference is 0, and the sides agree at one x."""
    return lemma(Relation("=", lhs, rhs), {"kind": "constant", "symbol": "x", "at": at})


def combined(*parts: tuple[Expr, Expr, Expr], at: int = 0, before: Lemmas | None = None) -> Witness:
    """The gap of the goal is Σ factor·(lhs − rhs) over constants lhs = rhs."""
    known = [constant(lhs, rhs, at) for _, lhs, rhs in parts]
    form = sum((factor * (lhs - rhs) for factor, lhs, rhs in parts), ZERO)
    return {"kind": "positive", "form": write(form), "lemmas": [*(before or []), *known]}


def _reciprocal() -> dict[str, Any]:
    """exp(−x) = 1/exp(x)."""
    minus = -x
    return lemma(Relation("=", exp(minus), ONE / exp(x)), combined((ONE / exp(x), exp(x) * exp(minus), ONE)))


def _exp_multiple(n: int) -> Witness:
    whole = exp(num(n) * x)
    if n < 0:
        return combined((exp(x) ** n, whole * exp(x) ** -n, ONE))
    return combined((exp(x) ** n, whole * exp(-x) ** n, ONE), before=[_reciprocal()])


def _turned() -> Witness:
    """sin y and cos y from x and x + y, as rotations by −x."""
    s, c = sin(x + y), cos(x + y)
    back = [constant(sin(y), s * cos(x) - c * sin(x)), constant(cos(y), c * cos(x) + s * sin(x))]
    return {"kind": "zero", "lemmas": back}


def _inverse(angle: Expr, cosine: Expr, sine: Expr, which: str) -> Witness:
    """sin or cos of an angle θ whose sine and cosine are known: sin and cos of θ − θ are constant."""
    s, c = sin(angle), cos(angle)
    zero, one = (s * cosine - c * sine, ZERO), (c * cosine + s * sine, ONE)
    if which == "sin":
        return combined((cosine, *zero), (sine, *one))
    return combined((cosine, *one), (-sine, *zero))


_ROOT, _NORM = sqrt(ONE - x * x), sqrt(ONE + x * x)
_CONSTANT = {"kind": "constant", "symbol": "x"}
_PROOFS: dict[str, Callable[[int], Witness]] = {
    "exp-sum": lambda n: {"kind": "zero", "lemmas": [_reciprocal(), constant(exp(y), exp(x + y) * exp(-x))]},
    "exp-multiple": _exp_multiple,
    "exp-log": lambda n: combined((x, exp(log(x)) / x, ONE), at=1),
    "log-exp": lambda n: {**_CONSTANT, "at": 0},
    "log-product": lambda n: {**_CONSTANT, "at": 1},
    "log-power": lambda n: {**_CONSTANT, "at": 1},
    "sin-sum": lambda n: _turned(),
    "cos-sum": lambda n: _turned(),
    "sin-asin": lambda n: _inverse(asin(x), _ROOT, x, "sin"),
    "cos-asin": lambda n: _inverse(asin(x), _ROOT, x, "cos"),
    "sin-atan": lambda n: _inverse(atan(x), ONE / _NORM, x / _NORM, "sin"),
    "cos-atan": lambda n: _inverse(atan(x), ONE / _NORM, x / _NORM, "cos"),
}
