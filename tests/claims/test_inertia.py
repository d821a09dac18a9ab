"""The claim `inertia`: how many directions are negative at the copy average of every partition."""

import copy
import json
import math
import runpy
from pathlib import Path

import numpy as np
import pytest
from flint import arb_mat, fmpq
from sympy import Symbol, asin, cosh, diff, exp, pi, sinh, sqrt, symbols

import symcrit as sc
from symcrit.core import Malformed, Verdict, Work, check, num
from symcrit.core.claims import inertia
from symcrit.core.claims.inertia import Inertia
from symcrit.core.projectors.chart import Chart, Objective
from symcrit.core.projectors.target import Target
from symcrit.core.registry import read_claim
from symcrit.sympy_functions import kernel_function

l = Symbol("l", integer=True, positive=True)  # noqa: E741
t = symbols("t", positive=True)
ERF = 2 * asin(t / 2) / pi
EXAMPLE = {
    "kind": "inertia",
    "symbols": {"l": "integer"},
    "where": [[">=", "l", "1"]],
    "configuration": sc.CopyAverage.symbolic("erf").to_core(),
    "slope": ["/", 1, "pi"],
    "stiff": ["*", 2, "l"],
    "soft": ["+", "l", 3],
}


def stiffness(V):
    """c, D and e from V(t)."""
    slope, bend = diff(V, t), diff(V, t, 2)
    c, pull = slope.subs(t, 0), l * slope.subs(t, 1 / l)
    return {"slope": c, "stiff": pull - l * c - bend.subs(t, 0), "soft": l * c - pull + bend.subs(t, 1 / l)}


def of_erf(**changes):
    return sc.inertia_of_partitions(sc.CopyAverage.symbolic("erf"), **{**stiffness(ERF), **changes})


def of_exp(**changes):
    points = sc.CopyAverage.symbolic("exp", a=l * exp((1 - 1 / l) / 2), norm=1 / sqrt(l))
    return sc.inertia_of_partitions(points, **{**stiffness(exp(1) * (exp(t) - 1)), **changes})


def of_any(beyond=2, factor=1, **changes):
    """Any self-similar σ."""
    sigma = sc.Kernel.uninterpreted("kappa", self_similar=("lambda", "mu"), beyond=beyond)
    slope, bend = (kernel_function("kappa", 0, order, 0) for order in (1, 2))
    c, pull = slope(1, 0, 1), l * slope(1, 1 / l, 1)
    known = {"slope": factor * c, "stiff": pull - l * c - bend(1, 0, 1), "soft": l * c - pull + bend(1, 1 / l, 1)}
    return sc.inertia_of_partitions(sc.CopyAverage.symbolic(sigma, **changes), **known)


def of_cos():
    """c = 0."""
    points = sc.CopyAverage.symbolic("cos", a=l * exp((1 / l - 1) / 2), norm=1 / sqrt(l))
    return sc.inertia_of_partitions(points, **stiffness(exp(-1) * (cosh(t) - 1)))


