"""What is known on a domain: facts, signs, definedness, and the zero test.

`signs(e)` returns a set that contains the sign of e at every point of the domain; it is found from the shape of e, from
the facts, from balls over a bounded domain, and from the coefficients of its normal form.  A set with one member is a
proof.
"""

from functools import reduce

from flint import arb

from symcrit.core.algebra import balls
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ZERO, Expr, means, nodes
from symcrit.core.algebra.normal import Normalizer
from symcrit.core.algebra.operations import (
    EVERYWHERE_POSITIVE,
    LINE,
    RANGES,
    SAME_SIGN,
    obligations,
    where_positive,
)
from symcrit.core.algebra.points import Point
from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import (
    ALLOWED,
    ANY,
    NEGATIVE,
    NONNEGATIVE,
    NOWHERE,
    POSITIVE,
    Signs,
    powers,
    products,
    sums,
)
from symcrit.core.work import Work


class Context:
    """A domain with the facts proved on it so far; what is found out is charged to `work`."""

    def __init__(self, domain: Domain, work: Work, lemmas: tuple[Relation, ...] = ()) -> None:
        self.domain = domain
        self.work = work
        self.facts = (*domain.where, *lemmas)
        self.known: dict[Expr, Signs] = {}  # the signs of the gaps of facts, and of these with the other sign
        for relation in self.facts:
            allowed = ALLOWED[relation.op]
            self._know(relation.gap, allowed)
            self._know(relation.opposite_gap, products(NEGATIVE, allowed))
        self._normal: Normalizer | None = None
        self._signs: dict[Expr, Signs] = {}
        self._ranges: dict[Expr, arb] = {}
        self._evident: dict[Expr, Signs] = {}
        self._defined: set[Expr] = set()

    def _know(self, gap: Expr, signs: Signs) -> None:
        self.known[gap] = self.known.get(gap, ANY) & signs

    # ---------------------------------------------------------------------------------------------------- normal forms

    @property
    def normal(self) -> Normalizer:
        """The normal forms, with the known equations read in."""
        if self._normal is None:
            self._normal = Normalizer(self.domain, self.work, self.signs)  # which reading a fact may ask for
            equations = [fact for fact in self.facts if fact.op == "="]
            for fact in self.facts:
                self._read_sign(self._normal, fact)
            for fact in equations:
                if fact.lhs.op not in ("add", "mul"):  # these are no generators
                    self._normal.equation(fact)
            for fact in self.facts if equations else ():
                self._read_sign(self._normal, fact)
        return self._normal

    def _read_sign(self, normal: Normalizer, fact: Relation) -> None:
        """What an inequality says of the numerator of its gap, where the denominator has one sign."""
        if fact.op == "=" or self.undefined(fact.gap) is not None:
            return
        form = normal.nf(fact.gap)
        below = normal.polynomial_signs(form.d)
        if len(below) == 1 and not form.n.is_constant():
            normal.give_signs(form.n, products(below, ALLOWED[fact.op]))

    def nf(self, root: Expr) -> Ratio:
        """The normal form of an expression that is defined."""
        return self.normal.nf(root)

    def is_zero(self, root: Expr) -> bool:
        """Whether `root` is shown to be defined and 0 on the whole domain."""
        return self.undefined(root) is None and not len(self.nf(root).n)

    # ----------------------------------------------------------------------------------------------------- definedness

    def undefined(self, *roots: Expr) -> Expr | None:
        """The first node that is not shown to be defined on the whole domain; None when all are."""
        for node in nodes(*roots, known=self._defined):
            if not all(self.shown(part, allowed) for part, allowed in obligations(node)):
                return node
            self._defined.add(node)
        return None

    def nowhere_defined(self, root: Expr) -> bool:
        """Whether some node is certainly undefined while every node below it is defined."""
        node = self.undefined(root)
        if node is None:
            return False
        return any(not self.signs(part) & allowed for part, allowed in obligations(node))

    # ------------------------------------------------------------------------------------------------------- relations

    def holds(self, relation: Relation) -> bool | None:
        """Whether a relation is shown to hold (True) or to fail (False) on the whole domain; None otherwise."""
        if self.undefined(relation.lhs, relation.rhs) is not None:
            return None
        gap = relation.gap
        allowed = ALLOWED[relation.op]
        if self.shown(gap, allowed):
            return True
        signs = self.signs(gap)
        if len(signs) > 1 and self.is_zero(gap):
            signs = NOWHERE
        if signs <= allowed:
            return True
        return None if signs & allowed else False

    def shown(self, root: Expr, allowed: Signs) -> bool:
        """Whether the sign of `root`, wherever it is defined, is shown to be one of those allowed."""
        return self.evident(root) <= allowed or self.signs(root) <= allowed

    # ----------------------------------------------------------------------------------------------- signs of numbers

    def edges(self, root: Expr) -> dict[Expr, arb]:
        """The arguments of √, asin and acos that are rational: at the edge of a domain a ball would stick out."""
        found: dict[Expr, arb] = {}
        for node in nodes(root):
            if node.op not in ("sqrt", "asin", "acos"):
                continue
            part = node.children[0]
            if self.undefined(part) is not None:
                continue
            form = self.nf(part)
            if form.n.is_constant() and form.d.is_constant():
                found[part] = arb(form.n.leading_coefficient() if len(form.n) else 0)
        return found

    def sharp_sign(self, root: Expr) -> Signs:
        """The sign of a number that is defined, parts of which may lie at the edge of a domain."""
        known = self.edges(root)
        for bits in balls.PRECISIONS:
            with balls.precision(bits):
                sign = balls.sign(balls.evaluate(root, {}, dict(known), self.work))
            if sign is not None:
                return frozenset({sign})
        return ANY

    # ---------------------------------------------------------------------------------------------- signs on the domain

    def evident(self, root: Expr) -> Signs:
        """As `signs`, from facts and shapes alone: what squares, roots, sums and products say at once."""
        for node in nodes(root, known=self._evident):
            self.work.charge(1)
            shape = _by_operation(node, [self._evident[child] for child in node.children])
            fact = self.known.get(node, ANY)
            self._evident[node] = fact if shape is None else fact & shape
        return self._evident[root]

    def signs(self, root: Expr) -> Signs:
        """A set that contains the sign of `root`, wherever it is defined, at every point of the domain."""
        if root not in self._signs and means(root):  # before means of many digits, which take long
            sign = self._by_ball(root, at_once=True)
            if len(sign) == 1:
                self._signs[root] = sign
        for node in nodes(root, known=self._signs):
            if node not in self._signs:  # the signs of one node may ask for those of another
                self._find_signs(node)
        return self._signs[root]

    def _find_signs(self, node: Expr) -> None:
        self.work.charge(4)
        found = self.known.get(node, ANY)
        self._signs[node] = found
        for method in (self._by_shape, self._by_ball, self._by_coefficients):
            if len(found) > 1:
                found = found & method(node)
                self._signs[node] = found

    def _by_shape(self, node: Expr) -> Signs:
        """From the operation and the signs of what it is applied to."""
        op = node.op
        found = _by_operation(node, [self.signs(child) for child in node.children])
        if found is not None:
            return found
        last = node.children[-1] if node.children else ZERO
        inside = [self.signs(part) for part in where_positive(op, last)]
        if op == "log":  # log x and x − 1 have one sign
            return inside[0]
        if all(part == POSITIVE for part in inside):
            return POSITIVE
        if op in ("acos", "binormal"):
            return NONNEGATIVE
        if op in ("sin", "cos", "tan") and all(part <= NONNEGATIVE for part in inside):
            return NONNEGATIVE
        return ANY

    def _by_ball(self, node: Expr, *, at_once: bool = False) -> Signs:
        """From balls over the box of its symbols, or from ranges where one is unbounded.

        at_once: at the least precision only.
        """
        box = self.domain.box(node.names)
        if box is None:
            return self._by_range(node)
        tried = balls.PRECISIONS[:1] if box or at_once else balls.PRECISIONS
        for bits in tried:
            with balls.precision(bits):
                sign = balls.sign(balls.evaluate(node, box, None, self.work))
            if sign is not None:
                return frozenset({sign})
        return ANY

    def _by_range(self, root: Expr) -> Signs:
        """From the ranges of sin, cos, tanh, erf, …, whatever the unbounded symbols are."""
        if root not in self._ranges:
            with balls.precision(balls.PRECISIONS[0]):
                self._find_ranges(root)
        sign = balls.sign(self._ranges[root])
        return ANY if sign is None else frozenset({sign})

    def _find_ranges(self, root: Expr) -> None:
        waiting = [root]
        while waiting:
            node = waiting[-1]
            missing = [child for child in node.children if child not in self._ranges]
            if missing:
                waiting.extend(missing)
            else:
                self._ranges[node] = self._range(node)
                waiting.pop()

    def _range(self, node: Expr) -> arb:
        """A ball that holds the values of a node, from the balls of its children; it need not be finite."""
        if node.op == "sym":
            box = self.domain.box(node.names)
            return LINE if box is None else box[node.args[0]]
        if node.op in ("mean", "moment"):
            return LINE
        parts = {child: self._ranges[child] for child in node.children}
        found = balls.evaluate_all((node,), {}, parts, self.work)[node]
        return found if found.is_finite() else RANGES.get(node.op, LINE)

    def _by_coefficients(self, node: Expr) -> Signs:
        """From the coefficients of its normal form."""
        form = self.normal.nf(node)
        return products(self.normal.polynomial_signs(form.n), self.normal.polynomial_signs(form.d))


