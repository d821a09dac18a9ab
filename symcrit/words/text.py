"""Expressions, boxes and sentences as plain text, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from symcrit.core import ONE, ZERO, Expr, mul, num, substitute, sym
from symcrit.core.gaussian.language import Parts, bound
from symcrit.words.boxes import Box
from symcrit.words.plain import Display, Piece

RELATIONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "=": "=", "!=": "≠"}
_FACTOR = 2  # the level of what stands before another factor


def text(root: Expr, level: int = 0) -> str:
    """Infix form of an expression; level: how tightly what stands around it binds.

    >>> from symcrit.core import parse
    >>> text(parse(["*", 2, ["^", "l", 2], ["asin", ["/", 1, "l"]]]))
    '2·l^2·asin(1/l)'
    """
    op = root.op
    args = root.args
    own = 9
    if op == "num":
        words = str(root.value)
        if args[0] < 0:
            own = 1
        elif args[1] != 1:
            own = 2
    elif op == "add":
        words = " + ".join(text(term, 1) for term in args).replace("+ -", "- ")
        own = 1
    elif op == "mul":
        words, own = _signed_product(root)
    elif op == "pow":
        words, own = (_product((root,)), 2) if args[0] < 0 else (f"{text(args[1], 5)}^{args[0]}", 4)
    elif op == "kernel":
        marks = "".join(f"_{i + 1}" * order for i, order in enumerate(args[1:4]))
        words = f"{args[0]}{marks}({', '.join(map(text, visible_arguments(*args)))})"
    elif op == "mean":
        inner = (substitute(f, {"z": sym(name)}) for f, name in zip(args[:2], "uv", strict=True))
        words = f"E[{text(Expr('mul', *inner))}; {', '.join(map(text, args[2:]))}]"
    elif op == "expect":
        words = _expectation(Parts(root))
    elif op == "slope":
        words, own = f"∂/∂{args[0]} {text(args[1], 3)}", 2
    elif op in ("max", "min"):
        words = f"{op}({', '.join(map(text, args))})"
    elif op == "unknown":
        words = f"{derivative(*args[:2])}({text(args[2])})"
    elif op == "moment":
        words = _moment(root)
    elif op == "signs":
        words = f"S_{3 if len(args) == 6 else 4}({', '.join(map(text, args))})"
    elif op == "binormal":
        words = "Φ₂({}, {}; {})".format(*map(text, args))
    elif op == "sym":
        words = args[0]
    elif op == "pi":
        words = "π"
    else:
        words = f"{'√' if op == 'sqrt' else op}({text(args[0])})"
    return f"({words})" if own < level else words


def derivative(label: str, order: int) -> str:
    """f, f′, f″, f‴, f^(4), …"""
    return label + "′" * order if order <= 3 else f"{label}^({order})"


def _law(names: Iterable[str], means: Iterable[Expr], rows: Iterable[Iterable[Expr]]) -> str:
    """(u, v) ~ N(0, [[q11, q12], [q12, q22]])"""
    listed, centre = list(names), list(means)
    matrix = [[text(entry) for entry in row] for row in rows]
    middle = "0" if all(mean is ZERO for mean in centre) else ", ".join(map(text, centre))
    if len(listed) == 1:
        return f"{listed[0]} ∼ N({middle}, {matrix[0][0]})"
    middle = middle if middle == "0" else f"({middle})"
    spread = ", ".join(f"[{', '.join(row)}]" for row in matrix)
    return f"({', '.join(listed)}) ∼ N({middle}, [{spread}])"


def _expectation(parts: Parts) -> str:
    """E[u·f(v); (u, v) ~ N(0, …)]"""
    own = substitute(parts.function, {bound(i): sym(label) for i, label in enumerate(parts.names)})
    return f"E[{text(own)}; {_law(parts.names, parts.means, parts.cov)}]"


def unused(node: Expr) -> str:
    """A letter for variables that are averaged over, with which no name of a parameter or function begins."""
    names = {*node.names, *(label for label, _ in node.args[0])}
    return next((x for x in "yxzvwt" if not any(name.startswith(x) for name in names)), "y" * 50)


def _moment(node: Expr) -> str:
    size = len(node.args[0])
    letter = unused(node)
    names = [f"{letter}_{i + 1}" for i in range(size)]
    upper = iter(node.children[size:])
    entries = {(i, j): next(upper) for i in range(size) for j in range(i, size)}
    rows = [[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)]
    product = "·".join(f"{derivative(*entry)}({y})" for entry, y in zip(node.args[0], names, strict=True))
    return f"E[{product}; {_law(names, node.children[:size], rows)}]"


def visible_arguments(name: str, *rest: Any) -> tuple[Expr, ...]:
    """The arguments of a function; for one that is not κ and stands at (x, 0, 0) only x, as for functions of x."""
    orders = rest[:3]
    arguments = rest[3:]
    return arguments[:1] if name != "kappa" and not any(orders) and arguments[1:] == (ZERO, ZERO) else arguments


def _signed_product(root: Expr) -> tuple[str, int]:
    """A product, its sign in front, and how tightly it binds."""
    first, *others = root.args
    if first.op != "num" or first.args[0] >= 0:
        return _product(root.args), 2
    make = partial(Expr, "mul") if ZERO in root.args else mul  # mul would drop the domain of what is beside a 0
    return "-" + text(make(num(-first.value), *others), 2), 1


def _product(factors: tuple[Expr, ...]) -> str:
    """Numerators over denominators: 2·l^2·asin(1/(2·l))/π."""
    above = list[Expr]()
    below = list[Expr]()
    for factor in factors:
        if factor.op == "num":
            above.append(num(factor.args[0]))
            below.append(num(factor.args[1]))
        elif factor.op == "pow" and factor.args[0] < 0:
            below.append(factor.args[1] ** -factor.args[0])
        else:
            above.append(factor)
    over, under = ([text(part, 3) for part in side if part is not ONE] for side in (above, below))
    numerator = "·".join(over) or "1"
    if not under:
        return numerator
    return f"{numerator}/{under[0]}" if len(under) == 1 else f"{numerator}/({'·'.join(under)})"


# ------------------------------------------------------------------------------------------------------------- boxes


def paragraph(pieces: Iterable[Piece]) -> str:
    """A sentence with its formulas, on one line, without a full stop."""
    words = "".join(map(_piece, pieces))
    return re.sub(r"\s+([,.;:])", r"\1", " ".join(words.split())).removesuffix(".")


def _piece(piece: Piece) -> str:
    if isinstance(piece, Box):
        return written(piece)
    if isinstance(piece, Display):
        return f" {', '.join(map(written, piece.formulas))}{piece.end} "
    return piece


def written(box: Box) -> str:
    """A formula.

    >>> from symcrit.words.boxes import index, name, plain, row, sign
    >>> written(row(index(name("w"), name("i")), sign("="), plain("Σ_{j=1}^n v_{1,j}")))
    'w_i = Σ_(j=1)^n v_(1,j)'
    """
    return _WRITERS[box.kind](*box.parts)


_GROUP = re.compile(r"(?<=[_^])\{([^{}]*)\}")


def _row(*boxes: Box) -> str:
    """Boxes side by side, with spaces between them but not around the dot of a product or behind a prefix."""
    words = ""
    attached = True
    for box in boxes:
        part = written(box)
        words += part if attached or box.kind in ("comma", "times") else f" {part}"
        attached = box.kind in ("comma", "times", "prefix") or not words
    return words


def _sign(character: str) -> str:
    return "-" if character == "−" else character


def _script(mark: str, base: Box, script: Box) -> str:
    inside = written(script)
    if inside in ("′", "″", "∗", "²"):
        return written(base) + inside.replace("∗", "*")
    return f"{written(base)}{mark}{inside if inside.isalnum() else f'({inside})'}"


def _part(words: str) -> str:
    """A part of a fraction, bare where it is one name or number."""
    return words if words.isalnum() else f"({words})"


def _sum(below: Box | None, above: Box | None) -> str:
    words = "Σ"
    if below is not None:
        words = _script("_", Box("name", (words,)), below)
    return words if above is None else _script("^", Box("name", (words,)), above)


def _before(root: Expr) -> str:
    """An expression before another factor; a quotient is in parentheses."""
    words = text(root)
    return f"({words})" if "/" in words else text(root, _FACTOR)


def _notation(notation: str) -> str:
    """Plain notation: what stands in braces goes in parentheses, or bare where it is one name or number."""
    words = _GROUP.sub(lambda match: match[1] if match[1].isalnum() else f"({match[1]})", notation)
    return words.replace("{", "").replace("}", "").replace("𝔼", "E").replace("^*", "*")


_WRITERS: dict[str, Callable[..., str]] = {
    "number": str,
    "name": str,
    "word": str,
    "sign": _sign,
    "prefix": _sign,
    "comma": lambda character: f"{character} ",
    "times": lambda thin: "·",
    "space": lambda: "",
    "row": _row,
    "fraction": lambda above, below: f"{_part(written(above))}/{_part(written(below))}",
    "power": partial(_script, "^"),
    "index": partial(_script, "_"),
    "root": lambda inside: f"√({written(inside)})",
    "sum": _sum,
    "call": lambda function, argument: written(function) + written(argument),
    "fenced": lambda start, inside, end: f"{start}{written(inside)}{end}",
    "expression": text,
    "factor": _before,
    "plain": _notation,
}
