"""What is known on a domain: facts, signs, definedness, and the zero test.

`signs(e)` returns a set that contains the sign of e at every point of the domain; it is found from the shape of e, from
the facts, from balls over a bounded domain, and from the coefficients of its normal form.  A set with one member is a
proof.
"""

from collections.abc import Mapping
from functools import cached_property, reduce
from typing import Any

from flint import arb

from symcrit.core.algebra import balls
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, constant, means, nodes, symbols
from symcrit.core.algebra.normal import Normalizer
from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import ALLOWED, ANY, NONNEGATIVE, NOWHERE, POSITIVE, Signs, powers, products, sums
from symcrit.core.expectation.quadrature import nonnegative
from symcrit.core.reading import name, record
from symcrit.core.work import Work

SAME_SIGN, EVERYWHERE = ("sinh", "tanh", "asin", "atan", "erf"), ("pi", "exp", "cosh", "erfc")
LINE = arb(0, "inf")
RANGES = dict.fromkeys(("sin", "cos", "tanh", "erf"), arb(0, 1))  # of functions that are bounded on the whole line
RANGES |= {"erfc": arb(1, 1), "binormal": arb(0.5, 0.5), "atan": arb(0, 2), "asin": arb(0, 2), "acos": arb(2, 2)}


def where_positive(op: str, x: Expr) -> list[Expr]:
    """Expressions such that op(x) is positive where all of them are."""
    low, high = {"sin": (x, PI - x), "cos": (PI / TWO + x, PI / TWO - x), "tan": (x, PI / TWO - x)}.get(op, (x, x))
    return {
        "log": [x - ONE],
        "acos": [ONE - x],
        "binormal": [ONE + x],
        "kernel": [-ONE],
        "mean": [-ONE],
        "sym": [-ONE],
    }.get(op, [low, high])


def obligations(node: Expr) -> list[tuple[Expr, Signs]]:
    """What must hold for this node to be defined when its children are: (expression, signs it may have)."""
    op, x = node.op, node.children[-1] if node.children else ZERO
    if op == "mean":
        return [(part, NONNEGATIVE) for part in nonnegative(node)]
    if op in ("asin", "acos", "binormal"):
        return [(ONE - x, NONNEGATIVE), (x + ONE, NONNEGATIVE)]
    if op == "pow":
        return [(x, ALLOWED["!="])] if node.args[0] < 0 else []
    single = {"sqrt": (x, NONNEGATIVE), "log": (x, POSITIVE), "tan": (Expr("cos", x), ALLOWED["!="])}
    return [single[op]] if op in single else []


