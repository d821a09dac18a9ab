"""A plain bisection with Arb balls: what interval arithmetic alone decides.

The domain is a box (an unbounded one is cut off, and then only a counterexample counts).  Every box is cut in two along
its widest side until on each of them either the gap of the claim has the right sign in balls or a hypothesis fails in
balls (PROVED), or until the middle of one of them satisfies all hypotheses and breaks the claim (REFUTED), or until the
boxes run out.  The claim is a dict in the language of docs/format.md; nothing of symcrit is used.
"""

from collections import deque
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

Box = dict[str, tuple[Fraction, Fraction]]
FUNCTIONS = ("exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "sqrt")
FAR = Fraction(20)
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def exact(q: Any) -> arb:
    fraction = Fraction(q)
    return arb(fmpq(fraction.numerator, fraction.denominator))


def ball(low: Fraction, high: Fraction) -> arb:
    """A ball around [low, high]."""
    middle, radius = exact((low + high) / 2), exact((high - low) / 2)
    return middle + arb(0, 1) * radius


def value(e: Any, at: dict[str, arb]) -> arb:
    """An enclosure of an expression; not finite where it may be undefined."""
    if not isinstance(e, list):
        return at[e] if isinstance(e, str) and e in at else arb.pi() if e == "pi" else exact(e)
    if e[0] == "^":
        return power(value(e[1], at), e[2])
    x, *more = [value(a, at) for a in e[1:]]
    if e[0] in FUNCTIONS:
        return getattr(x, e[0])()
    if e[0] == "abs":
        return x.abs_lower().union(x.abs_upper())
    for y in more:
        x = {"+": x.__add__, "-": x.__sub__, "*": x.__mul__, "/": x.__truediv__}[e[0]](y)
    return -x if e[0] == "-" and not more else x


def power(x: arb, n: int) -> arb:
    if n < 0:
        return 1 / power(x, -n)
    result, square = arb(1), x.abs_lower().union(x.abs_upper()) if n % 2 == 0 else x
    while n:
        result = result * square if n % 2 else result
        square, n = square * square, n // 2
    return result


def surely(op: str, lhs: arb, rhs: arb) -> bool | None:
    """Whether a relation holds for all values of the balls, fails for all, or neither is seen."""
    gap = lhs - rhs
    if not gap.is_finite():
        return None
    holds = {"<": gap < 0, "<=": gap <= 0, ">": gap > 0, ">=": gap >= 0, "!=": gap != 0, "=": gap == 0}[op]
    fails = {"<": gap >= 0, "<=": gap > 0, ">": gap <= 0, ">=": gap < 0, "!=": gap == 0, "=": gap != 0}[op]
    return True if holds else False if fails else None


def start(claim: dict[str, Any]) -> tuple[Box, bool]:
    """The closed box that hypotheses x ≤ c and |x| ≤ c leave, with FAR for infinity, and whether that is all."""
    ends: dict[str, list[Fraction | None]] = {name: [None, None] for name in claim["symbols"]}
    for op, lhs, rhs in claim["where"]:
        for sign, side, other in ((op, lhs, rhs), (TURNED[op], rhs, lhs)):
            constant = number(other)
            if constant is None or sign in ("=", "!="):
                continue
            low, high = constant
            if isinstance(side, str) and side in ends:
                tighten(ends[side], low if sign[0] == ">" else None, high if sign[0] == "<" else None)
            elif isinstance(side, list) and side[0] == "abs" and side[1] in claim["symbols"] and sign[0] == "<":
                tighten(ends[side[1]], -high, high)
    whole = not any(end is None for pair in ends.values() for end in pair)
    return {
        name: (-FAR if low is None else low, FAR if high is None else high) for name, (low, high) in ends.items()
    }, whole


def number(e: Any) -> tuple[Fraction, Fraction] | None:
    """A lower and an upper bound of a constant, None for what has symbols."""
    try:
        x = value(e, {})
    except (ValueError, TypeError, AttributeError):
        return None
    if not x.is_finite():
        return None
    return fraction(x.lower()), fraction(x.upper())


def fraction(x: arb) -> Fraction:
    """The value of an exact ball."""
    mantissa, exponent = x.man_exp()
    return int(mantissa) * Fraction(2) ** int(exponent)


def tighten(pair: list[Fraction | None], low: Fraction | None, high: Fraction | None) -> None:
    if low is not None:
        pair[0] = low if pair[0] is None else max(pair[0], low)
    if high is not None:
        pair[1] = high if pair[1] is None else min(pair[1], high)


def decide(claim: dict[str, Any], boxes: int = 4000, bits: int = 64) -> bool | None:
    """True: it holds; False: it fails at a point; None: not seen with so many boxes."""
    ctx.prec = bits
    first, whole = start(claim)
    op = {"less": "<", "at_most": "<=", "equal": "="}[claim["kind"]]
    waiting = deque([first])
    for _ in range(boxes):
        if not waiting:
            return True if whole else None
        box = waiting.popleft()
        on_box = {name: ball(*ends) for name, ends in box.items()}
        where = [surely(h, value(a, on_box), value(b, on_box)) for h, a, b in claim["where"]]
        if False in where or surely(op, value(claim["lhs"], on_box), value(claim["rhs"], on_box)):
            continue
        middle = {name: exact((low + high) / 2) for name, (low, high) in box.items()}
        if broken(claim, op, middle):
            return False
        waiting.extend(halves(box))
    return None


def broken(claim: dict[str, Any], op: str, at: dict[str, arb]) -> bool:
    """Whether a point satisfies every hypothesis and breaks the claim."""
    inside = all(surely(h, value(a, at), value(b, at)) for h, a, b in claim["where"])
    return inside and surely(op, value(claim["lhs"], at), value(claim["rhs"], at)) is False


def halves(box: Box) -> list[Box]:
    widest = max(box, key=lambda name: box[name][1] - box[name][0])
    low, high = box[widest]
    return [box | {widest: ends} for ends in ((low, (low + high) / 2), ((low + high) / 2, high))]
