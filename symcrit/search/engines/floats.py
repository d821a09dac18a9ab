"""Evaluation and minimisation in machine numbers: guesses for everything else, never a reason to believe anything."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from symcrit.core import Domain, Expr, Work, nodes
from symcrit.search.engines.values import Point, ends

Function = Callable[[Mapping[str, float]], float]
NAN = math.nan
_NAMES = ["sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc"]
FUNCTIONS: dict[str, Callable[[float], float]] = {name: getattr(math, name) for name in _NAMES} | {"abs": abs}


def compiled(root: Expr, work: Work) -> Function:
    """A function of a point that gives the value of `root`, nan where it is undefined; every call is charged."""
    order = list(nodes(root))
    cost = 1 + len(order) // 2
    work.charge(2 * cost)
    places = {node: i for i, node in enumerate(order)}
    program = [(node.op, node.args, [places[child] for child in node.children]) for node in order]

    def value(point: Mapping[str, float]) -> float:
        work.charge(cost)
        memory: list[float] = []
        try:
            for op, args, parts in program:
                memory.append(_step(op, args, [memory[i] for i in parts], point))
        except (ValueError, ArithmeticError):
            return NAN
        return memory[-1]

    return value


def _step(op: str, args: tuple, parts: list[float], point: Mapping[str, float]) -> float:
    if op == "num":
        return args[0] / args[1]
    if op == "sym":
        return point[args[0]]
    if op == "add":
        return math.fsum(parts)
    if op == "mul":
        return math.prod(parts)
    if op == "pow":
        return float(parts[0]) ** args[0]
    if op == "binormal":
        return bivariate_normal(*parts)
    if op in ("kernel", "mean", "signs", "moment"):
        return NAN
    return math.pi if op == "pi" else FUNCTIONS[op](parts[0])


def bivariate_normal(h: float, k: float, rho: float) -> float:
    """Φ₂(h, k; ρ), nan for |ρ| > 1."""
    from symcrit.kernels.floats.normal import binormal  # which loads numpy

    return float(binormal(h, k, rho)) if -1 <= rho <= 1 else NAN


def descend(function: Function, start: Mapping[str, float], domain: Domain, steps: int = 160) -> dict[str, float]:
    """A local minimum of `function` over the real symbols by pattern search from `start`, inside the bounds.

    At most 2·steps evaluations for every symbol, which `function` charges (see `compiled`).
    """
    point, best = dict(start), function(start)
    names = [name for name, kind in domain.kinds.items() if kind == "real"]
    limits = {name: ends(domain, name) for name in names}
    size = {name: min(0.25 * max(1.0, abs(point[name])), (limits[name][1] - limits[name][0]) / 4) for name in names}
    for _ in range(steps):
        moved = False
        for name in names:
            for way in (1, -1):
                x = min(max(point[name] + way * size[name], limits[name][0]), limits[name][1])
                there = {**point, name: x}
                value = function(there)
                if value < best:
                    point, best, moved = there, value, True
                    break
        if not moved:
            size = {name: step / 3 for name, step in size.items()}
            if all(step < 1e-15 * max(1.0, abs(point[name])) for name, step in size.items()):
                break
    return point


def rationalised(point: Mapping[str, float], start: Point, domain: Domain) -> Iterator[Point]:
    """Rational points close to `point`, simplest first; integers and unmoved values stay as in `start`."""
    for limit in (1, 2, 3, 4, 6, 12, 30, 100, 1000, 10**6, 10**12):
        yield {
            name: start[name] if domain.kinds[name] == "integer" else Fraction(value).limit_denominator(limit)
            for name, value in point.items()
        }
