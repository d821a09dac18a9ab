"""The harness can fail: each deliberate break of core lets at least one forged certificate through.

A break is a small named patch.  What must notice is the same corpus, forger and cheats that the other tests use (core
as it is lets none of them through: `test_forged_certificates`).
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flint import arb

from symcrit.core import refuting, verdict
from symcrit.core.algebra import balls, context, domain, expr, jets, limits, normal, ring, signs
from symcrit.core.claims import _function, _network, _relation, concave, kernel
from symcrit.core.gaussian.kernels import ByReduction
from symcrit.core.networks import loss
from symcrit.core.witnesses import (
    absurd,
    boxes,
    cases,
    chain,
    constant,
    injective,
    positive,
    root,
    split,
    substitute,
    tail,
)
from symcrit.core.work import Work

from . import tricks
from .slips import CORPUS, slipped, slips

Patch = Callable[[pytest.MonkeyPatch], None]
STRICT_BOUND = domain.Bound


def asked_of_points(patch: pytest.MonkeyPatch, careless: Any) -> None:
    """What is asked of the points of refutations."""
    for module in (_relation, _function, _network, kernel):
        patch.setattr(module, "satisfied", careless)


def definedness_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context.Context, "undefined", lambda self, *roots: None)


def denominators_are_not_asked(patch: pytest.MonkeyPatch) -> None:
    honest = context.obligations
    patch.setattr(context, "obligations", lambda node: [] if node.op == "pow" else honest(node))


def the_domain_of_log_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    honest = context.obligations
    patch.setattr(context, "obligations", lambda node: [] if node.op == "log" else honest(node))


def the_sample_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verdict, "satisfied", lambda where, point, work: True)


def a_point_of_refutation_may_lie_outside(patch: pytest.MonkeyPatch) -> None:
    asked_of_points(patch, lambda where, point, work: set(point) == set(where.kinds))


def integrality_is_ignored(patch: pytest.MonkeyPatch) -> None:
    honest = context.satisfied
    asked_of_points(patch, lambda where, point, work: honest(where.real(), point, work))


def every_symbol_is_an_integer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(substitute, "whole_number", lambda part, where: True)


def full_turns_are_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(balls, "ball", lambda root, bits=192: arb(0))


def a_nan_ball_is_positive(patch: pytest.MonkeyPatch) -> None:
    honest = balls.sign
    patch.setattr(balls, "sign", lambda x: honest(x) if x.is_finite() else 1)


def only_midpoints_count(patch: pytest.MonkeyPatch) -> None:
    honest = balls.sign
    patch.setattr(balls, "sign", lambda x: honest(arb(x.mid())))


def closed_ends_count_as_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(domain, "Bound", lambda value, strict: STRICT_BOUND(value, True))


def at_most_is_enough_for_less(patch: pytest.MonkeyPatch) -> None:
    for module in (positive, substitute):
        patch.setattr(module, "ALLOWED", signs.ALLOWED | {"<": signs.NONNEGATIVE})


def the_sign_of_a_root_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(root, "NONNEGATIVE", signs.ANY)


def every_domain_is_an_interval(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(domain.Domain, "interval", lambda self, name: True)


def lemmas_are_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verdict.Judge, "_prove_lemma", lambda self, where, relation, made_up, facts: None)


def a_lemma_is_known_on_the_whole_interval(patch: pytest.MonkeyPatch) -> None:
    """What is proved inside an interval is believed at its ends."""

    def known(self: Any, where: Any, facts: Any = ()) -> Any:
        return context.Context(inside(where), self.work, facts)

    patch.setattr(verdict.Judge, "context", known)


def inside(where: Any) -> Any:
    for name in where.kinds:
        where = where.ends(name, shut=False)
    return where


def inner_hypotheses_are_not_asked(patch: pytest.MonkeyPatch) -> None:
    honest = context.Context.holds
    patch.setattr(context.Context, "holds", lambda self, r: True if self.domain.kinds else honest(self, r))


def a_weaker_inner_claim_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(substitute, "ALLOWED", dict.fromkeys(signs.ALLOWED, signs.ANY))


def one_half_is_enough(patch: pytest.MonkeyPatch) -> None:
    """A case distinction of which the lower case is not asked for."""

    def careless(self: Any, checker: Any, goal: Any, known: Any) -> str:
        above = domain.Relation(">", expr.sym(self.symbol), self.at)
        there = domain.Domain(goal.domain.kinds, [*goal.domain.where, above])
        checker.prove(goal._replace(domain=there), self.above)
        return "exact"

    patch.setattr(split.Split, "prove", careless)


def the_first_of_two_ends_counts(patch: pytest.MonkeyPatch) -> None:
    honest = domain.Domain._bound

    def careless(self: Any, relation: Any) -> bool:
        return honest(self, relation) or ("sym" in (relation.lhs.op, relation.rhs.op) and relation.op[0] in "<>")

    patch.setattr(domain.Domain, "_bound", careless)


def roots_of_squares_lose_their_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(normal.Normalizer, "polynomial_signs", lambda self, p: signs.POSITIVE)


def the_middle_may_lie_outside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_function, "satisfied", lambda where, point, work: set(point) == set(where.kinds))


def any_size_is_allowed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_network, "satisfied", lambda where, point, work: True)


def one_group_stands_for_many(patch: pytest.MonkeyPatch) -> None:
    """Generic sizes at n = 1 only: nothing is asked of different groups."""
    honest = _network.PlaceClaim.groups
    patch.setattr(_network.PlaceClaim, "groups", lambda self, n, work: honest(self, min(n, 1), work))


def concavity_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    nothing = domain.Relation("<", expr.ZERO, expr.ONE)
    patch.setattr(concave.Concave, "inside", lambda self, where: domain.Goal(where, nothing, (), "bend"))


def the_value_at_the_end_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    honest = chain.substitute
    ends = (expr.ZERO, expr.TWO)
    for module in (chain, constant):
        patch.setattr(
            module,
            "substitute",
            lambda root, values: expr.ONE if set(values.values()) & set(ends) else honest(root, values),
        )


def derivatives_have_the_wrong_sign(patch: pytest.MonkeyPatch) -> None:
    honest = chain.diff
    patch.setattr(chain, "diff", lambda root, name: expr.mul(expr.num(-1), honest(root, name)))


def everything_is_zero(patch: pytest.MonkeyPatch) -> None:
    """A zero test that sees zero everywhere."""
    patch.setattr(context.Context, "is_zero", lambda self, root: self.undefined(root) is None)


def without(key: str) -> Patch:
    """A step of derivations of kernels that is not asked for."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        honest, nothing = ByReduction.goals, domain.Relation("=", expr.ZERO, expr.ZERO)

        def careless(*args: Any) -> Iterator[Any]:
            for goal in honest(*args):
                yield goal._replace(relation=nothing, entries=()) if goal.key == key else goal

        patch.setattr(verdict, "_DERIVED", {})
        patch.setattr(ByReduction, "goals", careless)

    patch_it.__name__ = f"a_step_is_left_out: {key}"
    return patch_it


