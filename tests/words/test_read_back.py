"""What is printed is read back by readers that know nothing of the printers, and has the same value everywhere."""

import re
from itertools import pairwise

import mpmath
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from symcrit.core.algebra.expr import FUNCTIONS, parse
from symcrit.core.registry import read_claim
from symcrit.errors import InputError
from symcrit.parse import parse as parse_text
from symcrit.translate import to_json
from symcrit.words import latex, mathml
from symcrit.words.boxes import row
from symcrit.words.formulas import box, relations
from symcrit.words.lines import broken, inline
from symcrit.words.plain import Display
from symcrit.words.statement import statement
from symcrit.words.text import RELATIONS, text
from tests.words.readers import core_tree, normal, occurring, read_latex, read_mathml, read_text, value

KERNELS = frozenset(["kappa", "f", "g"])
UNARY = sorted({*FUNCTIONS} - {"binormal"})
ORDERS = st.tuples(*[st.integers(0, 2)] * 3)
RATIONALS = ["0", "1", "-1", "2", "-2", "1/2", "-1/2", "3/4", "1/8", "5", "12", "-7/3"]
SYMBOLS = ["x", "y", "l_1", "w_1_2", "rho", "q11", "size"]
ATOMS = st.one_of(st.sampled_from(RATIONALS), st.sampled_from([*SYMBOLS, "pi", ["sqrt", "2"], ["sqrt", "8"]]))
IN_Z = st.sampled_from(
    ["z", "1", "-2", ["tanh", "z"], ["^", "z", 2], ["-", "1", "z"], ["/", "1", ["^", "z", 2]], ["*", -1, "z"]]
)


def nested(inner):
    return st.one_of(
        st.tuples(st.just("*"), inner, inner).map(list),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: ["*", *parts]),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: ["+", *parts]),
        st.tuples(st.sampled_from("-/"), inner, inner).map(list),
        inner.map(lambda part: ["-", part]),
        inner.map(lambda part: ["*", part, part, "1/2", part]),
        st.tuples(st.just("^"), inner, st.integers(-3, 3)).map(list),
        st.tuples(st.sampled_from(UNARY), inner).map(list),
        st.tuples(st.just("binormal"), inner, inner, inner).map(list),
        st.tuples(ORDERS, inner, inner, inner).map(lambda t: ["kernel", "kappa", *t[0], *t[1:]]),
        inner.map(lambda part: ["kernel", "f", 0, 0, 0, part, 0, 0]),
        st.tuples(IN_Z, IN_Z, inner, inner, inner).map(lambda t: ["mean", *t]),
    )


TREES = st.recursive(ATOMS, nested, max_leaves=12)
PLAIN = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: ["*", *parts]),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: ["+", *parts]),
        st.tuples(st.sampled_from("-/"), inner, inner).map(list),
        st.tuples(st.just("^"), inner, st.integers(-3, 3)).map(list),
        st.tuples(st.sampled_from(UNARY), inner).map(list),
    ),
    max_leaves=12,
)
PLACES = [
    {normal(name): mpmath.mpf(number) / 1009 for name, number in zip([*SYMBOLS, "u", "v", "z"], numbers, strict=True)}
    for numbers in [
        (331, 127, 719, 863, 211, 541, 457, 97, 613, 997),
        (-467, 881, -73, 1201, 359, -907, 163, 577, -19, 1),
    ]
]
SLOW = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def values(tree):
    """The values at the places; None where there is none, or one too large to compare."""
    found = []
    for place in PLACES:
        with mpmath.workdps(60):
            try:
                number = value(tree, place)
            except (ZeroDivisionError, ValueError, OverflowError):
                found.append(None)
                continue
            found.append(number if mpmath.isfinite(number) and abs(number) < 1e20 else None)
    return found


def same(one, other):
    """Whether two trees have the same values."""
    for a, b in zip(values(one), values(other), strict=True):
        if a is not None and b is not None and abs(a - b) > 1e-25 * (1 + abs(a)):
            return False
        if (a is None) != (b is None) and max(abs(c) for c in (a, b) if c is not None) < 1e15:
            return False
    return True


def readings(expr):
    """The expression as every way of printing it says."""
    shape = box(expr)
    yield "text", text(expr), read_text(text(expr), KERNELS)
    for name, part in (("in a display", shape), ("in a line", inline(shape))):
        written = latex.latex(part)
        yield f"LaTeX {name}", written, read_latex(written, KERNELS)
    yield "MathML", mathml.mathml(shape), read_mathml(mathml.mathml(shape), KERNELS)
    lines = [latex.latex(line) for line in broken(shape, 12.0)]
    yield "broken LaTeX", lines, read_latex(" ".join(lines), KERNELS)
    written = mathml.display(Display((shape,)), 12.0)
    yield "broken MathML", written, read_mathml(written, KERNELS)


@settings(SLOW, max_examples=120)
@given(TREES)
def test_an_expression_is_read_back_as_it_is(tree):
    expr = parse(tree)
    told = core_tree(expr)
    for how, written, found in readings(expr):
        assert same(told, found), (how, written)
        assert occurring(told) == occurring(found), (how, written)  # 0·log(x) has its log, x/x its x


