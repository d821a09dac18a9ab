"""The claim `forced_alignment`: a theorem about all networks, proved at given data, refuted by two networks."""

import random
from fractions import Fraction

import pytest
from flint import fmpq

import symcrit as sc
from symcrit import InputError, specialisation
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims.forced_alignment import ForcedAlignment
from symcrit.core.deep import triples as core_triples
from symcrit.core.deep.angles import sine2
from symcrit.core.registry import read_claim
from symcrit.core.witnesses import pigeonhole as core_pigeonhole
from tests.papers.drawing import fractions, network

forced = specialisation.forced_alignment
ONE = [([0, 1], ["1/10", 0])]
OFF = [(["1/20", 1], ["1/10", 0])]
THREE = [(x, ["1/10", 0, 0]) for x in ([0, 1, 0], [0, 0, 1], [0, 1, 1])]
EXAMPLE = forced([[1, 0], [0, 1]], 0, ONE, n=4, eps="1/101", sine2="1/51", alpha="7/6", slope="1/103").core


def plane(triples=ONE, **changed):
    return forced([[1, 0], [0, 1]], 0, triples, **({"n": 5, "eps": "1/100", "sine2": "1/50"} | changed))


def space(triples, **changed):
    return forced([[1, 0, 0], [0, 1, 1]], 0, triples, **({"n": 3, "eps": "1/100", "sine2": "1/10"} | changed))


FALSE = {
    "4 epsilon is the kink": plane(eps="1/40"),
    "3 epsilon": plane(eps="1/35"),
    "leaky": plane(slope="1/3", eps="1/55"),
    "linear": plane(slope=1),
    "too few triples": space(THREE[:2]),
    "a direction that is not seen": space(THREE[:1], n=4),
    "gates may change": plane(OFF, sine2="1/20", gates=False),
    "the sign": plane(conclusion="ray"),
    "the active neuron": plane(conclusion="itself"),
    "another teacher neuron crosses": forced([[1, 0], [1, "1/100"]], 0, ONE, n=5, eps="1/40", sine2="1/50"),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_two_networks(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED, answer
    assert set(answer.certificate["witness"]["networks"]) == {"student", "teacher", "neuron"}
    assert check(answer.certificate).verdict is Verdict.REFUTED


TRUE = {
    "one triple": plane(),
    "zero gradients": plane(eps=0, sine2="1/90"),
    "a leaky slope": plane(slope="1/3"),
    "off the boundary": plane(OFF, sine2="1/20"),
    "three triples in space": space(THREE),
    "more triples than are usable": plane([*ONE, ([5, 1], ["1/10", 0])]),
    "two neurons": plane(n=2),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert (answer.verdict, answer.rules) == (Verdict.PROVED, ("second-differences",)), answer
    assert check(answer.certificate).verdict is Verdict.PROVED


def test_a_proof_of_one_claim_is_none_of_another():
    witness = sc.decide(plane()).certificate["witness"]
    for other in (
        FALSE["3 epsilon"],
        FALSE["linear"],
        FALSE["the sign"],
        FALSE["gates may change"],
        plane(sine2="1/101"),
    ):
        assert check({"claim": other.core, "witness": witness}).verdict is Verdict.UNDECIDED


def test_a_claim_that_nothing_satisfies_is_not_proved():
    """No neuron is active at x and at −x."""
    claim = plane([*ONE, ([0, -1], ["1/10", 0])])
    assert sc.decide(claim).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("changed", [{"neuron": 2}, {"neuron": 7}, {"student": {"layers": [[[0, 1]], [[1]]]}}])
def test_examples_that_do_not_satisfy_the_hypotheses_are_rejected(changed):
    certificate = sc.decide(plane()).certificate
    witness = certificate["witness"]
    forged = {**witness, "networks": {**witness["networks"], **changed}}
    assert check({"claim": certificate["claim"], "witness": forged}).verdict is Verdict.UNDECIDED


def test_more_triples_for_one_neuron_than_the_pigeonhole_gives_are_rejected():
    certificate = sc.decide(space(THREE)).certificate
    assert certificate["witness"]["p"] == 2
    for p in (1, 3):
        forged = {**certificate["witness"], "p": p}
        assert check({"claim": certificate["claim"], "witness": forged}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("part", "value"),
    [("alpha", 0), ("eps", -1), ("sine2", 1), ("node", 2), ("n", 0), ("slope", 2), ("conclusion", "both"),
     ("triples", [{"x": [1], "q": [1]}]), ("triples", []), ("gates", 1), ("teacher", [[0, 0], [0, 1]])],
)  # fmt: skip
def test_what_does_not_fit_is_malformed(part, value):
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, part: value}, "witness": {"kind": "refute"}})


def test_bad_input_is_named():
    with pytest.raises(InputError, match="triple"):
        plane([[0, 1]])
    with pytest.raises(InputError, match="float"):
        plane(eps=0.01)
    with pytest.raises(InputError, match="conclusion"):
        plane(conclusion="both")


# ------------------------------------------------------------------------------------------ breaking core on purpose


def all_usable(self):
    return [*self.triples]


