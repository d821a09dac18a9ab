"""The change of variable t = 1/x: what a function of 1/x does far out is what it does at 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symcrit.core import Bound, Domain, Expr, Relation, nodes, substitute
from symcrit.core.algebra import balls
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ZERO, power, sym
from symcrit.search.search import Goal, Search


class Turn(NamedTuple):
    """`goal` at `values` is the original goal; `needs` are its hypotheses, each with a form that shows it."""

    goal: Goal
    values: dict[str, Expr]
    needs: list[tuple[Relation, Expr]]


def reciprocal(search: Search, goal: Goal, name: str) -> Turn | None:
    """The goal in t = 1/x, where x > 0 is known and x stands in a denominator inside of a function."""
    low, high = goal.domain.lower.get(name), goal.domain.upper.get(name)
    positive = low is not None and (low.value is ZERO or balls.sign(balls.ball(low.value)) == 1)
    if not positive or low is None or not any(_hidden(node, name) for node in nodes(goal.gap)):
        return None
    t = "t" if name != "t" else "s"
    plain = Field(search.work, [], substitute(goal.gap, {name: power(sym(t), -1)}))
    gap = plain.expr_of(plain.of(substitute(goal.gap, {name: power(sym(t), -1)})))
    pairs = list(_ends(sym(name), sym(t), low, high))
    domain = Domain({t: "real"}, [fact for fact, _ in pairs])
    return Turn(Goal(domain, gap, goal.strict), {t: power(sym(name), -1)}, pairs)


def _hidden(node: Expr, name: str) -> bool:
    """Whether a node is a function of something with the symbol in a denominator."""
    if node.op in ("add", "mul", "pow", "num", "sym", "pi") or name not in node.names:
        return False
    return any(part.op == "pow" and part.args[0] < 0 and name in part.names for part in nodes(*node.children))


def _ends(x: Expr, t: Expr, low: Bound, high: Bound | None) -> Iterator[tuple[Relation, Expr]]:
    """The bounds of t, and what shows them at t = 1/x: 1/l − 1/x = (x − l)/(l·x), 1/x − 1/h = (h − x)/(h·x)."""
    inverse = power(x, -1)
    if high is None:
        yield Relation(">", t, ZERO), inverse
    else:
        yield Relation(">" if high.strict else ">=", t, power(high.value, -1)), (high.value - x) / (high.value * x)
    if low.value is not ZERO:
        yield Relation("<" if low.strict else "<=", t, power(low.value, -1)), (x - low.value) / (low.value * x)
