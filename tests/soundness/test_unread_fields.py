"""Fields that a claim or a witness has and core does not use: what nobody reads is refused, not ignored."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from sympy import Symbol, atan, exp, log, pi, sin

import symcrit as sc
from symcrit import compression
from tests.second.common import REDUCTION, read

from . import branches, forgery
from .kernels import ERF, RELU, derived

x = Symbol("x", real=True)
TENFOLD = {
    "activation": RELU["activation"],
    "teacher": ["*", 5, ["+", "z", ["abs", "z"]]],
    "forms": [["*", 10, form] for form in RELU["forms"]],
}
SIMPLEX = {"cosine": "-1/2", "length": "sqrt(2*pi)/(2*pi/3 + sqrt(3))", "d": 2}
ON_TARGETS = {
    "equiangular": compression.equiangular(3, 1, 0, **SIMPLEX),
    "optimal": compression.optimal(2, 1, 0, cosine=-1, length="sqrt(2/pi)", loss="1 - 2/pi", d=1),
    "stable": compression.stable(3, 1, 0, above="1/2", below="3/4", **SIMPLEX),
    "dual_bound": compression.dual_bound(3, 1, 0, cosine="-1/2", value="1/5"),
    "signed_minimum": compression.signed_minimum(2, 1, 2, loss="1 - 2/pi", d=1),
    "reduction": compression.reduction("1/4 - 1/(2*pi)"),
    "sphere_mean": compression.sphere_mean(3, "3/16"),
}
AVERAGE = sc.CopyAverage.symbolic("erf")
ONE = sc.SymmetricNetwork(["2"], [sc.Member(w=["1/sqrt(6)"], a=2)])
CLAIMS = {
    **ON_TARGETS,
    "onto": compression.onto(x, 1 - x, x, where=[x >= 0, x < 1]),
    "bounded": compression.onto(x, 2 - x, x, where=[x >= 0, x < 1]),
    "falling": compression.onto(2 - 4 * x + 3 * x**2, 1 - x, x, where=[x >= 0, x < 1]),
    "equal": sc.equal(exp(2 * x), exp(x) ** 2 + x - x),
    "machin": sc.equal(4 * atan("1/2") + 4 * atan("1/3"), pi),
    "chain": sc.less(log(1 + x), x, where=[x > 0]),
    "false": sc.less(x, sin(x), where=[x > 0]),
    "increasing": sc.increasing(x + sin(x) / 2, x),
    "not increasing": sc.increasing(sin(x), x),
    "critical": sc.critical(AVERAGE),
    "not the loss": sc.loss_is(AVERAGE, 1),
    "loss": sc.loss_is(sc.CopyAverage([[0], [1, 2]]), "2/3 - 8*asin(1/4)/pi"),
    "kernel": sc.kernel_of("erf"),
    "sector": sc.sector(ONE, "standard", 0, matrix=[["32*sqrt(3)/(9*pi)"]], signs=[1]),
    "too high": compression.dual_bound(3, 1, 0, cosine="-1/2", value=1),
    "of the plane": compression.sphere_mean(3, "1/5"),
}  # fmt: skip
IN_BALLS = {
    "branch": branches.honest,
    "one k": lambda: found(sc.claims.Claim(branches.claim(where=[[">=", "k", 5]]))),
    "isolated": lambda: found(sc.isolated(sc.PerturbedCopy(2, 4))),
    "another inertia": lambda: found(sc.isolated(sc.OneNeuron(k=2), inertia=(2, 1))),
}


@cache
def document(name: str) -> dict[str, Any]:
    if name == "reduction":
        return read(REDUCTION)
    answer = sc.decide(CLAIMS[name])
    assert answer.certificate is not None
    return answer.certificate


def found(claim: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    certificate = sc.decide(claim, effort=4).certificate
    assert certificate is not None
    return certificate["claim"], certificate["witness"]


def outcome(claim: dict[str, Any], witness: dict[str, Any]) -> str:
    return forgery.verdict({"claim": claim, "witness": witness})


def objects(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Every JSON object below a node, with its path."""
    if isinstance(node, dict):
        yield path, node
    for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from objects(child, (*path, key))


