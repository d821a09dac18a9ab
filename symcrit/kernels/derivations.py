"""Derivations of closed-form kernels: the certificate that core checks, and its steps for the reader.

Price's theorem turns ∂ᵖκ/∂q12ᵖ into a Gaussian integral; integrating it from q12 = 0, where u and v are independent,
gives κ.  The order p is the first (or a few more) at which neither σ⁽ᵖ⁾ nor τ⁽ᵖ⁾ has a factor erf or sign.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import sympy
from flint import arb

from symcrit.certificate import write
from symcrit.core.algebra import balls
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import TWO, Expr, nodes, parse, substitute, sym, symbols
from symcrit.core.expectation import derivation as core
from symcrit.core.expectation.kernels import Kernel, read_kernel
from symcrit.core.reading import Malformed, Reject
from symcrit.core.witness import Proof
from symcrit.core.work import SECOND, UNBOUNDED, OutOfWork, Work
from symcrit.errors import InputError
from symcrit.kernels.activations import z
from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.integrals import closed_form, expectation_of, m1, m2, work_of_closed_form
from symcrit.kernels.terms import NoClosedForm, Term, derivative, pieces, terms
from symcrit.statement import text
from symcrit.translate import from_json, to_json

JSON = Any
MAX_ORDER = 12
BY_SYMPY, MOST = SECOND // 5, 300 * SECOND  # the work of a closed form; of a derivation that nobody limits
_R, _S, _T = sympy.symbols("r s t", real=True)
_SYMBOLS = {"z": z, "q11": q11, "q12": q12, "q22": q22, "m1": m1, "m2": m2, "r": _R, "s": _S, "t": _T}
Prove = Callable[[Goal, Work], Iterator[dict[str, Any]]]
EXP, _X, _Y = partial(Expr, "exp"), sym("x"), sym("y")


def _exponentials(lhs: Expr, rhs: Expr) -> dict[str, Any]:
    """exp(x + y) = exp(x)·exp(y), solved for a factor, as a claim; witness: derivatives by x of products are 0."""
    claim = {"kind": "equal", "symbols": {"x": "real", "y": "real"}, "where": []}
    claim |= {"lhs": write(lhs), "rhs": write(rhs)}
    by_x, minus = {"kind": "constant", "symbol": "x", "at": 0}, EXP(-_X)
    one = {"relation": ["=", write(EXP(_X) * minus), 1], "witness": by_x}
    form = parse(1) / EXP(_X) * (EXP(_X) * minus - parse(1))
    back = {"relation": ["=", write(minus), write(parse(1) / EXP(_X))]}
    back |= {"witness": {"kind": "positive", "form": write(form), "lemmas": [one]}}
    shifted = {"relation": ["=", write(EXP(_Y)), write(EXP(_X + _Y) * minus)], "witness": by_x}
    return {"claim": claim, "witness": {"kind": "zero", "lemmas": [back, shifted]}}


_EXP_SUM = _exponentials(EXP(_X + _Y), EXP(_X) * EXP(_Y))
_EXP_QUOTIENT = _exponentials(EXP(_Y), EXP(_X + _Y) / EXP(_X))
RULES = {"σ": "definition", "τ": "definition", "E": "price, gaussian-integral", "κ": "independence"}
RULES["∂"] = "differentiation"


@dataclass(frozen=True)
class Step:
    """One equation of a derivation: what it is about, by which rule, and the relation that core checks, tidied up."""

    about: str
    rule: str
    relation: Relation

    @property
    def text(self) -> str:
        """The step in words."""
        return f"{self.about} = {text(self.relation.rhs)}"


@dataclass(frozen=True)
class Derivation:
    """How a closed form follows; `witness` is what core checks whenever the kernel is used.

    kernel: what it is about; given: the steps, by default those of the witness.
    """

    witness: dict[str, Any]
    given: tuple[Step, ...] | None = None
    kernel: Kernel | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The equations in the order in which they are shown."""
        if self.given is not None or self.kernel is None:
            return self.given or ()
        found = list(core.steps(self.kernel, core.read_derivation(self.witness), Work()))
        hidden = (step.where == "s >= 0" or step.about.endswith("m1 = 0") for step in found)
        return tuple(_shown(step, self.kernel.biased) for step, out in zip(found, hidden, strict=True) if not out)


