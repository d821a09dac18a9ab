"""The claim `bound_for_all`: true bounds and false ones, forged certificates, and cores that are wrong on purpose."""

import copy
import itertools
import random
from functools import cache

import numpy as np
import pytest
from flint import arb_mat, fmpq, fmpq_mat
from sympy import Integer, Rational, asin, pi, sqrt, symbols

import symcrit as sc
from symcrit.claims import Claim
from symcrit.core import Malformed, Verdict, Work, check
from symcrit.core.algebra import balls
from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.core.projectors import cover
from symcrit.core.projectors.chart import Chart, Objective
from symcrit.core.projectors.target import Target, projector_onto
from symcrit.core.witnesses import _tangent, parabola
from symcrit.core.witnesses.supporting_line import SupportingLine
from symcrit.search.engines.places import projectors

n, k = symbols("n k", integer=True, positive=True)
KERNEL = sc.kernel("erf").core
EXAMPLE = {
    "kind": "bound_for_all",
    "kernel": KERNEL,
    "n": "2",
    "k": "3",
    "b": ["5", "29", "11"],
    "scale": "1/13",
    "among": "projections",
    "value": "1/17",
    "attained": {
        "kernel": KERNEL,
        "scale": "1/13",
        "network": {
            "pool": ["0", "1", "19", "5", "29", "11", "23"],
            "W": [[1, 0, 0], [0, 2, 2]],
            "a": [[6], [1]],
            "V": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            "b": [[3], [4], [5]],
        },
    },
}


def loss(size):
    size = Integer(size)
    return size / 3 - 2 * size**2 * asin(1 / (2 * size)) / pi


def weighted(b, n, activation="erf"):
    teachers = sc.Network([[int(i == j) for j in range(len(b))] for i in range(len(b))], b)
    return sc.Problem(teacher=teachers, activation=activation, n=n, d=len(b))


TWO_OF_THREE = sc.bound_for_all(
    sc.Problem.orthonormal("erf", n=2, k=3), loss(2), attained=sc.CopyAverage([[0], [1, 2]])
)
TRUE = {
    "a tangent": sc.bound_for_all("erf", k / 3 - 2 * k**2 * asin(1 / (2 * k)) / pi, "ridge", n=1, k=k, where=[k >= 2]),
    "a parabola": sc.bound_for_all("erf", (k - n) * (Rational(1, 3) - 1 / pi), "skip", n=n, k=k, where=[n < k]),
    "a cover": TWO_OF_THREE,
    "a cover of two charts": sc.bound_for_all(weighted((1, 2), 1), "0.0412"),
    "one neuron": sc.bound_for_all(sc.Problem.orthonormal("relu", n=1, k=2), "0.17702387", "neurons"),
    "with a factor": sc.bound_for_all(sc.Problem.orthonormal("erf", n=1, k=2, scale=3), 3 * loss(2)),
}
FALSE = {
    "more than the best projector": sc.bound_for_all(
        sc.Problem.orthonormal("erf", n=2, k=3), loss(2) + Rational("1e-6")
    ),
    "copy-average at (4, 5)": sc.bound_for_all(sc.Problem.orthonormal("erf", n=4, k=5), loss(2)),
    "with a linear function": sc.bound_for_all(sc.Problem.orthonormal("erf", n=1, k=2), loss(2), "skip"),
    "another network": sc.bound_for_all("erf", 0, n=1, k=2, attained=sc.OneNeuron("erf", k=2)),
    "one ReLU neuron": sc.bound_for_all(sc.Problem.orthonormal("relu", n=1, k=2), "0.17702388", "neurons"),
    "copies of |z|": sc.bound_for_all(sc.Problem.orthonormal("abs", n=1, k=2), "0.364"),
}
RULES = {"a tangent": "hermite-series", "a cover": "grassmann-cover", "one neuron": "best-factor"}


