"""`check` of networks of any depth, with biases and leaky slopes; its claims, which core decides; data of users."""

import random
from fractions import Fraction
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcrit import InputError, decide, specialisation
from symcrit.papers.specialisation.augmentation import augmentation
from symcrit.papers.specialisation.lowest import Lowest, homogenised, lifted
from symcrit.papers.specialisation.samples import integers
from symcrit.papers.specialisation.triples import Samples, _alike, _matched, _midpoints, _pairs
from tests.papers.drawing import fractions, network

Finding = specialisation.Finding
Net = specialisation.ReluNetwork
SEEDS = st.integers(0, 10**6)
LINE = [[Fraction(i, 5), 1] for i in range(-3, 4)]


def verdict(claim):
    return decide(claim).verdict.name


def near(slope=0, above=((1, 1),), biases=None):
    """A teacher (1, 0), (0, 1) and a student 1/100 off, with these layers above."""
    rows = [[*map(list, above)]] if not isinstance(above[0][0], tuple) else [[*map(list, W)] for W in above]
    student = Net([[[1, "1/100"], [0, 1]], *rows], biases, slope)
    return student, Net([[[1, 0], [0, 1]], *rows], biases, slope)


DEEP = (((2, 1), (1, 3)), ((1, 1),))


# -------------------------------------------------------------------------------------------------- findings by hand


@pytest.mark.parametrize("slope", [0, "1/3"])
@pytest.mark.parametrize("above", [((1, 1),), DEEP], ids=["two layers", "three layers"])
def test_alignment_is_proved_for_all_students(slope, above):
    report = specialisation.check(*near(slope, above), LINE, eps="1/5" if above is DEEP else "1/100")
    node = report.nodes[0]
    assert (node.finding, node.student) == (Finding.ALIGNED, 0)
    assert Fraction(1, 10001) == node.sine2 <= node.bound2
    claim = node.claim()
    assert claim.kind == "forced_alignment"
    assert verdict(claim) == "PROVED"
    assert verdict(report.claim()) == "PROVED"


@pytest.mark.parametrize("shift", [0, "1/40"])
def test_in_space_triples_need_not_be_centred_on_the_boundary(shift):
    """p = 2 of two triples; those with centres off the boundary prove a little less."""
    teacher = Net([[[0, 0, 1], [1, 0, 0]], [[1, 1]]])
    student = Net([[["1/1000", "1/500", 1], [1, 0, 0]], [[1, 1]]])
    points = [(1, 2), (2, 1), (3, 4), (1, 5), (4, 1)]
    data = [[a, b, way * Fraction(1, 10) + Fraction(shift)] for a, b in points for way in (-1, 0, 1)]
    report = specialisation.check(student, teacher, data, eps="1/60")
    node = report.nodes[0]
    assert (node.finding, node.student) == (Finding.ALIGNED, 0)
    assert node.sine2 <= node.bound2 < Fraction(1, 50)
    claim = node.claim()
    assert claim.kind == "forced_alignment"
    assert verdict(claim) == "PROVED"
    narrower = type(claim)(claim.core | {"eps": "1/20"})  # 4·eps is more than the kink
    assert verdict(narrower) != "PROVED"


def test_biases_are_weights_of_an_input_that_is_one():
    """On the line: the kinks of σ(x − 1) and σ(x − 101/100); angles are those of (w, b)."""
    teacher = Net([[[1], [1]], [[1, 1]]], [[-1, 2], [5]])
    student = Net([[[1], [1]], [[1, 1]]], [["-101/100", 2], [5]])
    data = [[Fraction(i, 10)] for i in range(-5, 25)]
    report = specialisation.check(student, teacher, data, eps="1/100")
    node = report.nodes[0]
    assert node.finding is Finding.ALIGNED
    b = Fraction(101, 100)
    assert node.sine2 == 1 - (1 + b) ** 2 / (2 * (1 + b**2))
    assert 0 < node.sine2 <= node.bound2 < Fraction(1, 10)
    claim = node.claim()
    assert claim.kind == "forced_alignment"
    assert claim.core["n"] == 3  # one more neuron passes on the 1
    assert verdict(claim) == "PROVED"
    assert verdict(report.claim()) == "PROVED"


def test_what_is_not_aligned_is_a_claim():
    student = Net([[[1, 0], [1, 1], [-1, 1]], [[1, "1/2", "1/2"]]])
    teacher = Net([[[1, 0], [0, 1]], [[1, 1]]])
    report = specialisation.check(student, teacher, [[1, 3], [-1, 3], [2, 5]])
    assert [node.claim().kind for node in report.nodes] == ["specialised", "not_specialised"]
    assert [verdict(node.claim()) for node in report.nodes] == ["PROVED"] * 2
    assert verdict(report.claim()) == "PROVED"
    worse = report.nodes[1].claim().core | {"sine2": "501/1000"}
    assert report.nodes[1].sine2 == Fraction(1, 2)
    assert verdict(type(report.claim())(worse)) == "REFUTED"


