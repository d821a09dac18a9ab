"""The addition theorems and inverse functions, each with its proof from derivatives and one value.

Core knows of exp, log, sin, cos and asin only their derivatives and values at one point.  An identity is therefore a
claim with a certificate: a function with derivative 0 is constant, and products of such equations give the rest.  An
instance is a lemma proved by substituting into that claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from symcrit.core import Domain, Expr, Lemma, Relation, Witness
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.constant import Constant
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines.terms import ONE, ZERO, num, sym
from symcrit.search.search import as_proof, lemma

exp, log, sin, cos = (partial(Expr, op) for op in ("exp", "log", "sin", "cos"))
asin, atan, sqrt = (partial(Expr, op) for op in ("asin", "atan", "sqrt"))
Sides = tuple[Expr, Expr]
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


_X, _Y = {"x": x}, {"x": x, "y": y}
_POSITIVE = (Relation("<", ZERO, x),)
_BOTH_POSITIVE = (*_POSITIVE, Relation("<", ZERO, y))
_BETWEEN = (Relation("<=", num(-1), x), Relation("<=", x, ONE))
HYPOTHESES: dict[str, tuple[Relation, ...]] = {  # of the identities that need some
    "exp-log": _POSITIVE,
    "log-product": _BOTH_POSITIVE,
    "log-power": _POSITIVE,
    "sin-asin": _BETWEEN,
    "cos-asin": _BETWEEN,
}


@dataclass(frozen=True)
class Identity:
    """An equation between functions, and what proves it."""

    claim: Equal
    witness: Witness


def instance(name: str, values: dict[str, Expr]) -> Lemma:
    """The identity at these values, as a lemma."""
    n = values.get("n")
    known = proved(name, 1 if n is None else n.args[0])
    inner = {key: value for key, value in values.items() if key != "n"}
    step = Substitute(claim=known.claim, values=inner, witness=as_proof(known.witness))
    return lemma(known.claim.relation.at(inner), step)


@cache
def proved(name: str, n: int = 1) -> Identity:
    """The identity as a claim, and its witness."""
    values = _Y if name.endswith(("sum", "product")) else _X
    literal = {"n": num(n)} if name.endswith(("multiple", "power")) else {}
    lhs, rhs = IDENTITIES[name](**literal, **values)
    domain = Domain(dict.fromkeys(values, "real"), HYPOTHESES.get(name, ()))
    return Identity(Equal(domain=domain, lhs=lhs, rhs=rhs), _PROOFS[name](n))


# -- their proofs


@dataclass(frozen=True)
class Term:
    """factor·(lhs − rhs), where lhs − rhs does not depend on x, and is 0 at one x."""

    factor: Expr
    lhs: Expr
    rhs: Expr


def constant(lhs: Expr, rhs: Expr, at: int = 0) -> Lemma:
    """lhs = rhs as a lemma: the derivative by x of the difference is 0, and the sides agree at one x."""
    return lemma(Relation("=", lhs, rhs), _constant(at))


def _constant(at: int) -> Constant:
    """The difference of the sides does not depend on x, and is 0 at this value."""
    return Constant(symbol="x", at=num(at))


def combined(*terms: Term, at: int = 0, before: tuple[Lemma, ...] = ()) -> Positive:
    """The gap of the goal is the sum of these terms."""
    known = (constant(term.lhs, term.rhs, at) for term in terms)
    form = sum((term.factor * (term.lhs - term.rhs) for term in terms), ZERO)
    return Positive(form=form, lemmas=(*before, *known))


def _reciprocal() -> Lemma:
    """exp(−x) = 1/exp(x)."""
    product = Term(ONE / exp(x), exp(x) * exp(-x), ONE)
    return lemma(Relation("=", exp(-x), ONE / exp(x)), combined(product))


def _exp_sum() -> Witness:
    """exp(y) = exp(x + y)·exp(−x), with exp(−x) = 1/exp(x)."""
    return Zero(lemmas=(_reciprocal(), constant(exp(y), exp(x + y) * exp(-x))))


def _exp_multiple(n: int) -> Witness:
    """exp(nx)·exp(x)⁻ⁿ = 1."""
    whole = exp(num(n) * x)
    power = exp(x) ** n
    if n < 0:
        return combined(Term(power, whole * exp(x) ** -n, ONE))
    return combined(Term(power, whole * exp(-x) ** n, ONE), before=(_reciprocal(),))


def _exp_log() -> Witness:
    """exp(log x)/x = 1."""
    return combined(Term(x, exp(log(x)) / x, ONE), at=1)


def _turned() -> Witness:
    """sin y and cos y from x and x + y, as rotations by −x."""
    s, c = sin(x + y), cos(x + y)
    sine = constant(sin(y), s * cos(x) - c * sin(x))
    cosine = constant(cos(y), c * cos(x) + s * sin(x))
    return Zero(lemmas=(sine, cosine))


def _sine_of(angle: Expr, cosine: Expr, sine: Expr) -> Witness:
    """sin θ for an angle θ whose sine and cosine are known: sin and cos of θ − θ are constant."""
    s, c = sin(angle), cos(angle)
    return combined(
        Term(cosine, s * cosine - c * sine, ZERO),
        Term(sine, c * cosine + s * sine, ONE),
    )


def _cosine_of(angle: Expr, cosine: Expr, sine: Expr) -> Witness:
    """cos θ for such an angle."""
    s, c = sin(angle), cos(angle)
    return combined(
        Term(cosine, c * cosine + s * sine, ONE),
        Term(-sine, s * cosine - c * sine, ZERO),
    )


_ROOT, _NORM = sqrt(ONE - x * x), sqrt(ONE + x * x)
_PROOFS: dict[str, Callable[[int], Witness]] = {
    "exp-sum": lambda n: _exp_sum(),
    "exp-multiple": _exp_multiple,
    "exp-log": lambda n: _exp_log(),
    "log-exp": lambda n: _constant(at=0),
    "log-product": lambda n: _constant(at=1),
    "log-power": lambda n: _constant(at=1),
    "sin-sum": lambda n: _turned(),
    "cos-sum": lambda n: _turned(),
    "sin-asin": lambda n: _sine_of(asin(x), _ROOT, x),
    "cos-asin": lambda n: _cosine_of(asin(x), _ROOT, x),
    "sin-atan": lambda n: _sine_of(atan(x), ONE / _NORM, x / _NORM),
    "cos-atan": lambda n: _cosine_of(atan(x), ONE / _NORM, x / _NORM),
}
