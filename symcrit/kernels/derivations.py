"""Derivations of closed-form kernels: the certificate that core checks, and its steps for the reader.

Price's theorem turns ∂ᵖκ/∂q12ᵖ into a Gaussian integral; integrating it from q12 = 0, where u and v are independent,
gives κ.  The order p is the first (or a few more) at which neither σ⁽ᵖ⁾ nor τ⁽ᵖ⁾ has a factor erf or sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import sympy
from flint import arb

from symcrit.certificate import write, written
from symcrit.core import (
    ONE,
    SECOND,
    TWO,
    UNBOUNDED,
    ZERO,
    Derived,
    Domain,
    Expr,
    Goal,
    Goals,
    Judge,
    Kernel,
    Lemma,
    Malformed,
    OutOfWork,
    Reject,
    Relation,
    Witness,
    Work,
    nodes,
    parse,
    substitute,
    sym,
    symbols,
)
from symcrit.core.algebra import balls
from symcrit.core.claims.equal import Equal
from symcrit.core.expectation import derivation as core
from symcrit.core.expectation.factors import Factor
from symcrit.core.expectation.kernels import MEANS
from symcrit.core.gaussian.kernels import ByReduction
from symcrit.core.witnesses.constant import Constant
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError
from symcrit.kernels.activations import z
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import closed_form, expectation_of, m1, m2, work_of_closed_form
from symcrit.kernels.closed.reductions import forms, in_core, work_of_forms
from symcrit.kernels.closed.terms import NoClosedForm, Term, derivative, pieces, terms
from symcrit.kernels.exponentials import of_exponentials
from symcrit.kernels.pieces import pieces_of
from symcrit.translate import from_json, to_json
from symcrit.words.text import text

Lemmas = list[Lemma]
MAX_ORDER = 12
BY_SYMPY, MOST = SECOND // 5, 300 * SECOND  # the work of a closed form; of a derivation that nobody limits
_R, _S, _T = sympy.symbols("r s t", real=True)
_SYMBOLS = {"z": z, "q11": q11, "q12": q12, "q22": q22, "m1": m1, "m2": m2, "r": _R, "s": _S, "t": _T}
Prove = Callable[[Goal, Work], Iterator[Witness]]
EXP, _X, _Y = partial(Expr, "exp"), sym("x"), sym("y")


@dataclass(frozen=True)
class _Proved:
    """An equation in x and y, and what proves it."""

    claim: Equal
    proof: Goals

    def at(self, x: Expr, y: Expr) -> Substitute:
        """The equation with these values of x and y, as a witness."""
        return Substitute(claim=self.claim, values={"x": x, "y": y}, witness=self.proof)


def _exponentials(lhs: Expr, rhs: Expr) -> _Proved:
    """exp(x + y) = exp(x)·exp(y), solved for a factor; witness: derivatives by x of products are 0."""
    by_x = Constant(symbol="x", at=ZERO)
    minus = EXP(-_X)
    inverse = ONE / EXP(_X)
    one = Lemma(relation=Relation("=", EXP(_X) * minus, ONE), witness=by_x)
    form = inverse * (EXP(_X) * minus - ONE)
    back = Lemma(relation=Relation("=", minus, inverse), witness=Positive(form=form, lemmas=(one,)))
    shifted = Lemma(relation=Relation("=", EXP(_Y), EXP(_X + _Y) * minus), witness=by_x)
    claim = Equal(domain=Domain({"x": "real", "y": "real"}), lhs=lhs, rhs=rhs)
    return _Proved(claim, Goals(proofs={"claim": Zero(lemmas=(back, shifted))}))


_EXP_SUM = _exponentials(EXP(_X + _Y), EXP(_X) * EXP(_Y))
_EXP_QUOTIENT = _exponentials(EXP(_Y), EXP(_X + _Y) / EXP(_X))
LETTERS = {"sigma": "σ", "tau": "τ"}
HALVES = {"left": " for z < 0", "right": " for z > 0"}


@dataclass(frozen=True)
class Step:
    """One equation of a derivation: what it is about, by which rules, and the relation that core checks, tidied up.

    place: where it holds, such as "q12 = 0"; "" where that needs no words.
    """

    about: str
    rules: tuple[str, ...]
    relation: Relation
    place: str = ""

    @property
    def rule(self) -> str:
        """The rules, with commas between."""
        return ", ".join(self.rules)

    @property
    def left(self) -> str:
        """What the step is about, and where: "κ at q12 = 0"."""
        return f"{self.about} at {self.place}" if self.place else self.about

    @property
    def text(self) -> str:
        """The step in words."""
        return f"{self.left} = {text(self.relation.rhs)}"


@dataclass(frozen=True)
class Derivation:
    """How a closed form follows; `derived` is what core checks whenever the kernel is used.

    kernel: what it is about; given: the steps, by default those of `derived`.
    """

    derived: Derived
    given: tuple[Step, ...] | None = None
    kernel: Kernel | None = None

    @cached_property
    def witness(self) -> dict[str, Any]:
        """The field `kernel` of a certificate."""
        found: dict[str, Any] = written(self.derived)
        return found

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The equations in the order in which they are shown."""
        if self.given is not None or self.kernel is None:
            return self.given or ()
        how = self.derived.derivation
        if isinstance(how, ByReduction):
            return tuple(_steps_in_pieces(self.kernel, how))
        both = len(how.sides) == 2
        found = core.steps(self.kernel, how, Work())
        shown = (_shown(step, both, self.kernel.biased) for step in found)
        return tuple(step for step in shown if step is not None)


