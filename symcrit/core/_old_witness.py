"""The checkers: one per kind of witness.  Each raises `Reject` unless the witness proves its goal.

A new kind is one function here.  `OF_KIND` names the rule of analysis by which a kind of claim comes down to an
inequality; the others are named where their hypotheses are discharged.  No rule mentions a theorem's constants; all are
stated in words, with references, in `symcrit/statement.py`.
"""

from collections.abc import Callable
from typing import Any

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context, read_point, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import (
    ONE,
    ZERO,
    Expr,
    constant,
    diff,
    means,
    nodes,
    num,
    parse,
    substitute,
    sym,
    symbols,
)
from symcrit.core.algebra.signs import ALLOWED, NONNEGATIVE
from symcrit.core.claims import JUDGES, Claim
from symcrit.core.expectation.derivation import derivation, read_derivation
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.expectation.quadrature import admissible
from symcrit.core.expectation.series import degrees
from symcrit.core.reading import flag, items, name, need, only, read, record, require
from symcrit.core.work import UNBOUNDED, Work

MAX_NESTING = 30
FIELDS = {  # of a witness of one goal, beside `kind` and `lemmas`
    "zero": (),
    "root": (),
    "angle": ("multiple", "sample"),
    "constant": ("symbol", "at", "start", "derivative"),
    "positive": ("form",),
    "chain": ("symbol", "from", "start", "above", "derivative"),
    "substitute": ("claim", "values", "witness"),
    "injective": ("claim", "witness"),
    "split": ("symbol", "at", "below", "above"),
    "series": ("base", "steps"),
}
NODE = 5  # the work of making and reading a node of an expression
OF_KIND = {"increasing": "mean-value", "concave": "second-derivative", "best_partition": "concave-exchange"}  # rules
OF_KIND |= {"outside_span": "rank-one", "unique": "one-direction", "sector": "leading-minors", "sectors": "schur"}
FURTHER = {"best_partition": "second-derivative", "loss_bound": "independence"}  # for groups in any number
Witness = dict[str, Any]
Facts = tuple[Relation, ...]
Derived = dict[object, tuple[object, "Proof"]]  # derivations that are proved, by kernel
_DERIVED: Derived = {}  # by this process


