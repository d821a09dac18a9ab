"""Claims for every k: edited certificates are rejected, and deliberate breaks of `symcrit.core.networks` are noticed.

The honest claim is about k ≥ 2500, where one piece of t does; `flipped_copy.minimum_for_every_k` has all of them.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from flint import arb, arb_poly, arb_series, fmpq

import symcrit as sc
from symcrit.core.algebra.balls import precision
from symcrit.core.algebra.expr import ONE, parse
from symcrit.core.claims import branch as claims
from symcrit.core.networks import branch, exact, expansions, frames
from symcrit.core.networks.branch import Along
from symcrit.core.networks.expansions import Expansion, Stretch
from symcrit.core.registry import Parser
from symcrit.core.work import Work
from tests.core.networks.landscapes import kink

from . import forgery
from .branches import FLIPPED, Document, changed, claim, honest, read
from .breaks import Patch, unless
from .isolated import frame

ENTRY = "claim/configuration/species/students"
PIECE = "witness/pieces/0"
EDITS: dict[str, tuple[str, Any]] = {
    "inertia": ("claim/inertia", [["-", ["^", "k", 2], 1], 1]),
    "a direction less": ("claim/inertia", [["-", ["^", "k", 2], 1], 0]),
    "outside": ("claim/outside", [["-", "k", 1], 1]),
    "every k from 5 on": ("claim/where", [[">=", "k", 5]]),
    "every k": ("claim/where", []),
    "radii that are too small": ("claim/radii", [["/", r, 10**6] for r in claim()["radii"]]),
    "radii that are negative": ("claim/radii", [["*", -1, r] for r in claim()["radii"]]),
    "entry a": (f"{ENTRY}/0/diagonal", ["+", 1, ["/", 1, "k"]]),
    "entry e": (f"{ENTRY}/0/w/1", ["/", 3, "k"]),
    "entry e in the third digit": (f"{ENTRY}/0/w/1", ["/", "2.001", "k"]),
    "entry c": (f"{ENTRY}/1/diagonal", "1"),
    "outgoing weight": (f"{ENTRY}/0/a", "-1"),
    "teachers": ("claim/configuration/species/b/1", "2"),
    "sizes": ("claim/configuration/species/sizes/0", ["-", "k", 2]),
    "sizes that are no integers": ("claim/configuration/species/sizes/0", ["-", "k", "1/2"]),
    "real k": ("claim/symbols/k", "real"),
    "a function that is not known": ("claim/radii/0", ["/", ["exp", -1], "k"]),
    "power": ("witness/power", 1),
    "gain": ("witness/gain", 2),
    "scale": ("witness/scales/inside", [2, 3, 2, 0, 0]),
    "scale of a sector": ("witness/scales/inside standard 0", [0, 0, 0, 0, 0]),
    "number of scales": ("witness/scales/inside", [2, 3, 2, 0]),
    "no scales": ("witness/scales", {}),
    "end of the piece": (f"{PIECE}/to", "0.019"),
    "a longer piece": (f"{PIECE}/to", "0.5"),
    "centre": (f"{PIECE}/centre/3", ["0.001"]),
    "number of polynomials": (f"{PIECE}/centre", [["0"]] * 4),
    "radius": (f"{PIECE}/radius/4", "1e-12"),
    "a large radius": (f"{PIECE}/radius/4", "0.1"),
    "no frames": (f"{PIECE}/frames", {}),
    "singular frame": (f"{PIECE}/frames/inside standard 0", frame(np.zeros((5, 5)))),
    "another frame": (f"{PIECE}/frames/inside", frame(np.ones((5, 5)) + np.eye(5))),
    "no pieces": ("witness/pieces", []),
    "no sample": ("witness/sample", {}),
    "precision": ("witness/precision", 8),
    "kind": ("witness/kind", "point"),
    "many students": (ENTRY, 5 * claim()["configuration"]["species"]["students"]),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_certificate_is_not_accepted(name: str) -> None:
    own, witness = changed(honest(), *EDITS[name])
    assert forgery.verdict({"claim": own, "witness": witness}) in ("UNDECIDED", "malformed")


@pytest.mark.parametrize(
    ("path", "value"),
    [("claim/where", [[">", "k", 2499]]), ("witness/precision", 192), ("claim/configuration/scale", "1/2"),
     ("claim/radii", [["*", 2, r] for r in claim()["radii"]]), ("witness/sample", {"k": 10**9})],
)  # fmt: skip
def test_a_certificate_with_a_true_edit_is_accepted(path: str, value: Any) -> None:
    own, witness = changed(honest(), path, value)
    assert forgery.verdict({"claim": own, "witness": witness}) == "PROVED"


TURNED = claim()["configuration"]["species"]["students"][1]["diagonal"]
ONCE = ["+", ["/", ["*", ["-", "k", 2], ["-", "k", 3]], 2], ["/", ["*", ["-", "k", 1], ["-", "k", 4]], 2], 10]
INERTIAS = {
    "negative definite": ([0, ["^", "k", 2]], [0, "k"]),
    "a sector counts once": ([ONCE, 0], [3, 0]),
    "a sector left out": ([["-", ["^", "k", 2], ["*", 5, ["-", "k", 2]]], 0], [2, 0]),
}


@cache
def false_claims() -> dict[str, Document]:
    """By the witness of the honest claim."""
    some = ("every k from 5 on", "radii that are too small", "entry e in the third digit", "inertia", "sizes")
    found = {name: changed(honest(), *EDITS[name]) for name in some}
    found["displaced"] = changed(honest(), f"{ENTRY}/1/diagonal", ["+", TURNED, ["/", "0.02", ["sqrt", "k"]]])
    for name, (inside, outside) in INERTIAS.items():
        found[name] = changed(changed(honest(), "claim/inertia", inside), "claim/outside", outside)
    return found


def slips() -> Iterator[str]:
    """Balls that miss a value, and names of the false claims that core accepts; what is quick to see comes first."""
    near_0 = Stretch(arb(0), arb("0.5"))
    if (near_0.t + arb("0.001")).ball(-1).is_finite():
        yield "1 + 0.001/t is bounded"
    for words, number in {
        "√2": near_0.number(2).sqrt() - 2,
        "π": near_0.pi - 3,
        "1/3": near_0.number(fmpq(1, 3)),
    }.items():
        if number.ball(-1).is_finite():
            yield f"{words} is another number"
    if not near_0.polynomial([fmpq(0)] * 9 + [fmpq(1)]).ball().contains(arb("0.5") ** 9):
        yield "t^9 is 0"
    yield from (name for name, missed in left_over(near_0).items() if missed)
    if not encloses():
        yield "balls over an interval and a box"
    yield from (name for name, document in false_claims().items() if outcome(document) == "PROVED")


def left_over(stretch: Stretch) -> dict[str, bool]:
    """Whether balls miss what is left, at t = 1/2, of functions without their first ten coefficients."""
    t, half = stretch.t, arb("0.5")
    geometric, power = stretch.polynomial([fmpq(1)] * 10), stretch.polynomial([fmpq(0)] * 6 + [fmpq(1)])
    root = Expansion(stretch, 0, arb_poly(arb_series([1, 1], 10).sqrt().coeffs()), ())
    sine = Expansion(stretch, 0, arb_poly(arb_series([0, 1], 10).asin().coeffs()), ())
    found = {
        "t^12": ((power * power).ball(), half**12),
        "1/(1 − t)": ((1 / (1 - t) - geometric).ball(), half**10 / (1 - half)),
        "√(1 + t)": (((1 + t).sqrt() - root).ball(), (1 + half).sqrt() - root.g(half)),
        "asin t": ((t.asin() - sine).ball(), half.asin() - sine.g(half)),
    }
    return {name: not ball.contains(value.mid()) for name, (ball, value) in found.items()}


def outcome(document: Document) -> str:
    own, witness = document
    try:
        return forgery.verdict({"claim": own, "witness": witness})
    except Exception:  # a crash of broken core is no acceptance
        return "crash"


def encloses() -> bool:
    """Whether the Hessians over t in [0.2, 0.22] and a box hold those at t = 0.22 and a corner of the box."""
    curve, scaling = read(claim(6)).curve, Parser().proof(honest()[1])
    corner = [[parse(f"{sign}1e-4")] for sign in ("", "-", "", "-", "-")]
    with precision(128):
        wide = Along(curve, scaling, kink("relu"), Stretch(arb("0.2"), arb("0.22")), Work())
        there = Along(curve, scaling, kink("relu"), Stretch(arb("0.22"), arb("0.22")), Work())
        near = wide.deviations([[parse(0)]] * 5, [parse("1e-4")] * 5)
        pairs = [(wide.hessian(s, near), there.hessian(s, there.deviations(corner))) for s in FLIPPED]
    return all(x.contains(y.mid()) for X, Y in pairs for x, y in zip(X.entries(), Y.entries(), strict=True))


def what_is_nearly_0_is_0(patch: pytest.MonkeyPatch) -> None:
    """The first coefficients are dropped, whatever they are."""

    def careless(self: Any, order: int) -> Any:
        return self.g.right_shift(-order) if order < 0 else self.stretch.aligned(self.g, order)

    patch.setattr(expansions.Expansion, "_polynomial", careless)


def roots_are_rational(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exact, "_square_and_free", lambda n: (n, 1))


def pi_is_rational(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exact, "PI", exact.rational(3))


def series_have_no_remainder(patch: pytest.MonkeyPatch) -> None:
    asked = expansions.Expansion._polynomial

    def short(*given: Any) -> Any:
        found = asked(*given)
        return found if found is None else found.truncate(3)

    patch.setattr(expansions.Expansion, "_polynomial", short)


def what_is_left_over_is_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(expansions.Stretch, "folded", lambda self, p: p.truncate(self.terms))


def quotients_and_roots_leave_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(expansions.Stretch, "with_rest", lambda self, series, rest: arb_poly(series.coeffs()))


def boxes_are_points(patch: pytest.MonkeyPatch) -> None:
    asked = Along.deviations
    patch.setattr(Along, "deviations", lambda self, centre, radius=None: asked(self, centre))


def the_gradient_is_believed(patch: pytest.MonkeyPatch) -> None:
    asked = branch.reach_of_zero
    patch.setattr(branch, "reach_of_zero", lambda f, V, gradient: asked(f, V, [arb(0)] * len(gradient)))


def positive_and_negative_are_exchanged(patch: pytest.MonkeyPatch) -> None:
    asked = frames.Framed.inertia
    patch.setattr(frames.Framed, "inertia", lambda self: asked(self)[::-1])


def a_sector_is_left_out(patch: pytest.MonkeyPatch) -> None:
    asked = branch.sectors
    unless(branch, "add up")(patch)
    patch.setattr(branch, "only", lambda *given: None)  # nor does it ask what frames of that sector are for
    patch.setattr(branch, "sectors", lambda *given: [s for s in asked(*given) if s[0].kind != "standard"])


def the_standard_sector_counts_once(patch: pytest.MonkeyPatch) -> None:
    asked = branch.copies
    unless(branch, "add up")(patch)
    patch.setattr(branch, "copies", lambda s, sizes: ONE if s.kind == "standard" else asked(s, sizes))


BREAKS: tuple[Patch, ...] = (
    unless(claims, "cover"),
    unless(branch, "leaves the radii"),
    unless(branch, "may leave the piece"),
    unless(claims, "that is claimed"),
    what_is_nearly_0_is_0,
    roots_are_rational,
    pi_is_rational,
    series_have_no_remainder,
    what_is_left_over_is_dropped,
    quotients_and_roots_leave_nothing,
    boxes_are_points,
    the_gradient_is_believed,
    positive_and_negative_are_exchanged,
    a_sector_is_left_out,
    the_standard_sector_counts_once,
)


def test_none_of_these_is_accepted() -> None:
    assert list(slips()) == []
    assert outcome(honest()) == "PROVED"


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda patch: patch.__name__)
def test_a_broken_branch_is_noticed(monkeypatch: pytest.MonkeyPatch, break_it: Patch) -> None:
    assert false_claims()  # made before core is broken
    break_it(monkeypatch)
    assert next(slips(), None) is not None


def test_what_fails_at_one_k_is_refuted() -> None:
    """At k = 5 there is a saddle of index 3; at k = 6 the claimed entries, or the inertia, are wrong."""
    wrong = {"where": [[">=", "k", 5]]}, {"where": [[">=", "k", 6]], "inertia": [["-", ["^", "k", 2], 1], 1]}
    answers = [sc.decide(sc.claims.Claim(claim(**fields))) for fields in wrong]
    assert [(a.verdict.name, a.why) for a in answers] == [
        ("REFUTED", "k = 5: the inertia is (22, 3)"),
        ("REFUTED", "k = 6: the inertia is (36, 0)"),
    ]
    four = sc.decide(sc.claims.Claim(claim(4)))  # fewer sectors, and the formulas are off
    assert four.verdict is sc.Verdict.REFUTED
    displaced = changed((claim(6), {}), f"{ENTRY}/0/w/1", ["/", 1, ["sqrt", "k"]])[0]
    assert "nowhere 0" in sc.decide(sc.claims.Claim(displaced)).why


def test_a_refutation_is_no_refutation_of_the_truth() -> None:
    own = claim(where=[[">=", "k", 5]])
    witness = sc.decide(sc.claims.Claim(own)).certificate["witness"]
    for other in (claim(6), {**own, "inertia": [["-", ["^", "k", 2], 3], 3]}, {**own, "where": [[">", "k", 5]]}):
        assert forgery.verdict({"claim": other, "witness": witness}) == "UNDECIDED"
    empty = {key: part for key, part in witness.items() if key != "piece"}
    assert forgery.verdict({"claim": own, "witness": empty}) == "UNDECIDED"
