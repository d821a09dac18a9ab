"""Exact numbers Σ c·π^i·√d and series of them, against balls; what an expansion divides out by them."""

import random

import pytest
from flint import arb, arb_series, fmpq

from symcrit.core.algebra.balls import precision
from symcrit.core.algebra.expr import parse
from symcrit.core.networks import exact, expansions
from symcrit.core.networks.exact import Exact, Unknown
from symcrit.core.networks.expansions import Stretch
from symcrit.core.reading import Reject

MONOMIALS = [(0, 1), (1, 1), (-1, 1), (0, 2), (0, 3), (1, 6), (-2, 10)]


def value(number):
    """In a ball."""
    return sum((arb(c) * arb.pi() ** i * arb(d).sqrt() for (i, d), c in number.terms.items()), arb(0))


def numbers(rng, count):
    for _ in range(count):
        chosen = rng.sample(MONOMIALS, rng.randint(1, 3))
        yield Exact([(monomial, fmpq(rng.randint(-9, 9), rng.randint(1, 7))) for monomial in chosen])


def same(ball, other):
    return ball.overlaps(other) and abs(ball - other) < 1e-25


@pytest.fixture
def longer(monkeypatch):
    """Numbers of more terms than are kept for speed."""
    monkeypatch.setattr(exact, "MOST_TERMS", 64)
    monkeypatch.setattr(exact, "MOST_BITS", 4096)


@pytest.mark.usefixtures("longer")
def test_sums_and_products_are_those_of_balls():
    rng = random.Random(1)
    with precision(128):
        for x, y in zip(numbers(rng, 80), numbers(rng, 80), strict=True):
            assert same(value(x + y), value(x) + value(y))
            assert same(value(x * y), value(x) * value(y))
            assert not x + -x
            assert bool(x * y) == (bool(x) and bool(y))


@pytest.mark.parametrize("n", [1, 2, 12, 18, 49, 360, 9973, 2 * 9973])
def test_roots_of_integers(n):
    root = exact.rational(n).root()
    assert (root * root).terms == exact.rational(n).terms
    with precision(128):
        assert same(value(root), arb(n).sqrt())
        assert same(value(root.inverse()), 1 / arb(n).sqrt())
        assert all(d % (p * p) for _, d in root.terms for p in (2, 3, 5, 7))


@pytest.mark.parametrize("x", ["1/2", "-1/2", "0"])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_arc_sines(x, d):
    number = Exact([((0, d), fmpq(*map(int, x.split("/"))) if "/" in x else fmpq(0))])
    with precision(128):
        assert same(value(number.arc_sine()), value(number).asin())


