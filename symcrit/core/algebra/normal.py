"""The zero test: a normal form for expressions on a domain.

An expression becomes a quotient of polynomials in generators (`ring`): symbols, π, roots √g of irreducible polynomials
and of integers (split by small primes only; a larger composite stays whole), and atoms, function values keyed by the
normal form of their argument.  Known equations rewrite atoms (`equation`); what functions satisfy comes only from them.

Guarantee: where every sub-expression is defined, the value of the expression is that of its normal form.  Generators
need not be independent: numerator 0 proves equality, anything else proves nothing.
"""

from collections.abc import Callable
from functools import reduce

from flint import fmpq

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import DEFINITION, ONE, PI, ZERO, Expr, nodes, num, parse, substitute
from symcrit.core.algebra.ring import MAX_DEGREE, Ratio, Ring
from symcrit.core.algebra.signs import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Signs, powers, products
from symcrit.core.work import Work

TRIAL_PRIMES = 400  # what integers are divided by; a larger composite factor stays whole
VALUES = {"exp": {"0": ONE}, "cos": {"0": ONE}, "log": {"1": ZERO}}  # op: {x²: op(x) for x ≥ 0}
VALUES |= {op: {"0": ZERO} for op in ("sin", "erf", "asin")}
VALUES["asin"] |= {x2: PI * num(fmpq(1, m)) for x2, m in (("1/4", 6), ("1/2", 4), ("3/4", 3), ("1", 2))}

_ERF_X, _ERF_Y = (["erf", ["/", x, ["sqrt", 2]]] for x in "xy")  # Φ(x) = (1 + erf(x/√2))/2
# Φ₂(x, y; r): for r = 0 Φ(x)Φ(y); for r = 1 min(Φ(x), Φ(y)); for r = −1 max(Φ(x) + Φ(y) − 1, 0); and at x = y = 0
INDEPENDENT = parse(["*", "1/4", ["+", 1, _ERF_X], ["+", 1, _ERF_Y]])
EQUAL = parse(["/", ["-", ["+", 2, _ERF_X, _ERF_Y], ["abs", ["-", _ERF_X, _ERF_Y]]], 4])
OPPOSITE = parse(["/", ["+", _ERF_X, _ERF_Y, ["abs", ["+", _ERF_X, _ERF_Y]]], 4])
SHEPPARD = parse(["+", "1/4", ["/", ["asin", "r"], ["*", 2, "pi"]]])


