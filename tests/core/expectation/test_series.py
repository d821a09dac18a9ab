"""The kernel of any σ: its Hermite series and what self-similarity says agree with named activations, and no more."""

import copy

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf
from sympy import Rational

from proofs.copy_average import lower_bound as many
from proofs.copy_average import self_similar_universal as universal
from proofs.one_neuron import lower_bound
from symcrit import Activation, CopyAverage, Network, Problem, Verdict, decide, kernel, loss_at_least
from symcrit.certificate import certificate
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, num, parse, sym
from symcrit.core.claims import loss_bound
from symcrit.core.expectation import series
from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.reading import Malformed, Reject
from symcrit.core.registry import read_claim
from symcrit.core.verdict import check
from symcrit.core.work import Work
from symcrit.kernels.hermite import hermite_coefficients

SIMILAR = {"uninterpreted": "kappa", "self_similar": ["lambda", "mu"]}
ANY = read_kernel({"uninterpreted": "kappa", "beyond": 2})
ONE = Activation("one", "1")
mean_of_group = loss_bound.mean_of_part


def kappa(q11, q12, q22, j=0):
    return ["kernel", "kappa", 0, j, 0, q11, q12, q22]


class Named:
    """The functions of a named activation, and λ and μ of a self-similar one, in mpmath."""

    def __init__(self, name, height=None, norm=None):
        self.name, self.own = name, {"lambda": height, "mu": norm}

    def value(self, node, symbols=()):
        op, args = node.op, node.args
        if op == "num":
            return mpf(args[0]) / args[1]
        if op == "sym":
            return symbols[args[0]]
        if op == "kernel":
            return self.function(args[0], args[1:4], [self.value(part, symbols) for part in args[4:]])
        parts = [self.value(part, symbols) for part in node.children]
        if op == "pow":
            return parts[0] ** args[0]
        return {"add": mpmath.fsum, "mul": mpmath.fprod, "sqrt": lambda x: mpmath.sqrt(x[0])}[op](parts)

    def function(self, name, orders, q):
        if name in self.own:
            return self.own[name](q[0])
        if name == "M0":  # against the constant 1
            return self.at(ONE, None, q[0], 0, 1)
        if name == "M1":  # E[σ(u)v] = M1·E[uv]
            return self.at("linear", None, q[0], mpf(1) / 3, 1) * 3
        return self.at(self.name, orders, *q)

    def at(self, teacher, orders, q11, q12, q22):
        of = kernel(self.name) if teacher == self.name else kernel(self.name, teacher)
        for by, order in zip(("q11", "q12", "q22"), orders or (), strict=False):
            for _ in range(order):
                of = of.diff(by)
        symbols = dict(zip(("q11", "q12", "q22"), (q11, q12, q22), strict=True))
        return mpmath.mpmathify(of.expr.subs({s: symbols[s.name] for s in of.expr.free_symbols}).evalf(30))


MEMBERS = {
    "erf": Named("erf", lambda m: mpf(1), lambda m: 1 / mpmath.sqrt(2 * m - 1)),
    "exp": Named("exp", lambda m: mpmath.exp((1 - 1 / m) / 2), lambda m: 1 / mpmath.sqrt(m)),
    "hermite:m=3": Named("hermite:m=3", lambda m: m ** mpf(-1.5), lambda m: mpf(1)),
    "gaussian": Named(
        "gaussian", lambda m: 1 / mpmath.sqrt(3 - 2 / m), lambda m: 1 / mpmath.sqrt(m) / mpmath.sqrt(3 - 2 / m)
    ),
    "smoothed_relu": Named("smoothed_relu", lambda m: mpmath.sqrt(2 - 1 / m), lambda m: 1 / mpmath.sqrt(2 * m - 1)),
}


def gaps(named, size):
    relations = series.self_similar(read_kernel(SIMILAR), [num(size)])
    return [abs(named.value(relation.gap)) for relation in relations if relation.op == "="]


@pytest.mark.parametrize("name", MEMBERS)
def test_what_self_similarity_says_is_so_for_the_members(name):
    for size in (1, 2, 5):
        found = gaps(MEMBERS[name], size)
        assert len(found) == 5
        assert max(found) < mpf(10) ** -12  # mpmath's default precision


