"""Closed forms of kernels by Price's theorem, as core derived them until it reduced expectations: an independent road.

Price's theorem: ∂ᵖκ/∂q12ᵖ = E[σ⁽ᵖ⁾(u) τ⁽ᵖ⁾(v)], derivatives taken as distributions, where q12² < q11·q22.  Off 0,
σ⁽ᵖ⁾ and τ⁽ᵖ⁾ are sums of factors (`kernels.factors`); a jump of σ⁽ⁱ⁾ at 0 gives δ⁽ᵖ⁻¹⁻ⁱ⁾.  So the right side is a
Gaussian integral.  κ is integrated from q12 = 0, where ∂ʲκ/∂q12ʲ, j < p, is a product of means M_j = E[σ⁽ʲ⁾(u)], and
these are integrated from variance 0: ∂M_j/∂q11 = M_{j+2}/2, and without the δ⁽ⁱ⁾ in σ⁽ʲ⁾, M_j tends to the mean of
σ⁽ʲ⁾ left and right of 0.  With means (m1, m2), M_j is integrated further, ∂M_j/∂m1 = M_{j+1}, from m1 = 0.

`symcrit/core/expectation/derivation.py` of version 0.1.0; of core only the zero test is used, none of `core.gaussian`
but that products of exponentials are one.  Kinks and jumps are at 0, σ has no square of an erf.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import sympy

from symcrit.certificate import write
from symcrit.core import (
    ONE,
    ZERO,
    Context,
    Domain,
    Expr,
    Goal,
    Judge,
    Kernel,
    Lemma,
    Malformed,
    Reject,
    Relation,
    Work,
    add,
    diff,
    num,
    parse,
    substitute,
    sym,
)
from symcrit.core.expectation.kernels import MEANS, Q12
from symcrit.core.gaussian.exponentials import merged
from symcrit.core.witnesses.zero import Zero
from symcrit.kernels.activations import z
from symcrit.kernels.closed.closed_forms import q11
from symcrit.kernels.closed.derivations import _lemmas
from symcrit.kernels.closed.factors import UNIT, Factor, M, Z, integral, slope
from symcrit.kernels.closed.integrals import core_factor, expectation_of, m1
from symcrit.kernels.closed.terms import NoClosedForm, Term, derivative, pieces, terms
from symcrit.translate import from_json, to_json

R, S, T = map(sym, "rst")
POLAR = {"q11": S * S, "q12": R * S * T, "q22": T * T}
POINT = Domain({})
AT_0 = {"z": ZERO}
MAX_ORDER = 12


class Side(NamedTuple):
    """σ⁽ᵖ⁾ off 0; σ left and right of 0, if there is a kink; the means of the functions σ⁽ʲ⁾, j < p, of u ~ N(0, s²),
    and, for a kernel with means, of u ~ N(m1, s²)."""

    factors: list[Factor]
    pieces: list[Expr]
    means: list[Expr]
    moved: list[Expr]

    def jumps(self, order: int, work: Work) -> list[Factor]:
        """The δ⁽ⁱ⁾ in the derivative of this order."""
        if not self.pieces:
            return []
        left, right = self.pieces
        heights = [substitute(slope(right - left, Z, i), AT_0) for i in range(order)]
        found = []
        for i, height in enumerate(heights):
            if not Context(POINT, work).is_zero(height):
                found.append(Factor(height, order - 1 - i, h=ONE, w=ZERO))
        return found

    def mean(self, j: int, work: Work, moved: bool = False) -> Expr:
        """M_j, for m1 = 0 if not `moved`."""
        p = len(self.means)
        deltas = self.jumps(min(j, p), work)
        if j < p:
            function = self.moved[j] if moved else self.means[j]
            integrals = [integral(factor, UNIT) for factor in deltas]
        else:
            function = ZERO
            integrals = [integral(factor, UNIT, j - p) for factor in (*self.factors, *deltas)]
        at = {"q11": S * S} if moved else {"q11": S * S, "m1": ZERO}
        return substitute(add(function, *integrals), at)


class Derivation(NamedTuple):
    """The order p; σ and τ, or one for both; whether the forms hold for q11 = 0 or q22 = 0, too."""

    order: int
    sides: list[Side]
    smooth: bool

    @property
    def bent(self) -> bool:
        """Whether σ or τ has a kink or a jump."""
        return any(side.pieces for side in self.sides)


class Step(NamedTuple):
    """An equation in z, in s and m1, or in q11, q12, q22, and what must be defined beside it.

    `key` says which equation it is: "sigma/half/left" (σ for z < 0), "sigma/derivative/2" (σ″), "sigma/mean/1/slope"
    (dM_1/ds), "sigma/mean/1/start" (M_1 without δ at s = 0), "sigma/moved/1/start" and "/slope" (M_1 at m1 = 0, and
    ∂M_1/∂m1), "integral/2" (E[σ″(u)τ″(v)]), "start/1" (∂κ/∂q12 at q12 = 0), "by-q12", "by-q11" (the slopes).
    `symbol` is "z", "s" or "q", for all three order parameters; `op` says how z or s compares with 0, "" for any way.
    """

    key: str
    symbol: str
    op: str
    relation: Relation
    entries: tuple[Expr, ...] = ()


def _of_activation(name: str, sigma: Expr, side: Side, p: int, work: Work) -> Iterator[Step]:
    """σ⁽ᵖ⁾ off 0, and the means M_j."""
    top = add(*(factor.value for factor in side.factors))
    if side.pieces:
        halves = list(zip(("left", "right"), ("<", ">"), side.pieces, strict=True))
        for half, op, piece in halves:
            yield Step(f"{name}/half/{half}", "z", op, Relation("=", sigma, piece))
        chains = [_chain(piece, p) for piece in side.pieces]
        for (half, op, _), chain in zip(halves, chains, strict=True):
            closed = f"{op}="  # continuous up to 0
            yield Step(f"{name}/derivative/{p}/{half}", "z", closed, Relation("=", chain[-1], top), tuple(chain))
    else:
        chains = [_chain(sigma, p)]
        yield Step(f"{name}/derivative/{p}", "z", "", Relation("=", chains[0][-1], top), tuple(chains[0]))
    for j, regular in enumerate(side.means):
        mean = side.mean(j, work)
        slopes = Relation("=", diff(mean, "s"), S * side.mean(j + 2, work))
        yield Step(f"{name}/mean/{j}/slope", "s", ">", slopes, (mean,))
        start = add(*(substitute(chain[j], AT_0) for chain in chains)) / num(len(chains))
        first = Relation("=", substitute(regular, {"s": ZERO}), start)
        yield Step(f"{name}/mean/{j}/start", "s", ">=", first, (regular,))
    for j in range(len(side.moved)):
        mean = side.mean(j, work, moved=True)
        still = Relation("=", substitute(mean, {"m1": ZERO}), side.mean(j, work))
        moves = Relation("=", diff(mean, "m1"), side.mean(j + 1, work, moved=True))
        yield Step(f"{name}/moved/{j}/start", "s", ">", still)
        yield Step(f"{name}/moved/{j}/slope", "s", ">", moves, (mean,))


def _chain(sigma: Expr, p: int) -> list[Expr]:
    """σ, σ′, …, σ⁽ᵖ⁾."""
    return [slope(sigma, Z, j) for j in range(p + 1)]


def steps(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Step]:
    """The equations of the derivation."""
    p = how.order
    sides = how.sides
    sigma = ZERO if kernel.activation is None else kernel.activation
    tau = kernel.teacher or sigma
    for name, own, side in zip(("sigma", "tau"), (sigma, tau), sides, strict=False):
        yield from _of_activation(name, own, side, p, work)
    yield from _of_kernel(kernel, how, work)


def _of_kernel(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Step]:
    """∂ᵖκ/∂q12ᵖ, what it is integrated from, and both slopes."""
    p = how.order
    first = how.sides[0]
    second = how.sides[-1]
    kappa, by_q11, by_q12 = kernel.forms
    slopes = [kappa, *(slope(by_q12, Q12, j) for j in range(p))]
    left = first.factors + first.jumps(p, work)
    right = second.factors + second.jumps(p, work)
    tops = [integral(x, y) for x in left for y in right]
    yield Step(f"integral/{p}", "q", "", Relation("=", slopes[p], add(*tops)))
    for j in range(p):
        one, other_mean = (side.mean(j, work, kernel.biased) for side in (first, second))
        start = _product(one, substitute(other_mean, {"s": T, "m1": M[1]}))
        yield Step(f"start/{j}", "q", "", Relation("=", substitute(slopes[j], {"q12": ZERO}), start))
    yield Step("by-q12", "q", "", Relation("=", diff(kappa, "q12"), by_q12))
    yield Step("by-q11", "q", "", Relation("=", diff(kappa, "q11"), by_q11))


def _product(left: Expr, right: Expr) -> Expr:
    """The product of two sums, multiplied out."""
    parts = [one.children if one.op == "add" else (one,) for one in (left, right)]
    return add(*(x * y for x in parts[0] for y in parts[1]))


def derivation(kernel: Kernel, how: Derivation, work: Work) -> Iterator[Goal]:
    """What makes κ right where q11, q22 > 0 (`smooth`: ≥ 0) and q12² ≤ q11·q22, its slopes where they are defined.

    With a kink and means also κ where it is defined: it need not be for q12² = q11·q22.
    """
    means = dict.fromkeys(MEANS, "real") if kernel.biased else {}
    still = {} if kernel.biased else dict.fromkeys(MEANS, ZERO)
    ends = [Relation("<=", num(-1), R), Relation("<=", R, ONE), Relation("<=", ZERO, S), Relation("<=", ZERO, T)]
    closed = Domain({**dict.fromkeys("rst", "real"), **means}, ends)
    nonzero = closed.ends("s", shut=False).ends("t", shut=False)
    inside = nonzero.ends("r", shut=False)
    for step in steps(kernel, how, work):
        of_matrix = step.symbol == "q"
        domain = inside if of_matrix else _domain(step, means)
        relation = step.relation.at({**still, **POLAR} if of_matrix else still)
        entries = tuple(substitute(entry, still) for entry in step.entries)
        yield Goal(domain, relation, entries, step.key).with_sides()
    forms = kernel.forms if how.smooth else kernel.forms[:1]
    if not (kernel.biased and how.bent):
        entries = tuple(substitute(form, POLAR) for form in forms)
        yield Goal(closed if how.smooth else nonzero, Relation("=", ZERO, ZERO), entries, "edge")


def _domain(step: Step, means: Mapping[str, str]) -> Domain:
    """z or s, compared with 0 as the step says, and all means."""
    limits = [Relation(step.op, sym(step.symbol), ZERO)] if step.op else []
    return Domain({step.symbol: "real", **means}, limits)


def _ways(sigmas: list[sympy.Expr], biased: bool) -> Iterator[Derivation]:
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
        yield Derivation(len(chains[0]) - 1, sides, smooth)


def _degree(sigma: sympy.Expr) -> int:
    """The degree of a polynomial; it is cheaper to differentiate it away than to integrate it."""
    return sympy.Poly(sigma, z).degree() if sigma.is_polynomial(z) else 0


def _side(sigma: sympy.Expr, chain: list[list[Term]], biased: bool) -> Side:
    *below, top = chain
    parts = pieces(sigma) or ()
    regular = [[term for term in own if not term.delta] for own in below]
    moved = [_mean(own, True) for own in regular] if biased else []
    return Side(
        factors=[core_factor(term) for term in top if not term.delta],
        pieces=_parsed(parts),
        means=_parsed([_mean(own, False) for own in regular]),
        moved=_parsed(moved),
    )


def _parsed(values: Sequence[sympy.Expr]) -> list[Expr]:
    """Expressions of sympy as core has them."""
    return [parse(to_json(value)) for value in values]


def _mean(own: list[Term], biased: bool) -> sympy.Expr:
    """E[σ⁽ʲ⁾(u)] at q11 = s²."""
    root = sympy.Symbol("s", positive=True)
    value = expectation_of(own, [Term(sympy.S.One)], (m1 if biased else sympy.S.Zero, sympy.S.Zero))
    return value.subs(q11, root**2).xreplace({root: sympy.Symbol("s", real=True)})


def is_derived(kernel: Kernel) -> bool:
    """Whether all equations of a derivation hold, for one of the orders that may serve; raises `NoClosedForm`."""
    activation = kernel.activation
    assert activation is not None
    pair = [activation] if kernel.teacher is None else [activation, kernel.teacher]
    sigmas = [from_json(write(sigma), {"z": z}) for sigma in pair]
    return any(_holds(kernel, how) for how in _ways(sigmas, kernel.biased))


def _holds(kernel: Kernel, how: Derivation) -> bool:
    """Whether core proves all goals of a derivation, with lemmas about radicands and angles."""
    work = Work()
    known: dict[Domain, list[Lemma]] = {}
    for goal in derivation(kernel, how, work):
        if goal.domain not in known:
            known[goal.domain] = _shown_on(goal.domain, _lemmas(kernel)) if "r" in goal.domain.kinds else []
        one = Relation("=", *(merged(side, work) for side in goal.relation[1:]))
        plain = Goal(goal.domain, one, goal.entries, goal.key)
        if not (_is_proved(plain, Zero()) or _is_proved(plain, Zero(lemmas=tuple(known[goal.domain])))):
            return False
    return True


def _shown_on(domain: Domain, lemmas: list[Lemma]) -> list[Lemma]:
    """The lemmas that hold on a domain, each by those before it."""
    found: list[Lemma] = []
    for lemma in lemmas:
        if _is_proved(Goal(domain, lemma.relation), replace(lemma.witness, lemmas=tuple(found))):
            found.append(lemma)
    return found


def _is_proved(goal: Goal, witness: object) -> bool:
    try:
        Judge(Work()).prove(goal, witness)
    except (Reject, Malformed):
        return False
    return True
