r"""Copy-average points as full vectors: what is proved for all (n, k) by symmetry, shown at concrete ones without it.

Every weight is a separate number here, and core differentiates by each of them.  Three roads must meet: the exact
gradient (normal forms), jets in balls of the loss along random lines, and the gradient of the form reduced by symmetry.
"""

import hashlib
import json
import random
from fractions import Fraction
from itertools import count
from typing import Any

import flint
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational, sqrt

import symcrit as sc
from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import ONE, add, symbols
from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.networks.loss import Model, read_configuration
from symcrit.core.work import Work
from symcrit.kernels.closed.derivations import derive
from tests.rows import one_in

BITS, TINY = 256, "1e-50"
NUDGE = Rational(1, 10**9)
PROVED, REFUTED = sc.Verdict.PROVED, sc.Verdict.REFUTED

JSON = dict[str, Any]
Groups = list[list[int]]


def set_partitions(k: int) -> list[Groups]:
    """Every partition of the set {0, …, k−1}."""
    if k == 0:
        return [[]]
    smaller = set_partitions(k - 1)
    joined = [[*p[:i], [*p[i], k - 1], *p[i + 1 :]] for p in smaller for i in range(len(p))]
    return joined + [[*p, [k - 1]] for p in smaller]


def integer_partitions(k: int, largest: int | None = None) -> list[list[int]]:
    """Every way to write k as a sum of sizes in descending order."""
    sizes = range(min(k, largest or k), 0, -1)
    return [[]] if k == 0 else [[s, *rest] for s in sizes for rest in integer_partitions(k - s, s)]


SIZES = [sizes for k in range(1, 7) for sizes in integer_partitions(k)]


@st.composite
def places(draw: st.DrawFn, max_k: int = 40) -> tuple[Groups, int]:
    """n, k ≤ max_k, a partition of the k teachers into n groups, and d ≥ k."""
    n, k = draw(sc.strategies.n_and_k(max_k))
    teachers = draw(st.permutations(range(k)))
    groups = [[teacher] for teacher in teachers[:n]]
    for teacher in teachers[n:]:
        groups[draw(st.integers(0, n - 1))].append(teacher)
    return groups, k + draw(st.integers(0, 3))


small_places = places(max_k=6)


def zero_verdict(configuration: JSON) -> sc.Verdict:
    """What core says of "∇L = 0 here, because every component has normal form 0"."""
    claim = {"kind": "critical", "configuration": configuration}
    witness = {"kind": "goals", "kernel": derive(read_kernel(configuration["kernel"])).witness}
    certificate = {"format": 2, "claim": claim, "witness": witness}
    text = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sc.check(certificate | {"digest": hashlib.sha256(text.encode()).hexdigest()}).verdict


def point_at(groups: Groups, d: int, **profiles: Any) -> sc.Point:
    problem = sc.Problem.orthonormal("erf", n=len(groups), k=sum(map(len, groups)), d=d)
    return sc.CopyAverage(groups, d=d, **profiles).at(problem)


def changed(point: sc.Point, neuron: int, place: int, by: sympy.Expr = NUDGE) -> sc.Point:
    """One weight moved: w[neuron][place], or the outgoing weight for place −1."""
    W, a = [list(row) for row in point.network.W], list(point.network.a)
    if place < 0:
        a[neuron] += by
    else:
        W[neuron][place] += by
    return sc.Point(point.problem, sc.Network(W, a))


def flipped(point: sc.Point, neurons: set[int]) -> sc.Point:
    """(a_i, w_i) with both signs changed; σ is odd, so the function is the same."""
    signs = [-1 if i in neurons else 1 for i in range(point.problem.n)]
    rows = [[s * entry for entry in row] for s, row in zip(signs, point.network.W, strict=True)]
    return sc.Point(point.problem, sc.Network(rows, [s * a for s, a in zip(signs, point.network.a, strict=True)]))


def model_of(configuration: JSON, sizes: Any = ()) -> Model:
    return read_configuration(configuration).model(sizes)[0]