Key = tuple[Any, ...]


def key_of(kernel: Kernel) -> Key:
    """Equal for equal kernels; kernels themselves have no hash."""
    return (*kernel.forms, *kernel[1:])


def derive(kernel: Kernel, work: Work | None = None, prove: Prove | None = None) -> Derivation | None:
    """The derivation of a kernel; None where it has no closed form, and where no rule gives it.

    prove: witnesses worth asking core about for an equation that does not hold by the lemmas known here.
    It is charged to `work` what it cost when it was found, by this call or by an earlier one.

    >>> from symcrit import kernel
    >>> from symcrit.core import read_kernel
    >>> [step.left for step in derive(read_kernel(kernel("erf").core)).steps]
    ['σ′', 'E[σ(u)]', 'E[σ′(u)σ′(v)]', 'κ at q12 = 0', '∂κ/∂q12', '∂κ/∂q11']
    """
    if kernel.activation is None or kernel.by_definition:
        return None
    key = (key_of(kernel), prove is not None)
    if key in _DERIVED:
        found, cost = _DERIVED[key]
        if work is not None:
            work.charge(cost)
        return found
    own = Work(MOST) if work is None else work.at_most(UNBOUNDED)
    try:
        own.charge(BY_SYMPY)
        found = _derived(kernel, kernel.activation, own, prove)
    except OutOfWork:
        if work is not None:
            raise
        return None
    _DERIVED[key] = found, own.spent
    return found


# what this process has derived, by the kernel and whether `prove` was given, and what it cost
_DERIVED: dict[tuple[Key, bool], tuple[Derivation | None, int]] = {}


def _derived(kernel: Kernel, activation: Expr, work: Work, prove: Prove | None) -> Derivation | None:
    pair = [activation] if kernel.teacher is None else [activation, kernel.teacher]
    sigmas = [from_json(write(sigma), {"z": z}) for sigma in pair]
    try:
        work.charge(work_of_closed_form(sigmas[0], sigmas[-1], biased=kernel.biased))
        if _differs(kernel, closed_form(sigmas[0], sigmas[-1], biased=kernel.biased)):
            return None
        for how in _ways(sigmas, kernel.biased):
            if found := _proved(kernel, how, work, prove):
                return found
    except (NoClosedForm, InputError):  # InputError: a function that core does not know
        pass
    return _by_reduction(kernel, sigmas, work, prove)


def _by_reduction(kernel: Kernel, sigmas: list[sympy.Expr], work: Work, prove: Prove | None) -> Derivation | None:
    """The derivation from E[σ(u)τ(v)] as core reduces it, where that is a closed form."""
    both = [pieces_of(sigma) for sigma in sigmas]
    try:
        sides = [in_core(own) for own in both if own is not None]
    except InputError:
        return None
    if len(sides) < len(sigmas):
        return None
    work.charge(work_of_forms(sigmas[0], sigmas[-1], biased=kernel.biased))
    try:
        if _differs(kernel, forms(sigmas[0], sigmas[-1], biased=kernel.biased)):
            return None
    except NoClosedForm:
        return None
    plain = ByReduction(sides, edge=False, smooth=False)
    try:
        found = _witnesses(kernel, plain, work, prove)
        if found is None:
            return None
        for how in (plain._replace(edge=True, smooth=True), plain._replace(edge=True)):
            if how.smooth and how.bent:
                continue
            *_, edge = how.goals(kernel, work)
            for step in (Zero(), Zero(lemmas=tuple(_shown_on(edge.domain, _lemmas(kernel), work)))):
                if _holds(edge, step, work):
                    return Derivation(Derived(derivation=how, steps=(*found, step)), kernel=kernel)
    except (Reject, Malformed):
        return None
    return Derivation(Derived(derivation=plain, steps=tuple(found)), kernel=kernel)