TRUE = {"erf": of_erf(), "exp": of_exp(), "cos": of_cos(), "any": of_any()}
FALSE = {
    "twice e": of_erf(soft=2 * stiffness(ERF)["soft"]),
    "half c": of_erf(slope=1 / (2 * pi)),
    "D of another σ": of_erf(stiff=stiffness(exp(-1) * sinh(t))["stiff"] / 9),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert "averages" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_a_partition(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED, answer
    assert "directions are negative, not" in answer.why
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_students_that_are_no_averages_are_undecided():
    for changed in ({"a": lambda size: size + 1}, {"norm": lambda size: 1 / sqrt(2 * size)}):
        claim = sc.inertia_of_partitions(sc.CopyAverage.symbolic("erf", **changed), **stiffness(ERF))
        assert sc.decide(claim, effort=0.1).verdict is Verdict.UNDECIDED


def test_polynomials_and_kinks_are_not_spoken_of():
    """z² + 2: D = e = 0, and the Hessian is degenerate; |z| is not self-similar, and not smooth."""
    square = sc.Activation("shifted_square", "z^2 + 2")
    ratio = (3 - 1 / l) / 2
    points = sc.CopyAverage.symbolic(square, a=l * ratio, norm=1 / sqrt(l * ratio))
    assert sc.decide(sc.inertia_of_partitions(points, slope=0, stiff=0, soft=0)).verdict is Verdict.UNDECIDED
    kinked = sc.CopyAverage.symbolic("abs", a=l, norm=1 / sqrt(l))
    assert sc.decide(sc.inertia_of_partitions(kinked, slope=0, stiff=1, soft=1)).verdict is Verdict.UNDECIDED


def test_what_is_claimed_is_printed():
    said = TRUE["erf"].statement
    assert "split into any number n of groups G_1, …, G_n of any sizes l_i = |G_i| with l_i ≥ 1" in said
    assert "in R^d for every d ≥ k, the Hessian of L by all a_i and all w_i has as many negative eigenvalues" in said
    assert "l_r ≥ 2 and 1 + c Σ_(i≠r) l_i/D_i > c l_r/e_r, and as many that are 0 as that with = in place of >" in said


# ----------------------------------------------------------------------------------------------- any self-similar σ


def test_of_any_self_similar_activation_all_that_is_asked_is_printed():
    said = TRUE["any"].statement
    assert "any activation with E[σ(u)²] < ∞ for u ∼ N(0, q), all q > 0, and the kernel kappa, equal to" in said
    assert "equal to no polynomial of a degree ≤ 2 almost everywhere" in said
    assert "for all real z and integers l ≥ 1, where lambda(l) ≠ 0 and mu(l) > 0" in said
    assert {"smoothing", "self-similar", "hermite-series"} <= {*sc.decide(TRUE["any"]).rules}


WEAKER = {
    "perhaps a polynomial": of_any(beyond=None),
    "perhaps quadratic": of_any(beyond=1),
    "another c": of_any(factor=2),
    "other lengths": of_any(norm=1 / sqrt(2 * l - 1)),
    "other heights": of_any(a=l),
}


DEAR = "perhaps quadratic"  # to search for; that no witness of the theorem shows it stands below


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name == DEAR else ()) for name in WEAKER]
)
def test_of_any_activation_no_more_is_proved(name):
    assert sc.decide(WEAKER[name]).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", WEAKER)
def test_a_witness_for_self_similar_activations_shows_nothing_weaker(name):
    witness = sc.decide(TRUE["any"]).certificate["witness"]
    assert check({"claim": WEAKER[name].core, "witness": witness}).verdict is Verdict.UNDECIDED


def test_a_kernel_that_is_not_self_similar_is_not_spoken_of():
    kernel = {"uninterpreted": "kappa", "beyond": 2}
    certificate = copy.deepcopy(sc.decide(TRUE["any"]).certificate)
    certificate["claim"]["configuration"]["kernel"] = kernel
    finding = check(certificate)
    assert finding.verdict is Verdict.UNDECIDED
    assert "not shown to be analytic" in finding.why


def test_a_core_that_takes_polynomials_is_noticed(monkeypatch):
    """Without the goals that D and e are positive, which ask for a degree ≥ 3."""
    witness = copy.deepcopy(sc.decide(TRUE["any"]).certificate["witness"])
    document = {"claim": WEAKER["perhaps a polynomial"].core, "witness": witness}
    for key in ("stiff", "soft"):
        del witness["proofs"][key]
    assert check(document).verdict is Verdict.UNDECIDED
    theorem = Inertia.theorem
    monkeypatch.setattr(
        Inertia, "theorem", lambda self, known: (g for g in theorem(self, known) if g.key not in ("stiff", "soft"))
    )
    assert check(document).verdict is Verdict.PROVED


