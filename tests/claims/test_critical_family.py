"""The claim `critical_family`: ∇L = 0 at a symmetric family, for all sizes, and nothing else is accepted."""

from dataclasses import replace

import pytest
from sympy import N, Symbol, eye, sqrt

import symcrit as sc
from symcrit.core import Malformed, Verdict, Work, check, read_claim
from symcrit.core.algebra import balls
from symcrit.core.claims import critical_family
from symcrit.core.networks.species import Sector

K, m = Symbol("K", integer=True, positive=True), Symbol("m", integer=True, positive=True)
C = 1 / sqrt(K * (2 * K - 1))


def equal_students(length=C, a=1, activation="erf"):
    return sc.SymmetricNetwork([K], [sc.Member(w=[length], at=0, diagonal=length, a=a)], activation)


def copies(entry=1, activation="erf"):
    """m teachers that are learned, and a student that averages K more."""
    one = sc.Member(w=[0, 0], at=0, diagonal=entry)
    return sc.SymmetricNetwork([m, K], [one, sc.Member(w=[0, C], a=K)], activation)


TRUE = {
    "equal students": sc.critical(equal_students(), free="W"),
    "by a as well": sc.critical(equal_students()),
    "students that count for nothing": sc.critical(equal_students(a=0), free="W"),
    "copies and an average": sc.critical(copies()),
    "copies of ReLU": sc.critical(sc.SymmetricNetwork([m], [sc.Member(w=[0], at=0, diagonal=1)], "relu")),
    "of any activation": sc.critical(
        sc.SymmetricNetwork([m], [sc.Member(w=[0], at=0, diagonal=1)], sc.Kernel.uninterpreted("kappa"))
    ),
}
FALSE = {
    "another length": sc.critical(equal_students(1 / sqrt(2 * K**2)), free="W"),
    "students that count for nothing": sc.critical(equal_students(a=0)),  # ∂L/∂w = 0, and ∂L/∂a is not
    "copies that are too long": sc.critical(copies(2)),
}
EXAMPLE = TRUE["equal students"].core


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED
    assert "symmetric-criticality" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


def test_it_agrees_with_the_gradient_of_all_weights():
    """By explicit vectors the gradient is 0 where the claim is proved, and not where it is refuted."""
    problem = sc.Problem.orthonormal("erf", n=3, k=3)
    right, wrong = ([[length] * 3] * 3 for length in ("1/sqrt(15)", "1/sqrt(18)"))
    assert max(abs(problem.gradient(sc.Network(right)).W.evalf(20))) < 1e-18
    assert max(abs(problem.gradient(sc.Network(wrong)).W.evalf(20))) > 1e-3


NETWORKS = {  # sizes, b, students
    "two species": ([2, 1], [1, "1/2"], [
        sc.Member(w=["1/5", "-1/3"], at=0, diagonal="3/4", a=2),
        sc.Member(w=["1/2", None], at=1, diagonal=-1, a="1/5"),
        sc.Member(w=["1/5", 2], a="-1/3"),
    ]),
    "equal students": ([3], [-1], [
        sc.Member(w=["1/2"], at=0, diagonal="1/2"),
        sc.Member(w=["1/2"], a="3/4"),
        sc.Member(w=[0], at=0, diagonal=1, a="1/2"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_every_goal_is_the_derivative_at_explicit_vectors(name):
    """∂L along a pattern, in the order of the statement, is the sum of entries of ∇L that the pattern moves."""
    sizes, b, students = NETWORKS[name]
    place = sc.SymmetricNetwork(sizes, students, b=b)
    species = [p for p, size in enumerate(sizes) for _ in range(size)]
    d = len(species)
    problem = sc.Problem(sc.Network(eye(d).tolist(), [b[p] for p in species]), "erf", n=1)
    rows, a, patterns = [], [], []
    for own in students:
        first = len(rows)
        homes = [None] if own.at is None else [j for j in range(d) if species[j] == own.at]
        rows += [[own.diagonal if j == home else own.w[species[j]] for j in range(d)] for home in homes]
        a += [own.a] * len(homes)
        places = list(enumerate(homes, first))
        if own.at is not None:
            patterns.append([("W", (i, home)) for i, home in places])
        for p, entry in enumerate(own.w):
            if entry is not None:
                patterns.append(
                    [("W", (i, j)) for i, home in places for j in range(d) if species[j] == p and j != home]
                )
        patterns.append([("a", i) for i, _ in places])
    gradient = replace(problem, n=len(rows)).gradient(sc.Network(rows, a))
    entries = {"W": gradient.W, "a": gradient.a}
    goals = list(read_claim(sc.critical(place).core).goals(Work(10**8)))
    assert len(goals) == len(patterns)
    for goal, pattern in zip(goals, patterns, strict=True):
        value = sum(entries[letter][at] for letter, at in pattern)
        assert abs(float(balls.evaluate(goal.relation.lhs, {}).mid()) - N(value)) < 1e-13


def test_what_is_free_must_be_said_of_a_family():
    with pytest.raises(Malformed, match="free"):
        check({"claim": {**EXAMPLE, "free": "a"}, "witness": {"kind": "goals", "sample": {"K": 2}}})
    with pytest.raises(sc.InputError, match="SymmetricNetwork"):
        sc.critical(sc.CopyAverage.symbolic("erf"), free="W")


def test_groups_are_not_spoken_of():
    groups = sc.critical(sc.CopyAverage.symbolic("erf")).core
    with pytest.raises(Malformed, match="speaks about species"):
        check({"claim": {**groups, "kind": "critical_family", "free": "W"}, "witness": {"kind": "goals"}})


def test_a_core_that_moves_along_other_patterns_is_noticed(monkeypatch):
    """Along patterns of other sectors ∂L is 0 at every symmetric network."""
    witness = sc.decide(TRUE["equal students"]).certificate["witness"]
    document = {"claim": {**FALSE["another length"].core, "where": [["<=", 3, "K"]]}, "witness": witness}
    witness["sample"] = {"K": 5}
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(critical_family, "TRIVIAL", Sector("cyclic", (0,)))
    witness.pop("proofs", None)
    assert check(document).verdict is Verdict.PROVED


def test_second_derivatives_by_the_incoming_weights_alone():
    """With `free="W"` no pattern moves a."""
    rows = [["-2*sqrt(3)/(9*pi)"]]
    claim = sc.sector(equal_students(), "cyclic", 0, matrix=rows, free="W", where=[K >= 3])
    assert claim.core["free"] == "W"
    with pytest.raises(sc.InputError, match="free"):
        sc.sector(equal_students(), "cyclic", 0, matrix=rows, free="a")
