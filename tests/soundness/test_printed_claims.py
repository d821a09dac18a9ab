"""What is printed says no more than what core checked: kernels with means or a teacher, means of any σ, entries 0."""

import json
from typing import Any

import pytest

import symcrit as sc
from symcrit.core.registry import read_claim
from symcrit.core.verdict import check
from symcrit.words.latex import paragraph
from symcrit.words.statement import sentences, statement
from tests.words.examples import CLAIMS

from . import branches, forgery
from .kernels import derived

MEAN = ["^", ["kernel", "M0", 0, 0, 0, 1, 0, 0], 2]
NONE: dict[str, Any] = {"symbols": {}, "where": []}


def sentence(claim: dict[str, Any]) -> str:
    """The claim as it is typeset."""
    return paragraph(sentences(read_claim(claim)))


def of_kernel(kernel: Any) -> dict[str, Any]:
    """The claim that the forms of a kernel are right, which core proves."""
    claim = {"kind": "kernel", **NONE, "kernel": kernel.core}
    witness = {"kind": "goals", **derived(kernel.core)}
    assert forgery.verdict({"claim": claim, "witness": witness}) == "PROVED"
    return claim


def test_a_kernel_of_two_activations_is_not_printed_as_that_of_one() -> None:
    words = sentence(of_kernel(sc.kernel("erf", "relu")))
    assert r"\tau(z) =" in words
    assert r"\mathbb{E}[\sigma(u)\tau(v)] =" in words
    assert r"\sigma(v)" not in words


def test_a_kernel_with_means_is_not_printed_as_one_of_centred_variables() -> None:
    claim = of_kernel(sc.kernel("relu", bias=True))
    assert "centred" not in sentence(claim)
    assert "means $m_{1}$, $m_{2}$" in sentence(claim)
    # κ, too: 1/√det occurs in it
    assert "all three where the right side is defined, which it is for q12² < q11·q22" in statement(claim)


def test_means_of_any_activation_are_explained_wherever_they_occur() -> None:
    place = {"kernel": {"uninterpreted": "kappa"}}
    place["groups"] = {"size": "l", "sizes": [2], "students": [{"a": 0, "c": 1}]}
    value = ["+", ["*", 2, ["kernel", "kappa", 0, 0, 0, 1, 1, 1]], ["*", 2, MEAN]]
    claim = {"kind": "loss", **NONE, "configuration": place, "value": value}
    assert check({"claim": claim, "witness": {"kind": "goals"}}).verdict == "PROVED"
    assert "M0(q), M1(q) and M2(q) are the means of σ(u), σ′(u) and σ″(u)" in statement(claim)
    assert "$M_{0}(q)$, $M_{1}(q)$ and $M_{2}(q)$ are the means" in sentence(claim)
    assert "M0(q)" not in statement({**claim, "value": 1})


def test_functions_that_are_left_open_are_said_to_be_any_and_symmetric() -> None:
    """f(1, 2, 3) = f(3, 2, 1) is so for kernels, and of no other function with three arguments."""
    claim = {
        "kind": "equal",
        **NONE,
        "lhs": ["kernel", "f", 0, 0, 0, 1, 2, 3],
        "rhs": ["kernel", "f", 0, 0, 0, 3, 2, 1],
    }
    assert check({"claim": claim, "witness": {"kind": "zero"}}).verdict == "PROVED"
    assert statement(claim).endswith("f is any differentiable function with f(x, y, z) = f(z, y, x) for all x, y, z")
    assert sentence(claim).startswith(
        "Let $f$ be any differentiable function with $f(x, y, z) = f(z, y, x)$ for all $x, y, z$."
    )
    own, erf = ["kernel", "g", 0, 0, 0, "l", 0, 0], sc.OneNeuron("erf", k=1, a=1, norm=1)
    place = sc.critical(erf).core["configuration"]
    place["groups"] |= {"students": [{"a": own, "c": 1}]}
    claim = {"kind": "critical", **NONE, "configuration": place}
    assert statement(claim).startswith("Let g be any differentiable function. ")
    assert "Let $g$ be any differentiable function. " in sentence(claim)


def test_the_functions_of_an_activation_are_not_said_to_be_any_others() -> None:
    similar = {"uninterpreted": "K", "self_similar": ["g", "h"]}
    value = ["+", *(["kernel", name, 0, 0, 0, 2, 0, 0] for name in ("g", "h", "M0", "p"))]
    value.append(["kernel", "K", 0, 0, 0, 2, 1, 2])
    groups = {"size": "l", "sizes": [2], "students": [{"a": 0, "c": 1}]}
    claim = {"kind": "loss", **NONE, "configuration": {"kernel": similar, "groups": groups}, "value": value}
    assert statement(claim).count("be any differentiable function") == 1
    assert statement(claim).startswith("Let p be any differentiable function. ")