def test_a_core_that_takes_any_kernel_is_noticed(monkeypatch):
    """λ and μ without the hypothesis that σ is self-similar, where core reads its equations all the same."""
    document = copy.deepcopy(sc.decide(TRUE["any"]).certificate)
    document["claim"]["configuration"]["kernel"] = {"uninterpreted": "kappa", "beyond": 2}
    document = {key: document[key] for key in ("claim", "witness")}
    equations = inertia.self_similar
    monkeypatch.setattr(
        inertia, "self_similar", lambda kernel, sizes: equations(kernel._replace(similar=("lambda", "mu")), sizes)
    )
    finding = check(document)
    assert finding.verdict is Verdict.UNDECIDED
    assert "not shown to be analytic" in finding.why
    honest = Inertia.of_activation
    monkeypatch.setattr(Inertia, "of_activation", lambda self: (goal for goal in honest(read_claim(TRUE["any"].core))))
    assert check(document).verdict is Verdict.PROVED


def test_the_rule_is_not_used_of_a_named_activation():
    """erf(z/√2): 1, σ and zσ′ are shown to be independent, by a goal that no other witness fits."""
    certificate = sc.decide(TRUE["erf"]).certificate
    assert "smoothing" not in check(certificate).rules
    asked = {goal.key for goal in TRUE["erf"].parsed.goals(Work())}
    assert asked - {goal.key for goal in TRUE["any"].parsed.goals(Work())} == {"independent"}
    document = copy.deepcopy(certificate)
    document["witness"]["proofs"]["independent"] = {"kind": "zero"}
    assert check(document).verdict is Verdict.UNDECIDED


# ------------------------------------------------------------------------------------------------------------ forgeries


def test_goals_cannot_be_left_out_or_added():
    certificate = sc.decide(TRUE["erf"]).certificate
    for key in certificate["witness"]["proofs"]:
        document = copy.deepcopy(certificate)
        document["witness"]["proofs"][key] = {"kind": "zero"}
        finding = check(document)
        plain = certificate["witness"]["proofs"][key] == {"kind": "zero"}
        assert (finding.verdict is Verdict.PROVED) is plain, key
    proofs = {**certificate["witness"]["proofs"], "more": {"kind": "zero"}}
    with pytest.raises(Malformed, match="more"):
        check({**certificate, "witness": {**certificate["witness"], "proofs": proofs}})


def test_not_all_partitions_or_other_teachers():
    certificate = sc.decide(TRUE["erf"]).certificate
    narrow = {**certificate["claim"], "where": [[">=", "l", "2"]]}
    finding = check({**certificate, "claim": narrow})
    assert finding.verdict is Verdict.UNDECIDED
    for changes in ({"length": "2"}, {"b": "2"}, {"sizes": ["1", "2"]}):
        groups = {**certificate["claim"]["configuration"]["groups"], **changes}
        place = {**certificate["claim"]["configuration"], "groups": groups}
        with pytest.raises(Malformed, match="inertia speaks about"):
            check({**certificate, "claim": {**certificate["claim"], "configuration": place}})


def test_a_refutation_by_a_partition_that_agrees_is_none():
    certificate = sc.decide(FALSE["half c"]).certificate
    for sizes in (["1"], ["2"], ["1", "1"]):
        witness = {**certificate["witness"], "sizes": sizes}
        assert check({**certificate, "witness": witness}).verdict is Verdict.UNDECIDED
    honest = {**certificate, "claim": TRUE["erf"].core}
    assert check(honest).verdict is Verdict.UNDECIDED


def test_a_core_without_the_test_of_averages_is_noticed(monkeypatch):
    claim = sc.inertia_of_partitions(
        sc.CopyAverage.symbolic("erf", norm=lambda size: 1 / sqrt(2 * size)), **stiffness(ERF)
    )
    witness = copy.deepcopy(sc.decide(TRUE["erf"]).certificate["witness"])
    document = {"claim": claim.core, "witness": witness}
    assert check(document).verdict is Verdict.UNDECIDED
    del witness["proofs"]["self-similar"], witness["proofs"]["norm"], witness["proofs"]["height"]
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(Inertia, "of_group", lambda self, domain: iter(()))
    assert check(document).verdict is Verdict.PROVED


