"""Claims in LaTeX, from their JSON: for the eye; what was proved is the `statement`, printed from what core parsed."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Expr, Symbol

from symcrit.translate import from_json

__all__ = ["latex"]

_SIGNS = {"equal": "=", "less": "<", "at_most": r"\le"}
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "<": "<", ">": ">", "=": "="}
_SHOWN = 64  # entries of an explicit matrix that are still worth reading


def latex(core: dict[str, Any]) -> str:
    r"""The claim in LaTeX, without dollar signs.

    >>> latex({"kind": "less", "symbols": {"l": "integer"}, "where": [[">=", "l", "1"]], "lhs": "0", "rhs": "l"})
    '0 < l \\quad \\text{for } l \\ge 1'
    """
    kinds, kind = core.get("symbols", {}), core["kind"]
    symbols: dict[str, Expr] = {
        name: Symbol(name, integer=True if k == "integer" else None, real=True) for name, k in kinds.items()
    }
    where = [f"{_tex(lhs, symbols)} {_RELATIONS[rel]} {_tex(rhs, symbols)}" for rel, lhs, rhs in core.get("where", [])]
    if kind in _SIGNS:
        body = f"{_tex(core['lhs'], symbols)} {_SIGNS[kind]} {_tex(core['rhs'], symbols)}"
    elif kind in ("increasing", "concave"):
        body = rf"{core['symbol']} \mapsto {_tex(core['expr'], symbols)} \text{{ is strictly {kind}}}"
    else:
        body = _about_a_place(core, symbols)
    return body + (r" \quad \text{for } " + r",\ ".join(where) if where else "")


def _tex(value: Any, symbols: dict[str, Expr]) -> str:
    return sympy.latex(from_json(value, symbols))


def _about_a_place(core: dict[str, Any], symbols: dict[str, Expr]) -> str:
    kind, place = core["kind"], core["configuration"]
    any_number = "groups" in place and place["groups"]["sizes"] is None
    if kind == "critical":
        says = r"\nabla L = 0"
    elif kind == "not_critical":
        says = rf"\lVert\nabla L\rVert > {_tex(core['bound'], symbols)}"
    elif kind == "loss":
        says = ("L = " + r"\sum_G " * any_number) + _tex(core["value"], symbols)
    else:
        value = _tex(core["value"], symbols)
        says = rf"\min L = {value} \ \text{{ iff {core['n']} − 1 groups are singletons}}"
    return rf"{says} \quad \text{{at }} {(_groups if 'groups' in place else _network)(place, symbols)}"


def _groups(place: dict[str, Any], symbols: dict[str, Expr]) -> str:
    groups = place["groups"]
    size, sizes = groups["size"], groups["sizes"]
    single = sizes is not None and len(sizes) == 1
    inner = {**symbols, size: from_json(sizes[0], symbols)} if single else symbols
    over = rf"\sum_{{j=1}}^{{{_tex(sizes[0], symbols)}}}" if single else r"\sum_{j \in G}"
    students = (rf"a = {_tex(s['a'], inner)},\ w = {_tex(s['c'], inner)} {over} v_j" for s in groups["students"])
    return r";\ ".join(students) + ("" if single else rf",\ {size} = |G|")


def _network(place: dict[str, Any], symbols: dict[str, Expr]) -> str:
    network = place["network"]
    W, a = network["W"], network["a"]
    if len(W) * len(W[0]) > _SHOWN:
        return rf"W \in \mathbb{{R}}^{{{len(W)} \times {len(W[0])}}}"
    pool = [from_json(entry, symbols) for entry in network["pool"]]
    rows = [out if isinstance(out, list) else [out] for out in a]
    shown = (sympy.latex(sympy.Matrix([[pool[entry] for entry in row] for row in part])) for part in (W, rows))
    return r"W = {},\ a = {}".format(*shown)
