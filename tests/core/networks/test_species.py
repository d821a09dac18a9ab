"""Symmetric families: the spectrum from sectors is that of the full Hessian, and the loss and gradient are the same."""

import numpy as np
import pytest
import scipy.linalg
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.core import check
from symcrit.core.algebra.balls import precision
from symcrit.core.networks.family import Family
from symcrit.core.reading import Malformed
from symcrit.core.registry import read_claim
from tests.core.networks.landscapes import boxes, claim, explicit, middle

FAMILIES = [([2, 1], [0]), ([3, 2], [0, 1, None]), ([5, 4], [0, 1]), ([4, 1, 2], [0, 1, 2, None]), ([6], [None, 0, 0])]


def family(rng, sizes, places):
    def entry():
        return str(round(float(rng.normal()), 3))

    students = [
        {
            "at": at,
            "w": [None if at == q and sizes[q] == 1 else entry() for q in range(len(sizes))],
            "a": entry(),
            **({} if at is None else {"diagonal": entry()}),
        }
        for at in places
    ]
    b = [entry() for _ in sizes]
    species = {"sizes": [str(m) for m in sizes], "b": b, "students": students}
    return {"species": species}, explicit(sizes, b, students)


def spectrum(blocks):
    parts = [
        np.repeat(scipy.linalg.eigh(middle(b.hessian), middle(b.gram), eigvals_only=True), b.copies) for b in blocks
    ]
    return np.sort(np.concatenate(parts))


@pytest.mark.parametrize(("activation", "free"), [("erf", "all"), ("relu", "W"), ("relu", "all")])
@pytest.mark.parametrize(("sizes", "places"), FAMILIES, ids=str)
def test_sectors_have_the_spectrum_of_the_full_hessian(activation, free, sizes, places):
    symmetric, full = family(np.random.default_rng(sum(sizes)), sizes, places)
    with precision(128):
        reduced, whole = boxes(activation, symmetric, free).centre(), boxes(activation, full, free).centre()
        assert np.allclose(spectrum(reduced.blocks()), np.linalg.eigvalsh(middle(whole.hessian())), atol=1e-11)
        outside = np.linalg.eigvalsh(middle(whole.outside_blocks()[0].hessian))
        assert np.allclose(spectrum(reduced.outside_blocks()), outside, atol=1e-11)
        assert reduced.value().overlaps(whole.value())


@pytest.mark.parametrize(("sizes", "places"), FAMILIES[:3], ids=str)
def test_the_gradient_is_that_of_the_full_loss_along_the_fixed_space(sizes, places):
    symmetric, full = family(np.random.default_rng(11), sizes, places)
    with precision(128):
        reduced, whole = boxes("erf", symmetric).centre(), boxes("erf", full).centre()
        slopes = [float(x.mid()) for x in whole.gradient()]
        basis = middle(reduced.blocks()[0].gram)
        assert np.isclose(
            np.sum(np.square(slopes)),
            np.dot(
                [float(x.mid()) for x in reduced.gradient()],
                np.linalg.solve(basis, [float(x.mid()) for x in reduced.gradient()]),
            ),
        )


@pytest.mark.parametrize("part", ["by_lengths", "by_inner", "by_alpha"])
def test_a_gradient_without_one_of_its_parts_is_noticed(monkeypatch, part):
    monkeypatch.setattr(Family, part, lambda self: [None] * self.students if part == "by_lengths" else [])
    with pytest.raises(AssertionError):
        test_the_gradient_is_that_of_the_full_loss_along_the_fixed_space(*FAMILIES[0])