# ---------------------------------------------------------------------------------------------------------- two roads

PROOFS = Path(__file__).parents[2] / "proofs" / "copy_average"
REFERENCE = Path(__file__).parents[1] / "certification" / "reference" / "copy_average_inertia.json"


def test_the_inertia_of_every_partition_of_eight_teachers_is_that_certified_one_by_one():
    claim = TRUE["erf"].parsed
    rows = json.loads(REFERENCE.read_text(encoding="utf-8"))["rows"]
    for row in rows:
        assert claim._negative(claim.true(), [num(size) for size in row["groups"]]) == row["inertia"]["negative"], row
    table = runpy.run_path(str(PROOFS / "inertia.py"))
    partitions = table["groups_of"](8)
    assert len(partitions) == 65
    for sizes in partitions:
        assert claim._negative(claim.true(), list(map(num, sizes))) == table["negative_directions"](sizes), sizes


@pytest.mark.parametrize("rate", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("sizes", [(2, 2), (2, 1, 1), (3, 2), (4,), (3, 1, 1), (2, 2, 1)])
def test_it_is_that_of_the_numerical_hessian(rate, sizes):
    """exp(√rate·z), of which c_2 is not 0, with one input direction more than teachers."""
    sigma = sc.Activation("some_exp", f"exp(sqrt({fmpq(int(10 * rate), 10)})*z)")
    problem = sc.Problem.orthonormal(sigma, n=len(sizes), k=sum(sizes), d=sum(sizes) + 1)
    W, a, start = [], [], 0
    for size in sizes:
        row = np.zeros(sum(sizes) + 1)
        row[start : start + size] = 1 / size
        W.append(row)
        a.append(size * math.exp(rate * (1 - 1 / size) / 2))
        start += size
    hessian = np.array(problem.hessian(sc.Network(np.array(W), np.array(a))), dtype=float)
    eigenvalues = np.linalg.eigvalsh(hessian)
    assert min(abs(eigenvalues)) > 1e-9
    height = math.exp(rate)
    slope = lambda x: height * rate * math.exp(rate * x)  # noqa: E731
    bend = lambda x: height * rate**2 * math.exp(rate * x)  # noqa: E731
    D = [size * (slope(1 / size) - slope(0)) - bend(0) for size in sizes]
    e = [size * (slope(0) - slope(1 / size)) + bend(1 / size) for size in sizes]
    negative = 0
    for r, size in enumerate(sizes):
        others = sum(other / D[i] for i, other in enumerate(sizes) if i != r)
        negative += (size - 1) * (1 / slope(0) + others > size / e[r])
    assert sum(eigenvalues < 0) == negative


@pytest.mark.parametrize("sizes", [(2,), (2, 1), (3, 1, 1), (2, 2)])
@pytest.mark.parametrize("name", ["cos", "gaussian"])
def test_averages_of_even_activations_are_saddles(name, sizes):
    """c = 0: every group of two and more has l − 1 negative directions; the Hessian with full vectors."""
    height = {"cos": lambda m: math.exp((1 / m - 1) / 2), "gaussian": lambda m: 1 / math.sqrt(3 - 2 / m)}[name]
    length = {"cos": lambda m: 1.0, "gaussian": lambda m: 1 / math.sqrt(3 - 2 / m)}[name]
    problem = sc.Problem.orthonormal(name, n=len(sizes), k=sum(sizes), d=sum(sizes) + 1)
    ends = np.cumsum(sizes)
    W = [
        [length(m) / m * (end - m <= j < end) for j in range(sum(sizes) + 1)]
        for m, end in zip(sizes, ends, strict=True)
    ]
    network = sc.Network(np.array(W), np.array([m * height(m) for m in sizes]))
    gradient = problem.gradient(network)
    assert max(abs(float(entry)) for entry in [*np.ravel(gradient.W), *np.ravel(gradient.a)]) < 1e-12
    eigenvalues = np.linalg.eigvalsh(np.array(problem.hessian(network), dtype=float))
    assert min(abs(eigenvalues)) > 1e-9
    assert sum(eigenvalues < 0) == sum(m - 1 for m in sizes)


@pytest.mark.parametrize("sizes", [(1,), (1, 1), (1, 1, 1), (3,), (2, 2), (3, 1)])
@pytest.mark.parametrize(("formula", "degree"), [("z^3 - 3*z", 3), ("z^4 - 6*z^2 + 3", 4)])
def test_polynomials_of_degree_three_and_more_are_no_exception(formula, degree, sizes):
    """Hermite polynomials, λ = l^(−m/2), μ = 1, c = 0: every group has l − 1 negative directions, none if n = k."""
    problem = sc.Problem.orthonormal(
        sc.Activation(f"of_degree_{degree}", formula), n=len(sizes), k=sum(sizes), d=sum(sizes) + 1
    )
    ends = np.cumsum(sizes)
    W = [[m**-0.5 * (end - m <= j < end) for j in range(sum(sizes) + 1)] for m, end in zip(sizes, ends, strict=True)]
    network = sc.Network(np.array(W), np.array([m ** (1 - degree / 2) for m in sizes]))
    gradient = problem.gradient(network)
    assert max(abs(float(entry)) for entry in [*np.ravel(gradient.W), *np.ravel(gradient.a)]) < 1e-11
    eigenvalues = np.linalg.eigvalsh(np.array(problem.hessian(network), dtype=float))
    assert min(abs(eigenvalues)) > 1e-6
    assert sum(eigenvalues < 0) == sum(m - 1 for m in sizes)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 2), (3, 1, 1), (3, 2)])
