"""The checkers: one per kind of witness.  Each raises `Reject` unless the witness proves its goal.

A new kind is one function here, with its rule in `rules`.
"""

from collections.abc import Callable
from typing import Any

from flint import arb

from symcrit.core import balls
from symcrit.core.claims import Claim, Goal, whole_number
from symcrit.core.context import Context
from symcrit.core.domain import Domain, Relation
from symcrit.core.expr import ONE, ZERO, Expr, constant, diff, num, parse, substitute, symbols
from symcrit.core.reading import Reject, items, name, need, read, record, require, shown
from symcrit.core.rules import IDENTITIES, OF_KIND
from symcrit.core.signs import ALLOWED, NONNEGATIVE

MAX_BOXES, MAX_NESTING, MAX_MULTIPLE = 20_000, 30, 64
Witness = dict[str, Any]


class Proof:
    """Checks witnesses and collects what they use."""

    def __init__(self, deadline: float = 0) -> None:
        self.deadline, self.depth = deadline, 0
        self.evidence: set[str] = set()
        self.rules: set[str] = set()
        self.assumptions: set[str] = set()

    def check(self, claim: Claim, witness: Witness) -> str:
        """Says by what the claim is proved, or raises `Reject`, or `Malformed` for what is not a witness."""
        place, kind, rule = claim.parts.get("configuration"), witness.get("kind"), OF_KIND.get(claim.kind)
        any_number = place is not None and getattr(place, "sizes", ()) is None and not rule
        require(any_number == (kind == "groups"), "groups is the witness for any number of groups, and only for that")
        require(not rule or (kind, witness.get("rule")) == ("rule", rule), f"{claim.kind} needs the rule {rule}")
        contexts = dict[Domain, Context]()
        for goal in claim.goals(parse(witness.get("function", 0))):
            context = contexts.setdefault(goal.domain, self.context(goal.domain))
            if any_number or (rule and goal.relation.op == "="):
                self.prove(goal, {**witness, "kind": "zero"}, context=context)
            else:
                self.prove(goal, witness.get("proof") if rule else witness, context=context)
        best = ["groups", "second-derivative"] if claim.kind == "best_partition" else []
        self.rules.update([rule] if rule else best, ["groups"] if any_number else best)
        self.cite(place)
        return f"proved by {rule or kind}"

    def context(self, domain: Domain, facts: tuple[Relation, ...] = ()) -> Context:
        """What is known on a domain, where what is used is recorded."""
        return Context(domain, facts, self.deadline, self.rules)

    def cite(self, place: Any) -> None:
        """Record what the kernel of a configuration rests on."""
        if place is not None and place.kernel.assumption:
            self.assumptions.add(place.kernel.assumption)
            self.evidence.add("cited")

    def prove(
        self, goal: Goal, value: object, facts: tuple[Relation, ...] = (), context: Context | None = None
    ) -> None:
        """One goal: first the lemmas of the witness, in order, then the goal with the lemmas as facts."""
        witness, self.depth = record(value), self.depth + 1
        require(self.depth < MAX_NESTING, "witness nested too deeply")
        for item in items(witness["lemmas"]) if "lemmas" in witness else []:
            lemma = read(item, {"relation": Relation.read, "witness": record})
            goal.domain.declares(*lemma["relation"][1:])
            self.prove(Goal(goal.domain, lemma["relation"], lemma["relation"][1:]), lemma["witness"], facts)
            facts, context = (*facts, lemma["relation"]), None
        self.verify(goal, witness, context or self.context(goal.domain, facts))
        self.depth -= 1

    def verify(self, goal: Goal, witness: Witness, context: Context) -> None:
        """The goal by the checker of the witness, once its entries are shown to be defined."""
        checker = CHECKERS.get(str(witness.get("kind")), _unknown)
        shown_by_balls = checker is _boxes and set(goal.entries) <= set(goal.relation[1:])
        node = None if shown_by_balls else context.undefined(*goal.entries)
        require(node is None, f"not shown to be defined on the whole domain: {shown(node)}")
        self.evidence.add(checker(self, goal, witness, context) or "exact")


