"""What is undefined somewhere, planted where it does not count: times 0, to the power 0, or less itself.

E[exp(0·log u)] = 1 is no theorem, because log u is undefined where u ≤ 0.  With something in its place that is defined
everywhere most equations are proved, so that they are not refused for being odd.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

import symcrit as sc
from tests.core.gaussian.test_expectations import TRUE
from tests.soundness import forgery

Path = tuple[Any, ...]
STRANGER = "zz"  # a real symbol that no claim has


def places(node: Any, path: Path = ()) -> Iterator[Path]:
    """Where an expression stands in another; of a covariance matrix, on and above the diagonal."""
    yield path
    if not isinstance(node, list):
        return
    inside: list[Path] = [(i,) for i in range(1, len(node))]
    if node[0] == "expect":
        size = len(node[2])
        inside = [(1,), *((3, i) for i in range(size)), *((4, i, j) for j in range(size) for i in range(j + 1))]
    elif node[0] == "f":
        inside = [(3,)]
    elif node[0] in ("d", "^"):
        inside = [(1,)]
    for step in inside:
        yield from places(_at(node, step), (*path, *step))


def _at(node: Any, path: Path) -> Any:
    for step in path:
        node = node[step]
    return node


def _with(node: Any, path: Path, value: Any) -> Any:
    """With a value at a place, and where that is an entry of a covariance matrix, at the mirrored one too."""
    found = copy.deepcopy(node)
    _at(found, path[:-1])[path[-1]] = value
    if len(path) > 2 and path[-3] == 4 and _at(node, path[:-3])[0] == "expect":
        _at(found, path[:-2])[path[-1]][path[-2]] = value
    return found


def _bound_at(node: Any, path: Path) -> list[str]:
    """The Gaussian variables that may stand at a place."""
    for length in range(1, len(path)):
        outer = _at(node, path[:length])
        if outer[0] == "expect" and path[length] == 1:
            return outer[2]
    return []


def planted(claim: Any, path: Path, strange: Any) -> Iterator[dict[str, Any]]:
    """The claim with an expression at a place that is equal to what stands there, where the strange one is defined."""
    x = _at(claim, path)
    for value in (
        ["+", x, ["*", 0, strange]],
        ["*", x, ["^", strange, 0]],
        ["+", x, ["-", strange, strange]],
    ):
        yield _with(claim, path, value)


def verdicts(name: str, strange: list[Any], *bound: list[Any], each: int = 1) -> list[str]:
    """Of an identity with something strange in it at every place; `bound` are applied to a Gaussian variable there.

    each: of these one in so many, drawn.
    """
    certificate = sc.decide(sc.equal(*TRUE[name])).certificate
    claim = copy.deepcopy(certificate["claim"])
    claim["symbols"][STRANGER] = "real"
    witness = copy.deepcopy(certificate["witness"])
    witness["sample"] = {**witness.get("sample", {}), STRANGER: "1"}
    odd: list[dict[str, Any]] = []
    for side in ("lhs", "rhs"):
        for path in places(claim[side], (side,)):
            odd += planted(claim, path, strange)
            for variable in _bound_at(claim, path)[:1]:
                for op, *rest in bound:
                    odd += planted(claim, path, [op, variable, *rest])
    chosen = random.Random(name).sample(odd, max(len(odd) // each, min(len(odd), 6)))
    return [forgery.verdict({"claim": one, "witness": witness}) for one in chosen]


@pytest.mark.parametrize("each", [10, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", TRUE)
def test_what_is_undefined_somewhere_is_noticed(name: str, each: int) -> None:
    assert "PROVED" not in verdicts(name, ["log", STRANGER], ["log"], ["^", -1], each=each)


@pytest.mark.parametrize("name", ["moments", "Sheppard", "lognormal", "odd", "arc-cosine", "a slope by a variance"])
def test_what_is_defined_everywhere_is_not_refused(name: str) -> None:
    found = verdicts(name, ["sin", STRANGER], each=2)
    assert "REFUTED" not in found
    assert found.count("PROVED") > 0.8 * len(found)