@pytest.mark.parametrize("name", TRUE)
def test_true_bounds_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert RULES.get(name, "conditional-expectation") in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_bounds_are_refuted_by_a_competitor(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED, answer
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_what_is_claimed_is_printed():
    said = TWO_OF_THREE.statement
    assert "orthonormal v_j ∈ R^d. For every d ≥ 3 and every function f(x) = g(U x)" in said
    assert "measurable g and E[f²] < ∞, L ≥ -8·asin(1/4)/π + 2/3. Equality holds for the following student." in said
    assert "f*(x) = Σ_(j = 1)^2 b_j σ(v_j·x)" in TRUE["a cover of two charts"].statement
    assert "and b = (1, 2)" in TRUE["a cover of two charts"].statement
    assert "every student f(x) = a σ(w·x) with any real a" in TRUE["one neuron"].statement
    assert "g(U x) + p·x + c" in TRUE["a parabola"].statement
    assert "L = 3 E[(f − f*)²]" in TRUE["with a factor"].statement.replace("·", " ")


# ------------------------------------------------------------------------------------------------- forged certificates


@cache
def honest(name):
    """The certificate of a true bound."""
    return sc.decide(TRUE[name]).certificate


def forged(name, claim=None, **changes):
    """The verdict on an honest certificate with fields of its witness, or of its claim, replaced."""
    document = copy.deepcopy(honest(name))
    document["claim"].update(claim or {})
    document["witness"].update(changes)
    return check(document)


@pytest.fixture(scope="module")
def covered():
    """The witness of the cover of Gr(2, 3)."""
    return honest("a cover")["witness"]


def test_a_dropped_box(covered):
    (tree,) = covered["trees"]
    assert forged("a cover", trees=[tree[:-1]]).verdict is Verdict.UNDECIDED
    assert forged("a cover", trees=[tree[1:]]).verdict is Verdict.UNDECIDED
    assert forged("a cover", trees=[tree + "1"]).verdict is Verdict.UNDECIDED
    at = tree.index("/", 3)
    assert forged("a cover", trees=[tree[:at] + "2" + tree[at + 1 :]]).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("letter", "012gh")
def test_a_box_does_not_fall_for_a_reason_that_is_not_so(covered, letter):
    (tree,) = covered["trees"]
    at = tree.index("s")
    assert forged("a cover", trees=[tree[:at] + letter + tree[at + 1 :]]).verdict is Verdict.UNDECIDED


def test_everything_is_not_one_box():
    for letter in "012ghso":
        assert forged("a cover", trees=[letter]).verdict is Verdict.UNDECIDED


def test_a_star_that_is_too_large_or_elsewhere(covered):
    (star,) = covered["stars"]
    for radius in ("1/16", "2", "-1/1000", "0"):
        assert forged("a cover", stars=[{**star, "radius": radius}]).verdict is Verdict.UNDECIDED
    for centre in ([["1/2", "0"]], [["1", "1/1000000"]], [["0", "0"]]):
        assert forged("a cover", stars=[{**star, "centre": centre}]).verdict is Verdict.UNDECIDED


def test_a_star_of_no_chart_or_of_another_shape(covered):
    (star,) = covered["stars"]
    for wrong in ({"chart": 1}, {"centre": [["1"], ["0"]]}, {"centre": [["1", "0", "0"]]}):
        with pytest.raises(Malformed, match="a star is a matrix of a chart"):
            forged("a cover", stars=[{**star, **wrong}])


def test_a_maximum_below_that_at_the_star(covered):
    smaller = ["-", covered["maximum"], "1/1000000"]
    value = ["+", TWO_OF_THREE.core["value"], "1/1000000"]
    claim = {**TWO_OF_THREE.core, "value": value}
    del claim["attained"]
    proofs = {
        key: own for key, own in covered["proofs"].items() if key in ("rank", "fewer", "scale", "value", "star/1")
    }
    document = {"claim": claim, "witness": {**covered, "proofs": proofs, "maximum": smaller}}
    assert check(document).verdict is Verdict.UNDECIDED


def test_permutations_where_the_weights_differ(covered):
    """One chart instead of three, and reasons of order in each of them."""
    teachers = weighted((1, 1, 2), 2)
    claim = sc.bound_for_all(teachers, "0.001").core
    proofs = {key: own for key, own in covered["proofs"].items() if key in ("rank", "fewer", "scale")}
    bare = {**covered, "proofs": {**proofs, "value": {"kind": "zero"}}, "maximum": ["-", 2, "1/1000"]}
    del bare["stars"]
    single = check({"claim": claim, "witness": bare})
    assert single.verdict is Verdict.UNDECIDED
    assert "there are 3 charts" in single.why
    several = check({"claim": claim, "witness": {**bare, "trees": ["/oo"] * 3}})
    assert several.verdict is Verdict.UNDECIDED
    assert "only equal weights allow for permutations" in several.why


def test_a_kernel_that_is_none():
    """V with a negative coefficient, by forms that are no kernel: they have no derivation."""
    kappa, by_q11, by_q12 = KERNEL["forms"]
    forms = [["-", kappa, ["^", "q12", 3]], by_q11, ["-", by_q12, ["*", 3, ["^", "q12", 2]]]]
    kernel = {**KERNEL, "forms": forms}
    assert forged("a tangent", {"kernel": kernel}).verdict is Verdict.UNDECIDED
    assert forged("a parabola", {"kernel": kernel}).verdict is Verdict.UNDECIDED


def another_network(**fields):
    """A student that is 0, so that its loss is not 1/100."""
    pool = ["0", "1", "2"]
    network = {"pool": pool, "W": [[1, 1]], "a": [0], "V": [[1, 0], [0, 1]], "b": [1, 1]}
    place = {"kernel": KERNEL, "scale": "1", "network": network}
    for name, value in fields.items():
        (place if name in ("mixed", "teacher") else network)[name] = value
    return place


@pytest.mark.parametrize(
    "fields",
    [
        {"covariance": [[2, 0], [0, 2]]},
        {
            "mixed": {"activation": KERNEL["activation"], "teacher": "z", "forms": ["0", "0", "0"]},
            "teacher": {"activation": "z", "forms": ["1/400", "0", "0"]},
        },
    ],
    ids=["another law", "kernels that nobody derives"],
)
def test_the_network_that_attains_a_bound_is_one_of_those_it_holds_for(fields):
    """With forms of κ_στ and κ_ττ that are not derived, or another covariance, the loss can be any number."""
    certificate = sc.decide(sc.bound_for_all(sc.Problem.orthonormal("erf", n=1, k=2), "1/100")).certificate
    honest_one = {"claim": {**certificate["claim"], "attained": another_network()}, "witness": certificate["witness"]}
    assert check(honest_one).verdict is Verdict.UNDECIDED
    with pytest.raises(Malformed, match=r"inputs N\(0, I\), neurons without biases and one activation"):
        check({**honest_one, "claim": {**honest_one["claim"], "attained": another_network(**fields)}})


def test_no_more_projections_than_teachers():
    for n, k in ((3, 3), (4, 3)):
        claim = sc.bound_for_all("erf", 0, n=n, k=k)
        assert sc.decide(claim).verdict is Verdict.UNDECIDED


def test_a_rank_that_is_none():
    """Vectors that depend on each other, too few of them, or of another space, refute nothing."""
    claim = FALSE["copy-average at (4, 5)"].core
    witness = sc.decide(FALSE["copy-average at (4, 5)"]).certificate["witness"]
    vectors = witness["vectors"]
    for wrong in ([*vectors[:3], vectors[0]], vectors[:3], [row[:4] for row in vectors], [*vectors, vectors[0]]):
        assert check({"claim": claim, "witness": {**witness, "vectors": wrong}}).verdict is Verdict.UNDECIDED
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.REFUTED


@pytest.mark.parametrize("more", [{"W": [[1, 0, 0, 0, 0]] * 4, "a": [1] * 4}, {"a": [1]}, {"W": [[1, 0, 0, 0, 0]] * 4}])
def test_a_competitor_is_told_in_one_way(more):
    """What nothing reads would be printed, or passed over."""
    certificate = sc.decide(FALSE["copy-average at (4, 5)"]).certificate
    with pytest.raises(Malformed, match="a competitor is told by vectors, or by W and a"):
        check({**certificate, "witness": {**certificate["witness"], **more}})


def test_a_projection_is_no_network_of_neurons():
    claim = sc.bound_for_all(sc.Problem.orthonormal("relu", n=1, k=2), "0.17", "neurons").core
    derived = sc.decide(FALSE["one ReLU neuron"]).certificate["witness"]["kernel"]
    witness = {"kind": "refute", "kernel": derived, "vectors": [[1, 1]]}
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED
    asked = {**claim, "among": "ridge"}
    assert check({"claim": asked, "witness": witness}).verdict is Verdict.REFUTED


def test_the_bound_for_neurons_is_none_for_all_functions():
    certificate = honest("one neuron")
    for among in ("projections", "ridge", "skip"):
        document = {"claim": {**certificate["claim"], "among": among}, "witness": certificate["witness"]}
        assert check(document).verdict is Verdict.UNDECIDED


def test_a_tangent_is_asked_for_at_the_least_number_of_teachers():
    """sign: the tangent at 1/2 is not above V at 1, that at 1/3 is."""
    value = k - 2 * k**2 * asin(1 / k) / pi
    assert sc.decide(sc.bound_for_all("sign", value, "ridge", n=1, k=k, where=[k >= 3])).verdict is Verdict.PROVED
    wide = sc.bound_for_all("sign", value, "ridge", n=1, k=k, where=[k >= 2])
    assert sc.decide(wide).verdict is Verdict.UNDECIDED
    certificate = sc.decide(sc.bound_for_all("sign", value, "ridge", n=1, k=k, where=[k >= 3])).certificate
    assert check({**certificate, "claim": wide.core}).verdict is Verdict.UNDECIDED


def test_fields_that_do_not_fit_are_malformed():
    three = TWO_OF_THREE.core
    wrong = {
        "among is one of": {"among": "networks"},
        "ridge functions are those of n = 1": {"among": "ridge"},
        "k must be the number of the weights": {"b": ["1", "2"]},
        "other weights b": {"b": ["1", "1", "2"]},
        "another kernel or scale": {"scale": "2"},
    }
    for message, change in wrong.items():
        with pytest.raises(Malformed, match=message):
            check({"claim": {**three, **change}, "witness": {"kind": "parabola"}})


OTHER_NETWORKS = {
    "inputs that are equal": {"covariance": [[1, 1], [1, 1]]},
    "inputs of another variance": {"covariance": [[1, 0], [0, 2]]},
    "another teacher": {},
}


@pytest.mark.parametrize("name", OTHER_NETWORKS)
def test_a_network_under_another_law_or_of_another_teacher_attains_nothing(name):
    """With x_1 = x_2, two copies of one teacher have the loss 0."""
    bound = sc.bound_for_all(sc.Problem.orthonormal("erf", n=1, k=2), 0)
    certificate = sc.decide(bound).certificate
    network = {"pool": ["0", "1", "2"], "W": [[1, 0]], "a": [[2]], "V": [[1, 0], [0, 1]], "b": [[1], [1]]}
    place = {"kernel": KERNEL, "scale": certificate["claim"]["scale"], "network": network | OTHER_NETWORKS[name]}
    if not OTHER_NETWORKS[name]:
        place |= {"mixed": sc.kernel("erf", "relu").core, "teacher": sc.kernel("relu").core}
    zero = {"kind": "zero"}
    proofs = {**certificate["witness"]["proofs"], "students": zero, "teachers": zero, "attained": zero}
    for witness in ({**certificate["witness"], "proofs": proofs}, {"kind": "refute"}):
        with pytest.raises(Malformed, match="inputs N\\(0, I\\), neurons without biases and one activation"):
            check({"claim": {**certificate["claim"], "attained": place}, "witness": witness})


def test_other_laws_of_the_inputs_and_biases_of_teachers_are_not_passed_over():
    teacher = sc.Network([[1, 0], [0, 1]], [1, 1])
    tilted = sc.Network([[1, 0], [0, 1]], [1, 1], biases=[1, 2])
    others = [
        sc.Problem(teacher, "erf", 1, covariance=[[1, 0], [0, 4]]),
        sc.Problem(teacher, "erf", 1, mean=[1, 0]),
        sc.Problem(tilted, "erf", 1),
    ]
    for problem in others:
        with pytest.raises(sc.InputError, match="for inputs x ~ N\\(0, I\\) and a teacher without biases"):
            sc.bound_for_all(problem, "1/100")


@pytest.mark.parametrize("label", ["a", "b", "k", "n", "G", "i", "E", "sin", "for"])
def test_the_size_of_a_group_of_the_network_is_called_like_nothing_else(label):
    """`outgoing weights b_j = 1, split into groups of sizes b_1 = 1, b_2 = 2` would say two things of b_2."""
    student = {"a": label, "c": ["/", 1, ["sqrt", ["*", label, ["-", ["*", 2, label], 1]]]]}
    place = {"kernel": KERNEL, "scale": "1", "groups": {"size": label, "sizes": ["1", "2"], "students": [student]}}
    claim = {**TWO_OF_THREE.core, "attained": place}
    with pytest.raises(sc.InputError, match=repr(label)):
        Claim(claim)


@pytest.mark.parametrize("name", [pytest.param("hard_tanh", marks=pytest.mark.slow), "elu", "tanh"])
def test_better_competitors_are_looked_for_with_functions_of_two_variables_too(name):
    """Φ₂ has arrays of machine numbers; expectations have none."""
    target = sc.bound_for_all(name, 1, n=2, k=3).parsed.target
    assert projectors.is_closed(target) is (name != "tanh")
    if name != "tanh":
        found, basis = projectors.Ascent(target, Work()).largest()
        kappa = sc.kernel(name).numeric
        V = lambda t: kappa(1, t, 1) - kappa(1, 0, 1)  # noqa: E731
        assert found == pytest.approx(V(1) + 4 * V(0.5), abs=1e-7)  # of a copy and an average of two
        assert basis.shape == (3, 2)


def test_bad_input():
    problem = sc.Problem.orthonormal("erf", n=1, k=2)
    with pytest.raises(sc.InputError, match="among"):
        sc.bound_for_all(problem, 0, "everything")
    with pytest.raises(sc.InputError, match="an activation needs both"):
        sc.bound_for_all("erf", 0, n=1)
    with pytest.raises(sc.InputError, match="those of the problem"):
        sc.bound_for_all(problem, 0, n=1)
    with pytest.raises(sc.InputError, match="not orthonormal"):
        sc.bound_for_all(sc.Problem(sc.Network([[1, 1], [0, 1]], [1, 1]), "erf", 1, 2), 0)
    with pytest.raises(sc.InputError, match="rational"):
        sc.bound_for_all(weighted((1, sqrt(2)), 1), 0)
    with pytest.raises(sc.InputError, match="no configuration"):
        sc.bound_for_all(problem, 0, attained="a copy")
    for law in ({"covariance": [[2, 0], [0, 1]]}, {"mean": [1, 0]}):
        with pytest.raises(sc.InputError, match="bounds for all students are for inputs"):
            sc.bound_for_all(sc.Problem.orthonormal("erf", n=1, k=2, **law), 0)
    biased = sc.Problem(sc.Network([[1, 0], [0, 1]], [1, 1], [0, 1]), "erf", 1)
    with pytest.raises(sc.InputError, match="a teacher without biases"):
        sc.bound_for_all(biased, 0)


def forgeries(name, value, rng):
    """Certificates of a bound that is too large, from the honest one: other boxes, stars, charts, letters, goals."""
    certificate = honest(name)
    claim = {**certificate["claim"], "value": value}
    claim.pop("attained", None)
    n, k = int(claim["n"]), int(claim["k"])
    weights = [fmpq(b) for b in claim.get("b", [1] * k)]
    maximum = ["-", ["*", "1/3", str(sum((b * b for b in weights), fmpq(0)))], value]
    proofs = {key: certificate["witness"]["proofs"][key] for key in ("rank", "fewer", "scale")}
    trees, stars = certificate["witness"]["trees"], certificate["witness"].get("stars", [])

    def document(trees=trees, stars=stars, proof="positive"):
        own = {**proofs, "value": {"kind": "zero"}, **{f"star/{i + 1}": {"kind": proof} for i in range(len(stars))}}
        witness = {**certificate["witness"], "maximum": maximum, "trees": trees, "stars": stars, "proofs": own}
        if not stars:
            witness.pop("stars")
        return {"claim": claim, "witness": witness}

    yield from (
        document(),
        document(stars=[]),
        document(proof="zero"),
        document(trees=trees[:1] * len(trees)),
        document(trees=trees * 2),
    )
    for letter in "012ghos":
        yield document(trees=[tree.replace("s", letter) for tree in trees])
        yield document(trees=[tree.replace("s", letter) for tree in trees], stars=[])
        yield document(trees=["".join(own if own == "/" else letter for own in tree) for tree in trees])
    for _ in range(20):
        at = rng.randrange(min(map(len, trees)))
        yield document(trees=[tree[:at] + tree[at + 1 :] for tree in trees])
        letters = [
            [rng.choice("ghos") if own in "012" and rng.random() < 0.3 else own for own in tree] for tree in trees
        ]
        yield document(trees=["".join(own) for own in letters])
        centre = [[str(rng.choice((-1, 0, 1))) for _ in range(n)] for _ in range(k - n)]
        wide = [{"chart": i, "centre": centre, "radius": rng.choice(("1/1000", "1/4", "2"))} for i in range(len(trees))]
        yield document(stars=wide)
        yield document(trees=["s"] * len(trees), stars=wide)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), [
    ("a cover", ["+", TWO_OF_THREE.core["value"], "1/10000000"]), ("a cover", "1/40"),
    ("a cover of two charts", "0.0412989876"), ("a cover of two charts", "1/20"),
])  # fmt: skip
def test_no_forgery_shows_a_bound_that_is_too_large(name, value, monkeypatch):
    documents = list(forgeries(name, value, random.Random(18)))
    assert len(documents) > 90
    assert {check(document).verdict for document in documents} == {Verdict.UNDECIDED}
    monkeypatch.setattr(cover.BoxAt, "falls", lambda self, letter: True)
    assert Verdict.PROVED in {check(document).verdict for document in documents}