def derivations_are_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verdict.Judge, "derive", lambda self, own, made_up: True)


class AlwaysEqual:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


def a_checked_kernel_vouches_for_all(patch: pytest.MonkeyPatch) -> None:
    """A memo that takes every kernel for one that was checked."""

    class Careless(dict):
        def __contains__(self, key: object) -> bool:
            return True

        def __missing__(self, key: object) -> Any:
            return AlwaysEqual(), verdict.Judge(Work())

    patch.setattr(verdict, "_DERIVED", Careless())


def every_kernel_is_smooth(patch: pytest.MonkeyPatch) -> None:
    honest = verdict.Judge.derive
    patch.setattr(verdict.Judge, "derive", lambda self, own, made_up: honest(self, own, made_up) or True)


def the_activation_of_the_truth_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    honest = kernel.require
    patch.setattr(kernel, "require", lambda good, why, *more: honest(good or "another activation" in why, why, *more))


def all_arguments_are_half_turns(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(normal.Normalizer, "_half_turns", lambda self, x: True)


def sides_of_injective_may_lie_outside(patch: pytest.MonkeyPatch) -> None:
    honest, ask = injective.Injective.prove, context.Context.holds

    def careless(self: Any, checker: Any, goal: Any, known: Any) -> str:
        patch.setattr(context.Context, "holds", lambda own, r: r.op != "=" or ask(own, r))
        try:
            return honest(self, checker, goal, known)
        finally:
            patch.setattr(context.Context, "holds", ask)

    patch.setattr(injective.Injective, "prove", careless)


def norms_never_vanish(patch: pytest.MonkeyPatch) -> None:
    """n/(a + b·r) is taken for n·(a − b·r)/(a² − b²·r²), which is 0/0 where a = b·r."""
    honest = ring.Ring.ratio

    def careless(self: Any, n: Any, d: Any) -> Any:
        d = self.lift(d)
        for generator in [self.polynomials.gen(i) for i in self.used(d) if i in self.rules]:
            b, a = divmod(d, generator)
            n, d = self.times(n, a - b * generator), self.times(d, a - b * generator)
        return honest(self, n, d)

    patch.setattr(ring.Ring, "ratio", careless)


def known_values_forget_the_sign(patch: pytest.MonkeyPatch) -> None:
    """asin −1/2 is taken for asin 1/2."""
    honest = normal.Normalizer._value

    def careless(self: Any, op: str, x: Any) -> Any:
        return honest(self, op, self.scaled(x, -1) if len(x.n) and x.n.leading_coefficient() < 0 else x)

    patch.setattr(normal.Normalizer, "_value", careless)


def the_value_of_a_constant_may_lie_outside(patch: pytest.MonkeyPatch) -> None:
    """Two sides with the same derivative agree at a value that is not in the interval."""
    patch.setattr(constant, "symbols", lambda *roots: set())


def group_sizes_may_be_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(_network, "whole_number", lambda part, where: True)


def teachers_of_a_group_are_equal(patch: pytest.MonkeyPatch) -> None:
    """m orthogonal teachers of a group are taken for m equal ones."""

    def careless(self: Any) -> Any:
        return self.scale * loss.total([(count, self.force(i, 0, self.out[i])) for i, count in enumerate(self.counts)])

    patch.setattr(loss.Model, "loss", careless)


def teachers_are_added(patch: pytest.MonkeyPatch) -> None:
    """The loss of f + f* in place of f − f*."""
    honest = loss.Model.__init__

    def careless(self: Any, *parts: Any) -> None:
        honest(self, *parts)
        self.counts = (*self.counts[: len(self.a)], *parts[-1])

    patch.setattr(loss.Model, "__init__", careless)


def rewriting_forgets_denominators(patch: pytest.MonkeyPatch) -> None:
    honest = ring.Ring.reduce
    patch.setattr(ring.Ring, "reduce", lambda self, p: ring.Ratio(honest(self, p).n, self.constant(1)))


def refuted_is_what_may_hold(patch: pytest.MonkeyPatch) -> None:
    """A ball that holds 0 and a gap that is exactly 0 count against every relation."""
    patch.setattr(refuting, "ALLOWED", dict.fromkeys(signs.ALLOWED, signs.POSITIVE))


def one_case_is_enough(patch: pytest.MonkeyPatch) -> None:
    """A distinction of two cases of which the lower one is not asked for."""

    def careless(self: Any, checker: Any, goal: Any, known: Any) -> str:
        above = domain.Relation(">", self.of, expr.ZERO)
        there = domain.Domain(goal.domain.kinds, [*goal.domain.where, above])
        checker.prove(goal._replace(domain=there), self.above)
        return "exact"

    patch.setattr(cases.Cases, "prove", careless)


def a_contradiction_need_not_be_strict(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(absurd, "POSITIVE", signs.NONNEGATIVE)


def every_limit_is_zero(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tail, "limit", lambda *given: expr.ZERO)


def falls_count_as_rises(patch: pytest.MonkeyPatch) -> None:
    honest = tail.diff
    patch.setattr(tail, "diff", lambda root, name: expr.mul(expr.num(-1), honest(root, name)))


def limits_forget_their_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(limits, "AT_INFINITY", dict.fromkeys(limits.AT_INFINITY, expr.ZERO))


def leading_coefficients_never_vanish(patch: pytest.MonkeyPatch) -> None:
    honest = ring.Ring.polynomial_signs
    patch.setattr(
        ring.Ring, "polynomial_signs", lambda self, p: honest(self, p) - signs.NOWHERE if len(p) else honest(self, p)
    )


def bounds_by_absolute_values_have_one_side(patch: pytest.MonkeyPatch) -> None:
    honest = domain.as_bounds
    patch.setattr(domain, "as_bounds", lambda relation: [r._replace(rhs=expr.ZERO) for r in honest(relation)][::-1])


def boxes_may_be_missing(patch: pytest.MonkeyPatch) -> None:
    honest = boxes.require
    patch.setattr(boxes, "require", lambda good, why, *more: honest(good or "ends before" in why, why, *more))


def balls_that_hold_zero_are_positive(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(boxes.Cover, "positive", lambda self, value: not value < 0)


def zeros_at_ends_may_belong_to_the_interval(patch: pytest.MonkeyPatch) -> None:
    honest = boxes.Cover._order

    def careless(self: Any, name: str, way: int) -> int:
        self.domain = self.domain.ends(name, shut=False)
        return honest(self, name, way)

    patch.setattr(boxes.Cover, "_order", careless)


def zeros_at_ends_are_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(boxes.Cover, "order", lambda self, place, way: 1)


def the_way_from_an_end_may_leave_the_domain(patch: pytest.MonkeyPatch) -> None:
    honest = boxes.Cover.beyond_zero

    def careless(self: Any, *where: Any) -> Any:
        others, self.domain.others = self.domain.others, []
        beyond = honest(self, *where)
        self.domain.others = others
        if beyond is not None:
            beyond._others = self._others
        return beyond

    patch.setattr(boxes.Cover, "beyond_zero", careless)


def hypotheses_fail_everywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(boxes, "_fails", lambda fact, gap: True)


def midpoints_stand_for_boxes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jets.Side, "offset", property(lambda self: arb(0)))


def the_largest_face_is_looked_at(patch: pytest.MonkeyPatch) -> None:
    honest = jets.Jets.coefficient
    patch.setattr(jets.Jets, "coefficient", lambda self, *where: -honest(self, *where))


def kinks_have_derivatives(patch: pytest.MonkeyPatch) -> None:
    """Whatever is not finite has coefficients 0."""
    honest = jets.Jets._coefficients

    def careless(self: Any, arguments: Any, order: int) -> Any:
        return [value if value.is_finite() else arb(0) for value in honest(self, arguments, order)]

    patch.setattr(jets.Jets, "_coefficients", careless)


DERIVATION = ("sigma/piece/0", "sigma/piece/1", "tau/piece/0", "value", "by-q12", "by-q11", "edge")
BREAKS: tuple[Patch, ...] = (
    *map(without, DERIVATION),
    derivations_are_believed,
    a_checked_kernel_vouches_for_all,
    every_kernel_is_smooth,
    the_activation_of_the_truth_is_not_asked,
    all_arguments_are_half_turns,
    sides_of_injective_may_lie_outside,
    norms_never_vanish,
    known_values_forget_the_sign,
    the_value_of_a_constant_may_lie_outside,
    group_sizes_may_be_anything,
    teachers_of_a_group_are_equal,
    teachers_are_added,
    rewriting_forgets_denominators,
    refuted_is_what_may_hold,
    definedness_is_not_asked,
    denominators_are_not_asked,
    the_domain_of_log_is_not_asked,
    the_sample_is_ignored,
    a_point_of_refutation_may_lie_outside,
    integrality_is_ignored,
    every_symbol_is_an_integer,
    full_turns_are_not_counted,
    a_nan_ball_is_positive,
    only_midpoints_count,
    closed_ends_count_as_open,
    at_most_is_enough_for_less,
    the_sign_of_a_root_is_ignored,
    every_domain_is_an_interval,
    lemmas_are_believed,
    a_lemma_is_known_on_the_whole_interval,
    inner_hypotheses_are_not_asked,
    a_weaker_inner_claim_is_enough,
    one_half_is_enough,
    the_first_of_two_ends_counts,
    roots_of_squares_lose_their_sign,
    the_middle_may_lie_outside,
    any_size_is_allowed,
    one_group_stands_for_many,
    concavity_is_not_asked,
    the_value_at_the_end_is_not_asked,
    derivatives_have_the_wrong_sign,
    everything_is_zero,
    one_case_is_enough,
    a_contradiction_need_not_be_strict,
    every_limit_is_zero,
    falls_count_as_rises,
    limits_forget_their_sign,
    leading_coefficients_never_vanish,
    bounds_by_absolute_values_have_one_side,
    boxes_may_be_missing,
    balls_that_hold_zero_are_positive,
    zeros_at_ends_may_belong_to_the_interval,
    zeros_at_ends_are_believed,
    the_way_from_an_end_may_leave_the_domain,
    hypotheses_fail_everywhere,
    midpoints_stand_for_boxes,
    the_largest_face_is_looked_at,
    kinks_have_derivatives,
)


CLUES = {  # what then is accepted, to be looked at first
    "a_step_is_left_out: sigma/piece/0": "kernel of erf(z)",
    "a_step_is_left_out: sigma/piece/1": "abs z as −z",
    "a_step_is_left_out: tau/piece/0": "the other of two activations",
    "a_step_is_left_out: value": "kernel, twice",
    "a_step_is_left_out: by-q12": "slope by q12, twice",
    "a_step_is_left_out: by-q11": "slope by q11, twice",
    "a_step_is_left_out: edge": "forms undefined where the neurons are copies",
    "derivations_are_believed": "kernel of erf(z)",
    "a_checked_kernel_vouches_for_all": "kernel of erf(z)",
    "every_kernel_is_smooth": "a large gradient of a rectifier that may be dead",
    "the_activation_of_the_truth_is_not_asked": "kernel refuted by the kernel of another activation",
    "sides_of_injective_may_lie_outside": "cos-of-asin-signed",
    "norms_never_vanish": "a norm that vanishes everywhere",
    "the_value_of_a_constant_may_lie_outside": "atan-double-past-1",
    "group_sizes_may_be_anything": "half a teacher",
    "teachers_of_a_group_are_equal": "two teachers taken for one of length 2",
    "teachers_are_added": "critical refuted for a copy of a rectifier",
    "refuted_is_what_may_hold": "refuted at equality",
    "the_sample_is_ignored": "vacuous-order-true",
    "a_point_of_refutation_may_lie_outside": "refuted outside the hypotheses",
    "integrality_is_ignored": "refuted at a half-integer",
    "the_first_of_two_ends_counts": "chain from the looser of two ends",
    "the_middle_may_lie_outside": "refuted as increasing beyond the domain",
    "any_size_is_allowed": "refuted for a size that is excluded",
    "one_case_is_enough": "cases, of which one is false",
    "a_contradiction_need_not_be_strict": "absurd without a contradiction",
    "every_limit_is_zero": "a limit that is −1",
    "falls_count_as_rises": "a fall that is a rise",
    "limits_forget_their_sign": "a limit that is −1",
    "boxes_may_be_missing": "boxes, of which the last is missing",
    "balls_that_hold_zero_are_positive": "boxes with the last one twice",
    "zeros_at_ends_may_belong_to_the_interval": "a zero at an end that belongs to the interval",
    "zeros_at_ends_are_believed": "a zero at an end that belongs to the interval",
    "the_way_from_an_end_may_leave_the_domain": "a derivative that is positive on the domain, but not on the way there",
    "hypotheses_fail_everywhere": "a hypothesis that fails on half of a box",
    "midpoints_stand_for_boxes": "a box of points where only the middle is good",
    "the_largest_face_is_looked_at": "a box whose largest face is looked at",
    "kinks_have_derivatives": "a face across a kink",
}


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda patch: patch.__name__)
def test_a_broken_core_is_noticed(monkeypatch: pytest.MonkeyPatch, break_it: Patch) -> None:
    every = (*tricks.all_false_claims(), *tricks.all_true_claims(), *(statement.name for statement in CORPUS))
    clue = CLUES.get(break_it.__name__)
    assert clue is None or clue in every
    break_it(monkeypatch)
    assert (clue is not None and slipped(clue)) or next(slips(), None) is not None