def derive(kernel: JSON, work: Work | None = None, prove: Prove | None = None) -> Derivation | None:
    """The derivation of a kernel in core's JSON; None where no rule gives its closed form.

    prove: witnesses worth asking core about for an equation that does not hold by the lemmas known here.
    It is charged to `work` what it cost when it was found, by this call or by an earlier one.

    >>> from symcrit import kernel
    >>> [step.about for step in derive(kernel("erf").core).steps]
    ['σ′', 'E[σ(u)]', 'E[σ′(u)σ′(v)]', 'κ at q12 = 0', '∂κ/∂q12', '∂κ/∂q11']
    """
    if not {"activation", "forms"} <= set(kernel):
        return None
    written = json.dumps(kernel, sort_keys=True), prove is not None
    if written in _DERIVED:
        found, cost = _DERIVED[written]
        if work is not None:
            work.charge(cost)
        return found
    own = Work(MOST) if work is None else work.at_most(UNBOUNDED)
    try:
        own.charge(BY_SYMPY)
        found = _derived(read_kernel(kernel), own, prove)
    except OutOfWork:
        if work is not None:
            raise
        return None
    _DERIVED[written] = found, own.spent
    return found


# what this process has derived, by the kernel and whether `prove` was given, and what it cost
_DERIVED: dict[tuple[str, bool], tuple[Derivation | None, int]] = {}


def _derived(kernel: Kernel, work: Work, prove: Prove | None) -> Derivation | None:
    pair = [kernel.activation] if kernel.teacher is None else [kernel.activation, kernel.teacher]
    sigmas = [from_json(write(sigma), {"z": z}) for sigma in pair]
    try:
        work.charge(work_of_closed_form(sigmas[0], sigmas[-1], biased=kernel.biased))
        if _differs(kernel, closed_form(sigmas[0], sigmas[-1], biased=kernel.biased)):
            return None
        for how in _ways(sigmas, kernel.biased):
            if found := _proved(kernel, how, work, prove):
                return found
    except (NoClosedForm, InputError):  # InputError: a function that core does not know
        return None
    return None


def _differs(kernel: Kernel, forms: tuple[sympy.Expr, ...]) -> bool:
    """Whether the forms of a kernel are certainly not the right ones, at one Gram matrix."""
    at = {name: arb(value) for name, value in (("q11", 1), ("q12", 0.5), ("q22", 2), ("m1", 1), ("m2", 0.25))}
    with balls.precision(100):
        pairs = [[balls.evaluate(own, at), balls.evaluate(parse(to_json(form)), at)]
                 for own, form in zip(kernel.forms, forms, strict=True)]  # fmt: skip
        return any(not own.overlaps(form) for own, form in pairs if own.is_finite() and form.is_finite())


def _ways(sigmas: list[sympy.Expr], biased: bool) -> Iterator[dict[str, Any]]:
    """Witnesses without steps."""
    chains, degree = [[terms(sigma)] for sigma in sigmas], max(map(_degree, sigmas))
    while any(term.e is not None for chain in chains for term in chain[-1]) or len(chains[0]) <= degree:
        if len(chains[0]) > MAX_ORDER:
            raise NoClosedForm(f"sign or erf is left in the derivative of order {MAX_ORDER}")
        for chain in chains:
            chain.append(derivative(chain[-1]))
    sides = [_side(sigma, chain, biased) for sigma, chain in zip(sigmas, chains, strict=True)]
    for smooth in (False,) if biased or any(side.get("pieces") for side in sides) else (True, False):
        yield {"order": len(chains[0]) - 1, "sides": sides, "smooth": smooth}


def _degree(sigma: sympy.Expr) -> int:
    """The degree of a polynomial; it is cheaper to differentiate it away than to integrate it."""
    return sympy.Poly(sigma, z).degree() if sigma.is_polynomial(z) else 0


def _side(sigma: sympy.Expr, chain: list[list[Term]], biased: bool) -> JSON:
    *below, top = chain
    parts = pieces(sigma) or ()
    values = [[t.c, t.n, t.h, t.beta, t.gamma, t.omega, t.phi, t.k] for t in top if not t.delta]
    regular = [[term for term in own if not term.delta] for own in below]
    means = [_mean(own, False) for own in regular]
    moved = [_mean(own, True) for own in regular] if biased else []
    written = {
        "factors": [[v if i in (1, 7) else to_json(v) for i, v in enumerate(row)] for row in values],
        "pieces": [to_json(piece) for piece in parts],
        "means": [to_json(mean) for mean in means],
        "moved": [to_json(mean) for mean in moved],
    }
    return {key: part for key, part in written.items() if part}


