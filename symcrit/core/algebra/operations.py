"""What is known of single operations: where they are defined, where they are positive, and between what they lie."""

from collections.abc import Callable

from flint import arb

from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr
from symcrit.core.algebra.signs import NONNEGATIVE, NONZERO, POSITIVE, Signs
from symcrit.core.expectation import halves

SAME_SIGN = ("sinh", "tanh", "asin", "atan", "erf")  # op(x) has the sign of x
EVERYWHERE_POSITIVE = ("pi", "exp", "cosh", "erfc")
LINE = arb(0, "inf")
RANGES = {  # of what is bounded wherever it is defined
    "sin": arb(0, 1),
    "cos": arb(0, 1),
    "tanh": arb(0, 1),
    "erf": arb(0, 1),
    "erfc": arb(1, 1),
    "binormal": arb(0.5, 0.5),
    "signs": arb(0, 1),
    "atan": arb(0, 2),
    "asin": arb(0, 2),
    "acos": arb(2, 2),
}
EDGED = ("sqrt", "abs", "asin", "acos", "binormal", "signs", "mean", "kernel")  # not analytic wherever it is defined
_NEVER = [-ONE]  # this is positive nowhere
INSIDE = (
    "expect",
    "slope",
    "unknown",
    "sign",
    "step",
    "max",
    "min",
)  # of statements, before expectations are reduced

Conditions = Callable[[Expr], list[tuple[Expr, Signs]]]
CONDITIONS: dict[str, Conditions] = {}  # what must hold for a node of these operations; `gaussian.atoms` fills it


def where_positive(op: str, x: Expr) -> list[Expr]:
    """Expressions such that op(…, x) is positive where all of them are."""
    if op == "sin":
        return [x, PI - x]
    if op == "cos":
        return [PI / TWO + x, PI / TWO - x]
    if op == "tan":
        return [x, PI / TWO - x]
    if op == "log":
        return [x - ONE]
    if op == "acos":
        return [ONE - x]
    if op == "binormal":
        return [ONE + x]
    if op in ("kernel", "mean", "sym", "signs", "moment"):
        return _NEVER
    return [x]


def obligations(node: Expr) -> list[tuple[Expr, Signs]]:
    """What must hold for this node to be defined when its children are: (expression, signs it may have)."""
    op = node.op
    if op in CONDITIONS:
        return CONDITIONS[op](node)
    if op in INSIDE:
        return [(-ONE, POSITIVE)]
    last = node.children[-1] if node.children else ZERO
    if op == "mean":
        return halves.obligations(node)
    if op in ("asin", "acos", "binormal"):
        return [(ONE - last, NONNEGATIVE), (last + ONE, NONNEGATIVE)]
    if op == "pow" and node.args[0] < 0:
        return [(last, NONZERO)]
    if op == "sqrt":
        return [(last, NONNEGATIVE)]
    if op == "log":
        return [(last, POSITIVE)]
    if op == "tan":
        return [(Expr("cos", last), NONZERO)]
    return []
