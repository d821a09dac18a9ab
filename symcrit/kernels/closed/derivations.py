"""Derivations of closed-form kernels: the certificate that core checks, and its steps for the reader.

σ and τ are written in pieces, and core reduces E[σ(u)τ(v)] by itself (`core.gaussian.kernels`); what is found here are
lemmas by which the forms of a kernel are seen to be that: that radicands are positive, and sines between −1 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
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
)
from symcrit.core.algebra import balls
from symcrit.core.gaussian.kernels import POLAR, ByReduction
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError
from symcrit.kernels.activations import z
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.reductions import in_core
from symcrit.kernels.pieces import pieces_of
from symcrit.translate import from_json, to_json
from symcrit.words.text import text

Lemmas = list[Lemma]
BY_SYMPY, MOST = SECOND // 5, 300 * SECOND  # the work of a closed form; of a derivation that nobody limits
_R, _S, _T = sympy.symbols("r s t", real=True)
_SYMBOLS = {"q11": q11, "q12": q12, "q22": q22}
Prove = Callable[[Goal, Work], Iterator[Witness]]


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
        return tuple(_steps(self.kernel, self.derived.derivation))


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
    ['σ', 'κ', '∂κ/∂q12', '∂κ/∂q11']
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
    parts = [pieces_of(from_json(write(sigma), {"z": z})) for sigma in pair]
    try:
        sides = [in_core(own) for own in parts if own is not None]
    except InputError:  # a function that core does not know
        return None
    if len(sides) < len(pair):
        return None
    how = ByReduction(sides, edge=False, smooth=False)
    try:
        found = _witnesses(kernel, how, work, prove)
        if found is None:
            return None
        for wider in (how._replace(edge=True, smooth=True), how._replace(edge=True)):
            if wider.bent and wider.smooth:
                continue
            goal = wider.edge_goal(kernel)
            for step in (Zero(), Zero(lemmas=tuple(_shown_on(goal.domain, _lemmas(kernel), work)))):
                if _holds(goal, step, work):
                    return Derivation(Derived(derivation=wider, steps=(*found, step)), kernel=kernel)
    except (Reject, Malformed):
        return None
    return Derivation(Derived(derivation=how, steps=tuple(found)), kernel=kernel)


_SAMPLE = {name: arb(value) for name, value in (("r", 0.25), ("s", 1.25), ("t", 0.75), ("m1", 0.5), ("m2", -1.75))}


def _fails(goal: Goal) -> bool:
    """Whether an equation about q11, q12, q22 is certainly wrong at one Gram matrix."""
    if "r" not in goal.domain.kinds:
        return False
    with balls.precision(100):
        left, right = (balls.evaluate(side, _SAMPLE) for side in (goal.relation.lhs, goal.relation.rhs))
        return bool(left.is_finite() and right.is_finite() and not left.overlaps(right))


def _witnesses(kernel: Kernel, how: ByReduction, work: Work, prove: Prove | None) -> list[Witness] | None:
    """What proves the goals of a derivation; None where one is not proved."""
    lemmas = _lemmas(kernel)
    known: dict[Domain, Lemmas] = {}
    found: list[Witness] = []
    for goal in how.goals(kernel, work):
        if _fails(goal):
            return None
        known.setdefault(goal.domain, [])
        ways = _ways(goal, lemmas, known, work)
        step = next((step for step in ways if _holds(goal, step, work)), None)
        if step is None and prove is not None:
            step = next((step for step in prove(goal, work) if _holds(goal, step, work)), None)
        if step is None:
            return None
        found.append(step)
    return found


def _ways(goal: Goal, lemmas: Lemmas, known: dict[Domain, Lemmas], work: Work) -> Iterator[Witness]:
    """Witnesses for a goal: normal form 0 as it stands, or by lemmas about radicands and angles."""
    yield Zero()
    if not known[goal.domain] and "r" in goal.domain.kinds:
        known[goal.domain] = _shown_on(goal.domain, lemmas, work)
    if known[goal.domain]:
        yield Zero(lemmas=tuple(known[goal.domain]))


def _steps(kernel: Kernel, how: ByReduction) -> Iterator[Step]:
    """σ and τ in pieces, κ, and its slopes."""
    sigma = ZERO if kernel.activation is None else kernel.activation
    for letter, own, side in zip("στ", (sigma, kernel.teacher or sigma), how.sides, strict=False):
        for place, piece in zip(_places(side.breaks), side.pieces, strict=True):
            yield Step(letter + place, ("definition",), Relation("=", own, piece))
    about = ("κ", "∂κ/∂q12", "∂κ/∂q11")
    rules = ("gaussian-parts", "differentiation", "differentiation")
    for name, rule, form in zip(about, rules, (kernel.forms[0], kernel.forms[2], kernel.forms[1]), strict=True):
        yield Step(name, (rule,), Relation("=", sym("kappa"), form))


def _places(breaks: Sequence[Expr]) -> list[str]:
    """Where the pieces are, in words: " for z < 0", " for 0 < z < 1", " for z > 1"; nothing without breakpoints."""
    if not breaks:
        return [""]
    ends = [text(place) for place in breaks]
    between = [f" for {low} < z < {high}" for low, high in pairwise(ends)]
    return [f" for z < {ends[0]}", *between, f" for z > {ends[-1]}"]


def _holds(goal: Goal, step: Witness, work: Work) -> bool:
    try:
        Judge(work).prove(goal, step)
    except (Reject, Malformed):
        return False
    return True


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
            found += [_lemma("<", substitute(node.args[0], POLAR), form)] if form is not None else []
    for node in inner:
        if node.op in ("asin", "binormal"):
            sine = node.args[-1]
            u = substitute(sine, POLAR)
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
