"""What `symcrit kernel` shows: a closed form, its derivatives, where it comes from, and its value by two roads."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

from symcrit.certificate import write
from symcrit.core.expr import Expr, parse
from symcrit.errors import InputError, shorten
from symcrit.gaussian.activations import Activation, activation, activation_names
from symcrit.gaussian.kernels import Kernel, kernel_names, kernel_source
from symcrit.gaussian.strips import function_in_strip
from symcrit.gaussian.terms import is_self_similar
from symcrit.notation.boxes import row, sign
from symcrit.notation.formulas import box
from symcrit.notation.latex import latex
from symcrit.notation.plain import formula as plain
from symcrit.statement import text
from symcrit.translate import JSON, as_expr, to_json

__all__ = ["kernel_document", "kernel_list", "kernel_text", "value_document"]

_ARGUMENTS = ("q11", "q12", "q22")
_LONG = 24  # characters of a number that gets a letter
_CONCLUSIONS = {
    True: "the two balls overlap",
    False: "the two balls are disjoint: the closed form is refuted",
    None: "nothing follows: a ball that is not finite says nothing; fewer digits may help",
}


def kernel_document(of: Kernel) -> dict[str, Any]:
    """A kernel as JSON: activations, closed form, derivatives, source and the steps of its derivation.

    Formulas are given as text and in LaTeX; rational numbers too long to read are called c1, c2, … in them.

    >>> from symcrit import kernel
    >>> kernel_document(kernel("erf"))["activations"]["erf"]["text"]
    'erf(z·√(2)/2)'
    """
    activations = {one.label: to_json(one.expr) for one in of.pair}
    derivatives = {by: to_json(of.diff(by).expr) for by in ("q11", "q12")}
    derivation = of.derivation
    steps = [(step, write(step.relation.rhs)) for step in derivation.steps] if derivation is not None else None
    forms = [*activations.values(), to_json(of.expr), *derivatives.values(), *(right for _, right in steps or ())]
    letters = _letters(forms)

    def formula(form: JSON) -> Expr:
        return parse(_shortened(form, letters))

    return {
        "kernel": list(of.names),
        "activations": {name: _written(formula(form)) for name, form in activations.items()},
        "closed_form": _written(formula(to_json(of.expr))),
        "derivatives": {by: _written(formula(form)) for by, form in derivatives.items()},
        "constants": {letter: _written(parse(number)) for number, letter in letters.items()},
        "source": of.source,
        "biased": of.biased,
        "derivation": steps and [{"rule": step.rule, **_equation(step.about, formula(right))} for step, right in steps],
    }


def _letters(forms: list[JSON]) -> dict[str, str]:
    """Letters c1, c2, … for the sizes of the numbers in core's JSON that are too long to read."""
    numbers, stack = dict[str, str](), forms[::-1]
    while stack:
        form = stack.pop()
        if isinstance(form, list):
            stack.extend(form[:0:-1])
        elif isinstance(form, str) and len(form) > _LONG:
            numbers.setdefault(form.lstrip("-"), f"c{len(numbers) + 1}")
    return numbers


def _shortened(form: JSON, letters: dict[str, str]) -> JSON:
    """Core's JSON with letters for numbers."""
    if not isinstance(form, list):
        letter = letters.get(form.lstrip("-")) if isinstance(form, str) else None
        return form if letter is None else ["*", "-1", letter] if form[0] == "-" else letter
    op, *parts = form[0], *(_shortened(part, letters) for part in form[1:])
    if op == "*" and isinstance(parts[0], list) and parts[0][:2] == ["*", "-1"]:
        parts[:1] = parts[0][1:]  # the sign in front of the whole product
    return [op, *parts]


def _written(expr: Expr) -> dict[str, str]:
    return {"text": text(expr), "latex": latex(box(expr))}


def _equation(about: str, right: Expr) -> dict[str, str]:
    """A step of a derivation: `about`, such as "κ at q12 = 0", is `right`."""
    left, _, where = (re.sub(r"q(\d+)", r"q_{\1}", part) for part in about.partition(" at "))
    equation = latex(row(plain(left), sign("="), box(right)))
    return {
        "text": f"{about} = {text(right)}",
        "latex": equation + (rf" \quad \text{{at }} {latex(plain(where))}" if where else ""),
    }


def value_document(of: Kernel, at: str, digits: int) -> dict[str, Any]:
    """The value of a kernel at "Q11,Q12,Q22" as two balls, printed to `digits` digits.

    `closed_form` evaluates the formula, `definition` is a certified quadrature of E[σ(u)τ(v)] that never sees it.
    `overlap` is False if the balls are disjoint, which refutes the closed form, and None if one of them is not finite
    or there is no quadrature for these activations (`definition` is None).
    Raises InputError for anything but three exact numbers that form a covariance.

    >>> from symcrit import kernel
    >>> value = value_document(kernel("erf"), "1,1/2,1", 4)
    >>> value["definition"].split()[0], value["overlap"]
    ('[0.1609', True)
    """
    parts = [part.strip() for part in at.split(",")]
    if len(parts) != len(_ARGUMENTS) or not all(parts):
        raise InputError(
            f"--at {shorten(at)!r} is not three numbers; write q11,q12,q22 with commas between, for example 1,1/2,1"
        )
    values = [as_expr(part) for part in parts]
    closed = of.ball(*values, digits=digits)
    definition, conclusion = _by_definition(of, values, digits)
    finite = definition is not None and closed.is_finite() and definition.is_finite()
    overlap = bool(closed.overlaps(definition)) if finite else None
    return {
        "at": {name: str(value) for name, value in zip(_ARGUMENTS, values, strict=True)},
        "digits": digits,
        "closed_form": closed.str(digits),
        "definition": None if definition is None else definition.str(digits),
        "overlap": overlap,
        "conclusion": conclusion or _CONCLUSIONS[overlap],
    }


