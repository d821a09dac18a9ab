"""What the hand-made certificates of `cheats` are made of: claims, witnesses, expressions."""

import json
from typing import Any

from symcrit.certificate import written
from symcrit.core.algebra.expr import parse
from symcrit.search.engines.equalities.identities import instance, proved

from .kernels import ERF

REAL = {"x": "real"}
SAMPLE = {"sample": {"x": 1}}
POSITIVE_X, ALL = [[">", "x", 0]], []
FALSUM = {"kind": "equal", "symbols": {}, "where": [], "lhs": 0, "rhs": 1}


def claim(kind: str, lhs: Any, rhs: Any, where: list = ALL, **symbols: str) -> dict:
    return {"kind": kind, "symbols": symbols or REAL, "where": where, "lhs": lhs, "rhs": rhs}


def monotone(expr: Any, where: list = ALL, kind: str = "increasing") -> dict:
    return {"kind": kind, "symbols": REAL, "where": where, "expr": expr, "symbol": "x"}


def by(kind: str, **fields: Any) -> dict:
    return {"kind": kind, **SAMPLE, **fields}


def lemma(op: str, lhs: Any, rhs: Any, kind: str, **witness: Any) -> dict:
    return {"lemmas": [{"relation": [op, lhs, rhs], "witness": {"kind": kind, **witness}}]}


TURN = ["*", 2, "pi"]
HALVES: dict = {"symbol": "x", "at": "1/2", "below": {"kind": "positive"}, "above": {"kind": "positive"}}


def textbook(name: str, **values: str) -> dict:
    """An instance of a textbook identity as a lemma, with its honest proof."""
    return written(instance(name, {key: parse(value) for key, value in values.items()}))


def proven(name: str, n: int = 1) -> dict:
    """A textbook identity as the inner claim, with its honest proof."""
    known = proved(name, n)
    return {"claim": written(known.claim), "witness": written(known.witness)}


def slope(**proof: Any) -> dict:
    """The inequality about derivatives that a claim about a function comes down to, by this proof."""
    return by("goals", inequalities=proof)


def into(values: dict, inner: dict, kind: str, **fields: Any) -> dict:
    """The goal as `inner` at `values`, and `inner` by a witness of this kind."""
    return by("substitute", values=values, claim=inner, witness={"kind": kind}, **fields)


X_POSITIVE = claim("less", 0, "x", POSITIVE_X)
SQUARE, HALF_PI = ["^", "x", 2], ["/", "pi", 2]
ATAN_SUM = ["+", ["atan", "x"], ["atan", ["/", 1, "x"]]]
SIGN = ["/", "x", ["abs", "x"]]

ROOT = ["sqrt", 2]
NEAR = ["+", ROOT, "1e-300"]
LSTAR = ["-", ["/", "l", 3], ["/", ["*", 2, ["^", "l", 2], ["asin", ["/", 1, ["*", 2, "l"]]]], "pi"]]
LSTAR_END = json.loads(json.dumps(LSTAR).replace('"l"', '["+", ["-", "k", "n"], 1]'))
SIZES = {"symbols": {"l": "integer"}, "where": [[">=", "l", 1]]}


def any_number(**student: Any) -> dict:
    """One student of this kind for every group, for any number of groups."""
    return {"kernel": ERF, "groups": {"size": "l", "sizes": None, "students": [student]}}


def critical(configuration: dict) -> dict:
    return {"kind": "critical", **SIZES, "configuration": configuration}


NOTHING = {**any_number(a=0, c=0), "kernel": {"uninterpreted": "kappa"}}
TEACHERS = ["+", ["*", "l", ["kernel", "kappa", 0, 0, 0, 1, 1, 1]],
            ["*", ["-", ["^", "l", 2], "l"], ["^", ["kernel", "M0", 0, 0, 0, 1, 0, 0], 2]]]  # fmt: skip
ONLY_1 = any_number(a=1, c=1)
CROSS = {
    **any_number(a="l", c=["/", 1, ["sqrt", ["*", "l", ["-", ["*", 2, "l"], 1]]]]),
    "kernel": {"uninterpreted": "kappa"},
}
COPY = {  # one student that copies one teacher: a critical point
    "kernel": ERF,
    "scale": 1,
    "groups": {"size": "l", "sizes": [1], "students": [{"a": 1, "c": 1}], "b": 1},
}
S = ["cos", ["*", "pi", "x"]]  # ±1 for integers: s² = 1, so that (1 − s)(1 + s) = 0 with neither factor 0

IDENTITY = {"claim": monotone("x"), "witness": slope(kind="positive")}
