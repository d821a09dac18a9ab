"""What `symcrit kernel` shows: a closed form, its derivatives, where it comes from, and its value by two roads."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Symbol

from symcrit.certificate import write
from symcrit.core import Expr, mul, parse
from symcrit.errors import InputError, shorten
from symcrit.kernels.activations import Activation, activation, activation_names, z
from symcrit.kernels.closed.catalogue import has_closed_form
from symcrit.kernels.closed.derivations import Step
from symcrit.kernels.closed.terms import is_self_similar
from symcrit.kernels.gram import as_real
from symcrit.kernels.hermite import hermite_expectation
from symcrit.kernels.kernel import Kernel, kernel_source
from symcrit.kernels.quadrature.certified import CertifiedKernel
from symcrit.translate import JSON, to_json
from symcrit.words.boxes import row, sign
from symcrit.words.formulas import box
from symcrit.words.latex import latex
from symcrit.words.plain import formula as plain
from symcrit.words.text import text

__all__ = ["kernel_document", "kernel_list", "kernel_text", "value_document"]

_ARGUMENTS = ("q11", "q12", "q22")
_MEANS, _TERMS = ("m1", "m2"), 40
_TRIED = "linearity", "products to sums", "Gaussian integrals of polynomial × exp × erf × sign × sine", "price"
_ROADS = {"closed_form": "", "definition": ", certified quadrature", "hermite": ", Hermite series with certified rest"}
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
    slopes = {by: of.diff(by) for by in ("q11", "q12", *(("m1",) if of.biased else ()))}
    derivation = of.derivation
    steps = [(step, write(step.relation.rhs)) for step in derivation.steps] if derivation is not None else None
    closed = of.kind == "closed"
    derivatives = {by: to_json(slope.expr) for by, slope in slopes.items()} if closed else {}
    form = to_json(of.expr) if closed else "0"
    forms = [*activations.values(), form, *derivatives.values(), *(right for _, right in steps or ())]
    letters = _letters(forms)

    def formula(form: JSON) -> Expr:
        return parse(_shortened(form, letters))

    return {
        "kernel": list(of.names),
        "kind": of.kind,
        "activations": {name: _written(formula(form)) for name, form in activations.items()},
        "closed_form": _written(formula(form)) if closed else None,
        "derivatives": {by: _written(formula(form)) for by, form in derivatives.items()}
        or {by: _expectation(slope) for by, slope in slopes.items()},
        "constants": {letter: _written(parse(number)) for number, letter in letters.items()},
        "source": of.source,
        "biased": of.biased,
        "rules": list(of.rules),
        "fallback": getattr(of, "fallback", None),
        "derivation": steps and [_equation(step, formula(right)) for step, right in steps],
    }


def _expectation(of: CertifiedKernel) -> dict[str, str]:
    """E[f(u)g(v)], or half of it, for the kernel (or derivative) that is given by its definition."""
    f, g = (parse(to_json(one.xreplace({z: Symbol(name)}))) for one, name in zip((of.sigma, of.tau), "uv", strict=True))
    inside, half = mul(f, g), of.factor != 1
    return {
        "text": f"E[{text(inside)}]" + "/2" * half,
        "latex": r"\frac{1}{2} " * half + rf"\operatorname{{E}}\left[{latex(box(inside))}\right]",
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


def _equation(step: Step, right: Expr) -> dict[str, str]:
    """A step of a derivation: by its rules what it is about is `right`."""
    equation = latex(row(plain(step.about), sign("="), box(right)))
    place = rf" \quad \text{{at }} {latex(plain(step.place))}" if step.place else ""
    return {"rule": step.rule, "text": f"{step.left} = {text(right)}", "latex": equation + place}


def value_document(of: Kernel, at: str, digits: int) -> dict[str, Any]:
    """The value of a kernel at "Q11,Q12,Q22", with biases "Q11,Q12,Q22,M1,M2", as balls, printed to `digits` digits.

    `closed_form` evaluates the formula, `definition` is a certified quadrature of E[σ(u)τ(v)] that never sees it.
    Where there is no closed form it is None, and `hermite` is the second road, a series with a certified rest.
    `overlap` is False if two balls are disjoint, which refutes the closed form, and None if one of them is not finite
    or there is one road only (the other one is None).
    Raises InputError for anything but exact numbers that form a covariance.

    >>> from symcrit import kernel
    >>> value = value_document(kernel("erf"), "1,1/2,1", 4)
    >>> value["definition"].split()[0], value["overlap"]
    ('[0.1609', True)
    """
    parts, names = [part.strip() for part in at.split(",")], _ARGUMENTS + (_MEANS if of.biased else ())
    if len(parts) != len(names) or not all(parts):
        example = "1,1/2,1,0,2/5" if of.biased else "1,1/2,1"
        raise InputError(
            f"--at {shorten(at)!r} is not {'five' if of.biased else 'three'} numbers; write {','.join(names)} with "
            f"commas between, for example {example}"
        )
    values = [as_real(name, part) for name, part in zip(names, parts, strict=True)]
    means = dict(zip(_MEANS, values[3:], strict=False))
    roads, conclusion = _roads(of, values[:3], means, digits)
    balls = [ball for ball in roads.values() if ball is not None]
    finite = len(balls) == 2 and all(ball.is_finite() for ball in balls)
    overlap = bool(balls[0].overlaps(balls[1])) if finite else None
    return {
        "at": {name: str(value) for name, value in zip(names, values, strict=True)},
        "digits": digits,
        **{road: None if ball is None else ball.str(digits) for road, ball in roads.items()},
        "overlap": overlap,
        "conclusion": conclusion or _CONCLUSIONS[overlap],
        "known": overlap is True or (of.kind == "certified" and balls[0].is_finite()),
    }


def _roads(of: Kernel, q: list[Any], means: dict[str, Any], digits: int) -> tuple[dict[str, Any], str | None]:
    """The value by each road (None: there is no such road, for the reason that is returned)."""
    if of.kind == "certified":
        own, why = of.ball(*q, **means, digits=digits), "one road only: certified quadrature"
        second = None if any(mean != 0 for mean in means.values()) else hermite_expectation(*of.pair, *q, terms=_TERMS)
        return {"closed_form": None, "definition": own, "hermite": second}, why if second is None else None
    closed = of.ball(*q, **means, digits=digits)
    try:
        return {"closed_form": closed, "definition": of.quadrature(*q, **means, digits=digits)}, None
    except InputError as error:
        return {"closed_form": closed, "definition": None}, str(error)


def kernel_list(names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Activations, by default all registered ones: kind of the kernel, parity, homogeneity, smoothness and so on.

    kind: "closed" or "certified" (values by quadrature of the definition). smoothness: as in `Activation`.
    self_similar: whether smoothing by a Gaussian only rescales σ, so that copy averages are exactly critical
    (`is_self_similar`); None: not decided.

    >>> kernel_list(["relu"])  # doctest: +NORMALIZE_WHITESPACE
    [{'kernel': ['relu', 'relu'], 'kind': 'closed', 'parity': None, 'homogeneity': 1, 'smoothness': 0,
      'self_similar': False, 'source': 'Cho and Saul, Kernel methods for deep learning, NIPS 2009'}]
    """
    return [_list_row(activation(name)) for name in names or activation_names()]


