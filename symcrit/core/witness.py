"""The checkers: one per kind of witness.  Each raises `Reject` unless the witness proves its goal.

A new kind is one function here.  `OF_KIND` names the rule of analysis by which a kind of claim comes down to an
inequality; the others are named where their hypotheses are discharged.  No rule mentions a theorem's constants; all are
stated in words, with references, in `symcrit/statement.py`.
"""

from collections.abc import Callable
from typing import Any

from symcrit.core import balls
from symcrit.core.claims import Claim, whole_number
from symcrit.core.context import Context
from symcrit.core.domain import Domain, Goal, Relation
from symcrit.core.expr import ONE, ZERO, Expr, constant, diff, means, num, parse, substitute, sym, symbols
from symcrit.core.kernels import derivation
from symcrit.core.landscape.isolated import search
from symcrit.core.quadrature import admissible
from symcrit.core.reading import is_name, items, name, need, read, record, require, shown
from symcrit.core.signs import ALLOWED, NONNEGATIVE

MAX_NESTING, MAX_MULTIPLE = 30, 64
OF_KIND = {"increasing": "mean-value", "concave": "second-derivative", "best_partition": "concave-exchange"}  # rules
OF_KIND |= {"outside_span": "rank-one", "unique": "one-direction", "sector": "leading-minors"}
Witness = dict[str, Any]
Facts = tuple[Relation, ...]
_DERIVED: dict[object, tuple[object, "Proof"]] = {}  # kernels with derivations that have been checked by this process


class Proof:
    """Checks witnesses and collects what they use."""

    def __init__(self, deadline: float = 0) -> None:
        self.deadline, self.depth = deadline, 0
        self.evidence: set[str] = set()
        self.rules: set[str] = set()
        self.known: list[object] = []  # inner claims that are proved, with their witnesses

    def check(self, claim: Claim, witness: Witness) -> str:
        """Says by what the claim is proved, or raises `Reject`, or `Malformed` for what is not a witness."""
        place, kind, rule = claim.parts.get("configuration"), witness.get("kind"), OF_KIND.get(claim.kind)
        any_number = place is not None and getattr(place, "sizes", ()) is None and claim.kind != "best_partition"
        require(any_number == (kind == "groups"), "groups is the witness for any number of groups, and only for that")
        ruled = (kind, witness.get("rule")) == ("rule", rule)
        require(ruled or not rule or any_number, f"{claim.kind} needs the rule {rule}")
        require((kind == "kernel") == (claim.kind == "kernel"), "kernel is the witness for a kernel, and only for that")
        if claim.kind == "isolated":
            return self.isolated(claim, witness, refuting=False)
        smooth, contexts = self.derive(claim, witness), dict[Domain, Context]()
        proofs, zero = record(witness.get("proof", {})), {**witness, "kind": "zero"}
        for goal in claim.goals(parse(witness.get("function", 0))):
            context = contexts.setdefault(goal.domain, self.context(goal.domain))
            entries = goal.entries if smooth else (*goal.entries, *goal.relation[1:])
            own = proofs.get(goal.gap, zero if goal.relation.op == "=" else proofs)
            own = own if any_number or rule or proofs else witness
            self.prove(goal._replace(entries=entries), own, context=context)
        best = ["groups", "second-derivative"] if claim.kind == "best_partition" else []
        self.rules.update([rule] if rule else best, ["groups"] if any_number else best)
        return f"proved by {rule or kind}"

    def derive(self, claim: Claim, witness: Witness) -> bool:
        """Shows that the forms of the kernel are right; whether they are smooth at every Gram matrix."""
        kernel = claim.parts.get("kernel") or getattr(claim.parts.get("configuration"), "kernel", None)
        if kernel is None or kernel.activation is None:
            return True
        if kernel.by_definition:
            require(claim.kind != "kernel", "the forms of this kernel are its definition, nothing is claimed")
            require(admissible(kernel.activation), "σ is not shown to be analytic in a strip, of exponential growth")
            self.rules |= {"price", "trapezoid"}
            return True
        how = read(witness.get("kernel"), {"shape": name, "constants": [parse], "smooth": bool, "steps": [record]})
        (shape, constants, smooth, steps), inner = how.values(), Proof(self.deadline)
        need(len(constants) == 2, "a shape has two constants")
        key = (*kernel.forms, kernel.activation, shape, *constants, smooth)
        if key not in _DERIVED or _DERIVED[key][0] != steps:
            goals = list(derivation(kernel, shape, constants[0], constants[1], smooth))
            require(len(goals) == len(steps), f"the derivation has {len(goals)} steps")
            for goal, step in zip(goals, steps, strict=True):
                inner.prove(goal, step)
            _DERIVED[key] = steps, inner  # only now: every step is proved
        self.evidence |= _DERIVED[key][1].evidence
        self.rules |= {"price", "gaussian-integral", "zero-derivative", "continuity", *_DERIVED[key][1].rules}
        return bool(smooth)

    def isolated(self, claim: Claim, witness: Witness, refuting: bool) -> str:
        """Says what was found at the one critical point in a box."""
        smooth, derived = self.derive(claim, witness), claim.parts["configuration"].kernel.activation is not None
        how = witness["kernel"] if derived else {"shape": ""}
        kink = (parse(how["constants"][0]), parse(how["constants"][1])) if how["shape"] == "kink" else None
        require(smooth or kink, "a kernel that is not smooth at 0")
        self.evidence.add("ball")
        self.rules |= {"krawczyk", "sylvester-gershgorin"}
        return search(claim.parts, kink, witness, refuting, self.context(claim.domain).tick)

    def context(self, domain: Domain, facts: Facts = ()) -> Context:
        """What is known on a domain."""
        return Context(domain, facts, self.deadline)

    def prove(self, goal: Goal, value: object, facts: Facts = (), context: Context | None = None) -> None:
        """One goal: first the lemmas of the witness, in order, then the goal with the lemmas as facts."""
        witness, self.depth = record(value), self.depth + 1
        require(self.depth < MAX_NESTING, "witness nested too deeply")
        for item in items(witness["lemmas"]) if "lemmas" in witness else []:
            lemma = read(item, {"relation": Relation.read, "witness": record})
            self.prove(Goal(goal.domain, lemma["relation"], lemma["relation"][1:]), lemma["witness"], facts)
            facts, context = (*facts, lemma["relation"]), None
        self.verify(goal, witness, context or self.context(goal.domain, facts))
        self.depth -= 1

    def verify(self, goal: Goal, witness: Witness, context: Context) -> None:
        """The goal by the checker of the witness, once its entries are shown to be defined."""
        checker = CHECKERS.get(witness["kind"], _unknown) if is_name(witness.get("kind")) else _unknown
        node = None if checker is _split else context.undefined(*goal.entries)  # each part shows it for itself
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
    require(op in ("=", "<=", ">=") and not len(context.nf(lhs - rhs).n), f"{goal.gap} is not shown to be 0")


