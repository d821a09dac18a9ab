r"""Derivatives, and what functions are in terms of others.

Of a mean by Price's theorem: ∂/∂q12 E[f g] = E[f′g′], ∂/∂q11 gives ½E[f″g] and ∂/∂q22 ½E[fg″], with derivatives as
distributions.  A jump has a δ, which is no function: where f has one, or is not seen to have none, f′ is written f′/0.
Of Φ₂(h, k; ρ), for |ρ| < 1: ∂Φ₂/∂h = φ(h)Φ((k − ρh)/√(1 − ρ²)), and ∂Φ₂/∂ρ is the density of (X, Y) at (h, k).
"""

from collections.abc import Sequence

from flint import fmpq

from symcrit.core.algebra.kinks import meets
from symcrit.core.algebra.language import parse
from symcrit.core.algebra.tree import ONE, ZERO, Expr, add, mul, nodes, num, substitute, sym, touched

NOWHERE = Expr("pow", -1, ZERO)  # 1/0
_SQUARE = ["^", "x", 2]
_GROWING = ["exp", "x"]
_FALLING = ["exp", ["-", "x"]]

DEFINITION = {  # what functions of x are, by others
    "tan": parse(["/", ["sin", "x"], ["cos", "x"]]),
    "acos": parse(["-", ["/", "pi", 2], ["asin", "x"]]),
    "abs": parse(["sqrt", _SQUARE]),
    "atan": parse(["asin", ["/", "x", ["sqrt", ["+", 1, _SQUARE]]]]),
    "erfc": parse(["-", 1, ["erf", "x"]]),
    "sinh": parse(["/", ["-", _GROWING, _FALLING], 2]),
    "cosh": parse(["/", ["+", _GROWING, _FALLING], 2]),
    "tanh": parse(["/", ["-", _GROWING, _FALLING], ["+", _GROWING, _FALLING]]),
}
DERIVATIVE = {  # of functions of x; of the others it follows from their definition
    "sqrt": parse(["/", "1/2", ["sqrt", "x"]]),
    "exp": parse(["exp", "x"]),
    "log": parse(["/", 1, "x"]),
    "sin": parse(["cos", "x"]),
    "cos": parse(["-", ["sin", "x"]]),
    "asin": parse(["/", 1, ["sqrt", ["-", 1, _SQUARE]]]),
    "atan": parse(["/", 1, ["+", 1, _SQUARE]]),
    "tanh": parse(["-", 1, ["^", ["tanh", "x"], 2]]),
    "erf": parse(["/", ["*", 2, ["exp", ["-", _SQUARE]]], ["sqrt", "pi"]]),
}

_REST = ["-", 1, ["^", "r", 2]]
_BEYOND = ["/", ["-", "y", ["*", "r", "x"]], ["*", ["sqrt", 2], ["sqrt", _REST]]]
_DISTANCE = ["+", ["^", "x", 2], ["*", -2, "r", "x", "y"], ["^", "y", 2]]
BY_H = parse(  # ∂Φ₂(x, y; r)/∂x
    ["/", ["*", ["exp", ["/", ["^", "x", 2], -2]], ["+", 1, ["erf", _BEYOND]]], ["*", 2, ["sqrt", ["*", 2, "pi"]]]]
)
DENSITY = parse(  # ∂Φ₂(x, y; r)/∂r
    ["/", ["exp", ["/", _DISTANCE, ["*", -2, _REST]]], ["*", 2, "pi", ["sqrt", _REST]]]
)


def diff(root: Expr, by: str) -> Expr:
    """∂root/∂by.  Right wherever `root` and the result are both defined."""
    symbol = sym(by)
    slopes = {symbol: ONE}
    for node in touched({by}, root):
        if node is not symbol:
            inner = [slopes.get(child, ZERO) for child in node.children]
            moves = any(slope is not ZERO for slope in inner)
            slopes[node] = _chain_rule(node, inner) if moves else ZERO
    return slopes.get(root, ZERO)


def _chain_rule(node: Expr, inner: Sequence[Expr]) -> Expr:
    """The derivative of a node from those of its children."""
    if node.op == "add":
        return add(*inner)
    if node.op == "mul":
        return _product_rule(node.children, inner)
    if node.op == "pow":
        exponent, base = node.args
        return mul(num(exponent), base ** (exponent - 1), inner[0])
    if node.op in PARTIAL:
        partial = PARTIAL[node.op](node)
        return add(*[part * slope for part, slope in zip(partial, inner, strict=True)])
    return substitute(_slope(node.op), {"x": node.children[0]}) * inner[0]


def _product_rule(factors: Sequence[Expr], inner: Sequence[Expr]) -> Expr:
    slope = ZERO
    product = ONE
    for factor, moved in zip(factors, inner, strict=True):
        slope = add(slope * factor, product * moved)
        product = product * factor
    return slope


def _slope(function: str) -> Expr:
    """The derivative of a function of x."""
    if function in DERIVATIVE:
        return DERIVATIVE[function]
    return diff(DEFINITION[function], "x")


def slopes_of_kernel(node: Expr) -> list[Expr]:
    """The derivatives of an arbitrary kernel by q11, q12, q22: those of the next order."""
    label, *orders = node.args[:4]
    found = []
    for place in range(3):
        raised = [order + (place == other) for other, order in enumerate(orders)]
        found.append(Expr("kernel", label, *raised, *node.children))
    return found


def slopes_of_mean(node: Expr) -> list[Expr]:
    """The derivatives of a mean by q11, q12, q22, which are Price's theorem."""
    f, g = node.args[:2]
    df = slope(f)
    dg = slope(g)
    half = num(fmpq(1, 2))
    return [
        Expr("mean", slope(df), g, *node.children) * half,
        Expr("mean", df, dg, *node.children),
        Expr("mean", f, slope(dg), *node.children) * half,
    ]


def slope(f: Expr) -> Expr:
    """f′ as a distribution where that is a function of z; f′/0 where f is not seen to be continuous at a kink at 0."""
    inner = diff(f, "z")
    lost = any(node is NOWHERE for node in nodes(f))
    return Expr("mul", inner, NOWHERE) if lost or not meets(f) else inner


def slopes_of_binormal(node: Expr) -> list[Expr]:
    """The derivatives of Φ₂ by h, k, ρ."""
    h, k, rho = node.args
    return [
        substitute(BY_H, {"x": h, "y": k, "r": rho}),
        substitute(BY_H, {"x": k, "y": h, "r": rho}),
        substitute(DENSITY, {"x": h, "y": k, "r": rho}),
    ]


PARTIAL = {  # the derivatives of a node by its children
    "kernel": slopes_of_kernel,
    "mean": slopes_of_mean,
    "binormal": slopes_of_binormal,
}
