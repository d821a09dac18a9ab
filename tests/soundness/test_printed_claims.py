"""What is printed says no more than what core checked: kernels with means or a teacher, means of any σ, entries 0."""

import json
from typing import Any

import symcrit as sc
from symcrit.core.check import check
from symcrit.core.claims import Claim
from symcrit.gaussian.derivations import derive
from symcrit.notation.latex import paragraph
from symcrit.notation.sentences import sentences
from symcrit.statement import statement

from . import branches, forgery

MEAN = ["^", ["kernel", "M0", 0, 0, 0, 1, 0, 0], 2]
NONE: dict[str, Any] = {"symbols": {}, "where": []}


def sentence(claim: dict[str, Any]) -> str:
    """The claim as it is typeset."""
    return paragraph(sentences(Claim.read(claim)))


def of_kernel(kernel: Any) -> dict[str, Any]:
    """The claim that the forms of a kernel are right, which core proves."""
    claim = {"kind": "kernel", **NONE, "kernel": kernel.core}
    witness = {"kind": "kernel", "kernel": derive(kernel.core).witness}
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
    assert "(where these are defined; they are if q12^2 < q11·q22)" in statement(claim)  # κ, too: 1/√det occurs in it


def test_means_of_any_activation_are_explained_wherever_they_occur() -> None:
    place = {"kernel": {"uninterpreted": "kappa"}}
    place["groups"] = {"size": "l", "sizes": [2], "students": [{"a": 0, "c": 1}]}
    value = ["+", ["*", 2, ["kernel", "kappa", 0, 0, 0, 1, 1, 1]], ["*", 2, MEAN]]
    claim = {"kind": "loss", **NONE, "configuration": place, "value": value}
    assert check({"claim": claim, "witness": {"kind": "zero"}}).verdict == "PROVED"
    assert "Mi(q) is E[σ⁽ⁱ⁾(u)]" in statement(claim)
    assert "$M_{i}(q)$ is the mean" in sentence(claim)
    assert "Mi(q)" not in statement({**claim, "value": 1})


def test_the_radii_of_a_branch_are_those_of_the_entries_that_are_printed() -> None:
    path = "claim/configuration/species/students/0/w/0"
    claim, _ = branches.changed(branches.honest(), path, 0)
    assert "+ 0·Σ_(j≠i) v_(1,j)" in statement(claim)
    assert r"0\, \sum_{j \ne i} v_{1, j}" in sentence(claim)


def test_a_symbol_is_not_called_like_the_size_of_a_species() -> None:
    claim, witness = branches.honest()
    renamed = json.loads(
        json.dumps(claim).replace('"k"', '"m_2"')
    )  # printed: for all m_2 ≥ 2500: m_1 = m_2 - 1, m_2 = 1
    assert forgery.verdict({"claim": renamed, "witness": {**witness, "sample": {"m_2": 2500}}}) == "malformed"
