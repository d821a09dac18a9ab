"""Statements about unknown functions with polynomials in their place: what is false of these is false."""

from __future__ import annotations

from collections.abc import Mapping

from symcrit.core.algebra.expr import Expr, diff, nodes, substitute, sym
from symcrit.core.gaussian.language import functions_in
from symcrit.core.reading import require

VARIABLE = "z"


def instantiated(root: Expr, functions: Mapping[str, Expr]) -> Expr:
    """The expression with polynomials in z in place of the unknown functions; raises `Reject` where one has none.

    The mean of a polynomial is differentiated under the integral, so that f⁽ᵏ⁾ is its k-th derivative.
    """
    missing = sorted(set(functions_in(root)) - set(functions))
    require(not missing, "there is no function given for {}", *missing[:1])
    require(all(map(_is_polynomial, functions.values())), f"a function is to be a polynomial in {VARIABLE}")
    values: dict[Expr, Expr] = {}
    for node in nodes(root):
        if node.op == "expect":
            names, template = node.args[:2]
            values[node] = Expr("expect", names, _replaced(template, functions), *node.children)
    return substitute(root, values)


def _is_polynomial(root: Expr) -> bool:
    if not root.names <= {VARIABLE}:
        return False
    return all(
        node.op in ("num", "sym", "add", "mul") or (node.op == "pow" and node.args[0] >= 0) for node in nodes(root)
    )


def _replaced(template: Expr, functions: Mapping[str, Expr]) -> Expr:
    values: dict[Expr, Expr] = {}
    for node in nodes(template):
        if node.op == "unknown":
            label, order = node.args[:2]
            function = functions[label]
            for _ in range(order):
                function = diff(function, VARIABLE)
            values[node] = substitute(function, {sym(VARIABLE): node.children[0]})
    return substitute(template, values)
