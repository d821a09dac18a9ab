"""The zero test: a normal form for expressions on a domain.

An expression becomes a quotient of polynomials in generators (`ring`): symbols, π, roots √g of irreducible polynomials
and of a *coprime base* of integers (refined by gcds; integers are never factored beyond small primes), and atoms,
function values keyed by the normal form of their argument.  Known equations rewrite atoms (`equation`); what functions
satisfy comes only from there.

Guarantee: where every sub-expression is defined, the value of the expression is that of its normal form, off a nowhere
dense set at worst.  Generators need not be independent: numerator 0 proves equality, anything else proves nothing.
"""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING

from flint import fmpq

from symcrit.core.expr import DEFINITION, ONE, PI, ZERO, Expr, nodes, substitute
from symcrit.core.ring import MAX_DEGREE, Ratio, Ring
from symcrit.core.signs import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Signs, powers, products

if TYPE_CHECKING:
    from symcrit.core.context import Context
    from symcrit.core.domain import Relation

TRIAL_PRIMES = 400  # what integers are divided by; a larger composite factor stays whole
AT_ZERO = {"exp": ONE, "cos": ONE, "sin": ZERO, "erf": ZERO, "asin": ZERO}
ASIN = {fmpq(n, 4): fmpq(1, m) for n, m in ((1, 6), (2, 4), (3, 3), (4, 2))}  # asin √key = π·value