BREAKS = {
    "every triple is usable": (ForcedAlignment, "usable", all_usable, "3 epsilon"),
    "two triples are as good as three": (core_pigeonhole, "spans_more", lambda *_: True, "too few triples"),
    "no width": (core_pigeonhole, "spread", lambda *_: fmpq(0), "another angle"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_core_is_noticed(name, monkeypatch):
    place, attribute, broken, false = BREAKS[name]
    claim = plane(sine2="1/101") if false == "another angle" else FALSE[false]
    witness = {**sc.decide(space(THREE) if false == "too few triples" else plane()).certificate["witness"], "p": 1}
    assert check({"claim": claim.core, "witness": witness}).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(place, attribute, broken)
    assert check({"claim": claim.core, "witness": witness}).verdict is Verdict.PROVED


# --------------------------------------------------------------------------------------------- the theorem, by drawing


def drawn(seed):
    """Networks near one another, and triples on the boundary of the first teacher neuron."""
    rng = random.Random(seed)
    d, m, n = rng.choice([(2, 2, 3), (3, 2, 3), (2, 1, 2), (3, 3, 4)])
    slope = rng.choice([0, Fraction(1, 3)])
    deep = rng.random() < 0.4
    teacher = network(rng, [d, m, 2, 2] if deep else [d, m, 2], slope)
    noise = Fraction(1, 10 ** rng.randint(1, 4))
    rows = [[x + noise * rng.randint(-3, 3) for x in row] for row in teacher.layers[0]]
    extra = fractions(rng, n - m, d) if n > m else []
    out = [[*row, *[0] * len(extra)] for row in teacher.layers[1]]
    out = [[x + noise * rng.randint(-2, 2) for x in row] for row in out]
    student = specialisation.ReluNetwork([[*rows, *extra], out, *teacher.layers[2:]], slope=slope)
    w = teacher.layers[0][0]
    triples = []
    for _ in range(rng.randint(1, 2 * d)):
        x = _on_the_boundary(w, fractions(rng, d, size=8, denominator=2))
        triples.append((x, [Fraction(rng.randint(1, 6), 20) * entry for entry in w]))
    return teacher, student, triples, slope


def _on_the_boundary(w, x):
    share = sum(a * b for a, b in zip(w, x, strict=True)) / sum(a * a for a in w)
    return [b - share * a for a, b in zip(w, x, strict=True)]


def crossings(seed):
    """How many triples were usable for some student neuron, and that on each another neuron crosses: the lemma."""
    teacher, student, triples, slope = drawn(seed)
    found = 0
    for k in range(len(student.layers[0])):
        g, alpha = _measured(teacher, student, triples, k)
        if g is None or alpha == 0:
            continue
        rows = [[*map(str, row)] for row in teacher.layers[0]]
        claim = forced(rows, 0, triples, n=len(student.layers[0]), eps=g, sine2="1/2", alpha=alpha, slope=slope)
        for triple in claim.parsed.usable():
            others = [row for u, row in enumerate(student.layers[0]) if u != k]
            assert any(triple.kink(tuple(fmpq(x.numerator, x.denominator) for x in row)) > 0 for row in others), seed
            found += 1
    return found


def _measured(teacher, student, triples, k):
    """The largest |g_k| and the least |α| of a student neuron that is active at all triples with constant gates."""
    largest, least = Fraction(0), None
    for x, q in triples:
        points = [[a + way * b for a, b in zip(x, q, strict=True)] for way in (-1, 0, 1)]
        traces = [(student.trace(point), teacher.trace(point)) for point in points]
        if any(own.preactivations[0][k] <= 0 for own, _ in traces):
            return None, 0
        above = [tuple(z > 0 for layer in net.preactivations[1:-1] for z in layer) for pair in traces for net in pair]
        if any(z == 0 for pair in traces for net in pair for layer in net.preactivations[1:-1] for z in layer):
            return None, 0
        if len({above[0], above[2], above[4]}) > 1 or len({above[1], above[3], above[5]}) > 1:
            return None, 0
        largest = max([largest, *(abs(specialisation.gradient(student, teacher, point)[k]) for point in points)])
        mine = [row[k] for row in student.jacobian(points[1], 1)]
        theirs = [row[0] for row in teacher.jacobian(points[1], 1)]
        alpha = abs(sum(a * b for a, b in zip(mine, theirs, strict=True)))
        least = alpha if least is None else min(least, alpha)
    return largest, least


def test_the_lemma_holds_for_drawn_networks():
    assert sum(crossings(seed) for seed in range(150)) > 20


@pytest.mark.slow
def test_the_lemma_holds_for_60_000_drawn_networks():
    assert sum(crossings(seed) for seed in range(1000, 61_000)) > 8000


def test_the_bound_is_a_bound():
    """A student neuron turned as far as crossing three triples allows is within the bound that a proof finds."""
    claim = read_claim(space(THREE, n=2, sine2="1/20").core)
    assert isinstance(claim, ForcedAlignment)
    usable = claim.usable()
    turned = [tuple(map(fmpq, row)) for row in ((20, 1, 1), (20, -1, 1), (20, 1, -2), (30, -1, 2))]
    for row in turned:
        if all(triple.kink(row) > 0 for triple in usable):
            bound = core_triples.spread(usable, claim.w)
            assert sine2(row, claim.w) < bound
    assert any(all(triple.kink(row) > 0 for triple in usable) for row in turned)
