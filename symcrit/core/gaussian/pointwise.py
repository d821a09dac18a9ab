"""Relations between expectations, by relations between what stands in them: nothing is integrated.

F(x) ≥ 0 for all x and E[F] exists: E[F] ≥ 0.  For a relation Q(E[F_1], …, E[F_n]) ≥ 0 it is enough that

    Q(F_1(x), …, F_n(x)) ≥ 0                             for all x, where Q is affine in its arguments, and else
    Q(c_1, …, c_n) + Σ_i a_i·(F_i(x) − c_i) ≥ 0          for all x and all real c_i, with any a_i that depend on the c
                                                         and on parameters: at c_i = E[F_i] the mean of this is Q(c).

Both ways may stand beside each other: `tangents` says which expectations become a number c_i, and their a_i.

x is any real vector: that the law has a density is not used for ≥, only that it is a law.  All laws are those of parts
of one vector: some of them that hold the others, and share no name, for an independent vector each.

What has a value but is no function of core's is replaced by a real number t of which less is known: sign y by t with
−1 ≤ t ≤ 1 and |y| ≤ t·y, and f(y) of an unknown f by any t, the same for the same y.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, Expr, add, mul, nodes, num, substitute, sym
from symcrit.core.gaussian.growth import Growth, growth
from symcrit.core.gaussian.language import Parts, bound, parameter
from symcrit.core.gaussian.plain import expectation, law_of
from symcrit.core.reading import require

MINUS = num(-1)


def need_mean(node: Expr, context: Context) -> None:
    """That E[G] exists on the whole domain, for a law with a density; raises `Reject`."""
    parts = Parts(node)
    if growth(parts.template) == Growth.UNKNOWN:
        expectation(node, context)  # each rule shows that what it meets has a mean
    else:
        law_of(parts, context)


class Everywhere(NamedTuple):
    """A relation that is to hold for every real vector, and what must be defined for every one.

    domain: that of the claim (`outside`, with means that stand for themselves) with the coordinates of the vector, and
    with numbers for what is no function of core's; left_open: whether there are such numbers.
    """

    outside: Domain
    domain: Domain
    relation: Relation
    entries: tuple[Expr, ...]
    coordinates: tuple[str, ...]
    left_open: bool

    @property
    def goal(self) -> Goal:
        """It holds everywhere."""
        return Goal(self.domain, self.relation, self.entries)

    @property
    def weakly(self) -> Goal:
        """≤ holds everywhere, in the place of <."""
        return self.goal._replace(relation=Relation("<=", self.relation.lhs, self.relation.rhs))

    def at(self, place: Mapping[str, Expr]) -> Goal:
        """It holds at one vector; raises `Malformed` for one that is written in its own coordinates."""
        self.outside.declares(*place.values())
        return Goal(self.outside, self.relation.at(place), tuple(place.values())).with_sides()


class Statement:
    """A relation with expectations, before they are reduced; raises `Reject` for what this does not read."""

    def __init__(self, domain: Domain, *roots: Expr) -> None:
        self.domain = domain
        every = list(nodes(*roots))
        require(all(node.op != "slope" for node in every), "a derivative of an expectation is no mean")
        self.expectations = [node for node in every if node.op == "expect"]
        require(self.expectations, "there is no expectation")
        parts = [Parts(node) for node in self.expectations]
        self.coordinates = tuple(label for law in independent(parts) for label in law.names)
        clash = set(self.coordinates) & set(domain.kinds)
        require(not clash, "a coordinate is called as a symbol is")
        self._taken = {*domain.kinds, *self.coordinates}
        self._numbers: dict[tuple[str, Expr], Expr] = {}
        self._hypotheses: list[Relation] = []
        self._arguments: list[Expr] = []
        self.constants = {f"mean{i}": self._fresh(f"mean{i}") for i in range(1, len(parts) + 1)}
        self.functions = [self._plain(_called(law)) for law in parts]

    def everywhere(self, relation: Relation, tangents: Mapping[str, Expr]) -> Everywhere:
        """What implies the relation, if all means in it exist; tangents: a_i by "mean1", "mean2", …

        The entries are what must be defined for every vector: the functions F_i one by one, and the sides.
        """
        unread = sorted(set(tangents) - set(self.constants))
        require(not unread, "there is no expectation {}", *unread[:1])
        values: dict[Expr, Expr] = {}
        affine: list[Expr] = []
        more: list[Expr] = []
        for i, label in enumerate(self.constants):
            node, function, constant = self.expectations[i], self.functions[i], self.constants[label]
            if label in tangents:
                values[node] = constant
                more.append(mul(tangents[label], function - constant))
            else:
                values[node] = function
                affine.append(node)
        require(all(_is_affine(side, affine) for side in (relation.lhs, relation.rhs)), "not affine in expectations")
        outside = self.outside(tangents)
        outside.declares(*tangents.values())
        lhs, rhs = (substitute(side, values) for side in (relation.lhs, relation.rhs))
        return self._for_all(outside, Relation(relation.op, lhs, add(rhs, *more)), *tangents.values())

    def outside(self, tangents: Iterable[str] = ()) -> Domain:
        """The domain of the relation, with the means that stand for themselves as real numbers."""
        own = {self.constants[label].args[0]: "real" for label in tangents}
        return Domain({**self.domain.kinds, **own}, self.domain.asked)

    def each(self, relation: Relation) -> Everywhere:
        """A relation between the functions F_i, for every vector."""
        return self._for_all(self.outside(), relation)

    def _for_all(self, outside: Domain, relation: Relation, *entries: Expr) -> Everywhere:
        """The relation for every vector, and every number that stands for what is left open."""
        own = dict.fromkeys(self.coordinates, "real")
        numbers = {t.args[0]: "real" for t in self._numbers.values()}
        domain = Domain({**outside.kinds, **own, **numbers}, [*outside.asked, *self._hypotheses])
        defined = (*self.functions, *self._arguments, *entries, relation.lhs, relation.rhs)
        return Everywhere(outside, domain, relation, defined, self.coordinates, bool(self._numbers))

    def _plain(self, function: Expr) -> Expr:
        """A function with numbers for signs and unknown functions, and by |x| what is given by max and min."""
        found: dict[Expr, Expr] = {}
        for node in nodes(function):
            found[node] = self._node(node, [found[child] for child in node.children])
        return found[function]

    def _node(self, node: Expr, parts: list[Expr]) -> Expr:
        op = node.op
        if op == "sign":
            return self._sign(parts[0])
        if op == "step":
            return (ONE + self._sign(parts[0])) / TWO
        if op in ("max", "min"):
            x, y = parts
            distance = Expr("abs", x - y)
            return (x + y + (distance if op == "max" else -distance)) / TWO
        if op == "unknown":
            label, order = node.args[:2]
            require(order == 0, "a derivative of an unknown function has no values")
            return self._number(f"f {label}", "value", parts[0])
        head = node.args[: len(node.args) - len(node.children)]
        return Expr(op, *head, *parts) if parts else node

    def _sign(self, y: Expr) -> Expr:
        known = ("sign", y) in self._numbers
        t = self._number("sign", "sign", y)
        if not known:
            self._hypotheses += [Relation(">=", t, MINUS), Relation("<=", t, ONE)]
            self._hypotheses.append(Relation("<=", Expr("abs", y), mul(t, y)))
        return t

    def _number(self, what: str, label: str, y: Expr) -> Expr:
        """The number that stands for a function of y."""
        if (what, y) not in self._numbers:
            self._numbers[what, y] = self._fresh(f"{label}{len(self._numbers) + 1}")
            self._arguments.append(y)
        return self._numbers[what, y]

    def _fresh(self, label: str) -> Expr:
        """A symbol of a name that nothing has."""
        while label in self._taken:
            label += "_"
        self._taken.add(label)
        return sym(label)


def independent(parts: Sequence[Parts]) -> list[Parts]:
    """Laws without a common name, such that each of `parts` is that of a part of one of them; raises `Reject`.

    With independent vectors of these laws all expectations are over parts of one vector.
    """
    found: list[Parts] = []
    for one in sorted(parts, key=lambda law: -len(law.names)):
        near = [law for law in found if not set(law.names).isdisjoint(one.names)]
        if near:
            require(len(near) == 1 and _is_part(one, near[0]), "the expectations are not over one law")
        else:
            found.append(one)
    return found


def _is_part(one: Parts, whole: Parts) -> bool:
    """Whether a law is that of some coordinates of another one, as both are written."""
    if not set(one.names) <= set(whole.names):
        return False
    place = [whole.names.index(label) for label in one.names]
    same = all(one.means[i] is whole.means[p] for i, p in enumerate(place))
    return same and all(one.cov[i][j] is whole.cov[p][q] for i, p in enumerate(place) for j, q in enumerate(place))


def _called(law: Parts) -> Expr:
    """G in the names of the coordinates, and in parameters."""
    values = {bound(i): sym(label) for i, label in enumerate(law.names)}
    own = {parameter(j): part for j, part in enumerate(law.parameters)}
    return substitute(law.template, values | own)


def _is_affine(root: Expr, expectations: Sequence[Expr]) -> bool:
    """Whether a side is Σ a_i·E_i + b for these, a_i and b free of them, as it stands."""
    degree: dict[Expr, int] = {}
    for node in nodes(root):
        below = [degree[child] for child in node.children]
        if node in expectations:
            degree[node] = 1
        elif node.op == "mul":
            degree[node] = sum(below)
        elif node.op == "add" or not any(below):
            degree[node] = max(below, default=0)
        else:
            degree[node] = 2
    return degree[root] <= 1
