"""Sets of signs: what the sign of an expression can be, on a whole domain."""

from functools import cache

Signs = frozenset[int]
POSITIVE = frozenset({1})
NEGATIVE = frozenset({-1})
NOWHERE = frozenset({0})
NONZERO = frozenset({-1, 1})
NONNEGATIVE = frozenset({0, 1})
NONPOSITIVE = frozenset({-1, 0})
ANY = frozenset({-1, 0, 1})
ALLOWED = {  # what the sign of its gap may be where a relation holds
    "<": POSITIVE,
    "<=": NONNEGATIVE,
    ">": POSITIVE,
    ">=": NONNEGATIVE,
    "=": NOWHERE,
    "!=": NONZERO,
}


@cache
def products(x: Signs, y: Signs) -> Signs:
    """The signs of a·b for a of signs x, b of signs y."""
    return frozenset(a * b for a in x for b in y)


@cache
def sums(x: Signs, y: Signs) -> Signs:
    """The signs of a + b for a of signs x, b of signs y."""
    either = x | y
    if either >= NONZERO:
        return ANY
    never_zero = POSITIVE in (x, y) or NEGATIVE in (x, y)
    return either - NOWHERE if never_zero else either


def powers(x: Signs, exponent: int) -> Signs:
    """The signs of aᵉ where it is defined."""
    if exponent == 0:
        return POSITIVE if x else x
    if exponent % 2:
        return x
    return frozenset(a * a for a in x)