# ------------------------------------------------------------------------------------------------------ broken cores

SLIGHTLY_MORE = {**FALSE["more than the best projector"].core}


def of_slightly_more(covered):
    """A certificate of a false bound, honest but for the boxes."""
    keys = ("rank", "fewer", "scale", "value", "star/1")
    proofs = {key: own for key, own in covered["proofs"].items() if key in keys}
    maximum = ["-", ["*", 3, "1/3"], SLIGHTLY_MORE["value"]]
    witness = {**covered, "proofs": {**proofs, "value": {"kind": "zero"}, "star/1": {"kind": "positive"}}}
    return {"claim": SLIGHTLY_MORE, "witness": {**witness, "maximum": maximum, "trees": ["1"]}}


def test_a_cover_without_boxes_is_noticed(covered, monkeypatch):
    document = of_slightly_more(covered)
    del document["witness"]["stars"], document["witness"]["proofs"]["star/1"]
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(cover.BoxAt, "falls", lambda self, letter: True)
    assert check(document).verdict is Verdict.PROVED


def test_a_parabola_that_is_too_low_is_noticed(monkeypatch):
    claim = sc.bound_for_all("erf", (k - n) / Integer(3), n=n, k=k, where=[n < k])
    witness = honest("a parabola")["witness"]
    document = {"claim": claim.core, "witness": {**witness, "proofs": {**witness["proofs"], "value": {"kind": "zero"}}}}
    assert check(document).verdict is Verdict.UNDECIDED
    bound = lambda self, target: target.V(parabola.ONE) * (target.squares - target.largest_squares)  # noqa: E731
    monkeypatch.setattr(parabola.Parabola, "bound", bound)
    assert check(document).verdict is Verdict.PROVED