def test_the_second_derivative_in_a_chart_has_these_blocks(sizes):
    """−½∂²F on rotations of each group: diag(D, …, −e, …, D) + c·uuᵀ, u_i = √l_i, in the metric of the chart."""
    n, k = len(sizes), sum(sizes)
    rows = []
    for r, size in enumerate(sizes):
        rows += [[int(j == r) for j in range(n)]] * (size - 1)
    kernel = sc.core.read_kernel(sc.kernel("erf").core)
    chart = Chart(Objective(Target(kernel, num(n), num(k)), Work()), arb_mat(rows), [fmpq(1)] * k)
    hessian = np.array([[float(x.mid()) for x in row] for row in chart.hessian.tolist()])
    c = 1 / math.pi
    D = [size * c * (1 / math.sqrt(1 - 1 / (4 * size**2)) - 1) for size in sizes]
    bend = [(2 / math.pi) / size / (4 - 1 / size**2) ** 1.5 for size in sizes]
    e = [bend[i] - D[i] for i in range(n)]
    expected = []
    for r, size in enumerate(sizes):
        own = np.diag([-e[i] if i == r else D[i] for i in range(n)]) + c * np.outer(np.sqrt(sizes), np.sqrt(sizes))
        expected += [*np.linalg.eigvalsh(own)] * (size - 1)
    assert sum(np.linalg.eigvalsh(-hessian) < 0) == sum(np.array(expected) < 0)
    if k - n == 1:  # then the columns of the chart are orthogonal directions of lengths known from A = [I; X]
        scale = np.diag([math.sqrt(size) for size in sizes])
        length = math.sqrt(1 - 1 / sizes[0])
        turned = scale @ (-hessian / 2) @ scale / length**2
        assert sorted(np.linalg.eigvalsh(turned)) == pytest.approx(sorted(expected), abs=1e-10)