def _root(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    op, lhs, rhs = goal.relation
    require(op != "!=" and context.signs(lhs) | context.signs(rhs) <= NONNEGATIVE, "root needs both sides ≥ 0")
    require(context.holds(Relation(op, lhs * lhs, rhs * rhs)), "the squares do not compare so")
    proof.rules.add("squares")


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
    domain = goal.domain.real(symbol)
    everywhere, inside = map(proof.context, (domain, domain.ends(symbol, shut=False)))
    require(op == "=" and everywhere.undefined(lhs, rhs, at) is None, "an equation, defined on the whole interval")
    require(inside.is_zero(diff(lhs - rhs, symbol)), "the derivative is not identically 0")
    there = [r.at({symbol: at}) for r in domain.where if symbol in symbols(*r[1:])]
    require(symbol not in symbols(at) and all(map(everywhere.holds, there)), "the value is outside the interval")
    require(everywhere.is_zero(substitute(lhs - rhs, {symbol: at})), "the two sides differ at the value")
    proof.rules.add("zero-derivative")


def _positive(proof: Proof, goal: Goal, witness: Witness, context: Context) -> str:
    form = parse(witness["form"]) if "form" in witness else goal.relation.gap
    require(form is goal.relation.gap or context.is_zero(goal.relation.gap - form), "the form differs from the claim")
    known, allowed = context.signs(form), ALLOWED[goal.relation.op]
    known = known if known <= allowed or symbols(form) else context.sharp_sign(form)
    require(known <= allowed, f"the sign is not evident: {shown(form)}")
    proof.rules |= {"price", "trapezoid"} if means(form) else set()
    return "exact" if (symbols(form) and not means(form)) or form.op == "num" else "ball"


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
    require(context.undefined(*mapping.values()) is None, "a value is not defined on the whole domain")
    whole = [whole_number(mapping[key], goal.domain) for key, kind in inner.domain.kinds.items() if kind == "integer"]
    holds = [context.holds(r.at(mapping)) for r in inner.domain.where]
    require(all(whole) and all(holds), "a hypothesis of the inner claim is not shown")
    if (pair := (witness["claim"], witness.get("witness"))) not in proof.known:
        proof.prove(there, witness.get("witness"))
        proof.known.append(pair)
    relation = there.relation.at(mapping)
    stronger = ALLOWED[relation.op] <= ALLOWED[goal.relation.op]
    same = stronger and (goal.relation == relation or context.is_zero(goal.relation.gap - relation.gap))
    require(same, "the inner claim is not strong enough")


def _injective(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """f is strictly increasing on an interval that holds both sides, and takes the same value there."""
    inner, (op, *sides) = Claim.read(witness.get("claim")), goal.relation
    kinds, f = inner.domain.kinds, inner.parts.get("expr")
    require(op == "=" and inner.kind == "increasing" and [*kinds.values()] == ["real"], "injective needs f increasing")
    ends = [[relation.at({symbol: side}) for relation in inner.domain.where] for side in sides for symbol in kinds]
    require(all(map(context.holds, [*ends[0], *ends[1]])), "a side is not shown to lie in the interval")
    values = [substitute(f, {symbol: side}) for side in sides for symbol in kinds if f]
    require(context.holds(Relation("=", *values)), "f is not shown to take the same value")
    proof.check(inner, record(witness.get("witness")))
    proof.rules.add("injective")


def _split(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """The goal where a symbol is at most a value, and where it is larger."""
    symbol, at = sym(name(witness.get("symbol"))), constant(witness.get("at"))
    for key, op in (("below", "<="), ("above", ">")):
        part = Domain(goal.domain.kinds, [*goal.domain.where, Relation(op, symbol, at)])
        proof.prove(goal._replace(domain=part), witness.get(key))


Checker = Callable[[Proof, Goal, Witness, Context], str | None]
_ALL = (_zero, _root, _angle, _constant, _positive, _chain, _substitute, _injective, _split)
CHECKERS: dict[str, Checker] = {function.__name__[1:]: function for function in _ALL}
