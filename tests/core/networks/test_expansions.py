"""Expansions in t and the loss with a kink: they agree with plain balls, at single t and over intervals from 0 on."""

from functools import cache

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.expr import num, parse
from symcrit.core.networks import branch
from symcrit.core.networks.bent import Bent
from symcrit.core.networks.branch import Along, Scaling, entries_of, occurring
from symcrit.core.networks.expansions import Stretch
from symcrit.core.networks.species import TRIVIAL, Layout, Student, sectors
from symcrit.core.reading import Reject
from symcrit.core.registry import Parser, read_claim
from symcrit.core.work import OutOfWork, Work
from symcrit.theorems.collect import collect
from tests.core.networks.landscapes import boxes, kink
from tests.core.networks.test_species import FAMILIES, family
from tests.soundness.branches import FLIPPED, claim, honest

HALVES = (arb("0.5"), arb("0.5"))


def number(entry, stretch):
    return None if entry is None else stretch.number(arb(entry))


@pytest.mark.parametrize("activation", ["relu", "abs"])
@pytest.mark.parametrize(("sizes", "places"), FAMILIES, ids=str)
def test_the_forms_with_angles_are_those_by_order_parameters(activation, sizes, places):
    place, _ = family(np.random.default_rng(sum(sizes)), sizes, places)
    with precision(128):
        plain, stretch = boxes(activation, place, "W").centre(), Stretch(*HALVES)
        students = [
            Student(s["at"], number(s.get("diagonal"), stretch), tuple(number(e, stretch) for e in s["w"]), a)
            for s in place["species"]["students"]
            for a in [number(s["a"], stretch)]
        ]
        b, two = [number(e, stretch) for e in place["species"]["b"]], [p for p, m in enumerate(sizes) if m == 2]
        for outside in (False, True):
            blocks = {block.label: block.hessian for block in (plain.outside_blocks() if outside else plain.blocks())}
            for sector, _ in sectors(sizes, outside):
                layout = Layout([stretch.number(m) for m in sizes], students, sector, stretch.number, two)
                patterns = [pattern for _, pattern in layout.patterns(False)]
                if not patterns:
                    continue
                bent = Bent(layout, b, stretch.number(1), tuple(stretch.values(kink(activation), {})))
                close(bent.hessian(patterns), blocks[sector.label].tolist())
                if sector == TRIVIAL:
                    close([bent.gradient(patterns)], [plain.gradient()])


def close(found, expected):
    """Both are enclosures, and sharp ones."""
    for row, other in zip(found, expected, strict=True):
        for x, y in zip(row, other, strict=True):
            assert x.ball().overlaps(y)
            assert abs(x.ball() - y) < 1e-20


def along(low, high, least=6):
    own = read_claim(claim(least))
    proof = Parser().proof(honest()[1])
    return Along(own.curve, proof, kink("relu"), Stretch(arb(low), arb(high)), Work())


@pytest.mark.parametrize(
    ("low", "high", "width"),
    [pytest.param("0", "0.02", 0.05, marks=pytest.mark.slow), ("0.1", "0.12", 0.1), ("0.4", "0.401", 0.1)],
)
def test_balls_over_an_interval_hold_the_values_at_every_t(low, high, width):
    still, small = [[parse(0)]] * 5, [parse("1e-5")] * 5
    corner = [[parse(f"{sign}1e-5")] for sign in ("", "-", "", "-", "-")]
    with precision(128):
        wide = along(low, high)
        forms = {sector: wide.hessian(sector, wide.deviations(still, small)).entries() for sector in FLIPPED}
        assert all(x.is_finite() and x.rad() < width for form in forms.values() for x in form)
        slopes = wide.gradient(wide.deviations(still))
        for share in ("0.01", "0.5", "1"):
            t = arb(low) + arb(share) * (arb(high) - arb(low))
            there = along(t, t)
            for sector, form in forms.items():
                for centre in (still, corner):
                    values = there.hessian(sector, there.deviations(centre)).entries()
                    assert all(x.contains(y.mid()) for x, y in zip(form, values, strict=True))
            values = there.gradient(there.deviations(still))
            assert all(x.is_finite() and x.contains(y.mid()) for x, y in zip(slopes, values, strict=True))


POINTS = [(1, k) for k in (*range(6, 21), 50, 1000, 10**6)] + [(2, k) for k in (*range(8, 14), 50, 1000, 10**6)]
THEOREMS = {1: "flipped_copy.minimum_for_every_k", 2: "flipped_copy.two_minimum_for_every_k"}


@cache
def theorem(name):
    """What the theorem claims."""
    (found,) = (theorem for theorem in collect([name]) if theorem.name == name)
    return read_claim(found.function().core)


@pytest.mark.parametrize(
    ("flipped", "k"),
    [pytest.param(*point, marks=pytest.mark.slow if i % 3 else ()) for i, point in enumerate(POINTS)],
)
def test_the_certified_points_lie_within_the_radii(flipped, k):
    """The theorems for every k against the certified point for this k (as in `flipped_copy.minimum`)."""
    own, there = theorem(THEOREMS[flipped]), read_claim(sc.isolated(sc.FlippedCopy(k, flipped)).core)
    assert there.inertia == (k * k, 0)
    with precision(256):
        values = [entries_of(part.configuration) for part in (own, there)]
        reach = arb(there.within.W.value)
        for near, centre, radius in zip(*values, own.radii, strict=True):
            gap = abs(evaluate(near, {"k": arb(k)}) - evaluate(centre, {}))
            assert gap + reach < arb(evaluate(radius, {"k": arb(k)}))