UNKNOWN = {
    "two terms": lambda: (exact.ONE + exact.PI).inverse(),
    "0": lambda: exact.ZERO.inverse(),
    "√π": lambda: exact.PI.root(),
    "√−1": lambda: exact.rational(-1).root(),
    "√√2": lambda: exact.rational(2).root().root(),
    "a long root": lambda: exact.rational(10**9 + 7).root(),
    "asin 1/3": lambda: exact.rational(fmpq(1, 3)).arc_sine(),
    "asin 1": lambda: exact.ONE.arc_sine(),
    "asin π/2": lambda: (exact.PI * exact.rational(fmpq(1, 2))).arc_sine(),
    "a long number": lambda: exact.rational(fmpq(2) ** 5000),
    "many terms": lambda: Exact([((i, 1), fmpq(1)) for i in range(50)]),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_other_numbers_are_not_kept(name):
    with pytest.raises(Unknown):
        UNKNOWN[name]()


FUNCTIONS = {
    "product": (lambda a, b: exact.times(a, b), lambda a, b: a * b),
    "1/a": (lambda a, _: exact.inverse(a), lambda a, _: 1 / a),
    "√a": (lambda a, _: exact.root(a), lambda a, _: a.sqrt()),
    "asin a": (lambda a, _: exact.arc_sine(a), lambda a, _: a.asin()),
}


@pytest.mark.parametrize("first", [fmpq(1, 4), fmpq(3, 4), fmpq(1, 2)])
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.usefixtures("longer")
def test_series_are_those_of_balls(name, first):
    rng = random.Random(2)
    ours, theirs = FUNCTIONS[name]
    start = exact.rational(first)
    if name == "asin a":
        start = start if first == fmpq(1, 2) else exact.ZERO
    with precision(192):
        a, b = ((start, *list(numbers(rng, 5))) for _ in range(2))
        expected = theirs(*(arb_series([value(x) for x in own], 6) for own in (a, b))).coeffs()
        found = ours(a, b)
        assert len(found) == 6
        for x, y in zip(found, [*expected, *[arb(0)] * 6], strict=False):
            assert same(value(x), y)


def test_what_is_exactly_0_is_divided_out():
    t = Stretch(arb(0), arb("0.1"))
    third, half = t.number(fmpq(1, 3)), t.number(fmpq(1, 2))
    for zero in (
        3 * third - 1,
        half.asin() - t.pi / 6,
        (t.number(3) / 4).sqrt() * 2 - t.number(3).sqrt(),
        (t.pi * t.pi + t.t).sqrt() - t.pi - t.t / (2 * t.pi) + t.t * t.t / (8 * t.pi * t.pi * t.pi),
    ):
        assert zero.ball(-1).is_finite()
    for other in (t.number(arb(1) / 3) * 3 - 1, t.number(fmpq(1, 5)).asin() - t.number(fmpq(1, 5)).asin()):
        assert not other.ball(-1).is_finite()
    (value,) = t.values([parse(["-", ["acos", "x"], ["/", "pi", 2]])], {"x": t.t})
    assert (value.ball(-1) + 1).contains(0)


def test_exact_coefficients_are_those_of_the_balls():
    """Of an expansion, also after powers of t were divided out and put back."""
    rng = random.Random(4)
    stretch = Stretch(arb(0), arb("0.05"))
    t = stretch.t
    with precision(128):
        parts = [t, t * t, stretch.pi, stretch.number(fmpq(1, 3)), stretch.number(3).sqrt(), 1 / (t + 2)]
        for _ in range(200):
            x, y = rng.choice(parts), rng.choice(parts)
            try:
                made = rng.choice([lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / y])(
                    x, y
                )
            except Reject:
                continue
            for number, ball in zip(made.known, made.g.coeffs(), strict=False):
                assert ball.overlaps(value(number))
            if len(made.g.coeffs()) and abs(made.order) < 6:
                parts.append(made)
        assert len(parts) > 60


def test_not_more_is_known_than_expansions_have_terms():
    assert exact.HEAD <= expansions.TERMS


def test_an_order_that_is_known_is_no_coefficient_that_depends_on_t():
    """t^10·R(t): what was the rest is beyond what is known, however often powers of t are divided out."""
    stretch = Stretch(arb(0), arb("0.1"))
    t = stretch.t
    long = t * t * t * (1 + t) / (1 - t)  # all coefficients are 2 from some on
    back = 1 / (1 / (long * long))
    for number, ball in zip(back.known, back.g.coeffs(), strict=False):
        assert ball.overlaps(value(number))
    assert (back - long * long).ball(-6).contains(0)


IDENTITIES = {
    "√2·√3 = √6": lambda root, pi: root(2) * root(3) - root(6),
    "√8 = 2√2": lambda root, pi: root(8) - 2 * root(2),
    "√(2/9) = √2/3": lambda root, pi: root(fmpq(2, 9)) - root(2) * fmpq(1, 3),
    "√(1/12)·6 = √3": lambda root, pi: 6 * root(fmpq(1, 12)) - root(3),
    "1/√6 = √2·√3/6": lambda root, pi: 1 / root(6) - root(2) * root(3) / 6,
    "(√2 + √3)² = 5 + 2√6": lambda root, pi: (root(2) + root(3)) * (root(2) + root(3)) - 5 - 2 * root(6),
    "√(2π²/3)·√6 = 2π": lambda root, pi: (2 * pi * pi / 3).sqrt() * root(6) - 2 * pi,
    "asin(√3/2) = 2·asin(1/2)": lambda root, pi: (root(3) / 2).asin() - 2 * root(fmpq(1, 4)).asin(),
}
NEARLY = {
    "√2": lambda root, pi: root(2) * (10**8) - fmpq(14142135623730950488016887242096980785696718753769, 10**41),
    "√2 + √3 and π": lambda root, pi: root(2) + root(3) - pi - fmpq(46715883698661107, 10**19),
    "355/113": lambda root, pi: pi - fmpq(355, 113),
    "√2·√3 and √7": lambda root, pi: root(2) * root(3) - root(7),
    "√2·√2 and −2": lambda root, pi: root(2) * root(2) + 2,
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_what_is_0_is_recognised(name):
    t = Stretch(arb(0), arb("0.1"))
    assert IDENTITIES[name](lambda q: t.number(fmpq(q)).sqrt(), t.pi).is_zero()


@pytest.mark.parametrize("name", NEARLY)
def test_what_is_nearly_0_is_never_taken_for_0(name):
    """Not at so few bits that the ball contains 0, either."""
    with precision(16):
        t = Stretch(arb(0), arb("0.1"))
        found = NEARLY[name](lambda q: t.number(fmpq(q)).sqrt(), t.pi)
        assert not found.is_zero()
        assert not found.ball(-1).is_finite()


def test_a_hostile_product_of_series_is_short():
    """Combinations of √d for the divisors d of 6, which products do not make longer; with those of 30: not kept."""
    rng = random.Random(5)
    work = 0
    made = exact.Exact.__mul__

    def counted(x, y):
        nonlocal work
        work += len(x.terms) * len(y.terms)
        return made(x, y)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact.Exact, "__mul__", counted)
        a = tuple(Exact([((0, d), fmpq(rng.randint(1, 99))) for d in (1, 2, 3, 6)]) for _ in range(exact.HEAD))
        assert len(exact.times(a, a)) == exact.HEAD
    assert work <= 1000  # about a millisecond
    with pytest.raises(Unknown):
        Exact([((0, d), fmpq(1)) for d in (1, 2, 3, 5, 6, 10, 15, 30)])


@pytest.mark.parametrize("ends", [("0", "0.1"), ("0.1", "0.2")])
@pytest.mark.parametrize("sign", [1, -1])
def test_nested_powers_beyond_every_use_are_refused(ends, sign):
    """((k^100000)^100000)^…: no recursion without an end, and no overflow."""
    stretch = Stretch(*map(arb, ends))
    tower = "k"
    for level in range(60):
        tower = ["^", tower, 100000 if level else 100000 * sign]
    with pytest.raises(Reject, match="too large"):
        stretch.values([parse(["+", tower, 1])], {"k": 1 / stretch.t})[0].ball()
