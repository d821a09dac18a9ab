"""Hessians in balls with biases, inputs N(m, Σ) and two activations: against differences, boxes, and broken cores."""

from typing import Any

import numpy as np
import pytest
from flint import arb

import symcrit as sc
from symcrit.certification import landscape
from symcrit.certification.symmetries import place_of
from symcrit.core import read_configuration
from symcrit.core.algebra.balls import precision
from symcrit.core.algebra.expr import num
from symcrit.core.networks import curvature, definition, points
from symcrit.core.networks.points import Point
from symcrit.core.reading import Reject
from symcrit.core.verdict import Verdict, check

BITS = 128
S = [[2, "1/2"], ["1/2", 1]]
MEAN = ["1/2", "-1/3"]
V = sc.Network([[1, 0], ["1/2", 1]], [1, -1])
BIASED = sc.Network([[1, 0], ["1/2", 1]], [1, -1], ["1/2", "-1/4"])
WITH = sc.Network([["3/4", "1/5"], ["-1/2", "4/5"]], ["5/4", "-3/4"], ["1/3", "-2/5"])
WITHOUT = sc.Network(WITH.W, WITH.a)
CASES: dict[str, tuple[sc.Problem, sc.Network]] = {
    "erf, Σ": (sc.Problem(V, "erf", 2, covariance=S), WITHOUT),
    "erf, m": (sc.Problem(V, "erf", 2, mean=MEAN), WITHOUT),
    "erf, biases, Σ, m": (sc.Problem(BIASED, "erf", 2, covariance=S, mean=MEAN), WITH),
    "relu, Σ": (sc.Problem(V, "relu", 2, covariance=S), WITHOUT),
    "relu, biases, Σ": (sc.Problem(BIASED, "relu", 2, covariance=S), WITH),
    "relu against erf": (sc.Problem(V, "relu", 2, teacher_activation="erf", covariance=S), WITHOUT),
    "erf against relu, biases": (sc.Problem(BIASED, "erf", 2, teacher_activation="relu", mean=MEAN), WITH),
    "tanh, Σ": (sc.Problem(V, "tanh", 2, covariance=S), WITHOUT),
    "tanh against erf, biases, m": (sc.Problem(BIASED, "tanh", 2, teacher_activation="erf", mean=MEAN), WITH),
}


def point(name: str, moved: np.ndarray | None = None, radius: str = "0") -> Point:
    """Core's view of a case, its parameters moved, over a box."""
    problem, network = CASES[name]
    place = place_of(problem, network)
    numbers = [str(value) for part in place.parts(place.x) if part is not None for value in np.ravel(part)]
    if moved is not None:
        numbers = [f"{float(number) + move:.20f}" for number, move in zip(numbers, moved, strict=True)]
    return over(place, numbers, radius)


def over(place: landscape.Place, numbers: list[str], radius: str = "0") -> Point:
    """Core's view of a box."""
    explicit = read_configuration(place.configuration(numbers))
    return Point(explicit, place.curvatures, dict.fromkeys(place.free, arb(radius)))


def size(name: str) -> int:
    problem, network = CASES[name]
    return len(place_of(problem, network).x)


def floats(numbers: Any) -> np.ndarray:
    return np.array([float(x.mid()) for x in numbers])


DEAR = ("erf against relu, biases", "tanh against erf, biases, m", "erf, biases, Σ, m")
EACH = [pytest.param(name, marks=pytest.mark.slow) if name in DEAR else name for name in CASES]


@pytest.mark.parametrize("name", EACH)
def test_hessian_gradient_and_loss_agree_by_differences(name):
    """∇²L is the slope of ∇L, and ∇L that of L, at 128 bits, where differences have twelve digits."""
    rng = np.random.default_rng(0)
    direction = np.round(rng.normal(size=size(name)), 3)
    step = 1e-6
    with precision(BITS):
        here = point(name)
        low, high = (point(name, sign * step * direction) for sign in (-1, 1))
        slope = [(b - a) / (2 * step) for a, b in zip(low.gradient(), high.gradient(), strict=True)]
        hessian = here.hessian()
        rows = [sum(hessian[i, j] * arb(direction[j]) for j in range(len(direction))) for i in range(len(direction))]
        np.testing.assert_allclose(floats(rows), floats(slope), atol=1e-9)
        along = sum(g * arb(u) for g, u in zip(here.gradient(), direction, strict=True))
        assert abs(float(((high.value() - low.value()) / (2 * step) - along).mid())) < 1e-9
        assert max(float(x.rad()) for x in hessian.entries()) < 1e-25


