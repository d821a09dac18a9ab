"""The claim `converges`: proved by a tube, refuted by a tube to another end, and nothing else is accepted."""

import copy
from base64 import b64decode, b64encode
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

import symcrit as sc
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims import converges as kind
from symcrit.core.flow import gronwall

ONE = sc.Problem.orthonormal("erf", n=1, k=1)
FIXED = sc.Problem(teacher=sc.Network([[1, 0]]), activation="sin", n=1, free="W")
START = sc.Network([["1/2"]], [1])
MIRRORED = {"W": [["-1"]], "a": [["-1"]]}
EXAMPLE = {
    "kind": "converges",
    "configuration": sc.Point(ONE, START).to_core(),
    "free": "all",
    "end": {"W": [["1"]], "a": [["1"]]},
    "radius": "1/10000",
}
TRUE = {
    "weights and outgoing weights": lambda: sc.converges(ONE, START),
    "all starts in a ball": lambda: sc.converges(ONE, START, within="1e-7"),
    "weights alone": lambda: sc.converges(FIXED, sc.Network([["1/2", "1/4"]], [1])),
    "a start in float64": lambda: sc.converges(ONE, sc.Network(np.array([[0.3]]), np.array([0.7]))),
}
DEAR = ["all starts in a ball", "a start in float64"]  # the theorem `flow.threshold` has such a start
SMOOTH = ["gelu", "probit", "gaussian", "rbf_features"]


@pytest.fixture(scope="module")
def proof():
    """The certificate of a true claim."""
    return sc.decide(sc.converges(ONE, START)).certificate


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if name in DEAR else ()) for name in TRUE])
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name]())
    assert answer.verdict is Verdict.PROVED, answer
    assert {"gronwall", "taylor"} <= set(answer.rules)
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.slow
@pytest.mark.parametrize("name", SMOOTH)
def test_flows_of_other_smooth_activations_are_proved(name):
    problem = sc.Problem.orthonormal(name, n=1, k=1, d=2)
    answer = sc.decide(sc.converges(problem, sc.Network([["4/5", "1/5"]], ["9/10"])), effort=20)
    assert answer.verdict is Verdict.PROVED, answer


def test_another_end_is_refuted():
    claim = sc.converges(ONE, START, end=sc.Network([[-1]], [-1]), radius="1e-4")
    answer = sc.decide(claim)
    assert answer.verdict is Verdict.REFUTED
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_a_ball_of_starts_that_is_too_large_is_not_decided():
    answer = sc.decide(sc.converges(ONE, START, within=3))
    assert answer.verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("problem", "network", "why"),
    [
        (sc.Problem.orthonormal("relu", n=1, k=1), sc.Network([["1/2"]], [1]), "kink"),
        (sc.Problem.orthonormal("tanh", n=1, k=1), sc.Network([["1/2"]], [1]), "closed form"),
        (ONE, sc.Network([["1/2"]], [1], [0]), "biases"),
        (sc.Problem.orthonormal("erf", n=2, k=1), sc.Network([[1], [1]], ["1/3", "1/3"]), "eigenvalue"),
    ],
)
def test_what_is_not_followed_is_refused_with_a_reason(problem, network, why):
    with pytest.raises(sc.InputError, match=why):
        sc.converges(problem, network)


def numbers(text):
    return np.frombuffer(b64decode(text), dtype="<f8").copy()


def text_of(values):
    return b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()


def with_numbers(piece, key, change):
    """Changes the numbers of a piece."""
    values = numbers(piece[key])
    change(values)
    piece[key] = text_of(values)