class Proof:
    """Checks witnesses and collects what they use."""

    def __init__(self, work: Work, paid: Derived | None = None) -> None:
        self.work, self.depth = work, 0
        self.paid = {} if paid is None else paid
        self.evidence: set[str] = set()
        self.rules: set[str] = set()
        self.known: list[object] = []  # inner claims that are proved, with their witnesses
        self.cost = 0  # of a derivation, once it is proved
        self.contexts: dict[tuple[Domain, Facts], Context] = {}
        self.lemmas: dict[tuple[Domain, Facts, Relation], list[Witness]] = {}  # that are proved, with their witnesses
        self.of_any: Kernel | None = None  # the kernel of any σ that the claim is about

    def check(self, claim: Claim, witness: Witness) -> str:
        """Says by what the claim is proved, or raises `Reject`, or `Malformed` for what is not a witness."""
        if judge := JUDGES.get(claim.kind):
            return judge(self, claim, witness, self.derive(claim, witness), refuting=False)
        rule, steps = OF_KIND.get(claim.kind), Steps(claim, witness)
        smooth, contexts = self.derive(claim, witness), dict[Domain, Context]()
        for goal in claim.goals(self.work, steps.function):
            context = contexts.setdefault(goal.domain, self.context(goal.domain))
            self.prove(goal if smooth else goal.with_sides(), steps.of(goal), context=context)
        steps.all_read()
        self.rules |= {rule} if rule else set()
        if claim.any_number:
            self.rules |= {"groups", FURTHER.get(claim.kind, "groups")}
        return f"proved by {rule or steps.kind}"

    def derive(self, claim: Claim, witness: Witness) -> bool:
        """Shows that the forms of the kernel are right; whether they are smooth at every Gram matrix."""
        kernel = claim.parts.get("kernel") or getattr(claim.parts.get("configuration"), "kernel", None)
        derived = kernel is not None and kernel.activation is not None and not kernel.by_definition
        need(derived or "kernel" not in witness, "the field 'kernel' is not read: no closed form is claimed")
        if kernel is None or kernel.activation is None:
            self.of_any = kernel
            self.rules |= {"self-similar"} if kernel and kernel.similar else set()
            return True
        if kernel.by_definition:
            require(claim.kind != "kernel", "the forms of this kernel are its definition, nothing is claimed")
            require(admissible(kernel.activation), "σ is not shown to be analytic in a strip, of exponential growth")
            self.rules |= {"price", "trapezoid"}
            return True
        how, inner = read_derivation(witness.get("kernel")), Proof(self.work.at_most(UNBOUNDED))
        key = (*kernel.forms, *kernel[1:])
        if key in self.paid and self.paid[key][0] == how:
            inner = self.paid[key][1]
        elif key in _DERIVED and _DERIVED[key][0] == how:
            inner = _DERIVED[key][1]
            self.work.charge(inner.cost)
        else:
            goals = list(derivation(kernel, how, inner.work))
            require(len(goals) == len(how.steps), f"the derivation has {len(goals)} steps")
            for goal, step in zip(goals, how.steps, strict=True):
                inner.prove(goal, step)
            inner.cost = inner.work.spent
            _DERIVED[key] = how, inner  # only now: every step is proved
        self.paid[key] = how, inner
        self.evidence |= inner.evidence
        self.rules |= {"price", "gaussian-integral", "zero-derivative", "continuity", *inner.rules}
        return how.smooth

    def context(self, domain: Domain, facts: Facts = ()) -> Context:
        """What is known on a domain, with what has been found out there so far."""
        if (domain, facts) not in self.contexts:
            self.contexts[domain, facts] = Context(domain, self.work, facts)
        return self.contexts[domain, facts]

    def prove(self, goal: Goal, value: object, facts: Facts = (), context: Context | None = None) -> None:
        """One goal: first the lemmas of the witness, in order, then the goal with the lemmas as facts."""
        witness, self.depth = record(value), self.depth + 1
        require(self.depth < MAX_NESTING, "witness nested too deeply")
        for item in items(witness["lemmas"]) if "lemmas" in witness else []:
            lemma = read(item, {"relation": Relation.read, "witness": record})
            own = Goal(goal.domain.declares(*lemma["relation"][1:]), lemma["relation"], lemma["relation"][1:])
            proved = self.lemmas.setdefault((goal.domain, facts, lemma["relation"]), [])
            if lemma["witness"] not in proved:
                self.prove(own, lemma["witness"], facts)
                proved.append(lemma["witness"])
            facts, context = (*facts, lemma["relation"]), None
        self.work.charge(NODE * (2 + sum(1 for _ in nodes(*goal.relation[1:], *goal.entries))))
        context, kind = context or self.context(goal.domain, facts), witness.get("kind")
        known = isinstance(kind, str) and kind in CHECKERS
        need(known, "{} is no witness for this; known: refute, groups, rule, kernel, " + ", ".join(CHECKERS), kind)
        only(witness, "kind", "lemmas", *FIELDS[str(kind)])
        node = None if kind == "split" else context.undefined(*goal.entries)  # each part shows it for itself
        require(node is None, "not shown to be defined on the whole domain: {}", node)
        self.evidence.add(CHECKERS[str(kind)](self, goal, witness, context) or "exact")
        self.depth -= 1


