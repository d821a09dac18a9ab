"""Products with the powers of every base together, whether it stands there itself or as its root."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core import ONE, Expr, mul

__all__ = ["with_powers_together"]


def with_powers_together(product: Expr) -> Expr:
    """l/((√l)²(√(2l − 1))²) as 1/(2l − 1): the same number wherever the product is defined.

    There every root is that of a number ≥ 0, and what is divided by is not 0; the result may be defined elsewhere, too.

    >>> from symcrit.core import parse
    >>> from symcrit.words.text import text
    >>> text(with_powers_together(parse(["/", "l", ["*", ["^", ["sqrt", "l"], 2], ["^", ["sqrt", ["-", "l", 1]], 2]]])))
    '1/(l - 1)'
    """
    halves: dict[Expr, int] = {}
    for base, count in _halves(product, 2):
        halves[base] = halves.get(base, 0) + count
    factors = [part for base, count in halves.items() for part in _power(base, count)]
    return mul(*factors) if factors else ONE


def _halves(node: Expr, count: int) -> Iterator[tuple[Expr, int]]:
    """Bases with twice their exponents."""
    if node.op == "mul":
        for part in node.args:
            yield from _halves(part, count)
    elif node.op == "pow":
        yield from _halves(node.args[1], count * node.args[0])
    elif node.op == "sqrt" and count % 2 == 0 and node.args[0].op not in ("mul", "pow"):
        yield node.args[0], count // 2
    else:
        yield node, count


def _power(base: Expr, count: int) -> list[Expr]:
    """base^(count/2) as factors."""
    sign = 1 if count > 0 else -1
    whole, half = divmod(abs(count), 2)
    root = [Expr("sqrt", base) if sign > 0 else Expr("sqrt", base) ** -1] if half else []
    return [*([base ** (sign * whole)] if whole else []), *root]