def drop_a_piece(claim, witness):
    del witness["pieces"][len(witness["pieces"]) // 2]


def drop_the_last_piece(claim, witness):
    del witness["pieces"][-1]


def exchange_pieces(claim, witness):
    pieces = witness["pieces"]
    pieces[1], pieces[4] = pieces[4], pieces[1]


def shift_a_polynomial(claim, witness):
    with_numbers(witness["pieces"][3], "coefficients", lambda c: c.__setitem__(0, c[0] + 1e-3))


def shift_all_polynomials(claim, witness):
    for piece in witness["pieces"]:
        with_numbers(piece, "coefficients", lambda c: c.__setitem__(0, c[0] + 1e-3))


def bend_a_polynomial(claim, witness):
    """No jump at either end: (s − 1)(s + 1) is added."""

    def bent(c):
        c[0] -= 1e-3
        c[2] += 1e-3

    with_numbers(witness["pieces"][3], "coefficients", bent)


def raise_a_bound(claim, witness):
    with_numbers(witness["pieces"][3], "bounds", lambda c: c.__iadd__(0.05))


def leave_out_a_bound(claim, witness):
    piece = witness["pieces"][3]
    piece["bounds"] = text_of(numbers(piece["bounds"])[:1])


def raise_the_bound_at_the_end(claim, witness):
    witness["bound"] = "100"


def no_bound_at_the_end(claim, witness):
    witness["bound"] = "0"


def narrow_a_tube(claim, witness):
    witness["pieces"][3]["radius"] = "1e-30"


def lengthen_a_piece(claim, witness):
    witness["pieces"][3]["length"] = "3/2"


def negative_length(claim, witness):
    witness["pieces"][3]["length"] = "-1/2"


def no_length(claim, witness):
    witness["pieces"][3]["length"] = "0"


def another_degree(claim, witness):
    witness["degree"] -= 1


def lower_degree(claim, witness):
    count = witness["degree"] + 1
    for piece in witness["pieces"]:
        piece["coefficients"] = text_of(numbers(piece["coefficients"]).reshape(-1, count)[:, :3].ravel())
    witness["degree"] = 2


def another_minimum(claim, witness):
    claim["end"] = MIRRORED


def an_end_beside_the_minimum(claim, witness):
    claim["end"] = {"W": [["1.01"]], "a": [["1"]]}


def a_larger_ball_at_the_end(claim, witness):
    claim["radius"] = "1"


def a_ball_of_starts(claim, witness):
    claim["within"] = "1/10"


def another_start(claim, witness):
    pool = claim["configuration"]["network"]["pool"]
    pool[pool.index("1/2")] = "501/1000"


def another_teacher(claim, witness):
    claim["configuration"]["scale"] = "2"


def other_free_parameters(claim, witness):
    claim["free"] = "W"
    claim["end"] = {"W": [["1"]]}


FORGED = [
    drop_a_piece, drop_the_last_piece, exchange_pieces, shift_a_polynomial, shift_all_polynomials, bend_a_polynomial,
    raise_a_bound, raise_the_bound_at_the_end, no_bound_at_the_end, narrow_a_tube, lengthen_a_piece, negative_length,
    no_length, another_degree, lower_degree, another_minimum, an_end_beside_the_minimum, a_larger_ball_at_the_end,
    a_ball_of_starts, another_start, another_teacher, other_free_parameters,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_forged_certificates_prove_nothing(proof, forge):
    claim, witness = copy.deepcopy((proof["claim"], proof["witness"]))
    assert len(witness["pieces"]) > 5
    forge(claim, witness)
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("key", "value"),
    [("degree", 0), ("order", 10), ("order", 1000), ("precision", 1), ("pieces", []), ("bound", 0.1), ("more", 1)],
)
def test_what_is_no_tube_is_malformed(proof, key, value):
    with pytest.raises(Malformed):
        check({"claim": proof["claim"], "witness": {**proof["witness"], key: value}})


@pytest.mark.parametrize("values", [[np.nan], [np.inf]])
@pytest.mark.parametrize("key", ["bounds", "coefficients"])
def test_numbers_have_to_be_finite(proof, key, values):
    witness = copy.deepcopy(proof["witness"])
    witness["pieces"][0][key] = text_of(values)
    with pytest.raises(Malformed, match="finite"):
        check({"claim": proof["claim"], "witness": witness})


@pytest.mark.parametrize(
    "change",
    [{"end": {"W": [["1"]]}}, {"end": {"W": [["1", "2"]], "a": [["1"]]}}, {"radius": 0}, {"within": 0}, {"free": "b"}],
)
def test_claims_have_to_fit(change):
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, **change}, "witness": {"kind": "positive"}})


def still(at, bounds, **fields):
    """A witness of one piece that stays where it is."""
    coefficients = np.zeros((2, 3))
    coefficients[:, 0] = at
    piece = {"length": "1", "radius": "10", **fields}
    piece |= {"coefficients": text_of(coefficients.ravel()), "bounds": text_of(bounds)}
    return {"kind": "tube", "precision": 96, "degree": 2, "order": 4, "bound": "1/100", "pieces": [piece]}


def verdict_of(proof, witness, **changes):
    witness["kernel"] = proof["witness"]["kernel"]
    return check({"claim": {**EXAMPLE, **changes}, "witness": witness}).verdict


def test_a_core_that_forgets_jumps_is_noticed(proof, monkeypatch):
    witness = still([-1, -1], [-1.0], radius="1/1000")
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.UNDECIDED
    monkeypatch.setattr(gronwall, "norm", lambda vector: arb(0))
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.PROVED


