"""The lemmas on drawn instances, and the theorems of proofs/specialisation."""

import random
from fractions import Fraction
from itertools import islice

import pytest

import symcrit.claims
from symcrit import specialisation
from symcrit.papers.specialisation.rationals import dot
from symcrit.theorems.collect import collect
from tests.papers.drawing import fractions, pairs

PAIRS, SEGMENTS = 500, 5  # for every student node of a pair: more than 10 000 instances


def pair(rng):
    """Student and teacher with d ≤ 5 and n ≤ 8."""
    d, n, k, outputs = rng.randint(2, 5), rng.randint(1, 8), rng.randint(1, 4), rng.randint(1, 2)
    student = specialisation.ReluNetwork([fractions(rng, n, d), fractions(rng, outputs, n)])
    return student, specialisation.ReluNetwork([fractions(rng, k, d), fractions(rng, outputs, k)])


def segment(rng, student, teacher):
    """x_0, q, t such that x_0 ± tq crosses the boundary of teacher 0 and of no other node; None if x_0 is on more."""
    w, *others = (*teacher.layers[0], *student.layers[0])
    x, q = fractions(rng, len(w)), fractions(rng, len(w))
    share = dot(x, w) / dot(w, w)
    x = [a - share * b for a, b in zip(x, w, strict=True)]
    limits = [abs(dot(u, x) / slope) for u in others if (slope := dot(u, q))]
    t = min(limits, default=Fraction(1)) * rng.choice([1, Fraction(1, 2), Fraction(1, 7)])
    return (x, q, t) if t and dot(w, q) else None


def instances(rng):
    """For segments of drawn pairs and every student node: F at x_+, x_-, x_0, and t, α, w*·q."""
    for _ in range(PAIRS):
        student, teacher = pair(rng)
        segments = filter(None, (segment(rng, student, teacher) for _ in range(20 * SEGMENTS)))
        outgoing = [row[0] for row in teacher.layers[1]]
        for x, q, t in islice(segments, SEGMENTS):
            points = ([a + way * t * b for a, b in zip(x, q, strict=True)] for way in (1, -1, 0))
            errors = [[b - a for a, b in zip(student(p), teacher(p), strict=True)] for p in points]
            for v in zip(*student.layers[1], strict=True):
                yield [dot(v, error) for error in errors], t, dot(v, outgoing), dot(teacher.layers[0][0], q)


def test_ten_thousand_triples():
    """The triple lemma holds in every instance; a lost |·|, a wrong factor t and a lost α each fail in many."""
    failures = dict.fromkeys(["lemma", "no absolute value", "no t", "t²", "half", "no α"], 0)
    count = 0
    for (plus, minus, zero), t, alpha, slope in instances(random.Random(1909)):
        count += 1
        difference = plus + minus - 2 * zero
        claimed = {
            "lemma": t * alpha * abs(slope),
            "no absolute value": t * alpha * slope,
            "no t": alpha * abs(slope),
            "t²": t * t * alpha * abs(slope),
            "half": t * alpha * abs(slope) / 2,
            "no α": t * abs(slope),
        }
        for name, value in claimed.items():
            failures[name] += difference != value
    assert count >= 10_000
    assert failures.pop("lemma") == 0
    assert min(failures.values()) > count // 10, failures


def ray(rng):
    return [Fraction(rng.randint(-9, 9)), Fraction(rng.randint(1, 9))]


def test_windows_in_the_plane():
    """Three rays across one boundary: the second difference is the kink of a probe, whatever the students do beyond."""
    rng, held = random.Random(2), 0
    while held < 200:
        couple, _ = pairs(rng.randrange(10**6), 2, n=4)
        minus, plus = ray(rng), ray(rng)
        a, b = Fraction(rng.randint(1, 5), 3), Fraction(rng.randint(1, 5), 3)
        zero = tuple(a * s + b * t for s, t in zip(minus, plus, strict=True))
        probe = specialisation.Probe(tuple(minus), zero, tuple(plus), a, b)
        if any(map(probe.crosses, couple.student.layers[0])):
            continue
        for k in probe.sees(couple, 0):
            held += 1
            assert abs(probe.second_difference(couple, k)) == probe.kink(couple, k, 0)
            assert couple.F(k, zero) == couple.gradient(zero)[k]


@pytest.fixture(scope="module")
def ledger():
    return symcrit.verify("specialisation", jobs=1)


def test_the_theorems_are_proved(ledger):
    names = {row.name.removeprefix("specialisation.") for row in ledger.rows}
    assert names == {
        *("gradient_rule", "triple_lemma", "small_gradients", "alignment", "pigeonhole", "window_2d"),
        *("coarse_data", "not_observed", "sign_ambiguity", "population", "forced_alignment"),
    }
    assert {row.outcome for row in ledger.rows} == {"PROVED"}


def test_every_mutant_is_refuted(ledger):
    assert all(row.mutants[0] == row.mutants[1] >= 2 for row in ledger.rows)


def claims_of(theorem):
    for instance in theorem.instances:
        found = theorem.function(*instance)
        yield from [found] if isinstance(found, symcrit.claims.Claim) else found


@pytest.mark.parametrize("group", ["specialisation", "compression"])
def test_no_statement_is_a_tautology(group):
    """After parsing, the sides of a relation are different expressions: nothing was evaluated before core read it."""
    seen = 0
    for theorem in collect(group):
        for claim in claims_of(theorem):
            parsed = claim.parsed
            assert getattr(parsed, "lhs", 0) != getattr(parsed, "rhs", 1), (theorem.name, claim.statement)
            seen += 1
    assert seen > 30