def test_if_nobody_is_aligned_the_farthest_is_named():
    student = Net([[[-3, 1], [-1, 2], [1, 1], [-2, -1]], [[-1, 1, 1, 1]]])
    teacher = Net([[[1, 0], [0, 1]], [[1, 1]]])
    report = specialisation.check(student, teacher, [[2, 1], [-1, 3], [-3, -1], [1, -3]])
    assert report.claim().kind == "not_specialised"
    assert verdict(report.claim()) == "PROVED"


def test_gates_that_change_above_are_a_violated_hypothesis():
    """The second layer's neuron σ(f_1 − f_2/10) changes its gate wherever the first one crosses."""
    above = (((1, "-1/10"), (0, 1)), ((1, 1),))
    student, teacher = near(0, above)
    node = specialisation.check(student, teacher, LINE, eps=1).nodes[0]
    assert node.finding is Finding.VIOLATED
    assert node.why == "gates above the first layer change on all 3 triples of samples that cross its boundary alone"


def test_no_gate_above_is_a_violated_hypothesis():
    above = (((5, -1), (0, 1)), ((1, 1),))
    student, teacher = near(0, above)
    data = [["-1/5", 1], [0, 1], ["1/5", 1]]
    report = specialisation.check(student, teacher, data, eps=1)
    assert report.nodes[0].finding is Finding.VIOLATED
    assert report.nodes[0].why == "neuron 0 of layer 2 of the teacher has pre-activation 0, and no gate, at sample 2"
    assert report.undefined == ()
    other = specialisation.check(teacher, student, data, eps=1)
    assert other.undefined == (2,)  # where the student itself has none, g is not defined
    assert "no g, at 1 samples; the first is 2" in str(other)
    assert verdict(other.claim()) == "PROVED"  # at the samples where it is


def test_a_zero_above_counts_as_no_gate_and_not_as_a_sign(monkeypatch):
    """The check is broken on purpose: with a gate at 0 the hypothesis would seem to hold."""
    from symcrit.papers.specialisation import lowest

    student, teacher = near(0, (((0, 1), (5, -1)), ((1, 0),)))
    data = [["-1/5", 1], [0, 1], ["1/5", 1]]
    assert specialisation.check(student, teacher, data, eps=1).nodes[0].finding is Finding.VIOLATED
    monkeypatch.setattr(lowest.Gates, "constant", lambda self, minus, zero, plus: np.ones(len(minus), dtype=bool))
    assert "pre-activation 0" not in specialisation.check(student, teacher, data, eps=1).nodes[0].why


def test_a_bound_is_kept_from_others_data():
    made = specialisation.NodeReport(0, Finding.ALIGNED, 0, Fraction(0), "by hand")
    with pytest.raises(InputError, match="was not made by check"):
        made.claim()


# ---------------------------------------------------------------------------------------------------- drawn instances


@settings(max_examples=12)
@given(SEEDS, st.sampled_from([0, Fraction(1, 3)]), st.booleans(), st.integers(2, 4))
def test_what_the_data_prove_is_true_at_any_depth(seed, slope, biases, depth):
    """Strong triples are crossed by a student, bounds hold, augmentations decide, and core proves the claims."""
    rng = random.Random(seed)
    d = rng.choice([1, 2]) if biases else rng.choice([2, 3])
    sizes = [d, 2, *(2 for _ in range(depth - 2)), 1]
    teacher, student = (network(rng, sizes, slope, biases) for _ in range(2))
    try:
        lowest = Lowest.of(student, teacher)
    except InputError:
        return
    data = [fractions(rng, d, denominator=1) for _ in range(4)]
    for w in lowest.teachers:
        step = lowest.across(w)[:d]
        if not any(step):
            continue
        for x in data[:3]:
            full = [*x, 1] if biases else x
            share = sum(a * b for a, b in zip(full, w, strict=True)) / sum(a * b for a, b in zip(step, w))  # noqa: B905
            t = Fraction(1, rng.randint(1, 6))
            data += [[a + (way * t - share) * b for a, b in zip(x, step, strict=True)] for way in (-1, 0, 1)]
    eps = specialisation.check(student, teacher, data).largest * rng.choice([Fraction(1), Fraction(3, 2)])
    report = specialisation.check(student, teacher, data, eps, within="9/10")
    for node in report.nodes:
        if node.bound2 is not None:
            assert node.sine2 <= node.bound2
        for probe in node.probes:
            assert any(map(probe.crosses, lowest.students))
        for x in node.augmentation:
            assert len(x) == d
        if node.augmentation:
            sizes = [abs(g) for x in node.augmentation for g in specialisation.gradient(student, teacher, x)]
            known = [abs(g) for x in data for g in specialisation.gradient(student, teacher, x)]
            assert max(sizes) > eps or max(known) > eps
    assert verdict(report.claim()) == "PROVED"


