"""Z3 asked about lemmas of polynomials, quotients, roots and absolute values, within a budget of its own resources.

An expression with roots or quotients is also asked whether it can be undefined: then the lemma is false, as in symcrit.
"""

from fractions import Fraction
from typing import Any

import pytest

z3: Any = pytest.importorskip("z3", reason="not run: z3-solver, of the extra `peers`, is absent")

ARITHMETIC = ("+", "-", "*", "/", "^", "abs", "sqrt")


class Problem:
    """The hypotheses of a lemma, and what its expressions need in order to be defined."""

    def __init__(self, names: list[str]) -> None:
        self.symbols = {name: z3.Real(name) for name in names}
        self.roots: list[Any] = []
        self.needs: list[Any] = []

    def expression(self, e: Any) -> Any:
        if isinstance(e, str):
            return self.symbols[e]
        if not isinstance(e, list):
            return z3.RealVal(str(Fraction(e)))
        if e[0] == "^":
            return self.power(self.expression(e[1]), e[2])
        x, *more = map(self.expression, e[1:])
        if e[0] == "abs":
            return z3.If(x >= 0, x, -x)
        if e[0] == "sqrt":
            return self.root(x)
        return self.arithmetic(e[0], x, more)

    def arithmetic(self, op: str, x: Any, more: list[Any]) -> Any:
        for y in more:
            if op == "/":
                self.needs.append(y != 0)
            x = x + y if op == "+" else x - y if op == "-" else x * y if op == "*" else x / y
        return -x if op == "-" and not more else x

    def power(self, x: Any, n: int) -> Any:
        if n < 0:
            self.needs.append(x != 0)
            return 1 / self.power(x, -n)
        result = z3.RealVal(1)
        for _ in range(n):
            result = result * x
        return result

    def root(self, x: Any) -> Any:
        y = z3.Real(f"√{len(self.roots)}")
        self.roots.append(z3.Implies(x >= 0, z3.And(y >= 0, y * y == x)))
        self.needs.append(x >= 0)
        return y

    def relation(self, op: str, lhs: Any, rhs: Any) -> Any:
        x, y = self.expression(lhs), self.expression(rhs)
        return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "=": x == y, "!=": x != y}[op]


def arithmetic_only(e: Any) -> bool:
    return e != "pi" and (not isinstance(e, list) or (e[0] in ARITHMETIC and all(map(arithmetic_only, e[1:]))))


def decide(claim: dict[str, Any], rlimit: int) -> bool | None:
    """True: it holds; False: it fails or is undefined somewhere; None: not asked, or the budget ran out."""
    if not all(map(arithmetic_only, [claim["lhs"], claim["rhs"], *(side for h in claim["where"] for side in h[1:])])):
        return None
    problem = Problem(list(claim["symbols"]))
    where = [problem.relation(*h) for h in claim["where"]] + problem.needs
    problem.needs = []
    goal = problem.relation({"less": "<", "at_most": "<=", "equal": "="}[claim["kind"]], claim["lhs"], claim["rhs"])
    solver = z3.Solver()
    solver.set("rlimit", rlimit)
    solver.add(*where, *problem.roots, z3.Not(z3.And(goal, *problem.needs)))
    answer = solver.check()
    return True if answer == z3.unsat else False if answer == z3.sat else None
