"""Derivations of closed-form kernels: the certificate that core checks, and its steps for the reader.

Price's theorem turns ∂κ/∂q12 (erf family) or ∂²κ/∂q12² (|z| and z) into a Gaussian integral; integrating it from
q12 = 0, where u and v are independent, gives κ.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

import sympy

from symcrit.certificate import write
from symcrit.core.domain import Goal, Relation
from symcrit.core.expr import ONE, TWO, Expr, nodes, parse, substitute, sym
from symcrit.core.kernels import Kernel, derivation, read_kernel, steps
from symcrit.core.reading import Malformed, Reject
from symcrit.core.witness import Proof
from symcrit.errors import InputError
from symcrit.gaussian.activations import z
from symcrit.gaussian.closed_forms import q11, q12, q22
from symcrit.statement import text
from symcrit.translate import from_json, to_json

JSON = Any
_SYMBOLS = {"z": z, "q11": q11, "q12": q12, "q22": q22}
RULES = {"σ": "definition", "E": "price, gaussian-integral", "κ": "independence", "∂": "differentiation"}


@dataclass(frozen=True)
class Step:
    """One equation of a derivation: what it is about, by which rule, and the relation that core checks, tidied up."""

    about: str
    rule: str
    relation: Relation

    @property
    def text(self) -> str:
        """The step in words."""
        return f"{self.about} = {text(self.relation.rhs)}"


@dataclass(frozen=True)
class Derivation:
    """How a closed form follows; `witness` is what core checks whenever the kernel is used."""

    witness: dict[str, Any]
    steps: tuple[Step, ...]


def derive(kernel: JSON) -> Derivation | None:
    """The derivation of a kernel in core's JSON; None where no rule gives its closed form.

    >>> from symcrit import kernel
    >>> [step.about for step in derive(kernel("erf").core).steps]
    ['σ′', 'E[σ′(u)σ′(v)]', 'κ at q12 = 0', '∂κ/∂q12', '∂κ/∂q11']
    """
    return _derived(json.dumps(kernel, sort_keys=True)) if {"activation", "forms"} <= set(kernel) else None


@cache
def _derived(written: str) -> Derivation | None:
    kernel = read_kernel(json.loads(written))
    for shape, (c, alpha) in _shapes(json.loads(written)["activation"]).items():
        *goals, _ = derivation(kernel, shape, c, alpha, smooth=True)
        proofs = list(takewhile(bool, (_witness(kernel, goal, alpha) for goal in goals)))
        for smooth in (True, False) if len(proofs) == len(goals) else ():
            *_, edge = derivation(kernel, shape, c, alpha, smooth)
            if last := _witness(kernel, edge, alpha):
                how = {"shape": shape, "constants": [write(c), write(alpha)], "smooth": smooth}
                lines = (Step(what, _rule(what), _tidied(line)) for what, line in steps(kernel, shape, c, alpha))
                return Derivation({**how, "steps": [*proofs, last]}, tuple(lines))
    return None


def _tidied(relation: Relation) -> Relation:
    """Numbers multiplied out by sympy, for the eye."""
    lhs, rhs = (parse(to_json(from_json(write(side), _SYMBOLS))) for side in relation[1:])
    return Relation(relation.op, lhs, rhs)


def _rule(about: str) -> str:
    return RULES["κ"] if about.endswith("= 0") else RULES[about[0]]


def _shapes(sigma: JSON) -> dict[str, tuple[Expr, Expr]]:
    """The constants that σ has if σ′ = c·exp(−αz²), and if σ = c·abs z + αz."""
    function = from_json(sigma, {"z": z})
    slope, bend = (function.diff(z, order).subs(z, 0) for order in (1, 3))
    even, odd = ((function.subs(z, 1) + way * function.subs(z, -1)) / 2 for way in (1, -1))
    found = {"gaussian": (slope, -bend / (2 * slope)) if slope else None, "kink": (even, odd)}
    return {shape: pair for shape, values in found.items() if values and (pair := _constants(*values))}


def _constants(*values: sympy.Expr) -> tuple[Expr, Expr] | None:
    """Two finite numbers, simplified; None for what is none."""
    try:
        c, alpha = (parse(to_json(sympy.simplify(value))) for value in values)
    except InputError:  # zoo, or a derivative that does not exist
        return None
    return c, alpha


def _holds(goal: Goal, step: dict[str, Any]) -> bool:
    try:
        Proof().prove(goal, step)
    except (Reject, Malformed):
        return False
    return True


def _witness(kernel: Kernel, goal: Goal, alpha: Expr) -> dict[str, Any] | None:
    """Normal form 0, after as few lemmas as it takes."""
    if goal.relation.op != "=":
        evident = {"kind": "positive"}
        return evident if _holds(goal, evident) else None
    known = _lemmas(kernel, TWO * alpha) if "r" in goal.domain.kinds else []
    proofs = ({"kind": "zero", **({"lemmas": known[:n]} if n else {})} for n in range(len(known) + 1))
    return next((proof for proof in proofs if _holds(goal, proof)), None)


def _lemmas(kernel: Kernel, p: Expr) -> list[dict[str, Any]]:
    """For u = p·q12/√((1 + p·q11)(1 + p·q22)): 1 − u² is room/((1 + p·q11)(1 + p·q22))."""
    r, s, t = (sym(name) for name in "rst")
    polar = {"q11": s * s, "q12": r * s * t, "q22": t * t}
    norms = (ONE + p * s * s) * (ONE + p * t * t)
    room = ONE + p * s * s + p * t * t + p * p * s * s * t * t * (ONE - r) * (r + ONE)
    arcsines = [substitute(node.args[0], polar) for node in nodes(kernel.forms[0]) if node.op == "asin"]
    radicands = [substitute(node.args[0], polar) for node in nodes(kernel.forms[2]) if node.op == "sqrt"]
    found = [_lemma("<", radicand, room) for radicand in radicands] if arcsines else []
    for u in arcsines:
        square = ONE - u**2
        found += [_lemma("<", square, room / norms)]
        found += [_lemma("<=", side, square / TWO + side**2 / TWO) for side in (ONE - u, u + ONE)]
    return found


def _lemma(op: str, gap: Expr, form: Expr) -> dict[str, Any]:
    return {"relation": [op, "0", write(gap)], "witness": {"kind": "positive", "form": write(form)}}
