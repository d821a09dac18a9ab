"""Each deliberate break of what core remembers, and of how it finds signs and ranges, lets its own lie through.

Core as it is proves none of these certificates.
"""

from typing import Any, NamedTuple

import pytest
from flint import arb

from symcrit.core import registry, verdict
from symcrit.core.algebra import context, domain, normal, ring, signs
from symcrit.core.work import UNBOUNDED, OutOfWork, Work

from . import forgery
from .breaks import Patch

POSITIVE = {"kind": "positive"}
EVIDENT = {"kind": "positive", "sample": {"x": "1"}}


class Lie(NamedTuple):
    """A break, and what core accepts then."""

    break_it: Patch
    claim: dict[str, Any]
    made_up: dict[str, Any]


def less(lhs: Any, rhs: Any, *where: Any) -> dict[str, Any]:
    return {"kind": "less", "symbols": {"x": "real"}, "where": list(where), "lhs": lhs, "rhs": rhs}


def an_error_function_is_at_most_one_half(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(context.RANGES, "erf", arb(0, 0.5))


def a_binormal_is_at_most_one_half(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(context.RANGES, "binormal", arb(0, 0.5))


def unbounded_symbols_lie_near_one(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "LINE", arb(1, "0.5"))


def a_box_is_its_middle(patch: pytest.MonkeyPatch) -> None:
    honest = domain.Domain.box

    def careless(self: Any, names: set[str]) -> Any:
        found = honest(self, names)
        return None if found is None else {name: arb(ball.mid()) for name, ball in found.items()}

    patch.setattr(domain.Domain, "box", careless)


def where_positive_without(op: str, *kept: int) -> Patch:
    """op(x) is taken to be positive where only some of the conditions hold."""

    def patch_it(patch: pytest.MonkeyPatch) -> None:
        honest = context.where_positive

        def careless(name: str, x: Any) -> Any:
            found = honest(name, x)
            return [found[i] for i in kept] if name == op else found

        patch.setattr(context, "where_positive", careless)

    patch_it.__name__ = f"{op} is positive by fewer conditions"
    return patch_it


def a_logarithm_has_the_sign_of_its_argument(patch: pytest.MonkeyPatch) -> None:
    honest = context.where_positive
    patch.setattr(context, "where_positive", lambda op, x: [x] if op == "log" else honest(op, x))


def a_sum_of_what_may_be_0_is_positive(patch: pytest.MonkeyPatch) -> None:
    honest = signs.sums

    def careless(x: Any, y: Any) -> Any:
        found = honest(x, y)
        return signs.POSITIVE if found == signs.NONNEGATIVE else found

    patch.setattr(context, "sums", careless)


def a_lemma_counts_on_every_domain(patch: pytest.MonkeyPatch) -> None:
    """What is remembered of lemmas forgets where they were proved."""

    class Careless(dict[Any, Any]):
        def setdefault(self, key: Any, default: Any = None) -> Any:
            return super().setdefault(key[2], default)

    honest = verdict.Judge.__init__

    def careless(self: Any, *given: Any) -> None:
        honest(self, *given)
        self.lemmas = Careless()

    patch.setattr(verdict.Judge, "__init__", careless)


def what_is_known_counts_on_every_domain(patch: pytest.MonkeyPatch) -> None:
    """What is remembered of a domain with its facts forgets the domain."""
    honest = verdict.Judge.context

    def careless(self: Any, own: Any, facts: Any = ()) -> Any:
        known = [found for (_, lemmas), found in self.contexts.items() if lemmas == facts and facts]
        return known[0] if known else honest(self, own, facts)

    patch.setattr(verdict.Judge, "context", careless)


class Kept(dict[str, Any]):
    """A memo that is never emptied."""

    def clear(self) -> None:
        pass


def signs_of_polynomials_count_on_every_domain(patch: pytest.MonkeyPatch) -> None:
    known = Kept()
    honest = ring.Ring.__init__

    def careless(self: Any, *given: Any) -> None:
        honest(self, *given)
        self.known_signs = known

    patch.setattr(ring.Ring, "__init__", careless)


def what_lemmas_say_of_signs_counts_on_every_domain(patch: pytest.MonkeyPatch) -> None:
    given = Kept()
    honest = ring.Ring.__init__

    def careless(self: Any, *args: Any) -> None:
        honest(self, *args)
        self.given_signs = given

    patch.setattr(ring.Ring, "__init__", careless)


def what_costs_too_much_is_believed(patch: pytest.MonkeyPatch) -> None:
    honest = verdict.Judge.prove

    def careless(self: Any, *given: Any, **named: Any) -> None:
        try:
            honest(self, *given, **named)
        except OutOfWork:
            self.work = Work(UNBOUNDED)

    patch.setattr(verdict.Judge, "prove", careless)


def an_arc_sine_is_even(patch: pytest.MonkeyPatch) -> None:
    honest = normal.Normalizer._atom

    def careless(self: Any, node: Any, parts: list[Any]) -> Any:
        if node.op == "asin" and parts[0].n.leading_coefficient() < 0:
            parts = [self.scaled(parts[0], -1)]
        return honest(self, node, parts)

    patch.setattr(normal.Normalizer, "_atom", careless)


def hypotheses_without_symbols_are_believed(patch: pytest.MonkeyPatch) -> None:
    needed, satisfied = registry.need, verdict.satisfied
    patch.setattr(registry, "need", lambda good, why, *more: needed(good or "without symbols would" in why, why, *more))
    patch.setattr(verdict, "satisfied", lambda where, *more: not where.kinds or satisfied(where, *more))


def halves(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "split", "symbol": "x", "at": "0", "below": below, "above": above, "sample": {"x": "1"}}


ABOVE = ["<", "x", 4]
BY_LEMMA = {"kind": "positive", "lemmas": [{"relation": ABOVE, "witness": POSITIVE}]}
LIES = (
    Lie(hypotheses_without_symbols_are_believed, {**less(1, 0, ["<", 1, 0]), "symbols": {}}, POSITIVE),
    Lie(an_error_function_is_at_most_one_half, less(["erf", "x"], "3/4"), EVIDENT),
    Lie(a_binormal_is_at_most_one_half, less(["binormal", "x", "x", "1/2"], "3/4"), EVIDENT),
    Lie(unbounded_symbols_lie_near_one, less("x", 2), EVIDENT),
    Lie(a_box_is_its_middle, less(["sin", "x"], "3/4", [">=", "x", 0], ["<=", "x", 1]), EVIDENT),
    Lie(where_positive_without("sin", 0), less(0, ["sin", "x"], [">", "x", 0]), EVIDENT),
    Lie(where_positive_without("cos", 0), less(0, ["cos", "x"], [">", "x", 0]), EVIDENT),
    Lie(
        where_positive_without("binormal"),
        less(0, ["binormal", "x", "x", "-1"]),
        EVIDENT,
    ),
    Lie(a_logarithm_has_the_sign_of_its_argument, less(0, ["log", "x"], [">", "x", 0]), EVIDENT),
    Lie(a_sum_of_what_may_be_0_is_positive, less(0, ["+", ["^", "x", 2], ["abs", "x"]]), EVIDENT),
    Lie(
        a_lemma_counts_on_every_domain,
        less("x", 4),
        halves(BY_LEMMA, BY_LEMMA),
    ),
    Lie(
        what_is_known_counts_on_every_domain,
        less("x", 4),
        halves(
            {"kind": "positive", "lemmas": [{"relation": ["<", -1, ["^", "x", 2]], "witness": POSITIVE}]},
            {"kind": "positive", "lemmas": [{"relation": ["<", -1, ["^", "x", 2]], "witness": POSITIVE}]},
        ),
    ),
    Lie(signs_of_polynomials_count_on_every_domain, less(["+", "x", 1], 5), halves(POSITIVE, POSITIVE)),
    Lie(
        what_lemmas_say_of_signs_counts_on_every_domain,
        less(["*", 2, "x"], 40),
        {
            **halves({"kind": "positive", "lemmas": [{"relation": ["<", "x", 20], "witness": POSITIVE}]}, POSITIVE),
            "at": "10",
        },
    ),
    Lie(
        an_arc_sine_is_even,
        {**less(["asin", ["-", "x"]], ["asin", "x"], ["<=", -1, "x"], ["<=", "x", 1]), "kind": "equal"},
        {"kind": "zero", "sample": {"x": "1"}},
    ),
)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.break_it.__name__)
def test_a_broken_core_accepts_what_core_does_not(monkeypatch: pytest.MonkeyPatch, lie: Lie) -> None:
    certificate = {"claim": lie.claim, "witness": lie.made_up}
    assert forgery.verdict(certificate) in {"UNDECIDED", "malformed"}
    lie.break_it(monkeypatch)
    assert forgery.verdict(certificate) == "PROVED"


def test_no_limit_of_work_proves_a_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to spend, also in the middle of a proof; core that believes what is dear is noticed."""
    certificate = {"claim": less("x", 4), "witness": halves(BY_LEMMA, BY_LEMMA)}
    full = verdict.check(certificate).work
    limits = [*range(full + 2), UNBOUNDED]
    verdicts = {verdict.check(certificate, work=Work(limit)).verdict for limit in limits}
    assert verdicts == {verdict.Verdict.UNDECIDED}
    what_costs_too_much_is_believed(monkeypatch)
    verdicts = {verdict.check(certificate, work=Work(limit)).verdict for limit in limits}
    assert verdict.Verdict.PROVED in verdicts