def _differs(kernel: Kernel, forms: tuple[sympy.Expr, ...]) -> bool:
    """Whether the forms of a kernel are certainly not the right ones, at one Gram matrix."""
    at = {name: arb(value) for name, value in (("q11", 1), ("q12", 0.5), ("q22", 2), ("m1", 1), ("m2", 0.25))}
    with balls.precision(100):
        pairs = [[balls.evaluate(own, at), balls.evaluate(parse(to_json(form)), at)]
                 for own, form in zip(kernel.forms, forms, strict=True)]  # fmt: skip
        return any(not own.overlaps(form) for own, form in pairs if own.is_finite() and form.is_finite())


def _ways(sigmas: list[sympy.Expr], biased: bool) -> Iterator[core.Derivation]:
    """Orders and sides that may serve, smooth ones first."""
    chains, degree = [[terms(sigma)] for sigma in sigmas], max(map(_degree, sigmas))
    while any(term.e is not None for chain in chains for term in chain[-1]) or len(chains[0]) <= degree:
        if len(chains[0]) > MAX_ORDER:
            raise NoClosedForm(f"sign or erf is left in the derivative of order {MAX_ORDER}")
        for chain in chains:
            chain.append(derivative(chain[-1]))
    sides = [_side(sigma, chain, biased) for sigma, chain in zip(sigmas, chains, strict=True)]
    bent = any(side.pieces for side in sides)
    for smooth in (False,) if biased or bent else (True, False):
        yield core.Derivation(len(chains[0]) - 1, sides, smooth)


def _degree(sigma: sympy.Expr) -> int:
    """The degree of a polynomial; it is cheaper to differentiate it away than to integrate it."""
    return sympy.Poly(sigma, z).degree() if sigma.is_polynomial(z) else 0


def _side(sigma: sympy.Expr, chain: list[list[Term]], biased: bool) -> core.Side:
    *below, top = chain
    parts = pieces(sigma) or ()
    regular = [[term for term in own if not term.delta] for own in below]
    moved = [_mean(own, True) for own in regular] if biased else []
    return core.Side(
        factors=[_factor(term) for term in top if not term.delta],
        pieces=_parsed(parts),
        means=_parsed([_mean(own, False) for own in regular]),
        moved=_parsed(moved),
    )


def _factor(term: Term) -> Factor:
    """A term as core has it."""
    c, h, beta, gamma, omega, phi = _parsed([term.c, term.h, term.beta, term.gamma, term.omega, term.phi])
    return Factor(c, int(term.n), h, beta, gamma, omega, phi, int(term.k))


def _parsed(values: Sequence[sympy.Expr]) -> list[Expr]:
    """Expressions of sympy as core has them."""
    return [parse(to_json(value)) for value in values]


def _mean(own: list[Term], biased: bool) -> sympy.Expr:
    """E[σ⁽ʲ⁾(u)] at q11 = s²."""
    root = sympy.Symbol("s", positive=True)
    value = expectation_of(own, [Term(sympy.S.One)], (m1 if biased else sympy.S.Zero, sympy.S.Zero))
    return value.subs(q11, root**2).xreplace({root: _S})


def _proved(kernel: Kernel, how: core.Derivation, work: Work, prove: Prove | None) -> Derivation | None:
    found = _witnesses(kernel, how, work, prove)
    return None if found is None else Derivation(Derived(derivation=how, steps=tuple(found)), kernel=kernel)


def _witnesses(
    kernel: Kernel, how: core.Derivation | ByReduction, work: Work, prove: Prove | None
) -> list[Witness] | None:
    """What proves the goals of a derivation; None where one is not proved."""
    lemmas = _lemmas(kernel)
    known: dict[Domain, Lemmas] = {}
    found: list[Witness] = []
    for goal in how.goals(kernel, work):
        known.setdefault(goal.domain, [])
        ways = _steps_of_reduction if isinstance(how, ByReduction) else _steps
        step = next((step for step in ways(goal, kernel, lemmas, known, work) if _holds(goal, step, work)), None)
        if step is None and prove is not None:
            step = next((step for step in prove(goal, work) if _holds(goal, step, work)), None)
        if step is None:
            return None
        found.append(step)
    return found