def test_a_tangent_that_is_not_looked_at_is_noticed(monkeypatch):
    """|z|: a copy is better than the average."""
    value = k * (1 - 2 / pi) - k**2 * (sc.kernel("abs")(1, 1 / k, 1) - 2 / pi)
    claim = sc.bound_for_all("abs", value, "ridge", n=1, k=k, where=[k >= 2])
    assert sc.decide(claim).verdict is Verdict.REFUTED
    derived = sc.decide(claim).certificate["witness"]["kernel"]
    proofs = {key: {"kind": "positive"} for key in ("rank", "fewer", "scale")}
    witness = {"kind": "supporting_line", "last": "1/2", "sample": {"k": 2}, "kernel": derived}
    witness["proofs"] = {**proofs, "value": {"kind": "zero"}}
    document = {"claim": claim.core, "witness": witness}
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(SupportingLine, "goals", lambda self, *given: iter(()))
    assert check(document).verdict is Verdict.PROVED
    monkeypatch.undo()
    assert list(
        _tangent.tangents(BoundForAll.target.fget(claim.parsed), claim.parsed.domain, _tangent.ONE, _tangent.ONE)
    )


# ------------------------------------------------------------------------------------------------------ the two roads

SIZES = [(1, 2), (2, 3), (1, 3), (2, 4), (3, 4)]