def components(model: Model) -> dict[tuple[str, int, int], Any]:
    """(parameter, neuron, coordinate) ↦ (weight, value)."""
    places = {i: count() for i in range(len(model.a))}
    return {
        (c.parameter, c.neuron, next(places[c.neuron]) if c.parameter == "w" else 0): (c.weight, c.value)
        for c in model.gradient()
    }


def is_zero(expr: Any) -> bool:
    """Exactly, by core's normal form; the expression has no symbols."""
    assert not symbols(expr)
    return Context(Domain({}), Work()).is_zero(expr)


# ------------------------------------------------------------------------------------------------ exact, no symmetry


@pytest.mark.parametrize("k", [*range(1, 6), pytest.param(6, marks=pytest.mark.slow)])
def test_every_partition_of_up_to_six_teachers_is_critical(k):
    partitions = set_partitions(k)
    assert len(partitions) == [1, 2, 5, 15, 52, 203][k - 1]  # Bell numbers
    assert not [g for g in partitions if zero_verdict(sc.CopyAverage(g, d=k + 1).to_core()) is not PROVED]


@pytest.mark.parametrize("sizes", one_in(3, SIZES, ids=str))
def test_a_nudge_of_any_single_weight_is_refuted(sizes):
    """Every weight in turn, the ones outside the span of the teachers too."""
    k = sum(sizes)
    place = sc.CopyAverage.sizes(sizes, d=k + 1)
    answer = sc.decide(sc.critical(place))
    assert answer.verdict is PROVED
    witness = answer.certificate["witness"]
    assert witness["kind"] == "goals"
    assert witness.keys() == {"kind", "kernel"}  # every component has normal form 0
    assert "network" in answer.certificate["claim"]["configuration"]
    point = place.at(sc.Problem.orthonormal("erf", n=len(sizes), k=k, d=k + 1))
    ends = [sum(sizes[: i + 1]) - 1 for i in range(len(sizes))]
    for neuron, end in enumerate(ends):
        for where in {-1, end, ends[neuron - 1], k}:
            assert sc.decide(sc.critical(changed(point, neuron, where))).verdict is REFUTED


@given(places(max_k=20), st.data())
def test_critical_at_drawn_sizes_and_a_nudge_refuted(place, data):
    groups, d = place
    assert sc.decide(sc.critical(sc.CopyAverage(groups, d=d))).verdict is PROVED
    point = point_at(groups, d)
    assert zero_verdict(point.to_core()) is PROVED
    neuron, where = data.draw(st.integers(0, len(groups) - 1)), data.draw(st.integers(-1, d - 1))
    moved = changed(point, neuron, where)
    assert zero_verdict(moved.to_core()) is sc.Verdict.UNDECIDED
    assert sc.decide(sc.critical(moved)).verdict is REFUTED


@given(small_places, st.data())
def test_joint_sign_flips_are_critical_and_single_ones_are_not(place, data):
    point = point_at(*place)
    neurons = data.draw(st.sets(st.integers(0, point.problem.n - 1), min_size=1))
    assert sc.decide(sc.critical(flipped(point, neurons))).verdict is PROVED
    first = min(neurons)
    alone = changed(point, first, -1, by=-2 * point.network.a[first])  # a_i → −a_i, w_i as it was
    assert sc.decide(sc.critical(alone)).verdict is REFUTED


# -------------------------------------------------------------------------------------------------------- jets in balls


def jet(configuration: JSON, seed: int, coordinates: int = 40) -> tuple[Any, dict[tuple[str, int, int], Fraction]]:
    """L along a random rational line through the point: its jet of order 2 in balls, and the direction.

    The direction moves at most `coordinates` of the weights (a_i, w_ij); they become entries of the pool of their own.
    """
    rng, network = random.Random(seed), configuration["network"]
    pool, W, a = list(network["pool"]), [list(row) for row in network["W"]], list(network["a"])
    weights = [("a", i, 0) for i in range(len(a))] + [("w", i, j) for i in range(len(W)) for j in range(len(W[0]))]
    direction = {}
    for weight in rng.sample(weights, min(coordinates, len(weights))):
        name, i, j = weight
        direction[weight] = Fraction(rng.choice([-3, -2, -1, 1, 2, 3]), rng.choice([1, 2, 5, 7]))
        entry = network["W"][i][j] if name == "w" else network["a"][i]
        position = len(pool)
        pool.append(["+", pool[entry[0] if isinstance(entry, list) else entry], ["*", str(direction[weight]), "t"]])
        if name == "w":
            W[i][j] = position
        else:
            a[i] = position
    moved = {"W": W, "a": a, "V": network["V"], "b": network["b"]}
    moving = configuration | {"network": only_used(pool, moved)}
    with balls.precision(BITS):
        loss = balls.evaluate(model_of(moving).loss(), {"t": flint.arb_series([0, 1], prec=3)})
    return loss, direction


