"""Boxes in presentation MathML, within what browsers know (MathML Core)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symcrit.printable import html
from symcrit.words.boxes import Box
from symcrit.words.lines import broken, height, inline
from symcrit.words.plain import Display, Piece, ended
from symcrit.words.typeset import typeset

LINE = 40.0  # em of a line on a page; wider formulas scroll


def mathml(box: Box) -> str:
    """A formula inside a line of text.

    >>> from symcrit.words.plain import formula
    >>> mathml(formula("√2"))
    '<math><msqrt><mn>2</mn></msqrt></math>'
    """
    return f"<math>{_write(inline(typeset(box)))}</math>"


def display(shown: Display, limit: float = LINE) -> str:
    """Displayed formulas, one below the other, each broken where it is too wide."""
    lines = []
    for item in ended(shown):
        first, *others = map(_write, broken(typeset(item), limit))
        lines += [first, *(f'<mrow><mspace width="2em"></mspace>{line}</mrow>' for line in others)]
    if len(lines) == 1:
        return f'<math display="block">{lines[0]}</math>'
    rows = "".join(f"<mtr><mtd>{line}</mtd></mtr>" for line in lines)
    return f'<math display="block"><mtable displaystyle="true">{rows}</mtable></math>'


def paragraph(pieces: Iterable[Piece]) -> str:
    """A sentence with its formulas; all else in it is escaped.

    >>> from symcrit.words.plain import formula
    >>> paragraph(["a < ", formula("2")])
    'a &lt; <math><mn>2</mn></math>'
    """
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Box):
        return mathml(piece)
    if isinstance(piece, Display):
        return f'<div class="formula">{display(piece)}</div>'
    return html(piece)


def _write(box: Box) -> str:
    return _WRITERS[box.kind](*box.parts)


def _tag(tag: str) -> Callable[..., str]:
    """A writer of an element around boxes or text."""

    def write(*parts: Box | str) -> str:
        inside = "".join(_write(part) if isinstance(part, Box) else html(part) for part in parts)
        return f"<{tag}>{inside}</{tag}>"

    return write


def _name(letters: str) -> str:
    style = ' mathvariant="normal"' if letters in ("π", "∞") else ""
    return f"<mi{style}>{html(letters)}</mi>"


def _sign(character: str, form: str = "infix") -> str:
    tight = ' lspace="0" rspace="0"' if character == "/" else ""
    return f'<mo form="{form}"{tight}>{html(character)}</mo>'


def _power(base: Box, exponent: Box) -> str:
    mark = exponent.parts[0] if exponent.kind == "sign" else ""
    raised = f'<mo lspace="0" rspace="0">{html(mark)}</mo>' if mark else _write(exponent)
    if base.kind == "index":
        return f"<msubsup>{_write(base.parts[0])}{_write(base.parts[1])}{raised}</msubsup>"
    return f"<msup>{_write(base)}{raised}</msup>"


def _sum(below: Box | None, above: Box | None) -> str:
    mark = "<mo>∑</mo>"
    if below and above:
        return f"<munderover>{mark}{_write(below)}{_write(above)}</munderover>"
    return f"<munder>{mark}{_write(below)}</munder>" if below else mark


def _fenced(start: str, inside: Box, end: str) -> str:
    tall = height(inside)
    return f"<mrow>{_fence(start, 'prefix', tall)}{_write(inside)}{_fence(end, 'postfix', tall)}</mrow>"


def _fence(character: str, form: str, tall: float) -> str:
    """A delimiter; only around something high it grows."""
    grows = "true" if tall > 1.6 else "false"
    return f'<mo form="{form}" fence="true" stretchy="{grows}" lspace="0" rspace="0">{html(character)}</mo>'


_WRITERS: dict[str, Callable[..., str]] = {
    "number": _tag("mn"),
    "name": _name,
    "word": _tag("mi"),
    "sign": _sign,
    "prefix": lambda character: _sign(character, "prefix"),
    "comma": lambda character: f'<mo separator="true">{html(character)}</mo>',
    "times": lambda thin: f'<mo lspace="0" rspace="{"0.17em" if thin else 0}">\u2062</mo>',
    "space": lambda: '<mspace width="1.5em"></mspace>',
    "row": _tag("mrow"),
    "fraction": _tag("mfrac"),
    "power": _power,
    "index": _tag("msub"),
    "root": _tag("msqrt"),
    "sum": _sum,
    "call": lambda function, argument: f"<mrow>{_write(function)}<mo>\u2061</mo>{_write(argument)}</mrow>",
    "fenced": _fenced,
    "open": lambda character, tall: _fence(character, "prefix", tall),
    "close": lambda character, tall: _fence(character, "postfix", tall),
}