@settings(max_examples=12)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_the_sectors_add_up(sizes):
    """Σ copies·patterns is the number of parameters, for one student at every species and one alone."""
    symmetric, _ = family(np.random.default_rng(0), sizes, [*range(len(sizes)), None])
    with precision(64):
        point = boxes("erf", symmetric).centre()
        count = sum(block.copies * block.hessian.nrows() for block in point.blocks())
    assert count == (sum(sizes) + 1) * (sum(sizes) + 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sizes": ["2", "1"], "b": ["1"]}, "one outgoing weight"),
        ({"students": [{"at": 0, "w": ["1", "1"], "a": "1"}]}, "diagonal"),
        ({"students": [{"at": 7, "diagonal": "1", "w": ["1", "1"], "a": "1"}]}, "one entry w per species"),
        ({"students": [{"at": 1, "diagonal": "1", "w": ["1", "1"], "a": "1"}]}, "misses only"),
    ],
)
def test_malformed_families(change, message):
    place = {"sizes": ["2", "1"], "b": ["1", "1"], "students": [{"at": None, "w": ["1", "1"], "a": "1"}], **change}
    with pytest.raises(Malformed, match=message):
        read_claim(claim("erf", {"species": place}))


# ------------------------------------------------------------------------------------------- the loss, for all sizes

n, r = sympy.symbols("n r", integer=True, positive=True)
x, y, t = sympy.symbols("x y t", real=True)


def of_sizes(first, second):
    """x on the own teacher, y on those of its species, t on the others."""
    return sc.SymmetricNetwork([first, second], [sc.Member(w=[y, t], at=0, diagonal=x, a=2)])


def by_vectors(first, second, values):
    """The loss of the explicit network."""
    problem = sc.Problem.orthonormal("erf", n=first, k=first + second)
    rows = [[values[x] if i == j else values[y] for j in range(first)] + [values[t]] * second for i in range(first)]
    return problem.loss(sc.Network(rows, [2] * first))


def by_formula(first, second, pairs=1):
    """The loss by order parameters, for every size; pairs: how often a pair of different students counts."""
    kappa = sc.kernel("erf")
    q = x**2 + (first - 1) * y**2 + second * t**2
    p = 2 * x * y + (first - 2) * y**2 + second * t**2
    own = 4 * first * kappa(q, q, q) + pairs * 4 * first * (first - 1) * kappa(q, p, q)
    pull = first * kappa(q, x, 1) + first * (first - 1) * kappa(q, y, 1) + first * second * kappa(q, t, 1)
    return own - 4 * pull + (first + second) * sympy.Rational(1, 3)


def test_the_loss_of_a_family_is_that_of_order_parameters_for_every_size():
    where = [n >= 2, r >= 1]
    assert sc.decide(sc.loss_is(of_sizes(n, r), by_formula(n, r), where=where)).verdict is sc.Verdict.PROVED
    for wrong in (by_formula(n, r) + n, by_formula(n, r) + sympy.Rational(1, 10**6), by_formula(n + 1, r)):
        assert sc.decide(sc.loss_is(of_sizes(n, r), wrong, where=where)).verdict is sc.Verdict.REFUTED


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3), (3, 2)])
def test_the_loss_of_a_family_is_that_of_its_vectors(sizes):
    values = {x: sympy.Rational(6, 5), y: sympy.Rational(-1, 7), t: sympy.Rational(1, 3)}
    explicit = by_vectors(*sizes, values)
    assert abs(float(by_formula(*sizes).subs(values)) - float(explicit)) < 1e-12
    numbers = sc.SymmetricNetwork(sizes, [sc.Member(w=[values[y], values[t]], at=0, diagonal=values[x], a=2)])
    assert sc.decide(sc.loss_is(numbers, explicit)).verdict is sc.Verdict.PROVED
    assert sc.decide(sc.loss_is(numbers, explicit + 1)).verdict is sc.Verdict.REFUTED


def test_a_core_that_leaves_out_pairs_is_noticed(monkeypatch):
    """Pairs of different students of one kind."""
    certificate = sc.decide(sc.loss_is(of_sizes(n, r), by_formula(n, r), where=[n >= 2])).certificate
    wrong = {**certificate, "claim": sc.loss_is(of_sizes(n, r), by_formula(n, r, pairs=0), where=[n >= 2]).core}
    assert check(wrong).verdict is sc.Verdict.UNDECIDED
    honest = Family._all_pairs
    kept = lambda self: (pair for pair in honest(self) if pair.same or pair.x != pair.y)  # noqa: E731
    monkeypatch.setattr(Family, "_all_pairs", kept)
    assert check(wrong).verdict is sc.Verdict.PROVED
