"""Sines and cosines in terms of few: the addition theorems, multiples of π, and inverse functions (see `rewriter`)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symcrit.core import Context, Expr, TooLarge, parse, substitute
from symcrit.core.algebra.expr import DEFINITION
from symcrit.search.engines.equalities.rewriter import Functions, Prove, Restart, Terms, Units, tangent
from symcrit.search.engines.field import Quotient
from symcrit.search.engines.terms import ONE, PI, add, expanded, mul, num

ANGLES = {2: "1", 3: ["/", ["sqrt", 3], 2], 4: ["/", ["sqrt", 2], 2], 6: "1/2"}  # sin(π/D)


class Rewriter(Functions):
    """All functions; `lemmas` in the order in which core needs them."""

    def _sine(self, x: Quotient) -> Quotient:
        return self.turn(self.terms(x))[1]

    def _cosine(self, x: Quotient) -> Quotient:
        return self.turn(self.terms(x))[0]

    def turn(self, terms: Terms) -> tuple[Quotient, Quotient]:
        """(cos, sin) of Σ q·t, with the identities for every partial sum."""
        total, before = (self._whole_number(1), self._whole_number(0)), None
        for q, t in terms:
            part = self._turn_of_term(q, t)
            here = self.scaled(q, t)
            total = part if before is None else self._rotate(total, part, before, here)
            before = here if before is None else add(before, here)
        return total

    def _rotate(self, a: tuple, b: tuple, x: Expr, y: Expr) -> tuple[Quotient, Quotient]:
        """(cos, sin) of x + y from those of x and y."""
        self.identity("sin-sum", x=x, y=y)
        self.identity("sin-sum", x=-x, y=-y)  # core reads the one whose argument it takes for positive
        self.identity("cos-sum", x=x, y=y)

        def join(p: tuple, q: tuple, way: int) -> Quotient:
            below = self.times(q[0].d, q[1].d)
            above = self.times(p[0].d, p[1].d)
            left = self.times(p[0].n, p[1].n, below)
            right = self.times(q[0].n, q[1].n, above)
            return self.quotient(left + way * right, self.times(above, below))

        return join((a[0], b[0]), (a[1], b[1]), -1), join((a[1], b[0]), (a[0], b[1]), 1)

    def _turn_of_term(self, q: Fraction, t: Quotient) -> tuple[Quotient, Quotient]:
        name, _ = self.meaning.get(self.single(t), ("", t))
        near = (d for d in (2, 3, 4, 6, 12) if self.is_pi(t) and d % q.denominator == 0)
        size = next(near, 0) or self.unit("turn", t, q)
        n = int(q * size)
        cosine, sine = self._base(name, t, size)
        way = 1 if n >= 0 else -1
        cosine, sine = self._multiple((cosine, sine), self.scaled(Fraction(1, size), t), abs(n))
        return cosine, Quotient(sine.n * way, sine.d)

    def _multiple(self, unit: tuple, angle: Expr, n: int) -> tuple[Quotient, Quotient]:
        """n·angle by doubling and adding."""
        if n == 0:
            return self._whole_number(1), self._whole_number(0)
        if n == 1:
            return unit
        key = f"{n} {angle}"
        if key not in self.turns:
            even = n % 2 == 0
            m = n // 2 if even else n - 1
            low, x = self._multiple(unit, angle, m), mul(num(m), angle)
            self.turns[key] = self._rotate(low, low, x, x) if even else self._rotate(low, unit, x, angle)
        return self.turns[key]

    def _whole_number(self, n: int) -> Quotient:
        """n/1."""
        return Quotient(self.constant(n), self.constant(1))

    def _base(self, name: str, t: Quotient, size: int) -> tuple[Quotient, Quotient]:
        """(cos, sin) of t/size."""
        angle = self.scaled(Fraction(1, size), t)
        if name == "asin" and size == 1:
            return self._of_asin(self._sine_of(angle, t))
        if self.is_pi(t) and size in ANGLES:
            return self._of_asin(parse(ANGLES[size]))
        if self.is_pi(t) and size == 12:
            third, quarter = (self._base(name, t, d) for d in (3, 4))
            back = (quarter[0], Quotient(-quarter[1].n, quarter[1].d))
            return self._rotate(third, back, self.scaled(Fraction(1, 3), t), self.scaled(Fraction(-1, 4), t))
        if size == 1 and self._whole(t):
            cosine = self.generator(Expr("cos", angle))
            self.square[self.place[Expr("cos", angle)]] = self.constant(1)
            return Quotient(cosine, self.constant(1)), self._whole_number(0)
        sine = self.generator(Expr("sin", angle))
        cosine = self.generator(Expr("cos", angle))
        self.square.setdefault(self.place[Expr("sin", angle)], 1 - cosine * cosine)
        return Quotient(cosine, self.constant(1)), Quotient(sine, self.constant(1))

    def _sine_of(self, angle: Expr, t: Quotient) -> Expr:
        """u where the angle is asin u."""
        if angle.op == "atan":
            return substitute(DEFINITION["atan"].args[0], {"x": angle.args[0]})
        return angle.args[0] if angle.op == "asin" else self.expr_of(self.meaning[self.single(t)][1])

    def _of_asin(self, u: Expr) -> tuple[Quotient, Quotient]:
        inner = tangent(u)
        for name in ("sin", "cos"):
            if inner is None:
                self.identity(f"{name}-asin", x=u)
            else:
                self.identity(f"{name}-atan", x=inner)
        return self.of(Expr("sqrt", ONE - u * u)), self.of(u)

    def is_pi(self, t: Quotient) -> bool:
        return PI in self.place and self.single(t) == self.place[PI]

    def _whole(self, t: Quotient) -> bool:
        """Whether t = π·k for a product k of integer symbols."""
        used = [(self.expr[i], int(e)) for i, e in enumerate(t.n.degrees()) if e]
        kinds = self.context.domain.kinds
        rest = [x for x, _ in used if x is not PI]
        whole = all(x.op == "sym" and kinds.get(x.args[0]) == "integer" for x in rest)
        return bool(rest) and whole and (PI, 1) in used and t.d.is_constant()


def rewriter(
    samples: Sequence[dict[str, float]], context: Context, prove: Prove, *roots: Expr
) -> tuple[Rewriter, list[Quotient]]:
    """A rewriter with stable units and the quotients of the roots (expanded)."""
    units, plain = Units(), [expanded(root) for root in roots]
    for _ in range(12):
        found = Rewriter(samples, context, prove, units, *plain)
        before = dict(units)
        try:
            quotients = [found.of(root) for root in plain]
        except Restart:
            continue
        if units == before:
            return found, quotients
    raise TooLarge("units do not settle")
