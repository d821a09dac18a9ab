r"""Boxes and sentences in LaTeX, for amsmath: every character is either known or shown by its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from symcrit.words.boxes import GREEK, Box
from symcrit.words.lines import LINE, broken, height, inline
from symcrit.words.plain import Display, Piece, ended
from symcrit.words.typeset import typeset

_MATH = {
    "−": "-", "·": r"\cdot", "×": r"\times", "±": r"\pm", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx",
    "∈": r"\in", "∼": r"\sim", "≻": r"\succ", "↦": r"\mapsto", "∇": r"\nabla", "∂": r"\partial", "∞": r"\infty",
    "∗": "*", "⊤": r"\top", "′": r"\prime", "″": r"{\prime\prime}", "Σ": r"\sum", "…": r"\dots", "π": r"\pi",
    "ℝ": r"\mathbb{R}", "‖": r"\Vert", "√": r"\surd", "∫": r"\int", "²": "{}^2", "³": "{}^3", "⁴": "{}^4", "⁻": "{}^-",
    "→": r"\to", "∘": r"\circ", "⊥": r"\perp", "ℓ": r"\ell", "𝔼": r"\mathbb{E}",
    "σ": r"\sigma",
} | {letter: f"\\{word}" for word, letter in GREEK.items()}  # fmt: skip
_TEXT = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$", '"': "''",
    "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "\u00a0": "~",
    "ä": r'\"a', "ö": r'\"o', "ü": r'\"u', "é": r"\'e", "è": r"\`e", "ß": r"\ss{}", "Ş": r"\c{S}", "ş": r"\c{s}",
}  # fmt: skip
_SHUT = r"\mathclose{}"  # with \mathopen{} it takes the space around \left … \right
_OPEN_MACRO = re.compile(r"\\[A-Za-z]+$")  # a letter after it would change its name
_FUNCTIONS = {"arcsin", "arccos", "arctan", "sin", "cos", "tan", "exp", "log", "sinh", "cosh", "min", "max", "det"}
# of delimiters that stand on different lines, by the height of what is between them
_SIZES = ((1.4, r"\big"), (1.9, r"\Big"), (2.2, r"\bigg"), (2.9, r"\Bigg"))


def latex(box: Box) -> str:
    r"""A formula without dollar signs.

    >>> from symcrit.words.plain import formula
    >>> latex(formula("σ(z) = erf(z/√2)"))
    '\\sigma(z) = \\operatorname{erf}(z / \\sqrt{2})'
    """
    return _latex(typeset(box))


def _latex(box: Box) -> str:
    return _WRITERS[box.kind](*box.parts).strip()


def display(shown: Display, limit: float = LINE) -> str:
    """Displayed formulas: one line each, or several where a formula is too wide."""
    rows = []
    for number, item in enumerate(ended(shown)):
        first, *others = (_latex(line) for line in broken(typeset(item), limit))
        gap = r"\\[1ex]" if number else ""
        rows += [f"{gap}&{first}", *(rf"\\&\qquad {{}}{line}" for line in others)]
    if len(rows) == 1:
        return f"\\[\n{rows[0].removeprefix('&')}\n\\]"
    return "\\[\n\\begin{aligned}\n" + "\n".join(rows) + "\n\\end{aligned}\n\\]"


def paragraph(pieces: Iterable[Piece], limit: float = LINE) -> str:
    """A sentence with its formulas."""
    parts = []
    for piece in pieces:
        if isinstance(piece, Box):
            parts.append(f"${_latex(inline(typeset(piece)))}$")
        elif isinstance(piece, Display):
            parts.append(f"\n{display(piece, limit)}\n")
        else:
            parts.append(escape(piece))
    return "".join(parts).replace("\n\n", "\n").strip()


def escape(text: str) -> str:
    r"""Text that cannot do anything in LaTeX.

    >>> escape("50% of a_i ≤ \\input")
    '50\\% of a\\_i $\\le$ \\textbackslash{}input'
    """
    return "".join(map(_character, text))


def _character(character: str) -> str:
    if character in _TEXT:
        return _TEXT[character]
    if character in _MATH:
        return f"${_MATH[character]}$"
    return character if " " <= character <= "~" else f"[U+{ord(character):04X}]"


def _letters(letters: str) -> str:
    """A variable: one letter, or several that belong together."""
    known = _MATH.get(letters)
    if known or (len(letters) == 1 and letters.isascii() and letters.isalnum()):
        return known or letters
    return rf"\mathit{{{escape(letters)}}}"


def _sign(character: str) -> str:
    return f" {_MATH.get(character) or escape(character).replace('$', '')} "


def _prefix(character: str) -> str:
    return f"{_MATH.get(character, character)}{' ' * (len(_MATH.get(character, character)) > 1)}"


def _word(letters: str) -> str:
    return rf"\{letters}" if letters in _FUNCTIONS else rf"\operatorname{{{escape(letters)}}}"


def _row(*boxes: Box) -> str:
    joined = ""
    for i, box in enumerate(boxes):
        around = {near.kind for near in boxes[max(i - 1, 0) : i + 2]}
        if box.kind == "times" and around & {"word", "call"} and "fenced" not in around:
            continue  # LaTeX leaves a space beside the name of a function
        part = _WRITERS[box.kind](*box.parts)
        joined += " " * bool(_OPEN_MACRO.search(joined) and part[:1].isalpha()) + part
    return joined


def _power(base: Box, exponent: Box) -> str:
    mark = _latex(exponent)
    if mark in (r"\prime", r"{\prime\prime}"):
        return _WRITERS[base.kind](*base.parts) + "'" * mark.count("prime")
    grouped = _grouped(base)
    inner = grouped.removesuffix(_SHUT)
    return f"{inner}^{{{mark}}}{_SHUT if inner != grouped else ''}"


def _index(base: Box, below: Box) -> str:
    return f"{_grouped(base)}_{{{_latex(below)}}}"


def _grouped(base: Box) -> str:
    """A base of an index or exponent; one with an index of its own is kept together."""
    return _latex(base) if base.kind in ("name", "number", "fenced", "index", "sum") else f"{{{_latex(base)}}}"


def _sum(below: Box | None, above: Box | None) -> str:
    low = f"_{{{_latex(below)}}}" if below else ""
    high = f"^{{{_latex(above)}}}" if above else ""
    return rf"\sum{low}{high} "


def _fenced(start: str, inside: Box, end: str) -> str:
    marks = _delimiter(start, start), _delimiter(end, start)
    if height(inside) <= 1.6:
        plain = {"|": (r"\lvert ", r"\rvert "), "‖": (r"\lVert ", r"\rVert ")}.get(start, marks)
        return f"{plain[0]}{_latex(inside)}{plain[1]}"
    return rf"\mathopen{{}}\left{marks[0]} {_latex(inside)} \right{marks[1]}{_SHUT}"


def _delimiter(character: str, start: str) -> str:
    return {"‖": r"\Vert", "{": r"\{", "}": r"\}"}.get(character, character)


def _open(character: str, tall: float) -> str:
    return f"{_size(tall)}l{_delimiter(character, character)} " if _size(tall) else character


def _close(character: str, tall: float) -> str:
    return f"{_size(tall)}r{_delimiter(character, character)} " if _size(tall) else character


def _size(tall: float) -> str:
    return next((size for limit, size in reversed(_SIZES) if tall > limit), "")


_WRITERS: dict[str, Callable[..., str]] = {
    "number": str,
    "name": _letters,
    "word": _word,
    "sign": _sign,
    "prefix": _prefix,
    "comma": lambda character: f"{character} ",
    "times": lambda thin: r"\, " if thin else "",
    "space": lambda: r"\quad ",
    "row": _row,
    "fraction": lambda above, below: rf"\frac{{{_latex(above)}}}{{{_latex(below)}}}",
    "power": _power,
    "index": _index,
    "root": lambda inside: rf"\sqrt{{{_latex(inside)}}}",
    "sum": _sum,
    "call": lambda function, argument: _latex(function) + _latex(argument),
    "fenced": _fenced,
    "open": _open,
    "close": _close,
}
