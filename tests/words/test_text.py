"""Claims as one line of text: what is said, that no mark of formulas is left, and that a line is made in no time."""

import time

import pytest

from symcrit.core.registry import read_claim
from symcrit.words.boxes import factor, fraction, index, name, number, plain, power, prefix, row, sign, symbol
from symcrit.words.plain import Display, prose
from symcrit.words.registry import CLAIMS as WORDS
from symcrit.words.statement import statement
from symcrit.words.text import paragraph, written
from tests.words.examples import CLAIMS

PARENTHESES = {"(": ")", "[": "]"}


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_statement_is_one_line_of_text(kind):
    words = statement(CLAIMS[kind])
    assert words.isprintable()
    assert not any(mark in words for mark in ("$", "@", "{", "}", "  ", "·)", "(·"))
    assert not words.endswith(".")
    open_ones = []
    for character in words.replace("[0, 1)", ""):
        if character in PARENTHESES:
            open_ones.append(PARENTHESES[character])
        elif character in PARENTHESES.values():
            assert open_ones.pop() == character
    assert not open_ones


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("equal", ["for all real x with x > 0 and x < 1: (x + 1)^2 = x^2 + 2·x + 1"]),
        ("at_most", ["for all real x with x > 0 and x < 1: abs(x) ≤ exp(x^2)"]),
        ("increasing", ["for all real x with x > 0 and x < 1: log(x) is strictly increasing in x"]),
        ("critical", [
            "Let σ(z) = erf(z/√(2)) and L = E[(f − f*)²]. The teacher has orthonormal v_1, …, v_k",
            "any number n of groups G_1, …, G_n of any sizes l_i = |G_i| with l_i ≥ 1",
            "the student has a_i = l_i, w_i = (1/√(l_i·(2·l_i - 1)))·Σ_(j ∈ G_i) v_j.",
            "There the gradient of the loss vanishes, ∇L = 0, with respect to every a_i and w_i",
        ]),
        ("loss", ["There the loss is L = Σ_(i = 1)^n (l_i - √(l_i))"]),
        ("loss_bound", ["Let k be an integer with k ≥ 1.", "L = (1/2)·E[(f − f*)²]", "L ≥ k - 1"]),
        ("isolated", [
            "every entry of (W, a) within 0.001 (W) and 0.002 (a) of these numbers",
            "there is exactly one critical point;",
            "it lies within 1e-40", "2 positive and 1 negative eigenvalues, and -1/3 < λ_min < -0.25",
            "adds 1 positive and 0 negative ones",
        ]),
        ("branch", ["with respect to W and with these a_i fixed", "inertia (positive, negative) ((k - 1)^2, 0)"]),
        ("gradient", ["∂L/∂a_m = (l_m) + (M0(l_m))·Σ_(p ≠ m) (l_p^2), D =", "M0(q), M1(q) and M2(q) are the means of"]),
        ("onto", ["The quotient x/(1 - x) is strictly increasing in x"]),
        ("dual_bound", ["L ≥ 1/5 for all students with every s_j ≥ 0", "with M students", "σ(z) = (z + abs(z))/2"]),
    ],
)  # fmt: skip
def test_what_is_said(kind, said):
    words = statement(CLAIMS[kind])
    assert [part for part in said if part not in words] == []


@pytest.mark.parametrize("fixed", [{"free": "W"}, {"free": "W", "modulo": "scaling"}])
def test_what_is_fixed_is_said(fixed):
    radii = {"unique": {"W": "1e-3"}, "within": {"W": "1e-9"}}
    words = statement({**CLAIMS["isolated"], **radii, **fixed})
    assert ("with these a_i fixed" in words) == ("modulo" not in fixed)
    assert ("(a_i, w_i) and (a_i/c, c w_i), c > 0, are taken as one" in words) == ("modulo" in fixed)


@pytest.mark.parametrize(
    ("box", "words"),
    [
        (row(index(name("w"), number(1)), sign("="), prefix("−"), symbol("l")), "w_1 = -l"),
        (row(*factor(read_claim(CLAIMS["sectors"]).sectors[0].matrix[0][0]), plain("v_j")), "(-1/2)·v_j"),
        (power(name("σ"), sign("′")), "σ′"),
        (power(name("t"), row(prefix("−"), number(2))), "t^(-2)"),
        (fraction(symbol("x"), number(2)), "x/2"),
        (plain("𝔼[(f − f^*)²] = Σ_{i=1}^n v_{1,i}"), "E[(f − f*)²] = Σ_(i=1)^n v_(1,i)"),
    ],
)  # fmt: skip
def test_boxes_as_text(box, words):
    assert written(box) == words


def test_a_display_stands_in_the_line():
    shown = Display((plain("x > 0"), plain("y > 0")), ",")
    assert paragraph(prose("Here@holds. ", shown)) == "Here x > 0, y > 0, holds"


def test_every_kind_has_keys():
    assert all(isinstance(words.KEYS, dict) for words in WORDS.values())


def test_a_statement_takes_no_time():
    claims = [read_claim(core) for core in CLAIMS.values()]
    start = time.process_time()
    for _ in range(10):
        for claim in claims:
            statement(claim)
    assert time.process_time() - start < 0.005 * 10 * len(claims)