@pytest.mark.parametrize("equation", range(5))
def test_every_equation_tells_members_from_others(equation):
    """With λ or μ off by a little, each of the five fails for a member."""
    height, norm = MEMBERS["exp"].own.values()
    higher, longer = Named("exp", lambda m: height(m) * 1.001, norm), Named("exp", height, lambda m: norm(m) * 1.001)
    assert max(gaps(named, 3)[equation] for named in (higher, longer)) > 1e-4


def goals(gap, *, op="<=", base=1, steps=4, kernel=ANY, where=(), **kinds):
    domain = Domain(kinds, [Relation.read(item) for item in where])
    goal = Goal(domain, Relation(op, ZERO, parse(gap)), ())
    return list(series.degrees(goal, Context(domain, Work()), kernel, parse(base), steps))


GAPS = {
    "two variances": (["-", kappa(4, "1/2", 1), ["*", 3, kappa(1, "1/16", 1)]], "1/4"),
    "a slope": (["+", kappa(1, "1/3", 1, 1), kappa(1, 1, 1), ["*", -2, kappa(4, "2/3", 1, 1)]], "1/3"),
    "a second slope": (["*", 5, kappa(4, "1/2", 1, 2)], "1/2"),
    "slopes at 0": (["+", kappa(4, 0, 1, 1), ["*", 3, kappa(4, 0, 4, 2)], kappa(1, "1/2", 1)], "1/2"),
    "three variances": (["+", kappa(4, "1/2", "1/4"), kappa(1, "1/4", "1/4")], "1/2"),
    "independent": (["-", kappa(1, 0, 4), kappa(1, "1/2", 1)], "1/2"),
    "means": (["-", kappa(1, "1/2", 1), ["^", ["kernel", "M0", 0, 0, 0, 1, 0, 0], 2]], "1/2"),
}


NAMES = ["exp", "sin:omega=1,phase=1"]  # one of them for each, the other one where there is time


@pytest.mark.parametrize(
    ("what", "name"),
    [pytest.param(what, NAMES[(i + j) % 2], marks=pytest.mark.slow if j or i % 2 else ())
     for i, what in enumerate(GAPS) for j in (0, 1)],
)  # fmt: skip
def test_the_degrees_add_up(what, name):
    """The sum over all degrees, with the Hermite coefficients of an activation, is the value of the inequality."""
    gap, base = GAPS[what]
    parts = goals(gap, base=base)
    variances = {"hermite_c0": 1, "hermite_c1": 4, "hermite_c2": Rational(1, 4)}
    coefficients = {key: [mpf(c.mid().str(40, radius=False)) for c in hermite_coefficients(name, q, 45)[0]]
                    for key, q in variances.items()}  # fmt: skip
    total, named = mpf(0), Named(name)
    for m in range(45):
        values = {key: own[m] for key, own in coefficients.items()}
        values |= {"hermite_m": mpf(m), "hermite_power": named.value(parse(base)) ** m}
        total += named.value(parts[min(m, 3)].relation.gap, values)
    assert abs(total - named.value(parse(gap))) < 1e-10


