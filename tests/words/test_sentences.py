"""Every kind of claim and of witness has its words, its LaTeX and its MathML."""

import copy
import json
import re
import xml.etree.ElementTree as ET

import pytest

import symcrit as sc
from symcrit.core import registry as core
from symcrit.core.algebra.expr import parse
from symcrit.core.claims._goals import GoalClaim
from symcrit.core.kinds import Failure
from symcrit.core.registry import read_claim, read_grounds
from symcrit.core.rules import RULES
from symcrit.core.work import Work
from symcrit.words import keys, mathml, proofs, registry
from symcrit.words.boxes import Box
from symcrit.words.latex import paragraph
from symcrit.words.plain import Display, prose
from symcrit.words.proofs import derivation, outline
from symcrit.words.statement import sentences, statement
from symcrit.words.text import paragraph as plain_text
from tests.words.examples import CLAIMS, OTHERS, PLACES, PROOFS, WITNESSES


def test_every_kind_of_claim_has_words():
    assert set(registry.CLAIMS) == set(core.CLAIMS)
    assert set(CLAIMS) == set(core.CLAIMS), "give tests/claims/test_NAME.py an EXAMPLE of the new kind"


def test_every_kind_of_witness_has_words():
    assert set(proofs.WITNESSES) == set(core.WITNESSES)
    assert set(proofs.PROOFS) == set(core.PROOFS)
    assert set(WITNESSES) == set(core.WITNESSES), "give tests/words/examples.py a witness of the new kind"
    told = {read_grounds(read_claim(CLAIMS[kind]), proof).kind for kind, (proof, _) in PROOFS.items()}
    assert {*told, *OTHERS} == set(core.PROOFS)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_of_analysis_has_formulas_that_can_be_written(name):
    pieces = prose(RULES[name])
    assert "U+" not in paragraph(pieces)
    assert formulas(pieces) == sum(not isinstance(piece, str) for piece in pieces)


@pytest.mark.parametrize("kind", CLAIMS)
def test_words_latex_and_mathml(kind):
    claim = read_claim(CLAIMS[kind])
    pieces = sentences(claim)
    assert statement(claim)
    assert paragraph(pieces).isascii()
    assert formulas(pieces) > 0


@pytest.mark.parametrize("kind", CLAIMS)
def test_every_part_of_a_claim_is_printed(kind):
    """A claim with another number anywhere in it is another sentence."""
    core = CLAIMS[kind]
    printed, words = paragraph(sentences(read_claim(core))), statement(core)
    changed = 0
    for path in numbers(core):
        other = copy.deepcopy(core)
        change(other, path)
        try:
            claim = read_claim(other)
        except ValueError:
            continue
        if ("forms" in path and kind != "kernel") or "pool" in path:
            continue  # the closed form is told in the derivation; the pool holds what no weight uses, too
        changed += 1
        assert paragraph(sentences(claim)) != printed, path
        assert statement(claim) != words, path
    assert changed or kind in ("less",)


def numbers(core, path=()):
    """The places of the exact numbers in JSON."""
    if isinstance(core, (dict, list)):
        for key, value in core.items() if isinstance(core, dict) else enumerate(core):
            yield from numbers(value, (*path, key))
    elif isinstance(core, int) or (isinstance(core, str) and core[:1].isdigit()):
        yield path


def change(core, path):
    *front, last = path
    for key in front:
        core = core[key]
    core[last] = "7" if isinstance(core[last], str) else 7


def formulas(pieces):
    """How many formulas there are; each must be well-formed MathML."""
    found = 0
    for piece in pieces:
        if isinstance(piece, (Box, Display)):
            ET.fromstring(mathml.mathml(piece) if isinstance(piece, Box) else mathml.display(piece))
            found += 1
    return found


@pytest.mark.parametrize("name", PLACES)
def test_every_kind_of_place(name):
    core = {"kind": "critical", "symbols": {}, "where": [], "configuration": PLACES[name]}
    sizes = {"any": "l", "similar": "l", "one": "k", "two": "m"}
    core["symbols"] = {sizes[name]: "integer"} if name in sizes else {}
    written = paragraph(sentences(read_claim(core)))
    expected = {
        "any": [r"split into any number $n$ of groups", r"a_{i} = l_{i}", r"\sum_{j \in G_{i}} v_{j}"],
        "similar": [
            "equal to no polynomial of a degree $\\le$ $2$",
            r"= \lambda(l)\sigma(\mu(l)z)$ for all real $z$",
            r"where $\lambda(l) \ne 0$ and $\mu(l) > 0$,",
        ],
        "one": [r"L = \frac{1}{2}\, \mathbb{E}", r"a_{1} = k", r"\sum_{j = 1}^{k} v_{j}"],
        "two": [
            r"any activation with a differentiable kernel $\kappa$",
            r"$l_{1} = 2$, $l_{2} = m$",
            "a_{i, 2}",
        ],
        "explicit": [r"w_{1} = (1, \sqrt{2})", r"a_{1} = \sqrt{2}", "v_{j} = e_{j}", "b_{j} = 1"],
    }
    assert [words for words in expected[name] if words not in written] == []


