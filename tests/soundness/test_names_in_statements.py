"""Every printed statement can be read in one way only: names that look alike, or like the statement's own letters."""

import re
from typing import Any

import pytest
import sympy
from sympy import Symbol, symbols

import symcrit as sc
from symcrit.core.reading import Malformed
from symcrit.core.registry import read_claim
from symcrit.errors import InputError
from symcrit.translate import kernel_function
from symcrit.words.latex import paragraph
from symcrit.words.statement import sentences, statement
from tests.words.examples import ANY, CLAIMS, ERF, GROUPS

x = Symbol("x", real=True)
L, a, z, e = symbols("L a z e", real=True)


def equal(*names: str, **fields: Any) -> dict[str, Any]:
    """0 = sum of these symbols, as a forger may write it."""
    kinds = dict.fromkeys(names, "real")
    return {"kind": "equal", "symbols": kinds, "where": [], "lhs": 0, "rhs": ["+", 0, *names], **fields}


def function(name: str, *orders: int, at: Any = ("x", "x", "x")) -> list[Any]:
    return ["kernel", name, *(orders or (0, 0, 0)), *at]


def loss(size: str = "l", sizes: Any = (2, "m"), kinds: Any = ("m",), **fields: Any) -> dict[str, Any]:
    groups = {**GROUPS, "size": size, "sizes": sizes and [*sizes], "students": [{"a": 1, "c": 1}]}
    place = {"kernel": ERF, "groups": groups}
    head = {"kind": "loss", "symbols": dict.fromkeys(kinds, "integer"), "where": [], "configuration": place, "value": 0}
    return {**head, **fields}


def explicit(entry: str, **fields: Any) -> dict[str, Any]:
    """Student w_1 = (entry, 0) with weight 1, teacher e_1."""
    network = {"pool": [0, 1, entry], "W": [[2, 0]], "a": [1], "V": [[1, 0]], "b": [1]}
    place = {"kernel": ERF, "network": network}
    return {"kind": "loss", "symbols": {entry: "real"}, "where": [], "configuration": place, "value": 0, **fields}


TWO_READINGS = {
    "an index without its underscore": equal("x1", "x_1"),
    "an index that is empty": equal("x", "x_"),
    "Greek with an index": equal("alpha1", "alpha_1"),
    "a word": equal("and"),
    "a function": equal("sin"),
    "a typeset function": equal("arcsin"),
    "the bivariate normal distribution": equal("Phi_2"),
    "Euler's number in text": equal("E"),
    "Euler's number in a formula": equal("e", "x", lhs=["exp", "x"]),
    "a function of no formula that is the sine": equal("x", rhs=function("sin")),
    "a function like a symbol": equal("x", "f", rhs=["*", "f", function("f")]),
    "a function like an indexed symbol": equal("x", "f_1", rhs=["*", "f_1", function("f1")]),
    "a derivative like a function": equal("x", rhs=["+", function("f", 1, 0, 0), function("f_1")]),
    "a function of one and of three": equal("x", rhs=["+", function("f"), function("f", at=("x", 0, 0))]),
    "kappa, twice": equal("x", "kappa", rhs=["*", "kappa", function("kappa")]),
    "a variable of a mean": equal("u", rhs=["mean", "z", "z", 1, "u", 1]),
    "the loss": loss(kinds=("m", "L")),
    "the variable of σ": loss(kinds=("m", "z")),
    "σ": loss(kinds=("m", "sigma")),
    "the size of a group and a symbol": loss(kinds=("m", "l")),
    "l_2 beside sizes": loss(kinds=("m", "l_2")),
    "l2 beside sizes": loss(kinds=("m", "l2")),
    "the weight of a student": loss(kinds=("m", "a_1")),
    "the numbers of groups": loss(sizes=None, kinds=("l", "n", "N")),
    "a vector": explicit("w"),
    "a weight of another student": explicit("a_1"),
    "an entry of another vector": explicit("v_1_1"),
    "another entry of the vector": explicit("w12"),
    "a size called like an activation's function": loss(size="f", sizes=None, kinds=("f",)),
    "the numbers of a partition alike": {**CLAIMS["best_partition"], "n": "n1", "k": "n_1"},
    "the number of a partition is L": {**CLAIMS["best_partition"], "n": "L"},
}


@pytest.mark.parametrize("name", TWO_READINGS)
def test_what_has_two_readings_is_not_printed(name: str) -> None:
    claim = TWO_READINGS[name]
    with pytest.raises(Malformed):
        statement(claim)
    with pytest.raises(Malformed):
        sentences(read_claim(claim))


GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "λ": "lambda", "ρ": "rho", "σ": "sigma", "ω": "omega"}
LETTER = re.compile(r"(?<![A-Za-z0-9_Α-ω])([A-Za-zΑ-ω])(_|(?![A-Za-z0-9_Α-ω]))")
FREE = {"N", "R", "n", "k", "Σ", "a", "E", "π"}  # N(0, 1), R^d; those that are called otherwise where they are taken
OPEN = {"follows", "loss_bound"}  # whose functions and variables are named by the claim
WITH_SYMBOLS = [kind for kind, fields in CLAIMS.items() if fields.get("symbols") and kind not in OPEN]


@pytest.mark.parametrize("kind", WITH_SYMBOLS)
def test_no_letter_of_a_sentence_names_a_symbol(kind: str) -> None:
    """Neither x, where the sentence says x, nor s_1, where it says s_j: of every kind, whatever letters it uses."""
    document = {"kind": kind, **CLAIMS[kind]}
    own = {name.partition("_")[0] for name in document["symbols"]} | FREE
    found = {(letter, f"{GREEK.get(letter, letter)}{index}") for letter, index in LETTER.findall(statement(document))}
    for letter, name in found:
        if GREEK.get(letter, letter) not in own:
            taken = f"{name}1" if name.endswith("_") else name
            more = {**document, "symbols": {**document["symbols"], taken: "real"}}
            with pytest.raises(Malformed, match=r"otherwise|one integer"):
                statement(more)


ONE_READING = {
    "letters": equal("x", "y", "l", "W", "a", "V", "n", "k", "d", "M", "N", "I", "L"),
    "indices": equal("x_1", "x_2", "x_1_2", "x_12", "lambda"),
    "a weight by its own name": explicit("w_1_1"),
    "a weight by its own short name": explicit("w11"),
    "all groups of one size": loss(size="l", sizes=("l",), kinds=("l",)),
    "sizes by other names": loss(sizes=("k", "m"), kinds=("k", "m")),
    "any number of groups": {**CLAIMS["critical"], "configuration": ANY},
}


@pytest.mark.parametrize("name", ONE_READING)
def test_what_has_one_reading_is_printed(name: str) -> None:
    assert statement(ONE_READING[name])
    assert sentences(read_claim(ONE_READING[name]))


def test_a_scalar_called_a_is_not_the_vector_a() -> None:
    network = {"pool": [0, 1, "a"], "W": [[1, 0]], "a": [2], "V": [[1, 0]], "b": [1]}
    claim = {"kind": "loss", "symbols": {"a": "real"}, "where": [], "value": 0}
    words = statement({**claim, "configuration": {"kernel": ERF, "network": network}})
    assert "a_1 = a," in words
    assert " a = " not in words
    groups = {**GROUPS, "students": [{"a": ["*", 2, "a"], "c": 1}], "sizes": [2]}
    words = statement({**claim, "configuration": {"kernel": ERF, "groups": groups}})
    assert "the student has a_1 = 2·a, w_1 = " in words


@pytest.mark.parametrize(
    "make",
    [
        lambda: sc.equal("x1", "x_1"),
        lambda: sc.less("x1 + x_1", 1),
        lambda: sc.less(Symbol("E", real=True), 1),
        lambda: sc.less(e, sympy.exp(x)),
        lambda: sc.loss_is(sc.OneNeuron("erf", k=2, a=L, norm=1), 0),
        lambda: sc.loss_is(sc.OneNeuron("erf", k=2, a=z, norm=1), 0),
        lambda: sc.critical(sc.OneNeuron("erf", k=2, a=a, norm=1)),
        lambda: sc.equal(kernel_function("sin")(x, 0, 0), 0),
        lambda: sc.equal("x", 0, where=[Symbol("x_", real=True) > 0]),
    ],
)
def test_a_claim_of_two_readings_is_an_input_error(make: Any) -> None:
    with pytest.raises(InputError, match=r"otherwise|cannot be a name") as caught:
        make()
    assert "\n" not in str(caught.value)


def test_long_numbers_are_not_named_like_a_symbol() -> None:
    words = paragraph(sentences(read_claim(equal("N_1", rhs=["+", "N_1", "1" * 30]))))
    assert "N_{2} = " + "1" * 30 in words
    assert "N_{1} = " not in words


@pytest.mark.parametrize("name", ["p", "i", "j", "m_1"])
def test_a_size_of_species_is_not_called_like_their_index(name):
    """`v_(p,i), i = 1, …, m_p, with m_1 = p` would speak of two p."""
    size, rest = Symbol(name, integer=True, positive=True), Symbol("r", integer=True, positive=True)
    member = sc.Member(w=[0, 1 / size], at=0, diagonal=1)
    with pytest.raises(InputError, match=repr(name)):
        sc.loss_is(sc.SymmetricNetwork([size, rest], [member]), size)
