"""An independent judge of claims: mpmath only, by sampling; it shares no line with symcrit.

`violation(claim, rng)` looks for a place where the claim (a dict in the language of docs/format.md) fails.  Finding one
is strong evidence that the claim is false (100 digits); finding none proves nothing and is used as "still plausible".
"""

import itertools
import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

DIGITS = 100
FAR = 20  # where differences such as erfc(x) − exp(−x²)/… are still seen
FUNCTIONS = ("exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "erf", "erfc")
SPECIAL = [Fraction(p, q) for p in range(-4, 5) for q in (1, 2, 3)]
Point = dict[str, Any]


class Undefined(ArithmeticError):
    """The expression has no real value at this point."""


class Unsupported(ValueError):
    """The oracle does not know this claim; the caller must not take that for a verdict."""


def tiny() -> Any:
    """Below this, a computed number counts as an exact zero."""
    return mpf(10) ** (-(3 * mp.dps) // 4)


def number(text: Any) -> Any:
    """An exact literal of the language, or an mpmath number, as mpf."""
    if isinstance(text, Fraction):
        return mpf(text.numerator) / text.denominator
    if isinstance(text, int | mpf):
        return mpf(text)
    fraction = Fraction(text)
    return mpf(fraction.numerator) / fraction.denominator


def value(e: Any, at: Point) -> Any:
    """The value of an expression at a point; raises Undefined where it has none."""
    if not isinstance(e, list):
        if isinstance(e, str) and e in at:
            return number(at[e])
        return +mp.pi if e == "pi" else number(e)
    if e[0] == "kernel":
        return _kernel_value(e, at)
    return _apply(e[0], [value(a, at) for a in e[1:]])


def _apply(op: str, args: list) -> Any:
    x = args[0]
    if op in FUNCTIONS:
        return getattr(mp, op)(x)
    if op == "+":
        return mp.fsum(args)
    if op == "*":
        return mp.fprod(args)
    if op == "-":
        return -x if len(args) == 1 else x - args[1]
    if op == "/":
        return x / _nonzero(args[1])
    if op == "binormal":
        return _binormal(*args)
    if op == "^":
        return x ** int(args[1]) if args[1] >= 0 else _nonzero(x) ** int(args[1])
    return _apply_partial(op, x)


def _nonzero(x: Any) -> Any:
    if abs(x) < tiny():
        raise Undefined("division by zero")
    return x


def _apply_partial(op: str, x: Any) -> Any:
    """Functions with a domain."""
    if op == "abs":
        return abs(x)
    if op == "tan":
        return mp.sin(x) / _nonzero(mp.cos(x))
    if op == "sqrt" and x > -tiny():
        return mp.sqrt(max(x, mpf(0)))
    if op == "log" and x > tiny():
        return mp.log(x)
    if op in {"asin", "acos"} and abs(x) < 1 + tiny():
        return getattr(mp, op)(max(min(x, mpf(1)), mpf(-1)))
    if op in {"sqrt", "log", "asin", "acos"}:
        raise Undefined(f"{op} of {mp.nstr(x, 8)}")
    raise Unsupported(f"operation {op!r}")


def _kernel_value(e: list, at: Point) -> Any:
    """An uninterpreted kernel, interpreted as that of σ(z) = 1 + z + z² + z³, and its means M0, M1, M2."""
    orders, qs = tuple(map(int, e[2:5])), [value(q, at) for q in e[5:]]
    if e[1] in MEANS:
        return MEANS[e[1]](qs[0])
    return mp.diff(some_kernel, qs, orders)


MEANS = {"M0": lambda q: 1 + q, "M1": lambda q: 1 + 3 * q, "M2": lambda q: mpf(2)}  # E[σ⁽ʲ⁾(u)], u ~ N(0, q)


def some_kernel(q11: Any, q12: Any, q22: Any) -> Any:
    """E[σ(u)σ(v)] for this σ: what an uninterpreted kernel may turn out to be."""
    even = (1 + q11) * (1 + q22) + 2 * q12**2
    return even + q12 * (1 + 3 * q11) * (1 + 3 * q22) + 6 * q12**3


def _binormal(h: Any, k: Any, rho: Any) -> Any:
    """P(X ≤ h, Y ≤ k): with ρ = sin t, its derivative by t is exp(−(h² + k² − 2hk sin t)/(2 cos² t))/(2π)."""
    if abs(rho) >= 1:
        raise Undefined("a correlation of ±1 or beyond")
    inside = mp.quad(
        lambda t: mp.exp(-(h * h + k * k - 2 * h * k * mp.sin(t)) / (2 * mp.cos(t) ** 2)), [0, mp.asin(rho)]
    )
    return mp.ncdf(h) * mp.ncdf(k) + inside / (2 * mp.pi)


def holds(rel: str, lhs: Any, rhs: Any, at: Point) -> bool:
    """Whether a relation is true at a point (an undefined side makes it false).

    What looks equal or undefined at the working precision is looked at again at five times as many digits.
    """
    gap = _gap(lhs, rhs, at)
    if not gap:
        with mp.workdps(5 * mp.dps):
            gap = _gap(lhs, rhs, at)
    if gap is None:
        return False
    return {"<": gap < 0, "<=": gap <= 0, ">": gap > 0, ">=": gap >= 0, "=": gap == 0, "!=": gap != 0}[rel]


def _gap(lhs: Any, rhs: Any, at: Point) -> Any:
    """lhs − rhs, 0 if below the relative noise of this precision, None if undefined."""
    try:
        left, right = value(lhs, at), value(rhs, at)
    except Undefined:
        return None
    noise = tiny() * max(1, abs(left), abs(right))
    return left - right if abs(left - right) > noise else mpf(0)


def admissible(claim: dict, at: Point) -> bool:
    """Whether a point has the declared types and satisfies every hypothesis."""
    integral = all(
        number(at[s]) == mp.floor(number(at[s])) for s, kind in claim["symbols"].items() if kind == "integer"
    )
    return integral and all(holds(*h, at) for h in claim.get("where", []))


def bounds(claim: dict, name: str) -> tuple[Any, Any]:
    """The interval that hypotheses of the form `symbol rel constant` leave (None: unbounded)."""
    low, high = None, None
    for rel, lhs, rhs in claim.get("where", []):
        if rhs == name:
            lhs, rhs, rel = rhs, lhs, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(rel, rel)
        if lhs != name or rel in {"=", "!="}:
            continue
        try:
            edge = value(rhs, {})
        except (ValueError, ArithmeticError, TypeError):
            continue
        if rel[0] == ">":
            low = edge if low is None else max(low, edge)
        else:
            high = edge if high is None else min(high, edge)
    return low, high


def draw(kind: str, low: Any, high: Any, rng: random.Random) -> Any:
    """One candidate value: an end, a special rational, or a random one of any size inside the interval."""
    choice = rng.random()
    if kind == "integer":
        start = 0 if low is None else int(mp.floor(low))
        span = rng.choice((2, 6, 40))
        return start + rng.randint(0, span) if low is not None else rng.randint(-span, span)
    if choice < 0.1:
        return rng.choice([low or Fraction(0), high or Fraction(0)])
    if choice < 0.3:
        return rng.choice(SPECIAL)
    unit = Fraction(rng.randint(1, 10**9), 10**9 + 1)
    if low is not None and high is not None:
        return low + (high - low) * number(unit)
    size = number(unit) * rng.choice((mpf("0.01"), 1, 1, 4, 15))
    if low is None and high is None:
        return size * rng.choice((-1, 1))
    return low + size if high is None else high - size


def points(claim: dict, rng: random.Random, count: int = 40, tries: int = 4000) -> Iterator[Point]:
    """Up to `count` admissible points (none if the hypotheses look unsatisfiable)."""
    symbols = claim["symbols"]
    boxes = {name: bounds(claim, name) for name in symbols}
    found = 0
    for _ in range(tries):
        at = solved(claim, {name: draw(kind, *boxes[name], rng) for name, kind in symbols.items()})
        if admissible(claim, at):
            found += 1
            yield at
        if found == count or not symbols:
            return


def solved(claim: dict, at: Point) -> Point:
    """The point with q = … among the hypotheses solved instead of guessed, where the right side is defined."""
    for rel, lhs, rhs in claim.get("where", []):
        if rel == "=" and isinstance(lhs, str) and lhs in claim["symbols"]:
            with suppress(Undefined):
                at = at | {lhs: value(rhs, at)}
    return at


def relation_fails(claim: dict, at: Point) -> bool:
    """`equal`, `less` and `at_most` at one admissible point."""
    rel = {"equal": "=", "less": "<", "at_most": "<="}[claim["kind"]]
    return not holds(rel, claim["lhs"], claim["rhs"], at)


def closer(e: Any, at: Point) -> Any:
    """The value; what looks undefined is looked at again at five times as many digits."""
    try:
        return value(e, at)
    except Undefined:
        with mp.workdps(5 * mp.dps):
            return value(e, at)


def shape_fails(claim: dict, at: Point, rng: random.Random) -> bool:
    """`increasing`, `concave`, … on the segment from an admissible point to another one."""
    name = claim["symbol"]
    box = bounds(claim, name)
    other = at | {name: draw(claim["symbols"][name], *box, rng)}
    if not admissible(claim, other) or abs(number(other[name]) - number(at[name])) < mpf("1e-12"):
        return False
    left, right = sorted((at, other), key=lambda p: number(p[name]))
    middle = left | {name: (number(left[name]) + number(right[name])) / 2}
    try:
        ends = [closer(claim["expr"], p) for p in (left, middle, right)]
    except Undefined:
        return True
    if claim["kind"] in {"decreasing", "convex"}:
        ends = [-end for end in ends]
    if claim["kind"] in {"increasing", "decreasing"}:
        return not ends[0] < ends[1] < ends[2]
    return not 2 * ends[1] > ends[0] + ends[2] + tiny()


def fails_at(claim: dict, at: Point, rng: random.Random) -> bool:
    """Whether the claim fails at (or, for shapes, near) one admissible point."""
    from .landscape import kernel_claim_fails, point_claim_fails

    if claim["kind"] == "kernel":
        return kernel_claim_fails(claim["kernel"], rng)
    if claim["kind"] in {"equal", "less", "at_most"}:
        return relation_fails(claim, at)
    if claim["kind"] in {"increasing", "decreasing", "concave", "convex"}:
        return any(shape_fails(claim, at, rng) for _ in range(6))
    return point_claim_fails(claim, at, rng)


def violation(claim: dict, rng: random.Random, count: int = 40, hints: Iterable[Point] = ()) -> Point | None:
    """An admissible point where the claim fails, hints first; None if the search finds nothing."""
    with mp.workdps(DIGITS):
        for at in [*(solved(claim, hint) for hint in hints), *points(claim, rng, count)]:
            if at.keys() >= claim["symbols"].keys() and admissible(claim, at) and fails_at(claim, at, rng):
                return at
    return None


def descended(claim: dict, rng: random.Random, starts: int = 2, steps: int = 24) -> list[Point]:
    """Where a relation comes closest to failing, by pattern search: along each symbol and each pair of symbols."""
    with mp.workdps(30):
        found = sorted(points(claim, rng, count=20), key=lambda at: room(claim, at))[:starts]
        return [descent(claim, at, steps) for at in found]


def descent(claim: dict, at: Point, steps: int) -> Point:
    """Moves of a length that is halved, or the next smaller integer, whenever none of them leads downwards."""
    best, length = room(claim, at), mpf(2)
    for _ in range(steps):
        moved = [solved(claim, to) for to in neighbours(claim, at, length)]
        lowest, nearest = min(((room(claim, to), to) for to in moved), key=lambda pair: pair[0], default=(best, at))
        if lowest < best:
            best, at = lowest, nearest
        else:
            length = length / 4
    return at


def neighbours(claim: dict, at: Point, length: Any) -> Iterator[Point]:
    """The points one move away: e_i and e_i ± e_j, forwards and backwards; integers move by integers."""
    names = list(claim["symbols"])
    moves = [{name: 1} for name in names]
    moves += [{one: 1, other: sign} for one, other in itertools.combinations(names, 2) for sign in (1, -1)]
    reach = {name: mp.ceil(length) if claim["symbols"][name] == "integer" else length for name in names}
    for move, way in itertools.product(moves, (1, -1)):
        to = at | {name: number(at[name]) + way * sign * reach[name] for name, sign in move.items()}
        if all(abs(number(to[name])) <= FAR for name in move):
            yield to


def room(claim: dict, at: Point) -> Any:
    """How far a relation is from failing at a point; infinite outside of the hypotheses, −∞ where it is undefined."""
    if not admissible(claim, at):
        return mp.inf
    try:
        gap = value(claim["rhs"], at) - value(claim["lhs"], at)
    except Undefined:
        return -mp.inf
    return -abs(gap) if claim["kind"] == "equal" else gap