def only_used(pool: list[JSON], rows: dict[str, Any]) -> JSON:
    """The network with a pool of what stands in it, and nothing else."""
    used: dict[int, int] = {}

    def place(entry: Any) -> Any:
        return [*map(place, entry)] if isinstance(entry, list) else used.setdefault(entry, len(used))

    written = {key: place(entries) for key, entries in rows.items()}
    return {"pool": [pool[entry] for entry in used], **written}


def slopes(configuration: JSON) -> dict[tuple[str, int, int], flint.arb]:
    """The symbolic gradient that core checks, in balls: ∂L/∂a_i and ∂L/∂w_ij."""
    memo: dict = {}
    with balls.precision(BITS):
        return {key: balls.evaluate(value, {}, memo) for key, (_, value) in components(model_of(configuration)).items()}


def along(gradient: dict, direction: dict[tuple[str, int, int], Fraction]) -> flint.arb:
    """∇L·u."""
    with balls.precision(BITS):
        return sum((gradient[w] * flint.fmpq(u.numerator, u.denominator) for w, u in direction.items()), flint.arb(0))


def tight(ball: flint.arb) -> bool:
    return bool(ball.is_finite()) and bool(ball.rad() < flint.arb(TINY))


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_jets_of_the_loss_enclose_zero_slope_and_the_right_value(sizes):
    k = sum(sizes)
    configuration = sc.CopyAverage.sizes(sizes, d=k + 1).to_core()
    for seed in range(3):
        loss, direction = jet(configuration, seed)
        assert tight(loss[1])
        assert loss[1].contains(0)
        with balls.precision(BITS):
            value = sum((one_neuron_loss(size) for size in sizes), flint.arb(0))
        assert loss[0].overlaps(value)
        assert tight(loss[0])
        assert along(slopes(configuration), direction).contains(0)


def one_neuron_loss(size: int) -> flint.arb:
    """L*(l) = l/3 − (2l²/π) asin(1/(2l)), arXiv:2311.01644."""
    return flint.arb(size) / 3 - 2 * size * size / flint.arb.pi() * (flint.arb(1) / (2 * size)).asin()


@given(places(), st.integers(0, 10**6))
def test_jets_enclose_zero_slope_at_drawn_sizes(place, seed):
    groups, d = place
    loss, _ = jet(sc.CopyAverage(groups, d=d).to_core(), seed, coordinates=8)
    assert tight(loss[1])
    assert loss[1].contains(0)


@given(small_places, st.integers(0, 10**6), st.data())
def test_jets_and_the_symbolic_gradient_agree_beside_the_point(place, seed, data):
    """A tiny way off, the slope along the line is certainly not 0, and both roads say the same."""
    point = point_at(*place)
    neuron = data.draw(st.integers(0, point.problem.n - 1))
    configuration = changed(point, neuron, data.draw(st.integers(-1, point.problem.d - 1))).to_core()
    loss, direction = jet(configuration, seed)
    gradient = slopes(configuration)
    assert tight(loss[1])
    assert loss[1].overlaps(along(gradient, direction))
    assert any(slope > 0 or slope < 0 for slope in gradient.values())