def replaced(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at a path; what is not on the path is shared."""
    if not path:
        return value
    changed = node.copy()
    changed[path[0]] = replaced(node[path[0]], path[1:], value)
    return changed


def test_the_teacher_of_a_kernel_is_not_ignored() -> None:
    """E[σ(u)τ(v)], τ = 10σ, in place of E[σ(u)σ(v)]: the least L is 1 − 1/π, not 9/10."""
    numbers = {"count": 1, "mean": 1, "slope": 0, "cosine": 0, "value": "9/10"}
    claim = {"kind": "dual_bound", "kernel": TENFOLD, **numbers}
    proofs = {key: {"kind": "positive"} for key in ("kink", "count", "K", "pull", "value")}
    witness = {"kind": "goals", "proofs": proofs, **derived(TENFOLD)}
    assert "kernel" in witness
    assert outcome(claim, witness) == "malformed"
    proofs |= {"slope": {"kind": "zero"}}
    assert outcome(claim, witness) == "malformed"
    assert outcome({**claim, "kernel": RELU, "value": "1/3"}, {**witness, **derived(RELU)}) == "PROVED"


@pytest.mark.parametrize("kind", ON_TARGETS)
def test_an_affine_target_takes_the_closed_kernel_of_one_activation(kind: str) -> None:
    claim, witness = document(kind)["claim"], document(kind)["witness"]
    biased = {**RELU, "biased": True}
    bare = {"activation": RELU["activation"]}
    for kernel in (TENFOLD, biased, bare, {"uninterpreted": "kappa"}):
        assert outcome({**claim, "kernel": kernel}, witness) == "malformed"
        assert outcome({**claim, "kernel": kernel}, {"kind": "refute", "at": {}}) == "malformed"


@pytest.mark.parametrize("fields", [{"sector": "standard"}, {"below": "3/4"}, {"below": "3/4", "sector": "every"}])
def test_the_kind_of_an_upper_bound_goes_with_it(fields: dict[str, Any]) -> None:
    claim, witness = document("stable")["claim"], document("stable")["witness"]
    bare = {key: part for key, part in claim.items() if key not in ("below", "sector")}
    assert outcome({**bare, **fields}, witness) == "malformed"


def test_the_pool_of_a_network_holds_its_entries() -> None:
    network = {"pool": ["0", "1"], "W": [[1, 0]], "a": [1], "V": [[1, 0]], "b": [1]}
    claim = {"kind": "loss", "configuration": {"kernel": ERF, "network": network}, "value": 0}
    witness = {"kind": "goals", **derived(ERF)}
    assert outcome(claim, witness) == "PROVED"
    for entry in (["sqrt", 7], ["/", 1, 0], "x"):
        claim["configuration"] = {"kernel": ERF, "network": {**network, "pool": ["0", "1", entry]}}
        assert outcome({**claim, "symbols": {"x": "real"}}, {**witness, "sample": {"x": 1}}) == "malformed"
    claim["configuration"] = {"kernel": ERF, "network": {**network, "pool": ["0", "1", "1/7"]}}
    assert outcome(claim, witness) == "PROVED"


@pytest.mark.parametrize("kind", ["positive", "refute"])
def test_hypotheses_that_would_not_be_printed_are_refused(kind: str) -> None:
    """1 < 0 makes every claim true, and stands nowhere in its statement."""
    claim = {"kind": "less", "lhs": 0, "rhs": 1, "where": [["<", 0, 1]]}
    assert outcome(claim, {"kind": kind}) == "malformed"


@pytest.mark.parametrize("name", CLAIMS)
def test_no_object_in_a_witness_has_a_field_that_is_not_read(name: str) -> None:
    claim, witness = document(name)["claim"], document(name)["witness"]
    honest, every = outcome(claim, witness), list(objects(witness))
    assert honest in ("PROVED", "REFUTED")
    for path, node in every[:: 1 + len(every) // 25]:
        noted = outcome(claim, replaced(witness, path, {**node, "note": "trust me"}))
        assert noted == "malformed" or (noted == "UNDECIDED" and "kind" not in node), path


@pytest.mark.parametrize("name", IN_BALLS)
def test_no_object_in_a_witness_of_balls_has_a_field_that_is_not_read(name: str) -> None:
    claim, witness = IN_BALLS[name]()
    assert outcome(claim, witness) in ("PROVED", "REFUTED")
    at_hand = [(path, node) for path, node in objects(witness) if "steps" not in path]
    for path, node in at_hand:
        assert outcome(claim, replaced(witness, path, {**node, "note": []})) in ("malformed", "UNDECIDED"), path


MISPLACED = {  # fields that other witnesses have
    "equal": {"form": 0, "symbol": "x", "at": 0, "proofs": {"claim": {"kind": "zero"}}, "kernel": {}},
    "chain": {"at": 0, "form": 1, "rule": "mean-value", "given": {"function": 1}},
    "increasing": {"given": {"function": 1}, "form": 1, "other": "1/2"},
    "critical": {"rule": "mean-value", "form": 0, "inequalities": {"kind": "positive"}},
    "kernel": {"lemmas": [], "proofs": {"value": {"kind": "zero"}}, "equations": {"kind": "zero"}},
    "false": {"other": "1/2", "sizes": [1], "truth": {}, "sample": {"x": 1}, "kernel": {}, "lemmas": []},
    "not the loss": {"other": "1/2", "sample": {"l": 1}, "frames": {}},
    "sphere_mean": {"function": 1, "form": 1, "lemmas": []},
}


@pytest.mark.parametrize("name", MISPLACED)
def test_fields_of_other_witnesses_are_refused(name: str) -> None:
    claim, witness = document(name)["claim"], document(name)["witness"]
    for field, value in MISPLACED[name].items():
        assert outcome(claim, {**witness, field: value}) in ("malformed", "UNDECIDED"), field


def test_what_has_no_proof_of_its_own_is_proved_at_sight_or_not_at_all() -> None:
    """So certificates of before a goal was asked for stay readable where the goal is evident."""
    claim, witness = document("dual_bound")["claim"], document("dual_bound")["witness"]
    fewer = dict(witness["proofs"])
    del fewer["slope"]
    assert outcome(claim, {**witness, "proofs": fewer}) == "PROVED"
    assert outcome({**claim, "value": "9/10"}, {**witness, "proofs": fewer}) == "UNDECIDED"
    del fewer["value"]
    assert outcome({**claim, "value": "9/10"}, {**witness, "proofs": fewer}) == "UNDECIDED"


def test_a_proof_of_what_is_no_goal_is_refused() -> None:
    claim, witness = document("dual_bound")["claim"], document("dual_bound")["witness"]
    proofs = {**witness["proofs"], "and so on": {"kind": "positive"}}
    assert outcome(claim, {**witness, "proofs": proofs}) == "malformed"