class Steps:
    """Which witness proves which goal of a claim: those in `proof`, by label, or one for all of them.

    Without `proof`, and where no rule is applied, the witness itself proves every goal.  Equations that have no witness
    of their own are of kind `zero`, with the lemmas of the whole; inequalities beside others of kind `positive`.
    Raises `Reject` for a kind that proves other claims, `Malformed` for fields that are not read.
    """

    def __init__(self, claim: Claim, witness: Witness) -> None:
        self.kind, rule = witness.get("kind"), OF_KIND.get(claim.kind)
        many, best = claim.any_number, claim.kind == "best_partition"
        if many and not best:
            require(self.kind == "groups", "the witness for this claim is groups")
        elif rule:
            require(self.kind == "rule", "the witness for this claim is rule")
            require(witness.get("rule") == rule, f"{claim.kind} needs the rule {rule}")
        elif claim.kind == "kernel":
            require(self.kind == "kernel", "the witness for this claim is kernel")
        self.proof, self.used = record(witness.get("proof", {})), set[str]()
        need(all(isinstance(key, str) for key in self.proof), "labels are words")
        self.alone = not self.proof and self.kind not in ("groups", "rule", "kernel")
        self.labelled = {} if "kind" in self.proof else self.proof
        self.function = parse(witness["function"]) if best and "function" in witness else ZERO
        if self.alone:
            self.whole = {key: part for key, part in witness.items() if key not in ("kernel", "proof")}
            return
        require(self.kind in ("groups", "rule", "kernel", "zero"), "only a witness of kind zero has proofs of parts")
        own = ["rule", *(["function"] if best else [])] if self.kind == "rule" else []
        only(witness, "kind", "kernel", "proof", "lemmas", *own)
        self.whole = {"kind": "zero", **({"lemmas": witness["lemmas"]} if "lemmas" in witness else {})}

    def of(self, goal: Goal) -> Any:
        """The witness of a goal."""
        if self.alone:
            return self.whole
        if goal.gap in self.labelled:
            self.used.add(goal.gap)
            return self.labelled[goal.gap]
        if goal.relation.op == "=":
            self.used.add("lemmas")
            return self.whole
        self.used.add("proof")
        return {"kind": "positive"} if self.labelled else self.proof

    def all_read(self) -> None:
        """Raises `Malformed` for proofs of what is no goal, and for lemmas that nothing uses."""
        single = ["proof"] if "kind" in self.proof else []
        lemmas = ["lemmas"] if "lemmas" in self.whole and not self.alone else []
        unread = {*self.labelled, *single, *lemmas} - self.used
        need(not unread, "nothing reads {} of the witness", *sorted(unread)[:1])