def typed(words):
    """What core reads of printed text in the language of `symcrit.parse`."""
    try:
        return parse(to_json(parse_text(words.replace("√", "sqrt").replace("·", "*").replace("π", "pi"), literal=True)))
    except InputError as error:
        assume(not re.search("division by zero|is too large", str(error)))
        raise


@SLOW
@given(PLAIN)
def test_text_that_is_printed_can_be_typed_in_again(tree):
    expr = parse(tree)
    again = typed(text(expr))
    assert same(core_tree(expr), core_tree(again))
    assert occurring(core_tree(expr)) == occurring(core_tree(again))


@pytest.mark.parametrize(
    ("tree", "words", "formula"),
    [
        (["*", "1/2", ["exp", "x"], ["sqrt", 2], "1/2"], "exp(x)·√(2)/(2·2)", r"\frac{1}{2\, \sqrt{2}}\, e^{x}"),
        (["/", "x", "x"], "x/x", r"\frac{x}{x}"),
        (["*", 0, ["log", "x"]], "0·log(x)", r"0\log(x)"),
        (["mean", 0, ["log", "z"], 1, 0, 1], "E[0·log(v); 1, 0, 1]", r"\mathbb{E}_{1, 0, 1}[0\log(v)]"),
        (["mean", "1/2", "z", 1, 0, 1], "E[v/2; 1, 0, 1]", None),
        (["mean", ["/", 1, "z"], "z", 1, 0, 1], "E[(1/u)·v; 1, 0, 1]", None),
        (["^", ["*", "1/2"], 2], None, r"\mathopen{}\left( \frac{1}{2} \right)^{2}\mathclose{}"),
        (["^", ["*", ["^", "x", 2]], 3], None, "(x^{2})^{3}"),
        (["*", "x", -2], "x·(-2)", "(-2)x"),
        (["abs", ["*", "a", ["abs", "b"], "c"]], None, r"\operatorname{abs}(a\lvert b\rvert c)"),
        (["*", ["abs", "a"], "b", ["abs", "c"]], None, r"\lvert a\rvert b\lvert c\rvert"),
        (["binormal", "x", "y", 0], "Φ₂(x, y; 0)", r"\Phi_{2}(x, y, 0)"),
        (["*", "size", "x"], "size·x", r"\mathit{size} \cdot x"),
    ],
)
def test_what_was_printed_wrongly(tree, words, formula):
    expr = parse(tree)
    assert words is None or text(expr) == words
    assert formula is None or latex.latex(box(expr)).replace("  ", " ") == formula


OPS = sorted(RELATIONS)
RELATION = st.tuples(st.sampled_from(OPS), PLAIN, PLAIN).map(list)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["equal", "less", "at_most"]), PLAIN, PLAIN, st.lists(RELATION, max_size=3))
def test_a_statement_is_read_back_with_its_hypotheses(kind, lhs, rhs, where):
    declared = dict.fromkeys(SYMBOLS, "real") | {"l_1": "integer"}
    claim = read_claim({"kind": kind, "symbols": declared, "where": where, "lhs": lhs, "rhs": rhs})
    quantifier, body = statement(claim).split(": ", 1)
    kinds, _, given_ = quantifier.removeprefix("for all ").partition(" with ")
    assert dict(reversed(item.split(" ")) for item in kinds.split(", ")) == declared
    found = given_.split(" and ") if given_ else []
    assert len(found) == len(where)
    signs = {"equal": "=", "less": "<", "at_most": "<="}
    for words, (op, *sides) in zip([*found, body], [*where, [signs[kind], lhs, rhs]], strict=True):
        left, right = words.split(f" {RELATIONS[op]} ")
        assert same(read_text(left), core_tree(parse(sides[0])))
        assert same(read_text(right), core_tree(parse(sides[1])))


NUMBERS = st.sampled_from(["0", "1", "-1/2", "3", ["sqrt", 2]])
BOUND = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.sampled_from(["x", "y", "2"]), NUMBERS).map(
    list
)


@given(st.lists(BOUND, min_size=1, max_size=5))
def test_bounds_that_are_joined_say_what_they_say_one_by_one(where):
    claim = read_claim({"kind": "equal", "symbols": {"x": "real", "y": "real"}, "where": where, "lhs": 0, "rhs": 0})
    items = claim.domain.where
    marks = {"<": "<", r"\le": "<=", ">": ">", r"\ge": ">=", "=": "=", r"\ne": "!="}
    found = set()
    for formula in relations(items):
        parts = latex.latex(row(formula)).split(" ")
        signs = [i for i, part in enumerate(parts) if part in marks]
        ends = [-1, *signs, len(parts)]
        sides = [" ".join(parts[a + 1 : b]) for a, b in pairwise(ends)]
        found |= {(left, marks[parts[i]], right) for left, i, right in zip(sides, signs, sides[1:], strict=False)}
    flip = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
    told = {(latex.latex(box(lhs)), op, latex.latex(box(rhs))) for op, lhs, rhs in items}
    assert {min(one, (one[2], flip[one[1]], one[0])) for one in found} == {
        min(one, (one[2], flip[one[1]], one[0])) for one in told
    }