@given(SEEDS)
def test_homogenised_networks_are_the_same_function(seed):
    rng = random.Random(seed)
    net = network(rng, [2, 3, 2, 2], Fraction(1, 4), biases=True)
    one_input_more = lifted(net)
    whole = homogenised(one_input_more)
    x = fractions(rng, 2)
    assert net(x) == one_input_more([*x, 1]) == whole([*x, 1])
    assert whole.biases is None


@given(SEEDS, st.integers(2, 4))
def test_alphas_are_those_of_the_jacobians(seed, depth):
    rng = random.Random(seed)
    sizes = [2, 3, *(2 for _ in range(depth - 2)), 2]
    student, teacher = (network(rng, sizes, Fraction(1, 3)) for _ in range(2))
    try:
        lowest = Lowest.of(student, teacher)
    except InputError:
        return
    x = fractions(rng, 2, denominator=7)
    gates = lowest.gates(integers([x], 2))
    if gates.undefined[0]:
        return
    A, _ = specialisation.products(student, teacher, x)
    assert [lowest.alphas(j, gates, 0) for j in range(3)] == [[*column] for column in zip(*A, strict=True)]


@given(SEEDS)
def test_triples_are_found_in_groups_as_well(seed):
    """In groups of one side of all other teachers all triples are found whose x_+ is strictly on the side of x_0."""
    rng = np.random.default_rng(seed)
    samples = Samples(integers(rng.integers(-4, 5, (60, 3)), 3))
    signs = np.sign(samples.scaled.numerators @ rng.integers(-3, 4, (3, 2))).astype(np.int8)
    found, complete = _midpoints(samples, signs, 0, on=False)
    assert complete
    side = signs[:, 0]
    above, below = np.flatnonzero(side > 0), np.flatnonzero(side < 0)
    grouped = {
        place
        for zeros, pluses in _pairs(_alike(signs, 0, np.arange(len(side)), above))
        for place in _matched(samples, zeros, pluses, below)
    }
    assert grouped == {place for place in found if signs[place.zero, 1] == signs[place.plus, 1]}
    for place in found:
        rows = [np.array(samples.rows[i]) for i in place[:3]]
        assert (rows[0] + rows[2] == 2 * rows[1]).all()


# ------------------------------------------------------------------------------------------------------ data of users


def test_floats_are_dyadic_rationals_on_request(tmp_path):
    student, teacher = near()
    data = np.array([[0.25 * i, 1.0] for i in range(-3, 4)])
    with pytest.raises(InputError, match=r"data are floats.*exact=True"):
        specialisation.check(student, teacher, data, eps="1/10")
    report = specialisation.check(student, teacher, data, eps="1/10", exact=True)
    assert report == specialisation.check(student, teacher, [[Fraction(i, 4), 1] for i in range(-3, 4)], eps="1/10")
    third = integers(np.array([[1 / 3, 2.0**-30]]), 2, exact=True)
    assert [third.at(0, 0), third.at(0, 1)] == [Fraction(1 / 3), Fraction(1, 2**30)]
    path = tmp_path / "data.npy"
    np.save(path, data.astype(np.float32))
    assert specialisation.check(student, teacher, path, eps="1/10", exact=True) == report
    assert specialisation.check(student, teacher, str(path), eps="1/10", exact=True) == report


def test_files_that_are_no_data(tmp_path):
    student, teacher = near()
    for name, content in (("pickled", np.array([{}], dtype=object)), ("words", np.array(["a"]))):
        np.save(tmp_path / f"{name}.npy", content, allow_pickle=True)
    (tmp_path / "text.npy").write_text("1 2 3")
    for name in ("pickled", "words", "text", "missing"):
        with pytest.raises(InputError, match=r"numpy.save\(path, array\)"):
            specialisation.check(student, teacher, tmp_path / f"{name}.npy")
    with pytest.raises(InputError, match="not finite"):
        specialisation.check(student, teacher, np.array([[np.nan, 1.0]]), exact=True)


