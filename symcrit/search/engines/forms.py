"""Forms: the gap of a goal rewritten so that its sign is evident, or rests on lemmas about simpler factors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symcrit.core import Context, Expr, symbols
from symcrit.search.engines.field import Field, Quotient
from symcrit.search.engines.polynomials import squares
from symcrit.search.engines.terms import mul, num, power
from symcrit.search.search import Goal, Search

POSITIVE, NONNEGATIVE = frozenset({1}), frozenset({0, 1})


@dataclass
class Form:
    """`expr` equals the gap; `open` are the factors whose sign is not evident (each is > 0, or ≥ 0, at the samples)."""

    expr: Expr
    open: list[Expr]


def evident(context: Context, expr: Expr, strict: bool) -> bool:
    """Whether core sees the sign of `expr` from its shape."""
    return context.signs(expr) <= (POSITIVE if strict else NONNEGATIVE)


def forms(search: Search, goal: Goal, context: Context, samples: list[dict[str, float]]) -> Iterator[Form]:
    """The gap as content·Π factorᵉ, open factors as sums of squares where possible."""
    field = Field(search.work, samples, goal.gap)
    quotient = field.of(goal.gap)
    if not len(quotient.n):
        return
    content, above = field.factors(quotient.n)
    below_content, below = field.factors(quotient.d)
    content /= below_content
    if content <= 0:
        return
    factors = _with_sines(field, [*above, *((p, -e) for p, e in below)])
    parts, left = [num(fmpq(content.numerator, content.denominator))], []
    for p, exponent in factors:
        search.poll()
        expr = _complement(field.polynomial_expr(p))
        if exponent % 2 == 0 and (not goal.strict or context.signs(expr) <= {-1, 1}):
            parts.append(power(expr, exponent))
            continue
        if not evident(context, expr, goal.strict or exponent < 0):
            expr = _as_squares(search, field, goal, context, p) or expr
        if not evident(context, expr, goal.strict or exponent < 0):
            left.append(expr)
        parts.append(power(expr, exponent))
    yield Form(mul(*parts), left)
    yield from _solved_for_atoms(field, context, quotient)


def _solved_for_atoms(field: Field, context: Context, quotient: Quotient) -> Iterator[Form]:
    """A·f + B as |A|·(±f + B/|A|) for f = asin, log, erf …: then the derivative of the open factor has no f."""
    for i, degree in enumerate(quotient.n.degrees()):
        if degree != 1 or field.expr[i].op not in ("asin", "atan", "log", "erf"):
            continue
        gen = field.polynomials.gen(i)
        coefficient = quotient.n.derivative(i)
        sign = field.sign(coefficient)
        if coefficient.is_constant() or not sign:
            continue
        rest = field.quotient(quotient.n - coefficient * gen, coefficient * sign)
        inner = field.expr[i] if sign > 0 else -field.expr[i]
        inner = inner + field.expr_of(rest)
        outer = field.quotient(coefficient * sign, quotient.d)
        content, above = field.factors(outer.n)
        below_content, below = field.factors(outer.d)
        factors = [power(field.polynomial_expr(p), e) for p, e in (*above, *((p, -e) for p, e in below))]
        content /= below_content
        outside = mul(num(fmpq(content.numerator, content.denominator)), *factors)
        if content > 0 and evident(context, outside, True):
            yield Form(mul(outside, inner), [inner])


def _complement(expr: Expr) -> Expr:
    """1 − erf u as erfc u, 1 + erf u as erfc(−u)."""
    if expr.op == "add" and len(expr.args) == 2 and num(1) in expr.args:
        other = expr.args[expr.args[0] is num(1)]
        if other.op == "erf":
            return Expr("erfc", -other.args[0])
        if other.op == "mul" and len(other.args) == 2 and other.args[0] is num(-1) and other.args[1].op == "erf":
            return Expr("erfc", other.args[1].args[0])
    return expr


def _with_sines(field: Field, factors: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """(1 − cos u)ᵉ (1 + cos u)ᵉ as sin(u)^2e."""
    found = {field.polynomial_expr(p): (p, e) for p, e in factors}
    for node in [e for e in field.expr if e.op == "cos"]:
        gen = field.generator(node)
        low, high = (field.polynomial_expr(1 + way * gen) for way in (-1, 1))
        if low in found and high in found and found[low][1] == found[high][1]:
            sine = field.generator(Expr("sin", node.args[0]))
            e = found.pop(low)[1]
            found.pop(high)
            found[field.expr[field.place[Expr("sin", node.args[0])]]] = (sine, 2 * e)
    return list(found.values())


def _as_squares(search: Search, field: Field, goal: Goal, context: Context, p: Any) -> Expr | None:
    """A polynomial as a sum of squares."""
    used = {field.expr[i].op for i, e in enumerate(p.degrees()) if e}
    if len(p) > 60 or field.sign(p) < 0 or not used <= {"sym", "sqrt", "abs", "sin", "cos", "exp", "pi"}:
        return None

    search.charge(len(p) * len(p))
    found = squares.binomials(field, p)
    if found is not None and evident(context, found, goal.strict):
        return found

    def last(monomial: Any) -> bool:
        return context.signs(field.polynomial_expr(monomial)) <= {-1, 1}

    a_number = not goal.domain.kinds.keys() & symbols(field.polynomial_expr(p))
    if a_number and len(p) > 12:
        return None
    found = squares.decompose(field, p, last)
    return found if found is not None and evident(context, found, goal.strict) else None