def test_a_large_network_is_named_by_its_fingerprint():
    first, second = (sc.not_critical(sc.CopyAverage.sizes([1] * n), "1/3") for n in (9, 10))
    written = [claim._repr_latex_() for claim in (first, second)]
    assert "the student has 9 neurons and the teacher 9" in written[0]
    assert all("fingerprint" in text and "$w_" not in text for text in written)


def test_the_fingerprint_sees_what_stands_deep_inside():
    marks = []
    for value in ("0", "1"):
        core = copy.deepcopy(sc.not_critical(sc.CopyAverage.sizes([1] * 9), "1/3").core)
        entry = value
        for _ in range(20):
            entry = ["+", entry, "0"]
        core["configuration"]["network"]["pool"][0] = entry
        claim = read_claim(core)
        marks.append(re.search(r"is ([0-9a-f]{16})\.", paragraph(sentences(claim)))[1])
        assert marks[-1] in statement(claim)
    assert marks[0] != marks[1]


def test_letters_that_are_taken_are_not_used_twice():
    core = copy.deepcopy(CLAIMS["critical"])
    core["symbols"]["n"] = "real"
    core["where"].append([">", "n", "0"])
    assert "any number $N$ of groups" in paragraph(sentences(read_claim(core)))


def in_one_line(steps):
    return " ".join(plain_text(step.says) for step in steps)


@pytest.mark.parametrize("kind", WITNESSES)
def test_every_witness_is_told(kind):
    claim = read_claim(CLAIMS["less"])
    grounds = read_grounds(claim, WITNESSES[kind])
    steps = derivation(claim, grounds)
    assert steps
    assert outline(claim, grounds)
    for step in steps:
        assert paragraph(step.says).isascii()
        formulas(step.says)


@pytest.mark.parametrize("kind", PROOFS)
def test_every_proof_is_told(kind):
    proof, words = PROOFS[kind]
    claim = read_claim(CLAIMS[kind])
    grounds = read_grounds(claim, proof)
    assert outline(claim, grounds)
    steps = derivation(claim, grounds)
    assert words in in_one_line(steps)
    for step in steps:
        assert paragraph(step.says).isascii()


@pytest.mark.parametrize("kind", OTHERS)
def test_other_proofs_are_told(kind):
    fields, changes, words = OTHERS[kind]
    own = {key: value for key, value in CLAIMS["bound_for_all"].items() if key not in ("b", "attained")}
    claim = read_claim({**own, **changes})
    grounds = read_grounds(claim, {"kind": kind, **fields})
    assert outline(claim, grounds)
    steps = derivation(claim, grounds)
    assert words in in_one_line(steps)
    for goal in claim.goals(grounds, Work()):
        assert keys.described(claim, goal.key) != [goal.key], goal.key
    for step in steps:
        assert paragraph(step.says).isascii()


@pytest.mark.parametrize("kind", [kind for kind, own in core.CLAIMS.items() if issubclass(own, GoalClaim)])
def test_every_goal_has_words(kind):
    claim = read_claim(CLAIMS[kind])
    given = {"function": parse("l")} if kind == "best_partition" else {}
    for goal in claim.goals(Work(), given):
        assert keys.described(claim, goal.key) != [goal.key], goal.key


def test_steps_are_numbered_as_they_are_nested():
    lemma = {"relation": ["<", "0", "x"], "witness": WITNESSES["positive"]}
    claim = read_claim(CLAIMS["less"])
    steps = derivation(claim, read_grounds(claim, {"kind": "positive", "form": "x", "lemmas": [lemma, lemma]}))
    assert [step.number for step in steps] == [(1,), (1, 1), (1, 2), (2,), (2, 1), (2, 2), (3,)]
    assert "the difference of the two sides in 1 is" in paragraph(steps[2].says)


def test_an_outline_goes_from_the_whole_to_its_parts():
    claim = read_claim(CLAIMS["less"])
    assert outline(claim, read_grounds(claim, WITNESSES["split"])) == (
        "x is at most 1/2, or larger; the sign of the difference is evident from its form"
    )
    words = outline(claim, read_grounds(claim, WITNESSES["injective"]))
    assert words.startswith("a strictly increasing function takes the same value at both sides; the derivative is")


def test_how_a_claim_fails_is_told_with_the_words_of_its_goals():
    failure = Failure("group sizes 2, 1", "gradient/w/2", "is [-1.5e-7 +/- 3.06e-17]")
    claim = read_claim(CLAIMS["critical"])
    assert keys.failure(claim, failure) == "group sizes 2, 1: ∂L/∂w of neuron 2 is [-1.5e-7 +/- 3.06e-17]"
    assert r"$\partial L / \partial w$ of neuron 2" in paragraph(keys.told(claim, failure))
    assert keys.failure(read_claim(CLAIMS["less"]), Failure("x = 1", "claim", "is 0")) == "x = 1: right − left is 0"


def test_what_is_printed_is_what_core_parsed():
    """Not the docstring, not the text that made the claim."""
    core = json.loads(json.dumps(CLAIMS["loss"]))
    core["value"] = ["*", "0", "l"]
    assert r"L = \sum_{i = 1}^{n} 0l_{i}" in paragraph(sentences(read_claim(core)))
