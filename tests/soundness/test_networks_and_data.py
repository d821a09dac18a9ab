"""Claims about networks and data: cones, kinks and forged numbers, against an evaluation written anew here."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from symcrit.core import Malformed, Verdict, Work, check

COMPUTED = {"kind": "computation"}
TEACHER = {"layers": [[[1, 0], [0, 1]], [[1, 1]]]}
TINY = Fraction(1, 10**30)  # pieces are longer than that


def claim(student, teacher, data, **own):
    """That gradients are small; any angle is allowed unless it is given."""
    return {"kind": "specialised", "student": student, "teacher": teacher, "data": data, "eps": 0, "sine2": 1} | own


def verdict(document, witness=COMPUTED, limit=10**7):
    return check({"claim": document, "witness": witness}, work=Work(limit)).verdict


# -------------------------------------------------------------------------------------- an evaluation of its own


def evaluated(net, x, k=None, shift=0):
    """f(x), the pre-activation of neuron k of the first layer being shifted."""
    value = x
    last = len(net["layers"]) - 1
    for layer, rows in enumerate(net["layers"]):
        bias = net["biases"][layer] if "biases" in net else [0] * len(rows)
        value = [sum(w * y for w, y in zip(row, value, strict=True)) + b for row, b in zip(rows, bias, strict=True)]
        if layer == 0 and k is not None:
            value[k] += shift
        if layer < last:
            value = [z if z > 0 else z * Fraction(net.get("slope", 0)) for z in value]
    return value


def slopes(student, teacher, x, k):
    """The derivatives of ½|f* − f|² by the pre-activation of neuron k, from the left and from the right: exact, as
    the loss is a quadratic function on each piece.
    """
    target = evaluated(teacher, x)

    def loss(shift):
        return sum((a - b) ** 2 for a, b in zip(evaluated(student, x, k, shift), target, strict=True)) / 2

    return [(4 * loss(t / 2) - 3 * loss(Fraction(0)) - loss(t)) / t for t in (-TINY, TINY)]


def drawn(rng, widths, slope, biases):
    """A network with small integers as weights: many of its pre-activations are 0."""
    rows = [[[rng.randint(-2, 2) for _ in range(a)] for _ in range(b)] for a, b in pairwise(widths)]
    for row in rows[0]:
        row[0] = row[0] or 1
    found = {"layers": rows, "slope": str(slope)}
    return found | {"biases": [[rng.randint(-1, 1) for _ in layer] for layer in rows]} if biases else found


def pair(rng, biases=0.4):
    """A student and a teacher; often they are nearly the same."""
    d, outputs = rng.randint(1, 3), rng.randint(1, 2)
    slope, biases = rng.choice([0, Fraction(1, 3), 1]), rng.random() < biases
    hidden = [rng.randint(1, 3) for _ in range(rng.randint(1, 3))]
    student = drawn(rng, [d, *hidden, outputs], slope, biases)
    if rng.random() < 0.5:
        teacher = {
            **student,
            "layers": [*student["layers"][:-1], drawn(rng, [hidden[-1], outputs], 0, False)["layers"][0]],
        }
    else:
        teacher = drawn(rng, [d, *[rng.randint(1, 3) for _ in range(rng.randint(1, 2))], outputs], slope, biases)
    return d, student, teacher


def largest(student, teacher, x):
    """The largest |g_k(x)|; None where a derivative does not exist."""
    found = [slopes(student, teacher, x, k) for k in range(len(student["layers"][0]))]
    return max(abs(left) for left, _ in found) if all(left == right for left, right in found) else None


@pytest.mark.parametrize("seed", range(40))
def test_gradients_at_points_are_those_of_differences(seed):
    rng = random.Random(seed)
    d, student, teacher = pair(rng)
    for _ in range(4):
        x = [Fraction(rng.randint(-2, 2)) for _ in range(d)]
        exact = largest(student, teacher, x)
        data = {"points": [[*map(int, x)]]}
        if exact is None:
            assert verdict(claim(student, teacher, data, eps=10**6)) is Verdict.UNDECIDED
            continue
        proved = verdict(claim(student, teacher, data, eps=str(exact)))
        assert proved in (Verdict.PROVED, Verdict.UNDECIDED)
        below = exact - Fraction(1, 10**9)
        if below >= 0:
            assert verdict(claim(student, teacher, data, eps=str(below))) is Verdict.UNDECIDED
            refuted = verdict(claim(student, teacher, data, eps=str(below)), {"kind": "refute"})
            assert (refuted is Verdict.REFUTED) == (proved is Verdict.PROVED)
        assert verdict(claim(student, teacher, data, eps=str(exact)), {"kind": "refute"}) is Verdict.UNDECIDED


def test_gradients_vanish_inside_of_cones_that_are_proved():
    """Cones of one, two or three generators, with repetitions, with 0, and of less dimensions than there are."""
    proved = refuted = 0
    for seed in range(200):
        rng = random.Random(seed)
        d, student, teacher = pair(rng)
        if "biases" in student:
            continue
        generators = [[rng.randint(-2, 2) for _ in range(d)] for _ in range(rng.randint(1, 3))]
        document = claim(student, teacher, {"cones": [generators]})
        points = []
        for _ in range(4):
            c = [rng.randint(1, 50) for _ in generators]
            points.append((c, [Fraction(sum(a * y[i] for a, y in zip(c, generators, strict=True))) for i in range(d)]))
        exact = [largest(student, teacher, x) for _, x in points]
        if verdict(document) is Verdict.PROVED:
            assert set(exact) == {0}, seed
            proved += 1
        for (c, _), value in zip(points, exact, strict=True):
            answer = verdict(document, {"kind": "refute", "cone": 0, "coefficients": c})
            assert (answer is Verdict.REFUTED) <= (value not in (0, None)), seed
            refuted += answer is Verdict.REFUTED
    assert proved > 10
    assert refuted > 30


# ----------------------------------------------------------------------------- the hypotheses of `forced_alignment`


def gates(net, x):
    """The signs of all pre-activations, layer by layer."""
    value, found = x, []
    for rows in net["layers"][:-1]:
        value = [sum(w * y for w, y in zip(row, value, strict=True)) for row in rows]
        found.append([(z > 0) - (z < 0) for z in value])
        value = [z if z > 0 else z * Fraction(net["slope"]) for z in value]
    return found


def above(net, value):
    """f as a function of the values of its first layer: behind a layer that takes their absolute values."""
    size = len(value)
    one = [[int(i == j) for j in range(size)] for i in range(size)]
    signed = [[a if y >= 0 else -a for a, y in zip(row, value, strict=True)] for row in net["layers"][1]]
    return evaluated({**net, "layers": [one, signed, *net["layers"][2:]]}, [abs(y) for y in value])


def by_value(net, x, k):
    """∂f/∂(value of neuron k of the first layer), by a difference."""
    first = [sum(w * y for w, y in zip(row, x, strict=True)) for row in net["layers"][0]]
    value = [z if z > 0 else z * Fraction(net["slope"]) for z in first]
    moved = [y + TINY * (j == k) for j, y in enumerate(value)]
    return [(a - b) / TINY for a, b in zip(above(net, moved), above(net, value), strict=True)]


def measured(student, teacher, k, triples):
    """(max |g_k|, min |α|) where the hypotheses on signs hold; else None."""
    g, alpha = [], []
    for x, q in triples:
        points = [[Fraction(a + way * b) for a, b in zip(x, q, strict=True)] for way in (-1, 0, 1)]
        if any(gates(student, y)[0][k] != 1 for y in points):
            return None
        for net in (student, teacher):
            seen = [gates(net, y)[1:] for y in points]
            if seen[0] != seen[1] or seen[1] != seen[2] or any(0 in layer for layer in seen[0]):
                return None
        for y in points:
            left, right = slopes(student, teacher, y, k)
            assert left == right
            g.append(abs(left))
        pairs = zip(by_value(student, points[1], k), by_value(teacher, points[1], 0), strict=True)
        alpha.append(abs(sum(a * b for a, b in pairs)))
    return max(g), min(alpha)


def test_networks_that_satisfy_the_hypotheses_are_those_of_the_evaluation():
    """The numbers are sharp: no smaller eps, and no larger alpha, is taken."""
    found = 0
    for seed in range(500):
        rng = random.Random(seed)
        d, student, teacher = pair(rng, biases=0)
        triples = [[[rng.randint(-size, size) for _ in range(d)] for size in (9, 1)] for _ in range(rng.randint(1, 2))]
        k = rng.randrange(len(student["layers"][0]))
        numbers = measured(student, teacher, k, triples)
        if numbers is None or numbers[1] == 0:
            continue
        g, alpha = numbers
        own, w = student["layers"][0][k], teacher["layers"][0][0]
        parallel = all(own[i] * w[j] == own[j] * w[i] for i in range(d) for j in range(d))
        document = {
            "kind": "forced_alignment", "teacher": teacher["layers"][0], "node": 0, "n": len(student["layers"][0]),
            "slope": student["slope"], "triples": [dict(zip("xq", triple, strict=True)) for triple in triples],
            "sine2": 0, "gates": True, "conclusion": "itself", "eps": str(g), "alpha": str(alpha),
        }  # fmt: skip
        witness = {"kind": "refute", "networks": {"student": student, "teacher": teacher, "neuron": k}}
        assert (verdict(document, witness) is Verdict.REFUTED) == (not parallel), seed
        assert verdict(document | {"alpha": str(alpha + TINY)}, witness) is Verdict.UNDECIDED
        if g > 0:
            assert verdict(document | {"eps": str(g - TINY / 2)}, witness) is Verdict.UNDECIDED
        found += not parallel
    assert found > 20


# ------------------------------------------------------------------------------------------------------ forged numbers


def test_a_cone_of_many_generators_is_looked_at_as_a_whole():
    """The boundary of x_1 lies between the first 4096 generators and the last; f = f* on each side of it alone."""
    student = {"layers": [[[1, 3]], [["1/2"]]]}
    for many in (1, 4096):
        data = {"cones": [[[1, 1]] * many + [[-1, 1]]]}
        assert verdict(claim(student, TEACHER, data)) is Verdict.UNDECIDED
        point = {"kind": "refute", "cone": 0, "coefficients": [1] * many + [many]}
        assert verdict(claim(student, TEACHER, data), point) is Verdict.REFUTED
    inside = {"cones": [[[1, 1]] * 4096 + [[2, 2]]]}
    assert verdict(claim(student, TEACHER, inside)) is Verdict.PROVED


def test_long_numbers_are_charged_before_they_are_multiplied():
    """Eight hundred layers of one neuron with weights of 3000 digits: pre-activations of millions of digits."""
    net = {"layers": [[["7" * 3000]]] * 800}
    found = check({"claim": claim(net, net, {"points": [[1]]}), "witness": COMPUTED}, work=Work(10**6))
    assert found.verdict is Verdict.UNDECIDED
    assert found.spent


def test_numbers_that_have_no_common_denominator_of_a_fair_size_are_malformed():
    points = [[f"1/{10**3000 + 2 * i + 1}"] for i in range(50)]
    net = {"layers": [[[1]], [[1]]]}
    with pytest.raises(Malformed, match="too long; round them"):
        verdict(claim(net, net, {"points": points}))
    many = {"rows": [[1]] * 30_000, "over": 2**60_000}
    with pytest.raises(Malformed, match="too long; round them"):
        verdict(claim(net, net, {"points": many}))
    with pytest.raises(Malformed, match="too long; round them"):
        verdict(claim(net, net, {"points": [[1]]}) | {"data": {"points": {"rows": [[1]], "over": 3**99_999}}})


def test_a_long_gradient_is_told_in_some_digits():
    net = {"layers": [[[1]], [["7" * 3000]]]}
    found = check({"claim": claim(net, {"layers": [[[1]], [[1]]]}, {"points": [[1]]}), "witness": {"kind": "refute"}})
    assert found.verdict is Verdict.REFUTED
    assert len(found.why) < 100