def _steps(goal: Goal, kernel: Kernel, lemmas: Lemmas, known: dict[Domain, Lemmas], work: Work) -> Iterator[Witness]:
    """Witnesses for a goal: normal form 0 as it stands, or by lemmas about radicands, angles and exponentials."""
    yield Zero()
    if not known[goal.domain] and "r" in goal.domain.kinds:
        known[goal.domain] = _shown_on(goal.domain, lemmas, work)
    given = known[goal.domain]
    proof = Zero(lemmas=(*given, *_sums(goal, kernel.forms, given, work)))
    if proof.lemmas:
        yield proof


def _steps_of_reduction(
    goal: Goal, kernel: Kernel, lemmas: Lemmas, known: dict[Domain, Lemmas], work: Work
) -> Iterator[Witness]:
    """The same, with exponentials written by as few as possible."""
    yield Zero()
    exponentials = of_exponentials(goal, (), work)
    if exponentials:
        yield Zero(lemmas=tuple(exponentials))
    if not known[goal.domain] and "r" in goal.domain.kinds:
        known[goal.domain] = _shown_on(goal.domain, lemmas, work)
    given = known[goal.domain]
    yield Zero(lemmas=(*given, *of_exponentials(goal, given, work)))


def _shown(step: core.Step, both: bool, biased: bool) -> Step | None:
    """A step for the reader: a mean in place of its differential equation, and nothing for where that starts.

    both: whether there are two activations.
    """
    kind, *rest = step.key.split("/")
    if kind in ("by-q11", "by-q12"):
        return Step(f"∂κ/∂{kind.removeprefix('by-')}", ("differentiation",), _tidied(step.relation, biased))
    if kind == "start":
        return Step(_by_q12(int(rest[0])), ("independence",), _tidied(step.relation, biased), place="q12 = 0")
    if kind == "integral":
        first, second = (primed(letter, int(rest[0])) for letter in ("σ", "τ" if both else "σ"))
        about = f"E[{first}(u){second}(v)]"
        return Step(about, ("price", "gaussian-integral"), _tidied(step.relation, biased, is_integral=True))
    return _shown_of_activation(step, LETTERS[kind], rest, biased)


def _shown_of_activation(step: core.Step, letter: str, rest: list[str], biased: bool) -> Step | None:
    """A step about one activation: its pieces, its derivative, its means."""
    what, *more = rest
    if what == "half":
        return Step(f"{letter}{HALVES[more[0]]}", ("definition",), _tidied(step.relation, biased))
    if what == "derivative":
        order, *half = more
        about = primed(letter, int(order)) + (HALVES[half[0]] if half else "")
        return Step(about, ("definition",), _tidied(step.relation, biased))
    order, end = more
    if end == "start":
        return None
    mean = _tidied(Relation("=", step.entries[0], step.entries[0]), biased)
    about = f"E[{primed(letter, int(order))}(u)]"
    if what == "moved":
        return Step(about, ("translation",), mean)
    return Step(about, ("heat-equation",), mean, place="m1 = 0" if biased else "")


def _steps_in_pieces(kernel: Kernel, how: ByReduction) -> Iterator[Step]:
    """σ and τ in pieces, κ, and its slopes."""
    sigma = ZERO if kernel.activation is None else kernel.activation
    for letter, own, side in zip("στ", (sigma, kernel.teacher or sigma), how.sides, strict=False):
        ends = ["−∞", *(text(place) for place in side.breaks), "∞"]
        for low, high, piece in zip(ends, ends[1:], side.pieces, strict=False):
            place = f"{low} < z < {high}" if side.breaks else ""
            yield Step(letter, ("definition",), Relation("=", own, piece), place)
    about = ("κ", "∂κ/∂q12", "∂κ/∂q11")
    rules = ("gaussian-parts", "differentiation", "differentiation")
    for name, rule, form in zip(about, rules, (kernel.forms[0], kernel.forms[2], kernel.forms[1]), strict=True):
        yield Step(name, (rule,), Relation("=", sym("kappa"), form))


def primed(letter: str, order: int) -> str:
    """σ, σ′, σ″, σ‴, σ^{(4)}, …"""
    if order >= 4:
        return f"{letter}^{{({order})}}"
    return letter + ("", "′", "″", "‴")[order]


def _by_q12(order: int) -> str:
    """κ, ∂κ/∂q12, ∂²κ/∂q12², ∂^3κ/∂q12^3, …"""
    if order == 0:
        return "κ"
    power = {1: "", 2: "²"}.get(order, f"^{order}")
    return f"∂{power}κ/∂q12{power}"


