"""Expressions, in one place: trees (`tree`), reading them from JSON (`language`), and derivatives (`derivatives`)."""

from symcrit.core.algebra.derivatives import DEFINITION, DERIVATIVE, diff
from symcrit.core.algebra.language import FUNCTIONS, constant, parse
from symcrit.core.algebra.tree import (
    ONE,
    PI,
    TWO,
    ZERO,
    Expr,
    add,
    integrals,
    means,
    mul,
    nodes,
    num,
    substitute,
    substitute_all,
    sym,
    symbols,
    touched,
)

__all__ = [
    "DEFINITION",
    "DERIVATIVE",
    "FUNCTIONS",
    "ONE",
    "PI",
    "TWO",
    "ZERO",
    "Expr",
    "add",
    "constant",
    "diff",
    "integrals",
    "means",
    "mul",
    "nodes",
    "num",
    "parse",
    "substitute",
    "substitute_all",
    "sym",
    "symbols",
    "touched",
]