def _mean(own: list[Term], biased: bool) -> sympy.Expr:
    """E[σ⁽ʲ⁾(u)] at q11 = s²."""
    root = sympy.Symbol("s", positive=True)
    value = expectation_of(own, [Term(sympy.S.One)], (m1 if biased else sympy.S.Zero, sympy.S.Zero))
    return value.subs(q11, root**2).xreplace({root: _S})


def _proved(kernel: Kernel, how: dict[str, Any], work: Work, prove: Prove | None) -> Derivation | None:
    parsed = core.read_derivation({**how, "steps": [{}]})
    lemmas, known, found = _lemmas(kernel), dict[Domain, list[dict[str, Any]]](), []
    for goal in core.derivation(kernel, parsed, work):
        if goal.domain not in known:
            known[goal.domain] = []
        step = next((step for step in _steps(goal, kernel, lemmas, known, work) if _holds(goal, step, work)), None)
        if step is None and prove is not None:
            step = next((step for step in prove(goal, work) if _holds(goal, step, work)), None)
        if step is None:
            return None
        found.append(step)
    return Derivation({**how, "steps": found}, kernel=kernel)


def _steps(
    goal: Goal,
    kernel: Kernel,
    lemmas: list[dict[str, Any]],
    known: dict[Domain, list[dict[str, Any]]],
    work: Work,
) -> Iterator[dict[str, Any]]:
    """Witnesses for a goal: normal form 0 as it stands, or by lemmas about radicands, angles and exponentials."""
    yield {"kind": "zero"}
    if not known[goal.domain] and "r" in goal.domain.kinds:
        known[goal.domain] = _shown_on(goal.domain, lemmas, work)
    given = known[goal.domain]
    proof = {"kind": "zero", "lemmas": [*given, *_sums(goal, kernel.forms, given, work)]}
    if proof["lemmas"]:
        yield proof


def _shown(step: core.Step, biased: bool) -> Step:
    """A step for the reader: a mean in place of its differential equation."""
    if step.where != "s > 0":
        return Step(step.about, _rule(step.about), _tidied(step.relation, biased, step.about[0] == "E"))
    mean = _tidied(Relation("=", step.entries[0], step.entries[0]), biased)
    about = step.about[1:].removesuffix("/ds").removesuffix("/∂m1")
    if step.about[0] == "∂":
        return Step(about, "translation", mean)
    return Step(about + " at m1 = 0" * biased, "heat-equation", mean)


def _tidied(relation: Relation, biased: bool, is_integral: bool = False) -> Relation:
    """Numbers multiplied out by sympy, for the eye."""
    norms = {"s": sympy.sqrt(q11), "t": sympy.sqrt(q22)}
    still = {} if biased else {m1: sympy.S.Zero, m2: sympy.S.Zero}
    sides = [from_json(write(side), _SYMBOLS | norms).xreplace(still) for side in relation[1:]]
    value = sympy.factor(sides[1]) if is_integral and len(sympy.Add.make_args(sides[1])) > 2 else sides[1]
    return Relation(relation.op, *(parse(to_json(side)) for side in (sides[0], value)))


def _rule(about: str) -> str:
    return RULES["κ"] if about.endswith("q12 = 0") else RULES[about[0]]


def _holds(goal: Goal, step: dict[str, Any], work: Work) -> bool:
    try:
        Proof(work).prove(goal, step)
    except (Reject, Malformed):
        return False
    return True


def _sums(goal: Goal, forms: list[Expr], known: list[dict[str, Any]], work: Work) -> list[dict[str, Any]]:
    """Relations between exponentials: exp(g) = exp(a + g)/exp(a) where the goal has exp(a + g), else exp(a)·exp(g − a).

    exp(a): those of the forms of the kernel without q12; exp(g): those of the goal that depend on u and v; known: the
    lemmas about the goal's domain.
    """
    written, inner = [substitute(form, core.POLAR) for form in forms], list(nodes(*goal.relation[1:]))
    parts = dict.fromkeys(node.args[0] for node in nodes(*written) if node.op == "exp" and "r" not in symbols(node))
    joint = [node for node in inner if node.op == "exp" and _of_both(node)]
    found: dict[Expr, dict[str, Any]] = {}
    for node in joint:
        for a in (a for a in parts if any(_agree(node.args[0] + a, other.args[0]) for other in joint)):
            value, step = EXP(a + node.args[0]) / EXP(a), _instance(_EXP_QUOTIENT, a, node.args[0])
            _try_lemma(goal, found, Relation("=", node, value), step, known, work)
    for node in () if found else joint:
        for a in parts:
            rest = node.args[0] - a
            step = _instance(_EXP_SUM, a, rest)
            _try_lemma(goal, found, Relation("=", node, EXP(a) * EXP(rest)), step, known, work)
    return list(found.values())


