"""Products of exponentials as one: exp(x)·exp(y) = exp(x + y), also where a factor is a sum of such products.

Densities of several variables come as products of conditional densities, whose order the zero test does not see: for it
exp(x), exp(y) and exp(x + y) are three unknown numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, num
from symcrit.core.work import Work

Memo = dict[tuple[Expr, Expr], Expr]


def merged(root: Expr, work: Work) -> Expr:
    """The same expression with at most one exponential in each product.

    Guarantee: it has the same value wherever `root` is defined, and is defined nowhere else.
    """
    return _times(root, ZERO, work, {})


def _times(root: Expr, exponent: Expr, work: Work, memo: Memo) -> Expr:
    """root·exp(exponent)."""
    key = (root, exponent)
    if key not in memo:
        work.charge(1)
        memo[key] = _found(root, exponent, work, memo)
    return memo[key]


def _found(root: Expr, exponent: Expr, work: Work, memo: Memo) -> Expr:
    if root.op == "add":
        return add(*[_times(part, exponent, work, memo) for part in root.children])
    exponents = [exponent]
    factors = []
    for part in _factors(root):
        own = _exponent(part)
        if own is None:
            factors.append(part)
        else:
            exponents.append(own)
    total = add(*exponents)
    for i, part in enumerate(factors):
        if part.op == "add" and _carries(part):
            factors[i] = _times(part, total, work, memo)
            total = ZERO
    if total is not ZERO:
        factors.append(Expr("exp", total))
    if not factors:
        return ONE
    return factors[0] if len(factors) == 1 else Expr("mul", *factors)


def _factors(root: Expr) -> Iterator[Expr]:
    """The factors of a product of products; 0·x is one, for x has to be defined."""
    if root.op == "mul" and ZERO not in root.children:
        for part in root.children:
            yield from _factors(part)
    else:
        yield root


def _exponent(root: Expr) -> Expr | None:
    """x where this is exp(x), or a power of an exponential; None for others."""
    if root.op == "exp":
        return root.children[0]
    if root.op == "pow" and root.args[0] and root.children[0].op == "exp":
        return Expr("mul", num(root.args[0]), root.children[0].children[0])
    return None


def _carries(root: Expr) -> bool:
    """Whether an exponential is a factor of a term of this sum, or product of sums."""
    if root.op in ("add", "mul"):
        return any(_exponent(part) is not None or _carries(part) for part in root.children)
    return False