def _by_definition(of: Kernel, values: list[Any], digits: int) -> tuple[Any, str | None]:
    """The value by quadrature, or None and why no quadrature fits these activations."""
    if of.biased:
        raise InputError("--at is for means 0; leave out --bias")
    try:
        return of.quadrature(*values, digits=digits), None
    except InputError as error:
        return None, str(error)


def kernel_list() -> list[dict[str, Any]]:
    """Every registered activation: the kind of its kernel, its parity, degree of homogeneity and self-similarity.

    kind: "closed", "certified" (values by `certified_kernel` only) or "none". self_similar: whether smoothing by a
    Gaussian only rescales σ, so that copy averages are exactly critical (`is_self_similar`); None: not decided.

    >>> [one for one in kernel_list() if one["kernel"] == ["relu", "relu"]]  # doctest: +NORMALIZE_WHITESPACE
    [{'kernel': ['relu', 'relu'], 'kind': 'closed', 'parity': None, 'homogeneity': 1, 'self_similar': False,
      'source': 'Cho and Saul, Kernel methods for deep learning, NIPS 2009'}]
    """
    return [_list_row(activation(name)) for name in activation_names()]


def _list_row(sigma: Activation) -> dict[str, Any]:
    closed = (sigma.name, sigma.name) in kernel_names()
    certified = function_in_strip(sigma.expr) is not None
    return {
        "kernel": [sigma.name, sigma.name],
        "kind": "closed" if closed else "certified" if certified else "none",
        "parity": sigma.parity,
        "homogeneity": sigma.homogeneity,
        "self_similar": is_self_similar(sigma),
        "source": kernel_source(sigma) if closed else None,
    }


def kernel_text(document: dict[str, Any], language: str = "text") -> str:
    """The documents above for the eye: a title and labelled paragraphs; formulas as "text" or in "latex"."""
    width = min(shutil.get_terminal_size().columns, 120)
    if "kernels" in document:
        return _table(document["kernels"], width)
    names = ", ".join(dict.fromkeys(document["kernel"]))
    rows = _rows(document, language)
    return "\n".join([f"kernel {names}", *(_paragraph(label, words, width) for label, words in rows)])


_COLUMNS = ("activation", 20), ("kernel", 10), ("parity", 7), ("homogeneous", 12), ("self-similar", 13)


def _table(kernels: list[dict[str, Any]], width: int) -> str:
    """One line per kernel."""
    rows = [[*(heading for heading, _ in _COLUMNS), "source"]]
    for one in kernels:
        facts = one["parity"] or "-", "-" if one["homogeneity"] is None else str(one["homogeneity"])
        similar = {True: "yes", False: "no", None: "-"}[one["self_similar"]]
        rows.append(["  ".join(dict.fromkeys(one["kernel"])), one["kind"], *facts, similar, one["source"] or "symcrit"])
    widths = [size for _, size in _COLUMNS]
    lines = ("  " + "".join(cell.ljust(size) for cell, size in zip(row, [*widths, 0], strict=True)) for row in rows)
    return "\n".join(line if len(line) <= width else line[: width - 1] + "…" for line in lines)


def _rows(document: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """The labels and paragraphs of one kernel."""
    second = "σ" if len(document["activations"]) == 1 else "τ"
    means = "(m1, m2)" if document["biased"] else "0"
    yield "κ", f"E[σ(u){second}(v)], (u, v) ~ N({means}, [[q11, q12], [q12, q22]])"
    for letter, own in zip("στ", document["activations"].values(), strict=False):
        yield f"{letter}(z)", own[language]
    yield "closed form", document["closed_form"][language]
    for by, slope in document["derivatives"].items():
        yield f"∂κ/∂{by}", slope[language]
    for name, number in document["constants"].items():
        yield name, number[language]
    yield "source", document["source"] or "derived by symcrit"
    if document["derivation"] is None:
        yield "derivation", "none is known"
    for number, step in enumerate(document["derivation"] or (), 1):
        yield "derivation" if number == 1 else "", f"{number}. {step['rule']}: {step[language]}"
    if value := document.get("value"):
        yield "at", ", ".join(f"{name} = {number}" for name, number in value["at"].items())
        yield "closed form", value["closed_form"]
        if value["definition"] is not None:
            yield "definition", f"{value['definition']}, certified quadrature"
        yield "", value["conclusion"]


def _paragraph(label: str, words: str, width: int, column: int = 13) -> str:
    return textwrap.fill(
        words,
        width,
        initial_indent=f"  {label:<{column}}",
        subsequent_indent=" " * (column + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