class Normalizer(Ring):
    """Normal forms on the domain of a `Context`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.atoms: dict[object, int] = {}
        self.memo: dict[Expr, Ratio] = {}

    def nf(self, root: Expr) -> Ratio:
        """The normal form of `root`, which must be defined on the domain."""
        for node in nodes(root) if root not in self.memo else ():
            if node not in self.memo:
                self.memo[node] = self._node(node, [self.memo[child] for child in node.children])
        return self.memo[root]

    def equation(self, known: Relation) -> None:
        """Read lhs = rhs from left to right where lhs is a generator or its square, and rhs does not lead back."""
        square = known.lhs.op == "pow" and known.lhs.args[0] == 2
        lhs, rhs = self.nf(known.lhs.args[1] if square else known.lhs), self.nf(known.rhs)
        single = len(used := self.used(lhs.n)) == 1 and lhs.d.is_constant() and self.lift(lhs.n) == self.gen(used[0]).n
        if single and used[0] not in self.reached(rhs):
            self.rules[used[0]] = (2 if square else 1, rhs)
            self.memo.clear()

    def _node(self, node: Expr, parts: list[Ratio]) -> Ratio:
        op, args = node.op, node.args
        if op in ("num", "pow"):
            return self.whole(node.value) if op == "num" else self.raised(parts[0], args[0])
        if op in ("add", "mul"):
            total = parts[0]
            for part in parts[1:]:
                total = self.plus(total, part) if op == "add" else self.product(total, part)
            return total
        if op in DEFINITION:
            return self.nf(substitute(DEFINITION[op], {"x": args[0]}))
        return self.sqrt(parts[0]) if op == "sqrt" else self._atom(node, parts)

    def _atom(self, node: Expr, parts: list[Ratio]) -> Ratio:
        """The generator of a symbol, of π, or of a function of normal forms (asin, erf, sin odd; cos even)."""
        op, x = node.op, parts[0] if parts else self.whole(0)
        if op == "log" and x.n.is_one() and x.d.is_one():
            return self.whole(0)
        if op in AT_ZERO and not len(x.n):
            return self.nf(AT_ZERO[op])
        if op == "asin" and (turn := self._turn(node.args[0], x)):
            return self.scaled(self.nf(PI), turn)
        whole = op in ("sin", "cos") and self._half_turns(x)
        if whole and op == "sin":
            return self.whole(0)
        way = -1 if op in ("sin", "cos", "asin", "erf") and x.n.leading_coefficient() < 0 else 1
        keys = [self.key(self.scaled(part, way)) for part in parts]
        if op == "kernel":  # κ(p, q, r) = κ(r, q, p)
            orders, keys = min((node.args[1:4], keys), (node.args[3:0:-1], keys[::-1]))
            keys = [(node.args[0], str(orders)), *keys]
        functions: tuple[Expr, ...] = ()
        if op == "mean":  # E[f(u) g(v)] = E[g(u) f(v)], with q11 and q22 exchanged
            ways = (node.args[:2], keys), (node.args[1::-1], keys[::-1])
            functions, keys = min(ways, key=lambda way: ([f.rank for f in way[0]], way[1]))
        key = (str((op, node.args if op == "sym" else keys)), *functions)
        if key not in self.atoms:
            signs = self.context.signs(node)
            index = self.atoms[key] = self.generator(products(NEGATIVE, signs) if way < 0 and op != "cos" else signs)
            self.names.update({index: node.args[0]} if op == "sym" else {})
            if whole:
                self.rules[index] = (2, self.whole(1))
            if op == "sin":
                cosine = self.nf(Expr("cos", node.args[0]))
                self.rules[index] = (2, self.plus(self.whole(1), self.scaled(self.product(cosine, cosine), -1)))
        return self.scaled(self.gen(self.atoms[key]), 1 if op == "cos" else way)

    def _half_turns(self, x: Ratio) -> bool:
        """Whether x = πk for a polynomial k in integer symbols with integer coefficients."""
        pi, kinds, n = self.atoms.get((str(("pi", [])),), -1), self.context.domain.kinds, self.lift(x.n)
        whole = {pi, *(i for i, name in self.names.items() if kinds.get(name) == "integer")}
        good = x.d.is_constant() and set(self.used(n)) <= whole and all(c.q == 1 for c in n.coeffs())
        return pi >= 0 and good and all(monomial[pi] == 1 for monomial in n.monoms())

    def _turn(self, argument: Expr, x: Ratio) -> fmpq | None:
        """asin x / π where x² is ¼, ½, ¾ or 1."""
        square, signs = self.product(x, x), self.context.signs(argument)
        known = len(signs) == 1 and square.n.is_constant() and square.d.is_constant()
        turn = ASIN.get(fmpq(square.n.leading_coefficient())) if known else None
        return turn and turn * next(iter(signs))

    def sqrt(self, x: Ratio) -> Ratio:
        """√x for x ≥ 0, as √(n·d)/|d| with n·d split into factors of known sign, integers and a rest."""
        x = self.ratio(*x)
        p, below = self.times(x.n, x.d), self.polynomial_signs(x.d)
        if not len(p) or len(below) > 1 or self.roots(p) or p.total_degree() > MAX_DEGREE:
            return self.root(x) if len(p) else x
        content, factors = p.factor()
        result, rest = self.ratio(self.constant(1), x.d if below == POSITIVE else -x.d), self.constant(1)
        signs = [self.polynomial_signs(factor) for factor, _ in factors]
        loose = any(not (own <= NONNEGATIVE or own <= NONPOSITIVE) for own in signs)  # then 0 may not occur beside it
        for (factor, exponent), own in zip(factors, signs, strict=True):
            e, way = int(exponent), -1 if own <= NONPOSITIVE else 1
            if own not in (POSITIVE, NEGATIVE) and loose:
                rest = self.times(rest, self.power(factor, e))
                continue
            content *= way**e
            result = self.product(result, self.raised(self.whole(factor * way), e // 2))
            result = self.product(result, self.root(self.whole(factor * way), powers(own, 2))) if e % 2 else result
        content = fmpq(content)
        for m, e in (content.p * content.q).factor(trial_limit=TRIAL_PRIMES):
            m, e = (m.isqrt(), 2 * e) if m.is_square() else (m, e)
            result = self.scaled(result, fmpq(m) ** (e // 2))
            result = self.product(result, self.root(self.whole(m), POSITIVE)) if e % 2 else result
        rest = self.lift(rest) * (1 if content > 0 else -1)
        return self.scaled(self.product(result, self.root(self.whole(rest))), fmpq(1, int(content.q)))

    def root(self, x: Ratio, signs: Signs = NONNEGATIVE) -> Ratio:
        """The generator r ≥ 0 with r² = x, times the root of a rational content of x."""
        content = fmpq(gcd(*(int(c.p) for c in x.n.coeffs())), lcm(*(int(c.q) for c in x.n.coeffs())))
        if not x.n.is_constant() and content != 1:
            return self.product(self.sqrt(self.whole(content)), self.root(self.scaled(x, 1 / content), signs))
        if x.n.is_one() and x.d.is_one():
            return x
        key = str(("sqrt", self.key(x)))
        if key not in self.atoms:
            self.atoms[key] = self.generator(signs)
            self.rules[self.atoms[key]] = (2, self.ratio(*x))
        return self.gen(self.atoms[key])