def _tidied(relation: Relation, biased: bool, is_integral: bool = False) -> Relation:
    """Numbers multiplied out by sympy, for the eye."""
    norms = {"s": sympy.sqrt(q11), "t": sympy.sqrt(q22)}
    still = {} if biased else {m1: sympy.S.Zero, m2: sympy.S.Zero}
    sides = [from_json(write(side), _SYMBOLS | norms).xreplace(still) for side in relation[1:]]
    value = sympy.factor(sides[1]) if is_integral and len(sympy.Add.make_args(sides[1])) > 2 else sides[1]
    return Relation(relation.op, *(parse(to_json(side)) for side in (sides[0], value)))


def _holds(goal: Goal, step: Witness, work: Work) -> bool:
    try:
        Judge(work).prove(goal, step)
    except (Reject, Malformed):
        return False
    return True


def _sums(goal: Goal, forms: list[Expr], known: Lemmas, work: Work) -> Lemmas:
    """Relations between exponentials: exp(g) = exp(a + g)/exp(a) where the goal has exp(a + g), else exp(a)·exp(g − a).

    exp(a): those of the forms of the kernel without q12; exp(g): those of the goal that depend on u and v; known: the
    lemmas about the goal's domain.
    """
    polar = [substitute(form, core.POLAR) for form in forms]
    inner = list(nodes(*goal.relation[1:]))
    parts = dict.fromkeys(node.args[0] for node in nodes(*polar) if node.op == "exp" and "r" not in symbols(node))
    joint = [node for node in inner if node.op == "exp" and _of_both(node)]
    found: dict[Expr, Lemma] = {}
    for node in joint:
        for a in (a for a in parts if any(_agree(node.args[0] + a, other.args[0]) for other in joint)):
            value = EXP(a + node.args[0]) / EXP(a)
            _try_lemma(goal, found, Relation("=", node, value), _EXP_QUOTIENT.at(a, node.args[0]), known, work)
    for node in () if found else joint:
        for a in parts:
            rest = node.args[0] - a
            _try_lemma(goal, found, Relation("=", node, EXP(a) * EXP(rest)), _EXP_SUM.at(a, rest), known, work)
    return list(found.values())


def _try_lemma(
    goal: Goal, found: dict[Expr, Lemma], relation: Relation, step: Witness, known: Lemmas, work: Work
) -> None:
    """Adds the relation, unless there is a lemma for its left side or core does not accept it."""
    whole = replace(step, lemmas=tuple(known))
    if relation.lhs not in found and _holds(Goal(goal.domain, relation), whole, work):
        found[relation.lhs] = Lemma(relation=relation, witness=step)


def _of_both(node: Expr) -> bool:
    return "r" in symbols(node) or set(MEANS) <= symbols(node)


_SAMPLE = {name: arb(value) for name, value in (("r", 0.25), ("s", 1.25), ("t", 0.75), ("m1", 0.5), ("m2", -1.75))}


def _agree(left: Expr, right: Expr) -> bool:
    """Whether two expressions in r, s, t and the means have one value at a point."""
    with balls.precision(100):
        return balls.evaluate(left - right, _SAMPLE).contains(0)


def _shown_on(domain: Domain, lemmas: Lemmas, work: Work) -> Lemmas:
    """The lemmas that hold on a domain, each by those before it."""
    found: Lemmas = []
    for lemma in lemmas:
        if _holds(Goal(domain, lemma.relation), replace(lemma.witness, lemmas=tuple(found)), work):
            found.append(lemma)
    return found


def _lemmas(kernel: Kernel) -> Lemmas:
    """That radicands are positive, and arguments of asin within ±1, by forms in which that is evident."""
    found: Lemmas = []
    inner = list(nodes(*kernel.forms))
    for node in inner:
        if node.op == "sqrt":
            form = _evident(from_json(write(node.args[0]), _SYMBOLS))
            found += [_lemma("<", substitute(node.args[0], core.POLAR), form)] if form is not None else []
    for node in inner:
        if node.op in ("asin", "binormal"):
            sine = node.args[-1]
            u = substitute(sine, core.POLAR)
            square = from_json(write(ONE - sine**2), _SYMBOLS)
            form = _evident(sympy.factor(sympy.cancel(square)))
            if form is not None:
                found.append(_lemma("<", ONE - u**2, form))
                found += [_lemma("<=", side, form / TWO + side**2 / TWO) for side in (ONE - u, u + ONE)]
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


def _lemma(op: str, gap: Expr, form: Expr) -> Lemma:
    return Lemma(relation=Relation(op, ZERO, gap), witness=Positive(form=form))
