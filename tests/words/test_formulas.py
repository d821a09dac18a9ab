"""Expressions as LaTeX and MathML, and where long ones break."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcrit.core.algebra.expr import parse
from symcrit.words import latex as tex
from symcrit.words import mathml
from symcrit.words.boxes import name, row, sign
from symcrit.words.formulas import box
from symcrit.words.lines import LINE, broken, width
from symcrit.words.numbers import Numbers
from symcrit.words.plain import Display, formula, prose

SQUARES = ["+", *(["*", i, ["^", "x", i], ["asin", "y"]] for i in range(2, 30))]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (["-", ["/", "l", 3], ["*", ["/", ["*", 2, ["^", "l", 2]], "pi"], ["asin", "x"]]],
         r"\frac{l}{3} - \frac{2l^{2}}{\pi}\arcsin(x)"),
        (["+", ["*", -1, "k"], "n"], "n - k"),
        (["+", ["*", -1, "k"], "-1/2"], r"-k - \frac{1}{2}"),
        (["-", "a", ["+", "b", "c"]], "a - (b + c)"),
        (["*", "a", ["+", "b", "c"]], "a(b + c)"),
        (["*", 2, 3], r"2 \cdot 3"),
        (["*", "a", ["*", -1, "b"]], "a(-b)"),
        (["*", 0, "x"], "0x"),
        (["^", ["*", -1, "x"], 2], "(-x)^{2}"),
        (["^", ["/", 1, 2], 2], r"\mathopen{}\left( \frac{1}{2} \right)^{2}\mathclose{}"),
        (["^", ["sin", "x"], 2], r"(\sin(x))^{2}"),
        (["^", ["^", "x", 2], 3], "(x^{2})^{3}"),
        (["^", "x", -2], r"\frac{1}{x^{2}}"),
        (["/", ["+", "a", 1], "b"], r"\frac{a + 1}{b}"),
        (["*", "x", ["/", 1, ["+", "x", 1]]], r"\frac{x}{x + 1}"),
        (["*", "1/2", ["sqrt", 2], "z"], r"\frac{z}{\sqrt{2}}"),
        (["*", ["sqrt", "l"], ["sqrt", "l"]], r"(\sqrt{l})^{2}"),
        (["^", ["sqrt", "l"], 3], "l^{3 / 2}"),
        (["*", "z", ["/", ["sqrt", 2], ["sqrt", "pi"]]], r"z\, \sqrt{\frac{2}{\pi}}"),
        (["*", "1/2", ["sqrt", 2], ["/", 1, ["sqrt", "pi"]]], r"\frac{1}{\sqrt{2\pi}}"),
        (["/", "z", ["*", ["sqrt", 2], ["sqrt", "pi"]]], r"\frac{z}{\sqrt{2\pi}}"),
        (["/", ["sqrt", 2], ["*", ["sqrt", 3], ["sqrt", "pi"]]], r"\sqrt{\frac{2}{3\pi}}"),
        (["/", 1, ["*", ["sqrt", 2], ["sqrt", "z"]]], r"\frac{1}{\sqrt{2}\, \sqrt{z}}"),
        (["*", "1/2", ["*", -1, "z"]], r"-\frac{z}{2}"),
        (["/", "x", "x"], r"\frac{x}{x}"),
        (["exp", ["*", -1, "x"]], "e^{-x}"),
        (["abs", "x"], r"\lvert x\rvert"),
        (["erf", "q11"], r"\operatorname{erf}(q_{11})"),
        (["*", "pi", "l"], r"\pi l"),
        (["kernel", "kappa", 1, 1, 0, "a", "b", "c"], r"\kappa_{12}(a, b, c)"),
        ("lambda_1", r"\lambda_{1}"),
        ("w_1_2", "w_{1, 2}"),
        ("size", r"\mathit{size}"),
        ("_", r"\mathit{\_}"),
    ],
)  # fmt: skip
def test_latex_of_expressions(value, written):
    assert tex.latex(box(parse(value))).replace("  ", " ") == written


def test_mathml_of_an_expression():
    assert mathml.mathml(box(parse(["/", ["+", "a", 1], ["sqrt", "pi"]]))) == (
        '<math><mfrac><mrow><mi>a</mi><mo form="infix">+</mo><mn>1</mn></mrow>'
        '<msqrt><mi mathvariant="normal">π</mi></msqrt></mfrac></math>'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("σ(z) = erf(z/√2)", r"\sigma(z) = \operatorname{erf}(z / \sqrt{2})"),
        ("f″ < 0", "f'' < 0"),
        ("x ∈ [1, ∞)", r"x \in [1, \infty)"),
        ("Σ_{i=1}^n a_i", r"\sum_{i = 1}^{n} a_{i}"),
        ("‖∇L‖ > −1", r"\lVert \nabla L\rVert > -1"),
        ("√(1 − x²)", r"\sqrt{1 - x^{2}}"),
        ("min L", r"\min L"),
        ("c exp(−z²)", r"c\exp(-z^{2})"),
    ],
)
def test_plain_notation(text, written):
    assert tex.latex(formula(text)).replace("  ", " ") == written


def test_a_sentence_has_formulas_and_inserts():
    pieces = prose("If $x ≥ 0$ then @@.", formula("y"), [" or ", formula("z")])
    assert tex.paragraph(pieces) == r"If $x \ge 0$ then $y$ or $z$."


def test_fractions_in_a_line_of_text_have_a_slash():
    half = box(parse(["/", 1, ["*", 2, "l"]]))
    equation = row(name("s"), sign("="), half)
    assert tex.paragraph([equation]) == "$s = 1 / (2l)$"
    assert r"s = \frac{1}{2l}" in tex.paragraph([Display((equation,))])


def test_long_formulas_break_at_their_signs():
    lines = broken(box(parse(SQUARES)))
    assert len(lines) > 2
    assert all(width(line) <= LINE for line in lines)
    assert [line.parts[0].parts for line in lines[1:]] == [("+",)] * (len(lines) - 1)
    written = "".join(tex.latex(line) for line in lines)
    assert all(f"y) + {i}x^{{{i}}}" in written.replace(")+", ") +").replace("  ", " ") for i in range(3, 30))


def test_long_parentheses_break_inside():
    lines = broken(box(parse(["*", ["/", 1, ["+", "x", 1]], SQUARES])))
    shown = tex.display(Display((box(parse(["*", ["/", 1, ["+", "x", 1]], SQUARES])),)))
    assert all(width(line) <= LINE for line in lines)
    assert shown.count("(") == shown.count(")")
    assert r"\left" not in shown  # it could not be closed on the next line


def test_long_numbers_get_names_that_are_told():
    long, longer = "1" * 30, "2" * 500
    numbers = Numbers()
    pieces = numbers.named([box(parse(["*", long, ["/", "x", longer]])), " and ", box(parse(long)), "."])
    assert tex.paragraph(pieces) == (
        "$\\frac{N_{1}x}{N_{2}}$ and $N_{1}$. Here\n\\[\n\\begin{aligned}\n&N_{1} = " + long + "\n"
        "\\\\[1ex]&N_{2} = " + "2" * 24 + "\\operatorname{[452 digits]}" + "2" * 24 + ".\n\\end{aligned}\n\\]"
    )
    assert tex.paragraph(numbers.named([box(parse(long))])) == "$N_{1}$"


def test_what_cannot_break_stays_whole():
    product = formula("x" * 200)
    assert broken(product) == [product]


_LEAVES = st.sampled_from(["x", "y_1", "pi", "1/3", "-2", "0", "q12"])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+*"), inner, inner).map(list),
        st.tuples(st.sampled_from("-/"), inner, inner).map(list),
        st.tuples(st.just("^"), inner, st.integers(-3, 3)).map(list),
        st.tuples(st.sampled_from(["sqrt", "asin", "exp", "abs", "erf"]), inner).map(list),
    ),
    max_leaves=40,
)


@given(_TREES)
def test_every_expression_is_well_formed(tree):
    shape = box(parse(tree))
    for written in (mathml.mathml(shape), mathml.display(Display((shape,)), 20.0)):
        ET.fromstring(written)
    for line in broken(shape, 20.0):
        written = tex.latex(line)
        assert written.count("{") - written.count(r"\{") == written.count("}") - written.count(r"\}")
        assert written.count(r"\left") - written.count(r"\leftarrow") == written.count(r"\right")


@given(st.text())
def test_text_is_harmless_in_latex(text):
    written = tex.escape(text)
    assert written.isascii()
    for macro in ("\\input", "\\write", "\\begin", "\\end", "%%"):
        assert macro not in written.replace(r"\%", "")
