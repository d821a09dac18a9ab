"""Polynomial goals by their hypotheses (Putinar, Schmüdgen, Stengle): q·p = σ_0 + Σ σ_i·h_i + Σ σ_ij·h_i·h_j + Σ p_l·e_l.

σ: sums of squares; h_i ≥ 0 and e_l = 0: the hypotheses, an interval as (x − a)(b − x); q: 1, or 1 + σ, or a sum of
hypotheses that are positive.  Symbols, roots and function values count as variables; bounded ones are moved to [−1, 1].
Monomials are taken from the cliques of the graph of variables that occur together (chordally completed), and each block
falls into parts by the changes of sign that leave everything as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice
from math import comb, prod, sqrt
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.core import Context, Expr, OutOfWork, Relation, TooLarge, nodes, symbols
from symcrit.search.engines import gram
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import Form, evident
from symcrit.search.engines.gram import Block, Free
from symcrit.search.engines.terms import ONE, ZERO, add, mul, num, power
from symcrit.search.search import Goal, Search

SHARE = 0.3  # of the work that is left
MOST_VARIABLES, MOST_TERMS, MOST_HYPOTHESES, MOST_PRODUCTS = 12, 400, 20, 60
MOST_WORK = 120_000  # of an iteration
_OPS = {"sym", "sqrt", "abs", "sin", "cos", "exp", "pi"}


class Known(NamedTuple):
    """A polynomial that is ≥ 0 (> 0 if strict; 0 if `zero`), and how it is written."""

    p: Any
    written: Expr
    strict: bool = False
    zero: bool = False


class Target(NamedTuple):
    """A polynomial that differs from p by a multiple of the equations, that multiple, and the equations still to use."""

    p: Any
    rest: Expr
    zeros: list[Known]


class Plan(NamedTuple):
    """The degree of all terms, how many hypotheses are multiplied, and what q may be.

    even: without the hypotheses that a change of signs changes which leaves p and the equations as they are.
    powers: with powers of the strict hypotheses, for a strict goal.
    """

    degree: int
    factors: int
    q: str = "one"
    even: bool = False
    powers: bool = False


def forms(search: Search, goal: Goal, context: Context, samples: Sequence[dict[str, float]]) -> Iterator[Form]:
    """The gap as a certificate, over a denominator that is positive."""
    key = ("positivstellensatz", goal.key)
    if key not in search.memo:
        search.memo[key] = None
        try:
            search.memo[key] = _found(search.within(SHARE), goal, context, samples)
        except (OutOfWork, TooLarge, ZeroDivisionError):
            search.poll()
    if search.memo[key] is not None:
        yield search.memo[key]


def _found(search: Search, goal: Goal, context: Context, samples: Sequence[dict[str, float]]) -> Form | None:
    """The first certificate."""
    where = _connected(goal)
    gaps = [relation.gap for relation in where]
    if any(node.op in ("mean", "kernel", "binormal") for node in nodes(goal.gap, *gaps)):
        return None
    field = Field(search.work, samples, goal.gap, *gaps)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    if not way or not len(n) or len(n) > MOST_TERMS:
        return None
    knowns = _hypotheses(field, context, where, n)
    problem = Problem(field, goal, context, n * way, knowns)
    if not problem.small:
        return None
    expr = problem.solved()
    if expr is None:
        return None
    below = field.polynomial_expr(d * way)
    return Form(mul(expr, power(below, -1)), [] if below is ONE else [below])


def _connected(goal: Goal) -> list[Relation]:
    """The hypotheses that the symbols of the gap lead to."""
    used = symbols(goal.gap)
    left = [relation for relation in goal.domain.where if relation.op != "!="]
    found: list[Relation] = []
    while True:
        more = [relation for relation in left if symbols(relation.gap) & used]
        if not more:
            return [relation for relation in goal.domain.where if relation in found]
        found += more
        left = [relation for relation in left if relation not in more]
        used |= symbols(*(relation.gap for relation in more))


def _hypotheses(field: Field, context: Context, where: Sequence[Relation], n: Any) -> list[Known]:
    """What is known to be ≥ 0 or 0: hypotheses, and generators that are evidently so."""
    found = []
    for relation in where[:MOST_HYPOTHESES]:
        try:
            top, below = field.of(relation.gap)
        except (TooLarge, ZeroDivisionError):
            continue
        way = field.sign(below)
        under = field.polynomial_expr(below * way) if way else ONE
        if not way or not len(top) or not (under is ONE or evident(context, under, True)):
            continue
        known = Known(top * way, mul(relation.gap, under), relation.op in ("<", ">"), relation.op == "=")
        found.append(_squared(field, known, n) or known)
    for i, degree in enumerate(n.degrees()):
        if degree and field.expr[i].op != "sym" and evident(context, field.expr[i], False):
            strict = evident(context, field.expr[i], True)
            found.append(Known(field.polynomials.gen(i), field.expr[i], strict))
    return found


def _squared(field: Field, known: Known, n: Any) -> Known | None:
    """c² − g ≥ 0 from c − √g ≥ 0 or c − |x| ≥ 0 for a number c > 0, where the gap has no such root."""
    for i, square in field.square.items():
        lead = known.p.derivative(i)
        rest = known.p - lead * field.polynomials.gen(i)
        one_root = lead.is_constant() and len(lead) and rest.is_constant() and len(rest) and not n.degrees()[i]
        if one_root and not known.zero and lead.leading_coefficient() < 0 < rest.leading_coefficient():
            other = field.polynomial_expr(rest - lead * field.polynomials.gen(i))
            p = field.times(rest, rest) - field.times(lead, lead, square)
            return Known(p, mul(known.written, other), known.strict)
    return None


class Problem:
    """A polynomial that is to be ≥ 0 where others are, in coordinates in which bounded variables run over [−1, 1]."""

    def __init__(self, field: Field, goal: Goal, context: Context, p: Any, knowns: Sequence[Known]) -> None:
        self.field = field
        self.strict = goal.strict
        self.context = context
        self.variables = _variables(field, [p, *(known.p for known in knowns)])
        ops = {field.expr[i].op for i in self.variables}
        self.small = ops <= _OPS and len(self.variables) <= MOST_VARIABLES
        self._move(p, knowns)
        self.knowns = [self._moved(known) for known in knowns]
        moved = self._to_t(p)
        self.size = _size(moved)
        self.p = moved / self.size

    # -- coordinates

    def _move(self, p: Any, knowns: Sequence[Known]) -> None:
        """x = c + w·t for the symbols that hypotheses bound: t in [−1, 1], or t ≥ 0."""
        self.centre: dict[int, tuple[fmpq, fmpq]] = {}
        for i in self.variables:
            if i not in self.field.square:
                low, high = _ends(self.field, i, knowns)
                if low is not None and high is not None and high > low:
                    self.centre[i] = ((low + high) / 2, (high - low) / 2)
                elif low is not None:
                    self.centre[i] = (low, fmpq(1))
                elif high is not None:
                    self.centre[i] = (high, fmpq(1))

    def _to_t(self, p: Any) -> Any:
        """A polynomial in the new coordinates."""
        return self._composed(p, {i: (c, w) for i, (c, w) in self.centre.items()})

    def to_x(self, p: Any) -> Expr:
        """A polynomial in the new coordinates, written in the old ones."""
        return self.field.polynomial_expr(self._composed(p, {i: (-c / w, 1 / w) for i, (c, w) in self.centre.items()}))

    def _composed(self, p: Any, moves: dict[int, tuple[fmpq, fmpq]]) -> Any:
        """p with generators replaced by c + w·generator."""
        moved = {i: move for i, move in moves.items() if len(p) and p.degrees()[i] and move != (0, 1)}
        if not moved:
            return p
        size = sum(prod(1 + int(e[i]) for i in moved) for e in self.field.terms_of(p))
        self.field.work.charge(10 + 2 * size * self.field.width)
        images = list(self.field.polynomials.gens())
        for i, (c, w) in moved.items():
            images[i] = images[i] * w + c
        return p.compose(*images, ctx=self.field.polynomials)

    def _moved(self, known: Known) -> Known:
        """A hypothesis in the new coordinates, with coefficients of size about 1."""
        moved = self._to_t(known.p)
        scale = _size(moved)
        return known._replace(p=moved / scale, written=mul(num(1 / scale), known.written))

    # -- attempts

    def solved(self) -> Expr | None:
        """The first certificate whose sign is evident, as an expression for p."""
        for target in self._targets():
            for plan in self._plans(target):
                self.field.work.charge(50)
                found = self._by_plan(target, plan)
                if found is not None and not evident(self.context, found, self.strict) and self.strict:
                    found = self._by_plan(target, plan._replace(powers=True))
                if found is not None and evident(self.context, found, self.strict):
                    return found
        return None

    def _targets(self) -> Iterator[Target]:
        """p with all terms of one degree by an equation h = c; p reduced by the equations."""
        zeros = [known for known in self.knowns if known.zero]
        for known in zeros:
            p = _homogeneous(self.field, self.p, known.p)
            if p is not None:
                yield Target(p, self._multiple(self.p - p, known), [])
        p, rest = self.p, ZERO
        for known in zeros:
            factor, p = self.field.divided(p, known.p)
            rest = add(rest, mul(self.to_x(factor), known.written)) if len(factor) else rest
        yield Target(p, rest, zeros)

    def _multiple(self, p: Any, known: Known) -> Expr:
        """A polynomial that the equation divides, with that equation as a factor."""
        factor, _ = self.field.divided(p, known.p)
        return mul(self.to_x(factor), known.written) if len(factor) else ZERO

    def _plans(self, target: Target) -> Iterator[Plan]:
        """Cheap ones first."""
        own = int(target.p.total_degree()) if len(target.p) else 0
        inequalities = [known for known in self.knowns if not known.zero]
        most = max([own, *(int(known.p.total_degree()) for known in inequalities)])
        low, high = own + own % 2, most + most % 2
        if len(self._even(target, inequalities)) < len(inequalities):
            yield from (Plan(degree, 2, even=True) for degree in dict.fromkeys((low, high, high + 2)))
        for degree in dict.fromkeys((low, high)):
            yield from (Plan(degree, factors) for factors in range(1, min(4, 1 + max(1, len(inequalities)))))
        if inequalities:
            yield Plan(high + 2, 2)
            yield Plan(high, 3, "positive")
        yield Plan(high + 2, 2, "squares")
        if inequalities:
            yield Plan(high + 2, 3, "positive")

    def _even(self, target: Target, knowns: Sequence[Known]) -> list[Known]:
        """The hypotheses that keep their values under the changes of sign that p and the equations allow."""
        split = _Signs(self.field, [target.p, *(known.p for known in target.zeros)])
        return [known for known in knowns if split.fixed(known.p)]

    def _by_plan(self, target: Target, plan: Plan) -> Expr | None:
        """A certificate by this plan, None where it is too large."""
        try:
            return self._attempt(target, plan)
        except TooLarge:
            return None

    def _attempt(self, target: Target, plan: Plan) -> Expr | None:
        """A certificate by this plan."""
        base = self._base(target, plan)
        if base is None:
            return None
        p = self.field.reduce(self.field.times(target.p, base.p))
        knowns = self._multipliers(target, plan)
        split = _Signs(self.field, [p, target.p, *(known.p for known in (*knowns, *target.zeros))])
        cliques = self._cliques([p, *(known.p for known in target.zeros)])
        blocks = []
        for known in knowns:
            for basis in self._bases(plan, known.p, cliques):
                blocks += [Block(known.p, known.written, part) for part in split.parts(basis)]
        denominators = self._denominators(target, plan, split)
        free = [Free(known.p, known.written, self._free_basis(plan, known.p, split)) for known in target.zeros]
        self._affordable([*blocks, *denominators], free)
        found = gram.certificate(self.field, p, [*blocks, *denominators], free, self.to_x)
        if found is None:
            return None
        return mul(num(self.size), add(self._divided(found, base.written, denominators), target.rest))

    def _divided(self, found: Expr, q: Expr, denominators: Sequence[Block]) -> Expr:
        """p from q·p; the squares beside −p belong to q."""
        above, extra = [], []
        for term in found.args if found.op == "add" else (found,):
            if any(term.op == "mul" and term.args[0] is block.written for block in denominators):
                extra.append(term.args[1])
            else:
                above.append(term)
        below = add(q, *extra)
        return add(*above) if below is ONE else mul(add(*above), power(below, -1))

    def _base(self, target: Target, plan: Plan) -> Known | None:
        """What q is at least: 1, Σ x² for a p whose terms have one degree, or the sum of the positive hypotheses of degree 1."""
        one = self.field.constant(1)
        if plan.q == "positive":
            strict = [known for known in self.knowns if known.strict and int(known.p.total_degree()) == 1]
            total = sum((known.p for known in strict), one * 0)
            return Known(total, add(*(known.written for known in strict)), True) if strict else None
        if plan.q == "squares" and len({sum(map(int, e)) for e in self.field.terms_of(target.p)}) == 1:
            gens = [self.field.polynomials.gen(i) for i in self.variables if target.p.degrees()[i]]
            return Known(sum((x * x for x in gens), one * 0), add(*(power(self.to_x(x), 2) for x in gens)))
        return Known(one, ONE, True)

    def _denominators(self, target: Target, plan: Plan, split: _Signs) -> list[Block]:
        """−p as if it were known to be ≥ 0: q = 1 + σ with σ·p on the other side."""
        if plan.q != "squares":
            return []
        degree = plan.degree - int(target.p.total_degree())
        basis = self._monomials(self.variables, degree // 2)
        return [Block(-target.p, _MINUS, part) for part in split.parts(basis)]

    def _multipliers(self, target: Target, plan: Plan) -> list[Known]:
        """1, the hypotheses and their products, up to the degree of the plan; intervals as one polynomial."""
        inequalities = [known for known in self.knowns if not known.zero]
        if plan.even:
            inequalities = self._even(target, inequalities)
        found = [Known(self.field.constant(1), ONE, True), *self._intervals(inequalities)]
        for count in range(2, plan.factors + 1):
            found += self._products(combinations(inequalities, count), plan.degree)
        strict = [known for known in inequalities if known.strict]
        for count in range(2, plan.degree + 1) if plan.powers else ():
            found += self._products(combinations_with_replacement(strict, count), plan.degree)
        fitting = [known for known in found if len(known.p) and int(known.p.total_degree()) <= plan.degree]
        return list({str(known.p): known for known in reversed(fitting)}.values())[::-1]

    def _products(self, choices: Iterable[Sequence[Known]], degree: int) -> Iterator[Known]:
        """The products of hypotheses up to a degree."""
        for chosen in islice(choices, 10 * MOST_PRODUCTS):
            self.field.work.charge(1 + len(chosen))
            if sum(int(known.p.total_degree()) for known in chosen) <= degree:
                product = self.field.reduce(self.field.times(*(known.p for known in chosen)))
                written = mul(*(known.written for known in chosen))
                yield Known(product, written, all(known.strict for known in chosen))

    def _intervals(self, linear: Sequence[Known]) -> list[Known]:
        """The inequalities, where x ≥ a and x ≤ b are replaced by (x − a)(b − x) ≥ 0."""
        found, used = [], set()
        for first, second in combinations(linear, 2):
            total = first.p + second.p
            if len(first.p) <= 2 and int(first.p.total_degree()) == 1 and total.is_constant() and len(total):
                product = self.field.times(first.p, second.p)
                found.append(Known(product, mul(first.written, second.written), first.strict and second.strict))
                used |= {first.written, second.written}
        return [*(known for known in linear if known.written not in used), *found]

    # -- monomials

    def _cliques(self, polynomials: Sequence[Any]) -> list[list[int]]:
        """The maximal cliques of a chordal graph in which variables of one term are neighbours."""
        near: dict[int, set[int]] = {i: {i} for i in self.variables}

        def together(places: Sequence[int]) -> None:
            for i in places:
                near[i].update(places)

        for p in polynomials:
            for exponents in self.field.terms_of(p):
                together([i for i in self.variables if exponents[i]])
        for p in (*(known.p for known in self.knowns), *self._circles()):
            together([i for i in self.variables if p.degrees()[i]])
        return _eliminated(near)

    def _circles(self) -> list[Any]:
        """s² − g for every root s of g."""
        gens = self.field.polynomials.gens()
        return [gens[i] * gens[i] - g for i, g in self.field.square.items() if i in self.variables]

    def _bases(self, plan: Plan, g: Any, cliques: Sequence[list[int]]) -> Iterator[list[Any]]:
        """The monomials beside a multiplier, for every clique that its variables belong to."""
        half = (plan.degree - int(g.total_degree())) // 2
        used = {i for i in self.variables if g.degrees()[i]}
        around = [clique for clique in cliques if used <= set(clique)]
        if half <= 0 or not around:
            yield [self.field.constant(1)] if half >= 0 else []
        else:
            yield from (self._monomials(clique, half) for clique in around)

    def _monomials(self, variables: Sequence[int], degree: int) -> list[Any]:
        """All monomials up to a degree, roots at most once, the constant last."""
        if comb(len(variables) + degree, degree) > 400:
            raise TooLarge("too many monomials")
        found = []
        for total in range(degree, -1, -1):
            for choice in combinations_with_replacement(variables, total):
                self.field.work.charge(1 + total)
                if all(choice.count(i) == 1 for i in choice if i in self.field.square):
                    found.append(prod((self.field.polynomials.gen(i) for i in choice), start=self.field.constant(1)))
        return found

    def _free_basis(self, plan: Plan, e: Any, split: _Signs) -> list[Any]:
        """The monomials that an equation is multiplied with: those of the class of p."""
        degree = max(0, plan.degree - int(e.total_degree()))
        return [m for m in self._monomials(self.variables, degree) if split.fixed(self.field.times(m, e))]

    def _affordable(self, blocks: Sequence[Block], free: Sequence[Free]) -> None:
        """Raises `TooLarge` where the program would take too long."""
        triangles = [len(block.basis) * (len(block.basis) + 1) // 2 for block in blocks]
        price = 8 * sum(triangles) + sum(n**3 for n in triangles) // 1200
        if price > MOST_WORK or sum(len(part.basis) for part in free) > 600:
            raise TooLarge("too many forms")


_MINUS = Expr("sym", "−p")  # stands for −p until the certificate is divided by q


class _Signs:
    """The changes of signs of variables under which polynomials keep their values: classes of monomials by parity."""

    def __init__(self, field: Field, polynomials: Sequence[Any]) -> None:
        self.field = field
        self.span: list[int] = []
        for p in (*polynomials, *(g for i, g in field.square.items())):
            for exponents in field.terms_of(p):
                self._add(_parity(exponents))

    def _add(self, mask: int) -> None:
        mask = self._reduced(mask)
        if mask:
            self.span.append(mask)
            self.span.sort(reverse=True)

    def _reduced(self, mask: int) -> int:
        for known in self.span:
            mask = min(mask, mask ^ known)
        return mask

    def fixed(self, p: Any) -> bool:
        """Whether a polynomial keeps its values."""
        return all(not self._reduced(_parity(exponents)) for exponents in self.field.terms_of(p))

    def parts(self, basis: Sequence[Any]) -> list[list[Any]]:
        """The monomials by classes."""
        classes: dict[int, list[Any]] = {}
        for m in basis:
            (exponents,) = self.field.terms_of(m)
            classes.setdefault(self._reduced(_parity(exponents)), []).append(m)
        return list(classes.values())


def _variables(field: Field, polynomials: Sequence[Any]) -> list[int]:
    """The generators that occur, and those that the squares of these lead to."""
    waiting, found = list(polynomials), set()
    while waiting:
        p = waiting.pop()
        more = {i for i in range(len(field.expr)) if p.degrees()[i]} - found
        found |= more
        waiting += [field.square[i] for i in more if i in field.square]
    return sorted(found)


def _parity(exponents: Sequence[int]) -> int:
    return sum(1 << i for i, e in enumerate(exponents) if int(e) % 2)


def _homogeneous(field: Field, p: Any, e: Any) -> Any | None:
    """p with its terms times powers of h/c, so that all have one degree, for an equation e = h − c; None for others."""
    terms = field.terms_of(e)
    constant = next((fmpq(value) for key, value in terms.items() if not any(key)), fmpq(0))
    degrees = {sum(map(int, key)) for key in terms if any(key)}
    if constant == 0 or len(degrees) != 1 or not len(p):
        return None
    (step,) = degrees
    unit = (e - constant) / -constant
    top = int(p.total_degree())
    parts: dict[int, Any] = {}
    for key, value in field.terms_of(p).items():
        parts.setdefault(top - sum(map(int, key)), {})[key] = value
    if any(lack % step for lack in parts) or len(parts) == 1:
        return None
    lifted = (
        field.times(field.polynomials.from_dict(part), field.raised(unit, lack // step)) for lack, part in parts.items()
    )
    return sum(lifted, field.constant(0))


def _eliminated(near: dict[int, set[int]]) -> list[list[int]]:
    """The maximal cliques of the graph that elimination by least degree completes."""
    left = {i: others - {i} for i, others in near.items()}
    found: list[set[int]] = []
    while left:
        i = min(left, key=lambda place: (len(left[place]), place))
        others = left.pop(i)
        clique = others | {i}
        for j in others:
            left[j] = (left[j] | others) - {i, j}
        if not any(clique <= known for known in found):
            found.append(clique)
    return [sorted(clique) for clique in found]


def _size(p: Any) -> fmpq:
    """A power of two near the largest coefficient."""
    largest = max((abs(fmpq(c)) for c in p.coeffs()), default=fmpq(1))
    exponent = int(largest.p).bit_length() - int(largest.q).bit_length()
    return fmpq(2) ** exponent


def _ends(field: Field, i: int, knowns: Sequence[Known]) -> tuple[fmpq | None, fmpq | None]:
    """Between what a variable lies, by the hypotheses about it alone: b ± x ≥ 0, or c + b·x − a·x² ≥ 0 (nearly)."""
    low, high = None, None
    for known in knowns:
        degrees = known.p.degrees()
        if known.zero or not degrees[i] or any(e for j, e in enumerate(degrees) if j != i) or degrees[i] > 2:
            continue
        a, b, c = (_coefficient(field, known.p, i, e) for e in (2, 1, 0))
        if a == 0:
            end = -c / b
            low, high = (end, high) if b > 0 else (low, end)
        elif a < 0 and b * b - 4 * a * c > 0:
            middle, half = -b / (2 * a), _near(sqrt(_float(b * b - 4 * a * c)) / abs(2 * _float(a)))
            low, high = middle - half, middle + half
    return low, high


def _near(x: float) -> fmpq:
    """A simple rational number."""
    close = Fraction(x).limit_denominator(1000)
    close = close or Fraction(x).limit_denominator(10**9)
    return fmpq(close.numerator, close.denominator)


def _coefficient(field: Field, p: Any, i: int, e: int) -> fmpq:
    """The coefficient of a power of a generator, in a polynomial in it alone."""
    return next((fmpq(c) for exponents, c in field.terms_of(p).items() if int(exponents[i]) == e), fmpq(0))


def _float(x: fmpq) -> float:
    return float(int(x.p) / int(x.q))