@pytest.mark.parametrize(
    ("gap", "options"),
    [
        (kappa(1, "1/2", 1), {"base": "1/3"}),  # no power of it
        (kappa(1, 2, 1), {"base": 2}),
        (kappa(1, "-1/2", 1), {"base": "-1/2"}),
        (kappa(1, 1, 1, 1), {"base": "1/2"}),  # a slope at correlation 1
        (kappa(-1, "1/2", -1), {"base": "1/2"}),
        (kappa(1, 0, -1), {}),
        (["-", ["^", ["kernel", "M0", 0, 0, 0, 1, 0, 0], 2], kappa(1, "1/2", 1)], {"base": "1/2", "steps": 1}),
        (kappa(1, 0, 1, 1), {"base": "1/2", "steps": 2}),
        (kappa(-1, 0, 1), {}),
        (kappa(1, "l", 1, 1), {"base": "l", "l": "real", "where": [[">", "l", 0], ["<=", "l", 1]]}),
        (kappa(1, "1/2", 1, 4), {"base": "1/2"}),  # from degree 3 on
        (["kernel", "kappa", 1, 0, 0, 1, 1, 1], {}),
        (kappa("l", "l", "l"), {"l": "real"}),
        (["^", kappa(1, 1, 1), 2], {}),
        (["*", kappa(1, 1, 1), kappa(1, 0, 1)], {}),
        (["exp", kappa(1, 1, 1)], {}),
        (kappa(1, 1, 1), {"op": "="}),
        (kappa(1, 1, 1), {"op": "!="}),
        (kappa(1, 1, 1), {"kernel": None}),
        (kappa(1, 1, 1), {"op": "<", "kernel": read_kernel({"uninterpreted": "kappa"})}),
        (kappa(1, 1, 1), {"op": "<", "kernel": read_kernel({"uninterpreted": "kappa", "beyond": 3})}),
        (kappa(1, 1, 1), {"hermite_c0": "real"}),
    ],
)
def test_what_is_no_series_is_rejected(gap, options):
    with pytest.raises(Reject):
        goals(gap, **options)


def test_a_strict_inequality_is_strict_above_the_degree_only():
    """κ(1, 1, 1) > 0: in the degrees 0, 1, 2 the coefficients may vanish."""
    parts = goals(["+", kappa(4, 4, 4), kappa(1, 1, 1)], op="<")
    assert [part.relation.op for part in parts] == ["<=", "<=", "<=", "<"]
    assert [len(part.domain.where) for part in parts] == [0, 0, 0, 4]
    assert all(part.entries == (part.relation.rhs,) for part in parts)  # each part is shown to be defined
    assert Relation("!=", sym("hermite_c0"), ZERO) in parts[-1].domain.where  # that of variance 1
    kinds = {"hermite_c0": "real", "hermite_c1": "real", "hermite_m": "integer", "hermite_power": "real"}
    assert parts[-1].domain.kinds == kinds


def test_an_inequality_in_an_undeclared_symbol_is_malformed():
    with pytest.raises(Malformed, match="undeclared symbol"):
        goals(["-", kappa(1, 1, 1), "hermite_value0"])


def test_the_hypotheses_on_the_functions_of_self_similarity():
    relations = series.self_similar(read_kernel(SIMILAR), [num(2)])
    said = [(relation.op, relation.lhs.args[0], relation.rhs) for relation in relations if relation.op != "="]
    assert said == [("!=", "lambda", ZERO), (">", "mu", ZERO)]


@pytest.mark.parametrize("base", ["1/2", 1])
def test_what_is_said_of_a_degree_is_so_of_all_from_the_first(base):
    """m ≥ 3 and 0 < sᵐ ≤ 1, and no more: in degree 3, at s = 1, and far out."""
    where, named = goals(kappa(1, base, 1), base=base)[-1].domain.where, Named("exp")
    assert {relation.op for relation in where} == {">=", ">", "<="}
    for m in (3, 4, 50):
        values = {"hermite_m": mpf(m), "hermite_power": named.value(parse(base)) ** m}
        gaps = [(relation.op, named.value(relation.gap, values)) for relation in where]
        assert all(gap > 0 or (gap == 0 and "=" in op) for op, gap in gaps)


def proved(claim, kernel=None, **fields):
    """Whether core accepts the witness of a true claim for this kernel, or with other fields."""
    answer = decide(claim)
    assert answer.verdict is Verdict.PROVED
    core = {**copy.deepcopy(claim.core), **fields}
    core["configuration"]["kernel"] |= kernel or {}
    core["configuration"]["kernel"] = {k: v for k, v in core["configuration"]["kernel"].items() if v is not None}
    return check(certificate(core, answer.certificate["witness"], "0")).verdict is Verdict.PROVED


