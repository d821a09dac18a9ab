"""Claims for every k with a smooth kernel and free outgoing weights: edited certificates, and a core that is broken.

The honest claim is about r ≥ 20000, where one piece does: perturbed copies at n/k = 4/5, with the loss.
"""

import copy
from functools import cache

import pytest
from flint import arb
from sympy import Integer, Rational, Symbol, asin, pi, sqrt

import symcrit as sc
from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.expr import parse
from symcrit.core.claims import branch as claims
from symcrit.core.networks.branch import Along, Piece, entries_of
from symcrit.core.networks.expansions import Stretch
from symcrit.core.networks.species import TRIVIAL, sectors
from symcrit.core.registry import read_claim
from symcrit.core.work import Work
from symcrit.theorems.collect import collect
from tests.core.networks.landscapes import boxes

from . import forgery
from .breaks import unless

r = Symbol("r", integer=True, positive=True)
LEAST = 20000
MIDDLE = (r + 1) / Integer(3) - 2 * (r + 1) ** 2 / pi * asin(1 / (2 * (r + 1))) - Rational(1, 3) + 1 / pi
LIMIT = (2 / sqrt(3) - 1) / (4 * pi)


def claim(low=-1, high=1, directions=4 * r * (5 * r + 1), outside=4 * r, at=1, free="all", **fields):
    """L between the limit + low/r and + high/r; `at`: what n·z is."""
    network = sc.SymmetricNetwork([4 * r, r], [sc.Member(w=[0, Rational(at) / (4 * r)], at=0, diagonal=1)])
    radii = [2 / r, 1 / r**2, 1 / r**2, 3 / r]
    given = {"radii": radii, "inertia": (directions, 0), "outside": (outside, 0), "where": [r >= LEAST], **fields}
    loss = (MIDDLE + LIMIT + Rational(low) / r, MIDDLE + LIMIT + Rational(high) / r)
    return sc.branch(network, free=free, loss=loss, **given)


@cache
def _honest():
    answer = sc.decide(claim(), effort=4)
    assert answer.verdict is sc.Verdict.PROVED, answer.why
    return answer.certificate


def verdict(own, **witness):
    """Of another claim by the honest witness."""
    document = copy.deepcopy(_honest())
    return forgery.verdict({"claim": own.core, "witness": {**document["witness"], **witness}})


