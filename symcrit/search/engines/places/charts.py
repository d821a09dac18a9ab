"""Charts: the points that satisfy the equations among the hypotheses, by parameters that are free.

Equations are solved one after the other for a symbol that they define, or in which they are linear.  What is left may
be a quadric h = 0: through a rational point P of it, the line P + t·d of direction d meets it again at

    t = −B/A,   A = (h(P + d) + h(P − d))/2,   B = (h(P + d) − h(P − d))/2,

which is rational for every rational d; so x² + y² = 1 has as many rational points as one likes.  Where |x| occurs,
there is a chart for each sign of x.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from symcrit.core import ZERO, Domain, Expr, TooLarge, Work, nodes, substitute, sym, symbols
from symcrit.search.engines import floats
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import rebuilt
from symcrit.search.engines.values import Point, ends, rational

Floats = Mapping[str, float]
MAX_FACTORS = 4  # of an equation that is a product
MAX_SIGNS = 3  # of absolute values that are read both ways
_BASES = 600  # places that are looked at for a rational point of a quadric
_SMALL = [Fraction(p, q) for q in (1, 2, 3, 4, 5) for p in (0, 1, -1, 2, -2, 3, -3, 4) if q == 1 or p % q]


@dataclass(frozen=True)
class Quadric:
    """h = 0 for a polynomial of degree 2, and a rational point of it; directions have last component 1."""

    equation: Expr
    base: Point

    @property
    def directions(self) -> list[str]:
        """The symbols whose parameters are components of a direction."""
        return list(self.base)[:-1]

    def point(self, direction: Mapping[str, Fraction], work: Work) -> Point | None:
        """Where the line of this direction through the base meets the quadric again."""
        step = {name: direction.get(name, Fraction(1)) for name in self.base}
        ahead, back = (
            rational(self.equation, {name: at + way * step[name] for name, at in self.base.items()}, work)
            for way in (1, -1)
        )
        if ahead is None or back is None or ahead + back == 0:
            return None
        t = -(ahead - back) / (ahead + back)
        return {name: at + t * step[name] for name, at in self.base.items()}


@dataclass(frozen=True)
class Chart:
    """Parameters and what they stand for: free symbols are themselves, `quadric` and `solved` give the others."""

    domain: Domain
    solved: tuple[tuple[str, Expr], ...] = ()  # each from the free symbols and those before it
    quadric: Quadric | None = None

    @property
    def free(self) -> list[str]:
        """The parameters, by the names of symbols."""
        determined = {name for name, _ in self.solved}
        if self.quadric is not None:
            determined |= {name for name in self.quadric.base if name not in self.quadric.directions}
        return [name for name in self.domain.kinds if name not in determined]

    def is_direction(self, name: str) -> bool:
        """Whether a parameter is no value of its symbol."""
        return self.quadric is not None and name in self.quadric.directions

    def is_whole(self, name: str) -> bool:
        """Whether a parameter is an integer."""
        return self.domain.kinds[name] == "integer" and not self.is_direction(name)

    def limits(self, name: str) -> tuple[float, float]:
        """The interval of a parameter."""
        return (-math.inf, math.inf) if self.is_direction(name) else ends(self.domain, name)

    def point(self, values: Mapping[str, Fraction], work: Work) -> Point | None:
        """The point of these parameters, None where one of its values is not rational or not defined."""
        found: Point = {name: values[name] for name in self.free if not self.is_direction(name)}
        if self.quadric is not None:
            met = self.quadric.point({name: values[name] for name in self.quadric.directions}, work)
            if met is None:
                return None
            found |= met
        for name, other in self.solved:
            value = rational(other, found, work)
            if value is None:
                return None
            found[name] = value
        return {name: found[name] for name in self.domain.kinds}

    def parameters(self, point: Point) -> Point | None:
        """The parameters of a point; None where it is in no direction of the quadric."""
        found = {name: point[name] for name in self.free}
        if self.quadric is None:
            return found
        *directions, last = self.quadric.base
        step = point[last] - self.quadric.base[last]
        if step == 0:
            return None
        return found | {name: (point[name] - self.quadric.base[name]) / step for name in directions}

    def compiled(self, work: Work) -> Callable[[Floats], dict[str, float]]:
        """The same in machine numbers; nan where it is undefined."""
        solved = [(name, floats.compiled(other, work)) for name, other in self.solved]
        meet = None if self.quadric is None else _compiled_quadric(self.quadric, work)

        def point(values: Floats) -> dict[str, float]:
            found = dict(values)
            if meet is not None:
                found |= meet(values)
            for name, value in solved:
                found[name] = value(found)
            return found

        return point


def _compiled_quadric(quadric: Quadric, work: Work) -> Callable[[Floats], dict[str, float]]:
    value = floats.compiled(quadric.equation, work)
    base = {name: float(at) for name, at in quadric.base.items()}
    directions = quadric.directions

    def meet(values: Floats) -> dict[str, float]:
        step = {name: values[name] if name in directions else 1.0 for name in base}
        ahead, back = (value({name: at + way * step[name] for name, at in base.items()}) for way in (1, -1))
        t = -(ahead - back) / (ahead + back) if ahead + back else math.nan
        return {name: at + t * step[name] for name, at in base.items()}

    return meet


# ------------------------------------------------------------------------------------------------------ making charts


def charts(domain: Domain, work: Work, more: Sequence[Expr] = ()) -> list[Chart]:
    """The charts of a domain; more: other expressions that are to be 0."""
    sides = [(lhs, rhs) for op, lhs, rhs in domain.where if op == "="] + [(expr, ZERO) for expr in more]
    if not sides:
        return [Chart(domain)]
    solved, equations = _definitions(sides)
    found = (chart for own in _by_signs(equations) for chart in _of_equations(domain, list(own), work))
    return [replace(chart, solved=(*chart.solved, *solved)) for chart in found]


def _definitions(sides: list[tuple[Expr, Expr]]) -> tuple[list[tuple[str, Expr]], list[Expr]]:
    """The equations symbol = expression without it, in the order of computing; and what the others then say is 0."""
    solved: list[tuple[str, Expr]] = []
    left = list(sides)
    while True:
        ways = ((pair, *way) for pair in left for way in (pair, pair[::-1]))
        found = next(((pair, one, other) for pair, one, other in ways if _defines(one, other)), None)
        if found is None:
            return solved, [lhs - rhs for lhs, rhs in left]
        pair, symbol, other = found
        (name,) = symbols(symbol)
        solved.insert(0, (name, other))
        left.remove(pair)
        left = [(substitute(lhs, {name: other}), substitute(rhs, {name: other})) for lhs, rhs in left]


def _defines(one: Expr, other: Expr) -> bool:
    """Whether one = other says what a symbol is."""
    return one.op == "sym" and not symbols(one) & symbols(other)


def _by_signs(equations: list[Expr]) -> Iterator[tuple[Expr, ...]]:
    """The equations with u or −u for each |u|."""
    bends = [node for node in nodes(*equations) if node.op == "abs"][:MAX_SIGNS]
    for signs in itertools.product((1, -1), repeat=len(bends)):
        put = {bend: bend.args[0] if sign > 0 else -bend.args[0] for bend, sign in zip(bends, signs, strict=True)}
        yield tuple(_replaced(equation, put) for equation in equations)


def _replaced(root: Expr, put: Mapping[Expr, Expr]) -> Expr:
    """The expression with other ones in place of some of its parts."""
    memo: dict[Expr, Expr] = {}
    for node in nodes(root):
        children = tuple(memo[child] for child in node.children)
        memo[node] = put[node] if node in put else node if children == node.children else rebuilt(node, children)
    return memo[root]


def _of_equations(domain: Domain, equations: list[Expr], work: Work) -> Iterator[Chart]:
    """Linear symbols first; then a quadric, or else both roots of an equation that is quadratic in a symbol.

    An equation that is a product is read once for each factor.
    """
    for i, equation in enumerate(equations):
        parts = _factors(equation, work)
        if len(parts) > 1:
            for part in parts[:MAX_FACTORS]:
                yield from _of_equations(domain, [*equations[:i], part, *equations[i + 1 :]], work)
            return
    solved: list[tuple[str, Expr]] = []
    while (found := next(_solutions(equations, work, 1), None)) is not None:
        name, other = found
        solved.insert(0, found)
        there = [substitute(equation, {name: other}) for equation in equations]
        equations = [equation for equation in there if not _vanishes(equation, work)]
    if len(equations) == 1 and (quadric := _quadric(domain, equations[0], work)) is not None:
        yield Chart(domain, tuple(solved), quadric)
        return
    roots = list(itertools.islice(_solutions(equations, work, 2), 2))
    yield from (Chart(domain, (root, *solved)) for root in roots)
    if not roots:
        yield Chart(domain, tuple(solved))


def _factors(equation: Expr, work: Work) -> list[Expr]:
    """The different irreducible factors of a polynomial equation."""
    field = Field(work, [], equation)
    try:
        quotient = field.of(equation)
    except (TooLarge, ZeroDivisionError):
        return []
    if not quotient.d.is_one() or not len(quotient.n) or any(expr.op != "sym" for expr in field.expr):
        return []
    return [field.polynomial_expr(factor) for factor, _ in field.factorised(quotient.n)[1]]


def _vanishes(equation: Expr, work: Work) -> bool:
    """Whether an equation says 0 = 0."""
    try:
        return not len(Field(work, [], equation).of(equation).n)
    except (TooLarge, ZeroDivisionError):
        return False


def _solutions(equations: list[Expr], work: Work, degree: int) -> Iterator[tuple[str, Expr]]:
    """(symbol, its value) by an equation of this degree in the symbol, which occurs nowhere else in it."""
    for equation in equations:
        field = Field(work, [], equation)
        try:
            n = field.of(equation).n
        except (TooLarge, ZeroDivisionError):
            continue
        for name in sorted(symbols(equation)) if len(n) else ():
            index = field.place[sym(name)]
            others = (e for i, e in enumerate(field.expr) if i != index and n.degrees()[i])
            if int(n.degrees()[index]) == degree and not any(name in symbols(other) for other in others):
                yield from ((name, root) for root in _roots(field, n, index))


def _roots(field: Any, p: Any, index: int) -> Iterator[Expr]:
    """The zeros of a polynomial that is linear in a generator, or quadratic, a·x² + b·x + c."""
    x = field.polynomials.gen(index)
    twice = p.derivative(index).derivative(index)  # 2a
    b = p.derivative(index) - field.times(twice, x)
    c = p - field.times(b, x) - field.times(twice, x, x) / 2
    if not len(twice) and b.is_constant():
        yield field.polynomial_expr(c * (-1 / b.leading_coefficient()))
        return
    if not len(twice):
        yield -field.polynomial_expr(c) / field.polynomial_expr(b)
        return
    root = Expr("sqrt", field.polynomial_expr(field.times(b, b) - 2 * field.times(twice, c)))
    for sign in (1, -1):
        yield ((root if sign > 0 else -root) - field.polynomial_expr(b)) / field.polynomial_expr(twice)


def _quadric(domain: Domain, equation: Expr, work: Work) -> Quadric | None:
    """The equation as a quadric with a rational point, None where it is of another degree or none is found."""
    names = sorted(symbols(equation))
    if len(names) < 2 or any(domain.kinds[name] != "real" for name in names):
        return None
    field = Field(work, [], equation)
    try:
        quotient = field.of(equation)
    except (TooLarge, ZeroDivisionError):
        return None
    foreign = any(quotient.n.degrees()[i] for i, part in enumerate(field.expr) if part.op != "sym")
    if foreign or quotient.n.total_degree() != 2:
        return None
    h = field.polynomial_expr(quotient.n)
    work.charge(_BASES)
    several = int(_BASES ** (1 / (len(names) - 1)))  # values of each symbol
    bases = itertools.product(_SMALL[: max(2, several)], repeat=len(names) - 1)
    for values in sorted(itertools.islice(bases, _BASES), key=_size):
        work.charge(len(values))
        base = _on_quadric(h, dict(zip(names, values, strict=False)), names[-1], work)
        if base is not None:
            return Quadric(h, base)
    return None


def _size(values: tuple[Fraction, ...]) -> Fraction:
    return sum((abs(value.numerator) + value.denominator for value in values), start=Fraction(0))


def _on_quadric(h: Expr, values: Point, last: str, work: Work) -> Point | None:
    """The point with a rational value of the last symbol at which h is 0: by the values of h at 0, 1 and −1."""
    found = [rational(h, {**values, last: Fraction(at)}, work) for at in (0, 1, -1)]
    c, up, down = (Fraction(0) if value is None else value for value in found)
    a, b = (up + down) / 2 - c, (up - down) / 2
    if a == 0:
        return {**values, last: -c / b} if b else None
    discriminant = b * b - 4 * a * c
    root = _exact_root(discriminant)
    return None if root is None else {**values, last: (root - b) / (2 * a)}


def _exact_root(value: Fraction) -> Fraction | None:
    """The square root where it is rational."""
    if value < 0:
        return None
    root = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    return root if root * root == value else None
