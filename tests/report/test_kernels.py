"""What `symcrit kernel` prints: formulas that can be read back, steps in order, honest conclusions."""

from dataclasses import replace

import pytest
import sympy

from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import parse as parse_json
from symcrit.core.algebra.expr import sym
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation_names
from symcrit.kernels.closed.derivations import Derivation, Step
from symcrit.kernels.kernel import Kernel, kernel, kernel_names, q11, q12, q22
from symcrit.parse import parse
from symcrit.report.kernels import kernel_document, kernel_list, kernel_text, value_document

WITH_PHI = {"elu", "selu", "shifted_relu", "hard_tanh", "hard_sigmoid", "relu6", "erf_squared"}  # Φ₂, S₄: not read here
DERIVED = [pair for pair in kernel_names() if pair[0] not in WITH_PHI]


def with_derivation(derivation):
    """The erf kernel with another derivation."""
    stub = type("Derived", (Kernel,), {"derivation": derivation})
    return stub(("erf", "erf"), kernel("erf").expr, source="a book")


@pytest.mark.parametrize(
    "names",
    [pytest.param(pair, id=" ".join(pair), marks=pytest.mark.slow if "gabor" in pair else ()) for pair in DERIVED],
)
def test_texts_spell_the_formulas(names):
    """Read back, with the letters for long numbers put in again, a text is the formula it stands for."""
    own = kernel(*names)
    document = kernel_document(own)

    def read(text):
        return parse(text.replace("·", "*").replace("√", "sqrt").replace("π", "pi"))

    letters = {sympy.Symbol(name, real=True): read(number["text"]) for name, number in document["constants"].items()}
    at = {q11: sympy.Rational(3, 2), q12: sympy.Rational(1, 3), q22: sympy.Rational(1, 2)}
    texts = {"": document["closed_form"]["text"]} | {by: one["text"] for by, one in document["derivatives"].items()}
    for by, text in texts.items():
        exact = own.diff(by) if by else own
        value = read(text).xreplace(letters).subs(at)
        assert abs(sympy.N(value - exact.expr.subs(at), 30)) < 1e-25
        assert max(map(len, text.split())) < 80


def test_a_derivation_is_a_numbered_list():
    price = Relation("=", sym("q12"), parse_json(["/", "q12", ["sqrt", "q11"]]))
    start = Relation("=", sym("q12"), parse_json(0))
    steps = (Step("∂κ/∂q12", ("price",), price), Step("κ", ("independence",), start, "q12 = 0"))
    document = kernel_document(with_derivation(Derivation({}, steps)))
    lines = kernel_text(document).splitlines()
    assert "  derivation   1. price: ∂κ/∂q12 = q12/√(q11)" in lines
    assert "               2. independence: κ at q12 = 0 = 0" in lines
    latex = [step["latex"] for step in document["derivation"]]
    assert latex == [
        r"\partial \kappa / \partial q_{12} = \frac{q_{12}}{\sqrt{q_{11}}}",
        r"\kappa = 0 \quad \text{at } q_{12} = 0",
    ]
    assert latex[1] in kernel_text(document, "latex")


@pytest.mark.parametrize("names", DERIVED, ids=" ".join)
def test_every_closed_form_has_a_derivation(names):
    steps = kernel_document(kernel(*names))["derivation"]
    assert {step["rule"] for step in steps} >= {"definition", "gaussian-parts", "differentiation"}
    assert [step["text"].partition(" = ")[0] for step in steps[-3:]] == ["κ", "∂κ/∂q12", "∂κ/∂q11"]


def test_a_kernel_without_derivation_says_so():
    assert "derivation   none is known" in kernel_text(kernel_document(with_derivation(None)))


def test_a_wrong_closed_form_is_refuted():
    right = kernel("relu")
    wrong = replace(right, expr=right.expr + sympy.Rational(1, 10**12))
    assert value_document(right, "1,1/2,1", 15)["overlap"] is True
    assert value_document(wrong, "1,1/2,1", 15)["overlap"] is False
    assert "refuted" in value_document(wrong, "1,1/2,1", 15)["conclusion"]


def test_a_pair_without_quadrature_has_one_value_and_says_why():
    shifted = Kernel.candidate(Activation("shifted", "atan(abs(z - 1))"), "q12")
    value = value_document(shifted, "1,1/2,1", 10)
    assert (value["closed_form"][:8], value["definition"], value["overlap"]) == ("0.500000", None, None)
    assert "no quadrature for 'shifted' with 'shifted'" in value["conclusion"]
    assert not value["known"]


def test_values_with_means():
    value = value_document(kernel("relu", bias=True), "1,1/2,1,0,2/5", 10)
    assert (value["at"]["m2"], value["overlap"], value["known"]) == ("2/5", True, True)
    with pytest.raises(InputError, match="is not five numbers"):
        value_document(kernel("relu", bias=True), "1,1/2,1", 10)


def test_a_kernel_without_closed_form():
    document = kernel_document(kernel("tanh"))
    assert (document["kind"], document["closed_form"], document["derivation"]) == ("certified", None, None)
    assert document["derivatives"]["q12"]["text"] == "E[(1 - tanh(u)^2)·(1 - tanh(v)^2)]"
    document["value"] = value_document(kernel("tanh"), "1,1/2,1", 25)
    assert (document["value"]["overlap"], document["value"]["known"]) == (True, True)
    text = kernel_text(document)
    for words in ("certified quadrature; no closed form: there is no rule", "Hermite series", "0.18632441320344808610"):
        assert words in text
    moved = value_document(kernel("tanh", bias=True), "1,1/2,1,0,1", 10)
    assert (moved["hermite"], moved["overlap"], moved["known"]) == (None, None, True)


def test_values_are_exact_numbers():
    assert value_document(kernel("erf"), "0.5, 1/4 ,2^-1", 5)["at"] == {"q11": "1/2", "q12": "1/4", "q22": "1/2"}
    for text in ("", "1", "1,2,3,4", "a,b"):
        with pytest.raises(InputError, match="is not three numbers"):
            value_document(kernel("erf"), text, 5)


def test_the_list_has_every_activation():
    rows = {one["kernel"][0]: one for one in kernel_list()}
    assert tuple(rows) == activation_names()
    assert [(name, name) for name, one in rows.items() if one["kind"] == "closed"] == list(kernel_names())
    assert (rows["relu"]["homogeneity"], rows["erf"]["parity"], rows["tanh"]["kind"]) == (1, "odd", "certified")
    assert {one["kind"] for one in rows.values()} == {"closed", "certified"}
    assert [one["kernel"][0] for one in kernel_list(["relu", "leaky_relu:slope=1/5"])] == [
        "relu",
        "leaky_relu:slope=1/5",
    ]
    with pytest.raises(InputError, match="unknown activation"):
        kernel_list(["rellu"])
    assert (rows["erf"]["self_similar"], rows["relu"]["self_similar"]) == (True, False)
    assert rows["erf"]["source"].startswith("Williams")
    lines = kernel_text({"kernels": kernel_list()}).splitlines()
    assert lines[0].split()[:2] == ["activation", "kernel"]
    assert [line.split()[0] for line in lines[1:]] == list(rows)


def test_a_kernel_of_two_activations():
    document = kernel_document(kernel("erf", "leaky_relu:slope=1/5"))
    text = kernel_text(document)
    assert "kernel erf, leaky_relu:slope=1/5" in text
    assert "τ(z)" in text
    assert "E[σ(u)τ(v)]" in text
    assert "N((m1, m2)" in kernel_text(kernel_document(kernel("exp", bias=True)))
