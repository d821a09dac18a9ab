"""The numbers that edited certificates are compared with: right of what is true, and wrong of what is false."""

from typing import Any

import pytest

from . import numerical

NETWORK = {"pool": ["0", "1", "1/2"], "W": [[1, 0]], "a": [1], "V": [[1, 0], [0, 1]], "b": [1, 1]}
ODD = ["erf", ["/", "z", ["sqrt", 2]]]


def steep(bound: str, **fields: Any) -> dict[str, Any]:
    """‖∇L‖ > bound for a student on the first of two teachers: ∂L/∂a = 0, ∂L/∂w = −2/π·e₂."""
    own = {"kernel": {"activation": ODD}, "scale": "1", "network": {**NETWORK, **fields}}
    return {"kind": "not_critical", "symbols": {}, "where": [], "configuration": own, "bound": bound}


def exponent(sigma: Any, order: int) -> dict[str, Any]:
    return {"kind": "information_exponent", "symbols": {}, "where": [], "activation": sigma, "exponent": order}


CASES = [
    (exponent(ODD, 1), True),
    (exponent(["^", "z", 2], 2), True),
    (exponent(["^", "z", 2], 1), False),
    (exponent(["abs", "z"], 2), True),
    (exponent(ODD, 2), False),
    (steep("63/100"), True),
    (steep("1"), False),
    (steep("1/1000", b=[1, 0]), False),  # the student is the teacher
]


@pytest.mark.parametrize(("claim", "right"), CASES)
def test_a_claim_is_compared_with_numbers(claim: dict[str, Any], right: bool) -> None:
    assert numerical.agrees(claim, "PROVED", numerical.known(claim, {})) is right
