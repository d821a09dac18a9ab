"""Sectors for symbolic sizes: what the proofs claim agrees with full Hessians, and what is wrong is refuted."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import sympy

import symcrit as sc

PROOFS = Path(__file__).parents[2] / "proofs" / "copy_average"
SIZES = [(1, 2), (2, 2), (2, 3), (3, 2), (4, 2), (4, 3), (5, 2), (6, 2), (5, 4)]


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROOFS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SECTORS, THRESHOLD = loaded("optimal_sectors"), loaded("saddle_threshold")


def numbers(rows: list[list[object]], m: int, l: int) -> np.ndarray:  # noqa: E741
    here = {SECTORS.m: m, SECTORS.l: l}
    return np.array([[float(sympy.sympify(entry).subs(here)) for entry in row] for row in rows])


def blocks(m: int, l: int) -> list[tuple[int, np.ndarray]]:  # noqa: E741
    """(multiplicity, matrix) for every sector inside the span of the teachers, as the proofs state them."""
    symmetric, standard = SECTORS.SYMMETRIC, SECTORS.STANDARD
    pulled = [[THRESHOLD.alike(m), m * THRESHOLD.x], [m * THRESHOLD.x, THRESHOLD.M]]
    found = [(1, SECTORS.matrix(7, symmetric) if m > 1 else SECTORS.matrix(6, SECTORS.without(1, 7, symmetric)))]
    if m > 1:
        own = SECTORS.matrix(6, standard) if m > 2 else SECTORS.matrix(5, SECTORS.without(3, 6, standard))
        found.append((m - 1, own))
    found.append((l - 1, pulled))
    found += [(number, [[value]]) for number, value in zip(multiplicities(m, l), SECTORS.CONSTANTS, strict=False)]
    return [(number, numbers(rows, m, l)) for number, rows in found if number]


def multiplicities(m: int, l: int) -> list[int]:  # noqa: E741
    return [(m - 1) * (l - 1), max(m * (m - 3) // 2, 0), (m - 1) * (m - 2) // 2]


@pytest.mark.parametrize(("m", "l"), SIZES)
def test_the_sectors_have_the_inertia_of_the_full_hessian(m: int, l: int) -> None:  # noqa: E741
    n, k = m + 1, m + l
    problem = sc.Problem.orthonormal("erf", n=n, k=k)
    point = sc.CopyAverage([*([i] for i in range(m)), [*range(m, k)]]).at(problem)
    network = sc.Network(np.array(point.network.W, dtype=float), np.array(point.network.a, dtype=float))
    full = np.linalg.eigvalsh(np.array(problem.hessian(network), dtype=float))
    parts = [(number, np.linalg.eigvalsh(matrix)) for number, matrix in blocks(m, l)]
    assert sum(number * len(values) for number, values in parts) == n * (k + 1) == len(full)
    assert sum(number * sum(values < 0) for number, values in parts) == sum(full < 0) == (l - 1) * (n > threshold(l))
    assert min(abs(full)) > 1e-6


def threshold(l: int) -> float:  # noqa: E741
    """n*(l), from the reference: copy_average_saddle.json, computed in ball arithmetic."""
    return {2: 5.13568652612029, 3: 11.3039663223410, 4: 19.9600960995860}[l]


def test_at_two_copies_one_pattern_less_is_needed() -> None:
    """At m = 2, Σ_{j≠i} u_j e_j is −u_i Σ_{j≠i} e_j: with both, no matrix is definite."""
    entries = {key: sympy.sympify(entry).subs(SECTORS.m, 2) for key, entry in SECTORS.STANDARD.items()}
    claim = sc.sector(SECTORS.optimal(2), "standard", 0, matrix=SECTORS.matrix(6, entries), where=[SECTORS.l >= 2])
    assert sc.decide(claim).verdict is sc.Verdict.UNDECIDED
    assert "(5) " in claim.statement.split("move as")[1]
    assert "(6) " not in claim.statement.split("move as")[1]
    assert "(6) " in SECTORS.standard().statement.split("move as")[1]


def test_a_wrong_step_is_not_used() -> None:
    u = sympy.Symbol("u", positive=True)
    false, true = sc.less(sympy.asin(u), u, where=[u < 1]), sc.less(u, sympy.asin(u), where=[u < 1])
    answer = sc.decide(sc.less(u / 2, sympy.asin(u), where=[u < 1]).using(false, true))
    assert answer.verdict is sc.Verdict.PROVED
    assert sc.decide(sc.less(sympy.asin(u), u / 2, where=[u < 1]).using(false)).verdict is sc.Verdict.REFUTED


def test_steps_are_no_part_of_the_claim() -> None:
    x = sympy.Symbol("x", positive=True)
    plain, step = sc.less(sympy.sin(x), 1 + x), sc.less(sympy.sin(x), x)
    assert plain.using(step) == plain
    assert plain.using(step).steps == (step,)
    with pytest.raises(sc.InputError, match=r"a step is an inequality"):
        plain.using(sc.equal(x, x))


NEURON = loaded("../one_neuron/minimum")


@pytest.fixture(scope="module")
def certificate() -> dict:
    answer = sc.decide(NEURON.hessian(), timeout=60)
    assert answer.verdict is sc.Verdict.PROVED
    return answer.certificate


def edited(certificate: dict, claim: dict) -> sc.Answer:
    from symcrit.certificate import digest
    from symcrit.core.networks.species import Sector

    said = {Sector(part["sector"]["kind"], tuple(part["sector"]["species"]), part["sector"]["outside"]).label
            for part in claim["sectors"]}  # fmt: skip
    proofs = certificate["witness"]["proofs"]
    kept = {key: part for key, part in proofs.items() if key.split("/")[0] in said}
    changed = {**certificate, "claim": claim, "witness": {**certificate["witness"], "proofs": kept}}
    return sc.check({**changed, "digest": digest(changed)})


def test_sectors_that_do_not_add_up_are_not_all(certificate: dict) -> None:
    claim = certificate["claim"]
    assert edited(certificate, claim).verdict is sc.Verdict.PROVED
    for left_out in (0, 1):  # without the outside, it is a claim about the span
        fewer = [part for i, part in enumerate(claim["sectors"]) if i != left_out]
        answer = edited(certificate, {**claim, "sectors": fewer})
        assert answer.verdict is sc.Verdict.UNDECIDED
        assert "the sectors do not add up" in answer.why
    span = edited(certificate, {**claim, "sectors": claim["sectors"][:2]})
    assert span.verdict is sc.Verdict.PROVED
    assert "in the span of the teachers" in span.statement


def test_the_proof_of_a_sector_that_is_not_claimed_is_refused(certificate: dict) -> None:
    from symcrit.certificate import digest

    changed = {**certificate, "claim": {**certificate["claim"], "sectors": certificate["claim"]["sectors"][:2]}}
    with pytest.raises(sc.InputError, match="nothing reads"):
        sc.check({**changed, "digest": digest(changed)})


def test_a_sector_may_stand_once(certificate: dict) -> None:
    claim = certificate["claim"]
    with pytest.raises(sc.InputError, match="a sector stands twice"):
        edited(certificate, {**claim, "sectors": [*claim["sectors"], claim["sectors"][1]]})
    bare = {key: part for key, part in claim["sectors"][1].items() if key != "signs"}
    with pytest.raises(sc.InputError, match="needs the signs"):
        edited(certificate, {**claim, "sectors": [claim["sectors"][0], bare]})


def test_one_teacher_has_no_differences(certificate: dict) -> None:
    """At k = 1 the sector of e_1 − e_2 does not occur; the claim that it does is about nothing."""
    claim = certificate["claim"]
    answer = edited(certificate, {**claim, "where": [[">=", "k", "1"]]})
    assert answer.verdict is sc.Verdict.UNDECIDED
    assert "more directions" in answer.why


def test_all_sectors_takes_sectors_of_one_network() -> None:
    one = sc.SymmetricNetwork(["2"], [sc.Member(w=["1/sqrt(6)"], a=2)])
    other = sc.SymmetricNetwork(["3"], [sc.Member(w=["1/sqrt(15)"], a=3)])
    first, second = (sc.sector(own, "standard", 0, matrix=[[1]], signs=[1]) for own in (one, other))
    with pytest.raises(sc.InputError, match="one and the same network"):
        sc.all_sectors(first, second)
    with pytest.raises(sc.InputError, match="claims about sectors"):
        sc.all_sectors()


def test_it_is_the_count_that_rejects(certificate: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    from symcrit.core.claims.sectors import Sectors

    monkeypatch.setattr(Sectors, "_add_up", lambda claim, context: None)
    claim = certificate["claim"]
    assert edited(certificate, {**claim, "sectors": claim["sectors"][:1]}).verdict is sc.Verdict.PROVED