def _instance(claim: dict[str, Any], x: Expr, y: Expr) -> dict[str, Any]:
    return {"kind": "substitute", **claim, "values": {"x": write(x), "y": write(y)}}


def _try_lemma(
    goal: Goal,
    found: dict[Expr, dict[str, Any]],
    relation: Relation,
    step: dict[str, Any],
    known: list[dict[str, Any]],
    work: Work,
) -> None:
    """Adds the relation, unless there is a lemma for its left side or core does not accept it."""
    whole = step | ({"lemmas": known} if known else {})
    if relation.lhs not in found and _holds(Goal(goal.domain, relation, ()), whole, work):
        found[relation.lhs] = {"relation": ["=", *map(write, relation[1:])], "witness": step}


def _of_both(node: Expr) -> bool:
    return "r" in symbols(node) or set(core.MEANS) <= symbols(node)


_SAMPLE = {name: arb(value) for name, value in (("r", 0.25), ("s", 1.25), ("t", 0.75), ("m1", 0.5), ("m2", -1.75))}


def _agree(left: Expr, right: Expr) -> bool:
    """Whether two expressions in r, s, t and the means have one value at a point."""
    with balls.precision(100):
        return balls.evaluate(left - right, _SAMPLE).contains(0)


def _shown_on(domain: Domain, lemmas: list[dict[str, Any]], work: Work) -> list[dict[str, Any]]:
    """The lemmas that hold on a domain, each by those before it."""
    found: list[dict[str, Any]] = []
    for lemma in lemmas:
        claim = Goal(domain, Relation.read(lemma["relation"]), ())
        found += [lemma] if _holds(claim, lemma["witness"] | ({"lemmas": [*found]} if found else {}), work) else []
    return found


def _lemmas(kernel: Kernel) -> list[dict[str, Any]]:
    """That radicands are positive, and arguments of asin within ±1, by forms in which that is evident."""
    r, s, t = (sym(name) for name in "rst")
    polar, found = {"q11": s * s, "q12": r * s * t, "q22": t * t}, []
    inner = list(nodes(*kernel.forms))
    for node in inner:
        if node.op == "sqrt":
            form = _evident(from_json(write(node.args[0]), _SYMBOLS))
            found += [_lemma("<", substitute(node.args[0], polar), form)] if form is not None else []
    for node in inner:
        if node.op in ("asin", "binormal"):
            sine = node.args[-1]
            u = substitute(sine, polar)
            square = from_json(write(parse(1) - sine**2), _SYMBOLS)
            form = _evident(sympy.factor(sympy.cancel(square)))
            if form is not None:
                found.append(_lemma("<", parse(1) - u**2, form))
                found += [_lemma("<=", side, form / TWO + side**2 / TWO) for side in (parse(1) - u, u + parse(1))]
    return found


def _evident(value: sympy.Expr) -> Expr | None:
    """A quotient of factors a + b·q11 + c·q22 + d·(q11·q22 − q12²), with evident signs in r, s, t; None for others."""
    product = sympy.S.One
    for factor in sympy.Mul.make_args(sympy.factor(value)):
        base, exponent = factor.as_base_exp()
        if base.free_symbols:
            poly = sympy.Poly(base, q11, q12, q22)
            a, b, c, d, e = (poly.coeff_monomial(m) for m in (1, q11, q22, q11 * q22, q12**2))
            if sympy.expand(poly.as_expr() - (a + b * q11 + c * q22 + d * q11 * q22 + e * q12**2)) != 0 or d != -e:
                return None
            base = a + b * _S**2 + c * _T**2 + d * _S**2 * _T**2 * (1 - _R) * (1 + _R)
        product = sympy.Mul(product, sympy.Pow(base, exponent, evaluate=False), evaluate=False)
    return parse(to_json(product))


def _lemma(op: str, gap: Expr, form: Expr) -> dict[str, Any]:
    return {"relation": [op, "0", write(gap)], "witness": {"kind": "positive", "form": write(form)}}
