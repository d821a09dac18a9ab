"""`unique`: the only critical point of one student.

What is tried is for erf and k orthonormal teachers.  Core asks that ∂κ/∂q12(p², rp, 1) is positive, even in r and falls
over r; then w = c·Σ v_j.  With Q = kc², the two equations that remain say, for S = Q/(1 + Q) and T = c/√(2(1 + Q)),

    a·asin S = k·asin T,    a = √(1 + 2Q)/(c·√(2 + 2Q − c²)),

so that asin(y)·√(1 − y²)/y, which falls on (0, 1), takes the same value at y = S and y = T.  Hence S = T, which is
c² = 1/(k(2k − 1)), and then a = k.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from symcrit.claims import Claim, Hypotheses
from symcrit.core import (
    ONE,
    PI,
    TWO,
    ZERO,
    Domain,
    Expr,
    Goal,
    Goals,
    Lemma,
    Proof,
    Relation,
    Witness,
    nodes,
    num,
    sym,
    symbols,
)
from symcrit.core.claims.increasing import Increasing
from symcrit.core.claims.unique import Unique
from symcrit.core.witnesses.injective import Injective
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, of_configuration
from symcrit.search.engines.monotone import shapes
from symcrit.search.search import Search, lemma

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "only_critical"]

MISSING = "the critical point was not shown to be the only one, nor was another found"
HALF = num(1) / TWO
FOUR = num(4)


def only_critical(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """One student (a, w) against k orthonormal teachers is critical, and no other with a ≠ 0, w ≠ 0 but (−a, −w) is.

    Raises InputError for what is no configuration.

    >>> from symcrit import OneNeuron
    >>> only_critical(OneNeuron.symbolic("erf")).kind
    'unique'
    """
    if len(getattr(configuration, "group_sizes", None) or ()) != 1:
        raise InputError("only_critical is about one student and all teachers; write OneNeuron(…)")
    return of_configuration("unique", configuration, where)


def attempts(claim: Unique) -> Iterator[Attempt]:
    """The one direction, and small instances."""
    yield from between(claim, [], [Attempt("one direction", 0.9, _prove)])


def _prove(search: Search, claim: Unique) -> Goals | None:
    """Proofs of the goals; None where the claim is not about this activation."""
    kernel = claim.of_kernel
    arcsines = [node.args[0] for node in nodes(kernel.forms[0]) if node.op == "asin"]
    if len(arcsines) != 1 or kernel.activation is None:
        return None
    goals = {goal.key: goal for goal in claim.goals(search.work)}
    (count,) = claim.configuration.sizes or ()
    proofs = {key: _on_the_ray(goals[key]) for key in ("pull", "odd", "falls")}
    falling = _falling(search)
    if falling is None:
        return None
    proofs["size"] = _size(goals["size"], count, falling)
    first = lemma(goals["size"].relation, proofs["size"])
    proofs["outgoing"] = Positive(form=_slack(goals["outgoing"], count), lemmas=(first,))
    return Goals(proofs=proofs)


def _by(gap: Expr, form: Expr, op: str = "<") -> Lemma:
    """0 < gap (or 0 ≤ gap, 0 = gap), because gap is this form."""
    return lemma(Relation(op, ZERO, gap), Positive(form=form))


def _in_unit(u: Expr, room: Expr) -> list[Lemma]:
    """−1 < u < 1, because 1 − u² is the positive `room`."""
    square = ONE - u**2
    return [_by(square, room), *(_by(side, HALF * square + HALF * side**2) for side in (ONE - u, u + ONE))]


def _on_the_ray(goal: Goal) -> Witness:
    """Signs and parities of κ and ∂κ/∂q12 at (p², rp, 1)."""
    p = sym("p")
    r = sym("r")
    below = p * p * (ONE - r) * (r + ONE)
    room = TWO + p * p + below
    norms = TWO * (ONE + p * p)
    radicands = [node.args[0] for node in nodes(*goal.entries) if node.op == "sqrt"]
    known = [_by(radicand, room) for radicand in radicands if "r" in symbols(radicand)]
    for u in [node.args[0] for node in nodes(*goal.entries) if node.op == "asin"]:
        known += _in_unit(u, room / norms)
    lemmas = tuple(known)
    if goal.relation.op == "=":
        return Zero(lemmas=lemmas)
    if goal.key == "pull":
        return Positive(lemmas=lemmas)
    root = next(node for node in nodes(*goal.entries) if node.op == "sqrt" and node.args[0] in radicands)
    form = FOUR * (ONE + below) / (PI * r * r * root * root * root)
    return Positive(form=form, lemmas=lemmas)


class _Falling(NamedTuple):
    """That −asin(y)·√(1 − y²)/y is increasing on (0, 1), and its proof."""

    claim: Increasing
    proof: Proof


def _falling(search: Search) -> _Falling | None:
    y = sym("y")
    expr = -(Expr("asin", y) * Expr("sqrt", ONE - y**2) / y)
    domain = Domain({"y": "real"}, [Relation("<", ZERO, y), Relation("<", y, ONE)])
    claim = Increasing(domain=domain, expr=expr, symbol="y")
    proof = shapes.by_sign(search, claim)
    return None if proof is None else _Falling(claim, proof)


def _outgoing(count: Expr) -> Expr:
    """√(1 + 2Q)/(c√(2 + 2Q − c²)), the a at which ∂L/∂w = 0."""
    c = sym("c_0")
    Q = count * c * c
    return Expr("sqrt", ONE + TWO * Q) / (c * Expr("sqrt", TWO + TWO * Q - c * c))


def _slack(goal: Goal, count: Expr) -> Expr:
    """a less that value, as a multiple of ∂L/∂w."""
    a = sym("a_0")
    c = sym("c_0")
    Q = count * c * c
    by_w = goal.domain.where[-1].lhs
    return PI * (ONE + Q) * Expr("sqrt", ONE + TWO * Q) / (FOUR * a * c) * by_w


def _size(goal: Goal, count: Expr, falling: _Falling) -> Witness:
    """c = 1/√(k(2k − 1)) from the two equations."""
    a = sym("a_0")
    c = sym("c_0")
    k = count
    Q = k * c * c
    odd = TWO * k - ONE
    by_a = goal.domain.where[-2].lhs
    S, T = (node.args[0] for node in nodes(by_a) if node.op == "asin")
    known = _in_unit(S, (ONE + TWO * Q) / (ONE + Q) ** 2)
    known += _in_unit(T, (TWO + odd * c * c) / (TWO * (ONE + Q)))
    known.append(lemma(Relation("=", a, _outgoing(k)), Positive(form=_slack(goal, k))))
    arcs = Relation("=", Expr("asin", S), k / a * Expr("asin", T))
    known.append(lemma(arcs, Positive(form=PI / (FOUR * a) * by_a)))
    known.append(lemma(Relation("=", S, T), Injective(claim=falling.claim, witness=falling.proof)))
    square = Relation("=", c**2, ONE / (k * odd))
    form = TWO * (ONE + Q) ** 2 * (S + T) / (c * c * k * odd) * (S - T)
    known.append(lemma(square, Positive(form=form)))
    return Root(lemmas=tuple(known))