@pytest.mark.parametrize(
    "name", ["erf, m", "relu, Σ", "tanh, Σ", *(pytest.param(name, marks=pytest.mark.slow) for name in DEAR)]
)
def test_the_model_agrees(name):
    problem, network = CASES[name]
    with precision(BITS):
        core = point(name)
        place = place_of(problem, network)
        np.testing.assert_allclose(floats(core.gradient()), place.gradient(place.x), atol=1e-13)
        np.testing.assert_allclose(floats(core.hessian().entries()), place.hessian(place.x).ravel(), atol=1e-12)
        assert abs(float(core.value().mid()) - problem.loss(network.to_float())) < 1e-13


@pytest.mark.parametrize(
    "name", ["relu, biases, Σ", "tanh, Σ", *(pytest.param(name, marks=pytest.mark.slow) for name in DEAR)]
)
def test_a_box_holds_the_values_at_its_points(name):
    rng = np.random.default_rng(1)
    with precision(64):
        box = point(name, radius="1e-3")
        value, gradient, hessian = box.value(), box.gradient(), box.hessian().entries()
        assert all(x.is_finite() for x in hessian)
        for _ in range(3):
            inside = point(name, rng.uniform(-1e-3, 1e-3, size=size(name)))
            assert value.contains(inside.value())
            assert all(x.contains(y) for x, y in zip(gradient, inside.gradient(), strict=True))
            assert all(x.contains(y) for x, y in zip(hessian, inside.hessian().entries(), strict=True))


def test_boxes_around_copies_are_as_narrow_as_elsewhere():
    """u = v there: the law is singular, and κ by definition is expanded at it."""
    copy = sc.Network(BIASED.W, BIASED.a, BIASED.biases)
    place = place_of(sc.Problem(BIASED, "tanh", 2, covariance=S), copy)
    numbers = [str(value) for part in place.parts(place.x) for value in np.ravel(part)]
    with precision(BITS):
        core = place.point(numbers)
        assert core.value().contains(0)
        assert core.value().rad() < 1e-30
        assert all(x.contains(0) and x.rad() < 1e-30 for x in core.gradient())
        box = over(place, numbers, "1e-9")
        widths = [float(x.rad()) for x in box.hessian().entries()]
        assert max(widths) < 1e-5  # in proportion to the box, not to its root


def test_with_a_kink_and_biases_parallel_neurons_are_refused():
    """|ρ| = 1 of two neurons; a neuron with itself is not meant."""
    parallel = sc.Network([[1, 0], [2, 0]], [1, 1], ["1/3", "1/5"])
    place = place_of(sc.Problem(BIASED, "relu", 2), parallel)
    numbers = [str(value) for part in place.parts(place.x) for value in np.ravel(part)]
    with precision(BITS), pytest.raises(Reject, match="parallel"):
        place.point(numbers).hessian()


def test_directions_outside_are_refused_where_the_inputs_are_not_standard():
    with precision(64), pytest.raises(Reject, match="covariance I"):
        point("erf, Σ").outside_blocks()


# -------------------------------------------------------------------------------------------- a core that is broken


def disagrees(name: str) -> bool:
    """Whether the differences of the first test notice."""
    try:
        test_hessian_gradient_and_loss_agree_by_differences(name)
    except AssertionError:
        return True
    return False


def without_metric(self: Point, value: arb) -> Any:
    found = points.arb_mat(self.size, self.size)
    for r in range(self.d):
        found[r, r] = value
    return found


def test_a_hessian_without_the_covariance_is_noticed(monkeypatch):
    monkeypatch.setattr(Point, "_metric", without_metric)
    assert disagrees("erf, Σ")
    assert disagrees("relu, Σ")