def objective(n, k):
    return Objective(Target(sc.core.read_kernel(KERNEL), sc.core.num(n), sc.core.num(k)), Work())


def at(n, k, rows):
    b = [fmpq(1 + i) for i in range(k)]
    return Chart(objective(n, k), arb_mat(rows), b)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_derivatives_in_a_chart_are_difference_quotients(n, k):
    rng = random.Random(n * k)
    rows = [[rng.uniform(-1, 1) for _ in range(n)] for _ in range(k - n)]
    step = 1e-5
    with balls.precision(200):
        here = at(n, k, rows)
        gradient, hessian = here.gradient, here.hessian
        for place in range(n * (k - n)):
            i, j = divmod(place, n)
            moved = [[[*row] for row in rows] for _ in range(2)]
            moved[0][i][j] += step
            moved[1][i][j] -= step
            ahead, behind = (at(n, k, own) for own in moved)
            width = moved[0][i][j] - moved[1][i][j]
            assert abs((ahead.value() - behind.value()) / width - gradient[place]) < 1e-8
            for other in range(n * (k - n)):
                slope = (ahead.gradient[other] - behind.gradient[other]) / width
                assert abs(slope - hessian[place, other]) < 1e-8


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_the_value_in_a_chart_is_that_of_the_projector(n, k):
    rows = [[fmpq(1 + i - 2 * j, 3 + j) for j in range(n)] for i in range(k - n)]
    columns = [[fmpq(int(i == j)) for i in range(n)] + [row[j] for row in rows] for j in range(n)]
    projector = projector_onto(columns)
    assert projector * projector == projector
    assert projector == projector.transpose()
    assert sum((projector[i, i] for i in range(k)), fmpq(0)) == n
    target = Target(
        sc.core.read_kernel(KERNEL), sc.core.num(n), sc.core.num(k), tuple(map(sc.core.num, range(1, k + 1)))
    )
    with balls.precision(128):
        exact = balls.ball(target.total(projector), 128)
        assert abs(at(n, k, [list(row) for row in rows]).value() - exact) < 1e-30


