"""Claims about critical points and sectors in core's JSON: what is proved, what is refused, and what is refuted."""

import json
from base64 import b64encode
from copy import deepcopy
from pathlib import Path
from struct import pack
from typing import Any

import pytest

from symcrit.core.reading import Malformed
from symcrit.core.verdict import Finding, Verdict, check

JSON = Any
FILE = json.loads(Path(__file__).with_name("landscapes.json").read_text(encoding="utf-8"))
PROVED = {
    "isolated": "the inertia is (8, 0)",
    "species": "the inertia is (64, 0)",
    "branch": "a critical point in each of 1 pieces, of one and the same inertia in every sector",
    "sectors": "proved by schur",
    "sector": "proved by leading-minors",
}
RULES = {
    "isolated": {"krawczyk", "sylvester-gershgorin"},
    "species": {"krawczyk", "sylvester-gershgorin"},
    "branch": {"krawczyk", "sylvester-gershgorin", "schur", "taylor"},
    "sectors": {"schur"},
    "sector": {"leading-minors"},
}
BALLS = ["isolated", "species", "branch"]  # of these kinds, frames show all
LEFT_OUT = object()
OUTSIDE = b64encode(pack("<4d", -2.897, 0.176, 1.176, 0.433)).decode()  # a frame of "isolated", whose inertia is (2, 0)
ONES = b64encode(pack("<4d", 1, 1, 1, 1)).decode()


def certificate(name: str, **edits: JSON) -> JSON:
    """The certificate of this name with other values at paths such as claim__inertia__0."""
    own = deepcopy(FILE["certificates"][name])
    found = {"claim": own["claim"], "witness": {**own["witness"], "kernel": FILE["derivations"][own["kernel"]]}}
    for path, value in edits.items():
        *places, last = path.split("__")
        here: JSON = found
        for place in places:
            here = here[int(place) if isinstance(here, list) else place]
        if value is LEFT_OUT:
            del here[last]
        else:
            here[int(last) if isinstance(here, list) else last] = value
    return found


def refutation(name: str, at: JSON = None, **edits: JSON) -> JSON:
    """A refutation of the claim of this name by the same frames, if there are any, at a point."""
    found = certificate(name, **edits)
    kept = ("kernel", "precision", "frames")
    witness = {key: part for key, part in found["witness"].items() if key in kept}
    return {"claim": found["claim"], "witness": {"kind": "refute", "at": at or {}, **witness}}


def undecided(finding: Finding, words: str) -> None:
    assert finding.verdict is Verdict.UNDECIDED
    assert words in finding.why


@pytest.mark.parametrize("name", PROVED)
def test_what_is_proved(name: str) -> None:
    found = check(certificate(name))
    assert (found.verdict, found.why) == (Verdict.PROVED, PROVED[name])
    assert RULES[name] <= set(found.rules)
    assert ("ball" in found.evidence) or name not in BALLS


@pytest.mark.parametrize("name", PROVED)
def test_without_the_derivation_of_its_kernel_nothing_is_proved(name: str) -> None:
    undecided(check(certificate(name, witness__kernel=LEFT_OUT)), "no derivation")


@pytest.mark.parametrize("name", PROVED)
def test_an_empty_domain_proves_nothing(name: str) -> None:
    sample = {} if name not in BALLS[:2] else {"k": "2"}
    undecided(check(certificate(name, witness__sample=sample)), "vacuous")


@pytest.mark.parametrize("name", PROVED)
def test_the_witness_is_of_its_kind(name: str) -> None:
    kinds = {"isolated": "goals", "species": "goals", "branch": "goals", "sectors": "point", "sector": "point"}
    other = {"kind": kinds[name], "sample": {}}
    if other["kind"] == "point":
        other |= {"precision": 128, "frames": {}}
    found = certificate(name)
    undecided(check({**found, "witness": other}), f"the witness for {found['claim']['kind']} is")