def test_a_derivative_by_a_mean_of_the_wrong_sign_is_noticed(monkeypatch):
    first = curvature.by_means
    monkeypatch.setattr(curvature, "by_means", lambda *forms: (num(-1) * first(*forms)[0], *first(*forms)[1:]))
    landscape._curvatures.cache_clear()
    try:
        assert disagrees("erf, m")
    finally:
        landscape._curvatures.cache_clear()


@pytest.mark.slow
def test_a_wrong_order_of_a_derivative_is_noticed(monkeypatch):
    wrong = ((1, 0, 0), (3, 0, 1), (1, 2, 0), *definition.BY_MEANS[3:])
    monkeypatch.setattr(curvature, "BY_MEANS", wrong)
    assert disagrees("tanh against erf, biases, m")


def test_a_neuron_that_meets_itself_twice_is_noticed(monkeypatch):
    itself = curvature.Curvature.itself

    def doubled(self: Any, q: arb, *mean: arb) -> Any:
        found = itself(self, q, *mean)
        return found._replace(jet=found.jet._replace(k1=2 * found.jet.k1))

    monkeypatch.setattr(curvature.Curvature, "itself", doubled)
    assert disagrees("relu, biases, Σ")


def test_what_a_taylor_polynomial_leaves_out_is_noticed_where_it_is_forgotten(monkeypatch):
    monkeypatch.setattr(definition.Expansion, "bound", lambda self, i, j: arb(0))
    with pytest.raises(AssertionError):
        test_a_box_holds_the_values_at_its_points("tanh, Σ")


# ------------------------------------------------------------------------------------------------------- the claim


def certificate(problem: sc.Problem, network: sc.Network) -> Any:
    answer = sc.certify(problem, network, digits=10)
    assert answer.verdict is sc.Verdict.PROVED
    return answer


def test_the_sentence_names_the_law_the_biases_and_what_is_free():
    problem = sc.Problem(BIASED, "erf", 2, covariance=S, mean=MEAN, free=("W", "biases"))
    answer = certificate(problem, BIASED)
    assert answer.loss.contains(0)
    assert "(W, β)" in answer.statement
    assert "with these $a_i$ fixed".replace("$", "") in answer.statement.replace("$", "")
    for word in ("1/2", "β"):
        assert word in answer.statement
    assert check({key: answer.certificate[key] for key in ("claim", "witness")}).verdict is Verdict.PROVED


def test_the_rule_for_squares_of_activations_with_a_kink_is_named():
    student = sc.Network(np.array([[0.36984, 0.56476]]), np.array([1.28]), np.array([0.4]))
    run = sc.gradient_flow(
        sc.Problem(BIASED, "relu", 1, free=("W", "biases")), student, threshold="1e-3", max_steps=300
    )
    answer = certificate(run.problem, run.network)
    assert "gaussian-parts" in answer.rules


def test_the_certificate_of_another_law_is_not_accepted():
    """The numbers are those of Σ = S: with another covariance, mean or bias the point is not critical."""
    answer = certificate(sc.Problem(V, "erf", 2, covariance=S), sc.Network(V.W, [1, -1]))
    claim, witness = (answer.certificate[key] for key in ("claim", "witness"))
    network = claim["configuration"]["network"]
    other = {**network, "pool": [*network["pool"], "3/2"]}
    other["V"] = [[len(network["pool"]), network["V"][0][1]], network["V"][1]]
    moved = {**claim, "configuration": {**claim["configuration"], "network": other}}
    assert check({"claim": claim, "witness": witness}).verdict is Verdict.PROVED
    assert check({"claim": moved, "witness": witness}).verdict is Verdict.UNDECIDED
    singular = {**network, "covariance": [[0] * 2] * 2}
    singular["covariance"] = [[network["covariance"][0][0]] * 2] * 2
    flat = {**claim, "configuration": {**claim["configuration"], "network": singular}}
    assert check({"claim": flat, "witness": witness}).verdict is Verdict.UNDECIDED