def satisfied(domain: Domain, point: dict[str, Expr]) -> bool:
    """Whether `point` gives every symbol a value (an integer where declared) that satisfies all hypotheses."""
    given = set(point) == set(domain.kinds)
    whole = given and all(point[n].args[1] == 1 for n, kind in domain.kinds.items() if kind == "integer")
    return whole and all(Context(Domain({})).holds(r.at(point)) for r in domain.where)


def read_point(value: object) -> dict[str, Expr]:
    """{name: exact number}."""
    return {key: constant(entry) for key, entry in record(value).items()}


def moved(goal: Goal, witness: Witness) -> str:
    """The symbol that a witness moves; it must range over an interval of its own."""
    symbol = name(witness.get("symbol"))
    require(goal.domain.interval(symbol), f"{symbol} does not range over an interval of its own")
    return symbol


def _unknown(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    need(False, f"unknown witness {shown(witness.get('kind'))}; known: refute, groups, rule, {', '.join(CHECKERS)}")


def _zero(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    op, lhs, rhs = goal.relation
    require(op in ("=", "<=", ">=") and not len(context.nf(lhs - rhs).n), f"normal form not 0: {shown(lhs - rhs)}")


def _root(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    op, lhs, rhs = goal.relation
    require(op == "=" and context.signs(lhs) | context.signs(rhs) <= NONNEGATIVE, "root needs both sides ≥ 0")
    require(context.is_zero(lhs * lhs - rhs * rhs), "the squares differ")
    proof.rules.add("squares")


def _identity(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    identity, values = IDENTITIES.get(str(witness.get("name"))), record(witness.get("values"))
    need(identity, f"unknown identity {shown(witness.get('name'))}; known: {', '.join(IDENTITIES)}")
    assert identity is not None
    parsed, wanted = {key: parse(value) for key, value in values.items()}, identity.__code__.co_varnames
    need(set(parsed) == set(wanted), f"values must be for {', '.join(wanted)}")
    goal.domain.declares(*parsed.values())
    lhs, rhs = identity(**parsed)
    factors = (k.args if k.op == "mul" else [k]) if (k := parsed.get("k")) else []
    require(all(whole_number(factor, goal.domain) for factor in factors), f"not an integer: {shown(k)}")
    require(context.undefined(lhs, rhs) is None, "the identity is not defined on the whole domain")
    same = goal.relation[1:] == (lhs, rhs) or all(
        map(context.is_zero, (goal.relation.lhs - lhs, goal.relation.rhs - rhs))
    )
    require(goal.relation.op == "=" and same, "not an instance of the identity")
    proof.rules.add("identity")


def _angle(proof: Proof, goal: Goal, witness: Witness, context: Context) -> str:
    """F·multiple is a multiple of 2π (exactly) and less than 2π (by a ball at one point of a connected domain)."""
    multiple, point = constant(witness.get("multiple", 1)), read_point(witness.get("sample", {}))
    good = goal.relation.op == "=" and 0 < multiple.value <= MAX_MULTIPLE and multiple.args[1] == 1
    connected = set(context.domain.kinds.values()) <= {"real"} and not context.domain.others
    require(good and connected, "angle proves equations, on a product of real intervals")
    angle = multiple * (goal.relation.lhs - goal.relation.rhs)
    exact = context.is_zero(Expr("sin", angle)) and context.is_zero(Expr("cos", angle) - ONE)
    require(exact, "the product of the (cos, sin) is not shown to be 1")
    require(satisfied(context.domain, point), "needs a sample point of the domain")
    require(abs(balls.ball(substitute(angle, point))) < 6, "the sum is not shown to be < 2π at the sample")
    proof.rules.add("full-turn")
    return "ball"


def _constant(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    symbol, at, (op, lhs, rhs) = moved(goal, witness), parse(witness.get("at")), goal.relation
    domain = goal.domain.declares(at).real(symbol)
    everywhere, inside = map(proof.context, (domain, domain.ends(symbol, shut=False)))
    require(op == "=" and everywhere.undefined(lhs, rhs, at) is None, "an equation, defined on the whole interval")
    require(inside.is_zero(diff(lhs - rhs, symbol)), "the derivative is not identically 0")
    there = [r.at({symbol: at}) for r in domain.where if symbol in symbols(*r[1:])]
    require(symbol not in symbols(at) and all(map(everywhere.holds, there)), "the value is outside the interval")
    require(everywhere.is_zero(substitute(lhs - rhs, {symbol: at})), "the two sides differ at the value")
    proof.rules.add("zero-derivative")


def _positive(proof: Proof, goal: Goal, witness: Witness, context: Context) -> str:
    form = parse(witness["form"]) if "form" in witness else goal.relation.gap
    goal.domain.declares(form)
    require(form is goal.relation.gap or context.is_zero(goal.relation.gap - form), "the form differs from the claim")
    require(context.signs(form) <= ALLOWED[goal.relation.op], f"the sign is not evident: {shown(form)}")
    return "exact" if symbols(form) else "ball"


def _chain(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """F ≥ 0 at an end of the interval of a symbol, F continuous up to that end, and F grows away from it."""
    symbol, end, strict = moved(goal, witness), parse(witness.get("from")), goal.relation.op in ("<", ">")
    domain, gap, above = goal.domain.real(symbol), goal.relation.gap, witness.get("above") is True
    bounds = {1: domain.lower.get(symbol), -1: domain.upper.get(symbol)}
    way, bound = next(((way, b) for way, b in bounds.items() if b is not None and b.value is end), (0, None))
    require(bound and goal.relation.op not in ("=", "!="), "chain proves inequalities, from an end of the interval")
    start = Relation("<" if above else "<=", ZERO, substitute(gap, {symbol: end}))
    first = witness.get("start", {"kind": "positive" if above else "zero"})
    proof.prove(Goal(domain.ends(symbol, shut=True, way=way), start, (gap,)), first)
    require(above or not strict or (bound and bound.strict), "it is 0 at an end that belongs to the interval")
    slope = num(way) * diff(gap, symbol)
    relation = Relation("<" if strict and not above else "<=", ZERO, slope)
    proof.prove(Goal(domain.ends(symbol, shut=False), relation, (slope,)), witness.get("derivative"))
    proof.rules.add("mean-value")


def _substitute(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """The goal is another equation or inequality composed with values of its symbols that satisfy its hypotheses."""
    inner, values = Claim.read(witness.get("claim")), record(witness.get("values"))
    require("lhs" in inner.parts and set(values) == set(inner.domain.kinds), "values must cover the inner symbols")
    there, mapping = next(inner.goals()), {key: parse(value) for key, value in values.items()}
    goal.domain.declares(*mapping.values())
    require(context.undefined(*mapping.values()) is None, "a value is not defined on the whole domain")
    whole = [whole_number(mapping[key], goal.domain) for key, kind in inner.domain.kinds.items() if kind == "integer"]
    holds = [context.holds(r.at(mapping)) for r in inner.domain.where]
    require(all(whole) and all(holds), "a hypothesis of the inner claim is not shown")
    proof.prove(there, witness.get("witness"))
    relation = there.relation.at(mapping)
    stronger = ALLOWED[relation.op] <= ALLOWED[goal.relation.op]
    require(stronger and context.is_zero(goal.relation.gap - relation.gap), "the inner claim is not strong enough")


def _boxes(proof: Proof, goal: Goal, witness: Witness, context: Context) -> str:
    """Bisection of a bounded domain until balls show the sign; a finite ball shows definedness."""
    bounds, todo = context.domain.box(symbols(*goal.relation[1:])), list[dict[str, Any]]()
    box = bounds or {}
    require(box and goal.relation.op not in ("=", "!="), "boxes prove inequalities on bounded domains")
    for _ in range(MAX_BOXES):
        context.tick()
        with balls.precision(64):
            if balls.sign(balls.evaluate(goal.relation.gap, box)) != 1:
                widest = max(box, key=lambda n: float(box[n].rad()))
                middle, ends = arb(box[widest].mid()), (box[widest].lower(), box[widest].upper())
                todo += [{**box, widest: middle.union(end)} for end in ends]
        if not todo:
            return "ball"
        box = todo.pop()
    raise Reject("no sign after many boxes")


Checker = Callable[[Proof, Goal, Witness, Context], str | None]
_ALL = (_zero, _root, _identity, _angle, _constant, _positive, _chain, _substitute, _boxes)
CHECKERS: dict[str, Checker] = {function.__name__[1:]: function for function in _ALL}