class Context:
    """A domain with the facts proved on it so far; what is found out is charged to `work`."""

    def __init__(self, domain: Domain, work: Work, lemmas: tuple[Relation, ...] = ()) -> None:
        self.domain, self.work, self.facts = domain, work, (*domain.where, *lemmas)
        self.known: dict[Expr, Signs] = {}  # the signs of the gaps of facts
        for relation in self.facts:
            self.known[relation.gap] = self.known.get(relation.gap, ANY) & ALLOWED[relation.op]
        self._signs: dict[Expr, Signs] = {}
        self._ranges: dict[Expr, Any] = {}
        self._evident: dict[Expr, Signs] = {}
        self._defined: set[Expr] = set()

    @cached_property
    def normal(self) -> Normalizer:
        """The normal forms, with the known equations read in."""
        normal = self.__dict__["normal"] = Normalizer(self.domain, self.work, self.signs)
        for fact in self.facts:
            if fact.op == "=" and fact.lhs.op not in ("add", "mul"):  # these are no generators
                normal.equation(fact)
        return normal

    def undefined(self, *roots: Expr) -> Expr | None:
        """The first node that is not shown to be defined on the whole domain; None when all are."""
        for node in nodes(*roots, known=self._defined):
            if not all(self.shown(e, good) for e, good in obligations(node)):
                return node
            self._defined.add(node)
        return None

    def nowhere_defined(self, root: Expr) -> bool:
        """Whether some node is certainly undefined while every node below it is defined."""
        node = self.undefined(root)
        return node is not None and any(not self.signs(part) & allowed for part, allowed in obligations(node))

    def nf(self, root: Expr) -> Ratio:
        """The normal form of an expression that is defined."""
        return self.normal.nf(root)

    def is_zero(self, root: Expr) -> bool:
        """Whether `root` is shown to be defined and 0 on the whole domain."""
        return self.undefined(root) is None and not len(self.nf(root).n)

    def holds(self, relation: Relation) -> bool | None:
        """Whether a relation is shown to hold (True) or to fail (False) on the whole domain; None otherwise."""
        if self.undefined(relation.lhs, relation.rhs) is not None:
            return None
        if self.shown(relation.gap, ALLOWED[relation.op]):
            return True
        signs = self.signs(relation.gap)
        signs = NOWHERE if len(signs) > 1 and self.is_zero(relation.gap) else signs
        return True if signs <= ALLOWED[relation.op] else None if signs & ALLOWED[relation.op] else False

    def edges(self, root: Expr) -> dict[Expr, Any]:
        """The arguments of √, asin and acos that are rational: at the edge of a domain a ball would stick out."""
        parts = [node.args[0] for node in nodes(root) if node.op in ("sqrt", "asin", "acos")]
        forms = {part: self.nf(part) for part in parts if self.undefined(part) is None}
        exact = {part: form.n for part, form in forms.items() if form.n.is_constant() and form.d.is_constant()}
        return {part: arb(n.leading_coefficient() if len(n) else 0) for part, n in exact.items()}

    def sharp_sign(self, root: Expr) -> Signs:
        """The sign of a number that is defined, parts of which may lie at the edge of a domain."""
        known = self.edges(root)
        for bits in balls.PRECISIONS:
            with balls.precision(bits):
                sign = balls.sign(balls.evaluate(root, {}, dict(known), self.work))
            if sign is not None:
                return frozenset({sign})
        return ANY

    def shown(self, root: Expr, allowed: Signs) -> bool:
        """Whether the sign of `root`, wherever it is defined, is shown to be one of those allowed."""
        return self.evident(root) <= allowed or self.signs(root) <= allowed

    def evident(self, root: Expr) -> Signs:
        """As `signs`, from facts and shapes alone: what squares, roots, sums and products say at once."""
        for node in nodes(root) if root not in self._evident else ():
            if node not in self._evident:
                self.work.charge(1)
                inner = [self._evident[child] for child in node.children]
                shape = self._shape(node, inner)
                self._evident[node] = self.known.get(node, ANY) & (ANY if shape is None else shape)
        return self._evident[root]

    def signs(self, root: Expr) -> Signs:
        """A set that contains the sign of `root`, wherever it is defined, at every point of the domain."""
        if root not in self._signs and means(root) and len(sign := self._by_ball(root, 1)) == 1:
            self._signs[root] = sign  # before means of many digits, which take long
        for node in nodes(root, known=self._signs):
            if node not in self._signs:  # the signs of one node may ask for those of another
                self.work.charge(4)
                found = self._signs[node] = self.known.get(node, ANY)
                for method in (self._by_shape, self._by_ball, self._by_coefficients):
                    self._signs[node] = found = found & method(node) if len(found) > 1 else found
        return self._signs[root]

    def _shape(self, node: Expr, inner: list[Signs]) -> Signs | None:
        """What the operation says of its value, given the signs below it; None where that is no help."""
        op, args = node.op, node.args
        if op == "num":
            return frozenset({(args[0] > 0) - (args[0] < 0)})
        if op in ("add", "mul"):
            return reduce(sums if op == "add" else products, inner)
        if op in ("pow", "sqrt", "abs"):
            return powers(inner[0], args[0] if op == "pow" else 2)
        if op in SAME_SIGN:
            return inner[0]
        return POSITIVE if op in EVERYWHERE else None

    def _by_shape(self, node: Expr) -> Signs:
        op, inner = node.op, [self.signs(child) for child in node.children]
        if (found := self._shape(node, inner)) is not None:
            return found
        inside = [self.signs(part) for part in where_positive(op, node.args[-1] if inner else ZERO)]
        if op == "log":  # log x and x − 1 have one sign
            return inside[0]
        if all(part == POSITIVE for part in inside):
            return POSITIVE
        within = op in ("sin", "cos", "tan") and all(part <= NONNEGATIVE for part in inside)
        return NONNEGATIVE if within or op in ("acos", "binormal") else ANY

    def _by_range(self, root: Expr) -> Signs:
        """From the ranges of sin, cos, tanh, erf, …, whatever the unbounded symbols are."""
        with balls.precision(balls.PRECISIONS[0]):
            stack = [root] if root not in self._ranges else []
            while stack:
                node = stack[-1]
                if missing := [child for child in node.children if child not in self._ranges]:
                    stack += missing
                else:
                    self._ranges[stack.pop()] = self._range(node)
        sign = balls.sign(self._ranges[root])
        return ANY if sign is None else frozenset({sign})

    def _range(self, node: Expr) -> Any:
        """A ball that holds the values of a node, from the balls of its children; it need not be finite."""
        if node.op == "sym":
            box = self.domain.box({node.args[0]})
            return LINE if box is None else box[node.args[0]]
        if node.op == "mean":
            return LINE
        parts = {child: self._ranges[child] for child in node.children}
        found = balls.evaluate_all((node,), {}, parts, self.work)[node]
        return found if found.is_finite() else RANGES.get(node.op, LINE)

    def _by_ball(self, node: Expr, tries: int | None = None) -> Signs:
        box = self.domain.box(symbols(node))
        if box is None:
            return self._by_range(node)
        for bits in balls.PRECISIONS[: 1 if box else tries]:
            with balls.precision(bits):
                sign = balls.sign(balls.evaluate(node, box, None, self.work))
            if sign is not None:
                return frozenset({sign})
        return ANY

    def _by_coefficients(self, node: Expr) -> Signs:
        form = self.normal.nf(node)
        return products(self.normal.polynomial_signs(form.n), self.normal.polynomial_signs(form.d))


Point = Mapping[str, Expr]  # exact numbers by the names of symbols


def read_point(value: object) -> dict[str, Expr]:
    """{name: exact number}, from JSON."""
    return {name(key): constant(entry) for key, entry in record(value).items()}


def satisfied(domain: Domain, point: Point, work: Work) -> bool:
    """Whether `point` gives every symbol a value (an integer where declared) that satisfies all hypotheses."""
    if set(point) != set(domain.kinds):
        return False
    whole = all(point[key].args[1] == 1 for key, kind in domain.kinds.items() if kind == "integer")
    return whole and all(Context(Domain({}), work).holds(relation.at(point)) for relation in domain.where)