@settings(max_examples=10)
@given(st.data(), st.integers(0, 10**6))
def test_jets_gradient_and_hessian_agree_at_drawn_networks(data, seed):
    """Coefficient of t: ∇L·u from core; of t²: ½ uᵀ∇²L u from the model; nothing vanishes."""
    problem = data.draw(sc.strategies.orthonormal_problems(max_k=2, max_extra=1))
    point = sc.Point(problem, data.draw(sc.strategies.networks(problem.n, problem.d)))
    loss, direction = jet(point.to_core(), seed)
    assert tight(loss[1])
    assert loss[1].overlaps(along(slopes(point.to_core()), direction))
    weights = [("w", i, j) for i in range(problem.n) for j in range(problem.d)]
    weights += [("a", i, 0) for i in range(problem.n)]
    u = sympy.Matrix([Rational(f.numerator, f.denominator) for f in (direction.get(w, Fraction(0)) for w in weights)])
    curvature = ((u.T * problem.hessian(point.network) * u)[0] / 2).evalf(40)
    with balls.precision(BITS):
        assert abs(flint.arb(str(curvature)) - loss[2]) < flint.arb("1e-30")


# ------------------------------------------------------------------------------------- reduced by symmetry and in full


WRONG = {"a": lambda size: size + 1, "norm": lambda size: 1 / sqrt(3 * size + 1)}  # wrong for every size


def reduced(sizes: list[int], **profiles: Any) -> JSON:
    """The form that core reads for symbolic sizes, at concrete ones."""
    form = sc.CopyAverage.symbolic("erf", **profiles).to_core()
    return form | {"groups": form["groups"] | {"sizes": [str(size) for size in sizes]}}


def both_models(groups: Groups, d: int, **profiles: Any) -> tuple[Model, Model]:
    configuration = read_configuration(reduced([len(group) for group in groups], **profiles))
    return configuration.model(configuration.sizes)[0], model_of(sc.CopyAverage(groups, d=d, **profiles).to_core())


@pytest.mark.parametrize("profiles", [{}, WRONG], ids=["critical", "wrong"])
@given(place=small_places)
def test_the_loss_is_the_same_reduced_and_in_full(profiles, place):
    short, full = both_models(*place, **profiles)
    assert is_zero(short.loss() - full.loss())
    assert not is_zero(short.loss() - full.loss() - ONE)


@given(small_places)
def test_the_gradient_is_the_same_reduced_and_in_full(place):
    groups, d = place
    short, full = map(components, both_models(groups, d, **WRONG))
    group_of = {teacher: g for g, group in enumerate(groups) for teacher in group}
    outside = len(groups)  # the coordinate that no vector uses
    for (parameter, neuron, coordinate), (weight, value) in full.items():
        place = group_of.get(coordinate, outside) if parameter == "w" else 0
        assert is_zero(value - short[parameter, neuron, place][1])
        assert weight is ONE
    assert not any(is_zero(short["w", neuron, neuron][1]) for neuron in range(len(groups)))
    norms = [add(*(weight * value * value for weight, value in form.values())) for form in (short, full)]
    assert is_zero(norms[0] - norms[1])


@given(small_places, st.sampled_from(["a", "norm"]))
def test_claims_reduced_and_in_full_have_the_same_answer(place, wrong):
    """Through the public road: norms of the gradient just below and above a bound, and losses."""
    groups, d = place
    profiles = {wrong: WRONG[wrong]}
    sizes = [len(group) for group in groups]
    full = sc.CopyAverage(groups, d=d, **profiles)
    model = read_configuration(reduced(sizes, **profiles))
    with balls.precision(BITS):
        memo: dict = {}
        squares = [
            balls.evaluate(c.weight * c.value * c.value, {}, memo) for c in model.model(model.sizes)[0].gradient()
        ]
        norm = sum(squares, flint.arb(0)).sqrt()
    below, above = (Rational(int((norm * 10**6).mid().floor().unique_fmpz()) + i, 10**6) for i in (0, 1))
    assert sc.decide(sc.not_critical(full, below)).verdict is PROVED
    assert sc.decide(sc.not_critical(full, above)).verdict is REFUTED


def test_the_helpers_can_fail():
    """The same tests say no where they must."""
    assert not is_zero(model_of(sc.CopyAverage([[0, 1]]).to_core()).loss())
    assert zero_verdict(sc.CopyAverage([[0, 1]], norm=lambda size: 1 / sqrt(2 * size)).to_core()) is not PROVED
    loss, _ = jet(sc.CopyAverage([[0, 1]], a=lambda size: size + Integer(1)).to_core(), 0)
    assert not loss[1].contains(0)