def _list_row(sigma: Activation) -> dict[str, Any]:
    closed = has_closed_form(sigma)
    return {
        "kernel": [sigma.label, sigma.label],
        "kind": "closed" if closed else "certified",
        "parity": sigma.parity,
        "homogeneity": sigma.homogeneity,
        "smoothness": sigma.smoothness,
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


_COLUMNS = ("activation", 20), ("kernel", 10), ("parity", 7), ("homogeneous", 12), ("smooth", 9), ("self-similar", 13)


_SELF = {"closed": "derived by symcrit", "certified": "quadrature"}


def _table(kernels: list[dict[str, Any]], width: int) -> str:
    """One line per kernel."""
    rows = [[*(heading for heading, _ in _COLUMNS), "source"]]
    for one in kernels:
        facts = one["parity"] or "-", "-" if one["homogeneity"] is None else str(one["homogeneity"])
        facts += (str(one["smoothness"]),)
        similar = {True: "yes", False: "no", None: "-"}[one["self_similar"]]
        rows.append(
            ["  ".join(dict.fromkeys(one["kernel"])), one["kind"], *facts, similar, one["source"] or _SELF[one["kind"]]]
        )
    widths = [size for _, size in _COLUMNS]
    lines = (
        "  " + "".join(f"{cell} ".ljust(size) for cell, size in zip(row, [*widths, 0], strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(line if len(line) <= width else line[: width - 1] + "…" for line in lines)


def _rows(document: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """The labels and paragraphs of one kernel."""
    second = "σ" if len(document["activations"]) == 1 else "τ"
    means = "(m1, m2)" if document["biased"] else "0"
    yield "κ", f"E[σ(u){second}(v)], (u, v) ~ N({means}, [[q11, q12], [q12, q22]])"
    for letter, own in zip("στ", document["activations"].values(), strict=False):
        yield f"{letter}(z)", own[language]
    if document["kind"] == "closed":
        yield "closed form", document["closed_form"][language]
    else:
        yield "kind", f"certified quadrature; no closed form: {document['fallback']} (tried: {', '.join(_TRIED)})"
    for by, slope in document["derivatives"].items():
        yield f"∂κ/∂{by}", slope[language]
    for name, number in document["constants"].items():
        yield name, number[language]
    if document["kind"] == "closed":
        yield "source", document["source"] or "derived by symcrit"
        yield "rules", ", ".join(document["rules"]) or f"{', '.join(_TRIED)}; core checks no derivation"
    else:
        yield "rules", ", ".join(document["rules"])
    if document["kind"] == "closed" and document["derivation"] is None:
        yield "derivation", "none is known"
    for number, step in enumerate(document["derivation"] or (), 1):
        yield "derivation" if number == 1 else "", f"{number}. {step['rule']}: {step[language]}"
    if value := document.get("value"):
        yield "at", ", ".join(f"{name} = {number}" for name, number in value["at"].items())
        for road, how in _ROADS.items():
            if value.get(road) is not None:
                yield road.replace("_", " "), value[road] + how
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