def test_a_core_that_believes_bounds_of_the_hessian_is_noticed(proof, monkeypatch):
    witness = still([-1, -1], [1000.0])
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.UNDECIDED
    monkeypatch.setattr(gronwall, "need_above", lambda moving, box, bound: None)
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.PROVED


def test_a_core_without_residuals_is_noticed(proof, monkeypatch):
    """A straight way to the mirrored minimum, so short that no bound of the Hessian matters."""
    witness = still([0, 0], [-100.0] * 50, length="1/1000000", radius="1/1000")
    start, end = np.array([0.5, 1.0]), np.array([-1.0, -1.0])
    ways = np.stack([(start + end) / 2, (end - start) / 2, np.zeros(2)], axis=1)
    witness["pieces"][0]["coefficients"] = text_of(ways.ravel())
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.UNDECIDED
    monkeypatch.setattr(gronwall, "residual", lambda moving, curve, order: arb(0))
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.PROVED


def test_a_core_without_growth_is_noticed(proof, monkeypatch):
    """The polynomials jump to the mirrored minimum in small steps, each within its tube."""
    places = np.linspace([0.5, 1.0], [-1.0, -1.0], 26)
    witness = still([-1, -1], [-1e3])
    witness["pieces"] = [still(at, [-1e3], radius="1/8", length="1/1000")["pieces"][0] for at in places]
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.UNDECIDED
    monkeypatch.setattr(gronwall, "grown", lambda error, bound, delta, time: arb(0))
    assert verdict_of(proof, witness, end=MIRRORED) is Verdict.PROVED


def test_a_core_that_does_not_ask_for_the_basin_is_noticed(proof, monkeypatch):
    witness = still([0.5, 1.0], [-1.0], length="1/1000000", radius="1/1000")
    assert verdict_of(proof, witness) is Verdict.UNDECIDED
    monkeypatch.setattr(kind, "attracts", lambda ball, away, values, error: True)
    assert verdict_of(proof, witness) is Verdict.PROVED


def test_a_core_that_does_not_ask_for_a_critical_point_is_noticed(proof, monkeypatch):
    """The end is where the flow starts: the Hessian there is bounded from below, and there is no critical point."""
    witness = still([0.5, 1.0], [-1.0], length="1/1000000", radius="1/1000")
    start = {"W": [["1/2"]], "a": [["1"]]}
    assert verdict_of(proof, witness, end=start) is Verdict.UNDECIDED
    monkeypatch.setattr(kind, "reach", lambda moving, ball: arb(0))
    assert verdict_of(proof, witness, end=start) is Verdict.PROVED


def test_a_refutation_needs_ends_that_are_apart(proof, monkeypatch):
    """That the flow ends at the minimum of the claim refutes nothing."""
    witness = copy.deepcopy(proof["witness"])
    refutation = {**witness, "kind": "refute", "end": proof["claim"]["end"], "radius": proof["claim"]["radius"]}
    assert check({"claim": proof["claim"], "witness": refutation}).verdict is Verdict.UNDECIDED
    far = {**proof["claim"], "end": MIRRORED}
    assert check({"claim": far, "witness": refutation}).verdict is Verdict.REFUTED
    beside = {**proof["claim"], "end": {"W": [["1.01"]], "a": [["1"]]}, "radius": "1/10"}
    assert check({"claim": beside, "witness": refutation}).verdict is Verdict.UNDECIDED


def test_a_refutation_asks_how_far_the_critical_point_is_from_its_centre(proof):
    """The critical point is in the ball of the claim, the centre of the refutation beside it is not."""
    beside = {"W": [["1.000001"]], "a": [["1"]]}
    refutation = {**proof["witness"], "kind": "refute", "end": beside, "radius": proof["claim"]["radius"]}
    refutation["bound"] = str(Fraction(refutation["bound"]) * 9 / 10)
    for end, verdict in (("0.9999005", Verdict.UNDECIDED), ("0.99", Verdict.REFUTED)):
        claim = {**proof["claim"], "end": {"W": [[end]], "a": [["1"]]}, "radius": "1e-4"}
        assert check({"claim": claim, "witness": refutation}).verdict is verdict


def test_a_flow_starts_at_numbers():
    with pytest.raises(sc.InputError, match="x has no value"):
        sc.converges(ONE, sc.Network([["x"]], [1]))


def test_the_statement_says_where_the_flow_starts_and_ends():
    words = sc.converges(ONE, START, within="1e-7").statement
    for part in ("w_1 = (1/2)", "w_1 = (1)", "‖x(0) − x_0‖ ≤ 1e-7", "x′ = −∇L(x)", "‖x − m‖ ≤ "):
        assert part in words
