"""The zero test: a normal form for expressions on a domain.

An expression becomes a quotient of polynomials in generators (`ring`): symbols, π, roots √g of irreducible polynomials
and of integers (split by small primes only; a larger composite stays whole), and atoms, function values keyed by the
normal form of their argument.  Known equations rewrite atoms (`equation`); what functions satisfy comes only from them.

Guarantee: where every sub-expression is defined, the value of the expression is that of its normal form.  Generators
need not be independent: numerator 0 proves equality, anything else proves nothing.
"""

from collections.abc import Callable
from functools import reduce
from itertools import permutations, product
from math import prod
from typing import NamedTuple

from flint import fmpq, fmpz

from symcrit.core.algebra.derivatives import slope
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import DEFINITION, ONE, PI, ZERO, Expr, add, mul, nodes, num, parse, substitute, sym
from symcrit.core.algebra.operations import INSIDE
from symcrit.core.algebra.ring import MAX_DEGREE, Factor, Polynomial, Ratio, Ring, Rule
from symcrit.core.algebra.signs import ANY, NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Signs, powers, products
from symcrit.core.expectation.quadrature import admissible
from symcrit.core.reading import Reject
from symcrit.core.work import Work

TRIAL_PRIMES = 400  # what integers are divided by; a larger composite factor stays whole
ODD = ("sin", "asin", "erf")
Z = sym("z")
FormKey = tuple[str, str]  # of a normal form
AtomKey = tuple[object, ...]
VALUES = {  # op: {x²: op(x) for x ≥ 0}
    "exp": {"0": ONE},
    "cos": {"0": ONE},
    "log": {"1": ZERO},
    "sin": {"0": ZERO},
    "erf": {"0": ZERO},
    "asin": {
        "0": ZERO,
        "1/4": PI * num(fmpq(1, 6)),
        "1/2": PI * num(fmpq(1, 4)),
        "3/4": PI * num(fmpq(1, 3)),
        "1": PI * num(fmpq(1, 2)),
    },
}

# Φ₂(x, y; r): for r = 0 Φ(x)Φ(y); for r = 1 min(Φ(x), Φ(y)); for r = −1 max(Φ(x) + Φ(y) − 1, 0); and at x = y = 0
_ERF_X = ["erf", ["/", "x", ["sqrt", 2]]]  # Φ(x) = (1 + erf(x/√2))/2
_ERF_Y = ["erf", ["/", "y", ["sqrt", 2]]]
INDEPENDENT = parse(["*", "1/4", ["+", 1, _ERF_X], ["+", 1, _ERF_Y]])
EQUAL = parse(["/", ["-", ["+", 2, _ERF_X, _ERF_Y], ["abs", ["-", _ERF_X, _ERF_Y]]], 4])
OPPOSITE = parse(["/", ["+", _ERF_X, _ERF_Y, ["abs", ["+", _ERF_X, _ERF_Y]]], 4])
REFLECTED_X = parse(  # Φ₂(x, y; r) = Φ(y) − Φ₂(−x, y; −r)
    ["-", ["/", ["+", 1, _ERF_Y], 2], ["binormal", ["-", "x"], "y", ["-", "r"]]]
)
REFLECTED_Y = parse(["-", ["/", ["+", 1, _ERF_X], 2], ["binormal", "x", ["-", "y"], ["-", "r"]]])
# S_4 = 1/5 for means 0 and all correlations 1/2: y_j = X − Z_j has them for X, Z_j independent, so P(y > 0) = 1/5, that
# X is the largest of five; and 16·P(y > 0) = 1 + 6·(2/π)·asin ½ + S_4
HALVES_OF_FOUR: list[FormKey] = [("0", "1")] * 4 + [("1/2", "1")] * 6
SHEPPARD = parse(["+", "1/4", ["/", ["asin", "r"], ["*", 2, "pi"]]])


class _Split(NamedTuple):
    """What √(n·d) is made of: part^exponent, the part having these signs."""

    part: Ratio
    exponent: int
    signs: Signs