def test_without_its_hypotheses_nothing_is_accepted():
    critical, _ = universal.self_similar()
    assert proved(critical)
    assert not proved(critical, {"self_similar": None})
    assert not proved(critical, {"self_similar": ["mu", "lambda"]})
    best = universal.best()
    assert proved(best)
    assert not proved(best, {"beyond": None})
    assert not proved(best, {"beyond": 1})  # it is false for He_2
    assert not proved(best, {"beyond": 3})
    assert not proved(best, {"self_similar": None})


def test_a_larger_bound_is_not_accepted():
    claim = lower_bound.lower_bound()
    assert proved(claim)
    assert not proved(claim, value=["+", claim.core["value"], "1e-9"])
    assert not proved(claim, value=["+", claim.core["value"], ["kernel", "M0", 0, 0, 0, 1, 0, 0]])


def test_a_series_is_none_of_an_arbitrary_function():
    """κ(1, 1, 1) ≥ 0 is so for kernels; a bare inequality says nothing of what κ is."""
    core = {"kind": "at_most", "lhs": 0, "rhs": kappa(1, 1, 1)}
    steps = [{"kind": "zero"}, {"kind": "positive"}]
    finding = check(certificate(core, {"kind": "series", "steps": steps}, "0"))
    assert finding.verdict is Verdict.UNDECIDED
    assert "any σ" in finding.why


def test_groups_in_any_number():
    """Independent parts: for any σ only, for a scale that is not negative, and no larger bound."""
    claim = many.lower_bound()
    assert proved(claim)
    assert not proved(claim, value=["+", claim.core["value"], "1e-9"])
    assert "are independent" in decide(claim).why
    witness = decide(claim).certificate["witness"]
    core = copy.deepcopy(claim.core)
    core["configuration"]["scale"] = "-1"
    assert check(certificate(core, witness, "0")).verdict is Verdict.UNDECIDED
    erf = copy.deepcopy(loss_at_least(CopyAverage.symbolic("erf"), 0).core)
    finding = check(certificate(erf, {**witness, "kernel": kernel("erf").derivation.witness}, "0"))
    assert "any σ" in finding.why


@pytest.mark.parametrize("slip", [lambda model: ZERO, lambda model: num(2) * mean_of_group(model)])
def test_a_core_with_another_mean_of_a_group_is_noticed(slip, monkeypatch):
    core, witness = many.lower_bound().core, decide(many.lower_bound()).certificate["witness"]
    monkeypatch.setattr(loss_bound, "mean_of_part", slip)
    assert check(certificate(core, witness, "0")).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("sigma", ["exp", "relu", "gelu", "gaussian"])
@settings(deadline=None, max_examples=10)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_the_bound_with_full_vectors(sigma, sizes, random):
    """In floats, at students drawn at random."""
    k = sum(sizes)
    own = [(random.uniform(-3, 3), random.uniform(0.1, 2)) for _ in sizes]
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    W = [[r / m**0.5 * (end - m <= j < end) for j in range(k)] for (_, r), m, end in zip(own, sizes, ends, strict=True)]
    loss = Problem.orthonormal(sigma, n=len(sizes), k=k).loss(Network(np.array(W), np.array([a for a, _ in own])))
    values = {m: float(kernel(sigma).numeric(1, 1 / m, 1) - kernel(sigma).numeric(1, 0, 1)) for m in (1, *sizes)}
    assert loss > sum(m * values[1] - m**2 * values[m] for m in sizes) - 1e-12


@pytest.mark.parametrize("extra", [
    {"self_similar": ["lambda"]}, {"self_similar": ["kappa", "mu"]}, {"self_similar": ["M0", "mu"]},
    {"self_similar": ["mu", "mu"]}, {"beyond": -1}, {"beyond": "2"}, {"activation": "z"},
])  # fmt: skip
def test_kernels_that_are_not_read(extra):
    core = copy.deepcopy(universal.best().core)
    core["configuration"]["kernel"] |= extra
    with pytest.raises(Malformed):
        read_claim(core)


def test_a_named_kernel_is_not_said_to_be_self_similar():
    with pytest.raises(Malformed):
        read_kernel({"activation": "z", "beyond": 0})
    with pytest.raises(Malformed):
        read_kernel({"activation": "z", "self_similar": ["lambda", "mu"]})