@pytest.mark.parametrize(("flipped", "k", "negative"), [(1, 5, 3), (2, 7, 4)])
def test_one_k_less_is_a_saddle(flipped, k, negative):
    assert read_claim(sc.isolated(sc.FlippedCopy(k, flipped)).core).inertia == (k * k - negative, negative)


def made(op, *parts):
    return st.tuples(st.just(op), *parts).map(list)


def shapes(x):
    square = made("^", x, st.just(2))
    return st.one_of(
        *(made(op, x, x) for op in "+*-"),
        made("/", x, made("+", st.just(3), square)),
        made("sqrt", made("+", st.just(2), square)),
        made("asin", made("/", x, st.just(40))),
    )


LEAVES = st.sampled_from(["t", ["+", 1, "t"], ["^", "t", 2], ["/", "t", 3], "pi", "1/3"])
SHAPES = st.recursive(LEAVES, shapes, max_leaves=8)


@settings(max_examples=60, deadline=None)
@given(shape=SHAPES, ends=st.sampled_from([("0", "0.1"), ("0.05", "0.1"), ("0.3", "0.4")]), share=st.integers(1, 8))
def test_an_expansion_holds_its_values(shape, ends, share):
    form, (low, high) = parse(shape), map(arb, ends)
    with precision(96):
        stretch, t = Stretch(low, high), low + (high - low) * share / 8
        try:
            model = stretch.number(evaluate(form, {"t": stretch.t}))
        except Reject:
            return
        value, found = arb(evaluate(form, {"t": t})), model.ball()
        assert not found.is_finite() or found.overlaps(value)
        value = value - t**model.order * model.g(t - stretch.base)  # at one t, g leaves no room but its remainder
        assert not value.is_finite() or (value.contains(0) and value.rad() < 1e-3)


def test_a_power_of_t_is_divided_out_only_where_nothing_is_left():
    stretch = Stretch(arb(0), arb("0.1"))
    t, third = stretch.t, stretch.number(arb(1) / 3)
    exact = (1 + t * t) * (1 + t) - 1 - t
    assert exact.ball(-2).contains(1)
    assert exact.ball(-2) < 1.2
    assert not exact.ball(-3).is_finite()
    assert not (third + t * t - third).ball(-2).is_finite()  # 1/3 − 1/3 is a ball around 0
    right = stretch.number(evaluate(parse(["acos", "t"]), {"t": t}))
    assert not right.ball(-1).is_finite()


def test_what_may_vanish_is_no_denominator_and_has_no_root():
    stretch = Stretch(arb(0), arb("0.1"))
    for made in (lambda x: 1 / x, lambda x: x.sqrt(), lambda x: (x + 1).asin()):
        with pytest.raises(Reject):
            made(stretch.number(arb(0, 1)))
    assert ((1 / stretch.t).ball(1) - 1).contains(0)


@pytest.mark.parametrize("ends", [("0", "0.1"), ("0.4", "0.5"), ("0.4", "0.4")])
@pytest.mark.parametrize("exponent", [-(10**12), -3000, -70, 65, 3000, 10**12])
def test_a_large_power_of_t_costs_little(ends, exponent):
    """Expressions may hold (k^100000)^100000; the polynomials stay short, and so do the calls."""
    low, high = map(arb, ends)
    with precision(96):
        stretch = Stretch(low, low if low == high else high)
        made = balls.integer_power(stretch.t, exponent)
        found = made.ball()
        if ends[0] == "0" and exponent < 0:
            assert not found.is_finite()
            assert made.ball(-exponent).contains(1)
            return
        for t in (low, (low + high) / 2, high):
            expected = (t.log() * exponent).exp() if t != 0 else t
            assert not found.is_finite() or found.overlaps(expected)
        assert abs(exponent) > 10**4 or found.is_finite()


def test_the_rest_of_an_arc_sine_grows_with_the_slope():
    """t^10 is all rest, and asin is steeper than 1."""
    with precision(96):
        stretch = Stretch(arb(0), arb("0.99"))
        power = balls.integer_power(stretch.t, 10) * stretch.number(arb("0.95"))
        t = arb("0.98")
        assert power.asin().g(t).contains((balls.integer_power(t, 10) * arb("0.95")).asin())


def test_a_large_power_of_t_does_not_lose_its_factor():
    with precision(96):
        stretch = Stretch(arb(0), arb(1))
        found = balls.integer_power(stretch.t, 90) * (3 + stretch.t)
        assert found.ball().contains(4)


LONG = {
    "factors": ["*", *["k"] * 3000],
    "powers": ["+", *[["^", ["+", "k", n], -99999] for n in range(100)]],
}


@pytest.mark.parametrize("name", LONG)
def test_values_of_entries_are_charged_before_they_are_made(name, monkeypatch):
    own = read_claim(claim(6))
    curve = own.curve._replace(radii=(parse(LONG[name]), *own.curve.radii[1:]))
    scaling = Scaling(precision=96, power=2, gain=0, scales={})

    def made():
        work = Work(60_000)
        Along(curve, scaling, kink("relu"), Stretch(arb("0.5"), arb("0.5")), work)
        return work

    with pytest.raises(OutOfWork):
        made()
    monkeypatch.setattr(branch, "_products_at", lambda node: 0)
    assert made().spent == 0


@pytest.mark.parametrize("size", [10, 10**20, 10**400])
def test_sectors_of_sizes_beyond_every_float(size):
    own = read_claim(claim(6))
    context = Context(own.domain, Work())
    found = [sector.label for sector, _ in occurring(context, [num(size)], outside=False)]
    assert found == [sector.label for sector, _ in sectors([9], False)]