FALSE = {
    "a smaller loss": lambda: claim(low=-1, high=Rational(-1, 50)),
    "a larger loss": lambda: claim(low=0, high=1),
    "a negative direction": lambda: claim(directions=4 * r * (5 * r + 1) - 1),
    "outside": lambda: claim(outside=r),
    "another share of students": lambda: claim(at=Rational(11, 10)),
    "from two on": lambda: claim(where=[r >= 2]),
    "radii that are too small": lambda: claim(radii=[1 / r, 1 / (10 * r**2), 1 / r**2, 3 / r]),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_not_proved_by_the_honest_witness(name):
    assert verdict(FALSE[name]()) == "UNDECIDED"


def test_fixed_outgoing_weights_are_another_claim():
    with pytest.raises(sc.InputError, match="radii of the 3 entries"):
        claim(free="W")
    assert verdict(claim(free="W", radii=[2 / r, 1 / r**2, 1 / r**2])) in ("UNDECIDED", "malformed")
    with pytest.raises(sc.InputError, match="free"):
        claim(free="a")


@pytest.mark.parametrize(
    "edit",
    [{"power": 1}, {"gain": 2}, {"scales": {}}, {"pieces": []}, {"precision": 8}],
    ids=str,
)
def test_an_edited_witness_is_not_accepted(edit):
    assert verdict(claim(), **edit) in ("UNDECIDED", "malformed")


@pytest.mark.parametrize("exponents", [[1, 2, 3, 1], [-1, 3, 3, 1], [1, 3, 3], [1, 3, 3, "1"]], ids=str)
def test_other_exponents_are_not_accepted(exponents):
    scales = {**_honest()["witness"]["scales"], "inside": exponents}
    assert verdict(claim(), scales=scales) in ("UNDECIDED", "malformed")


def test_the_honest_one_is_accepted_and_says_what_it_claims():
    assert verdict(claim()) == "PROVED"
    said = claim().statement
    assert "each student followed by its a_i" in said
    assert "with respect to W and a" in said
    assert said.count("< L <") == 1


def the_loss_is_not_compared(patch):
    patch.setattr(Along, "between", lambda self, loss, low, high: True)


BREAKS = [
    (the_loss_is_not_compared, lambda: claim(low=0, high=1)),
    (unless(claims, "cover"), lambda: claim(where=[r >= 5000])),
    (unless(claims, "that is claimed"), lambda: claim(directions=4 * r * (5 * r + 1) - 1)),
]


@pytest.mark.parametrize(("break_it", "own"), BREAKS, ids=lambda part: part.__name__)
def test_a_broken_core_is_noticed(monkeypatch, break_it, own):
    assert verdict(own()) == "UNDECIDED"
    break_it(monkeypatch)
    assert verdict(own()) == "PROVED"


# ------------------------------------------------------------------------------------------------------ the two roads


def test_expansions_agree_with_balls_at_one_size():
    """Gradient, Hessian of every sector and the loss at 8 students of 10, by the family in balls."""
    own = read_claim(claim(where=[r >= 2]).core)
    with precision(128):
        t = 1 / arb(2).sqrt()
        along = Along(
            own.curve, claims.Scaling(precision=128, power=2, gain=0, scales=SCALES), None, Stretch(t, t), Work()
        )
        moves = along.deviations([()] * 4)
        students = [{"at": 0, "diagonal": "1", "w": ["0", "1/8"], "a": "1"}]
        plain = boxes("erf", {"species": {"sizes": [8, 2], "b": ["1", "1"], "students": students}}, "all").centre()
        blocks = {block.label: block.hessian for block in [*plain.blocks(), *plain.outside_blocks()]}
        for outside in (False, True):
            for sector, _ in sectors([8, 2], outside):
                form = along.hessian(sector, moves)
                if form.nrows():
                    assert all(
                        x.overlaps(y) for x, y in zip(form.entries(), blocks[sector.label].entries(), strict=True)
                    )
        assert all(x.overlaps(y) for x, y in zip(along.gradient(moves), plain.gradient(), strict=True))
        family, _ = along.family(TRIVIAL, moves)
        assert family.loss().ball().overlaps(plain.value())
        assert family.loss().ball().rad() < 1e-25


SCALES = {
    "inside": (0,) * 4,
    "inside standard 0": (0,) * 5,
    "inside standard 1": (0,),
    "inside product 0 1": (0,),
    "inside pairs 0": (0,),
    "inside cyclic 0": (0,),
    "outside": (0,),
    "outside standard 0": (0,),
}


CRITICAL = ("-1.3865973", "-0.3999358", "-0.7555144", "2.3427237")  # times 1/r, 1/r², 1/r², 1/r, at r = 200


@pytest.mark.parametrize("gain", [0, 1])
def test_the_loss_of_a_piece_holds_that_of_the_critical_point(gain):
    """Of a piece with another centre: what Taylor's formula adds is needed, and enough."""
    own = read_claim(claim(where=[r >= 2]).core)
    exponents = [d - gain for d in (2, 4, 4, 2)]
    with precision(128):
        t = 1 / arb(200).sqrt()
        scaling = claims.Scaling(precision=128, power=2, gain=gain, scales={**SCALES, "inside": exponents})
        along = Along(own.curve, scaling, None, Stretch(t, t), Work())
        point = tuple((parse(entry),) for entry in CRITICAL)
        assert all(abs(slope) < 1e-5 for slope in along.gradient(along.deviations(point)))
        family, _ = along.family(TRIVIAL, along.deviations(point))
        there = family.loss().ball()
        wide, point_like = (
            Piece(centre=((),) * 4, radius=tuple(map(parse, radius)), frames={})
            for radius in (("1.4", "0.4", "0.8", "2.4"), ("0",) * 4)
        )
        assert along.loss(wide).ball().contains(there)
        assert not along.loss(point_like).ball().overlaps(there)


def test_numbers_of_directions_are_written_however_long():
    assert [claims._written(parse(number)) for number in ("7", "0", "1e400")] == ["7", "0", "1.000000000e+400"]


@pytest.mark.parametrize("size", [200, 1000])
def test_the_certified_point_lies_within_the_radii_and_has_a_loss_between_the_bounds(size):
    """`perturbed_copy.every_k` against the certified points at k = 1000 and 5000."""
    (theorem,) = (one for one in collect(["perturbed_copy.every_k"]) if one.name == "perturbed_copy.every_k")
    own = read_claim(theorem.function(4).core)
    there = read_claim(sc.isolated(sc.PerturbedCopy(4 * size, 5 * size)).core)
    with precision(256):
        here = {"r": arb(size)}
        values = [entries_of(part.configuration, outgoing=True) for part in (own, there)]
        for near, centre, radius in zip(*values, own.radii, strict=True):
            gap = abs(evaluate(near, here) - evaluate(centre, {}))
            assert gap + arb(there.within.W.value) < evaluate(radius, here)
        low, high = (evaluate(bound, here) for bound in own.loss)
        numbers = [
            (bound + arb(shift)).mid().str(40, radius=False) for bound, shift in ((low, "1e-30"), (high, "-1e-30"))
        ]
    answer = sc.decide(sc.isolated(sc.PerturbedCopy(4 * size, 5 * size), loss=tuple(numbers)))
    assert answer.verdict is sc.Verdict.PROVED