def test_the_radii_of_a_branch_are_those_of_the_entries_that_are_printed() -> None:
    path = "claim/configuration/species/students/0/w/0"
    claim, _ = branches.changed(branches.honest(), path, 0)
    assert "+ 0·Σ_(j ≠ i) v_(1,j)" in statement(claim)
    assert r"0\, \sum_{j \ne i} v_{1, j}" in sentence(claim)


def test_a_symbol_is_not_called_like_the_size_of_a_species() -> None:
    claim, witness = branches.honest()
    renamed = json.loads(
        json.dumps(claim).replace('"k"', '"m_2"')
    )  # printed: for all m_2 ≥ 2500: m_1 = m_2 - 1, m_2 = 1
    assert forgery.verdict({"claim": renamed, "witness": {**witness, "sample": {"m_2": 2500}}}) == "malformed"


SUM = ["+", "1", ["*", "2", "r"]]


def test_a_sum_before_an_expectation_is_in_parentheses() -> None:
    """L = (1 + 2r)·E[(f − f*)²] was printed as L = 1 + 2r·E[…]."""
    configuration = sc.critical(sc.OneNeuron("erf", k=1, a=1, norm=1)).core["configuration"]
    claim = {"kind": "loss", "symbols": {"r": "real"}, "where": [], "configuration": configuration | {"scale": SUM}}
    claim["value"] = 0
    assert "L = (1 + 2·r)·E[" in statement(claim)
    assert r"L = (1 + 2r)\, \mathbb{E}[" in sentence(claim)


def test_a_sum_over_groups_of_a_sum_is_in_parentheses() -> None:
    claim = sc.loss_is(sc.CopyAverage.symbolic("erf"), "l - 1").core
    assert "L = Σ_(i = 1)^n (l_i - 1)" in statement(claim)


def test_a_factor_of_a_block_is_in_parentheses() -> None:
    configuration = sc.CopyAverage.symbolic("erf")
    claim = sc.outside_span(configuration, factor="4/pi + 1", diagonal="l", vector="l").core
    assert "H = (1 + 4/π)·(diag(D_1, …, D_n) + u uᵀ)" in statement(claim)


def test_weights_of_a_species_keep_their_signs() -> None:
    """a = 1 − r was printed as a = −(1 − r), and 1/2 Σ v as 1/2 over what follows."""
    student = {"at": 0, "diagonal": ["*", "-1", "r"], "w": ["-1/3"], "a": ["+", ["*", "-1", "r"], "1"]}
    place = {**CLAIMS["sector"]["configuration"]}
    place["species"] = {"sizes": ["m"], "b": ["3"], "students": [student]}
    sector = {"kind": "standard", "species": [0], "outside": False}
    claim = {**CLAIMS["sector"], "configuration": place, "sector": sector, "matrix": [[1, 2, 3], [2, 1, 3], [3, 3, 1]]}
    claim |= {"symbols": {"m": "integer", "r": "real"}}
    claim.pop("signs", None)
    words = sentence(claim)
    assert "a_{1} = 1 - r" in words
    assert r"w_{1, i} = -r\, v_{1, i} - \frac{1}{3}\, \sum" in words


def test_weights_of_teachers_are_all_told() -> None:
    place = json.loads(json.dumps(CLAIMS["sector"]["configuration"]))
    place["species"]["b"] = ["1", "3"]
    assert "$b_{1} = 1$, $b_{2} = 3$" in sentence({**CLAIMS["sector"], "configuration": place})


@pytest.mark.parametrize(
    ("orders", "often"), [((0, 1, 0), ""), ((1, 1, 0), "twice "), ((2, 0, 1), "3 times "), ((4, 0, 4), "8 times ")]
)
def test_a_function_that_is_left_open_has_the_derivatives_that_occur(orders: tuple[int, int, int], often: str) -> None:
    here, there = ["kernel", "f", *orders, "x", 1, 2], ["kernel", "f", *orders[::-1], 2, 1, "x"]
    claim = {"kind": "equal", "symbols": {"x": "real"}, "lhs": here, "rhs": there}
    assert f"; f is any {often}differentiable function with f(x, y, z)" in statement(claim)
    assert f"Let $f$ be any {often}differentiable function with" in sentence(claim)