EDITS: dict[str, tuple[str, JSON, str]] = {
    "another inertia": ("isolated", {"claim__inertia": [7, 1]}, "not shown: the inertia is (8, 0)"),
    "the inertia outside": ("isolated", {"claim__outside": [0, 2], "witness__frames__outside": OUTSIDE},
                            "not shown: the inertia outside is (2, 0)"),
    "a singular frame outside": ("isolated", {"claim__outside": [2, 0], "witness__frames__outside": ONES},
                                 "not shown to be nonsingular"),
    "the loss": ("isolated", {"claim__loss": ["0", "1e-30"]}, "not shown: L is"),
    "the smallest eigenvalue": ("isolated", {"claim__eigenvalue": ["1e3", "1e4"]}, "the smallest eigenvalue is"),
    "too large a box": ("isolated", {"claim__unique": {"W": "10", "a": "10"}}, ""),
    "too small a box": ("isolated", {"claim__within": {"W": "1e-60", "a": "1e-60"}}, "may leave `within`"),
    "no coordinates modulo scaling": ("isolated", {"claim__modulo": "scaling"}, "modulo scaling"),
    "a singular frame": ("isolated", {"witness__frames__inside": "A" * 683 + "="}, ""),
    "every k from 5 on": ("branch", {"claim__where": [[">=", "k", 5]], "witness__sample": {"k": 5}}, "do not cover"),
    "no lower bound": ("branch", {"claim__where": []}, "no positive lower bound"),
    "radii that are too small": ("branch", {"claim__radii__0": ["/", 1, ["^", "k", 9]]}, "the piece leaves the radii"),
    "another inertia at every k": ("branch", {"claim__outside": [0, "k"]}, "not the inertia that is claimed"),
    "exponents of another sector": ("branch", {"witness__scales__inside": [1]}, "5 exponents of t"),
    "entries of other functions": ("branch", {"claim__configuration__species__students__0__a": ["exp", "k"]},
                                   "entries are made by"),
    "another entry": ("sectors", {"claim__sectors__0__matrix__0__0": "1/7"}, "not shown to be 0"),
    "another sign": ("sectors", {"claim__sectors__0__signs": [-1, -1]}, "the sign is not evident"),
    "one teacher": ("sectors", {"claim__where": [[">=", "k", "1"]]}, "more directions than the hypotheses give"),
    "any number of teachers": ("sector", {"claim__where": []}, "group sizes must be integers ≥ 1"),
    "the sign of a minor": ("sector", {"claim__signs": [-1]}, "the sign is not evident"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_what_is_refused(name: str) -> None:
    own, edits, words = EDITS[name]
    undecided(check(certificate(own, **edits)), words)


MALFORMED: dict[str, tuple[str, JSON, str]] = {
    "symbols": ("isolated", {"claim__symbols": {"x": "real"}}, "without symbols"),
    "free": ("isolated", {"claim__free": "b"}, "free is 'all', 'W'"),
    "free biases": ("isolated", {"claim__free": ["W", "biases"]}, "no biases that could be free"),
    "free twice": ("isolated", {"claim__free": ["a", "W"]}, "in this order"),
    "modulo": ("isolated", {"claim__modulo": "x"}, "modulo is 'scaling' or absent"),
    "three counts": ("isolated", {"claim__inertia": [8, 0, 0]}, "a pair"),
    "bounds": ("isolated", {"claim__loss": ["0", "q"]}, "bounds are constants"),
    "one bound": ("isolated", {"claim__loss": ["0"]}, "a pair"),
    "radii of W": ("isolated", {"claim__within": {"W": "1e-9"}}, "within gives the radii of what is free: W, a"),
    "radii of a": ("species", {"claim__within": {"W": "1e-40", "a": "1e-40"}},
                   "within gives the radii of what is free: W"),
    "within and unique": ("isolated", {"claim__within": {"W": "1", "a": "1"}}, "within <= unique"),
    "precision": ("isolated", {"witness__precision": 16}, "precision is a number of bits"),
    "no frame": ("isolated", {"witness__frames": {}}, "a frame is a string"),
    "a frame of nothing": ("isolated", {"witness__frames__x": "AAAA"}, "the field 'x' is not read here"),
    "no frame in base64": ("isolated", {"witness__frames__inside": "!"}, "base64"),
    "groups": ("branch", {"claim__configuration": {"kernel": {"uninterpreted": "kappa"}, "groups": {
        "size": "l", "sizes": [1], "students": [{"a": 1, "c": 1}]}}}, "this claim speaks about species"),
    "free a": ("branch", {"claim__free": "a"}, "free is 'all' or 'W'"),
    "radii of all": ("branch", {"claim__free": "all"}, "radii of the 7 entries"),
    "a real symbol": ("branch", {"claim__symbols": {"k": "real"}}, "one integer"),
    "one radius": ("branch", {"claim__radii": ["1"]}, "radii of the 5 entries"),
    "a size": ("branch", {"claim__symbols": {"m_1": "integer"}, "claim__where": []}, "m_1, m_2, … are the sizes"),
    "no exponents": ("branch", {"witness__scales__inside": LEFT_OUT}, "no exponents of t for the sector inside"),
    "exponents of nothing": ("branch", {"witness__scales__x": [1]}, "the field 'x' is not read here"),
    "a steep exponent": ("branch", {"witness__scales__inside": [21] * 5}, "scales are exponents of t"),
    "a large gain": ("branch", {"witness__gain": 21}, "power and gain are at most 20"),
    "no power": ("branch", {"witness__power": 0}, "power and gain are at most 20"),
    "no pieces": ("branch", {"witness__pieces": []}, "an empty list"),
    "a field of a piece": ("branch", {"witness__pieces__0__x": 1}, "the field 'x' is not read here"),
    "a frame of no sector": ("branch", {"witness__pieces__0__frames__x": "AAAA"}, "the field 'x' is not read here"),
    "a sign": ("sectors", {"claim__sectors__0__signs__0": True}, "a sign is 1 or -1"),
    "signs": ("sectors", {"claim__sectors__0__signs": [1]}, "signs: 1 or -1 for every leading minor"),
    "no signs": ("sectors", {"claim__sectors__1__signs": LEFT_OUT}, "sectors needs the signs of each"),
    "a field of a sector": ("sectors", {"claim__sectors__0__free": "W"}, "the field 'free' is not read here"),
    "an undeclared symbol": ("sectors", {"claim__sectors__0__matrix__0__0": "zz"}, "undeclared symbol"),
    "no square": ("sector", {"claim__matrix": [["1", "2"]]}, "the matrix is square"),
    "a sector of no kind": ("sector", {"claim__sector__kind": "x"}, "unknown sector"),
    "a species that there is not": ("sector", {"claim__sector__species": [1]}, "a species that there is not"),
    "too many species": ("sector", {"claim__sector__species": [0, 1]}, "names 1 species, in order"),
    "pairs outside": ("sector", {"claim__sector": {"kind": "pairs", "species": [0], "outside": True}},
                      "outside there are"),
    "the proof of no goal": ("sector", {"witness__proofs__x": {"kind": "positive"}}, "nothing reads the proof of 'x'"),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed(name: str) -> None:
    own, edits, words = MALFORMED[name]
    with pytest.raises(Malformed) as error:
        check(certificate(own, **edits))
    assert words in str(error.value)


def test_the_inertia_outside() -> None:
    found = check(certificate("isolated", claim__outside=[2, 0], witness__frames__outside=OUTSIDE))
    assert (found.verdict, found.why) == (Verdict.PROVED, "the inertia is (8, 0); the inertia outside is (2, 0)")


def test_sectors_are_all_or_not_claimed() -> None:
    """Those of a direction orthogonal to the teachers may be left out; then the claim is about their span."""
    sectors = FILE["certificates"]["sectors"]["claim"]["sectors"]
    inside = {"inside/minor/1": {"kind": "positive"}}
    for left_out in (0, 1):
        fewer = [part for i, part in enumerate(sectors) if i != left_out]
        found = certificate("sectors", claim__sectors=fewer, witness__proofs=inside)
        undecided(check(found), "the sectors do not add up")
    proofs = FILE["certificates"]["sectors"]["witness"]["proofs"]
    kept = {key: proof for key, proof in proofs.items() if key.startswith("inside")}
    span = certificate("sectors", claim__sectors=sectors[:2], witness__proofs=kept)
    assert check(span).verdict is Verdict.PROVED
    with pytest.raises(Malformed, match="a sector stands twice"):
        check(certificate("sectors", claim__sectors=[*sectors, sectors[1]]))


REFUTED: dict[str, tuple[JSON, str]] = {
    "another inertia": (refutation("isolated", claim__inertia=[7, 1]), "the inertia is (8, 0)"),
    "another loss": (refutation("isolated", claim__loss=["7", "8"]), "L is [0.0"),
    "another eigenvalue": (refutation("isolated", claim__eigenvalue=["1e3", "1e4"]), "the smallest eigenvalue is"),
    "no critical point": (
        refutation("isolated", claim__configuration__network__pool__3="2.1", witness__frames=LEFT_OUT),
        "∇L is nowhere 0 in the box",
    ),
    "another sign": (refutation("sector", {"k": 4}, claim__signs=[-1]), "group sizes 4 minor/1 is"),
    "another entry": (
        refutation("sectors", {"k": 4}, claim__sectors__0__matrix__0__0="1/7"),
        "group sizes 4 inside/entry/1/1 is",
    ),
    "a saddle": (certificate("branch_refuted"), "k = 5 the inertia is (22, 3)"),
    "the inertia outside": (
        certificate("branch_refuted", claim__inertia=[22, 3], claim__outside=[4, 1]),
        "k = 5 the inertia outside is (5, 0)",
    ),
}


@pytest.mark.parametrize("name", REFUTED)
def test_what_is_refuted(name: str) -> None:
    document, words = REFUTED[name]
    found = check(document)
    assert found.verdict is Verdict.REFUTED
    assert found.why.startswith(words)
    assert "ball" in found.evidence


def test_where_nothing_is_there_within_the_radii_of_a_branch() -> None:
    own = certificate("branch_refuted", witness__piece=LEFT_OUT)
    undecided(check(own), "a critical point within the radii is not excluded")
    own["claim"]["radii"] = [["/", 1, ["^", "k", 9]]] * 5
    found = check(own)
    assert (found.verdict, found.why) == (Verdict.REFUTED, "k = 5 ∇L is nowhere 0 within the radii")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (refutation("isolated"), "the claim is not shown to fail"),
        (refutation("isolated", {"x": 1}), "isolated is about one point"),
        (refutation("isolated", witness__frames=LEFT_OUT), "a critical point in the box is not excluded"),
        (refutation("isolated", claim__modulo="scaling", witness__frames=LEFT_OUT), "modulo scaling"),
        (refutation("sector", {"k": 4}), "no certified gap"),
        (refutation("sector", {"k": "9/2"}), "the point does not satisfy the hypotheses"),
        (certificate("branch_refuted", witness__at={"k": 2}), "the point does not satisfy the hypotheses"),
        (
            certificate("branch_refuted", claim__inertia=[22, 3], claim__outside=[5, 0]),
            "it has the inertia that is claimed",
        ),
    ],
)
def test_what_is_not_refuted(document: JSON, words: str) -> None:
    undecided(check(document), words)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (refutation("isolated", witness__frames={}), "a frame is a string"),
        (certificate("branch_refuted", witness__at=LEFT_OUT), "the field 'at' is missing"),
        (certificate("branch_refuted", witness__sample={"k": 5}), "the field 'sample' is not read here"),
    ],
)
def test_what_is_no_refutation(document: JSON, words: str) -> None:
    with pytest.raises(Malformed) as error:
        check(document)
    assert words in str(error.value)