def test_images_of_digits():
    """8 × 8 pixels 0 … 16 as unsigned bytes, labels by a teacher; nothing is observed by so few images."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 17, (60, 64)).astype(np.uint8)
    teacher = Net([rng.integers(-2, 3, (3, 64)).tolist(), [[1, 1, -1]]], [[1, -1, 2], [3]])
    student = Net([rng.integers(-2, 3, (4, 64)).tolist(), [[1, -1, 1, 1]]], [[0, 1, 2, 3], [1]])
    report = specialisation.check(student, teacher, images, eps=10**6)
    assert {node.finding for node in report.nodes} == {Finding.NOT_OBSERVED}
    assert len(report.nodes[0].augmentation) in {0, 3}
    assert verdict(report.claim()) == "PROVED"


@pytest.mark.slow
def test_many_samples_take_less_than_a_minute():
    """n = 50, k = 20, d = 20, 10⁵ samples in triples round all boundaries; processor time."""
    rng = np.random.default_rng(0)
    T, scale = rng.integers(-20, 21, (20, 20)), 10**6
    W = np.vstack([scale * T + rng.integers(-1, 2, T.shape), scale * rng.integers(-20, 21, (30, 20))])
    student = Net([[[Fraction(int(entry), scale) for entry in row] for row in W], [[1] * 20 + [0] * 30]])
    rows = []
    for w in T:
        for x in rng.integers(-100, 101, (1667, 20)):
            centre = x * (w @ w) - (x @ w) * w
            rows += [centre - 5 * w, centre, centre + 5 * w]
    start = process_time()
    report = specialisation.check(student, Net([T.tolist(), [[1] * 20]]), np.array(rows[: 10**5]), eps=1000)
    assert process_time() - start < 60
    assert all(node.sine2 <= node.bound2 < Fraction(1, 10**5) for node in report.nodes)


def test_an_augmentation_keeps_the_appended_input():
    teacher = Net([[[1], [1]], [[1, 1]]], [[-1, 2], [0]])
    student = Net([[[1], [1]], [[1, 1]]], [[3, 2], [0]])
    lowest = Lowest.of(student, teacher)
    samples = Samples(lowest.inputs(integers([[0], [4]], 1)))
    side = lowest.gates(samples.scaled).teacher[:, 0]
    points = augmentation(lowest, samples, side, 0, Fraction(0))
    assert {x[-1] for x in points} == {1}
    assert max(abs(g) for x in points for g in specialisation.gradient(student, teacher, x[:-1])) > 0


@pytest.mark.slow
def test_deep_networks_in_many_dimensions_take_less_than_a_minute():
    """Depth 4, d = 100, 10⁴ samples in triples round the boundaries of ten teacher neurons; processor time."""
    rng = np.random.default_rng(0)
    d, k, n, scale = 100, 10, 25, 10**9
    T = rng.integers(-20, 21, (k, d))
    W = np.vstack([scale * T + rng.integers(-1, 2, T.shape), scale * rng.integers(-20, 21, (n - k, d))])
    above = [rng.integers(1, 4, (8, k)), rng.integers(1, 4, (6, 8)), rng.integers(-3, 4, (3, 6))]
    wide = np.hstack([above[0], np.zeros((8, n - k), dtype=int)])
    first = [[Fraction(int(entry), scale) for entry in row] for row in W]
    student = Net([first, wide.tolist(), *(matrix.tolist() for matrix in above[1:])])
    rows = []
    for w in T:
        for x in rng.integers(-100, 101, (334, d)):
            centre = x * (w @ w) - (x @ w) * w
            rows += [centre - 5 * w, centre, centre + 5 * w]
    teacher = Net([T.tolist(), *(matrix.tolist() for matrix in above)])
    start = process_time()
    report = specialisation.check(student, teacher, np.array(rows[: 10**4]), eps=10**5)
    assert process_time() - start < 60
    assert {node.finding for node in report.nodes} == {Finding.ALIGNED}
    assert all(node.sine2 <= node.bound2 < Fraction(1, 10**4) for node in report.nodes)


def test_balls_accept_what_exact_pivots_accept_and_nothing_else():
    """Next to singular: the bound of the least eigenvalue is below it, and there is none of a singular one."""
    from symcrit.papers.specialisation.proven import least_eigenvalue

    for tiny in (Fraction(1, 10**3), Fraction(1, 10**9)):
        gram = np.array([[1 + tiny, Fraction(1)], [Fraction(1), 1 + tiny]], dtype=object)  # eigenvalues tiny, 2 + tiny
        assert 0 < least_eigenvalue(gram) <= tiny
    assert least_eigenvalue(np.array([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]], dtype=object)) is None
