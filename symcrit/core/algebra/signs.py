"""Sets of signs: what the sign of an expression can be, on a whole domain."""

from functools import cache

Signs = frozenset[int]
POSITIVE, NEGATIVE, NOWHERE, NONZERO = (frozenset(s) for s in ({1}, {-1}, {0}, {-1, 1}))
NONNEGATIVE, NONPOSITIVE, ANY = (frozenset(s) for s in ({0, 1}, {-1, 0}, {-1, 0, 1}))
ALLOWED = {"<": POSITIVE, "<=": NONNEGATIVE, ">": POSITIVE, ">=": NONNEGATIVE, "=": NOWHERE, "!=": NONZERO}


@cache
def products(x: Signs, y: Signs) -> Signs:
    """The signs of a·b for a of signs x, b of signs y."""
    return frozenset(a * b for a in x for b in y)


@cache
def sums(x: Signs, y: Signs) -> Signs:
    """The signs of a + b for a of signs x, b of signs y."""
    return ANY if x | y >= NONZERO else (x | y) - NOWHERE if POSITIVE in (x, y) or NEGATIVE in (x, y) else x | y


def powers(x: Signs, e: int) -> Signs:
    """The signs of aᵉ where it is defined."""
    if e == 0:
        return POSITIVE if x else x
    return x if e % 2 else frozenset(a * a for a in x)