class Normalizer(Ring):
    """Normal forms on a domain, on which `signs_of` gives the signs of an expression."""

    def __init__(self, domain: Domain, work: Work, signs_of: Callable[[Expr], Signs]) -> None:
        super().__init__(domain, work)
        self.signs_of = signs_of
        self.atoms: dict[object, int] = {}
        self.memo: dict[Expr, Ratio] = {}

    def nf(self, root: Expr) -> Ratio:
        """The normal form of `root`, which must be defined on the domain."""
        for node in nodes(root, known=self.memo):
            if node not in self.memo:
                self.work.charge(1)
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
            return reduce(self.plus if op == "add" else self.product, parts)
        form = self._binormal(parts) if op == "binormal" else DEFINITION.get(op)
        if form is not None:
            return self.nf(substitute(form, dict(zip("xyr", args, strict=False))))
        return self.sqrt(parts[0]) if op == "sqrt" else self._atom(node, parts)

    def _binormal(self, parts: list[Ratio]) -> Expr | None:
        """Φ₂(x, y; r) where it is made of simpler functions."""
        x, y, r = parts
        if not len(r.n):
            return INDEPENDENT
        if not len(x.n) and not len(y.n):
            return SHEPPARD
        ends = {"1": EQUAL, "-1": OPPOSITE}
        return ends.get(str(r.n)) if r.d.is_one() else None

    def _atom(self, node: Expr, parts: list[Ratio]) -> Ratio:
        """The generator of a symbol, of π, or of a function of normal forms (asin, erf, sin odd; cos even)."""
        op, x = node.op, parts[0] if parts else self.whole(0)
        if (value := self._value(op, x)) is not None:
            return value
        way = -1 if op in ("sin", "cos", "asin", "erf") and x.n.leading_coefficient() < 0 else 1
        keys = [self.key(self.scaled(part, way)) for part in parts]
        if op == "kernel":  # κ(p, q, r) = κ(r, q, p)
            orders, keys = min((node.args[1:4], keys), (node.args[3:0:-1], keys[::-1]))
            keys = [(node.args[0], str(orders)), *keys]
        if op == "binormal":  # Φ₂(h, k; ρ) = Φ₂(k, h; ρ)
            keys = [*sorted(keys[:2]), keys[2]]
        functions: tuple[Expr, ...] = ()
        if op == "mean":  # E[f(u) g(v)] = E[g(u) f(v)], with q11 and q22 exchanged
            ways = (node.args[:2], keys), (node.args[1::-1], keys[::-1])
            functions, keys = min(ways, key=lambda way: ([f.rank for f in way[0]], way[1]))
        key = (str((op, node.args if op == "sym" else keys)), *functions)
        if key not in self.atoms:
            signs = self.signs_of(node)
            index = self.atoms[key] = self.generator(products(NEGATIVE, signs) if way < 0 and op != "cos" else signs)
            self.names.update({index: node.args[0]} if op == "sym" else {})
            if op in ("sin", "cos") and self._half_turns(x):
                self.rules[index] = (1, self.whole(0)) if op == "sin" else (2, self.whole(1))
            elif op == "sin":
                cosine = self.nf(Expr("cos", node.args[0]))
                self.rules[index] = (2, self.plus(self.whole(1), self.scaled(self.product(cosine, cosine), -1)))
        return self.scaled(self.gen(self.atoms[key]), 1 if op == "cos" else way)

    def _value(self, op: str, x: Ratio) -> Ratio | None:
        """op(x) where x has one sign and a square at which the value is known."""
        square = self.product(x, x) if op in VALUES and len(x.n) < 2 and x.d.is_constant() else x
        value = VALUES.get(op, {}).get(str(square.n)) if square.d.is_one() else None
        signs = self.polynomial_signs(x.n) if value else NONNEGATIVE
        return self.scaled(self.nf(value), -1 if signs == NEGATIVE else 1) if value and len(signs) == 1 else None

    def _half_turns(self, x: Ratio) -> bool:
        """Whether x = πk for a polynomial k in integer symbols with integer coefficients."""
        k, kinds = self.product(x, self.raised(self.nf(PI), -1)), self.domain.kinds
        whole = all(kinds.get(self.names.get(i, "")) == "integer" for i in self.used(k.n))
        return whole and k.d.is_one() and all(c.q == 1 for c in k.n.coeffs())

    def sqrt(self, x: Ratio) -> Ratio:
        """√x for x ≥ 0, as √(n·d)/|d| with n·d split into integers, factors of known sign, and a rest."""
        x = self.ratio(*x)
        p, below = self.times(x.n, x.d), self.polynomial_signs(x.d)
        if not len(p) or len(below) > 1 or p.total_degree() > MAX_DEGREE:
            return self.root(x) if len(p) else x
        content, factors = self.factors(p)
        signs = [self.polynomial_signs(factor) for factor, _ in factors]
        loose = any(not (own <= NONNEGATIVE or own <= NONPOSITIVE) for own in signs)  # then 0 may not occur beside it
        rest, parts = self.constant(1), []
        for (factor, exponent), own in zip(factors, signs, strict=True):
            e, way = int(exponent), -1 if own <= NONPOSITIVE else 1
            if own in (POSITIVE, NEGATIVE) or not loose:
                content *= way**e
                parts.append((self.whole(factor * way), e, powers(own, 2)))
            else:
                rest = self.times(rest, self.power(factor, e))
        content = fmpq(content)
        for m, e in (content.p * content.q).factor(trial_limit=TRIAL_PRIMES):
            parts.append((self.whole(m.isqrt()), 2 * e, POSITIVE) if m.is_square() else (self.whole(m), e, POSITIVE))
        parts.append((self.whole(self.lift(rest) * (1 if content > 0 else -1)), 1, NONNEGATIVE))
        result = self.ratio(self.constant(fmpq(1, int(content.q))), x.d if below == POSITIVE else -x.d)
        for part, e, own in parts:
            result = self.product(result, self.raised(part, e // 2)) if e > 1 else result
            result = self.product(result, self.root(part, own)) if e % 2 else result
        return result

    def root(self, x: Ratio, signs: Signs = NONNEGATIVE) -> Ratio:
        """The generator r ≥ 0 with r² = x."""
        if x.n.is_one() and x.d.is_one():
            return x
        key = str(("sqrt", self.key(x)))
        if key not in self.atoms:
            self.atoms[key] = self.generator(signs)
            self.rules[self.atoms[key]] = (2, self.ratio(*x))
        return self.gen(self.atoms[key])