class Normalizer(Ring):
    """Normal forms on a domain, on which `signs_of` gives the signs of an expression."""

    def __init__(self, domain: Domain, work: Work, signs_of: Callable[[Expr], Signs]) -> None:
        super().__init__(domain, work)
        self.signs_of = signs_of
        self.atoms: dict[AtomKey, int] = {}
        self.meanings: dict[
            int, tuple[Expr | None, list[Ratio]]
        ] = {}  # what generators are: a node, of these arguments
        self.turned: dict[int, int] = {}  # the sign with which a product of signs is its generator
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
        is_square = known.lhs.op == "pow" and known.lhs.args[0] == 2
        lhs = self.nf(known.lhs.children[0] if is_square else known.lhs)
        rhs = self.nf(known.rhs)
        used = self.used(lhs.n)
        if len(used) != 1 or not lhs.d.is_constant():
            return
        (index,) = used
        if self.lift(lhs.n) == self.gen(index).n and index not in self.reached(rhs):
            self.rules[index] = Rule(2 if is_square else 1, rhs)
            self.memo.clear()

    # --------------------------------------------------------------------------------------------- back to expressions

    def expr_of(self, x: Ratio) -> Expr:
        """An expression with this normal form, in simple parts."""
        above = self._expr_of_polynomial(x.n)
        return above if x.d.is_one() else above / self._expr_of_polynomial(x.d)

    def _expr_of_polynomial(self, p: Polynomial) -> Expr:
        self.work.charge(1 + len(p))
        terms = []
        for exponents, coefficient in p.to_dict().items():
            powers_of = [self._meaning(i) ** int(e) for i, e in enumerate(exponents) if e]
            terms.append(mul(num(fmpq(coefficient)), *powers_of))
        return add(*terms)

    def _meaning(self, index: int) -> Expr:
        """The symbol, root or function value that a generator is."""
        node, arguments = self.meanings[index]
        inside = [self.expr_of(argument) for argument in arguments]
        if node is None:
            return Expr("sqrt", *inside)
        head = node.args[: len(node.args) - len(node.children)]
        return Expr(node.op, *head, *inside)

    # ----------------------------------------------------------------------------------------------------------- nodes

    def _node(self, node: Expr, parts: list[Ratio]) -> Ratio:
        """The normal form of a node from those of its children."""
        op = node.op
        if op == "num":
            return self.whole(node.value)
        if op == "pow":
            return self.raised(parts[0], node.args[0])
        if op == "add":
            return reduce(self.plus, parts)
        if op == "mul":
            return reduce(self.product, parts)
        if op == "sqrt":
            return self.sqrt(parts[0])
        if op in INSIDE:
            raise Reject(f"{op} stands outside of a statement")
        if op == "signs":
            return self._signs(node, parts)
        by_stein = _by_stein(node) if op == "mean" else None
        if by_stein is not None:
            return self.nf(by_stein)
        simpler = self._binormal(parts) if op == "binormal" else DEFINITION.get(op)
        if simpler is None:
            return self._atom(node, parts)
        return self.nf(substitute(simpler, dict(zip("xyr", node.args, strict=False))))

    def _binormal(self, parts: list[Ratio]) -> Expr | None:
        """Φ₂(x, y; r) where it is made of simpler functions."""
        x, y, r = parts
        if not len(r.n):
            return INDEPENDENT
        if not len(x.n) and not len(y.n):
            return SHEPPARD
        if r.d.is_one() and str(r.n) in ("1", "-1"):
            return EQUAL if str(r.n) == "1" else OPPOSITE
        if _turns(x) or (not len(x.n) and _turns(r)):
            return REFLECTED_X
        if _turns(y) or (not len(y.n) and _turns(r)):
            return REFLECTED_Y
        return None

    def _signs(self, node: Expr, parts: list[Ratio]) -> Ratio:
        """E[Π sign y_j], which is odd in each y_j: the generator is that of the least arguments, up to the order."""
        self.work.charge(1000)
        count = 3 if len(parts) == 6 else 4
        places = [(i, j) for j in range(count) for i in range(j)]
        forms = {(i,): part for i, part in enumerate(parts[:count])} | dict(zip(places, parts[count:], strict=True))
        keys = {(place, way): self.key(self.scaled(part, way)) for place, part in forms.items() for way in (1, -1)}
        found: list[tuple[list[FormKey], int]] = []
        for order in permutations(range(count)):
            for ways in product((1, -1), repeat=count):
                means = [keys[(i,), ways[i]] for i in order]
                rho = [keys[_ordered(order[a], order[b]), ways[order[a]] * ways[order[b]]] for a, b in places]
                found.append(([*means, *rho], prod(ways)))
        for key, way in found:
            if key == HALVES_OF_FOUR:
                return self.whole(fmpq(way, 5))
        least = min(key for key, _ in found)
        ways_of_least = {way for key, way in found if key == least}
        if len(ways_of_least) == 2:  # it is its own negative
            return self.whole(0)
        own: AtomKey = ("signs", *least)
        if own not in self.atoms:
            index = self.generator(ANY)
            self.atoms[own] = index
            self.meanings[index] = (node, parts)
            self.turned[index] = prod(ways_of_least)
        index = self.atoms[own]
        return self.scaled(self.gen(index), prod(ways_of_least) * self.turned[index])

    # ----------------------------------------------------------------------------------------------------------- atoms

    def _atom(self, node: Expr, parts: list[Ratio]) -> Ratio:
        """The generator of a symbol, of π, or of a function of normal forms (asin, erf, sin odd; cos even)."""
        op = node.op
        value = self._value(op, parts[0]) if parts else None
        if value is not None:
            return value
        mirrored = op in (*ODD, "cos") and parts[0].n.leading_coefficient() < 0  # then op(−x) is the generator
        arguments = [self.scaled(part, -1) for part in parts] if mirrored else parts
        turned = mirrored and op in ODD
        key = _key_of_atom(node, [self.key(argument) for argument in arguments])
        if key not in self.atoms:
            signs = self.signs_of(node)
            index = self.generator(products(NEGATIVE, signs) if turned else signs)
            self.atoms[key] = index
            self.meanings[index] = (node, arguments)
            if op == "sym":
                self.names[index] = node.args[0]
            if op in ("sin", "cos"):
                self._add_rule_of_circle(index, node, parts[0])
        found = self.gen(self.atoms[key])
        return self.scaled(found, -1) if turned else found

    def _add_rule_of_circle(self, index: int, node: Expr, x: Ratio) -> None:
        """sin πk = 0 and cos² πk = 1 for integer k; for other x, sin² x = 1 − cos² x."""
        is_sine = node.op == "sin"
        if self._half_turns(x):
            self.rules[index] = Rule(1, self.whole(0)) if is_sine else Rule(2, self.whole(1))
        elif is_sine:
            cosine = self.nf(Expr("cos", node.children[0]))
            minus = self.scaled(self.product(cosine, cosine), -1)
            self.rules[index] = Rule(2, self.plus(self.whole(1), minus))

    def _value(self, op: str, x: Ratio) -> Ratio | None:
        """op(x) where x has one sign and a square at which the value is known."""
        if op not in VALUES or len(x.n) > 1 or not x.d.is_constant():
            return None
        square = self.product(x, x)
        value = VALUES[op].get(str(square.n)) if square.d.is_one() else None
        if value is None:
            return None
        signs = self.polynomial_signs(x.n)
        if len(signs) != 1:
            return None
        return self.scaled(self.nf(value), -1 if signs == NEGATIVE else 1)

    def _half_turns(self, x: Ratio) -> bool:
        """Whether x = πk for a polynomial k in integer symbols with integer coefficients."""
        k = self.product(x, self.raised(self.nf(PI), -1))
        kinds = [self.domain.kinds.get(self.names.get(index, "")) for index in self.used(k.n)]
        if not k.d.is_one() or any(kind != "integer" for kind in kinds):
            return False
        return all(coefficient.q == 1 for coefficient in k.n.coeffs())

    # ----------------------------------------------------------------------------------------------------------- roots

    def sqrt(self, x: Ratio) -> Ratio:
        """√x for x ≥ 0, as √(n·d)/|d| with n·d split into integers, factors of known sign, and a rest.

        Where x is defined d is not 0, so d ≥ 0 is enough to know |d|.
        """
        x = self.ratio(x.n, x.d)
        p = self.times(x.n, x.d)
        below = self.polynomial_signs(x.d)
        if not len(p):
            return x
        if not (below <= NONNEGATIVE or below <= NONPOSITIVE) or p.total_degree() > MAX_DEGREE:
            return self.root(x)
        content, factors = self.factors(p)
        content, parts, rest = self._split_factors(content, factors)
        parts.extend(self._split_integer(content.p * content.q))
        parts.append(_Split(self.whole(rest if content > 0 else -rest), 1, NONNEGATIVE))
        size = x.d if below <= NONNEGATIVE else -x.d
        result = self.ratio(self.constant(fmpq(1, int(content.q))), size)
        for part, exponent, signs in parts:
            if exponent > 1:
                result = self.product(result, self.raised(part, exponent // 2))
            if exponent % 2:
                result = self.product(result, self.root(part, signs))
        return result

    def _split_factors(self, content: fmpq, factors: list[Factor]) -> tuple[fmpq, list[_Split], Polynomial]:
        """content·Π factors as content·Π parts·rest, with parts ≥ 0; the factors of unknown sign are in the rest.

        Beside a factor of unknown sign only those that are 0 nowhere are parts: where the rest is negative, x ≥ 0 says
        that another factor is 0.  √(f⁴ⁿ) = f²ⁿ whatever the sign of f is.
        """
        signs = [self.polynomial_signs(factor.base) for factor in factors]
        signs = [
            NONNEGATIVE if f.exponent % 4 == 0 and len(own) == 3 else own for f, own in zip(factors, signs, strict=True)
        ]
        loose = any(not (own <= NONNEGATIVE or own <= NONPOSITIVE) for own in signs)
        rest = self.constant(1)
        parts: list[_Split] = []
        for factor, own in zip(factors, signs, strict=True):
            if own in (POSITIVE, NEGATIVE) or not loose:
                way = -1 if own <= NONPOSITIVE else 1
                content = content * way**factor.exponent
                parts.append(_Split(self.whole(factor.base * way), factor.exponent, powers(own, 2)))
            else:
                rest = self.times(rest, self.power(factor.base, factor.exponent))
        return fmpq(content), parts, self.lift(rest)

    def _split_integer(self, value: fmpz) -> list[_Split]:
        """|value| as a product of powers; of squares the roots are taken."""
        parts: list[_Split] = []
        for base, exponent in value.factor(trial_limit=TRIAL_PRIMES):
            if base.is_square():
                parts.append(_Split(self.whole(base.isqrt()), 2 * exponent, POSITIVE))
            else:
                parts.append(_Split(self.whole(base), exponent, POSITIVE))
        return parts

    def root(self, x: Ratio, signs: Signs = NONNEGATIVE) -> Ratio:
        """The generator r ≥ 0 with r² = x."""
        if x.n.is_one() and x.d.is_one():
            return x
        key = ("sqrt", *self.key(x))
        if key not in self.atoms:
            index = self.generator(signs)
            self.atoms[key] = index
            self.meanings[index] = (None, [x])
            self.rules[index] = Rule(2, self.ratio(x.n, x.d))
        return self.gen(self.atoms[key])


def _by_stein(node: Expr) -> Expr | None:
    """q12·E[g′(v)] for E[u g(v)] (and E[g(u) v]), g analytic in a strip and of exponential growth there; else None.

    For a singular Gram matrix, too: both sides are continuous.
    """
    f, g = node.args[:2]
    if (f is Z) == (g is Z) or not admissible(g if f is Z else f):
        return None
    return mul(node.children[1], Expr("mean", slope(f), slope(g), *node.children))


def _turns(x: Ratio) -> bool:
    """Whether −x is written more simply."""
    return len(x.n) > 0 and x.n.leading_coefficient() < 0


def _ordered(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)


def _key_of_atom(node: Expr, keys: list[FormKey]) -> AtomKey:
    """What makes two atoms the same, from the keys of their arguments."""
    op = node.op
    if op == "sym":
        return (op, node.args[0])
    if op == "kernel":  # κ(p, q, r) = κ(r, q, p)
        label, *orders = node.args[:4]
        orders, keys = min((orders, keys), (orders[::-1], keys[::-1]))
        return (op, label, *orders, *keys)
    if op == "moment":
        return (op, node.args[0], *keys)
    if op == "binormal":  # Φ₂(h, k; ρ) = Φ₂(k, h; ρ)
        h, k, rho = keys
        return (op, *sorted((h, k)), rho)
    if op == "mean":  # E[f(u) g(v)] = E[g(u) f(v)], with q11 and q22 exchanged
        f, g = node.args[:2]
        if ([g.rank, f.rank], keys[::-1]) < ([f.rank, g.rank], keys):
            return (op, g, f, *keys[::-1])
        return (op, f, g, *keys)
    return (op, *keys)