def _zero(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    op, lhs, rhs = goal.relation
    require(op in ("=", "<=", ">=") and not len(context.nf(lhs - rhs).n), f"{goal.gap} is not shown to be 0")


def _root(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    op, lhs, rhs = goal.relation
    require(op != "!=" and context.signs(lhs) | context.signs(rhs) <= NONNEGATIVE, "root needs both sides ≥ 0")
    require(context.holds(Relation(op, lhs * lhs, rhs * rhs)), "the squares do not compare so")
    proof.rules.add("squares")


def _angle(proof: Proof, goal: Goal, witness: Witness, context: Context) -> str:
    """A multiple of F is a multiple of 2π (exactly) and less than 2π (by a ball at one point of a connected domain)."""
    multiple, point = constant(witness.get("multiple", 1)), read_point(witness.get("sample", {}))
    connected = set(context.domain.kinds.values()) <= {"real"} and not context.domain.others
    good = goal.relation.op == "=" and multiple is not ZERO and connected
    require(good, "angle proves equations, on a product of real intervals")
    angle = multiple * goal.relation.gap
    exact = context.is_zero(Expr("sin", angle)) and context.is_zero(Expr("cos", angle) - ONE)
    require(exact, "the product of the (cos, sin) is not shown to be 1")
    small = satisfied(context.domain, point, proof.work) and abs(balls.ball(substitute(angle, point))) < 6
    require(small, "the sum is not shown to be < 2π at a sample point of the domain")
    proof.rules.add("full-turn")
    return "ball"


def _positive(proof: Proof, goal: Goal, witness: Witness, context: Context) -> str:
    form = parse(witness["form"]) if "form" in witness else goal.relation.gap
    require(form is goal.relation.gap or context.is_zero(goal.relation.gap - form), "the form differs from the claim")
    allowed = ALLOWED[goal.relation.op]
    shown = context.shown(form, allowed) or (not symbols(form) and context.sharp_sign(form) <= allowed)
    require(shown, "the sign is not evident: {}", form)
    proof.rules |= {"price", "trapezoid"} if means(form) else set()
    return "exact" if (symbols(form) and not means(form)) or form.op == "num" else "ball"


def _chain(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """F = 0 at a value of a symbol and F′ = 0; or F ≥ 0 at an end of its interval and F grows away from it.

    F is defined, so continuous, up to the value, and differentiable inside the interval.
    """
    symbol, above = name(witness.get("symbol")), flag(witness.get("above", False))
    op, gap = goal.relation.op, goal.relation.gap
    fits = (witness["kind"] == "constant") == (op == "=")
    require(fits, "constant is for equations, chain for inequalities")
    require(goal.domain.interval(symbol) and op != "!=", f"{symbol} does not range over an interval of its own")
    domain, value, way = goal.domain.real(symbol), parse(witness.get("at" if op == "=" else "from")), 1
    there, first, then = domain, "=", "="
    if op == "=":
        inside = [r.at({symbol: value}) for r in domain.where if symbol in symbols(*r[1:])]
        good = symbol not in symbols(value) and all(map(proof.context(domain).holds, inside))
        require(good, "the value is outside the interval")
    else:
        bounds = {1: domain.lower.get(symbol), -1: domain.upper.get(symbol)}
        way, end = next(((way, b) for way, b in bounds.items() if b and b.value is value), (0, None))
        strict = op in ("<", ">") and not above
        require(end and (end.strict or not strict), "not an end, or F is 0 at an end that belongs to the interval")
        there, first, then = domain.ends(symbol, shut=True, way=way), "<" if above else "<=", "<" if strict else "<="
    start, slope = Relation(first, ZERO, substitute(gap, {symbol: value})), num(way) * diff(gap, symbol)
    proof.prove(Goal(there, start, (gap, value)), witness.get("start", {"kind": "positive" if above else "zero"}))
    moves = Goal(domain.ends(symbol, shut=False), Relation(then, ZERO, slope), (slope,))
    proof.prove(moves, witness.get("derivative", {"kind": "zero"}))
    proof.rules.add("zero-derivative" if op == "=" else "mean-value")


def _substitute(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """The goal is another equation or inequality composed with values of its symbols that satisfy its hypotheses."""
    inner, values = Claim.read(witness.get("claim")), record(witness.get("values"))
    require("lhs" in inner.parts and set(values) == set(inner.domain.kinds), "values must cover the inner symbols")
    there, mapping = next(inner.goals(proof.work)), {key: parse(value) for key, value in values.items()}
    require(context.undefined(*mapping.values()) is None, "a value is not defined on the whole domain")
    whole = (whole_number(mapping[key], goal.domain) for key, kind in inner.domain.kinds.items() if kind == "integer")
    good = all(whole) and all(context.holds(r.at(mapping)) for r in inner.domain.where)
    require(good, "a hypothesis of the inner claim is not shown")
    if (pair := (witness["claim"], witness.get("witness"))) not in proof.known:
        proof.prove(there, witness.get("witness"))
        proof.known.append(pair)
    relation = there.relation.at(mapping)
    same = goal.relation == relation or context.is_zero(goal.relation.gap - relation.gap)
    require(same and ALLOWED[relation.op] <= ALLOWED[goal.relation.op], "the inner claim is not strong enough")


def _injective(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """f is strictly increasing on an interval that holds both sides, and takes the same value there."""
    inner, (op, *sides) = Claim.read(witness.get("claim")), goal.relation
    one = inner.kind == "increasing" and [*inner.domain.kinds.values()] == ["real"]
    require(op == "=" and one, "injective needs f increasing, and an equation")
    (symbol,), f = inner.domain.kinds, inner.parts["expr"]
    ends = [relation.at({symbol: side}) for relation in inner.domain.where for side in sides]
    require(all(map(context.holds, ends)), "a side is not shown to lie in the interval")
    same = Relation("=", *(substitute(f, {symbol: side}) for side in sides))
    require(context.holds(same), "f is not shown to take the same value")
    proof.check(inner, record(witness.get("witness")))
    proof.rules.add("injective")


def _split(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """The goal where a symbol is at most a value, and where it is larger."""
    symbol, at = sym(name(witness.get("symbol"))), constant(witness.get("at"))
    for key, op in (("below", "<="), ("above", ">")):
        part = Domain(goal.domain.declares(symbol).kinds, [*goal.domain.where, Relation(op, symbol, at)])
        proof.prove(goal._replace(domain=part), witness.get(key))


def _series(proof: Proof, goal: Goal, witness: Witness, context: Context) -> None:
    """Degree by degree of the Hermite series of any σ."""
    for part, step in degrees(goal, context, proof.of_any, witness):
        proof.prove(part, step)
    proof.rules.add("hermite-series")


Checker = Callable[[Proof, Goal, Witness, Context], str | None]
CHECKERS: dict[str, Checker] = {"zero": _zero, "positive": _positive, "root": _root, "angle": _angle, "split": _split}
CHECKERS |= {"chain": _chain, "constant": _chain, "substitute": _substitute, "injective": _injective, "series": _series}
