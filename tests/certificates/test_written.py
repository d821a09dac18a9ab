"""What is written is read back as it was: proofs, refutations and the witnesses in them, of every kind."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from symcrit.certificate import envelope, written
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import num, sym
from symcrit.core.claims.less import Less
from symcrit.core.kinds import Claim, Refutation, Witness
from symcrit.core.registry import CLAIMS, PROOFS, WITNESSES, read_claim, read_grounds
from symcrit.core.witnesses.goals import Goals
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from tests.words.examples import CLAIMS as OF_CLAIMS
from tests.words.examples import OTHERS, TUBE
from tests.words.examples import PROOFS as OF_PROOFS
from tests.words.examples import WITNESSES as EXAMPLES

CLAIM = {"kind": "less", "symbols": {"x": "real"}, "lhs": 0, "rhs": "x"}
BOUNDS = [{"kind": "parabola"}, {"kind": "refute", "vectors": [["1", "2"]]}]
BOUNDS += [{"kind": kind, **fields} for kind, (fields, *_) in OTHERS.items()]
OF_DATA = [(kind, OF_PROOFS[kind][0]) for kind in ("specialised", "forced_alignment", "converges", "fixed_point")]
OF_DATA += [
    ("specialised", {"kind": "refute", "cone": 0, "coefficients": ["1", "2"]}),
    ("forced_alignment", {"kind": "refute", "networks": OF_PROOFS["forced_alignment"][0]["networks"]}),
    ("rate", {"kind": "refute", "u": [["3/5", "4/5"]], "s": ["1"]}),
    ("fixed_point", {"kind": "refute", "precision": 64, "real": ""}),
    ("converges", {"kind": "refute", **TUBE, "end": {"W": [["1"]], "a": [["1"]]}, "radius": "1/10"}),
]
FILES = sorted((Path(__file__).parent / "format_1").glob("*.json"))


def grounds(path: Path) -> tuple[Claim, object]:
    value = envelope(json.loads(path.read_text(encoding="utf-8")))
    claim = read_claim(value["claim"])
    return claim, read_grounds(claim, value["witness"])


def inside(part: object) -> Iterator[object]:
    """Everything that a witness consists of."""
    yield part
    if is_dataclass(part):
        for own in fields(part):
            yield from inside(getattr(part, own.name))
    elif isinstance(part, dict):
        for entry in part.values():
            yield from inside(entry)
    elif isinstance(part, tuple | list):
        for entry in part:
            yield from inside(entry)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_is_read_back(path: Path) -> None:
    claim, found = grounds(path)
    again = written(found)
    assert read_grounds(claim, json.loads(json.dumps(again))) == found
    assert written(read_grounds(claim, again)) == again


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_kind_of_witness_is_read_back(kind: str) -> None:
    claim = read_claim(CLAIM)
    again = written(read_grounds(claim, EXAMPLES[kind]))
    assert again["kind"] == kind
    assert written(read_grounds(claim, json.loads(json.dumps(again)))) == again


@pytest.mark.parametrize("example", BOUNDS, ids=lambda example: example["kind"])
def test_what_proves_a_bound_for_all_is_read_back(example: dict[str, object]) -> None:
    claim = read_claim(OF_CLAIMS["bound_for_all"])
    assert written(read_grounds(claim, example)) == example


def test_every_kind_occurs() -> None:
    parts = [part for path in FILES for part in inside(grounds(path)[1])]
    parts += [part for example in EXAMPLES.values() for part in inside(read_grounds(read_claim(CLAIM), example))]
    bounded = read_claim(OF_CLAIMS["bound_for_all"])
    parts += [part for example in BOUNDS for part in inside(read_grounds(bounded, example))]
    parts += [part for kind, proof in OF_DATA for part in inside(read_grounds(read_claim(OF_CLAIMS[kind]), proof))]
    other_number = {"kind": "refute", "sizes": ["2"], "proofs": {"scale": {"kind": "positive"}}}
    parts.append(read_grounds(read_claim(OF_CLAIMS["inertia"]), other_number))
    negative = {"kind": "refute", "b": ["1", "1"], "vectors": [["1", "0"]]}
    parts.append(read_grounds(read_claim(OF_CLAIMS["projections"]), negative))
    crossing = {"kind": "refute", "cosine": "1/4"}
    parts.append(read_grounds(read_claim(OF_CLAIMS["free_signs"]), crossing))
    assert {part.kind for part in parts if isinstance(part, Witness)} == set(WITNESSES)
    assert {part.kind for part in parts if getattr(part, "kind", None) in PROOFS} == set(PROOFS)
    refutations = {type(part) for part in parts if isinstance(part, Refutation)}
    assert refutations == {kind.refutation for kind in CLAIMS.values()}


def test_a_witness_of_the_only_goal_stands_alone() -> None:
    proof = Goals(proofs={"claim": Positive(form=num(1))}, sample={"x": num(1)})
    assert written(proof) == {"kind": "positive", "form": "1", "sample": {"x": "1"}}
    both = replace(proof, equations=Zero())
    assert written(both) == {
        "kind": "goals",
        "sample": {"x": "1"},
        "proofs": {"claim": {"kind": "positive", "form": "1"}},
        "equations": {"kind": "zero"},
    }


def test_a_claim_inside_a_witness_has_its_symbols() -> None:
    claim = Less(domain=Domain({"x": "integer"}), lhs=sym("x"), rhs=sym("x") + num(1))
    assert read_claim(written(claim)) == claim
    assert "symbols" not in written(Less(domain=Domain({}), lhs=num(0), rhs=num(1)))


def test_what_has_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no JSON"):
        written(object())