def test_random_networks_are_above_the_bound_of_the_projector_that_they_see():
    """L of explicit networks, by the kernel, against V(1)·Σb² − Σ b_i b_j V(M_ij) for the span of their weights."""
    rng = np.random.default_rng(1)
    kappa = sc.kernel("erf").numeric
    for _ in range(60):
        n, k = rng.integers(1, 4), rng.integers(4, 6)
        d = k + rng.integers(0, 3)
        W, b = rng.normal(size=(n, d)), rng.normal(size=k)
        V = np.eye(k, d)
        own = np.array([[kappa(x @ x, x @ y, y @ y) for y in W] for x in W])
        pull = np.array([[kappa(x @ x, x @ y, 1.0) for y in V] for x in W]) @ b
        a = np.linalg.lstsq(own, pull, rcond=None)[0]
        found = b @ b / 3 - 2 * a @ pull + a @ own @ a
        M = V @ np.linalg.pinv(W) @ W @ V.T
        bound = b @ b / 3 - b @ (2 / np.pi * np.arcsin(M / 2)) @ b
        values, vectors = np.linalg.eigh(M)
        top = vectors[:, np.argsort(values)[-n:]]
        best = b @ b / 3 - b @ (2 / np.pi * np.arcsin(top @ top.T / 2)) @ b
        assert found > bound - 1e-9
        assert bound > best - 1e-9