def _by_operation(node: Expr, inner: list[Signs]) -> Signs | None:
    """What the operation says of its value, given the signs below it; None where that is no help."""
    op = node.op
    if op == "num":
        numerator = node.args[0]
        return frozenset({(numerator > 0) - (numerator < 0)})
    if op == "add":
        return reduce(sums, inner)
    if op == "mul":
        is_square = len(node.args) == 2 and node.args[0] is node.args[1]
        return powers(inner[0], 2) if is_square else reduce(products, inner)
    if op == "pow":
        return powers(inner[0], node.args[0])
    if op in ("sqrt", "abs"):
        return powers(inner[0], 2)
    if op in SAME_SIGN:
        return inner[0]
    if op in EVERYWHERE_POSITIVE:
        return POSITIVE
    return None


def satisfied(domain: Domain, point: Point, work: Work) -> bool:
    """Whether `point` gives every symbol a value (an integer where declared) that satisfies all hypotheses."""
    if set(point) != set(domain.kinds):
        return False
    context = Context(Domain({}), work)
    if context.undefined(*point.values()) is not None:
        return False
    integers = [point[label] for label, kind in domain.kinds.items() if kind == "integer"]
    if not all(value.op == "num" and value.args[1] == 1 for value in integers):
        return False
    return all(Context(Domain({}), work).holds(relation.at(point)) for relation in domain.where)