def test_the_order_of_coordinates_that_is_looked_at_is_met_by_every_matrix():
    """By permutations of its rows and of its columns, as `ORDERED` believes."""

    target = Target(sc.core.read_kernel(KERNEL), sc.core.num(2), sc.core.num(4))
    plain = cover.Cover(target, balls.ball(sc.core.num(0)), (), Objective(target, Work()))
    rng = random.Random(3)
    for _ in range(50):
        entries = [[fmpq(rng.randint(-8, 8), 8) for _ in range(2)] for _ in range(2)]
        orders = list(itertools.product(itertools.permutations(range(2)), repeat=2))
        images = [tuple(entries[i][j] for i in rows for j in columns) for rows, columns in orders]
        boxes = [cover.Box(image, (60,) * 4) for image in images]
        assert not all(plain.falls(0, box, cover.ORDERED) for box in boxes)


@pytest.mark.slow
def test_two_of_four():
    groups = sc.CopyAverage([[0], [1, 2, 3]])
    claim = sc.bound_for_all(sc.Problem.orthonormal("erf", n=2, k=4), loss(3), attained=groups)
    assert sc.decide(claim, effort=100).verdict is Verdict.PROVED


def test_a_projector_is_refused_where_vectors_depend_on_each_other():
    with pytest.raises(sc.core.Reject, match="not independent"):
        projector_onto([[fmpq(1), fmpq(2)], [fmpq(2), fmpq(4)]])
    assert projector_onto([[fmpq(1), fmpq(1)]]) == fmpq_mat([[fmpq(1, 2)] * 2] * 2)
